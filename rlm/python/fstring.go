package python

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// strings parses adjacent string literals: they are one.
func (p *parser) strings() expr {
	var parts []expr
	isBytes, isF := false, false
	for p.peek().kind == tokString {
		t := p.next()
		switch {
		case strings.Contains(t.prefix, "f"):
			isF = true
			parts = append(parts, p.fparts(t.text, strings.Contains(t.prefix, "r"), t.line)...)
		default:
			isBytes = isBytes || strings.Contains(t.prefix, "b")
			s := t.text
			if !strings.Contains(t.prefix, "r") {
				s = p.unescape(s, isBytes)
			}
			parts = append(parts, &constant{NewStr(s)})
		}
	}
	if isF {
		return &fstring{parts}
	}
	var b strings.Builder
	for _, part := range parts {
		b.WriteString(part.(*constant).value.(*Str).s)
	}
	if isBytes {
		return &constant{Bytes(b.String())}
	}
	return &constant{NewStr(b.String())}
}

// unescape replaces the backslash escapes of a literal (reference 2.4.1).
func (p *parser) unescape(s string, isBytes bool) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 >= len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		if n := strings.IndexByte("abfnrtv\\'\"", s[i]); n >= 0 {
			b.WriteByte("\a\b\f\n\r\t\v\\'\""[n])
			continue
		}
		switch c := s[i]; {
		case c == '\n':
		case c == 'x' || c == 'u' && !isBytes || c == 'U' && !isBytes:
			n := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
			code, err := strconv.ParseUint(s[min(i+1, len(s)):min(i+1+n, len(s))], 16, 32)
			if err != nil || i+n >= len(s) {
				p.fail("(unicode error) 'unicodeescape' codec can't decode bytes: truncated \\%cXX escape", c)
			}
			writeCode(&b, rune(code), isBytes)
			i += n
		case '0' <= c && c <= '7':
			j := i
			for j < len(s) && j < i+3 && '0' <= s[j] && s[j] <= '7' {
				j++
			}
			code, _ := strconv.ParseUint(s[i:j], 8, 16) // octal digits
			writeCode(&b, rune(code), isBytes)
			i = j - 1
		default:
			b.WriteByte('\\')
			b.WriteByte(c)
		}
	}
	return b.String()
}

func writeCode(b *strings.Builder, r rune, isBytes bool) {
	if isBytes {
		b.WriteByte(byte(r))
		return
	}
	b.WriteRune(r)
}

// fparts takes an f-string apart into constants and expressions.
func (p *parser) fparts(s string, raw bool, line int) []expr {
	var parts []expr
	var text strings.Builder
	flush := func() {
		if text.Len() == 0 {
			return
		}
		t := text.String()
		if !raw {
			t = p.unescape(t, false)
		}
		parts = append(parts, &constant{NewStr(t)})
		text.Reset()
	}
	for i := 0; i < len(s); {
		switch {
		case strings.HasPrefix(s[i:], "{{"), strings.HasPrefix(s[i:], "}}"):
			text.WriteByte(s[i])
			i += 2
		case s[i] == '\\' && strings.HasPrefix(s[i:], `\N{`):
			text.WriteString(s[i : i+3])
			i += 3
		case s[i] == '{':
			flush()
			n, more := p.field(s[i+1:], raw, line)
			parts = append(parts, more...)
			i += 1 + n
		case s[i] == '}':
			p.fail("f-string: single '}' is not allowed")
		case s[i] == '\\' && i+1 < len(s) && s[i+1] != '{' && s[i+1] != '}':
			text.WriteString(s[i : i+2])
			i += 2
		default:
			text.WriteByte(s[i])
			i++
		}
	}
	flush()
	return parts
}

