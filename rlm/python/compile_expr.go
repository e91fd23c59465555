package python

// expr compiles an expression.
func (k *compiler) expr(x expr) eval {
	switch x := x.(type) {
	case *constExpr:
		v := x.val
		return func(*frame) Value { return v }
	case *nameExpr:
		return k.load(x.name, x.at())
	case *fstrExpr:
		return k.fstring(x)
	case *binExpr:
		return k.binary(x.op, k.expr(x.l), k.expr(x.r))
	case *unaryExpr:
		return k.unary(x)
	case *boolExpr:
		return k.boolean(x)
	case *compareExpr:
		return k.comparison(x)
	case *condExpr:
		test, then, els := k.test(x.test), k.expr(x.then), k.expr(x.els)
		return func(f *frame) Value {
			if test(f) {
				return then(f)
			}
			return els(f)
		}
	case *walrusExpr:
		return k.walrusExpr(x)
	case *callExpr:
		return k.call(x)
	case *attrExpr:
		obj, name := k.expr(x.x), x.name
		m := k.m
		return func(f *frame) Value { return m.getAttr(obj(f), name) }
	case *indexExpr:
		obj, ix := k.expr(x.x), k.expr(x.index)
		m := k.m
		return func(f *frame) Value {
			o := obj(f)
			return m.getItem(o, ix(f))
		}
	case *sliceExpr:
		lo, hi, step := k.optional(x.lo), k.optional(x.hi), k.optional(x.step)
		return func(f *frame) Value { return &sliceValue{lo(f), hi(f), step(f)} }
	case *seqExpr:
		return k.display(x)
	case *dictExpr:
		return k.dict(x)
	case *compExpr:
		return k.comprehension(x)
	case *lambdaExpr:
		return k.function(x.fn)
	case *yieldExpr:
		return k.yield(x)
	case *awaitExpr:
		v := k.expr(x.x)
		m := k.m
		return func(f *frame) Value { return m.await(v(f)) }
	case *starExpr:
		k.fail(x.at(), "can't use starred expression here")
	}
	k.fail(x.at(), "invalid syntax")
	return nil
}

func (k *compiler) optional(x expr) eval {
	if x == nil {
		return func(*frame) Value { return None }
	}
	return k.expr(x)
}

// test compiles an expression of which only the truth matters.
func (k *compiler) test(x expr) func(*frame) bool {
	m := k.m
	switch x := x.(type) {
	case *unaryExpr:
		if x.op == "not" {
			t := k.test(x.x)
			return func(f *frame) bool { return !t(f) }
		}
	case *boolExpr:
		var ts []func(*frame) bool
		for _, y := range x.xs {
			ts = append(ts, k.test(y))
		}
		and := x.and
		return func(f *frame) bool {
			for _, t := range ts {
				if t(f) != and {
					return !and
				}
			}
			return and
		}
	}
	v := k.expr(x)
	return func(f *frame) bool {
		x := v(f)
		if b, ok := x.(Bool); ok {
			return bool(b)
		}
		return m.truth(x)
	}
}

