package python

import (
	"strings"
	"unicode"
	"unicode/utf8"
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
		"lower": mapped(lowerString), "upper": mapped(strings.ToUpper), "casefold": mapped(foldString), "title": mapped(titleString),
		"capitalize": mapped(capitalize), "swapcase": mapped(swapCase),
		"strip": stripper(true, true), "lstrip": stripper(true, false), "rstrip": stripper(false, true),
		"split": strSplit, "rsplit": strRsplit, "splitlines": strSplitlines, "join": strJoin, "replace": strReplace,
		"partition": strPartition, "rpartition": strRpartition,
		"find": finder("find", false, false), "rfind": finder("rfind", true, false), "index": finder("index", false, true), "rindex": finder("rindex", true, true),
		"count": strCount, "startswith": affix("startswith", strings.HasPrefix), "endswith": affix("endswith", strings.HasSuffix),
		"removeprefix": func(m *vm, s *Str, a *args) Value {
			p := m.needStr("removeprefix", a.need(m, "removeprefix", 0, "prefix"))
			return s.bytes(len(s.s)-len(strings.TrimPrefix(s.s, p)), len(s.s))
		},
		"removesuffix": func(m *vm, s *Str, a *args) Value {
			p := m.needStr("removesuffix", a.need(m, "removesuffix", 0, "suffix"))
			return s.bytes(0, len(strings.TrimSuffix(s.s, p)))
		},
		"center": padder(func(n, w int) int { return n/2 + n&w&1 }), "ljust": padder(func(int, int) int { return 0 }), "rjust": padder(func(n, _ int) int { return n }),
		"zfill": strZfill, "expandtabs": strExpandtabs, "translate": strTranslate, "format": strFormat, "encode": strEncode,
		"format_map": func(m *vm, s *Str, a *args) Value {
			return m.formatString(s.s, nil, func(k string) Value { return m.getItem(a.need(m, "format_map", 0, "mapping"), NewStr(k)) })
		},
		"isdigit": every(func(r rune) bool {
			return unicode.IsDigit(r) || strings.ContainsRune("²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉①②③④⑤⑥⑦⑧⑨", r)
		}),
		"isdecimal": every(func(r rune) bool { return unicode.Is(unicode.Nd, r) }), "isnumeric": every(func(r rune) bool { return unicode.IsNumber(r) }),
		"isalpha": every(unicode.IsLetter), "isalnum": every(func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }),
		"isspace": every(isSpace), "isupper": cased(unicode.IsUpper, unicode.IsLower), "islower": cased(unicode.IsLower, unicode.IsUpper),
		"istitle": func(_ *vm, s *Str, _ *args) Value {
			return Bool(s.s != "" && strings.IndexFunc(s.s, unicode.IsLetter) >= 0 && titleString(s.s) == s.s)
		},
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

func lowerString(s string) string {
	if !strings.Contains(s, "İ") {
		return strings.ToLower(s)
	}
	return strings.ToLower(strings.ReplaceAll(s, "İ", "i\u0307"))
}

func foldString(s string) string {
	return strings.NewReplacer("ß", "ss", "ς", "σ", "ſ", "s").Replace(lowerString(s))
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

func titleString(s string) string {
	var b strings.Builder
	in := false
	for _, r := range s {
		letter := unicode.IsLetter(r)
		switch {
		case letter && !in:
			b.WriteRune(unicode.ToTitle(r))
		case letter:
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteRune(r)
		}
		in = letter
	}
	return b.String()
}

func capitalize(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToTitle(r)) + lowerString(s[n:])
}

func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s)
}

// needStr returns the text of an argument that must be a str.
func (m *vm) needStr(fn string, v Value) string {
	s, ok := force(v).(*Str)
	if !ok {
		m.raise("TypeError", "%s() argument must be str, not %s", fn, typeName(v))
	}
	return s.s
}

func stripper(left, right bool) strMethod {
	return func(m *vm, s *Str, a *args) Value {
		in := isSpace
		if v := a.get(0, "chars", None); v != None {
			cut, ok := v.(*Str)
			if !ok {
				m.raise("TypeError", "strip arg must be None or str")
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
	old, with := m.needStr("replace", a.pos[0]), m.needStr("replace", a.pos[1])
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
	sep := m.needStr("partition", a.need(m, "partition", 0, "sep"))
	return m.partition(s, strings.Index(s.s, sep), sep, false)
}

func strRpartition(m *vm, s *Str, a *args) Value {
	sep := m.needStr("rpartition", a.need(m, "rpartition", 0, "sep"))
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
		sub := m.needStr(name, a.need(m, name, 0, "sub"))
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
	sub := m.needStr("count", a.need(m, "count", 0, "sub"))
	lo, hi, ok := m.window(s, a, 1)
	if !ok {
		return Int(0)
	}
	return Int(strings.Count(s.s[lo:hi], sub))
}

func affix(name string, has func(s, p string) bool) strMethod {
	return func(m *vm, s *Str, a *args) Value {
		lo, hi, ok := m.window(s, a, 1)
		check := func(v Value) bool {
			p, is := force(v).(*Str)
			if !is {
				m.raise("TypeError", "%s first arg must be str or a tuple of str, not %s", name, typeName(v))
			}
			return ok && has(s.s[lo:hi], p.s)
		}
		v := a.need(m, name, 0, "prefix")
		t, is := v.(*Tuple)
		if !is {
			return Bool(check(v))
		}
		for _, x := range t.items {
			if check(x) {
				return Bool(true)
			}
		}
		return Bool(false)
	}
}
