package python

import (
	"errors"
	"fmt"
)

// frame is a running block, function or comprehension.
type frame struct {
	s      *Session
	fn     string
	code   *function        // nil for the module
	vars   map[string]Value // nil for the module, whose are the session's
	parent *frame           // where a function was defined
	result Value            // of return
	yield  func(Value) error
	caught *thrown // the exception that an except clause is handling
}

// ctrl says how a block went on.
type ctrl uint8

const (
	ctrlNone ctrl = iota
	ctrlBreak
	ctrlContinue
	ctrlReturn
)

// block executes statements in order.
func (f *frame) block(body []stmt) (ctrl, error) {
	for _, st := range body {
		c, err := f.exec(st)
		if err != nil || c != ctrlNone {
			return c, err
		}
	}
	return ctrlNone, nil
}

// exec executes one statement. The error of a promise that was looked at in it
// surfaces here.
func (f *frame) exec(st stmt) (c ctrl, err error) {
	line := lineOfStmt(st)
	defer func() {
		if r := recover(); r != nil {
			p, ok := r.(promiseError)
			if !ok {
				panic(r)
			}
			err = p.err
		}
		if err != nil && line > 0 {
			err = f.locate(err, line)
		}
	}()
	if err := f.s.charge(1); err != nil {
		return ctrlNone, err
	}
	return f.dispatch(st)
}

// locate notes the line in the traceback of a Python exception.
func (f *frame) locate(err error, line int) error {
	var l *limitError
	if errors.As(err, &l) {
		if l.line == 0 && l != errClosed {
			return &limitError{l.limit, l.msg, line}
		}
		return err
	}
	t, ok := asThrown(err)
	if !ok {
		t = &thrown{exc: &exc{class: excTypes["RuntimeError"], args: Tuple{NewStr(err.Error())}}}
	}
	if n := len(t.trace); n == 0 || t.trace[n-1].function != f.fn || f.s.depth > 0 && t.trace[n-1].line != line && n < 20 {
		if n := len(t.trace); n > 0 && t.trace[n-1].function == f.fn {
			return t // an outer statement of the same frame: the inner line stands
		}
		return &thrown{exc: t.exc, trace: append(t.trace[:len(t.trace):len(t.trace)], frameLine{f.fn, line}), cause: t.cause}
	}
	return t
}

func lineOfStmt(st stmt) int {
	switch st := st.(type) {
	case *exprStmt:
		return st.line
	case *assign:
		return st.line
	case *augAssign:
		return st.line
	case *returnStmt:
		return st.line
	case *raiseStmt:
		return st.line
	case *assertStmt:
		return st.line
	case *delStmt:
		return st.line
	case *importStmt:
		return st.line
	case *forStmt:
		return st.line
	case *ifStmt:
		return st.line
	case *whileStmt:
		return st.line
	case *withStmt:
		return st.line
	case *defStmt:
		return st.line
	}
	return 0
}

func (f *frame) dispatch(st stmt) (ctrl, error) {
	switch st := st.(type) {
	case *exprStmt:
		_, err := f.eval(st.x)
		return ctrlNone, err
	case *assign:
		return ctrlNone, f.assignStmt(st)
	case *augAssign:
		return ctrlNone, f.augment(st)
	case *ifStmt:
		v, err := f.eval(st.test)
		if err != nil {
			return ctrlNone, err
		}
		if Truth(v) {
			return f.block(st.then)
		}
		return f.block(st.other)
	case *forStmt:
		return f.forLoop(st)
	case *whileStmt:
		return f.whileLoop(st)
	case *returnStmt:
		f.result = None
		if st.x != nil {
			v, err := f.eval(st.x)
			if err != nil {
				return ctrlNone, err
			}
			f.result = v
		}
		return ctrlReturn, nil
	case *defStmt:
		return ctrlNone, f.define(st)
	case *tryStmt:
		return f.try(st)
	case *withStmt:
		return f.with(st)
	case *raiseStmt:
		return ctrlNone, f.raise(st)
	case *assertStmt:
		return ctrlNone, f.assert(st)
	case *delStmt:
		return ctrlNone, f.del(st)
	case *importStmt:
		return ctrlNone, f.importModule(st)
	case *breakStmt:
		return ctrlBreak, nil
	case *continueStmt:
		return ctrlContinue, nil
	}
	return ctrlNone, nil // pass; global and nonlocal were seen when the function was compiled
}

func (f *frame) assignStmt(st *assign) error {
	v, err := f.eval(st.value)
	if err != nil {
		return err
	}
	for _, target := range st.targets {
		if err := f.assign(target, v); err != nil {
			return err
		}
	}
	return nil
}

func (f *frame) define(st *defStmt) error {
	c, err := f.closure(st.fn)
	if err != nil {
		return err
	}
	f.set(st.fn.name, c)
	return nil
}

