package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"funnel/store"
)

// BenchmarkReingest plans and applies 10,000 files that did not change, against
// a real store.
func BenchmarkReingest(b *testing.B) {
	const files = 10_000
	dir := filepath.Join(b.TempDir(), "tree")
	for i := range files {
		sub := filepath.Join(dir, fmt.Sprint(i%100))
		if err := os.MkdirAll(sub, 0o755); err != nil {
			b.Fatal(err)
		}
		text := fmt.Sprintf("# File %d\n\n", i)
		for range 40 {
			text += fmt.Sprintf("Line of file %d that says something about the sluice.\n", i)
		}
		if err := os.WriteFile(filepath.Join(sub, fmt.Sprintf("%d.md", i)), []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	s, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "x.db"), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	c, err := s.Create(b.Context(), "c")
	if err != nil {
		b.Fatal(err)
	}
	run := func() *Report {
		p, err := NewPlan(context.Background(), slog.New(slog.DiscardHandler), c, []string{dir}, Options{})
		if err != nil {
			b.Fatal(err)
		}
		r, err := p.Apply(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		return r
	}
	if r := run(); r.Added != files {
		b.Fatalf("%+v", r)
	}
	for b.Loop() {
		if r := run(); r.Unchanged != files {
			b.Fatalf("%+v", r)
		}
	}
}
