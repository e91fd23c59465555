package python

func builtinReversed(m *vm, a *args) Value {
	a.count(m, "reversed", 1, 1)
	v := a.pos[0]
	if hasUser(v) {
		if r, ok := m.dunder(v, "__reversed__"); ok {
			return r
		}
	}
	var items []Value
	switch v := v.(type) {
	case *rangeValue:
		n := v.length()
		return m.iterator("range_iterator", m.iterRange(&rangeValue{v.start + (n-1)*v.step, v.start - v.step, -v.step}))
	case *List, *Tuple, *Str, Bytes, *Dict, *view, *deque:
		items = m.collect(v)
	default:
		if !hasUser(v) || !hasMethod(v, "__len__") || !hasMethod(v, "__getitem__") {
			m.raise("TypeError", "'%s' object is not reversible", typeName(v))
		}
		for i := range m.length(v) {
			items = append(items, m.getItem(v, Int(i)))
		}
	}
	i := len(items)
	return m.iterator("list_reverseiterator", func() (Value, bool) {
		m.step(1)
		if i == 0 {
			return nil, false
		}
		i--
		return items[i], true
	})
}

// iterator wraps next in a value. Once it has ended it stays so.
func (m *vm) iterator(kind string, next func() (Value, bool)) *iterator {
	m.charge(96)
	done := false
	return &iterator{kind, func() (Value, bool) {
		if done {
			return nil, false
		}
		v, ok := next()
		done = !ok
		return v, ok
	}}
}

func builtinEnumerate(m *vm, a *args) Value {
	for _, k := range a.kw {
		if k.name != "iterable" && k.name != "start" {
			m.raise("TypeError", "'%s' is an invalid keyword argument for enumerate()", k.name)
		}
	}
	in := a.get(0, "iterable", nil)
	if in == nil {
		m.raise("TypeError", "enumerate() missing required argument 'iterable'")
	}
	next := m.iter(in)
	n, ok := asInt64(a.get(1, "start", Int(0)))
	if !ok {
		m.raise("TypeError", "'%s' object cannot be interpreted as an integer", typeName(a.get(1, "start", None)))
	}
	return m.iterator("enumerate", func() (Value, bool) {
		v, ok := next()
		if !ok {
			return nil, false
		}
		n++
		return pair(Int(n-1), v), true
	})
}

func builtinZip(m *vm, a *args) Value {
	var nexts []func() (Value, bool)
	for _, v := range a.pos {
		nexts = append(nexts, m.iter(v))
	}
	strict := m.truth(a.get(-1, "strict", Bool(false)))
	return m.iterator("zip", func() (Value, bool) {
		if len(nexts) == 0 {
			return nil, false
		}
		out := make([]Value, len(nexts))
		for i, next := range nexts {
			v, ok := next()
			if ok {
				out[i] = v
				continue
			}
			if strict {
				m.zipStrict(nexts, i)
			}
			return nil, false
		}
		return &Tuple{items: out}, true
	})
}

func (m *vm) zipStrict(nexts []func() (Value, bool), i int) {
	if i > 0 {
		m.raise("ValueError", "zip() argument %d is shorter than argument%s", i+1, zipRange(i))
	}
	for j := 1; j < len(nexts); j++ {
		if _, ok := nexts[j](); ok {
			m.raise("ValueError", "zip() argument %d is longer than argument%s", j+1, zipRange(j))
		}
	}
}

func zipRange(n int) string {
	if n == 1 {
		return " 1"
	}
	return sprintf("s 1-%d", n)
}

func builtinMap(m *vm, a *args) Value {
	if len(a.pos) < 2 {
		m.raise("TypeError", "map() must have at least two arguments.")
	}
	f := a.pos[0]
	var nexts []func() (Value, bool)
	for _, v := range a.pos[1:] {
		nexts = append(nexts, m.iter(v))
	}
	return m.iterator("map", func() (Value, bool) {
		in := make([]Value, len(nexts))
		for i, next := range nexts {
			v, ok := next()
			if !ok {
				return nil, false
			}
			in[i] = v
		}
		return m.call(f, in), true
	})
}

func builtinFilter(m *vm, a *args) Value {
	a.count(m, "filter", 2, 2)
	f, next := a.pos[0], m.iter(a.pos[1])
	return m.iterator("filter", func() (Value, bool) {
		for {
			v, ok := next()
			if !ok {
				return nil, false
			}
			keep := v
			if f != None {
				keep = m.call(f, []Value{v})
			}
			if m.truth(keep) {
				return v, true
			}
		}
	})
}

func builtinIter(m *vm, a *args) Value {
	a.count(m, "iter", 1, 2)
	v := a.pos[0]
	if len(a.pos) == 2 {
		return m.iterator("callable_iterator", func() (Value, bool) {
			m.step(1)
			x := m.call(v, nil)
			return x, !m.equal(x, a.pos[1])
		})
	}
	switch v.(type) {
	case *iterator, *generator:
		return v
	}
	if hasUser(v) {
		if r, ok := m.dunder(v, "__iter__"); ok {
			return r
		}
	}
	kind := typeName(v) + "_iterator"
	if s, ok := v.(*Str); ok && s.ascii() {
		kind = "str_ascii_iterator"
	}
	if _, ok := v.(*Dict); ok {
		kind = "dict_keyiterator"
	}
	return m.iterator(kind, m.iter(v))
}

func builtinNext(m *vm, a *args) Value {
	a.count(m, "next", 1, 2)
	var v Value
	ok := false
	switch it := a.pos[0].(type) {
	case *iterator:
		v, ok = it.next()
	case *generator:
		if len(a.pos) == 1 && !it.temp {
			return it.need()
		}
		if it.temp && !it.started {
			it.push(func(x Value) bool { v, ok = x, true; return false })
			break
		}
		v, ok = it.next()
	default:
		if !hasUser(it) || !hasMethod(it, "__next__") {
			m.raise("TypeError", "'%s' object is not an iterator", typeName(it))
		}
		v, ok = m.nextUser(it)()
	}
	if ok {
		return v
	}
	if len(a.pos) == 2 {
		return a.pos[1]
	}
	m.throw(newException("StopIteration"))
	return nil
}
