package index

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

const (
	nearWindow = 8  // words between two of the query that count as near
	nearTerms  = 64 // terms of the query that are paired
	nearLength = 150
	maxNear    = 1 << 14 // bytes of a text that are looked at
	nearRuns   = 2000    // distinct runs that are expected in a call
)

// Text is a text of a document in a language (ISO 639-1, "" = unknown).
type Text struct{ Lang, Text string }

// Near judges how near the words of a query stand to each other in texts, which posting lists do not say: neighbours of
// the query side by side, and within eight words of each other (the sequential dependence model, Metzler and Croft
// 2005, with BM25's saturation). The result is in the order of the texts and the unit of Search's scores.
func (k *Keyword) Near(ctx context.Context, q Query, texts []Text) (scores []float64, err error) {
	defer recoverDamage(&err)
	scores = make([]float64, len(texts))
	g, err := k.use()
	if err != nil || g == nil || len(texts) == 0 {
		return scores, err
	}
	defer func() { err = errors.Join(err, g.release()) }()
	n := &nearness{analyzer: k.pool.get(), ids: map[string]int{}, stems: map[stemIn]int{}}
	defer k.pool.put(n.analyzer)
	if err := n.pairUp(ctx, k, g, q); err != nil {
		return nil, fmt.Errorf("compare words of the query: %w", err)
	}
	if len(n.pairs) == 0 {
		return scores, nil
	}
	for i, text := range texts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		scores[i] = n.judge(text)
	}
	return scores, nil
}

// nearness is one call of Near. It numbers the terms of the query; all others are other.
type nearness struct {
	analyzer *analyzer
	ids      map[string]int                  // of the query's terms
	starts   [1 << 10]bool                   // first two letters of them, see startOf
	stems    map[stemIn]int                  // and of what they are in other languages
	runs     [len(stemmers)]map[string][]int // what a run of letters consists of, by language
	lists    []int                           // what the values of runs are cut from
	pairs    []pair
	ofFirst  [][]int // pairs by their first term's number
	ofLast   [][]int

	// scratch of judge
	next, near []float64 // by pair
	at         []int     // by term
}

// stemIn is the stem of a word in a language.
type stemIn struct {
	lang language
	text string
}

// other is a term that the query does not have.
const other = -1

// pair is two neighbouring terms of the query.
type pair struct {
	a, b   int
	weight float64
}

// words calls fn for each word and pair of runes of a text, by number.
func (n *nearness) words(t Text, fn func(id int)) {
	lang := languageOf(t.Lang)
	n.analyzer.lang = lang
	english := lang == 0 // then a word has one term, which begins as it does
	if n.runs[lang] == nil {
		n.runs[lang] = make(map[string][]int, nearRuns)
	}
	scan(t.Text[:min(len(t.Text), maxNear)], func(run string, grams, plain bool) {
		if english && !n.starts[startOf(run)] && (plain || cased(run)) {
			fn(other)
			return
		}
		list, ok := n.runs[lang][run]
		if !ok {
			list = n.idsOf(n.analyzer.termsOf(run, grams, plain))
			n.runs[lang][run] = list
		}
		for _, id := range list {
			fn(id)
		}
	})
}

// idsOf numbers the words and pairs of runes of a run, by what they are or by their stems in the text's language.
func (n *nearness) idsOf(terms []term) []int {
	start := len(n.lists)
	for _, t := range terms {
		id, asked := n.ids[t.text]
		if !asked {
			id = other
		}
		switch {
		case t.kind == kindWord || t.kind == kindGram:
			n.lists = append(n.lists, id)
		case t.kind == kindStem && n.lists[len(n.lists)-1] == other:
			if stem, asked := n.stems[stemIn{n.analyzer.lang, t.text}]; asked {
				id = stem
			}
			n.lists[len(n.lists)-1] = id
		}
	}
	return n.lists[start:len(n.lists):len(n.lists)]
}

