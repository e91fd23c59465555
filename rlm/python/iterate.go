package python

import "unicode/utf8"

// iterable reports whether iter(v) works.
func (m *vm) iterable(v Value) bool {
	switch v := force(v).(type) {
	case *Str, *List, *Tuple, *Dict, *Set, *rangeValue, *view, Bytes, *iterator, *generator, iterableObject:
		return true
	case *class:
		return v.enum != nil
	case *instance:
		return hasMethod(v, "__iter__") || hasMethod(v, "__getitem__")
	}
	return false
}

// An iterableObject is an object that can be iterated.
type iterableObject interface {
	iterate(m *vm) func() (Value, bool)
}

// iter returns a function that yields the items of v. Each call charges a step.
func (m *vm) iter(v Value) func() (Value, bool) {
	if subOf(v) != nil && hasMethodUser(v, "__iter__") {
		return m.iterUser(v)
	}
	switch v := force(v).(type) {
	case *List:
		return m.iterItems(func() []Value { return v.items })
	case *Tuple:
		return m.iterItems(func() []Value { return v.items })
	case *Dict:
		if hasUser(v) && hasMethodUser(v, "__iter__") {
			break
		}
		return m.iterDict(v, "keys")
	case *Set:
		return m.iterDict(&v.d, "keys")
	case *view:
		return m.iterDict(v.d, v.kind)
	case *rangeValue:
		return m.iterRange(v)
	case *Str:
		return m.iterStr(v)
	case Bytes:
		i := 0
		return func() (Value, bool) {
			m.step(1)
			if i >= len(v) {
				return nil, false
			}
			i++
			return Int(v[i-1]), true
		}
	case *iterator:
		return v.next
	case *generator:
		return v.next
	case *class:
		if v.enum != nil {
			return m.iter(&List{items: v.enum.members})
		}
	case iterableObject:
		return v.iterate(m)
	}
	return m.iterUser(force(v))
}

func (m *vm) iterItems(items func() []Value) func() (Value, bool) {
	i := 0
	return func() (Value, bool) {
		m.step(1)
		vs := items()
		if i >= len(vs) {
			return nil, false
		}
		i++
		return vs[i-1], true
	}
}

func (m *vm) iterRange(r *rangeValue) func() (Value, bool) {
	n, i := r.length(), r.start
	return func() (Value, bool) {
		m.step(1)
		if n <= 0 {
			return nil, false
		}
		n--
		v := i
		i += r.step
		return Int(v), true
	}
}

func (m *vm) iterStr(s *Str) func() (Value, bool) {
	at := 0
	return func() (Value, bool) {
		m.step(1)
		if at >= len(s.s) {
			return nil, false
		}
		_, n := utf8.DecodeRuneInString(s.s[at:])
		at += n
		return s.bytes(at-n, at), true
	}
}

func (m *vm) iterDict(d *Dict, kind string) func() (Value, bool) {
	i, n := 0, d.n
	return func() (Value, bool) {
		m.step(1)
		if d.n != n {
			m.raise("RuntimeError", "dictionary changed size during iteration")
		}
		for ; i < len(d.entries); i++ {
			e := &d.entries[i]
			if !e.live {
				continue
			}
			i++
			switch kind {
			case "keys":
				return e.k, true
			case "values":
				return e.v, true
			}
			return pair(e.k, e.v), true
		}
		return nil, false
	}
}

// iterUser iterates an object of a program's class.
func (m *vm) iterUser(v Value) func() (Value, bool) {
	if hasUser(v) {
		if it, ok := m.dunder(v, "__iter__"); ok {
			if it != v {
				if i, ok := it.(*instance); !ok || !hasMethod(i, "__iter__") || hasMethod(i, "__next__") {
					if ok {
						return m.nextUser(it)
					}
					return m.iter(it)
				}
			}
			return m.nextUser(it)
		}
		if it, ok := m.dunder(v, "__aiter__"); ok { // of async for
			return m.nextAsync(it)
		}
		if hasMethod(v, "__getitem__") {
			return m.iterGetitem(v)
		}
	}
	m.raise("TypeError", "'%s' object is not iterable", typeName(v))
	return nil
}

func (m *vm) nextUser(it Value) func() (Value, bool) {
	if !hasMethod(it, "__next__") {
		m.raise("TypeError", "iter() returned non-iterator of type '%s'", typeName(it))
	}
	return func() (v Value, ok bool) {
		exc := m.try(func() { v, _ = m.dunder(it, "__next__") })
		if exc == nil {
			return v, true
		}
		if exc.cls.is(excClasses["StopIteration"]) {
			return nil, false
		}
		panic(&raised{exc})
	}
}

func (m *vm) nextAsync(it Value) func() (Value, bool) {
	if isIterator(it) {
		return m.iter(it)
	}
	return func() (v Value, ok bool) {
		exc := m.try(func() {
			next, _ := m.dunder(it, "__anext__")
			v = m.await(next)
		})
		if exc == nil {
			return v, true
		}
		if exc.cls.is(excClasses["StopAsyncIteration"]) {
			return nil, false
		}
		panic(&raised{exc})
	}
}

func (m *vm) iterGetitem(v Value) func() (Value, bool) {
	i := 0
	return func() (x Value, ok bool) {
		exc := m.try(func() { x = m.getItem(v, Int(i)) })
		i++
		if exc == nil {
			return x, true
		}
		if exc.cls.is(excClasses["IndexError"]) {
			return nil, false
		}
		panic(&raised{exc})
	}
}

// each calls f with the items of v until it returns false.
func (m *vm) each(v Value, f func(Value) bool) {
	if g, ok := v.(*generator); ok && g.temp && !g.started {
		g.push(f)
		return
	}
	next := m.iter(v)
	top := &frame{}
	if n := len(m.frames); n > 0 {
		top = m.frames[n-1]
	}
	for own := top.own; ; top.own = own { // what a round leaves behind is f's
		x, ok := next()
		if !ok || !f(x) {
			return
		}
	}
}

// collect returns the items of v in a slice of its own.
func (m *vm) collect(v Value) []Value {
	switch v := force(v).(type) {
	case *List:
		m.charge(int64(16 * len(v.items)))
		m.step(int64(len(v.items)) / 16)
		return append([]Value(nil), v.items...)
	case *Tuple:
		m.charge(int64(16 * len(v.items)))
		return append([]Value(nil), v.items...)
	case *rangeValue:
		m.chargeCount(v.length(), 24)
	}
	out := &List{}
	made := m.build(out)
	m.each(v, func(x Value) bool {
		m.chargeAppend(out)
		out.items = append(out.items, x)
		return true
	})
	m.built(made)
	return out.items
}
