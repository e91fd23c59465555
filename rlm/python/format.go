package python

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A spec is a parsed format specification.
type spec struct {
	fill       string
	align      byte // < > = ^ or 0
	sign       byte
	alt, zero  bool
	width      int
	comma      byte // , or _
	prec       int  // -1: none
	kind       byte
	text, vtyp string
}

// formatValue is format(v, text).
func (m *vm) formatValue(v Value, text string) *Str {
	v = force(v)
	if o, ok := v.(formatter); ok {
		return NewStr(o.format(m, text)).(*Str)
	}
	if hasUser(v) {
		if r, ok := m.dunder(v, "__format__", NewStr(text)); ok {
			if s, ok := r.(*Str); ok {
				return s
			}
		}
	}
	if c := classOf(v); c.enum != nil {
		v = m.enumFormatted(v, c)
	}
	if text == "" {
		if s, ok := v.(*Str); ok && s.sub == nil {
			return s
		}
		return NewStr(m.str(v)).(*Str)
	}
	switch x := unbased(v).(type) {
	case *Str:
		return m.formatStr(x, m.parseSpec(text, "str"))
	case Bool:
		return m.formatInt(x, m.parseSpec(text, "bool"))
	case Int, *BigInt:
		return m.formatInt(x, m.parseSpec(text, "int"))
	case Float:
		return NewStr(m.formatFloat(float64(x), m.parseSpec(text, "float"))).(*Str)
	}
	m.raise("TypeError", "unsupported format string passed to %s.__format__", typeName(v))
	return nil
}

// A formatter formats itself.
type formatter interface {
	format(m *vm, spec string) string
}

func (m *vm) parseSpec(text, typ string) spec {
	s := spec{fill: " ", prec: -1, text: text, vtyp: typ}
	r, n := utf8.DecodeRuneInString(text)
	if len(text) > n && strings.IndexByte("<>=^", text[n]) >= 0 {
		s.fill, s.align = string(r), text[n]
		text = text[n+1:]
	} else if text != "" && strings.IndexByte("<>=^", text[0]) >= 0 {
		s.align = text[0]
		text = text[1:]
	}
	take := func(set string) byte {
		if text != "" && strings.IndexByte(set, text[0]) >= 0 {
			c := text[0]
			text = text[1:]
			return c
		}
		return 0
	}
	s.sign = take("+- ")
	take("z")
	s.alt = take("#") != 0
	if strings.HasPrefix(text, "0") {
		s.zero = true
		text = text[1:]
		if s.align == 0 {
			s.fill, s.align = "0", '='
			if typ == "str" {
				s.align = '<'
			}
		}
	}
	number := func() int {
		i := 0
		for i < len(text) && text[i] >= '0' && text[i] <= '9' {
			i++
		}
		n, err := strconv.Atoi(text[:i])
		if err != nil || n > math.MaxInt32 {
			m.raise("ValueError", "Too many decimal digits in format string")
		}
		text = text[i:]
		return n
	}
	if text != "" && text[0] >= '0' && text[0] <= '9' {
		s.width = number()
	}
	s.comma = take(",_")
	if take(".") != 0 {
		if text == "" || text[0] < '0' || text[0] > '9' {
			m.raise("ValueError", "Format specifier missing precision")
		}
		s.prec = number()
	}
	if len(text) > 1 {
		m.raise("ValueError", "Invalid format specifier '%s' for object of type '%s'", s.text, typ)
	}
	if text != "" {
		s.kind = text[0]
	}
	m.charge(int64(s.width) + int64(max(0, min(s.prec, 1<<30))))
	return s
}

func (m *vm) badCode(s spec) {
	m.raise("ValueError", "Unknown format code '%c' for object of type '%s'", s.kind, s.vtyp)
}

func (m *vm) formatStr(v *Str, s spec) *Str {
	if s.kind != 0 && s.kind != 's' {
		m.badCode(s)
	}
	if s.sign != 0 {
		m.raise("ValueError", "Sign not allowed in string format specifier")
	}
	if s.align == '=' {
		m.raise("ValueError", "'=' alignment not allowed in string format specifier")
	}
	if s.comma != 0 {
		m.raise("ValueError", "Cannot specify '%c' with 's'.", s.comma)
	}
	if s.prec >= 0 && s.prec < v.length() {
		v = v.bytes(0, v.offset(s.prec))
	}
	n := s.width - v.length()
	if n <= 0 {
		return v
	}
	left := 0
	switch s.align {
	case '>':
		left = n
	case '^':
		left = n / 2
	}
	b := strBuilder{}
	b.raw(repeatString(s.fill, left))
	b.str(v)
	b.raw(repeatString(s.fill, n-left))
	return b.value()
}

// pad places a number of a sign and digits.
func (s spec) pad(sign, digits string) string {
	if s.fill == "0" && s.align == '=' && s.comma != 0 && s.width > len(sign)+len(digits) {
		digits = zeroGroups(digits, s.width-len(sign), s.comma)
	}
	n := s.width - utf8.RuneCountInString(sign) - utf8.RuneCountInString(digits)
	if n <= 0 {
		return sign + digits
	}
	fill := func(k int) string { return repeatString(s.fill, k) }
	switch s.align {
	case '<':
		return sign + digits + fill(n)
	case '=':
		return sign + fill(n) + digits
	case '^':
		return fill(n/2) + sign + digits + fill(n-n/2)
	}
	return fill(n) + sign + digits
}

