package python

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// An Origin says that bytes [At,To) of a str are bytes [Start,End) of a source.
type Origin struct {
	Source     string
	Start, End int
	At, To     int
}

// A Str is a Python str. It is UTF-8 inside and counts by code point outside.
type Str struct {
	s    string
	n    int              // code points; -1: not counted yet
	idx  []int32          // byte offsets of every strStep-th code point, of long texts
	org  []Origin         // ordered by At
	text bool             // bytes belong to a source: slices share them
	sum  bool             // made by +
	end  *strings.Builder // holds s, and room behind it; see concatStr
	sub  *subclass

	basis *List // what the host says that it rests on, see NewBased
}

// strStep is the distance of the offsets that are kept of texts beyond ASCII.
const strStep = 256

// Type implements Value.
func (*Str) Type() string { return "str" }

// NewStr returns a str.
func NewStr(s string) Value {
	if len(s) > 64 {
		return &Str{s: s, n: -1}
	}
	return &Str{s: s, n: utf8.RuneCountInString(s)}
}

// NewText returns a str whose bytes are source[start:start+len(s)]. It copies nothing
// and looks at nothing.
func NewText(s, source string, start int) Value {
	return &Str{s: s, n: -1, text: true, org: []Origin{{source, start, start + len(s), 0, len(s)}}}
}

// String returns the text.
func (s *Str) String() string { return s.s }

// Origins returns the parts of a str that are text of a source, in order.
func Origins(v Value) []Origin {
	v = settled(v)
	if s, ok := v.(*Str); ok {
		return append([]Origin(nil), s.org...)
	}
	return nil
}

// NewBased returns a str that rests on other values, such as an answer on the quotes
// that were named for it. Slices, splits and strips of it rest on the same.
func NewBased(s string, basis []Value) Value {
	return &Str{s: s, n: -1, basis: NewList(basis...)}
}

// Basis returns what a str rests on.
func Basis(v Value) []Value {
	if s, ok := settled(v).(*Str); ok && s.basis != nil {
		return s.basis.Items()
	}
	return nil
}

// settled returns the value of a promise that has come, else v.
func settled(v Value) Value {
	for {
		p, ok := v.(*Promise)
		if !ok {
			return v
		}
		w, ok := p.peek()
		if !ok {
			return v
		}
		v = w
	}
}

// length returns the number of code points.
func (s *Str) length() int {
	if s.n < 0 {
		s.n = utf8.RuneCountInString(s.s)
	}
	return s.n
}

// ascii reports whether code points are bytes.
func (s *Str) ascii() bool { return s.length() == len(s.s) }

// offset returns the byte offset of code point i, 0 ≤ i ≤ length.
func (s *Str) offset(i int) int {
	if s.ascii() {
		return i
	}
	if i >= s.n {
		return len(s.s)
	}
	if s.idx == nil && s.n > 2*strStep {
		s.buildIndex()
	}
	at, k := 0, 0
	if s.idx != nil {
		k = i / strStep * strStep
		at = int(s.idx[i/strStep])
	}
	for ; k < i; k++ {
		_, n := utf8.DecodeRuneInString(s.s[at:])
		at += n
	}
	return at
}

func (s *Str) buildIndex() {
	k := 0
	for at := 0; at < len(s.s); k++ {
		if k%strStep == 0 {
			s.idx = append(s.idx, int32(at))
		}
		_, n := utf8.DecodeRuneInString(s.s[at:])
		at += n
	}
}

// index returns the code point index of byte offset at.
func (s *Str) index(at int) int {
	if s.ascii() {
		return at
	}
	if s.idx == nil && s.n > 2*strStep {
		s.buildIndex()
	}
	k, from := 0, 0
	if s.idx != nil {
		j := sort.Search(len(s.idx), func(j int) bool { return int(s.idx[j]) > at }) - 1
		k, from = j*strStep, int(s.idx[j])
	}
	return k + utf8.RuneCountInString(s.s[from:at])
}

// Slice is the str of bytes [from, to), which must be on rune boundaries; it keeps
// where it is from.
func (s *Str) Slice(from, to int) *Str { return s.bytes(from, to) }

// bytes returns the str of bytes [i,j), with its origins.
func (s *Str) bytes(i, j int) *Str {
	if i == 0 && j == len(s.s) {
		return s
	}
	if i >= j {
		return emptyStr
	}
	out := &Str{s: s.s[i:j], n: -1, text: s.text}
	if s.n == len(s.s) {
		out.n = j - i
	}
	if !s.text && len(s.s) > 1024 && (j-i)*4 < len(s.s) {
		out.s = string([]byte(out.s)) // a small part must not keep a large string alive
	}
	if len(s.org) > 0 {
		out.org = sliceOrigins(s.org, i, j)
	}
	out.basis = s.basis
	return out
}

var emptyStr = &Str{}

// sliceOrigins returns the origins of bytes [i,j).
func sliceOrigins(org []Origin, i, j int) []Origin {
	var out []Origin
	for k := sort.Search(len(org), func(k int) bool { return org[k].To > i }); k < len(org) && org[k].At < j; k++ {
		o := org[k]
		if o.At < i {
			o.Start += i - o.At
			o.At = i
		}
		if o.To > j {
			o.End -= o.To - j
			o.To = j
		}
		o.At -= i
		o.To -= i
		out = append(out, o)
	}
	return out
}

// A strBuilder concatenates strs and keeps their origins.
type strBuilder struct {
	buf []byte
	org []Origin
}

func (b *strBuilder) raw(s string) { b.buf = append(b.buf, s...) }

func (b *strBuilder) str(s *Str) {
	at := len(b.buf)
	b.buf = append(b.buf, s.s...)
	for _, o := range s.org {
		b.origin(o, at)
	}
}

// origin adds an origin of a part that stands at byte at. One that goes on where the
// last one ended makes that one longer.
func (b *strBuilder) origin(o Origin, at int) {
	o.At += at
	o.To += at
	if n := len(b.org); n > 0 && b.org[n-1].Source == o.Source && b.org[n-1].End == o.Start && b.org[n-1].To == o.At {
		b.org[n-1].End, b.org[n-1].To = o.End, o.To
		return
	}
	b.org = append(b.org, o)
}

func (b *strBuilder) value() *Str { return &Str{s: string(b.buf), n: -1, org: b.org} }

// Join is sep.join(parts), which are strs; where they are from is kept.
func Join(sep string, parts []Value) Value {
	var b strBuilder
	for i, p := range parts {
		if i > 0 {
			b.raw(sep)
		}
		if s, ok := p.(*Str); ok {
			b.str(s)
		}
	}
	return b.value()
}
