package funnel

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"funnel/rlm/model"
	"funnel/store"
)

func TestParseHints(t *testing.T) {
	for _, tt := range []struct {
		query, text string
		hints       string
	}{
		{"title:pump cost", "cost", "title:pump"},
		{`cost title:"annual report" of`, "cost of", `title:"annual report"`},
		{"path:contracts/ after:2024-01-01 before:2025 fee", "fee", "path:contracts/ after:2024-01-01 before:2025"},
		{"type:pdf lang:de Gebühr", "Gebühr", "type:pdf lang:de"},
		{"fee after:2024-05, please", "fee please", "after:2024-05"},
		// What merely contains a colon is text.
		{"std::vector push_back", "std::vector push_back", ""},
		{"path::join", "path::join", ""},
		{"http://example.org/title:x", "http://example.org/title:x", ""},
		{"path://x", "path://x", ""},
		{"Error: foo", "Error: foo", ""},
		{"Title:foo", "Title:foo", ""},
		{"error:foo key:value", "error:foo key:value", ""},
		{"title: pump", "title: pump", ""},
		{"what is title:", "what is title:", ""},
		{"title:::", "title:::", ""},
		{`"title:pump" cost`, `"title:pump" cost`, ""},
		{`say "the title:pump" now`, `say "the title:pump" now`, ""},
		{"subtitle:pump", "subtitle:pump", ""},
		{":", ":", ""}, {"", "", ""}, {`"`, `"`, ""}, {"title:\"", "title:\"", ""},
	} {
		text, hints := parseHints(tt.query)
		var got []string
		for _, h := range hints {
			got = append(got, h.String())
		}
		if text != tt.text || strings.Join(got, " ") != tt.hints {
			t.Errorf("%q: text %q, hints %q; want %q, %q", tt.query, text, got, tt.text, tt.hints)
		}
	}
}

// FuzzHints: nothing that is typed is lost, and text without hints is left alone.
func FuzzHints(f *testing.F) {
	for _, s := range []string{"title:pump cost", `title:"a b" c`, "std::vector", "\"", "a:\xff", "path:é* x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		text, hints := parseHints(query)
		if len(hints) == 0 && text != query {
			t.Errorf("%q became %q without a hint", query, text)
		}
		for _, h := range hints {
			if !strings.Contains(query, h.Field+":") || !hasContent(h.Value) {
				t.Errorf("%q: hint %+v", query, h)
			}
		}
		for _, w := range strings.Fields(text) {
			if !strings.Contains(query, w) {
				t.Errorf("%q: %q was made up", query, w)
			}
		}
	})
}

// dated are documents with titles, dates, kinds and languages.
func dated(t *testing.T) *Engine {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	found := func(text, value string) []store.Found {
		at := strings.Index(text, value)
		return []store.Found{{Value: value, Start: at, End: at + len(value)}}
	}
	doc := func(id, title, kind, lang, modified, text string) *store.Document {
		return &store.Document{ID: id, Title: title, Kind: kind, Lang: lang, Modified: day(modified), Text: text, Source: "/" + id, Hash: text,
			Chunks: []store.Chunk{{Start: 0, End: len(text)}}}
	}
	docs := []*store.Document{
		doc("contracts/pump.md", "Pump contract", "markdown", "en", "2023-03-01", "The fee is 12 crowns. Signed 2023-02-27 for version 2.6.1."),
		doc("contracts/valve.md", "Valve contract", "markdown", "en", "2024-06-01", "The fee is 3 crowns."),
		doc("notes/pumps.txt", "Notes on pumps and fees", "text", "de", "2024-01-01", "The fee was discussed. See std::vector and Error: foo."),
	}
	docs[0].Dates, docs[0].Versions = found(docs[0].Text, "2023-02-27"), found(docs[0].Text, "2.6.1")
	docs[1].Metadata = map[string]any{"date": "2025"}
	docs[1].Mentions = []store.Mention{{Key: "crowns", Kind: store.MentionName, Count: 1, Start: 13, End: 19}}
	return engineOf(t, model.Builtin(), docs)
}

