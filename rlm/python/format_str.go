package python

import (
	"strconv"
	"strings"
	"unicode"
)

func strFormat(m *vm, s *Str, a *args) Value {
	return m.formatString(s.s, a.pos, func(name string) Value {
		for _, k := range a.kw {
			if k.name == name {
				return k.v
			}
		}
		m.throw(newException("KeyError", NewStr(name)))
		return nil
	})
}

// A strFormatter formats one template.
type strFormatter struct {
	m     *vm
	pos   []Value
	named func(string) Value
	auto  int // next automatic field; -1 once fields are numbered
}

func (m *vm) formatString(text string, pos []Value, named func(string) Value) Value {
	f := &strFormatter{m: m, pos: pos, named: named}
	b := &strBuilder{}
	f.run(text, b, 0)
	m.charge(int64(len(b.buf)))
	return b.value()
}

func (f *strFormatter) run(text string, b *strBuilder, depth int) {
	if depth > 2 {
		f.m.raise("ValueError", "Max string recursion exceeded")
	}
	for i := 0; i < len(text); {
		c := text[i]
		if c != '{' && c != '}' {
			j := i
			for j < len(text) && text[j] != '{' && text[j] != '}' {
				j++
			}
			b.raw(text[i:j])
			i = j
			continue
		}
		if i+1 < len(text) && text[i+1] == c {
			b.raw(text[i : i+1])
			i += 2
			continue
		}
		if c == '}' {
			f.m.raise("ValueError", "Single '}' encountered in format string")
		}
		end := matchBrace(text, i)
		if end < 0 {
			if i+1 == len(text) {
				f.m.raise("ValueError", "Single '{' encountered in format string")
			}
			if strings.Contains(text[i:], ":") {
				f.m.raise("ValueError", "unmatched '{' in format spec")
			}
			f.m.raise("ValueError", "expected '}' before end of string")
		}
		f.field(text[i+1:end], b, depth)
		i = end + 1
	}
}

