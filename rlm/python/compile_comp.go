package python

// comprehension compiles a comprehension. All but generator expressions run in the
// frame around them, with variables of their own.
func (k *compiler) comprehension(x *compExpr) eval {
	if x.kind == '(' {
		return k.genexp(x)
	}
	first := k.expr(x.fors[0].iter)
	s := k.scopeOf(x, compScope, func(s *scope) { k.declareTargets(s, x) })
	acc := s.declare(".acc")
	m := k.m
	var loop func(*frame, Value)
	k.in(s, func() { loop = k.compLoop(x, 0, k.emit(x, acc.slot)) })
	fresh := k.freshCells(s)
	slot := acc.slot
	return func(f *frame) Value {
		src := first(f)
		saved, own, before := f.locals[slot], f.own, m.total
		switch x.kind {
		case '[':
			f.locals[slot] = &List{}
		case '{':
			f.locals[slot] = &Set{}
		default:
			f.locals[slot] = &Dict{}
		}
		m.charge(100)
		fresh(f)
		loop(f, src)
		out := f.locals[slot]
		f.locals[slot] = saved
		f.own = own
		m.keep(out, m.total-before)
		return out
	}
}

func (k *compiler) declareTargets(s *scope, x *compExpr) {
	for _, c := range x.fors {
		(&nameBinder{s}).target(c.target)
	}
}

// freshCells gives a comprehension new cells for what closures in it capture.
func (k *compiler) freshCells(s *scope) func(*frame) {
	var cells []int
	for i, v := range s.frame().owned {
		if s.vars[v.name] == v {
			cells = append(cells, i)
		}
	}
	return func(f *frame) {
		for _, i := range cells {
			f.cells[i] = &cell{}
		}
	}
}

// emit compiles adding an element.
func (k *compiler) emit(x *compExpr, slot int) func(*frame) {
	m := k.m
	elt := k.expr(x.elt)
	switch x.kind {
	case '[':
		return func(f *frame) {
			v := elt(f)
			l := f.locals[slot].(*List)
			if len(l.items) == cap(l.items) {
				m.charge(int64(16 * max(4, len(l.items))))
			}
			l.items = append(l.items, v)
		}
	case '{':
		return func(f *frame) {
			v := elt(f)
			m.charge(100)
			m.setAdd(f.locals[slot].(*Set), v)
		}
	}
	val := k.expr(x.val)
	return func(f *frame) {
		key := force(elt(f))
		v := val(f)
		m.dictSet(f.locals[slot].(*Dict), key, v)
	}
}

// compLoop compiles the for clauses from i on; the iterable of clause i is given.
func (k *compiler) compLoop(x *compExpr, i int, emit func(*frame)) func(*frame, Value) {
	m := k.m
	c := x.fors[i]
	assign := k.target(c.target)
	var conds []func(*frame) bool
	for _, y := range c.conds {
		conds = append(conds, k.test(y))
	}
	inner := emit
	if i+1 < len(x.fors) {
		iter := k.expr(x.fors[i+1].iter)
		loop := k.compLoop(x, i+1, emit)
		inner = func(f *frame) { loop(f, iter(f)) }
	}
	return func(f *frame, src Value) {
		own := f.own
		next := m.iter(src)
	items:
		for {
			v, ok := next()
			if !ok {
				return
			}
			f.own = own
			assign(f, v)
			for _, cond := range conds {
				if !cond(f) {
					continue items
				}
			}
			inner(f)
		}
	}
}

// genexp compiles a generator expression as a generator of its first iterable.
func (k *compiler) genexp(x *compExpr) eval {
	first := k.expr(x.fors[0].iter)
	s := k.scopeOf(x, funcScope, func(s *scope) {
		s.genexp = true
		s.declare(".0")
		k.declareTargets(s, x)
	})
	m := k.m
	c := &code{name: "<genexpr>", file: k.file, line: x.at(), lines: k.lines, rest: -1, kwrest: -1, gen: true, plain: true,
		npos: 1, params: []param{{name: ".0"}}}
	k.in(s, func() {
		elt := k.expr(x.elt)
		loop := k.compLoop(x, 0, func(f *frame) { f.gen.give(elt(f)) })
		line := x.at()
		c.run = func(f *frame) Value {
			f.line = line
			loop(f, f.locals[0])
			return None
		}
	})
	k.finish(c, s)
	make := k.maker(c, s, []eval{nil}, nil)
	return func(f *frame) Value {
		src := force(first(f))
		if !m.iterable(src) {
			m.iter(src)
		}
		fn := make(f).(*closure)
		return m.callClosure(fn, []Value{src}, nil)
	}
}

