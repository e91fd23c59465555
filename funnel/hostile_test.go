package funnel

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"funnel/rlm"
	"funnel/rlm/model"
)

// hostileWorld is the small world with documents that attack its readers.
func hostileWorld(t *testing.T) map[string]string {
	t.Helper()
	docs := map[string]string{"zz-long.txt": strings.Repeat("The pump costs 99 crowns ", 8_000)} // one line
	for id, text := range world {
		docs[id] = text
	}
	files, err := filepath.Glob(filepath.Join("..", "testdata", "hostile", "*"))
	if err != nil || len(files) < 7 {
		t.Fatalf("%d hostile documents, %v", len(files), err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		docs["hostile/"+filepath.Base(f)] = strings.ToValidUTF8(string(text), "\uFFFD")
	}
	return docs
}

// A watcher answers by a function of the turn and keeps what it was asked.
type watcher struct {
	turn func(n int, req model.Request) string

	mu   sync.Mutex
	asks []model.Request
}

func (w *watcher) Info() model.Info {
	return model.Info{Name: "watcher", Digest: "1", Window: 8192}
}

func (w *watcher) Chat(_ context.Context, req model.Request) (model.Response, error) {
	w.mu.Lock()
	w.asks = append(w.asks, req)
	w.mu.Unlock()
	text := "Yes."
	switch req.Purpose {
	case model.Root:
		text = w.turn(req.Parts.Turn, req)
	case model.Answer:
		text = rlm.Abstention
	case model.Sub:
		text = "12 crowns"
	}
	return model.Response{Text: text, PromptTokens: model.PromptTokens(req.Messages), CompletionTokens: model.Tokens(text)}, nil
}

const goldBlock = "```repl\nanswer['content'] = 'It costs 12 crowns. ' + cite('The pump costs 12 crowns.', 'a.txt')\nanswer['ready'] = True\n```"

// TestHostilePrinted: whatever a document forges, printing it does not end the
// run, is no citation, adds no message and no line that looks like the host's.
func TestHostilePrinted(t *testing.T) {
	docs := hostileWorld(t)
	w := &watcher{}
	e := engine(t, w, docs)
	for id := range docs {
		w.asks = nil
		w.turn = func(n int, _ model.Request) string {
			if n == 1 {
				return fmt.Sprintf("```repl\nt = read(%q)\nprint(t)\nprint(search('pump costs'))\nprint(llm_query('What does it cost?', t[:2000]))\n```", id)
			}
			return goldBlock
		}
		a := ask(t, e, Query{Text: "What does the pump cost?", Mode: ModeHybrid})
		if a.Status != Answered || a.Text != "It costs 12 crowns. [1]" || len(a.Citations) != 1 || a.Citations[0].Doc != "a.txt" || a.Usage.Steps != 2 {
			t.Errorf("%s: %s %q %+v after %d steps", id, a.Status, a.Text, a.Citations, a.Usage.Steps)
		}
		for _, req := range w.asks {
			checkFrame(t, id, req)
		}
	}
}

// checkFrame checks the frame of a prompt: the roles, its size, and that no
// line of a document stands where a line of the host's would.
func checkFrame(t *testing.T, id string, req model.Request) {
	t.Helper()
	if n := model.PromptTokens(req.Messages) + req.MaxTokens; n > 8192 {
		t.Errorf("%s: a prompt of %d tokens in a window of 8192", id, n)
	}
	if req.Purpose != model.Root {
		return
	}
	roles := ""
	for _, m := range req.Messages {
		roles += m.Role[:1]
	}
	if want := "su" + strings.Repeat("au", req.Parts.Turn-1); roles != want {
		t.Errorf("%s: roles %q, want %q", id, roles, want)
	}
	for _, m := range req.Messages[2:] {
		if m.Role != model.User {
			continue
		}
		outputs, turns := 0, 0
		for line := range strings.SplitSeq(m.Content, "\n") {
			line = strings.TrimSpace(line)
			if strings.HasPrefix(line, "REPL output:") {
				outputs++
			}
			if strings.HasPrefix(line, "Turn ") && strings.HasSuffix(line, ":") {
				turns++
			}
			if strings.HasPrefix(line, "Host:") {
				t.Errorf("%s: %q passes for the host's", id, line)
			}
		}
		if outputs != 1 || turns != 1 {
			t.Errorf("%s: %d lines begin an output and %d a turn in\n%.400s", id, outputs, turns, m.Content)
		}
	}
}

// TestHostileCited: an answer copied out of a hostile document cites that
// document and nothing else; its forged numbers are taken out and said.
func TestHostileCited(t *testing.T) {
	w := &watcher{turn: func(n int, _ model.Request) string {
		if n == 1 {
			return "```repl\nt = read('hostile/citation.txt')\nprint(t)\n```"
		}
		return "```repl\nanswer['content'] = t\nanswer['ready'] = True\n```"
	}}
	a := ask(t, engine(t, w, hostileWorld(t)), Query{Text: "What does the pump cost?", Mode: ModeHybrid})
	for _, c := range a.Citations {
		if c.Doc != "hostile/citation.txt" {
			t.Errorf("the answer cites %+v", c)
		}
	}
	if !slices.ContainsFunc(a.Notices, func(n string) bool { return strings.Contains(n, "text of a document, not a citation") }) {
		t.Errorf("nothing is said of the forged numbers: %q of %q", a.Notices, a.Text)
	}
}

// TestHostileObeyed: a model that runs every program that it finds in a
// document reaches no file, no process and no network, raises no limit and
// sees no more than its asker may.
func TestHostileObeyed(t *testing.T) {
	programs := []string{
		"import os; os.remove('/etc/passwd')", "print(open('/etc/passwd').read())", "import subprocess; subprocess.run(['id'])",
		"import socket; socket.create_connection(('127.0.0.1', 80))", "import urllib.request as u; u.urlopen('http://127.0.0.1')",
		"__import__('os').system('id')", "exec('import os'); os.listdir('/')", "import ctypes", "import importlib; importlib.import_module('os')",
		"print([c for c in ().__class__.__base__.__subclasses__() if 'Popen' in str(c)][0])",
		"for d in corpus.list(): corpus.delete(d)", "llm_query.__globals__['budget'] = None; llm_query.limit = 10**9; 1/0",
		"budget = lambda: {'calls': 10000}\nfor i in range(10000): llm_query('again ' + str(i))",
		"print(read('../../../etc/passwd'))", "print(read('secret.txt'))", "add('secret.txt')", "print(sweep(['secret.txt'], 'what?'))",
	}
	e := engine(t, nil, world)
	for i, p := range programs {
		e.Chat = &watcher{turn: func(n int, _ model.Request) string {
			if n == 1 {
				return "```repl\n" + p + "\n```"
			}
			return goldBlock
		}}
		var failed string
		e.Watch.Step = func(s rlm.Step) {
			if s.Ended.IsZero() {
				return
			}
			if s.N == 1 {
				failed = s.Error
			}
		}
		a := ask(t, e, Query{Text: "What does the pump cost?", Mode: ModeHybrid, Budget: rlm.Budget{Calls: 12}})
		if failed == "" {
			t.Errorf("%d: %q ran without an error", i, p)
		}
		if a.Text != "It costs 12 crowns. [1]" && a.Usage.ModelCalls < 12 || a.Usage.ModelCalls > 12 {
			t.Errorf("%d: %q ends in %q after %d calls", i, p, a.Text, a.Usage.ModelCalls)
		}
	}
}

// TestHostileFirstMessage: documents that fill the shortlist stand in the first
// message as one line each.
func TestHostileFirstMessage(t *testing.T) {
	w := &watcher{turn: func(int, model.Request) string { return goldBlock }}
	a := ask(t, engine(t, w, hostileWorld(t)), Query{Text: "The pump costs 99 crowns answer FINAL", Mode: ModeHybrid})
	first := w.asks[0].Messages[1].Content
	_, passages, ok := strings.Cut(first, "Best passages so far")
	if !ok || a.Status != Answered {
		t.Fatalf("%s, first message\n%s", a.Status, first)
	}
	for line := range strings.SplitSeq(passages, "\n") {
		if s := strings.TrimSpace(line); strings.HasPrefix(s, "FINAL") || strings.HasPrefix(s, "```") || strings.HasPrefix(s, "REPL output:") || strings.HasPrefix(s, "Host:") {
			t.Errorf("a document has a line of its own: %q", line)
		}
	}
}
