package python

import "sort"

func fillDict() {
	dict := func(f func(m *vm, d *Dict, a *args) Value) method {
		return func(m *vm, self Value, a *args) Value { return f(m, self.(*Dict), a) }
	}
	dictClass.methods = map[string]method{
		"keys":   dict(func(_ *vm, d *Dict, _ *args) Value { return &view{"keys", d} }),
		"values": dict(func(_ *vm, d *Dict, _ *args) Value { return &view{"values", d} }),
		"items":  dict(func(_ *vm, d *Dict, _ *args) Value { return &view{"items", d} }),
		"get": dict(func(m *vm, d *Dict, a *args) Value {
			a.count(m, "get", 1, 2)
			if v, ok := d.get(m.key(a.pos[0])); ok {
				return v
			}
			return a.get(1, "default", None)
		}),
		"setdefault": dict(func(m *vm, d *Dict, a *args) Value {
			a.count(m, "setdefault", 1, 2)
			k := force(a.pos[0])
			if v, ok := d.get(m.key(k)); ok {
				return v
			}
			v := a.get(1, "", None)
			m.dictSet(d, k, v)
			return v
		}),
		"pop": dict(func(m *vm, d *Dict, a *args) Value {
			a.count(m, "pop", 1, 2)
			if v, ok := d.del(m.key(a.pos[0])); ok {
				return v
			}
			if def := a.get(1, "", nil); def != nil {
				return def
			}
			m.throw(newException("KeyError", a.pos[0]))
			return nil
		}),
		"popitem": dict(func(m *vm, d *Dict, a *args) Value {
			if d.n == 0 {
				m.throw(newException("KeyError", NewStr("popitem(): dictionary is empty")))
			}
			i := len(d.entries) - 1
			if !m.truth(a.get(0, "last", Bool(true))) {
				for i = 0; !d.entries[i].live; i++ {
				}
			}
			for ; !d.entries[i].live; i-- {
			}
			e := d.entries[i]
			d.del(e.key)
			return pair(e.k, e.v)
		}),
		"update": dict(func(m *vm, d *Dict, a *args) Value {
			if len(a.pos) > 0 {
				m.updateDict(d, a.pos[0])
			}
			for _, k := range a.kw {
				d.setStr(k.name, k.v)
			}
			return None
		}),
		"clear": dict(func(_ *vm, d *Dict, _ *args) Value { d.clear(); return None }),
		"copy":  dict(func(m *vm, d *Dict, _ *args) Value { return m.copyDict(d) }),
		"fromkeys": func(m *vm, _ Value, a *args) Value {
			d := NewDict()
			v := a.get(1, "value", None)
			m.each(a.need(m, "fromkeys", 0, "iterable"), func(k Value) bool { m.dictSet(d, force(k), v); return true })
			return d
		},
		"__getitem__": dict(func(m *vm, d *Dict, a *args) Value { return m.dictGetRaw(d, a.pos[0]) }),
		"__setitem__": dict(func(m *vm, d *Dict, a *args) Value { m.dictSet(d, a.pos[0], a.pos[1]); return None }),
		"__delitem__": dict(func(m *vm, d *Dict, a *args) Value { m.delItem(d, a.pos[0]); return None }),
		"__contains__": dict(func(m *vm, d *Dict, a *args) Value {
			return Bool(d.find(m.key(a.pos[0])) >= 0)
		}),
		"__len__": dict(func(_ *vm, d *Dict, _ *args) Value { return Int(d.n) }),
		"__init__": dict(func(m *vm, d *Dict, a *args) Value {
			if len(a.pos) > 0 {
				m.updateDict(d, a.pos[0])
			}
			for _, k := range a.kw {
				d.setStr(k.name, k.v)
			}
			return None
		}),
	}
	counterClass.methods = counterMethods
	counterClass.make = func(m *vm, c *class, a *args) Value {
		d := &Dict{cls: c}
		m.counterUpdate(d, a, 1)
		return d
	}
	defaultClass.make = func(m *vm, c *class, a *args) Value {
		d := &Dict{cls: c, factory: a.get(0, "", None)}
		if len(a.pos) > 1 {
			m.updateDict(d, a.pos[1])
		}
		for _, k := range a.kw {
			d.setStr(k.name, k.v)
		}
		return d
	}
	orderedClass.make = makeDict
	orderedClass.methods = map[string]method{
		"move_to_end": dict(func(m *vm, d *Dict, a *args) Value {
			k := a.need(m, "move_to_end", 0, "key")
			key := m.key(k)
			v, ok := d.del(key)
			if !ok {
				m.throw(newException("KeyError", k))
			}
			if m.truth(a.get(1, "last", Bool(true))) {
				d.put(key, k, v)
				return None
			}
			old := *d
			d.clear()
			d.put(key, k, v)
			d.copyFrom(&old)
			return None
		}),
	}
}

var counterMethods = map[string]method{}

