package python

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// spec is a format specification (Python library reference, "Format
// Specification Mini-Language").
type spec struct {
	fill      rune
	align     byte // 0 if not given
	sign      byte
	alt, zero bool
	width     int
	group     string
	precision int // -1 if not given
	verb      byte
}

var specPattern = regexp.MustCompile(`^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$`)

func parseSpec(text, typ string) (spec, error) {
	m := specPattern.FindStringSubmatch(text)
	if m == nil {
		return spec{}, raise("ValueError", "Invalid format specifier '%s' for object of type '%s'", text, typ)
	}
	s := spec{fill: ' ', precision: -1, alt: m[5] != "", zero: m[6] != "", group: m[8]}
	if m[1] != "" {
		s.fill, _ = utf8.DecodeRuneInString(m[1])
	}
	if m[2] != "" {
		s.align = m[2][0]
	}
	if m[3] != "" {
		s.sign = m[3][0]
	}
	if m[7] != "" {
		s.width, _ = strconv.Atoi(m[7])
	}
	if m[9] != "" {
		s.precision, _ = strconv.Atoi(m[9])
	}
	if m[10] != "" {
		s.verb = m[10][0]
	}
	if s.width > 1<<20 || s.precision > 1<<16 {
		return spec{}, raise("ValueError", "Too many decimal digits in format string")
	}
	if s.zero && s.align == 0 {
		s.fill, s.align = '0', '='
	}
	return s, nil
}

// format is format(v, text).
func format(v Value, text string) (string, error) {
	s, err := parseSpec(text, v.Type())
	if err != nil {
		return "", err
	}
	switch v := v.(type) {
	case Int, Bool, *Big:
		if b, ok := v.(Bool); ok && s.verb == 0 {
			return s.pad(repr(b), "", '<'), nil
		}
		n, _ := toBig(v)
		return s.integer(n, v.Type())
	case Float:
		return s.float(float64(v))
	case *Str:
		return s.text(v.s)
	case noneType, *List, Tuple, *Dict, *Set, *Record:
		return "", raise("TypeError", "unsupported format string passed to %s.__format__", v.Type())
	}
	return s.text(str(v))
}

func (s spec) text(t string) (string, error) {
	if s.verb != 0 && s.verb != 's' {
		return "", raise("ValueError", "Unknown format code '%c' for object of type 'str'", s.verb)
	}
	if s.align == '=' && !s.zero {
		return "", raise("ValueError", "'=' alignment not allowed in string format specifier")
	}
	if s.align == '=' {
		s.align = '<'
	}
	if s.precision >= 0 && utf8.RuneCountInString(t) > s.precision {
		t = string([]rune(t)[:s.precision])
	}
	return s.pad(t, "", '<'), nil
}

func (s spec) integer(n *big.Int, typ string) (string, error) {
	switch s.verb {
	case 'e', 'E', 'f', 'F', 'g', 'G', '%':
		f, _ := new(big.Float).SetInt(n).Float64()
		return s.float(f)
	case 's':
		return "", raise("ValueError", "Unknown format code 's' for object of type '%s'", typ)
	case 'c':
		return s.pad(string(rune(n.Int64())), "", '<'), nil
	}
	if s.precision >= 0 {
		return "", raise("ValueError", "Precision not allowed in integer format specifier")
	}
	base, prefix := 10, ""
	switch s.verb {
	case 'b':
		base, prefix = 2, "0b"
	case 'o':
		base, prefix = 8, "0o"
	case 'x', 'X':
		base, prefix = 16, "0x"
	}
	digits := new(big.Int).Abs(n).Text(base)
	if s.verb == 'X' {
		digits, prefix = strings.ToUpper(digits), "0X"
	}
	if !s.alt {
		prefix = ""
	}
	return s.number(digits, "", n.Sign() < 0, prefix), nil
}

func (s spec) float(f float64) (string, error) {
	p, verb := s.precision, s.verb
	percent := ""
	switch verb {
	case '%':
		f, verb, percent = f*100, 'f', "%"
	case 'd', 'b', 'o', 'x', 'X', 'c', 's':
		return "", raise("ValueError", "Unknown format code '%c' for object of type 'float'", s.verb)
	}
	neg := math.Signbit(f)
	var digits string
	switch {
	case math.IsInf(f, 0):
		digits = "inf"
	case math.IsNaN(f):
		digits, neg = "nan", false
	case verb == 0 && p < 0:
		digits = formatFloat(math.Abs(f))
	case verb == 0 || verb == 'g' || verb == 'G' || verb == 'n':
		digits = formatG(math.Abs(f), p, verb == 0, s.alt)
	default:
		if p < 0 {
			p = 6
		}
		digits = strconv.FormatFloat(math.Abs(f), lowerByte(verb), p, 64)
	}
	if s.verb == 'E' || s.verb == 'G' || s.verb == 'F' {
		digits = strings.ToUpper(digits)
	}
	whole, rest := digits, ""
	if at := strings.IndexAny(digits, ".eE"); at >= 0 && digits[0] <= '9' {
		whole, rest = digits[:at], digits[at:]
	}
	return s.number(whole, rest+percent, neg, ""), nil
}

func lowerByte(b byte) byte { return b | 0x20 }

