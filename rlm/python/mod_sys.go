package python

import "io"

// A stream is sys.stdout or sys.stderr.
type stream struct{ err bool }

func (*stream) Type() string { return "TextIOWrapper" }

func (s *stream) write(m *vm, text string) {
	if s.err && m.errOut != nil {
		m.step(1)
		if _, err := io.WriteString(m.errOut, text); err != nil {
			m.raise("OSError", "%s", err.Error())
		}
		return
	}
	m.print(text)
}

func (s *stream) attr(_ *vm, name string) (Value, bool) {
	switch name {
	case "write":
		return fn(name, func(m *vm, a *args) Value {
			v, ok := a.need(m, name, 0, "s").(*Str)
			if !ok {
				m.raise("TypeError", "write() argument must be str, not %s", typeName(a.pos[0]))
			}
			s.write(m, v.s)
			return Int(v.length())
		}), true
	case "writelines":
		return fn(name, func(m *vm, a *args) Value {
			m.each(a.need(m, name, 0, "lines"), func(v Value) bool { s.write(m, m.str(v)); return true })
			return None
		}), true
	case "flush":
		return fn(name, func(*vm, *args) Value { return None }), true
	case "isatty":
		return fn(name, func(*vm, *args) Value { return Bool(false) }), true
	case "encoding":
		return NewStr("utf-8"), true
	case "name":
		return NewStr(map[bool]string{false: "<stdout>", true: "<stderr>"}[s.err]), true
	}
	return nil, false
}

// printTo writes to a file-like object, or to what sys.stdout is if v is None.
func (m *vm) printTo(v Value, text string) {
	if v == None {
		if sys, ok := m.modules["sys"]; ok {
			v = force(sys.attrs["stdout"])
		}
	}
	switch w := v.(type) {
	case nil, noneType:
		m.print(text)
	case *stream:
		w.write(m, text)
	case *stringIO:
		w.write(m, text)
	default:
		write, ok := m.findAttr(v, "write")
		if !ok {
			m.raise("AttributeError", "'%s' object has no attribute 'write'", typeName(v))
		}
		m.call(write, []Value{NewStr(text)})
	}
}

// moduleSys has what lib/sys.py is made of.
func moduleSys() map[string]Value {
	return map[string]Value{"maxsize": Int(1<<63 - 1), "maxunicode": Int(0x10ffff), "exit": fn("exit", builtinExit),
		"stdout": &stream{}, "stderr": &stream{err: true},
		"getrecursionlimit": fn("getrecursionlimit", func(m *vm, _ *args) Value { return Int(m.limits.Depth) }),
		"setrecursionlimit": fn("setrecursionlimit", func(*vm, *args) Value { return None }),
		"intern":            fn("intern", func(m *vm, a *args) Value { return a.need(m, "intern", 0, "string") }),
		"getsizeof": fn("getsizeof", func(m *vm, a *args) Value {
			return Int((&sizer{seen: map[any]bool{}}).size(a.need(m, "getsizeof", 0, "object"), 0))
		}),
		"exc_info": fn("exc_info", func(m *vm, _ *args) Value {
			e := m.current()
			if e == None {
				return NewTuple(None, None, None)
			}
			return NewTuple(classOf(e), e, m.getAttr(e, "__traceback__"))
		}),
	}
}
