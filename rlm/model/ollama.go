package model

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ollama/ollama/api"
)

// described is what a server says of one of its models.
type described struct {
	name         string // as it was asked for
	digest       string
	window       int // the most it can; 0 if it does not say
	capabilities []string
}

func (d described) can(capability string) bool {
	for _, c := range d.capabilities {
		if c == capability {
			return true
		}
	}
	return false
}

// describe asks for a model's digest, window and capabilities.
func (s *Server) describe(ctx context.Context, name string) (described, error) {
	d := described{name: name}
	var show *api.ShowResponse
	err := s.call(ctx, name, func() (err error) {
		show, err = s.client.Show(ctx, &api.ShowRequest{Model: name})
		return err
	})
	if err != nil {
		return d, err
	}
	for _, c := range show.Capabilities {
		d.capabilities = append(d.capabilities, string(c))
	}
	arch, _ := show.ModelInfo["general.architecture"].(string)
	if n, ok := show.ModelInfo[arch+".context_length"].(float64); ok {
		d.window = int(n)
	}
	models, err := s.Models(ctx)
	if err != nil {
		return d, err
	}
	for _, m := range models {
		if m.Name == name || m.Name == name+":latest" {
			d.digest = m.Digest
			return d, nil
		}
	}
	return d, &Error{Kind: ErrNoModel, Model: "ollama:" + name, Server: s.url, Err: errors.New("the server shows it and does not list it")}
}

// Chat opens a chat model.
func (s *Server) Chat(ctx context.Context, name string) (Chat, error) {
	d, err := s.describe(ctx, name)
	if err != nil {
		return nil, err
	}
	if !d.can("completion") {
		return nil, &Error{Kind: ErrWrongKind, Model: "ollama:" + name, Server: s.url,
			Err: fmt.Errorf("it can %s, not chat", strings.Join(d.capabilities, ", "))}
	}
	c := &ollamaChat{server: s, described: d}
	c.info = Info{Name: "ollama:" + name, Digest: d.digest, Window: s.opts.Window}
	if d.window > 0 {
		c.info.Window = min(c.info.Window, d.window)
	}
	if d.can("thinking") && s.opts.Think {
		c.info.Digest += "+think" // other answers: not to be mixed in the cache
	}
	return c, nil
}

// ollamaChat is a chat model of a server.
type ollamaChat struct {
	described
	server *Server
	info   Info
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
	err := c.server.call(ctx, c.name, func() (err error) {
		resp, err = c.stream(ctx, wire)
		return err
	})
	var e *Error
	if errors.As(err, &e) && e.Kind == ErrTooLong {
		e.Tokens, e.Window = PromptTokens(req.Messages), c.info.Window
	}
	if err != nil {
		return Response{}, err
	}
	return resp, nil
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
	wire := &api.ChatRequest{Model: c.name, Options: opts, Format: req.Schema, Truncate: &no, Shift: &no}
	for _, m := range req.Messages {
		wire.Messages = append(wire.Messages, api.Message{Role: m.Role, Content: m.Content})
	}
	if c.can("thinking") {
		wire.Think = &api.ThinkValue{Value: c.server.opts.Think}
	}
	return wire
}

// stream collects an answer. It counts only if its last chunk says that it is done:
// the client returns nil for a stream that broke off as well.
func (c *ollamaChat) stream(ctx context.Context, wire *api.ChatRequest) (Response, error) {
	var resp Response
	var text, thinking strings.Builder
	done := false
	err := c.server.client.Chat(ctx, wire, func(chunk api.ChatResponse) error {
		text.WriteString(chunk.Message.Content)
		thinking.WriteString(chunk.Message.Thinking)
		if chunk.Done {
			done = true
			resp.Cut = chunk.DoneReason == "length"
			resp.PromptTokens, resp.CompletionTokens = chunk.PromptEvalCount, chunk.EvalCount
		}
		return nil
	})
	if err != nil {
		return Response{}, err
	}
	if !done {
		return Response{}, &Error{Kind: ErrIncomplete, Model: c.info.Name, Server: c.server.url, Err: errors.New("the stream ended without its last chunk")}
	}
	resp.Text, resp.Thinking = text.String(), thinking.String()
	return resp, nil
}
