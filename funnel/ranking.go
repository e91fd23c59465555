package funnel

import (
	"context"
	"fmt"
	"slices"

	"funnel/index"
)

// ranking is every document that was proposed, best first, before any cut.
type ranking struct {
	list     []fused
	expanded []string           // other queries that were asked
	typos    []index.Correction // words that were taken for others
	notices  []string
}

// ranking asks the legs and adds up what they say, then what the texts of the
// best say, phrases, bridges and a model that reranks.
func (e *Engine) ranking(ctx context.Context, q SearchQuery, k int, only map[string]bool) (r ranking, err error) {
	if r.typos, err = e.correct(ctx, q); err != nil {
		return r, err
	}
	legs, said, err := e.retrieve(ctx, q.Text, k, q.Leg, only, r.typos)
	if err != nil {
		return r, err
	}
	r.notices = said
	if r.list, r.expanded, said, err = e.expand(ctx, q, k, fuse(e.Fusion, legs, e.Lacks), only); err != nil {
		return r, err
	}
	r.notices = append(r.notices, said...)
	hybrid := q.Leg == "" || q.Leg == LegHybrid
	if hybrid {
		if err := e.near(ctx, q.Text, legs, r.list); err != nil {
			return r, err
		}
	}
	if q.Leg != LegVector {
		if r.list, said, err = e.phrases(ctx, q.Text, only, r.list); err != nil {
			return r, err
		}
		r.notices = append(r.notices, said...)
	}
	if hybrid {
		if r.list, err = e.bridge(ctx, q.Text, r.list, e.admits(only)); err != nil {
			return r, err
		}
	}
	if said, err = e.cutNotice(ctx, legs, len(r.list), k, only); err != nil {
		return r, err
	}
	r.notices = append(r.notices, said...)
	said, err = e.rerank(ctx, q, r.list)
	r.notices = append(r.notices, said...)
	return r, err
}

// cutNotice says that there may be more documents than the list has, where it
// is shorter than what was asked for because each leg gives so many passages.
func (e *Engine) cutNotice(ctx context.Context, legs []legHits, found, k int, only map[string]bool) ([]string, error) {
	if found >= k || !slices.ContainsFunc(legs, func(l legHits) bool { return len(l.hits) >= candidates(k) }) {
		return nil, nil
	}
	stats, err := e.Catalog.Stats(ctx)
	if err != nil || found >= stats.Docs || only != nil && found >= len(only) {
		return nil, err
	}
	return []string{fmt.Sprintf("%d documents were found instead of %d, because a search looks at the %d best passages: narrow it with --where or other words to see the rest", found, k, candidates(k))}, nil
}
