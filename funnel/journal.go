package funnel

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"funnel/rlm"
	"funnel/rlm/model"
	"funnel/store"
)

// recorder writes the trajectory of one run into the store and counts what
// it cost. Steps and calls of a run are numbered through, whoever made them:
// a reader's own numbers are moved behind those already given.
type recorder struct {
	runs   Runs
	run    string
	saw    *witness
	now    func() time.Time
	budget rlm.Budget // of the whole question, the reader's share included

	mu    sync.Mutex
	steps int
	calls int
	used  Usage
}

func newRecorder(runs Runs, run string, saw *witness, now func() time.Time, budget rlm.Budget) *recorder {
	return &recorder{runs: runs, run: run, saw: saw, now: now, budget: budget.WithDefaults()}
}

// errSpent says that a call was not made because the budget does not allow it.
type errSpent struct{ stop rlm.Stop }

func (e errSpent) Error() string { return "the budget is spent: " + string(e.stop) }

// left is what the question may still spend.
func (r *recorder) left() rlm.Budget {
	u := r.usage()
	b := r.budget
	b.Calls -= u.ModelCalls
	b.Tokens -= u.PromptTokens + u.CompletionTokens
	b.Steps -= u.Steps
	return b
}

// admit refuses a call that the budget does not allow, and bounds its answer by what is
// left.
func (r *recorder) admit(req model.Request) (model.Request, error) {
	left := r.left()
	room := left.Tokens - model.PromptTokens(req.Messages)
	switch {
	case left.Calls < 1:
		return req, errSpent{rlm.StopCalls}
	case room < min(req.MaxTokens, leastAnswer):
		return req, errSpent{rlm.StopTokens}
	}
	req.MaxTokens = min(req.MaxTokens, room)
	return req, nil
}

// leastAnswer is how many tokens an answer must have room for, if it may take so many.
const leastAnswer = 64

// usage is what was counted so far.
func (r *recorder) usage() Usage {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.used
}

// add counts what a reader used.
func (r *recorder) add(u rlm.Usage) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.used.ModelCalls += u.ModelCalls
	r.used.CachedCalls += u.CachedCalls
	r.used.PromptTokens += u.PromptTokens
	r.used.CompletionTokens += u.CompletionTokens
	r.used.Steps += u.Steps
	r.used.Depth = max(r.used.Depth, u.Depth)
}

// step counts a turn that is no reader's.
func (r *recorder) step() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.used.Steps++
}

// next numbers a call made outside a reader.
func (r *recorder) next() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls++
	return r.calls
}

// readerJournal implements rlm.Journal for one reader of the run.
type readerJournal struct {
	rec                *recorder
	watch              Watch
	stepBase, callBase int
}

var _ rlm.Journal = (*readerJournal)(nil)

// journal is the journal of the next reader of this run.
func (r *recorder) journal(watch Watch) *readerJournal {
	r.mu.Lock()
	defer r.mu.Unlock()
	return &readerJournal{rec: r, watch: watch, stepBase: r.steps, callBase: r.calls}
}

// Step implements rlm.Journal.
func (j *readerJournal) Step(ctx context.Context, s rlm.Step) error {
	s.ID += j.stepBase
	if s.Parent > 0 {
		s.Parent += j.callBase
	}
	j.rec.mu.Lock()
	j.rec.steps = max(j.rec.steps, s.ID)
	j.rec.mu.Unlock()
	j.watch.tellStep(s)
	if err := j.rec.saw.write(ctx); err != nil {
		return err
	}
	return j.rec.runs.PutStep(ctx, store.Step{
		Run: j.rec.run, ID: s.ID, Parent: s.Parent, N: s.N, Depth: s.Depth,
		Prompt: s.Prompt, Code: s.Code, Output: s.Output, Error: s.Error,
		PromptTokens: s.PromptTokens, CompletionTokens: s.CompletionTokens,
		Started: s.Started, Ended: s.Ended,
	})
}

// Call implements rlm.Journal.
func (j *readerJournal) Call(ctx context.Context, c rlm.Call) error {
	c.ID += j.callBase
	if c.Step > 0 {
		c.Step += j.stepBase
	}
	j.rec.mu.Lock()
	j.rec.calls = max(j.rec.calls, c.ID)
	j.rec.mu.Unlock()
	j.watch.tellCall(c)
	if err := j.rec.saw.write(ctx); err != nil {
		return err
	}
	return j.rec.runs.PutCall(ctx, store.Call{
		Run: j.rec.run, ID: c.ID, Step: c.Step, Kind: c.Kind, Request: c.Request, Response: c.Response,
		PromptTokens: c.PromptTokens, CompletionTokens: c.CompletionTokens, Cached: c.Cached,
		Error: c.Error, Started: c.Started, Ended: c.Ended,
	})
}

// recorded is a model whose calls outside a reader are written to the run.
type recorded struct {
	model.Wrapper
	rec *recorder
}

// chat records and counts the calls made through it.
func (r *recorder) chat(c model.Chat) model.Chat { return recorded{model.Wrapper{To: c}, r} }

// Chat implements model.Chat: the call is written before and after it happens.
func (c recorded) Chat(ctx context.Context, req model.Request) (model.Response, error) {
	req, err := c.rec.admit(req)
	if err != nil {
		return model.Response{}, err
	}
	call := store.Call{
		Run: c.rec.run, ID: c.rec.next(), Kind: string(req.Purpose),
		Request: marshal(rlm.NewCallRequest(c.To.Info(), req, nil)), Started: c.rec.now(),
	}
	if err := errors.Join(c.rec.saw.write(ctx), c.rec.runs.PutCall(ctx, call)); err != nil {
		return model.Response{}, err
	}
	resp, err := c.To.Chat(ctx, req)
	call.Ended = c.rec.now()
	if err != nil {
		call.Error = err.Error()
	} else {
		call.Response, call.Cached = marshal(rlm.NewCallResponse(resp)), resp.Cached
		call.PromptTokens, call.CompletionTokens = resp.PromptTokens, resp.CompletionTokens
		c.rec.count(resp)
	}
	if putErr := c.rec.runs.PutCall(context.WithoutCancel(ctx), call); err == nil {
		err = putErr
	}
	return resp, err
}

// count adds one answered call.
func (r *recorder) count(resp model.Response) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.used.ModelCalls++
	if resp.Cached {
		r.used.CachedCalls++
	}
	r.used.PromptTokens += resp.PromptTokens
	r.used.CompletionTokens += resp.CompletionTokens
	r.used.Cost += resp.Cost
}

// priced adds up what a reader's calls cost, which its own usage leaves out.
func (r *recorder) priced(c model.Chat) model.Chat {
	return model.Watched(c, func(_ model.Request, resp model.Response) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.used.Cost += resp.Cost
	})
}

// marshal renders our own types of strings and numbers, which cannot fail.
func marshal(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return raw
}
