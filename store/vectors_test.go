package store

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// gotVector is what EachVector says of a chunk.
type gotVector struct {
	Doc   string
	Ord   int
	Seq   int64
	First float32
}

func vectorsOf(t *testing.T, c *Collection, fp string, after int64) []gotVector {
	t.Helper()
	var list []gotVector
	err := c.EachVector(t.Context(), fp, after, func(doc string, ord int, seq int64, v []float32) error {
		list = append(list, gotVector{doc, ord, seq, v[0]})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// embedAll gives every missing chunk a vector whose first value counts up.
func embedAll(t *testing.T, c *Collection, fp string, batch, dims int) int {
	t.Helper()
	n := 0
	for {
		missing, err := c.MissingVectors(t.Context(), fp, 0, batch)
		if err != nil {
			t.Fatal(err)
		}
		if len(missing) == 0 {
			return n
		}
		var vecs []Vector
		for _, m := range missing {
			if m.Hash != hashPassage(m.Text).String() {
				t.Fatalf("%s %d: hash %s is not that of %q", m.Doc, m.Ord, m.Hash, m.Text)
			}
			n++
			v := make([]float32, dims)
			v[0] = float32(n)
			vecs = append(vecs, Vector{m.Hash, v})
		}
		if err := c.PutVectors(t.Context(), fp, vecs, missing[len(missing)-1].Seq-1); err != nil {
			t.Fatal(err)
		}
	}
}

func TestVectors(t *testing.T) {
	ctx := t.Context()
	s := testStore(t)
	a, b := create(t, s, "a"), create(t, s, "b")
	d := func(id, text string) *Document { x := doc(id, text); x.Title = "same"; return x }
	apply(t, a, []*Document{d("z", "one\ntwo\n"), d("y", "two\nthree\n"), d("empty", "")})

	missing, err := a.MissingVectors(ctx, "fp", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range missing {
		got = append(got, fmt.Sprintf("%d %s#%d %q", m.Seq, m.Doc, m.Ord, m.Text))
	}
	want := []string{`1 z#0 "same\nH\none\n"`, `1 z#1 "same\nH\ntwo\n"`, `2 y#1 "same\nH\nthree\n"`}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("missing %q, want %q", got, want)
	}
	if n := embedAll(t, a, "fp", 2, 4); n != 3 {
		t.Errorf("%d vectors were computed, want 3", n)
	}
	if cur, err := a.VectorCursor(ctx, "fp"); err != nil || cur != 1 {
		t.Errorf("cursor %d, %v", cur, err)
	}
	if got, want := vectorsOf(t, a, "fp", 0), []gotVector{{"y", 0, 2, 2}, {"y", 1, 2, 3}, {"z", 0, 1, 1}, {"z", 1, 1, 2}}; !reflect.DeepEqual(got, want) {
		t.Errorf("vectors %v, want %v", got, want)
	}
	if got := vectorsOf(t, a, "fp", 1); len(got) != 2 || got[0].Doc != "y" {
		t.Errorf("vectors after 1: %v", got)
	}

	// another collection shares them; what changes keeps what is equal
	apply(t, b, []*Document{d("w", "three\nfour\n")})
	if have, total, err := b.Covered(ctx, "fp"); err != nil || have != 1 || total != 2 {
		t.Errorf("covered %d of %d, %v", have, total, err)
	}
	apply(t, a, []*Document{d("y", "five\nthree\n")}, "z")
	if missing, err := a.MissingVectors(ctx, "fp", 0, 0); err != nil || len(missing) != 1 || missing[0].Ord != 0 {
		t.Errorf("missing %v, %v", missing, err)
	}
	if got, want := vectorsOf(t, a, "fp", 0), []gotVector{{"y", 1, 5, 3}}; !reflect.DeepEqual(got, want) {
		t.Errorf("vectors %v, want %v", got, want)
	}
	if got := vectorsOf(t, a, "other", 0); len(got) != 0 {
		t.Errorf("another embedder has %v", got)
	}
	if have, total, err := a.Covered(ctx, "other"); err != nil || have != 0 || total != 2 {
		t.Errorf("covered by another: %d of %d, %v", have, total, err)
	}
}

func TestVectorsRefused(t *testing.T) {
	ctx := t.Context()
	c := testCollection(t)
	hash := strings.Repeat("ab", hashSize)
	good := Vector{strings.Repeat("01", hashSize), []float32{1, 2}}
	if err := c.PutVectors(ctx, "fp", []Vector{good}, 7); err != nil {
		t.Fatal(err)
	}
	inf := float32(math.Inf(-1))
	for _, tt := range []struct {
		name string
		v    Vector
		say  string
	}{
		{"zero", Vector{hash, []float32{0, 0}}, "it is zero"},
		{"NaN", Vector{hash, []float32{1, float32(math.NaN())}}, "value 1 is NaN"},
		{"infinite", Vector{hash, []float32{inf, 1}}, "value 0 is -Inf"},
		{"empty", Vector{hash, nil}, "no values"},
		{"dimension", Vector{hash, []float32{1, 2, 3}}, "it has 3 dimensions, those of fp have 2"},
		{"hash", Vector{"xyz", []float32{1, 2}}, `"xyz" has 3 digits`},
		{"not hex", Vector{strings.Repeat("g", 32), []float32{1, 2}}, "parse chunk hash"},
	} {
		fresh := Vector{strings.Repeat("02", hashSize), []float32{1, 2}}
		err := c.PutVectors(ctx, "fp", []Vector{fresh, tt.v}, 9)
		if !errors.Is(err, ErrBadVector) || !strings.Contains(err.Error(), tt.say) || !strings.Contains(err.Error(), tt.v.Hash) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if cur, err := c.VectorCursor(ctx, "fp"); err != nil || cur != 7 {
			t.Errorf("%s: cursor %d, %v", tt.name, cur, err)
		}
	}
}

// TestVectorBlocks puts vectors in many small and some large portions: each
// must come back as it was, from few blocks.
func TestVectorBlocks(t *testing.T) {
	ctx := t.Context()
	c := testCollection(t)
	var docs []*Document
	for i := range 150 {
		docs = append(docs, doc(fmt.Sprintf("d%03d", (i*37)%150), strings.Repeat("line\n", i%13)+fmt.Sprint(i)))
	}
	apply(t, c, docs)
	missing, err := c.MissingVectors(ctx, "fp", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	rng.Shuffle(len(missing), func(i, j int) { missing[i], missing[j] = missing[j], missing[i] })
	want := map[string][]float32{}
	for left := missing; len(left) > 0; {
		n := min(len(left), 1+rng.IntN(3))
		if rng.IntN(40) == 0 {
			n = min(len(left), 300)
		}
		var vecs []Vector
		for _, m := range left[:n] {
			v := []float32{rng.Float32() + 1, rng.Float32(), -rng.Float32()}
			want[m.Hash] = v
			vecs = append(vecs, Vector{m.Hash, v})
		}
		vecs = append(vecs, Vector{missing[0].Hash, []float32{9, 9, 9}}) // is there: stays
		if _, ok := want[missing[0].Hash]; ok {
			err = c.PutVectors(ctx, "fp", vecs, 0)
		}
		if err != nil {
			t.Fatal(err)
		}
		left = left[n:]
	}
	var blocks int
	if err := c.s.readers.row(ctx, "SELECT count(*) FROM vector_blocks", nil, []any{&blocks}); err != nil || blocks > len(missing)/64 {
		t.Errorf("%d vectors are in %d blocks, %v", len(missing), blocks, err)
	}
	n := 0
	last := ""
	err = c.EachVector(ctx, "fp", 0, func(id string, ord int, _ int64, v []float32) error {
		at := fmt.Sprintf("%s#%03d", id, ord)
		if at <= last {
			t.Errorf("%s comes after %s", at, last)
		}
		n, last = n+1, at
		d, err := c.Document(ctx, id)
		if err != nil {
			return err
		}
		if !reflect.DeepEqual(v, want[d.Chunks[ord].Hash]) {
			t.Errorf("%s: got %v, want %v", at, v, want[d.Chunks[ord].Hash])
		}
		return nil
	})
	if _, total, _ := c.Covered(ctx, "fp"); err != nil || n != total {
		t.Errorf("%d vectors of %d, %v", n, total, err)
	}
}

func TestMissingVectorsBeyondLookups(t *testing.T) {
	c := testCollection(t)
	var docs []*Document
	for i := range 3 * fewLookups / 2 {
		docs = append(docs, doc(fmt.Sprintf("%04d", i), fmt.Sprint(i)))
	}
	apply(t, c, docs)
	if n := embedAll(t, c, "fp", 400, 2); n != len(docs) {
		t.Errorf("%d vectors were computed, want %d", n, len(docs))
	}
}

func TestEachVectorStops(t *testing.T) {
	c := testCollection(t)
	apply(t, c, []*Document{doc("a", "1\n2\n3")})
	embedAll(t, c, "fp", 10, 2)
	stop := errors.New("stop")
	n := 0
	err := c.EachVector(t.Context(), "fp", 0, func(string, int, int64, []float32) error { n++; return stop })
	if !errors.Is(err, stop) || n != 1 {
		t.Errorf("called %d times, %v", n, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.EachVector(ctx, "fp", 0, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestVectorsSurviveReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "v.db")
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := create(t, s, "c")
	apply(t, c, []*Document{doc("a", "1\n2")})
	embedAll(t, c, "fp", 1, 3)
	before := vectorsOf(t, c, "fp", 0)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := openTest(t, path, Options{ReadOnly: true})
	c2, err := again.Collection(t.Context(), "c")
	if err != nil {
		t.Fatal(err)
	}
	if got := vectorsOf(t, c2, "fp", 0); len(got) != 2 || !reflect.DeepEqual(got, before) {
		t.Errorf("got %v, want %v", got, before)
	}
}
