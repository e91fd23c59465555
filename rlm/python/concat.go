package python

import (
	"strings"
	"unicode/utf8"
)

// Sums shorter than this many bytes are copied without further thought.
const smallSum = 512

// concatStr computes x + y. A loop of s += part is linear, as in CPython: a sum
// of a sum keeps a buffer with room behind it, and whoever holds the whole of
// that buffer extends it in place. Nobody sees it, for what is shared is only
// ever what was written before.
func (m *vm) concatStr(x, y *Str) *Str {
	if len(x.s) == 0 {
		return y
	}
	if len(y.s) == 0 {
		return x
	}
	out := &Str{n: sumRunes(x, y), sum: true}
	m.step(int64(len(y.s)) / 4096)
	if len(x.s) < smallSum || !x.sum {
		m.charge(int64(len(x.s) + len(y.s) + 64))
		m.step(int64(len(x.s)) / 4096)
		out.s = x.s + y.s
	} else {
		out.s, out.end = m.extend(x, y.s)
	}
	if x.org != nil || y.org != nil {
		out.org = sumOrigins(x, y, out.end != nil && out.end == x.end)
	}
	return out
}

// extend returns x + s in the buffer of x, or in a new one with room for as much again.
func (m *vm) extend(x *Str, s string) (string, *strings.Builder) {
	end := x.end
	if end == nil || end.Len() != len(x.s) {
		room := 2 * (len(x.s) + len(s))
		m.charge(int64(room + 64))
		m.step(int64(len(x.s)) / 4096)
		end = &strings.Builder{}
		end.Grow(room)
		end.WriteString(x.s)
	} else if end.Cap() < end.Len()+len(s) {
		m.charge(int64(2 * (end.Len() + len(s))))
	} else {
		m.charge(64)
	}
	end.WriteString(s)
	return end.String(), end
}

// sumRunes is the length of x + y, or -1 where finding out would cost something.
func sumRunes(x, y *Str) int {
	if x.n < 0 {
		return -1
	}
	if y.n < 0 && len(y.s) <= smallSum {
		y.n = utf8.RuneCountInString(y.s)
	}
	if y.n < 0 {
		return -1
	}
	return x.n + y.n
}

// fewOrigins are copied, and joined where they touch.
const fewOrigins = 64

// sumOrigins puts the origins of y behind those of x, which other strs may still
// hold: they are copied, or, where there are many and x is extended in place,
// only ever appended to.
func sumOrigins(x, y *Str, inPlace bool) []Origin {
	if inPlace && len(x.org) > fewOrigins {
		org := x.org
		for _, o := range y.org {
			o.At += len(x.s)
			o.To += len(x.s)
			org = append(org, o)
		}
		return org
	}
	b := strBuilder{org: append([]Origin(nil), x.org...)}
	for _, o := range y.org {
		b.origin(o, len(x.s))
	}
	return b.org
}
