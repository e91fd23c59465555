//go:build unix

package index_test

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/philippgille/chromem-go"

	"funnel/funnel"
	"funnel/index"
	"funnel/index/embed"
	"funnel/ingest/annotate"
	"funnel/store"
)

// shelf is a collection of Go's own source with vectors of 768 components: 100,000 chunks if FUNNEL_LONG=1.
type shelf struct {
	source *sourceTree
	docs   *store.Collection
	dir    string
}

const shelfDims = 768

// named is an embedder under a name of its own, which is not taken for the built-in one.
type named struct{ *embed.Hashing }

func (named) Fingerprint() string { return "bench-768" }

func newShelf(b *testing.B, chunks int) *shelf {
	b.Helper()
	s, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "funnel.db"), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	docs, err := s.Create(b.Context(), "default")
	if err != nil {
		b.Fatal(err)
	}
	h := &shelf{goSource(b, chunks), docs, b.TempDir()}
	var put []*store.Document
	flush := func() error {
		_, err := docs.Apply(b.Context(), put, nil)
		put = nil
		return err
	}
	err = h.source.each(func(d *store.Document) error {
		d.Hash, d.Source, d.Kind = d.ID, "bench", "go" // as an ingest has it
		annotate.Document(d)
		if put = append(put, d); len(put) < 200 {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err == nil {
		err = index.SyncVectors(b.Context(), quiet(), docs, named{embed.Builtin(shelfDims)}, index.VectorSyncOptions{})
	}
	if err != nil {
		b.Fatal(err)
	}
	return h
}

func (h *shelf) open(b *testing.B) *funnel.Library {
	b.Helper()
	l, err := funnel.OpenLibrary(b.Context(), quiet(), h.docs, h.dir, named{embed.Builtin(shelfDims)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close() })
	return l
}

// shelfSize is the number of chunks, FUNNEL_LONG=1 takes the 100,000 of the design.
func shelfSize() int { return benchVectorCount() }

// questions are ten to ask of Go's source, of different length.
var shelfQuestions = []string{
	"ErrServerClosed",
	"server connection closed handler timeout",
	"Which error does Serve return after Shutdown was called on the server?",
	"how is a certificate chain verified",
	"garbage collector write barrier",
	"parse a duration string",
	"What happens when a map grows while it is iterated?",
	"reflect.Value.Call panics",
	"sort stable insertion blocks",
	"decode JSON numbers without loss of precision",
}

// BenchmarkShortlist compares, in one run, the processor time of a query to the whole shortlist (both legs, texts of
// the best, bridges, the documents) with chromem-go's own query over the same vectors, bleve's own over the same
// chunks and terms, and one read of the vectors' memory.
func BenchmarkShortlist(b *testing.B) {
	h := newShelf(b, shelfSize())
	l := h.open(b)
	if err := l.SyncText(b.Context()); err != nil {
		b.Fatal(err)
	}
	plain, err := index.NewBleve(filepath.Join(b.TempDir(), "bleve"), "tf-idf", 1000, h.source.each)
	if err != nil {
		b.Fatal(err)
	}
	defer plain.Index.Close()
	vectors, values := h.chromem(b)
	engine := &funnel.Engine{Collection: l.Collection(), Log: quiet(), Now: time.Now}
	contenders := []struct {
		name string
		ask  func(q string, vector []float32) error
		took time.Duration
	}{
		{name: "shortlist", ask: func(q string, _ []float32) error {
			_, err := engine.Search(b.Context(), funnel.SearchQuery{Text: q})
			return err
		}},
		{name: "chromem", ask: func(_ string, v []float32) error {
			_, err := vectors.QueryEmbedding(b.Context(), v, 200, nil, nil)
			return err
		}},
		{name: "bleve", ask: func(q string, _ []float32) error {
			_, err := plain.Search(b.Context(), index.Query{Text: q, K: 200})
			return err
		}},
		{name: "memory", ask: func(string, []float32) error { sumAll(values); return nil }},
	}
	asked := embedded(b, shelfQuestions)
	for i := range contenders { // what a first query makes is not what one costs
		if err := contenders[i].ask(shelfQuestions[0], asked[0]); err != nil {
			b.Fatal(err)
		}
	}
	n := 0
	for b.Loop() {
		i := n % len(shelfQuestions)
		for j := range contenders {
			c := &contenders[j]
			start := cpu(b)
			if err := c.ask(shelfQuestions[i], asked[i]); err != nil {
				b.Fatal(err)
			}
			c.took += cpu(b) - start
		}
		n++
	}
	for _, c := range contenders {
		b.ReportMetric(float64(c.took.Microseconds())/1000/float64(n), c.name+"-cpu-ms")
	}
	both := contenders[1].took + contenders[2].took
	b.ReportMetric(float64(contenders[0].took)/float64(both), "shortlist/(chromem+bleve)")
	b.ReportMetric(float64(contenders[0].took)/float64(contenders[3].took), "shortlist/memory")
}

// BenchmarkReopen opens the vectors of the store again: processor time, and how many came back.
func BenchmarkReopen(b *testing.B) {
	h := newShelf(b, shelfSize())
	var took time.Duration
	for b.Loop() {
		runtime.GC() // what the opening before left is not this one's cost
		start := cpu(b)
		v, err := index.OpenVector(b.Context(), quiet(), h.docs, named{embed.Builtin(shelfDims)}, index.VectorOptions{})
		if err != nil {
			b.Fatal(err)
		}
		took += cpu(b) - start
		if have, total := v.Covered(); have != total || have == 0 {
			b.Fatalf("%d vectors of %d chunks", have, total)
		} else {
			b.ReportMetric(float64(have), "vectors")
		}
	}
	b.ReportMetric(took.Seconds()/float64(b.N), "cpu-s/op")
}

// chromem puts the vectors of the store into a collection of chromem's own, and returns them, too.
func (h *shelf) chromem(b *testing.B) (*chromem.Collection, [][]float32) {
	b.Helper()
	c, err := chromem.NewDB().CreateCollection("plain", nil, func(context.Context, string) ([]float32, error) { return nil, context.Canceled })
	if err != nil {
		b.Fatal(err)
	}
	var values [][]float32
	err = h.docs.EachVector(b.Context(), "bench-768", 0, func(doc string, ord int, _ int64, v []float32) error {
		values = append(values, slices.Clone(v))
		return c.AddDocument(b.Context(), chromem.Document{ID: fmt.Sprintf("%s#%d", doc, ord), Embedding: values[len(values)-1]})
	})
	if err != nil {
		b.Fatal(err)
	}
	return c, values
}

func embedded(b *testing.B, texts []string) [][]float32 {
	b.Helper()
	v, err := embed.Builtin(shelfDims).Embed(b.Context(), texts, index.KindQuery)
	if err != nil {
		b.Fatal(err)
	}
	return v
}

var total float32

// sumAll reads every component once.
func sumAll(values [][]float32) {
	var lanes [8]float32
	for _, v := range values {
		for ; len(v) >= 8; v = v[8:] {
			for i, x := range v[:8] {
				lanes[i] += x
			}
		}
	}
	for _, x := range lanes {
		total += x
	}
}
