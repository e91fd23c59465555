package python

import (
	"context"
	"errors"
	"strings"
	"time"
)

// Limits bound what one Run may take. Zero means the default beside each.
type Limits struct {
	Steps  int64         // statements, calls and iterations: 100 million
	Time   time.Duration // of the program, waiting for the host aside: 60 s
	Memory int64         // bytes of values, estimated: 512 MB
	Depth  int           // nested calls: 1000
	Output int           // bytes of output kept, head and tail: 200,000
}

// Options of a session. The zero value is of use.
type Options struct {
	Limits Limits
	Now    func() time.Time // the clock that programs see; nil: a fixed moment
	Seed   int64            // of the module random

	// Printed is told of the parts of sources that print is given; nil: nobody is.
	Printed func([]Origin)
}

// A Session runs programs one after another over the same variables. It is not safe
// for concurrent use.
type Session struct{ m *vm }

// A Result is what a program did.
type Result struct {
	Output string     // what it printed, cut in the middle at Limits.Output
	Cut    int64      // bytes that were cut
	Err    *Exception // nil if it ended well
	Steps  int64
}

// An Exception ended a program.
type Exception struct {
	Type, Message string
	Traceback     string // as CPython prints it
	Line          int    // in the program; 0 if unknown
	Limit         string // "steps", "time", "memory", "depth", "cancelled", or "" for an exception
}

// Error implements error.
func (e *Exception) Error() string {
	if e.Message == "" {
		return e.Type
	}
	return e.Type + ": " + e.Message
}

// A Var is a variable of a session.
type Var struct {
	Name, Type string
	Size       int64 // bytes, estimated
	Len        int   // len(value), or -1
	Preview    string
}

// New makes a session.
func New(opts Options) *Session { return &Session{newVM(opts)} }

func newVM(opts Options) *vm {
	fillOnce.Do(fillClasses)
	l := &opts.Limits
	l.Steps = orDefault(l.Steps, 100_000_000)
	l.Time = orDefault(l.Time, time.Minute)
	l.Memory = orDefault(l.Memory, 512<<20)
	l.Depth = orDefault(l.Depth, 1000)
	l.Output = orDefault(l.Output, 200_000)
	if opts.Now == nil {
		opts.Now = func() time.Time { return time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC) }
	}
	m := &vm{limits: *l, now: opts.Now, seed: opts.Seed, printed: opts.Printed, globals: newNamespace(), gens: map[*generator]struct{}{},
		modules: map[string]*module{}, file: "<repl>", builtins: builtinTable, budget: l.Memory}
	m.out = &output{limit: l.Output}
	m.began = time.Now()
	m.checkLimits()
	return m
}

func orDefault[T int | int64 | time.Duration](v, def T) T {
	if v == 0 {
		return def
	}
	return v
}

// Set sets a variable.
func (s *Session) Set(name string, v Value) { s.m.globals.set(name, v) }

// Get returns a variable.
func (s *Session) Get(name string) (Value, bool) {
	v, ok := s.m.globals.get(name)
	if !ok {
		return nil, false
	}
	return settled(v), true
}

// Vars lists the variables that programs made or the host set, in order of their
// making; modules, classes, functions of the host and names that start with "_" aside.
func (s *Session) Vars() []Var {
	var out []Var
	for i, name := range s.m.globals.names {
		v := s.m.globals.vals[i]
		if v == nil || strings.HasPrefix(name, "_") {
			continue
		}
		v = settled(v)
		switch v.(type) {
		case *module, *builtin, *hostFunc, *class:
			continue
		}
		z := sizer{seen: map[any]bool{}}
		out = append(out, Var{name, v.Type(), z.size(v, 0), lengthOf(v), s.preview(v)})
	}
	return out
}

// preview is the start of a value's repr.
func (s *Session) preview(v Value) (text string) {
	const most = 100
	if x, ok := v.(*Str); ok {
		return quote(cutRunes(x.s, most))
	}
	defer func() {
		if r := recover(); r != nil {
			text = "<" + v.Type() + ">"
		}
	}()
	m := newVM(Options{Limits: Limits{Memory: 1 << 20, Steps: 100_000}})
	switch x := v.(type) {
	case *List:
		v = &List{items: x.items[:min(len(x.items), 20)]}
	case *Dict:
		short := &Dict{cls: x.cls, factory: x.factory}
		x.Items(func(k, val Value) bool {
			_ = short.Set(k, val)
			return short.n < 20
		})
		v = short
	case *Set:
		v = &List{items: x.Members()[:min(x.Len(), 20)]}
	}
	return cutRunes(m.repr(v), most)
}

func cutRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i] + "…"
		}
		n--
	}
	return s
}

