package funnel

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"funnel/rlm"
	"funnel/rlm/model"
	"funnel/store"
)

// corpus is all that the reader sees of documents (rlm.Corpus), and so the
// permission boundary: a document that only does not admit does not exist
// behind it. It remembers what was found, for the rag answer over
// what the reader found.
type corpus struct {
	engine  *Engine
	where   Filter
	only    map[string]bool // nil: every document
	witness *witness

	mu       sync.Mutex
	searches int
	found    []model.Passage // of the reader's own searches, in their order
	known    map[string]bool // spans in found
}

var (
	_ rlm.Corpus   = (*corpus)(nil)
	_ rlm.Versions = (*corpus)(nil)
)

func newCorpus(e *Engine, where Filter, only map[string]bool, w *witness) *corpus {
	return &corpus{engine: e, where: where, only: only, witness: w, known: map[string]bool{}}
}

// sees reports whether the asker may see the document.
func (c *corpus) sees(id string) bool { return c.only == nil || c.only[id] }

// Search implements rlm.Corpus.
func (c *corpus) Search(ctx context.Context, q rlm.SearchQuery) ([]rlm.Hit, int, error) {
	only, err := c.narrowed(ctx, q.Where)
	if err != nil {
		return nil, 0, err
	}
	u, hinted, err := c.engine.understand(ctx, q.Text, only)
	switch {
	case err == nil:
		q.Text, only = u.Text, hinted
	case !errors.Is(err, ErrOnlyHints): // a reader's search is text then
		return nil, 0, err
	}
	list, err := c.engine.shortlist(ctx, SearchQuery{Text: q.Text, K: q.K, Leg: Leg(q.Leg)}, only)
	if err != nil {
		return nil, 0, err
	}
	c.remember(list.passages)
	c.witness.show(list.docs()...)
	hits := make([]rlm.Hit, len(list.Hits))
	for i, h := range list.Hits {
		hits[i] = rlm.Hit{
			Doc: h.Doc, Title: h.Title, Heading: h.Locator.Heading, Score: h.Score,
			Start: h.Start, End: h.End, Text: h.Text,
		}
	}
	return hits, list.Total, nil
}

// narrowed is the set of documents that pass the asker's filter and the
// tool's own.
func (c *corpus) narrowed(ctx context.Context, where map[string]string) (map[string]bool, error) {
	if len(where) == 0 {
		return c.only, nil
	}
	ids, err := c.engine.admitted(ctx, where)
	for id := range ids {
		if !c.sees(id) {
			delete(ids, id)
		}
	}
	return ids, err
}

func (c *corpus) remember(passages []model.Passage) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.searches++
	for _, p := range passages {
		key := spanKey(p.Doc, p.Start, p.End)
		if !c.known[key] {
			c.known[key] = true
			c.found = append(c.found, p)
		}
	}
}

// List implements rlm.Corpus.
func (c *corpus) List(ctx context.Context, where map[string]string) ([]rlm.Doc, error) {
	list := []rlm.Doc{}
	err := c.engine.catalogue(ctx, where, func(d store.Info) error {
		if c.sees(d.ID) {
			list = append(list, docOf(d))
			c.witness.show(d.ID)
		}
		return nil
	})
	return list, err
}

func docOf(d store.Info) rlm.Doc {
	doc := rlm.Doc{ID: d.ID, Title: d.Title, Kind: d.Kind, Bytes: d.Bytes, Metadata: d.Metadata}
	doc.Date, doc.Version = said(d.Metadata, "date"), said(d.Metadata, "version")
	if doc.Date == "" && !d.Modified.IsZero() {
		doc.Date = d.Modified.UTC().Format(time.DateOnly)
	}
	return doc
}

// said is what a document's metadata says of itself, or "".
func said(metadata map[string]any, key string) string {
	if v, ok := metadata[key]; ok && v != nil {
		return fmt.Sprint(v)
	}
	return ""
}

// Doc implements rlm.Corpus.
func (c *corpus) Doc(ctx context.Context, id string) (rlm.Doc, error) {
	if !c.sees(id) {
		return rlm.Doc{}, fmt.Errorf("find %s: %w", id, rlm.ErrNoDocument)
	}
	info, err := c.engine.Catalog.Info(ctx, id)
	if err != nil {
		return rlm.Doc{}, unseen("find", id, err)
	}
	return docOf(*info), nil
}

// Newer implements rlm.Versions.
func (c *corpus) Newer(ctx context.Context, id string) (rlm.Doc, error) {
	if !c.sees(id) {
		return rlm.Doc{}, fmt.Errorf("find %s: %w", id, rlm.ErrNoDocument)
	}
	v, err := c.engine.newer(ctx, id)
	if err != nil || v == nil || !c.sees(v.Doc) {
		return rlm.Doc{}, err
	}
	return c.Doc(ctx, v.Doc)
}

// Read implements rlm.Corpus.
func (c *corpus) Read(ctx context.Context, doc string, start, end int) (string, error) {
	if !c.sees(doc) {
		return "", fmt.Errorf("read %s: %w", doc, rlm.ErrNoDocument)
	}
	text, err := c.engine.Texts.Text(ctx, doc, start, end)
	if err != nil {
		return "", unseen("read", doc, err)
	}
	c.witness.note(doc)
	return text, nil
}

// Outline implements rlm.Corpus.
func (c *corpus) Outline(ctx context.Context, doc string) ([]rlm.Heading, error) {
	if !c.sees(doc) {
		return nil, fmt.Errorf("outline %s: %w", doc, rlm.ErrNoDocument)
	}
	d, err := c.engine.Texts.Document(ctx, doc)
	if err != nil {
		return nil, unseen("outline", doc, err)
	}
	c.witness.show(doc)
	list := make([]rlm.Heading, len(d.Outline))
	for i, h := range d.Outline {
		list[i] = rlm.Heading{Level: h.Level, Kind: h.Kind, Title: h.Title, Start: h.Start, End: h.End}
	}
	return list, nil
}

// unseen makes a document that does not exist and one that may not be seen
// the same error, to the letter.
func unseen(op, doc string, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%s %s: %w", op, doc, rlm.ErrNoDocument)
	}
	return err
}
