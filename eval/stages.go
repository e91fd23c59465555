package eval

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"funnel/funnel"
	"funnel/rlm/model"
)

// stageWindows are the tokens within which evidence is counted.
var stageWindows = []int{8_000, 32_000, 128_000}

// stages is how far the pieces of a question's evidence came in the first
// search: per piece, whether a document that holds it is there.
type stages struct {
	candidates []bool         // among what either leg proposed
	shortlist  []bool         // after fusion and the cut
	within     map[int][]bool // in the shortlist's documents, read in full, within so many tokens
	ndcg, mrr  float64        // of the shortlist's ten best documents
}

// loss is the first stage at which a piece that no prompt showed was gone.
func (s *stages) loss(seen []bool) Loss {
	worst := LossUnread
	for i, ok := range seen {
		switch {
		case ok:
		case i < len(s.candidates) && !s.candidates[i]:
			return LossCandidates
		case i < len(s.shortlist) && !s.shortlist[i]:
			worst = LossCut
		}
	}
	return worst
}

// stager measures how far evidence came in the search that an arm begins with.
type stager struct {
	texts Texts

	mu    sync.Mutex
	sizes map[string]int // tokens of documents
}

func newStager(texts Texts) *stager { return &stager{texts: texts, sizes: map[string]int{}} }

// of measures the first search of an arm. A question that failed before it may
// have none: then nothing was found.
func (s *stager) of(ctx context.Context, q *Question, e *evidence, list *funnel.Shortlist) (*stages, error) {
	if list == nil {
		list = &funnel.Shortlist{}
	}
	st, err := s.measure(ctx, e, list)
	if err != nil {
		return nil, fmt.Errorf("measure stages of %s: %w", q.ID, err)
	}
	relevant := q.Relevant()
	st.ndcg, st.mrr = NDCG(docsOf(list.Hits), relevant, 10), reciprocal(relevant, list.Hits, 10)
	return st, nil
}

func (s *stager) measure(ctx context.Context, e *evidence, list *funnel.Shortlist) (*stages, error) {
	candidates, ranked := map[string]bool{}, map[string]bool{}
	for _, id := range list.Candidates {
		candidates[id] = true
	}
	st := &stages{within: map[int][]bool{}}
	used := 0
	within := map[int]map[string]bool{}
	for _, w := range stageWindows {
		within[w] = map[string]bool{}
	}
	for _, h := range list.Hits {
		ranked[h.Doc] = true
		n, err := s.size(ctx, h.Doc)
		if err != nil {
			return nil, err
		}
		used += n
		for _, w := range stageWindows {
			if used <= w {
				within[w][h.Doc] = true
			}
		}
	}
	st.candidates, st.shortlist = e.inDocs(candidates), e.inDocs(ranked)
	for w, docs := range within {
		st.within[w] = e.inDocs(docs)
	}
	return st, nil
}

func docsOf(hits []funnel.Hit) []string {
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.Doc
	}
	return ids
}

// size is the tokens of a whole document.
func (s *stager) size(ctx context.Context, id string) (int, error) {
	s.mu.Lock()
	n, ok := s.sizes[id]
	s.mu.Unlock()
	if ok {
		return n, nil
	}
	d, err := s.texts.Document(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("measure document: %w", err)
	}
	n = model.Tokens(strings.TrimSpace(d.Text))
	s.mu.Lock()
	s.sizes[id] = n
	s.mu.Unlock()
	return n, nil
}

// inDocs reports for each piece whether one of its documents is in the set.
func (e *evidence) inDocs(docs map[string]bool) []bool {
	out := make([]bool, len(e.pieces))
	for i, w := range e.pieces {
		for _, a := range w {
			out[i] = out[i] || docs[a.doc]
		}
	}
	return out
}
