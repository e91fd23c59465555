package python

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is the kind of a token.
type kind uint8

const (
	tokEOF kind = iota
	tokNewline
	tokIndent
	tokDedent
	tokName
	tokNumber
	tokString // text holds the value; prefix the letters before the quote
	tokOp
)

// token is a piece of source. line counts from 1.
type token struct {
	kind   kind
	text   string
	prefix string // of a string, lower case
	line   int
}

// syntaxError is a mistake in a program's text.
type syntaxError struct {
	msg  string
	line int
	typ  string // SyntaxError or IndentationError
}

func (e *syntaxError) Error() string { return fmt.Sprintf("%s (line %d)", e.msg, e.line) }

// scanner turns source into tokens, with INDENT and DEDENT from the
// indentation (Python reference 2.1.8).
type scanner struct {
	src     string
	at      int
	line    int
	depth   int // of open brackets
	indents []int
	out     []token
}

func scan(src string) ([]token, error) {
	src = strings.TrimPrefix(src, "\uFEFF")
	src = strings.ReplaceAll(strings.ReplaceAll(src, "\r\n", "\n"), "\r", "\n")
	s := &scanner{src: src, line: 1, indents: []int{0}}
	for s.at < len(s.src) {
		if err := s.logicalLine(); err != nil {
			return nil, err
		}
	}
	if n := len(s.out); n > 0 && s.out[n-1].kind != tokNewline {
		s.emit(tokNewline, "")
	}
	for range len(s.indents) - 1 {
		s.emit(tokDedent, "")
	}
	s.emit(tokEOF, "")
	return s.out, nil
}

func (s *scanner) emit(k kind, text string) {
	s.out = append(s.out, token{kind: k, text: text, line: s.line})
}

func (s *scanner) fail(format string, args ...any) error {
	return &syntaxError{fmt.Sprintf(format, args...), s.line, "SyntaxError"}
}

// logicalLine scans one line, over its continuations, with its indentation.
func (s *scanner) logicalLine() error {
	col := s.indentation()
	if s.at >= len(s.src) || s.src[s.at] == '\n' || s.src[s.at] == '#' {
		s.skipLine()
		return nil
	}
	if err := s.indent(col); err != nil {
		return err
	}
	for s.at < len(s.src) {
		c := s.src[s.at]
		switch {
		case c == '\n':
			s.at++
			if s.depth == 0 {
				s.emit(tokNewline, "")
				s.line++
				return nil
			}
			s.line++
		case c == ' ' || c == '\t' || c == '\f':
			s.at++
		case c == '#':
			for s.at < len(s.src) && s.src[s.at] != '\n' {
				s.at++
			}
		case c == '\\' && strings.HasPrefix(s.src[s.at:], "\\\n"):
			s.at += 2
			s.line++
		default:
			if err := s.token(); err != nil {
				return err
			}
		}
	}
	if s.depth > 0 {
		return s.fail("'(' was never closed")
	}
	return nil
}

func (s *scanner) indentation() int {
	col := 0
	for ; s.at < len(s.src); s.at++ {
		switch s.src[s.at] {
		case ' ':
			col++
		case '\t':
			col = (col/8 + 1) * 8
		case '\f':
			col = 0
		default:
			return col
		}
	}
	return col
}

func (s *scanner) skipLine() {
	for s.at < len(s.src) && s.src[s.at] != '\n' {
		s.at++
	}
	s.at++
	s.line++
}

func (s *scanner) indent(col int) error {
	top := s.indents[len(s.indents)-1]
	if col > top {
		if len(s.indents) > 100 {
			return &syntaxError{"too many levels of indentation", s.line, "IndentationError"}
		}
		s.indents = append(s.indents, col)
		s.emit(tokIndent, "")
		return nil
	}
	for col < s.indents[len(s.indents)-1] {
		s.indents = s.indents[:len(s.indents)-1]
		s.emit(tokDedent, "")
	}
	if col != s.indents[len(s.indents)-1] {
		return &syntaxError{"unindent does not match any outer indentation level", s.line, "IndentationError"}
	}
	return nil
}

