package funnel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"funnel/index/embed"
	"funnel/rlm"
	"funnel/rlm/model"
	"funnel/store"
)

// engine opens a real store and real indexes over a few documents.
func engine(t *testing.T, chat model.Chat, docs map[string]string) *Engine {
	t.Helper()
	var put []*store.Document
	for id, text := range docs {
		put = append(put, &store.Document{ID: id, Title: id, Text: text, Kind: "text", Source: "/" + id, Hash: text,
			Metadata: map[string]any{"team": id[:1]}, Chunks: []store.Chunk{{Start: 0, End: len(text)}}})
	}
	return engineOf(t, chat, put)
}

// engineOf is engine over documents as they are.
func engineOf(t *testing.T, chat model.Chat, put []*store.Document) *Engine {
	t.Helper()
	lib, st := libraryOf(t, put)
	n := 0
	return &Engine{Collection: lib.Collection(), Chat: chat, Runs: st, Log: lib.log,
		Now:   func() time.Time { return time.Unix(1, 0) },
		NewID: func() string { n++; return fmt.Sprintf("run-%d", n) }}
}

// engineFor is engineOf for somebody without labels, with the scores that a
// collection shows that has labels.
func engineFor(t *testing.T, chat model.Chat, put []*store.Document) *Engine {
	t.Helper()
	lib, st := libraryOf(t, put)
	nobody, err := store.NewAsker()
	if err != nil {
		t.Fatal(err)
	}
	seen, err := lib.For(t.Context(), nobody)
	if err != nil {
		t.Fatal(err)
	}
	seen.Ranked = true
	return &Engine{Collection: seen, Chat: chat, Runs: st, Audits: st, Log: lib.log,
		Now: func() time.Time { return time.Unix(1, 0) }, NewID: func() string { return "run" }}
}

// libraryOf opens a real store and real indexes over documents.
func libraryOf(t *testing.T, put []*store.Document) (*Library, *store.Store) {
	t.Helper()
	ctx, log := context.Background(), slog.New(slog.DiscardHandler)
	dir := t.TempDir()
	st, err := store.Open(ctx, filepath.Join(dir, "db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := st.Create(ctx, "default")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Apply(ctx, put, nil); err != nil {
		t.Fatal(err)
	}
	lib, err := OpenLibrary(ctx, log, c, filepath.Join(dir, "index"), embed.Builtin(0))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(lib.SyncText(ctx), lib.SyncVectors(ctx, nil)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(lib.Close(), st.Check(ctx), st.Close()); err != nil {
			t.Error(err)
		}
	})
	return lib, st
}

var world = map[string]string{
	"a.txt": "The pump costs 12 crowns.\nThe valve costs 3 crowns.",
	"b.txt": "Mara Quist chairs the board since 2019.",
	"c.txt": "Nothing of interest stands here about weather.",
}

func ask(t *testing.T, e *Engine, q Query) *Answer {
	t.Helper()
	a, err := e.Ask(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range a.Citations {
		text, err := e.Texts.Text(context.Background(), c.Doc, c.Start, c.End)
		if c.Quoted != (err == nil && text == c.Quote) {
			t.Errorf("citation %+v says quoted=%v, the document has %q", c, c.Quoted, text)
		}
	}
	return a
}

func TestModes(t *testing.T) {
	e := engine(t, model.Builtin(), world)
	for _, mode := range []Mode{ModeRAG, ModeHybrid, ModeRLM, ModeAuto} {
		a := ask(t, e, Query{Text: "What does the pump cost?", Mode: mode})
		if a.Status != Answered || !strings.Contains(a.Text, "12 crowns. [1]") || len(a.Citations) == 0 {
			t.Errorf("%s: %s %q %+v", mode, a.Status, a.Text, a.Citations)
			continue
		}
		if c := a.Citations[0]; c.Doc != "a.txt" || !c.Quoted || c.Supported != SupportYes || c.Locator.Line != 1 {
			t.Errorf("%s: citation %+v", mode, c)
		}
	}
	a := ask(t, e, Query{Text: "Who is the king of France?"})
	if a.Status != Abstained || a.Mode != ModeRAG || a.Usage.Searches < 2 {
		t.Errorf("unanswerable: %s by %s after %d searches: %q", a.Status, a.Mode, a.Usage.Searches, a.Text)
	}
}

func TestSameBytes(t *testing.T) {
	e := engine(t, model.Builtin(), world)
	var first string
	for i := range 5 {
		a := ask(t, e, Query{Text: "Who chairs the board?", Mode: ModeHybrid})
		a.Run = ""
		raw, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = string(raw)
		} else if string(raw) != first {
			t.Fatalf("answer %d differs:\n%s\n%s", i, raw, first)
		}
	}
}

