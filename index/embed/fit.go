package embed

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
)

// FitOptions bound the fit. The zero value is good.
type FitOptions struct {
	Dims     int    // directions; 0: 128
	MaxTerms int    // of the vocabulary, those in the most texts; 0: 30,000
	Seed     uint64 // of the randomised decomposition
}

func (o FitOptions) withDefaults() FitOptions {
	if o.Dims <= 0 {
		o.Dims = 128
	}
	if o.MaxTerms <= 0 {
		o.MaxTerms = 30000
	}
	return o
}

// Texts calls yield for each text to fit on, in an order that is always the
// same, and returns its first error.
type Texts func(yield func(text string) error) error

// Fit analyses the texts once. The same texts in the same order and the same
// options give the same model, bit by bit on one platform. Memory is about 8
// bytes for each distinct term of each text, and 16 times Dims for each text
// and each term of the vocabulary: texts must be few enough for that.
func Fit(ctx context.Context, texts Texts, terms Terms, o FitOptions) (*LSA, error) {
	o = o.withDefaults()
	c := &counting{number: map[string]uint32{}}
	err := texts(func(text string) error {
		c.add(text, terms)
		return ctx.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("fit embedder: %w", err)
	}
	m := &LSA{terms: terms}
	a := c.matrix(m, o.MaxTerms)
	rows, dims, err := decompose(ctx, a, o.Dims, o.Seed)
	if err != nil {
		return nil, fmt.Errorf("fit embedder: %w", err)
	}
	m.rows, m.dims = rows, dims
	m.sign()
	return m, nil
}

// sign computes the signatures of the vocabulary.
func (m *LSA) sign() {
	m.grams = make([]signature, len(m.vocab))
	for i, t := range m.vocab {
		m.grams[i] = signatureOf(t)
	}
}

// counting collects the terms of texts.
type counting struct {
	number map[string]uint32 // of a term, in order of appearance
	names  []string
	df     []int32 // by number
	ends   []int   // of each text in cells
	cells  []cell

	counts map[uint32]float32 // of the text at hand
}

// cell is a term's weight in a text.
type cell struct {
	term   uint32
	weight float32
}

func (c *counting) add(text string, terms Terms) {
	c.counts = map[uint32]float32{}
	begin := len(c.cells)
	terms(text, func(term string) {
		n, ok := c.number[term]
		if !ok {
			n = uint32(len(c.names))
			term = strings.Clone(term)
			c.number[term] = n
			c.names, c.df = append(c.names, term), append(c.df, 0)
		}
		if c.counts[n] == 0 {
			c.df[n]++
			c.cells = append(c.cells, cell{term: n})
		}
		c.counts[n]++
	})
	for i := begin; i < len(c.cells); i++ {
		c.cells[i].weight = float32(1 + math.Log(float64(c.counts[c.cells[i].term])))
	}
	c.ends = append(c.ends, len(c.cells))
}

// matrix chooses the vocabulary and weighs the texts: tf-idf, length 1.
func (c *counting) matrix(m *LSA, maxTerms int) *sparse {
	kept := c.choose(maxTerms)
	column := make([]int32, len(c.names))
	for i := range column {
		column[i] = -1
	}
	for i, n := range kept {
		column[n] = int32(i)
		m.vocab = append(m.vocab, c.names[n])
		m.idf = append(m.idf, float32(inverse(int(c.df[n]), len(c.ends))))
	}
	a := &sparse{columns: len(kept)}
	begin := 0
	for _, end := range c.ends {
		a.addRow(c.cells[begin:end], column, m.idf)
		begin = end
	}
	return a
}

// choose picks the terms in the most texts, two at least where there are many
// texts, and returns their numbers in the order of their names.
func (c *counting) choose(maxTerms int) []uint32 {
	least := int32(1)
	if len(c.ends) >= 100 {
		least = 2
	}
	var kept []uint32
	for n, df := range c.df {
		if df >= least {
			kept = append(kept, uint32(n))
		}
	}
	slices.SortFunc(kept, func(x, y uint32) int {
		return cmp.Or(cmp.Compare(c.df[y], c.df[x]), cmp.Compare(c.names[x], c.names[y]))
	})
	kept = kept[:min(len(kept), maxTerms)]
	slices.SortFunc(kept, func(x, y uint32) int { return cmp.Compare(c.names[x], c.names[y]) })
	return kept
}
