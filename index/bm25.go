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
//
// A chunk scores by itself, and by the whole document that it belongs to: what is asked for may stand in several places
// of a long document, which no chunk alone holds.
type ranking struct {
	k1, b    float64 // saturation of the frequency, normalisation by length
	head     float64 // how many words of text a word of the head counts for
	document float64 // weight of the document's score beside the chunk's
	docK1    float64 // k1 of the document
	whole    float64 // weight of an identifier as it stands, beside its parts
	exact    float64 // what a chunk that has it as it stands is given, as a share of the most that its parts can give
	asked    float64 // weight of the parts of an identifier that is asked for as it stands
	part     float64 // share of the score of a query's only word where it is but part of identifiers
	single   float64 // weight of a single rune beside the pairs it is part of
}

// defaultRanking measured best over the development sets: textbook constants would be k1 .9 and b .4.
var defaultRanking = ranking{k1: 0.9, b: 0.6, head: 2, document: 1.25, docK1: 1.5, whole: 0.5, exact: 0.7, asked: 0.6, part: 0.3, single: 0.5}

// saturate is BM25's share of a term that stands tf times in something of that length.
func saturate(tf, k1, b, length, average float64) float64 {
	return tf * (k1 + 1) / (tf + k1*(1-b+b*length/average))
}

// inverse is the inverse document frequency of a term that df of n hold; always positive.
func inverse(df, n int) float64 {
	return math.Log(1 + (float64(n)-float64(df)+0.5)/(float64(df)+0.5))
}

// accumulator adds up scores of things that have numbers. All slices but touched and matched are indexed by number and
// zero between queries.
type accumulator struct {
	scores  []float64
	touched []uint32 // with a score
	freqs   [2][]float32
	alone   []bool   // the current term stands there as a word
	matched []uint32 // with the current term
}

func newAccumulator(n int) accumulator {
	return accumulator{scores: make([]float64, n), alone: make([]bool, n), freqs: [2][]float32{make([]float32, n), make([]float32, n)}}
}

// meet notes that num holds the current term.
func (a *accumulator) meet(num uint32) {
	if a.freqs[0][num] == 0 && a.freqs[1][num] == 0 {
		a.matched = append(a.matched, num)
	}
}

// give adds a positive score.
func (a *accumulator) give(num uint32, score float64) {
	if a.scores[num] == 0 {
		a.touched = append(a.touched, num)
	}
	a.scores[num] += score
}

// take returns how often num holds the current term, in text and head, and whether as a word, and forgets it.
func (a *accumulator) take(num uint32) (text, head float64, alone bool) {
	text, head, alone = float64(a.freqs[0][num]), float64(a.freqs[1][num]), a.alone[num]
	a.freqs[0][num], a.freqs[1][num], a.alone[num] = 0, 0, false
	return text, head, alone
}

func (a *accumulator) clear() {
	for _, d := range a.touched {
		a.scores[d] = 0
	}
	a.touched = a.touched[:0]
}

// scratch accumulates one query's scores of chunks and documents.
type scratch struct{ chunks, docs accumulator }

// takeScratch returns an accumulator of earlier queries, or a new one.
func (g *generation) takeScratch() *scratch {
	select {
	case s := <-g.scratch:
		return s
	default:
		return &scratch{newAccumulator(len(g.refs)), newAccumulator(g.all.docs.count())}
	}
}

// giveScratch keeps a cleared accumulator for later queries.
func (g *generation) giveScratch(s *scratch) {
	s.chunks.clear()
	s.docs.clear()
	select {
	case g.scratch <- s:
	default:
	}
}

// score adds up the terms' contributions, in the order of terms, so that sums come out the same in every process.
func (g *generation) score(ctx context.Context, r ranking, terms []queryTerm, w *world, s *scratch) error {
	most := map[string]float64{} // what a term gives to a chunk that has little but it, about
	for _, t := range terms {
		for field := range fieldNames {
			if err := g.gather(ctx, t, field, w, s); err != nil {
				return err
			}
		}
		idf, exact := inverse(len(s.chunks.matched), w.live)*t.weight, 0.0
		most[t.text] = idf * (r.k1 + 1 + r.document*(r.docK1+1))
		for _, p := range t.parts {
			exact += t.exact * most[p]
		}
		part := 1.0
		if t.lone {
			part = r.part
		}
		g.scoreChunks(r, idf, exact, part, w, s)
		docIDF := inverse(len(s.docs.matched), w.docs.count()) * t.weight
		w.scoreDocs(r, docIDF, part, s)
	}
	for _, c := range s.chunks.touched {
		s.chunks.scores[c] += r.document * s.docs.scores[w.docs.of[c]]
	}
	return nil
}

