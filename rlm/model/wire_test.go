package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"funnel/rlm/model/ollamatest"
)

var update = flag.Bool("update", false, "record the wire traffic again, from a real server")

// A frame is one recorded request with its response.
type frame struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Body   string `json:"body,omitempty"`
	Status int    `json:"status"`
	Answer string `json:"answer"`
}

// A tape is recorded wire traffic. It plays, or records what a real server says.
type tape struct {
	t      *testing.T
	target string // of the real server; "": the tape plays

	mu     sync.Mutex
	frames []frame
	next   int
}

// onWire returns a client of a server with the tiny models: of a real one if there is
// one, whose traffic is recorded with -update, else of what was recorded of one.
func onWire(t *testing.T, opts ServerOptions) *Server {
	t.Helper()
	file := filepath.Join("testdata", "wire", t.Name()+".jsonl")
	p := &tape{t: t}
	if os.Getenv(ollamatest.Env) != "" {
		p.target = ollamatest.Start(t).URL()
	} else {
		p.load(file)
	}
	hs := httptest.NewServer(p)
	t.Cleanup(func() {
		hs.Close()
		if *update && p.target != "" && !t.Failed() {
			p.save(file)
		}
	})
	opts.Recheck = time.Hour // by the clock, which no tape has
	s, err := NewServer(hs.URL, opts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ServeHTTP implements http.Handler.
func (p *tape) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		p.t.Error(err)
	}
	f := frame{Method: r.Method, Path: r.URL.Path, Body: string(body)}
	if p.target == "" {
		p.play(w, f)
		return
	}
	req, err := http.NewRequestWithContext(r.Context(), f.Method, p.target+f.Path, bytes.NewReader(body))
	if err != nil {
		p.t.Error(err)
		return
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Error(err)
		return
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Error(err)
	}
	f.Status, f.Answer = resp.StatusCode, scrub(p.t, f.Path, string(answer))
	p.mu.Lock()
	p.frames = append(p.frames, f)
	p.mu.Unlock()
	w.WriteHeader(f.Status)
	_, _ = w.Write(answer)
}

// play answers with what was recorded for the same request at the same place.
func (p *tape) play(w http.ResponseWriter, f frame) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next >= len(p.frames) {
		p.t.Errorf("%s %s %s: not on the tape", f.Method, f.Path, f.Body)
		w.WriteHeader(http.StatusTeapot)
		return
	}
	want := p.frames[p.next]
	p.next++
	if f.Method != want.Method || f.Path != want.Path || f.Body != want.Body {
		p.t.Errorf("request %d is\n%s %s %s, on the tape\n%s %s %s; record it again with -update",
			p.next, f.Method, f.Path, f.Body, want.Method, want.Path, want.Body)
	}
	w.WriteHeader(want.Status)
	_, _ = io.WriteString(w, want.Answer)
}

// scrub takes out of a model's description what says where it was recorded, and what
// is long and of no use.
func scrub(t *testing.T, path, answer string) string {
	var show map[string]any
	if path != "/api/show" || json.Unmarshal([]byte(answer), &show) != nil {
		return answer
	}
	for _, key := range []string{"license", "modelfile", "modified_at", "template", "tensors"} {
		delete(show, key)
	}
	if details, ok := show["details"].(map[string]any); ok {
		delete(details, "parent_model")
	}
	if info, ok := show["model_info"].(map[string]any); ok {
		maps.DeleteFunc(info, func(key string, _ any) bool { return strings.HasPrefix(key, "tokenizer.") })
	}
	out, err := json.Marshal(show)
	if err != nil {
		t.Error(err)
	}
	return string(out)
}

func (p *tape) load(file string) {
	p.t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		p.t.Fatal(err)
	}
	for dec := json.NewDecoder(bytes.NewReader(data)); ; {
		var f frame
		if err := dec.Decode(&f); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			p.t.Fatal(err)
		}
		p.frames = append(p.frames, f)
	}
}

