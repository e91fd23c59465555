package python

// A reCode is what an instruction of a compiled regular expression does.
type reCode uint8

const (
	doMatch    reCode = iota // the end of the pattern
	doSubEnd                 // the end of a part that runs by itself
	doByte                   // the byte x
	doText                   // lit
	doSet                    // a character of set
	doRun                    // min to max characters of set
	doSplit                  // x, or else y
	doJump                   // x
	doSave                   // the position into slot x
	doLoopInit               // begins loop n
	doLoop                   // goes round loop n: its body at x, what follows at y
	doLook                   // the part at pc+1 must match here, or n characters back; goes on at x
	doPeek                   // lit, or a character of set, must stand here or before
	doAtomic                 // the part at pc+1, for good; goes on at x
	doRef                    // what group n captured
	doCond                   // pc+1 if group n took part, else x
	doBegin
	doLineBegin
	doEnd
	doLastEnd
	doLineEnd
	doEdge
	doNoEdge
)

// A reInst is an instruction. Unless told otherwise the next one follows.
type reInst struct {
	do       reCode
	lazy     bool // of runs and loops
	solid    bool // a run that gives nothing back
	negative bool
	behind   bool
	fold     bool
	ascii    bool
	x, y     int
	n        int
	min, max int
	lit      string
	set      *runeTest
	// What the first byte may be of what is matched at x and y (of runs: behind it);
	// nil if nothing is known.
	atX, atY *byteSet
	memo     int // number among the instructions where a search remembers failures
}

// A reProg is a compiled regular expression.
type reProg struct {
	insts  []reInst
	groups int // captures, the whole match included
	loops  int
	raw    bool // texts are bytes

	memos    int      // instructions that remember; 0: failures depend on more than the position
	prefix   string   // every match starts with it
	first    *byteSet // what bytes a match may start with; nil: any, or it may be empty
	anchored bool     // matches start at the text's start only
	lines    bool     // matches start at lines' starts only
	leadRun  bool     // it begins with a run, and starts inside that run are in vain
}

// maxInsts bounds programs; unrollLimit is up to how many instructions a repeat is
// written out.
const (
	maxInsts    = 200_000
	unrollLimit = 400
)

// A reCompiler turns trees into programs.
type reCompiler struct {
	p       *reProg
	refs    bool // references or conditions: failures depend on captures
	counted bool // loops that count: failures depend on the count
}

// compileRegexp makes a program of a parsed pattern.
func compileRegexp(syn *reSyntax, raw bool) (p *reProg, err *reError) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*reError)
			if !ok {
				panic(r)
			}
			err = e
		}
	}()
	c := &reCompiler{p: &reProg{groups: len(syn.names), raw: raw}}
	c.node(syn.root)
	c.emit(reInst{do: doMatch})
	c.p.analyse(!c.refs && !c.counted)
	return c.p, nil
}

func (c *reCompiler) emit(in reInst) int {
	if len(c.p.insts) >= maxInsts {
		panic(&reError{"error", "the regular expression is too large: write it with fewer repeats of repeats", -1})
	}
	c.p.insts = append(c.p.insts, in)
	return len(c.p.insts) - 1
}

func (c *reCompiler) here() int { return len(c.p.insts) }

// assertOps are the assertions that are an instruction.
var assertOps = map[reOp]reCode{reBegin: doBegin, reLineBegin: doLineBegin, reEnd: doEnd, reLastEnd: doLastEnd,
	reLineEnd: doLineEnd, reWordEdge: doEdge, reNoWordEdge: doNoEdge}

func (c *reCompiler) node(n *reNode) {
	switch n.op {
	case reLiteral:
		c.text(byteString(n.r, c.p.raw))
	case reSet:
		c.emit(reInst{do: doSet, set: n.set.test(c.p.raw)})
	case reCat:
		c.cat(n.subs)
	case reAlt:
		c.alt(n)
	case reGroup:
		c.emit(reInst{do: doSave, x: 2 * n.n})
		c.node(n.subs[0])
		c.emit(reInst{do: doSave, x: 2*n.n + 1})
	case reRepeat:
		c.repeat(n)
	case reAtomic:
		c.atomic(n.subs[0])
	case reLook:
		c.look(n)
	case reBackref:
		c.refs = true
		c.emit(reInst{do: doRef, n: n.n, fold: n.fold, ascii: n.ascii})
	case reCond:
		c.cond(n)
	default:
		c.emit(reInst{do: assertOps[n.op], ascii: n.ascii})
	}
}

