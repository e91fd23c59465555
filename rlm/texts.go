package rlm

import (
	"context"

	"funnel/rlm/python"
)

// maxTexts bounds the texts that are kept, in bytes. Those of the shortlist live as long
// as the program keeps them.
const maxTexts = 64 << 20

// A textCache keeps the texts that were read last.
type textCache struct {
	texts map[string]string
	order []string // oldest first
	bytes int
}

func (c *textCache) get(id string) (string, bool) {
	text, ok := c.texts[id]
	return text, ok
}

// put keeps a text, and drops the oldest beyond the bound.
func (c *textCache) put(id, text string) {
	if c.texts == nil {
		c.texts = make(map[string]string)
	}
	if _, ok := c.texts[id]; ok {
		return
	}
	c.texts[id] = text
	c.order = append(c.order, id)
	for c.bytes += len(text); c.bytes > maxTexts && len(c.order) > 1; {
		oldest := c.order[0]
		c.order = c.order[1:]
		c.bytes -= len(c.texts[oldest])
		delete(c.texts, oldest)
	}
}

// peek is a document's text. It does not count as read.
func (t *tree) peek(ctx context.Context, doc string) (string, error) {
	if text, ok := t.texts.get(doc); ok {
		return text, nil
	}
	text, err := t.corpus.Read(ctx, doc, 0, -1)
	if err != nil {
		return "", err
	}
	t.texts.put(doc, text)
	return text, nil
}

// text is a document's text, which a program reads.
func (r *reader) text(ctx context.Context, doc string) (string, error) {
	text, err := r.peek(ctx, doc)
	if err != nil {
		return "", err
	}
	r.looked = true
	r.open(doc)
	return text, nil
}

// open notes that a program read a document.
func (t *tree) open(doc string) {
	if !t.opened[doc] {
		t.opened[doc] = true
		t.order = append(t.order, doc)
	}
}

// show notes that a model saw text of documents.
func (t *tree) show(from []python.Origin) {
	for _, o := range from {
		t.open(o.Source)
		t.shown[o.Source] = true
	}
}
