package python

import "strings"

// excTree lists the built-in exceptions, each after its base.
const excTree = `BaseException:object SystemExit:BaseException KeyboardInterrupt:BaseException GeneratorExit:BaseException
Exception:BaseException StopIteration:Exception StopAsyncIteration:Exception ArithmeticError:Exception
FloatingPointError:ArithmeticError OverflowError:ArithmeticError ZeroDivisionError:ArithmeticError AssertionError:Exception
AttributeError:Exception BufferError:Exception EOFError:Exception ImportError:Exception ModuleNotFoundError:ImportError
LookupError:Exception IndexError:LookupError KeyError:LookupError MemoryError:Exception NameError:Exception
UnboundLocalError:NameError OSError:Exception FileNotFoundError:OSError FileExistsError:OSError PermissionError:OSError
ConnectionError:OSError ConnectionResetError:ConnectionError TimeoutError:OSError InterruptedError:OSError IsADirectoryError:OSError
ReferenceError:Exception RuntimeError:Exception
NotImplementedError:RuntimeError RecursionError:RuntimeError SyntaxError:Exception IndentationError:SyntaxError
TabError:IndentationError SystemError:Exception TypeError:Exception ValueError:Exception UnicodeError:ValueError
UnicodeDecodeError:UnicodeError UnicodeEncodeError:UnicodeError Warning:Exception DeprecationWarning:Warning
UserWarning:Warning RuntimeWarning:Warning FutureWarning:Warning JSONDecodeError:ValueError StatisticsError:ValueError
error:Exception binasciiError:ValueError CancelledError:BaseException FrozenInstanceError:AttributeError Error:Exception`

func makeExceptions() map[string]*class {
	out := map[string]*class{"object": objectClass}
	for _, word := range strings.Fields(excTree) {
		name, base, _ := strings.Cut(word, ":")
		c := newClass(name, out[base])
		c.builtin = true
		c.module = "builtins"
		out[name] = c
	}
	out["JSONDecodeError"].module = "json.decoder"
	out["StatisticsError"].module = "statistics"
	out["FrozenInstanceError"].module = "dataclasses"
	out["error"].module = "re"
	out["Error"].module = "_csv"
	out["binasciiError"].module, out["binasciiError"].name = "binascii", "Error"
	out["CancelledError"].module = "asyncio.exceptions"
	delete(out, "object")
	out["IOError"], out["EnvironmentError"] = out["OSError"], out["OSError"]
	return out
}

// hiddenExceptions are reached through their modules only.
var hiddenExceptions = map[string]bool{"JSONDecodeError": true, "StatisticsError": true, "FrozenInstanceError": true,
	"error": true, "Error": true, "binasciiError": true, "CancelledError": true}

func makeException(_ *vm, c *class, a *args) Value {
	return &instance{cls: c, args: append([]Value(nil), a.pos...), exc: &excState{}}
}

var excMethods = map[string]method{
	"with_traceback": func(_ *vm, self Value, _ *args) Value { return self },
	"add_note":       func(_ *vm, _ Value, _ *args) Value { return None },
	"__init__": func(_ *vm, self Value, a *args) Value {
		if i, ok := self.(*instance); ok {
			i.args = append([]Value(nil), a.pos...)
		}
		return None
	},
	"__str__": func(m *vm, self Value, _ *args) Value { return NewStr(m.excMessage(self.(*instance))) },
}

// A raised is a Python exception on its way up.
type raised struct{ exc *instance }

// A limitError is a limit that a program ran into; programs cannot catch it.
type limitError struct{ limit, msg string }

// raise throws a built-in exception.
func (m *vm) raise(typ, format string, a ...any) {
	msg := format
	if len(a) > 0 {
		msg = sprintf(format, a...)
	}
	m.throw(newException(typ, NewStr(msg)))
}

func newException(typ string, a ...Value) *instance {
	return &instance{cls: excClasses[typ], args: a, exc: &excState{}}
}

// throw raises an exception here.
func (m *vm) throw(e *instance) {
	if e.exc == nil {
		e.exc = &excState{}
	}
	if n := len(m.handling); n > 0 && m.handling[n-1] != e && e.exc.context == nil {
		e.exc.context = m.handling[n-1]
	}
	e.exc.trace = m.trace()
	panic(&raised{e})
}

// trace lists the active calls.
func (m *vm) trace() []traceLine {
	var out []traceLine
	for i, f := range m.frames {
		if n := len(m.frames); n > 40 && i == 20 {
			out = append(out, traceLine{fn: sprintf("[%d calls more]", n-40)})
		} else if n > 40 && i > 20 && i < n-20 {
			continue
		}
		text := ""
		if l := f.line - 1; l >= 0 && l < len(f.code.lines) {
			text = strings.TrimSpace(f.code.lines[l])
		}
		out = append(out, traceLine{f.code.file, f.code.name, f.line, text})
	}
	return out
}

// excMessage is str(exception).
func (m *vm) excMessage(e *instance) string {
	switch len(e.args) {
	case 0:
		return ""
	case 1:
		if e.cls.is(excClasses["KeyError"]) {
			return m.repr(e.args[0])
		}
		return m.str(e.args[0])
	}
	if e.cls.is(excClasses["OSError"]) && len(e.args) == 2 {
		return sprintf("[Errno %s] %s", m.str(e.args[0]), m.str(e.args[1]))
	}
	return m.repr(&Tuple{items: e.args})
}

// traceback renders an exception as CPython does.
func (m *vm) traceback(e *instance, seen int) string {
	var b strings.Builder
	if seen < 10 {
		if c := e.exc.cause; c != nil {
			b.WriteString(m.traceback(c, seen+1))
			b.WriteString("\n\nThe above exception was the direct cause of the following exception:\n\n")
		} else if c := e.exc.context; c != nil && !e.exc.suppress {
			b.WriteString(m.traceback(c, seen+1))
			b.WriteString("\n\nDuring handling of the above exception, another exception occurred:\n\n")
		}
	}
	if len(e.exc.trace) > 0 {
		b.WriteString("Traceback (most recent call last):\n")
	}
	for _, t := range e.exc.trace {
		if t.file == "" {
			b.WriteString("  " + t.fn + "\n")
			continue
		}
		b.WriteString(sprintf("  File \"%s\", line %d, in %s\n", t.file, t.line, t.fn))
		if t.text != "" {
			b.WriteString("    " + t.text + "\n")
		}
	}
	name := e.cls.name
	if e.cls.module != "builtins" && e.cls.module != "__main__" {
		name = e.cls.module + "." + name
	}
	b.WriteString(name)
	if msg := m.safeMessage(e); msg != "" {
		b.WriteString(": " + msg)
		if e.cls == excClasses["NameError"] {
			b.WriteString(hint(msg))
		}
	}
	return b.String()
}

// safeMessage is str(exception), even if its __str__ fails.
func (m *vm) safeMessage(e *instance) (s string) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(*raised); !ok {
				panic(r)
			}
			s = "<exception str() failed>"
		}
	}()
	return m.str(e)
}
