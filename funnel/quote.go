package funnel

import (
	"context"
	"regexp"
	"strings"

	"funnel/rlm"
	"funnel/rlm/model"
)

// quoter finds, for a claim that points at a passage, the words of that
// passage which the claim rests on. Equal spans share a number.
type quoter struct {
	ctx      context.Context
	passages map[int]model.Passage
	reader   model.Chat // extractive: picks the sentences nearest to a claim
	spans    []rlm.Citation
	numbers  map[string]int
	err      error
}

func newQuoter(ctx context.Context, passages []model.Passage) *quoter {
	q := &quoter{ctx: ctx, passages: map[int]model.Passage{}, reader: model.Builtin(), numbers: map[string]int{}}
	for _, p := range passages {
		q.passages[p.N] = p
	}
	return q
}

// number gives the citation number of claim's evidence in passage n; false
// when there is no such passage.
func (q *quoter) number(claim string, n int) (int, bool) {
	p, ok := q.passages[n]
	if !ok {
		return 0, false
	}
	start, end := q.evidence(claim, p)
	c := rlm.Citation{Doc: p.Doc, Start: p.Start + start, End: p.Start + end, Quote: p.Text[start:end]}
	key := spanKey(c.Doc, c.Start, c.End)
	if q.numbers[key] == 0 {
		c.N = len(q.spans) + 1
		q.spans = append(q.spans, c)
		q.numbers[key] = c.N
	}
	return q.numbers[key], true
}

var quotation = regexp.MustCompile(`"([^"]{8,})"|“([^”]{8,})”`)

// evidence is the span of the passage's text that speaks for the claim: what
// the claim itself quotes, else the claim word for word, else the sentence
// that the extractive reader finds nearest, else the whole passage.
func (q *quoter) evidence(claim string, p model.Passage) (start, end int) {
	for _, m := range quotation.FindAllStringSubmatch(claim, -1) {
		if s, e, ok := rlm.FindQuote(p.Text, m[1]+m[2]); ok {
			return s, e
		}
	}
	if s, e, ok := rlm.FindQuote(p.Text, claim); ok {
		return s, e
	}
	r, err := q.reader.Chat(q.ctx, model.Request{
		Purpose: model.Sub, Parts: model.Parts{Question: claim, Text: p.Text},
	})
	if err != nil {
		q.err = err
	}
	first, _, _ := strings.Cut(r.Text, "\n\n")
	if s, e, ok := rlm.FindQuote(p.Text, first); ok {
		return s, e
	}
	return 0, len(p.Text)
}
