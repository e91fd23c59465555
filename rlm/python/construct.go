package python

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"
)

func fillConstructors() {
	typeClass.make = func(m *vm, meta *class, a *args) Value {
		if len(a.pos) == 3 {
			return m.typeOf3(meta, a)
		}
		if len(a.pos) != 1 {
			m.raise("TypeError", "type() takes 1 or 3 arguments")
		}
		return classOf(a.pos[0])
	}
	objectClass.make = nil
	intClass.make = func(m *vm, c *class, a *args) Value { return based(c, intClass, m.toInt(a)) }
	boolClass.make = func(m *vm, _ *class, a *args) Value { return Bool(len(a.pos) > 0 && m.truth(a.pos[0])) }
	floatClass.make = func(m *vm, c *class, a *args) Value { return based(c, floatClass, m.toFloat(a)) }
	strClass.make = func(m *vm, c *class, a *args) Value {
		s := makeStr(m, c, a)
		if c != strClass {
			own := *s.(*Str)
			own.sub = &subclass{cls: c}
			return &own
		}
		return s
	}
	bytesClass.make = func(m *vm, c *class, a *args) Value { return based(c, bytesClass, makeBytes(m, c, a)) }
	listClass.make = makeList
	tupleClass.make = func(m *vm, c *class, a *args) Value {
		var items []Value
		if t, ok := a.get(0, "", None).(*Tuple); ok {
			items = t.items
		} else if len(a.pos) > 0 {
			items = m.collect(a.pos[0])
		}
		if c == tupleClass {
			c = nil
		}
		return &Tuple{items: items, cls: c}
	}
	dictClass.make = makeDict
	setClass.make = makeSet
	frozenClass.make = makeSet
	rangeClass.make = makeRange
	sliceClass.make = func(m *vm, _ *class, a *args) Value {
		a.count(m, "slice", 1, 3)
		if len(a.pos) == 1 {
			return &sliceValue{None, a.pos[0], None}
		}
		return &sliceValue{a.pos[0], a.pos[1], a.get(2, "", None)}
	}
	propertyClass.make = func(_ *vm, _ *class, a *args) Value {
		w := &wrapped{kind: "property", fn: a.get(0, "fget", None)}
		if s := a.get(1, "fset", nil); s != nil {
			w.setter = s
		}
		return w
	}
	staticClass.make = func(_ *vm, _ *class, a *args) Value { return &wrapped{kind: "staticmethod", fn: a.pos[0]} }
	classmClass.make = func(_ *vm, _ *class, a *args) Value { return &wrapped{kind: "classmethod", fn: a.pos[0]} }
}

// based is a value of a class that derives from int, float or bytes.
func based(c, base *class, v Value) Value {
	if c == base {
		return v
	}
	return &instance{cls: c, base: v}
}

func makeList(m *vm, c *class, a *args) Value {
	l := &List{}
	if c != listClass {
		l.sub = &subclass{cls: c}
		if hasMethodUser(l, "__init__") {
			return l // its __init__ fills it
		}
	}
	a.count(m, "list", 0, 1)
	if len(a.pos) > 0 {
		l.items = m.collect(a.pos[0])
	}
	return l
}

// typeOf3 is type(name, bases, namespace).
func (m *vm) typeOf3(meta *class, a *args) Value {
	bases, ok := a.pos[1].(*Tuple)
	ns, ok2 := a.pos[2].(*Dict)
	if !ok || !ok2 {
		m.raise("TypeError", "type() takes 1 or 3 arguments")
	}
	c := m.makeClass(m.str(a.pos[0]), bases.items)
	c.ns.copyFrom(ns)
	if meta != typeClass {
		c.meta = meta
	}
	m.finishClass(c, a.kw)
	return c
}

// toInt is int(…).
func (m *vm) toInt(a *args) Value {
	v := unbased(a.get(0, "", Int(0)))
	if b := a.get(1, "base", nil); b != nil {
		s, ok := v.(*Str)
		if !ok {
			m.raise("TypeError", "int() can't convert non-string with explicit base")
		}
		return m.parseInt(s.s, int(m.needInt(b)))
	}
	switch v := v.(type) {
	case Int, *BigInt:
		return v
	case Bool:
		return m.unary("+", v)
	case Float:
		return m.truncate(float64(v))
	case *Str:
		return m.parseInt(v.s, 10)
	case Bytes:
		return m.parseInt(string(v), 10)
	}
	for _, name := range []string{"__int__", "__index__"} {
		if hasUser(v) {
			if r, ok := m.dunder(v, name); ok {
				return r
			}
		}
	}
	m.raise("TypeError", "int() argument must be a string, a bytes-like object or a real number, not '%s'", typeName(v))
	return nil
}

