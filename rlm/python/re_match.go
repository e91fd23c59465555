package python

import (
	"strings"
	"time"
	"unicode/utf8"
)

// What is done when a machine goes back.
type backKind uint8

const (
	backTo   backKind = iota // go on at instruction n, position pos
	backSave                 // slot n was pos; the last group was a
	backLoop                 // loop n had last round at pos, and count a
	backRun                  // run n gives back a character: it ended at pos, and needs a
	backLazy                 // run n takes one more: it ended at pos, after a characters
	backBody                 // loop n goes round once more at pos
)

// A backEntry is a choice to return to, or a change to undo on the way back.
type backEntry struct {
	kind backKind
	n    int32
	pos  int
	a    int
}

const backEntrySize = 24

// A loopState is where a loop that counts stands.
type loopState struct{ count, last int }

// A reMachine runs a program over a text. Positions are bytes. Choices are kept on a
// stack of its own, so that no pattern and no text makes Go's stack grow; steps,
// memory, time and the context are those of the vm.
//
// A search that takes long begins to remember from which positions which
// instructions have failed (see reProg.memos). After that its time is linear, whatever
// the pattern.
type reMachine struct {
	m       *vm
	p       *reProg
	s       string
	caps    []int // pairs of positions by group, -1 where it took no part
	last    int   // the group that ended last, or 0
	loops   []loopState
	stack   []backEntry
	full    bool // a match must end at the text's end
	stuck   int  // an empty match may not be here; -1 for none
	depth   int  // of parts that run by themselves
	work    int
	since   int // work when the search began
	check   int
	charged int
	started time.Time
	seen    []uint64 // bits by instruction and position; nil: not yet
	held    int64
}

const (
	workPerStep  = 16      // what one step of a program stands for
	workPerCheck = 1 << 14 // how often limits are looked at
	rememberAt   = 1 << 17 // work after which a search begins to remember, and as much again per byte
	maxSeen      = 1 << 30 // bits
)

func newMachine(m *vm, p *reProg, s string) *reMachine {
	return &reMachine{m: m, p: p, s: s, caps: make([]int, 2*p.groups), loops: make([]loopState, p.loops), stuck: -1, check: workPerCheck}
}

// done gives back what was held for the stack.
func (k *reMachine) done() {
	if k.seen = nil; cap(k.stack) > 1<<14 {
		k.stack = nil
	}
	k.m.held -= k.held
	k.m.step(int64((k.work - k.charged) / workPerStep))
	k.held, k.charged = 0, k.work
}

func (k *reMachine) push(kind backKind, n, pos, a int) {
	if len(k.stack) == cap(k.stack) {
		more := max(cap(k.stack), 64)
		if more > 1024 {
			k.held += int64(more) * backEntrySize
			k.m.hold(int64(more) * backEntrySize)
		}
		k.stack = append(make([]backEntry, 0, cap(k.stack)+more), k.stack...)
	}
	k.stack = append(k.stack, backEntry{kind, int32(n), pos, a})
}

// limits charges the work done and looks at the clock and the context.
func (k *reMachine) limits() {
	k.check = k.work + workPerCheck
	k.m.step(int64((k.work-k.charged)/workPerStep) + 1)
	k.charged = k.work
	k.m.checkLimits()
	if k.started.IsZero() {
		k.started = time.Now()
	}
	if most := matchTimeout + time.Duration(len(k.s))*time.Second>>20; time.Since(k.started) > most {
		k.m.raise("TimeoutError", "the regular expression took more than %v on one match: make the pattern simpler", most.Round(time.Second))
	}
	k.remember()
}

// begin prepares for a search or a match.
func (k *reMachine) begin() {
	for i := range k.caps {
		k.caps[i] = -1
	}
	k.last = 0
	k.stack = k.stack[:0]
	k.started = time.Time{}
	k.depth = 0
	k.since = k.work
}

// at reports whether there is a match at pos.
func (k *reMachine) at(pos int) bool {
	for i := range k.loops {
		k.loops[i] = loopState{-1, -1}
	}
	end := k.run(0, pos)
	if end < 0 {
		return false
	}
	k.caps[0], k.caps[1] = pos, end
	return true
}

// run goes on at instruction pc and position pos and returns where what it matched
// ends, or -1. The choices left stand on the stack.
func (k *reMachine) run(pc, pos int) int {
	base := len(k.stack)
	s, insts := k.s, k.p.insts
	for {
		in := &insts[pc]
		switch in.do {
		case doByte:
			if pos < len(s) && s[pos] == byte(in.x) {
				pos++
				pc++
				continue
			}
		case doText:
			if strings.HasPrefix(s[pos:], in.lit) {
				pos += len(in.lit)
				pc++
				continue
			}
		case doSet:
			if e := in.set.one(s, pos); e >= 0 {
				pos = e
				pc++
				continue
			}
		case doRun:
			if e := k.enterRun(in, pc, pos); e >= 0 {
				pos = e
				pc++
				continue
			}
		case doSplit:
			if next := k.split(in, pos); next >= 0 {
				pc = next
				continue
			}
		case doJump:
			pc = in.x
			continue
		case doSave:
			k.save(in.x, pos)
			pc++
			continue
		case doMatch:
			if (!k.full || pos == len(s)) && pos != k.stuck {
				return pos
			}
		case doSubEnd:
			return pos
		default:
			if next, e := k.rare(in, pc, pos); next >= 0 {
				pc, pos = next, e
				continue
			}
		}
		if pc, pos = k.back(base); pc < 0 {
			return -1
		}
	}
}

