package python

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// str scans a string literal whose prefix has been read.
func (s *scanner) str(prefix string) {
	line := s.line
	q := s.src[s.pos : s.pos+1]
	if strings.HasPrefix(s.src[s.pos:], strings.Repeat(q, 3)) {
		q = strings.Repeat(q, 3)
	}
	s.pos += len(q)
	t := token{kind: tokString, line: line, bytes: strings.Contains(prefix, "b")}
	raw := strings.Contains(prefix, "r")
	if strings.Contains(prefix, "f") {
		t.fstr = true
		t.parts = s.fparts(q, raw, 0)
		s.pos += len(q)
		s.toks = append(s.toks, t)
		return
	}
	start := s.pos
	for {
		if s.pos >= len(s.src) || len(q) == 1 && s.src[s.pos] == '\n' {
			s.line = line
			if len(q) == 3 {
				s.fail("unterminated triple-quoted string literal (detected at line %d)", line+strings.Count(s.src[start:], "\n"))
			}
			s.fail("unterminated string literal (detected at line %d)", line)
		}
		if strings.HasPrefix(s.src[s.pos:], q) {
			break
		}
		if s.src[s.pos] == '\\' && s.pos+1 < len(s.src) {
			s.pos++
		}
		if s.src[s.pos] == '\n' {
			s.line++
		}
		s.pos++
	}
	t.body = s.src[start:s.pos]
	if !raw {
		t.body = s.unescape(t.body, t.bytes)
	}
	s.pos += len(q)
	s.toks = append(s.toks, t)
}

// fparts scans the parts of an f-string up to its quote, or of a format spec up to
// its "}" (depth > 0).
func (s *scanner) fparts(q string, raw bool, depth int) []fpart {
	if depth > 5 {
		s.fail("f-string: expressions nested too deeply")
	}
	var parts []fpart
	var lit strings.Builder
	flush := func() {
		if lit.Len() > 0 {
			text := lit.String()
			if !raw {
				text = s.unescape(text, false)
			}
			parts = append(parts, fpart{lit: text})
			lit.Reset()
		}
	}
	for {
		if s.pos >= len(s.src) || len(q) == 1 && s.src[s.pos] == '\n' {
			s.fail("unterminated f-string literal (detected at line %d)", s.line)
		}
		c := s.src[s.pos]
		switch {
		case strings.HasPrefix(s.src[s.pos:], q):
			if depth > 0 {
				s.fail("f-string: expecting '}'")
			}
			flush()
			return parts
		case c == '{' && s.peek(1) == '{' && depth == 0, c == '}' && s.peek(1) == '}' && depth == 0:
			lit.WriteByte(c)
			s.pos += 2
		case c == '{':
			flush()
			parts = append(parts, s.field(q, raw, depth))
		case c == '}':
			if depth == 0 {
				s.fail("f-string: single '}' is not allowed")
			}
			flush()
			return parts
		case c == '\\' && !raw && s.peek(1) == 'N' && s.peek(2) == '{':
			end := strings.IndexByte(s.src[s.pos:], '}')
			if end < 0 {
				s.fail("malformed \\N character escape")
			}
			lit.WriteString(s.src[s.pos : s.pos+end+1])
			s.pos += end + 1
		case c == '\\' && s.pos+1 < len(s.src) && s.peek(1) != '{' && s.peek(1) != '}':
			lit.WriteString(s.src[s.pos : s.pos+2])
			if s.peek(1) == '\n' {
				s.line++
			}
			s.pos += 2
		default:
			if c == '\n' {
				s.line++
			}
			lit.WriteByte(c)
			s.pos++
		}
	}
}

// field scans a replacement field from its "{".
func (s *scanner) field(q string, raw bool, depth int) fpart {
	s.pos++
	p := fpart{field: true, line: s.line}
	start := s.pos
	s.skipExpr()
	p.src = s.src[start:s.pos]
	if s.peek(0) == '=' {
		s.pos++
		for s.peek(0) == ' ' {
			s.pos++
		}
		p.debug = s.src[start:s.pos]
	}
	if strings.TrimSpace(p.src) == "" {
		s.fail("f-string: empty expression not allowed")
	}
	if s.peek(0) == '!' {
		p.conv = s.peek(1)
		if strings.IndexByte("rsa", p.conv) < 0 || p.conv == 0 {
			s.fail("f-string: invalid conversion character: expected 's', 'r', or 'a'")
		}
		s.pos += 2
	}
	if s.peek(0) == ':' {
		s.pos++
		p.has = true
		p.spec = s.fparts(q, raw, depth+1)
	}
	if s.peek(0) != '}' {
		s.fail("f-string: expecting '}'")
	}
	s.pos++
	return p
}

