package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
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
	r := &refining{ctx: ctx, g: g, world: g.worldOf(q.Visible), analyzer: k.pool.get(), idfs: map[string]float64{}}
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

// refining is one call of Refine.
type refining struct {
	ctx      context.Context
	g        *generation
	world    *world
	analyzer *analyzer
	idfs     map[string]float64

	number  map[string]int // of a term of the query
	pairs   []pair
	ofFirst [][]int // pairs by their first term's number
	ofLast  [][]int
	learned map[string]float64 // terms of feedback with their weight
}

// pair is two neighbouring terms of the query.
type pair struct {
	a, b   int
	weight float64
}

// words calls fn for each word and pair of runes of a text. The term is valid during the call only.
func (r *refining) words(text string, fn func(term string)) {
	r.analyzer.analyze(text[:min(len(text), maxRefined)], func(_ string, terms []term) {
		for _, t := range terms {
			if t.kind == kindWord || t.kind == kindGram {
				fn(t.text)
			}
		}
	})
}

// pairUp numbers the query's terms and pairs those that stand side by side, stop words left out.
func (r *refining) pairUp(k *Keyword, text string) error {
	var list []int
	r.number = map[string]int{}
	r.analyzer.analyze(text[:min(len(text), maxQueryBytes)], func(run string, terms []term) {
		if k.stop[strings.ToLower(run)] {
			return
		}
		for _, t := range terms {
			if t.kind != kindWord && t.kind != kindGram || len(list) == nearTerms {
				continue
			}
			n, ok := r.number[t.text]
			if !ok {
				n = len(r.number)
				r.number[strings.Clone(t.text)] = n
			}
			list = append(list, n)
		}
	})
	weights := make([]float64, len(r.number))
	for t, n := range r.number {
		var err error
		if weights[n], err = r.idf(t); err != nil {
			return err
		}
	}
	r.ofFirst, r.ofLast = make([][]int, len(weights)), make([][]int, len(weights))
	for i := 0; i+1 < len(list); i++ {
		if a, b := list[i], list[i+1]; a != b {
			r.ofFirst[a], r.ofLast[b] = append(r.ofFirst[a], len(r.pairs)), append(r.ofLast[b], len(r.pairs))
			r.pairs = append(r.pairs, pair{a, b, min(weights[a], weights[b])})
		}
	}
	return nil
}

// idf is a term's inverse document frequency, 0 for one that no text holds.
func (r *refining) idf(term string) (float64, error) {
	if x, ok := r.idfs[term]; ok {
		return x, nil
	}
	n, err := r.g.holders(r.ctx, term, r.world)
	if err != nil {
		return 0, err
	}
	x := 0.0
	if n > 0 {
		x = inverse(n, r.world.live)
	}
	r.idfs[strings.Clone(term)] = x
	return x, nil
}

// learn picks the terms that tell the best passages from the rest.
func (r *refining) learn(passages []Passage) error {
	sums := map[string]float64{}
	for _, p := range passages[:min(len(passages), feedbackFrom)] {
		counts, length := map[string]float64{}, 0.0
		r.words(p.Text, func(t string) {
			if _, ok := counts[t]; !ok {
				t = strings.Clone(t)
			}
			counts[t]++
			length++
		})
		for t, n := range counts {
			sums[t] += p.Score / max(passages[0].Score, 1e-9) * n / length
		}
	}
	type learned struct {
		term   string
		weight float64
	}
	var list []learned
	for t, sum := range sums {
		x, err := r.idf(t)
		if err != nil {
			return err
		}
		list = append(list, learned{t, sum * x})
	}
	slices.SortFunc(list, func(a, b learned) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), strings.Compare(a.term, b.term))
	})
	r.learned = map[string]float64{}
	for _, l := range list[:min(len(list), feedbackTerms)] {
		r.learned[l.term] = l.weight
	}
	return nil
}

// judge looks at one passage.
func (r *refining) judge(text string) Closeness {
	next, near := make([]float64, len(r.pairs)), make([]float64, len(r.pairs))
	at := make([]int, len(r.number)) // where each term stood last, from 1
	counts := map[string]float64{}
	length, before := 0, -1
	r.words(text, func(t string) {
		length++
		if _, ok := r.learned[t]; ok {
			counts[t]++
		}
		n, ok := r.number[t]
		if !ok {
			before = -1
			return
		}
		for _, i := range r.ofLast[n] {
			if a := r.pairs[i].a; a == before {
				next[i]++
			}
			near[i] += within(at[r.pairs[i].a], length)
		}
		for _, i := range r.ofFirst[n] {
			near[i] += within(at[r.pairs[i].b], length)
		}
		at[n], before = length, n
	})
	return r.sum(next, near, counts, float64(length))
}

// within is 1 if a term stood not too long ago.
func within(at, now int) float64 {
	if at > 0 && now-at <= nearWindow {
		return 1
	}
	return 0
}

// sum adds up what was counted. Sums run in a fixed order.
func (r *refining) sum(next, near []float64, counts map[string]float64, length float64) (c Closeness) {
	const k1, b = 0.9, 0.6
	for i, p := range r.pairs {
		for _, n := range [2]float64{next[i], near[i]} {
			if n > 0 {
				c.Near += p.weight * saturate(n, k1, b, length, refineLength) / 2
			}
		}
	}
	terms := make([]string, 0, len(counts))
	for t := range counts {
		terms = append(terms, t)
	}
	slices.Sort(terms)
	for _, t := range terms {
		c.Alike += r.learned[t] * saturate(counts[t], k1, b, length, refineLength)
	}
	if math.IsNaN(c.Alike) {
		c.Alike = 0
	}
	return c
}
