package python

import "strings"

// args are the arguments of a call of a builtin.
type args struct {
	pos []Value
	kw  []kwarg
}

// get returns argument i, or the keyword name, or def.
func (a *args) get(i int, name string, def Value) Value {
	if i >= 0 && i < len(a.pos) {
		return a.pos[i]
	}
	for _, k := range a.kw {
		if k.name == name {
			return k.v
		}
	}
	return def
}

// need is get for an argument that must be there.
func (a *args) need(m *vm, fn string, i int, name string) Value {
	v := a.get(i, name, nil)
	if v == nil {
		m.raise("TypeError", "%s() missing required argument '%s' (pos %d)", fn, name, i+1)
	}
	return v
}

// count checks the number of positional arguments.
func (a *args) count(m *vm, fn string, lo, hi int) {
	n := len(a.pos)
	switch {
	case n >= lo && (n <= hi || hi < 0):
		return
	case lo == hi && lo == 0:
		m.raise("TypeError", "%s() takes no arguments (%d given)", fn, n)
	case lo == hi && lo == 1:
		m.raise("TypeError", "%s() takes exactly one argument (%d given)", fn, n)
	case lo == hi:
		m.raise("TypeError", "%s expected %d arguments, got %d", fn, lo, n)
	case n < lo:
		m.raise("TypeError", "%s expected at least %d argument%s, got %d", fn, lo, plural(lo), n)
	}
	m.raise("TypeError", "%s expected at most %d argument%s, got %d", fn, hi, plural(hi), n)
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

// call calls f with positional arguments.
func (m *vm) call(f Value, pos []Value) Value { return m.callKw(f, pos, nil) }

// callKw calls f.
func (m *vm) callKw(f Value, pos []Value, kw []kwarg) Value {
	switch f := force(f).(type) {
	case *closure:
		return f.vm.callClosure(f, pos, kw)
	case *builtin:
		m.stepCall(pos)
		if !f.lazy {
			forceAll(pos, kw)
		}
		return f.call(m, &args{pos, kw})
	case *boundMethod:
		return m.callKw(f.fn, append([]Value{f.self}, pos...), kw)
	case *builtinMethod:
		m.stepCall(pos)
		if len(pos) == 0 {
			m.raise("TypeError", "unbound method %s.%s() needs an argument", f.cls.name, f.name)
		}
		self := force(pos[0])
		if !classOf(self).is(f.cls) {
			m.raise("TypeError", "descriptor '%s' for '%s' objects doesn't apply to a '%s' object", f.name, f.cls.name, typeName(self))
		}
		if !lazyMethods[f.name] {
			forceAll(pos, kw)
		}
		if f.cls.builtin {
			self = unbased(self)
		}
		return f.f(m, self, &args{pos[1:], kw})
	case *class:
		m.step(1)
		if f.meta != nil {
			if c, ok := f.meta.lookup("__call__"); ok {
				return m.callKw(c, append([]Value{f}, pos...), kw)
			}
		}
		return m.instantiate(f, pos, kw)
	case *wrapped:
		return m.callKw(f.fn, pos, kw)
	case callable:
		return f.callWith(m, pos, kw)
	case *instance:
		if c, ok := f.cls.lookup("__call__"); ok {
			return m.callKw(c, append([]Value{f}, pos...), kw)
		}
	}
	m.raise("TypeError", "'%s' object is not callable", typeName(f))
	return nil
}

// A callable is an object that can be called.
type callable interface {
	callWith(m *vm, pos []Value, kw []kwarg) Value
}

// lazyMethods take promises as they are.
var lazyMethods = map[string]bool{"append": true, "insert": true, "setdefault": true, "appendleft": true}

func forceAll(pos []Value, kw []kwarg) {
	for i, v := range pos {
		if p, ok := v.(*Promise); ok {
			pos[i] = force(p)
		}
	}
	for i := range kw {
		kw[i].v = force(kw[i].v)
	}
}

// callClosure calls a Python function.
func (m *vm) callClosure(f *closure, pos []Value, kw []kwarg) Value {
	c := f.code
	fr := &frame{vm: m, code: c, fn: f, line: c.line}
	fr.locals = make([]Value, c.nlocals)
	if len(kw) == 0 && c.plain && len(pos) == c.npos {
		copy(fr.locals, pos)
	} else {
		m.bind(f, fr, pos, kw)
	}
	m.charge(int64(96 + 16*c.nlocals))
	if c.ncells > 0 {
		fr.cells = make([]*cell, c.ncells)
		n := c.ncells - len(f.cells)
		for i := range n {
			fr.cells[i] = &cell{}
		}
		copy(fr.cells[n:], f.cells)
		for _, p := range c.cellParams {
			fr.cells[p.cell].v = fr.locals[p.local]
		}
	}
	if c.gen {
		return m.newGenerator(fr)
	}
	m.step(1)
	m.enterFrame(fr)
	before := m.total
	v := c.run(fr)
	m.pop()
	m.keep(v, m.total-before)
	return v
}

// bind assigns arguments to parameters.
func (m *vm) bind(f *closure, fr *frame, pos []Value, kw []kwarg) {
	c := f.code
	n := copy(fr.locals[:c.npos], pos)
	if len(pos) > c.npos {
		if c.rest < 0 {
			m.tooMany(f, len(pos), kw)
		}
	}
	if c.rest >= 0 {
		fr.locals[c.rest] = &Tuple{items: append([]Value(nil), pos[n:]...)}
	}
	var extra *Dict
	if c.kwrest >= 0 {
		extra = NewDict()
		fr.locals[c.kwrest] = extra
	}
	if len(kw) > 0 && extra == nil {
		m.positionalOnly(f, kw)
	}
	for _, k := range kw {
		i := c.paramSlot(k.name)
		switch {
		case i >= 0 && fr.locals[i] != nil:
			m.raise("TypeError", "%s() got multiple values for argument '%s'", f.qual, k.name)
		case i >= 0:
			fr.locals[i] = k.v
		case extra != nil:
			extra.setStr(k.name, k.v)
		default:
			m.raise("TypeError", "%s() got an unexpected keyword argument '%s'", f.qual, k.name)
		}
	}
	var missing, missingKw []string
	for i, p := range c.params {
		if fr.locals[i] != nil || i == c.rest || i == c.kwrest {
			continue
		}
		if fr.locals[i] = f.defaults[i]; fr.locals[i] == nil {
			if p.kind == 'k' {
				missingKw = append(missingKw, "'"+p.name+"'")
			} else {
				missing = append(missing, "'"+p.name+"'")
			}
		}
	}
	if len(missing) > 0 {
		m.raise("TypeError", "%s() missing %d required positional argument%s: %s", f.qual, len(missing), plural(len(missing)), andList(missing))
	}
	if len(missingKw) > 0 {
		m.raise("TypeError", "%s() missing %d required keyword-only argument%s: %s", f.qual, len(missingKw), plural(len(missingKw)), andList(missingKw))
	}
}

// positionalOnly refuses keywords that name parameters before a "/".
func (m *vm) positionalOnly(f *closure, kw []kwarg) {
	var wrong []string
	for _, p := range f.code.params {
		for _, k := range kw {
			if k.name == p.name && f.code.paramSlot(p.name) < 0 {
				wrong = append(wrong, p.name)
			}
		}
	}
	if wrong != nil {
		m.raise("TypeError", "%s() got some positional-only arguments passed as keyword arguments: '%s'", f.qual, strings.Join(wrong, ", "))
	}
}

func (m *vm) tooMany(f *closure, n int, kw []kwarg) {
	c := f.code
	given, extra := sprintf("%d", n), 0
	for _, k := range kw {
		for _, p := range c.params {
			if p.name == k.name && p.kind == 'k' {
				extra++
			}
		}
	}
	if extra > 0 {
		given = sprintf("%d positional argument%s (and %d keyword-only argument%s)", n, plural(n), extra, plural(extra))
	}
	need := 0
	for i := range c.npos {
		if f.defaults[i] == nil {
			need++
		}
	}
	was := "was"
	if n != 1 || extra > 0 {
		was = "were"
	}
	if need < c.npos {
		m.raise("TypeError", "%s() takes from %d to %d positional arguments but %s %s given", f.qual, need, c.npos, given, was)
	}
	m.raise("TypeError", "%s() takes %d positional argument%s but %s %s given", f.qual, c.npos, plural(c.npos), given, was)
}

func andList(names []string) string {
	switch len(names) {
	case 1:
		return names[0]
	case 2:
		return names[0] + " and " + names[1]
	}
	out := ""
	for i, n := range names {
		switch {
		case i == len(names)-1:
			out += ", and "
		case i > 0:
			out += ", "
		}
		out += n
	}
	return out
}

// instantiate calls a class.
func (m *vm) instantiate(c *class, pos []Value, kw []kwarg) Value {
	forceAll(pos, kw)
	m.refuseAbstract(c)
	base := c
	for _, k := range c.mro {
		if k.make != nil {
			base = k
			break
		}
	}
	if c.is(enumClass) && len(pos) >= 2 && (c.enum == nil || c.enum.names.n == 0) {
		return m.enumOf(c, pos[0], pos[1])
	}
	if c.enum != nil && len(pos) == 1 {
		return m.enumByValue(c, pos[0])
	}
	if f, ok := c.lookup("__new__"); ok && !c.builtin {
		if w, is := f.(*wrapped); is {
			f = w.fn
		}
		v := m.callKw(f, append([]Value{c}, pos...), kw)
		if classOf(v).is(c) {
			m.initialize(c, v, pos, kw)
		}
		return v
	}
	if base.make != nil {
		v := base.make(m, c, &args{pos, kw})
		if !c.builtin {
			m.initialize(c, v, pos, kw)
		}
		return v
	}
	m.charge(160)
	v := &instance{cls: c}
	if !m.initialize(c, v, pos, kw) && (len(pos) > 0 || len(kw) > 0) {
		m.raise("TypeError", "%s() takes no arguments", c.name)
	}
	return v
}

// initialize calls __init__ if the program defined one.
func (m *vm) initialize(c *class, v Value, pos []Value, kw []kwarg) bool {
	f, ok := c.lookup("__init__")
	if !ok {
		return false
	}
	if _, is := f.(*builtinMethod); is {
		return true
	}
	m.callKw(f, append([]Value{v}, pos...), kw)
	return true
}
