package embed

import (
	"context"
	"math"
	"slices"
	"strings"
)

// LSA is latent semantic analysis (Deerwester et al. 1990) fitted on one
// collection: a text is the sum of its terms' rows, weighted by tf-idf, at
// length 1. Terms that occur together lie together, and so do texts about one
// thing in different words. It knows nothing but the collection, and is no
// neural embedder. It is immutable and safe for concurrent use.
//
// A vector has one component more than there are directions: it is 1 for a
// text without any known term, and 0 for all others.
type LSA struct {
	dims  int         // directions
	vocab []string    // sorted
	idf   []float32   // by term
	rows  []float32   // by term, dims each
	grams []signature // by term
	terms Terms
}

// Terms lists the terms of a text, repeated as often as they stand in it.
type Terms func(text string, emit func(term string))

// The kind of text that is a query; a constant of package index, which this
// package knows nothing of.
const kindQuery = "query"

// Dims is the length of the vectors.
func (m *LSA) Dims() int { return m.dims + 1 }

// Embed returns one vector of length 1 for every text. In a query, a word that
// the collection does not hold counts as the words of the collection that are
// spelt most alike.
func (m *LSA) Embed(ctx context.Context, texts []string, kind string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	sum := make([]float64, m.dims)
	for i, text := range texts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		clear(sum)
		for _, t := range m.weigh(text, kind == kindQuery) {
			row := m.rows[t.term*m.dims:][:m.dims]
			for j, x := range row {
				sum[j] += t.weight * float64(x)
			}
		}
		out[i] = m.unit(sum)
	}
	return out, nil
}

// unit makes the vector of a sum.
func (m *LSA) unit(sum []float64) []float32 {
	square := 0.0
	for _, x := range sum {
		square += x * x
	}
	v := make([]float32, m.dims+1)
	if square < 1e-20 {
		v[m.dims] = 1
		return v
	}
	length := math.Sqrt(square)
	for j, x := range sum {
		v[j] = float32(x / length)
	}
	return v
}

// weighted is a known term of a text.
type weighted struct {
	term   int
	weight float64
}

// weigh lists the known terms of a text with their tf-idf, by term.
func (m *LSA) weigh(text string, guess bool) []weighted {
	counts := map[int]float64{}
	var unknown []string
	m.terms(text, func(term string) {
		if i, ok := slices.BinarySearch(m.vocab, term); ok {
			counts[i]++
		} else if guess && len(unknown) < maxGuessed && !slices.Contains(unknown, term) {
			unknown = append(unknown, strings.Clone(term))
		}
	})
	list := make([]weighted, 0, len(counts))
	for i, n := range counts {
		list = append(list, weighted{i, (1 + math.Log(n)) * float64(m.idf[i])})
	}
	for _, word := range unknown {
		list = append(list, m.guess(word)...)
	}
	slices.SortFunc(list, func(a, b weighted) int { return a.term - b.term })
	return list
}

// inverse is the inverse document frequency of a term in df of n texts.
func inverse(df, n int) float64 { return math.Log(1 + float64(n)/float64(df)) }
