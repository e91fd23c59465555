package python

import "iter"

// A generator is a suspended call. It runs as a coroutine, never beside its caller.
type generator struct {
	m       *vm
	f       *frame
	pull    func() (Value, bool)
	halt    func()
	yield   func(Value) bool
	started bool
	done    bool
	running bool
	closed  bool      // at the end of a block
	temp    bool      // a generator expression that only one call sees
	sent    Value     // what send gave
	thrown  *instance // what throw gave
	ret     Value
	parked  []*instance // exceptions being handled where it waits
}

func (*generator) Type() string { return "generator" }

func (g *generator) contents() []Value { return g.f.locals }

// genExit unwinds a generator that is closed.
type genExit struct{ g *generator }

func (m *vm) newGenerator(f *frame) *generator {
	g := &generator{m: m, f: f, ret: None}
	f.gen = g
	m.charge(256)
	return g
}

// start makes the coroutine.
func (g *generator) start() {
	g.started = true
	g.m.charge(8 << 10)
	g.m.gens[g] = struct{}{}
	g.pull, g.halt = iter.Pull(func(yield func(Value) bool) {
		g.yield = yield
		defer func() {
			if g.m.stopped {
				return
			}
			if r := recover(); r != nil {
				if x, ok := r.(*genExit); !ok || x.g != g {
					panic(r)
				}
			}
		}()
		g.ret = g.f.code.run(g.f)
	})
}

// next resumes the generator.
func (g *generator) next() (Value, bool) {
	m := g.m
	m.step(1)
	if g.closed {
		m.raise("RuntimeError", "this generator was closed when the block that made it ended: make a new one, or keep a list")
	}
	if g.done {
		return nil, false
	}
	if g.running {
		m.raise("ValueError", "generator already executing")
	}
	m.enterFrame(g.f)
	if !g.started {
		g.start()
	}
	base := len(m.handling)
	g.f.handled = base
	m.handling = append(m.handling, g.parked...)
	g.running = true
	ok := false
	defer func() {
		if g.running = false; !ok {
			g.finish()
		}
	}()
	var v Value
	v, ok = g.pull()
	m.pop()
	g.parked = append(g.parked[:0], m.handling[min(base, len(m.handling)):]...)
	m.handling = m.handling[:base]
	return v, ok
}

func (g *generator) finish() {
	g.done = true
	delete(g.m.gens, g)
}

// give yields a value from inside and returns what was sent.
func (g *generator) give(v Value) Value {
	g.f.own = 0
	if !g.yield(v) {
		panic(&genExit{g})
	}
	if e := g.thrown; e != nil {
		g.thrown = nil
		g.m.throw(e)
	}
	s := g.sent
	g.sent = nil
	if s == nil {
		return None
	}
	return s
}

// push runs a generator that nothing else can see to its end, calling f with its
// values until f returns false.
func (g *generator) push(f func(Value) bool) {
	m := g.m
	g.started, g.running = true, true
	k := m.mark()
	m.enterFrame(g.f)
	g.yield = func(v Value) bool {
		m.step(1)
		return f(v)
	}
	defer func() {
		g.done = true
		if m.stopped {
			return
		}
		if r := recover(); r != nil {
			if x, ok := r.(*genExit); !ok || x.g != g {
				panic(r)
			}
			m.reset(k)
		}
	}()
	g.f.code.run(g.f)
	m.pop()
}

// close ends a generator; its finally blocks run.
func (g *generator) close() {
	if g.done || g.running {
		return
	}
	if !g.started {
		g.done = true
		return
	}
	m := g.m
	k := m.mark()
	m.enterFrame(g.f)
	g.running = true
	defer func() {
		g.running = false
		g.finish()
		m.reset(k)
	}()
	g.halt()
}

// closeGenerators ends all generators of a block. quiet skips their finally blocks,
// after a limit.
func (m *vm) closeGenerators(quiet bool) {
	for len(m.gens) > 0 {
		for g := range m.gens {
			g.closed = true
			if quiet {
				g.abandon()
			} else if exc := m.try(g.close); exc != nil {
				_ = exc // CPython too ignores what a generator raises when it is dropped
			}
			delete(m.gens, g)
		}
	}
}

// abandon unwinds a generator without running any of its code.
func (g *generator) abandon() {
	if g.done || g.running {
		return
	}
	defer func() {
		g.running, g.done = false, true
		_ = recover() // the limit that stops it
	}()
	g.m.dying = true
	defer func() { g.m.dying = false }()
	g.running = true
	g.halt()
}

// send is generator.send.
func (g *generator) send(v Value) Value {
	if !g.started && force(v) != None {
		g.m.raise("TypeError", "can't send non-None value to a just-started generator")
	}
	g.sent = v
	return g.need()
}

// need is next that throws StopIteration.
func (g *generator) need() Value {
	v, ok := g.next()
	if !ok {
		e := newException("StopIteration")
		if g.ret != None {
			e.args = []Value{g.ret}
			g.ret = None
		}
		g.m.throw(e)
	}
	return v
}

// throw is generator.throw.
func (g *generator) throw(e *instance) Value {
	if !g.started || g.done {
		g.done = true
		g.m.throw(e)
	}
	g.thrown = e
	return g.need()
}
