package python

import "strings"

// A traceback is what __traceback__ gives: it knows the exception it belongs to.
type traceback struct{ exc *instance }

func (*traceback) Type() string { return "traceback" }

func (t *traceback) attr(_ *vm, name string) (Value, bool) {
	trace := t.exc.exc.trace
	switch name {
	case "tb_lineno":
		return Int(trace[0].line), true
	case "exc":
		return t.exc, true
	case "tb_next":
		return None, true
	}
	return nil, false
}

// current is the exception being handled.
func (m *vm) current() Value {
	if n := len(m.handling); n > 0 {
		return m.handling[n-1]
	}
	return None
}

// moduleTraceback has what lib/traceback.py is made of.
func moduleTraceback() map[string]Value {
	return funcs(map[string]func(*vm, *args) Value{
		"_current": func(m *vm, _ *args) Value { return m.current() },
		"_format": func(m *vm, a *args) Value {
			e := a.pos[0].(*instance)
			if m.truth(a.pos[1]) {
				return NewStr(m.traceback(e, 0, false) + "\n")
			}
			return NewStr(m.traceback(e, 10, false) + "\n")
		},
		"_only": func(m *vm, a *args) Value { return NewStr(m.lastLines(a.pos[0].(*instance)) + "\n") },
		"_frames": func(_ *vm, a *args) Value {
			l := &List{}
			for _, t := range a.pos[0].(*instance).exc.trace {
				l.items = append(l.items, NewTuple(NewStr(t.file), Int(t.line), NewStr(t.fn), NewStr(t.text)))
			}
			return l
		},
	})
}

// traceback renders an exception as CPython does; seen counts those it came from. The
// frames outside of what caught it are left out unless it got away.
func (m *vm) traceback(e *instance, seen int, away bool) string {
	var b strings.Builder
	if seen < 10 {
		if c := e.exc.cause; c != nil {
			b.WriteString(m.traceback(c, seen+1, false))
			b.WriteString("\n\nThe above exception was the direct cause of the following exception:\n\n")
		} else if c := e.exc.context; c != nil && !e.exc.suppress {
			b.WriteString(m.traceback(c, seen+1, false))
			b.WriteString("\n\nDuring handling of the above exception, another exception occurred:\n\n")
		}
	}
	if len(e.exc.trace) > 0 {
		b.WriteString("Traceback (most recent call last):\n")
	}
	lines := e.exc.trace
	if !away {
		lines = lines[min(e.exc.caught, len(lines)):]
	}
	for _, t := range lines {
		if t.file == "" {
			b.WriteString("  " + t.fn + "\n")
			continue
		}
		b.WriteString(sprintf("  File \"%s\", line %d, in %s\n", t.file, t.line, t.fn))
		if t.text != "" {
			b.WriteString("    " + t.text + "\n")
		}
	}
	return b.String() + m.lastLines(e)
}

// lastLines are those of the exception itself: its kind, message and notes.
func (m *vm) lastLines(e *instance) string {
	name := e.cls.qualname()
	if e.cls.module != "builtins" && e.cls.module != "__main__" {
		name = e.cls.module + "." + name
	}
	if msg := m.safeMessage(e); msg != "" {
		name += ": " + msg
		if e.cls.is(excClasses["NameError"]) {
			name += hint(msg)
		}
	}
	if notes, ok := e.get("__notes__"); ok {
		if l, ok := notes.(*List); ok {
			for _, n := range l.items {
				name += "\n" + m.str(n)
			}
		}
	}
	return name
}
