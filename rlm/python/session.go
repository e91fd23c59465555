package python

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
	"time"
)

// Limits bound one block of a session. They are enforced by the interpreter,
// where no program reaches. A zero field takes the default.
type Limits struct {
	Steps  int64         // evaluated statements, calls and iterations; default 50,000,000
	Time   time.Duration // wall time, host calls left out; default 30 s
	Memory int64         // bytes that a program makes, freed or not, roughly; default 1 GiB
	Depth  int           // calls within calls; default 200
	Output int           // bytes of Result.Output; default 100,000
}

func (l Limits) withDefaults() Limits {
	if l.Steps <= 0 {
		l.Steps = 50_000_000
	}
	if l.Time <= 0 {
		l.Time = 30 * time.Second
	}
	if l.Memory <= 0 {
		l.Memory = 1 << 30
	}
	if l.Depth <= 0 {
		l.Depth = 200
	}
	if l.Output <= 0 {
		l.Output = 100_000
	}
	return l
}

// Options are the settings of a session.
type Options struct {
	Limits Limits
	Now    func() time.Time // the clock that programs see; nil: 1970-01-01
	Seed   int64            // of random
}

// Session is a REPL whose variables live from block to block. It is used by
// one goroutine at a time.
type Session struct {
	opts     Options
	limits   Limits
	globals  map[string]Value
	builtins map[string]Value

	// Of the block that runs:
	ctx      context.Context
	out      *output
	lines    []string
	steps    int64
	memory   int64
	depth    int
	started  time.Time
	waited   time.Duration
	promises []*Promise
	gens     []*generator
}

// New makes a session.
func New(opts Options) *Session {
	s := &Session{opts: opts, limits: opts.Limits.withDefaults(), globals: map[string]Value{}}
	if s.opts.Now == nil {
		s.opts.Now = func() time.Time { return time.Unix(0, 0).UTC() }
	}
	s.builtins = s.makeBuiltins()
	s.globals["__name__"] = NewStr("__main__")
	return s
}

// Result is how a block ended.
type Result struct {
	Output string     // what it printed; the middle left out where it was too long
	Cut    int64      // bytes left out
	Err    *Exception // nil if it ran to its end
	Steps  int64
}

// Register makes a host function visible to programs.
func (s *Session) Register(f Func) { s.builtins[f.Name] = &hostFunc{f} }

// Set sets a variable.
func (s *Session) Set(name string, v Value) { s.globals[name] = v }

// Get gets a variable; a promise is waited for.
func (s *Session) Get(name string) (Value, bool) {
	v, ok := s.globals[name]
	if !ok {
		return nil, false
	}
	return settled(v), true
}

// settled is a value between blocks, when no promise is open; one that failed
// is None.
func settled(v Value) Value {
	if p, ok := v.(*Promise); ok {
		if v, err := p.wait(); err == nil {
			return settled(v)
		}
		return None
	}
	return v
}

// Var describes a variable.
type Var struct {
	Name, Type string
	Size       int64 // bytes, roughly
	Len        int   // -1 where it has none
	Preview    string
}

