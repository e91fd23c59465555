package python

import (
	"context"
	"fmt"
	"iter"
)

// closure is a function of a program.
type closure struct {
	fn       *function
	defaults []Value // beside fn.params; nil where there is none
	parent   *frame
	attrs    map[string]Value
}

func (*closure) Type() string { return "function" }

// builtin is a function or type of the interpreter's own.
type builtin struct {
	name string
	fn   func(s *Session, args []Value, kw *Dict) (Value, error)
	typ  bool // it is a type too: int, str, list …
}

func (b *builtin) Type() string {
	if b.typ {
		return "type"
	}
	return "builtin_function_or_method"
}

// hostFunc is a function of the host.
type hostFunc struct{ Func }

func (*hostFunc) Type() string { return "function" }

// Func is a function that the host offers to programs. Call may return a
// *Promise. An error that Raise made is raised as that exception, another
// one as a RuntimeError.
type Func struct {
	Name, Doc string
	Params    []Param
	Call      func(ctx context.Context, args Args) (Value, error)
}

// Param is a parameter of a Func.
type Param struct {
	Name        string
	Default     Value // nil: required
	KeywordOnly bool
	Rest        bool // takes the remaining positional arguments as a list
}

// Args are the arguments of a call, by parameter.
type Args struct {
	fn     string
	values map[string]Value
}

// Value is an argument, or its default.
func (a Args) Value(name string) Value { return force(a.values[name]) }

// Str is an argument that must be a str; the text of another is a TypeError.
func (a Args) Str(name string) (string, error) {
	if s, ok := a.Value(name).(*Str); ok {
		return s.s, nil
	}
	return "", raise("TypeError", "%s() argument '%s' must be str, not %s", a.fn, name, a.Value(name).Type())
}

// Int is an argument that must be an int.
func (a Args) Int(name string) (int, error) {
	if n, ok := asInt(a.Value(name)); ok {
		return int(n), nil
	}
	return 0, raise("TypeError", "%s() argument '%s' must be int, not %s", a.fn, name, a.Value(name).Type())
}

// Float is an argument that must be a number.
func (a Args) Float(name string) (float64, error) {
	if f, ok := asFloat(a.Value(name)); ok {
		return f, nil
	}
	return 0, raise("TypeError", "%s() argument '%s' must be a number, not %s", a.fn, name, a.Value(name).Type())
}

// Bool is the truth of an argument.
func (a Args) Bool(name string) bool { return Truth(a.Value(name)) }

// List are the items of an argument that can be iterated over: a list, a
// tuple, a set, a generator.
func (a Args) List(name string) ([]Value, error) {
	switch v := a.Value(name).(type) {
	case *List:
		return v.items, nil
	case Tuple:
		return v, nil
	case *Record, *Str:
		return nil, raise("TypeError", "%s() argument '%s' must be a list, not %s", a.fn, name, v.Type())
	default:
		return collect(a.values[sessionKey].(*sessionValue).s, v)
	}
}

// sessionKey is where Args keeps its session; no parameter can be named so.
const sessionKey = " session"

type sessionValue struct{ s *Session }

func (*sessionValue) Type() string { return "session" }

// callHost binds the arguments and calls the host; wall time stands still.
func (s *Session) callHost(h *hostFunc, args []Value, kw *Dict) (Value, error) {
	bound, err := h.bind(s, args, kw)
	if err != nil {
		return nil, err
	}
	v, err := s.outside(func() (Value, error) { return h.Call(s.ctx, bound) })
	if err != nil {
		if _, ok := asThrown(err); !ok && s.ctx.Err() == nil {
			err = raise("RuntimeError", "%s", err)
		}
		return nil, err
	}
	if p, ok := v.(*Promise); ok && p.session == nil {
		p.session = s
		s.promises = append(s.promises, p)
	}
	if v == nil {
		v = None
	}
	return v, nil
}

func (h *hostFunc) bind(s *Session, args []Value, kw *Dict) (Args, error) {
	b := Args{h.Name, map[string]Value{sessionKey: &sessionValue{s}}}
	for _, p := range h.Params {
		switch {
		case p.Rest:
			b.values[p.Name] = NewList(args...)
			args = nil
		case len(args) > 0 && !p.KeywordOnly:
			b.values[p.Name], args = args[0], args[1:]
		}
	}
	if len(args) > 0 {
		return b, raise("TypeError", "%s() takes %d positional arguments but %d were given", h.Name, len(h.Params), len(h.Params)+len(args))
	}
	if kw != nil {
		for _, k := range kw.Keys() {
			key := k.(*Str).s
			if !h.has(key) {
				return b, raise("TypeError", "%s() got an unexpected keyword argument '%s'", h.Name, key)
			}
			if _, twice := b.values[key]; twice {
				return b, raise("TypeError", "%s() got multiple values for argument '%s'", h.Name, key)
			}
			b.values[key], _, _ = kw.Get(k)
		}
	}
	for _, p := range h.Params {
		if b.values[p.Name] == nil {
			if p.Default == nil {
				return b, raise("TypeError", "%s() missing 1 required positional argument: '%s'", h.Name, p.Name)
			}
			b.values[p.Name] = p.Default
		}
	}
	return b, nil
}

func (h *hostFunc) has(name string) bool {
	for _, p := range h.Params {
		if p.Name == name {
			return true
		}
	}
	return false
}

// call calls any callable.
func (s *Session) call(fn Value, args []Value, kw *Dict) (Value, error) {
	if err := s.charge(1); err != nil {
		return nil, err
	}
	switch fn := force(fn).(type) {
	case *builtin:
		return fn.fn(s, args, kw)
	case *hostFunc:
		return s.callHost(fn, args, kw)
	case *closure:
		return s.callClosure(fn, args, kw)
	case *excType:
		return &exc{class: fn, args: args}, nil
	default:
		return nil, raise("TypeError", "'%s' object is not callable", fn.Type())
	}
}