func (c *reCompiler) text(s string) {
	if len(s) == 1 {
		c.emit(reInst{do: doByte, x: int(s[0])})
	} else if s != "" {
		c.emit(reInst{do: doText, lit: s})
	}
}

// cat compiles nodes one after another; literals side by side are one.
func (c *reCompiler) cat(subs []*reNode) {
	lit := ""
	for _, s := range subs {
		if s.op == reLiteral {
			lit += byteString(s.r, c.p.raw)
			continue
		}
		c.text(lit)
		lit = ""
		c.node(s)
	}
	c.text(lit)
}

// alt compiles a|b|c. Single characters become a set.
func (c *reCompiler) alt(n *reNode) {
	if set := n.asSet(); set != nil {
		c.emit(reInst{do: doSet, set: set.test(c.p.raw)})
		return
	}
	var ends []int
	for i, s := range n.subs {
		if i == len(n.subs)-1 {
			c.node(s)
			break
		}
		at := c.emit(reInst{do: doSplit})
		c.p.insts[at].x = c.here()
		c.node(s)
		ends = append(ends, c.emit(reInst{do: doJump}))
		c.p.insts[at].y = c.here()
	}
	for _, e := range ends {
		c.p.insts[e].x = c.here()
	}
}

// asSet returns the set that an alternative of single characters is, or nil.
func (n *reNode) asSet() *reClass {
	out := &reClass{}
	for i, s := range n.subs {
		for s.op == reCat && len(s.subs) == 1 {
			s = s.subs[0]
		}
		switch {
		case s.op == reLiteral && !out.fold:
			out.ranges = append(out.ranges, [2]rune{s.r, s.r})
		case s.op == reSet && !s.set.negated && !s.set.either && (i == 0 || out.ascii == s.set.ascii && out.fold == s.set.fold):
			out.ascii, out.fold = s.set.ascii, s.set.fold
			out.ranges = append(out.ranges, s.set.ranges...)
			out.classes = append(out.classes, s.set.classes...)
		default:
			return nil
		}
	}
	return out
}

func (c *reCompiler) atomic(n *reNode) {
	at := c.emit(reInst{do: doAtomic})
	c.node(n)
	c.emit(reInst{do: doSubEnd})
	c.p.insts[at].x = c.here()
}

func (c *reCompiler) look(n *reNode) {
	back := 0
	if n.behind {
		least, most := n.subs[0].width()
		if least != most {
			panic(&reError{"error", "look-behind requires fixed-width pattern", -1})
		}
		back = least
	}
	if c.peek(n) {
		return
	}
	at := c.emit(reInst{do: doLook, negative: n.negative, behind: n.behind, n: back})
	c.node(n.subs[0])
	c.emit(reInst{do: doSubEnd})
	c.p.insts[at].x = c.here()
}

// peek compiles a look at a text or at one character, which needs no part of its own.
func (c *reCompiler) peek(n *reNode) bool {
	in := reInst{do: doPeek, negative: n.negative, behind: n.behind}
	if lit, ok := n.subs[0].literalText(c.p.raw); ok {
		in.lit = lit
	} else if set := n.subs[0].single(); set != nil {
		in.set = set.test(c.p.raw)
	} else {
		return false
	}
	c.emit(in)
	return true
}

// literalText returns the text that is all that a node matches.
func (n *reNode) literalText(raw bool) (string, bool) {
	switch n.op {
	case reLiteral:
		return byteString(n.r, raw), true
	case reCat:
		out := ""
		for _, s := range n.subs {
			t, ok := s.literalText(raw)
			if !ok {
				return "", false
			}
			out += t
		}
		return out, true
	}
	return "", false
}

func (c *reCompiler) cond(n *reNode) {
	c.refs = true
	at := c.emit(reInst{do: doCond, n: n.n})
	c.node(n.subs[0])
	if len(n.subs) < 2 {
		c.p.insts[at].x = c.here()
		return
	}
	end := c.emit(reInst{do: doJump})
	c.p.insts[at].x = c.here()
	c.node(n.subs[1])
	c.p.insts[end].x = c.here()
}
