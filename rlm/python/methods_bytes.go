package python

import (
	"strings"
)

func fillBytes() {
	bytesClass.methods = map[string]method{
		"decode": func(m *vm, self Value, a *args) Value {
			c, errors := m.codecArgs("decode", a)
			return m.decode(self.(Bytes), c, errors)
		},
		"hex":     bytesHex,
		"fromhex": bytesFromHex,
		"translate": func(m *vm, self Value, a *args) Value {
			table := a.pos[0]
			drop, _ := buffer(a.get(1, "delete", Bytes(""))).(Bytes)
			var b []byte
			for _, c := range []byte(self.(Bytes)) {
				if strings.IndexByte(string(drop), c) >= 0 {
					continue
				}
				if t, ok := buffer(table).(Bytes); ok && len(t) == 256 {
					c = t[c]
				}
				b = append(b, c)
			}
			return Bytes(b)
		},
	}
	for _, name := range strings.Fields(`capitalize center count endswith expandtabs find index isalnum isalpha isascii isdigit
		islower isspace istitle isupper join ljust lower lstrip partition removeprefix removesuffix replace rfind rindex rjust
		rpartition rsplit rstrip split splitlines startswith strip swapcase title upper zfill`) {
		bytesClass.methods[name] = bytesLike(name, strClass.methods[name])
	}
}

func bytesHex(m *vm, self Value, a *args) Value {
	text := sprintf("%x", string(self.(Bytes)))
	sep := ""
	switch s := a.get(0, "sep", nil).(type) {
	case nil:
		return NewStr(text)
	case *Str:
		sep = s.s
	case Bytes:
		sep = string(s)
	}
	if len(sep) != 1 {
		m.raise("ValueError", "sep must be length 1.")
	}
	per := 2 * int(m.needInt(a.get(1, "bytes_per_sep", Int(1))))
	if per == 0 {
		return NewStr(text)
	}
	var parts []string
	if per < 0 {
		for ; len(text) > -per; text = text[-per:] {
			parts = append(parts, text[:-per])
		}
		return NewStr(strings.Join(append(parts, text), sep))
	}
	for ; len(text) > per; text = text[:len(text)-per] {
		parts = append([]string{text[len(text)-per:]}, parts...)
	}
	return NewStr(strings.Join(append([]string{text}, parts...), sep))
}

func bytesFromHex(m *vm, _ Value, a *args) Value {
	text := m.needStr("fromhex() argument", a.pos[0])
	var b []byte
	digit := func(i int) int {
		if i < len(text) {
			if n := strings.IndexByte("0123456789abcdef", text[i]|0x20); n >= 0 {
				return n
			}
		}
		m.raise("ValueError", "non-hexadecimal number found in fromhex() arg at position %d", i)
		return 0
	}
	for i := 0; i < len(text); i++ {
		if strings.IndexByte(" \t\n\r\f\v", text[i]) >= 0 {
			continue
		}
		b = append(b, byte(digit(i)<<4|digit(i+1)))
		i++
	}
	return Bytes(b)
}

// percentBytes is b % v.
func (m *vm) percentBytes(b Bytes, v Value) Value {
	m.charge(int64(4 * len(b)))
	wide := func(v Value) Value {
		if x, ok := buffer(v).(Bytes); ok {
			return wideBytes(x)
		}
		return v
	}
	if t, ok := v.(*Tuple); ok {
		out := &Tuple{}
		for _, x := range t.items {
			out.items = append(out.items, wide(x))
		}
		v = out
	}
	return narrowBytes(m.percent(strings.ReplaceAll(wideBytes(b).s, "%b", "%s"), wide(v)))
}

// wideBytes is a str with a character for each byte. What is a letter or white space to
// str only is a character of no kind.
func wideBytes(b Bytes) *Str {
	const noKind = 0xE000 // of private use
	r := make([]rune, len(b))
	for i, c := range []byte(b) {
		if r[i] = rune(c); c >= 128 || c >= 0x1c && c <= 0x1f {
			r[i] += noKind
		}
	}
	return &Str{s: string(r), n: len(b)}
}

// narrowBytes turns the characters of strs back into bytes.
func narrowBytes(v Value) Value {
	switch v := v.(type) {
	case *Str:
		b := make([]byte, 0, len(v.s))
		for _, r := range v.s {
			b = append(b, byte(r))
		}
		return Bytes(b)
	case *List:
		for i, x := range v.items {
			v.items[i] = narrowBytes(x)
		}
	case *Tuple:
		out := make([]Value, len(v.items))
		for i, x := range v.items {
			out[i] = narrowBytes(x)
		}
		return &Tuple{items: out}
	}
	return v
}

// bytesLike makes a method of bytes of a method of str, byte by byte.
func bytesLike(name string, f method) method {
	return func(m *vm, self Value, a *args) Value {
		m.charge(int64(4 * len(self.(Bytes))))
		in := &args{kw: append([]kwarg(nil), a.kw...)}
		for _, v := range a.pos {
			in.pos = append(in.pos, m.bytesArg(name, v))
		}
		for i, k := range in.kw {
			in.kw[i].v = m.bytesArg(name, k.v)
		}
		wide := wideBytes(self.(Bytes))
		if name == "splitlines" { // bytes know two ends of lines
			wide.s = strings.NewReplacer("\v", "\ue00b", "\f", "\ue00c").Replace(wide.s)
		}
		return narrowBytes(f(m, wide, in))
	}
}

// bytesArg turns the bytes of an argument into a str, and refuses a str.
func (m *vm) bytesArg(name string, v Value) Value {
	many := func(items []Value) []Value {
		out := make([]Value, len(items))
		for i, x := range items {
			b, ok := buffer(x).(Bytes)
			switch {
			case ok:
				out[i] = wideBytes(b)
			case name == "join":
				m.raise("TypeError", "sequence item %d: expected a bytes-like object, %s found", i, typeName(x))
			default:
				m.raise("TypeError", "%s first arg must be bytes or a tuple of bytes, not %s", name, typeName(x))
			}
		}
		return out
	}
	switch x := buffer(v).(type) {
	case Bytes:
		return wideBytes(x)
	case *Tuple:
		return &Tuple{items: many(x.items)}
	case Int:
		if name == "find" || name == "count" || name == "index" || name == "rfind" || name == "rindex" {
			return v
		}
	case *Str:
		switch name {
		case "startswith", "endswith":
			m.raise("TypeError", "%s first arg must be bytes or a tuple of bytes, not str", name)
		case "find", "count", "index", "rfind", "rindex":
			m.raise("TypeError", "argument should be integer or bytes-like object, not 'str'")
		}
		m.raise("TypeError", "a bytes-like object is required, not 'str'")
	default:
		if name == "join" && m.iterable(v) {
			return &List{items: many(m.collect(v))}
		}
	}
	return v
}
