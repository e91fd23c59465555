package python

import (
	"strings"
	"time"

	"github.com/dlclark/regexp2"
)

// Flags of the module re.
const (
	reIgnoreCase = 2
	reMultiline  = 8
	reDotall     = 16
	reVerbose    = 64
	reASCII      = 256
)

// matchTimeout bounds one match.
const matchTimeout = time.Second

// A rePattern is a compiled pattern. regexp2 counts by code point.
type rePattern struct {
	text  *Str
	flags int64
	re    *regexp2.Regexp
	names []string // of groups by number
}

func (*rePattern) Type() string        { return "Pattern" }
func (p *rePattern) hash() string      { return p.text.s + sprintf("/%d", p.flags) }
func (p *rePattern) repr(m *vm) string { return "re.compile(" + m.repr(p.text) + ")" }

// compilePattern compiles a pattern of Python's syntax.
func (m *vm) compilePattern(v Value, flags int64) *rePattern {
	v = force(v)
	if p, ok := v.(*rePattern); ok {
		return p
	}
	if b, ok := v.(Bytes); ok {
		v = NewStr(string(b))
	}
	s, ok := v.(*Str)
	if !ok {
		m.raise("TypeError", "first argument must be string or compiled pattern")
	}
	key := sprintf("%d/%s", flags, s.s)
	if p, ok := m.patterns[key]; ok {
		return p
	}
	m.step(int64(len(s.s)))
	m.charge(int64(2000 + 100*len(s.s)))
	opts := regexp2.RegexOptions(regexp2.None)
	if flags&reIgnoreCase != 0 {
		opts |= regexp2.IgnoreCase
	}
	if flags&reMultiline != 0 {
		opts |= regexp2.Multiline
	}
	if flags&reDotall != 0 {
		opts |= regexp2.Singleline
	}
	if flags&reVerbose != 0 {
		opts |= regexp2.IgnorePatternWhitespace
	}
	text, names, bad := translatePattern(s.s, flags)
	if bad != "" {
		m.raise("error", "%s", bad)
	}
	re, err := regexp2.Compile(text, opts)
	if err != nil {
		m.raise("error", "%s in pattern %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "), quote(s.s))
	}
	re.MatchTimeout = matchTimeout
	p := &rePattern{text: s, flags: flags, re: re, names: names}
	if m.patterns == nil || len(m.patterns) > 200 {
		m.patterns = map[string]*rePattern{}
	}
	m.patterns[key] = p
	return p
}

// translatePattern turns Python's syntax into that of regexp2; bad is an error. Groups
// lose their names, because regexp2 numbers named groups last: names has them by number.
func translatePattern(s string, flags int64) (out string, names []string, bad string) {
	var b strings.Builder
	class, opened := false, 0
	names = []string{""}
	number := func(name string) string {
		for i, n := range names {
			if n == name && n != "" {
				return sprintf("%d", i)
			}
		}
		return name
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && i+1 < len(s):
			i++
			writeEscape(&b, s[i], class, flags&reASCII != 0)
		case class:
			if c == ']' && i > opened {
				class = false
			} else if c == '[' || c == ']' {
				b.WriteByte('\\')
			}
			b.WriteByte(c)
		case c == '[':
			class = true
			b.WriteByte(c)
			if i+1 < len(s) && s[i+1] == '^' {
				i++
				b.WriteByte('^')
			}
			opened = i + 1
		case strings.HasPrefix(s[i:], "(?P<"):
			end := strings.IndexByte(s[i:], '>')
			if end < 0 || !isIdentifier(s[i+4:i+end]) {
				return "", nil, "missing >, unterminated name"
			}
			names = append(names, s[i+4:i+end])
			b.WriteByte('(')
			i += end
		case strings.HasPrefix(s[i:], "(?P="), strings.HasPrefix(s[i:], "(?("):
			end := strings.IndexByte(s[i:], ')')
			if end < 0 {
				return "", nil, "missing ), unterminated name"
			}
			if s[i+2] == '(' {
				b.WriteString("(?(" + number(s[i+3:i+end]) + ")")
			} else {
				b.WriteString(`\k<` + number(s[i+4:i+end]) + ">")
			}
			i += end
		case c == '(' && !strings.HasPrefix(s[i:], "(?"):
			names = append(names, "")
			b.WriteByte(c)
		case c == '$' && flags&reMultiline == 0 && !strings.HasPrefix(s, "(?"):
			b.WriteString(`(?=\n?\z)`)
		default:
			b.WriteByte(c)
		}
	}
	if class {
		return "", nil, "unterminated character set"
	}
	return b.String(), names, ""
}

