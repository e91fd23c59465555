package funnel

import (
	"math"
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
