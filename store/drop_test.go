package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
)

// fill puts two documents, with vectors of two embedders and a run.
func fill(t *testing.T, s *Store, name string) *Collection {
	t.Helper()
	c, err := s.Create(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	var docs []*Document
	for i := range 2 {
		text := fmt.Sprintf("the text %d of %s", i, name)
		docs = append(docs, &Document{ID: fmt.Sprintf("d%d", i), Text: text, Labels: []string{"hr"}, Chunks: []Chunk{{Start: 0, End: len(text)}}})
	}
	if _, err := c.Apply(t.Context(), docs, nil); err != nil {
		t.Fatal(err)
	}
	for _, fp := range []string{"shared", "own-" + name} {
		missing, err := c.MissingVectors(t.Context(), fp, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		var vecs []Vector
		for _, m := range missing {
			vecs = append(vecs, Vector{Hash: m.Hash, Values: []float32{1, 2}})
		}
		if err := c.PutVectors(t.Context(), fp, vecs, 2); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(s.BeginRun(t.Context(), Run{ID: "run-" + name, Collection: name, Question: "?"}), c.SetSetting(t.Context(), "k", "v")); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestDrop: a collection goes with all that is its own, and another one stays
// as it was.
func TestDrop(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	fill(t, s, "gone")
	kept := fill(t, s, "kept")
	d, err := s.Drop(t.Context(), "gone")
	if err != nil || d.Docs != 2 || d.Runs != 1 || d.Bytes == 0 {
		t.Fatalf("%+v, %v", d, err)
	}
	count := func(query string) (n int) {
		if err := s.readers.row(t.Context(), query, nil, []any{&n}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for query, want := range map[string]int{
		"SELECT count(*) FROM documents": 2, "SELECT count(*) FROM texts": 2, "SELECT count(*) FROM structure": 2, "SELECT count(*) FROM settings": 1,
		"SELECT count(*) FROM vector_cursors": 2, "SELECT count(*) FROM fingerprints": 2, "SELECT count(*) FROM runs": 1,
		"SELECT count(*) FROM texts WHERE CAST(data AS TEXT) LIKE '%gone%'": 0,
	} {
		if n := count(query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
	if have, total, err := kept.Covered(t.Context(), "shared"); err != nil || have != 2 || total != 2 {
		t.Errorf("the other collection has %d of %d vectors, %v", have, total, err)
	}
	if _, err := s.Drop(t.Context(), "gone"); !errors.Is(err, ErrNoCollection) {
		t.Errorf("once more: %v", err)
	}
	if _, err := s.Collection(t.Context(), "gone"); !errors.Is(err, ErrNoCollection) {
		t.Errorf("it is still there: %v", err)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
	again := fill(t, s, "gone") // a new one of that name is a new one
	if head, err := again.Head(t.Context()); err != nil || head <= 4 {
		t.Errorf("head %d, %v: numbers were used twice", head, err)
	}
}

// TestDropCancelled leaves everything.
func TestDropCancelled(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c := fill(t, s, "one")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Drop(ctx, "one"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if stats, err := c.Stats(t.Context()); err != nil || stats.Docs != 2 {
		t.Errorf("%+v, %v", stats, err)
	}
}