// zeroGroups pads digits with zeros in groups to at least width.
func zeroGroups(digits string, width int, comma byte) string {
	whole, rest := digits, ""
	if i := strings.IndexAny(digits, ".e%"); i >= 0 {
		whole, rest = digits[:i], digits[i:]
	}
	bare := strings.ReplaceAll(whole, string(comma), "")
	for len(whole)+len(rest) < width {
		bare = "0" + bare
		whole = group(bare, 3, comma)
	}
	return whole + rest
}

func signOf(neg bool, want byte) string {
	switch {
	case neg:
		return "-"
	case want == '+' || want == ' ':
		return string(want)
	}
	return ""
}

func (m *vm) formatInt(v Value, s spec) *Str {
	b, _ := asBig(v)
	str := func(x string) *Str { return NewStr(x).(*Str) }
	switch s.kind {
	case 'e', 'E', 'f', 'F', 'g', 'G', '%':
		f, _ := m.asFloat(v)
		return str(m.formatFloat(f, s))
	case 'c':
		n, ok := asInt64(v)
		if !ok || n < 0 || n > unicode.MaxRune {
			m.raise("OverflowError", "%s", "%c arg not in range(0x110000)")
		}
		return str(s.padText(string(rune(n))))
	}
	if s.prec >= 0 {
		m.raise("ValueError", "Precision not allowed in integer format specifier")
	}
	base, prefix, size := 10, "", 3
	switch s.kind {
	case 0, 'd', 'n':
	case 'b':
		base, prefix, size = 2, "0b", 4
	case 'o':
		base, prefix, size = 8, "0o", 4
	case 'x', 'X':
		base, prefix, size = 16, "0"+string(s.kind), 4
	default:
		m.badCode(s)
	}
	if base == 10 {
		m.bigString(b)
	}
	digits := new(big.Int).Abs(b).Text(base)
	if s.kind == 'X' {
		digits = strings.ToUpper(digits)
	}
	if s.comma != 0 {
		digits = group(digits, size, s.comma)
	}
	m.computed.add(digits)
	sign := signOf(b.Sign() < 0, s.sign)
	if s.alt {
		sign += prefix
	}
	return str(s.pad(sign, digits))
}

func (s spec) padText(text string) string {
	if s.align == 0 {
		s.align = '<'
	}
	return s.pad("", text)
}

// group puts a separator between groups of digits.
func group(digits string, size int, sep byte) string {
	if len(digits) <= size {
		return digits
	}
	var b []byte
	for i := 0; i < len(digits); i++ {
		if i > 0 && (len(digits)-i)%size == 0 {
			b = append(b, sep)
		}
		b = append(b, digits[i])
	}
	return string(b)
}

func (m *vm) formatFloat(f float64, s spec) string {
	neg := math.Signbit(f) && !math.IsNaN(f)
	digits := m.floatDigits(math.Abs(f), s)
	if s.comma != 0 {
		whole, rest := digits, ""
		if i := strings.IndexAny(digits, ".e%"); i >= 0 {
			whole, rest = digits[:i], digits[i:]
		}
		digits = group(whole, 3, s.comma) + rest
	}
	m.computed.add(digits)
	return s.pad(signOf(neg, s.sign), digits)
}

// floatDigits formats a float that is not negative.
func (m *vm) floatDigits(f float64, s spec) string {
	kind, prec := s.kind, s.prec
	if math.IsInf(f, 0) || math.IsNaN(f) {
		if kind != 0 && !strings.ContainsRune("eEfFgGn%", rune(kind)) {
			m.badCode(s)
		}
		out := floatRepr(f)
		if kind == 'F' || kind == 'E' || kind == 'G' {
			out = strings.ToUpper(out)
		}
		if kind == '%' {
			out += "%"
		}
		return out
	}
	if prec < 0 && kind != 0 {
		prec = 6
	}
	switch kind {
	case 0:
		if prec < 0 {
			return floatRepr(f)
		}
		out := generalFloat(f, prec, false, 1)
		return out
	case 'f', 'F':
		out := strconv.FormatFloat(f, 'f', prec, 64)
		if s.alt && prec == 0 {
			out += "."
		}
		return out
	case 'e', 'E':
		return strconv.FormatFloat(f, kind, prec, 64)
	case '%':
		return strconv.FormatFloat(f*100, 'f', prec, 64) + "%"
	case 'g', 'G', 'n':
		out := generalFloat(f, prec, s.alt, 0)
		if kind == 'G' {
			out = strings.ToUpper(out)
		}
		return out
	}
	m.badCode(s)
	return ""
}

// generalFloat is the g format; point keeps at least one digit after the point, as
// the format without a letter does.
func generalFloat(f float64, prec int, alt bool, point int) string {
	prec = max(prec, 1)
	e := strconv.FormatFloat(f, 'e', prec-1, 64)
	mant, exp, _ := strings.Cut(e, "e")
	n, _ := strconv.Atoi(exp)
	if f != 0 && (n < -4 || n >= prec-0 && point == 0 || point == 1 && n >= prec) {
		if !alt && strings.Contains(mant, ".") {
			mant = strings.TrimRight(strings.TrimRight(mant, "0"), ".")
		}
		return mant + "e" + exp
	}
	out := strconv.FormatFloat(f, 'f', max(prec-1-n, 0), 64)
	if !alt && strings.Contains(out, ".") {
		out = strings.TrimRight(strings.TrimRight(out, "0"), ".")
	}
	if point == 1 && !strings.Contains(out, ".") {
		out += ".0"
	}
	return out
}
