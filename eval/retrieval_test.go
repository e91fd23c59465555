package eval

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"funnel/funnel"
	"funnel/store"
)

// listed is a Searcher that knows its rankings by question and leg.
type listed map[string][]funnel.Hit

func (l listed) Search(_ context.Context, q funnel.SearchQuery) (*funnel.Shortlist, error) {
	if q.Text == "?" {
		return nil, funnel.ErrEmptyQuestion
	}
	return &funnel.Shortlist{Hits: l[string(q.Leg)+" "+q.Text]}, nil
}

// bodies gives every document the same number of tokens.
type bodies int

func (b bodies) Document(_ context.Context, id string) (*store.Document, error) {
	return &store.Document{ID: id, Text: strings.Repeat("abcd", int(b))}, nil
}

func ranking(ids ...string) (list []funnel.Hit) {
	for i, id := range ids {
		list = append(list, funnel.Hit{Rank: i + 1, Doc: id, Score: 1 / float64(i+1)})
	}
	return list
}

func TestRetrieve(t *testing.T) {
	d := &Dataset{Name: "toy", Docs: 9, Questions: []Question{
		{ID: "1", Text: "one", Kind: "a", Evidence: []Span{{Doc: "x"}, {Doc: "y"}}, Cluster: "1"},
		{ID: "2", Text: "two", Kind: "b", Evidence: []Span{{Doc: "z"}}, Grades: map[string]int{"z": 1, "n": 0}, Cluster: "2"},
		{ID: "3", Text: "?", Kind: "b", Evidence: []Span{{Doc: "z"}}, Cluster: "3"},
		{ID: "4", Text: "no evidence"},
	}}
	s := listed{
		"keyword one": ranking("x", "n", "y"), "hybrid one": ranking("x", "y"),
		"keyword two": ranking("n", "z"), "hybrid two": ranking("n", "m"),
	}
	legs := []funnel.Leg{funnel.LegKeyword, funnel.LegHybrid}
	r, err := Retrieve(t.Context(), s, bodies(3000), d, RetrievalOptions{Legs: legs, Rounds: 50})
	if err != nil {
		t.Fatal(err)
	}
	ideal := 1 + 1/math.Log2(3)
	for _, c := range []struct {
		leg    funnel.Leg
		metric string
		want   float64
	}{
		{"keyword", "recall@5", 2. / 3}, {"hybrid", "recall@5", 1. / 3},
		{"keyword", "all@20", 2. / 3}, {"hybrid", "all@20", 1. / 3},
		{"keyword", "mrr@10", (1 + .5) / 3},
		{"keyword", "ndcg@10", ((1+.5)/ideal + 1/math.Log2(3)) / 3},
		{"keyword", "all@8k", 1. / 3}, // two documents of 3,000 tokens fit: n and z
		{"hybrid", "all@32k", 1. / 3},
	} {
		if got := r.Legs[c.leg][c.metric].Mean; math.Abs(got-c.want) > 1e-4 {
			t.Errorf("%s %s = %v, want %v", c.leg, c.metric, got, c.want)
		}
	}
	if r.Queries != 3 || r.Unit != "documents" || len(r.Kinds) != 2 || r.Kinds[1].Queries != 2 {
		t.Errorf("queries %d, unit %s, kinds %v", r.Queries, r.Unit, r.Kinds)
	}
	if len(r.Spread) != 2 || r.Spread[0].Queries != 2 || r.Spread[1].Queries != 1 || r.Spread[1].Legs["keyword"]["recall@20"].Mean != 1 {
		t.Errorf("by spread of evidence: %v", r.Spread)
	}
	for _, p := range r.Paired {
		if p.Kind == "" && p.Metric == "recall@5" && math.Abs(p.Diff+1./3) > 1e-4 {
			t.Errorf("paired recall@5 = %v, want -1/3", p.Diff)
		}
	}
	raw, err := json.Marshal(r)
	if err != nil || !strings.Contains(string(raw), `"recall@5_ci":[`) {
		t.Errorf("json %v: %s", err, raw)
	}
}

func TestRetrieveNoEvidence(t *testing.T) {
	d := &Dataset{Questions: []Question{{ID: "4", Text: "no evidence"}}}
	if _, err := Retrieve(t.Context(), listed{}, bodies(1), d, RetrievalOptions{}); !errors.Is(err, ErrNoEvidence) {
		t.Fatal(err)
	}
}

// Where questions name spans, spans count: what is shown must hold half of
// the gold span, and the budget takes spans instead of documents.
func TestRetrieveSpans(t *testing.T) {
	d := &Dataset{Questions: []Question{{ID: "1", Text: "q", Cluster: "1", Evidence: []Span{
		{Doc: "x", Start: 100, End: 140},
		{Doc: "y", Start: 0, End: 10, Group: "g"}, {Doc: "x", Start: 500, End: 510, Group: "g"},
	}}}}
	show := func(doc string, start, end, size int) funnel.Hit {
		return funnel.Hit{Doc: doc, Spans: []funnel.Passage{{Start: start, End: end, Text: strings.Repeat("abcd", size)}}}
	}
	for name, c := range map[string]struct {
		hits       []funnel.Hit
		share, all float64 // span_recall@20, all@8k
	}{
		"both":        {[]funnel.Hit{show("x", 120, 600, 10)}, 1, 1},
		"one":         {[]funnel.Hit{show("y", 0, 50, 10)}, .5, 0},
		"too little":  {[]funnel.Hit{show("x", 125, 300, 10), show("y", 8, 90, 10)}, 0, 0},
		"over budget": {[]funnel.Hit{show("x", 90, 200, 7000), show("y", 0, 90, 7000)}, 1, 0},
	} {
		r, err := Retrieve(t.Context(), listed{"keyword q": c.hits}, bodies(1), d, RetrievalOptions{Legs: []funnel.Leg{"keyword"}})
		if err != nil {
			t.Fatal(err)
		}
		m := r.Legs["keyword"]
		if r.Unit != "spans" || m["span_recall@20"].Mean != c.share || m["all@8k"].Mean != c.all {
			t.Errorf("%s: unit %s, span_recall@20 %v, all@8k %v", name, r.Unit, m["span_recall@20"].Mean, m["all@8k"].Mean)
		}
	}
}

func TestWriteRun(t *testing.T) {
	var b strings.Builder
	hits := []funnel.Hit{{Doc: "a b", Score: 1}, {Doc: "c", Score: 1}, {Doc: "50%", Score: -2}}
	if err := WriteRun(&b, "tag", &Question{ID: "q\t1"}, hits); err != nil {
		t.Fatal(err)
	}
	var last float32 = math.MaxFloat32
	for i, want := range []string{"a%20b", "c", "50%25"} {
		var q, q0, doc, tag string
		var rank int
		var score float32
		line := strings.Split(b.String(), "\n")[i]
		if _, err := fmt.Sscan(line, &q, &q0, &doc, &rank, &score, &tag); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if q != "q%091" || q0 != "Q0" || doc != want || rank != i+1 || tag != "tag" || score >= last {
			t.Errorf("line %q, score before %v", line, last)
		}
		last = score
	}
	b.Reset()
	qs := []Question{{ID: "1", Grades: map[string]int{"b": 2, "a": 0}}, {ID: "2", Evidence: []Span{{Doc: "x y"}}}}
	if err := WriteQrels(&b, qs); err != nil || b.String() != "1 0 a 0\n1 0 b 2\n2 0 x%20y 1\n" {
		t.Errorf("qrels %v: %q", err, b.String())
	}
}
