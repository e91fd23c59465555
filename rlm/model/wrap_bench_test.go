package model

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/ollama/ollama/api"
)

// BenchmarkWrapper measures what a call costs beyond the bare client's, against a server
// that answers at once: both in turn, so that other work on the machine meets both.
func BenchmarkWrapper(b *testing.B) {
	const answer = `{"message":{"content":"This is a tiny answer."},"done":true,"done_reason":"stop","prompt_eval_count":9,"eval_count":7}` + "\n"
	f := &fakeOllama{chat: func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) }}
	hs := httptest.NewServer(f)
	defer hs.Close()
	u, err := url.Parse(hs.URL)
	if err != nil {
		b.Fatal(err)
	}
	s, err := NewServer(hs.URL, ServerOptions{})
	if err != nil {
		b.Fatal(err)
	}
	opened, err := s.Chat(b.Context(), "chat")
	if err != nil {
		b.Fatal(err)
	}
	chat := opened.(*ollamaChat)
	bare := api.NewClient(u, newHTTPClient(4))
	req := say("hello")
	wire := chat.request(req)
	var plain, wrapped []float64 // µs; their medians count, which a busy machine moves least
	for b.Loop() {
		began := time.Now()
		if err := bare.Chat(b.Context(), wire, func(api.ChatResponse) error { return nil }); err != nil {
			b.Fatal(err)
		}
		between := time.Now()
		if _, err := chat.Chat(b.Context(), req); err != nil {
			b.Fatal(err)
		}
		wrapped = append(wrapped, float64(time.Since(between).Nanoseconds())/1000)
		plain = append(plain, float64(between.Sub(began).Nanoseconds())/1000)
	}
	slices.Sort(plain)
	slices.Sort(wrapped)
	theirs, ours := plain[len(plain)/2], wrapped[len(wrapped)/2]
	b.ReportMetric(theirs, "bare-µs/call")
	b.ReportMetric(ours, "wrapped-µs/call")
	b.ReportMetric(ours-theirs, "cost-µs/call")
}

// BenchmarkWrapperAlone is the wrapper without a client: the gate, the watch over
// silence, the identity and what is learned.
func BenchmarkWrapperAlone(b *testing.B) {
	s, err := NewServer("127.0.0.1:1", ServerOptions{Recheck: time.Hour})
	if err != nil {
		b.Fatal(err)
	}
	c := &ollamaChat{server: s, identity: &identity{server: s, seen: time.Now()}, info: Info{Window: 8192}}
	req := say("hello")
	for b.Loop() {
		wire := c.request(req)
		err := c.guard(b.Context(), func() (time.Duration, error) {
			return 0, s.gate.pass(b.Context(), func(err error) error { return err }, func() error {
				_, watch := newWatch(b.Context(), time.Hour, time.Hour)
				defer watch.stop()
				var a answer
				_ = a.add(api.ChatResponse{Done: true}, nil)
				c.timed(a.response())
				return nil
			})
		})
		if err != nil || wire == nil {
			b.Fatal(err)
		}
		c.counted(PromptTokens(req.Messages), 100)
	}
}
