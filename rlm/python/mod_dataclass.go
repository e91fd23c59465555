package python

func moduleDataclasses() map[string]Value {
	return map[string]Value{"dataclass": fn("dataclass", dataclass), "FrozenInstanceError": excClasses["FrozenInstanceError"],
		"field": fn("field", func(_ *vm, a *args) Value {
			return &fieldSpec{a.get(-1, "default", nil), a.get(-1, "default_factory", nil)}
		}),
		"asdict": fn("asdict", func(m *vm, a *args) Value { return m.asDict(a.pos[0], 0) })}
}

// A fieldSpec is what field() gives.
type fieldSpec struct{ def, factory Value }

func (*fieldSpec) Type() string { return "Field" }

func dataclass(m *vm, a *args) Value {
	opts := func(name string) bool { return m.truth(a.get(-1, name, Bool(false))) }
	frozen, order := opts("frozen"), opts("order")
	if len(a.pos) == 1 {
		return m.makeDataclass(a.pos[0], frozen, order)
	}
	return fn("dataclass", func(m *vm, b *args) Value { return m.makeDataclass(b.pos[0], frozen, order) })
}

// fieldsOf lists the fields of a dataclass, those of its bases first.
func fieldsOf(c *class) []string {
	var out []string
	seen := map[string]bool{}
	for i := len(c.mro) - 1; i >= 0; i-- {
		v, ok := c.mro[i].ns.str("__annotations__")
		if !ok {
			continue
		}
		for _, k := range v.(*Dict).keys() {
			if n := k.(*Str).s; !seen[n] {
				seen[n] = true
				out = append(out, n)
			}
		}
	}
	return out
}

func (m *vm) makeDataclass(v Value, frozen, order bool) Value {
	c, ok := v.(*class)
	if !ok {
		m.raise("TypeError", "dataclass() takes a class")
	}
	fields := fieldsOf(c)
	add := func(name string, f func(m *vm, a *args) Value) {
		if _, own := c.ns.str(name); !own {
			c.ns.setStr(name, &builtin{name: name, self: boundMarker, call: f})
		}
	}
	values := func(m *vm, v Value) *Tuple {
		t := &Tuple{}
		for _, f := range fields {
			t.items = append(t.items, m.getAttr(v, f))
		}
		return t
	}
	names := &Tuple{}
	for _, f := range fields {
		names.items = append(names.items, NewStr(f))
	}
	c.ns.setStr("__match_args__", names)
	add("__init__", func(m *vm, a *args) Value { m.initFields(c, fields, a, frozen); return None })
	add("__repr__", func(m *vm, a *args) Value {
		out := typeName(a.pos[0]) + "("
		for i, f := range fields {
			if i > 0 {
				out += ", "
			}
			out += f + "=" + m.repr(m.getAttr(a.pos[0], f))
		}
		return NewStr(out + ")")
	})
	add("__eq__", func(m *vm, a *args) Value {
		if classOf(a.pos[0]) != classOf(a.pos[1]) {
			return notImplemented
		}
		return Bool(m.equal(values(m, a.pos[0]), values(m, a.pos[1])))
	})
	if frozen {
		add("__hash__", func(m *vm, a *args) Value { return values(newVM(Options{}), a.pos[0]) })
	}
	if order {
		for op, name := range orderNames {
			add(name, func(m *vm, a *args) Value { return m.order(op, values(m, a.pos[0]), values(m, a.pos[1]), 0) })
		}
	}
	return c
}

// initFields is the __init__ of a dataclass.
func (m *vm) initFields(c *class, fields []string, a *args, frozen bool) {
	self := a.pos[0].(*instance)
	pos := a.pos[1:]
	if len(pos) > len(fields) {
		m.raise("TypeError", "%s.__init__() takes %d positional arguments but %d were given", c.name, len(fields)+1, len(pos)+1)
	}
	for _, k := range a.kw {
		known := false
		for _, f := range fields {
			known = known || f == k.name
		}
		if !known {
			m.raise("TypeError", "%s.__init__() got an unexpected keyword argument '%s'", c.name, k.name)
		}
	}
	var lack []string
	for i, f := range fields {
		v := a.get(-1, f, nil)
		if i < len(pos) {
			v = pos[i]
		}
		if v == nil {
			v, _ = c.lookup(f)
			if s, ok := v.(*fieldSpec); ok {
				if v = s.def; s.factory != nil {
					v = m.call(s.factory, nil)
				}
			}
		}
		if v == nil {
			lack = append(lack, "'"+f+"'")
			continue
		}
		self.set(f, v)
	}
	if len(lack) > 0 {
		m.raise("TypeError", "%s.__init__() missing %d required positional argument%s: %s", c.name, len(lack), plural(len(lack)), andList(lack))
	}
	if f, ok := c.lookup("__post_init__"); ok {
		m.call(f, []Value{self})
	}
}

func (m *vm) asDict(v Value, depth int) Value {
	if depth > maxCompare {
		m.raise("RecursionError", "maximum recursion depth exceeded")
	}
	switch v := force(v).(type) {
	case *instance:
		d := NewDict()
		for _, f := range fieldsOf(v.cls) {
			d.setStr(f, m.asDict(m.getAttr(v, f), depth+1))
		}
		return d
	case *List:
		l := &List{}
		for _, x := range v.items {
			l.items = append(l.items, m.asDict(x, depth+1))
		}
		return l
	default:
		return v
	}
}
