package model

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/packages/param"
	"github.com/openai/openai-go/v3/shared"
)

// Chat opens a chat model. The protocol tells neither what a model can nor, on most
// servers, its window: then ServerOptions.Window should.
func (s *Compatible) Chat(ctx context.Context, name string) (Chat, error) {
	m, err := s.find(ctx, name)
	if err != nil {
		return nil, err
	}
	c := &compatibleChat{server: s, name: name}
	c.info = Info{Name: "openai:" + name, Digest: s.digest(m), Window: s.windowOf(ctx, m), Price: s.opts.Prices.Of("openai:" + name)}
	return c, nil
}

// windowOf finds out a model's window: what is set, bounded by what the server says.
func (s *Compatible) windowOf(ctx context.Context, m served) int {
	most := max(m.Window, m.Context)
	if most == 0 {
		most = s.slotWindow(ctx)
	}
	if most == 0 {
		most = m.Meta.Window
	}
	switch {
	case s.opts.Window > 0 && most > 0:
		return min(s.opts.Window, most)
	case s.opts.Window > 0:
		return s.opts.Window
	case most > 0:
		return most
	}
	return defaultWindow
}

// slotWindow asks a llama.cpp server for the window that it was started with; 0 if it
// is none.
func (s *Compatible) slotWindow(ctx context.Context) int {
	var props struct {
		Settings struct {
			Window int `json:"n_ctx"`
		} `json:"default_generation_settings"`
	}
	if s.hosted {
		return 0
	}
	err := s.call(ctx, "", func(ctx context.Context) error { return s.client.Get(ctx, "../props", nil, &props) })
	if err != nil {
		return 0 // another server than llama.cpp
	}
	return props.Settings.Window
}

// compatibleChat is a chat model of a server.
type compatibleChat struct {
	learned
	server *Compatible
	name   string
	info   Info
}

// Info implements Chat.
func (c *compatibleChat) Info() Info { return c.info }

// Chat implements Chat.
func (c *compatibleChat) Chat(ctx context.Context, req Request) (Response, error) {
	if len(req.Messages) == 0 {
		return Response{}, fmt.Errorf("call model %s: no messages", c.info.Name)
	}
	expect := c.Estimate(req.Messages).PromptTokens
	if expect > 2*c.info.Window {
		return Response{}, &Error{Kind: ErrTooLong, Model: c.info.Name, Server: c.server.url, Tokens: expect, Window: c.info.Window}
	}
	var resp Response
	err := c.server.call(ctx, c.name, func(ctx context.Context) (err error) {
		resp, err = c.stream(ctx, req)
		return err
	})
	if err == nil {
		err = c.cutPrompt(expect, resp)
	}
	if err != nil {
		return Response{}, c.tooLong(err, PromptTokens(req.Messages), expect)
	}
	c.counted(PromptTokens(req.Messages), resp.PromptTokens)
	resp.Cost = c.info.Price.Cost(resp.PromptTokens, resp.CompletionTokens)
	return resp, nil
}

// tooLong completes the error of a prompt that did not fit, and learns from it. expect is
// what was learned to expect of the estimate.
func (c *compatibleChat) tooLong(err error, estimate, expect int) error {
	var e *Error
	if errors.As(err, &e) && e.Kind == ErrTooLong {
		if e.Tokens == 0 {
			e.Tokens = expect
		}
		if e.Window == 0 {
			e.Window = c.info.Window
		}
		if e.Exact {
			c.counted(estimate, e.Tokens)
		} else {
			c.refused(estimate, e.Window)
		}
	}
	return err
}

// cutPrompt notices a server that shortened the prompt without a word, as some do: it
// read less than half of what is expected by what it counted before.
func (c *compatibleChat) cutPrompt(expect int, resp Response) error {
	if c.Profile().Ratio == 0 || resp.PromptTokens == 0 || expect < 4*learnMinimum || resp.PromptTokens*2 > expect {
		return nil
	}
	return &Error{Kind: ErrTooLong, Model: c.info.Name, Server: c.server.url, Tokens: expect, Window: resp.PromptTokens,
		Err:  errors.New("the server shortened the prompt without saying so"),
		hint: "start the server with a larger context, or say with --window how large it is"}
}

// stream collects an answer. It counts only if a chunk says why it ended.
func (c *compatibleChat) stream(outer context.Context, req Request) (Response, error) {
	ctx, watch := newWatch(outer, c.server.opts.Patience, c.server.opts.Stall)
	defer watch.stop()
	service := openai.NewChatCompletionService(c.server.client.Options...)
	stream := service.NewStreaming(ctx, c.params(req))
	defer stream.Close()
	var a completion
	began := time.Now()
	for stream.Next() {
		watch.beat()
		if err := a.add(stream.Current(), req.Stream, time.Since(began)); err != nil {
			return Response{}, err
		}
	}
	if err := silence(outer, ctx, stream.Err()); err != nil {
		return Response{}, a.begun(err)
	}
	if a.ended == "" {
		return Response{}, a.begun(&Error{Kind: ErrIncomplete, Err: errors.New("the stream ended without its last chunk")})
	}
	if a.ended == "content_filter" {
		return Response{}, a.begun(&Error{Kind: ErrServer, Err: errors.New("the server's content filter cut the answer"), hint: "ask another model"})
	}
	resp := a.response(req.Messages)
	resp.Read, resp.Wrote = a.first, time.Since(began)-a.first // by the clock here: queue and network are in it
	c.timed(resp)
	return resp, nil
}

