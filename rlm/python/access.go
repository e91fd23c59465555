package python

import (
	"math"
	"strings"
)

// contains is x in v.
func (m *vm) contains(v, x Value) bool {
	v, x = force(v), force(x)
	if subOf(v) != nil && hasMethodUser(v, "__contains__") {
		r, _ := m.dunder(v, "__contains__", x)
		return m.truth(r)
	}
	switch v := v.(type) {
	case *Str:
		s, ok := x.(*Str)
		if !ok {
			m.raise("TypeError", "'in <string>' requires string as left operand, not %s", typeName(x))
		}
		m.step(int64(len(v.s)) / 1024)
		return strings.Contains(v.s, s.s)
	case *Dict:
		if v.cls == nil || v.cls.builtin || !hasMethodUser(v, "__contains__") {
			return v.find(m.key(x)) >= 0
		}
	case *Set:
		if s, ok := x.(*Set); ok && !s.frozen {
			x = &Set{d: s.d, frozen: true}
		}
		return v.d.find(m.key(x)) >= 0
	case *view:
		if v.kind == "keys" {
			return v.d.find(m.key(x)) >= 0
		}
	case *rangeValue:
		n, ok := asInt64(x)
		if f, isf := x.(Float); isf && float64(f) == math.Trunc(float64(f)) {
			n, ok = int64(f), true
		}
		if !ok {
			return false
		}
		if v.step > 0 {
			return n >= v.start && n < v.stop && (n-v.start)%v.step == 0
		}
		return n <= v.start && n > v.stop && (v.start-n)%-v.step == 0
	case *byteArray:
		return m.contains(Bytes(v.b), x)
	case Bytes:
		switch x := buffer(x).(type) {
		case Bytes:
			return strings.Contains(string(v), string(x))
		case Int:
			return x >= 0 && x < 256 && strings.IndexByte(string(v), byte(x)) >= 0
		}
		m.raise("TypeError", "a bytes-like object is required, not '%s'", typeName(x))
	}
	if hasUser(v) {
		if r, ok := m.dunder(v, "__contains__", x); ok {
			return m.truth(r)
		}
	}
	if r := m.flagOp("&", x, v); r != nil {
		return m.equal(r, x)
	}
	if !m.iterable(v) {
		m.raise("TypeError", "argument of type '%s' is not iterable", typeName(v))
	}
	found := false
	m.each(v, func(y Value) bool {
		found = same(y, x) || m.equal(y, x)
		return !found
	})
	return found
}

func hasMethodUser(v Value, name string) bool {
	f, ok := classOf(v).lookup(name)
	_, is := f.(*closure)
	return ok && is
}

// index turns a value into an index of a sequence of length n; kind names it in errors.
func (m *vm) index(v Value, n int, kind string) int {
	i, ok := asInt64(v)
	if !ok {
		if b, is := v.(*BigInt); is {
			_ = b
			m.raise("IndexError", "cannot fit 'int' into an index-sized integer")
		}
		if r, ok := m.indexDunder(v); ok {
			return m.index(r, n, kind)
		}
		if kind == "string" {
			m.raise("TypeError", "string indices must be integers, not '%s'", typeName(v))
		}
		m.raise("TypeError", "%s indices must be integers or slices, not %s", strings.TrimSuffix(kind, " assignment"), typeName(v))
	}
	if i < 0 {
		i += int64(n)
	}
	if i < 0 || i >= int64(n) {
		m.raise("IndexError", "%s index out of range", kind)
	}
	return int(i)
}

func (m *vm) indexDunder(v Value) (Value, bool) {
	if x := unbased(v); isBased(v) && isInt(x) {
		return x, true
	}
	if hasUser(v) {
		return m.dunder(v, "__index__")
	}
	return nil, false
}

// bounds returns the start, stop, step and count of a slice of a sequence of length n.
func (m *vm) bounds(s *sliceValue, n int) (start, stop, step, count int) {
	step = 1
	if v := force(s.step); v != None {
		step = m.sliceInt(v, 0)
		if step == 0 {
			m.raise("ValueError", "slice step cannot be zero")
		}
	}
	lo, hi := 0, n
	if step < 0 {
		lo, hi = n-1, -1
	}
	clampTo := func(v Value, def int) int {
		if v = force(v); v == None {
			return def
		}
		i := m.sliceInt(v, 0)
		if i < 0 {
			if i += n; i < 0 {
				i = 0
				if step < 0 {
					i = -1
				}
			}
			return i
		}
		if step < 0 {
			return min(i, n-1)
		}
		return min(i, n)
	}
	start, stop = clampTo(s.lo, lo), clampTo(s.hi, hi)
	switch {
	case step > 0 && stop > start:
		count = (stop-start-1)/step + 1
	case step < 0 && stop < start:
		count = (start-stop-1)/-step + 1
	}
	return start, stop, step, count
}

func (m *vm) sliceInt(v Value, _ int) int {
	if i, ok := asInt64(v); ok {
		return int(max(min(i, math.MaxInt64/4), -math.MaxInt64/4))
	}
	if b, ok := v.(*BigInt); ok {
		if b.v.Sign() < 0 {
			return -math.MaxInt64 / 4
		}
		return math.MaxInt64 / 4
	}
	if r, ok := m.indexDunder(v); ok {
		return m.sliceInt(r, 0)
	}
	m.raise("TypeError", "slice indices must be integers or None or have an __index__ method")
	return 0
}