func TestWhere(t *testing.T) {
	e := engine(t, model.Builtin(), world)
	a := ask(t, e, Query{Text: "What does the pump cost?", Mode: ModeHybrid, Where: map[string]string{"team": "b"}})
	for _, d := range a.Shortlist {
		if d.Doc != "b.txt" {
			t.Errorf("shortlist holds %s, which the filter excludes", d.Doc)
		}
	}
	if a.Status != Abstained {
		t.Errorf("%s %q: answered from a document behind the filter", a.Status, a.Text)
	}
}

// brokenReader writes only broken code, and answers rag prompts well.
type brokenReader struct{}

func (brokenReader) Info() model.Info { return model.Info{Name: "broken", Digest: "1", Window: 8192} }

func (brokenReader) Chat(_ context.Context, req model.Request) (model.Response, error) {
	text := "```repl\nprint(undefined_name" + fmt.Sprint(req.Parts.Turn) + ")\n```"
	switch req.Purpose {
	case model.Answer:
		for _, p := range req.Parts.Passages {
			if strings.Contains(p.Text, "pump") {
				text = fmt.Sprintf("The pump costs 12 crowns [%d] [99].", p.N)
			}
		}
	case model.Verify:
		text = "Yes."
	}
	return model.Response{Text: text, PromptTokens: 10, CompletionTokens: 10}, nil
}

// TestNeverWorseThanRAG: a reader that fails ends with the rag answer, said so.
func TestNeverWorseThanRAG(t *testing.T) {
	e := engine(t, brokenReader{}, world)
	a := ask(t, e, Query{Text: "What does the pump cost?", Mode: ModeHybrid})
	if a.Status != Answered || a.Text != "The pump costs 12 crowns [1]." || len(a.Citations) != 1 || a.Citations[0].Supported != SupportYes {
		t.Errorf("%s %q %+v", a.Status, a.Text, a.Citations)
	}
	notes := strings.Join(a.Notices, "\n")
	if !strings.Contains(notes, "ended without a supported answer") || !strings.Contains(notes, "pointed at no passage") {
		t.Errorf("notices %q", notes)
	}
}

func TestAskErrors(t *testing.T) {
	e := engine(t, model.Builtin(), world)
	if _, err := e.Ask(context.Background(), Query{Text: " ?! "}); !errors.Is(err, ErrEmptyQuestion) {
		t.Errorf("empty question: %v", err)
	}
	empty := engine(t, model.Builtin(), nil)
	if _, err := empty.Ask(context.Background(), Query{Text: "anything"}); !errors.Is(err, ErrEmptyCollection) {
		t.Errorf("empty collection: %v", err)
	}
}

// TestBoundary: what the filter excludes does not exist behind the corpus.
func TestBoundary(t *testing.T) {
	ctx := context.Background()
	e := engine(t, model.Builtin(), world)
	c := newCorpus(e, nil, map[string]bool{"b.txt": true}, newWitness(e, time.Time{}, "query", "", ""))
	if _, err := c.Read(ctx, "a.txt", 0, -1); !errors.Is(err, rlm.ErrNoDocument) {
		t.Errorf("read: %v", err)
	}
	if _, err := c.Outline(ctx, "a.txt"); !errors.Is(err, rlm.ErrNoDocument) {
		t.Errorf("outline: %v", err)
	}
	if docs, _ := c.List(ctx, nil); len(docs) != 1 {
		t.Errorf("list: %v", docs)
	}
	if hits, _, _ := c.Search(ctx, rlm.SearchQuery{Text: "pump costs crowns", K: 5}); len(hits) > 0 && hits[0].Doc != "b.txt" {
		t.Errorf("search: %v", hits)
	}
	if m, total, _ := c.Grep(ctx, rlm.GrepQuery{Pattern: "costs"}); total != 0 {
		t.Errorf("grep: %v", m)
	}
}