// formatG is %g; keepPoint is the form without a type letter, which always
// shows a decimal.
func formatG(f float64, p int, keepPoint, alt bool) string {
	if p < 0 {
		p = 6
	}
	p = max(p, 1)
	e := 0
	if f != 0 {
		_, exp, _ := strings.Cut(strconv.FormatFloat(f, 'e', p-1, 64), "e")
		e, _ = strconv.Atoi(exp)
	}
	limit := p
	if keepPoint {
		limit = p - 1
	}
	var s string
	if e < -4 || e >= max(limit, 1) && !(keepPoint && e < p-1) && e >= limit {
		s = strconv.FormatFloat(f, 'e', p-1, 64)
		mant, exp, _ := strings.Cut(s, "e")
		if !alt && strings.Contains(mant, ".") {
			mant = strings.TrimRight(strings.TrimRight(mant, "0"), ".")
		}
		return mant + "e" + exp
	}
	s = strconv.FormatFloat(f, 'f', max(p-1-e, 0), 64)
	if !alt && strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if keepPoint && !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// number puts sign, prefix, groups and padding around digits.
func (s spec) number(whole, rest string, neg bool, prefix string) string {
	sign := ""
	switch {
	case neg:
		sign = "-"
	case s.sign == '+' || s.sign == ' ':
		sign = string(s.sign)
	}
	sign += prefix
	if s.group != "" {
		every := 3
		if strings.Contains("boxX", string(s.verb)) && s.verb != 0 {
			every = 4
		}
		if s.align == '=' && s.fill == '0' {
			for len(group(whole, s.group, every))+len(sign)+len(rest) < s.width {
				whole = "0" + whole
			}
			if g := group(whole, s.group, every); len(g)+len(sign)+len(rest) > s.width && strings.HasPrefix(g, "0") && g[1:2] == s.group {
				whole = whole[1:]
			}
		}
		whole = group(whole, s.group, every)
	}
	return s.pad(whole+rest, sign, '>')
}

func group(digits, sep string, every int) string {
	var b strings.Builder
	for i, r := range digits {
		if i > 0 && (len(digits)-i)%every == 0 {
			b.WriteString(sep)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// pad fills up to the width; sign stands before the padding of '='.
func (s spec) pad(text, sign string, def byte) string {
	missing := s.width - utf8.RuneCountInString(text) - utf8.RuneCountInString(sign)
	if missing <= 0 {
		return sign + text
	}
	fill := func(n int) string { return strings.Repeat(string(s.fill), n) }
	align := s.align
	if align == 0 {
		align = def
	}
	switch align {
	case '<':
		return sign + text + fill(missing)
	case '^':
		return fill(missing/2) + sign + text + fill(missing-missing/2)
	case '=':
		return sign + fill(missing) + text
	}
	return fill(missing) + sign + text
}

var percentPattern = regexp.MustCompile(`%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?([a-zA-Z%])`)

// percent is the % operator of str.
func (s *Session) percent(x *Str, args Value) (Value, error) {
	list, isTuple := args.(Tuple)
	if !isTuple {
		list = Tuple{args}
	}
	next := func() (Value, error) {
		if len(list) == 0 {
			return nil, raise("TypeError", "not enough arguments for format string")
		}
		v := list[0]
		list = list[1:]
		return force(v), nil
	}
	var b strings.Builder
	at, keyed := 0, false
	for _, m := range percentPattern.FindAllStringSubmatchIndex(x.s, -1) {
		b.WriteString(x.s[at:m[0]])
		at = m[1]
		verb := x.s[m[10]]
		if verb == '%' {
			b.WriteByte('%')
			continue
		}
		var v Value
		var err error
		if m[2] >= 0 {
			keyed = true
			v, err = s.getItem(args, NewStr(x.s[m[2]:m[3]]))
		} else {
			v, err = next()
		}
		if err != nil {
			return nil, err
		}
		out, err := percentOne(sub(x.s, m, 2), sub(x.s, m, 3), sub(x.s, m, 4), m[8] >= 0, verb, force(v))
		if err != nil {
			return nil, err
		}
		b.WriteString(out)
	}
	if len(list) > 0 && !keyed && (isTuple || at > 0 || !isMapping(args)) && !(isMapping(args) && at == 0) {
		return nil, raise("TypeError", "not all arguments converted during string formatting")
	}
	b.WriteString(x.s[at:])
	return NewStr(b.String()), nil
}

func isMapping(v Value) bool { _, ok := v.(*Dict); return ok }

func sub(s string, m []int, i int) string {
	if m[2*i] < 0 {
		return ""
	}
	return s[m[2*i]:m[2*i+1]]
}

func percentOne(flags, width, precision string, hasPrecision bool, verb byte, v Value) (string, error) {
	s := spec{fill: ' ', align: '>', precision: -1, verb: verb, alt: strings.Contains(flags, "#")}
	s.width, _ = strconv.Atoi(width)
	if hasPrecision {
		s.precision, _ = strconv.Atoi(precision)
	}
	switch {
	case strings.Contains(flags, "-"):
		s.align = '<'
	case strings.Contains(flags, "0"):
		s.fill, s.align = '0', '='
	}
	for _, c := range []byte("+ ") {
		if strings.IndexByte(flags, c) >= 0 {
			s.sign = c
			break
		}
	}
	switch verb {
	case 's', 'r', 'a':
		text := str(v)
		if verb != 's' {
			text = repr(v)
		}
		if s.align == '=' {
			s.fill, s.align = ' ', '>'
		}
		s.verb = 's'
		return s.text(text)
	case 'd', 'i', 'u', 'x', 'X', 'o', 'c':
		if f, ok := v.(Float); ok && strings.IndexByte("diu", verb) >= 0 {
			n, _ := big.NewFloat(float64(f)).Int(nil)
			v = fromBig(n)
		}
		n, ok := toBig(v)
		if !ok {
			return "", raise("TypeError", "%%%c format: a real number is required, not %s", verb, v.Type())
		}
		if strings.IndexByte("diu", verb) >= 0 {
			s.verb = 'd'
		}
		s.precision = -1
		return s.integer(n, "int")
	}
	f, ok := asFloat(v)
	if !ok {
		return "", raise("TypeError", "must be real number, not %s", v.Type())
	}
	return s.float(f)
}
