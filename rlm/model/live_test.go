package model

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ollama/ollama/api"

	"funnel/rlm/model/ollamatest"
)

// The tests of this file run against a real server; see package ollamatest. What can be
// recorded is in wire_test.go.

// liveServer returns a client of a new real server.
func liveServer(t *testing.T, opts ServerOptions, env ...string) (*ollamatest.Server, *Server) {
	t.Helper()
	live := ollamatest.Start(t, env...)
	s, err := NewServer(live.URL(), opts)
	if err != nil {
		t.Fatal(err)
	}
	return live, s
}

func liveChat(t *testing.T, s *Server, name string) Chat {
	t.Helper()
	c, err := s.Chat(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func say(text string) Request { return Request{Messages: []Message{{User, text}}} }

// A counter is a proxy before a server that counts requests in flight.
type counter struct{ now, most atomic.Int64 }

// before returns the address of a proxy to the server at address.
func (c *counter) before(t *testing.T, address string) string {
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }
	hs := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := c.now.Add(1)
		defer c.now.Add(-1)
		for m := c.most.Load(); n > m && !c.most.CompareAndSwap(m, n); m = c.most.Load() {
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(hs.Close)
	return hs.URL
}

// 64 sub-calls at once finish, each with its own answer in its own place, and never
// more in flight than the bound.
func TestLiveConcurrent(t *testing.T) {
	live := ollamatest.Start(t, "OLLAMA_NUM_PARALLEL=2")
	var c counter
	s, err := NewServer(c.before(t, live.URL()), ServerOptions{InFlight: 4, Window: 1024})
	if err != nil {
		t.Fatal(err)
	}
	chat := liveChat(t, s, "tiny-chat")
	base := chat.Info()
	answers := make([]Response, 64)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() {
			var err error
			if answers[i], err = chat.Chat(t.Context(), say(strings.Repeat("a", 100+i))); err != nil {
				t.Errorf("call %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	for i, a := range answers { // a byte is a token: the count tells which prompt it was
		if a.Text != "This is a tiny answer." || a.PromptTokens != answers[0].PromptTokens+i {
			t.Errorf("answer %d: %q to a prompt of %d tokens", i, a.Text, a.PromptTokens)
		}
	}
	if most := c.most.Load(); most > 4 || most < 2 {
		t.Errorf("%d requests in flight, want 2 to 4", most)
	}
	if base != chat.Info() {
		t.Error("the model's description changed")
	}
}

// A server that is killed in the middle of a stream: a clear error, no answer, and the
// same model answers when the server is back.
func TestLiveKilledStream(t *testing.T) {
	live, s := liveServer(t, ServerOptions{Window: 8192})
	loop := liveChat(t, s, "tiny-loop")
	req := say("go on")
	pieces := 0
	req.Stream = func(Delta) {
		if pieces++; pieces == 20 {
			live.Kill()
		}
	}
	resp, err := loop.Chat(t.Context(), req)
	var e *Error
	if !errors.Is(err, ErrDied) || !errors.As(err, &e) || e.Hint() == "" || resp.Text != "" {
		t.Errorf("got %+v, %v; want ErrDied and no answer", resp, err)
	}
	if _, err := loop.Chat(t.Context(), say("x")); !errors.Is(err, ErrUnreachable) {
		t.Errorf("got %v, want ErrUnreachable", err)
	}
	live.Restart()
	short := say("x")
	short.MaxTokens = 8
	if resp, err := loop.Chat(t.Context(), short); err != nil || !resp.Cut {
		t.Errorf("after the restart: %+v, %v", resp, err)
	}
}

// The same in the middle of a batch of embeddings.
func TestLiveKilledEmbedding(t *testing.T) {
	live, s := liveServer(t, ServerOptions{})
	e, err := s.Embedder(t.Context(), "tiny-embed")
	if err != nil {
		t.Fatal(err)
	}
	texts := make([]string, 4096)
	for i := range texts {
		texts[i] = fmt.Sprintf("text %d %s", i, strings.Repeat("word ", 60))
	}
	done := make(chan error)
	go func() {
		_, err := e.Embed(t.Context(), texts, KindDocument)
		done <- err
	}()
	time.Sleep(300 * time.Millisecond)
	live.Kill()
	if err := <-done; !errors.Is(err, ErrDied) && !errors.Is(err, ErrUnreachable) {
		t.Errorf("got %v, want ErrDied or ErrUnreachable", err)
	}
	live.Restart()
	v, err := e.Embed(t.Context(), texts[:3], KindDocument)
	if err != nil || len(v) != 3 {
		t.Errorf("after the restart: %d vectors, %v", len(v), err)
	}
}

// A model that was unloaded answers again, and says that it was loaded; one that was
// replaced under its name, or deleted, is an error.
func TestLiveModelChanges(t *testing.T) {
	live, s := liveServer(t, ServerOptions{Window: 512, Recheck: time.Millisecond})
	chat := liveChat(t, s, "tiny-chat")
	embedder, err := s.Embedder(t.Context(), "tiny-embed")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chat.Chat(t.Context(), say("one")); err != nil {
		t.Fatal(err)
	}
	admin := adminOf(t, live)
	if err := admin.Generate(t.Context(), &api.GenerateRequest{Model: "tiny-chat", KeepAlive: &api.Duration{}}, func(api.GenerateResponse) error { return nil }); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool {
		loaded, err := s.Loaded(t.Context())
		return err == nil && !slices.ContainsFunc(loaded, func(l Loaded) bool { return sameName(l.Name, "tiny-chat") })
	})
	if resp, err := chat.Chat(t.Context(), say("two")); err != nil || resp.Loaded == 0 {
		t.Errorf("after unloading: %+v, %v; want an answer that says that the model was loaded", resp, err)
	}
	replace := func(name, from string) {
		req := &api.CreateRequest{Model: name, From: from, Parameters: map[string]any{"top_k": 7}}
		if err := admin.Create(t.Context(), req, func(api.ProgressResponse) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	replace("tiny-chat", "tiny-loop")
	if resp, err := chat.Chat(t.Context(), say("three")); !errors.Is(err, ErrChanged) || resp.Text != "" {
		t.Errorf("replaced: %+v, %v; want ErrChanged", resp, err)
	}
	old := embedder.Fingerprint()
	replace("tiny-embed", "tiny-embed")
	if _, err := embedder.Embed(t.Context(), []string{"x"}, KindQuery); !errors.Is(err, ErrChanged) {
		t.Errorf("replaced embedder: %v; want ErrChanged", err)
	}
	if again, err := s.Embedder(t.Context(), "tiny-embed"); err != nil || again.Fingerprint() == old {
		t.Errorf("the replaced embedder has the old one's fingerprint: %v", err)
	}
	chat = liveChat(t, s, "tiny-think")
	if err := admin.Delete(t.Context(), &api.DeleteRequest{Model: "tiny-think"}); err != nil {
		t.Fatal(err)
	}
	if _, err := chat.Chat(t.Context(), say("four")); !errors.Is(err, ErrNoModel) {
		t.Errorf("deleted: %v; want ErrNoModel", err)
	}
}

// adminOf is the bare client, for what funnel never does to a server.
func adminOf(t *testing.T, live *ollamatest.Server) *api.Client {
	u, err := url.Parse(live.URL())
	if err != nil {
		t.Fatal(err)
	}
	return api.NewClient(u, http.DefaultClient)
}

func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	for range 500 {
		if ok() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("waited in vain")
}

// A cancelled call returns at once, and the server stops working on it within a second.
func TestLiveCancel(t *testing.T) {
	live, s := liveServer(t, ServerOptions{Window: 8192})
	loop := liveChat(t, s, "tiny-loop")
	ctx, cancel := context.WithCancel(t.Context())
	req := say("go on")
	pieces := 0
	req.Stream = func(Delta) {
		if pieces++; pieces == 50 {
			cancel()
		}
	}
	resp, err := loop.Chat(ctx, req)
	cancelled := time.Now()
	if !errors.Is(err, context.Canceled) || resp.Text != "" {
		t.Fatalf("got %+v, %v; want context.Canceled", resp, err)
	}
	time.Sleep(time.Second - time.Since(cancelled))
	before := live.CPU()
	time.Sleep(time.Second)
	if used := live.CPU() - before; used > 100*time.Millisecond {
		t.Errorf("the server used %v of processor time in the second after the first since the call was cancelled", used)
	}
	if before == 0 {
		t.Error("no processor time is seen: the measurement is blind")
	}
}

// The number of slots is found out, and both speeds are.
func TestLiveMeasure(t *testing.T) {
	for _, slots := range []int{1, 2, 4} {
		live, s := liveServer(t, ServerOptions{Window: 1024, InFlight: 4}, fmt.Sprintf("OLLAMA_NUM_PARALLEL=%d", slots))
		loop := liveChat(t, s, "tiny-loop")
		if got, err := Slots(t.Context(), loop, 4, "x"); err != nil || got != slots || ProfileOf(loop).Slots != slots {
			t.Errorf("%d slots: found %d, %v", slots, got, err)
		}
		prefill, decode, err := Speed(t.Context(), loop, "y")
		if p := ProfileOf(loop); err != nil || prefill <= 0 || decode <= 0 || p.Prefill != prefill || p.Decode != decode {
			t.Errorf("speeds %v, %v, %v; kept %+v", prefill, decode, err, p)
		}
		live.Kill()
	}
}
