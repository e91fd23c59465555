package python

// A deque is collections.deque: a list whose head may be cut off for nothing.
type deque struct {
	l    List
	most int // -1: any
	cls  *class
}

func (d *deque) Type() string              { return d.cls.name }
func (d *deque) class() *class             { return d.cls }
func (d *deque) contents() []Value         { return d.l.items }
func (d *deque) truth() bool               { return len(d.l.items) > 0 }
func (d *deque) length() int               { return len(d.l.items) }
func (d *deque) item(m *vm, k Value) Value { return d.l.items[d.index(m, k)] }
func (d *deque) setItem(m *vm, k, x Value) { d.l.items[d.index(m, k)] = x }
func (d *deque) delItem(m *vm, k Value)    { m.delListItem(&d.l, Int(d.index(m, k))) }
func (d *deque) with(items []Value) *deque { return &deque{List{items: items}, d.most, d.cls} }
func (d *deque) iterate(m *vm) func() (Value, bool) {
	n, next := len(d.l.items), m.iter(&d.l)
	return func() (Value, bool) {
		if len(d.l.items) != n {
			m.raise("RuntimeError", "deque mutated during iteration")
		}
		return next()
	}
}

func (d *deque) index(m *vm, k Value) int {
	if _, ok := asInt64(k); !ok {
		if _, ok := m.indexDunder(k); !ok {
			m.raise("TypeError", "sequence index must be integer, not '%s'", typeName(k))
		}
	}
	return m.index(k, len(d.l.items), "deque")
}

func (d *deque) equal(m *vm, other Value) bool {
	o, ok := other.(*deque)
	return ok && m.eqItems(d.l.items, o.l.items, 0)
}

func (d *deque) order(m *vm, other Value) (int, bool) {
	o, ok := other.(*deque)
	if !ok {
		return 0, false
	}
	switch {
	case m.truth(m.order("<", &d.l, &o.l, 0)):
		return -1, true
	case m.equal(&d.l, &o.l):
		return 0, true
	}
	return 1, true
}

func (d *deque) binary(m *vm, op string, other Value, swapped bool) Value {
	if n, ok := asInt64(other); ok && op == "*" {
		return d.with(m.repeatItems(d.l.items, n)).trim(false)
	}
	o, ok := other.(*deque)
	if !ok || op != "+" || swapped {
		return nil
	}
	m.charge(int64(16 * (len(d.l.items) + len(o.l.items))))
	return d.with(append(append([]Value(nil), d.l.items...), o.l.items...)).trim(false)
}

func (d *deque) repr(m *vm) string {
	if d.most >= 0 {
		return sprintf("%s(%s, maxlen=%d)", d.cls.name, m.repr(&d.l), d.most)
	}
	return d.cls.name + "(" + m.repr(&d.l) + ")"
}

func makeDeque(m *vm, c *class, a *args) Value {
	d := &deque{most: -1, cls: c}
	if v := a.get(1, "maxlen", None); v != None {
		if d.most = int(m.needInt(v)); d.most < 0 {
			m.raise("ValueError", "maxlen must be non-negative")
		}
	}
	if v := a.get(0, "iterable", nil); v != nil {
		d.l.items = m.collect(v)
		d.trim(false)
	}
	return d
}

// trim drops what is beyond maxlen, from the end if right.
func (d *deque) trim(right bool) *deque {
	n := len(d.l.items) - d.most
	switch {
	case d.most < 0 || n <= 0:
	case right:
		d.l.items = d.l.items[:d.most]
	default:
		d.l.items = d.l.items[n:]
	}
	return d
}

func (d *deque) attr(_ *vm, name string) (Value, bool) {
	if name != "maxlen" {
		return nil, false
	}
	if d.most < 0 {
		return None, true
	}
	return Int(d.most), true
}

// push adds values at one end, one after the other.
func (d *deque) push(m *vm, left bool, vs ...Value) {
	m.charge(int64(16 * len(vs)))
	for _, v := range vs {
		if !left {
			d.l.items = append(d.l.items, v)
			d.trim(false)
			continue
		}
		m.step(int64(len(d.l.items)) / 64)
		d.l.items = append([]Value{v}, d.l.items...)
		d.trim(true)
	}
}

// take removes the value at one end.
func (d *deque) take(m *vm, left bool) Value {
	n := len(d.l.items)
	if n == 0 {
		m.raise("IndexError", "pop from an empty deque")
	}
	v := d.l.items[n-1]
	if left {
		v = d.l.items[0]
		d.l.items = d.l.items[1:]
	} else {
		d.l.items = d.l.items[:n-1]
	}
	return v
}

func (d *deque) find(m *vm, a *args) int {
	start, stop, _, _ := m.bounds(&sliceValue{a.get(1, "", None), a.get(2, "", None), None}, len(d.l.items))
	for i := start; i < stop && i < len(d.l.items); i++ {
		m.step(1)
		if same(d.l.items[i], a.pos[0]) || m.equal(d.l.items[i], a.pos[0]) {
			return i
		}
	}
	m.raise("ValueError", "%s is not in deque", m.repr(a.pos[0]))
	return 0
}

func fillDeque() {
	on := func(f func(m *vm, d *deque, a *args) Value) method {
		return func(m *vm, self Value, a *args) Value { return f(m, self.(*deque), a) }
	}
	onList := func(name string) method {
		return func(m *vm, self Value, a *args) Value { return listClass.methods[name](m, &self.(*deque).l, a) }
	}
	dequeClass.make = makeDeque
	dequeClass.methods = map[string]method{
		"append":     on(func(m *vm, d *deque, a *args) Value { d.push(m, false, a.pos[0]); return None }),
		"appendleft": on(func(m *vm, d *deque, a *args) Value { d.push(m, true, a.pos[0]); return None }),
		"extend":     on(func(m *vm, d *deque, a *args) Value { d.push(m, false, m.collect(a.pos[0])...); return None }),
		"extendleft": on(func(m *vm, d *deque, a *args) Value { d.push(m, true, m.collect(a.pos[0])...); return None }),
		"pop":        on(func(m *vm, d *deque, _ *args) Value { return d.take(m, false) }),
		"popleft":    on(func(m *vm, d *deque, _ *args) Value { return d.take(m, true) }),
		"index":      on(func(m *vm, d *deque, a *args) Value { return Int(d.find(m, a)) }),
		"remove":     on(func(m *vm, d *deque, a *args) Value { m.delListItem(&d.l, Int(d.find(m, a))); return None }),
		"copy":       on(func(m *vm, d *deque, _ *args) Value { return d.with(m.collect(&d.l)) }),
		"insert": on(func(m *vm, d *deque, a *args) Value {
			if d.most >= 0 && len(d.l.items) >= d.most {
				m.raise("IndexError", "deque already at its maximum size")
			}
			return listClass.methods["insert"](m, &d.l, a)
		}),
		"rotate": on(func(m *vm, d *deque, a *args) Value {
			if n := len(d.l.items); n > 0 {
				k := int(((m.needInt(a.get(0, "n", Int(1))) % int64(n)) + int64(n)) % int64(n))
				d.l.items = append(append([]Value(nil), d.l.items[n-k:]...), d.l.items[:n-k]...)
			}
			return None
		}),
		"clear": onList("clear"), "count": onList("count"), "reverse": onList("reverse"),
	}
}
