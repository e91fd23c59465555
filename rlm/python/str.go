package python

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// Str is a str: Unicode by code point. spans say which of its bytes are still
// those of a source.
type Str struct {
	s     string
	ascii int8  // 0 not known, 1 yes, -1 no
	index []int // byte offset of every indexStep-th rune; nil until needed
	spans []Origin
}

// Origin says that bytes [At, To) of a value are bytes [Start, End) of Source.
type Origin struct {
	Source     string
	Start, End int
	At, To     int
}

// Type is "str".
func (*Str) Type() string { return "str" }

// String is the text.
func (s *Str) String() string { return s.s }

// NewStr makes a str that comes from nowhere.
func NewStr(s string) *Str { return &Str{s: s} }

// NewText makes a str whose bytes are bytes start… of source. Nothing is
// copied.
func NewText(s, source string, start int) *Str {
	return &Str{s: s, spans: []Origin{{source, start, start + len(s), 0, len(s)}}}
}

// Origins are the parts of a str that still are text of a source, in order;
// of another value, nothing.
func Origins(v Value) []Origin {
	if s, ok := force(v).(*Str); ok {
		return s.spans
	}
	return nil
}

func (s *Str) isASCII() bool {
	if s.ascii == 0 {
		s.ascii = 1
		for i := 0; i < len(s.s); i++ {
			if s.s[i] >= utf8.RuneSelf {
				s.ascii = -1
				break
			}
		}
	}
	return s.ascii == 1
}

// indexStep is how many runes lie between two entries of a Str's index.
const indexStep = 64

// len is the number of code points.
func (s *Str) len() int {
	if s.isASCII() {
		return len(s.s)
	}
	s.buildIndex()
	return s.index[len(s.index)-1]
}

// buildIndex notes every indexStep-th rune's offset; the last entry is the
// number of runes.
func (s *Str) buildIndex() {
	if s.index != nil {
		return
	}
	n := 0
	for at := range s.s {
		if n%indexStep == 0 {
			s.index = append(s.index, at)
		}
		n++
	}
	s.index = append(s.index, n)
}

// offset is the byte where code point n begins, 0 ≤ n ≤ len.
func (s *Str) offset(n int) int {
	if s.isASCII() {
		return n
	}
	s.buildIndex()
	if n >= s.len() {
		return len(s.s)
	}
	at := s.index[n/indexStep]
	for range n % indexStep {
		_, size := utf8.DecodeRuneInString(s.s[at:])
		at += size
	}
	return at
}

// runes is the number of code points before byte at.
func (s *Str) runes(at int) int {
	if s.isASCII() {
		return at
	}
	s.buildIndex()
	entries := s.index[:len(s.index)-1]
	k := sort.SearchInts(entries, at+1) - 1
	if k < 0 {
		return 0
	}
	return k*indexStep + utf8.RuneCountInString(s.s[entries[k]:at])
}

// cut is the str of bytes [from, to), which keeps where it is from.
func (s *Str) cut(from, to int) *Str {
	if from == 0 && to == len(s.s) {
		return s
	}
	out := &Str{s: s.s[from:to]}
	if s.ascii == 1 {
		out.ascii = 1
	}
	for _, o := range s.spans {
		lo, hi := max(o.At, from), min(o.To, to)
		if lo < hi {
			out.spans = append(out.spans, Origin{o.Source, o.Start + lo - o.At, o.Start + hi - o.At, lo - from, hi - from})
		}
	}
	return out
}

// builder joins strings and keeps where their parts are from.
type builder struct {
	b     strings.Builder
	spans []Origin
}

func (b *builder) add(s *Str) {
	at := b.b.Len()
	b.b.WriteString(s.s)
	for _, o := range s.spans {
		n := len(b.spans)
		moved := Origin{o.Source, o.Start, o.End, o.At + at, o.To + at}
		if n > 0 && b.spans[n-1].Source == o.Source && b.spans[n-1].End == o.Start && b.spans[n-1].To == moved.At {
			b.spans[n-1].End, b.spans[n-1].To = o.End, moved.To
			continue
		}
		b.spans = append(b.spans, moved)
	}
}

func (b *builder) addString(s string) { b.b.WriteString(s) }

func (b *builder) str() *Str { return &Str{s: b.b.String(), spans: b.spans} }

// quoteStr writes a str as repr does.
func quoteStr(s string) string {
	q := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		q = '"'
	}
	var b strings.Builder
	b.WriteByte(q)
	for _, r := range s {
		switch {
		case r == rune(q) || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case !isPrintable(r):
			b.WriteString(escapeRune(r))
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte(q)
	return b.String()
}

// Slice is the str of bytes [from, to), which must be on rune boundaries; it
// keeps where it is from.
func (s *Str) Slice(from, to int) *Str { return s.cut(from, to) }
