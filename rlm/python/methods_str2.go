package python

import (
	"strings"
	"unicode/utf8"
)

// padder makes center, ljust and rjust: left says how much of n goes to the left.
func padder(left func(n, width int) int) strMethod {
	return func(m *vm, s *Str, a *args) Value {
		width := m.needInt(a.need(m, "just", 0, "width"))
		fill := " "
		if f := a.get(1, "fillchar", nil); f != nil {
			c, ok := f.(*Str)
			if !ok {
				m.raise("TypeError", "The fill character must be a unicode character, not %s", typeName(f))
			}
			if fill = c.s; utf8.RuneCountInString(fill) != 1 {
				m.raise("TypeError", "The fill character must be exactly one character long")
			}
		}
		n := width - int64(s.length())
		if n <= 0 {
			return s
		}
		m.chargeCount(n, int64(len(fill)))
		l := left(int(n), int(width))
		b := strBuilder{}
		b.raw(repeatString(fill, l))
		b.str(s)
		b.raw(repeatString(fill, int(n)-l))
		return b.value()
	}
}

func strZfill(m *vm, s *Str, a *args) Value {
	n := m.needInt(a.need(m, "zfill", 0, "width")) - int64(s.length())
	if n <= 0 {
		return s
	}
	m.charge(n)
	sign, rest := "", s.s
	if rest != "" && (rest[0] == '-' || rest[0] == '+') {
		sign, rest = rest[:1], rest[1:]
	}
	return NewStr(sign + repeatString("0", int(n)) + rest)
}

func strExpandtabs(m *vm, s *Str, a *args) Value {
	size := int(min(m.needInt(a.get(0, "tabsize", Int(8))), 1000))
	m.chargeCount(int64(strings.Count(s.s, "\t")), int64(max(size, 0)))
	var b strings.Builder
	col := 0
	for _, r := range s.s {
		switch r {
		case '\t':
			if size > 0 {
				n := size - col%size
				b.WriteString(strings.Repeat(" ", n))
				col += n
			}
			continue
		case '\n', '\r':
			col = -1
		}
		b.WriteRune(r)
		col++
	}
	return NewStr(b.String())
}

func strTranslate(m *vm, s *Str, a *args) Value {
	table := a.need(m, "translate", 0, "table")
	m.charge(int64(len(s.s)))
	var b strings.Builder
	for _, r := range s.s {
		var v Value
		if d, ok := table.(*Dict); ok {
			v, ok = d.get(hkey{kind: 'i', i: int64(r)})
			if !ok {
				b.WriteRune(r)
				continue
			}
		} else {
			v = m.getItem(table, Int(r))
		}
		switch v := v.(type) {
		case noneType:
		case Int:
			b.WriteRune(rune(v))
		case *Str:
			m.charge(int64(len(v.s)))
			b.WriteString(v.s)
		default:
			m.raise("TypeError", "character mapping must return integer, None or str")
		}
	}
	return NewStr(b.String())
}

func strMaketrans(m *vm, _ Value, a *args) Value {
	d := NewDict()
	put := func(k rune, v Value) { d.put(hkey{kind: 'i', i: int64(k)}, Int(k), v) }
	if len(a.pos) == 1 {
		from, ok := a.pos[0].(*Dict)
		if !ok {
			m.raise("TypeError", "if you give only one argument to maketrans it must be a dict")
		}
		from.Items(func(k, v Value) bool {
			switch k := k.(type) {
			case *Str:
				r, _ := utf8.DecodeRuneInString(k.s)
				put(r, v)
			case Int:
				put(rune(k), v)
			}
			return true
		})
		return d
	}
	x, y := []rune(m.needStr("maketrans() argument 1", a.pos[0])), []rune(m.needStr("maketrans() argument 2", a.pos[1]))
	if len(x) != len(y) {
		m.raise("ValueError", "the first two maketrans arguments must have equal length")
	}
	for i, r := range x {
		put(r, Int(y[i]))
	}
	for _, r := range m.str(a.get(2, "", emptyStr)) {
		put(r, None)
	}
	return d
}

// every makes a method that holds if every character fits and there is one.
func every(fits func(rune) bool) strMethod {
	return func(_ *vm, s *Str, _ *args) Value {
		for _, r := range s.s {
			if !fits(r) {
				return Bool(false)
			}
		}
		return Bool(s.s != "")
	}
}

// cased makes isupper and islower.
func cased(is, not func(rune) bool) strMethod {
	return func(_ *vm, s *Str, _ *args) Value {
		found := false
		for _, r := range s.s {
			if not(r) {
				return Bool(false)
			}
			found = found || is(r)
		}
		return Bool(found)
	}
}
