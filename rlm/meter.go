package rlm

import (
	"context"
	"fmt"
	"sync"
	"time"

	"funnel/rlm/model"
)

// A Budget is what a run may spend, children included. A zero is the default.
type Budget struct {
	Steps  int           // turns of all readers; default 12
	Calls  int           // model calls of all kinds, cached ones included; default 40
	Tokens int           // prompt and completion of all calls; default 200,000
	Depth  int           // 1: sub-calls are plain; 2: rlm_query opens a reader; default 1
	Time   time.Duration // default 3 minutes
}

// WithDefaults fills in the defaults.
func (b Budget) WithDefaults() Budget {
	set := func(p *int, v int) {
		if *p <= 0 {
			*p = v
		}
	}
	set(&b.Steps, 12)
	set(&b.Calls, 40)
	set(&b.Tokens, 200_000)
	set(&b.Depth, 1)
	if b.Time <= 0 {
		b.Time = 3 * time.Minute
	}
	return b
}

// A cost is an amount of what a meter counts.
type cost struct{ steps, calls, tokens int }

func (c cost) plus(d cost) cost {
	return cost{c.steps + d.steps, c.calls + d.calls, c.tokens + d.tokens}
}

func (c cost) minus(d cost) cost {
	return cost{c.steps - d.steps, c.calls - d.calls, c.tokens - d.tokens}
}

// over returns the first limit that c passes, or "".
func (c cost) over(limit cost) Stop {
	switch {
	case c.calls > limit.calls:
		return StopCalls
	case c.steps > limit.steps:
		return StopSteps
	case c.tokens > limit.tokens:
		return StopTokens
	}
	return ""
}

// A meter counts what a tree of readers spends. At any moment what was spent and
// what calls in flight may spend at worst stay within the limit together. (A server
// that counts more tokens than the worst case, see worstPrompt, is settled with what
// it counted: then overrun is set and nothing more is admitted than still fits.)
type meter struct {
	limit cost

	mu       sync.Mutex
	spent    cost          // by calls that are over
	held     cost          // worst cases of calls in flight
	inflight int           // how many of them
	changed  chan struct{} // closed and replaced whenever a call is settled
	overrun  int           // tokens that servers counted beyond worst cases
}

func newMeter(b Budget) *meter {
	return &meter{limit: cost{b.Steps, b.Calls, b.Tokens}, changed: make(chan struct{})}
}

// A spentError says that a call was not admitted.
type spentError struct {
	stop Stop // which limit
	msg  string
}

func (e *spentError) Error() string { return e.msg }

// admit charges want, leaving keep for others. It waits for calls in flight as long
// as their settling could make room, and then refuses with a *spentError. Callers
// who admit in program order get the same outcome however fast calls return.
func (m *meter) admit(ctx context.Context, want, keep cost) error {
	for {
		m.mu.Lock()
		after := m.spent.plus(m.held).plus(want).plus(keep)
		stop := after.over(m.limit)
		if stop == "" {
			m.held = m.held.plus(want)
			m.inflight++
			m.mu.Unlock()
			return nil
		}
		// Steps and calls are never given back: only tokens are worth a wait. It goes on
		// until nothing is in flight, so that a refusal names the same numbers every time.
		if stop != StopTokens || m.inflight == 0 {
			err := m.refusal(stop, want, keep)
			m.mu.Unlock()
			return err
		}
		changed := m.changed
		m.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// refusal describes why want does not fit. The lock is held.
func (m *meter) refusal(stop Stop, want, keep cost) error {
	var used, limit, need, kept int
	switch stop {
	case StopCalls:
		used, limit, need, kept = m.spent.calls+m.held.calls, m.limit.calls, want.calls, keep.calls
	case StopSteps:
		used, limit, need, kept = m.spent.steps+m.held.steps, m.limit.steps, want.steps, keep.steps
	default:
		used, limit, need, kept = m.spent.tokens+m.held.tokens, m.limit.tokens, want.tokens, keep.tokens
	}
	return &spentError{stop, fmt.Sprintf("the budget is spent: %d of %d %s are used, %d are kept for the last turn, and this needs up to %d",
		used, limit, stop, kept, need)}
}

// settle gives back what an admitted call did not use of its worst case.
func (m *meter) settle(want cost, tokens int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if tokens > want.tokens {
		m.overrun += tokens - want.tokens
	}
	m.held = m.held.minus(want)
	m.spent = m.spent.plus(cost{want.steps, want.calls, tokens})
	m.inflight--
	close(m.changed)
	m.changed = make(chan struct{})
}

// left returns what is neither spent nor held.
func (m *meter) left() cost {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.limit.minus(m.spent).minus(m.held)
}

// leftAfter waits for the calls in flight and returns what is left then: what a
// program is told must not depend on how fast a server is.
func (m *meter) leftAfter(ctx context.Context) (cost, error) {
	for {
		m.mu.Lock()
		inflight, changed := m.inflight, m.changed
		m.mu.Unlock()
		if inflight == 0 {
			return m.left(), nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return cost{}, context.Cause(ctx)
		}
	}
}

// worstPrompt is the most tokens that a server is expected to count for prompts
// estimated at est tokens in bytes bytes and n messages: half as much again as it was
// seen to count (source code is estimated a third too low), never more than one a byte,
// which is what is expected as long as nothing is known; and the template's frame of
// each message.
func worstPrompt(by model.Gauge, est, bytes, n int) int {
	worst := bytes
	if by > 0 {
		worst = min(by.Count(est)*3/2, bytes)
	}
	return worst + 16*(n+1)
}
