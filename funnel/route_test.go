package funnel

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"funnel/ingest/annotate"
	"funnel/rlm/model"
	"funnel/store"
)

// TestRouteOf: questions of each kind, by their words alone.
func TestRouteOf(t *testing.T) {
	for _, tt := range []struct {
		kind Kind
		open bool
		list []string
	}{
		{KindLookup, false, []string{
			"What does the pump cost?", "Who chairs the board?", "When was the lease signed?", "What is the turnover of 2022?",
			"std::vector push_back", "Welche Farbe hat die Pumpe?", "Qué día abrió la planta?", "どの会社が作りましたか", "Wie hoch ist die Gebühr?", "昨年の売上はいくらですか", "Which code means a flat battery?",
			"What happens at which level?", "",
		}},
		{KindLookup, true, []string{
			"How many crowns does the pump cost?", "How many members voted in 2023?", "Which sites are closed?", "At which sites did incidents happen?",
			"What reports are still open?", "How many minutes approve the budget?", "Which contracts expire before 2025?",
			"Wie viele Verträge nennen eine Frist?", "Combien de contrats expirent ?", "¿Cuántos contratos hay?", "Hoeveel contracten lopen af?",
			"Сколько договоров истекает в 2024 году?", "有多少合同提到了罚款?",
		}},
		{KindAggregate, false, []string{
			"List all incidents of severity 2", "How many documents name a pump?", "Count the contracts", "Which documents speak of pumps?",
			"How many of the reports are open?", "How many days were lost in all the incidents?", "Name all suppliers", "List every contract with a notice period", "What are all the notice periods?",
			"Wie viele Dokumente nennen eine Pumpe?", "Welche Dokumente nennen eine Pumpe?", "Nenne alle Lieferanten", "Combien de documents parlent de pompes ?",
			"Quels documents parlent de pompes ?", "¿Cuántos documentos hay?", "Quali documenti parlano di pompe?", "Quantos documentos existem?",
			"Welke documenten noemen een pomp?", "Сколько документов говорит о насосах?", "有多少文件提到了泵?", "列出所有供应商", "ポンプに触れている文書は何件ありますか",
			"펌프를 언급한 문서는 몇 개입니까?",
		}},
		{KindHops, false, []string{
			"Who wrote the report that led to the new rules?", "Which cost more, the roof or the cells?", "By how much is the harvest of 2021 larger than that of 2022?",
			"What is the difference between both guarantees?", "Which of the two can be ended sooner?",
			"What is the birthplace of the performer of the song of the film?",
		}},
	} {
		for _, q := range tt.list {
			if r := routeOf(q); r.kind != tt.kind || r.open != tt.open || r.why == "" {
				t.Errorf("%q: %+v, want %s, open %v", q, r, tt.kind, tt.open)
			}
		}
	}
}

// saltern is the invented world of testdata.
func saltern(t *testing.T, chat model.Chat) *Engine {
	t.Helper()
	root := filepath.Join("..", "testdata", "saltern", "docs")
	var docs []*store.Document
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil || !strings.Contains(string(raw), "\n") {
			return err
		}
		text := strings.ToValidUTF8(string(raw), "")
		title, _, _ := strings.Cut(strings.TrimLeft(text, "#- \n"), "\n")
		doc := &store.Document{ID: "docs/" + name, Title: title, Text: text, Kind: "text", Source: "/" + name, Hash: text}
		for at := 0; at < len(text); {
			end := min(at+1200, len(text))
			if cut := strings.LastIndex(text[at:end], "\n"); cut > 0 && end < len(text) {
				end = at + cut + 1
			}
			for end < len(text) && text[end]&0xc0 == 0x80 {
				end++
			}
			doc.Chunks = append(doc.Chunks, store.Chunk{Start: at, End: end})
			at = end
		}
		annotate.Document(doc)
		docs = append(docs, doc)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return engineOf(t, chat, docs)
}

// TestRouteSaltern: the kinds that the router finds among the 60 questions of
// testdata, each list and count to be asked of all documents.
func TestRouteSaltern(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "testdata", "saltern", "queries.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	e := saltern(t, model.Builtin())
	got, n := map[string]map[Scope]int{}, 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var q struct {
			Text     string
			Metadata struct{ Kind string }
		}
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		n++
		out := routedBy(t, e, Query{Text: q.Text}, fmt.Sprint(n))
		kind := q.Metadata.Kind
		if got[kind] == nil {
			got[kind] = map[Scope]int{}
		}
		got[kind][out.Scope]++
		if all := kind == "count" || kind == "list"; all != (out.Scope == ScopeAll) {
			t.Logf("%s: %s is asked of %s: %s", kind, q.Text, out.Scope, out.Route.Reason)
		}
	}
	t.Log(got)
	wrong := got["count"][ScopeTop] + got["list"][ScopeTop]
	for _, kind := range []string{"lookup", "two-hop", "compare", "superseded", "contradiction", "unanswerable"} {
		wrong += got[kind][ScopeAll]
	}
	if wrong > 4 {
		t.Errorf("%d of 60 questions are asked of the wrong scope: %v", wrong, got)
	}
}

// routedBy is what the router makes of a question, without an answer.
func routedBy(t *testing.T, e *Engine, q Query, run string) *Answer {
	t.Helper()
	a := e.asking(asked{Query: q}, store.Run{ID: run})
	if err := e.Runs.BeginRun(t.Context(), store.Run{ID: run, Collection: "default", Question: q.Text, Started: e.Now()}); err != nil {
		t.Fatal(err)
	}
	mode, scope, why := route(q)
	a.scope = scope
	out := &Answer{Mode: mode, Scope: scope, Route: why}
	ctx := context.Background()
	var err error
	if a.list, err = a.firstList(ctx, mode); err != nil {
		t.Fatal(err)
	}
	if err := a.reroute(ctx, out); err != nil {
		t.Fatal(err)
	}
	if out.Route.Reason == "" || out.Route.Kind == "" {
		t.Errorf("%q: %+v", q.Text, out.Route)
	}
	return out
}

