package model

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const oneAnswer = `{"message":{"content":"x"},"done":true,"prompt_eval_count":100,"eval_count":10,"prompt_eval_duration":1000000000,"eval_duration":1000000000,"load_duration":%d}`

// A model that is put in the place of another is noticed: when the server had to load
// it, at once, else when the digest is looked at again.
func TestModelReplaced(t *testing.T) {
	for _, tc := range []struct {
		name    string
		loading time.Duration
		recheck time.Duration
		want    []error // of three calls; the model is replaced after the first
	}{
		{"the server loads it", time.Second, time.Hour, []error{nil, ErrChanged, ErrChanged}},
		{"looked at every time", 0, time.Nanosecond, []error{nil, ErrChanged, ErrChanged}},
		{"not looked at yet", 0, time.Hour, []error{nil, nil, nil}},
	} {
		f := &fakeOllama{chat: lines(fmt.Sprintf(oneAnswer, tc.loading))}
		chat, err := Servers{Ollama: f.start(t, ServerOptions{Recheck: tc.recheck})}.Open(t.Context(), "ollama:chat")
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range tc.want {
			resp, err := chat.Chat(t.Context(), hello)
			if !errors.Is(err, want) || want != nil && resp.Text != "" {
				t.Errorf("%s, call %d: %+v, %v; want %v", tc.name, i, resp, err, want)
			}
			f.digest.Store("facade")
		}
	}
}

// A server that says nothing for too long is an error, before the first piece and
// between two; one that says something now and then is not.
func TestPatience(t *testing.T) {
	hang := func(after int, every time.Duration) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			for range after {
				fmt.Fprintln(w, `{"message":{"content":"x"}}`)
				w.(http.Flusher).Flush()
				time.Sleep(every)
			}
			if every > 0 {
				fmt.Fprintln(w, `{"message":{},"done":true}`)
				return
			}
			<-r.Context().Done()
		}
	}
	for _, tc := range []struct {
		name string
		chat http.HandlerFunc
		want error
	}{
		{"from the start", hang(0, 0), ErrSilent},
		{"in the middle", hang(2, 0), ErrSilent},
		{"slow", hang(5, 30*time.Millisecond), nil},
	} {
		f := &fakeOllama{chat: tc.chat}
		chat, err := Servers{Ollama: f.start(t, ServerOptions{Patience: 100 * time.Millisecond, Stall: 100 * time.Millisecond})}.Open(t.Context(), "ollama:chat")
		if err != nil {
			t.Fatal(err)
		}
		if resp, err := chat.Chat(t.Context(), hello); !errors.Is(err, tc.want) || (resp.Text == "xxxxx") != (tc.want == nil) {
			t.Errorf("%s: %+v, %v; want %v", tc.name, resp, err, tc.want)
		}
	}
}

// What a stream showed counts only if the call succeeds, and a busy server is not asked
// again once a piece was shown.
func TestStream(t *testing.T) {
	var shown strings.Builder
	req := hello
	req.Stream = func(d Delta) { shown.WriteString(d.Text + "/" + d.Thinking + " ") }
	f := &fakeOllama{chat: lines(`{"message":{"thinking":"hm"}}`, `{"message":{"content":"a"}}`, `{"message":{"content":"b"},"done":true}`)}
	chat, err := Servers{Ollama: f.start(t, ServerOptions{})}.Open(t.Context(), "ollama:chat")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chat.Chat(t.Context(), req); err != nil || shown.String() != "/hm a/ b/ " {
		t.Errorf("shown %q, %v", shown.String(), err)
	}
}

// Requests that have no sense for a model that thinks inside its answer.
func TestSplitThinking(t *testing.T) {
	for text, want := range map[string][2]string{
		"plain":                             {"plain", ""},
		"<think>a b</think>\n\nanswer":      {"answer", "a b"},
		"\n<think>\nnever done":             {"", "\nnever done"},
		"about <think> in the middle":       {"about <think> in the middle", ""},
		"<think></think>x <think>y</think>": {"x <think>y</think>", ""},
	} {
		if a, b := splitThinking(text, ""); a != want[0] || b != want[1] {
			t.Errorf("%q: %q, %q", text, a, b)
		}
	}
}

