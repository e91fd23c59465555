package python

import (
	"context"
	"sync"
)

// A Promise is a value that is not there yet. Programs do not see it: whatever looks
// at it waits. It may be resolved from any goroutine.
type Promise struct {
	name string
	done chan struct{}
	once sync.Once
	v    Value
	err  error

	m    *vm // set when it enters a program
	seen bool
}

// NewPromise returns a promise of what name (of a host function) will give.
func NewPromise(name string) *Promise { return &Promise{name: name, done: make(chan struct{})} }

// Type implements Value.
func (p *Promise) Type() string { return "promise" }

// Resolve gives the promise its value or its error. Only the first call counts.
func (p *Promise) Resolve(v Value, err error) {
	p.once.Do(func() {
		if v == nil {
			v = None
		}
		p.v, p.err = v, err
		close(p.done)
	})
}

// peek returns the value if it is there.
func (p *Promise) peek() (Value, bool) {
	select {
	case <-p.done:
		return p.v, p.err == nil
	default:
		return nil, false
	}
}

// adopt numbers a promise that a host function has returned.
func (m *vm) adopt(p *Promise) {
	if p.m == nil {
		p.m = m
		m.promises = append(m.promises, p)
	}
}

// wait waits until the promise is there, off the program's clock.
func (p *Promise) wait() {
	select {
	case <-p.done:
		return
	default:
	}
	ctx := context.Background()
	if p.m != nil && p.m.ctx != nil {
		ctx = p.m.ctx
	}
	wait := func() {
		select {
		case <-p.done:
		case <-ctx.Done():
		}
	}
	if p.m == nil {
		wait()
		return
	}
	p.m.pause(wait)
	if ctx.Err() != nil {
		select {
		case <-p.done:
		default:
			p.m.stop("cancelled", "the program was cancelled: %v", ctx.Err())
		}
	}
}

// force returns the value that v stands for. It throws a promise's error.
func force(v Value) Value {
	for {
		p, ok := v.(*Promise)
		if !ok {
			return v
		}
		p.wait()
		if p.err != nil {
			p.seen = true
			if p.m == nil {
				return None
			}
			p.m.throwErr(p.err)
		}
		p.seen = true
		v = p.v
	}
}

// settle waits for the promises made since there were n, and throws the error of the
// first that failed unseen.
func (m *vm) settle(n int) {
	for i := n; i < len(m.promises); i++ {
		p := m.promises[i]
		if p.seen {
			continue
		}
		force(p)
	}
	m.promises = m.promises[:n]
}

// throwErr throws an error of the host.
func (m *vm) throwErr(err error) {
	switch e := err.(type) {
	case *hostError:
		m.throw(newException(e.typ, NewStr(e.msg)))
	case *Exception:
		typ := e.Type
		if excClasses[typ] == nil {
			typ = "RuntimeError"
		}
		m.throw(newException(typ, NewStr(e.Message)))
	}
	if m.ctx != nil && m.ctx.Err() != nil {
		m.stop("cancelled", "the program was cancelled: %v", m.ctx.Err())
	}
	var h *hostError
	if errorsAs(err, &h) {
		m.throw(newException(h.typ, NewStr(err.Error())))
	}
	m.throw(newException("RuntimeError", NewStr(err.Error())))
}

// Await returns the value that v stands for. It is for functions of the host that are
// given lists with promises in them.
func Await(ctx context.Context, v Value) (Value, error) {
	for {
		p, ok := v.(*Promise)
		if !ok {
			return v, nil
		}
		select {
		case <-p.done:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		p.seen = true
		if p.err != nil {
			return nil, p.err
		}
		v = p.v
	}
}
