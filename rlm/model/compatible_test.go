package model

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"funnel/rlm/model/ollamatest"
)

const secret = "sk-very-secret-0123456789"

// fakeCompatible plays a server that speaks OpenAI's protocol. Its models: "chat" with
// a window of 4,096 tokens, "embed".
type fakeCompatible struct {
	t      *testing.T
	answer http.HandlerFunc // of everything but the list
	bodies []map[string]any
}

func (f *fakeCompatible) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if got := r.Header.Get("Authorization"); got != "Bearer "+secret {
		f.t.Errorf("%s: authorization %q", r.URL.Path, got)
	}
	if r.URL.Path == "/v1/models" {
		fmt.Fprint(w, `{"object":"list","data":[{"id":"embed","max_model_len":512},{"id":"chat","max_model_len":4096}]}`)
		return
	}
	data, err := io.ReadAll(r.Body)
	if err != nil {
		f.t.Error(err)
	}
	var body map[string]any
	if err := json.Unmarshal(data, &body); err != nil {
		f.t.Errorf("%s: %v in %s", r.URL.Path, err, data)
	}
	f.bodies = append(f.bodies, body)
	f.answer(w, r)
}

// start returns the servers with the fake among them, and what they log.
func (f *fakeCompatible) start(t *testing.T, opts ServerOptions) (Servers, *bytes.Buffer) {
	t.Helper()
	f.t = t
	hs := httptest.NewServer(f)
	t.Cleanup(hs.Close)
	var log bytes.Buffer
	opts.Backoff, opts.Log = time.Millisecond, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s, err := NewCompatible(hs.URL, secret, opts)
	if err != nil {
		t.Fatal(err)
	}
	return Servers{OpenAI: s}, &log
}

func events(lines ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for _, l := range lines {
			fmt.Fprintf(w, "data: %s\n\n", l)
		}
	}
}

func refuse(code int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if len(header) == 2 {
			w.Header().Set(header[0], header[1])
		}
		w.WriteHeader(code)
		fmt.Fprint(w, body)
	}
}