// getItem is v[k].
func (m *vm) getItem(v, k Value) Value {
	v, k = force(v), force(k)
	if subOf(v) != nil && hasMethodUser(v, "__getitem__") {
		r, _ := m.dunder(v, "__getitem__", k)
		return r
	}
	if s, ok := k.(*sliceValue); ok {
		if r := m.getSlice(v, s); r != nil {
			return r
		}
	}
	switch v := v.(type) {
	case *List:
		return v.items[m.index(k, len(v.items), "list")]
	case *Dict:
		return m.dictGet(v, k)
	case *Str:
		i := m.index(k, v.length(), "string")
		if v.ascii() {
			return v.bytes(i, i+1)
		}
		return v.bytes(v.offset(i), v.offset(i+1))
	case *Tuple:
		return v.items[m.index(k, len(v.items), "tuple")]
	case Bytes:
		return Int(v[m.index(k, len(v), "index")])
	case *rangeValue:
		n, ok := asInt64(k)
		if ok && n < 0 {
			n += v.length()
		}
		if !ok || n < 0 || n >= v.length() {
			m.index(k, int(min(v.length(), math.MaxInt32)), "range object")
		}
		return Int(v.start + n*v.step)
	case *class:
		return m.classItem(v, k)
	case indexer:
		return v.item(m, k)
	}
	if hasUser(v) {
		if r, ok := m.dunder(v, "__getitem__", k); ok {
			return r
		}
	}
	m.raise("TypeError", "'%s' object is not subscriptable", typeName(v))
	return nil
}

// classItem is C[k]: a member of an enumeration, or a generic type hint.
func (m *vm) classItem(c *class, k Value) Value {
	if c.enum != nil {
		if s, ok := k.(*Str); ok {
			if v, ok := c.enum.names.str(s.s); ok {
				return v
			}
		}
		m.throw(newException("KeyError", k))
	}
	if f, ok := c.lookup("__class_getitem__"); ok {
		return m.call(f, []Value{c, k})
	}
	if c.meta != nil {
		if f, ok := c.meta.lookup("__getitem__"); ok {
			return m.call(f, []Value{c, k})
		}
	}
	if !isGeneric(c) {
		m.raise("TypeError", "type '%s' is not subscriptable", c.name)
	}
	return aliasOf(c, k)
}

// An indexer is an object with subscripts.
type indexer interface {
	item(m *vm, k Value) Value
}

func (m *vm) dictGet(d *Dict, k Value) Value {
	if d.cls != nil && !d.cls.builtin && hasMethodUser(d, "__getitem__") {
		r, _ := m.dunder(d, "__getitem__", k)
		return r
	}
	return m.dictGetRaw(d, k)
}

func (m *vm) dictGetRaw(d *Dict, k Value) Value {
	if r, ok := d.get(m.key(k)); ok {
		return r
	}
	if d.factory != nil && d.factory != None {
		r := m.call(d.factory, nil)
		m.charge(120)
		d.put(m.key(k), k, r)
		return r
	}
	if d.cls != nil {
		if d.cls.is(counterClass) {
			return Int(0)
		}
		if hasMethodUser(d, "__missing__") {
			r, _ := m.dunder(d, "__missing__", k)
			return r
		}
	}
	m.throw(newException("KeyError", k))
	return nil
}

// getSlice is v[lo:hi:step], or nil if v is no sequence.
func (m *vm) getSlice(v Value, s *sliceValue) Value {
	switch v := v.(type) {
	case *Str:
		return m.sliceStr(v, s)
	case *List:
		return &List{items: m.sliceItems(v.items, s)}
	case *Lazy:
		return v.slice(m, s)
	case *Tuple:
		return &Tuple{items: m.sliceItems(v.items, s)}
	case Bytes:
		start, stop, step, n := m.bounds(s, len(v))
		if step == 1 && n > 0 {
			return v[start:stop]
		}
		out := make([]byte, 0, n)
		for i := range n {
			out = append(out, v[start+i*step])
		}
		return Bytes(out)
	case *rangeValue:
		start, stop, step, _ := m.bounds(s, int(v.length()))
		return &rangeValue{v.start + int64(start)*v.step, v.start + int64(stop)*v.step, v.step * int64(step)}
	}
	return nil
}

func (m *vm) sliceItems(items []Value, s *sliceValue) []Value {
	start, stop, step, n := m.bounds(s, len(items))
	m.charge(int64(24 + 16*n))
	m.step(int64(n) / 16)
	out := make([]Value, 0, n)
	if step == 1 {
		if n > 0 {
			out = append(out, items[start:stop]...)
		}
		return out
	}
	for i := range n {
		out = append(out, items[start+i*step])
	}
	return out
}

func (m *vm) sliceStr(v *Str, s *sliceValue) Value {
	start, stop, step, n := m.bounds(s, v.length())
	if n == 0 {
		return emptyStr
	}
	m.charge(80)
	if step == 1 {
		return v.bytes(v.offset(start), v.offset(stop))
	}
	m.charge(int64(4 * n))
	m.step(int64(n) / 16)
	if v.ascii() {
		out := make([]byte, n)
		for i := range out {
			out[i] = v.s[start+i*step]
		}
		return &Str{s: string(out), n: n}
	}
	runes := []rune(v.s)
	out := make([]rune, n)
	for i := range out {
		out[i] = runes[start+i*step]
	}
	return NewStr(string(out))
}
