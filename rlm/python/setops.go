package python

// setOp computes a op b for sets, dict views, dicts and counters.
func (m *vm) setOp(op string, a, b Value) Value {
	if x, ok := a.(*Dict); ok {
		if y, ok := b.(*Dict); ok {
			if op == "|" {
				out := m.copyDict(x)
				m.charge(int64(80 * y.n))
				out.copyFrom(y)
				return out
			}
		}
		return nil
	}
	x, ok := m.asSet(a)
	if !ok {
		return unionOf(op, a, b, false)
	}
	y, ok := m.asSet(b)
	if !ok {
		return nil
	}
	m.charge(int64(64 * (x.d.n + y.d.n)))
	m.step(int64(x.d.n + y.d.n))
	out := &Set{frozen: x.frozen}
	switch op {
	case "|":
		out.d.copyFrom(&x.d)
		out.d.copyFrom(&y.d)
	case "&":
		keepSet(out, x, func(k hkey) bool { return y.d.find(k) >= 0 })
	case "-":
		keepSet(out, x, func(k hkey) bool { return y.d.find(k) < 0 })
	case "^":
		keepSet(out, x, func(k hkey) bool { return y.d.find(k) < 0 })
		keepSet(out, y, func(k hkey) bool { return x.d.find(k) < 0 })
	default:
		return nil
	}
	return out
}

func keepSet(out, in *Set, keep func(hkey) bool) {
	for i := range in.d.entries {
		if e := &in.d.entries[i]; e.live && keep(e.key) {
			out.d.put(e.key, e.k, nil)
		}
	}
}

// asSet returns a set, or the set of a dict view.
func (m *vm) asSet(v Value) (*Set, bool) {
	switch v := v.(type) {
	case *Set:
		return v, true
	case *view:
		if v.kind != "values" {
			return m.setOf(v), true
		}
	}
	return nil, false
}

// setOf collects an iterable in a set.
func (m *vm) setOf(v Value) *Set {
	out := &Set{}
	if d, ok := v.(*Dict); ok {
		m.charge(int64(64 * d.n))
		for i := range d.entries {
			if e := &d.entries[i]; e.live {
				out.d.put(e.key, e.k, nil)
			}
		}
		return out
	}
	made := m.build(out)
	m.each(v, func(x Value) bool {
		n := out.d.n
		m.setAdd(out, x)
		if out.d.n > n {
			m.charge(120)
		}
		return true
	})
	m.built(made)
	return out
}

func (m *vm) setAdd(s *Set, v Value) {
	v = force(v)
	s.d.put(m.key(v), v, nil)
}

// key is hashKey that throws.
func (m *vm) key(v Value) hkey {
	if s, ok := v.(*Str); ok {
		return hkey{kind: 's', s: s.s}
	}
	k, err := hashKey(v)
	if err != nil {
		m.raise("TypeError", "%s", err.Error())
	}
	return k
}

func (m *vm) copyDict(d *Dict) *Dict {
	m.charge(int64(120 + 90*d.n))
	m.step(int64(d.n) / 8)
	out := &Dict{cls: d.cls, factory: d.factory}
	if d.cls != nil && !d.cls.builtin && !d.cls.is(counterClass) && !d.cls.is(defaultClass) && !d.cls.is(orderedClass) {
		out.cls = nil // the copy of a program's own kind of dict is a dict
	}
	out.entries = make([]entry, 0, d.n)
	out.copyFrom(d)
	return out
}

// counters is counterOp if both are counters.
func (m *vm) counters(op string, a, b Value) Value {
	x, okx := isCounter(a)
	y, oky := isCounter(b)
	if !okx || !oky {
		return nil
	}
	return m.counterOp(op, x, y)
}

// counterHolds compares two counters; what one lacks counts as zero.
func (m *vm) counterHolds(op string, a, b *Dict) bool {
	ok := true
	check := func(k Value) bool {
		x, _ := m.counterGet(a, k)
		y, _ := m.counterGet(b, k)
		ok = ok && m.truth(m.compare(op, x, y))
		return ok
	}
	a.Items(func(k, _ Value) bool { return check(k) })
	b.Items(func(k, _ Value) bool { return check(k) })
	return ok
}

func (m *vm) counterGet(d *Dict, k Value) (Value, bool) {
	if v, ok := d.get(m.key(k)); ok {
		return v, true
	}
	return Int(0), false
}

// isCounter returns a Counter.
func isCounter(v Value) (*Dict, bool) {
	d, ok := v.(*Dict)
	return d, ok && d.cls != nil && d.cls.is(counterClass)
}

// counterOp computes a op b for counters: only positive counts are kept.
func (m *vm) counterOp(op string, a, b *Dict) Value {
	m.charge(int64(90 * (a.n + b.n)))
	m.step(int64(a.n + b.n))
	out := &Dict{cls: counterClass}
	put := func(k, v Value) {
		if m.truth(m.compare(">", v, Int(0))) {
			out.put(m.key(k), k, v)
		}
	}
	switch op {
	case "+", "-", "|", "&":
	default:
		return nil
	}
	combine := func(x, y Value) Value {
		switch op {
		case "+", "-":
			return m.binary(op, x, y)
		case "|":
			return m.largest([]Value{x, y}, nil, ">")
		}
		return m.largest([]Value{x, y}, nil, "<")
	}
	a.Items(func(k, v Value) bool { y, _ := m.counterGet(b, k); put(k, combine(v, y)); return true })
	b.Items(func(k, v Value) bool {
		if _, ok := a.get(m.key(k)); !ok {
			put(k, combine(Int(0), v))
		}
		return true
	})
	return out
}

// counterKeep keeps the positive counts of a counter, or of its negative.
func (m *vm) counterKeep(d *Dict, sign int) Value {
	out := &Dict{cls: counterClass}
	d.Items(func(k, v Value) bool {
		if sign < 0 {
			v = m.unary("-", v)
		}
		if m.truth(m.compare(">", v, Int(0))) {
			out.put(m.key(k), k, v)
		}
		return true
	})
	return out
}
