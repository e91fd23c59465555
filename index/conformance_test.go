package index_test

import (
	"context"
	"log/slog"
	"os"
	"testing"

	"funnel/index"
	"funnel/index/embed"
	"funnel/index/indextest"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func openKeyword(t testing.TB, dir string, opts index.KeywordOptions) *index.Keyword {
	t.Helper()
	k, err := index.OpenKeyword(context.Background(), quiet(), dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := k.Close(); err != nil {
			t.Error(err)
		}
	})
	return k
}

func syncTo(t testing.TB, ix index.Index, src index.Source) {
	t.Helper()
	if err := ix.Sync(context.Background(), src); err != nil {
		t.Fatal(err)
	}
}

func TestKeywordConforms(t *testing.T) {
	indextest.Run(t, indextest.Factory{Open: func(t testing.TB, _ *indextest.Corpus) index.Index {
		return openKeyword(t, t.TempDir(), index.KeywordOptions{})
	}})
}

// Small batches and publications split documents over batches and syncs over generations.
func TestKeywordConformsInSmallSteps(t *testing.T) {
	indextest.Run(t, indextest.Factory{Open: func(t testing.TB, _ *indextest.Corpus) index.Index {
		return openKeyword(t, t.TempDir(), index.KeywordOptions{Batch: 3, Publish: 20})
	}})
}

func TestVectorConforms(t *testing.T) {
	e := embed.Builtin(0)
	indextest.Run(t, indextest.Factory{
		Prepare: func(t testing.TB, c *indextest.Corpus) { embedAll(t, c, e) },
		Open: func(t testing.TB, _ *indextest.Corpus) index.Index {
			v, err := index.OpenVector(context.Background(), quiet(), indextest.NewCorpus(), e, index.VectorOptions{})
			if err != nil {
				t.Fatal(err)
			}
			return v
		},
	})
}

func embedAll(t testing.TB, c index.VectorStore, e index.Embedder) {
	t.Helper()
	err := index.SyncVectors(context.Background(), quiet(), c, e, index.VectorSyncOptions{Batch: 5, Jobs: 3})
	if err != nil {
		t.Fatal(err)
	}
}

func TestMemoryConforms(t *testing.T) {
	indextest.Run(t, indextest.Factory{Open: func(testing.TB, *indextest.Corpus) index.Index { return &index.Memory{} }})
}

// benchVectorCount is how many vectors the benchmarks hold: FUNNEL_LONG=1 takes the 100,000 of the design.
func benchVectorCount() int {
	if os.Getenv("FUNNEL_LONG") != "" {
		return 100000
	}
	return 5000
}
