package index

import "slices"

// world is what a query's statistics are taken from: the whole generation, or the chunks of the documents that exist
// for the asker. Through frequencies and mean lengths of all documents the scores of a public one would tell about the
// others: 20 hidden documents with its word move it from 1.19 to 0.53.
type world struct {
	of      *Visible   // nil: the whole generation
	chunks  []bool     // by bleve's number of the chunk; nil: all
	live    int        // chunks
	average [2]float64 // mean words of text and head of a chunk
	docs    docTable

	languages languageSet // of its chunks
}

// newWorld is the world of all chunks that have a length.
func newWorld(marks []uint64, lengths [2][]uint32, languages []language) world {
	w := world{docs: tabulate(marks, lengths)}
	var total [2]float64 // of whole numbers: exact in any order
	for chunk, n := range lengths[0] {
		if n > 0 {
			w.live++
			w.languages = w.languages.with(languages[chunk])
			total[0] += float64(n)
			total[1] += float64(lengths[1][chunk])
		}
	}
	w.languages &^= 1 // what every document has
	for i := range total {
		w.average[i] = total[i] / float64(max(w.live, 1))
	}
	return w
}

// holds reports whether a chunk exists in the world.
func (w *world) holds(num uint32) bool { return w.chunks == nil || w.chunks[num] }

// worldOf returns the world of a set of documents, nil for all. The last one is kept: the searches of one question
// have the same.
func (g *generation) worldOf(set *Visible) *world {
	if set == nil {
		return &g.all
	}
	if w := g.seen.Load(); w != nil && w.of == set {
		return w
	}
	mine := make(map[uint64]bool, len(set.Docs))
	for id := range set.Docs {
		mine[uint64(docMark(id))] = true
	}
	lengths := [2][]uint32{slices.Clone(g.lengths[0]), g.lengths[1]}
	chunks := make([]bool, len(g.marks))
	for i, mark := range g.marks {
		if chunks[i] = mine[mark]; !chunks[i] {
			lengths[0][i] = 0
		}
	}
	w := newWorld(g.marks, lengths, g.languages)
	w.of, w.chunks = set, chunks
	g.seen.Store(&w)
	return &w
}
