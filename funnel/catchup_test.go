package funnel

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"funnel/index"
	"funnel/index/embed"
	"funnel/store"
)

// catchupWorld is a collection of which only the first document is indexed.
type catchupWorld struct {
	dir  string
	docs *store.Collection
}

// add commits documents of ten chunks each that no index knows.
func (w *catchupWorld) add(t *testing.T, from, to int) {
	t.Helper()
	var put []*store.Document
	for i := from; i < to; i++ {
		d := &store.Document{ID: fmt.Sprintf("d%04d", i), Text: "the pump runs. word", Kind: "text", Hash: fmt.Sprint(i)}
		for j := range 10 {
			d.Chunks = append(d.Chunks, store.Chunk{Start: j, End: len(d.Text)})
		}
		put = append(put, d)
	}
	if _, err := w.docs.Apply(t.Context(), put, nil); err != nil {
		t.Fatal(err)
	}
}

// behind opens the library as a question does.
func (w *catchupWorld) behind(t *testing.T) int64 {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // what waits for a lock waits for ever
	defer cancel()
	lib, err := OpenLibrary(ctx, slog.New(slog.DiscardHandler), w.docs, w.dir, embed.Builtin(0))
	if err != nil {
		t.Fatal(err)
	}
	err = lib.CatchUp(ctx)
	behind := lib.Collection().Behind
	if err := errors.Join(err, lib.Close()); err != nil {
		t.Fatal(err)
	}
	return behind
}

func newCatchupWorld(t *testing.T) *catchupWorld {
	t.Helper()
	dir := t.TempDir()
	st, err := store.Open(t.Context(), filepath.Join(dir, "funnel.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	c, err := st.Create(t.Context(), "default")
	if err != nil {
		t.Fatal(err)
	}
	return &catchupWorld{dir: filepath.Join(dir, "index", "default"), docs: c}
}

// TestCatchUpIsBounded: a question indexes a small backlog and no large one,
// builds an index that is not there at all, and leaves all of it to a process
// that has promised to.
func TestCatchUpIsBounded(t *testing.T) {
	w := newCatchupWorld(t)
	w.add(t, 0, 150)
	if n := w.behind(t); n != 0 {
		t.Errorf("without an index: %d behind, want it built", n)
	}
	w.add(t, 150, 250)
	if n := w.behind(t); n != 0 {
		t.Errorf("a small backlog: %d behind, want 0", n)
	}
	w.add(t, 250, 351)
	if n := w.behind(t); n != 101 {
		t.Errorf("a large backlog: %d behind, want 101", n)
	}
}

// TestCatchUpWaitsForNobody: beside a process that ingests, a question takes
// no lock and is answered from what is published.
func TestCatchUpWaitsForNobody(t *testing.T) {
	w := newCatchupWorld(t)
	w.add(t, 0, 2)
	if n := w.behind(t); n != 0 {
		t.Fatalf("%d behind", n)
	}
	lib, err := OpenLibrary(t.Context(), slog.New(slog.DiscardHandler), w.docs, w.dir, embed.Builtin(0))
	if err != nil {
		t.Fatal(err)
	}
	defer lib.Close()
	done, err := lib.Promise(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	embedding, err := lockEmbedding(t.Context(), w.dir, lib.embedder.Fingerprint())
	if err != nil {
		t.Fatal(err)
	}
	keyword, err := index.Lock(t.Context(), filepath.Join(keywordDir(w.dir), "lock"))
	if err != nil {
		t.Fatal(err)
	}
	w.add(t, 2, 5)
	if n := w.behind(t); n != 3 {
		t.Errorf("beside an ingest: %d behind, want 3", n)
	}
	if err := errors.Join(keyword(), embedding(), done()); err != nil {
		t.Fatal(err)
	}
	if n := w.behind(t); n != 0 {
		t.Errorf("after it: %d behind, want 0", n)
	}
}
