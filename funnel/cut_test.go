package funnel

import (
	"context"
	"strings"
	"testing"

	"funnel/index"
	"funnel/rlm/model"
)

// crowd is an index in which one document has more passages than anybody asks for.
type crowd struct{ index.Index }

// Search implements index.Index.
func (crowd) Search(_ context.Context, q index.Query) ([]index.Hit, error) {
	hits := make([]index.Hit, q.K)
	for i := range hits {
		hits[i] = index.Hit{Doc: "a", Ord: i, Score: 1 / float64(i+1)}
	}
	return hits, nil
}

// A list that is shorter than what was asked for, because the passages that
// are looked at were all of a few documents, says so; one that has all there
// is does not.
func TestShortListIsSaid(t *testing.T) {
	e := engine(t, model.Builtin(), map[string]string{"a": "the pump of the harbour", "b": "the pump of the mill", "c": "a lease"})
	said := func(k int) bool {
		list, err := e.Search(t.Context(), SearchQuery{Text: "pump", K: k, Leg: LegKeyword})
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(strings.Join(list.Notices, " "), "were found instead of")
	}
	if said(50) {
		t.Error("two of three documents have the word, and a cut is claimed")
	}
	e.Keyword = crowd{e.Keyword}
	if !said(50) {
		t.Error("a cut is not said")
	}
	if said(1) {
		t.Error("all that was asked for is there, and a cut is claimed")
	}
}
