package model

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// The fakes below are for tests. They are useless in production.

// A Scripted model gives prepared answers: those of Answers in order, or what Func
// returns. It is safe for concurrent use, but then the order of Answers is that of
// arrival.
type Scripted struct {
	Answers []string                      // used up in order; one more request is ErrScriptEnded
	Func    func(Request) (string, error) // used instead of Answers where set
	Details Info                          // Info's result; what is missing is "scripted" with a window of 32,768

	mu       sync.Mutex
	requests []Request
}

// ErrScriptEnded is returned by a Scripted model that has no answer left, and by a
// Replay that was asked something that was not recorded.
var ErrScriptEnded = errors.New("script ended")

// Info implements Chat.
func (s *Scripted) Info() Info {
	return orDefault(s.Details, "scripted")
}

// orDefault fills what is missing of a fake's details.
func orDefault(i Info, name string) Info {
	if i.Name == "" {
		i.Name = name
	}
	if i.Digest == "" {
		i.Digest = name + "-v1"
	}
	if i.Window == 0 {
		i.Window = 32768
	}
	return i
}

// Chat implements Chat.
func (s *Scripted) Chat(ctx context.Context, req Request) (Response, error) {
	if err := ctx.Err(); err != nil {
		return Response{}, err
	}
	s.mu.Lock()
	n := len(s.requests)
	s.requests = append(s.requests, req)
	s.mu.Unlock()
	var text string
	var err error
	switch {
	case s.Func != nil:
		text, err = s.Func(req)
	case n < len(s.Answers):
		text = s.Answers[n]
	default:
		err = fmt.Errorf("answer request %d: %w", n+1, ErrScriptEnded)
	}
	if err != nil {
		return Response{}, err
	}
	resp := Response{Text: text, PromptTokens: PromptTokens(req.Messages), CompletionTokens: Tokens(text)}
	req.whole(resp)
	return resp, nil
}

// Requests returns what was asked so far.
func (s *Scripted) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// Echo answers with the content of the last message.
type Echo struct{}

// Info implements Chat.
func (Echo) Info() Info { return orDefault(Info{}, "echo") }

// Chat implements Chat.
func (Echo) Chat(ctx context.Context, req Request) (Response, error) {
	if err := ctx.Err(); err != nil {
		return Response{}, err
	}
	text := ""
	if n := len(req.Messages); n > 0 {
		text = req.Messages[n-1].Content
	}
	resp := Response{Text: text, PromptTokens: PromptTokens(req.Messages), CompletionTokens: Tokens(text)}
	req.whole(resp)
	return resp, nil
}

// An Exchange is one recorded request with its response or error.
type Exchange struct {
	Request  Request  `json:"request"`
	Response Response `json:"response"`
	Error    string   `json:"error,omitempty"`
}

// Recording passes requests on to a model and keeps them with their responses.
type Recording struct {
	Model Chat

	mu        sync.Mutex
	exchanges []Exchange
}

// Info implements Chat.
func (r *Recording) Info() Info { return r.Model.Info() }

// Chat implements Chat.
func (r *Recording) Chat(ctx context.Context, req Request) (Response, error) {
	resp, err := r.Model.Chat(ctx, req)
	e := Exchange{Request: req, Response: resp}
	if err != nil {
		e.Error = err.Error()
	}
	r.mu.Lock()
	r.exchanges = append(r.exchanges, e)
	r.mu.Unlock()
	return resp, err
}

// Exchanges returns what was recorded, in the order in which answers came.
func (r *Recording) Exchanges() []Exchange {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Exchange(nil), r.exchanges...)
}

// Write writes the exchanges as lines of JSON, which ReadExchanges reads.
func (r *Recording) Write(w io.Writer) error {
	enc := json.NewEncoder(w)
	for _, e := range r.Exchanges() {
		if err := enc.Encode(e); err != nil {
			return fmt.Errorf("write exchange: %w", err)
		}
	}
	return nil
}

// ReadExchanges reads lines of JSON that Recording.Write wrote.
func ReadExchanges(r io.Reader) ([]Exchange, error) {
	var all []Exchange
	dec := json.NewDecoder(r)
	for {
		var e Exchange
		if err := dec.Decode(&e); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("read exchange %d: %w", len(all)+1, err)
		}
		all = append(all, e)
	}
}