// binary compiles an operator, with a short way for small integers and floats.
func (k *compiler) binary(op string, l, r eval) eval {
	m := k.m
	slow := func(a, b Value) Value { return m.binary(op, a, b) }
	switch op {
	case "+":
		return func(f *frame) Value {
			a, b := l(f), r(f)
			if x, ok := a.(Int); ok {
				if y, ok := b.(Int); ok {
					if z := x + y; (z > x) == (y > 0) {
						return z
					}
				}
			} else if x, ok := a.(*Str); ok {
				if y, ok := b.(*Str); ok {
					return m.concatStr(x, y)
				}
			}
			return slow(a, b)
		}
	case "-":
		return func(f *frame) Value {
			a, b := l(f), r(f)
			if x, ok := a.(Int); ok {
				if y, ok := b.(Int); ok {
					if z := x - y; (z < x) == (y > 0) {
						return z
					}
				}
			}
			return slow(a, b)
		}
	case "*", "/":
		mul := op == "*"
		return func(f *frame) Value {
			a, b := l(f), r(f)
			if x, ok := a.(Float); ok {
				if y, ok := b.(Float); ok {
					if mul {
						return x * y
					}
					if y != 0 {
						return x / y
					}
				}
			}
			return slow(a, b)
		}
	case "%":
		return func(f *frame) Value {
			a, b := l(f), r(f)
			if x, ok := a.(Int); ok {
				if y, ok := b.(Int); ok && y > 0 {
					z := x % y
					if z < 0 {
						z += y
					}
					return z
				}
			}
			return slow(a, b)
		}
	}
	return func(f *frame) Value {
		a := l(f)
		return slow(a, r(f))
	}
}

func (k *compiler) unary(x *unaryExpr) eval {
	m, op := k.m, x.op
	if c, ok := x.x.(*constExpr); ok && op == "-" && isNumber(c.val) {
		v := m.unary("-", c.val)
		return func(*frame) Value { return v }
	}
	if op == "not" {
		t := k.test(x.x)
		return func(f *frame) Value { return Bool(!t(f)) }
	}
	v := k.expr(x.x)
	return func(f *frame) Value { return m.unary(op, v(f)) }
}

func (k *compiler) boolean(x *boolExpr) eval {
	m, and := k.m, x.and
	var xs []eval
	for _, y := range x.xs {
		xs = append(xs, k.expr(y))
	}
	last := len(xs) - 1
	return func(f *frame) Value {
		for _, y := range xs[:last] {
			if v := y(f); m.truth(v) != and {
				return v
			}
		}
		return xs[last](f)
	}
}

func (k *compiler) comparison(x *compareExpr) eval {
	m := k.m
	first := k.expr(x.first)
	var rest []eval
	for _, y := range x.rest {
		rest = append(rest, k.expr(y))
	}
	ops := x.ops
	if len(ops) == 1 {
		return k.compareTwo(ops[0], first, rest[0])
	}
	return func(f *frame) Value {
		a := first(f)
		var v Value
		for i, op := range ops {
			b := rest[i](f)
			v = m.compare(op, a, b)
			if i < len(ops)-1 && !m.truth(v) {
				return v
			}
			a = b
		}
		return v
	}
}

// compareTwo compiles one comparison, with a short way for small integers.
func (k *compiler) compareTwo(op string, l, r eval) eval {
	m := k.m
	switch op {
	case "<", ">", "<=", ">=", "==", "!=":
		return func(f *frame) Value {
			a, b := l(f), r(f)
			if x, ok := a.(Int); ok {
				if y, ok := b.(Int); ok {
					return Bool(compareInts(op, x, y))
				}
			}
			return m.compare(op, a, b)
		}
	}
	return func(f *frame) Value {
		a := l(f)
		return m.compare(op, a, r(f))
	}
}

func compareInts(op string, x, y Int) bool {
	switch op {
	case "<":
		return x < y
	case ">":
		return x > y
	case "<=":
		return x <= y
	case ">=":
		return x >= y
	case "==":
		return x == y
	}
	return x != y
}

// walrusExpr compiles name := x, which binds in the function around comprehensions.
func (k *compiler) walrusExpr(x *walrusExpr) eval {
	k.walrus = true
	s := k.s
	for s.kind == compScope || s.genexp {
		s = s.parent
	}
	if s.kind == funcScope && !s.globals[x.name] && !s.nonlocals[x.name] {
		s.declare(x.name)
	}
	v := k.expr(x.x)
	var set func(*frame, Value)
	if s.kind == classScope {
		k.fail(x.at(), "assignment expression within a class body is not supported here")
	}
	set = k.store(x.name)
	return func(f *frame) Value {
		y := v(f)
		set(f, y)
		return y
	}
}