// writeEscape writes an escape sequence.
func writeEscape(b *strings.Builder, c byte, class, ascii bool) {
	switch c {
	case 'Z':
		b.WriteString(`\z`)
	case 'd', 'w', 's', 'D', 'W', 'S':
		writeClass(b, c, class, ascii)
	case '"', '\'', '@', '%', '&', '~', '/', ',', ':', ';', '<', '>', '=', '!', '`':
		b.WriteByte(c)
	default:
		b.WriteByte('\\')
		b.WriteByte(c)
	}
}

// writeClass writes \d, \w or \s and their opposites as Python means them.
func writeClass(b *strings.Builder, c byte, inside, ascii bool) {
	sets := map[byte]string{'d': `\p{Nd}`, 'w': `\p{L}\p{N}_`, 's': `\s\x1c-\x1f`}
	if ascii {
		sets = map[byte]string{'d': `0-9`, 'w': `a-zA-Z0-9_`, 's': ` \t\n\r\f\v`}
	}
	low := c | 0x20
	switch {
	case low == c && inside:
		b.WriteString(sets[c])
	case low == c:
		b.WriteString("[" + sets[c] + "]")
	case inside:
		b.WriteByte('\\')
		b.WriteByte(c)
	default:
		b.WriteString("[^" + sets[low] + "]")
	}
}

// A reMatch is a match. Spans are byte offsets, -1 where a group took no part.
type reMatch struct {
	p     *rePattern
	s     *Str
	spans [][2]int
}

func (*reMatch) Type() string        { return "Match" }
func (r *reMatch) contents() []Value { return []Value{r.s} }

// A searcher finds matches in one text, one after another.
type searcher struct {
	m     *vm
	p     *rePattern
	s     *Str
	runes []rune
	at    []int32 // byte offset of each code point, of texts beyond ASCII
}

func (m *vm) searcher(p *rePattern, s *Str) *searcher {
	z := &searcher{m: m, p: p, s: s}
	m.step(int64(len(s.s)) / 256)
	m.charge(int64(4 * len(s.s)))
	z.runes = []rune(s.s)
	if !s.ascii() {
		z.at = make([]int32, 0, len(z.runes)+1)
		for i := range s.s {
			z.at = append(z.at, int32(i))
		}
		z.at = append(z.at, int32(len(s.s)))
	}
	return z
}

func (z *searcher) offset(i int) int {
	if z.at == nil {
		return i
	}
	return int(z.at[i])
}

// find returns the first match from code point from on, before end.
func (z *searcher) find(from, end int) (r *reMatch, start, stop int) {
	m := z.m
	m.step(1)
	if from > end {
		return nil, 0, 0
	}
	found, err := z.p.re.FindRunesMatchStartingAt(z.runes[:end], from)
	m.checkLimits()
	if err != nil {
		m.raise("TimeoutError", "the regular expression took more than %v on one match: make the pattern simpler", matchTimeout)
	}
	if found == nil {
		return nil, 0, 0
	}
	r = &reMatch{p: z.p, s: z.s}
	m.charge(int64(120 + 32*found.GroupCount()))
	for _, g := range found.Groups() {
		span := [2]int{-1, -1}
		if len(g.Captures) > 0 {
			span = [2]int{z.offset(g.Index), z.offset(g.Index + g.Length)}
		}
		r.spans = append(r.spans, span)
	}
	return r, found.Index, found.Index + found.Length
}

// each calls f with the matches in order until it returns false.
func (z *searcher) each(f func(*reMatch) bool) {
	next := z.iterate(0, len(z.runes))
	for {
		r := next()
		if r == nil || !f(r) {
			return
		}
	}
}

// iterate returns matches that do not overlap. An empty match moves on by one.
func (z *searcher) iterate(from, end int) func() *reMatch {
	return func() *reMatch {
		r, i, j := z.find(from, end)
		if r == nil {
			return nil
		}
		if from = j; i == j {
			from++
		}
		return r
	}
}

// group returns group n as a str, or None.
func (r *reMatch) group(n int) Value {
	sp := r.spans[n]
	if sp[0] < 0 {
		return None
	}
	return r.s.bytes(sp[0], sp[1])
}
