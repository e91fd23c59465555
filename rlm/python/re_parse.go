package python

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxRepeat is CPython's bound of {n,m}; maxReNesting is where its parser, and ours,
// has too many groups inside each other.
const (
	maxRepeat    = 1<<32 - 1
	maxReNesting = 240
)

// A reError is an error in a regular expression; pos is -1 if it has no place.
type reError struct {
	kind string // class of the exception
	msg  string
	pos  int
}

// A reSyntax is a parsed regular expression.
type reSyntax struct {
	root  *reNode
	flags int64
	names []string // of groups by number; names[0] is ""
}

// A reParser parses regular expressions of Python's syntax. Tokens are characters,
// or a backslash and what follows it.
type reParser struct {
	src    []rune
	raw    bool // src is bytes
	at     int  // where the token after the next begins
	next   []rune
	flags  int64
	names  []string
	widths [][2]int // of groups, -1 while they are open
	refs   []groupRef
	behind int // groups when the outermost look-behind began, or -1
}

// A groupRef is a group that a condition names by its number, checked at the end.
type groupRef struct{ group, pos int }

// parseRegexp parses a pattern. flags are those of re.compile.
func parseRegexp(pattern string, raw bool, flags int64) (out *reSyntax, err *reError) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*reError)
			if !ok {
				panic(r)
			}
			err = e
		}
	}()
	p := &reParser{raw: raw, src: patternRunes(pattern, raw), flags: flags, names: []string{""}, widths: [][2]int{{-1, -1}}, behind: -1}
	p.advance()
	root := p.alternation(flags, 0)
	p.checkFlags()
	if p.next != nil {
		p.fail("unbalanced parenthesis", 0)
	}
	for _, r := range p.refs {
		if r.group >= len(p.names) {
			panic(&reError{"error", sprintf("invalid group reference %d", r.group), r.pos})
		}
	}
	return &reSyntax{root, p.flags, p.names}, nil
}

// patternRunes are the characters of a pattern: of bytes, each one.
func patternRunes(s string, raw bool) []rune {
	if !raw {
		return []rune(s)
	}
	out := make([]rune, len(s))
	for i := range out {
		out[i] = rune(s[i])
	}
	return out
}

func (p *reParser) checkFlags() {
	f := p.flags
	switch {
	case !p.raw && f&reLocale != 0:
		panic(&reError{"ValueError", "cannot use LOCALE flag with a str pattern", -1})
	case !p.raw && f&reASCII == 0:
		p.flags |= reUnicode
	case !p.raw && f&reUnicode != 0:
		panic(&reError{"ValueError", "ASCII and UNICODE flags are incompatible", -1})
	case p.raw && f&reUnicode != 0:
		panic(&reError{"ValueError", "cannot use UNICODE flag with a bytes pattern", -1})
	case p.raw && f&reLocale != 0 && f&reASCII != 0:
		panic(&reError{"ValueError", "ASCII and LOCALE flags are incompatible", -1})
	}
}

// advance reads the next token.
func (p *reParser) advance() {
	i := p.at
	if i >= len(p.src) {
		p.next = nil
		return
	}
	n := 1
	if p.src[i] == '\\' {
		n = 2
		if i+1 >= len(p.src) {
			panic(&reError{"error", "bad escape (end of pattern)", len(p.src) - 1})
		}
	}
	p.next = p.src[i : i+n]
	p.at = i + n
}

func (p *reParser) get() []rune {
	t := p.next
	p.advance()
	return t
}

// is reports whether the next token is the character c.
func (p *reParser) is(c rune) bool { return len(p.next) == 1 && p.next[0] == c }

func (p *reParser) match(c rune) bool {
	if p.is(c) {
		p.advance()
		return true
	}
	return false
}

// nextIn reports whether the next token is one of the characters of set.
func (p *reParser) nextIn(set string) bool {
	return len(p.next) == 1 && strings.ContainsRune(set, p.next[0])
}

func (p *reParser) pos() int { return p.at - len(p.next) }

// fail raises an error back characters before the next token.
func (p *reParser) fail(msg string, back int) {
	if p.raw {
		msg = escapeNonASCII(msg)
	}
	panic(&reError{"error", msg, p.pos() - back})
}

// escapeNonASCII is how messages about bytes show bytes beyond ASCII.
func escapeNonASCII(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
		} else {
			b.WriteString(sprintf(`\x%02x`, r))
		}
	}
	return b.String()
}

// while reads up to n characters of set.
func (p *reParser) while(n int, set string) string {
	from := p.pos()
	for ; n > 0 && p.nextIn(set); n-- {
		p.advance()
	}
	return string(p.src[from:p.pos()])
}

// until reads up to a terminator, and over it.
func (p *reParser) until(end rune, name string) string {
	var b strings.Builder
	n := 0
	for {
		t := p.get()
		if t == nil {
			if n == 0 {
				p.fail("missing "+name, 0)
			}
			p.fail(sprintf("missing %c, unterminated name", end), n)
		}
		if len(t) == 1 && t[0] == end {
			if n == 0 {
				p.fail("missing "+name, 1)
			}
			return b.String()
		}
		b.WriteString(string(t))
		n += len(t)
	}
}

