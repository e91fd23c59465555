package python

import "strings"

// excTree lists the built-in exceptions, each after its base.
const excTree = `BaseException:object SystemExit:BaseException KeyboardInterrupt:BaseException GeneratorExit:BaseException
Exception:BaseException StopIteration:Exception StopAsyncIteration:Exception ArithmeticError:Exception
FloatingPointError:ArithmeticError OverflowError:ArithmeticError ZeroDivisionError:ArithmeticError AssertionError:Exception
AttributeError:Exception BufferError:Exception EOFError:Exception ImportError:Exception ModuleNotFoundError:ImportError
LookupError:Exception IndexError:LookupError KeyError:LookupError MemoryError:Exception NameError:Exception
UnboundLocalError:NameError OSError:Exception FileNotFoundError:OSError FileExistsError:OSError PermissionError:OSError
ConnectionError:OSError ConnectionResetError:ConnectionError ConnectionRefusedError:ConnectionError
ConnectionAbortedError:ConnectionError BrokenPipeError:ConnectionError BlockingIOError:OSError ChildProcessError:OSError
NotADirectoryError:OSError ProcessLookupError:OSError TimeoutError:OSError InterruptedError:OSError IsADirectoryError:OSError
ReferenceError:Exception RuntimeError:Exception
NotImplementedError:RuntimeError RecursionError:RuntimeError SyntaxError:Exception IndentationError:SyntaxError
TabError:IndentationError SystemError:Exception TypeError:Exception ValueError:Exception UnicodeError:ValueError
UnicodeDecodeError:UnicodeError UnicodeEncodeError:UnicodeError UnicodeTranslateError:UnicodeError Warning:Exception DeprecationWarning:Warning
UserWarning:Warning RuntimeWarning:Warning FutureWarning:Warning SyntaxWarning:Warning ImportWarning:Warning UnicodeWarning:Warning
BytesWarning:Warning ResourceWarning:Warning PendingDeprecationWarning:Warning EncodingWarning:Warning
BaseExceptionGroup:BaseException JSONDecodeError:ValueError StatisticsError:ValueError
error:Exception binasciiError:ValueError zlibError:Exception CancelledError:BaseException Error:Exception`

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
	out["error"].module = "re"
	out["Error"].module = "_csv"
	out["binasciiError"].module, out["binasciiError"].name = "binascii", "Error"
	out["zlibError"].module, out["zlibError"].name = "zlib", "error"
	out["CancelledError"].module = "asyncio.exceptions"
	g := newClass("ExceptionGroup", out["BaseExceptionGroup"], out["Exception"])
	g.builtin, g.module = true, "builtins"
	out["ExceptionGroup"] = g
	delete(out, "object")
	out["IOError"], out["EnvironmentError"] = out["OSError"], out["OSError"]
	return out
}

// hiddenExceptions are reached through their modules only.
var hiddenExceptions = map[string]bool{"JSONDecodeError": true, "StatisticsError": true,
	"error": true, "Error": true, "binasciiError": true, "zlibError": true, "CancelledError": true}

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
	old := e.exc.trace
	m.step(int64(min(len(m.frames), 41)))
	m.charge(256 + int64(72*min(len(m.frames), 41)))
	e.exc.trace = m.trace()
	if e.exc.caught < len(old) {
		e.exc.trace = append(e.exc.trace, old[e.exc.caught:]...)
	}
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
	if msg, ok := e.get("__message"); ok {
		return m.str(msg)
	}
	if n := len(e.members()); n > 0 {
		return sprintf("%s (%d sub-exception%s)", m.str(e.args[0]), n, plural(n))
	}
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
		if file, ok := e.get("filename"); ok && file != None {
			return sprintf("[Errno %s] %s: %s", m.str(e.args[0]), m.str(e.args[1]), m.repr(file))
		}
		return sprintf("[Errno %s] %s", m.str(e.args[0]), m.str(e.args[1]))
	}
	return m.repr(&Tuple{items: e.args})
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