// closure evaluates the defaults where the function is defined.
func (f *frame) closure(fn *function) (*closure, error) {
	c := &closure{fn: fn, parent: f, defaults: make([]Value, len(fn.params))}
	for i, p := range fn.params {
		if p.def == nil {
			continue
		}
		v, err := f.eval(p.def)
		if err != nil {
			return nil, err
		}
		c.defaults[i] = v
	}
	return c, nil
}

func (f *frame) forLoop(st *forStmt) (ctrl, error) {
	in, err := f.eval(st.in)
	if err != nil {
		return ctrlNone, err
	}
	next, err := f.s.iterate(in)
	if err != nil {
		return ctrlNone, err
	}
	for {
		v, ok, err := next()
		if err != nil {
			return ctrlNone, err
		}
		if !ok {
			return f.block(st.other)
		}
		if err := f.assign(st.target, v); err != nil {
			return ctrlNone, err
		}
		c, err := f.block(st.body)
		if err != nil || c == ctrlReturn {
			return c, err
		}
		if c == ctrlBreak {
			return ctrlNone, nil
		}
	}
}

func (f *frame) whileLoop(st *whileStmt) (ctrl, error) {
	for {
		if err := f.s.charge(1); err != nil {
			return ctrlNone, err
		}
		v, err := f.eval(st.test)
		if err != nil {
			return ctrlNone, err
		}
		if !Truth(v) {
			return f.block(st.other)
		}
		c, err := f.block(st.body)
		if err != nil || c == ctrlReturn {
			return c, err
		}
		if c == ctrlBreak {
			return ctrlNone, nil
		}
	}
}

func (f *frame) raise(st *raiseStmt) error {
	if st.x == nil {
		if f.caught == nil {
			return raise("RuntimeError", "No active exception to reraise")
		}
		return f.caught
	}
	v, err := f.eval(st.x)
	if err != nil {
		return err
	}
	switch v := force(v).(type) {
	case *exc:
		return &thrown{exc: v}
	case *excType:
		return &thrown{exc: &exc{class: v}}
	}
	return raise("TypeError", "exceptions must derive from BaseException")
}

func (f *frame) assert(st *assertStmt) error {
	v, err := f.eval(st.test)
	if err != nil || Truth(v) {
		return err
	}
	e := &exc{class: excTypes["AssertionError"]}
	if st.msg != nil {
		m, err := f.eval(st.msg)
		if err != nil {
			return err
		}
		e.args = Tuple{m}
	}
	return &thrown{exc: e}
}

// with supports what programs here can have: values without a context of
// their own are refused.
func (f *frame) with(st *withStmt) (ctrl, error) {
	for _, item := range st.items {
		v, err := f.eval(item.x)
		if err != nil {
			return ctrlNone, err
		}
		v = force(v)
		if m, ok := v.(*Module); !ok || m.members["__enter__"] == nil {
			return ctrlNone, raise("TypeError", "'%s' object does not support the context manager protocol", v.Type())
		}
		if item.as != nil {
			if err := f.assign(item.as, v); err != nil {
				return ctrlNone, err
			}
		}
	}
	mark := len(f.s.promises)
	c, err := f.block(st.body)
	if err == nil {
		err = f.s.settle(mark)
	}
	return c, err
}

func (f *frame) importModule(st *importStmt) error {
	m, err := f.s.module(st.module)
	if err != nil {
		return err
	}
	if st.names == nil {
		switch {
		case st.as != "":
			f.set(st.as, m)
		default:
			top, err := f.s.module(topName(st.module))
			if err != nil {
				return err
			}
			f.set(topName(st.module), top)
		}
		return nil
	}
	for _, n := range st.names {
		if n.name == "*" {
			for k, v := range m.members {
				f.set(k, v)
			}
			continue
		}
		v, ok := m.members[n.name]
		if !ok {
			return raise("ImportError", "cannot import name '%s' from '%s' (unknown location)", n.name, st.module)
		}
		if n.as == "" {
			n.as = n.name
		}
		f.set(n.as, v)
	}
	return nil
}

func (f *frame) del(st *delStmt) error {
	for _, target := range st.targets {
		switch x := target.(type) {
		case *name:
			if _, err := f.lookup(x.id); err != nil {
				return err
			}
			f.unset(x.id)
		case *subscript:
			c, err := f.eval(x.x)
			if err != nil {
				return err
			}
			i, err := f.eval(x.index)
			if err != nil {
				return err
			}
			if err := f.s.delItem(force(c), force(i)); err != nil {
				return err
			}
		default:
			return raise("SyntaxError", "cannot delete expression")
		}
	}
	return nil
}

// outside runs host code while the wall time of the program stands still.
func (s *Session) outside(fn func() (Value, error)) (Value, error) {
	began := now()
	defer func() { s.waited += now().Sub(began) }()
	return fn()
}

func unsupported(op string, x, y Value) error {
	return raise("TypeError", "unsupported operand type(s) for %s: '%s' and '%s'", op, x.Type(), y.Type())
}

func pointerString(v any) string { return fmt.Sprintf("%p", v) }
