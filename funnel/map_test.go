package funnel

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"funnel/store"
)

func TestDrawMap(t *testing.T) {
	ctx := context.Background()
	s, err := store.Open(ctx, filepath.Join(t.TempDir(), "x.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c, err := s.Create(ctx, "c")
	if err != nil {
		t.Fatal(err)
	}
	var docs []*store.Document
	for i := range 30 {
		text := fmt.Sprintf("Document %d speaks of it.", i)
		d := &store.Document{ID: fmt.Sprintf("a/%02d.txt", i), Title: "T", Text: text, Kind: "text", Lang: "en", Modified: time.Date(2000+i, 1, 1, 0, 0, 0, 0, time.UTC),
			Chunks: []store.Chunk{{End: len(text)}}, Mentions: []store.Mention{{Kind: store.MentionName, Key: "everywhere", Count: 1}}}
		if i < 3 {
			d.Kind, d.Metadata = "pdf", map[string]any{"stale": "gone"}
			d.Mentions = append(d.Mentions, store.Mention{Kind: store.MentionName, Key: "rare", Count: 1})
		}
		if i == 29 {
			d.Labels = []string{"hr"}
		}
		docs = append(docs, d)
	}
	if _, err := c.Apply(ctx, docs, nil); err != nil {
		t.Fatal(err)
	}
	m, err := DrawMap(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	if m.Docs != 30 || fmt.Sprint(m.Kinds) != "[{text 27} {pdf 3}]" || fmt.Sprint(m.Terms) != "[{everywhere 30} {rare 3}]" || m.Stale != 3 || m.Oldest.Year() != 2000 || m.Newest.Year() != 2029 || fmt.Sprint(m.Folders) != "[{a 30}]" {
		t.Errorf("map %+v", m)
	}
	if len(m.Largest) != 10 || m.Largest[0].Doc != "a/10.txt" {
		t.Errorf("largest %+v", m.Largest)
	}
	nobody, err := store.NewAsker()
	if err != nil {
		t.Fatal(err)
	}
	hidden, err := DrawMap(ctx, c.As(nobody))
	if err != nil || hidden.Docs != 29 || hidden.Newest.Year() != 2028 || hidden.Terms[0].Docs != 29 {
		t.Errorf("as nobody: %+v, %v", hidden, err)
	}
}
