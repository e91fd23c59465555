package python

import (
	"context"
	"io"
	"time"
)

// A vm runs the programs of a session. It is used by one goroutine at a time.
type vm struct {
	limits  Limits
	now     func() time.Time
	seed    int64
	printed func([]Origin)
	ctx     context.Context

	globals   *namespace
	builtins  map[string]Value
	modules   map[string]*module
	libraries []*namespace // variables of the modules that are written in Python
	out       *output
	errOut    io.Writer // takes sys.stderr; nil: it goes where sys.stdout does
	file      string

	frames   []*frame
	handling []*instance // exceptions being handled, innermost last
	steps    int64
	check    int64 // steps at which the clock and the context are looked at
	began    time.Time
	paused   time.Duration

	alloc    int64   // bytes charged since the last measurement
	budget   int64   // bytes that may be charged before the next
	held     int64   // bytes of values that builtins are making
	total    int64   // bytes charged since the session began
	ceiling  int64   // bytes that this block may keep: Limits.Memory, or what was there before and a reserve
	full     bool    // a block was stopped for its memory
	building []Value // values that builtins are making, for measure
	stopped  bool    // a limit is on its way up; nothing catches it
	computed computed
	gens     map[*generator]struct{}
	promises []*Promise
	patterns map[patternKey]*rePattern
	twins    twins
	dying    bool // generators are being abandoned: no finally block runs
}

// A frame is an active call.
type frame struct {
	vm          *vm
	code        *code
	locals      []Value
	cells       []*cell
	line        int
	ret         Value
	own         int64 // bytes charged since the statement began
	ns          *Dict // of a class body
	gen         *generator
	fn          *closure
	at, handled int // its place in vm.frames, and the length of vm.handling when it was entered
}

// A namespace holds global variables in slots, so that code finds them by number.
type namespace struct {
	index map[string]int
	names []string
	vals  []Value
}

func newNamespace() *namespace { return &namespace{index: map[string]int{}} }

func (n *namespace) slot(name string) int {
	i, ok := n.index[name]
	if !ok {
		i = len(n.names)
		n.index[name] = i
		n.names = append(n.names, name)
		n.vals = append(n.vals, nil)
	}
	return i
}

func (n *namespace) get(name string) (Value, bool) {
	i, ok := n.index[name]
	if !ok || n.vals[i] == nil {
		return nil, false
	}
	return n.vals[i], true
}

func (n *namespace) set(name string, v Value) { n.vals[n.slot(name)] = v }

func (m *vm) stop(limit, format string, a ...any) {
	m.stopped = true
	panic(&limitError{limit, sprintf(format, a...)})
}

// step charges n steps, and looks at the clock and the context now and then.
func (m *vm) step(n int64) {
	m.steps += n
	if m.steps >= m.check {
		m.checkLimits()
	}
}

// textShift says how many bytes of text or values stand for the time of a step.
const textShift = 9

// stepCall charges a call of a builtin: the long texts that it is given may take it
// much longer than a step.
func (m *vm) stepCall(pos []Value) {
	n := int64(1)
	for _, v := range pos {
		switch v := v.(type) {
		case *Str:
			n += int64(len(v.s)) >> textShift
		case Bytes:
			n += int64(len(v)) >> textShift
		}
	}
	m.check -= n - 1
	m.step(1)
}

func (m *vm) checkLimits() {
	if m.limits.Steps > 0 && m.steps > m.limits.Steps {
		m.stop("steps", "the program was stopped after %d steps: do less in one block, or narrow the loop", m.limits.Steps)
	}
	m.check = m.steps + 1000
	if m.limits.Steps > 0 {
		m.check = min(m.check, m.limits.Steps+1)
	}
	if m.ctx == nil {
		return
	}
	if err := m.ctx.Err(); err != nil {
		m.stop("cancelled", "the program was cancelled: %v", err)
	}
	if m.limits.Time > 0 && m.elapsed() > m.limits.Time {
		m.stop("time", "the program was stopped after %v: do less in one block", m.limits.Time)
	}
}

// elapsed is the time that the program itself has taken.
func (m *vm) elapsed() time.Duration { return time.Since(m.began) - m.paused }

// pause runs f, a host's business, off the program's clock.
func (m *vm) pause(f func()) {
	start := time.Now()
	defer func() { m.paused += time.Since(start) }()
	f()
}

