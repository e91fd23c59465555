package python

// class compiles a class statement.
func (k *compiler) class(s *classStmt) exec {
	m := k.m
	pos, kw := k.arguments(s.bases)
	decs := make([]eval, len(s.decs))
	for i, d := range s.decs {
		decs[i] = k.expr(d)
	}
	cc := &classCell{}
	sc := k.scopeOf(s, classScope, func(sc *scope) { (&nameBinder{sc}).scopes(s.body) })
	k.cls = append(k.cls, cc)
	qual := k.qualified(s.name)
	sc.qual = qual
	var body exec
	k.in(sc, func() { body = k.block(s.body) })
	k.cls = k.cls[:len(k.cls)-1]
	c := &code{name: s.name, file: k.file, line: s.at(), lines: k.lines, rest: -1, kwrest: -1}
	c.run = func(f *frame) Value { body(f); return None }
	k.finish(c, sc)
	make := k.maker(c, sc, nil, nil)
	set := k.store(s.name)
	doc := docOf(s.body)
	return func(f *frame) ctl {
		bases := pos(f)
		var kws []kwarg
		if kw != nil {
			kws = kw(f)
		}
		cls := m.makeClass(s.name, bases)
		cls.doc, cls.qual = doc, qual
		fn := make(f).(*closure)
		fr := &frame{vm: m, code: c, fn: fn, line: s.at(), ns: cls.ns, locals: sliceOf(c.nlocals), cells: fn.cells}
		if n := c.ncells - len(fn.cells); n > 0 {
			fr.cells = nil
			for range n {
				fr.cells = append(fr.cells, &cell{})
			}
			fr.cells = append(fr.cells, fn.cells...)
		}
		cc.c = cls
		m.enterFrame(fr)
		c.run(fr)
		m.pop()
		cls = m.completeClass(cls, bases, kws)
		cc.c = cls
		var v Value = cls
		for i := len(decs) - 1; i >= 0; i-- {
			v = m.call(decs[i](f), []Value{v})
		}
		set(f, v)
		return goOn
	}
}

func sliceOf(n int) []Value { return append([]Value(nil), make([]Value, n)...) }

// ownMethods ties the functions of a class body to their class, for super().
func (m *vm) ownMethods(c *class) {
	own := &classCell{c}
	c.ns.Items(func(_, v Value) bool {
		switch v := v.(type) {
		case *closure:
			v.owner = own
		case *wrapped:
			if f, ok := v.fn.(*closure); ok {
				f.owner = own
			}
			if f, ok := v.setter.(*closure); ok {
				f.owner = own
			}
		}
		return true
	})
}

// makeClass makes an empty class of the given bases.
func (m *vm) makeClass(name string, bases []Value) *class {
	var cs []*class
	named, typed := false, false
	for _, b := range bases {
		switch b := force(b).(type) {
		case *class:
			if named = named || b == namedTupleBase; b == namedTupleBase {
				continue
			}
			if typed = typed || b == typedDictBase; b == typedDictBase {
				cs = append(cs, dictClass)
				continue
			}
			if sameBase(cs, b) {
				m.raise("TypeError", "duplicate base class %s", b.name)
			}
			switch b {
			case boolClass, noneClass, rangeClass, sliceClass:
				m.raise("TypeError", "type '%s' is not an acceptable base type", b.name)
			}
			cs = append(cs, b)
		case *genericAlias:
			if c, ok := b.origin.(*class); ok {
				cs = append(cs, c)
			}
		default:
			r, ok := m.dunder(b, "__mro_entries__", &Tuple{items: bases})
			if !ok {
				m.raise("TypeError", "bases must be types, not %s", typeName(b))
			}
			for _, c := range m.collect(r) {
				if c, ok := c.(*class); ok && !sameBase(cs, c) {
					cs = append(cs, c)
				}
			}
		}
	}
	if len(cs) == 0 {
		cs = []*class{objectClass}
	}
	c := newClass(name, cs...)
	c.named = named
	if typed { // its instances are dicts and nothing else
		c.make = func(m *vm, _ *class, a *args) Value { return makeDict(m, dictClass, a) }
	}
	if len(c.mro) == 1 {
		m.raise("TypeError", "Cannot create a consistent method resolution order (MRO) for bases %s", cs[0].name)
	}
	m.charge(1024)
	return c
}

func sameBase(cs []*class, c *class) bool {
	for _, k := range cs {
		if k == c {
			return true
		}
	}
	return false
}

// finishClass makes the members of an enumeration and calls __init_subclass__.
func (m *vm) finishClass(c *class, kws []kwarg) {
	if c.is(enumClass) {
		m.makeEnum(c)
	}
	c.makeAbstract()
	m.findSlots(c)
	for _, k := range c.mro[1:] {
		f, ok := k.ns.str("__init_subclass__")
		if !ok {
			continue
		}
		if w, is := f.(*wrapped); is {
			f = w.fn
		}
		m.callKw(f, []Value{c}, kws)
		break
	}
	c.ns.Items(func(k, v Value) bool {
		if v == nil {
			return true
		}
		f, ok := m.setNameHook(v)
		if ok {
			m.call(f, []Value{c, k})
		}
		return true
	})
}

func (m *vm) setNameHook(v Value) (Value, bool) {
	if _, ok := v.(*instance); !ok {
		return nil, false
	}
	return m.findAttrClass(v, "__set_name__")
}

func (m *vm) findAttrClass(v Value, name string) (Value, bool) {
	f, ok := classOf(v).lookup(name)
	if !ok {
		return nil, false
	}
	return &boundMethod{v, f}, true
}
