package python

// isinstance and issubclass: by descent, by registration with an abstract class, by what
// a class says itself.

func builtinIsinstance(m *vm, a *args) Value {
	a.count(m, "isinstance", 2, 2)
	return Bool(m.isInstance(a.pos[0], a.pos[1]))
}

func (m *vm) isInstance(v, t Value) bool {
	switch t := force(t).(type) {
	case *class:
		if classOf(v).is(t) {
			return true
		}
		return t.meta != nil && m.isVirtual(t, v, "__instancecheck__")
	case *Tuple:
		return m.anyOf(t.items, func(t Value) bool { return m.isInstance(v, t) })
	case *unionType:
		return m.anyOf(t.args, func(t Value) bool { return m.isInstance(v, t) })
	case noneType:
		return v == None
	case *genericAlias:
		m.raise("TypeError", "isinstance() argument 2 cannot be a parameterized generic")
	case *instance:
		if r, ok := m.dunder(t, "__instancecheck__", v); ok {
			return m.truth(r)
		}
	}
	m.raise("TypeError", "isinstance() arg 2 must be a type, a tuple of types, or a union")
	return false
}

func (m *vm) anyOf(ts []Value, is func(t Value) bool) bool {
	for _, t := range ts {
		if is(t) {
			return true
		}
	}
	return false
}

func builtinIssubclass(m *vm, a *args) Value {
	a.count(m, "issubclass", 2, 2)
	c := a.pos[0]
	if g, ok := c.(*genericAlias); ok {
		c = g.origin
	}
	if _, ok := c.(*class); !ok {
		m.raise("TypeError", "issubclass() arg 1 must be a class")
	}
	return Bool(m.isSubclass(c.(*class), a.pos[1]))
}

func (m *vm) isSubclass(c *class, t Value) bool {
	switch t := force(t).(type) {
	case *class:
		return c.is(t) || t.meta != nil && m.isVirtual(t, c, "__subclasscheck__")
	case *Tuple:
		return m.anyOf(t.items, func(t Value) bool { return m.isSubclass(c, t) })
	case *unionType:
		return m.anyOf(t.args, func(t Value) bool { return m.isSubclass(c, t) })
	case *instance:
		if r, ok := m.dunder(t, "__subclasscheck__", c); ok {
			return m.truth(r)
		}
	}
	m.raise("TypeError", "issubclass() arg 2 must be a class, a tuple of classes, or a union")
	return false
}

// isVirtual reports whether the metaclass of t calls v its instance, or its subclass.
func (m *vm) isVirtual(t *class, v Value, check string) bool {
	if f, ok := t.meta.lookup(check); ok {
		if _, own := f.(*closure); own {
			return m.truth(m.call(f, []Value{t, v}))
		}
	}
	if !t.meta.is(abcMeta) {
		return false
	}
	c, ok := v.(*class)
	if !ok || check == "__instancecheck__" {
		c = classOf(v)
	}
	for _, k := range t.virtual {
		if c.is(k) {
			return true
		}
	}
	hook, ok := t.ns.str("__subclasshook__")
	if !ok {
		return false
	}
	r := m.call(m.bindValue(t, t, hook), []Value{c})
	return r != notImplemented && m.truth(r)
}

func fillAbstract() {
	enumFlagClass.methods = map[string]method{
		"__iter__": func(m *vm, self Value, _ *args) Value {
			return builtinIter(m, &args{pos: []Value{m.flagMembers(self)}})
		},
		"__len__": func(m *vm, self Value, _ *args) Value { return Int(m.flagMembers(self).Len()) },
	}
	abcMeta.module = "abc"
	abcMeta.methods = map[string]method{
		"register": func(m *vm, self Value, a *args) Value {
			c, ok := a.need(m, "register", 0, "subclass").(*class)
			if !ok {
				m.raise("TypeError", "Can only register classes")
			}
			for _, k := range self.(*class).mro {
				if k.meta != nil && !k.builtin {
					k.virtual = append(k.virtual, c)
				}
			}
			return c
		},
	}
	namedTupleBase.make = func(m *vm, _ *class, a *args) Value {
		c := &class{ns: NewDict()}
		m.each(a.get(1, "fields", &List{}), func(f Value) bool {
			kv := m.collect(f)
			noteField(c.ns, m.str(kv[0]), kv[1])
			return true
		})
		c.name, c.named = m.needStr("typename", a.need(m, "NamedTuple", 0, "typename")), true
		return m.shaped(c)
	}
	typedDictBase.make = func(m *vm, _ *class, a *args) Value {
		c := m.makeClass(m.needStr("typename", a.need(m, "TypedDict", 0, "typename")), []Value{typedDictBase})
		c.ns.setStr("__annotations__", a.get(1, "fields", NewDict()))
		return c
	}
}
