package python

// A tryCode is a compiled try statement.
type tryCode struct {
	m        *vm
	body     exec
	els      exec
	final    exec
	hasFinal bool
	handlers []handlerCode
	groups   bool // except*
}

type handlerCode struct {
	typ  eval // nil: everything
	set  func(*frame, Value)
	body exec
	line int
}

func (k *compiler) try(s *tryStmt) exec {
	t := &tryCode{m: k.m, body: k.block(s.body), els: k.block(s.els), final: k.block(s.final), hasFinal: len(s.final) > 0, groups: s.groups}
	for _, h := range s.handlers {
		hc := handlerCode{line: h.line}
		if h.typ != nil {
			hc.typ = k.expr(h.typ)
		}
		if h.name != "" {
			hc.set = k.store(h.name)
		}
		hc.body = k.block(h.body)
		t.handlers = append(t.handlers, hc)
	}
	return func(f *frame) ctl {
		if !t.hasFinal {
			return t.handled(f)
		}
		return t.finally(f)
	}
}

// guarded runs s and returns the Python exception that it threw, if any. What a host
// promised inside is waited for.
func (t *tryCode) guarded(f *frame, s exec, settle bool) (c ctl, exc *instance) {
	m := t.m
	handling, held, n := len(m.handling)-f.handled, m.held, len(m.promises)
	building := len(m.building)
	defer func() {
		if m.stopped {
			return // a limit: nothing here catches it
		}
		if r := recover(); r != nil {
			x, ok := r.(*raised)
			if !ok || m.dying {
				panic(r)
			}
			for i := f.at + 1; i < len(m.frames); i++ {
				m.frames[i] = nil
			}
			m.frames = m.frames[:f.at+1]
			m.handling = m.handling[:min(f.handled+max(handling, 0), len(m.handling))]
			m.held = held
			m.building = m.building[:min(building, len(m.building))]
			exc = x.exc
		}
	}()
	c = s(f)
	if settle && len(m.promises) > n {
		m.settle(n)
	}
	return c, nil
}

// handled runs the body and the handler that fits what it throws.
func (t *tryCode) handled(f *frame) ctl {
	if len(t.handlers) == 0 {
		return t.body(f)
	}
	c, exc := t.guarded(f, t.body, true)
	if exc == nil {
		if c != goOn {
			return c
		}
		return t.els(f)
	}
	m := t.m
	exc.exc.caught = f.at
	if t.groups {
		return t.handleGroups(f, exc)
	}
	m.handling = append(m.handling, exc)
	for i := range t.handlers {
		h := &t.handlers[i]
		f.line = h.line
		if h.typ != nil && !m.matches(exc, force(h.typ(f))) {
			continue
		}
		if h.set != nil {
			h.set(f, exc)
			defer h.set(f, nil)
		}
		c := h.body(f)
		m.handling = m.handling[:len(m.handling)-1]
		return c
	}
	m.handling = m.handling[:len(m.handling)-1]
	panic(&raised{exc})
}

// finally runs the finally block whatever happens, limits aside.
func (t *tryCode) finally(f *frame) (c ctl) {
	m := t.m
	c, exc := t.exitSafe(f)
	ret := f.ret
	if exc != nil {
		m.handling = append(m.handling, exc)
	}
	if fc := t.final(f); fc != goOn {
		if exc != nil {
			m.handling = m.handling[:len(m.handling)-1]
		}
		return fc
	}
	if exc != nil {
		m.handling = m.handling[:len(m.handling)-1]
		panic(&raised{exc})
	}
	f.ret = ret
	return c
}

// exitSafe runs the handled part; if its generator is closed meanwhile, the finally
// block runs on the way out.
func (t *tryCode) exitSafe(f *frame) (c ctl, exc *instance) {
	defer func() {
		if t.m.stopped {
			return
		}
		if r := recover(); r != nil {
			if x, ok := r.(*genExit); ok && x.g == f.gen && !t.m.dying {
				t.m.handling = t.m.handling[:min(len(t.m.handling), f.handled)]
				t.final(f)
			}
			panic(r)
		}
	}()
	return t.guarded(f, t.handled, true)
}

// matches reports whether an except clause takes an exception.
func (m *vm) matches(exc *instance, typ Value) bool {
	switch typ := typ.(type) {
	case *class:
		if typ.is(excClasses["BaseException"]) {
			return exc.cls.is(typ)
		}
	case *Tuple:
		for _, t := range typ.items {
			if m.matches(exc, force(t)) {
				return true
			}
		}
		return false
	}
	m.raise("TypeError", "catching classes that do not inherit from BaseException is not allowed")
	return false
}