// display compiles a list, tuple or set.
func (k *compiler) display(x *seqExpr) eval {
	m := k.m
	items := k.items(x.items)
	switch x.kind {
	case '[':
		return func(f *frame) Value {
			vs := items(f)
			m.charge(int64(40 + 16*len(vs)))
			return &List{items: vs}
		}
	case '(':
		return func(f *frame) Value {
			vs := items(f)
			m.charge(int64(40 + 16*len(vs)))
			return &Tuple{items: vs}
		}
	}
	return func(f *frame) Value {
		vs := items(f)
		m.charge(int64(100 + 80*len(vs)))
		s := &Set{}
		for _, v := range vs {
			m.setAdd(s, v)
		}
		return s
	}
}

// items compiles expressions of which some may be starred.
func (k *compiler) items(xs []expr) func(*frame) []Value {
	m := k.m
	var evs []eval
	star := false
	stars := make([]bool, len(xs))
	for i, x := range xs {
		if s, ok := x.(*starExpr); ok {
			star, stars[i] = true, true
			x = s.x
		}
		evs = append(evs, k.expr(x))
	}
	if !star {
		return func(f *frame) []Value {
			out := make([]Value, len(evs))
			for i, e := range evs {
				out[i] = e(f)
			}
			return out
		}
	}
	return func(f *frame) []Value {
		var out []Value
		for i, e := range evs {
			if v := e(f); stars[i] {
				out = append(out, m.collect(v)...)
			} else {
				out = append(out, v)
			}
		}
		return out
	}
}

func (k *compiler) dict(x *dictExpr) eval {
	m := k.m
	keys := make([]eval, len(x.keys))
	vals := make([]eval, len(x.vals))
	for i := range x.keys {
		if x.keys[i] != nil {
			keys[i] = k.expr(x.keys[i])
		}
		vals[i] = k.expr(x.vals[i])
	}
	return func(f *frame) Value {
		m.charge(int64(120 + 80*len(vals)))
		d := &Dict{}
		for i, kv := range keys {
			if kv == nil {
				m.mergeMapping(d, vals[i](f))
				continue
			}
			key := force(kv(f))
			d.put(m.key(key), key, vals[i](f))
		}
		return d
	}
}

// mergeMapping adds the entries of a mapping to d.
func (m *vm) mergeMapping(d *Dict, v Value) {
	v = force(v)
	if o, ok := v.(*Dict); ok {
		m.charge(int64(90 * o.n))
		d.copyFrom(o)
		return
	}
	keys, ok := m.findAttr(v, "keys")
	if !ok {
		m.raise("TypeError", "'%s' object is not a mapping", typeName(v))
	}
	m.each(m.call(keys, nil), func(key Value) bool {
		m.dictSet(d, force(key), m.getItem(v, key))
		return true
	})
}

// yield compiles yield and yield from.
func (k *compiler) yield(x *yieldExpr) eval {
	if k.s.frame().kind != funcScope {
		k.fail(x.at(), "'yield' outside function")
	}
	m := k.m
	v := k.optional(x.x)
	if !x.from {
		return func(f *frame) Value { return f.gen.give(v(f)) }
	}
	return func(f *frame) Value {
		src := force(v(f))
		next := m.iter(src)
		for {
			y, ok := next()
			if !ok {
				break
			}
			f.gen.give(y)
		}
		if g, ok := src.(*generator); ok {
			return g.ret
		}
		return None
	}
}

// await waits for what a coroutine or a promise gives.
func (m *vm) await(v Value) Value {
	switch x := v.(type) {
	case *coroutine:
		return x.run(m)
	case *instance: // a task or a future
		if f, ok := m.tryAttr(x, "_step"); ok {
			m.call(f, nil)
			return m.call(m.getAttr(x, "result"), nil)
		}
	}
	return v // a promise is waited for by who looks at it
}
