package python

func fillContainers() {
	list := func(f func(m *vm, l *List, a *args) Value) method {
		return func(m *vm, self Value, a *args) Value { return f(m, self.(*List), a) }
	}
	listClass.methods = map[string]method{
		"append": list(func(m *vm, l *List, a *args) Value {
			a.count(m, "list.append", 1, 1)
			if len(l.items) == cap(l.items) {
				m.charge(int64(16 * max(4, len(l.items))))
			}
			l.items = append(l.items, a.pos[0])
			return None
		}),
		"extend": list(func(m *vm, l *List, a *args) Value {
			a.count(m, "list.extend", 1, 1)
			l.items = append(l.items, m.collect(a.pos[0])...)
			return None
		}),
		"insert": list(func(m *vm, l *List, a *args) Value {
			a.count(m, "insert", 2, 2)
			i := m.needInt(a.pos[0])
			n := int64(len(l.items))
			if i < 0 {
				i = max(0, i+n)
			}
			i = min(i, n)
			m.charge(16)
			m.step(n / 64)
			l.items = append(l.items, nil)
			copy(l.items[i+1:], l.items[i:])
			l.items[i] = a.pos[1]
			return None
		}),
		"__init__": list(func(m *vm, l *List, a *args) Value {
			a.count(m, "list", 0, 1)
			l.items = nil
			if len(a.pos) > 0 {
				l.items = m.collect(a.pos[0])
			}
			return None
		}),
		"pop":    list(listPop),
		"remove": list(listRemove),
		"index":  list(func(m *vm, l *List, a *args) Value { return m.indexOf(l.items, a, "list") }),
		"count":  list(func(m *vm, l *List, a *args) Value { return m.countOf(l.items, a.need(m, "count", 0, "value")) }),
		"clear":  list(func(_ *vm, l *List, _ *args) Value { l.items = nil; return None }),
		"copy":   list(func(m *vm, l *List, _ *args) Value { return &List{items: m.collect(l)} }),
		"reverse": list(func(_ *vm, l *List, _ *args) Value {
			for i, j := 0, len(l.items)-1; i < j; i, j = i+1, j-1 {
				l.items[i], l.items[j] = l.items[j], l.items[i]
			}
			return None
		}),
		"sort": list(listSort),
	}
	tupleClass.methods = map[string]method{
		"index": func(m *vm, self Value, a *args) Value { return m.indexOf(self.(*Tuple).items, a, "tuple") },
		"count": func(m *vm, self Value, a *args) Value {
			return m.countOf(self.(*Tuple).items, a.need(m, "count", 0, "value"))
		},
	}
	rangeClass.methods = map[string]method{
		"index": func(m *vm, self Value, a *args) Value {
			r := self.(*rangeValue)
			n, ok := asInt64(a.need(m, "index", 0, "value"))
			if !ok || !m.contains(r, Int(n)) {
				m.raise("ValueError", "%s is not in range", m.repr(a.pos[0]))
			}
			return Int((n - r.start) / r.step)
		},
		"count": func(m *vm, self Value, a *args) Value {
			if m.contains(self, a.need(m, "count", 0, "value")) {
				return Int(1)
			}
			return Int(0)
		},
	}
	fillViews()
	fillDict()
	fillSet()
}

func listPop(m *vm, l *List, a *args) Value {
	a.count(m, "pop", 0, 1)
	if len(l.items) == 0 {
		m.raise("IndexError", "pop from empty list")
	}
	n := m.needInt(a.get(0, "", Int(-1)))
	if n < 0 {
		n += int64(len(l.items))
	}
	if n < 0 || n >= int64(len(l.items)) {
		m.raise("IndexError", "pop index out of range")
	}
	v := l.items[n]
	m.step(int64(len(l.items)-int(n)) / 64)
	l.items = append(l.items[:n], l.items[n+1:]...)
	return v
}

func listRemove(m *vm, l *List, a *args) Value {
	a.count(m, "list.remove", 1, 1)
	for i := 0; i < len(l.items); i++ {
		m.step(1)
		if same(l.items[i], a.pos[0]) || m.equal(l.items[i], a.pos[0]) {
			l.items = append(l.items[:i], l.items[i+1:]...)
			return None
		}
	}
	m.raise("ValueError", "list.remove(x): x not in list")
	return nil
}

func (m *vm) indexOf(items []Value, a *args, kind string) Value {
	v := a.need(m, "index", 0, "value")
	start, stop, _, _ := m.bounds(&sliceValue{a.get(1, "", None), a.get(2, "", None), None}, len(items))
	for i := start; i < stop && i < len(items); i++ {
		m.step(1)
		if same(items[i], v) || m.equal(items[i], v) {
			return Int(i)
		}
	}
	if kind == "tuple" {
		m.raise("ValueError", "tuple.index(x): x not in tuple")
	}
	m.raise("ValueError", "%s is not in list", m.repr(v))
	return nil
}

func (m *vm) countOf(items []Value, v Value) Value {
	n := 0
	for _, x := range items {
		m.step(1)
		if same(x, v) || m.equal(x, v) {
			n++
		}
	}
	return Int(n)
}
