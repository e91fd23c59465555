package python

func moduleFunctools() map[string]Value {
	return funcs(map[string]func(m *vm, a *args) Value{
		"reduce": func(m *vm, a *args) Value {
			a.count(m, "reduce", 2, 3)
			total := a.get(2, "", nil)
			m.each(a.pos[1], func(v Value) bool {
				if total == nil {
					total = v
				} else {
					total = m.call(a.pos[0], []Value{total, v})
				}
				return true
			})
			if total == nil {
				m.raise("TypeError", "reduce() of empty iterable with no initial value")
			}
			return total
		},
		"partial": func(m *vm, a *args) Value {
			f, pos, kw := a.need(m, "partial", 0, "func"), a.pos[1:], a.kw
			return fn("partial", func(m *vm, b *args) Value {
				return m.callKw(f, append(append([]Value(nil), pos...), b.pos...), append(append([]kwarg(nil), kw...), b.kw...))
			})
		},
		"lru_cache": cacheDecorator, "cache": cacheDecorator,
		"wraps": func(m *vm, a *args) Value {
			from := a.need(m, "wraps", 0, "wrapped")
			return fn("wraps", func(m *vm, b *args) Value {
				if f, ok := b.pos[0].(*closure); ok {
					if n, ok := m.findAttr(from, "__name__"); ok {
						f.name, f.qual = m.str(n), m.str(n)
					}
				}
				return b.pos[0]
			})
		},
		"cached_property": func(_ *vm, a *args) Value { return &wrapped{kind: "cached_property", fn: a.pos[0]} },
		"total_ordering":  totalOrdering,
		"cmp_to_key": func(m *vm, a *args) Value {
			f := a.need(m, "cmp_to_key", 0, "mycmp")
			return fn("K", func(_ *vm, b *args) Value { return &cmpKey{f, b.pos[0]} })
		},
	})
}

// A cmpKey orders by a comparison function.
type cmpKey struct{ f, v Value }

func (*cmpKey) Type() string { return "K" }

func (k *cmpKey) order(m *vm, other Value) (int, bool) {
	o, ok := other.(*cmpKey)
	if !ok {
		return 0, false
	}
	n := m.call(k.f, []Value{k.v, o.v})
	c, ok := m.compareNumbers(n, Int(0))
	return c, ok
}

// totalOrdering adds the comparisons that __lt__ and __eq__ imply.
func totalOrdering(_ *vm, a *args) Value {
	c, ok := a.pos[0].(*class)
	if !ok {
		return a.pos[0]
	}
	add := func(name string, f func(m *vm, x, y Value) bool) {
		if _, has := c.lookup(name); !has {
			c.ns.setStr(name, &builtin{name: name, self: boundMarker, call: func(m *vm, a *args) Value { return Bool(f(m, a.pos[0], a.pos[1])) }})
		}
	}
	lt := func(m *vm, x, y Value) bool { v, _ := m.dunder(x, "__lt__", y); return m.truth(v) }
	if _, has := c.lookup("__lt__"); !has {
		return c
	}
	add("__gt__", func(m *vm, x, y Value) bool { return !lt(m, x, y) && !m.equal(x, y) })
	add("__le__", func(m *vm, x, y Value) bool { return lt(m, x, y) || m.equal(x, y) })
	add("__ge__", func(m *vm, x, y Value) bool { return !lt(m, x, y) })
	return c
}

// A cached is a function with a memory.
type cached struct {
	f    Value
	d    Dict
	hits int
}

func (*cached) Type() string            { return "functools._lru_cache_wrapper" }
func (c *cached) bind(self Value) Value { return &boundMethod{self, c} }
func (c *cached) contents() []Value     { return []Value{&Dict{entries: c.d.entries}} }

func (c *cached) callWith(m *vm, pos []Value, kw []kwarg) Value {
	k := &Tuple{items: append([]Value(nil), pos...)}
	for _, x := range kw {
		k.items = append(k.items, NewStr(x.name), x.v)
	}
	key := m.key(k)
	if v, ok := c.d.get(key); ok {
		c.hits++
		return v
	}
	v := m.callKw(c.f, pos, kw)
	m.charge(200)
	c.d.put(key, k, v)
	return v
}

func (c *cached) attr(m *vm, name string) (Value, bool) {
	switch name {
	case "cache_clear":
		return fn(name, func(*vm, *args) Value { c.d.clear(); return None }), true
	case "__wrapped__":
		return c.f, true
	}
	return m.findAttr(c.f, name)
}

func cacheDecorator(_ *vm, a *args) Value {
	if len(a.pos) == 1 && !isInt(a.pos[0]) && a.pos[0] != None {
		return &cached{f: a.pos[0]}
	}
	return fn("decorator", func(_ *vm, b *args) Value { return &cached{f: b.pos[0]} })
}