func TestCompatibleChat(t *testing.T) {
	const (
		hel  = `{"choices":[{"delta":{"role":"assistant","content":"Hel"},"finish_reason":null}]}`
		lo   = `{"choices":[{"delta":{"content":"lo"},"finish_reason":"stop"}]}`
		used = `{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2}}`
	)
	for _, tc := range []struct {
		name     string
		answer   http.HandlerFunc
		want     Response
		kind     error
		text     string // in the error
		requests int
	}{
		{"answer", events(hel, lo, used, "[DONE]"), Response{Text: "Hello", PromptTokens: 5, CompletionTokens: 2, Cost: 2e-5}, nil, "", 1},
		{"thinking beside", events(`{"choices":[{"delta":{"reasoning_content":"hm"}}]}`, hel, lo, used, "[DONE]"), Response{Text: "Hello", Thinking: "hm", PromptTokens: 5, CompletionTokens: 2, Cost: 2e-5}, nil, "", 1},
		{"thinking inside", events(`{"choices":[{"delta":{"content":"<think>hm</think>Yes"},"finish_reason":"stop"}]}`, used, "[DONE]"), Response{Text: "Yes", Thinking: "hm", PromptTokens: 5, CompletionTokens: 2, Cost: 2e-5}, nil, "", 1},
		{"cut", events(hel, `{"choices":[{"delta":{},"finish_reason":"length"}]}`, used, "[DONE]"), Response{Text: "Hel", PromptTokens: 5, CompletionTokens: 2, Cut: true, Cost: 2e-5}, nil, "", 1},
		{"no counts", events(hel, lo, "[DONE]"), Response{Text: "Hello", PromptTokens: 9, CompletionTokens: 2, Cost: 2.8e-5}, nil, "", 1},
		{"no end", events(hel), Response{}, ErrIncomplete, "last chunk", 1},
		{"done without a reason", events(hel, "[DONE]"), Response{}, ErrIncomplete, "last chunk", 1},
		{"filtered", events(hel, `{"choices":[{"delta":{},"finish_reason":"content_filter"}]}`, "[DONE]"), Response{}, ErrServer, "filter", 1},
		{"dies", func(w http.ResponseWriter, r *http.Request) {
			events(hel)(w, r)
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}, Response{}, ErrDied, "", 1},
		{"too long, llama.cpp", refuse(400, `{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_prompt_tokens":5000,"n_ctx":4096}}`), Response{}, ErrTooLong, "(5000 tokens, window 4096)", 1},
		{"too long, OpenAI", refuse(400, `{"error":{"message":"This model's maximum context length is 4096 tokens. However, your messages resulted in 4321 tokens.","code":"context_length_exceeded"}}`), Response{}, ErrTooLong, "(4321 tokens, window 4096)", 1},
		{"too long, no numbers", refuse(400, `{"error":"input length exceeds context"}`), Response{}, ErrTooLong, "(at least 4097 tokens, window 4096)", 1},
		{"wrong key", refuse(401, `{"error":{"message":"Incorrect API key provided: sk-very"}}`), Response{}, ErrKey, "", 1},
		{"no credit", refuse(429, `{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}`), Response{}, ErrKey, "quota", 1},
		{"busy", refuse(429, `{"error":{"message":"slow down"}}`, "Retry-After", "0"), Response{}, ErrBusy, "slow down", 3},
		{"a wrong parameter", refuse(400, `{"detail":"temperature is not supported"}`), Response{}, ErrServer, "temperature", 1},
		{"no JSON", refuse(500, `<html>bad gateway</html>`), Response{}, ErrServer, "bad gateway", 3},
		{"it would say it again", refuse(500, `{"error":"invalid schema"}`), Response{}, ErrServer, "invalid schema", 1},
		{"redirect", refuse(307, "", "Location", "http://192.0.2.1/v1"), Response{}, ErrServer, "redirects", 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := &fakeCompatible{answer: tc.answer}
			servers, log := f.start(t, ServerOptions{Retries: 2, Prices: Prices{"": {Prompt: 2, Completion: 5}}})
			chat, err := servers.Open(t.Context(), "openai:chat")
			if err != nil {
				t.Fatal(err)
			}
			got, err := chat.Chat(t.Context(), hello)
			got.Read, got.Wrote = 0, 0 // times
			if !reflect.DeepEqual(got, tc.want) || !errors.Is(err, tc.kind) {
				t.Errorf("got %+v, %v; want %+v, %v", got, err, tc.want, tc.kind)
			}
			var e *Error
			if tc.kind != nil && (!errors.As(err, &e) || e.Hint() == "" || !strings.Contains(err.Error(), tc.text)) {
				t.Errorf("got %v, want an error with %q and a hint", err, tc.text)
			}
			if len(f.bodies) != tc.requests {
				t.Errorf("%d requests, want %d", len(f.bodies), tc.requests)
			}
			if said := fmt.Sprintf("%+v %v %s %+v", chat, err, log, chat.Info()); strings.Contains(said, secret) {
				t.Errorf("the key is in %s", said)
			}
		})
	}
}

// What goes over the wire.
func TestCompatibleRequest(t *testing.T) {
	f := &fakeCompatible{answer: events(`{"choices":[{"delta":{"content":"x"},"finish_reason":"stop","logprobs":{"content":[{"token":"x","logprob":-0.5,"top_logprobs":[{"token":"x","logprob":-0.5}]}]}}]}`)}
	servers, _ := f.start(t, ServerOptions{Window: 9000})
	chat, err := servers.Open(t.Context(), "openai:chat")
	if err != nil {
		t.Fatal(err)
	}
	if got := chat.Info(); got.Name != "openai:chat" || got.Window != 4096 || got.Digest == "" {
		t.Errorf("info %+v", got)
	}
	req := hello
	req.Logprobs, req.Think = 1, ThinkOff
	resp, err := chat.Chat(t.Context(), req)
	if err != nil || len(resp.Logprobs) != 1 || resp.Logprobs[0].LogProb != -0.5 || len(resp.Logprobs[0].Top) != 1 {
		t.Errorf("%+v, %v", resp, err)
	}
	got, err := json.Marshal(f.bodies[0])
	if err != nil {
		t.Fatal(err)
	}
	want := `{"chat_template_kwargs":{"enable_thinking":false},"logprobs":true,"max_tokens":9,"messages":[{"content":"Say hello, please.","role":"user"}],"model":"chat",` +
		`"response_format":{"json_schema":{"name":"answer","schema":{"type":"object"},"strict":true},"type":"json_schema"},` +
		`"seed":7,"stop":["END"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.5,"top_logprobs":1}`
	if string(got) != want {
		t.Errorf("sent %s\nwant %s", got, want)
	}
}

