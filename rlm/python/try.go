package python

// try runs a try statement. Promises made in its body are settled before the
// body ends, so that its except clauses see their errors.
func (f *frame) try(st *tryStmt) (c ctrl, err error) {
	mark := len(f.s.promises)
	c, err = f.block(st.body)
	if err == nil {
		err = f.s.settle(mark)
	}
	t, python := asThrown(err)
	switch {
	case err == nil:
		if c == ctrlNone {
			c, err = f.block(st.other)
		}
	case python:
		c, err = f.handle(st, t)
	}
	if st.finally == nil {
		return c, err
	}
	if _, python := asThrown(err); err != nil && !python {
		return c, err // a limit: nothing more of this program runs
	}
	fc, ferr := f.block(st.finally)
	if ferr != nil || fc != ctrlNone {
		return fc, ferr
	}
	return c, err
}

// handle finds the except clause for an exception and runs it.
func (f *frame) handle(st *tryStmt, t *thrown) (ctrl, error) {
	for _, h := range st.handlers {
		ok, err := f.matches(h, t)
		if err != nil {
			return ctrlNone, err
		}
		if !ok {
			continue
		}
		outer := f.caught
		f.caught = t
		if h.as != "" {
			f.set(h.as, t.exc)
		}
		c, err := f.block(h.body)
		f.caught = outer
		if h.as != "" {
			f.unset(h.as)
		}
		return c, err
	}
	return ctrlNone, t
}

func (f *frame) matches(h handler, t *thrown) (bool, error) {
	if h.types == nil {
		return true, nil
	}
	v, err := f.eval(h.types)
	if err != nil {
		return false, err
	}
	return excMatches(v, t.exc)
}

func excMatches(v Value, e *exc) (bool, error) {
	switch v := force(v).(type) {
	case *excType:
		return e.class.isA(v) || v.name == "Exception" && e.class.name == "StopIteration", nil
	case Tuple:
		for _, one := range v {
			if ok, err := excMatches(one, e); ok || err != nil {
				return ok, err
			}
		}
		return false, nil
	}
	return false, raise("TypeError", "catching classes that do not inherit from BaseException is not allowed")
}
