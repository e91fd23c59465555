package python

// setAttr is v.name = x; x == nil deletes.
func (m *vm) setAttr(v Value, name string, x Value) {
	v = force(v)
	c := classOf(v)
	if r, ok := c.lookup(name); ok {
		if w, is := r.(*wrapped); is && w.kind == "property" {
			if w.field {
				m.raise("AttributeError", "can't set attribute")
			}
			if x == nil && w.deleter != nil {
				m.call(w.deleter, []Value{v})
				return
			}
			if x == nil {
				m.raise("AttributeError", "property '%s' of '%s' object has no deleter", name, c.name)
			}
			if w.setter == nil {
				m.raise("AttributeError", "property '%s' of '%s' object has no setter", name, c.name)
			}
			m.call(w.setter, []Value{v, x})
			return
		}
	}
	var attrs **Dict
	switch v := v.(type) {
	case *instance:
		if m.userSetAttr(v, name, x) {
			return
		}
		m.checkSlots(v, name)
		attrs = &v.attrs
	case *Str, *List, *Set:
		if s := subOf(v); s != nil {
			attrs = &s.attrs
			break
		}
		m.readOnly(v, c, name)
	case *module:
		if x == nil {
			delete(v.attrs, name)
		} else {
			m.charge(64)
			v.attrs[name] = x
		}
		return
	case *closure:
		if s, ok := x.(*Str); ok && (name == "__name__" || name == "__qualname__") {
			if name == "__name__" {
				v.name = s.s
			} else {
				v.qual = s.s
			}
			return
		}
		attrs = &v.attrs
	case *Dict:
		if v.cls == nil || v.cls.builtin {
			m.raise("AttributeError", "'%s' object has no attribute '%s'", c.name, name)
		}
		attrs = &v.attrs
	case *class:
		if v.builtin {
			m.raise("TypeError", "cannot set '%s' attribute of immutable type '%s'", name, v.name)
		}
		attrs = &v.ns
	case attrSetter:
		if v.setAttr(m, name, x) {
			return
		}
		m.raise("AttributeError", "'%s' object has no attribute '%s'", c.name, name)
	default:
		m.readOnly(v, c, name)
	}
	m.setIn(attrs, v, name, x)
}

func (m *vm) readOnly(v Value, c *class, name string) {
	if _, ok := m.findAttr(v, name); ok {
		m.raise("AttributeError", "'%s' object attribute '%s' is read-only", c.name, name)
	}
	m.raise("AttributeError", "'%s' object has no attribute '%s'", c.name, name)
}

// userSetAttr assigns or deletes by __setattr__, __delattr__ or the __set__ of a
// descriptor, if the program defined one.
func (m *vm) userSetAttr(v *instance, name string, x Value) bool {
	if r, ok := v.cls.lookup(name); ok {
		if d, is := r.(*instance); is && x != nil {
			if f, ok := d.cls.lookup("__set__"); ok {
				m.call(f, []Value{d, v, x})
				return true
			}
		}
	}
	if x == nil && hasMethodUser(v, "__delattr__") {
		m.dunder(v, "__delattr__", NewStr(name))
		return true
	}
	if x != nil && hasMethodUser(v, "__setattr__") {
		m.dunder(v, "__setattr__", NewStr(name), x)
		return true
	}
	return false
}

// plainSetAttr is object.__setattr__ and, with x == nil, object.__delattr__.
func (m *vm) plainSetAttr(v Value, name string, x Value) {
	i, ok := v.(*instance)
	if !ok {
		m.setAttr(v, name, x)
		return
	}
	m.checkSlots(i, name)
	m.setIn(&i.attrs, v, name, x)
}

func (m *vm) checkSlots(i *instance, name string) {
	if i.cls.slots != nil && !i.cls.slots[name] {
		m.raise("AttributeError", "'%s' object has no attribute '%s'", i.cls.name, name)
	}
}

// An attrSetter is an object with assignable attributes.
type attrSetter interface {
	setAttr(m *vm, name string, x Value) bool
}

func (m *vm) setIn(attrs **Dict, v Value, name string, x Value) {
	if *attrs == nil {
		*attrs = NewDict()
	}
	if x != nil {
		m.charge(100)
		(*attrs).setStr(name, x)
		return
	}
	if _, ok := (*attrs).del(hkey{kind: 's', s: name}); !ok {
		m.raise("AttributeError", "'%s' object has no attribute '%s'", typeName(v), name)
	}
}
