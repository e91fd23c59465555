package index_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"funnel/index"
	"funnel/index/embed"
	"funnel/index/indextest"
	"funnel/store"
)

var errFault = errors.New("injected fault")

// TestKeywordFileFaults: each file operation of a publication fails once, before or after it took effect. What was
// published before answers on, in this process and the next; and the Sync after it ends like a rebuild.
func TestKeywordFileFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("flushes several hundred times")
	}
	tried := 0
	for _, after := range []bool{false, true} {
		for i, more := 1, true; more; i++ {
			c, dir := library(12), t.TempDir()
			k := openKeyword(t, dir, index.KeywordOptions{})
			syncTo(t, k, c)
			old := mustSearch(t, k, "number7 shelf", 50)
			c.Put(indextest.Doc("new", "New", "number7 is new"))
			c.Remove("book0003")
			n, failed := 0, ""
			k.Fail(func(op, path string) (bool, error) {
				if n++; n == i {
					failed = op
					return after, errFault
				}
				return false, nil
			})
			if err := k.Sync(context.Background(), c); err == nil && k.Cursor() != 14 {
				t.Fatalf("operation %d (%s): acknowledged at %d", i, failed, k.Cursor())
			}
			if more = n >= i; more {
				tried++
			}
			next := openKeyword(t, dir, index.KeywordOptions{})
			for name, ix := range map[string]*index.Keyword{"this": k, "another": next} {
				if got := mustSearch(t, ix, "number7 shelf", 50); ix.Cursor() == 12 && fmt.Sprint(got) != fmt.Sprint(old) {
					t.Errorf("operation %d (%s): %s index is at 12 and says %v, want %v", i, failed, name, got, old)
				}
			}
			k.Fail(nil)
			syncTo(t, k, c)
			syncTo(t, next, c)
			sameAsRebuilt(t, next, c)
		}
	}
	if tried < 20 {
		t.Errorf("only %d operations were made to fail", tried)
	}
	t.Logf("%d file operations failed", tried)
}

// faultySource fails the call numbered at.
type faultySource struct {
	*indextest.Corpus
	at, calls int
}

func (s *faultySource) fault() error {
	if s.calls++; s.calls == s.at {
		return errFault
	}
	return nil
}

func (s *faultySource) Head(ctx context.Context) (int64, error) {
	if err := s.fault(); err != nil {
		return 0, err
	}
	return s.Corpus.Head(ctx)
}

func (s *faultySource) Changes(ctx context.Context, after int64, limit int) ([]store.Change, error) {
	if err := s.fault(); err != nil {
		return nil, err
	}
	return s.Corpus.Changes(ctx, after, limit)
}

func (s *faultySource) Documents(ctx context.Context, ids []string) ([]*store.Document, error) {
	if err := s.fault(); err != nil {
		return nil, err
	}
	return s.Corpus.Documents(ctx, ids)
}

func (s *faultySource) EachVector(ctx context.Context, fingerprint string, after int64, fn func(string, int, int64, []float32) error) error {
	if err := s.fault(); err != nil {
		return err
	}
	return s.Corpus.EachVector(ctx, fingerprint, after, fn)
}

func (s *faultySource) VectorCursor(ctx context.Context, fingerprint string) (int64, error) {
	if err := s.fault(); err != nil {
		return 0, err
	}
	return s.Corpus.VectorCursor(ctx, fingerprint)
}

func (s *faultySource) MissingVectors(ctx context.Context, fingerprint string, after int64, limit int) ([]store.Missing, error) {
	if err := s.fault(); err != nil {
		return nil, err
	}
	return s.Corpus.MissingVectors(ctx, fingerprint, after, limit)
}

func (s *faultySource) PutVectors(ctx context.Context, fingerprint string, vecs []store.Vector, cursor int64) error {
	if err := s.fault(); err != nil {
		return err
	}
	return s.Corpus.PutVectors(ctx, fingerprint, vecs, cursor)
}

func (s *faultySource) Covered(ctx context.Context, fingerprint string) (int, int, error) {
	if err := s.fault(); err != nil {
		return 0, 0, err
	}
	return s.Corpus.Covered(ctx, fingerprint)
}

// TestStoreFaults: each call of the store fails once, in the keyword index, the embedding and the loading of vectors.
// The next attempt ends as if nothing had failed, and no vector is computed twice but those whose storing failed.
func TestStoreFaults(t *testing.T) {
	ctx := context.Background()
	step := 1
	if testing.Short() {
		step = 7
	}
	for i, more := 1, true; more; i += step {
		src, dir := &faultySource{Corpus: library(25), at: i}, t.TempDir()
		e := &faultyEmbedder{Embedder: embed.Builtin(16)}
		k := openKeyword(t, dir, index.KeywordOptions{Batch: 8, Publish: 30})
		v := openVector(t, indextest.NewCorpus(), e)
		opts := index.VectorSyncOptions{Batch: 8, Jobs: 2}
		for n, do := range []func() error{
			func() error { return k.Sync(ctx, src) },
			func() error { return index.SyncVectors(ctx, quiet(), src, e, opts) },
			func() error { return v.Sync(ctx, src) },
		} {
			if err := do(); err != nil && !errors.Is(err, errFault) {
				t.Fatalf("call %d: step %d: %v", i, n, err)
			}
		}
		more = src.calls >= i
		src.at = 0
		if err := errors.Join(k.Sync(ctx, src), index.SyncVectors(ctx, quiet(), src, e, opts), v.Sync(ctx, src)); err != nil {
			t.Fatalf("after call %d failed: %v", i, err)
		}
		checkVectorCursor(t, src.Corpus, e.Fingerprint())
		if have, total := v.Covered(); have != 75 || total != 75 || len(e.texts) > 75+8 {
			t.Errorf("after call %d failed: %d of %d vectors, %d texts embedded", i, have, total, len(e.texts))
		}
		sameAsRebuilt(t, k, src.Corpus)
	}
}