// Replay returns a model that gives the recorded response to every recorded request,
// to equal requests in the order of their recording. Anything else is ErrScriptEnded.
func Replay(info Info, exchanges []Exchange) (Chat, error) {
	r := &replay{info: info, left: map[string][]Exchange{}}
	for i, e := range exchanges {
		key, err := CacheKey(replayInfo(info), e.Request)
		if err != nil {
			return nil, fmt.Errorf("index exchange %d: %w", i+1, err)
		}
		r.left[key] = append(r.left[key], e)
	}
	return r, nil
}

type replay struct {
	info Info
	mu   sync.Mutex
	left map[string][]Exchange // by request
}

// Info implements Chat.
func (r *replay) Info() Info { return r.info }

// Chat implements Chat.
func (r *replay) Chat(ctx context.Context, req Request) (Response, error) {
	if err := ctx.Err(); err != nil {
		return Response{}, err
	}
	key, err := CacheKey(replayInfo(r.info), req)
	if err != nil {
		return Response{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	left := r.left[key]
	if len(left) == 0 {
		return Response{}, fmt.Errorf("replay %s request: not recorded: %w", req.Purpose, ErrScriptEnded)
	}
	r.left[key] = left[1:]
	if left[0].Error != "" {
		return Response{}, errors.New(left[0].Error)
	}
	req.whole(left[0].Response)
	return left[0].Response, nil
}

// replayInfo makes Purpose and Parts count, for whatever model was recorded.
func replayInfo(i Info) Info {
	i.Extractive = true
	return i
}

// A Fault is what a Faulty model does to one call.
type Fault int

// The faults.
const (
	NoFault  Fault = iota
	Fail           // an error of kind ErrServer, before the model is asked
	Busy           // an error of kind ErrBusy, before the model is asked
	Truncate       // the first half of the answer, with Cut set
	Break          // the model is asked, and its answer lost: ErrIncomplete
	Hang           // nothing, until the context ends
)

// Faulty passes requests on to a model, but for the calls that Faults names.
type Faulty struct {
	Model  Chat
	Faults func(n int, req Request) Fault // what happens to call n, from 0

	mu    sync.Mutex
	calls int
}

// Info implements Chat.
func (f *Faulty) Info() Info { return f.Model.Info() }

// Chat implements Chat.
func (f *Faulty) Chat(ctx context.Context, req Request) (Response, error) {
	f.mu.Lock()
	n := f.calls
	f.calls++
	f.mu.Unlock()
	name := f.Info().Name
	fault := f.Faults(n, req)
	switch fault {
	case Fail:
		return Response{}, &Error{Kind: ErrServer, Model: name, Err: fmt.Errorf("fault at call %d", n)}
	case Busy:
		return Response{}, &Error{Kind: ErrBusy, Model: name, Err: fmt.Errorf("fault at call %d", n)}
	case Hang:
		<-ctx.Done()
		return Response{}, ctx.Err()
	}
	resp, err := f.Model.Chat(ctx, req)
	switch {
	case err != nil:
		return Response{}, err
	case fault == Break:
		return Response{}, &Error{Kind: ErrIncomplete, Model: name, Err: fmt.Errorf("fault at call %d", n)}
	case fault == Truncate:
		half := len(resp.Text) / 2
		for half > 0 && resp.Text[half]&0xC0 == 0x80 {
			half--
		}
		resp.Text, resp.Cut = resp.Text[:half], true
	}
	return resp, nil
}

// Calls returns how many calls there were.
func (f *Faulty) Calls() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls
}

// Bytewise puts c behind a server that counts a token for every byte, and refuses prompts
// that do not fit c's window without telling how long they are, as Ollama does.
func Bytewise(c Chat) Chat { return bytewise{c} }

type bytewise struct{ to Chat }

// Info implements Chat.
func (b bytewise) Info() Info { return b.to.Info() }

// Chat implements Chat.
func (b bytewise) Chat(ctx context.Context, req Request) (Response, error) {
	n := 0
	for _, m := range req.Messages {
		n += len(m.Content)
	}
	if window := b.to.Info().Window; n > window {
		return Response{}, &Error{Kind: ErrTooLong, Model: b.to.Info().Name, Tokens: PromptTokens(req.Messages), Window: window}
	}
	resp, err := b.to.Chat(ctx, req)
	if err == nil {
		resp.PromptTokens, resp.CompletionTokens = n, len(resp.Text)
	}
	return resp, err
}