// charge accounts for n bytes that are about to be made.
func (m *vm) charge(n int64) {
	if n < 0 {
		n = 1 << 62
	}
	if m.limits.Memory > 0 && n > m.limits.Memory {
		m.outOfMemory()
	}
	m.alloc += n
	m.total += n
	m.check -= n >> textShift // making it takes time, too
	if k := len(m.frames); k > 0 {
		m.frames[k-1].own += n
	}
	if m.alloc > m.budget && m.limits.Memory > 0 {
		m.measure()
	}
}

func (m *vm) outOfMemory() {
	m.full = true
	m.stop("memory", "the program was stopped: its values need more than %d MB of memory; keep less, or work in pieces", m.limits.Memory>>20)
}

// hold charges n bytes of a value that a builtin is making and returns a function to
// call when it is made.
func (m *vm) hold(n int64) {
	m.held += n
	m.charge(n)
}

// chargeCount charges n values of size bytes each, without overflow.
func (m *vm) chargeCount(n, size int64) {
	if n > 0 && size > 0 && n > (1<<60)/size {
		m.charge(1 << 60)
	}
	m.charge(n * size)
}

// measure finds out how much the program really keeps, and sets what may be charged
// until the next time.
func (m *vm) measure() {
	live := m.live()
	if live > max(m.ceiling, m.limits.Memory) {
		m.outOfMemory()
	}
	m.alloc = 0
	m.budget = max(m.limits.Memory-live, m.limits.Memory/8)
}

// live is about how many bytes the program's values need.
func (m *vm) live() int64 {
	z := sizer{seen: map[any]bool{}}
	live := m.held + z.all(m.building, 0)
	for _, v := range m.globals.vals {
		live += z.size(v, 0)
	}
	for _, e := range m.handling {
		live += z.size(e, 0)
	}
	for _, l := range m.libraries {
		for _, v := range l.vals {
			live += z.size(v, 0)
		}
	}
	for _, f := range m.frames {
		live += f.own + z.frame(f)
	}
	for g := range m.gens {
		live += z.frame(g.f)
	}
	return live + m.twins.size(&z)
}

// reserve lets a block after one that was stopped for its memory do something, such
// as deleting variables, although they leave no room: it may add an eighth of the
// limit; once they need twice the limit, next to nothing.
func (m *vm) reserve() {
	if m.ceiling = m.limits.Memory; !m.full {
		return
	}
	live, more := m.live(), m.limits.Memory/8
	if m.full = live > m.limits.Memory-more; !m.full {
		return
	}
	if live > 2*m.limits.Memory {
		more = 64 << 10
	}
	m.ceiling, m.alloc, m.budget = live+more, 0, more
}

// build registers a value that a builtin is making, and returns what to give to built
// when it is made.
func (m *vm) build(v Value) int {
	m.building = append(m.building, v)
	return len(m.building) - 1
}

func (m *vm) built(n int) { m.building = m.building[:min(n, len(m.building))] }

// keep charges the statement that is under way for a value that it has got from a
// call or a comprehension, in which charged bytes were charged.
func (m *vm) keep(v Value, charged int64) {
	if k := len(m.frames); k > 0 && charged > keepCheck {
		m.frames[k-1].own += heldBy(v, charged)
	}
}

// keepCheck is how many bytes a call charges at least for its result to be looked at.
const keepCheck = 32 << 10

// enterFrame enters a call.
func (m *vm) enterFrame(f *frame) {
	if len(m.frames) >= m.limits.Depth {
		m.raise("RecursionError", "maximum recursion depth exceeded")
	}
	f.at, f.handled = len(m.frames), len(m.handling)
	m.frames = append(m.frames, f)
}

func (m *vm) pop() {
	m.frames[len(m.frames)-1] = nil
	m.frames = m.frames[:len(m.frames)-1]
}

// A mark is a point to return to when an exception is caught.
type mark struct {
	frames, handling, building int
	held                       int64
}

func (m *vm) mark() mark { return mark{len(m.frames), len(m.handling), len(m.building), m.held} }

// reset returns to a mark.
func (m *vm) reset(k mark) {
	for i := k.frames; i < len(m.frames); i++ {
		m.frames[i] = nil
	}
	m.frames = m.frames[:k.frames]
	m.handling = m.handling[:k.handling]
	m.building = m.building[:min(k.building, len(m.building))]
	m.held = k.held
}

// try runs f and returns the Python exception that it threw, if any.
func (m *vm) try(f func()) (exc *instance) {
	k := m.mark()
	defer func() {
		if m.stopped {
			return
		}
		if r := recover(); r != nil {
			x, ok := r.(*raised)
			if !ok {
				panic(r)
			}
			m.reset(k)
			exc = x.exc
		}
	}()
	f()
	return nil
}
