package python

// A matcher reports whether a value fits a pattern, and binds its names.
type matcher func(f *frame, v Value) bool

func (k *compiler) match(s *matchStmt) exec {
	x := k.expr(s.x)
	type arm struct {
		fits  matcher
		guard func(*frame) bool
		body  exec
	}
	var arms []arm
	for _, c := range s.cases {
		a := arm{fits: k.pattern(c.pat)}
		if c.guard != nil {
			a.guard = k.test(c.guard)
		}
		a.body = k.block(c.body)
		arms = append(arms, a)
	}
	return func(f *frame) ctl {
		v := force(x(f))
		for _, a := range arms {
			if a.fits(f, v) && (a.guard == nil || a.guard(f)) {
				return a.body(f)
			}
		}
		return goOn
	}
}

func (k *compiler) pattern(p pattern) matcher {
	m := k.m
	var subs []matcher
	for _, s := range p.subs {
		subs = append(subs, k.pattern(s))
	}
	switch p.kind {
	case "value":
		x := k.expr(p.x)
		return func(f *frame, v Value) bool {
			w := force(x(f))
			switch w.(type) {
			case noneType, Bool:
				return same(v, w)
			}
			return m.equal(v, w)
		}
	case "capture":
		if p.name == "" {
			return func(*frame, Value) bool { return true }
		}
		set := k.store(p.name)
		return func(f *frame, v Value) bool { set(f, v); return true }
	case "as":
		set := k.store(p.name)
		return func(f *frame, v Value) bool {
			if !subs[0](f, v) {
				return false
			}
			set(f, v)
			return true
		}
	case "or":
		return func(f *frame, v Value) bool {
			for _, s := range subs {
				if s(f, v) {
					return true
				}
			}
			return false
		}
	case "seq":
		return k.seqMatcher(p, subs)
	case "map":
		return k.mapMatcher(p, subs)
	}
	return k.classMatcher(p, subs)
}

func (k *compiler) seqMatcher(p pattern, subs []matcher) matcher {
	star := -1
	for i, s := range p.subs {
		if s.star {
			star = i
		}
	}
	return func(f *frame, v Value) bool {
		var items []Value
		switch v := v.(type) {
		case *List:
			items = v.items
		case *Tuple:
			items = v.items
		default:
			return false
		}
		if star < 0 && len(items) != len(subs) || star >= 0 && len(items) < len(subs)-1 {
			return false
		}
		for i, s := range subs {
			var x Value
			switch {
			case star < 0 || i < star:
				x = items[i]
			case i == star:
				x = NewList(items[i : len(items)-(len(subs)-1-i)]...)
			default:
				x = items[len(items)-(len(subs)-i)]
			}
			if !s(f, force(x)) {
				return false
			}
		}
		return true
	}
}

func (k *compiler) mapMatcher(p pattern, subs []matcher) matcher {
	m := k.m
	var keys []eval
	for _, x := range p.keys {
		keys = append(keys, k.expr(x))
	}
	var rest func(*frame, Value)
	if p.rest != "" {
		rest = k.store(p.rest)
	}
	return func(f *frame, v Value) bool {
		d, ok := v.(*Dict)
		if !ok {
			return false
		}
		left := m.copyDict(d)
		for i, key := range keys {
			hk := m.key(force(key(f)))
			x, ok := d.get(hk)
			if !ok || !subs[i](f, force(x)) {
				return false
			}
			left.del(hk)
		}
		if rest != nil {
			rest(f, left)
		}
		return true
	}
}

func (k *compiler) classMatcher(p pattern, subs []matcher) matcher {
	m := k.m
	cls := k.expr(p.x)
	return func(f *frame, v Value) bool {
		c, ok := force(cls(f)).(*class)
		if !ok {
			m.raise("TypeError", "called match pattern must be a class")
		}
		if !classOf(v).is(c) {
			return false
		}
		for i, s := range subs {
			name := p.kws[i]
			if name == "" {
				if c.builtin {
					if !s(f, v) {
						return false
					}
					continue
				}
				args, ok := c.lookup("__match_args__")
				t, isTuple := args.(*Tuple)
				if !ok || !isTuple || i >= len(t.items) {
					m.raise("TypeError", "%s() accepts 0 positional sub-patterns (%d given)", c.name, i+1)
				}
				name = m.str(t.items[i])
			}
			x, ok := m.findAttr(v, name)
			if !ok || !s(f, force(x)) {
				return false
			}
		}
		return true
	}
}
