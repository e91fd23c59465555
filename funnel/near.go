package funnel

import (
	"context"
	"fmt"

	"funnel/index"
	"funnel/store"
)

const (
	weightNear = 1.5 // of how near the words of the query stand to each other, beside a keyword leg of 1
	nearest    = 100 // chunks of the keyword leg whose texts are read for it
)

// near reads the best chunks of the keyword leg and adds to the documents'
// scores how near the words of the query stand there to each other. A document
// takes the best of its chunks. Feedback (words that the best chunks share,
// Rocchio 1971) was measured beside it and brought nothing.
func (c *Collection) near(ctx context.Context, text string, legs []legHits, list []fused) error {
	var hits []index.Hit
	for _, l := range legs {
		if l.leg == LegKeyword {
			hits = l.hits[:min(len(l.hits), nearest)]
		}
	}
	if c.Nearness == nil || len(hits) == 0 || len(legs) < 2 {
		return nil
	}
	refs := make([]store.ChunkRef, len(hits))
	for i, h := range hits {
		refs[i] = store.ChunkRef{Doc: h.Doc, Ord: h.Ord}
	}
	passages, err := c.Texts.Passages(ctx, refs)
	if err != nil {
		return err
	}
	texts := make([]index.Text, len(passages))
	for i, p := range passages {
		texts[i] = index.Text{Lang: p.Lang, Text: p.Title + "\n" + p.Heading + "\n" + p.Text}
	}
	scores, err := c.Nearness.Near(ctx, index.Query{Text: text, Visible: c.Visible}, texts)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	addNear(list, passages, scores, hits[0].Score)
	return nil
}

// addNear adds to each document what its best chunk is given. top is the best
// score of the keyword leg.
func addNear(list []fused, passages []store.Passage, scores []float64, top float64) {
	at := make(map[string]int, len(list))
	for i := range list {
		at[list[i].doc] = i
	}
	bests := map[string]float64{}
	for i, p := range passages {
		share := scores[i] / top
		bests[p.Doc] = max(bests[p.Doc], share)
		if j, ok := at[p.Doc]; ok {
			list[j].chunks[p.Ord] += weightNear * share
		}
	}
	for doc, share := range bests {
		if j, ok := at[doc]; ok && share > 0 {
			list[j].give("near", share, weightNear, weightNear*share)
		}
	}
	byScore(list)
}
