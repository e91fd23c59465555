package python

import (
	"sync"
	"time"
)

// Promise is a value that is not there yet. A program may store it and pass
// it on; when it looks at it, it waits.
type Promise struct {
	name    string
	session *Session
	once    sync.Once
	ready   chan struct{}
	value   Value
	err     error
	seen    bool // somebody looked: an error was raised there
}

// NewPromise makes a promise; name says in messages what is waited for.
func NewPromise(name string) *Promise { return &Promise{name: name, ready: make(chan struct{})} }

// Type is "promise"; programs never see it.
func (p *Promise) Type() string {
	if p.done() && p.err == nil {
		return p.value.Type()
	}
	return "promise"
}

// Resolve gives the promise its value, or its error. The first call counts.
// It may come from any goroutine.
func (p *Promise) Resolve(v Value, err error) {
	p.once.Do(func() {
		p.value, p.err = v, err
		close(p.ready)
	})
}

func (p *Promise) done() bool {
	select {
	case <-p.ready:
		return true
	default:
		return false
	}
}

// wait waits for the value, or for the end of the block's context.
func (p *Promise) wait() (Value, error) {
	p.seen = true
	if s := p.session; s != nil && !p.done() {
		began := time.Now()
		select {
		case <-p.ready:
		case <-s.ctx.Done():
			return nil, &limitError{limit: "cancelled", msg: "the block was cancelled while it waited for " + p.name}
		}
		s.waited += time.Since(began)
	} else {
		<-p.ready
	}
	return p.value, p.err
}

// promiseError carries the error of a promise out of force, to be caught where
// the evaluator is.
type promiseError struct{ err error }

// force is the value of a promise, waited for; of anything else itself. The
// error of a promise is thrown as a promiseError.
func force(v Value) Value {
	p, ok := v.(*Promise)
	if !ok {
		return v
	}
	v, err := p.wait()
	if err != nil {
		panic(promiseError{err})
	}
	return force(v)
}

// settle waits for the promises made since mark; the first error that nobody
// saw is returned.
func (s *Session) settle(mark int) error {
	var first error
	for _, p := range s.promises[min(mark, len(s.promises)):] {
		seen := p.seen
		if _, err := p.wait(); err != nil && !seen && first == nil {
			first = err
		}
	}
	return first
}
