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
			if fill = m.needStr("just", f); utf8.RuneCountInString(fill) != 1 {
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
	x, y := []rune(m.needStr("maketrans", a.pos[0])), []rune(m.needStr("maketrans", a.pos[1]))
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

func strEncode(m *vm, s *Str, a *args) Value {
	return m.encode(s, a.get(0, "encoding", NewStr("utf-8")), a.get(1, "errors", NewStr("strict")))
}

func codecName(m *vm, v Value) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(m.str(v)))
}

func (m *vm) encode(s *Str, encoding, errors Value) Value {
	m.charge(int64(len(s.s)))
	most := rune(0)
	switch name := codecName(m, encoding); name {
	case "utf8", "utf8sig":
		return Bytes(s.s)
	case "ascii", "usascii":
		most = 127
	case "latin1", "iso88591", "cp1252":
		most = 255
	default:
		m.raise("LookupError", "unknown encoding: %s", m.str(encoding))
	}
	var b []byte
	i := 0
	for _, r := range s.s {
		switch {
		case r <= most:
			b = append(b, byte(r))
		case m.str(errors) == "ignore":
		case m.str(errors) == "replace":
			b = append(b, '?')
		case m.str(errors) == "xmlcharrefreplace":
			b = append(b, sprintf("&#%d;", r)...)
		default:
			name := map[rune]string{127: "ascii", 255: "latin-1"}[most]
			m.raise("UnicodeEncodeError", "'%s' codec can't encode character %s in position %d: ordinal not in range(%d)", name, asciiRepr(quote(string(r))), i, most+1)
		}
		i++
	}
	return Bytes(b)
}

func (m *vm) decode(b Bytes, encoding, errors Value) Value {
	m.charge(int64(2 * len(b)))
	switch codecName(m, encoding) {
	case "utf8", "utf8sig", "ascii", "usascii":
	case "latin1", "iso88591", "cp1252":
		r := make([]rune, len(b))
		for i := range r {
			r[i] = rune(b[i])
		}
		return NewStr(string(r))
	default:
		m.raise("LookupError", "unknown encoding: %s", m.str(encoding))
	}
	s := string(b)
	if utf8.ValidString(s) {
		return NewStr(s)
	}
	switch m.str(errors) {
	case "ignore":
		return NewStr(strings.ToValidUTF8(s, ""))
	case "replace", "backslashreplace", "surrogateescape":
		return NewStr(string([]rune(s)))
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			m.raise("UnicodeDecodeError", "'utf-8' codec can't decode byte 0x%02x in position %d: invalid start byte", s[i], i)
		}
		i += n
	}
	return nil
}

func fillBytes() {
	bytesClass.methods = map[string]method{
		"decode": func(m *vm, self Value, a *args) Value {
			return m.decode(self.(Bytes), a.get(0, "encoding", NewStr("utf-8")), a.get(1, "errors", NewStr("strict")))
		},
		"hex": func(_ *vm, self Value, _ *args) Value { return NewStr(sprintf("%x", string(self.(Bytes)))) },
		"fromhex": func(m *vm, _ Value, a *args) Value {
			var b []byte
			s := strings.ReplaceAll(m.needStr("fromhex", a.need(m, "fromhex", 0, "string")), " ", "")
			for i := 0; i+1 < len(s); i += 2 {
				n, _ := m.parseInt(s[i:i+2], 16).(Int)
				b = append(b, byte(n))
			}
			return Bytes(b)
		},
	}
	for _, name := range []string{"split", "strip", "replace", "startswith", "endswith", "find", "count", "lower", "upper", "splitlines", "lstrip", "rstrip", "join", "index"} {
		bytesClass.methods[name] = bytesLike(strClass.methods[name])
	}
}

// bytesLike makes a method of bytes of a method of str, byte by byte.
func bytesLike(f method) method {
	wide := func(b Bytes) *Str {
		r := make([]rune, len(b))
		for i := range r {
			r[i] = rune(b[i])
		}
		s := string(r)
		return &Str{s: s, n: len(b)}
	}
	var narrow func(v Value) Value
	narrow = func(v Value) Value {
		switch v := v.(type) {
		case *Str:
			var b []byte
			for _, r := range v.s {
				b = append(b, byte(r))
			}
			return Bytes(b)
		case *List:
			for i, x := range v.items {
				v.items[i] = narrow(x)
			}
		}
		return v
	}
	return func(m *vm, self Value, a *args) Value {
		in := &args{}
		for _, v := range a.pos {
			switch x := v.(type) {
			case Bytes:
				v = wide(x)
			case *List:
				l := &List{}
				for _, y := range x.items {
					if b, ok := y.(Bytes); ok {
						y = wide(b)
					}
					l.items = append(l.items, y)
				}
				v = l
			}
			in.pos = append(in.pos, v)
		}
		return narrow(f(m, wide(self.(Bytes)), in))
	}
}
