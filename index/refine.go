package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Refine looks at the texts of the best chunks, which posting lists do not hold: how near the words of the query stand
// to each other (the sequential dependence model, Metzler and Croft 2005, with BM25's saturation), and how much a chunk
// shares with the best of them (relevance feedback, Rocchio 1971, over these chunks only). Both widen what single words
// say; neither finds a chunk that the search did not.

// Passage is a chunk's text to Refine, with its score in the search.
type Passage struct {
	Score float64
	Text  string
}

// Closeness is what Refine adds to a passage: Near is in the unit of the search's scores, Alike from 0 to 1.
type Closeness struct {
	Near  float64
	Alike float64
}

const (
	nearWindow    = 8  // words between two of the query that count as near
	nearTerms     = 64 // terms of the query that are paired
	feedbackFrom  = 8  // best passages that feedback learns from
	feedbackTerms = 30 // terms it learns
	refineLength  = 150
	maxRefined    = 1 << 14 // bytes of a passage that are looked at
)

// Refine judges passages of one search, given in the order of their scores. Its result is in the same order.
func (k *Keyword) Refine(ctx context.Context, q Query, passages []Passage) (out []Closeness, err error) {
	defer recoverDamage(&err)
	g, err := k.use()
	if err != nil || g == nil || len(passages) == 0 {
		return make([]Closeness, len(passages)), err
	}
	defer func() { err = errors.Join(err, g.release()) }()
	r := &refining{ctx: ctx, g: g, world: g.worldOf(q.Visible), analyzer: k.pool.get(), ids: map[string]int{}, runs: map[string][]int{}}
	defer k.pool.put(r.analyzer)
	if err := r.pairUp(k, q.Text); err != nil {
		return nil, fmt.Errorf("refine search: %w", err)
	}
	if err := r.learn(passages); err != nil {
		return nil, fmt.Errorf("refine search: %w", err)
	}
	out = make([]Closeness, len(passages))
	top := 0.0
	for i, p := range passages {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out[i] = r.judge(p.Text)
		top = max(top, out[i].Alike)
	}
	for i := range out {
		out[i].Alike /= max(top, 1e-9)
	}
	return out, nil
}

// refining is one call of Refine. It numbers the terms that it meets: those of the query first.
type refining struct {
	ctx      context.Context
	g        *generation
	world    *world
	analyzer *analyzer

	ids     map[string]int   // of terms
	terms   []string         // by number
	runs    map[string][]int // what a run of letters consists of
	asked   int              // terms of the query
	pairs   []pair
	ofFirst [][]int // pairs by their first term's number
	ofLast  [][]int
	learned []learned // terms of feedback

	// scratch of judge
	next, near []float64 // by pair
	at         []int     // by term of the query
	counts     []float64 // by term
}

// pair is two neighbouring terms of the query.
type pair struct {
	a, b   int
	weight float64
}

// learned is a term of feedback.
type learned struct {
	term   string
	id     int
	sum    float64 // its share of the best passages
	weight float64
}

// id numbers a term.
func (r *refining) id(term string) int {
	n, ok := r.ids[term]
	if !ok {
		n = len(r.terms)
		term = strings.Clone(term) // may be a slice of a text
		r.ids[term] = n
		r.terms = append(r.terms, term)
	}
	return n
}

// words calls fn for each word and pair of runes of a text, by number.
func (r *refining) words(text string, fn func(id int)) {
	scan(text[:min(len(text), maxRefined)], func(run string, grams, plain bool) {
		list, ok := r.runs[run]
		if !ok {
			for _, t := range r.analyzer.termsOf(run, grams, plain) {
				if t.kind == kindWord || t.kind == kindGram {
					list = append(list, r.id(t.text))
				}
			}
			if len(run) <= maxCachedRun {
				r.runs[strings.Clone(run)] = list
			}
		}
		for _, id := range list {
			fn(id)
		}
	})
}

// pairUp numbers the query's terms and pairs those that stand side by side, stop words left out.
func (r *refining) pairUp(k *Keyword, text string) error {
	var list []int
	r.analyzer.analyze(text[:min(len(text), maxQueryBytes)], func(run string, terms []term) {
		if k.stop[strings.ToLower(run)] {
			return
		}
		for _, t := range terms {
			if t.kind != kindWord && t.kind != kindGram || len(list) == nearTerms {
				continue
			}
			list = append(list, r.id(t.text))
		}
	})
	r.asked = len(r.terms)
	weights := make([]float64, r.asked)
	for n, t := range r.terms {
		var err error
		if weights[n], err = r.idf(t); err != nil {
			return err
		}
	}
	r.ofFirst, r.ofLast = make([][]int, r.asked), make([][]int, r.asked)
	for i := 0; i+1 < len(list); i++ {
		if a, b := list[i], list[i+1]; a != b {
			r.ofFirst[a], r.ofLast[b] = append(r.ofFirst[a], len(r.pairs)), append(r.ofLast[b], len(r.pairs))
			r.pairs = append(r.pairs, pair{a, b, min(weights[a], weights[b])})
		}
	}
	r.next, r.near, r.at = make([]float64, len(r.pairs)), make([]float64, len(r.pairs)), make([]int, r.asked)
	return nil
}

