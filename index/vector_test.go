package index_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"funnel/index"
	"funnel/index/embed"
	"funnel/index/indextest"
	"funnel/store"
)

// corpusOf returns one document whose chunks are the texts.
func corpusOf(texts ...string) *indextest.Corpus {
	c := indextest.NewCorpus()
	c.Put(indextest.Doc("doc", "", texts...))
	return c
}

// faultyEmbedder counts what it is asked for and answers through change.
type faultyEmbedder struct {
	index.Embedder
	mu     sync.Mutex
	texts  []string
	change func(call int, vectors [][]float32) ([][]float32, error)
	calls  int
}

func (e *faultyEmbedder) Embed(ctx context.Context, texts []string, kind string) ([][]float32, error) {
	vectors, err := e.Embedder.Embed(ctx, texts, kind)
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.calls++
	if e.change != nil {
		if vectors, err = e.change(e.calls, vectors); err != nil {
			return nil, err
		}
	}
	e.texts = append(e.texts, texts...)
	return vectors, nil
}

func openVector(t testing.TB, c index.Source, e index.Embedder) *index.Vector {
	t.Helper()
	v, err := index.OpenVector(context.Background(), quiet(), c, e, index.VectorOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSyncVectorsComputesOnce(t *testing.T) {
	c := library(40)
	e := &faultyEmbedder{Embedder: embed.Builtin(32)}
	embedAll(t, c, e)
	distinct := slices.Compact(slices.Sorted(slices.Values(e.texts)))
	if len(distinct) != len(e.texts) || len(e.texts) != 120 {
		t.Errorf("embedded %d texts, %d distinct, of 120", len(e.texts), len(distinct))
	}
	c.Put(indextest.Doc("copy", "Volume 7", "and a spine", "something new"))
	embedAll(t, c, e)
	if got := e.texts[120:]; len(got) != 1 {
		t.Errorf("embedded %q again", got)
	}
	cursor, _ := c.VectorCursor(context.Background(), e.Fingerprint())
	if cursor != 41 {
		t.Errorf("cursor %d, not 41", cursor)
	}
}

func TestSyncVectorsMovesCursorPastDeletions(t *testing.T) {
	c, e := library(3), embed.Builtin(32)
	embedAll(t, c, e)
	c.Remove("book0001")
	embedAll(t, c, e)
	if cursor, _ := c.VectorCursor(context.Background(), e.Fingerprint()); cursor != 4 {
		t.Errorf("cursor %d, not 4", cursor)
	}
}

// The embedder fails at each of its calls in turn. What was stored by then is complete up to the cursor, and is not
// computed again.
func TestSyncVectorsResumes(t *testing.T) {
	errDown := errors.New("server is down")
	for at := 1; ; at++ {
		c := library(30)
		e := &faultyEmbedder{Embedder: embed.Builtin(16)}
		e.change = func(call int, vectors [][]float32) ([][]float32, error) {
			if call == at {
				return nil, errDown
			}
			return vectors, nil
		}
		opts := index.VectorSyncOptions{Batch: 4, Jobs: 3}
		err := index.SyncVectors(context.Background(), quiet(), c, e, opts)
		if err == nil {
			if at != 24 { // 90 chunks in pages of 96, batches of 4
				t.Errorf("no error at call %d", at)
			}
			return
		}
		if !errors.Is(err, errDown) {
			t.Fatal(err)
		}
		checkVectorCursor(t, c, e.Fingerprint())
		have, _, _ := c.Covered(context.Background(), e.Fingerprint())
		before := len(e.texts)
		if err := index.SyncVectors(context.Background(), quiet(), c, e, opts); err != nil {
			t.Fatal(err)
		}
		if again := len(e.texts) - before; again != 90-have {
			t.Errorf("call %d failed with %d of 90 stored; then %d were computed", at, have, again)
		}
	}
}

// checkVectorCursor fails if a document up to the cursor lacks a vector.
func checkVectorCursor(t *testing.T, c *indextest.Corpus, fingerprint string) {
	t.Helper()
	cursor, _ := c.VectorCursor(context.Background(), fingerprint)
	missing, _ := c.MissingVectors(context.Background(), fingerprint, 0, 1)
	if len(missing) > 0 && missing[0].Seq <= cursor {
		t.Errorf("cursor %d, but %s of %d lacks a vector", cursor, missing[0].Doc, missing[0].Seq)
	}
}

func TestSyncVectorsRefuses(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	tests := []struct {
		name   string
		fails  bool // else one passage is refused, and the rest embedded
		change func([][]float32) [][]float32
	}{
		{"zero", false, func(v [][]float32) [][]float32 { clear(v[1]); return v }},
		{"NaN", false, func(v [][]float32) [][]float32 { v[1][3] = nan; return v }},
		{"infinity", false, func(v [][]float32) [][]float32 { v[0][0] = inf; return v }},
		{"all zero", true, func(v [][]float32) [][]float32 {
			for i := range v {
				clear(v[i])
			}
			return v
		}},
		{"empty", true, func(v [][]float32) [][]float32 { v[0] = nil; return v }},
		{"shorter", true, func(v [][]float32) [][]float32 { v[1] = v[1][:5]; return v }},
		{"one too few", true, func(v [][]float32) [][]float32 { return v[1:] }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := library(2)
			e := &faultyEmbedder{Embedder: embed.Builtin(16)}
			e.change = func(_ int, v [][]float32) ([][]float32, error) { return tt.change(v), nil }
			err := index.SyncVectors(context.Background(), quiet(), c, e, index.VectorSyncOptions{})
			if (err != nil) != tt.fails {
				t.Errorf("error %v", err)
			}
			want := map[bool]int{true: 0, false: 5}[tt.fails]
			if have, total, _ := c.Covered(context.Background(), e.Fingerprint()); have != want || !tt.fails && total != 5 {
				t.Errorf("%d of %d vectors were stored, want %d", have, total, want)
			}
			texts := len(e.texts)
			if err := index.SyncVectors(context.Background(), quiet(), c, e, index.VectorSyncOptions{}); !tt.fails && (err != nil || len(e.texts) != texts) {
				t.Errorf("what was refused is asked for again: %v", err)
			}
		})
	}
}

// A blank passage is not sent and holds up nothing.
func TestSyncVectorsBlank(t *testing.T) {
	c := library(2)
	c.Put(indextest.Doc("blank", "", " \n\t", "something"))
	e := &faultyEmbedder{Embedder: embed.Builtin(16)}
	if err := index.SyncVectors(context.Background(), quiet(), c, e, index.VectorSyncOptions{Batch: 2}); err != nil {
		t.Fatal(err)
	}
	if have, total, _ := c.Covered(context.Background(), e.Fingerprint()); have != 7 || total != 7 || len(e.texts) != 7 {
		t.Errorf("%d of %d, %d texts sent", have, total, len(e.texts))
	}
}

func TestSyncVectorsRefusesOtherLengthLater(t *testing.T) {
	c := library(10)
	e := &faultyEmbedder{Embedder: embed.Builtin(16)}
	e.change = func(call int, v [][]float32) ([][]float32, error) {
		for i := range v {
			v[i] = v[i][:17-call]
		}
		return v, nil
	}
	err := index.SyncVectors(context.Background(), quiet(), c, e, index.VectorSyncOptions{Batch: 5, Jobs: 1})
	if !errors.Is(err, index.ErrBadVector) {
		t.Errorf("error %v", err)
	}
}

func TestSyncVectorsProgress(t *testing.T) {
	var seen []string
	err := index.SyncVectors(context.Background(), quiet(), library(4), embed.Builtin(16), index.VectorSyncOptions{
		Batch: 5, Progress: func(done, total int) { seen = append(seen, fmt.Sprint(done, "/", total)) },
	})
	if want := []string{"5/12", "10/12", "12/12"}; err != nil || !slices.Equal(seen, want) {
		t.Errorf("progress %v, %v; want %v", seen, err, want)
	}
}

func TestSyncVectorsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	c := library(30)
	err := index.SyncVectors(ctx, quiet(), c, embed.Builtin(16), index.VectorSyncOptions{
		Batch: 5, Progress: func(done, _ int) {
			if done >= 20 {
				cancel()
			}
		},
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	checkVectorCursor(t, c, embed.Builtin(16).Fingerprint())
}

// Text is searchable before all vectors are there, and the cursor says how far they are.
func TestVectorPartlyCovered(t *testing.T) {
	ctx := context.Background()
	c, e := library(3), embed.Builtin(64)
	embedAll(t, c, e)
	c.Put(indextest.Doc("later", "", "a chunk without a vector yet", "nor this one"))
	v := openVector(t, c, e)
	have, total := v.Covered()
	if v.Cursor() != 3 || have != 9 || total != 11 {
		t.Errorf("cursor %d, %d of %d; want 3, 9 of 11", v.Cursor(), have, total)
	}
	missing, _ := c.MissingVectors(ctx, e.Fingerprint(), 0, 1)
	values, _ := e.Embed(ctx, []string{missing[0].Text}, index.KindDocument)
	if err := c.PutVectors(ctx, e.Fingerprint(), []store.Vector{{Hash: missing[0].Hash, Values: values[0]}}, 3); err != nil {
		t.Fatal(err)
	}
	syncTo(t, v, c)
	if have, _ := v.Covered(); have != 10 || v.Cursor() != 3 {
		t.Errorf("%d vectors, cursor %d; want 10 and 3", have, v.Cursor())
	}
	embedAll(t, c, e)
	syncTo(t, v, c)
	if have, total := v.Covered(); have != 11 || total != 11 || v.Cursor() != 4 {
		t.Errorf("%d of %d, cursor %d; want 11 of 11 and 4", have, total, v.Cursor())
	}
	if hits := mustSearch(t, v, "nor this one", 1); len(hits) != 1 || hits[0].Doc != "later" || hits[0].Ord != 1 {
		t.Errorf("found %v", hits)
	}
}

func TestVectorRefusesWhatTheStoreHolds(t *testing.T) {
	ctx := context.Background()
	for _, bad := range [][]float32{{0, 0, 0}, {1, 2}, {float32(math.NaN()), 0, 0}} {
		c := corpusOf("one", "two")
		missing, _ := c.MissingVectors(ctx, embed.Builtin(3).Fingerprint(), 0, 2)
		vecs := []store.Vector{{Hash: missing[0].Hash, Values: []float32{1, 0, 0}}, {Hash: missing[1].Hash, Values: bad}}
		if err := c.PutVectors(ctx, embed.Builtin(3).Fingerprint(), vecs, 1); err != nil {
			t.Fatal(err)
		}
		if _, err := index.OpenVector(ctx, quiet(), c, embed.Builtin(3), index.VectorOptions{}); !errors.Is(err, index.ErrBadVector) {
			t.Errorf("%v: error %v", bad, err)
		}
	}
}

func TestVectorRefusesQueryVector(t *testing.T) {
	c := library(2)
	e := &faultyEmbedder{Embedder: embed.Builtin(16)}
	embedAll(t, c, e)
	v := openVector(t, c, e)
	for _, bad := range [][]float32{make([]float32, 16), {1, 2, 3}, nil} {
		e.change = func(int, [][]float32) ([][]float32, error) { return [][]float32{bad}, nil }
		if hits, err := v.Search(context.Background(), index.Query{Text: "shelf", K: 3}); err == nil {
			t.Errorf("query vector %v found %v", bad, hits)
		}
	}
}

// Many chunks with the very same vector: more than chromem is asked for at first.
func TestVectorManyTies(t *testing.T) {
	c, e := indextest.NewCorpus(), embed.Builtin(16)
	for i := range 300 {
		c.Put(indextest.Doc(fmt.Sprintf("%03d", i), "", "the same"))
	}
	embedAll(t, c, e)
	v := openVector(t, c, e)
	for range 5 {
		for i, h := range mustSearch(t, v, "the same", 10) {
			if h.Doc != fmt.Sprintf("%03d", i) {
				t.Fatalf("hit %d is %s", i, h.Doc)
			}
		}
	}
}

// A reload after the store went back to an earlier state.
func TestVectorAheadOfStore(t *testing.T) {
	e := embed.Builtin(16)
	c := library(10)
	embedAll(t, c, e)
	v := openVector(t, c, e)
	older := library(2)
	embedAll(t, older, e)
	syncTo(t, v, older)
	if hits := mustSearch(t, v, "shelf", 100); len(hits) != 6 || v.Cursor() != 2 {
		t.Errorf("%d chunks, cursor %d; want 6 and 2", len(hits), v.Cursor())
	}
}

func TestVectorConcurrentUse(t *testing.T) {
	c, e := library(10), embed.Builtin(16)
	embedAll(t, c, e)
	v := openVector(t, c, e)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for range 50 {
				hits, err := v.Search(context.Background(), index.Query{Text: "shelf number3", K: 5, Only: nil})
				if err != nil || len(hits) != 5 {
					t.Errorf("%v, %v", hits, err)
					return
				}
			}
		})
	}
	for i := range 20 {
		c.Put(indextest.Doc(fmt.Sprint("n", i), "", "one more shelf"))
		embedAll(t, c, e)
		syncTo(t, v, c)
	}
	wg.Wait()
}

