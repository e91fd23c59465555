package model

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// A gate is the way to one server: a bound on requests in flight, whatever they are
// for, and retries where they help.
type gate struct {
	slots   chan struct{}
	retries int           // how often a busy server is asked again
	backoff time.Duration // before the first retry, doubled for each further one
}

func newGate(inFlight, retries int, backoff time.Duration) gate {
	return gate{slots: make(chan struct{}, inFlight), retries: retries, backoff: backoff}
}

// pass runs do within the bound, and again after failures that waiting may mend: while
// the server says that it is busy, and a few times when it failed by itself. The slot is
// given back while it waits.
// wrap makes an *Error of do's error, or passes the end of the context on.
func (g *gate) pass(ctx context.Context, wrap func(error) error, do func() error) error {
	wait := g.backoff
	for try := 0; ; try++ {
		select {
		case g.slots <- struct{}{}:
		case <-ctx.Done():
			return wrap(ctx.Err())
		}
		err := do()
		<-g.slots
		if err == nil && ctx.Err() == nil {
			return nil
		}
		err = wrap(err)
		var failed *Error
		if !errors.As(err, &failed) || try >= g.triesAfter(failed) {
			return err
		}
		// Jitter, so that waiting clients do not come back together.
		if !sleep(ctx, max(wait+rand.N(wait), min(failed.after, longestWait))) {
			return wrap(ctx.Err())
		}
		wait *= 2
	}
}

// failedRetries is how often a server is asked again that failed by itself.
const failedRetries = 2

// triesAfter is how often a request is made again that failed like this. A server that
// says what is wrong with the request (Ollama answers a wrong format with a 500, and a
// vector that is no number) would say it again.
func (g *gate) triesAfter(e *Error) int {
	switch {
	case e.begun:
		return 0
	case e.Kind == ErrBusy:
		return g.retries
	case e.Kind != ErrServer || e.Status < http.StatusInternalServerError:
		return 0
	}
	for _, final := range []string{"invalid", "unsupported", "unmarshal"} {
		if e.Err != nil && strings.Contains(strings.ToLower(e.Err.Error()), final) {
			return 0
		}
	}
	return min(g.retries, failedRetries)
}

// longestWait bounds what a server can make a client wait before a retry.
const longestWait = time.Minute

// sleep waits and reports whether ctx is still alive.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// errSilent is the cause of a context that a watch ended.
type errSilent struct{ after time.Duration }

func (e errSilent) Error() string { return fmt.Sprintf("nothing was heard of it for %v", e.after) }

// A watch ends a context when the server is silent for too long: until the first sign
// of life, which may take the loading of the model, a queue and a long prompt, and
// between two pieces of the answer.
type watch struct {
	cancel context.CancelCauseFunc
	next   time.Duration

	mu      sync.Mutex
	timer   *time.Timer
	waiting time.Duration // what the timer was set to
}

// newWatch returns a context that the watch ends. stop is to be called at the end.
func newWatch(ctx context.Context, first, next time.Duration) (context.Context, *watch) {
	ctx, cancel := context.WithCancelCause(ctx)
	w := &watch{cancel: cancel, next: next, waiting: first}
	w.timer = time.AfterFunc(first, w.expire)
	return ctx, w
}

func (w *watch) expire() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cancel(errSilent{w.waiting})
}

// beat is a sign of life.
func (w *watch) beat() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = w.next
	w.timer.Reset(w.next)
}

func (w *watch) stop() {
	w.timer.Stop()
	w.cancel(nil)
}

// silence returns err, or instead of it that silence ended the context, where it did:
// ctx is the watch's, outer the caller's.
func silence(outer, ctx context.Context, err error) error {
	var s errSilent
	if outer.Err() == nil && errors.As(context.Cause(ctx), &s) {
		return s
	}
	return err
}

// newHTTPClient returns a client that goes to the named server only: no redirect is
// followed and no proxy is used.
func newHTTPClient(inFlight int) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DialContext:         (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
			MaxIdleConnsPerHost: inFlight,
			IdleConnTimeout:     90 * time.Second,
			TLSHandshakeTimeout: 10 * time.Second,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return errRedirect },
	}
}

var errRedirect = errors.New("the server redirects elsewhere, which is not followed")