// A server that shortens prompts without a word is noticed, once it is known how it
// counts.
func TestCompatibleCutPrompt(t *testing.T) {
	count := 400
	f := &fakeCompatible{answer: func(w http.ResponseWriter, r *http.Request) {
		events(`{"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}]}`, fmt.Sprintf(`{"choices":[],"usage":{"prompt_tokens":%d,"completion_tokens":1}}`, count))(w, r)
	}}
	servers, _ := f.start(t, ServerOptions{})
	chat, err := servers.Open(t.Context(), "openai:chat")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chat.Chat(t.Context(), say(strings.Repeat("word ", 320))); err != nil {
		t.Fatal(err)
	}
	resp, err := chat.Chat(t.Context(), say(strings.Repeat("word ", 900)))
	if !errors.Is(err, ErrTooLong) || resp.Text != "" || !strings.Contains(err.Error(), "without saying so") {
		t.Errorf("got %+v, %v; want ErrTooLong", resp, err)
	}
	count = 1120
	if _, err := chat.Chat(t.Context(), say(strings.Repeat("word ", 900))); err != nil {
		t.Error(err)
	}
	n := len(f.bodies)
	if _, err := chat.Chat(t.Context(), say(strings.Repeat("word ", 90000))); !errors.Is(err, ErrTooLong) || len(f.bodies) != n {
		t.Errorf("far over the window: %v after %d requests", err, len(f.bodies)-n)
	}
}

