package rlm

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"funnel/rlm/model"
)

// dataset reads a folder of documents and questions with known answers.
func dataset(t *testing.T, name string) (texts map[string]string, queries []datasetQuery) {
	t.Helper()
	dir := os.Getenv("FUNNEL_TEST_DATA")
	if dir == "" {
		dir = "../../shared/data"
	}
	texts = map[string]string{}
	read := func(file string, line func(*json.Decoder) error) {
		f, err := os.Open(filepath.Join(dir, name, file))
		if err != nil {
			t.Skipf("no test data: %v (set FUNNEL_TEST_DATA)", err)
		}
		defer f.Close()
		d := json.NewDecoder(bufio.NewReader(f))
		for {
			if err := line(d); err == io.EOF {
				return
			} else if err != nil {
				t.Fatal(err)
			}
		}
	}
	read("corpus.jsonl", func(d *json.Decoder) error {
		var doc struct {
			ID   string `json:"_id"`
			Text string
		}
		err := d.Decode(&doc)
		if err == nil {
			texts[doc.ID] = doc.Text
		}
		return err
	})
	read("queries.jsonl", func(d *json.Decoder) error {
		var q datasetQuery
		err := d.Decode(&q)
		if err == nil {
			queries = append(queries, q)
		}
		return err
	})
	return texts, queries
}

type datasetQuery struct {
	ID       string `json:"_id"`
	Text     string
	Metadata struct {
		Kind     string
		Answer   any
		Evidence []string `json:"evidence_docs"`
	}
}

// TestPerfectLeafIsExact: with a model that plans "ask every document" and labels each
// of them right, counts and lists over whole collections come out exact, and say what was
// read. FUNNEL_LONG asks all questions, else one of two kinds.
func TestPerfectLeafIsExact(t *testing.T) {
	if testing.Short() {
		t.Skip("reads whole collections")
	}
	for name, kinds := range map[string][]string{
		"peps": {"list_author", "list_status_year", "count_author", "count_status_year", "count_type_status"},
		"cuad": {"list_law_clause", "count_law", "count_clause"},
	} {
		texts, queries := dataset(t, name)
		corpus := NewMemoryCorpus(texts)
		starts := map[string]string{} // ids by how a document begins
		for id, text := range texts {
			starts[text[:min(len(text), 4000)]] = id
		}
		asked := map[string]int{}
		for _, q := range queries {
			if !slices.Contains(kinds, q.Metadata.Kind) || os.Getenv("FUNNEL_LONG") == "" && (asked[q.Metadata.Kind] > 0 || len(asked) > 1) {
				continue
			}
			asked[q.Metadata.Kind]++
			gold := map[string]bool{}
			for _, id := range q.Metadata.Evidence {
				gold[id] = true
			}
			if list, ok := q.Metadata.Answer.([]any); ok {
				for _, id := range list {
					gold[fmt.Sprint(id)] = true
				}
			}
			if n, err := strconv.Atoi(fmt.Sprint(q.Metadata.Answer)); err == nil && len(gold) == 0 {
				for _, d := range corpus.Docs()[:n] { // which they are is not known: any will do
					gold[d.ID] = true
				}
			}
			checkExact(t, corpus, q, starts, gold)
		}
	}
}

// checkExact asks one question with the perfect leaf.
func checkExact(t *testing.T, corpus *MemoryCorpus, q datasetQuery, starts map[string]string, gold map[string]bool) {
	t.Helper()
	operation, want := "filter", ""
	if strings.HasPrefix(q.Metadata.Kind, "count") {
		operation, want = "count", fmt.Sprint(q.Metadata.Answer)
	} else {
		ids := make([]string, 0, len(gold))
		for id := range gold {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		want = strings.Join(ids, ", ")
	}
	chat := &leafChat{func(req model.Request) string {
		if req.Purpose == model.Plan {
			return fmt.Sprintf(`{"operation":%q,"scope":"collection","question":%q}`, operation, q.Text)
		}
		for start, id := range starts {
			if gold[id] && strings.HasPrefix(req.Parts.Text, strings.TrimSpace(start)) {
				return `{"found":true,"match":true,"sentences":[1]}`
			}
		}
		return `{"found":true,"match":false,"sentences":[1]}`
	}}
	res, err := Run(context.Background(), slog.New(slog.DiscardHandler), chat, corpus, nil,
		Task{Question: q.Text, Tools: true, Short: true, All: true},
		Options{Way: WayPlan, InFlight: 2, Budget: Budget{Calls: 20_000, Tokens: 1 << 30, Time: time.Hour}})
	if err != nil {
		t.Fatal(err)
	}
	if res.Short != want || res.Stop != StopAnswered {
		t.Errorf("%s: %q, want %q (%s) %v", q.ID, clip(res.Short, 300), clip(want, 300), res.Stop, res.Notices)
	}
	if len(gold) <= 50 && len(res.Citations) < len(gold) {
		t.Errorf("%s: %d citations of %d documents", q.ID, len(res.Citations), len(gold))
	}
	say := fmt.Sprintf("read %d of the %d that match the filter", len(corpus.Docs()), len(corpus.Docs()))
	if len(res.Coverage.Statements) != 1 || res.Coverage.Statements[0] != say {
		t.Errorf("%s: coverage %q, want %q", q.ID, res.Coverage.Statements, say)
	}
}

// A leafChat answers by a function and keeps nothing.
type leafChat struct{ answer func(model.Request) string }

func (leafChat) Info() model.Info { return model.Info{Name: "leaf", Digest: "leaf", Window: 32768} }

func (c leafChat) Chat(ctx context.Context, req model.Request) (model.Response, error) {
	text := c.answer(req)
	return model.Response{Text: text, PromptTokens: model.PromptTokens(req.Messages), CompletionTokens: model.Tokens(text)}, ctx.Err()
}