// target compiles assigning to a target.
func (k *compiler) target(t expr) func(*frame, Value) {
	m := k.m
	switch t := t.(type) {
	case *nameExpr:
		return k.store(t.name)
	case *attrExpr:
		obj := k.expr(t.x)
		return func(f *frame, v Value) { m.setAttr(obj(f), t.name, v) }
	case *indexExpr:
		obj, ix := k.expr(t.x), k.expr(t.index)
		return func(f *frame, v Value) {
			o := obj(f)
			m.setItem(o, ix(f), v)
		}
	case *seqExpr:
		return k.unpack(t)
	case *starExpr:
		k.fail(t.at(), "starred assignment target must be in a list or tuple")
	}
	k.fail(t.at(), "cannot assign to %s", describe(t))
	return nil
}

// unpack compiles assigning to several targets.
func (k *compiler) unpack(t *seqExpr) func(*frame, Value) {
	m := k.m
	star := -1
	sets := make([]func(*frame, Value), len(t.items))
	for i, x := range t.items {
		if s, ok := x.(*starExpr); ok {
			star = i
			x = s.x
		}
		sets[i] = k.target(x)
	}
	n := len(sets)
	return func(f *frame, v Value) {
		vs := m.unpackItems(force(v), n, star)
		if star < 0 {
			for i, set := range sets {
				set(f, vs[i])
			}
			return
		}
		tail := n - star - 1
		for i := range star {
			sets[i](f, vs[i])
		}
		sets[star](f, &List{items: append([]Value(nil), vs[star:len(vs)-tail]...)})
		for i := range tail {
			sets[star+1+i](f, vs[len(vs)-tail+i])
		}
	}
}

// unpackItems returns the n items of v, or at least n-1 if one target is starred.
func (m *vm) unpackItems(v Value, n, star int) []Value {
	var vs []Value
	switch v := v.(type) {
	case *Tuple:
		vs = v.items
	case *List:
		vs = v.items
	default:
		if !m.iterable(v) {
			m.raise("TypeError", "cannot unpack non-iterable %s object", typeName(v))
		}
		l := &List{}
		made := m.build(l)
		m.each(v, func(x Value) bool {
			m.chargeAppend(l)
			l.items = append(l.items, x)
			return star >= 0 || len(l.items) <= n
		})
		m.built(made)
		vs = l.items
	}
	switch {
	case star >= 0 && len(vs) < n-1:
		m.raise("ValueError", "not enough values to unpack (expected at least %d, got %d)", n-1, len(vs))
	case star < 0 && len(vs) < n:
		m.raise("ValueError", "not enough values to unpack (expected %d, got %d)", n, len(vs))
	case star < 0 && len(vs) > n:
		m.raise("ValueError", "too many values to unpack (expected %d)", n)
	}
	return vs
}

// fstring compiles an f-string.
func (k *compiler) fstring(x *fstrExpr) eval {
	m := k.m
	write := k.fparts(x.parts)
	return func(f *frame) Value {
		var b strBuilder
		write(f, &b)
		m.charge(int64(len(b.buf) + 64))
		return b.value()
	}
}

func (k *compiler) fparts(parts []fstrPart) func(*frame, *strBuilder) {
	m := k.m
	var ws []func(*frame, *strBuilder)
	for _, p := range parts {
		if p.x == nil {
			lit := p.lit
			ws = append(ws, func(_ *frame, b *strBuilder) { b.raw(lit) })
			continue
		}
		v := k.expr(p.x)
		conv := p.conv
		var spec func(*frame, *strBuilder)
		if len(p.spec) > 0 {
			spec = k.fparts(p.spec)
		}
		ws = append(ws, func(f *frame, b *strBuilder) {
			y := m.convert(force(v(f)), conv)
			if spec == nil {
				m.writeStr(b, y)
				return
			}
			var sb strBuilder
			spec(f, &sb)
			b.str(m.formatValue(y, string(sb.buf)))
		})
	}
	return func(f *frame, b *strBuilder) {
		for _, w := range ws {
			w(f, b)
		}
	}
}

// convert applies !r, !s or !a.
func (m *vm) convert(v Value, conv byte) Value {
	switch conv {
	case 'r':
		return NewStr(m.repr(v))
	case 's':
		if _, ok := v.(*Str); !ok {
			return NewStr(m.str(v))
		}
	case 'a':
		return NewStr(asciiRepr(m.repr(v)))
	}
	return v
}

// writeStr appends format(v, "").
func (m *vm) writeStr(b *strBuilder, v Value) {
	switch v := v.(type) {
	case *Str:
		if v.sub == nil {
			b.str(v)
			return
		}
		b.str(m.formatValue(v, ""))
	case *instance, *Tuple, *Dict, *List, *Set:
		b.str(m.formatValue(v, ""))
	default:
		b.raw(m.str(v))
	}
}
