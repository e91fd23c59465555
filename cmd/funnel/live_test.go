package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"funnel/rlm/model/ollamatest"
)

// The tests of this file run the program against a real server with tiny models, whose
// answers mean nothing; see package ollamatest.

// live is the program in an empty home, with a server.
type live struct {
	t      *testing.T
	dir    string
	server string
}

func startLive(t *testing.T, server string) *live {
	t.Helper()
	l := &live{t: t, dir: t.TempDir(), server: server}
	for i := range 6 {
		text := fmt.Sprintf("# Ship %d\n\nThe ship number %d left the harbour in %d with %d barrels of salt.\n", i, i, 1900+i, 10*i)
		l.write(fmt.Sprintf("docs/ship%d.md", i), text)
	}
	return l
}

func (l *live) write(name, text string) {
	l.t.Helper()
	path := filepath.Join(l.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		l.t.Fatal(err)
	}
}

// command is the program with these arguments; it is this test's binary, see TestMain.
func (l *live) command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], append(args, "--base-url", l.server)...)
	cmd.Dir = l.dir
	cmd.Env = append(os.Environ(), envMain+"=1", "FUNNEL_HOME="+filepath.Join(l.dir, "home"), "HOME="+l.dir)
	return cmd
}

// run runs the program, wants one of the exit codes, and returns both outputs.
func (l *live) run(codes []int, args ...string) (stdout, stderr string) {
	l.t.Helper()
	cmd := l.command(args...)
	var out, talk bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &talk
	err := cmd.Run()
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		l.t.Fatal(err)
	}
	if !slices.Contains(codes, code) {
		l.t.Errorf("funnel %s: exit code %d, want one of %v\n%s%s", strings.Join(args, " "), code, codes, out.String(), talk.String())
	}
	return out.String(), talk.String()
}

// The whole way with models that talk nonsense: every mode ends within its budget, and
// says honestly what came of it.
func TestLivePipeline(t *testing.T) {
	l := startLive(t, ollamatest.Start(t, "OLLAMA_NUM_PARALLEL=2").URL())
	out, _ := l.run([]int{exitOK}, "ingest", "docs", "--embedder", "ollama:tiny-embed", "--json")
	if !strings.Contains(out, `"added": 6`) {
		t.Errorf("ingest: %s", out)
	}
	if out, _ := l.run([]int{exitOK}, "status", "--json"); !strings.Contains(out, `"covered": 1`) {
		t.Errorf("status: %s", out)
	}
	for _, args := range [][]string{
		{"--mode", "rag"}, {"--mode", "hybrid", "--reader", "plan"}, {"--mode", "rlm", "--reader", "code"}, {"--mode", "auto"}, {"--mode", "hybrid", "--max-tokens", "3000"},
	} {
		const calls = 6
		base := []string{"query", "In which year did the ship number 5 leave the harbour?", "--json", "--model", "ollama:tiny-chat", "--max-calls", fmt.Sprint(calls), "--max-time", "15s", "-k", "3"}
		out, talk := l.run([]int{exitOK, exitNoAnswer, exitBudget}, append(base, args...)...)
		var a struct {
			Status    string
			Answer    string
			Citations []struct {
				Quoted    bool
				Supported string
			}
			Notices []string
			Usage   struct {
				Calls   int `json:"model_calls"`
				Prompt  int `json:"prompt_tokens"`
				Answers int `json:"completion_tokens"`
			}
		}
		if err := json.Unmarshal([]byte(out), &a); err != nil {
			t.Errorf("%v: %v in %s%s", args, err, out, talk)
			continue
		}
		if a.Usage.Calls > calls || a.Usage.Prompt+a.Usage.Answers > 200_000 {
			t.Errorf("%v: over budget: %+v", args, a.Usage)
		}
		if !slices.Contains([]string{"answered", "abstained", "budget"}, a.Status) || a.Status == "answered" && strings.Contains(a.Answer, "tiny answer") && !honest(a.Notices) {
			t.Errorf("%v: nonsense passes for an answer: %s", args, out)
		}
		for _, c := range a.Citations {
			if c.Supported == "yes" && !c.Quoted {
				t.Errorf("%v: supported by what is not in the document: %s", args, out)
			}
		}
	}
}

