package rlm

import (
	"context"
	"fmt"
	"time"

	"funnel/rlm/model"
	"funnel/rlm/python"
)

// An Estimate is what a batch of sub-calls is expected to take.
type Estimate struct {
	What   string // the tool that makes them
	Calls  int
	Tokens int
	Time   time.Duration // 0: the model's speed is not known
}

// String says it in words.
func (e Estimate) String() string {
	s := fmt.Sprintf("%s needs about %s and %d tokens", e.What, plural(e.Calls, "call"), e.Tokens)
	switch {
	case e.Time >= 2*time.Minute:
		s += fmt.Sprintf(" (%.0f minutes)", e.Time.Minutes())
	case e.Time > 0:
		s += fmt.Sprintf(" (%.0f seconds)", max(1, e.Time.Seconds()))
	}
	return s
}

// longCalls and longTime are from where on a batch is announced.
const (
	longCalls = 8
	longTime  = 20 * time.Second
)

// estimateOf adds up jobs.
func estimateOf(jobs []*leafJob) Estimate {
	e := Estimate{Calls: len(jobs)}
	for _, j := range jobs {
		e.Tokens += j.tokens
	}
	return e
}

// affords refuses a batch that the budget cannot pay for before any of it is asked, with
// the numbers, and announces one that takes long.
func (r *reader) affords(ctx context.Context, what string, e Estimate) error {
	e.What = what
	e.Time = r.duration(e)
	left, err := r.meter.leftAfter(ctx)
	if err != nil {
		return err
	}
	left = left.minus(r.keep).minus(r.own)
	if e.Calls > left.calls || e.Tokens > left.tokens {
		return python.Raise("RuntimeError", "%s; %d calls and %d tokens are left: pass fewer or shorter items (find, grep, pattern), or count in code", e, max(left.calls, 0), max(left.tokens, 0))
	}
	if deadline, ok := ctx.Deadline(); ok && e.Time > time.Until(deadline) {
		return python.Raise("RuntimeError", "%s; %s are left: pass fewer or shorter items (find, grep, pattern), or count in code", e, time.Until(deadline).Round(time.Second))
	}
	if r.opts.Announce != nil && (e.Calls >= longCalls || e.Time >= longTime) {
		r.opts.Announce(e)
	}
	return nil
}

// duration is how long a batch takes at the speed that was measured of the sub-model.
func (r *reader) duration(e Estimate) time.Duration {
	if e.Calls == 0 {
		return 0
	}
	one := []model.Message{{Role: model.User}}
	speed := model.EstimateOf(r.sub, one)
	speed.PromptTokens = e.Tokens / e.Calls
	return speed.Duration(64) * time.Duration(e.Calls) / time.Duration(max(1, min(r.opts.InFlight, model.ProfileOf(r.sub).Slots)))
}
