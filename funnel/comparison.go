package funnel

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"funnel/rlm"
	"funnel/store"
)

// A comparison is the journal of a replay: it writes nothing, and holds what
// it is told against the record. At the first difference it stops the run.
type comparison struct {
	t     *Trajectory
	steps map[int]store.Step
	cut   string // why the record may end before the run did; "" if it is whole
	stop  context.CancelCauseFunc

	mu  sync.Mutex
	out *Replay
	at  int // the turn that is being played
}

var _ Runs = (*comparison)(nil)

func newComparison(t *Trajectory, out *Replay, stop context.CancelCauseFunc) *comparison {
	c := &comparison{t: t, steps: map[int]store.Step{}, cut: cutShort(t), stop: stop, out: out}
	for _, s := range t.Steps {
		c.steps[s.ID] = s
	}
	return c
}

// cutShort says why a run ended where a replay would go on.
func cutShort(t *Trajectory) string {
	var result struct{ Stop rlm.Stop }
	if t.Run.Ended.IsZero() {
		return "the run has no end: it was killed, or is still running"
	}
	if json.Unmarshal(t.Run.Result, &result) == nil && result.Stop == rlm.StopTime {
		return "the run's time was over here"
	}
	if again[t.Run.Status] || result.Stop == rlm.StopCancelled {
		return "the run was interrupted here, or its model failed"
	}
	return ""
}

// BeginRun implements Runs.
func (c *comparison) BeginRun(context.Context, store.Run) error { return nil }

// EndRun implements Runs.
func (c *comparison) EndRun(context.Context, string, string, json.RawMessage) error { return nil }

// PutCall implements Runs. What tools find shows in the output of the turn.
func (c *comparison) PutCall(_ context.Context, call store.Call) error {
	var req rlm.CallRequest
	if call.Ended.IsZero() || call.Error != "" || json.Unmarshal(call.Request, &req) != nil || req.Key == "" {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out.Calls++
	return nil
}

// PutStep implements Runs.
func (c *comparison) PutStep(_ context.Context, s store.Step) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	was, ok := c.steps[s.ID]
	c.at = s.ID
	switch {
	case !ok:
		c.differ("prompt", "", s.Prompt)
	case s.Ended.IsZero():
		c.compare("prompt", was.Prompt, s.Prompt)
	case !was.Ended.IsZero() && c.compare("code", was.Code, s.Code) && c.compare("error", was.Error, s.Error) && c.compare("output", was.Output, s.Output):
		c.out.Steps++
	}
	return nil
}

// compare reports whether two texts are the same, and notes if they are not.
func (c *comparison) compare(what, recorded, replayed string) bool {
	if recorded != replayed {
		c.differ(what, recorded, replayed)
	}
	return recorded == replayed
}

// differ notes the first difference and stops the run. Where the record was
// cut short, leaving it is no difference. The lock is held.
func (c *comparison) differ(what, recorded, replayed string) {
	if c.out.Difference != nil || c.out.Stopped != "" {
		return
	}
	if c.cut != "" && c.at >= len(c.t.Steps) && what != "code" && what != "output" {
		c.out.Stopped = c.cut
	} else {
		c.out.Difference = &Difference{c.at, what, recorded, replayed}
	}
	c.stop(errDiffers)
}

// missing notes a call that the record does not hold.
func (c *comparison) missing(purpose, asked string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.differ("call", "", purpose+": "+asked)
}

// conclude compares how both ended.
func (c *comparison) conclude(ctx context.Context, answer *Answer, err error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	var was Answer
	switch {
	case errors.Is(context.Cause(ctx), errDiffers):
		return nil
	case err != nil && c.cut != "":
		c.out.Stopped = c.cut
		return nil
	case err != nil:
		return err
	case c.cut != "":
		c.out.Stopped = c.cut
	case json.Unmarshal(c.t.Run.Result, &was) != nil:
		c.differ("answer", string(c.t.Run.Result), answer.Text)
	default:
		c.at = 0
		_ = c.compare("answer", was.Text, answer.Text) && c.compare("citations", string(marshal(was.Citations)), string(marshal(answer.Citations)))
	}
	return nil
}
