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
	"funnel/rlm/model"
	"funnel/store"
)

// nosy is a program that tries every tool on everything, the hidden document
// by name included, and prints what comes back.
const nosy = "Look.\n```repl\n" + `
def attempt(what, f):
    try:
        print(what, f())
    except Exception as e:
        print(what, "raised", type(e).__name__, e)

for doc in ["vault", "public1", "nothere"]:
    attempt("read " + doc, lambda: read(doc))
    attempt("slice " + doc, lambda: read(doc, 0, 5))
    attempt("outline " + doc, lambda: outline(doc))
    attempt("docs " + doc, lambda: docs[doc])
    attempt("in " + doc, lambda: doc in docs)
    attempt("neighbors " + doc, lambda: neighbors(doc))
    attempt("add " + doc, lambda: add(doc))
    attempt("note " + doc, lambda: note("claim", doc, "The secret"))
    attempt("cite " + doc, lambda: cite("The secret tariff"))
for leg in [None, "keyword", "vector", "hybrid"]:
    for q in ["secret tariff of Quillon", "pump", "crowns"]:
        attempt("search", lambda: search(q, 50, leg))
        attempt("search where", lambda: search(q, 50, leg, {"team": "a"}))
for p in ["(?i)secret", "tariff|pump", "."]:
    attempt("grep", lambda: grep(p, None, 3))
attempt("find", lambda: [d.id for d in find()])
attempt("find", lambda: [d.id for d in find("secret|pump")])
attempt("docs", lambda: [(d.id, d.title, d.bytes, d.metadata) for d in docs])
attempt("vars", lambda: sorted(globals().keys()))
` + "```\n"

// labelled opens a store of public documents and, if hidden, of one with the
// label hr, as an asker without labels sees it.
func labelled(t *testing.T, chat model.Chat, hidden bool) (*Engine, *store.Store) {
	t.Helper()
	ctx, log, dir := context.Background(), slog.New(slog.DiscardHandler), t.TempDir()
	st, err := store.Open(ctx, filepath.Join(dir, "db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := st.Create(ctx, "default")
	if err != nil {
		t.Fatal(err)
	}
	put := func(id, text string, labels ...string) *store.Document {
		return &store.Document{ID: id, Title: id, Text: text, Kind: "text", Source: "/" + id, Hash: text, Labels: labels,
			Metadata: map[string]any{"team": "a"}, Outline: []store.Heading{{Level: 1, Kind: "heading", Title: id, Start: 0, End: len(text)}},
			Links: []store.Link{{Target: "vault", Doc: "vault", Start: 0, End: 1}}, Chunks: []store.Chunk{{Start: 0, End: len(text)}}}
	}
	docs := []*store.Document{put("public1", "The pump costs 12 crowns. See the vault."), put("public2", "The tariff of the ferry is public.")}
	if hidden {
		docs = append(docs, put("vault", "The secret tariff of Quillon is 77 crowns for the pump.", "hr"))
	}
	if _, err := c.Apply(ctx, docs, nil); err != nil {
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
		if err := errors.Join(lib.Close(), st.Close()); err != nil {
			t.Error(err)
		}
	})
	nobody, err := store.NewAsker()
	if err != nil {
		t.Fatal(err)
	}
	seen, err := lib.For(ctx, nobody)
	if err != nil {
		t.Fatal(err)
	}
	seen.Ranked = true // the collection without a label shows ranks too, to be compared
	return &Engine{Collection: seen, Chat: chat, Runs: st, Audits: st, Log: log,
		Now: func() time.Time { return time.Unix(1, 0) }, NewID: func() string { return "run" }}, st
}

// TestToolsHide: a reader whose programs try every tool is shown, and leaves in
// the trace, exactly what it would had the hidden document never existed.
func TestToolsHide(t *testing.T) {
	for _, mode := range []Mode{ModeHybrid, ModeRLM} {
		var first string
		for _, hidden := range []bool{false, true} {
			chat := &model.Scripted{Func: func(req model.Request) (string, error) {
				if req.Purpose == model.Root && len(req.Messages) < 6 {
					return nosy, nil
				}
				return "The documents do not say.", nil
			}}
			e, st := labelled(t, chat, hidden)
			a := ask(t, e, Query{Text: "What is the secret tariff of Quillon?", Mode: mode})
			steps, err := st.Steps(context.Background(), "run")
			calls, err2 := st.Calls(context.Background(), "run")
			audit, err3 := st.Audits(context.Background(), e.Asker, 0)
			raw, err4 := json.MarshalIndent([]any{a, chat.Requests(), steps, calls, audit}, "", " ")
			if err := errors.Join(err, err2, err3, err4); err != nil {
				t.Fatal(err)
			}
			text := string(raw)
			if len(steps) < 2 || !strings.Contains(text, "search where") || !strings.Contains(text, "no such document") {
				t.Fatalf("%s: the tools were not tried: %d steps\n%s", mode, len(steps), text)
			}
			if strings.Contains(text, "77 crowns") {
				t.Errorf("%s: the hidden text is in the run", mode)
			}
			if !hidden {
				first = text
			} else if text != first {
				t.Errorf("%s: the run tells of a hidden document:\n%s", mode, difference(text, first))
			}
		}
	}
}

// difference is where two texts part.
func difference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return s[max(0, i-200):min(len(s), i+300)] }
	return fmt.Sprintf("%s\n== without it ==\n%s", cut(a), cut(b))
}
