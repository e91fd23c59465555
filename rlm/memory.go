package rlm

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"sort"
	"strings"
)

// A MemoryCorpus is a Corpus over documents in memory. It is for tests, and useless
// in production: its search counts words.
type MemoryCorpus struct {
	docs  []Doc // by id
	texts map[string]string
}

// NewMemoryCorpus returns a corpus of texts by id. A document's title is its first
// line without leading # marks.
func NewMemoryCorpus(texts map[string]string) *MemoryCorpus {
	c := &MemoryCorpus{texts: texts}
	for id, text := range texts {
		title, _, _ := strings.Cut(text, "\n")
		c.docs = append(c.docs, Doc{
			ID: id, Title: clip(strings.TrimSpace(strings.TrimLeft(title, "#")), 100),
			Kind: "text", Bytes: len(text), Metadata: map[string]any{"source": id},
		})
	}
	sort.Slice(c.docs, func(i, j int) bool { return c.docs[i].ID < c.docs[j].ID })
	return c
}

// Docs returns all documents by id.
func (c *MemoryCorpus) Docs() []Doc { return append([]Doc(nil), c.docs...) }

// List implements Corpus.
func (c *MemoryCorpus) List(ctx context.Context, where map[string]string) ([]Doc, error) {
	var out []Doc
	for _, d := range c.docs {
		if admits(d, where) {
			out = append(out, d)
		}
	}
	return out, ctx.Err()
}

func admits(d Doc, where map[string]string) bool {
	for k, v := range where {
		if fmt.Sprint(d.Metadata[k]) != v {
			return false
		}
	}
	return true
}

// Doc implements Corpus.
func (c *MemoryCorpus) Doc(ctx context.Context, id string) (Doc, error) {
	i := sort.Search(len(c.docs), func(i int) bool { return c.docs[i].ID >= id })
	if i == len(c.docs) || c.docs[i].ID != id {
		return Doc{}, fmt.Errorf("find %q: %w", id, ErrNoDocument)
	}
	return c.docs[i], ctx.Err()
}

// Neighbors implements Corpus: a document links another if it names its id.
func (c *MemoryCorpus) Neighbors(ctx context.Context, doc string) ([]Neighbor, error) {
	text, ok := c.texts[doc]
	if !ok {
		return nil, fmt.Errorf("find neighbors of %q: %w", doc, ErrNoDocument)
	}
	var out, in []Neighbor
	for _, d := range c.docs {
		switch {
		case d.ID == doc:
		case strings.Contains(text, d.ID):
			out = append(out, Neighbor{d.ID, ViaLink, d.ID})
		case strings.Contains(c.texts[d.ID], doc):
			in = append(in, Neighbor{d.ID, ViaBacklink, doc})
		}
	}
	return append(out, in...), ctx.Err()
}

// Read implements Corpus.
func (c *MemoryCorpus) Read(ctx context.Context, doc string, start, end int) (string, error) {
	text, ok := c.texts[doc]
	if !ok {
		return "", fmt.Errorf("read %q: %w", doc, ErrNoDocument)
	}
	if end < 0 || end > len(text) {
		end = len(text)
	}
	start = min(max(start, 0), end)
	return text[start:end], ctx.Err()
}

var wordPattern = regexp.MustCompile(`[\pL\pN]+`)

func wordsOf(s string) []string { return wordPattern.FindAllString(strings.ToLower(s), -1) }

// Search implements Corpus: the sum over the query's words of the logarithm of their
// counts, and the paragraph that holds most of them.
func (c *MemoryCorpus) Search(ctx context.Context, q SearchQuery) ([]Hit, int, error) {
	var hits []Hit
	total := 0
	for _, d := range c.docs {
		if !admits(d, q.Where) {
			continue
		}
		total++
		if h, ok := c.hit(d, wordsOf(q.Text)); ok {
			hits = append(hits, h)
		}
	}
	sort.SliceStable(hits, func(i, j int) bool { return hits[i].Score > hits[j].Score })
	if q.K > 0 && len(hits) > q.K {
		hits = hits[:q.K]
	}
	return hits, total, ctx.Err()
}

func (c *MemoryCorpus) hit(d Doc, query []string) (Hit, bool) {
	text := c.texts[d.ID]
	h := Hit{Doc: d.ID, Title: d.Title, Score: score(text, query)}
	best := 0.0
	at := 0
	for _, para := range strings.SplitAfter(text, "\n\n") {
		if s := score(para, query); s > best {
			best, h.Start, h.End = s, at, at+len(para)
		}
		at += len(para)
	}
	h.Start, h.End = trimSpan(text, h.Start, h.End)
	h.Text = text[h.Start:h.End]
	return h, h.Score > 0
}

func score(text string, query []string) float64 {
	counts := make(map[string]int)
	for _, w := range wordsOf(text) {
		counts[w]++
	}
	sum := 0.0
	for _, w := range query {
		sum += math.Log1p(float64(counts[w]))
	}
	return sum
}

// Grep implements Corpus.
func (c *MemoryCorpus) Grep(ctx context.Context, g GrepQuery) ([]Match, int, error) {
	finder, err := NewFinder(g.Pattern, g.IgnoreCase)
	if err != nil {
		return nil, 0, err
	}
	var out []Match
	total := 0
	for _, d := range c.docs {
		if !admits(d, g.Where) {
			continue
		}
		finder.Lines(c.texts[d.ID], func(m Match) {
			if total++; g.Max <= 0 || len(out) < g.Max {
				m.Doc = d.ID
				out = append(out, m)
			}
		})
	}
	return out, total, ctx.Err()
}

// Outline implements Corpus: lines that begin with #.
func (c *MemoryCorpus) Outline(ctx context.Context, doc string) ([]Heading, error) {
	text, ok := c.texts[doc]
	if !ok {
		return nil, fmt.Errorf("outline %q: %w", doc, ErrNoDocument)
	}
	var out []Heading
	for _, l := range splitLines(text) {
		title := strings.TrimLeft(l.text, "#")
		level := len(l.text) - len(title)
		if level == 0 {
			continue
		}
		if n := len(out); n > 0 {
			out[n-1].End = l.start
		}
		out = append(out, Heading{level, "heading", strings.TrimSpace(title), l.start, len(text)})
	}
	return out, ctx.Err()
}
