package python

func (f *frame) comprehension(x *comprehension) (Value, error) {
	in := &frame{s: f.s, fn: f.fn, vars: map[string]Value{}, parent: f, yield: f.yield}
	if x.kind == 'g' {
		first, err := f.eval(x.clauses[0].in)
		if err != nil {
			return nil, err
		}
		return f.s.generate(func(yield func(Value) error) error {
			return in.loop(x.clauses, first, func() error {
				v, err := in.eval(x.key)
				if err != nil {
					return err
				}
				return yield(v)
			})
		}), nil
	}
	list, set, dict := &List{}, &Set{d: NewDict()}, NewDict()
	err := in.loop(x.clauses, nil, func() error {
		k, err := in.eval(x.key)
		if err != nil {
			return err
		}
		if err := f.s.grow(32); err != nil {
			return err
		}
		switch x.kind {
		case 'l':
			list.items = append(list.items, k)
			return nil
		case 's':
			return set.d.Set(force(k), None)
		}
		v, err := in.eval(x.value)
		if err != nil {
			return err
		}
		return dict.Set(force(k), v)
	})
	return map[byte]Value{'l': list, 's': set, 'd': dict}[x.kind], err
}

// loop runs the clauses of a comprehension; first is what the first one goes
// over, if it is evaluated already.
func (f *frame) loop(clauses []clause, first Value, body func() error) error {
	if len(clauses) == 0 {
		return body()
	}
	c := clauses[0]
	if first == nil {
		var err error
		if first, err = f.eval(c.in); err != nil {
			return err
		}
	}
	next, err := f.s.iterate(first)
	if err != nil {
		return err
	}
next:
	for {
		v, ok, err := next()
		if err != nil || !ok {
			return err
		}
		if err := f.s.charge(1); err != nil {
			return err
		}
		if err := f.bindTarget(c.target, v); err != nil {
			return err
		}
		for _, cond := range c.conds {
			v, err := f.eval(cond)
			if err != nil {
				return err
			}
			if !Truth(v) {
				continue next
			}
		}
		if err := f.loop(clauses[1:], nil, body); err != nil {
			return err
		}
	}
}

// bindTarget binds the variables of a comprehension, which are its own.
func (f *frame) bindTarget(target expr, v Value) error {
	switch t := target.(type) {
	case *name:
		f.vars[t.id] = v
		return nil
	case *tupleExpr:
		own := &frame{s: f.s, fn: f.fn, vars: f.vars, code: &function{locals: map[string]bool{}}, parent: f.parent}
		return own.unpack(t.items, v)
	}
	return f.assign(target, v)
}

func (f *frame) yieldValue(x *yieldExpr) (Value, error) {
	if f.yield == nil {
		return nil, raise("SyntaxError", "'yield' outside function")
	}
	v, err := f.eval(x.x)
	if err != nil {
		return nil, err
	}
	if !x.from {
		return None, f.yield(v)
	}
	next, err := f.s.iterate(v)
	if err != nil {
		return nil, err
	}
	for {
		item, ok, err := next()
		if err != nil || !ok {
			return None, err
		}
		if err := f.yield(item); err != nil {
			return nil, err
		}
	}
}