func (s *scanner) token() error {
	c := s.src[s.at]
	switch {
	case c == '"' || c == '\'':
		return s.str("")
	case isDigit(c) || c == '.' && s.at+1 < len(s.src) && isDigit(s.src[s.at+1]):
		return s.number()
	}
	r, size := utf8.DecodeRuneInString(s.src[s.at:])
	if r == '_' || unicode.IsLetter(r) {
		return s.name()
	}
	for n := 3; n > 0; n-- {
		if s.at+n <= len(s.src) && operators[s.src[s.at:s.at+n]] {
			s.operator(s.src[s.at : s.at+n])
			return nil
		}
	}
	return s.fail("invalid character '%s' (U+%04X)", s.src[s.at:s.at+size], r)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

var operators = func() map[string]bool {
	m := map[string]bool{}
	for _, op := range strings.Fields(`+ - * ** / // % @ << >> & | ^ ~ := < > <= >= == != ( ) [ ] { } , : . ; =
		-> += -= *= /= //= %= @= &= |= ^= >>= <<= **= ... !`) {
		m[op] = true
	}
	return m
}()

func (s *scanner) operator(op string) {
	switch op {
	case "(", "[", "{":
		s.depth++
	case ")", "]", "}":
		s.depth = max(0, s.depth-1)
	}
	s.emit(tokOp, op)
	s.at += len(op)
}

func (s *scanner) name() error {
	start := s.at
	for s.at < len(s.src) {
		r, size := utf8.DecodeRuneInString(s.src[s.at:])
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) {
			break
		}
		s.at += size
	}
	text := s.src[start:s.at]
	if s.at < len(s.src) && (s.src[s.at] == '"' || s.src[s.at] == '\'') && len(text) <= 2 && strings.Trim(strings.ToLower(text), "rbfu") == "" {
		return s.str(strings.ToLower(text))
	}
	s.emit(tokName, text)
	return nil
}

func (s *scanner) number() error {
	start := s.at
	hex := strings.HasPrefix(strings.ToLower(s.src[s.at:]), "0x")
	for s.at < len(s.src) {
		c := s.src[s.at]
		exp := !hex && s.at > start && (c == '+' || c == '-') && (s.src[s.at-1] == 'e' || s.src[s.at-1] == 'E')
		if !isDigit(c) && c != '_' && c != '.' && !exp && !('a' <= c|0x20 && c|0x20 <= 'z') {
			break
		}
		// 1if x: a keyword may follow a number at once, but no model writes that.
		s.at++
	}
	s.emit(tokNumber, s.src[start:s.at])
	return nil
}

// str scans a string literal; the raw body is kept, the parser unescapes it.
func (s *scanner) str(prefix string) error {
	quote := s.src[s.at : s.at+1]
	if t := strings.Repeat(quote, 3); strings.HasPrefix(s.src[s.at:], t) {
		quote = t
	}
	line := s.line
	start := s.at + len(quote)
	end, err := s.endOfString(start, quote, strings.Contains(prefix, "f"))
	if err != nil {
		return err
	}
	body := s.src[start:end]
	s.line += strings.Count(body, "\n")
	s.out = append(s.out, token{kind: tokString, text: body, prefix: prefix, line: line})
	s.at = end + len(quote)
	return nil
}

// endOfString finds the closing quote. In an f-string a quote inside of
// braces does not close it (Python 3.12, PEP 701), if a closing one follows.
func (s *scanner) endOfString(start int, quote string, f bool) (int, error) {
	depth := 0
	for at := start; at < len(s.src); at++ {
		switch {
		case s.src[at] == '\\':
			at++
		case f && s.src[at] == '{':
			if depth == 0 && strings.HasPrefix(s.src[at:], "{{") {
				at++
			} else {
				depth++
			}
		case f && s.src[at] == '}' && depth > 0:
			depth--
		case strings.HasPrefix(s.src[at:], quote) && (depth == 0 || !s.closesLater(at+len(quote), quote)):
			return at, nil
		case s.src[at] == '\n' && len(quote) == 1:
			return 0, s.fail("unterminated string literal (detected at line %d)", s.line)
		}
	}
	if len(quote) == 3 {
		return 0, s.fail("unterminated triple-quoted string literal (detected at line %d)", s.line+strings.Count(s.src[start:], "\n"))
	}
	return 0, s.fail("unterminated string literal (detected at line %d)", s.line)
}

// closesLater reports whether another such quote follows on the line.
func (s *scanner) closesLater(at int, quote string) bool {
	rest := s.src[min(at, len(s.src)):]
	if len(quote) == 1 {
		rest, _, _ = strings.Cut(rest, "\n")
	}
	brace := strings.IndexByte(rest, '}')
	return brace >= 0 && strings.Contains(rest[brace:], quote)
}
