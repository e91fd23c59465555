package python

// lookup finds a name: local, enclosing functions, module, builtins.
func (f *frame) lookup(id string) (Value, error) {
	for at := f; at != nil; at = at.parent {
		if at.vars == nil {
			break
		}
		if v, ok := at.vars[id]; ok {
			return v, nil
		}
		if at == f && at.code != nil && at.code.locals[id] && !at.declaredOutside(id) {
			return nil, raise("UnboundLocalError", "cannot access local variable '%s' where it is not associated with a value", id)
		}
	}
	if v, ok := f.s.globals[id]; ok {
		return v, nil
	}
	if v, ok := f.s.builtins[id]; ok {
		return v, nil
	}
	return nil, raise("NameError", "name '%s' is not defined%s", id, f.s.nameHint(id))
}

// nameHint is said behind the error for names that do not exist here.
func (s *Session) nameHint(id string) string {
	if missingModules[id] != "" {
		return ". " + missingModules[id]
	}
	return ""
}

func (f *frame) declaredOutside(id string) bool { return f.code.locals["global "+id] }

// set binds a name where Python would.
func (f *frame) set(id string, v Value) {
	switch at := f.owner(id); {
	case at == nil:
		f.s.globals[id] = v
	default:
		at.vars[id] = v
	}
}

func (f *frame) unset(id string) {
	if at := f.owner(id); at != nil {
		delete(at.vars, id)
		return
	}
	delete(f.s.globals, id)
}

// owner is the frame that holds an assigned name; nil is the module.
func (f *frame) owner(id string) *frame {
	if f.vars == nil {
		return nil
	}
	if f.code == nil { // a comprehension: its own variables are set directly
		if f.parent == nil {
			return nil
		}
		return f.parent.owner(id)
	}
	if f.code.locals["global "+id] {
		return nil
	}
	if f.code.locals["nonlocal "+id] {
		for at := f.parent; at != nil && at.vars != nil; at = at.parent {
			if _, ok := at.vars[id]; ok || at.code != nil && at.code.locals[id] {
				return at
			}
		}
	}
	return f
}

// assign binds a target to a value, taking tuples apart.
func (f *frame) assign(target expr, v Value) error {
	switch t := target.(type) {
	case *name:
		f.set(t.id, v)
		return nil
	case *subscript:
		c, err := f.eval(t.x)
		if err != nil {
			return err
		}
		i, err := f.eval(t.index)
		if err != nil {
			return err
		}
		return f.s.setItem(force(c), force(i), v)
	case *attribute:
		c, err := f.eval(t.x)
		if err != nil {
			return err
		}
		return f.s.setAttr(force(c), t.name, v)
	case *tupleExpr:
		return f.unpack(t.items, v)
	case *listExpr:
		return f.unpack(t.items, v)
	}
	return raise("SyntaxError", "cannot assign to expression")
}

func (f *frame) unpack(targets []expr, v Value) error {
	v = force(v)
	if !iterable(v) {
		return raise("TypeError", "cannot unpack non-iterable %s object", v.Type())
	}
	items, err := collectUpTo(f.s, v, 1<<20)
	if err != nil {
		return err
	}
	star := -1
	for i, t := range targets {
		if _, ok := t.(*starred); ok {
			star = i
		}
	}
	switch {
	case star < 0 && len(items) > len(targets):
		return raise("ValueError", "too many values to unpack (expected %d)", len(targets))
	case star < 0 && len(items) < len(targets):
		return raise("ValueError", "not enough values to unpack (expected %d, got %d)", len(targets), len(items))
	case star >= 0 && len(items) < len(targets)-1:
		return raise("ValueError", "not enough values to unpack (expected at least %d, got %d)", len(targets)-1, len(items))
	}
	extra := len(items) - len(targets) + 1
	for i, t := range targets {
		switch {
		case i == star:
			n := extra
			err = f.assign(t.(*starred).x, NewList(append([]Value(nil), items[:n]...)...))
			items = items[n:]
		default:
			err = f.assign(t, items[0])
			items = items[1:]
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *frame) augment(st *augAssign) error {
	old, err := f.eval(st.target)
	if err != nil {
		return err
	}
	v, err := f.eval(st.value)
	if err != nil {
		return err
	}
	old, v = force(old), force(v)
	if l, ok := old.(*List); ok && st.op == "+" {
		more, err := collect(f.s, v)
		if err != nil {
			return err
		}
		if err := f.s.grow(int64(16 * len(more))); err != nil {
			return err
		}
		l.items = append(l.items, more...)
		return f.assign(st.target, l)
	}
	if s, ok := old.(*Set); ok && st.op == "|" {
		return f.s.updateSet(s, v)
	}
	if d, ok := old.(*Dict); ok && st.op == "|" {
		return f.s.update(d, v)
	}
	res, err := f.s.binary(st.op, old, v)
	if err != nil {
		return err
	}
	return f.assign(st.target, res)
}
