package model

import "context"

// A Wrapper passes on what a Chat can beside answering; decorators embed it and add the
// answering.
type Wrapper struct{ To Chat }

// Info implements Chat.
func (w Wrapper) Info() Info { return w.To.Info() }

// Estimate implements Estimator.
func (w Wrapper) Estimate(msgs []Message) Estimate { return EstimateOf(w.To, msgs) }

// Profile implements Profiler.
func (w Wrapper) Profile() Profile { return ProfileOf(w.To) }

// SetProfile implements Profiler.
func (w Wrapper) SetProfile(p Profile) {
	if to, ok := w.To.(Profiler); ok {
		to.SetProfile(p)
	}
}

// Watched returns a Chat that tells after of every answer. after is called from the
// goroutine of the call, of several at the same time.
func Watched(c Chat, after func(Request, Response)) Chat { return watched{Wrapper{c}, after} }

type watched struct {
	Wrapper
	after func(Request, Response)
}

// Chat implements Chat.
func (w watched) Chat(ctx context.Context, req Request) (Response, error) {
	resp, err := w.To.Chat(ctx, req)
	if err == nil {
		w.after(req, resp)
	}
	return resp, err
}