func (s *Session) callClosure(c *closure, args []Value, kw *Dict) (Value, error) {
	if s.depth >= s.limits.Depth {
		return nil, raise("RecursionError", "maximum recursion depth exceeded")
	}
	f := &frame{s: s, fn: c.fn.name, vars: make(map[string]Value, len(c.fn.locals)), code: c.fn, parent: c.parent}
	if err := f.bind(c, args, kw); err != nil {
		return nil, err
	}
	if c.fn.generator {
		return s.newGenerator(f), nil
	}
	s.depth++
	defer func() { s.depth-- }()
	if c.fn.body == nil {
		return f.eval(c.fn.result)
	}
	ctrl, err := f.block(c.fn.body)
	if err != nil {
		return nil, err
	}
	if ctrl == ctrlReturn {
		return f.result, nil
	}
	return None, nil
}

// bind gives the parameters their values.
func (f *frame) bind(c *closure, args []Value, kw *Dict) error {
	given := len(args)
	positional := 0
	var rest *param
	for i := range c.fn.params {
		p := &c.fn.params[i]
		switch {
		case p.star == 1 && p.name != "":
			f.vars[p.name] = Tuple(append([]Value(nil), args...))
			args = nil
		case p.star == 2:
			rest = p
		case p.star == 0 && !p.kwOnly:
			positional++
			if len(args) > 0 {
				f.vars[p.name], args = args[0], args[1:]
			}
		}
	}
	if len(args) > 0 {
		return raise("TypeError", "%s() takes %s but %s given", c.fn.name, countArgs(positional), wasWere(given))
	}
	if err := f.bindKeywords(c, kw, rest); err != nil {
		return err
	}
	var missing []string
	for i, p := range c.fn.params {
		if f.vars[p.name] != nil || p.star != 0 {
			continue
		}
		if c.defaults[i] == nil {
			missing = append(missing, "'"+p.name+"'")
			continue
		}
		f.vars[p.name] = c.defaults[i]
	}
	if len(missing) > 0 {
		return raise("TypeError", "%s() missing %d required positional argument%s: %s", c.fn.name, len(missing), plural(len(missing)), joinAnd(missing))
	}
	return nil
}

func (f *frame) bindKeywords(c *closure, kw *Dict, rest *param) error {
	extra := NewDict()
	if kw != nil {
		for _, k := range kw.Keys() {
			key := k.(*Str).s
			v, _, _ := kw.Get(k)
			switch {
			case c.fn.has(key) && f.vars[key] != nil:
				return raise("TypeError", "%s() got multiple values for argument '%s'", c.fn.name, key)
			case c.fn.has(key):
				f.vars[key] = v
			case rest != nil:
				_ = extra.Set(k, v) // a str is hashable
			default:
				return raise("TypeError", "%s() got an unexpected keyword argument '%s'", c.fn.name, key)
			}
		}
	}
	if rest != nil {
		f.vars[rest.name] = extra
	}
	return nil
}

func (fn *function) has(name string) bool {
	for _, p := range fn.params {
		if p.name == name && p.star == 0 {
			return true
		}
	}
	return false
}

func countArgs(n int) string { return fmt.Sprintf("%d positional argument%s", n, plural(n)) }

func wasWere(n int) string {
	if n == 1 {
		return "1 was"
	}
	return fmt.Sprintf("%d were", n)
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

func joinAnd(list []string) string {
	s := list[0]
	for i, item := range list[1:] {
		switch {
		case i == len(list)-2 && len(list) > 2:
			s += ", and " + item
		case i == len(list)-2:
			s += " and " + item
		default:
			s += ", " + item
		}
	}
	return s
}

// generator is a suspended function. It runs as a coroutine, which close ends.
type generator struct {
	next func() (Value, bool)
	stop func()
	err  error
	done bool
}

func (*generator) Type() string { return "generator" }

// newGenerator makes the generator that runs f's body. yield in it hands a
// value to whoever iterates.
func (s *Session) newGenerator(f *frame) *generator {
	return s.generate(func(yield func(Value) error) error {
		f.yield = yield
		_, err := f.block(f.code.body)
		return err
	})
}

// errClosed unwinds a generator that nobody will ask again.
var errClosed = &limitError{limit: "closed", msg: "the generator was closed"}

func (s *Session) generate(body func(yield func(Value) error) error) *generator {
	g := &generator{}
	seq := func(yield func(Value) bool) {
		defer func() {
			if r := recover(); r != nil {
				p, ok := r.(promiseError)
				if !ok {
					panic(r)
				}
				g.err = p.err
			}
		}()
		err := body(func(v Value) error {
			if !yield(v) {
				return errClosed
			}
			return nil
		})
		if err != nil && err != error(errClosed) {
			g.err = err
		}
	}
	g.next, g.stop = iter.Pull(iter.Seq[Value](seq))
	s.gens = append(s.gens, g)
	return g
}

// step is the generator's next value; ok is false at its end.
func (g *generator) step(s *Session) (v Value, ok bool, err error) {
	if g.done {
		return nil, false, nil
	}
	if s.depth >= s.limits.Depth {
		return nil, false, raise("RecursionError", "maximum recursion depth exceeded")
	}
	s.depth++
	defer func() { s.depth-- }()
	v, ok = g.next()
	if !ok {
		g.done = true
		err, g.err = g.err, nil
	}
	return v, ok, err
}

func (g *generator) close() {
	g.done = true
	g.stop()
}