func matchBrace(text string, i int) int {
	depth := 0
	for ; i < len(text); i++ {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

func (f *strFormatter) field(text string, b *strBuilder, depth int) {
	name, specText, conv := text, "", byte(0)
	bracket := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '[' {
			bracket++
		} else if c == ']' {
			bracket--
		}
		if bracket > 0 || c != ':' && c != '!' {
			continue
		}
		name = text[:i]
		if c == '!' {
			if i+1 >= len(text) {
				f.m.raise("ValueError", "unmatched '{' in format spec")
			}
			conv = text[i+1]
			specText = strings.TrimPrefix(text[i+2:], ":")
		} else {
			specText = text[i+1:]
		}
		break
	}
	v := f.value(name)
	if conv != 0 {
		if strings.IndexByte("rsa", conv) < 0 {
			f.m.raise("ValueError", "Unknown conversion specifier %c", conv)
		}
		v = f.m.convert(v, conv)
	}
	sb := &strBuilder{}
	f.run(specText, sb, depth+1)
	b.str(f.m.formatValue(v, string(sb.buf)))
}

// value finds the value of a field such as "0", "name", "a.b" or "a[k]".
func (f *strFormatter) value(name string) Value {
	m := f.m
	end := strings.IndexAny(name, ".[")
	if end < 0 {
		end = len(name)
	}
	first, rest := name[:end], name[end:]
	var v Value
	switch {
	case first == "":
		if f.auto < 0 {
			m.raise("ValueError", "cannot switch from manual field specification to automatic field numbering")
		}
		v = f.at(f.auto)
		f.auto++
	case isDigits(first):
		if f.auto > 0 {
			m.raise("ValueError", "cannot switch from automatic field numbering to manual field specification")
		}
		n, _ := strconv.Atoi(first)
		f.auto = -1
		v = f.at(n)
	default:
		v = f.named(first)
	}
	for rest != "" {
		if rest[0] == '.' {
			end := strings.IndexAny(rest[1:], ".[") + 1
			if end == 0 {
				end = len(rest)
			}
			v = m.getAttr(v, rest[1:end])
			rest = rest[end:]
			continue
		}
		end := strings.IndexByte(rest, ']')
		if rest[0] != '[' || end < 0 {
			m.raise("ValueError", "Missing ']' in format string")
		}
		if k := rest[1:end]; isDigits(k) {
			n, _ := strconv.ParseInt(k, 10, 64)
			v = m.getItem(v, Int(n))
		} else {
			v = m.getItem(v, NewStr(k))
		}
		rest = rest[end+1:]
	}
	return force(v)
}

func (f *strFormatter) at(i int) Value {
	if i >= len(f.pos) {
		f.m.raise("IndexError", "Replacement index %d out of range for positional args tuple", i)
	}
	return f.pos[i]
}

// percent is text % v.
func (m *vm) percent(text string, v Value) Value {
	var vals []Value
	tuple, isTuple := v.(*Tuple)
	if isTuple {
		vals = tuple.items
	} else {
		vals = []Value{v}
	}
	var b strBuilder
	next := 0
	arg := func() Value {
		if next >= len(vals) {
			m.raise("TypeError", "not enough arguments for format string")
		}
		next++
		return force(vals[next-1])
	}
	_, isDict := v.(*Dict)
	for i := 0; i < len(text); {
		j := strings.IndexByte(text[i:], '%')
		if j < 0 {
			b.raw(text[i:])
			break
		}
		b.raw(text[i : i+j])
		i += j + 1
		i = m.percentField(text, i, v, arg, &b)
	}
	if next < len(vals) && !isDict && (isTuple || next == 0) {
		m.raise("TypeError", "not all arguments converted during string formatting")
	}
	m.charge(int64(len(b.buf)))
	return b.value()
}

// percentField formats the field after a "%" at i and returns where it ends.
func (m *vm) percentField(text string, i int, v Value, arg func() Value, b *strBuilder) int {
	at := func() byte {
		if i >= len(text) {
			m.raise("ValueError", "incomplete format")
		}
		return text[i]
	}
	var val Value
	if at() == '(' {
		end := strings.IndexByte(text[i:], ')')
		if end < 0 {
			m.raise("ValueError", "incomplete format key")
		}
		if _, ok := v.(*Dict); !ok {
			m.raise("TypeError", "format requires a mapping")
		}
		val = force(m.getItem(v, NewStr(text[i+1:i+end])))
		i += end + 1
	}
	s := spec{fill: " ", prec: -1, align: '>'}
	for strings.IndexByte("-+ #0", at()) >= 0 {
		switch text[i] {
		case '-':
			s.align = '<'
		case '+', ' ':
			if s.sign != '+' {
				s.sign = text[i]
			}
		case '#':
			s.alt = true
		case '0':
			s.zero = true
		}
		i++
	}
	number := func() int {
		if at() == '*' {
			i++
			return int(m.needInt(arg()))
		}
		n := 0
		for at() >= '0' && text[i] <= '9' && n < 1<<30 {
			n = n*10 + int(text[i]-'0')
			i++
		}
		return n
	}
	if s.width = number(); s.width < 0 {
		s.width, s.align = -s.width, '<'
	}
	if at() == '.' {
		i++
		s.prec = number()
	}
	m.charge(int64(s.width) + int64(max(s.prec, 0)))
	s.kind = at()
	i++
	if s.kind == '%' {
		b.raw("%")
		return i
	}
	if val == nil {
		val = arg()
	}
	b.str(m.percentValue(val, s, i))
	return i
}

func (m *vm) percentValue(v Value, s spec, at int) *Str {
	zero := func() {
		if s.zero && s.align != '<' {
			s.fill, s.align = "0", '='
		}
	}
	switch s.kind {
	case 's', 'r', 'a':
		s0 := s
		s0.kind, s0.sign = 0, 0
		if s.kind == 's' {
			s.kind = 's'
		}
		return m.formatStr(asStr(m, m.convert(v, s.kind)), s0)
	case 'd', 'i', 'u', 'x', 'X', 'o':
		if v = unbased(v); !isInt(v) {
			if x, ok := m.indexDunder(v); ok {
				v = x
			}
		}
		if f, ok := v.(Float); ok && strings.IndexByte("diu", s.kind) >= 0 {
			v = m.truncate(float64(f))
		}
		if !isInt(v) {
			kind := "a real number"
			if strings.IndexByte("xXo", s.kind) >= 0 {
				kind = "an integer"
			}
			m.raise("TypeError", "%%%c format: %s is required, not %s", s.kind, kind, typeName(v))
		}
		zero()
		if strings.IndexByte("iu", s.kind) >= 0 {
			s.kind = 'd'
		}
		s.prec = -1
		return m.formatInt(v, s)
	case 'f', 'F', 'e', 'E', 'g', 'G':
		f := m.needFloat(v)
		zero()
		return NewStr(m.formatFloat(f, s)).(*Str)
	case 'c':
		if n, ok := asInt64(v); ok {
			if n < 0 || n > unicode.MaxRune {
				m.raise("OverflowError", "%s", "%c arg not in range(0x110000)")
			}
			v = NewStr(string(rune(n)))
		}
		if x, ok := v.(*Str); !ok || x.length() != 1 {
			m.raise("TypeError", "%s", "%c requires int or char")
		}
		s.kind = 0
		return m.formatStr(asStr(m, v), s)
	}
	m.raise("ValueError", "unsupported format character '%c' (0x%x) at index %d", s.kind, s.kind, at-1)
	return nil
}

func asStr(m *vm, v Value) *Str {
	if s, ok := v.(*Str); ok {
		return s
	}
	return NewStr(m.str(v)).(*Str)
}