// An evaluation with the same models comes to its end: no answer is an error, each is
// within its budget, and none that means nothing counts as right.
func TestLiveEval(t *testing.T) {
	l := startLive(t, ollamatest.Start(t, "OLLAMA_NUM_PARALLEL=2").URL())
	dataset, err := filepath.Abs(filepath.Join("..", "..", "testdata", "saltern"))
	if err != nil {
		t.Fatal(err)
	}
	const calls = 4
	args := []string{"eval", "run", "--dataset", dataset, "--arms", "rag,hybrid,rlm", "--limit", "3", "--out", "report", "--json",
		"--model", "ollama:tiny-chat", "--window", "6144", "--max-calls", fmt.Sprint(calls), "--max-steps", "3", "--max-time", "20s"}
	out, talk := l.run([]int{exitOK}, args...)
	var report struct {
		Arms []struct {
			Arm     string
			N       int
			Metrics map[string]struct{ Mean float64 }
		}
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil || len(report.Arms) != 3 {
		t.Fatalf("%v in %s%s", err, out, talk)
	}
	for _, arm := range report.Arms {
		if arm.N != 3 || arm.Metrics["correct"].Mean > 0 {
			t.Errorf("nonsense is right: %+v", arm)
		}
	}
	lines, err := os.ReadFile(filepath.Join(l.dir, "report", "results.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	answered := 0
	for line := range strings.Lines(string(lines)) {
		var r struct {
			Question, Arm, Status, Answer, Error string
			Notices                              []string
			Cost                                 struct {
				Calls      int
				Prompt     int `json:"prompt_tokens"`
				Completion int `json:"completion_tokens"`
			}
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		if r.Error != "" || r.Cost.Calls > calls || r.Cost.Prompt+r.Cost.Completion > 200_000 {
			t.Errorf("%s by %s: %s", r.Question, r.Arm, line)
		}
		if r.Status == "answered" && !honest(r.Notices) {
			t.Errorf("%s by %s: nonsense passes for an answer: %s", r.Question, r.Arm, line)
		}
		if r.Cost.Calls > 0 {
			answered++
		}
	}
	if answered == 0 {
		t.Errorf("no model call was answered: %s", lines)
	}
}

// honest reports whether the notices say that nothing supports the answer.
func honest(notices []string) bool {
	return slices.ContainsFunc(notices, func(n string) bool {
		return strings.Contains(n, "no citation") || strings.Contains(n, "unsupported") || strings.Contains(n, "without a supported answer")
	})
}

// doctor finds everything in order, and the slots of the server.
func TestLiveDoctor(t *testing.T) {
	l := startLive(t, ollamatest.Start(t, "OLLAMA_NUM_PARALLEL=2").URL())
	l.run([]int{exitOK}, "ingest", "docs", "--embedder", "auto")
	out, _ := l.run([]int{exitOK}, "doctor", "--model", "ollama:tiny-loop", "--json")
	var d struct {
		OK      bool
		Window  int
		Slots   int
		Prefill float64 `json:"prefill_per_second"`
		Decode  float64 `json:"decode_per_second"`
	}
	if err := json.Unmarshal([]byte(out), &d); err != nil || !d.OK || d.Window != 8192 || d.Slots != 2 || d.Prefill <= 0 || d.Decode <= 0 {
		t.Errorf("%v: %s", err, out)
	}
	if out, _ := l.run([]int{exitError}, "doctor", "--model", "ollama:tiny-embed"); !strings.Contains(out, "wrong kind of model") {
		t.Errorf("an embedding model chats: %s", out)
	}
	if out, _ := l.run([]int{exitOK}, "models"); !strings.Contains(out, "ollama:tiny-think  chat · window 8192") {
		t.Errorf("models: %s", out)
	}
}

// kept counts the texts that a server embeds, and may end it at the n-th request.
type kept struct {
	mu       sync.Mutex
	seen     map[string]int // texts whose vectors came back
	requests int
	kill     func()
	at       int
}

// before returns the address of a proxy that counts.
func (k *kept) before(t *testing.T, address string) string {
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }
	hs := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/embed" {
			proxy.ServeHTTP(w, r)
			return
		}
		var body bytes.Buffer
		if _, err := body.ReadFrom(r.Body); err != nil {
			panic(http.ErrAbortHandler)
		}
		k.mu.Lock()
		if k.requests++; k.requests == k.at {
			k.kill()
		}
		k.mu.Unlock()
		r.Body = http.NoBody
		req := r.Clone(r.Context())
		req.Body = readCloser{bytes.NewReader(body.Bytes())}
		rec := httptest.NewRecorder()
		proxy.ServeHTTP(rec, req)
		if rec.Code == http.StatusOK {
			k.count(body.Bytes())
		}
		for key, values := range rec.Header() {
			w.Header()[key] = values
		}
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
	}))
	t.Cleanup(hs.Close)
	return hs.URL
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// count counts the texts of an answered request.
func (k *kept) count(body []byte) {
	var req struct{ Input []string }
	if json.Unmarshal(body, &req) != nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, text := range req.Input {
		k.seen[text]++
	}
}

