package python

// makeException makes an exception. Some kinds keep their arguments as attributes.
func makeException(m *vm, c *class, a *args) Value {
	e := &instance{cls: c, args: append([]Value(nil), a.pos...), exc: &excState{}}
	for _, k := range c.mro {
		if keep, ok := excAttributes[k.name]; ok && k.builtin {
			keep(m, e, a)
			break
		}
	}
	return e
}

// excAttributes says what an exception keeps besides args, by kind.
var excAttributes = map[string]func(m *vm, e *instance, a *args){
	"OSError": keepErrno,
	"SystemExit": func(_ *vm, e *instance, a *args) {
		e.set("code", None)
		if len(a.pos) == 1 {
			e.set("code", a.pos[0])
		} else if len(a.pos) > 1 {
			e.set("code", &Tuple{items: a.pos})
		}
	},
	"ImportError":        keepNamed("name", "path"),
	"AttributeError":     keepNamed("name", "obj"),
	"NameError":          keepNamed("name"),
	"UnicodeDecodeError": keepUnicode,
	"UnicodeEncodeError": keepUnicode,
	"JSONDecodeError": func(m *vm, e *instance, a *args) {
		if len(a.pos) == 3 {
			doc := m.str(a.pos[1])
			p := &jsonParser{m: m, s: doc, text: NewStr(doc).(*Str)}
			*e = *p.failure(m.str(a.pos[0]), int(m.needInt(a.pos[2])))
		}
	},
	"BaseExceptionGroup": keepGroup,
}

func keepNamed(names ...string) func(m *vm, e *instance, a *args) {
	return func(_ *vm, e *instance, a *args) {
		for _, n := range names {
			e.set(n, a.get(-1, n, None))
		}
	}
}

// keepErrno keeps the parts of OSError(errno, strerror, filename), and makes it the kind
// that the number stands for.
func keepErrno(m *vm, e *instance, a *args) {
	for i, n := range []string{"errno", "strerror", "filename"} {
		e.set(n, None)
		if len(a.pos) >= 2 && i < len(a.pos) {
			e.set(n, a.pos[i])
		}
	}
	if len(a.pos) < 2 {
		return
	}
	if len(a.pos) > 2 {
		e.args = e.args[:2]
	}
	kinds := map[int64]string{1: "PermissionError", 2: "FileNotFoundError", 4: "InterruptedError", 13: "PermissionError", 17: "FileExistsError",
		21: "IsADirectoryError", 104: "ConnectionResetError", 110: "TimeoutError", 111: "ConnectionRefusedError"}
	if n, ok := asInt64(a.pos[0]); ok && e.cls == excClasses["OSError"] && kinds[n] != "" {
		e.cls = excClasses[kinds[n]]
	}
}

func keepUnicode(m *vm, e *instance, a *args) {
	if len(a.pos) != 5 {
		return // made by the interpreter, with its message
	}
	for i, n := range []string{"encoding", "object", "start", "end", "reason"} {
		e.set(n, a.pos[i])
	}
	start, end := m.needInt(a.pos[2]), m.needInt(a.pos[3])
	what := sprintf("bytes in position %d-%d", start, end-1)
	verb := "decode"
	if e.cls.is(excClasses["UnicodeEncodeError"]) {
		verb, what = "encode", sprintf("characters in position %d-%d", start, end-1)
		if s, ok := a.pos[1].(*Str); ok && end == start+1 && int(start) < s.length() {
			what = sprintf("character '%s' in position %d", asciiRepr(m.str(m.getItem(s, Int(start)))), start)
		}
	} else if b, ok := a.pos[1].(Bytes); ok && end == start+1 && int(start) < len(b) {
		what = sprintf("byte 0x%02x in position %d", b[start], start)
	}
	e.set("__message", NewStr(sprintf("'%s' codec can't %s %s: %s", m.str(a.pos[0]), verb, what, m.str(a.pos[4]))))
}

// keepGroup keeps the message and the exceptions of a group.
func keepGroup(m *vm, e *instance, a *args) {
	a.count(m, "BaseExceptionGroup.__new__()", 2, 2)
	items := m.collect(a.pos[1])
	if len(items) == 0 {
		m.raise("ValueError", "second argument (exceptions) must be a non-empty sequence")
	}
	for i, x := range items {
		if !classOf(x).is(excClasses["BaseException"]) {
			m.raise("ValueError", "Item %d of second argument (exceptions) is not an exception", i)
		}
	}
	e.set("message", a.pos[0])
	e.set("exceptions", &Tuple{items: items})
}

// members are the exceptions of a group.
func (e *instance) members() []Value {
	v, _ := e.get("exceptions")
	if t, ok := v.(*Tuple); ok && e.cls.is(excClasses["BaseExceptionGroup"]) {
		return t.items
	}
	return nil
}

// split divides an exception, or a group, into what fits and what does not; either may
// be nil.
func (m *vm) split(e *instance, fits func(*instance) bool) (yes, no *instance) {
	if fits(e) {
		return e, nil
	}
	if !e.cls.is(excClasses["BaseExceptionGroup"]) {
		return nil, e
	}
	var in, out []Value
	for _, x := range e.members() {
		y, n := m.split(x.(*instance), fits)
		if y != nil {
			in = append(in, y)
		}
		if n != nil {
			out = append(out, n)
		}
	}
	return m.regroup(e, in), m.regroup(e, out)
}

// regroup is a group like e of other members.
func (m *vm) regroup(e *instance, items []Value) *instance {
	if len(items) == 0 {
		return nil
	}
	msg, _ := e.get("message")
	g := m.call(e.cls, []Value{msg, &List{items: items}}).(*instance)
	*g.exc = *e.exc
	return g
}

// fitter makes the condition of split and subgroup: a kind, kinds, or a function.
func (m *vm) fitter(v Value) func(*instance) bool {
	switch v.(type) {
	case *class, *Tuple:
		return func(e *instance) bool { return m.matches(e, v) }
	}
	return func(e *instance) bool { return m.truth(m.call(v, []Value{e})) }
}

func fillExceptions() {
	base := excClasses["BaseException"].methods
	base["with_traceback"] = func(_ *vm, self Value, _ *args) Value { return self }
	base["add_note"] = func(m *vm, self Value, a *args) Value {
		a.count(m, "BaseException.add_note()", 1, 1)
		e := self.(*instance)
		if _, ok := a.pos[0].(*Str); !ok {
			m.raise("TypeError", "note must be a str, not '%s'", typeName(a.pos[0]))
		}
		notes, ok := e.get("__notes__")
		if !ok {
			notes = &List{}
			e.set("__notes__", notes)
		}
		m.charge(64)
		notes.(*List).Append(a.pos[0])
		return None
	}
	base["__init__"] = func(_ *vm, self Value, a *args) Value {
		if i, ok := self.(*instance); ok {
			i.args = append([]Value(nil), a.pos...)
		}
		return None
	}
	base["__str__"] = func(m *vm, self Value, _ *args) Value { return NewStr(m.excMessage(self.(*instance))) }
	group := excClasses["BaseExceptionGroup"]
	orNone := func(e *instance) Value {
		if e == nil {
			return None
		}
		return e
	}
	group.methods = map[string]method{
		"split": func(m *vm, self Value, a *args) Value {
			yes, no := m.split(self.(*instance), m.fitter(a.need(m, "split", 0, "condition")))
			return pair(orNone(yes), orNone(no))
		},
		"subgroup": func(m *vm, self Value, a *args) Value {
			yes, _ := m.split(self.(*instance), m.fitter(a.need(m, "subgroup", 0, "condition")))
			return orNone(yes)
		},
	}
}