// idf is a term's inverse document frequency, 0 for one that no text holds.
func (r *refining) idf(term string) (float64, error) {
	n, err := r.g.holders(r.ctx, term, r.world)
	if err != nil || n == 0 {
		return 0, err
	}
	return inverse(n, r.world.live), nil
}

// learn picks the terms that tell the best passages from the rest. How rare a term is is looked up only where that can
// still bring it among those picked.
func (r *refining) learn(passages []Passage) error {
	list := r.sums(passages[:min(len(passages), feedbackFrom)])
	rarest := inverse(1, r.world.live)
	for _, l := range list {
		if n := len(r.learned); n >= feedbackTerms && l.sum*rarest < r.learned[n-1].weight {
			break
		}
		x, err := r.idf(l.term)
		if err != nil {
			return err
		}
		l.weight = l.sum * x
		i, _ := slices.BinarySearchFunc(r.learned, l, heavier)
		r.learned = slices.Insert(r.learned, i, l)
		r.learned = r.learned[:min(len(r.learned), feedbackTerms)]
	}
	slices.SortFunc(r.learned, func(a, b learned) int { return strings.Compare(a.term, b.term) })
	return nil
}

// heavier orders by weight, then term.
func heavier(a, b learned) int {
	return cmp.Or(cmp.Compare(b.weight, a.weight), strings.Compare(a.term, b.term))
}

// sums adds up what share of the passages each term is, passages by their score; the largest share first.
func (r *refining) sums(passages []Passage) []learned {
	var sums []float64
	for _, p := range passages {
		length := 0.0
		r.words(p.Text, func(id int) {
			for id >= len(r.counts) {
				r.counts = append(r.counts, 0)
			}
			r.counts[id]++
			length++
		})
		sums = append(sums, make([]float64, len(r.counts)-len(sums))...)
		for id, n := range r.counts {
			sums[id] += p.Score / max(passages[0].Score, 1e-9) * n / max(length, 1)
			r.counts[id] = 0
		}
	}
	list := make([]learned, 0, len(sums))
	for id, sum := range sums {
		if sum > 0 {
			list = append(list, learned{term: r.terms[id], id: id, sum: sum})
		}
	}
	slices.SortFunc(list, func(a, b learned) int {
		return cmp.Or(cmp.Compare(b.sum, a.sum), strings.Compare(a.term, b.term))
	})
	return list
}

// judge looks at one passage.
func (r *refining) judge(text string) Closeness {
	clear(r.next)
	clear(r.near)
	clear(r.at) // where each term stood last, from 1
	clear(r.counts)
	length, before := 0, -1
	r.words(text, func(n int) {
		length++
		if n < len(r.counts) {
			r.counts[n]++
		}
		if n >= r.asked {
			before = -1
			return
		}
		for _, i := range r.ofLast[n] {
			if r.pairs[i].a == before {
				r.next[i]++
			}
			r.near[i] += within(r.at[r.pairs[i].a], length)
		}
		for _, i := range r.ofFirst[n] {
			r.near[i] += within(r.at[r.pairs[i].b], length)
		}
		r.at[n], before = length, n
	})
	return r.sum(float64(length))
}

// within is 1 if a term stood not too long ago.
func within(at, now int) float64 {
	if at > 0 && now-at <= nearWindow {
		return 1
	}
	return 0
}

// sum adds up what judge counted. Sums run in a fixed order.
func (r *refining) sum(length float64) (c Closeness) {
	const k1, b = 0.9, 0.6
	for i, p := range r.pairs {
		for _, n := range [2]float64{r.next[i], r.near[i]} {
			if n > 0 {
				c.Near += p.weight * saturate(n, k1, b, length, refineLength) / 2
			}
		}
	}
	for _, l := range r.learned {
		if n := r.counts[l.id]; n > 0 {
			c.Alike += l.weight * saturate(n, k1, b, length, refineLength)
		}
	}
	return c
}
