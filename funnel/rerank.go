package funnel

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"funnel/store"
)

// Reranking says how the head of a shortlist is ordered anew by a model that
// reads the passages.
type Reranking string

// The ways to rerank.
const (
	RerankOff       Reranking = ""
	RerankAuto      Reranking = "auto"      // by the cross-encoder if there is one, else pointwise, else listwise
	RerankCross     Reranking = "cross"     // one call of a reranking model at /v1/rerank
	RerankPointwise Reranking = "pointwise" // the chat model's probability of "yes", passage by passage
	RerankListwise  Reranking = "listwise"  // the chat model orders passages, in windows from the end to the front (RankGPT, 2023)
)

// Reranked says what reranking made of a hit.
type Reranked struct {
	By    Reranking `json:"by"`
	Was   int       `json:"was"`   // rank before
	Score float64   `json:"score"` // the model's: cross-encoders have their own scale, pointwise 0 to 1, listwise 1 for the first
}

const (
	rerankDepth = 50   // documents that are ordered anew
	rerankBytes = 2000 // of a passage that is shown: more is beyond most cross-encoders
)

// rerank orders the first documents of a ranking by what a model says of their
// best chunks. Those it looked at stay before the others. Where the model fails
// or takes too long the order stays, with a notice.
func (e *Engine) rerank(ctx context.Context, q SearchQuery, ranked []fused) (notices []string, err error) {
	if q.Rerank == RerankOff || q.help == nil || len(ranked) < 2 {
		return nil, nil
	}
	list := ranked[:min(len(ranked), rerankDepth)]
	texts, err := e.bestTexts(ctx, list)
	if err != nil {
		return nil, err
	}
	timed, stop := context.WithTimeout(ctx, helpTime)
	defer stop()
	by, scores, err := q.help.score(timed, q.Rerank, q.Text, texts)
	if err == nil {
		err = checkScores(scores, len(texts))
	}
	if err != nil {
		notice, err := soften(ctx, "reranking", "the fused order stands", err)
		return []string{notice}, err
	}
	if len(scores) < len(list) {
		notices = append(notices, fmt.Sprintf("reranking looked at the first %d documents: the budget allows no more", len(scores)))
	}
	reorder(ranked, by, scores)
	return notices, nil
}

// bestTexts are the best chunks of documents with what stands above them; ""
// where a document is gone.
func (e *Engine) bestTexts(ctx context.Context, list []fused) ([]string, error) {
	refs := make([]store.ChunkRef, len(list))
	for i, f := range list {
		refs[i] = store.ChunkRef{Doc: f.doc, Ord: f.best()}
	}
	passages, err := e.Texts.Passages(ctx, refs)
	if err != nil {
		return nil, err
	}
	at := make(map[store.ChunkRef]store.Passage, len(passages))
	for _, p := range passages {
		at[p.ChunkRef] = p
	}
	texts := make([]string, len(list))
	for i, ref := range refs {
		p := at[ref]
		texts[i] = shorten(strings.TrimSpace(p.Title+"\n"+foldHeading(p.Heading)+"\n"+p.Text), rerankBytes)
	}
	return texts, nil
}

// shorten cuts a text to at most n bytes, between runes.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// checkScores refuses what is no order.
func checkScores(scores []float64, most int) error {
	if len(scores) == 0 || len(scores) > most {
		return fmt.Errorf("the model gave %d scores for %d passages", len(scores), most)
	}
	if i := slices.IndexFunc(scores, func(s float64) bool { return math.IsNaN(s) || math.IsInf(s, 0) }); i >= 0 {
		return fmt.Errorf("the model gave passage %d no finite score", i+1)
	}
	return nil
}

// reorder puts the first documents into the order of their scores, equal ones
// as they were. Their scores then lie above those of all others, and their best
// chunks above all other chunks, so that prompts take them in this order too.
func reorder(ranked []fused, by Reranking, scores []float64) {
	n := len(scores)
	top, topChunk := ranked[0].score, 0.0
	for _, f := range ranked {
		top = max(top, f.score)
		topChunk = max(topChunk, f.chunks[f.best()])
	}
	for i := range n {
		ranked[i].rerank = &Reranked{By: by, Was: i + 1, Score: scores[i]}
	}
	head := ranked[:n]
	slices.SortStableFunc(head, func(a, b fused) int { return cmp.Compare(b.rerank.Score, a.rerank.Score) })
	for i := range head {
		f := &head[i]
		place := float64(n-i) / float64(n)
		best := f.best()
		f.chunks[best] = topChunk + place
		f.give("rerank", f.rerank.Score, 1, top+place-f.score)
	}
}
