package python

import (
	"strings"
	"time"

	"github.com/dlclark/regexp2"
)

// matchTime bounds one match: a pattern that backtracks without end is stopped.
const matchTime = time.Second

// pattern is a compiled regular expression.
type pattern struct {
	s     *Session
	re    *regexp2.Regexp
	src   string // what re was compiled from
	text  string // what the program wrote
	flags regexp2.RegexOptions
	names map[int]string // of its groups
}

func (*pattern) Type() string { return "Pattern" }

// match is a match of a pattern in str. Offsets are bytes.
type match struct {
	in    *Str
	p     *pattern
	names []string // of the groups
	spans [][2]int // of the groups; -1 where one did not take part
}

func (*match) Type() string { return "Match" }

func (m *match) repr() string {
	from, to := m.in.runes(m.spans[0][0]), m.in.runes(m.spans[0][1])
	return "<re.Match object; span=(" + repr(Int(from)) + ", " + repr(Int(to)) + "), match=" + quoteStr(m.in.s[m.spans[0][0]:m.spans[0][1]]) + ">"
}

const (
	flagI = 2
	flagM = 8
	flagS = 16
	flagX = 64
)

func reModule(*Session) map[string]Value {
	m := map[string]Value{"error": excTypes["ValueError"], "Pattern": &builtin{name: "Pattern", typ: true}, "Match": &builtin{name: "Match", typ: true}}
	for name, f := range map[string]int{"I": flagI, "IGNORECASE": flagI, "M": flagM, "MULTILINE": flagM, "S": flagS, "DOTALL": flagS, "X": flagX, "VERBOSE": flagX, "A": 256, "ASCII": 256, "U": 32, "UNICODE": 32} {
		m[name] = Int(f)
	}
	for name, names := range map[string][]string{
		"search": {"pattern", "string", "flags"}, "match": {"pattern", "string", "flags"}, "fullmatch": {"pattern", "string", "flags"},
		"findall": {"pattern", "string", "flags"}, "finditer": {"pattern", "string", "flags"},
		"split": {"pattern", "string", "maxsplit", "flags"}, "sub": {"pattern", "repl", "string", "count", "flags"},
		"subn": {"pattern", "repl", "string", "count", "flags"},
	} {
		m[name] = keyed(name, names, len(names)-1-boolToInt(len(names) > 3), func(s *Session, a []Value) (Value, error) {
			p, err := s.compile(a[0], a[len(a)-1])
			if err != nil {
				return nil, err
			}
			return p.run(name, a[1:len(a)-1])
		})
	}
	m["compile"] = keyed("compile", []string{"pattern", "flags"}, 1, func(s *Session, a []Value) (Value, error) { return s.compile(a[0], a[1]) })
	m["escape"] = native("escape", 1, 1, func(_ *Session, a []Value) (Value, error) {
		var b strings.Builder
		for _, r := range str(a[0]) {
			if strings.ContainsRune("()[]{}?*+-|^$\\.&~# \t\n\r\v\f", r) {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		}
		return NewStr(b.String()), nil
	})
	return m
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// compile makes a pattern of its text, in the syntax of Python.
func (s *Session) compile(v, flags Value) (*pattern, error) {
	if p, ok := v.(*pattern); ok {
		return p, nil
	}
	t, ok := v.(*Str)
	if !ok {
		return nil, raise("TypeError", "first argument must be string or compiled pattern")
	}
	opts := regexp2.RegexOptions(regexp2.None)
	n := int64(0)
	if flags != nil {
		n, _ = asInt(flags)
	}
	for bit, opt := range map[int64]regexp2.RegexOptions{flagI: regexp2.IgnoreCase, flagM: regexp2.Multiline, flagS: regexp2.Singleline, flagX: regexp2.IgnorePatternWhitespace} {
		if n&bit != 0 {
			opts |= opt
		}
	}
	src, names := plainGroups(strings.ReplaceAll(t.s, `\Z`, `\z`))
	re, err := regexp2.Compile(src, opts)
	if err != nil {
		return nil, raise("ValueError", "regular expression %s: %s", quoteStr(t.s), strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	re.MatchTimeout = matchTime
	return &pattern{s, re, src, t.s, opts, names}, nil
}

// plainGroups makes groups with a name plain ones, because the engine would
// number them behind all others, and lists the names by number.
func plainGroups(src string) (string, map[int]string) {
	names, numbers := map[int]string{}, map[string]int{}
	var b strings.Builder
	n, class := 0, false
	for i := 0; i < len(src); i++ {
		c := src[i]
		rest := src[i:]
		switch {
		case c == '\\' && i+1 < len(src):
			b.WriteString(src[i : i+2])
			i++
			continue
		case class:
			class = c != ']'
		case c == '[':
			class = true
			if strings.HasPrefix(rest, "[]") || strings.HasPrefix(rest, "[^]") {
				end := strings.IndexByte(rest, ']') + 1
				b.WriteString(rest[:end-1] + `\]`)
				i += end - 1
				continue
			}
		case strings.HasPrefix(rest, "(?P<"):
			if end := strings.IndexByte(rest, '>'); end > 0 {
				n++
				names[n], numbers[rest[4:end]] = rest[4:end], n
				b.WriteByte('(')
				i += end
				continue
			}
		case strings.HasPrefix(rest, "(?P="):
			if end := strings.IndexByte(rest, ')'); end > 0 {
				b.WriteString(`(?:\` + repr(Int(numbers[rest[4:end]])) + ")")
				i += end
				continue
			}
		case c == '(' && !strings.HasPrefix(rest, "(?"):
			n++
		}
		b.WriteByte(c)
	}
	return b.String(), names
}

// run is one of the functions of re with this pattern.
func (p *pattern) run(name string, a []Value) (Value, error) {
	arg := a[0]
	if strings.HasPrefix(name, "sub") {
		arg = a[1]
	}
	in, ok := arg.(*Str)
	if !ok {
		return nil, raise("TypeError", "expected string or bytes-like object, got '%s'", arg.Type())
	}
	limit := -1
	if len(a) > 1 && (name == "split" || strings.HasPrefix(name, "sub")) {
		if n, ok := asInt(orNone(a[len(a)-1])); ok && n > 0 {
			limit = int(n)
		}
	}
	switch name {
	case "search", "match", "fullmatch":
		return p.first(name, in)
	}
	ms, err := p.all(in, limit)
	if err != nil {
		return nil, err
	}
	switch name {
	case "findall":
		out := make([]Value, len(ms))
		for i, m := range ms {
			out[i] = m.found()
		}
		return &List{out}, nil
	case "finditer":
		out := make([]Value, len(ms))
		for i, m := range ms {
			out[i] = m
		}
		return &iterObject{"callable_iterator", overItems(out)}, nil
	case "split":
		return splitBy(in, ms), nil
	}
	out, err := p.replace(in, ms, a[0])
	if err != nil || name == "sub" {
		return out, err
	}
	return Tuple{out, Int(len(ms))}, nil
}

// first is search, match or fullmatch.
func (p *pattern) first(name string, in *Str) (Value, error) {
	re := p.re
	if name != "search" {
		anchored := `\A(?:` + p.src + ")"
		if name == "fullmatch" {
			anchored += `\z`
		}
		var err error
		if re, err = regexp2.Compile(anchored, p.flags); err != nil {
			return nil, raise("ValueError", "regular expression: %s", err)
		}
		re.MatchTimeout = matchTime
	}
	m, err := re.FindStringMatch(in.s)
	if err != nil {
		return nil, timedOut(p)
	}
	if m == nil {
		return None, nil
	}
	return p.wrap(in, m, newRuneOffsets(in)), nil
}

func timedOut(p *pattern) error {
	return raise("TimeoutError", "the pattern %s took longer than %s: make it simpler", quoteStr(p.text), matchTime)
}

// all finds up to limit matches (all if limit < 0).
func (p *pattern) all(in *Str, limit int) ([]*match, error) {
	var list []*match
	off := newRuneOffsets(in)
	m, err := p.re.FindStringMatch(in.s)
	for ; m != nil && err == nil && (limit < 0 || len(list) < limit); m, err = p.re.FindNextMatch(m) {
		if err := p.s.charge(8); err != nil {
			return nil, err
		}
		if err := p.s.grow(128); err != nil {
			return nil, err
		}
		list = append(list, p.wrap(in, m, off))
	}
	if err != nil {
		return nil, timedOut(p)
	}
	return list, nil
}

// runeOffsets turns the rune indexes of regexp2, which go up, into bytes.
type runeOffsets struct{ in *Str }

func newRuneOffsets(in *Str) runeOffsets { return runeOffsets{in} }

func (o runeOffsets) bytes(n int) int { return o.in.offset(n) }

func (p *pattern) wrap(in *Str, m *regexp2.Match, off runeOffsets) *match {
	out := &match{in: in, p: p}
	for i, g := range m.Groups() {
		out.names = append(out.names, p.names[i])
		if len(g.Captures) == 0 {
			out.spans = append(out.spans, [2]int{-1, -1})
			continue
		}
		out.spans = append(out.spans, [2]int{off.bytes(g.Index), off.bytes(g.Index + g.Length)})
	}
	return out
}
