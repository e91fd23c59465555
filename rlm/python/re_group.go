package python

import (
	"strconv"
	"strings"
	"unicode"
)

// inlineFlags are the letters of (?aiLmsux).
var inlineFlags = map[rune]int64{'i': reIgnoreCase, 'L': reLocale, 'm': reMultiline, 's': reDotall, 'x': reVerbose,
	'a': reASCII, 'u': reUnicode, 't': reTemplate}

const typeFlags = reASCII | reLocale | reUnicode

// group parses what an opening parenthesis begins. It returns nil where nothing is to
// be matched; flags change where global flags are set.
func (p *reParser) group(flags *int64, depth int, first bool) *reNode {
	start := p.pos() - 1
	if !p.match('?') {
		return p.capture("", start, *flags, depth)
	}
	t := p.get()
	if t == nil {
		p.fail("unexpected end of pattern", 0)
	}
	switch c := t[0]; {
	case c == 'P':
		return p.pythonGroup(start, *flags, depth)
	case c == ':':
		return p.body(start, *flags, depth)
	case c == '#':
		p.comment(start)
		return nil
	case c == '=' || c == '!' || c == '<':
		return p.look(c, start, *flags, depth)
	case c == '(':
		return p.condition(start, *flags, depth)
	case c == '>':
		return &reNode{op: reAtomic, subs: []*reNode{p.body(start, *flags, depth)}}
	case inlineFlags[c] != 0 || c == '-':
		add, del, global := p.inline(c)
		if !global {
			return p.body(start, combineFlags(*flags, add, del), depth)
		}
		if !first {
			p.fail("global flags not at the start of the expression", p.pos()-start)
		}
		p.flags |= add
		*flags = p.flags
		return nil
	}
	p.fail("unknown extension ?"+string(t), len(t)+1)
	return nil
}

func combineFlags(flags, add, del int64) int64 {
	if add&typeFlags != 0 {
		flags &^= typeFlags
	}
	return (flags | add) &^ del
}

// body parses to the closing parenthesis. What it returns is no assertion, even if
// that is all it holds.
func (p *reParser) body(start int, flags int64, depth int) *reNode {
	n := p.alternation(flags, depth+1)
	if !p.match(')') {
		p.fail("missing ), unterminated subpattern", p.pos()-start)
	}
	return &reNode{op: reCat, subs: []*reNode{n}}
}

// capture parses a group that captures.
func (p *reParser) capture(name string, start int, flags int64, depth int) *reNode {
	k := len(p.names)
	if old := p.groupNamed(name); old > 0 {
		p.fail(sprintf("redefinition of group name %s as group %d; was group %d", quote(name), k, old), runeLen(name)+1)
	}
	p.names = append(p.names, name)
	p.widths = append(p.widths, [2]int{-1, -1})
	n := &reNode{op: reGroup, n: k, subs: []*reNode{p.body(start, flags, depth)}}
	p.widths[k][0], p.widths[k][1] = n.width()
	return n
}

func runeLen(s string) int { return len([]rune(s)) }

// groupNamed returns the number of a group, or 0.
func (p *reParser) groupNamed(name string) int {
	for i, n := range p.names {
		if name != "" && n == name {
			return i
		}
	}
	return 0
}

// pythonGroup parses (?P<name>…) and (?P=name).
func (p *reParser) pythonGroup(start int, flags int64, depth int) *reNode {
	switch {
	case p.match('<'):
		name := p.until('>', "group name")
		p.checkName(name)
		return p.capture(name, start, flags, depth)
	case p.match('='):
		name := p.until(')', "group name")
		p.checkName(name)
		k := p.groupNamed(name)
		if k == 0 {
			p.fail("unknown group name "+quote(name), runeLen(name)+1)
		}
		p.checkOpen(k, runeLen(name)+1)
		return p.reference(k, flags)
	}
	t := p.get()
	if t == nil {
		p.fail("unexpected end of pattern", 0)
	}
	p.fail("unknown extension ?P"+string(t), len(t)+2)
	return nil
}

func (p *reParser) checkName(name string) {
	if !isIdentifier(name) {
		p.fail("bad character in group name "+quote(name), runeLen(name)+1)
	}
}

func (p *reParser) isOpen(k int) bool { return k >= len(p.names) || p.widths[k][0] < 0 }

func (p *reParser) checkOpen(k, back int) {
	if p.isOpen(k) {
		p.fail("cannot refer to an open group", back)
	}
}

// checkBehind checks a reference to group k from inside a look-behind.
func (p *reParser) checkBehind(k int) {
	if p.behind < 0 {
		return
	}
	p.checkOpen(k, 0)
	if k >= p.behind {
		p.fail("cannot refer to group defined in the same lookbehind subpattern", 0)
	}
}

func (p *reParser) reference(k int, flags int64) *reNode {
	p.checkBehind(k)
	return &reNode{op: reBackref, n: k, fold: flags&reIgnoreCase != 0, ascii: p.ascii(flags), min: p.widths[k][0], max: p.widths[k][1]}
}

func (p *reParser) comment(start int) {
	for {
		if p.next == nil {
			p.fail("missing ), unterminated comment", p.pos()-start)
		}
		if t := p.get(); t[0] == ')' {
			return
		}
	}
}