// The server is killed in the middle of an ingest: the error is clear, and when it is
// back the ingest goes on where it was, embedding nothing twice that it had acknowledged.
func TestLiveKilledIngest(t *testing.T) {
	server := ollamatest.Start(t)
	k := &kept{seen: map[string]int{}, kill: server.Kill, at: 6}
	l := startLive(t, "")
	for i := range 600 {
		l.write(fmt.Sprintf("docs/%03d.md", i), fmt.Sprintf("# Note %d\n\n%s\n", i, strings.Repeat(fmt.Sprintf("note %d says something. ", i), 15)))
	}
	l.server = k.before(t, server.URL())
	// The text is committed and searchable before its vectors are computed.
	_, talk := l.run([]int{exitOK}, "ingest", "docs", "--embedder", "ollama:tiny-embed")
	if !strings.Contains(talk, "model server") || !strings.Contains(talk, "the next ingest goes on with the vectors") {
		t.Errorf("the error is not clear: %s", talk)
	}
	before := len(k.seen)
	if before < 64 || before > 560 {
		t.Fatalf("%d texts were embedded before: the server was not killed in the middle", before)
	}
	server.Restart()
	l.run([]int{exitOK}, "ingest", "docs", "--embedder", "ollama:tiny-embed")
	if out, _ := l.run([]int{exitOK}, "status", "--json"); !strings.Contains(out, `"covered": 1`) || !strings.Contains(out, `"docs": 606`) {
		t.Errorf("after all: %s", out)
	}
	twice := 0
	for text, n := range k.seen {
		if n > 1 && text != "dimension" {
			twice++
		}
	}
	if twice > 0 {
		t.Errorf("%d of %d texts were embedded twice", twice, len(k.seen))
	}
}

// Ctrl-C in the middle of an answer ends the program, and the server's work within a
// second.
func TestLiveInterrupt(t *testing.T) {
	server := ollamatest.Start(t)
	l := startLive(t, server.URL())
	l.run([]int{exitOK}, "ingest", "docs")
	cmd := l.command("query", "In which year did ship 5 leave?", "--mode", "rag", "--model", "ollama:tiny-loop")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(1500 * time.Millisecond)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	interrupted := time.Now()
	err := cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitInterrupted {
		t.Errorf("ended with %v, want exit code %d", err, exitInterrupted)
	}
	time.Sleep(time.Second - time.Since(interrupted))
	used := server.CPU()
	time.Sleep(time.Second)
	if now := server.CPU(); now-used > 100*time.Millisecond {
		t.Errorf("the server still worked for %v in the second after", now-used)
	}
}
