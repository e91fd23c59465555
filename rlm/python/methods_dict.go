package python

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
			return d.popItem(true)
		}),
		"update": dict(func(m *vm, d *Dict, a *args) Value {
			a.count(m, "update", 0, 1)
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
			made := m.build(d)
			m.each(a.need(m, "fromkeys", 0, "iterable"), func(k Value) bool { m.dictSet(d, force(k), v); return true })
			m.built(made)
			return d
		},
		"__getitem__": dict(func(m *vm, d *Dict, a *args) Value { return m.dictGetRaw(d, a.pos[0]) }),
		"__setitem__": dict(func(m *vm, d *Dict, a *args) Value { m.dictSet(d, a.pos[0], a.pos[1]); return None }),
		"__delitem__": dict(func(m *vm, d *Dict, a *args) Value { m.delKey(d, a.pos[0]); return None }),
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
	fillDefault()
	fillOrdered()
	fillCounter()
	fillDeque()
	fillCollections()
}

func fillSet() {
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
		"__init__": set(func(m *vm, s *Set, a *args) Value {
			a.count(m, "set", 0, 1)
			if s.d.clear(); len(a.pos) > 0 {
				s.d = m.setOf(a.pos[0]).d
			}
			return None
		}),
		"clear":  set(func(_ *vm, s *Set, _ *args) Value { s.d.clear(); return None }),
		"update": update("|"), "intersection_update": update("&"), "difference_update": update("-"), "symmetric_difference_update": update("^"),
	} {
		setClass.methods[name] = f
	}
}