// alternation parses a|b|c. Global flags may stand at the start of the whole.
func (p *reParser) alternation(flags int64, depth int) *reNode {
	if depth > maxReNesting {
		panic(&reError{"RecursionError", "maximum recursion depth exceeded", -1})
	}
	var items []*reNode
	for {
		n, now := p.sequence(flags, depth, depth == 0 && len(items) == 0)
		items = append(items, n)
		flags = now
		if !p.match('|') {
			break
		}
	}
	if len(items) == 1 {
		return items[0]
	}
	return &reNode{op: reAlt, subs: items}
}

// sequence parses one branch and returns it, and the flags after it.
func (p *reParser) sequence(flags int64, depth int, first bool) (*reNode, int64) {
	out := &reNode{op: reCat}
	for p.next != nil && !p.is('|') && !p.is(')') {
		t := p.get()
		c := t[0]
		if flags&reVerbose != 0 && len(t) == 1 && p.skipped(c) {
			continue
		}
		switch {
		case c == '\\':
			out.subs = append(out.subs, p.escape(t, flags))
		case c == '[':
			out.subs = append(out.subs, p.class(flags))
		case c == '*' || c == '+' || c == '?' || c == '{':
			p.repeat(out, c, flags)
		case c == '(':
			now := flags
			if n := p.group(&now, depth, first && len(out.subs) == 0); n != nil {
				out.subs = append(out.subs, n)
			}
			flags = now
		default:
			out.subs = append(out.subs, p.plain(c, flags))
		}
	}
	return out, flags
}

// skipped reads the rest of a comment of VERBOSE; it reports whether c means nothing.
func (p *reParser) skipped(c rune) bool {
	if c == '#' {
		for {
			if t := p.get(); t == nil || t[0] == '\n' {
				return true
			}
		}
	}
	return strings.ContainsRune(" \t\n\r\v\f", c)
}

// plain is the node of a character outside of sets.
func (p *reParser) plain(c rune, flags int64) *reNode {
	switch c {
	case '.':
		set := &reClass{classes: []byte{'.'}}
		if flags&reDotall != 0 {
			set.classes[0] = 'a'
		}
		return &reNode{op: reSet, set: set}
	case '^':
		if flags&reMultiline != 0 {
			return &reNode{op: reLineBegin}
		}
		return &reNode{op: reBegin}
	case '$':
		if flags&reMultiline != 0 {
			return &reNode{op: reLineEnd}
		}
		return &reNode{op: reLastEnd}
	}
	return p.literal(c, flags)
}

func (p *reParser) ascii(flags int64) bool { return p.raw || flags&reASCII != 0 }

func (p *reParser) literal(r rune, flags int64) *reNode {
	n := &reNode{op: reLiteral, r: r}
	if flags&reIgnoreCase != 0 {
		if folds := foldsOf(r, p.ascii(flags)); len(folds) > 1 || len(folds) == 1 && folds[0] != r {
			return &reNode{op: reSet, set: &reClass{ranges: [][2]rune{{r, r}}, fold: true, ascii: p.ascii(flags)}}
		}
	}
	return n
}

// repeat makes a repeat of the last node of out.
func (p *reParser) repeat(out *reNode, c rune, flags int64) {
	here := p.pos()
	least, most := 0, -1
	switch c {
	case '?':
		most = 1
	case '+':
		least = 1
	case '{':
		var ok bool
		if least, most, ok = p.bounds(here); !ok {
			out.subs = append(out.subs, p.literal(c, flags))
			return
		}
	}
	k := len(out.subs) - 1
	if k < 0 || out.subs[k].op >= reBegin {
		p.fail("nothing to repeat", p.pos()-here+1)
	}
	if out.subs[k].op == reRepeat {
		p.fail("multiple repeat", p.pos()-here+1)
	}
	n := &reNode{op: reRepeat, min: least, max: most, subs: []*reNode{out.subs[k]}}
	if p.match('?') {
		n.lazy = true
	} else if p.match('+') {
		n.possessive = true
	}
	out.subs[k] = n
}

// bounds parses what follows a brace; without ok the brace is a character.
func (p *reParser) bounds(here int) (least, most int, ok bool) {
	if p.is('}') {
		return 0, 0, false
	}
	const digits = "0123456789"
	lo := p.while(1<<30, digits)
	hi := lo
	if p.match(',') {
		hi = p.while(1<<30, digits)
	}
	if !p.match('}') {
		p.at = here
		p.advance()
		return 0, 0, false
	}
	least, most = p.count(lo, 0), p.count(hi, -1)
	if most >= 0 && most < least {
		p.fail("min repeat greater than max repeat", p.pos()-here)
	}
	return least, most, true
}

func (p *reParser) count(s string, missing int) int {
	if s == "" {
		return missing
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n >= maxRepeat {
		panic(&reError{"OverflowError", "the repetition number is too large", -1})
	}
	return int(n)
}

// byteString is how a character stands in a text.
func byteString(r rune, raw bool) string {
	if raw {
		return string([]byte{byte(r)})
	}
	return string(utf8.AppendRune(nil, r))
}