func (k *reMachine) save(slot, pos int) {
	k.push(backSave, slot, k.caps[slot], k.last)
	k.caps[slot] = pos
	if slot&1 != 0 {
		k.last = slot / 2
	}
}

// split chooses x and keeps y for later. A byte that one of them cannot begin with
// leaves only the other.
func (k *reMachine) split(in *reInst, pos int) int {
	if k.work++; k.seen != nil && k.known(in, pos) {
		return -1
	}
	x, y := in.atX == nil, in.atY == nil
	if pos < len(k.s) {
		b := k.s[pos]
		x, y = x || in.atX.has(b), y || in.atY.has(b)
	}
	switch {
	case x:
		if y {
			k.push(backTo, in.y, pos, 0)
		}
		return in.x
	case y:
		return in.y
	}
	return -1
}

// enterRun takes as many characters as a run can, or as few as it must, and keeps the
// other choices.
func (k *reMachine) enterRun(in *reInst, pc, pos int) int {
	most := in.max
	if in.lazy && !in.solid {
		most = in.min
	}
	end, n := in.set.run(k.s, pos, most)
	k.work += 1 + n>>5
	if n < in.min {
		return -1
	}
	if in.solid || n == in.min && !in.lazy {
		return end
	}
	if k.seen != nil && k.known(in, pos) {
		return -1
	}
	if in.lazy {
		k.push(backLazy, pc, end, n)
		return end
	}
	least := pos
	if in.min > 0 {
		least, _ = in.set.run(k.s, pos, in.min)
	}
	k.push(backRun, pc, end, least)
	return end
}

// known reports whether an instruction has failed at pos before, and remembers that
// it is tried now.
func (k *reMachine) known(in *reInst, pos int) bool {
	if in.memo == 0 || k.depth > 0 {
		return false
	}
	for i := range k.loops {
		if k.loops[i].last >= pos {
			return false // an empty round: the loop would end here
		}
	}
	at := (in.memo-1)*(len(k.s)+1) + pos
	bit := uint64(1) << (at & 63)
	if k.seen[at>>6]&bit != 0 {
		return true
	}
	k.seen[at>>6] |= bit
	return false
}

// remember begins to remember failures if a search has taken long.
func (k *reMachine) remember() {
	if k.seen != nil || k.p.memos == 0 || k.work-k.since < rememberAt+8*len(k.s) || (len(k.s)+1)*k.p.memos > maxSeen {
		return
	}
	n := (len(k.s)+1)*k.p.memos/64 + 1
	k.held += int64(8 * n)
	k.m.hold(int64(8 * n))
	k.seen = make([]uint64, n)
}

// back returns to the last choice above base on the stack, or -1.
func (k *reMachine) back(base int) (pc, pos int) {
	if k.work++; k.work >= k.check {
		k.limits()
	}
	for len(k.stack) > base {
		top := len(k.stack) - 1
		e := &k.stack[top]
		n := int(e.n)
		switch e.kind {
		case backSave:
			k.caps[n], k.last = e.pos, e.a
		case backLoop:
			k.loops[n] = loopState{e.a, e.pos}
		case backTo:
			pos = e.pos
			k.stack = k.stack[:top]
			return n, pos
		case backRun:
			if pos := k.giveBack(n, e); pos >= 0 {
				return n + 1, pos
			}
			continue
		case backLazy:
			if pos := k.takeMore(n, e); pos >= 0 {
				return n + 1, pos
			}
			continue
		case backBody:
			pos = e.pos
			k.stack = k.stack[:top]
			return k.round(n, pos), pos
		}
		k.stack = k.stack[:top]
	}
	return -1, 0
}

// giveBack shortens the run of entry e to the next position at which what follows may
// begin; -1: there is none, and the entry is gone.
func (k *reMachine) giveBack(n int, e *backEntry) int {
	in := &k.p.insts[n]
	p, least := e.pos, e.a
	for p > least {
		p--
		for !k.p.raw && p > least && !utf8.RuneStart(k.s[p]) {
			p--
		}
		if in.atX == nil || in.atX.has(k.s[p]) {
			k.work += (e.pos - p) >> 5
			if e.pos = p; p == least {
				k.stack = k.stack[:len(k.stack)-1]
			}
			return p
		}
	}
	k.work += (e.pos - p) >> 5
	k.stack = k.stack[:len(k.stack)-1]
	return -1
}

// takeMore makes the run of entry e longer, up to the next position at which what
// follows may begin; -1: it cannot be, and the entry is gone.
func (k *reMachine) takeMore(n int, e *backEntry) int {
	in := &k.p.insts[n]
	for p := e.pos; in.max < 0 || e.a < in.max; {
		next := in.set.one(k.s, p)
		if next < 0 {
			break
		}
		p = next
		e.a++
		if in.atX == nil || p < len(k.s) && in.atX.has(k.s[p]) {
			k.work += (p - e.pos) >> 5
			e.pos = p
			return p
		}
	}
	k.stack = k.stack[:len(k.stack)-1]
	return -1
}
