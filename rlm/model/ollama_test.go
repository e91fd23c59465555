package model

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// fakeOllama plays a server's answers, quirks included. Its models: "chat" (thinks,
// and can do 4,096 tokens), "embed" (4 dimensions).
type fakeOllama struct {
	chat   http.HandlerFunc
	embed  http.HandlerFunc
	digest atomic.Value // of the chat model; unset: "c0ffee"

	mu     sync.Mutex
	bodies []map[string]any // of chat and embed requests
}

func (f *fakeOllama) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body map[string]any
	if r.Method == http.MethodPost {
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
	}
	switch r.URL.Path {
	case "/api/version":
		fmt.Fprint(w, `{"version":"0.17.4"}`)
	case "/api/tags":
		digest, _ := f.digest.Load().(string)
		fmt.Fprintf(w, `{"models":[{"name":"chat:latest","digest":"%s","size":7},{"name":"embed:latest","digest":"deadbeefdeadbeef"}]}`, cmp.Or(digest, "c0ffee"))
	case "/api/show":
		switch body["model"] {
		case "chat":
			fmt.Fprint(w, `{"capabilities":["completion","thinking"],"model_info":{"general.architecture":"llama","llama.context_length":4096}}`)
		case "embed":
			fmt.Fprint(w, `{"capabilities":["embedding"],"model_info":{"general.architecture":"bert","bert.context_length":512}}`)
		default:
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprintf(w, `{"error":"model '%s' not found"}`, body["model"])
		}
	case "/api/chat":
		f.keep(body)
		f.chat(w, r)
	case "/api/embed":
		f.keep(body)
		if f.embed == nil {
			n := len(body["input"].([]any))
			fmt.Fprintf(w, `{"embeddings":[%s]}`, strings.TrimSuffix(strings.Repeat("[0.5,0.5,0.5,0.5],", n), ","))
			return
		}
		f.embed(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (f *fakeOllama) keep(body map[string]any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.bodies = append(f.bodies, body)
}

func (f *fakeOllama) last() map[string]any {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.bodies[len(f.bodies)-1]
}

// start serves f and returns a Server for it that retries at once.
func (f *fakeOllama) start(t *testing.T, opts ServerOptions) *Server {
	t.Helper()
	hs := httptest.NewServer(f)
	t.Cleanup(hs.Close)
	opts.Backoff = time.Millisecond
	s, err := NewServer(hs.URL, opts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func lines(s ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Join(s, "\n")+"\n") }
}

func status(code int, message string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		fmt.Fprintf(w, `{"error":%q}`, message)
	}
}

var hello = Request{Messages: []Message{{User, "Say hello, please."}}, MaxTokens: 9, Temperature: 0.5, Seed: 7, Stop: []string{"END"}, Schema: json.RawMessage(`{"type":"object"}`)}

func TestOllamaChat(t *testing.T) {
	for _, tc := range []struct {
		name string
		chat http.HandlerFunc
		want Response
		kind error
		text string // in the error
	}{
		{name: "answer with thinking", chat: lines(`{"message":{"role":"assistant","thinking":"hm "}}`, `{"message":{"thinking":"ok"}}`, `{"message":{"content":"Hel"}}`,
			`{"message":{"content":"lo"}}`, `{"message":{},"done":true,"done_reason":"stop","prompt_eval_count":5,"eval_count":2,"total_duration":-4}`),
			want: Response{Text: "Hello", Thinking: "hm ok", PromptTokens: 5, CompletionTokens: 2}},
		{name: "cut by the limit", chat: lines(`{"message":{"content":"Hel"},"done":true,"done_reason":"length","prompt_eval_count":5,"eval_count":1}`),
			want: Response{Text: "Hel", PromptTokens: 5, CompletionTokens: 1, Cut: true}},
		{name: "stream without its end", chat: lines(`{"message":{"content":"Hel"}}`, `{"message":{"content":"lo"},"done":false}`), kind: ErrIncomplete, text: "last chunk"},
		{name: "nothing at all", chat: lines(""), kind: ErrServer},
		{name: "error within the stream", chat: lines(`{"message":{"content":"Hel"}}`, `{"error":"llama runner terminated"}`), kind: ErrDied, text: "runner terminated"},
		{name: "server dies", chat: func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintln(w, `{"message":{"content":"Hel"}}`)
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}, kind: ErrIncomplete},
		{name: "prompt too long", chat: status(400, "the input length exceeds the context length"), kind: ErrTooLong, text: "window 4096"},
		{name: "wrong format", chat: status(500, "invalid JSON schema in format"), kind: ErrServer, text: "invalid JSON schema"},
		{name: "model gone", chat: status(404, "model 'chat' not found"), kind: ErrNoModel},
		{name: "always busy", chat: status(503, "server busy, please try again.  maximum pending requests exceeded"), kind: ErrBusy},
		{name: "redirect", chat: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://192.0.2.1/api/chat", http.StatusTemporaryRedirect)
		}, kind: ErrServer, text: "redirects"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := &fakeOllama{chat: tc.chat}
			chat, err := Servers{Ollama: f.start(t, ServerOptions{Retries: 2})}.Open(t.Context(), "ollama:chat")
			if err != nil {
				t.Fatal(err)
			}
			got, err := chat.Chat(t.Context(), hello)
			got.Read, got.Wrote = 0, 0 // times
			if !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
			if tc.kind == nil {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var e *Error
			if !errors.As(err, &e) || !errors.Is(err, tc.kind) || e.Hint() == "" || !strings.Contains(err.Error(), tc.text) {
				t.Errorf("got error %v (%T), want %v with %q and a hint", err, err, tc.kind, tc.text)
			}
			if n := len(f.bodies); tc.kind == ErrBusy && n != 3 || tc.kind != ErrBusy && n != 1 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// What goes over the wire: nothing may be shortened silently.
func TestOllamaRequest(t *testing.T) {
	f := &fakeOllama{chat: lines(`{"message":{"content":"x"},"done":true}`)}
	chat, err := Servers{Ollama: f.start(t, ServerOptions{Window: 9000})}.Open(t.Context(), "ollama:chat")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := chat.Info(), (Info{Name: "ollama:chat", Digest: "c0ffee", Window: 4096}); got != want {
		t.Errorf("info %+v, want %+v", got, want)
	}
	if _, err := chat.Chat(t.Context(), hello); err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(f.last())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"format":{"type":"object"},"messages":[{"content":"Say hello, please.","role":"user"}],"model":"chat",` +
		`"options":{"num_ctx":4096,"num_predict":9,"seed":7,"stop":["END"],"temperature":0.5},"shift":false,"think":false,"truncate":false}`
	if string(got) != want {
		t.Errorf("sent %s\nwant %s", got, want)
	}
	if _, err := chat.Chat(t.Context(), Request{}); err == nil {
		t.Error("a request without messages loads the model and answers nothing: want an error")
	}
}

// How long a model stays loaded is said with every call, or left to the server.
func TestOllamaKeepAlive(t *testing.T) {
	for set, want := range map[time.Duration]any{0: nil, 90 * time.Second: "1m30s"} {
		f := &fakeOllama{chat: lines(`{"message":{"content":"Hello"},"done":true,"done_reason":"stop"}`)}
		servers := Servers{Ollama: f.start(t, ServerOptions{KeepAlive: set})}
		chat, err := servers.Open(t.Context(), "ollama:chat")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := chat.Chat(t.Context(), hello); err != nil || f.last()["keep_alive"] != want {
			t.Errorf("%v: chat says %v, %v; want %v", set, f.last()["keep_alive"], err, want)
		}
		e, err := servers.OpenEmbedder(t.Context(), "ollama:embed")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Embed(t.Context(), []string{"x"}, KindDocument); err != nil || f.last()["keep_alive"] != want {
			t.Errorf("%v: embed says %v, %v; want %v", set, f.last()["keep_alive"], err, want)
		}
	}
}

func TestOllamaCancel(t *testing.T) {
	seen := make(chan struct{})
	f := &fakeOllama{chat: func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, `{"message":{"content":"Hel"}}`)
		w.(http.Flusher).Flush()
		close(seen)
		<-r.Context().Done()
	}}
	chat, err := Servers{Ollama: f.start(t, ServerOptions{})}.Open(t.Context(), "ollama:chat")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-seen
		cancel()
	}()
	if resp, err := chat.Chat(ctx, hello); !errors.Is(err, context.Canceled) || !reflect.DeepEqual(resp, Response{}) {
		t.Errorf("got %+v, %v; want no answer and context.Canceled", resp, err)
	}
	if _, err := chat.Chat(ctx, hello); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

// Chat and embedding share one bound on requests in flight.
func TestServerInFlight(t *testing.T) {
	var now, most atomic.Int32
	slow := func(answer string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			n := now.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			time.Sleep(5 * time.Millisecond)
			now.Add(-1)
			fmt.Fprintln(w, answer)
		}
	}
	f := &fakeOllama{chat: slow(`{"message":{"content":"x"},"done":true}`), embed: slow(`{"embeddings":[[1,0]]}`)}
	server := f.start(t, ServerOptions{InFlight: 2})
	chat, err := Servers{Ollama: server}.Open(t.Context(), "ollama:chat")
	if err != nil {
		t.Fatal(err)
	}
	embedder, err := Servers{Ollama: server}.OpenEmbedder(t.Context(), "ollama:embed")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := chat.Chat(t.Context(), hello); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			if _, err := embedder.Embed(t.Context(), []string{"x"}, KindQuery); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most.Load() > 2 {
		t.Errorf("%d requests in flight, want at most 2", most.Load())
	}
}

func TestOpenErrors(t *testing.T) {
	f := &fakeOllama{}
	server := f.start(t, ServerOptions{})
	gone := httptest.NewServer(f)
	gone.Close()
	nobody, err := NewServer(gone.URL, ServerOptions{})
	if err != nil {
		t.Fatal(err)
	}
	chat := func(s *Server, spec string) error { _, err := Servers{Ollama: s}.Open(t.Context(), spec); return err }
	embedder := func(s *Server, spec string) error {
		_, err := Servers{Ollama: s}.OpenEmbedder(t.Context(), spec)
		return err
	}
	for _, tc := range []struct {
		name string
		err  error
		kind error
	}{
		{"no server", chat(nobody, "ollama:chat"), ErrUnreachable},
		{"no model", chat(server, "ollama:none"), ErrNoModel},
		{"embedding model for chat", chat(server, "ollama:embed"), ErrWrongKind},
		{"chat model for embedding", embedder(server, "ollama:chat"), ErrWrongKind},
		{"no embedding model", embedder(server, "ollama:none"), ErrNoModel},
		{"builtin embedder", embedder(nil, "builtin"), ErrSpec},
		{"openai", chat(server, "openai:gpt"), ErrSpec},
		{"no name", chat(server, "ollama:"), ErrSpec},
		{"nothing", chat(server, ""), ErrSpec},
		{"unknown", chat(server, "llama3"), ErrSpec},
	} {
		var e *Error
		if !errors.As(tc.err, &e) || !errors.Is(tc.err, tc.kind) || e.Hint() == "" {
			t.Errorf("%s: got %v, want %v with a hint", tc.name, tc.err, tc.kind)
		}
	}
	if c, err := (Servers{}).Open(t.Context(), "builtin"); err != nil || !c.Info().Extractive {
		t.Errorf("builtin: %v", err)
	}
}

func TestNewServer(t *testing.T) {
	for _, tc := range []struct{ base, env, want string }{
		{"", "", "http://127.0.0.1:11434"},
		{"", "box:99", "http://box:99"},
		{"", "0.0.0.0", "http://127.0.0.1:11434"},
		{"", "https://box", "https://box:443"},
		{"localhost", "box:99", "http://localhost:11434"},
		{"localhost:1", "", "http://localhost:1"},
		{"http://box", "", "http://box:80"},
		{"https://box/ollama", "", "https://box:443/ollama"},
		{"ftp://box", "", ""},
		{"http://", "", ""},
		{"a b", "", ""},
	} {
		t.Setenv("OLLAMA_HOST", tc.env)
		s, err := NewServer(tc.base, ServerOptions{})
		if got := ""; err == nil && s.URL() != tc.want || err != nil && tc.want != got {
			t.Errorf("NewServer(%q) with %q: %v, %v; want %q", tc.base, tc.env, s, err, tc.want)
		}
	}
}

func TestOllamaEmbed(t *testing.T) {
	texts := make([]string, 100)
	for i := range texts {
		texts[i] = fmt.Sprint("text ", i)
	}
	// Vectors tell which text they belong to; a text with "long" in it fails its batch.
	f := &fakeOllama{}
	f.embed = func(w http.ResponseWriter, _ *http.Request) {
		var vectors [][]float32
		for _, in := range f.last()["input"].([]any) {
			if strings.Contains(in.(string), "long") {
				status(400, "the input length exceeds the context length")(w, nil)
				return
			}
			n := 0
			fmt.Sscanf(in.(string), "text %d", &n)
			vectors = append(vectors, []float32{1, float32(n)})
		}
		json.NewEncoder(w).Encode(map[string]any{"embeddings": vectors})
	}
	e, err := Servers{Ollama: f.start(t, ServerOptions{})}.OpenEmbedder(t.Context(), "ollama:embed")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := e.Fingerprint(), "ollama:embed@deadbeefdead/2/"; got != want {
		t.Errorf("fingerprint %q, want %q", got, want)
	}
	got, err := e.Embed(t.Context(), texts, KindDocument)
	if err != nil || len(got) != len(texts) {
		t.Fatalf("%d vectors, %v", len(got), err)
	}
	for i, v := range got {
		if v[1] != float32(i) {
			t.Fatalf("vector %d is that of text %v", i, v[1])
		}
	}
	if f.last()["truncate"] != false {
		t.Error("embedding may truncate")
	}
	texts[77] = " "
	if _, err := e.Embed(t.Context(), texts, KindDocument); err == nil || !strings.Contains(err.Error(), "text 78") {
		t.Errorf("got %v, want an error naming the empty text 78", err)
	}
	for name, answer := range map[string]string{
		"too many": `{"embeddings":[[1,2],[1,2],[1,2]]}`, "other dimension": `{"embeddings":[[1,2],[1,2,3]]}`, "zeros": `{"embeddings":[[1,2],[0,0]]}`, "none": `{}`,
	} {
		f.embed = lines(answer)
		if v, err := e.Embed(t.Context(), []string{"a", "b"}, KindQuery); !errors.Is(err, ErrServer) {
			t.Errorf("%s: got %v, %v; want ErrServer", name, v, err)
		}
	}
}