// reports are n documents that are called reports, of some length.
func reports(n, size int) []*store.Document {
	var docs []*store.Document
	for i := range n {
		text := fmt.Sprintf("Report %d of the pump house. The pump was checked by keeper %d. ", i, i)
		text += strings.Repeat("The water was clear and the wind was low. ", size/42)
		docs = append(docs, &store.Document{ID: fmt.Sprintf("reports/r%02d.txt", i), Title: fmt.Sprintf("Report %d", i), Text: text, Kind: "text",
			Source: fmt.Sprintf("/%d", i), Hash: text, Chunks: []store.Chunk{{Start: 0, End: len(text)}}})
	}
	return docs
}

// TestReroute: what the first search, the length of the shortlist and the model
// make of a question.
func TestReroute(t *testing.T) {
	say := func(reply string) model.Chat {
		return &model.Scripted{Func: func(model.Request) (string, error) { return reply, nil }}
	}
	for _, tt := range []struct {
		name   string
		size   int // bytes of each of 12 documents
		chat   model.Chat
		query  Query
		kind   Kind
		mode   Mode
		scope  Scope
		reason string
		calls  int
	}{
		{"look-up, short", 100, say("-"), Query{Text: "Who checked the pump in report 7?"}, KindLookup, ModeAuto, ScopeTop, "fits the window", 0},
		{"look-up, long", 40000, say("-"), Query{Text: "Who checked the pump in report 7?"}, KindLookup, ModeAuto, ScopeTop, "mode rag first", 0},
		{"hops, short", 100, say("-"), Query{Text: "Which was checked later, the pump or the water?"}, KindHops, ModeAuto, ScopeTop, "fits the window", 0},
		{"hops, long", 40000, say("-"), Query{Text: "Which was checked later, the pump or the water?"}, KindHops, ModeHybrid, ScopeTop, "one after the other", 0},
		{"documents are counted", 100, say("-"), Query{Text: "How many reports speak of a keeper?"}, KindAggregate, ModeHybrid, ScopeAll, "12 documents are called so", 0},
		{"a flat list", 100, say("-"), Query{Text: "Which keepers were there at the pump house?"}, KindAggregate, ModeHybrid, ScopeAll, "speak of it alike", 0},
		{"the model decides: aggregate", 100, say(`{"kind":"aggregate"}`), Query{Text: "How many keepers were there at the pump house?"}, KindAggregate, ModeHybrid, ScopeAll, "the model says", 1},
		{"the model decides: lookup", 100, say(`{"kind":"lookup"}`), Query{Text: "How many keepers were there at the pump house?"}, KindLookup, ModeAuto, ScopeTop, "the model says", 1},
		{"the model does not say", 100, say("I do not know."), Query{Text: "How many keepers were there at the pump house?"}, KindLookup, ModeAuto, ScopeTop, "did not say", 1},
		{"no model", 100, model.Builtin(), Query{Text: "How many keepers were there at the pump house?"}, KindLookup, ModeAuto, ScopeTop, "it may ask for all keepers", 0},
		{"nothing", 100, say("-"), Query{Text: "Quillon tariff zebra"}, KindNothing, ModeRAG, ScopeTop, "no document holds", 0},
		{"scope as asked", 100, say("-"), Query{Text: "How many reports speak of a keeper?", Scope: ScopeTop}, KindLookup, ModeAuto, ScopeTop, "scope as asked", 0},
		{"mode as asked", 100, say("-"), Query{Text: "Who checked the pump in report 7?", Mode: ModeHybrid}, KindLookup, ModeHybrid, ScopeTop, "mode as asked", 0},
	} {
		e := engineOf(t, tt.chat, reports(12, tt.size))
		out := routedBy(t, e, tt.query, "run")
		if out.Route.Kind != tt.kind || out.Mode != tt.mode || out.Scope != tt.scope || !strings.Contains(out.Route.Reason, tt.reason) {
			t.Errorf("%s: %s, mode %s, scope %s: %s", tt.name, out.Route.Kind, out.Mode, out.Scope, out.Route.Reason)
		}
		if s, ok := tt.chat.(*model.Scripted); ok && len(s.Requests()) != tt.calls {
			t.Errorf("%s: %d calls, want %d", tt.name, len(s.Requests()), tt.calls)
		}
	}
}

// TestNotReadRecursively: a shortlist that fits is read in one prompt, not by a
// reader, unless that was asked for.
func TestNotReadRecursively(t *testing.T) {
	for mode, recursive := range map[Mode]bool{ModeAuto: false, ModeHybrid: true} {
		chat := &model.Scripted{Func: func(req model.Request) (string, error) { return "The documents do not say.", nil }}
		e := engineOf(t, chat, reports(12, 400))
		a := ask(t, e, Query{Text: "What does the keeper earn at the pump?", Mode: mode})
		root := false
		for _, r := range chat.Requests() {
			root = root || r.Purpose == model.Root
		}
		if root != recursive || a.Status != Abstained || a.Usage.Searches < 2 {
			t.Errorf("%s: a reader was asked: %v; %s after %d searches: %s", mode, root, a.Status, a.Usage.Searches, a.Route.Reason)
		}
	}
}
