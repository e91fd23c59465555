package python

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxBrackets is how deep brackets may nest, as in CPython.
const maxBrackets = 200

// A scanner turns source text into tokens. It throws *syntaxError.
type scanner struct {
	src      string
	pos      int
	line     int
	indents  []int
	brackets []byte
	toks     []token
}

// scan returns the tokens of src, ended by tokEOF.
func scan(src string, line int, inBrackets bool) []token {
	src = strings.TrimPrefix(src, "\ufeff")
	if strings.Contains(src, "\r") {
		src = strings.ReplaceAll(strings.ReplaceAll(src, "\r\n", "\n"), "\r", "\n")
	}
	s := &scanner{src: src, line: line, indents: []int{0}}
	if inBrackets {
		s.brackets = []byte{'{'}
	} else {
		s.indent()
	}
	for s.next() {
	}
	if !inBrackets {
		if len(s.brackets) > 0 {
			s.fail("'%s' was never closed", string(s.brackets[len(s.brackets)-1]))
		}
		if n := len(s.toks); n > 0 && s.toks[n-1].kind != tokNewline {
			s.add(tokNewline, "")
		}
		for range s.indents[1:] {
			s.add(tokDedent, "")
		}
	}
	s.add(tokEOF, "")
	return s.toks
}

func (s *scanner) fail(format string, args ...any) {
	panic(&syntaxError{"SyntaxError", sprintf(format, args...), s.line})
}

func (s *scanner) add(kind tokenKind, text string) {
	s.toks = append(s.toks, token{kind: kind, text: text, line: s.line})
}

func (s *scanner) peek(i int) byte {
	if s.pos+i < len(s.src) {
		return s.src[s.pos+i]
	}
	return 0
}

// indent measures the indentation at the start of a line and skips blank lines.
func (s *scanner) indent() {
	for {
		col, p := 0, s.pos
	spaces:
		for ; p < len(s.src); p++ {
			switch s.src[p] {
			case ' ':
				col++
			case '\t':
				col = (col/8 + 1) * 8
			case '\f':
				col = 0
			default:
				break spaces
			}
		}
		if p < len(s.src) && s.src[p] == '#' {
			for p < len(s.src) && s.src[p] != '\n' {
				p++
			}
		}
		if p >= len(s.src) {
			s.pos = p
			return
		}
		if s.src[p] == '\n' {
			s.pos = p + 1
			s.line++
			continue
		}
		s.pos = p
		s.dent(col)
		return
	}
}

// dent adds the indent and dedent tokens for a line that starts at column col.
func (s *scanner) dent(col int) {
	top := s.indents[len(s.indents)-1]
	if col > top {
		if len(s.indents) >= 100 {
			panic(&syntaxError{"IndentationError", "too many levels of indentation", s.line})
		}
		s.indents = append(s.indents, col)
		s.add(tokIndent, "")
		return
	}
	for col < s.indents[len(s.indents)-1] {
		s.indents = s.indents[:len(s.indents)-1]
		s.add(tokDedent, "")
	}
	if col != s.indents[len(s.indents)-1] {
		panic(&syntaxError{"IndentationError", "unindent does not match any outer indentation level", s.line})
	}
}

// next scans a token and reports whether there may be more.
func (s *scanner) next() bool {
	for s.pos < len(s.src) && (s.src[s.pos] == ' ' || s.src[s.pos] == '\t' || s.src[s.pos] == '\f') {
		s.pos++
	}
	if s.pos >= len(s.src) {
		return false
	}
	c := s.src[s.pos]
	switch {
	case c == '\n':
		s.newline()
	case c == '#':
		for s.pos < len(s.src) && s.src[s.pos] != '\n' {
			s.pos++
		}
	case c == '\\':
		if s.peek(1) != '\n' {
			s.fail("unexpected character after line continuation character")
		}
		s.pos += 2
		s.line++
	case c >= '0' && c <= '9' || c == '.' && s.peek(1) >= '0' && s.peek(1) <= '9':
		s.number()
	case c == '"' || c == '\'':
		s.str("")
	case c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf:
		s.name()
	default:
		s.operator()
	}
	return true
}

func (s *scanner) newline() {
	s.pos++
	if len(s.brackets) > 0 {
		s.line++
		return
	}
	if n := len(s.toks); n > 0 && s.toks[n-1].kind != tokNewline && s.toks[n-1].kind != tokDedent {
		s.add(tokNewline, "")
	}
	s.line++
	s.indent()
}

func (s *scanner) name() {
	start := s.pos
	for s.pos < len(s.src) {
		r, n := utf8.DecodeRuneInString(s.src[s.pos:])
		if r != '_' && !unicode.IsLetter(r) && (s.pos == start || !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r)) {
			if s.pos == start {
				s.fail("invalid character '%c' (U+%04X)", r, r)
			}
			break
		}
		s.pos += n
	}
	text := s.src[start:s.pos]
	if c := s.peek(0); (c == '"' || c == '\'') && len(text) <= 2 && strings.Trim(strings.ToLower(text), "rbfu") == "" {
		s.str(strings.ToLower(text))
		return
	}
	s.add(tokName, text)
}

func (s *scanner) number() {
	start := s.pos
	if s.peek(0) == '0' && strings.IndexByte("xXoObB", s.peek(1)) >= 0 && s.peek(1) != 0 {
		s.pos += 2
		for isAlnum(s.peek(0)) {
			s.pos++
		}
		s.add(tokNumber, s.src[start:s.pos])
		return
	}
	for isAlnum(s.peek(0)) || s.peek(0) == '.' {
		c := s.peek(0)
		if (c == 'e' || c == 'E') && (s.peek(1) == '+' || s.peek(1) == '-') {
			s.pos++
		} else if c != 'e' && c != 'E' && c != 'j' && c != 'J' && c != '_' && c != '.' && (c < '0' || c > '9') {
			break // "1if x else y" is two tokens
		}
		s.pos++
	}
	text := s.src[start:s.pos]
	if strings.HasSuffix(text, "e") && !strings.ContainsAny(text[:len(text)-1], "eE") { // "1else"
		s.pos--
		text = text[:len(text)-1]
	}
	s.add(tokNumber, text)
}

func isAlnum(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func (s *scanner) operator() {
	rest := s.src[s.pos:]
	for _, op := range operators {
		if strings.HasPrefix(rest, op) {
			s.bracket(op[0])
			s.add(tokOp, op)
			s.pos += len(op)
			return
		}
	}
	if rest[0] == '!' || rest[0] == '?' || rest[0] == '$' || rest[0] == '`' {
		s.fail("invalid syntax")
	}
	s.fail("invalid non-printable character U+%04X", rest[0])
}

var closing = map[byte]byte{')': '(', ']': '[', '}': '{'}

// bracket keeps the stack of open brackets.
func (s *scanner) bracket(c byte) {
	switch c {
	case '(', '[', '{':
		if len(s.brackets) >= maxBrackets {
			s.fail("too many nested parentheses")
		}
		s.brackets = append(s.brackets, c)
	case ')', ']', '}':
		n := len(s.brackets)
		if n == 0 {
			s.fail("unmatched '%c'", c)
		}
		if s.brackets[n-1] != closing[c] {
			s.fail("closing parenthesis '%c' does not match opening parenthesis '%c'", c, s.brackets[n-1])
		}
		s.brackets = s.brackets[:n-1]
	}
}