func lengthOf(v Value) int {
	switch v := v.(type) {
	case *Str:
		return v.length()
	case *List:
		return len(v.items)
	case *Tuple:
		return len(v.items)
	case *Dict:
		return v.n
	case *Set:
		return v.d.n
	case Bytes:
		return len(v)
	}
	return -1
}

// Run runs a program. Whatever ends it, its variables stay.
func (s *Session) Run(ctx context.Context, src string) Result {
	m := s.m
	m.begin(ctx)
	exc := m.runBlock(src)
	m.ctx = nil
	out, cut := m.out.text()
	return Result{Output: out, Cut: cut, Err: exc, Steps: m.steps}
}

func (m *vm) begin(ctx context.Context) {
	m.ctx = ctx
	m.steps, m.check, m.paused = 0, 0, 0
	m.began = time.Now()
	m.frames, m.handling, m.promises = m.frames[:0], nil, nil
	m.held, m.dying, m.stopped, m.building = 0, false, false, nil
	m.reserve()
	m.out.reset()
}

// runBlock parses, compiles and runs a program.
func (m *vm) runBlock(src string) *Exception {
	body, serr := parse(src)
	if serr != nil {
		return syntaxException(serr, src, m.file)
	}
	return m.runBody(body, src)
}

// runBody compiles and runs a parsed program.
func (m *vm) runBody(body []stmt, src string) *Exception {
	c, serr := m.compile(body, src, m.file)
	if serr != nil {
		return syntaxException(serr, src, m.file)
	}
	exc := m.guard(func() {
		f := &frame{vm: m, code: c, locals: make([]Value, c.nlocals), cells: make([]*cell, c.ncells)}
		for i := range f.cells {
			f.cells[i] = &cell{}
		}
		m.enterFrame(f)
		c.run(f)
		m.settle(0)
		m.pop()
	})
	quiet := exc != nil && exc.Limit != ""
	if e := m.guard(func() { m.closeGenerators(quiet) }); e != nil && exc == nil {
		exc = e
	}
	m.closeGenerators(true)
	return exc
}

// guard runs f and returns what it threw.
func (m *vm) guard(f func()) (exc *Exception) {
	defer func() {
		r := recover()
		m.stopped = false
		switch r := r.(type) {
		case nil:
			return
		case *raised:
			exc = m.exceptionOf(r.exc)
		case *limitError:
			exc = m.limitException(r)
		default:
			exc = m.limitException(&limitError{"", sprintf("the interpreter failed: %v", r)})
			exc.Type = "SystemError"
		}
		m.frames = m.frames[:0]
		m.handling = nil
	}()
	f()
	return nil
}

func (m *vm) exceptionOf(e *instance) *Exception {
	m.frames = m.frames[:0]
	out := &Exception{Type: e.cls.name}
	inner := m.try(func() {
		out.Message = m.safeMessage(e)
		out.Traceback = m.traceback(e, 0, true)
	})
	if inner != nil {
		out.Traceback = e.cls.name
	}
	for _, t := range e.exc.trace {
		if t.fn == "<module>" {
			out.Line = t.line
		}
	}
	if e.cls == excClasses["RecursionError"] {
		out.Limit = "depth"
	}
	return out
}

var limitTypes = map[string]string{"steps": "TimeoutError", "time": "TimeoutError", "memory": "MemoryError", "cancelled": "KeyboardInterrupt"}

func (m *vm) limitException(l *limitError) *Exception {
	out := &Exception{Type: limitTypes[l.limit], Message: l.msg, Limit: l.limit}
	var b strings.Builder
	b.WriteString("Traceback (most recent call last):\n")
	for _, t := range m.trace() {
		if t.file == "" {
			b.WriteString("  " + t.fn + "\n")
			continue
		}
		b.WriteString(sprintf("  File \"%s\", line %d, in %s\n    %s\n", t.file, t.line, t.fn, t.text))
		if t.fn == "<module>" {
			out.Line = t.line
		}
	}
	b.WriteString(out.Type + ": " + l.msg)
	out.Traceback = b.String()
	return out
}

func syntaxException(e *syntaxError, src, file string) *Exception {
	text := ""
	if ls := strings.Split(src, "\n"); e.line >= 1 && e.line <= len(ls) {
		text = "    " + strings.TrimSpace(ls[e.line-1]) + "\n"
	}
	return &Exception{Type: e.typ, Message: e.msg, Line: e.line,
		Traceback: sprintf("  File \"%s\", line %d\n%s%s: %s", file, e.line, text, e.typ, e.msg)}
}

func errorsAs(err error, target any) bool { return errors.As(err, target) }
