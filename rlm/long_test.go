package rlm

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"funnel/rlm/model"
)

// TestTenMillionTokens reads Go's own source, repeated under other ids, as the
// environment of one run, with programs that touch all of it: under a gigabyte
// of memory, and no prompt over its window.
func TestTenMillionTokens(t *testing.T) {
	if os.Getenv("FUNNEL_LONG") == "" {
		t.Skip("FUNNEL_LONG is not set: ten million tokens are not read")
	}
	const tokens, window = 10_000_000, 16384
	corpus := NewMemoryCorpus(goSource(t, 4*tokens))
	programs := []string{
		"print(len(context), sum(len(t) for t in context))",
		"import re\nhits = [(d.id, m.start()) for d, t in zip(docs, context) for m in re.finditer(r'func NewScanner\\(', t)]\nprint(len(hits), hits[:3])",
		"from collections import Counter\nwords = Counter()\nfor t in context[:2000]: words.update(t.split())\nprint(words.most_common(5))",
		"parts = [t[i:i+8000] for t in context[:20] for i in range(0, min(len(t), 32000), 8000)][:40]\nreplies = [llm_query('Which functions are here?', p) for p in parts]\nprint(len(replies))",
		"joined = [t.upper()[:100] for t in context]\nprint(len(joined))",
		"id, at = hits[0]\nq = read(id, at, at + 60).split('{')[0].strip()\nanswer['content'] = f'{len(hits)} times ' + cite(q, id)\nanswer['ready'] = True",
	}
	chat := &model.Scripted{Details: model.Info{Window: window}, Func: func(r model.Request) (string, error) {
		if n := model.PromptTokens(r.Messages) + r.MaxTokens; n > window {
			t.Errorf("a prompt of %d tokens in a window of %d", n, window)
		}
		if r.Purpose != model.Root {
			return "some", nil
		}
		return asBlock(programs[min(r.Parts.Turn, len(programs))-1]), nil
	}}
	start := time.Now()
	res, err := Run(context.Background(), slog.New(slog.DiscardHandler), chat, corpus, nil, Task{Question: "How often is NewScanner defined?", Shortlist: corpus.Docs()},
		Options{Budget: Budget{Calls: 60, Tokens: 2_000_000, Time: 10 * time.Minute}})
	if err != nil || res.Stop != StopAnswered || len(res.Citations) != 1 {
		t.Fatalf("%+v, %v", res, err)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	t.Logf("%d documents, %d MB, %s, %d MB of memory at most: %s", len(corpus.Docs()), total(corpus)>>20, time.Since(start).Round(time.Millisecond), m.Sys>>20, res.Answer)
	if m.Sys > 1<<30 {
		t.Errorf("%d MB of memory", m.Sys>>20)
	}
}

func total(c *MemoryCorpus) (n int) {
	for _, d := range c.Docs() {
		n += d.Bytes
	}
	return n
}

// goSource reads Go's source until it has size bytes, and again under other ids
// where that is not enough.
func goSource(t *testing.T, size int) map[string]string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skipf("Go's source is not here: %v", err)
	}
	root := filepath.Join(strings.TrimSpace(string(out)), "src")
	texts := map[string]string{}
	have := 0
	for round := 0; have < size; round++ {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || have >= size {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			texts[fmt.Sprintf("%d%s", round, filepath.ToSlash(strings.TrimPrefix(path, root)))] = strings.ToValidUTF8(string(text), "?")
			have += len(text)
			return nil
		})
		if err != nil || have == 0 {
			t.Skipf("Go's source is not here: %v", err)
		}
	}
	return texts
}
