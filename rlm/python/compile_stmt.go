package python

// block compiles statements in order.
func (k *compiler) block(body []stmt) exec {
	ss := make([]exec, 0, len(body))
	for _, s := range body {
		ss = append(ss, k.stmt(s))
	}
	switch len(ss) {
	case 0:
		return func(*frame) ctl { return goOn }
	case 1:
		return ss[0]
	}
	return func(f *frame) ctl {
		for _, s := range ss {
			if c := s(f); c != goOn {
				return c
			}
		}
		return goOn
	}
}

// stmt compiles a statement: it charges a step and notes its line.
func (k *compiler) stmt(s stmt) exec {
	run := k.statement(s)
	m, line := k.m, s.at()
	return func(f *frame) ctl {
		f.line = line
		f.own = 0
		m.step(1)
		return run(f)
	}
}

func (k *compiler) statement(s stmt) exec {
	m := k.m
	switch s := s.(type) {
	case *exprStmt:
		x := k.expr(s.x)
		return func(f *frame) ctl { x(f); return goOn }
	case *assignStmt:
		return k.assign(s)
	case *augStmt:
		return k.augmented(s)
	case *annStmt:
		return k.annotated(s)
	case *ifStmt:
		test, then, els := k.test(s.test), k.block(s.then), k.block(s.els)
		return func(f *frame) ctl {
			if test(f) {
				return then(f)
			}
			return els(f)
		}
	case *whileStmt:
		return k.while(s)
	case *forStmt:
		return k.forLoop(s)
	case *tryStmt:
		return k.try(s)
	case *withStmt:
		return k.with(s)
	case *defStmt:
		return k.def(s)
	case *classStmt:
		return k.class(s)
	case *returnStmt:
		if k.s.frame().kind != funcScope {
			k.fail(s.at(), "'return' outside function")
		}
		x := k.optional(s.x)
		return func(f *frame) ctl { f.ret = x(f); return doReturn }
	case *raiseStmt:
		return k.raise(s)
	case *delStmt:
		return k.del(s)
	case *assertStmt:
		test, msg := k.test(s.test), k.optional(s.msg)
		return func(f *frame) ctl {
			if !test(f) {
				e := newException("AssertionError")
				if v := force(msg(f)); s.msg != nil {
					e.args = []Value{v}
				}
				m.throw(e)
			}
			return goOn
		}
	case *scopeStmt:
		if s.nonlocal && k.s.kind == moduleScope {
			k.fail(s.at(), "nonlocal declaration not allowed at module level")
		}
		if !s.nonlocal && k.s.kind == classScope {
			for _, n := range s.names {
				k.s.globals[n] = true
			}
		}
		return func(*frame) ctl { return goOn }
	case *importStmt:
		set := k.store(s.as)
		return func(f *frame) ctl {
			mod := m.importModule(s.module)
			if s.whole {
				mod = m.importModule(s.as)
			}
			set(f, mod)
			return goOn
		}
	case *fromStmt:
		return k.from(s)
	case *simpleStmt:
		c := map[string]ctl{"pass": goOn, "break": doBreak, "continue": doContinue}[s.kind]
		return func(*frame) ctl { return c }
	case *matchStmt:
		return k.match(s)
	}
	k.fail(s.at(), "invalid syntax")
	return nil
}

func (k *compiler) assign(s *assignStmt) exec {
	x := k.expr(s.x)
	if len(s.targets) == 1 {
		set := k.target(s.targets[0])
		return func(f *frame) ctl { set(f, x(f)); return goOn }
	}
	var sets []func(*frame, Value)
	for _, t := range s.targets {
		sets = append(sets, k.target(t))
	}
	return func(f *frame) ctl {
		v := x(f)
		for _, set := range sets {
			set(f, v)
		}
		return goOn
	}
}

// augmented compiles target op= x. Lists, sets and dicts change in place.
func (k *compiler) augmented(s *augStmt) exec {
	m, op := k.m, s.op
	x := k.expr(s.x)
	switch t := s.target.(type) {
	case *nameExpr:
		load, set := k.load(t.name, t.at()), k.store(t.name)
		return func(f *frame) ctl {
			a := load(f)
			set(f, m.inPlace(op, a, x(f)))
			return goOn
		}
	case *attrExpr:
		obj := k.expr(t.x)
		return func(f *frame) ctl {
			o := obj(f)
			a := m.getAttr(o, t.name)
			m.setAttr(o, t.name, m.inPlace(op, a, x(f)))
			return goOn
		}
	case *indexExpr:
		obj, ix := k.expr(t.x), k.expr(t.index)
		return func(f *frame) ctl {
			o := obj(f)
			i := ix(f)
			a := m.getItem(o, i)
			m.setItem(o, i, m.inPlace(op, a, x(f)))
			return goOn
		}
	}
	k.fail(s.at(), "illegal expression for augmented assignment")
	return nil
}

