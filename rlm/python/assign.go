package python

// setItem is v[k] = x.
func (m *vm) setItem(v, k, x Value) {
	v, k = force(v), force(k)
	switch v := v.(type) {
	case *List:
		if v.sub != nil && hasMethodUser(v, "__setitem__") {
			m.dunder(v, "__setitem__", k, x)
			return
		}
		m.setListItem(v, k, x)
		return
	case *Dict:
		if v.cls != nil && !v.cls.builtin && hasMethodUser(v, "__setitem__") {
			m.dunder(v, "__setitem__", k, x)
			return
		}
		m.dictSet(v, k, x)
		return
	case itemSetter:
		v.setItem(m, k, x)
		return
	}
	if hasUser(v) {
		if _, ok := m.dunder(v, "__setitem__", k, x); ok {
			return
		}
	}
	m.raise("TypeError", "'%s' object does not support item assignment", typeName(v))
}

func (m *vm) setListItem(l *List, k, x Value) {
	if s, ok := k.(*sliceValue); ok {
		m.setSlice(l, s, x)
		return
	}
	l.items[m.index(k, len(l.items), "list assignment")] = x
}

func (m *vm) delListItem(l *List, k Value) {
	if s, ok := k.(*sliceValue); ok {
		m.delSlice(l, s)
		return
	}
	i := m.index(k, len(l.items), "list assignment")
	l.items = append(l.items[:i], l.items[i+1:]...)
}

// An itemSetter is an object with assignable subscripts.
type itemSetter interface{ setItem(m *vm, k, x Value) }

func (m *vm) dictSet(d *Dict, k, x Value) {
	key := m.key(k)
	if s, ok := k.(*Str); ok && d.live != nil {
		d.live.set(s.s, x)
	}
	if i := d.find(key); i >= 0 {
		d.entries[i].v = x
		return
	}
	m.charge(120)
	d.put(key, k, x)
}

func (m *vm) setSlice(l *List, s *sliceValue, x Value) {
	if !m.iterable(x) {
		m.raise("TypeError", "can only assign an iterable")
	}
	in := m.collect(x)
	start, stop, step, n := m.bounds(s, len(l.items))
	if step == 1 {
		stop = max(stop, start)
		m.charge(int64(16 * (len(l.items) + len(in))))
		out := append([]Value(nil), l.items[:start]...)
		l.items = append(append(out, in...), l.items[stop:]...)
		return
	}
	if len(in) != n {
		m.raise("ValueError", "attempt to assign sequence of size %d to extended slice of size %d", len(in), n)
	}
	for i, y := range in {
		l.items[start+i*step] = y
	}
}

// delItem is del v[k].
func (m *vm) delItem(v, k Value) {
	v, k = force(v), force(k)
	switch v := v.(type) {
	case *List:
		if v.sub != nil && hasMethodUser(v, "__delitem__") {
			m.dunder(v, "__delitem__", k)
			return
		}
		m.delListItem(v, k)
		return
	case *Dict:
		if v.cls != nil && !v.cls.builtin && hasMethodUser(v, "__delitem__") {
			m.dunder(v, "__delitem__", k)
			return
		}
		m.delKey(v, k)
		return
	}
	if d, ok := v.(itemDeleter); ok {
		d.delItem(m, k)
		return
	}
	if hasUser(v) {
		if _, ok := m.dunder(v, "__delitem__", k); ok {
			return
		}
	}
	not := "does not"
	if _, ok := v.(*Set); ok || isSeq(v) {
		not = "doesn't"
	}
	m.raise("TypeError", "'%s' object %s support item deletion", typeName(v), not)
}

// An itemDeleter is an object whose items can be deleted.
type itemDeleter interface{ delItem(m *vm, k Value) }

func (m *vm) delKey(d *Dict, k Value) {
	if s, ok := k.(*Str); ok && d.live != nil {
		d.live.set(s.s, nil)
	}
	if _, ok := d.del(m.key(k)); !ok && (d.cls == nil || !d.cls.is(counterClass)) {
		m.throw(newException("KeyError", k))
	}
}

func (m *vm) delSlice(l *List, s *sliceValue) {
	start, _, step, n := m.bounds(s, len(l.items))
	drop := map[int]bool{}
	for i := range n {
		drop[start+i*step] = true
	}
	out := make([]Value, 0, len(l.items)-n)
	for i, v := range l.items {
		if !drop[i] {
			out = append(out, v)
		}
	}
	l.items = out
}