// truncate is int(float).
func (m *vm) truncate(f float64) Value {
	if math.IsNaN(f) {
		m.raise("ValueError", "cannot convert float NaN to integer")
	}
	if math.IsInf(f, 0) {
		m.raise("OverflowError", "cannot convert float infinity to integer")
	}
	if math.Abs(f) < 1<<62 {
		return Int(int64(f))
	}
	b, _ := big.NewFloat(f).Int(nil)
	return normBig(b)
}

// parseInt is int(str, base).
func (m *vm) parseInt(text string, base int) Value {
	if base != 0 && (base < 2 || base > 36) {
		m.raise("ValueError", "int() base must be >= 2 and <= 36, or 0")
	}
	bad := func() {
		m.raise("ValueError", "invalid literal for int() with base %d: %s", base, quote(text))
	}
	s := digitsASCII(strings.TrimFunc(text, unicode.IsSpace))
	neg := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		neg = s[0] == '-'
		s = s[1:]
	}
	prefixes := map[int]string{16: "0x", 8: "0o", 2: "0b"}
	low := strings.ToLower(s)
	for b, p := range prefixes {
		if (base == b || base == 0) && strings.HasPrefix(low, p) {
			s, base = strings.TrimPrefix(s[2:], "_"), b
			break
		}
	}
	if base == 0 {
		base = 10
	}
	if s == "" || s[0] == '_' || s[len(s)-1] == '_' || strings.Contains(s, "__") {
		bad()
	}
	s = strings.ReplaceAll(s, "_", "")
	if s == "" || s[0] == '-' || s[0] == '+' {
		bad()
	}
	if n, err := strconv.ParseInt(s, base, 64); err == nil {
		if neg {
			n = -n
		}
		return Int(n)
	}
	if len(s) > 4300 && base&(base-1) != 0 {
		m.raise("ValueError", "Exceeds the limit (4300 digits) for integer string conversion: value has %d digits; use sys.set_int_max_str_digits() to increase the limit", len(s))
	}
	b, ok := new(big.Int).SetString(s, base)
	if !ok {
		bad()
	}
	if neg {
		b.Neg(b)
	}
	return normBig(b)
}

// digitsASCII replaces decimal digits of other scripts.
func digitsASCII(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 128 {
			return strings.Map(func(r rune) rune {
				if r >= 128 && unicode.Is(unicode.Nd, r) {
					d := r
					for d > 0 && unicode.Is(unicode.Nd, d-1) && r-d < 9 {
						d--
					}
					return '0' + (r-d)%10
				}
				return r
			}, s)
		}
	}
	return s
}

// toFloat is float(…).
func (m *vm) toFloat(a *args) Value {
	v := unbased(a.get(0, "", Float(0)))
	if f, ok := m.asFloat(v); ok {
		return Float(f)
	}
	switch v := v.(type) {
	case *Str:
		return m.parseFloat(v.s)
	case Bytes:
		return m.parseFloat(string(v))
	}
	if hasUser(v) {
		if r, ok := m.dunder(v, "__float__"); ok {
			return r
		}
	}
	m.raise("TypeError", "float() argument must be a string or a real number, not '%s'", typeName(v))
	return nil
}

func (m *vm) parseFloat(text string) Value {
	s := strings.ToLower(digitsASCII(strings.TrimFunc(text, unicode.IsSpace)))
	bare := strings.TrimLeft(s, "+-")
	ok := bare != "" && len(s)-len(bare) <= 1 && !strings.HasPrefix(bare, "0x") && !strings.ContainsAny(bare, "px")
	switch bare {
	case "inf", "infinity", "nan":
	default:
		ok = ok && !strings.Contains(bare, "inf") && !strings.Contains(bare, "nan")
	}
	if strings.Contains(s, "_") {
		ok = ok && !strings.HasPrefix(bare, "_") && !strings.HasSuffix(bare, "_") && !strings.Contains(bare, "__") &&
			!strings.Contains(bare, "_.") && !strings.Contains(bare, "._")
		s = strings.ReplaceAll(s, "_", "")
	}
	if ok {
		f, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSuffix(s, "inity"), "+"), 64)
		if strings.Contains(s, "nan") {
			return Float(math.NaN())
		}
		if ne, is := err.(*strconv.NumError); err == nil || is && ne.Err == strconv.ErrRange {
			return Float(f)
		}
	}
	m.raise("ValueError", "could not convert string to float: %s", quote(text))
	return nil
}

