package python

import (
	"errors"
	"fmt"
	"strings"
)

// Exception is an error that ended a program: Python's own (Type, Message), or
// a limit (Limit is steps, time, memory, depth or cancelled), which no except
// clause catches.
type Exception struct {
	Type, Message, Traceback string
	Line                     int
	Limit                    string
}

// Error is "Type: Message".
func (e *Exception) Error() string {
	if e.Message == "" {
		return e.Type
	}
	return e.Type + ": " + e.Message
}

// excType is an exception class.
type excType struct {
	name string
	base *excType
}

func (*excType) Type() string { return "type" }

func (t *excType) isA(other *excType) bool {
	for ; t != nil; t = t.base {
		if t == other {
			return true
		}
	}
	return false
}

// exc is an exception instance.
type exc struct {
	class *excType
	args  Tuple
}

func (e *exc) Type() string { return e.class.name }

func (e *exc) message() string {
	switch {
	case len(e.args) == 0:
		return ""
	case len(e.args) == 1 && e.class.isA(excTypes["KeyError"]):
		return repr(e.args[0])
	case len(e.args) == 1:
		return str(e.args[0])
	}
	return repr(e.args)
}

// thrown is a Python exception on its way, with the lines it passed.
type thrown struct {
	exc   *exc
	trace []frameLine
	cause *thrown
}

type frameLine struct {
	function string
	line     int
}

func (t *thrown) Error() string {
	if m := t.exc.message(); m != "" {
		return t.exc.class.name + ": " + m
	}
	return t.exc.class.name
}

// limitError ends a program; nothing in Python can catch it.
type limitError struct {
	limit string
	msg   string
	line  int
}

func (e *limitError) Error() string { return e.msg }

// excTypes are the built-in exceptions and their bases.
var excTypes = func() map[string]*excType {
	m := map[string]*excType{}
	for _, line := range strings.Split(`BaseException
Exception BaseException
KeyboardInterrupt BaseException
SystemExit BaseException
GeneratorExit BaseException
ArithmeticError Exception
ZeroDivisionError ArithmeticError
OverflowError ArithmeticError
FloatingPointError ArithmeticError
AssertionError Exception
AttributeError Exception
BufferError Exception
EOFError Exception
ImportError Exception
ModuleNotFoundError ImportError
LookupError Exception
IndexError LookupError
KeyError LookupError
MemoryError Exception
NameError Exception
UnboundLocalError NameError
OSError Exception
FileNotFoundError OSError
PermissionError OSError
TimeoutError OSError
ConnectionError OSError
RuntimeError Exception
RecursionError RuntimeError
NotImplementedError RuntimeError
StopIteration Exception
StopAsyncIteration Exception
SyntaxError Exception
IndentationError SyntaxError
TypeError Exception
ValueError Exception
UnicodeError ValueError
UnicodeDecodeError UnicodeError
UnicodeEncodeError UnicodeError
JSONDecodeError ValueError
Warning Exception
UserWarning Warning
DeprecationWarning Warning`, "\n") {
		f := strings.Fields(line)
		t := &excType{name: f[0]}
		if len(f) > 1 {
			t.base = m[f[1]]
		}
		m[f[0]] = t
	}
	m["IOError"] = m["OSError"]
	m["EnvironmentError"] = m["OSError"]
	return m
}()

// Raise makes the error by which a host function raises a Python exception.
// An unknown typ raises RuntimeError.
func Raise(typ, format string, args ...any) error { return raise(typ, format, args...) }

func raise(typ, format string, args ...any) error {
	class := excTypes[typ]
	if class == nil {
		class = excTypes["RuntimeError"]
	}
	e := &exc{class: class, args: Tuple{NewStr(fmt.Sprintf(format, args...))}}
	return &thrown{exc: e}
}

// raiseKey raises a KeyError of the key itself.
func raiseKey(key Value) error {
	return &thrown{exc: &exc{class: excTypes["KeyError"], args: Tuple{key}}}
}

// asThrown finds the Python exception in an error: a host's plain error
// becomes a RuntimeError.
func asThrown(err error) (*thrown, bool) {
	var t *thrown
	var l *limitError
	switch {
	case errors.As(err, &l):
		return nil, false
	case errors.As(err, &t):
		return t, true
	}
	return nil, false
}

// exception renders the error that ended a block as CPython's traceback does.
func exception(err error, lines []string) *Exception {
	var l *limitError
	var s *syntaxError
	switch {
	case errors.As(err, &l):
		return &Exception{Type: "LimitError", Message: l.msg, Line: l.line, Limit: l.limit, Traceback: "LimitError: " + l.msg}
	case errors.As(err, &s):
		return syntaxException(s, lines)
	}
	t, ok := asThrown(err)
	if !ok {
		return &Exception{Type: "RuntimeError", Message: err.Error(), Traceback: "RuntimeError: " + err.Error()}
	}
	e := &Exception{Type: t.exc.class.name, Message: t.exc.message()}
	var b strings.Builder
	b.WriteString("Traceback (most recent call last):\n")
	for i := len(t.trace) - 1; i >= 0; i-- {
		f := t.trace[i]
		fmt.Fprintf(&b, "  File \"<repl>\", line %d, in %s\n", f.line, f.function)
		if text := lineOf(lines, f.line); text != "" {
			fmt.Fprintf(&b, "    %s\n", text)
		}
		if f.function == "<module>" {
			e.Line = f.line
		}
	}
	b.WriteString(e.Error())
	e.Traceback = b.String()
	return e
}

func syntaxException(s *syntaxError, lines []string) *Exception {
	e := &Exception{Type: s.typ, Message: s.msg, Line: s.line}
	e.Traceback = fmt.Sprintf("  File \"<repl>\", line %d\n    %s\n%s", s.line, lineOf(lines, s.line), e.Error())
	return e
}

func lineOf(lines []string, n int) string {
	if n < 1 || n > len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[n-1])
}