// Estimates learn from what the server counts, errors tell both numbers.
func TestLearnedTooLong(t *testing.T) {
	f := &fakeOllama{chat: lines(fmt.Sprintf(oneAnswer, time.Second))}
	chat, err := Servers{Ollama: f.start(t, ServerOptions{Prices: Prices{"chat": {Prompt: 2, Completion: 30}, "": {Prompt: 9}}})}.Open(t.Context(), "ollama:chat")
	if err != nil {
		t.Fatal(err)
	}
	msgs := []Message{{User, strings.Repeat("word ", 157)}} // 201 by estimate
	resp, err := chat.Chat(t.Context(), Request{Messages: msgs})
	if err != nil || resp.Cost != (2*100+30*10)/1e6 {
		t.Errorf("%+v, %v", resp, err)
	}
	e := EstimateOf(Cached(chat, &memory{m: map[string][]byte{}}), msgs)
	if e.PromptTokens != 100 || e.Prefill != 100 || e.Decode != 10 || e.Duration(20) != 3*time.Second {
		t.Errorf("estimate %+v, %v", e, e.Duration(20))
	}
	f.chat = status(400, "the input length exceeds the context length")
	for n, want := range map[int]string{1: "(at least 4097 tokens, window 4096)", 100: "(about 10001 tokens, window 4096)"} {
		_, err := chat.Chat(t.Context(), Request{Messages: []Message{{User, strings.Repeat("word ", 161*n)}}})
		if !errors.Is(err, ErrTooLong) || n == 1 && !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "window 4096)") {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// The window depends on the model and the machine alone.
func TestWindowOf(t *testing.T) {
	const gib = 1 << 30
	llama := Details{Window: 131072, cell: 128 << 10} // 8B: 32 layers, 8 heads of 128
	for _, tc := range []struct {
		opts ServerOptions
		d    Details
		want int
	}{
		{ServerOptions{Memory: 64 * gib}, llama, 16384},
		{ServerOptions{Memory: 8 * gib}, llama, 16384},
		{ServerOptions{Memory: 4 * gib}, llama, 8192},
		{ServerOptions{Memory: gib}, llama, 4096},
		{ServerOptions{Memory: 64 * gib}, Details{Window: 2048, cell: 1}, 2048},
		{ServerOptions{Memory: 64 * gib}, Details{}, 8192},
		{ServerOptions{Window: 65536}, llama, 65536},
		{ServerOptions{Window: 65536}, Details{Window: 4096}, 4096},
		{ServerOptions{}, llama, 8192}, // a server elsewhere
	} {
		s, err := NewServer("192.0.2.1", tc.opts)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.WindowOf(tc.d); got != tc.want {
			t.Errorf("%+v, %+v: window %d, want %d", tc.opts, tc.d, got, tc.want)
		}
	}
}

// While it waits for a busy server a call holds no slot, and it ends with its context.
func TestGateBusy(t *testing.T) {
	g := newGate(1, 100, time.Minute)
	ctx, cancel := context.WithCancel(t.Context())
	busy := &Error{Kind: ErrBusy}
	done := make(chan error)
	asked := make(chan struct{})
	var calls atomic.Int32
	go func() {
		done <- g.pass(ctx, func(err error) error { return err }, func() error {
			if calls.Add(1) == 1 {
				close(asked)
			}
			return busy
		})
	}()
	<-asked
	if err := g.pass(t.Context(), func(err error) error { return err }, func() error { return nil }); err != nil {
		t.Error(err)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if calls.Load() != 1 {
		t.Errorf("%d calls within a minute", calls.Load())
	}
}
