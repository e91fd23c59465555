package python

import (
	"bytes"
	"cmp"
	"slices"
)

// A byteArray is a bytearray: bytes that can be changed.
type byteArray struct{ b []byte }

// A memoryView is a memoryview of bytes or of a bytearray, by unsigned bytes.
type memoryView struct {
	of     Value // Bytes or *byteArray
	lo, hi int
}

func (*byteArray) Type() string  { return "bytearray" }
func (*memoryView) Type() string { return "memoryview" }

func (*byteArray) class() *class  { return bytearrayClass }
func (*memoryView) class() *class { return memoryviewClass }

// buffer returns bytes for each kind of value that holds bytes, else v.
func buffer(v Value) Value {
	switch v := unbased(v).(type) {
	case *byteArray:
		return Bytes(v.b)
	case *memoryView:
		return v.bytes()
	case Bytes:
		return v
	}
	return v
}

func (x *byteArray) truth() bool { return len(x.b) > 0 }
func (x *byteArray) length() int { return len(x.b) }

func (x *byteArray) repr(m *vm) string { return "bytearray(" + m.repr(Bytes(x.b)) + ")" }

func (x *byteArray) equal(_ *vm, other Value) bool {
	b, ok := buffer(other).(Bytes)
	return ok && string(b) == string(x.b)
}

func (x *byteArray) order(_ *vm, other Value) (int, bool) {
	b, ok := buffer(other).(Bytes)
	return cmp.Compare(string(x.b), string(b)), ok
}

func (x *byteArray) binary(m *vm, op string, other Value, swapped bool) Value {
	if n, ok := asInt64(other); ok && op == "*" {
		m.chargeCount(max(n, 0), int64(len(x.b)))
		return &byteArray{bytes.Repeat(x.b, int(max(n, 0)))}
	}
	b, ok := buffer(other).(Bytes)
	if !ok || op != "+" {
		return nil
	}
	m.charge(int64(len(x.b) + len(b)))
	if swapped {
		return b + Bytes(x.b)
	}
	return &byteArray{slices.Concat(x.b, []byte(b))}
}

func (x *byteArray) inPlace(m *vm, op string, other Value) bool {
	switch n, ok := asInt64(other); {
	case op == "+":
		x.add(m, other)
		return true
	case op == "*" && ok:
		x.b = x.binary(m, op, Int(n), false).(*byteArray).b
		return true
	}
	return false
}

// add appends bytes or an iterable of ints.
func (x *byteArray) add(m *vm, v Value) {
	b := m.byteItems(v)
	m.charge(int64(len(b)))
	x.b = append(x.b, b...)
}

func (m *vm) byteItems(v Value) Bytes {
	if _, ok := v.(*Str); ok {
		m.raise("TypeError", "expected iterable of integers; got: 'str'")
	}
	if b, ok := buffer(v).(Bytes); ok {
		return b
	}
	if !m.iterable(v) {
		m.raise("TypeError", "can't extend bytearray with %s", typeName(v))
	}
	return makeBytes(m, nil, &args{pos: []Value{v}}).(Bytes)
}

func (m *vm) byteOf(v Value) byte {
	n := m.needInt(v)
	if n < 0 || n > 255 {
		m.raise("ValueError", "byte must be in range(0, 256)")
	}
	return byte(n)
}

func (x *byteArray) iterate(m *vm) func() (Value, bool) {
	i := 0
	return func() (Value, bool) {
		m.step(1)
		if i >= len(x.b) {
			return nil, false
		}
		i++
		return Int(x.b[i-1]), true
	}
}

func (x *byteArray) item(m *vm, k Value) Value {
	if s, ok := k.(*sliceValue); ok {
		return &byteArray{[]byte(m.getItem(Bytes(x.b), s).(Bytes))}
	}
	return Int(x.b[m.index(k, len(x.b), "bytearray")])
}