// look parses a look ahead or behind.
func (p *reParser) look(c rune, start int, flags int64, depth int) *reNode {
	behind := c == '<'
	outer := p.behind
	if behind {
		t := p.get()
		if t == nil {
			p.fail("unexpected end of pattern", 0)
		}
		if c = t[0]; c != '=' && c != '!' {
			p.fail("unknown extension ?<"+string(t), len(t)+2)
		}
		if outer < 0 {
			p.behind = len(p.names)
		}
	}
	sub := p.alternation(flags, depth+1)
	p.behind = outer
	if !p.match(')') {
		p.fail("missing ), unterminated subpattern", p.pos()-start)
	}
	n := &reNode{op: reLook, behind: behind, negative: c == '!', subs: []*reNode{sub}}
	return n
}

// condition parses (?(group)yes|no).
func (p *reParser) condition(start int, flags int64, depth int) *reNode {
	name := p.until(')', "group name")
	back := runeLen(name) + 1
	k := 0
	if isIdentifier(name) {
		if k = p.groupNamed(name); k == 0 {
			p.fail("unknown group name "+quote(name), back)
		}
	} else if k = p.groupNumber(name, back); k == 0 {
		p.fail("bad group number", back)
	}
	p.checkBehind(k)
	if depth > maxReNesting {
		panic(&reError{"RecursionError", "maximum recursion depth exceeded", -1})
	}
	yes, _ := p.sequence(flags, depth+1, false)
	n := &reNode{op: reCond, n: k, subs: []*reNode{yes}}
	if p.match('|') {
		no, _ := p.sequence(flags, depth+1, false)
		n.subs = append(n.subs, no)
		if p.is('|') {
			p.fail("conditional backref with more than two branches", 0)
		}
	}
	if !p.match(')') {
		p.fail("missing ), unterminated subpattern", p.pos()-start)
	}
	return n
}

// maxGroups is CPython's bound of the number of a group.
const maxGroups = 1<<30 - 1

// groupNumber reads the number of a group; the group may come later.
func (p *reParser) groupNumber(name string, back int) int {
	k, ok := parseGroupNumber(name)
	if !ok {
		p.fail("bad character in group name "+quote(name), back)
	}
	if k >= maxGroups {
		p.fail(sprintf("invalid group reference %d", k), back)
	}
	if k > 0 {
		p.refs = append(p.refs, groupRef{k, p.pos() - back})
	}
	return k
}

// parseGroupNumber is int(name) of a number that is not negative.
func parseGroupNumber(name string) (int, bool) {
	s := strings.TrimPrefix(strings.TrimSpace(name), "+")
	if strings.HasPrefix(s, "_") || strings.HasSuffix(s, "_") || strings.Contains(s, "__") {
		return 0, false
	}
	s = strings.ReplaceAll(s, "_", "")
	if s == "" || !isDigits(s) {
		return 0, false
	}
	k, err := strconv.Atoi(s)
	if err != nil {
		k = maxGroups
	}
	return k, true
}

// inline parses the letters of flags, of which c is the first.
func (p *reParser) inline(c rune) (add, del int64, global bool) {
	if c != '-' {
		add, c = p.flagsOn(c)
	}
	if c == ')' {
		return add, 0, true
	}
	const globals = reTemplate // it cannot be for a part
	if add&globals != 0 {
		p.fail("bad inline flags: cannot turn on global flag", 1)
	}
	if c == '-' {
		del = p.flagsOff()
	}
	if del&globals != 0 {
		p.fail("bad inline flags: cannot turn off global flag", 1)
	}
	if add&del != 0 {
		p.fail("bad inline flags: flag turned on and off", 1)
	}
	return add, del, false
}

// flagsOn reads letters until ), - or :, which it returns.
func (p *reParser) flagsOn(c rune) (add int64, end rune) {
	for {
		f := inlineFlags[c]
		if !p.raw && c == 'L' {
			p.fail("bad inline flags: cannot use 'L' flag with a str pattern", 0)
		}
		if p.raw && c == 'u' {
			p.fail("bad inline flags: cannot use 'u' flag with a bytes pattern", 0)
		}
		add |= f
		if f&typeFlags != 0 && add&typeFlags != f {
			p.fail("bad inline flags: flags 'a', 'u' and 'L' are incompatible", 0)
		}
		if c = p.flagLetter("missing -, : or )"); c == ')' || c == '-' || c == ':' {
			return add, c
		}
		p.needFlag(c, "missing -, : or )")
	}
}

// flagsOff reads the letters between - and :.
func (p *reParser) flagsOff() (del int64) {
	c := p.flagLetter("missing flag")
	p.needFlag(c, "missing flag")
	for {
		if inlineFlags[c]&typeFlags != 0 {
			p.fail("bad inline flags: cannot turn off flags 'a', 'u' and 'L'", 0)
		}
		del |= inlineFlags[c]
		if c = p.flagLetter("missing :"); c == ':' {
			return del
		}
		p.needFlag(c, "missing :")
	}
}

func (p *reParser) flagLetter(missing string) rune {
	t := p.get()
	if t == nil {
		p.fail(missing, 0)
	}
	if len(t) > 1 {
		p.fail(missing, len(t))
	}
	return t[0]
}

func (p *reParser) needFlag(c rune, missing string) {
	if inlineFlags[c] != 0 {
		return
	}
	if unicode.IsLetter(c) {
		missing = "unknown flag"
	}
	p.fail(missing, 1)
}
