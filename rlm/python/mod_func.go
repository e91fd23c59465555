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
		"lru_cache":       cacheDecorator,
		"cache":           func(m *vm, a *args) Value { return &cached{f: a.need(m, "cache", 0, "user_function"), most: -1} },
		"cached_property": func(_ *vm, a *args) Value { return &wrapped{kind: "cached_property", fn: a.pos[0]} },
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

// A cached is a function with a memory: of the last most calls, of all if most < 0.
type cached struct {
	f            Value
	d            Dict
	most         int
	hits, misses int
	attrs        *Dict
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
		if c.hits++; c.most > 0 { // it is the last one used
			c.d.del(key)
			c.d.put(key, k, v)
		}
		return v
	}
	c.misses++
	v := m.callKw(c.f, pos, kw)
	m.charge(200)
	if c.most != 0 {
		c.d.put(key, k, v)
	}
	if c.most > 0 && c.d.n > c.most {
		c.d.popItem(false)
	}
	return v
}

var cacheInfo = namedClass("CacheInfo", &tupleShape{names: []string{"hits", "misses", "maxsize", "currsize"}})

func (c *cached) size() Value {
	if c.most < 0 {
		return None
	}
	return Int(c.most)
}

func (c *cached) attr(m *vm, name string) (Value, bool) {
	switch name {
	case "cache_clear":
		return fn(name, func(*vm, *args) Value { c.d.clear(); c.hits, c.misses = 0, 0; return None }), true
	case "cache_info":
		return fn(name, func(*vm, *args) Value {
			return &Tuple{items: []Value{Int(c.hits), Int(c.misses), c.size(), Int(c.d.n)}, cls: cacheInfo}
		}), true
	case "cache_parameters":
		return fn(name, func(*vm, *args) Value {
			d := NewDict()
			d.setStr("maxsize", c.size())
			d.setStr("typed", Bool(false))
			return d
		}), true
	case "__wrapped__":
		return c.f, true
	}
	if c.attrs != nil {
		if v, ok := c.attrs.str(name); ok {
			return v, true
		}
	}
	return m.findAttr(c.f, name)
}

func (c *cached) setAttr(m *vm, name string, x Value) bool {
	m.setIn(&c.attrs, c, name, x)
	return true
}

// cacheDecorator is lru_cache, with and without arguments.
func cacheDecorator(m *vm, a *args) Value {
	size := a.get(0, "maxsize", Int(128))
	if size != None && !isInt(size) {
		if builtinCallable(m, &args{pos: []Value{size}}) != Bool(true) {
			m.raise("TypeError", "Expected first argument to be an integer, a callable, or None")
		}
		return &cached{f: size, most: 128}
	}
	most := -1
	if size != None {
		most = int(max(m.needInt(size), 0))
	}
	return fn("decorating_function", func(_ *vm, b *args) Value { return &cached{f: b.pos[0], most: most} })
}
