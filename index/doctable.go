package index

// docTable tells which chunks belong together. Documents are numbered as their first chunks are met, which is nobody's
// business but the accumulator's: no score and no order depends on it.
type docTable struct {
	of      []uint32     // document by bleve's number of the chunk
	lengths [2][]float64 // words of text of all its chunks; words of its longest head
	average [2]float64
}

// tabulate gathers the chunks of each document by their marks. A chunk that is not live has no length, and no part.
func tabulate(marks []uint64, lengths [2][]uint32) docTable {
	t := docTable{of: make([]uint32, len(marks))}
	at := make(map[uint64]uint32, len(marks)/4)
	for chunk, mark := range marks {
		if lengths[0][chunk] == 0 {
			continue
		}
		doc, ok := at[mark]
		if !ok {
			doc = uint32(len(at))
			at[mark] = doc
			t.lengths[0], t.lengths[1] = append(t.lengths[0], 0), append(t.lengths[1], 0)
		}
		t.of[chunk] = doc
		t.lengths[0][doc] += float64(lengths[0][chunk])
		t.lengths[1][doc] = max(t.lengths[1][doc], float64(lengths[1][chunk]))
	}
	for i, list := range t.lengths {
		sum := 0.0 // of whole numbers: exact in any order
		for _, n := range list {
			sum += n
		}
		t.average[i] = sum / float64(max(len(list), 1))
	}
	return t
}

// count is the number of documents.
func (t *docTable) count() int { return len(t.lengths[0]) }