func (p *tape) save(file string) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	for _, f := range p.frames {
		if err := enc.Encode(f); err != nil {
			p.t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// Everything a chat model is asked for.
func TestWireChat(t *testing.T) {
	s := onWire(t, ServerOptions{Window: 512})
	chat := liveChat(t, s, "tiny-chat")
	schema := say("fill this")
	schema.Schema = json.RawMessage(`{"type":"object","properties":{"name":{"type":"string"},"n":{"type":"integer"}},"required":["name","n"]}`)
	stop := say("hello")
	stop.Stop = []string{" tiny"}
	short := say("hello")
	short.MaxTokens = 2
	probs := say("hello")
	probs.Logprobs = 2
	badSchema := say("hello")
	badSchema.Schema = json.RawMessage(`"no schema"`)
	for _, tc := range []struct {
		name string
		req  Request
		text string
		cut  bool
		kind error
	}{
		{"plain", say("hello"), "This is a tiny answer.", false, nil},
		{"stop sequence", stop, "This is a", false, nil},
		{"two tokens", short, "This is", true, nil},
		{"logprobs", probs, "This is a tiny answer.", false, nil},
		{"schema", schema, `{"`, false, nil},
		{"a schema that is none", badSchema, "", false, ErrServer},
	} {
		resp, err := chat.Chat(t.Context(), tc.req)
		if !errors.Is(err, tc.kind) || !strings.HasPrefix(resp.Text, tc.text) || resp.Cut != tc.cut {
			t.Errorf("%s: %+v, %v", tc.name, resp, err)
		}
		if tc.kind != nil {
			continue
		}
		if tc.req.Schema != nil {
			var v struct {
				Name *string
				N    *int
			}
			if err := json.Unmarshal([]byte(resp.Text), &v); err != nil || v.Name == nil || v.N == nil {
				t.Errorf("%s: %q does not fit the schema: %v", tc.name, resp.Text, err)
			}
		}
		if n := len(resp.Logprobs); (n > 0) != (tc.req.Logprobs > 0) || n > 0 && (resp.Logprobs[0].Token != "This" || resp.Logprobs[0].LogProb >= 0 || len(resp.Logprobs[0].Top) != 2) {
			t.Errorf("%s: log-probabilities %+v", tc.name, resp.Logprobs)
		}
	}
}

// At the window a prompt works; one token more and there is no answer, but an error
// with both numbers. In the tiny models' prompts a byte is a token.
func TestWireWindow(t *testing.T) {
	const window = 512
	s := onWire(t, ServerOptions{Window: window})
	chat := liveChat(t, s, "tiny-chat")
	first, err := chat.Chat(t.Context(), say(strings.Repeat("a", 400)))
	if err != nil {
		t.Fatal(err)
	}
	frame := first.PromptTokens - 400
	full, err := chat.Chat(t.Context(), say(strings.Repeat("b", window-frame)))
	if err != nil || full.PromptTokens != window || full.Text != "This" || !full.Cut {
		t.Errorf("at the window: %+v, %v; want all %d tokens read and one written", full, err, window)
	}
	over, err := chat.Chat(t.Context(), say(strings.Repeat("c", window-frame+1)))
	var e *Error
	if !errors.As(err, &e) || e.Kind != ErrTooLong || e.Window != window || over.Text != "" || e.Hint() == "" {
		t.Fatalf("over the window: %+v, %v; want ErrTooLong", over, err)
	}
	var said int
	if _, scan := fmt.Sscanf(err.Error()[strings.Index(err.Error(), "(")+1:], "about %d tokens, window 512)", &said); scan != nil || said < window+1 || said > window+10 {
		t.Errorf("%v: says %d tokens, want about %d", err, said, window+1)
	}
}

// Thinking is on or off, and never part of the answer.
func TestWireThinking(t *testing.T) {
	for _, tc := range []struct {
		opened bool
		asked  Thinking
		want   bool
	}{{false, ThinkDefault, false}, {true, ThinkDefault, true}, {false, ThinkOn, true}, {true, ThinkOff, false}} {
		t.Run(fmt.Sprintf("%v %s", tc.opened, tc.asked), func(t *testing.T) {
			chat := liveChat(t, onWire(t, ServerOptions{Window: 512, Think: tc.opened}), "tiny-think")
			req := say("hello")
			req.Think = tc.asked
			resp, err := chat.Chat(t.Context(), req)
			if err != nil || resp.Text != "This is a tiny answer." || (resp.Thinking != "") != tc.want {
				t.Errorf("%+v, %v", resp, err)
			}
			if got := chat.Info(); got.Thinks != tc.opened || strings.HasSuffix(got.Digest, "+think") != tc.opened {
				t.Errorf("info %+v", got)
			}
		})
	}
}

// Embeddings come one for each text; the long one among them is split.
func TestWireEmbed(t *testing.T) {
	s := onWire(t, ServerOptions{})
	e, err := s.Embedder(t.Context(), "tiny-embed")
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("the harvest of 1921 was poor in every village ", 60)
	v, err := e.Embed(t.Context(), []string{"the poor harvest of 1921", long, "quarterly revenue by segment"}, KindDocument)
	if err != nil || len(v) != 3 || len(v[0]) != 64 {
		t.Fatalf("%d vectors, %v", len(v), err)
	}
	if near, far := dot(v[0], v[1]), dot(v[2], v[1]); near <= far {
		t.Errorf("the long text is closer to %.3f than to %.3f", far, near)
	}
	if want := "/64/"; !strings.HasPrefix(e.Fingerprint(), "ollama:tiny-embed@") || !strings.HasSuffix(e.Fingerprint(), want) {
		t.Errorf("fingerprint %s", e.Fingerprint())
	}
}

func dot(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum / norm(a) / norm(b)
}

// Models that are not there, or of the other kind; what the server says of itself.
func TestWireModels(t *testing.T) {
	s := onWire(t, ServerOptions{})
	if version, err := s.Version(t.Context()); err != nil || version != "0.17.4" {
		t.Errorf("version %q, %v", version, err)
	}
	if _, err := s.Chat(t.Context(), "nothing"); !errors.Is(err, ErrNoModel) {
		t.Errorf("a model that is not there: %v", err)
	}
	if _, err := s.Chat(t.Context(), "tiny-embed"); !errors.Is(err, ErrWrongKind) {
		t.Errorf("chat with an embedding model: %v", err)
	}
	if _, err := s.Embedder(t.Context(), "tiny-chat"); !errors.Is(err, ErrWrongKind) {
		t.Errorf("embedding with a chat model: %v", err)
	}
	models, err := s.Models(t.Context())
	if err != nil || len(models) != 4 || models[0].Name != "tiny-chat:latest" || models[0].Bytes == 0 {
		t.Errorf("models %+v, %v", models, err)
	}
	d, err := s.Details(t.Context(), "tiny-think")
	if err != nil || d.Window != 8192 || !d.Can("thinking") || d.Parameters == "" || d.cell != 2*2*64*2 {
		t.Errorf("details %+v, %v", d, err)
	}
}
