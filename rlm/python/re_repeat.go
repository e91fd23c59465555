package python

// single returns the set of a node that is one character, or nil.
func (n *reNode) single() *reClass {
	switch n.op {
	case reLiteral:
		return &reClass{ranges: [][2]rune{{n.r, n.r}}}
	case reSet:
		return n.set
	case reCat:
		if len(n.subs) == 1 {
			return n.subs[0].single()
		}
	case reAlt:
		return n.asSet()
	}
	return nil
}

// repeat compiles x{min,max} in one of four ways: a run of single characters; splits
// and jumps, the least number of rounds written out, if a round cannot be empty; a
// loop that counts; all of that in an atomic part if it is possessive.
func (c *reCompiler) repeat(n *reNode) {
	body := n.subs[0]
	if n.max == 0 {
		at := c.here()
		c.node(body) // for its errors
		c.p.insts = c.p.insts[:at]
		return
	}
	if set := body.single(); set != nil {
		c.emit(reInst{do: doRun, set: set.test(c.p.raw), min: n.min, max: n.max, lazy: n.lazy, solid: n.possessive})
		return
	}
	if n.possessive {
		plain := *n
		plain.possessive = false
		plain.subs = []*reNode{{op: reAtomic, subs: n.subs}}
		c.atomic(&plain)
		return
	}
	size := body.cost()
	rounds := max(n.min, n.max)
	switch {
	case body.nullable() && (n.min != 0 || n.max != 1):
		c.loopAfter(n, size)
	case size*rounds <= unrollLimit || rounds <= 1:
		c.unroll(n)
	default:
		c.loop(n, n.min, n.max)
	}
}

// cost is about how many instructions a node needs.
func (n *reNode) cost() int {
	sum := 2
	for _, s := range n.subs {
		sum += s.cost()
	}
	if n.op != reRepeat || n.single() != nil || n.subs[0].single() != nil {
		return sum
	}
	if rounds := max(n.min, n.max); sum*rounds <= unrollLimit {
		return sum * max(rounds, 1)
	}
	return sum
}

// loopAfter compiles a repeat whose rounds may be empty: what is needed once or twice
// is written out, so that the loop need not count.
func (c *reCompiler) loopAfter(n *reNode, size int) {
	least := n.min
	if n.max < 0 && size*least <= unrollLimit {
		for ; least > 0; least-- {
			c.node(n.subs[0])
		}
	}
	c.loop(n, least, n.max)
}

// unroll writes x{2,4} as xx(x(x)?)?, and x{2,} as xx*.
func (c *reCompiler) unroll(n *reNode) {
	body := n.subs[0]
	if n.max < 0 {
		for i := 1; i < n.min; i++ {
			c.node(body)
		}
		c.star(n, n.min > 0)
		return
	}
	for i := 0; i < n.min; i++ {
		c.node(body)
	}
	var outs []int
	for i := n.min; i < n.max; i++ {
		outs = append(outs, c.emit(reInst{do: doSplit}))
		c.node(body)
	}
	for _, at := range outs {
		c.branch(at, at+1, c.here(), n.lazy)
	}
}

// branch sets the targets of a split that goes on to body, or out of it.
func (c *reCompiler) branch(at, body, out int, lazy bool) {
	if lazy {
		body, out = out, body
	}
	c.p.insts[at].x, c.p.insts[at].y = body, out
}

// star compiles x*, or x+ if once is set.
func (c *reCompiler) star(n *reNode, once bool) {
	start := c.here()
	if once {
		c.node(n.subs[0])
		at := c.emit(reInst{do: doSplit})
		c.branch(at, start, c.here(), n.lazy)
		return
	}
	c.emit(reInst{do: doSplit})
	c.node(n.subs[0])
	c.emit(reInst{do: doJump, x: start})
	c.branch(start, start+1, c.here(), n.lazy)
}

// loop compiles a repeat that counts its rounds, and ends after an empty one.
func (c *reCompiler) loop(n *reNode, least, most int) {
	k := c.p.loops
	c.p.loops++
	c.counted = c.counted || least > 0 || most >= 0
	c.emit(reInst{do: doLoopInit, n: k})
	at := c.emit(reInst{do: doLoop, n: k, min: least, max: most, lazy: n.lazy})
	c.node(n.subs[0])
	c.emit(reInst{do: doJump, x: at})
	c.p.insts[at].x, c.p.insts[at].y = at+1, c.here()
}
