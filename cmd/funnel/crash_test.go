package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// envMain makes the test binary be the program.
const envMain = "FUNNEL_TEST_MAIN"

// A scriptedServer plays an Ollama server whose model reads in four turns with
// sub-calls. Its answers depend on the request alone.
type scriptedServer struct {
	mu       sync.Mutex
	requests int
	subs     []int       // numbers of the requests that are sub-calls
	arrive   func(n int) // called with the number of each chat request, before it is answered
}

func (s *scriptedServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/api/version":
		fmt.Fprint(w, `{"version":"0.17.4"}`)
	case "/api/tags":
		fmt.Fprint(w, `{"models":[{"name":"chat:latest","digest":"c0ffee","size":7}]}`)
	case "/api/show":
		fmt.Fprint(w, `{"capabilities":["completion"],"model_info":{"general.architecture":"llama","llama.context_length":16384}}`)
	case "/api/ps":
		fmt.Fprint(w, `{"models":[]}`)
	case "/api/chat":
		s.chat(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (s *scriptedServer) chat(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Messages []struct{ Role, Content string }
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || len(body.Messages) == 0 {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	var all strings.Builder
	for _, m := range body.Messages {
		all.WriteString(m.Role + ": " + m.Content + "\n")
	}
	s.mu.Lock()
	s.requests++
	if strings.HasSuffix(all.String(), "Which price?") || !strings.Contains(all.String(), "Turn 1/") {
		s.subs = append(s.subs, s.requests)
	}
	s.arrive(s.requests)
	s.mu.Unlock()
	line, err := json.Marshal(map[string]any{"message": map[string]string{"role": "assistant", "content": s.reply(all.String(), len(body.Messages))},
		"done": true, "done_reason": "stop", "prompt_eval_count": 10, "eval_count": 10})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(line) // whoever asked may be dead
}

// reply is the conversation.
func (s *scriptedServer) reply(prompt string, messages int) string {
	block := func(code string) string { return "I look.\n```repl\n" + code + "\n```" }
	switch {
	case strings.Contains(prompt, "Turn 1/") && messages == 2:
		return block("for h in search('pump costs'):\n    print(h.doc, h.text)")
	case strings.Contains(prompt, "Turn 2/") && messages == 4:
		return block("prices = [llm_query('Which price?', d) for d in context]\nprint(prices)")
	case strings.Contains(prompt, "Turn 3/") && messages == 6:
		return block("print(grep('pump'))")
	case strings.Contains(prompt, "Turn 4/"):
		return block("answer['content'] = 'It costs 12 crowns. ' + cite('The pump costs 12 crowns.')\nanswer['ready'] = True")
	case strings.Contains(prompt, "Which price?"):
		return "12 crowns"
	}
	return "yes"
}

// crashHome ingests a small collection into a home of its own.
func crashHome(t *testing.T) (home string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"a.txt": "The pump costs 12 crowns.\n", "b.txt": "Mara chairs the board.\n", "c.txt": "The valve costs 3 crowns.\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	home = filepath.Join(t.TempDir(), "home")
	if out, err := program(home, "", "ingest", dir).CombinedOutput(); err != nil {
		t.Fatalf("ingest: %v\n%s", err, out)
	}
	return home
}

// program is the program as a process of its own.
func program(home, server string, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), envMain+"=1", "FUNNEL_HOME="+home, "OLLAMA_HOST="+server)
	return cmd
}

// answerOf runs the program and reads the answer that it prints.
func answerOf(t *testing.T, cmd *exec.Cmd) (answer, run string) {
	t.Helper()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args[1:], err, &stderr)
	}
	var got struct{ Answer, Run string }
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	return got.Answer, got.Run
}

// TestKillAndResume kills the process at every request to the model and takes
// the run up again: the answer is the same, and nothing that was answered
// before the step that died is asked again.
func TestKillAndResume(t *testing.T) {
	if testing.Short() {
		t.Skip("the short run kills nobody")
	}
	home := crashHome(t)
	s := &scriptedServer{arrive: func(int) {}}
	hs := httptest.NewServer(s)
	defer hs.Close()
	query := []string{"query", "--model", "ollama:chat", "--mode", "hybrid", "--reader", "code", "--no-cache", "--json", "What does the pump cost?"}
	want, _ := answerOf(t, program(home, hs.URL, query...))
	if !strings.Contains(want, "12 crowns. [1]") {
		t.Fatalf("answer %q", want)
	}
	whole, subs := s.requests, s.subs
	for n := 1; n <= whole; n++ {
		cmd := program(home, hs.URL, query...)
		s.mu.Lock()
		s.requests = 0
		started := make(chan int, 1)
		s.arrive = func(at int) {
			if at == n {
				kill(<-started)
			}
		}
		s.mu.Unlock()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		started <- cmd.Process.Pid
		if err := cmd.Wait(); err == nil {
			t.Fatalf("request %d: the process was not killed", n)
		}
		s.mu.Lock()
		s.arrive = func(int) {}
		before := s.requests
		s.mu.Unlock()
		got, run := answerOf(t, program(home, hs.URL, "query", "--no-cache", "--json", "--resume", lastRun(t, home)))
		if got != want {
			t.Errorf("request %d: resumed to %q, want %q", n, got, want)
		}
		inFlight := 1 // the request that killed it
		if slices.Contains(subs, n) {
			inFlight = 3 // and the sub-calls beside it
		}
		if lost := s.requests - whole; lost < 1 || lost > inFlight {
			t.Errorf("request %d: %d requests before and %d after the crash, %d without one", n, before, s.requests-before, whole)
		}
		if out, err := program(home, "http://127.0.0.1:1", "trace", "replay", run).CombinedOutput(); err != nil || !bytes.Contains(out, []byte("no difference")) {
			t.Errorf("request %d: replay: %v\n%s", n, err, out)
		}
	}
}

// kill ends a process at once, if it is there still.
func kill(pid int) {
	if p, err := os.FindProcess(pid); err == nil {
		_ = p.Kill()
	}
}

// lastRun is the id of the latest run.
func lastRun(t *testing.T, home string) string {
	t.Helper()
	out, err := program(home, "", "trace", "ls", "-n", "1", "--json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Runs []struct{ Run, Status string }
	}
	if err := json.Unmarshal(out, &list); err != nil || len(list.Runs) != 1 || list.Runs[0].Status != "unfinished" {
		t.Fatalf("runs %s: %v", out, err)
	}
	return list.Runs[0].Run
}
