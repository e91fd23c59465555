package index_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"funnel/index"
	"funnel/index/embed"
	"funnel/index/indextest"
	"funnel/store"
)

var (
	_ index.Source      = (*store.Collection)(nil)
	_ index.VectorStore = (*store.Collection)(nil)
)

// Both indexes over a real store answer like the same documents in memory, after changes too.
func TestWithStore(t *testing.T) {
	ctx := context.Background()
	s, err := store.Open(ctx, filepath.Join(t.TempDir(), "funnel.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	coll, err := s.Create(ctx, "default")
	if err != nil {
		t.Fatal(err)
	}
	e := embed.Builtin(64)
	keyword := openKeyword(t, t.TempDir(), index.KeywordOptions{Batch: 10, Publish: 40})
	vector := openVector(t, coll, e)
	same := indextest.NewCorpus()
	put := func(remove []string, docs ...*store.Document) {
		for _, d := range docs {
			d.Hash, d.Source = d.Text, "-"
		}
		if _, err := coll.Apply(ctx, docs, remove); err != nil {
			t.Fatal(err)
		}
		same.Put(docs...)
		same.Remove(remove...)
		embedAll(t, coll, e)
		embedAll(t, same, e)
		syncTo(t, keyword, coll)
		syncTo(t, vector, coll)
	}
	var docs []*store.Document
	for i := range 60 {
		docs = append(docs, indextest.Doc(fmt.Sprintf("doc%02d", i), fmt.Sprint("Title ", i), fmt.Sprintf("chunk number%d", i), "another chunk", "the last one"))
	}
	put(nil, docs...)
	put([]string{"doc07", "doc08"}, indextest.Doc("doc03", "Changed", "chunk number7 now"), indextest.Doc("new", "New", "number8 chunk"))

	head, err := coll.Head(ctx)
	if err != nil || keyword.Cursor() != head || vector.Cursor() != head {
		t.Errorf("cursors %d and %d, head %d, %v", keyword.Cursor(), vector.Cursor(), head, err)
	}
	if have, total, err := coll.Covered(ctx, e.Fingerprint()); have != total || err != nil {
		t.Errorf("%d of %d chunks have a vector, %v", have, total, err)
	}
	inMemory := openKeyword(t, t.TempDir(), index.KeywordOptions{})
	syncTo(t, inMemory, same)
	for _, q := range []string{"number7", "number8 chunk", "another last", "title 12"} {
		if got, want := mustSearch(t, keyword, q, 20), mustSearch(t, inMemory, q, 20); !slices.Equal(got, want) {
			t.Errorf("keyword %q: %v, want %v", q, got, want)
		}
		if got, want := mustSearch(t, vector, q, 20), mustSearch(t, openVector(t, same, e), q, 20); !slices.Equal(got, want) {
			t.Errorf("vector %q: %v, want %v", q, got, want)
		}
	}
}
