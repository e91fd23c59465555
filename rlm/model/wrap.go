package model

import "context"

// wrapper passes on what a Chat can beside answering; decorators embed it.
type wrapper struct{ chat Chat }

// Info implements Chat.
func (w wrapper) Info() Info { return w.chat.Info() }

// Estimate implements Estimator.
func (w wrapper) Estimate(msgs []Message) Estimate { return EstimateOf(w.chat, msgs) }

// Profile implements Profiler.
func (w wrapper) Profile() Profile { return ProfileOf(w.chat) }

// SetProfile implements Profiler.
func (w wrapper) SetProfile(p Profile) {
	if to, ok := w.chat.(Profiler); ok {
		to.SetProfile(p)
	}
}

// Watched returns a Chat that tells after of every answer. after is called from the
// goroutine of the call, of several at the same time.
func Watched(c Chat, after func(Request, Response)) Chat { return watched{wrapper{c}, after} }

type watched struct {
	wrapper
	after func(Request, Response)
}

// Chat implements Chat.
func (w watched) Chat(ctx context.Context, req Request) (Response, error) {
	resp, err := w.chat.Chat(ctx, req)
	if err == nil {
		w.after(req, resp)
	}
	return resp, err
}
