package rlm

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"funnel/rlm/model"
)

// A Step is one turn of one reader.
type Step struct {
	ID               int    // in program order over the whole tree, from 1
	Parent           int    // the call that opened this reader; 0 for the root's
	N                int    // the turn, from 1
	Depth            int    // 0 for the root
	Prompt           string // what this turn added to the conversation
	Code             string // the blocks that were run, or tried
	Output           string // what they printed, as the model is shown it
	Error            string // the exception that ended the code, or why the turn was sent back
	PromptTokens     int
	CompletionTokens int
	Started, Ended   time.Time // Ended is zero until the step is over
}

// A Call is one use of a model or of a tool.
type Call struct {
	ID               int    // in program order over the whole tree, from 1
	Step             int    // the step that made it
	Kind             string // root, sub, reader (a child), search, read, grep, outline, cite, note
	Request          json.RawMessage
	Response         json.RawMessage // nil until the call is over
	PromptTokens     int
	CompletionTokens int
	Cached           bool
	Error            string
	Started, Ended   time.Time // Ended is zero until the call is over
}

// A CallRequest is the Request of a call of a model.
type CallRequest struct {
	Key       string          `json:"key"` // model.CacheKey: what the answer depends on
	Model     string          `json:"model"`
	Purpose   model.Purpose   `json:"purpose"`
	Messages  []model.Message `json:"messages"`
	MaxTokens int             `json:"max_tokens"`
	Spans     []Citation      `json:"spans,omitempty"` // of documents, in the prompt
}

// NewCallRequest describes what a model is asked.
func NewCallRequest(of model.Info, req model.Request, spans []Citation) CallRequest {
	key, err := model.CacheKey(of, req)
	if err != nil {
		key = "" // a call without a key is asked again by whoever repeats the run
	}
	return CallRequest{key, of.Name, req.Purpose, req.Messages, req.MaxTokens, spans}
}

// A CallResponse is the Response of a call of a model.
type CallResponse struct {
	Text     string `json:"text"`
	Thinking string `json:"thinking,omitempty"`
	Cut      bool   `json:"cut,omitempty"`

	Logprobs []model.TokenProb `json:"logprobs,omitempty"`
}

// NewCallResponse describes what a model answered.
func NewCallResponse(r model.Response) CallResponse {
	return CallResponse{r.Text, r.Thinking, r.Cut, r.Logprobs}
}

// A Journal is told of each step and call twice under the same ID: before it
// happens, and after it. Its methods are never called concurrently.
type Journal interface {
	Step(ctx context.Context, s Step) error
	Call(ctx context.Context, c Call) error
}

// A recorder numbers steps and calls, and hands them to the journal one by one. The
// first error of the journal is kept; from then on nothing is written, and the run
// ends.
type recorder struct {
	now     func() time.Time
	mu      sync.Mutex
	journal Journal // nil: nothing is written
	err     error
	steps   int
	calls   int
}

// step begins a step: it is numbered, stamped and written.
func (r *recorder) step(ctx context.Context, s *Step) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.steps++
	s.ID, s.Started = r.steps, r.now()
	return r.write(ctx, func(ctx context.Context) error { return r.journal.Step(ctx, *s) })
}

// endStep writes a step that is over.
func (r *recorder) endStep(ctx context.Context, s *Step) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	s.Ended = r.now()
	return r.write(ctx, func(ctx context.Context) error { return r.journal.Step(ctx, *s) })
}

// call begins a call: it is numbered, stamped and written.
func (r *recorder) call(ctx context.Context, c *Call) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls++
	c.ID, c.Started = r.calls, r.now()
	return r.write(ctx, func(ctx context.Context) error { return r.journal.Call(ctx, *c) })
}

// endCall writes a call that is over.
func (r *recorder) endCall(ctx context.Context, c *Call) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	c.Ended = r.now()
	return r.write(ctx, func(ctx context.Context) error { return r.journal.Call(ctx, *c) })
}

// write runs one write of the journal. A run that is being cancelled still says how
// it ended: the journal does not see the cancellation.
func (r *recorder) write(ctx context.Context, put func(context.Context) error) error {
	if r.err == nil && r.journal != nil {
		if err := put(context.WithoutCancel(ctx)); err != nil {
			r.err = fmt.Errorf("write journal: %w", err)
		}
	}
	return r.err
}

// failed returns the first error of the journal.
func (r *recorder) failed() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

// asJSON renders what a call was asked or answered. Values are ours and marshal.
func asJSON(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		b, _ = json.Marshal(err.Error())
	}
	return b
}
