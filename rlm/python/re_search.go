package python

import (
	"strings"
	"unicode/utf8"
)

// searchWindow is how many bytes are looked through for a literal before the limits
// are looked at.
const searchWindow = 4 << 20

// search finds the first match that starts at pos or later; caps has it then.
func (k *reMachine) search(pos int) bool {
	k.begin()
	for {
		if pos = k.candidate(pos); pos < 0 {
			return false
		}
		if k.at(pos) {
			return true
		}
		if k.work++; k.work >= k.check {
			k.limits()
		}
		if pos >= len(k.s) || k.p.anchored {
			return false
		}
		pos = k.after(pos)
	}
}

// after is the next position after a failure at pos. If a pattern begins with a run,
// starts inside that run fail too: they would try the same ends.
func (k *reMachine) after(pos int) int {
	next := k.nextChar(pos)
	if k.p.leadRun {
		end, n := k.p.lead().run(k.s, pos, -1)
		k.work += n >> 5
		return max(next, end)
	}
	return next
}

// lead is the set of the run that a program begins with.
func (p *reProg) lead() *runeTest {
	for i := range p.insts {
		if p.insts[i].do == doRun {
			return p.insts[i].set
		}
	}
	return nil
}

// nextChar is the position of the character after the one at pos.
func (k *reMachine) nextChar(pos int) int {
	if pos >= len(k.s) || k.p.raw || k.s[pos] < utf8.RuneSelf {
		return pos + 1
	}
	_, size := utf8.DecodeRuneInString(k.s[pos:])
	return pos + size
}

// candidate returns the first position from pos on at which a match may start, or -1.
func (k *reMachine) candidate(pos int) int {
	s := k.s
	switch {
	case pos > len(s) || k.p.anchored && pos > 0:
		return -1
	case k.p.prefix != "":
		return k.index(pos)
	case k.p.lines:
		if pos == 0 || s[pos-1] == '\n' {
			return pos
		}
		i := strings.IndexByte(s[pos:], '\n')
		if i < 0 {
			return -1
		}
		return pos + i + 1
	case k.p.first != nil:
		first := k.p.first
		from := pos
		for ; pos < len(s); pos++ {
			if first.has(s[pos]) && (s[pos] < utf8.RuneSelf || k.p.raw || utf8.RuneStart(s[pos])) {
				k.work += (pos - from) >> 7
				return pos
			}
		}
		k.work += (pos - from) >> 7
		return -1
	}
	return pos
}

// index looks for the literal that matches start with.
func (k *reMachine) index(pos int) int {
	for prefix := k.p.prefix; ; {
		end := min(len(k.s), pos+searchWindow)
		if i := strings.Index(k.s[pos:end], prefix); i >= 0 {
			k.work += i >> 9
			return pos + i
		}
		k.work += (end - pos) >> 9
		if end == len(k.s) {
			return -1
		}
		k.limits()
		pos = end - len(prefix) + 1
	}
}

// match reports whether there is a match that starts at pos.
func (k *reMachine) match(pos int, full bool) bool {
	k.begin()
	k.full = full
	defer func() { k.full = false }()
	return k.at(pos)
}

// next finds the next match of a row; from is where the one before ended. After an
// empty match the next one may start there, but must not be empty.
func (k *reMachine) next(from int) bool {
	return from <= len(k.s) && k.search(from)
}

// follow returns where to go on after the match in caps.
func (k *reMachine) follow() int {
	k.stuck = -1
	if k.caps[0] == k.caps[1] {
		k.stuck = k.caps[1]
	}
	return k.caps[1]
}