func TestHints(t *testing.T) {
	e := dated(t)
	for _, tt := range []struct {
		query  string
		where  Filter
		docs   string
		notice string
	}{
		{query: "fee", docs: "contracts/pump.md contracts/valve.md notes/pumps.txt"},
		{query: "title:pump fee", docs: "contracts/pump.md notes/pumps.txt", notice: "title:pump admits 2 documents"},
		{query: `title:"pump contract" fee`, docs: "contracts/pump.md"},
		{query: "title:valve", docs: "contracts/valve.md"},
		{query: "path:contracts/ fee", docs: "contracts/pump.md contracts/valve.md"},
		{query: "path:*/pump?.txt fee", docs: "notes/pumps.txt"},
		{query: "path:*.md fee", docs: "contracts/pump.md contracts/valve.md"},
		{query: "path:*ump* fee", docs: "contracts/pump.md notes/pumps.txt"},
		{query: "path:**/*.txt fee", docs: "notes/pumps.txt"},
		{query: "after:lunch fee", docs: "contracts/pump.md contracts/valve.md notes/pumps.txt", notice: "lunch is no date"},
		{query: "after:2024-13-45 fee", docs: "contracts/pump.md contracts/valve.md notes/pumps.txt", notice: "2024-13-45 is no date"},
		{query: "after:2024 fee", docs: "contracts/valve.md notes/pumps.txt"},
		{query: "after:2024-01-02 fee", docs: "contracts/valve.md"},
		{query: "before:2024-01-01 fee", docs: "contracts/pump.md"},
		{query: "before:2024-07 fee", docs: "contracts/pump.md notes/pumps.txt"}, // the valve's own date is 2025
		{query: "type:md fee", docs: "contracts/pump.md contracts/valve.md"},
		{query: "type:text fee", docs: "notes/pumps.txt"},
		{query: "lang:de fee", docs: "notes/pumps.txt"},
		{query: "type:int fee", docs: "contracts/pump.md contracts/valve.md notes/pumps.txt", notice: "no document has the type int"},
		{query: "title:submarine fee", docs: "", notice: "title:submarine admits 0 documents"},
		{query: "std::vector", docs: "notes/pumps.txt"},
		{query: "Error: foo", docs: "notes/pumps.txt"},
		{query: "fee", where: Filter{"date": "2023-02"}, docs: "contracts/pump.md"},
		{query: "fee", where: Filter{"date": "2023-01..2023-02"}, docs: "contracts/pump.md"},
		{query: "fee", where: Filter{"date": "2024..2026"}, docs: ""},
		{query: "fee", where: Filter{"date": "2025"}, docs: "contracts/valve.md"}, // of its metadata
		{query: "fee", where: Filter{"version": "v2.6"}, docs: "contracts/pump.md"},
		{query: "fee", where: Filter{"version": "2"}, docs: "contracts/pump.md"},
		{query: "fee", where: Filter{"version": "2.61"}, docs: ""},
		{query: "fee", where: Filter{"mentions": "Crowns"}, docs: "contracts/valve.md"},
		{query: "fee", where: Filter{"type": "text", "after": "2023"}, docs: "notes/pumps.txt"},
		{query: "after:2024 fee", where: Filter{"kind": "markdown"}, docs: "contracts/valve.md"},
	} {
		list, err := e.Search(context.Background(), SearchQuery{Text: tt.query, Where: tt.where, Leg: LegKeyword})
		if err != nil {
			t.Errorf("%q %v: %v", tt.query, tt.where, err)
			continue
		}
		if got := slices.Sorted(slices.Values(list.docs())); strings.Join(got, " ") != tt.docs {
			t.Errorf("%q %v: %v, want %s", tt.query, tt.where, got, tt.docs)
		}
		if !strings.Contains(strings.Join(list.Notices, "\n"), tt.notice) || list.Query != tt.query {
			t.Errorf("%q: query %q, notices %q, want %q", tt.query, list.Query, list.Notices, tt.notice)
		}
		if hinted := strings.Contains(tt.notice, "admits"); hinted && (list.Understood == nil || len(list.Understood.Hints) == 0) {
			t.Errorf("%q: understood %+v", tt.query, list.Understood)
		}
	}
	if _, err := e.Search(context.Background(), SearchQuery{Text: "after:2024"}); !errors.Is(err, ErrOnlyHints) {
		t.Errorf("hints alone: %v", err)
	}
	if _, err := e.Search(context.Background(), SearchQuery{Text: "fee", Where: Filter{"after": "lunch"}}); !errors.Is(err, ErrFilter) {
		t.Errorf("after=lunch: %v", err)
	}
}

// TestHintedQuestion: the hints of a question hold for everything that its
// reader does, and the model is asked the rest.
func TestHintedQuestion(t *testing.T) {
	chat := &model.Scripted{Func: func(req model.Request) (string, error) {
		if req.Purpose == model.Root && len(req.Messages) < 4 {
			return "```repl\nprint([d.id for d in docs], find(), [h.doc for h in search('fee', 9)], [h.doc for h in search('path:contracts fee', 9)])\n```", nil
		}
		return "The documents do not say.", nil
	}}
	e := dated(t)
	e.Chat = chat
	a := ask(t, e, Query{Text: "before:2024 What is the fee?", Mode: ModeHybrid})
	if a.Question != "before:2024 What is the fee?" || len(a.Shortlist) != 1 || !strings.Contains(fmt.Sprint(a.Notices), "before:2024 admits 1 document") {
		t.Errorf("%q %v %q", a.Question, a.Shortlist, a.Notices)
	}
	asked := fmt.Sprint(chat.Requests())
	if strings.Contains(asked, "before:2024") || strings.Contains(asked, "valve") || strings.Contains(asked, "notes/") {
		t.Errorf("the model saw hints or what they exclude: %s", asked)
	}
}

func TestFirstDay(t *testing.T) {
	for s, want := range map[string]string{"2024": "2024-01-01", "2024-05": "2024-05-01", "2024-05-07": "2024-05-07", "2024-05-07T10:00:00Z": "2024-05-07",
		"2024-05-07 10:00": "2024-05-07", "2024-13": "", "lunch": "", "": "", "20245": "", "2024-05-071": ""} {
		if got := firstDay(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	if (Hint{"title", "a b"}).String() != `title:"a b"` {
		t.Error("a phrase is written in quotes")
	}
}
