package python

import (
	"strconv"
	"strings"
	"unicode"
)

// regexpEscapes are the escapes that are one character.
var regexpEscapes = map[rune]rune{'a': 7, 'b': 8, 'f': 12, 'n': '\n', 'r': '\r', 't': '\t', 'v': 11, '\\': '\\'}

const (
	octDigits = "01234567"
	hexDigits = "0123456789abcdefABCDEF"
)

// escape is the node of an escape outside of sets.
func (p *reParser) escape(t []rune, flags int64) *reNode {
	ascii := p.ascii(flags)
	switch c := t[1]; c {
	case 'A':
		return &reNode{op: reBegin}
	case 'Z':
		return &reNode{op: reEnd}
	case 'b':
		return &reNode{op: reWordEdge, ascii: ascii}
	case 'B':
		return &reNode{op: reNoWordEdge, ascii: ascii}
	case 'd', 'D', 's', 'S', 'w', 'W':
		return &reNode{op: reSet, set: &reClass{classes: []byte{byte(c)}, ascii: ascii}}
	case '0':
		digits := "0" + p.while(2, octDigits)
		r, _ := strconv.ParseInt(digits, 8, 32)
		return p.literal(rune(r), flags)
	case '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return p.numbered(c, flags)
	}
	return p.literal(p.character(t), flags)
}

// numbered is \1: a reference to a group, or three octal digits.
func (p *reParser) numbered(c rune, flags int64) *reNode {
	text := string(c)
	if p.nextIn("0123456789") {
		text += string(p.get())
		if c <= '7' && text[1] <= '7' && p.nextIn(octDigits) {
			text += string(p.get())
			return p.literal(p.octal(text), flags)
		}
	}
	k, _ := strconv.Atoi(text)
	if k >= len(p.names) {
		p.fail(sprintf("invalid group reference %d", k), len(text))
	}
	p.checkOpen(k, len(text)+1)
	return p.reference(k, flags)
}

func (p *reParser) octal(digits string) rune {
	r, _ := strconv.ParseInt(digits, 8, 32)
	if r > 0o377 {
		p.fail(sprintf("octal escape value \\%s outside of range 0-0o377", digits), len(digits)+1)
	}
	return rune(r)
}

// character is the character that an escape stands for, in a set or out of it.
func (p *reParser) character(t []rune) rune {
	c := t[1]
	switch {
	case c == 'x':
		return p.hex(t, 2)
	case c == 'u' && !p.raw:
		return p.hex(t, 4)
	case c == 'U' && !p.raw:
		return p.hex(t, 8)
	case c == 'N' && !p.raw:
		return p.named()
	case regexpEscapes[c] != 0:
		return regexpEscapes[c]
	case c < 0x80 && unicode.IsLetter(c) || c >= '0' && c <= '9':
		p.fail("bad escape "+string(t), len(t))
	}
	return c
}

func (p *reParser) hex(t []rune, n int) rune {
	digits := p.while(n, hexDigits)
	if len(digits) < n {
		p.fail("incomplete escape "+string(t)+digits, 2+len(digits))
	}
	r, err := strconv.ParseInt(digits, 16, 64)
	if err != nil || r > unicode.MaxRune {
		p.fail("bad escape "+string(t)+digits, 2+len(digits))
	}
	return rune(r)
}

// named is \N{NAME}.
func (p *reParser) named() rune {
	if !p.match('{') {
		p.fail("missing {", 0)
	}
	name := p.until('}', "character name")
	r, ok := runeNamed(name)
	if !ok {
		p.fail("undefined character name "+quote(name), runeLen(name)+len(`\N{}`))
	}
	return r
}

// A setItem is a member of a set: a character, or the class of an escape.
type setItem struct {
	r     rune
	class byte
}

// class parses a set after its opening bracket.
func (p *reParser) class(flags int64) *reNode {
	here := p.pos() - 1
	set := &reClass{ascii: p.ascii(flags), fold: flags&reIgnoreCase != 0}
	set.negated = p.match('^')
	for {
		t := p.setToken(here)
		if len(t) == 1 && t[0] == ']' && len(set.ranges)+len(set.classes) > 0 {
			break
		}
		item := p.setItem(t)
		if !p.match('-') {
			set.add(item)
			continue
		}
		t2 := p.setToken(here)
		if len(t2) == 1 && t2[0] == ']' {
			set.add(item)
			set.add(setItem{r: '-'})
			break
		}
		// The places of the tokens are CPython's: escapes longer than two characters
		// count as two.
		to := p.setItem(t2)
		if item.class != 0 || to.class != 0 || to.r < item.r {
			p.fail("bad character range "+string(t)+"-"+string(t2), len(t)+1+len(t2))
		}
		set.ranges = append(set.ranges, [2]rune{item.r, to.r})
	}
	if len(set.classes) == 0 && len(set.ranges) == 1 && set.ranges[0][0] == set.ranges[0][1] && !set.negated {
		return p.literal(set.ranges[0][0], flags)
	}
	single := len(set.classes) == 0 && len(set.ranges) == 1 && set.ranges[0][0] == set.ranges[0][1]
	if set.either = set.fold && flags&reLocale != 0 && !single; set.either {
		set.fold = false
	}
	return &reNode{op: reSet, set: set}
}

func (p *reParser) setToken(here int) []rune {
	t := p.get()
	if t == nil {
		p.fail("unterminated character set", p.pos()-here)
	}
	return t
}

func (p *reParser) setItem(t []rune) setItem {
	if len(t) == 1 {
		return setItem{r: t[0]}
	}
	switch c := t[1]; {
	case strings.ContainsRune("dDsSwW", c):
		return setItem{class: byte(c)}
	case c >= '0' && c <= '7':
		return setItem{r: p.octal(string(c) + p.while(2, octDigits))}
	}
	return setItem{r: p.character(t)}
}

func (c *reClass) add(item setItem) {
	if item.class != 0 {
		c.classes = append(c.classes, item.class)
		return
	}
	c.ranges = append(c.ranges, [2]rune{item.r, item.r})
}
