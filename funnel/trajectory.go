package funnel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"funnel/rlm"
	"funnel/rlm/model"
	"funnel/store"
)

// A Trajectory is a recorded run: the question, every turn of every reader,
// every call of a model or tool.
type Trajectory struct {
	Run   store.Run
	Steps []store.Step // by ID
	Calls []store.Call // by ID
}

// History gives recorded runs back.
type History interface {
	Run(ctx context.Context, asker store.Asker, id string) (*store.Run, error)
	Steps(ctx context.Context, run string) ([]store.Step, error)
	Calls(ctx context.Context, run string) ([]store.Call, error)
}

// ReadTrajectory reads a run by its id, or by the start of it if no other run
// begins so, and the asker may. Errors are those of History.
func ReadTrajectory(ctx context.Context, from History, asker store.Asker, id string) (*Trajectory, error) {
	run, err := from.Run(ctx, asker, id)
	if err != nil {
		return nil, err
	}
	steps, err := from.Steps(ctx, run.ID)
	if err != nil {
		return nil, err
	}
	calls, err := from.Calls(ctx, run.ID)
	return &Trajectory{*run, steps, calls}, err
}

// An asked is what a run began with, as store.Run.Options keeps it.
type asked struct {
	Query Query
	Chat  model.Info
	Sub   model.Info

	// What the servers were known to count when the run began: its prompts are measured
	// by that.
	Gauge    model.Gauge `json:",omitempty"`
	SubGauge model.Gauge `json:",omitempty"`

	Cross *model.Info `json:",omitempty"` // the reranking model, nil: there was none
}

// asked reads what the run began with.
func (t *Trajectory) asked() (a asked, err error) {
	if err := json.Unmarshal(t.Run.Options, &a); err != nil || a.Query.Text == "" {
		return a, fmt.Errorf("run %s was recorded by an older version and cannot be taken up again", t.Run.ID)
	}
	return a, nil
}

// Models names the models that the run was begun with: that of the answer, and
// that of sub-calls.
func (t *Trajectory) Models() (chat, sub string, err error) {
	a, err := t.asked()
	return a.Chat.Name, a.Sub.Name, err
}

// Reranker names the reranking model that the run was begun with, "" if none.
func (t *Trajectory) Reranker() string {
	a, err := t.asked()
	if err != nil || a.Cross == nil {
		return ""
	}
	return a.Cross.Name
}

// last is the latest moment at which the run is known to have been alive.
func (t *Trajectory) last() time.Time {
	last := t.Run.Started
	see := func(stamps ...time.Time) {
		for _, at := range stamps {
			if at.After(last) {
				last = at
			}
		}
	}
	for _, s := range t.Steps {
		see(s.Started, s.Ended)
	}
	for _, c := range t.Calls {
		see(c.Started, c.Ended)
	}
	return last
}

// answers are the recorded answers of models, by the key of their request;
// equal requests are answered in the order in which they were made. Calls
// that failed are among them only if failures is set, or if they would fail again:
// prompts that were too long.
func (t *Trajectory) answers(failures bool) *answers {
	a := &answers{left: map[string][]store.Call{}}
	for _, c := range t.Calls {
		var req rlm.CallRequest
		if json.Unmarshal(c.Request, &req) != nil || req.Key == "" || c.Ended.IsZero() {
			continue
		}
		if c.Error == "" || failures || model.TooLongFrom(c.Error) != nil {
			a.left[req.Key] = append(a.left[req.Key], c)
		}
	}
	return a
}

type answers struct {
	mu   sync.Mutex
	left map[string][]store.Call
}

// take gives out one recorded answer to a request.
func (a *answers) take(key string) (store.Call, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	calls := a.left[key]
	if len(calls) == 0 {
		return store.Call{}, false
	}
	a.left[key] = calls[1:]
	return calls[0], true
}

// remembering answers from a trajectory, and asks its model only for what is
// not recorded there.
type remembering struct {
	model.Wrapper
	answers *answers
}

// Chat implements model.Chat. An answer out of the trajectory counts as cached.
func (c remembering) Chat(ctx context.Context, req model.Request) (model.Response, error) {
	key, err := model.CacheKey(c.To.Info(), req)
	if err != nil {
		return model.Response{}, err
	}
	call, ok := c.answers.take(key)
	if !ok {
		return c.To.Chat(ctx, req)
	}
	if call.Error != "" {
		return model.Response{}, recordedError(call.Error)
	}
	var was rlm.CallResponse
	if err := json.Unmarshal(call.Response, &was); err != nil {
		return model.Response{}, fmt.Errorf("read recorded answer %d: %w", call.ID, err)
	}
	return model.Response{
		Text: was.Text, Thinking: was.Thinking, Cut: was.Cut, Logprobs: was.Logprobs, Cached: true,
		PromptTokens: call.PromptTokens, CompletionTokens: call.CompletionTokens,
	}, nil
}

// recordedError is a failed call again: of the kind that its text names, as
// far as the reader acts on the kind.
func recordedError(text string) error {
	if e := model.TooLongFrom(text); e != nil {
		return recordedTooLong{text, e}
	}
	return errors.New(text)
}

// recordedTooLong is a prompt that was too long, in the words of the record.
type recordedTooLong struct {
	text string
	with *model.Error
}

// Error implements error.
func (e recordedTooLong) Error() string { return e.text }

// Unwrap returns the error with its numbers.
func (e recordedTooLong) Unwrap() error { return e.with }