// skipExpr moves to the end of a field's expression.
func (s *scanner) skipExpr() {
	open := 0
	for s.pos < len(s.src) {
		c := s.src[s.pos]
		switch {
		case c == '\'' || c == '"':
			s.skipString()
			continue
		case c == '(' || c == '[' || c == '{':
			if open++; open > maxBrackets {
				s.fail("too many nested parentheses")
			}
		case (c == ')' || c == ']' || c == '}') && open > 0:
			open--
		case c == '}' || c == ')' || c == ']':
			return
		case open == 0 && c == ':':
			return
		case open == 0 && c == '!' && s.peek(1) != '=':
			return
		case c == '!' || (c == '<' || c == '>') && s.peek(1) == '=':
			s.pos++
		case open == 0 && c == '=' && s.peek(1) == '=':
			s.pos++
		case open == 0 && c == '=':
			return
		case c == '\n':
			s.line++
		}
		s.pos++
	}
	s.fail("f-string: expecting '}'")
}

// skipString moves over a string inside a replacement field.
func (s *scanner) skipString() {
	q := s.src[s.pos : s.pos+1]
	if strings.HasPrefix(s.src[s.pos:], strings.Repeat(q, 3)) {
		q = strings.Repeat(q, 3)
	}
	s.pos += len(q)
	for s.pos < len(s.src) {
		if strings.HasPrefix(s.src[s.pos:], q) {
			s.pos += len(q)
			return
		}
		switch s.src[s.pos] {
		case '\\':
			s.pos++
		case '\n':
			s.line++
		}
		s.pos++
	}
	s.fail("unterminated string literal (detected at line %d)", s.line)
}

var simpleEscapes = map[byte]byte{'n': '\n', 't': '\t', 'r': '\r', '\\': '\\', '\'': '\'', '"': '"', 'a': 7, 'b': 8, 'f': 12, 'v': 11}

// unescape replaces the escape sequences of a literal.
func (s *scanner) unescape(text string, isBytes bool) string {
	if strings.IndexByte(text, '\\') < 0 {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		c := text[i]
		if c != '\\' || i+1 >= len(text) {
			b.WriteByte(c)
			i++
			continue
		}
		e := text[i+1]
		if r, ok := simpleEscapes[e]; ok {
			b.WriteByte(r)
			i += 2
			continue
		}
		switch {
		case e == '\n':
			i += 2
		case e >= '0' && e <= '7':
			j := i + 1
			for j < len(text) && j < i+4 && text[j] >= '0' && text[j] <= '7' {
				j++
			}
			n, _ := strconv.ParseUint(text[i+1:j], 8, 32)
			writeCode(&b, rune(n), isBytes)
			i = j
		case e == 'x', !isBytes && (e == 'u' || e == 'U'):
			n := map[byte]int{'x': 2, 'u': 4, 'U': 8}[e]
			if i+2+n > len(text) {
				s.fail("(unicode error) 'unicodeescape' codec can't decode bytes in position %d-%d: truncated \\%cXX escape", i, len(text)-1, e)
			}
			v, err := strconv.ParseUint(text[i+2:i+2+n], 16, 32)
			if err != nil || v > utf8.MaxRune {
				s.fail("(unicode error) 'unicodeescape' codec can't decode bytes in position %d-%d: truncated \\%cXX escape", i, i+1, e)
			}
			writeCode(&b, rune(v), isBytes)
			i += 2 + n
		case !isBytes && e == 'N' && strings.HasPrefix(text[i+2:], "{"):
			i = s.named(&b, text, i)
		default:
			b.WriteByte('\\')
			i++
		}
	}
	return b.String()
}

// named writes the character of \N{NAME} at i and returns the index behind it.
func (s *scanner) named(b *strings.Builder, text string, i int) int {
	n := strings.IndexByte(text[i:], '}')
	if n < 0 {
		s.fail("(unicode error) 'unicodeescape' codec can't decode bytes in position %d-%d: malformed \\N character escape", i, len(text)-1)
	}
	r, ok := runeNamed(text[i+3 : i+n])
	if !ok {
		s.fail("(unicode error) 'unicodeescape' codec can't decode bytes in position %d-%d: unknown Unicode character name", i, i+n)
	}
	b.WriteRune(r)
	return i + n + 1
}

// writeCode writes a character, or a byte of a bytes literal.
func writeCode(b *strings.Builder, r rune, isBytes bool) {
	if isBytes {
		b.WriteByte(byte(r))
		return
	}
	b.WriteRune(r)
}
