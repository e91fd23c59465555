package store

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
)

// benchDocs makes n documents of 11 KB with 8 chunks each, like those the
// plain library was measured with.
func benchDocs(n int) []*Document {
	line := strings.Repeat("the quick brown fox jumps over it ", 41)[:1374] + "\n"
	docs := make([]*Document, n)
	for i := range docs {
		d := doc(fmt.Sprintf("src/pkg%03d/file%05d.go", i/50, i), strings.Repeat(line, 8))
		d.Chunks[0].Heading = fmt.Sprintf("unique %d", i)
		d.Title, d.Hash = d.ID, strings.Repeat("0", 64)
		docs[i] = d
	}
	return docs
}

func benchCollection(b *testing.B, docs []*Document) *Collection {
	s, err := Open(b.Context(), filepath.Join(b.TempDir(), "funnel.db"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	c := create(b, s, "c")
	for i := 0; i < len(docs); i += 100 {
		apply(b, c, docs[i:min(i+100, len(docs))])
	}
	return c
}

// BenchmarkApply commits 100 new documents at a time. The plain library does
// 13,000 of them per CPU second with a row for each chunk.
func BenchmarkApply(b *testing.B) {
	c := benchCollection(b, nil)
	docs := benchDocs(100)
	for n := 0; b.Loop(); n++ {
		for i, d := range docs {
			d.ID = fmt.Sprintf("%06d/%03d", n, i)
		}
		apply(b, c, docs)
	}
	b.ReportMetric(float64(100*b.N)/b.Elapsed().Seconds(), "docs/s")
}

func BenchmarkApplyUnchanged(b *testing.B) {
	docs := benchDocs(100)
	c := benchCollection(b, docs)
	for b.Loop() {
		apply(b, c, docs)
	}
}

func BenchmarkRead10000(b *testing.B) {
	docs := benchDocs(10000)
	c := benchCollection(b, docs)
	ctx := b.Context()
	run := func(name string, fn func() error) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := fn(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	i := 0
	var ids []string
	for _, d := range docs[:50] {
		ids = append(ids, d.ID)
	}
	run("Manifest", func() error { _, err := c.Manifest(ctx); return err })
	run("Document", func() error { i++; _, err := c.Document(ctx, docs[i%len(docs)].ID); return err })
	run("Documents50", func() error { _, err := c.Documents(ctx, ids); return err })
	run("Info", func() error { i++; _, err := c.Info(ctx, docs[i%len(docs)].ID); return err })
	run("Text", func() error { i++; _, err := c.Text(ctx, docs[i%len(docs)].ID, 100, 200); return err })
	run("Each", func() error { return c.Each(ctx, func(*Document) error { return nil }) })
	run("List", func() error { _, err := c.List(ctx, "", 0); return err })
	run("Changes", func() error { _, err := c.Changes(ctx, 0, 0); return err })
	run("Stats", func() error { _, err := c.Stats(ctx); return err })
	run("MissingVectors100", func() error { _, err := c.MissingVectors(ctx, "fp", 0, 100); return err })
}

// BenchmarkVectors has 100,000 chunks with 768 dimensions in 12,500 documents.
func BenchmarkVectors(b *testing.B) {
	const docs, perDoc, dims = 12500, 8, 768
	c := benchCollection(b, benchVectorDocs(docs, perDoc))
	ctx := b.Context()
	rng := rand.New(rand.NewPCG(1, 2))
	values := make([]float32, dims)
	for i := range values {
		values[i] = rng.Float32()
	}
	put := 0
	for {
		missing, err := c.MissingVectors(ctx, "fp", 0, 5000)
		if err != nil {
			b.Fatal(err)
		}
		if len(missing) == 0 {
			break
		}
		for i := 0; i < len(missing); i += 128 {
			var vecs []Vector
			for _, m := range missing[i:min(i+128, len(missing))] {
				vecs = append(vecs, Vector{m.Hash, values})
			}
			if err := c.PutVectors(ctx, "fp", vecs, 0); err != nil {
				b.Fatal(err)
			}
			put += len(vecs)
		}
	}
	for _, after := range []int64{0, docs - 10} {
		b.Run(fmt.Sprintf("Each/after=%d", after), func(b *testing.B) {
			for b.Loop() {
				n := 0
				err := c.EachVector(ctx, "fp", after, func(_ string, _ int, _ int64, v []float32) error {
					if len(v) == dims {
						n++
					}
					return nil
				})
				if err != nil || n != min(put, (docs-int(after))*perDoc) {
					b.Fatal(n, err)
				}
			}
		})
	}
	b.Run("Covered", func(b *testing.B) {
		for b.Loop() {
			if have, total, err := c.Covered(ctx, "fp"); err != nil || have != total {
				b.Fatal(have, total, err)
			}
		}
	})
	b.Run("MissingNone", func(b *testing.B) {
		for b.Loop() {
			if list, err := c.MissingVectors(ctx, "fp", 0, 100); err != nil || len(list) > 0 {
				b.Fatal(list, err)
			}
		}
	})
	b.Run("Put128", func(b *testing.B) {
		vecs := make([]Vector, 128)
		for n := 0; b.Loop(); n++ {
			for i := range vecs {
				vecs[i] = Vector{hashPassage(fmt.Sprint(n, i)).String(), values}
			}
			if err := c.PutVectors(ctx, "other", vecs, 0); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func benchVectorDocs(n, chunks int) []*Document {
	docs := make([]*Document, n)
	for i := range docs {
		text := ""
		for j := range chunks {
			text += fmt.Sprintf("chunk %d of %d\n", j, i)
		}
		docs[i] = doc(fmt.Sprintf("d%06d", i), text)
	}
	return docs
}

// BenchmarkJournal writes what one call of the reader leaves behind.
func BenchmarkJournal(b *testing.B) {
	s := benchCollection(b, nil).s
	ctx := b.Context()
	if err := s.BeginRun(ctx, Run{ID: "r"}); err != nil {
		b.Fatal(err)
	}
	request := []byte(`"` + strings.Repeat("x", 4000) + `"`)
	for n := 0; b.Loop(); n++ {
		if err := s.PutCall(ctx, Call{Run: "r", ID: n, Kind: "sub", Request: request}); err != nil {
			b.Fatal(err)
		}
	}
}
