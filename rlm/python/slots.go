package python

// Programs now and then call a special method by its name, as in xs.__len__() or
// super().__setitem__(k, v), or ask hasattr(x, "__iter__"). The operators do not go this
// way: they know the built-in kinds. slotMethods are what such a call finds.

// A slot is a special method and the built-in classes that have it.
type slot struct {
	of []*class
	f  method
}

// slotMethod finds a special method of a class that is built in, or derives from one.
func slotMethod(c *class, name string) (method, bool) {
	s, ok := slotMethods[name]
	if !ok {
		return nil, false
	}
	for _, k := range s.of {
		if c.is(k) {
			return s.f, true
		}
	}
	return nil, false
}

// bindSlot is slotMethod as an attribute of v.
func bindSlot(v Value, c *class, name string) (Value, bool) {
	f, ok := slotMethod(c, name)
	if !ok {
		if _, is := v.(iterableObject); !is && name != "__next__" {
			return nil, false
		}
		if f, ok = iteratorSlots[name]; !ok || !isIterator(v) && name == "__next__" {
			return nil, false
		}
	}
	return &builtin{name: name, call: func(m *vm, a *args) Value { return f(m, v, a) }}, true
}

// newBuiltin is object.__new__ and that of the built-in classes.
var newBuiltin = fn("__new__", func(m *vm, a *args) Value {
	c, ok := a.need(m, "__new__", 0, "cls").(*class)
	if !ok {
		m.raise("TypeError", "object.__new__(X): X is not a type object (%s)", typeName(a.pos[0]))
	}
	for _, k := range c.mro {
		if k.make != nil {
			return k.make(m, c, &args{a.pos[1:], a.kw})
		}
	}
	m.charge(160)
	return &instance{cls: c}
})

// slotOfClass is bindSlot for an attribute of the class itself.
func (m *vm) slotOfClass(c *class, name string) (Value, bool) {
	switch name {
	case "__new__":
		return newBuiltin, true
	case "__init__":
		return fn(name, func(*vm, *args) Value { return None }), true
	}
	if f, ok := slotMethod(c, name); ok {
		return &builtinMethod{c, name, f}, true
	}
	return nil, false
}

func isIterator(v Value) bool {
	switch v.(type) {
	case *iterator, *generator:
		return true
	}
	return false
}

// raw is a container without the methods of a program's class.
func raw(v Value) Value {
	switch v := v.(type) {
	case *List:
		if v.sub != nil {
			return &List{items: v.items}
		}
	case *Str:
		if v.sub != nil {
			s := *v
			s.sub = nil
			return &s
		}
	case *Set:
		if v.sub != nil {
			return &Set{d: v.d, frozen: v.frozen}
		}
	case *Tuple:
		if v.cls != nil {
			return &Tuple{items: v.items}
		}
	case *instance:
		if v.base != nil {
			return v.base
		}
	}
	return v
}

// one makes a slot of a function of one operand.
func one(f func(m *vm, v Value) Value) method {
	return func(m *vm, self Value, _ *args) Value { return f(m, raw(self)) }
}

// two makes a slot of a function of two operands.
func two(f func(m *vm, v, w Value) Value) method {
	return func(m *vm, self Value, a *args) Value {
		a.count(m, "expected", 1, 1)
		return f(m, raw(self), force(a.pos[0]))
	}
}

// binarySlot is __add__ and the like; what does not fit is NotImplemented.
func binarySlot(op string, reflected bool) method {
	return two(func(m *vm, v, w Value) (r Value) {
		if reflected {
			v, w = w, v
		}
		if r = m.numberOp(op, v, w); r == nil {
			if isNumber(v) == isNumber(w) || op == "*" || op == "%" {
				r = m.containerOp(op, v, w)
			}
		}
		if r == nil {
			return notImplemented
		}
		return r
	})
}

func orderSlot(op string) method {
	return two(func(m *vm, v, w Value) Value {
		if isNumber(v) != isNumber(w) || !isNumber(v) && typeName(v) != typeName(w) {
			return notImplemented
		}
		return m.order(op, v, raw(w), 0)
	})
}

// iteratorSlots are those of iterators.
var iteratorSlots = map[string]method{}

// slotMethods is filled once, by fillSlots.
var slotMethods = map[string]slot{}

