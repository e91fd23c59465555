package python

// getAttr is v.name.
func (m *vm) getAttr(v Value, name string) Value {
	v = force(v)
	if r, ok := m.findAttr(v, name); ok {
		return r
	}
	switch v := v.(type) {
	case *module:
		m.raise("AttributeError", "module '%s' has no attribute '%s'", v.name, name)
	case *class:
		if v.enum != nil {
			m.raise("AttributeError", "%s", name)
		}
		m.raise("AttributeError", "type object '%s' has no attribute '%s'", v.name, name)
	}
	m.raise("AttributeError", "'%s' object has no attribute '%s'", typeName(v), name)
	return nil
}

// findAttr looks an attribute up.
func (m *vm) findAttr(v Value, name string) (Value, bool) {
	if s := subOf(v); s != nil {
		return m.subAttr(v, s, name)
	}
	switch v := v.(type) {
	case *instance:
		return m.instanceAttr(v, v.cls, name)
	case *module:
		if r, ok := v.attrs[name]; ok {
			return r, true
		}
		if name == "__name__" {
			return NewStr(v.name), true
		}
		return nil, false
	case *class:
		return m.classAttr(v, name)
	case object:
		if r, ok := v.attr(m, name); ok {
			return r, true
		}
	case *closure:
		return m.functionAttr(v, name)
	case *builtin:
		if name == "__name__" || name == "__qualname__" {
			return NewStr(v.name), true
		}
	case *boundMethod:
		switch name {
		case "__self__":
			return v.self, true
		case "__func__":
			return v.fn, true
		}
		return m.findAttr(v.fn, name)
	case *builtinMethod:
		if name == "__name__" {
			return NewStr(v.name), true
		}
	case *Dict:
		if name == "default_factory" && v.cls != nil && v.cls.is(defaultClass) {
			return v.factory, true
		}
		if v.cls != nil && !v.cls.builtin {
			s := &subclass{v.cls, v.attrs}
			r, ok := m.subAttr(v, s, name)
			v.attrs = s.attrs
			return r, ok
		}
	case *List:
		if v.attrs != nil {
			if r, ok := v.attrs.str(name); ok {
				return r, true
			}
		}
	case *Tuple:
		if v.cls != nil {
			return m.subAttr(v, &subclass{cls: v.cls}, name)
		}
	case *rangeValue:
		switch name {
		case "start":
			return Int(v.start), true
		case "stop":
			return Int(v.stop), true
		case "step":
			return Int(v.step), true
		}
	case *sliceValue:
		switch name {
		case "start":
			return v.lo, true
		case "stop":
			return v.hi, true
		case "step":
			return v.step, true
		}
	case *wrapped:
		switch name {
		case "fget", "__func__", "__wrapped__":
			return v.fn, true
		case "fset":
			if v.setter == nil {
				return None, true
			}
			return v.setter, true
		case "__doc__":
			return m.findAttr(v.fn, name)
		}
		if name == "setter" || name == "getter" || name == "deleter" {
			return &builtin{name: name, call: func(_ *vm, a *args) Value {
				w := *v
				switch name {
				case "setter":
					w.setter = a.pos[0]
				case "deleter":
					w.deleter = a.pos[0]
				default:
					w.fn = a.pos[0]
				}
				return &w
			}}, true
		}
	}
	if isInt(v) {
		switch name {
		case "real", "numerator":
			return m.unary("+", v), true
		case "imag":
			return Int(0), true
		case "denominator":
			return Int(1), true
		}
	}
	if name == "__class__" {
		return classOf(v), true
	}
	return m.bindMember(v, classOf(v), name)
}

// bindMember finds a member of v's class and binds it to v.
func (m *vm) bindMember(v Value, c *class, name string) (Value, bool) {
	for _, k := range c.mro {
		if r, ok := k.ns.str(name); ok {
			return m.bindValue(v, c, r), true
		}
		if f, ok := k.methods[name]; ok {
			return &boundMethod{v, &builtinMethod{k, name, f}}, true
		}
	}
	if r, ok := bindSlot(v, c, name); ok {
		return r, true
	}
	if name == "__doc__" {
		return None, true
	}
	return nil, false
}

// subAttr finds an attribute of a value of a program's own kind of str, list or set.
func (m *vm) subAttr(v Value, s *subclass, name string) (Value, bool) {
	if r, ok := s.cls.lookup(name); ok {
		if w, is := r.(*wrapped); is && w.kind == "property" {
			return m.call(w.fn, []Value{v}), true
		}
	}
	if s.attrs != nil {
		if r, ok := s.attrs.str(name); ok {
			return r, true
		}
	}
	switch name {
	case "__class__":
		return s.cls, true
	case "__dict__":
		if s.attrs == nil {
			s.attrs = NewDict()
		}
		return s.attrs, true
	}
	if r, ok := m.bindMember(v, s.cls, name); ok && name != "__doc__" {
		return r, true
	}
	if f, ok := s.cls.lookup("__getattr__"); ok {
		return m.call(f, []Value{v, NewStr(name)}), true
	}
	return m.classAttr(s.cls, name)
}

func (m *vm) bindValue(v Value, c *class, r Value) Value {
	switch r := r.(type) {
	case *closure:
		return &boundMethod{v, r}
	case *wrapped:
		switch r.kind {
		case "property":
			return m.call(r.fn, []Value{v})
		case "classmethod":
			return &boundMethod{c, r.fn}
		case "cached_property":
			out := m.call(r.fn, []Value{v})
			if i, ok := v.(*instance); ok {
				i.set(r.fn.(*closure).name, out)
			}
			return out
		}
		return r.fn
	case *builtin:
		if r.self == boundMarker {
			return &boundMethod{v, r}
		}
	case *builtinMethod:
		return &boundMethod{v, r}
	case binder:
		return r.bind(v)
	case *instance:
		if get, ok := r.cls.lookup("__get__"); ok {
			return m.call(get, []Value{r, v, c})
		}
	}
	return r
}

