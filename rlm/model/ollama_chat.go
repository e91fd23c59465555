package model

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ollama/ollama/api"
)

// Chat opens a chat model.
func (s *Server) Chat(ctx context.Context, name string) (Chat, error) {
	d, err := s.Details(ctx, name)
	if err != nil {
		return nil, err
	}
	if !d.Can("completion") {
		return nil, &Error{Kind: ErrWrongKind, Model: "ollama:" + name, Server: s.url,
			Err: fmt.Errorf("it can %s, not chat", strings.Join(d.Capabilities, ", "))}
	}
	c := &ollamaChat{
		server: s, thinks: d.Can("thinking"),
		identity: &identity{server: s, name: name, digest: d.Digest, seen: time.Now()},
	}
	c.info = Info{Name: "ollama:" + name, Digest: d.Digest, Window: s.WindowOf(d), Price: s.opts.Prices.Of("ollama:" + name)}
	if c.thinks && s.opts.Think {
		c.info.Thinks = true
		c.info.Digest += "+think" // other answers: not to be mixed in the cache
	}
	return c, nil
}

// ollamaChat is a chat model of a server.
type ollamaChat struct {
	learned
	*identity
	server *Server
	info   Info
	thinks bool // it can
}

// Info implements Chat.
func (c *ollamaChat) Info() Info { return c.info }

// Chat implements Chat.
func (c *ollamaChat) Chat(ctx context.Context, req Request) (Response, error) {
	if len(req.Messages) == 0 {
		return Response{}, fmt.Errorf("call model %s: no messages", c.info.Name)
	}
	wire := c.request(req)
	var resp Response
	err := c.guard(ctx, func() (time.Duration, error) {
		err := c.server.call(ctx, c.name, func(ctx context.Context) (err error) {
			resp, err = c.stream(ctx, wire, req.Stream)
			return err
		})
		return resp.Loaded, err
	})
	if err != nil {
		return Response{}, c.tooLong(err, req.Messages)
	}
	c.counted(PromptTokens(req.Messages), resp.PromptTokens)
	resp.Cost = c.info.Price.Cost(resp.PromptTokens, resp.CompletionTokens)
	return resp, nil
}

// tooLong completes the error of a prompt that did not fit: the server says neither
// number.
func (c *ollamaChat) tooLong(err error, msgs []Message) error {
	var e *Error
	if errors.As(err, &e) && e.Kind == ErrTooLong {
		e.Tokens, e.Window = c.Estimate(msgs).PromptTokens, c.info.Window
		e.Err = nil
		c.refused(PromptTokens(msgs), c.info.Window)
	}
	return err
}

// request writes a request the way the server understands it: the window named, and
// neither the prompt nor the answer to be shortened silently.
func (c *ollamaChat) request(req Request) *api.ChatRequest {
	no := false
	opts := map[string]any{"num_ctx": c.info.Window, "temperature": req.Temperature, "seed": req.Seed}
	if req.MaxTokens > 0 {
		opts["num_predict"] = req.MaxTokens
	}
	if len(req.Stop) > 0 {
		opts["stop"] = req.Stop
	}
	wire := &api.ChatRequest{
		Model: c.name, Options: opts, Format: req.Schema, Truncate: &no, Shift: &no,
		KeepAlive: c.server.keepAlive(), Logprobs: req.Logprobs > 0, TopLogprobs: req.Logprobs,
		Messages: make([]api.Message, len(req.Messages)),
	}
	for i, m := range req.Messages {
		wire.Messages[i] = api.Message{Role: m.Role, Content: wireText(m)}
	}
	if c.thinks {
		think := c.server.opts.Think
		if req.Think != ThinkDefault {
			think = req.Think == ThinkOn
		}
		wire.Think = &api.ThinkValue{Value: think}
	}
	return wire
}

// keepAlive is how long models are asked to stay loaded; nil leaves it to the server.
func (s *Server) keepAlive() *api.Duration {
	if s.opts.KeepAlive == 0 {
		return nil
	}
	return &api.Duration{Duration: s.opts.KeepAlive}
}

