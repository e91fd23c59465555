package python

import (
	"strings"
	"unicode"
)

// A strMethod is a method whose object is a str.
type strMethod func(m *vm, s *Str, a *args) Value

func (f strMethod) method() method {
	return func(m *vm, self Value, a *args) Value {
		s := self.(*Str)
		m.step(int64(len(s.s)) / 2048)
		return f(m, s, a)
	}
}

func fillStr() {
	for name, f := range map[string]strMethod{
		"lower": mapped(lowerString), "upper": mapped(upperString), "casefold": mapped(foldString), "title": mapped(titleString),
		"capitalize": mapped(capitalize), "swapcase": mapped(swapCase),
		"strip": stripper("strip", true, true), "lstrip": stripper("lstrip", true, false), "rstrip": stripper("rstrip", false, true),
		"split": strSplit, "rsplit": strRsplit, "splitlines": strSplitlines, "join": strJoin, "replace": strReplace,
		"partition": strPartition, "rpartition": strRpartition,
		"find": finder("find", false, false), "rfind": finder("rfind", true, false), "index": finder("index", false, true), "rindex": finder("rindex", true, true),
		"count": strCount, "startswith": affix("startswith", strings.HasPrefix), "endswith": affix("endswith", strings.HasSuffix),
		"removeprefix": func(m *vm, s *Str, a *args) Value {
			p := m.needStr("removeprefix() argument", a.pos[0])
			return s.bytes(len(s.s)-len(strings.TrimPrefix(s.s, p)), len(s.s))
		},
		"removesuffix": func(m *vm, s *Str, a *args) Value {
			p := m.needStr("removesuffix() argument", a.pos[0])
			return s.bytes(0, len(strings.TrimSuffix(s.s, p)))
		},
		"center": padder(func(n, w int) int { return n/2 + n&w&1 }), "ljust": padder(func(int, int) int { return 0 }), "rjust": padder(func(n, _ int) int { return n }),
		"zfill": strZfill, "expandtabs": strExpandtabs, "translate": strTranslate, "format": strFormat, "encode": strEncode,
		"format_map": func(m *vm, s *Str, a *args) Value {
			return m.formatString(s.s, nil, func(k string) Value { return m.getItem(a.need(m, "format_map", 0, "mapping"), NewStr(k)) })
		},
		"isdigit":   every(isDigit),
		"isdecimal": every(func(r rune) bool { return unicode.Is(unicode.Nd, r) }), "isnumeric": every(isNumeric),
		"isalpha": every(unicode.IsLetter), "isalnum": every(func(r rune) bool { return unicode.IsLetter(r) || isNumeric(r) }),
		"isspace": every(isSpace), "isupper": cased(isUpperRune, func(r rune) bool { return isLowerRune(r) || unicode.IsTitle(r) }), "islower": cased(isLowerRune, func(r rune) bool { return isUpperRune(r) || unicode.IsTitle(r) }),
		"istitle":      func(_ *vm, s *Str, _ *args) Value { return Bool(isTitle(s.s)) },
		"isidentifier": func(_ *vm, s *Str, _ *args) Value { return Bool(isIdentifier(s.s)) },
		"isascii":      func(_ *vm, s *Str, _ *args) Value { return Bool(s.ascii()) },
		"isprintable": func(_ *vm, s *Str, _ *args) Value {
			return Bool(strings.IndexFunc(s.s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0)
		},
	} {
		strClass.methods[name] = f.method()
	}
	strClass.methods["maketrans"] = strMaketrans
	strClass.methods["__len__"] = func(_ *vm, self Value, _ *args) Value { return Int(self.(*Str).length()) }
	fillBytes()
}

func isSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }

func isIdentifier(s string) bool {
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return s != ""
}

// mapped makes a method of a function of text. The result is no source's text, unless
// nothing changed.
func mapped(f func(string) string) strMethod {
	return func(m *vm, s *Str, _ *args) Value {
		m.charge(int64(len(s.s)) + 64)
		out := f(s.s)
		if out == s.s {
			return s
		}
		if s.n == len(s.s) && len(out) == len(s.s) {
			return &Str{s: out, n: s.n}
		}
		return NewStr(out)
	}
}

// needStr returns the text of an argument that must be a str; what names it in errors.
func (m *vm) needStr(what string, v Value) string {
	s, ok := force(v).(*Str)
	if !ok {
		m.raise("TypeError", "%s must be str, not %s", what, typeName(v))
	}
	return s.s
}

// needPlain is needStr for methods that do not name themselves.
func (m *vm) needPlain(v Value) string {
	s, ok := v.(*Str)
	if !ok {
		m.raise("TypeError", "must be str, not %s", typeName(v))
	}
	return s.s
}

func stripper(name string, left, right bool) strMethod {
	return func(m *vm, s *Str, a *args) Value {
		in := isSpace
		if v := a.get(0, "chars", None); v != None {
			cut, ok := v.(*Str)
			if !ok {
				m.raise("TypeError", "%s arg must be None or str", name)
			}
			in = func(r rune) bool { return strings.ContainsRune(cut.s, r) }
		}
		i, j := 0, len(s.s)
		if left {
			i = j - len(strings.TrimLeftFunc(s.s, in))
		}
		if right {
			j = i + len(strings.TrimRightFunc(s.s[i:], in))
		}
		m.charge(80)
		return s.bytes(i, j)
	}
}

