package store

import "testing"

func TestDropVectors(t *testing.T) {
	c := testCollection(t)
	other, err := c.s.Create(t.Context(), "other")
	if err != nil {
		t.Fatal(err)
	}
	docs := []*Document{{ID: "a", Text: "one", Chunks: []Chunk{{End: 3}}}}
	for _, c := range []*Collection{c, other} {
		apply(t, c, docs)
		missing, err := c.MissingVectors(t.Context(), "f", 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		var vecs []Vector
		for _, m := range missing {
			vecs = append(vecs, Vector{m.Hash, []float32{1, 0}})
		}
		if err := c.PutVectors(t.Context(), "f", vecs, 1); err != nil {
			t.Fatal(err)
		}
	}
	for i, left := range []int{1, 0} { // the other collection needs them until it drops them, too
		gone, err := []*Collection{c, other}[i].DropVectors(t.Context(), "f")
		if err != nil || gone != (left == 0) {
			t.Fatalf("drop %d: gone %v, %v", i+1, gone, err)
		}
		have, _, err := other.Covered(t.Context(), "f")
		if err != nil || have != left {
			t.Errorf("after drop %d: %d vectors, %v; want %d", i+1, have, err, left)
		}
	}
	if err := c.s.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if err := c.PutVectors(t.Context(), "f", []Vector{{docs[0].Chunks[0].Hash, []float32{1, 0, 0}}}, 1); docs[0].Chunks[0].Hash != "" && err != nil {
		t.Errorf("vectors of other dimensions after the drop: %v", err)
	}
}