func TestCompatibleEmbedAndRerank(t *testing.T) {
	f := &fakeCompatible{answer: func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/rerank" {
			fmt.Fprint(w, `{"results":[{"index":1,"relevance_score":-2.5},{"index":0,"relevance_score":3}]}`)
			return
		}
		fmt.Fprint(w, `{"data":[{"index":1,"embedding":[0,2]},{"index":0,"embedding":[1,0]}],"usage":{"prompt_tokens":4}}`)
	}}
	servers, _ := f.start(t, ServerOptions{})
	rerank, err := servers.OpenReranker(t.Context(), "openai:chat")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := rerank.Rerank(t.Context(), "q", []string{"a", "b"}); err != nil || !reflect.DeepEqual(got, []float64{3, -2.5}) || rerank.Name() != "openai:chat" {
		t.Errorf("scores %v, %v", got, err)
	}
	if got, err := rerank.Rerank(t.Context(), "q", []string{"a", "b", "c"}); !errors.Is(err, ErrServer) {
		t.Errorf("a score is missing: %v, %v", got, err)
	}
	f.answer = refuse(404, "404 page not found")
	if _, err := rerank.Rerank(t.Context(), "q", []string{"a"}); !errors.Is(err, ErrNoModel) || !strings.Contains(err.(*Error).Hint(), "--reranking") {
		t.Errorf("no endpoint: %v", err)
	}
	e := &compatibleEmbedder{server: servers.OpenAI, name: "embed", embedding: embedding{spec: "openai:embed", dims: 2}}
	e.send = e.post
	f.answer = func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"data":[{"index":1,"embedding":[0,2]},{"index":0,"embedding":[1,0]}],"usage":{"prompt_tokens":4}}`)
	}
	if got, err := e.Embed(t.Context(), []string{"a", "b"}, KindQuery); err != nil || !reflect.DeepEqual(got, [][]float32{{1, 0}, {0, 2}}) {
		t.Errorf("vectors %v, %v", got, err)
	}
	for name, body := range map[string]string{
		"one missing": `{"data":[{"index":1,"embedding":[0,2]}]}`, "one twice": `{"data":[{"index":1,"embedding":[0,2]},{"index":1,"embedding":[0,2]}]}`,
		"a wrong number": `{"data":[{"index":7,"embedding":[0,2]}]}`, "nothing": `{}`,
	} {
		f.answer = refuse(200, body)
		if got, err := e.Embed(t.Context(), []string{"a", "b"}, KindQuery); !errors.Is(err, ErrServer) {
			t.Errorf("%s: %v, %v; want ErrServer", name, got, err)
		}
	}
}

func TestCompatibleErrors(t *testing.T) {
	f := &fakeCompatible{}
	servers, _ := f.start(t, ServerOptions{})
	if _, err := servers.Open(t.Context(), "openai:none"); !errors.Is(err, ErrNoModel) || !strings.Contains(err.(*Error).Hint(), "chat, embed") {
		t.Errorf("no such model: %v", err)
	}
	if _, err := (Servers{}).Open(t.Context(), "openai:x"); !errors.Is(err, ErrSpec) || !strings.Contains(err.(*Error).Hint(), "--base-url") {
		t.Errorf("no address: %v", err)
	}
	for _, address := range []string{"", "ftp://x", "http://user:" + secret + "@a b"} {
		if _, err := NewCompatible(address, secret, ServerOptions{}); !errors.Is(err, ErrSpec) || strings.Contains(err.Error(), secret) {
			t.Errorf("%q: %v", address, err)
		}
	}
	for address, want := range map[string]string{
		"http://box:1": "http://box:1/v1", "box:1/": "http://box:1/v1", "https://box/api/v3": "https://box:443/api/v3", "http://me:" + secret + "@box:1/v1": "http://me:xxxxx@box:1/v1",
	} {
		if s, err := NewCompatible(address, "", ServerOptions{}); err != nil || s.URL() != want {
			t.Errorf("%q: %v, want %s", address, err, want)
		}
	}
	gone := httptest.NewServer(f)
	gone.Close()
	s, err := NewCompatible(strings.Replace(gone.URL, "http://", "http://me:"+secret+"@", 1), secret, ServerOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Chat(t.Context(), "chat"); !errors.Is(err, ErrUnreachable) || strings.Contains(err.Error(), secret) {
		t.Errorf("nobody there: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := servers.Open(ctx, "openai:chat"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// Ollama speaks OpenAI's protocol too: the official client against a real server.
func TestLiveCompatible(t *testing.T) {
	live := ollamatest.Start(t, "OLLAMA_CONTEXT_LENGTH=512")
	s, err := NewCompatible(live.URL(), "", ServerOptions{Window: 512})
	if err != nil {
		t.Fatal(err)
	}
	chat, err := s.Chat(t.Context(), "tiny-chat:latest")
	if err != nil {
		t.Fatal(err)
	}
	var shown strings.Builder
	req := say(strings.Repeat("a", 400))
	req.Stream = func(d Delta) { shown.WriteString(d.Text) }
	resp, err := chat.Chat(t.Context(), req)
	if err != nil || resp.Text != "This is a tiny answer." || shown.String() != resp.Text || resp.PromptTokens != 404 || resp.Cut {
		t.Errorf("%+v, shown %q, %v", resp, shown.String(), err)
	}
	short := say("hello")
	short.MaxTokens = 2
	if resp, err := chat.Chat(t.Context(), short); err != nil || resp.Text != "This is" || !resp.Cut {
		t.Errorf("%+v, %v", resp, err)
	}
	// Behind this interface Ollama drops what does not fit, and answers.
	if resp, err := chat.Chat(t.Context(), say(strings.Repeat("b", 2000))); !errors.Is(err, ErrTooLong) || resp.Text != "" {
		t.Errorf("a prompt of four windows: %+v, %v; want ErrTooLong", resp, err)
	}
	e, err := s.Embedder(t.Context(), "tiny-embed:latest")
	if err != nil {
		t.Fatal(err)
	}
	if v, err := e.Embed(t.Context(), []string{"one", "two"}, KindDocument); err != nil || len(v) != 2 || len(v[0]) != 64 {
		t.Errorf("%d vectors, %v", len(v), err)
	}
}