func makeStr(m *vm, _ *class, a *args) Value {
	v := a.get(0, "object", nil)
	if b, ok := buffer(v).(Bytes); ok && (len(a.pos) > 1 || len(a.kw) > 0) {
		c, errors := m.codecArgs("str", &args{a.pos[min(1, len(a.pos)):], a.kw})
		return m.decode(b, c, errors)
	}
	for i, name := range []string{"encoding", "errors"} {
		if x := a.get(i+1, name, nil); x != nil && v != nil {
			if _, ok := x.(*Str); !ok {
				m.raise("TypeError", "str() argument '%s' must be str, not %s", name, typeName(x))
			}
			m.raise("TypeError", "decoding to str: need a bytes-like object, %s found", typeName(v))
		}
	}
	if v == nil {
		return emptyStr
	}
	if s, ok := v.(*Str); ok && s.sub == nil {
		return s
	}
	return NewStr(m.str(v))
}

func makeBytes(m *vm, _ *class, a *args) Value {
	switch v := buffer(a.get(0, "source", Bytes(""))).(type) {
	case *Str:
		if len(a.pos) < 2 && len(a.kw) == 0 {
			m.raise("TypeError", "string argument without an encoding")
		}
		c, errors := m.codecArgs("bytes", &args{a.pos[1:], a.kw})
		return m.encode(v, c, errors)
	case Bytes:
		return v
	case Int:
		if v < 0 {
			m.raise("ValueError", "negative count")
		}
		m.charge(int64(v))
		return Bytes(make([]byte, v))
	default:
		if !m.iterable(v) {
			m.raise("TypeError", "cannot convert '%s' object to bytes", typeName(v))
		}
		var b []byte
		m.each(v, func(x Value) bool {
			n := m.needInt(x)
			if n < 0 || n > 255 {
				m.raise("ValueError", "bytes must be in range(0, 256)")
			}
			m.charge(1)
			b = append(b, byte(n))
			return true
		})
		return Bytes(b)
	}
}

func makeDict(m *vm, c *class, a *args) Value {
	d := &Dict{}
	if c != dictClass {
		d.cls = c
		if hasMethodUser(d, "__init__") {
			return d // its __init__ fills it
		}
	}
	a.count(m, "dict", 0, 1)
	if len(a.pos) > 0 {
		m.updateDict(d, a.pos[0])
	}
	for _, k := range a.kw {
		d.setStr(k.name, k.v)
	}
	return d
}

// updateDict adds a mapping or pairs to d.
func (m *vm) updateDict(d *Dict, v Value) {
	if _, ok := v.(*Dict); ok || isRecord(v) {
		m.mergeMapping(d, v)
		return
	}
	if _, ok := m.tryAttr(v, "keys"); ok {
		m.mergeMapping(d, v)
		return
	}
	i := 0
	made := m.build(d)
	m.each(v, func(x Value) bool {
		x = force(x)
		if !m.iterable(x) {
			m.raise("TypeError", "cannot convert dictionary update sequence element #%d to a sequence", i)
		}
		kv := m.collect(x)
		if len(kv) != 2 {
			m.raise("ValueError", "dictionary update sequence element #%d has length %d; 2 is required", i, len(kv))
		}
		i++
		m.charge(120)
		d.put(m.key(kv[0]), force(kv[0]), kv[1])
		return true
	})
	m.built(made)
}

func isRecord(v Value) bool {
	_, ok := v.(*Record)
	return ok
}

func makeSet(m *vm, c *class, a *args) Value {
	s := &Set{frozen: c.is(frozenClass)}
	if c != setClass && c != frozenClass {
		s.sub = &subclass{cls: c}
		if hasMethodUser(s, "__init__") {
			return s
		}
	}
	a.count(m, c.name, 0, 1)
	if len(a.pos) > 0 {
		s.d = m.setOf(a.pos[0]).d
	}
	return s
}

func makeRange(m *vm, _ *class, a *args) Value {
	a.count(m, "range", 1, 3)
	r := &rangeValue{step: 1}
	switch len(a.pos) {
	case 1:
		r.stop = m.needInt(a.pos[0])
	default:
		r.start, r.stop = m.needInt(a.pos[0]), m.needInt(a.pos[1])
	}
	if len(a.pos) == 3 {
		if r.step = m.needInt(a.pos[2]); r.step == 0 {
			m.raise("ValueError", "range() arg 3 must not be zero")
		}
	}
	return r
}