func fillSlots() {
	every := []*class{objectClass}
	numbers := []*class{intClass, floatClass}
	ints := []*class{intClass}
	seqs := []*class{strClass, bytesClass, listClass, tupleClass}
	sized := append([]*class{dictClass, setClass, frozenClass, rangeClass, dequeClass}, seqs...)
	sets := []*class{setClass, frozenClass, intClass}
	iteratorSlots["__next__"] = func(m *vm, self Value, _ *args) Value { return builtinNext(m, &args{pos: []Value{self}}) }
	iteratorSlots["__iter__"] = func(m *vm, self Value, _ *args) Value { return builtinIter(m, &args{pos: []Value{self}}) }
	put := func(name string, of []*class, f method) { slotMethods[name] = slot{of, f} }

	put("__len__", sized, one(func(m *vm, v Value) Value { return Int(m.length(v)) }))
	put("__iter__", sized, one(func(m *vm, v Value) Value { return builtinIter(m, &args{pos: []Value{v}}) }))
	put("__contains__", sized, two(func(m *vm, v, w Value) Value { return Bool(m.contains(v, w)) }))
	put("__getitem__", append([]*class{dictClass, rangeClass, dequeClass}, seqs...), two(func(m *vm, v, w Value) Value { return m.getItem(v, w) }))
	put("__reversed__", []*class{listClass, dictClass, rangeClass}, one(func(m *vm, v Value) Value { return builtinReversed(m, &args{pos: []Value{v}}) }))
	put("__setitem__", []*class{listClass}, func(m *vm, self Value, a *args) Value {
		a.count(m, "expected", 2, 2)
		m.setListItem(self.(*List), a.pos[0], a.pos[1])
		return None
	})
	put("__delitem__", []*class{listClass}, func(m *vm, self Value, a *args) Value {
		a.count(m, "expected", 1, 1)
		m.delListItem(self.(*List), a.pos[0])
		return None
	})
	put("__repr__", every, func(m *vm, self Value, _ *args) Value { return NewStr(m.plainRepr(raw(self))) })
	put("__str__", every, func(m *vm, self Value, _ *args) Value {
		if s, ok := self.(*Str); ok {
			return raw(s)
		}
		if i, ok := self.(*instance); ok && i.exc == nil && i.base == nil {
			return NewStr(m.repr(self))
		}
		return NewStr(m.str(raw(self)))
	})
	put("__format__", every, func(m *vm, self Value, a *args) Value {
		return m.formatValue(raw(self), m.str(a.get(0, "", emptyStr)))
	})
	put("__hash__", every, one(func(m *vm, v Value) Value { return builtinHash(m, &args{pos: []Value{v}}) }))
	put("__eq__", every, func(m *vm, self Value, a *args) Value {
		a.count(m, "expected", 1, 1)
		if i, ok := self.(*instance); ok && i.base == nil && self != a.pos[0] {
			return notImplemented
		}
		return Bool(m.equal(raw(self), raw(a.pos[0])))
	})
	put("__ne__", every, two(func(m *vm, v, w Value) Value { return Bool(!m.equal(v, w)) }))
	put("__dir__", every, one(func(m *vm, v Value) Value { return builtinDir(m, &args{pos: []Value{v}}) }))
	put("__sizeof__", every, one(func(_ *vm, v Value) Value { return Int((&sizer{seen: map[any]bool{}}).size(v, 0)) }))
	put("__getattribute__", every, func(m *vm, self Value, a *args) Value {
		return m.getAttr(self, m.attrName(a.need(m, "__getattribute__", 0, "name")))
	})
	put("__setattr__", every, func(m *vm, self Value, a *args) Value {
		a.count(m, "expected", 2, 2)
		m.plainSetAttr(self, m.attrName(a.pos[0]), a.pos[1])
		return None
	})
	put("__delattr__", every, func(m *vm, self Value, a *args) Value {
		a.count(m, "expected", 1, 1)
		m.plainSetAttr(self, m.attrName(a.pos[0]), nil)
		return None
	})
	for op, name := range orderNames {
		put(name, every, orderSlot(op))
	}
	for op, name := range dunders {
		of := numbers
		switch op {
		case "+":
			of = append(append([]*class{}, seqs...), numbers...)
		case "*":
			of = append(append([]*class{}, seqs...), numbers...)
		case "-":
			of = append(append([]*class{}, sets...), numbers...)
		case "&", "^":
			of = sets
		case "|":
			of = append([]*class{dictClass}, sets...)
		case "%":
			of = append([]*class{strClass, bytesClass}, numbers...)
		case "<<", ">>":
			of = ints
		case "@", "divmod":
			continue
		}
		put("__"+name+"__", of, binarySlot(op, false))
		put("__r"+name+"__", of, binarySlot(op, true))
	}
	put("__iadd__", []*class{listClass}, func(m *vm, self Value, a *args) Value {
		listClass.methods["extend"](m, self, a)
		return self
	})
	for op, name := range map[string]string{"-": "__neg__", "+": "__pos__"} {
		put(name, numbers, one(func(m *vm, v Value) Value { return m.unary(op, v) }))
	}
	put("__invert__", ints, one(func(m *vm, v Value) Value { return m.unary("~", v) }))
	put("__bool__", numbers, one(func(m *vm, v Value) Value { return Bool(m.truth(v)) }))
	put("__abs__", numbers, one(func(m *vm, v Value) Value { return builtinAbs(m, &args{pos: []Value{v}}) }))
	for _, name := range []string{"__int__", "__trunc__"} {
		put(name, numbers, one(func(m *vm, v Value) Value { return m.toInt(&args{pos: []Value{v}}) }))
	}
	put("__index__", ints, one(func(m *vm, v Value) Value { return m.unary("+", v) }))
	put("__float__", numbers, one(func(m *vm, v Value) Value { return m.toFloat(&args{pos: []Value{v}}) }))
	put("__round__", numbers, func(m *vm, self Value, a *args) Value {
		return builtinRound(m, &args{pos: append([]Value{raw(self)}, a.pos...)})
	})
	put("__divmod__", numbers, two(func(m *vm, v, w Value) Value { return builtinDivmod(m, &args{pos: []Value{v, w}}) }))
}