// Vars lists the variables, by name; functions, modules and names that begin
// with an underscore are left out.
func (s *Session) Vars() []Var {
	var list []Var
	for name, v := range s.globals {
		switch v.(type) {
		case *Module, *hostFunc, *builtin:
			continue
		}
		if strings.HasPrefix(name, "_") {
			continue
		}
		list = append(list, describe(name, settled(v)))
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list
}

func describe(name string, v Value) Var {
	d := Var{Name: name, Type: v.Type(), Len: -1, Size: sizeOf(v, 3)}
	if n, err := length(v); err == nil {
		d.Len = n
	}
	d.Preview = preview(v)
	return d
}

// preview is the beginning of a value's repr, without making all of it.
func preview(v Value) string {
	const most = 80
	switch v := v.(type) {
	case *Str:
		if len(v.s) > 4*most {
			return quoteStr(v.cut(0, v.offset(min(most, v.len()))).s) + "…"
		}
	case *List:
		if len(v.items) > 3 {
			return strings.TrimSuffix(repr(&List{previews(v.items[:3])}), "]") + ", …]"
		}
	case *Dict:
		if v.Len() > 3 {
			return fmt.Sprintf("{%s: …, %d items}", preview(v.Keys()[0]), v.Len())
		}
	}
	s := []rune(repr(v))
	if len(s) > most {
		return string(s[:most]) + "…"
	}
	return string(s)
}

// previews cuts long strings of a list before they are written out.
func previews(items []Value) []Value {
	out := make([]Value, len(items))
	for i, v := range items {
		out[i] = v
		if s, ok := force(v).(*Str); ok && len(s.s) > 100 {
			out[i] = s.cut(0, s.offset(min(25, s.len())))
		}
	}
	return out
}

// Run runs one block. Assignments made before an error stay. When it returns
// every promise that the block made is settled.
func (s *Session) Run(ctx context.Context, src string) Result {
	out := &output{limit: s.limits.Output}
	err := s.run(ctx, src, out)
	res := Result{Steps: s.steps}
	res.Output, res.Cut = out.result()
	if err != nil {
		res.Err = exception(err, s.lines)
	}
	return res
}

func (s *Session) run(ctx context.Context, src string, out *output) (err error) {
	s.ctx, s.out, s.steps, s.memory, s.depth = ctx, out, 0, 0, 0
	s.started, s.waited, s.promises, s.gens = time.Now(), 0, nil, nil
	s.lines = strings.Split(src, "\n")
	body, err := parse(src)
	if err != nil {
		return err
	}
	f := &frame{s: s, fn: "<module>"}
	_, err = f.block(body)
	for _, g := range s.gens {
		g.close()
	}
	if settleErr := s.settle(0); err == nil {
		err = settleErr
	}
	return err
}

// charge counts n steps and looks, now and then, at clock and context.
func (s *Session) charge(n int64) error {
	before := s.steps
	s.steps += n
	if s.steps > s.limits.Steps {
		return &limitError{limit: "steps", msg: fmt.Sprintf("the block was stopped after %d steps; do less at a time", s.limits.Steps)}
	}
	if before>>10 != s.steps>>10 {
		return s.watch()
	}
	return nil
}

func (s *Session) watch() error {
	if s.ctx.Err() != nil {
		return &limitError{limit: "cancelled", msg: "the block was cancelled"}
	}
	if time.Since(s.started)-s.waited > s.limits.Time {
		return &limitError{limit: "time", msg: fmt.Sprintf("the block was stopped after %s; do less at a time", s.limits.Time)}
	}
	return nil
}

// grow charges memory before it is made.
func (s *Session) grow(bytes int64) error {
	if bytes < 0 || s.memory+bytes > s.limits.Memory {
		return &limitError{limit: "memory", msg: fmt.Sprintf("the block was stopped: it would need more than %d MB of memory", s.limits.Memory>>20)}
	}
	s.memory += bytes
	return nil
}

// output keeps head and tail of what is printed.
type output struct {
	limit int
	head  []byte
	tail  []byte
	cut   int64
	to    io.Writer // where everything goes instead, if not nil
	err   error
}

func (o *output) write(text string) {
	if o.to != nil {
		if _, err := io.WriteString(o.to, text); err != nil {
			o.err = err
		}
		return
	}
	if room := o.limit/2 - len(o.head); room > 0 && o.tail == nil {
		n := min(room, len(text))
		o.head = append(o.head, text[:n]...)
		text = text[n:]
	}
	o.tail = append(o.tail, text...)
	if over := len(o.tail) - o.limit/2; over > o.limit/2 {
		o.cut += int64(over)
		o.tail = append(o.tail[:0], o.tail[over:]...)
	}
}

func (o *output) result() (string, int64) {
	if over := len(o.tail) - o.limit/2; over > 0 {
		o.cut += int64(over)
		o.tail = o.tail[over:]
	}
	if o.cut == 0 {
		return string(o.head) + string(o.tail), 0
	}
	head, tail := strings.ToValidUTF8(string(o.head), ""), strings.ToValidUTF8(string(o.tail), "")
	return fmt.Sprintf("%s\n… %d bytes left out …\n%s", head, o.cut, tail), o.cut
}

// RunFile runs a program as `python FILE` does: all it prints goes to stdout
// as it comes, a traceback to stderr. The exit code is 0, 1 after an
// exception, or what sys.exit was given.
func RunFile(ctx context.Context, src []byte, stdout, stderr io.Writer, opts Options) int {
	s := New(opts)
	out := &output{to: stdout}
	err := s.run(ctx, string(src), out)
	if err = errors.Join(err, out.err); err == nil {
		return 0
	}
	e := exception(err, s.lines)
	if e.Type == "SystemExit" {
		var code int
		if _, scanErr := fmt.Sscan(e.Message, &code); scanErr != nil && e.Message != "" {
			fmt.Fprintln(stderr, e.Message)
			return 1
		}
		return code
	}
	fmt.Fprintln(stderr, e.Traceback)
	return 1
}
