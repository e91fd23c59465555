package indextest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"sync"

	"funnel/store"
)

// Corpus is a collection in memory: an index.Source and an index.VectorStore with the meaning of *store.Collection,
// for tests only. It is safe for concurrent use.
type Corpus struct {
	mu      sync.Mutex
	seq     int64
	docs    map[string]*store.Document
	changes map[string]store.Change
	vectors map[string]map[string][]float32 // fingerprint, chunk hash
	cursors map[string]int64                // fingerprint
	refused map[string]bool                 // fingerprint and chunk hash
}

// NewCorpus returns an empty collection.
func NewCorpus() *Corpus {
	return &Corpus{
		docs: map[string]*store.Document{}, changes: map[string]store.Change{},
		vectors: map[string]map[string][]float32{}, cursors: map[string]int64{}, refused: map[string]bool{},
	}
}

// Doc makes a document whose chunks are the given texts.
func Doc(id, title string, chunks ...string) *store.Document {
	d := &store.Document{ID: id, Title: title}
	for _, c := range chunks {
		if d.Text != "" {
			d.Text += "\n\n"
		}
		start := len(d.Text)
		d.Text += c
		d.Chunks = append(d.Chunks, store.Chunk{Start: start, End: len(d.Text)})
	}
	return d
}

// Put adds or replaces documents, each with a sequence number of its own.
func (c *Corpus) Put(docs ...*store.Document) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, d := range docs {
		c.seq++
		d := *d
		d.Seq, d.Bytes = c.seq, len(d.Text)
		d.Chunks = slices.Clone(d.Chunks)
		for i := range d.Chunks {
			sum := sha256.Sum256([]byte(d.Passage(i)))
			d.Chunks[i].Hash = hex.EncodeToString(sum[:16])
		}
		n := len(d.Chunks)
		c.docs[d.ID] = &d
		c.changes[d.ID] = store.Change{Seq: c.seq, ID: d.ID, Chunks: n, MaxChunks: max(n, c.changes[d.ID].MaxChunks)}
	}
}

// Remove deletes documents, each with a numbered tombstone.
func (c *Corpus) Remove(ids ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range ids {
		c.seq++
		delete(c.docs, id)
		c.changes[id] = store.Change{Seq: c.seq, ID: id, Deleted: true, MaxChunks: c.changes[id].MaxChunks}
	}
}

// Head returns the highest sequence number.
func (c *Corpus) Head(context.Context) (int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seq, nil
}

// Changes lists the latest change of each document after a number.
func (c *Corpus) Changes(_ context.Context, after int64, limit int) ([]store.Change, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := slices.SortedFunc(maps.Values(c.changes), func(a, b store.Change) int { return int(a.Seq - b.Seq) })
	list = slices.DeleteFunc(list, func(ch store.Change) bool { return ch.Seq <= after })
	return list[:min(len(list), limit)], nil
}

// Documents returns the documents that exist.
func (c *Corpus) Documents(_ context.Context, ids []string) ([]*store.Document, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var docs []*store.Document
	for _, id := range ids {
		if d := c.docs[id]; d != nil {
			docs = append(docs, d)
		}
	}
	return docs, nil
}

// EachVector visits the vectors of live chunks by document and ordinal.
func (c *Corpus) EachVector(_ context.Context, fingerprint string, after int64, fn func(doc string, ord int, seq int64, v []float32) error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range slices.Sorted(maps.Keys(c.docs)) {
		d := c.docs[id]
		for ord, ch := range d.Chunks {
			v := c.vectors[fingerprint][ch.Hash]
			if d.Seq <= after || v == nil {
				continue
			}
			if err := fn(id, ord, d.Seq, slices.Clone(v)); err != nil {
				return err
			}
		}
	}
	return nil
}

// MissingVectors lists chunks without a vector by sequence number and ordinal.
func (c *Corpus) MissingVectors(_ context.Context, fingerprint string, after int64, limit int) ([]store.Missing, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []store.Missing
	docs := slices.SortedFunc(maps.Values(c.docs), func(a, b *store.Document) int { return int(a.Seq - b.Seq) })
	for _, d := range docs {
		for ord, ch := range d.Chunks {
			if d.Seq > after && c.vectors[fingerprint][ch.Hash] == nil && !c.refused[fingerprint+ch.Hash] && len(list) < limit {
				list = append(list, store.Missing{Doc: d.ID, Ord: ord, Hash: ch.Hash, Text: d.Passage(ord), Seq: d.Seq})
			}
		}
	}
	return list, nil
}

// PutVectors stores vectors and the cursor.
func (c *Corpus) PutVectors(_ context.Context, fingerprint string, vecs []store.Vector, cursor int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.vectors[fingerprint] == nil {
		c.vectors[fingerprint] = map[string][]float32{}
	}
	for _, v := range vecs {
		c.vectors[fingerprint][strings.Clone(v.Hash)] = slices.Clone(v.Values)
	}
	c.cursors[fingerprint] = max(cursor, c.cursors[fingerprint])
	return nil
}

// PutRefused records chunks that have no vector to have.
func (c *Corpus) PutRefused(_ context.Context, fingerprint string, list []store.Refused) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range list {
		c.refused[fingerprint+r.Hash] = true
	}
	return nil
}

// VectorCursor returns the cursor that was stored last.
func (c *Corpus) VectorCursor(_ context.Context, fingerprint string) (int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cursors[fingerprint], nil
}

// Covered counts live chunks with a vector, and all of them.
func (c *Corpus) Covered(_ context.Context, fingerprint string) (have, total int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, d := range c.docs {
		for _, ch := range d.Chunks {
			if c.refused[fingerprint+ch.Hash] {
				continue
			}
			total++
			if c.vectors[fingerprint][ch.Hash] != nil {
				have++
			}
		}
	}
	return have, total, nil
}