func (x *byteArray) setItem(m *vm, k, v Value) {
	s, ok := k.(*sliceValue)
	if !ok {
		i := m.index(k, len(x.b), "bytearray")
		x.b[i] = m.byteOf(v)
		return
	}
	in := m.byteItems(v)
	start, stop, step, n := m.bounds(s, len(x.b))
	if step == 1 {
		m.charge(int64(len(x.b) + len(in)))
		x.b = slices.Concat(x.b[:start], []byte(in), x.b[max(start, stop):])
		return
	}
	if len(in) != n {
		m.raise("ValueError", "attempt to assign bytes of size %d to extended slice of size %d", len(in), n)
	}
	for i := range n {
		x.b[start+i*step] = in[i]
	}
}

func (x *byteArray) delItem(m *vm, k Value) {
	s, ok := k.(*sliceValue)
	if !ok {
		i := m.index(k, len(x.b), "bytearray")
		x.b = slices.Delete(x.b, i, i+1)
		return
	}
	start, _, step, n := m.bounds(s, len(x.b))
	drop := make([]bool, len(x.b))
	for i := range n {
		drop[start+i*step] = true
	}
	out := x.b[:0]
	for i, c := range x.b {
		if !drop[i] {
			out = append(out, c)
		}
	}
	x.b = out
}

func (x *byteArray) pop(m *vm, a *args) Value {
	if len(x.b) == 0 {
		m.raise("IndexError", "pop from empty bytearray")
	}
	i, ok := asInt64(a.get(0, "index", Int(-1)))
	if i < 0 {
		i += int64(len(x.b))
	}
	if !ok || i < 0 || i >= int64(len(x.b)) {
		m.raise("IndexError", "pop index out of range")
	}
	c := x.b[i]
	x.b = slices.Delete(x.b, int(i), int(i)+1)
	return Int(c)
}

func (x *byteArray) insert(m *vm, a *args) {
	a.count(m, "insert", 2, 2)
	i := m.needInt(a.pos[0])
	if i < 0 {
		i += int64(len(x.b))
	}
	m.charge(1)
	m.step(int64(len(x.b)) / 1024)
	x.b = slices.Insert(x.b, int(min(max(i, 0), int64(len(x.b)))), m.byteOf(a.pos[1]))
}

func (x *byteArray) remove(m *vm, a *args) {
	i := bytes.IndexByte(x.b, m.byteOf(a.need(m, "remove", 0, "value")))
	if i < 0 {
		m.raise("ValueError", "value not found in bytearray")
	}
	x.b = slices.Delete(x.b, i, i+1)
}

// thawed makes bytearrays of the bytes that a method of bytes returned.
func thawed(v Value) Value {
	switch v := v.(type) {
	case Bytes:
		return &byteArray{[]byte(v)}
	case *List:
		for i, x := range v.items {
			v.items[i] = thawed(x)
		}
	case *Tuple:
		for i, x := range v.items {
			v.items[i] = thawed(x)
		}
	}
	return v
}

func fillByteArray() {
	bytearrayClass.make = func(m *vm, _ *class, a *args) Value {
		return &byteArray{[]byte(makeBytes(m, nil, a).(Bytes))}
	}
	on := func(f func(m *vm, x *byteArray, a *args)) method {
		return func(m *vm, self Value, a *args) Value { f(m, self.(*byteArray), a); return None }
	}
	bytearrayClass.methods = map[string]method{
		"append": on(func(m *vm, x *byteArray, a *args) {
			m.charge(1)
			x.b = append(x.b, m.byteOf(a.need(m, "append", 0, "item")))
		}),
		"extend":  on(func(m *vm, x *byteArray, a *args) { x.add(m, a.need(m, "extend", 0, "iterable")) }),
		"clear":   on(func(_ *vm, x *byteArray, _ *args) { x.b = nil }),
		"reverse": on(func(_ *vm, x *byteArray, _ *args) { slices.Reverse(x.b) }),
		"insert":  on(func(m *vm, x *byteArray, a *args) { x.insert(m, a) }),
		"remove":  on(func(m *vm, x *byteArray, a *args) { x.remove(m, a) }),
		"pop":     func(m *vm, self Value, a *args) Value { return self.(*byteArray).pop(m, a) },
		"copy":    func(_ *vm, self Value, _ *args) Value { return &byteArray{slices.Clone(self.(*byteArray).b)} },
	}
	for name, f := range bytesClass.methods {
		bytearrayClass.methods[name] = func(m *vm, self Value, a *args) Value {
			if x, ok := self.(*byteArray); ok {
				m.charge(int64(len(x.b)))
				self = Bytes(x.b)
			}
			return thawed(f(m, self, a))
		}
	}
	fillMemoryView()
}