// inPlace computes a op= b.
func (m *vm) inPlace(op string, a, b Value) Value {
	if x, ok := a.(Int); ok && op == "+" {
		if y, ok := b.(Int); ok {
			if z := x + y; (z > x) == (y > 0) {
				return z
			}
		}
	}
	a, b = force(a), force(b)
	switch x := a.(type) {
	case *List:
		switch op {
		case "+":
			if !m.iterable(b) {
				m.raise("TypeError", "'%s' object is not iterable", typeName(b))
			}
			x.items = append(x.items, m.collect(b)...)
			return x
		case "*":
			if n, ok := asInt64(b); ok {
				x.items = m.repeatItems(x.items, max(n, 0))
				return x
			}
		}
	case *Dict:
		if op == "|" {
			m.mergeMapping(x, b)
			return x
		}
		if x.cls == counterClass {
			if r, ok := m.binary(op, a, b).(*Dict); ok {
				entries := *r
				entries.cls = counterClass
				*x = entries
				return x
			}
		}
	case *Set:
		if y, ok := m.asSet(b); ok && !x.frozen {
			if r, ok := m.setOp(op, x, y).(*Set); ok {
				x.d = r.d
				return x
			}
		}
	case *byteArray:
		if x.inPlace(m, op, b) {
			return x
		}
	case *instance:
		if v, ok := m.dunder(x, "__i"+dunders[op]+"__", b); ok && v != notImplemented {
			return v
		}
	}
	return m.binaryAs(op, op+"=", a, b)
}

func (k *compiler) annotated(s *annStmt) exec {
	n, ok := s.target.(*nameExpr)
	var hint eval
	if k.s.kind == classScope && ok {
		hint = k.expr(s.ann)
	}
	if s.x != nil {
		set := k.assign(&assignStmt{s.pos, []expr{s.target}, s.x})
		if k.s.kind != classScope || !ok {
			return set
		}
		return func(f *frame) ctl {
			c := set(f)
			noteField(f.ns, n.name, hint(f))
			return c
		}
	}
	if k.s.kind != classScope || !ok {
		return func(*frame) ctl { return goOn }
	}
	return func(f *frame) ctl {
		noteField(f.ns, n.name, hint(f))
		return goOn
	}
}

// noteField keeps a name of a class body with its hint, for dataclasses.
func noteField(ns *Dict, name string, hint Value) {
	v, ok := ns.str("__annotations__")
	if !ok {
		v = NewDict()
		ns.setStr("__annotations__", v)
	}
	v.(*Dict).setStr(name, hint)
}

func (k *compiler) while(s *whileStmt) exec {
	test, body, els := k.test(s.test), k.block(s.body), k.block(s.els)
	m, line := k.m, s.at()
	return func(f *frame) ctl {
		for {
			f.line = line
			m.step(1)
			if !test(f) {
				return els(f)
			}
			switch c := body(f); c {
			case doBreak:
				return goOn
			case doReturn:
				return c
			}
		}
	}
}

func (k *compiler) forLoop(s *forStmt) exec {
	iter, set, body, els := k.expr(s.iter), k.target(s.target), k.block(s.body), k.block(s.els)
	m, line := k.m, s.at()
	return func(f *frame) ctl {
		next := m.iter(iter(f))
		for {
			f.line = line
			v, ok := next()
			if !ok {
				return els(f)
			}
			set(f, v)
			switch c := body(f); c {
			case doBreak:
				return goOn
			case doReturn:
				return c
			}
		}
	}
}

func (k *compiler) del(s *delStmt) exec {
	m := k.m
	var ds []func(*frame)
	for _, t := range s.targets {
		switch t := t.(type) {
		case *nameExpr:
			ds = append(ds, k.remove(t.name))
		case *attrExpr:
			obj := k.expr(t.x)
			ds = append(ds, func(f *frame) { m.setAttr(obj(f), t.name, nil) })
		case *indexExpr:
			obj, ix := k.expr(t.x), k.expr(t.index)
			ds = append(ds, func(f *frame) {
				o := obj(f)
				m.delItem(o, ix(f))
			})
		default:
			k.fail(s.at(), "cannot delete %s", describe(t))
		}
	}
	return func(f *frame) ctl {
		for _, d := range ds {
			d(f)
		}
		return goOn
	}
}

func (k *compiler) from(s *fromStmt) exec {
	m := k.m
	if s.names[0] == "*" {
		g := k.m.globals
		return func(f *frame) ctl {
			mod := m.importModule(s.module)
			for _, n := range sortedNames(mod.attrs) {
				if n[0] != '_' {
					g.set(n, mod.attrs[n])
				}
			}
			return goOn
		}
	}
	var sets []func(*frame, Value)
	for _, n := range s.as {
		sets = append(sets, k.store(n))
	}
	return func(f *frame) ctl {
		mod := m.importModule(s.module)
		for i, n := range s.names {
			v, ok := mod.attrs[n]
			if !ok {
				m.raise("ImportError", "cannot import name '%s' from '%s' (unknown location)", n, s.module)
			}
			sets[i](f, v)
		}
		return goOn
	}
}