// pairUp numbers the query's terms and pairs those that stand side by side; stop words and what no text holds are left
// out. A pair weighs what the more common of its terms does.
func (n *nearness) pairUp(ctx context.Context, k *Keyword, g *generation, q Query) error {
	list, weights, err := n.number(ctx, k, g, q)
	if err != nil {
		return err
	}
	n.ofFirst, n.ofLast = make([][]int, len(weights)), make([][]int, len(weights))
	for i := 0; i+1 < len(list); i++ {
		if a, b := list[i], list[i+1]; a != b {
			n.ofFirst[a], n.ofLast[b] = append(n.ofFirst[a], len(n.pairs)), append(n.ofLast[b], len(n.pairs))
			n.pairs = append(n.pairs, pair{a, b, min(weights[a], weights[b])})
		}
	}
	n.next, n.near, n.at = make([]float64, len(n.pairs)), make([]float64, len(n.pairs)), make([]int, len(weights))
	return nil
}

// number lists the query's terms in their order, by number, with the inverse document frequency of each.
func (n *nearness) number(ctx context.Context, k *Keyword, g *generation, q Query) (list []int, weights []float64, err error) {
	w, seen := g.worldOf(q.Visible), 0
	asked := map[string]queryTerm{}
	for _, t := range k.terms(q.Text, w.languages) {
		asked[t.text] = t
	}
	n.analyzer.analyze(q.Text[:min(len(q.Text), MaxQueryBytes)], func(run string, found []term) {
		for _, t := range found {
			if err != nil || seen == nearTerms || t.kind != kindWord && t.kind != kindGram || k.stop[strings.ToLower(run)] {
				continue
			}
			seen++
			id, known := n.ids[t.text]
			if !known {
				var df int
				if df, err = g.holders(ctx, asked[t.text], w); err != nil || df == 0 {
					continue
				}
				id = len(weights)
				n.name(asked[t.text], id)
				weights = append(weights, inverse(df, w.live))
			}
			list = append(list, id)
		}
	})
	return list, weights, err
}

// name gives a term of the query and its stems a number.
func (n *nearness) name(t queryTerm, id int) {
	n.ids[t.text] = id
	n.mark(t.text)
	for _, s := range t.stems {
		for l := range s.languages.each {
			n.stems[stemIn{l, s.text}] = id
		}
	}
}

// mark has plain words looked at whose term may be that one.
func (n *nearness) mark(term string) {
	n.starts[startOf(term)] = true
	if len(term) == 1 { // what is left of aed
		for second := range byte('z' - 'a' + 1) {
			n.starts[startOf(term+string(rune('a'+second)))] = true
		}
	}
}

// startOf tells plain words of English apart by their first two letters, which stemming keeps, except that dying is
// die. Their case does not matter. Terms that are not plain words start anyhow.
func startOf(word string) int {
	second := byte(0)
	if len(word) > 1 {
		if second = word[1] & 31; second == 'y'&31 {
			second = 'i' & 31
		}
	}
	return int(word[0]&31)<<5 | int(second)
}

// cased reports whether a run is one word of ASCII letters, Like this OR this.
func cased(run string) bool {
	if asciiUpper(run[0]) && len(run) > 1 {
		upper := asciiUpper(run[1])
		for _, c := range []byte(run[1:]) {
			if asciiUpper(c) != upper || c|0x20 < 'a' || c|0x20 > 'z' {
				return false
			}
		}
		return true
	}
	return false
}

func asciiUpper(c byte) bool { return c >= 'A' && c <= 'Z' }

// judge looks at one text.
func (n *nearness) judge(text Text) float64 {
	clear(n.next)
	clear(n.near)
	clear(n.at) // where each term stood last, from 1
	length, before := 0, other
	n.words(text, func(id int) {
		length++
		if id == other {
			before = other
			return
		}
		for _, i := range n.ofLast[id] {
			if n.pairs[i].a == before {
				n.next[i]++
			}
			n.near[i] += within(n.at[n.pairs[i].a], length)
		}
		for _, i := range n.ofFirst[id] {
			n.near[i] += within(n.at[n.pairs[i].b], length)
		}
		n.at[id], before = length, id
	})
	return n.sum(float64(length))
}

// within is 1 if a term stood not too long ago.
func within(at, now int) float64 {
	if at > 0 && now-at <= nearWindow {
		return 1
	}
	return 0
}

// sum adds up what judge counted, in the order of the query.
func (n *nearness) sum(length float64) (score float64) {
	const k1, b = 0.9, 0.6
	for i, p := range n.pairs {
		for _, count := range [2]float64{n.next[i], n.near[i]} {
			if count > 0 {
				score += p.weight * saturate(count, k1, b, length, nearLength) / 2
			}
		}
	}
	return score
}
