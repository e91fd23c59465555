package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"funnel/index/embed"
)

// An embedServer plays an Ollama server with embedding models, which counts
// how often it was given each text as a document, and can be down.
type embedServer struct {
	*httptest.Server
	mu       sync.Mutex
	down     bool
	failing  int    // requests from which on it answers with an error; 0: never
	spoilt   string // it makes zeros of texts that hold this; "": of none
	requests int
	texts    map[string]int // by model and text
}

func newEmbedServer(t *testing.T) *embedServer {
	s := &embedServer{texts: map[string]int{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *embedServer) set(down bool, failing int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down, s.failing, s.requests = down, failing, 0
}

func (s *embedServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down { // as if nobody listened
		panic(http.ErrAbortHandler)
	}
	switch r.URL.Path {
	case "/api/version":
		fmt.Fprint(w, `{"version":"0.17.4"}`)
	case "/api/tags":
		fmt.Fprint(w, `{"models":[{"name":"one:latest","digest":"aaaaaaaaaaaaaaaa","size":7},{"name":"two:latest","digest":"bbbbbbbbbbbbbbbb","size":7}]}`)
	case "/api/show":
		fmt.Fprint(w, `{"capabilities":["embedding"],"model_info":{"general.architecture":"bert","bert.context_length":2048,"bert.embedding_length":32}}`)
	case "/api/ps":
		fmt.Fprint(w, `{"models":[]}`)
	case "/api/embed":
		s.embed(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (s *embedServer) embed(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Model string
		Input any
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var texts []string
	switch in := body.Input.(type) {
	case string:
		texts = []string{in}
	case []any:
		for _, x := range in {
			texts = append(texts, fmt.Sprint(x))
		}
	}
	if s.requests++; s.failing > 0 && s.requests >= s.failing {
		panic(http.ErrAbortHandler)
	}
	vectors, err := embed.Builtin(32).Embed(context.Background(), texts, "document")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	for i, t := range texts {
		if s.spoilt != "" && strings.Contains(t, s.spoilt) {
			clear(vectors[i])
		}
		if strings.Contains(t, "passage") {
			s.texts[body.Model+" "+t]++
		}
	}
	if err := json.NewEncoder(w).Encode(map[string]any{"model": body.Model, "embeddings": vectors, "prompt_eval_count": len(texts)}); err != nil {
		panic(http.ErrAbortHandler)
	}
}

// twice lists the texts that were embedded more than once.
func (s *embedServer) twice() (list []string, all int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for t, n := range s.texts {
		if n > 1 {
			list = append(list, fmt.Sprintf("%d times %.40q", n, t))
		}
	}
	return list, len(s.texts)
}

// passageFiles are enough files for several batches.
func passageFiles(n int) map[string]string {
	files := map[string]string{}
	for i := range n {
		files[fmt.Sprintf("f%03d.md", i)] = fmt.Sprintf("# File %d\n\nThis is the passage of pump number%d.\n", i, i)
	}
	return files
}

// embedWorld is a home whose commands use the server.
func embedWorld(t *testing.T, s *embedServer, files map[string]string) (w labelWorld, folder string) {
	dir := t.TempDir()
	w = labelWorld{t, filepath.Join(dir, "home")}
	folder = filepath.Join(dir, "docs")
	writeFiles(t, folder, files)
	return w, folder
}

func (w labelWorld) want(rc int, has string, args ...string) string {
	w.t.Helper()
	out := w.cli(args...)
	if !strings.HasPrefix(out, fmt.Sprintf("rc %d\n", rc)) || !strings.Contains(out, has) {
		w.t.Fatalf("funnel %v: want rc %d and %q:\n%s", args, rc, has, out)
	}
	return out
}

// TestEmbedderDown: a server that is down stops no ingest and no search; what
// it did is never asked of it again.
func TestEmbedderDown(t *testing.T) {
	s := newEmbedServer(t)
	w, docs := embedWorld(t, s, passageFiles(300))
	url := []string{"--base-url", s.URL, "--embedder", "ollama:one"}
	with := func(args ...string) []string { return append(args, url...) }

	nobody := []string{"--base-url", "http://127.0.0.1:1", "--embedder", "ollama:one"} // down from the beginning
	w.want(0, "300 added", append([]string{"ingest", docs}, nobody...)...)
	w.want(0, "docs/f007.md", append([]string{"search", "number7"}, nobody...)...)
	w.want(4, "vectors cover 0 %", append([]string{"search", "number7", "--leg", "vector"}, nobody...)...)
	s.set(true, 0) // dies when it is asked
	w.want(0, "300 unchanged", with("ingest", docs)...)

	s.set(false, 3) // dies at the third request
	w.want(0, "the next ingest goes on", with("ingest", docs)...)
	_, some := s.twice()
	if some == 0 || some >= 300 {
		t.Fatalf("%d texts embedded before the server died", some)
	}
	w.want(0, "vectors cover", with("search", "number7", "--json")...)
	out := w.want(0, "vectors cover", with("status")...)
	if strings.Contains(out, "cover 100 %") || strings.Contains(out, "cover 0 %") {
		t.Errorf("status:\n%s", out)
	}

	s.set(false, 0)
	w.want(0, "300 unchanged", with("ingest", docs)...)
	w.want(0, "cover 100 %", with("status")...)
	w.want(0, "300 added", with("ingest", docs, "--collection", "another")...)
	if list, all := s.twice(); len(list) > 0 || all != 300 {
		t.Errorf("%d texts embedded, these more than once: %v", all, list)
	}
	w.want(0, "all is well", "verify")
	w.want(0, "keywords answered alone", append([]string{"search", "number9"}, nobody...)...)
	w.want(8, "unreachable", append([]string{"search", "number9", "--leg", "vector"}, nobody...)...)
}

// TestReembed: another embedder is refused with the command that migrates; the
// old vectors serve until the new ones are complete; interrupted it goes on.
func TestReembed(t *testing.T) {
	s := newEmbedServer(t)
	w, docs := embedWorld(t, s, passageFiles(300))
	one, two := []string{"--base-url", s.URL, "--embedder", "ollama:one"}, []string{"--base-url", s.URL, "--embedder", "ollama:two"}
	with := func(url []string, args ...string) []string { return append(args, url...) }
	w.want(0, "300 added", with(one, "ingest", docs)...)
	w.want(7, " reembed --embedder ollama:two", with(two, "ingest", docs)...)
	w.want(7, " reembed --embedder ollama:two", with(two, "search", "pump")...)
	w.want(0, "300 of 300 chunks to embed", with(two, "reembed", "--dry-run")...)
	w.want(2, "", "reembed", "--base-url", s.URL)

	s.set(false, 4) // dies on the way
	w.want(1, "the old vectors serve on", with(two, "reembed")...)
	s.set(false, 0)
	before := w.want(0, "", with(one, "search", "pump number7", "--json")...)
	w.want(0, "on the way to ollama:two", with(one, "status")...)
	w.want(0, "", with(two, "reembed")...)
	after := w.want(0, `"rank": 1`, with(two, "search", "pump number7", "--json")...)
	if before != after {
		t.Errorf("both models give the same vectors here, but the searches differ:\n%s\n%s", before, after)
	}
	w.want(7, "", with(one, "search", "pump")...)
	if out := w.want(0, "cover 100 %", with(two, "status")...); strings.Contains(out, "on the way") || strings.Contains(out, "ollama:one") {
		t.Errorf("status after reembed:\n%s", out)
	}
	if list, all := s.twice(); len(list) > 0 || all != 600 {
		t.Errorf("%d texts embedded, these more than once: %v", all, list)
	}
	if r := w.report("verify"); !r.OK || r.Vectors != 300 {
		t.Errorf("verify: %+v", r)
	}
}

// TestReembedBesideOthers: what one collection does to its vectors touches those of no other one.
func TestReembedBesideOthers(t *testing.T) {
	s := newEmbedServer(t)
	w, docs := embedWorld(t, s, passageFiles(20))
	served := func(c, model string, args ...string) []string {
		return append(args, "--collection", c, "--base-url", s.URL, "--embedder", model)
	}
	for _, c := range []string{"one", "two", "more"} {
		w.want(0, "20 added", "ingest", docs, "--collection", c)
		if c == "more" { // another model of the built-in embedder
			more := filepath.Join(t.TempDir(), "more")
			writeFiles(t, more, map[string]string{"a.md": "A valve that leaks.\n", "b.md": "A boiler of copper.\n"})
			w.want(0, "2 added", "ingest", more, "--collection", c)
		}
	}
	w.want(0, "20 added", served("three", "ollama:one", "ingest", docs)...)
	w.want(0, "20 added", served("four", "ollama:one", "ingest", docs)...)
	complete := func(after string) {
		t.Helper()
		if out := w.cli("status"); strings.Count(out, "cover 100 %") != strings.Count(out, "vectors cover") {
			t.Errorf("after %s:\n%s", after, out)
		}
		w.want(0, "all is well", "verify")
	}
	complete("ingest")
	if out := w.want(0, "two: from builtin-lsa-", "reembed", "--collection", "two", "--embedder", "builtin"); strings.Contains(out, "hash-v1") || strings.Contains(out, "removed") {
		t.Errorf("a move to where it is:\n%s", out)
	}
	complete("reembed of two by what it has")
	w.want(0, "to ollama:one", served("two", "ollama:one", "reembed")...)
	complete("reembed of two by a server")
	w.want(0, "to builtin-lsa-", "reembed", "--collection", "two", "--embedder", "builtin")
	complete("reembed of two by what is built in")
	w.want(0, "removed", served("more", "ollama:one", "reembed")...)
	complete("reembed of more")
	w.want(0, "to ollama:two", served("three", "ollama:two", "reembed")...)
	complete("reembed of three")
	w.want(0, "", "collections", "rm", "three", "--yes")
	w.want(0, "", "collections", "rm", "one", "--yes")
	complete("removal of collections")
	if list, _ := s.twice(); len(list) > 0 {
		t.Errorf("embedded more than once: %v", list)
	}
}

// TestEmbedderRefuses: one passage that the embedder makes nothing of is named, costs no other one its vector, and is
// asked for again only by who reembeds.
func TestEmbedderRefuses(t *testing.T) {
	s := newEmbedServer(t)
	s.spoilt = "number7."
	w, docs := embedWorld(t, s, passageFiles(61))
	with := func(args ...string) []string { return append(args, "--base-url", s.URL, "--embedder", "ollama:one") }
	out := w.want(0, "61 added", with("ingest", docs)...)
	if !strings.Contains(out, "docs/f007.md has no vector") || !strings.Contains(out, "zeros") || strings.Contains(out, "level=WARN") {
		t.Errorf("ingest:\n%s", out)
	}
	out = w.want(0, "cover 100 %", "status")
	if !strings.Contains(out, "nothing of 1 chunk,") || !strings.Contains(out, "docs/f007.md, chunk 0: ") {
		t.Errorf("status:\n%s", out)
	}
	w.want(0, "docs/f007.md", with("search", "number7")...)
	w.want(0, "61 unchanged", with("ingest", docs)...)
	w.want(0, "all is well", "verify")
	if list, all := s.twice(); len(list) > 0 || all != 61 {
		t.Errorf("%d texts embedded, these more than once: %v", all, list)
	}
	w.want(0, "made nothing of 1 passage", with("reembed")...)
	s.spoilt = ""
	w.want(0, "1 chunk embedded, 60 known", with("reembed")...)
	if out := w.want(0, "cover 100 %", "status"); strings.Contains(out, "nothing of") {
		t.Errorf("status:\n%s", out)
	}
}

// TestAidsDown: a model that does not answer costs a search its help, and nothing else; words need no embedder.
func TestAidsDown(t *testing.T) {
	s := newEmbedServer(t)
	w, docs := embedWorld(t, s, passageFiles(3))
	w.want(0, "3 added", "ingest", docs)
	nobody := []string{"--model", "ollama:nope", "--base-url", "http://127.0.0.1:1"}
	for aid, says := range map[string]string{
		"--rerank=pointwise": "reranking did not work, the fused order stands", "--rerank=listwise": "reranking did not work",
		"--rerank": "reranking did not work", "--expand": "expansion did not work, the question alone was searched for",
	} {
		out := w.want(0, says, append([]string{"search", "pump number1", aid}, nobody...)...)
		if !strings.Contains(out, "1. docs/f001.md") || !strings.Contains(out, "unreachable") {
			t.Errorf("%s:\n%s", aid, out)
		}
	}
	w.want(0, "did not work", "search", "pump number1", "--expand", "--model", "ollama:three", "--base-url", s.URL)
	w.want(8, "unreachable", append([]string{"query", "Which pump is number1?"}, nobody...)...)

	w.want(0, "3 added", "ingest", docs, "--collection", "away", "--embedder", "openai:e", "--base-url", "http://127.0.0.1:1")
	for _, leg := range []string{"keyword", "hybrid"} {
		w.want(0, "1. docs/f001.md", "search", "pump number1", "--collection", "away", "--leg", leg)
	}
	w.want(0, "1 added", "ingest", "--collection", "away", writeOne(t, "b.md", "A boiler."))
	w.want(0, "b.md", "search", "boiler", "--collection", "away")
}

// writeOne writes a file and returns its path.
func writeOne(t *testing.T, name, text string) string {
	t.Helper()
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{name: text})
	return filepath.Join(dir, name)
}