// params writes a request in OpenAI's terms, and in those of local servers where they
// go further.
func (c *compatibleChat) params(req Request) openai.ChatCompletionNewParams {
	p := openai.ChatCompletionNewParams{
		Model: c.name, Temperature: param.NewOpt(req.Temperature), Seed: param.NewOpt(req.Seed),
		StreamOptions: openai.ChatCompletionStreamOptionsParam{IncludeUsage: param.NewOpt(true)},
	}
	for _, m := range req.Messages {
		p.Messages = append(p.Messages, wireMessage(m))
	}
	if len(req.Stop) > 0 {
		p.Stop.OfStringArray = req.Stop
	}
	if req.Logprobs > 0 {
		p.Logprobs, p.TopLogprobs = param.NewOpt(true), param.NewOpt(int64(req.Logprobs))
	}
	if req.Schema != nil {
		p.ResponseFormat.OfJSONSchema = &shared.ResponseFormatJSONSchemaParam{
			JSONSchema: shared.ResponseFormatJSONSchemaJSONSchemaParam{Name: "answer", Strict: param.NewOpt(true), Schema: req.Schema},
		}
	}
	extra := map[string]any{}
	switch {
	case req.MaxTokens > 0 && c.server.hosted:
		p.MaxCompletionTokens = param.NewOpt(int64(req.MaxTokens))
	case req.MaxTokens > 0:
		extra["max_tokens"] = req.MaxTokens // deprecated by OpenAI, and what local servers know
	}
	if req.Think != ThinkDefault && !c.server.hosted {
		extra["chat_template_kwargs"] = map[string]any{"enable_thinking": req.Think == ThinkOn} // llama.cpp, vLLM
	}
	if len(extra) > 0 {
		p.SetExtraFields(extra)
	}
	return p
}

func wireMessage(m Message) openai.ChatCompletionMessageParamUnion {
	switch m.Role {
	case System:
		return openai.SystemMessage(m.Content)
	case Assistant:
		return openai.AssistantMessage(m.Content)
	}
	return openai.UserMessage(wireText(m))
}

// completion is an answer on its way.
type completion struct {
	text, thinking strings.Builder
	logprobs       []TokenProb
	ended          string // why, as the server puts it
	prompt, answer int    // tokens; 0: the server did not say
	first          time.Duration
}

// add takes a chunk, which came so long after the request.
func (a *completion) add(chunk openai.ChatCompletionChunk, show func(Delta), after time.Duration) error {
	if chunk.Usage.PromptTokens > 0 {
		a.prompt, a.answer = int(chunk.Usage.PromptTokens), int(chunk.Usage.CompletionTokens)
	}
	if len(chunk.Choices) == 0 {
		return nil
	}
	if a.text.Len()+a.thinking.Len() > maxAnswerBytes {
		return &Error{Kind: ErrServer, Err: fmt.Errorf("the answer is longer than %d bytes", maxAnswerBytes)}
	}
	choice := chunk.Choices[0]
	d := Delta{Text: choice.Delta.Content, Thinking: reasoning(choice.Delta)}
	a.text.WriteString(d.Text)
	a.thinking.WriteString(d.Thinking)
	for _, p := range choice.Logprobs.Content {
		t := TokenProb{Token: p.Token, LogProb: p.Logprob}
		for _, top := range p.TopLogprobs {
			t.Top = append(t.Top, TokenProb{Token: top.Token, LogProb: top.Logprob})
		}
		a.logprobs = append(a.logprobs, t)
	}
	if choice.FinishReason != "" {
		a.ended = choice.FinishReason
	}
	if d == (Delta{}) {
		return nil
	}
	if a.first == 0 {
		a.first = after
	}
	if show != nil {
		show(d)
	}
	return nil
}

// reasoning is the thinking in a chunk, under the names that servers give it.
func reasoning(d openai.ChatCompletionChunkChoiceDelta) string {
	for _, name := range []string{"reasoning_content", "reasoning"} {
		var text string
		if f, ok := d.JSON.ExtraFields[name]; ok && json.Unmarshal([]byte(f.Raw()), &text) == nil && text != "" {
			return text
		}
	}
	return ""
}

// begun marks an error of a call whose answer was partly handed out: it is not retried.
func (a *completion) begun(err error) error {
	if a.text.Len()+a.thinking.Len() == 0 {
		return err
	}
	e := &Error{Kind: ErrServer, Err: err}
	if known := (*Error)(nil); errors.As(err, &known) {
		e = known
	} else {
		classifyTransport(e, err)
	}
	e.begun = true
	return e
}

// response is the complete answer. A server that counts nothing gets estimates.
func (a *completion) response(msgs []Message) Response {
	r := Response{Logprobs: a.logprobs, Cut: a.ended == "length", PromptTokens: a.prompt, CompletionTokens: a.answer}
	r.Text, r.Thinking = splitThinking(a.text.String(), a.thinking.String())
	if r.PromptTokens == 0 {
		r.PromptTokens, r.CompletionTokens = PromptTokens(msgs), Tokens(r.Thinking)+Tokens(r.Text)
	}
	return r
}
