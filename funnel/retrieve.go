package funnel

import (
	"context"
	"fmt"

	"funnel/index"
)

// Chunks asked of each leg: enough that the shortlist's documents, several
// chunks each, are among them.
const (
	minCandidates = 200
	maxCandidates = 20000
	perDocument   = 10
)

// candidates is the number of chunks that each leg is asked for when a
// shortlist of k documents is wanted.
func candidates(k int) int {
	return min(max(minCandidates, perDocument*k), maxCandidates)
}

// retrieve asks the legs, the keywords first: the vectors compare what they
// found, too. only restricts the search to those documents; nil means all.
// Beside the keywords, vectors that do not answer (the model server is down)
// are a notice and no error.
func (c *Collection) retrieve(ctx context.Context, text string, k int, leg Leg, only map[string]bool, typos []index.Correction) (legs []legHits, notices []string, err error) {
	legs = c.legs(leg)
	if len(legs) == 0 {
		return nil, nil, fmt.Errorf("search leg %q: not available in this collection", leg)
	}
	q := index.Query{Text: text, K: candidates(k), Visible: c.Visible, Corrections: typos}
	if only != nil {
		q.Only = func(doc string) bool { return only[doc] }
	}
	for i := range legs {
		legs[i].hits, err = c.index(legs[i].leg).Search(ctx, q)
		switch {
		case err == nil:
		case len(legs) > 1 && legs[i].leg == LegVector && ctx.Err() == nil:
			notices = append(notices, fmt.Sprintf("the vectors did not answer, keywords answered alone: %v", err))
		default:
			return nil, nil, fmt.Errorf("search %s: %w", legs[i].leg, err)
		}
		q.Also = documentsOf(legs[i].hits)
	}
	return legs, notices, nil
}

// documentsOf lists the documents of hits, best first.
func documentsOf(hits []index.Hit) (ids []string) {
	seen := map[string]bool{}
	for _, h := range hits {
		if !seen[h.Doc] {
			seen[h.Doc] = true
			ids = append(ids, h.Doc)
		}
	}
	return ids
}

// legs lists the legs that answer for leg, with their weights.
func (c *Collection) legs(leg Leg) []legHits {
	all := []legHits{{leg: LegKeyword, weight: 1}}
	if c.Vector != nil {
		all = append(all, legHits{leg: LegVector, weight: c.vectorWeight()})
	}
	if leg == "" || leg == LegHybrid {
		return all
	}
	for _, l := range all {
		if l.leg == leg {
			return []legHits{l}
		}
	}
	return nil
}

func (c *Collection) index(leg Leg) index.Index {
	if leg == LegVector {
		return c.Vector
	}
	return c.Keyword
}

func (c *Collection) vectorWeight() float64 {
	if c.VectorWeight > 0 {
		return c.VectorWeight
	}
	return WeightBuiltin
}
