package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// MaxQueryBytes is how much of a query is looked at.
const MaxQueryBytes = 1 << 16

// maxTerms is how many terms of a query are scored: the rarest.
const maxTerms = 128

// Search scores chunks by BM25F over their text and head (title, heading path, document id). A chunk matches if it
// holds any term of the query. Stop words count only in a query that has nothing else. Of a query longer than 64 KiB
// the beginning is used; of one with more than 128 distinct terms the 128 that the fewest chunks hold.
func (k *Keyword) Search(ctx context.Context, q Query) (hits []Hit, err error) {
	defer recoverDamage(&err)
	g, err := k.use()
	if err != nil || g == nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, g.release()) }()
	w := g.worldOf(q.Visible)
	terms := q.corrected(k.terms(q.Text, w.languages))
	if len(terms) == 0 || w.live == 0 || q.K <= 0 {
		return nil, ctx.Err()
	}
	if terms, err = g.rarest(ctx, terms, w); err != nil {
		return nil, fmt.Errorf("search keyword index: %w", err)
	}
	var holders map[uint32]bool
	if q.All {
		if holders, err = g.holdAll(ctx, terms, w); err != nil || len(holders) == 0 {
			return nil, err
		}
	}
	s := g.takeScratch()
	if err := g.score(ctx, k.ranking, terms, w, s); err != nil {
		return nil, fmt.Errorf("search keyword index: %w", err) // the accumulator is in no state to be used again
	}
	hits, err = g.top(s, q, holders)
	g.giveScratch(s)
	if err != nil {
		return nil, fmt.Errorf("search keyword index: %w", err)
	}
	return hits, nil
}

// terms analyzes a query, for documents in English and in the languages of the set. Text is data: no character of it is
// syntax.
func (k *Keyword) terms(text string, languages languageSet) []queryTerm {
	a := k.pool.get()
	defer k.pool.put(a)
	var content, stop termList
	a.analyze(text[:min(len(text), MaxQueryBytes)], func(run string, terms []term) {
		list := &content
		if k.stop[strings.ToLower(run)] {
			list = &stop
		}
		list.run(terms, k.ranking)
		a.stems(run, languages, list.stem)
	})
	if len(content.terms) == 0 {
		return stop.terms
	}
	if content.runs == 1 {
		content.lone()
	}
	return content.terms
}

// rarest cuts a long query to the maxTerms terms that the fewest chunks hold, in the query's order.
func (g *generation) rarest(ctx context.Context, terms []queryTerm, w *world) ([]queryTerm, error) {
	if len(terms) <= maxTerms {
		return terms, nil
	}
	type counted struct{ at, holders int }
	list := make([]counted, 0, len(terms))
	for i, t := range terms {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n, err := g.holders(ctx, t, w)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			list = append(list, counted{i, n})
		}
	}
	slices.SortFunc(list, func(a, b counted) int {
		return cmp.Or(cmp.Compare(a.holders, b.holders), cmp.Compare(a.at, b.at))
	})
	list = list[:min(len(list), maxTerms)]
	slices.SortFunc(list, func(a, b counted) int { return cmp.Compare(a.at, b.at) })
	kept := make([]queryTerm, len(list))
	for i, c := range list {
		kept[i] = terms[c.at]
	}
	return kept, nil
}

// holdAll returns the chunks of the world that hold every one of the terms, in their text or head.
func (g *generation) holdAll(ctx context.Context, terms []queryTerm, w *world) (map[uint32]bool, error) {
	var all map[uint32]bool
	for i, t := range terms {
		holders := map[uint32]bool{}
		for _, field := range fieldNames {
			err := g.occurrences(ctx, t, field, false, w, func(num uint32, _ uint64) {
				if i == 0 || all[num] {
					holders[num] = true
				}
			})
			if err != nil {
				return nil, err
			}
		}
		if all = holders; len(all) == 0 {
			return nil, nil
		}
	}
	return all, nil
}

// scored is a document number with its score.
type scored struct {
	score float64
	num   uint32
}

// top returns the best hits that the query admits. It goes down in the order of scores until K are found and the next
// score is lower, so that ties at the end are decided by document and ordinal, not by where bleve put them. holders are
// the chunks that come into question, nil: all.
func (g *generation) top(s *scratch, q Query, holders map[uint32]bool) ([]Hit, error) {
	heap := make([]scored, 0, len(s.chunks.touched))
	for _, c := range s.chunks.touched {
		if holders == nil || holders[c] {
			heap = append(heap, scored{s.chunks.scores[c], c})
		}
	}
	for i := len(heap)/2 - 1; i >= 0; i-- {
		siftDown(heap, i)
	}
	var hits []Hit
	for len(heap) > 0 && (len(hits) < q.K || heap[0].score == hits[len(hits)-1].Score) {
		next := heap[0]
		heap[0] = heap[len(heap)-1]
		heap = heap[:len(heap)-1]
		siftDown(heap, 0)
		hit, err := g.ref(next.num)
		if err != nil {
			return nil, err
		}
		if !q.admits(hit.Doc) {
			continue
		}
		hit.Score = next.score
		hits = append(hits, hit)
	}
	return best(hits, q.K), nil
}

// siftDown restores the heap order (highest score first) below i.
func siftDown(heap []scored, i int) {
	for {
		child := 2*i + 1
		if child >= len(heap) {
			return
		}
		if right := child + 1; right < len(heap) && heap[right].score > heap[child].score {
			child = right
		}
		if heap[i].score >= heap[child].score {
			return
		}
		heap[i], heap[child] = heap[child], heap[i]
		i = child
	}
}

// stopWords are English words that tell nothing about what is asked, question words included.
func stopWords() map[string]bool {
	const list = `a about am an and any are as at be been being but by can could did do does doing for from had has
		have having he her hers him his how i if in into is it its itself let me my no nor not of on or our ours she
		should so some such than that the their theirs them then there these they this those to was we were what when
		where which while who whom whose why will with would you your yours please tell describe explain`
	words := make(map[string]bool)
	for _, w := range strings.Fields(list) {
		words[w] = true
	}
	return words
}
