package funnel

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"funnel/index"
)

// Chunks asked of each leg: enough that the shortlist's documents, several
// chunks each, are among them.
const (
	minCandidates = 200
	maxCandidates = 2000
	perDocument   = 10
)

// candidates is the number of chunks that each leg is asked for when a
// shortlist of k documents is wanted.
func candidates(k int) int {
	return min(max(minCandidates, perDocument*k), maxCandidates)
}

// retrieve asks the legs at the same time. only restricts the search to those
// documents; nil means all.
func (c *Collection) retrieve(ctx context.Context, text string, k int, leg Leg, only map[string]bool) ([]legHits, error) {
	legs := c.legs(leg)
	if len(legs) == 0 {
		return nil, fmt.Errorf("search leg %q: not available in this collection", leg)
	}
	q := index.Query{Text: text, K: candidates(k), Visible: c.Visible}
	if only != nil {
		q.Only = func(doc string) bool { return only[doc] }
	}
	g, ctx := errgroup.WithContext(ctx)
	for i := range legs {
		g.Go(func() (err error) {
			legs[i].hits, err = c.index(legs[i].leg).Search(ctx, q)
			if err != nil {
				return fmt.Errorf("search %s: %w", legs[i].leg, err)
			}
			return nil
		})
	}
	return legs, g.Wait()
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
