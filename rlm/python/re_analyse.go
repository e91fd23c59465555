package python

import "unicode/utf8"

// A byteSet is a set of bytes.
type byteSet [4]uint64

func (b *byteSet) add(c byte)      { b[c>>6] |= 1 << (c & 63) }
func (b *byteSet) has(c byte) bool { return b[c>>6]>>(c&63)&1 != 0 }

func (b *byteSet) meets(o *byteSet) bool {
	return b[0]&o[0]|b[1]&o[1]|b[2]&o[2]|b[3]&o[3] != 0
}

// addTest adds the bytes with which characters of a set begin.
func (b *byteSet) addTest(t *runeTest) {
	for c, in := range t.table {
		if in {
			b.add(byte(c))
		}
	}
	if t.raw || !t.set.beyondASCII() {
		return
	}
	for c := utf8.RuneSelf; c < 256; c++ {
		b.add(byte(c))
	}
}

// beyondASCII reports whether a set may hold characters beyond ASCII.
func (c *reClass) beyondASCII() bool {
	if c.negated || len(c.classes) > 0 || c.fold && !c.ascii {
		return true
	}
	for _, x := range c.ranges {
		if x[1] >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// firstAt returns the bytes with which what is matched from pc on may begin, or nil
// if that is unknown or may be nothing.
func (p *reProg) firstAt(pc int) *byteSet {
	out := &byteSet{}
	const most = 300
	seen := map[int]bool{}
	todo := []int{pc}
	for len(todo) > 0 {
		pc := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[pc] {
			continue
		}
		if seen[pc] = true; len(seen) > most {
			return nil
		}
		in := &p.insts[pc]
		switch in.do {
		case doMatch, doSubEnd, doRef:
			return nil
		case doByte:
			out.add(byte(in.x))
		case doText:
			out.add(in.lit[0])
		case doSet:
			out.addTest(in.set)
		case doRun:
			out.addTest(in.set)
			if in.min == 0 {
				todo = append(todo, pc+1)
			}
		case doSplit, doLoop:
			todo = append(todo, in.x, in.y)
		case doJump, doLook:
			todo = append(todo, in.x)
		case doCond:
			todo = append(todo, in.x, pc+1)
		default:
			todo = append(todo, pc+1)
		}
	}
	return out
}

// analyse finds out what makes searches fast. pure says that whether the rest of the
// pattern matches depends on the position only.
func (p *reProg) analyse(pure bool) {
	inside := 0 // where the part that runs by itself ends
	for pc := range p.insts {
		in := &p.insts[pc]
		switch in.do {
		case doSplit:
			in.atX, in.atY = p.firstAt(in.x), p.firstAt(in.y)
		case doRun:
			in.atX = p.firstAt(pc + 1)
			own := &byteSet{}
			own.addTest(in.set)
			in.solid = in.solid || in.atX != nil && !in.atX.meets(own)
		case doLook, doAtomic:
			inside = max(inside, in.x)
		}
		if pure && pc >= inside && (in.do == doSplit || in.do == doLoop || in.do == doRun && !in.solid) {
			p.memos++
			in.memo = p.memos
		}
	}
	p.start()
}

// start finds out how matches begin.
func (p *reProg) start() {
	p.first = p.firstAt(0)
	refs := false
	for i := range p.insts {
		refs = refs || p.insts[i].do == doRef || p.insts[i].do == doCond
	}
	for pc := 0; ; pc++ {
		in := &p.insts[pc]
		switch in.do {
		case doSave, doEdge, doNoEdge:
			continue
		case doBegin:
			p.anchored = true
		case doLineBegin:
			p.lines = true
		case doByte:
			p.prefix = string([]byte{byte(in.x)})
		case doText:
			p.prefix = in.lit
		case doRun:
			p.leadRun = !refs && in.max < 0 && !in.lazy && p.startsBare(pc)
		}
		return
	}
}

// startsBare reports whether nothing is asserted before instruction pc.
func (p *reProg) startsBare(pc int) bool {
	for i := 0; i < pc; i++ {
		if p.insts[i].do != doSave {
			return false
		}
	}
	return true
}