// pieces makes a list of parts of s.
func (m *vm) pieces(s *Str, cuts [][2]int) Value {
	m.charge(int64(96 * len(cuts)))
	m.step(int64(len(cuts)) / 8)
	out := make([]Value, len(cuts))
	for i, c := range cuts {
		if i%1024 == 1023 {
			m.checkLimits()
		}
		out[i] = s.bytes(c[0], c[1])
	}
	if !s.text {
		m.charge(int64(len(s.s)))
	}
	return &List{items: out}
}

func strJoin(m *vm, s *Str, a *args) Value {
	a.count(m, "str.join", 1, 1)
	if !m.iterable(a.pos[0]) {
		m.raise("TypeError", "can only join an iterable")
	}
	items := m.collect(a.pos[0])
	size := 0
	parts := make([]*Str, len(items))
	for i, v := range items {
		t, ok := force(v).(*Str)
		if !ok {
			m.raise("TypeError", "sequence item %d: expected str instance, %s found", i, typeName(v))
		}
		parts[i] = t
		size += len(t.s) + len(s.s)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	m.charge(int64(size) + 64)
	m.step(int64(size)/4096 + int64(len(items))/8)
	b := strBuilder{buf: make([]byte, 0, size)}
	for i, p := range parts {
		if i > 0 {
			b.str(s)
		}
		b.str(p)
	}
	return b.value()
}

func strReplace(m *vm, s *Str, a *args) Value {
	a.count(m, "replace", 2, 3)
	old, with := m.needStr("replace() argument 1", a.pos[0]), m.needStr("replace() argument 2", a.pos[1])
	n := int(m.needInt(a.get(2, "count", Int(-1))))
	c := strings.Count(s.s, old)
	if n >= 0 {
		c = min(c, n)
	}
	if c == 0 {
		return s
	}
	m.charge(int64(len(s.s)) + 64)
	m.chargeCount(int64(c), int64(max(0, len(with)-len(old))))
	m.step(int64(c) / 16)
	return NewStr(strings.Replace(s.s, old, with, n))
}

func strPartition(m *vm, s *Str, a *args) Value {
	sep := m.needPlain(a.pos[0])
	return m.partition(s, strings.Index(s.s, sep), sep, false)
}

func strRpartition(m *vm, s *Str, a *args) Value {
	sep := m.needPlain(a.pos[0])
	return m.partition(s, strings.LastIndex(s.s, sep), sep, true)
}

func (m *vm) partition(s *Str, i int, sep string, right bool) Value {
	if sep == "" {
		m.raise("ValueError", "empty separator")
	}
	m.charge(240)
	if i < 0 {
		if right {
			return NewTuple(emptyStr, emptyStr, s)
		}
		return NewTuple(s, emptyStr, emptyStr)
	}
	return NewTuple(s.bytes(0, i), s.bytes(i, i+len(sep)), s.bytes(i+len(sep), len(s.s)))
}

// window returns the byte range that optional start and end arguments select; ok is
// false if it starts behind the end.
func (m *vm) window(s *Str, a *args, i int) (lo, hi int, ok bool) {
	n := s.length()
	at := func(v Value, def int) int {
		if v == None {
			return def
		}
		k := m.sliceInt(v, 0)
		if k < 0 {
			k = max(0, k+n)
		}
		return k
	}
	from, to := at(a.get(i, "start", None), 0), min(at(a.get(i+1, "end", None), n), n)
	if from > to {
		return 0, 0, false
	}
	return s.offset(from), s.offset(to), true
}

func finder(name string, last, must bool) strMethod {
	return func(m *vm, s *Str, a *args) Value {
		sub := m.needPlain(a.pos[0])
		i := -1
		if lo, hi, ok := m.window(s, a, 1); ok {
			if last {
				i = strings.LastIndex(s.s[lo:hi], sub)
			} else {
				i = strings.Index(s.s[lo:hi], sub)
			}
			if i >= 0 {
				return Int(s.index(lo + i))
			}
		}
		if must {
			m.raise("ValueError", "substring not found")
		}
		return Int(-1)
	}
}

func strCount(m *vm, s *Str, a *args) Value {
	sub := m.needPlain(a.pos[0])
	lo, hi, ok := m.window(s, a, 1)
	if !ok {
		return Int(0)
	}
	return Int(strings.Count(s.s[lo:hi], sub))
}

func affix(name string, has func(s, p string) bool) strMethod {
	return func(m *vm, s *Str, a *args) Value {
		lo, hi, ok := m.window(s, a, 1)
		complaint := "%s first arg must be str or a tuple of str, not %s"
		check := func(v Value) bool {
			p, is := force(v).(*Str)
			if !is {
				m.raise("TypeError", complaint, name, typeName(v))
			}
			return ok && has(s.s[lo:hi], p.s)
		}
		v := a.need(m, name, 0, "prefix")
		t, is := v.(*Tuple)
		if !is {
			return Bool(check(v))
		}
		complaint = "tuple for %s must only contain str, not %s"
		for _, x := range t.items {
			if check(x) {
				return Bool(true)
			}
		}
		return Bool(false)
	}
}
