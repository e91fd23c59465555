package index

import (
	"context"
	"errors"
	"fmt"
	"math"

	bindex "github.com/blevesearch/bleve_index_api"
)

// ranking holds the constants of BM25F (Robertson, Zaragoza, Taylor 2004) and the weights of terms in a query. bleve's
// own scores are not used: its "bm25" takes the square root of the term frequency, the square of the inverse document
// frequency, and the number of distinct terms for the sum of lengths; see the package comment for what that costs.
type ranking struct {
	k1, b  float64 // saturation of the frequency, normalisation by length
	head   float64 // how many words of text a word of the head counts for
	whole  float64 // weight of an identifier as it stands, beside its parts
	single float64 // weight of a single rune beside the pairs it is part of
}

// defaultRanking measured best over the development sets (TestRetrieval): textbook constants would be k1 .9 and b .4.
var defaultRanking = ranking{k1: 0.9, b: 0.6, head: 2, whole: 0.5, single: 0.5}

// queryTerm is a distinct term of a query. weight grows with its repetition.
type queryTerm struct {
	text   string
	weight float64
}

// scratch accumulates one query's scores; all slices but touched and matched are indexed by document number and zero
// between queries.
type scratch struct {
	scores  []float64
	touched []uint32 // documents with a score
	freqs   []float32
	matched []uint32 // documents with the current term
}

// takeScratch returns an accumulator of earlier queries, or a new one.
func (g *generation) takeScratch() *scratch {
	select {
	case s := <-g.scratch:
		return s
	default:
		return &scratch{scores: make([]float64, len(g.refs)), freqs: make([]float32, len(g.refs))}
	}
}

// giveScratch keeps a cleared accumulator for later queries.
func (g *generation) giveScratch(s *scratch) {
	for _, d := range s.touched {
		s.scores[d] = 0
	}
	s.touched = s.touched[:0]
	select {
	case g.scratch <- s:
	default:
	}
}

// score adds up the terms' contributions, in the order of terms, so that sums come out the same in every process.
func (g *generation) score(ctx context.Context, r ranking, terms []queryTerm, s *scratch) error {
	average := g.average[0] + r.head*g.average[1]
	for _, t := range terms {
		if err := g.gather(ctx, t.text, 0, 1, s); err != nil {
			return err
		}
		if err := g.gather(ctx, t.text, 1, float32(r.head), s); err != nil {
			return err
		}
		idf := g.idf(len(s.matched)) * t.weight
		for _, d := range s.matched {
			tf := float64(s.freqs[d])
			length := float64(g.lengths[0][d]) + r.head*float64(g.lengths[1][d])
			if s.scores[d] == 0 {
				s.touched = append(s.touched, d)
			}
			s.scores[d] += idf * tf * (r.k1 + 1) / (tf + r.k1*(1-r.b+r.b*length/average))
			s.freqs[d] = 0
		}
		s.matched = s.matched[:0]
	}
	return nil
}

// idf is the inverse document frequency of a term that df chunks hold; always positive.
func (g *generation) idf(df int) float64 {
	return math.Log(1 + (float64(g.live)-float64(df)+0.5)/(float64(df)+0.5))
}

// gather adds weight times the term's frequency in one field (0 text, 1 head) to s.freqs.
func (g *generation) gather(ctx context.Context, text string, field int, weight float32, s *scratch) (err error) {
	tfr, err := g.reader.TermFieldReader(ctx, []byte(text), fieldNames[field], true, false, false)
	if err != nil {
		return fmt.Errorf("read postings: %w", err)
	}
	defer func() { err = errors.Join(err, tfr.Close()) }()
	var tf bindex.TermFieldDoc
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		d, err := tfr.Next(tf.Reset())
		if err != nil {
			return fmt.Errorf("read postings: %w", err)
		}
		if d == nil {
			return nil
		}
		num := uint32(d.ID.Value())
		if s.freqs[num] == 0 {
			s.matched = append(s.matched, num)
		}
		s.freqs[num] += weight * float32(d.Freq)
	}
}

// holders returns how many chunks hold the term in their text.
func (g *generation) holders(ctx context.Context, text string) (int, error) {
	tfr, err := g.reader.TermFieldReader(ctx, []byte(text), fieldText, false, false, false)
	if err != nil {
		return 0, fmt.Errorf("read postings: %w", err)
	}
	n := tfr.Count()
	return int(n), tfr.Close()
}