// stream collects an answer. It counts only if its last chunk says that it is done:
// the client returns nil for a stream that broke off as well.
func (c *ollamaChat) stream(outer context.Context, wire *api.ChatRequest, show func(Delta)) (Response, error) {
	ctx, watch := newWatch(outer, c.server.opts.Patience, c.server.opts.Stall)
	defer watch.stop()
	var a answer
	err := c.server.client.Chat(ctx, wire, func(chunk api.ChatResponse) error {
		watch.beat()
		return a.add(chunk, show)
	})
	if err := silence(outer, ctx, err); err != nil {
		return Response{}, a.begun(err)
	}
	if outer.Err() != nil {
		return Response{}, outer.Err()
	}
	if !a.done {
		return Response{}, a.begun(c.broken(outer))
	}
	if a.metrics.PromptEvalCount > c.info.Window {
		return Response{}, &Error{Kind: ErrServer, Err: fmt.Errorf("it counted %d prompt tokens in a window of %d", a.metrics.PromptEvalCount, c.info.Window)}
	}
	resp := a.response()
	c.timed(resp)
	return resp, nil
}

// broken says why a stream ended without its last chunk. The client does not tell a
// server that was killed from one that gave up on an answer: after thirty equal tokens
// in a row Ollama ends the stream without an error.
func (c *ollamaChat) broken(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if _, err := c.server.client.Version(ctx); err != nil {
		return &Error{Kind: ErrDied, Err: errors.New("the stream broke off and the server no longer answers")}
	}
	return &Error{Kind: ErrIncomplete, Err: errors.New("the stream ended without its last chunk"),
		hint: "the server gave up, as it does when a model repeats one token without end, or its runner died: ask again with another --seed or model, and look into the server's log"}
}

// answer is an answer of Ollama on its way.
type answer struct {
	text, thinking strings.Builder
	logprobs       []TokenProb
	done, cut      bool
	metrics        api.Metrics
}

// add takes a chunk.
func (a *answer) add(chunk api.ChatResponse, show func(Delta)) error {
	if a.done {
		return &Error{Kind: ErrServer, Err: errors.New("the stream went on after its last chunk")}
	}
	if a.text.Len()+a.thinking.Len() > maxAnswerBytes {
		return &Error{Kind: ErrServer, Err: fmt.Errorf("the answer is longer than %d bytes", maxAnswerBytes)}
	}
	a.text.WriteString(chunk.Message.Content)
	a.thinking.WriteString(chunk.Message.Thinking)
	for _, p := range chunk.Logprobs {
		a.logprobs = append(a.logprobs, tokenProb(p))
	}
	if chunk.Done {
		a.done, a.cut, a.metrics = true, chunk.DoneReason == "length", chunk.Metrics
	}
	if show != nil && (chunk.Message.Content != "" || chunk.Message.Thinking != "") {
		show(Delta{Text: chunk.Message.Content, Thinking: chunk.Message.Thinking})
	}
	return nil
}

// maxAnswerBytes bounds what is kept of an answer, whatever a server sends.
const maxAnswerBytes = 16 << 20

func tokenProb(p api.Logprob) TokenProb {
	t := TokenProb{Token: p.Token, LogProb: p.Logprob}
	for _, top := range p.TopLogprobs {
		t.Top = append(t.Top, TokenProb{Token: top.Token, LogProb: top.Logprob})
	}
	return t
}

// begun marks an error of a call whose answer was partly handed out: it is not retried.
func (a *answer) begun(err error) error {
	if a.text.Len()+a.thinking.Len() == 0 {
		return err
	}
	e := &Error{Kind: ErrServer, Err: err}
	if known := (*Error)(nil); errors.As(err, &known) {
		e = known
	} else {
		classifyOllama(e, err)
	}
	e.begun = true
	return e
}

// response is the complete answer.
func (a *answer) response() Response {
	r := Response{
		Text: a.text.String(), Thinking: a.thinking.String(), Logprobs: a.logprobs, Cut: a.cut,
		PromptTokens: a.metrics.PromptEvalCount, CompletionTokens: a.metrics.EvalCount,
	}
	if a.metrics.LoadDuration >= loadedAfter {
		r.Loaded = a.metrics.LoadDuration
	}
	r.Read, r.Wrote = max(0, a.metrics.PromptEvalDuration), max(0, a.metrics.EvalDuration)
	r.Text, r.Thinking = splitThinking(r.Text, r.Thinking)
	return r
}

// splitThinking takes the thinking out of an answer of a model that thinks without its
// server knowing: the answer begins with <think>…</think>.
func splitThinking(text, thinking string) (string, string) {
	rest, ok := strings.CutPrefix(strings.TrimLeft(text, " \n"), "<think>")
	if !ok {
		return text, thinking
	}
	thought, answer, closed := strings.Cut(rest, "</think>")
	if !closed {
		return "", thinking + rest // the limit ended it while it was thinking
	}
	return strings.TrimLeft(answer, " \n"), thinking + strings.TrimSpace(thought)
}
