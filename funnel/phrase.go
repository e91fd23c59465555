package funnel

import (
	"context"
	"fmt"
	"math"
	"strings"

	"funnel/index"
	"funnel/store"
)

const (
	weightPhrase  = 2.0 // of phrases that are the whole query; what is less of it weighs less
	maxPhrases    = 4   // of one query; what is beyond is words
	maxPhrase     = 512 // bytes of one
	phraseHolders = 500 // chunks that hold all words of a phrase and are read for it
)

// quoted lists what stands in quotes in a query: "notice period", “notice
// period”, 「通知期間」. Quotes that nothing closes are text.
func quoted(query string) (phrases []string) {
	ends := map[rune]rune{'"': '"', '“': '”', '„': '“', '«': '»', '「': '」', '『': '』'}
	for rest := query; len(phrases) < maxPhrases; {
		i := strings.IndexFunc(rest, func(r rune) bool { return ends[r] != 0 })
		if i < 0 {
			break
		}
		open := []rune(rest[i:min(len(rest), i+4)])[0]
		rest = rest[i+len(string(open)):]
		j := strings.IndexRune(rest, ends[open])
		if j < 0 {
			continue
		}
		if p := rest[:j]; len(p) <= maxPhrase && !index.NewPhrase(p).Empty() {
			phrases = append(phrases, p)
		}
		rest = rest[j+len(string(ends[open])):]
	}
	return phrases
}

// phrases adds to the scores of documents that hold what stands in quotes in
// the query, and finds those that the legs did not. A phrase weighs as much as
// it is of the query, by words, and as it is rare: who types nothing else wants nothing else, but
// a long question quotes in passing, and its answer need not.
func (c *Collection) phrases(ctx context.Context, text string, only map[string]bool, list []fused) ([]fused, []string, error) {
	phrases := quoted(text)
	var notices []string
	for _, p := range phrases {
		held, all, err := c.holding(ctx, p, only)
		if err != nil {
			return nil, nil, fmt.Errorf("search phrase: %w", err)
		}
		if len(held) == 0 {
			notices = append(notices, fmt.Sprintf("nothing holds the phrase %q; its words were searched for", p))
			if !all {
				notices[len(notices)-1] = fmt.Sprintf("none of the best %d passages with the words of %q holds the phrase; its words were searched for", phraseHolders, p)
			}
		}
		rare, err := c.rarity(ctx, held)
		if err != nil {
			return nil, nil, fmt.Errorf("search phrase: %w", err)
		}
		list = addPhrase(list, held, weightPhrase*shareOf(p, text)*rare)
	}
	byScore(list)
	return list, notices, nil
}

// rarity is what a phrase that these chunks hold tells documents apart by: 1 if
// it stands in one document, 0 if in all.
func (c *Collection) rarity(ctx context.Context, held []store.ChunkRef) (float64, error) {
	docs := map[string]bool{}
	for _, ref := range held {
		docs[ref.Doc] = true
	}
	if len(docs) < 2 {
		return 1, nil
	}
	stats, err := c.Catalog.Stats(ctx)
	if err != nil || stats.Docs < 2 {
		return 1, err
	}
	return max(0, 1-math.Log(float64(len(docs)))/math.Log(float64(stats.Docs))), nil
}

// shareOf is how much of a query a part of it is, in words; where words are not
// parted by spaces, in letters.
func shareOf(part, query string) float64 {
	of, all := index.CountWords(part), index.CountWords(query)
	return float64(of) / float64(max(of, all, 1))
}

// holding lists the chunks that hold a phrase, of the best that hold its
// words; all says that these were all there are.
func (c *Collection) holding(ctx context.Context, phrase string, only map[string]bool) (held []store.ChunkRef, all bool, err error) {
	q := index.Query{Text: phrase, K: phraseHolders, All: true, Visible: c.Visible}
	if only != nil {
		q.Only = func(doc string) bool { return only[doc] }
	}
	hits, err := c.Keyword.Search(ctx, q)
	if err != nil {
		return nil, false, err
	}
	refs := make([]store.ChunkRef, len(hits))
	for i, h := range hits {
		refs[i] = store.ChunkRef{Doc: h.Doc, Ord: h.Ord}
	}
	passages, err := c.Texts.Passages(ctx, refs)
	if err != nil {
		return nil, false, err
	}
	wanted := index.NewPhrase(phrase)
	for _, p := range passages {
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
		if wanted.In(p.Text) || wanted.In(p.Title) || wanted.In(p.Heading) {
			held = append(held, p.ChunkRef)
		}
	}
	return held, len(hits) < phraseHolders, nil
}

// addPhrase gives the documents of chunks a share, each once.
func addPhrase(list []fused, held []store.ChunkRef, share float64) []fused {
	at := make(map[string]int, len(list))
	for i := range list {
		at[list[i].doc] = i
	}
	given := map[string]bool{}
	for _, ref := range held {
		i, known := at[ref.Doc]
		if !known {
			i = len(list)
			at[ref.Doc] = i
			list = append(list, fused{doc: ref.Doc, legs: map[Leg]LegScore{}, chunks: map[int]float64{}})
		}
		if !given[ref.Doc] {
			given[ref.Doc] = true
			list[i].give("phrase", 1, share, share)
		}
		list[i].chunks[ref.Ord] += share
	}
	return list
}
