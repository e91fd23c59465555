package funnel

import (
	"context"
	"fmt"
	"time"

	"funnel/rlm/model"
	"funnel/store"
)

// Resume takes up a run that did not end: the process was killed, the server
// died, somebody pressed Ctrl-C. The run is played again from its beginning
// under its own id, with what models answered before; tools are used again.
// Only what was not answered is asked. Question, budget and clock are those of
// the run; of its time, what was not used is left.
//
// A run that ended is refused with ErrRunEnded, one that another model began
// with an error that names both.
func (e *Engine) Resume(ctx context.Context, t *Trajectory) (*Answer, error) {
	was, err := t.asked()
	if err != nil {
		return nil, err
	}
	if err := e.resumable(t, was); err != nil {
		return nil, err
	}
	resumed := *e
	recorded := t.answers(false)
	resumed.Sub = remembering{model.Wrapper{To: e.sub()}, recorded}
	resumed.Chat = remembering{model.Wrapper{To: e.Chat}, recorded}
	if e.Cross != nil {
		resumed.Cross = remembering{model.Wrapper{To: e.Cross}, recorded}
	}
	resumed.Runs = newResumedRuns(e.Runs, t)
	was.Query.Budget = was.Query.Budget.WithDefaults()
	budget := was.Query.Budget.Time
	was.Query.Budget.Time = max(budget-t.last().Sub(t.Run.Started), budget/lastShare)
	return resumed.ask(ctx, was, t.Run)
}

// lastShare is the part of the time that a resumed run has at least: enough
// for the last turn, which the reader keeps 15 percent for.
const lastShare = 6

// ErrRunEnded is returned for a run that has its outcome already.
var ErrRunEnded = fmt.Errorf("the run has ended")

// resumable checks that the run is open and that the models are its own.
func (e *Engine) resumable(t *Trajectory, was asked) error {
	if !t.Run.Ended.IsZero() && !again[t.Run.Status] {
		return fmt.Errorf("resume %s: %w: %s", t.Run.ID, ErrRunEnded, t.Run.Status)
	}
	if t.Run.Asker != e.Asker.String() {
		return fmt.Errorf("resume %s: it was asked as %s: name the same labels with --as, or ask the question anew", t.Run.ID, t.Run.Asker)
	}
	for _, m := range []struct{ was, is model.Info }{{was.Chat, e.Chat.Info()}, {was.Sub, e.sub().Info()}} {
		if m.was.Name != m.is.Name || m.was.Digest != m.is.Digest || m.was.Window != m.is.Window {
			return fmt.Errorf("resume %s: it was begun with %s, and this is %s: name the run's own models, or ask the question anew",
				t.Run.ID, describeModel(m.was), describeModel(m.is))
		}
	}
	return nil
}

// again are the outcomes that are worth another try.
var again = map[string]bool{"error": true, statusInterrupted: true}

func describeModel(i model.Info) string {
	return fmt.Sprintf("%s (weights %.12s, window %d)", i.Name, i.Digest, i.Window)
}

// resumedRuns writes a resumed run over its own record. What was recorded as
// over stays so while it is played again: a second crash loses nothing.
type resumedRuns struct {
	Runs
	steps, calls map[int]bool
}

func newResumedRuns(to Runs, t *Trajectory) resumedRuns {
	r := resumedRuns{to, map[int]bool{}, map[int]bool{}}
	for _, s := range t.Steps {
		r.steps[s.ID] = !s.Ended.IsZero()
	}
	for _, c := range t.Calls {
		r.calls[c.ID] = !c.Ended.IsZero()
	}
	return r
}

// BeginRun implements Runs: the run has begun.
func (r resumedRuns) BeginRun(context.Context, store.Run) error { return nil }

// PutStep implements Runs.
func (r resumedRuns) PutStep(ctx context.Context, s store.Step) error {
	if keeps(r.steps, s.ID, s.Ended) {
		return nil
	}
	return r.Runs.PutStep(ctx, s)
}

// PutCall implements Runs.
func (r resumedRuns) PutCall(ctx context.Context, c store.Call) error {
	if keeps(r.calls, c.ID, c.Ended) {
		return nil
	}
	return r.Runs.PutCall(ctx, c)
}

// keeps reports whether the beginning of what is over already is to be written.
func keeps(over map[int]bool, id int, ended time.Time) bool { return ended.IsZero() && over[id] }