// scoreChunks adds one term's share to the chunks that hold it, and passes on to their documents how often they do. exact
// is given to those that have it as a word, and part of the score to others.
func (g *generation) scoreChunks(r ranking, idf, exact, part float64, w *world, s *scratch) {
	average := w.average[0] + r.head*w.average[1]
	for _, c := range s.chunks.matched {
		text, head, alone := s.chunks.take(c)
		length := float64(g.lengths[0][c]) + r.head*float64(g.lengths[1][c])
		score := idf * saturate(text+r.head*head, r.k1, r.b, length, average)
		if alone {
			s.chunks.give(c, score+exact)
		} else {
			s.chunks.give(c, part*score)
		}
		doc := w.docs.of[c]
		s.docs.meet(doc)
		s.docs.freqs[0][doc] += float32(text)
		s.docs.freqs[1][doc] = max(s.docs.freqs[1][doc], float32(head)) // every chunk repeats the document's title
		s.docs.alone[doc] = s.docs.alone[doc] || alone
	}
	s.chunks.matched = s.chunks.matched[:0]
}

// scoreDocs adds one term's share to the documents that hold it.
func (w *world) scoreDocs(r ranking, idf, part float64, s *scratch) {
	average := w.docs.average[0] + r.head*w.docs.average[1]
	for _, d := range s.docs.matched {
		text, head, alone := s.docs.take(d)
		length := w.docs.lengths[0][d] + r.head*w.docs.lengths[1][d]
		score := idf * saturate(text+r.head*head, r.docK1, r.b, length, average)
		if !alone {
			score *= part
		}
		s.docs.give(d, score)
	}
	s.docs.matched = s.docs.matched[:0]
}

// gather notes how often each chunk of the world holds the term in one field (0 text, 1 head). A stem is met wherever a
// form of it is, so that the greater number is that of all forms.
func (g *generation) gather(ctx context.Context, t queryTerm, field int, w *world, s *scratch) error {
	return g.occurrences(ctx, t, fieldNames[field], true, w, func(num uint32, freq uint64) {
		s.chunks.meet(num)
		alone, part := occurs(freq)
		s.chunks.freqs[field][num] = max(s.chunks.freqs[field][num], alone+part)
		s.chunks.alone[num] = s.chunks.alone[num] || alone > 0
	})
}

// occurrences calls fn for every chunk of the world that holds a term or a stem of it in a field; more than once for one
// that holds several.
func (g *generation) occurrences(ctx context.Context, t queryTerm, field string, freqs bool, w *world, fn func(num uint32, freq uint64)) error {
	seen := fn
	if w.chunks != nil {
		seen = func(num uint32, freq uint64) {
			if w.holds(num) {
				fn(num, freq)
			}
		}
	}
	err := g.postings(ctx, t.text, field, freqs, seen)
	for _, s := range t.stems {
		if err != nil {
			break
		}
		err = g.postings(ctx, s.text, field, freqs, func(num uint32, freq uint64) {
			if s.languages.has(g.languages[num]) {
				seen(num, freq)
			}
		})
	}
	return err
}

// postings calls fn for every chunk that holds a term in a field; with freqs, with how often.
func (g *generation) postings(ctx context.Context, text, field string, freqs bool, fn func(num uint32, freq uint64)) (err error) {
	tfr, err := g.reader.TermFieldReader(ctx, []byte(text), field, freqs, false, false)
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
		fn(uint32(d.ID.Value()), d.Freq)
	}
}

// holders returns how many chunks of the world hold the term in their text.
func (g *generation) holders(ctx context.Context, t queryTerm, w *world) (n int, err error) {
	return g.holdersIn(ctx, t, fieldText, w)
}

// holdersAnywhere is holders in text or, if there are none, in the head.
func (g *generation) holdersAnywhere(ctx context.Context, t queryTerm, w *world) (n int, err error) {
	if n, err = g.holders(ctx, t, w); n > 0 || err != nil {
		return n, err
	}
	return g.holdersIn(ctx, t, fieldHead, w)
}

// holdersIn returns how many chunks of the world hold the term in a field.
func (g *generation) holdersIn(ctx context.Context, t queryTerm, field string, w *world) (n int, err error) {
	switch {
	case len(t.stems) > 0:
		met := make([]bool, len(g.refs))
		err = g.occurrences(ctx, t, field, false, w, func(num uint32, _ uint64) {
			if !met[num] {
				met[num] = true
				n++
			}
		})
		return n, err
	case w.chunks != nil:
		err = g.occurrences(ctx, t, field, false, w, func(uint32, uint64) { n++ })
		return n, err
	}
	return g.count(ctx, t.text, field)
}

// count returns how many chunks there are that hold a term in a field, in any world.
func (g *generation) count(ctx context.Context, text, field string) (int, error) {
	tfr, err := g.reader.TermFieldReader(ctx, []byte(text), field, false, false, false)
	if err != nil {
		return 0, fmt.Errorf("read postings: %w", err)
	}
	return int(tfr.Count()), tfr.Close()
}

// held reports whether any chunk of the world holds the term.
func (g *generation) held(ctx context.Context, t queryTerm, w *world) (bool, error) {
	if w.chunks == nil { // the common case needs no look at the postings
		if n, err := g.count(ctx, t.text, fieldText); n > 0 || err != nil {
			return n > 0, err
		}
	}
	n, err := g.holdersAnywhere(ctx, t, w)
	return n > 0, err
}
