package python

// call compiles a call. A method call does not make a bound method.
func (k *compiler) call(x *callExpr) eval {
	m := k.m
	line := x.at()
	if n, ok := x.fn.(*nameExpr); ok && n.name == "super" && len(x.args) == 0 && len(k.cls) > 0 {
		return k.super()
	}
	if at, ok := x.fn.(*attrExpr); ok {
		obj, name := k.expr(at.x), at.name
		pos, kw := k.arguments(x.args)
		return func(f *frame) Value {
			o := force(obj(f))
			return m.callMethod(f, o, name, line, pos, kw)
		}
	}
	fn := k.expr(x.fn)
	pos, kw := k.arguments(x.args)
	if kw == nil {
		return func(f *frame) Value {
			fv := fn(f)
			a := pos(f)
			f.line = line
			if c, ok := fv.(*closure); ok {
				return m.callClosure(c, a, nil)
			}
			return m.callKw(fv, a, nil)
		}
	}
	return func(f *frame) Value {
		fv := fn(f)
		a := pos(f)
		kws := kw(f)
		f.line = line
		return m.callKw(fv, a, kws)
	}
}

// callMethod calls o.name(…).
func (m *vm) callMethod(f *frame, o Value, name string, line int, pos func(*frame) []Value, kw func(*frame) []kwarg) Value {
	var bm method
	switch o := o.(type) {
	case *Str:
		if o.sub == nil {
			bm = strClass.methods[name]
		}
	case *List:
		if o.sub == nil {
			bm = listClass.methods[name]
		}
	case *Dict:
		if o.cls == nil {
			bm = dictClass.methods[name]
		}
	case *Set:
		if o.sub == nil {
			bm = classOf(o).methods[name]
		}
	}
	f.line = line
	if bm == nil {
		fn := m.getAttr(o, name)
		a := pos(f)
		var kws []kwarg
		if kw != nil {
			kws = kw(f)
		}
		f.line = line
		return m.callKw(fn, a, kws)
	}
	a := args{pos: pos(f)}
	if kw != nil {
		a.kw = kw(f)
	}
	f.line = line
	if s, ok := o.(*Str); ok {
		m.check -= int64(len(s.s)) >> textShift
	}
	m.stepCall(a.pos)
	if !lazyMethods[name] {
		forceAll(a.pos, a.kw)
	}
	return bm(m, o, &a)
}

// arguments compiles the arguments of a call; kw is nil if there are no keywords.
func (k *compiler) arguments(in []argument) (pos func(*frame) []Value, kw func(*frame) []kwarg) {
	var xs []expr
	var kws []argument
	for _, a := range in {
		switch {
		case a.stars == 1:
			xs = append(xs, &starExpr{x: a.x})
		case a.stars == 2 || a.name != "":
			kws = append(kws, a)
		default:
			xs = append(xs, a.x)
		}
	}
	pos = k.callItems(xs)
	if len(kws) == 0 {
		return pos, nil
	}
	m := k.m
	vals := make([]eval, len(kws))
	for i, a := range kws {
		vals[i] = k.expr(a.x)
	}
	return pos, func(f *frame) []kwarg {
		var out []kwarg
		for i, a := range kws {
			v := vals[i](f)
			if a.stars == 0 {
				out = append(out, kwarg{a.name, v})
				continue
			}
			d := NewDict()
			m.mergeMapping(d, v)
			d.Items(func(key, val Value) bool {
				s, ok := key.(*Str)
				if !ok {
					m.raise("TypeError", "keywords must be strings")
				}
				for _, o := range out {
					if o.name == s.s {
						m.raise("TypeError", "got multiple values for keyword argument '%s'", s.s)
					}
				}
				out = append(out, kwarg{s.s, val})
				return true
			})
		}
		return out
	}
}

// callItems compiles positional arguments. A generator expression that stands there
// is seen by the call only.
func (k *compiler) callItems(xs []expr) func(*frame) []Value {
	items := k.items(xs)
	var temps []int
	for i, x := range xs {
		if c, ok := x.(*compExpr); ok && c.kind == '(' {
			temps = append(temps, i)
		}
		if _, ok := x.(*starExpr); ok {
			return items
		}
	}
	if temps == nil {
		return items
	}
	return func(f *frame) []Value {
		out := items(f)
		for _, i := range temps {
			out[i].(*generator).temp = true
		}
		return out
	}
}

// super compiles super() inside a method.
func (k *compiler) super() eval {
	cc := k.cls[len(k.cls)-1]
	m := k.m
	s := k.s
	for s.kind == compScope || s.genexp {
		s = s.parent
	}
	self := ""
	for _, v := range s.vars {
		if v.slot == 0 {
			self = v.name
		}
	}
	if self == "" {
		return func(*frame) Value {
			m.raise("RuntimeError", "super(): no arguments")
			return nil
		}
	}
	load := k.load(self, 0)
	return func(f *frame) Value {
		c := cc.c
		if f.fn != nil && f.fn.owner != nil && f.fn.owner.c != nil {
			c = f.fn.owner.c
		}
		if c == nil {
			m.raise("RuntimeError", "super(): the class is not there yet")
		}
		return &superValue{c, load(f)}
	}
}

// A superValue is super(): it finds members after cls in the order of self's class.
type superValue struct {
	cls  *class
	self Value
}

func (*superValue) Type() string { return "super" }

func (s *superValue) attr(m *vm, name string) (Value, bool) {
	c, ok := s.self.(*class)
	if !ok || classOf(s.self).is(s.cls) {
		c = classOf(s.self)
	}
	past := false
	for _, k := range c.mro {
		if !past {
			past = k == s.cls
			continue
		}
		if r, ok := k.ns.str(name); ok {
			if _, isClass := s.self.(*class); isClass && c == s.self {
				if w, is := r.(*wrapped); is && w.kind == "classmethod" {
					return &boundMethod{c, w.fn}, true
				}
				return r, true
			}
			return m.bindValue(s.self, c, r), true
		}
		if f, ok := k.methods[name]; ok {
			return &boundMethod{s.self, &builtinMethod{k, name, f}}, true
		}
	}
	switch name {
	case "__init__", "__init_subclass__":
		return &builtin{name: name, call: func(*vm, *args) Value { return None }}, true
	case "__new__":
		return newBuiltin, true
	case "__call__":
		if k, ok := s.self.(*class); ok {
			return fn(name, func(m *vm, a *args) Value { return m.instantiate(k, a.pos, a.kw) }), true
		}
	}
	return bindSlot(s.self, c, name)
}