// TestBudget: no mode spends more calls or tokens than the question has, and
// running out is an outcome.
func TestBudget(t *testing.T) {
	e := engine(t, model.Builtin(), world)
	for _, mode := range []Mode{ModeRAG, ModeHybrid, ModeRLM, ModeAuto} {
		for _, b := range []rlm.Budget{{Calls: 1}, {Calls: 3}, {Tokens: 50}, {Tokens: 5000}, {Steps: 1}} {
			a := ask(t, e, Query{Text: "What does the pump cost?", Mode: mode, Budget: b})
			full := b.WithDefaults()
			if u := a.Usage; u.ModelCalls > full.Calls || u.PromptTokens+u.CompletionTokens > full.Tokens || u.Steps > full.Steps {
				t.Errorf("%s with %+v used %+v", mode, b, u)
			}
			if a.Text == "" && a.Status != Budget {
				t.Errorf("%s with %+v: no answer, and status %s", mode, b, a.Status)
			}
		}
	}
}

// A server that counts a token for every byte refuses the first prompt. It is made again
// with fewer passages, which the answer says; what was learned holds for the next prompt,
// and a replay comes to the same end.
func TestPromptMadeSmaller(t *testing.T) {
	docs := map[string]string{}
	for i := range 12 {
		docs[fmt.Sprintf("a%02d.txt", i)] = fmt.Sprintf("The pump %d costs %d crowns. ", i, 10+i) + strings.Repeat("Pumps are made of steel. ", 60)
	}
	for _, mode := range []Mode{ModeRAG, ModeFull, ModeHybrid, ModeAgent} {
		refused := 0
		script := &model.Scripted{Details: model.Info{Window: 8192}, Func: func(r model.Request) (string, error) {
			switch r.Purpose {
			case model.Verify:
				return "yes", nil
			case model.Agent:
				if r.Parts.Turn < 3 {
					return fmt.Sprintf(`{"search":"pump %d"}`, r.Parts.Turn), nil
				}
				return `{"answer":"It costs 12 crowns [1]."}`, nil
			case model.Root:
				return "no program", nil
			}
			return "It costs crowns [1].", nil
		}}
		e := engine(t, counting{model.Bytewise(script), &refused}, docs)
		a := ask(t, e, Query{Text: "What does the pump cost?", Mode: mode, Once: true})
		if mode == ModeHybrid { // its reader's first turn told what the server counts
			if refused != 0 || a.Status != Answered {
				t.Errorf("%s: %d refusals, %s %q", mode, refused, a.Status, a.Text)
			}
		} else if refused == 0 || a.Status != Answered || len(a.Citations) == 0 || !strings.Contains(strings.Join(a.Notices, "\n"), "counted more tokens than expected") {
			t.Errorf("%s: %d refusals, %s %q, notices %q", mode, refused, a.Status, a.Text, a.Notices)
		}
		if refused > 2 {
			t.Errorf("%s: %d prompts were refused, want two at most", mode, refused)
		}
		run, err := ReadTrajectory(t.Context(), e.Runs.(History), e.Asker, a.Run)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := e.Replay(t.Context(), run); err != nil || r.Difference != nil || r.Stopped != "" {
			t.Errorf("%s: replay %+v, %v", mode, r, err)
		}
	}
}

// counting counts the prompts that were too long.
type counting struct {
	to      model.Chat
	refused *int
}

func (c counting) Info() model.Info { return c.to.Info() }

func (c counting) Chat(ctx context.Context, req model.Request) (model.Response, error) {
	resp, err := c.to.Chat(ctx, req)
	if errors.Is(err, model.ErrTooLong) {
		*c.refused++
	}
	return resp, err
}