// benchVectors is a source of n random vectors of dims components.
type benchVectors struct {
	*indextest.Corpus
	flat []float32
	dims int
}

func (b benchVectors) EachVector(_ context.Context, _ string, _ int64, fn func(string, int, int64, []float32) error) error {
	for i := 0; i*b.dims < len(b.flat); i++ {
		if err := fn(fmt.Sprintf("%06d", i), 0, int64(i+1), b.flat[i*b.dims:][:b.dims]); err != nil {
			return err
		}
	}
	return nil
}

// Changes is quick, unlike Corpus's: what is measured is the index.
func (b benchVectors) Changes(_ context.Context, after int64, limit int) (changes []store.Change, err error) {
	for i := after; i < int64(len(b.flat)/b.dims) && len(changes) < limit; i++ {
		changes = append(changes, store.Change{Seq: i + 1, ID: fmt.Sprintf("%06d", i), Chunks: 1, MaxChunks: 1})
	}
	return changes, nil
}

func randomVectors(n, dims int) benchVectors {
	b := benchVectors{indextest.NewCorpus(), make([]float32, n*dims), dims}
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range b.flat {
		b.flat[i] = float32(rng.NormFloat64())
	}
	for i := range n {
		v := b.flat[i*dims:][:dims]
		length := 0.0
		for _, x := range v {
			length += float64(x) * float64(x)
		}
		for j := range v {
			v[j] = float32(float64(v[j]) / math.Sqrt(length))
		}
	}
	return b
}

// Head is the number of the last vector.
func (b benchVectors) Head(context.Context) (int64, error) { return int64(len(b.flat) / b.dims), nil }

func BenchmarkVectorOpen(b *testing.B) {
	src := randomVectors(benchVectorCount(), 768)
	for b.Loop() {
		openVector(b, src, embed.Builtin(768))
	}
}

func BenchmarkVectorSearch(b *testing.B) {
	v := openVector(b, randomVectors(benchVectorCount(), 768), embed.Builtin(768))
	for b.Loop() {
		mustSearch(b, v, "server connection closed handler timeout", 100)
	}
}