// A binder is a callable object that binds like a function.
type binder interface{ bind(self Value) Value }

// boundMarker marks builtins in a class that bind like functions.
var boundMarker Value = notImplementedType{}

func (m *vm) instanceAttr(i *instance, c *class, name string) (Value, bool) {
	if r, ok := c.lookup(name); ok {
		if w, is := r.(*wrapped); is && w.kind == "property" {
			return m.call(w.fn, []Value{i}), true
		}
	}
	if r, ok := i.get(name); ok {
		return r, true
	}
	switch name {
	case "__class__":
		return c, true
	case "__dict__":
		if i.attrs == nil {
			i.attrs = NewDict()
		}
		return i.attrs, true
	}
	if i.exc != nil {
		if r, ok := excAttr(i, name); ok {
			return r, true
		}
	}
	if r, ok := m.bindMember(i, c, name); ok && name != "__doc__" {
		return r, true
	}
	if f, ok := c.lookup("__getattr__"); ok {
		return m.call(f, []Value{i, NewStr(name)}), true
	}
	if name == "__doc__" {
		return m.classAttr(c, name)
	}
	return nil, false
}

func excAttr(i *instance, name string) (Value, bool) {
	orNone := func(e *instance) Value {
		if e == nil {
			return None
		}
		return e
	}
	switch name {
	case "args":
		return &Tuple{items: i.args}, true
	case "__cause__":
		return orNone(i.exc.cause), true
	case "__context__":
		return orNone(i.exc.context), true
	case "__suppress_context__":
		return Bool(i.exc.suppress), true
	case "__traceback__":
		if len(i.exc.trace) == 0 {
			return None, true
		}
		return &traceback{i}, true
	case "value":
		if i.cls.is(excClasses["StopIteration"]) {
			if len(i.args) > 0 {
				return i.args[0], true
			}
			return None, true
		}
	}
	return nil, false
}

func (m *vm) classAttr(c *class, name string) (Value, bool) {
	switch name {
	case "__name__":
		return NewStr(c.name), true
	case "__qualname__":
		return NewStr(c.qualname()), true
	case "__mro__":
		return &Tuple{items: classValues(c.mro)}, true
	case "__bases__":
		return &Tuple{items: classValues(c.bases)}, true
	case "__dict__":
		return c.ns, true
	case "__module__":
		return NewStr(c.module), true
	case "__class__":
		return typeClass, true
	case "__members__":
		if c.enum != nil {
			return m.copyDict(c.enum.names), true
		}
	}
	for _, k := range c.mro {
		r, ok := k.ns.str(name)
		if !ok {
			if f, ok := k.methods[name]; ok {
				if classMethods[name] {
					return &builtin{name: name, call: func(m *vm, a *args) Value { return f(m, c, a) }}, true
				}
				return &builtinMethod{k, name, f}, true
			}
			continue
		}
		if w, is := r.(*wrapped); is {
			switch w.kind {
			case "classmethod":
				return &boundMethod{c, w.fn}, true
			case "staticmethod":
				return w.fn, true
			}
		}
		return r, true
	}
	if r, ok := m.metaAttr(c, name); ok {
		return r, true
	}
	if r, ok := m.slotOfClass(c, name); ok {
		return r, true
	}
	if name == "__doc__" {
		if c.doc == "" {
			return None, true
		}
		return NewStr(c.doc), true
	}
	return nil, false
}

func (f *closure) keywordDefaults() Value {
	d := NewDict()
	for i, p := range f.code.params {
		if v := f.defaults[i]; v != nil && p.kind == 'k' {
			d.setStr(p.name, v)
		}
	}
	if d.n == 0 {
		return None
	}
	return d
}

// classMethods are the built-in methods that take the class.
var classMethods = map[string]bool{"fromkeys": true, "maketrans": true, "_make": true, "fromhex": true, "from_bytes": true}

func classValues(cs []*class) []Value {
	out := make([]Value, len(cs))
	for i, c := range cs {
		out[i] = c
	}
	return out
}

func (m *vm) functionAttr(f *closure, name string) (Value, bool) {
	if f.attrs != nil {
		if v, ok := f.attrs.str(name); ok {
			return v, true
		}
	}
	switch name {
	case "__get__":
		return fn(name, func(m *vm, a *args) Value {
			if obj := a.need(m, name, 0, "instance"); obj != None {
				return &boundMethod{obj, f}
			}
			return f
		}), true
	case "__call__":
		return f, true
	case "__class__":
		return classOf(f), true
	case "__name__":
		return NewStr(f.name), true
	case "__qualname__":
		return NewStr(f.qual), true
	case "__kwdefaults__":
		return f.keywordDefaults(), true
	case "__doc__":
		if f.code.doc == "" {
			return None, true
		}
		return NewStr(f.code.doc), true
	case "__module__":
		return NewStr("__main__"), true
	case "__annotations__":
		return m.hintsOf(f), true
	case "__defaults__":
		var out []Value
		for i, p := range f.code.params {
			if d := f.defaults[i]; d != nil && p.kind != 'k' {
				out = append(out, d)
			}
		}
		if out == nil {
			return None, true
		}
		return &Tuple{items: out}, true
	case "__dict__":
		if f.attrs == nil {
			f.attrs = NewDict()
		}
		return f.attrs, true
	}
	return nil, false
}
