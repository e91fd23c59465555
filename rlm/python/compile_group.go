package python

// handleGroups runs the except* clauses, each over the part of a group that it takes.
// What no clause took, and what the clauses threw, goes on upwards.
func (t *tryCode) handleGroups(f *frame, exc *instance) ctl {
	m := t.m
	rest := exc
	if !exc.cls.is(excClasses["BaseExceptionGroup"]) {
		rest = m.groupOf(exc)
	}
	var thrown []Value
	taken := false
	for i := range t.handlers {
		h := &t.handlers[i]
		f.line = h.line
		if rest == nil {
			break
		}
		yes, no := m.split(rest, m.fitter(force(h.typ(f))))
		if yes == nil {
			continue
		}
		taken, rest = true, no
		if x := t.handleGroup(f, h, yes); x != nil {
			thrown = append(thrown, x)
		}
	}
	switch {
	case !taken:
		panic(&raised{exc})
	case len(thrown) == 0 && rest == nil:
		return goOn
	case len(thrown) == 0:
		panic(&raised{rest})
	case rest != nil:
		thrown = append(thrown, rest)
	}
	m.throw(m.groupOf(thrown...))
	return goOn
}

// handleGroup runs one clause and returns what it threw.
func (t *tryCode) handleGroup(f *frame, h *handlerCode, part *instance) *instance {
	m := t.m
	m.handling = append(m.handling, part)
	if h.set != nil {
		h.set(f, part)
		defer h.set(f, nil)
	}
	_, x := t.guarded(f, h.body, true)
	m.handling = m.handling[:len(m.handling)-1]
	return x
}

// groupOf is a group without a message.
func (m *vm) groupOf(of ...Value) *instance {
	c := excClasses["ExceptionGroup"]
	for _, x := range of {
		if !classOf(x).is(excClasses["Exception"]) {
			c = excClasses["BaseExceptionGroup"]
		}
	}
	return m.call(c, []Value{emptyStr, &List{items: of}}).(*instance)
}
