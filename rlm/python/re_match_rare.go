package python

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// rare runs an instruction that is no everyday one. It returns the next instruction
// and position, or -1.
func (k *reMachine) rare(in *reInst, pc, pos int) (int, int) {
	switch in.do {
	case doLoopInit:
		st := k.loops[in.n]
		k.push(backLoop, in.n, st.last, st.count)
		k.loops[in.n] = loopState{-1, -1}
	case doLoop:
		return k.loop(in, pc, pos), pos
	case doPeek:
		if k.peek(in, pos) == in.negative {
			return -1, 0
		}
	case doLook:
		return k.look(in, pc, pos), pos
	case doAtomic:
		base := len(k.stack)
		end := k.part(pc+1, pos)
		if end < 0 {
			return -1, 0
		}
		k.commit(base)
		return in.x, end
	case doRef:
		end := k.reference(in, pos)
		if end < 0 {
			return -1, 0
		}
		return pc + 1, end
	case doCond:
		if k.caps[2*in.n] < 0 || k.caps[2*in.n+1] < 0 {
			return in.x, pos
		}
	default:
		if !k.asserted(in, pos) {
			return -1, 0
		}
	}
	return pc + 1, pos
}

// loop decides at the head of a loop. A round that matched nothing is the last.
func (k *reMachine) loop(in *reInst, pc, pos int) int {
	if k.work++; k.work >= k.check {
		k.limits()
	}
	st := k.loops[in.n]
	count := st.count + 1
	if count < in.min {
		k.push(backLoop, in.n, st.last, st.count)
		k.loops[in.n].count = count
		return in.x
	}
	if k.seen != nil && k.known(in, pos) {
		return -1
	}
	if in.max >= 0 && count >= in.max || pos == st.last {
		return in.y
	}
	if in.lazy {
		k.push(backBody, pc, pos, 0)
		return in.y
	}
	k.push(backTo, in.y, pos, 0)
	return k.round(pc, pos)
}

// round begins another round of the loop at instruction pc.
func (k *reMachine) round(pc, pos int) int {
	in := &k.p.insts[pc]
	st := k.loops[in.n]
	k.push(backLoop, in.n, st.last, st.count)
	k.loops[in.n] = loopState{st.count + 1, pos}
	return in.x
}

// part runs a part by itself.
func (k *reMachine) part(pc, pos int) int {
	k.depth++
	end := k.run(pc, pos)
	k.depth--
	return end
}

// commit drops the choices above base and keeps what is to be undone.
func (k *reMachine) commit(base int) {
	keep := k.stack[:base]
	for _, e := range k.stack[base:] {
		if e.kind == backSave || e.kind == backLoop {
			keep = append(keep, e)
		}
	}
	k.stack = keep
}

// undo goes back to base without trying the choices.
func (k *reMachine) undo(base int) {
	k.commit(base)
	k.back(base)
}

func (k *reMachine) look(in *reInst, pc, pos int) int {
	at := pos
	for i := 0; i < in.n && at >= 0; i++ {
		at = k.before(at)
	}
	base := len(k.stack)
	if at < 0 || k.part(pc+1, at) < 0 {
		if in.negative {
			return in.x
		}
		return -1
	}
	if in.negative {
		k.undo(base)
		return -1
	}
	k.commit(base)
	return in.x
}

// peek reports whether a text or a character stands at pos, or before it.
func (k *reMachine) peek(in *reInst, pos int) bool {
	switch {
	case in.set == nil && in.behind:
		return strings.HasSuffix(k.s[:pos], in.lit)
	case in.set == nil:
		return strings.HasPrefix(k.s[pos:], in.lit)
	case !in.behind:
		return in.set.one(k.s, pos) >= 0
	}
	at := k.before(pos)
	return at >= 0 && in.set.one(k.s, at) >= 0
}

// before is the position of the character before pos, or -1.
func (k *reMachine) before(pos int) int {
	if pos == 0 {
		return -1
	}
	if k.p.raw {
		return pos - 1
	}
	_, size := utf8.DecodeLastRuneInString(k.s[:pos])
	return pos - size
}

// reference matches again what a group has captured, and returns its end or -1.
func (k *reMachine) reference(in *reInst, pos int) int {
	from, to := k.caps[2*in.n], k.caps[2*in.n+1]
	if from < 0 || to < from {
		return -1
	}
	k.work += (to - from) >> 5
	text := k.s[from:to]
	if !in.fold {
		if len(k.s)-pos < len(text) || k.s[pos:pos+len(text)] != text {
			return -1
		}
		return pos + len(text)
	}
	for len(text) > 0 {
		a, n := k.char(text)
		b, size := k.char(k.s[pos:])
		if size == 0 || lowerRune(a, in.ascii) != lowerRune(b, in.ascii) {
			return -1
		}
		text = text[n:]
		pos += size
	}
	return pos
}

// char returns the first character of a text.
func (k *reMachine) char(s string) (rune, int) {
	if s == "" {
		return 0, 0
	}
	if k.p.raw {
		return rune(s[0]), 1
	}
	return utf8.DecodeRuneInString(s)
}

func lowerRune(r rune, ascii bool) rune {
	if ascii && r >= utf8.RuneSelf {
		return r
	}
	return unicode.ToLower(r)
}

// asserted reports whether an assertion holds at pos.
func (k *reMachine) asserted(in *reInst, pos int) bool {
	s := k.s
	switch in.do {
	case doBegin:
		return pos == 0
	case doLineBegin:
		return pos == 0 || s[pos-1] == '\n'
	case doEnd:
		return pos == len(s)
	case doLastEnd:
		return pos == len(s) || pos == len(s)-1 && s[pos] == '\n'
	case doLineEnd:
		return pos == len(s) || s[pos] == '\n'
	}
	if len(s) == 0 {
		return false // as CPython has it, for \B too
	}
	edge := k.wordBefore(in, pos) != k.wordAfter(in, pos)
	return edge == (in.do == doEdge)
}

func (k *reMachine) wordBefore(in *reInst, pos int) bool {
	if pos == 0 {
		return false
	}
	if b := k.s[pos-1]; b < utf8.RuneSelf || k.p.raw {
		return isWordRune(rune(b), true)
	}
	r, _ := utf8.DecodeLastRuneInString(k.s[:pos])
	return isWordRune(r, in.ascii)
}

func (k *reMachine) wordAfter(in *reInst, pos int) bool {
	if pos >= len(k.s) {
		return false
	}
	if b := k.s[pos]; b < utf8.RuneSelf || k.p.raw {
		return isWordRune(rune(b), true)
	}
	r, _ := utf8.DecodeRuneInString(k.s[pos:])
	return isWordRune(r, in.ascii)
}
