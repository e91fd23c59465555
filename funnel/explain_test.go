package funnel

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"funnel/rlm/model"
	"funnel/store"
)

// TestExplain: what is said of a score adds up to it; in a collection with
// labels ranks are said, and no number.
func TestExplain(t *testing.T) {
	e := engine(t, model.Builtin(), lamps)
	list, err := e.Search(t.Context(), SearchQuery{Text: "keeper lamp", Explain: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range list.Hits {
		sum := 0.0
		for _, p := range h.Parts {
			sum += p.Contribution
			if p.Rank != 0 {
				t.Errorf("%s: %+v", h.Doc, p)
			}
		}
		if len(h.Parts) == 0 || math.Abs(sum-h.Score) > 1e-9 {
			t.Errorf("%s: score %v, parts %+v", h.Doc, h.Score, h.Parts)
		}
	}
	var docs []*store.Document
	for _, id := range []string{"a.txt", "b.txt", "c.txt"} {
		docs = append(docs, &store.Document{ID: id, Text: lamps[id], Kind: "text", Source: "/" + id, Hash: id, Chunks: []store.Chunk{{Start: 0, End: len(lamps[id])}}})
	}
	e = engineFor(t, model.Builtin(), docs)
	if list, err = e.Search(t.Context(), SearchQuery{Text: "keeper lamp", Explain: true}); err != nil {
		t.Fatal(err)
	}
	seen := map[string]map[int]bool{}
	for _, h := range list.Hits {
		if h.Score != 1/float64(h.Rank) || len(h.Parts) == 0 {
			t.Errorf("%s: score %v, %d parts", h.Doc, h.Score, len(h.Parts))
		}
		for _, p := range h.Parts {
			if seen[p.Name] == nil {
				seen[p.Name] = map[int]bool{}
			}
			if p.Rank < 1 || p.Rank > 3 || seen[p.Name][p.Rank] || p.Score != 0 || p.Weight != 0 || p.Contribution != 0 {
				t.Errorf("%s: %+v", h.Doc, p)
			}
			seen[p.Name][p.Rank] = true
		}
	}
}

// A list that shows ranks shows no score anywhere in it.
func TestRankHidesScores(t *testing.T) {
	l := &Shortlist{Hits: []Hit{{
		Rank: 2, Score: .731, Legs: map[Leg]LegScore{LegKeyword: {Rank: 4, Score: 7.31}},
		Spans: []Passage{{Score: .731}, {Score: .0731}}, Parts: []Part{{Name: "keyword", Score: 7.31, Weight: 1, Contribution: .731}},
	}}}
	l.rank()
	text, err := json.Marshal(l)
	if err != nil || strings.Contains(string(text), "731") {
		t.Errorf("%s, %v", text, err)
	}
}
