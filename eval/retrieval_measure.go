package eval

import (
	"context"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"funnel/funnel"
)

// The metrics of one question. Documents count as trec_eval counts them
// (linear gain; documents that are not judged are not relevant). A piece of
// evidence is found in a span when they overlap by half of the shorter one.
const (
	metricNDCG  = "ndcg@10"
	metricMRR   = "mrr@10"
	metricAll8  = "all@8k"
	metricAll32 = "all@32k"
)

// sizes remembers how many tokens whole documents take.
type sizes struct {
	texts  Texts
	tokens map[string]int
}

// measure computes all metrics of one ranking.
func (s *sizes) measure(ctx context.Context, q *Question, hits []funnel.Hit) (map[string]float64, error) {
	rel := q.Relevant()
	v := map[string]float64{metricNDCG: ndcg(rel, hits, 10), metricMRR: reciprocal(rel, hits, 10)}
	for _, k := range []int{5, 20, 100} {
		v[fmt.Sprintf("recall@%d", k)] = recall(rel, hits, k)
	}
	for _, k := range []int{20, 100} {
		v[fmt.Sprintf("all@%d", k)] = whole(v[fmt.Sprintf("recall@%d", k)])
	}
	for name, budget := range map[string]int{metricAll8: 8000, metricAll32: 32000} {
		within, err := s.within(ctx, q, hits, budget)
		if err != nil {
			return nil, err
		}
		v[name] = whole(found(q.Pieces(), within))
	}
	if q.hasSpans() {
		share := found(q.Pieces(), spansOf(hits[:min(20, len(hits))]))
		v["span_recall@20"], v["span_all@20"] = share, whole(share)
	}
	return v, nil
}

// hasSpans reports whether any piece of evidence is less than a document.
func (q *Question) hasSpans() bool {
	return slices.ContainsFunc(q.Evidence, func(s Span) bool { return !s.Whole() })
}

func ndcg(rel map[string]int, hits []funnel.Hit, k int) float64 {
	var grades []int
	for _, g := range rel {
		grades = append(grades, max(g, 0))
	}
	slices.SortFunc(grades, func(a, b int) int { return b - a })
	dcg, ideal := 0.0, 0.0
	for i := range k {
		discount := math.Log2(float64(i) + 2)
		if i < len(hits) {
			dcg += float64(max(rel[hits[i].Doc], 0)) / discount
		}
		if i < len(grades) {
			ideal += float64(grades[i]) / discount
		}
	}
	if ideal == 0 {
		return 0
	}
	return dcg / ideal
}

func reciprocal(rel map[string]int, hits []funnel.Hit, k int) float64 {
	for i, h := range hits[:min(k, len(hits))] {
		if rel[h.Doc] > 0 {
			return 1 / float64(i+1)
		}
	}
	return 0
}

func recall(rel map[string]int, hits []funnel.Hit, k int) float64 {
	want, got := 0, 0
	for _, g := range rel {
		if g > 0 {
			want++
		}
	}
	for _, h := range hits[:min(k, len(hits))] {
		if rel[h.Doc] > 0 {
			got++
		}
	}
	return float64(got) / float64(max(want, 1))
}

// whole is 1 for everything and 0 for anything less.
func whole(share float64) float64 {
	if share >= 1 {
		return 1
	}
	return 0
}

// within lists what fits into a budget of tokens from the top of the ranking:
// the hits' spans, or the whole documents where the evidence is documents.
// What begins within the budget and ends beyond it does not count, nor does
// what follows.
func (s *sizes) within(ctx context.Context, q *Question, hits []funnel.Hit, budget int) ([]Span, error) {
	var list []Span
	if !q.hasSpans() {
		for _, h := range hits {
			n, err := s.document(ctx, h.Doc)
			if err != nil {
				return nil, err
			}
			if budget -= n; budget < 0 {
				break
			}
			list = append(list, Span{Doc: h.Doc})
		}
		return list, nil
	}
	for _, h := range hits {
		for _, span := range h.Spans {
			if budget -= tokens(span.Text); budget < 0 {
				return list, nil
			}
			list = append(list, Span{Doc: h.Doc, Start: span.Start, End: span.End})
		}
	}
	return list, nil
}

// document is the size of a whole document.
func (s *sizes) document(ctx context.Context, id string) (int, error) {
	if n, ok := s.tokens[id]; ok {
		return n, nil
	}
	d, err := s.texts.Document(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("measure shortlist: %w", err)
	}
	s.tokens[id] = tokens(d.Text)
	return s.tokens[id], nil
}

// tokens estimates: four bytes of text in Latin letters, one rune of others.
func tokens(text string) int {
	runes := utf8.RuneCountInString(text)
	wide := (len(text) - runes) / 2 // runes of three bytes, about
	return (runes-wide)/4 + wide
}

// spansOf lists the spans of hits, best first.
func spansOf(hits []funnel.Hit) (list []Span) {
	for _, h := range hits {
		for _, s := range h.Spans {
			list = append(list, Span{Doc: h.Doc, Start: s.Start, End: s.End})
		}
	}
	return list
}

// found is the share of pieces of which at least one span is among shown.
func found(pieces []Piece, shown []Span) float64 {
	n := 0
	for _, p := range pieces {
		if slices.ContainsFunc(p, func(gold Span) bool {
			return slices.ContainsFunc(shown, func(s Span) bool { return covers(s, gold) })
		}) {
			n++
		}
	}
	return float64(n) / float64(max(len(pieces), 1))
}

// covers reports whether a shown span holds at least half of the gold span or
// lies in it by half of its own length.
func covers(shown, gold Span) bool {
	if shown.Doc != gold.Doc {
		return false
	}
	if gold.Whole() || shown.Whole() {
		return true
	}
	overlap := min(shown.End, gold.End) - max(shown.Start, gold.Start)
	return 2*overlap >= min(shown.End-shown.Start, gold.End-gold.Start)
}
