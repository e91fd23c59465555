package funnel

import (
	"cmp"
	"slices"
)

// rankParts shows what scores are made of as ranks: of each thing that
// contributes, which hit got most of it. In a collection with labels the
// numbers themselves would tell of more than the asker may see.
func (l *Shortlist) rankParts() {
	byName := map[string][]*Part{}
	for i := range l.Hits {
		h := &l.Hits[i]
		if h.Bridge != nil {
			b := *h.Bridge
			b.Add = 0
			h.Bridge = &b
		}
		if h.Reranked != nil {
			r := *h.Reranked
			r.Score = 1 / float64(h.Rank)
			h.Reranked = &r
		}
		h.Parts = slices.Clone(h.Parts)
		for j := range h.Parts {
			byName[h.Parts[j].Name] = append(byName[h.Parts[j].Name], &h.Parts[j])
		}
	}
	for _, parts := range byName {
		slices.SortStableFunc(parts, func(a, b *Part) int { return cmp.Compare(b.Contribution, a.Contribution) })
		for i, p := range parts {
			*p = Part{Name: p.Name, Query: p.Query, Rank: i + 1}
		}
	}
}