func (v *memoryView) bytes() Bytes {
	if x, ok := v.of.(*byteArray); ok {
		return Bytes(x.b[min(v.lo, len(x.b)):min(v.hi, len(x.b))])
	}
	return v.of.(Bytes)[v.lo:v.hi]
}

func (v *memoryView) length() int { return v.hi - v.lo }

func (v *memoryView) equal(_ *vm, other Value) bool {
	b, ok := buffer(other).(Bytes)
	return ok && b == v.bytes()
}

func (v *memoryView) iterate(m *vm) func() (Value, bool) { return m.iter(v.bytes()) }

func (v *memoryView) item(m *vm, k Value) Value {
	s, ok := k.(*sliceValue)
	if !ok {
		return Int(v.bytes()[m.index(k, v.length(), "memoryview")])
	}
	start, stop, step, _ := m.bounds(s, v.length())
	if step != 1 {
		return &memoryView{of: m.getItem(v.bytes(), s), hi: m.length(m.getItem(v.bytes(), s))}
	}
	return &memoryView{v.of, v.lo + start, v.lo + max(start, stop)}
}

func (v *memoryView) setItem(m *vm, k, x Value) {
	a, ok := v.of.(*byteArray)
	if !ok {
		m.raise("TypeError", "cannot modify read-only memory")
	}
	if _, ok := k.(*sliceValue); ok {
		part := v.item(m, k).(*memoryView)
		in := m.byteItems(x)
		if len(in) != part.length() {
			m.raise("ValueError", "memoryview assignment: lvalue and rvalue have different structures")
		}
		copy(a.b[part.lo:part.hi], in)
		return
	}
	a.b[v.lo+m.index(k, v.length(), "memoryview")] = m.byteOf(x)
}

func (v *memoryView) attr(_ *vm, name string) (Value, bool) {
	switch name {
	case "nbytes":
		return Int(v.length()), true
	case "itemsize", "ndim":
		return Int(1), true
	case "format":
		return NewStr("B"), true
	case "obj":
		return v.of, true
	case "readonly":
		_, ok := v.of.(*byteArray)
		return Bool(!ok), true
	case "shape":
		return NewTuple(Int(v.length())), true
	}
	return nil, false
}

func fillMemoryView() {
	memoryviewClass.make = func(m *vm, _ *class, a *args) Value {
		switch x := unbased(a.need(m, "memoryview", 0, "object")).(type) {
		case *memoryView:
			return x
		case *byteArray:
			return &memoryView{of: x, hi: len(x.b)}
		case Bytes:
			return &memoryView{of: x, hi: len(x)}
		}
		m.raise("TypeError", "memoryview: a bytes-like object is required, not '%s'", typeName(a.pos[0]))
		return nil
	}
	nothing := func(*vm, Value, *args) Value { return None }
	memoryviewClass.methods = map[string]method{
		"tobytes":   func(_ *vm, self Value, _ *args) Value { return self.(*memoryView).bytes() },
		"tolist":    func(m *vm, self Value, _ *args) Value { return &List{items: m.collect(self.(*memoryView).bytes())} },
		"hex":       func(m *vm, self Value, a *args) Value { return bytesHex(m, self.(*memoryView).bytes(), a) },
		"__enter__": func(_ *vm, self Value, _ *args) Value { return self },
		"release":   nothing, "__exit__": nothing,
	}
}