func (k *compiler) with(s *withStmt) exec {
	m := k.m
	x := k.expr(s.x)
	var set func(*frame, Value)
	if s.target != nil {
		set = k.target(s.target)
	}
	body := k.block(s.body)
	t := &tryCode{m: m}
	return func(f *frame) ctl {
		mgr := force(x(f))
		enter, ok := m.findAttr(mgr, "__enter__")
		exit, ok2 := m.findAttr(mgr, "__exit__")
		if !ok && !ok2 { // of async with
			enter, ok = m.findAttr(mgr, "__aenter__")
			exit, ok2 = m.findAttr(mgr, "__aexit__")
		}
		if !ok || !ok2 {
			m.raise("TypeError", "'%s' object does not support the context manager protocol", typeName(mgr))
		}
		v := m.await(m.call(enter, nil))
		c, exc := t.guarded(f, func(f *frame) ctl {
			if set != nil {
				set(f, v)
			}
			return body(f)
		}, true)
		if exc == nil {
			ret := f.ret
			m.await(m.call(exit, []Value{None, None, None}))
			f.ret = ret
			return c
		}
		m.handling = append(m.handling, exc)
		swallow := m.truth(m.await(m.call(exit, []Value{exc.cls, exc, m.getAttr(exc, "__traceback__")})))
		m.handling = m.handling[:len(m.handling)-1]
		if !swallow {
			panic(&raised{exc})
		}
		return goOn
	}
}

func (k *compiler) raise(s *raiseStmt) exec {
	m := k.m
	x, cause := k.optional(s.x), k.optional(s.cause)
	return func(f *frame) ctl {
		if s.x == nil {
			n := len(m.handling)
			if n == 0 {
				m.raise("RuntimeError", "No active exception to reraise")
			}
			panic(&raised{m.handling[n-1]})
		}
		e := m.exception(force(x(f)))
		if s.hasFrom {
			e.exc.suppress = true
			if c := force(cause(f)); c != None {
				e.exc.cause = m.cause(c)
			}
		}
		m.throw(e)
		return goOn
	}
}

// cause returns the exception that stands behind "from".
func (m *vm) cause(v Value) *instance {
	if c, ok := v.(*class); ok && c.is(excClasses["BaseException"]) {
		return m.exception(v)
	}
	if e, ok := v.(*instance); ok && e.cls.is(excClasses["BaseException"]) {
		return m.exception(v)
	}
	m.raise("TypeError", "exception causes must derive from BaseException")
	return nil
}

// exception returns the exception that "raise v" raises.
func (m *vm) exception(v Value) *instance {
	if c, ok := v.(*class); ok && c.is(excClasses["BaseException"]) {
		v = m.call(c, nil)
	}
	if e, ok := v.(*instance); ok && e.cls.is(excClasses["BaseException"]) {
		if e.exc == nil {
			e.exc = &excState{}
		}
		return e
	}
	m.raise("TypeError", "exceptions must derive from BaseException")
	return nil
}

func (k *compiler) def(s *defStmt) exec {
	m := k.m
	decs := make([]eval, len(s.decs))
	for i, d := range s.decs {
		decs[i] = k.expr(d)
	}
	fn := k.function(s.fn)
	set := k.store(s.fn.name)
	return func(f *frame) ctl {
		ds := make([]Value, len(decs))
		for i, d := range decs {
			ds[i] = d(f)
		}
		v := fn(f)
		if s.fn.isAsync && !s.fn.gen {
			v = &asyncFunc{v.(*closure)}
		}
		for i := len(ds) - 1; i >= 0; i-- {
			v = m.call(ds[i], []Value{v})
		}
		set(f, v)
		return goOn
	}
}

// An asyncFunc is an async def: a call makes a coroutine.
type asyncFunc struct{ fn *closure }

func (*asyncFunc) Type() string { return "function" }

func (a *asyncFunc) bind(self Value) Value { return &boundMethod{self, a} }

func (a *asyncFunc) attr(m *vm, name string) (Value, bool) { return m.functionAttr(a.fn, name) }

func (a *asyncFunc) callWith(_ *vm, pos []Value, kw []kwarg) Value {
	return &coroutine{fn: a.fn, pos: pos, kw: kw}
}

// A coroutine is a call of an async function that has not run yet. It runs when it is
// awaited or gathered.
type coroutine struct {
	fn   *closure
	pos  []Value
	kw   []kwarg
	done bool
	v    Value
}

func (*coroutine) Type() string { return "coroutine" }

func (c *coroutine) run(m *vm) Value {
	if !c.done {
		c.v = m.callKw(c.fn, c.pos, c.kw)
		c.done = true
	}
	return c.v
}