// field parses expression, =, conversion and format spec up to the closing
// brace, and returns how many bytes that took.
func (p *parser) field(s string, raw bool, line int) (int, []expr) {
	p.enter()
	defer func() { p.depth-- }()
	end := fieldEnd(s)
	if end < 0 {
		p.fail("f-string: expecting '}'")
	}
	src := s[:end]
	f := &formatted{line: line}
	var parts []expr
	if t := strings.TrimRight(src, " "); strings.HasSuffix(t, "=") && !strings.HasSuffix(t, "==") && !strings.HasSuffix(t, "!=") && !strings.HasSuffix(t, "<=") && !strings.HasSuffix(t, ">=") {
		parts = append(parts, &constant{NewStr(src)})
		src = strings.TrimSuffix(t, "=")
		f.conversion = 'r'
	}
	if strings.TrimSpace(src) == "" {
		p.fail("f-string: valid expression required before '}'")
	}
	f.x = p.sub(src, line)
	at := end
	if at+1 < len(s) && s[at] == '!' {
		f.conversion = s[at+1]
		at += 2
	}
	if at < len(s) && s[at] == ':' {
		n := specEnd(s[at+1:])
		if n < 0 {
			p.fail("f-string: expecting '}'")
		}
		if len(parts) > 0 && f.conversion == 'r' {
			f.conversion = 0
		}
		f.spec = &fstring{p.fparts(s[at+1:at+1+n], raw, line)}
		at += 1 + n
	}
	if at >= len(s) || s[at] != '}' {
		p.fail("f-string: expecting '}'")
	}
	return at + 1, append(parts, f)
}

// sub parses an expression that stands inside a string.
func (p *parser) sub(src string, line int) expr {
	toks, err := scan("(" + src + ")")
	if err != nil {
		p.fail("f-string: %s", err.(*syntaxError).msg)
	}
	for i := range toks {
		toks[i].line += line - 1
	}
	in := &parser{toks: toks, depth: p.depth}
	x := in.exprList()
	if in.peek().kind != tokNewline {
		p.fail("f-string: invalid syntax")
	}
	return x
}

// fieldEnd finds the end of a field's expression: }, !r or : outside of
// brackets and strings.
func fieldEnd(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '(', '[', '{':
			depth++
		case ')', ']':
			depth--
		case '}':
			if depth == 0 {
				return i
			}
			depth--
		case '\'', '"':
			q := s[i : i+1]
			if strings.HasPrefix(s[i:], strings.Repeat(q, 3)) {
				q = strings.Repeat(q, 3)
			}
			n := strings.Index(s[i+len(q):], q)
			if n < 0 {
				return -1
			}
			i += n + 2*len(q) - 1
		case '!':
			if depth == 0 && i+1 < len(s) && s[i+1] != '=' {
				return i
			}
		case ':':
			if depth == 0 {
				return i
			}
		}
	}
	return -1
}

func specEnd(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth == 0 {
				return i
			}
			depth--
		}
	}
	return -1
}

// fstring evaluates an f-string; parts that are inserted as they are keep
// where they are from.
func (f *frame) fstring(x *fstring) (Value, error) {
	var b builder
	for _, part := range x.parts {
		if c, ok := part.(*constant); ok {
			b.addString(c.value.(*Str).s)
			continue
		}
		s, err := f.formatted(part.(*formatted))
		if err != nil {
			return nil, err
		}
		if err := f.s.grow(int64(len(s.s))); err != nil {
			return nil, err
		}
		b.add(s)
	}
	return b.str(), nil
}

func (f *frame) formatted(x *formatted) (*Str, error) {
	v, err := f.eval(x.x)
	if err != nil {
		return nil, err
	}
	spec := ""
	if x.spec != nil {
		s, err := f.fstring(x.spec.(*fstring))
		if err != nil {
			return nil, err
		}
		spec = s.(*Str).s
	}
	return convert(force(v), x.conversion, spec)
}

// convert applies a conversion and a format spec.
func convert(v Value, conversion byte, spec string) (*Str, error) {
	switch conversion {
	case 'r':
		v = NewStr(repr(v))
	case 's':
		v = NewStr(str(v))
	case 'a':
		v = NewStr(ascii(repr(v)))
	}
	if spec == "" {
		if s, ok := v.(*Str); ok {
			return s, nil
		}
		return NewStr(str(v)), nil
	}
	s, err := format(v, spec)
	return NewStr(s), err
}

func ascii(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
			continue
		}
		b.WriteString(escapeRune(r))
	}
	return b.String()
}