func fillCounter() {
	counterMethods["most_common"] = func(m *vm, self Value, a *args) Value {
		d := m.byCount(self.(*Dict))
		n := d.n
		if v := a.get(0, "n", None); v != None {
			n = int(max(0, min(m.needInt(v), int64(n))))
		}
		out := make([]Value, 0, n)
		for i := range n {
			out = append(out, pair(d.entries[i].k, d.entries[i].v))
		}
		return &List{items: out}
	}
	counterMethods["update"] = func(m *vm, self Value, a *args) Value { m.counterUpdate(self.(*Dict), a, 1); return None }
	counterMethods["subtract"] = func(m *vm, self Value, a *args) Value { m.counterUpdate(self.(*Dict), a, -1); return None }
	counterMethods["total"] = func(m *vm, self Value, _ *args) Value {
		return builtinSum(m, &args{pos: []Value{&view{"values", self.(*Dict)}}})
	}
	counterMethods["elements"] = func(m *vm, self Value, _ *args) Value {
		var out []Value
		self.(*Dict).Items(func(k, v Value) bool {
			n := max(0, m.needInt(v))
			m.chargeCount(n, 16)
			for range n {
				out = append(out, k)
			}
			return true
		})
		return m.iterator("itertools.chain", m.iter(&List{items: out}))
	}
}

// byCount returns a counter's entries by falling count, ties in order.
func (m *vm) byCount(d *Dict) *Dict {
	out := &Dict{entries: make([]entry, 0, d.n), n: d.n}
	for _, e := range d.entries {
		if e.live {
			out.entries = append(out.entries, e)
		}
	}
	m.charge(int64(80 * d.n))
	m.step(int64(d.n))
	ok := true
	for _, e := range out.entries {
		ok = ok && isNumber(e.v)
	}
	if !ok {
		return out
	}
	sort.SliceStable(out.entries, func(i, j int) bool {
		c, _ := m.compareNumbers(out.entries[i].v, out.entries[j].v)
		return c > 0
	})
	return out
}

// counterUpdate counts the items of an iterable, or adds the counts of a mapping.
func (m *vm) counterUpdate(d *Dict, a *args, sign int64) {
	add := func(k, n Value) {
		key := m.key(k)
		if i := d.find(key); i >= 0 {
			d.entries[i].v = m.inPlace("+", d.entries[i].v, n)
			return
		}
		m.charge(120)
		d.put(key, k, n)
	}
	signed := func(n Value) Value {
		if sign < 0 {
			return m.unary("-", n)
		}
		return n
	}
	if v := a.get(0, "", None); v != None && len(a.pos) > 0 {
		if o, ok := v.(*Dict); ok {
			for _, e := range append([]entry(nil), o.entries...) {
				if e.live {
					add(e.k, signed(force(e.v)))
				}
			}
		} else {
			m.each(v, func(k Value) bool { add(force(k), Int(sign)); return true })
		}
	}
	for _, k := range a.kw {
		add(NewStr(k.name), signed(k.v))
	}
}

func fillSet() {
	fillCounter()
	set := func(f func(m *vm, s *Set, a *args) Value) method {
		return func(m *vm, self Value, a *args) Value { return f(m, self.(*Set), a) }
	}
	combine := func(op string) method {
		return set(func(m *vm, s *Set, a *args) Value {
			out := m.setOp("|", s, &Set{})
			for _, v := range a.pos {
				out = m.setOp(op, out, m.setOf(v))
			}
			return out
		})
	}
	test := func(f func(a, b *Set) bool) method {
		return set(func(m *vm, s *Set, a *args) Value { return Bool(f(s, m.setOf(a.need(m, "issubset", 0, "other")))) })
	}
	frozenClass.methods = map[string]method{
		"union": combine("|"), "intersection": combine("&"), "difference": combine("-"), "symmetric_difference": combine("^"),
		"issubset": test(subset), "issuperset": test(func(a, b *Set) bool { return subset(b, a) }),
		"isdisjoint": test(func(a, b *Set) bool {
			for _, e := range a.d.entries {
				if e.live && b.d.find(e.key) >= 0 {
					return false
				}
			}
			return true
		}),
		"copy": set(func(m *vm, s *Set, _ *args) Value { return m.setOp("|", s, &Set{}) }),
	}
	for name, f := range frozenClass.methods {
		setClass.methods[name] = f
	}
	update := func(op string) method {
		return set(func(m *vm, s *Set, a *args) Value {
			for _, v := range a.pos {
				if op == "|" {
					m.each(v, func(x Value) bool { m.charge(100); m.setAdd(s, x); return true })
					continue
				}
				s.d = m.setOp(op, s, m.setOf(v)).(*Set).d
			}
			return None
		})
	}
	for name, f := range map[string]method{
		"add": set(func(m *vm, s *Set, a *args) Value {
			a.count(m, "set.add", 1, 1)
			m.charge(100)
			m.setAdd(s, a.pos[0])
			return None
		}),
		"discard": set(func(m *vm, s *Set, a *args) Value { s.d.del(m.key(a.need(m, "discard", 0, "elem"))); return None }),
		"remove": set(func(m *vm, s *Set, a *args) Value {
			v := a.need(m, "remove", 0, "elem")
			n := s.d.n
			if s.d.del(m.key(v)); s.d.n == n {
				m.throw(newException("KeyError", v))
			}
			return None
		}),
		"pop": set(func(m *vm, s *Set, _ *args) Value {
			for _, e := range s.d.entries {
				if e.live {
					s.d.del(e.key)
					return e.k
				}
			}
			m.throw(newException("KeyError", NewStr("pop from an empty set")))
			return nil
		}),
		"clear":  set(func(_ *vm, s *Set, _ *args) Value { s.d.clear(); return None }),
		"update": update("|"), "intersection_update": update("&"), "difference_update": update("-"), "symmetric_difference_update": update("^"),
	} {
		setClass.methods[name] = f
	}
}
