package funnel

import (
	"context"
	"fmt"

	"funnel/index"
	"funnel/store"
)

// Weights of what the texts of the best chunks add beside a keyword leg of 1:
// how near the words of the query stand to each other, and how much a chunk
// shares with the best ones.
const (
	weightNear     = 1.0
	weightFeedback = 0.2
	refined        = 200 // chunks of the keyword leg whose texts are read
)

// refine reads the best chunks of the keyword leg and adds what their texts
// say to the documents' scores. A document takes the best of its chunks.
func (c *Collection) refine(ctx context.Context, text string, legs []legHits, list []fused) error {
	var hits []index.Hit
	for _, l := range legs {
		if l.leg == LegKeyword {
			hits = l.hits[:min(len(l.hits), refined)]
		}
	}
	if c.Refiner == nil || len(hits) == 0 || len(legs) < 2 {
		return nil
	}
	refs := make([]store.ChunkRef, len(hits))
	scores := make(map[store.ChunkRef]float64, len(hits))
	for i, h := range hits {
		refs[i] = store.ChunkRef{Doc: h.Doc, Ord: h.Ord}
		scores[refs[i]] = h.Score
	}
	texts, err := c.Texts.Passages(ctx, refs)
	if err != nil {
		return err
	}
	passages := make([]index.Passage, len(texts))
	for i, p := range texts {
		passages[i] = index.Passage{Score: scores[p.ChunkRef], Text: p.Title + "\n" + p.Heading + "\n" + p.Text}
	}
	close, err := c.Refiner.Refine(ctx, index.Query{Text: text, Visible: c.Visible}, passages)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	addCloseness(list, texts, close, hits[0].Score)
	return nil
}

// addCloseness adds to each document what its best chunk is given. top is the
// best score of the keyword leg.
func addCloseness(list []fused, texts []store.Passage, close []index.Closeness, top float64) {
	at := make(map[string]int, len(list))
	for i := range list {
		at[list[i].doc] = i
	}
	type best struct{ near, alike float64 }
	bests := map[string]best{}
	for i, p := range texts {
		near, alike := close[i].Near/top, close[i].Alike
		b := bests[p.Doc]
		bests[p.Doc] = best{max(b.near, near), max(b.alike, alike)}
		if j, ok := at[p.Doc]; ok {
			list[j].chunks[p.Ord] += weightNear*near + weightFeedback*alike
		}
	}
	for doc, b := range bests {
		if j, ok := at[doc]; ok {
			list[j].give("near", b.near, weightNear, weightNear*b.near)
			list[j].give("feedback", b.alike, weightFeedback, weightFeedback*b.alike)
		}
	}
	byScore(list)
}
