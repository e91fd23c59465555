package pdf

import (
	"strconv"
)

// operand is a number, a string, a name, an array or nothing.
type operand struct {
	kind  byte // 'n' number, 's' string, '/' name, '[' array, '<' dictionary, 'o' operator, 0 end
	num   float64
	str   []byte
	items []operand
}

// lexer reads the tokens of a content stream or a CMap.
type lexer struct {
	src []byte
	at  int
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func (l *lexer) skipSpace() {
	for l.at < len(l.src) {
		switch c := l.src[l.at]; {
		case isSpace(c):
			l.at++
		case c == '%':
			for l.at < len(l.src) && l.src[l.at] != '\n' && l.src[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

// maxDepth bounds how deep arrays and dictionaries nest.
const maxDepth = 50

// next reads a token; kind 0 is the end.
func (l *lexer) next(depth int) operand {
	l.skipSpace()
	if l.at >= len(l.src) {
		return operand{}
	}
	switch c := l.src[l.at]; c {
	case '(':
		return operand{kind: 's', str: l.literal()}
	case '/':
		l.at++
		return operand{kind: '/', str: unescapeName(l.word())}
	case '[', '{':
		l.at++
		return l.list('[', depth)
	case '<':
		if l.at+1 < len(l.src) && l.src[l.at+1] == '<' {
			l.at += 2
			return l.list('<', depth)
		}
		return operand{kind: 's', str: l.hex()}
	case ']', '}', ')':
		l.at++
		return operand{kind: 'o', str: l.src[l.at-1 : l.at]}
	case '>':
		l.at++
		if l.at < len(l.src) && l.src[l.at] == '>' {
			l.at++
		}
		return operand{kind: 'o', str: []byte(">")}
	}
	w := l.word()
	if n, ok := number(w); ok {
		return operand{kind: 'n', num: n}
	}
	return operand{kind: 'o', str: w}
}

// list reads up to the closing bracket.
func (l *lexer) list(kind byte, depth int) operand {
	out := operand{kind: kind}
	for depth < maxDepth {
		t := l.next(depth + 1)
		if t.kind == 0 || t.kind == 'o' && (t.str[0] == ']' || t.str[0] == '>' || t.str[0] == '}') {
			break
		}
		out.items = append(out.items, t)
	}
	return out
}

// word reads regular characters; at least one byte is consumed.
func (l *lexer) word() []byte {
	start := l.at
	for l.at < len(l.src) && !isSpace(l.src[l.at]) && !isDelimiter(l.src[l.at]) {
		l.at++
	}
	return l.src[start:l.at]
}

func number(w []byte) (float64, bool) {
	if len(w) == 0 || w[0] > '9' || w[0] < '+' {
		return 0, false
	}
	n, err := strconv.ParseFloat(string(w), 64)
	if err == nil {
		return n, true
	}
	for i := 1; i < len(w); i++ { // 12-34 and 1.2.3 occur: the number before counts
		if w[i] == '-' || w[i] == '.' && i > 1 {
			if n, err := strconv.ParseFloat(string(w[:i]), 64); err == nil {
				return n, true
			}
		}
	}
	return 0, w[0] != '/'
}

// literal reads a string in parentheses.
func (l *lexer) literal() []byte {
	var out []byte
	depth := 0
	for ; l.at < len(l.src); l.at++ {
		switch c := l.src[l.at]; c {
		case '(':
			if depth++; depth == 1 {
				continue
			}
		case ')':
			if depth--; depth == 0 {
				l.at++
				return out
			}
		case '\\':
			out = l.escape(out)
			continue
		}
		out = append(out, l.src[l.at])
	}
	return out
}

// escape reads what follows a backslash; l.at is left on its last byte.
func (l *lexer) escape(out []byte) []byte {
	if l.at++; l.at >= len(l.src) {
		return out
	}
	switch c := l.src[l.at]; c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case '\n':
		return out
	case '\r':
		if l.at+1 < len(l.src) && l.src[l.at+1] == '\n' {
			l.at++
		}
		return out
	case '0', '1', '2', '3', '4', '5', '6', '7':
		n := 0
		for i := 0; i < 3 && l.at < len(l.src) && l.src[l.at] >= '0' && l.src[l.at] <= '7'; i++ {
			n = n*8 + int(l.src[l.at]-'0')
			l.at++
		}
		l.at--
		return append(out, byte(n))
	default:
		return append(out, c)
	}
}

// hex reads a string in angle brackets.
func (l *lexer) hex() []byte {
	var out []byte
	digits, n := 0, byte(0)
	for l.at++; l.at < len(l.src) && l.src[l.at] != '>'; l.at++ {
		d, ok := hexDigit(l.src[l.at])
		if !ok {
			continue
		}
		n = n<<4 | d
		if digits++; digits%2 == 0 {
			out, n = append(out, n), 0
		}
	}
	l.at++
	if digits%2 == 1 {
		out = append(out, n<<4)
	}
	return out
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// unescapeName decodes #20 in names.
func unescapeName(w []byte) []byte {
	var out []byte
	for i := 0; i < len(w); i++ {
		if w[i] == '#' && i+2 < len(w) {
			a, ok1 := hexDigit(w[i+1])
			b, ok2 := hexDigit(w[i+2])
			if ok1 && ok2 {
				out = append(out, a<<4|b)
				i += 2
				continue
			}
		}
		out = append(out, w[i])
	}
	return out
}

// skipInlineImage moves behind the EI that ends an inline image.
func (l *lexer) skipInlineImage() {
	for ; l.at+2 < len(l.src); l.at++ {
		if l.src[l.at] == 'E' && l.src[l.at+1] == 'I' && isSpace(l.src[l.at-1]) && (isSpace(l.src[l.at+2]) || isDelimiter(l.src[l.at+2])) {
			l.at += 2
			return
		}
	}
	l.at = len(l.src)
}
