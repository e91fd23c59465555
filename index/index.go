package index

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"funnel/store"
)

// Index finds chunks. Keyword and Vector are the two that funnel uses, Memory is the fake for tests; package
// index/indextest holds what all of them promise. An Index is safe for concurrent use.
type Index interface {
	// Search returns at most q.K chunks, best first. Chunks of equal score are ordered by document, then ordinal, so
	// that one state of the index gives one list. An empty query or index gives an empty list, not an error.
	Search(ctx context.Context, q Query) ([]Hit, error)
	// Sync applies the changes of src after Cursor. Interrupted at any point, the next Sync continues; from cursor zero
	// the same call is a rebuild.
	Sync(ctx context.Context, src Source) error
	// Cursor is the sequence number up to which Search sees every change.
	Cursor() int64
}

// Query asks for the K best chunks.
type Query struct {
	Text string                // plain words; nothing in it is query syntax
	K    int                   // chunks wanted; 0 or less gives none
	Only func(doc string) bool // admits the chunks of a document; nil admits all. Applied before the cut to K
	// Also names documents whose chunks Vector returns beside the K best, with their scores: what another index found is
	// compared, not guessed. Keyword takes no notice of it.
	Also []string
	// Corrections are words that Keyword looks for beside those of Text, at their own weights; see Keyword.Corrections.
	Corrections []Correction
	// All admits only chunks that hold every term of Text. Vector takes no notice of it.
	All bool
	// Visible is what exists for the asker; nil: everything. Other documents are not only left out, they count in no
	// statistics either: the scores are those of an index that never held them.
	Visible *Visible
}

// Visible is a set of documents by id. It is not changed once it was used in a Query.
type Visible struct{ Docs map[string]bool }

// admits reports whether the query may return chunks of the document.
func (q *Query) admits(doc string) bool {
	return (q.Visible == nil || q.Visible.Docs[doc]) && (q.Only == nil || q.Only(doc))
}

// Hit is one chunk: the document's id, the chunk's ordinal in it, and a score that compares within one list only.
type Hit struct {
	Doc   string
	Ord   int
	Score float64
}

// Source is what an index is built from; *store.Collection is one.
type Source interface {
	// Head is the highest sequence number, 0 if there is none.
	Head(ctx context.Context) (int64, error)
	// Changes lists the latest change of each document with Seq > after, by Seq.
	Changes(ctx context.Context, after int64, limit int) ([]store.Change, error)
	// Documents returns those of the documents that exist, in the order of ids.
	Documents(ctx context.Context, ids []string) ([]*store.Document, error)
	// EachVector calls fn for each chunk with a vector, of documents with Seq > after, by document and ordinal. v may be
	// kept and is never written to; it may hold others in memory.
	EachVector(ctx context.Context, fingerprint string, after int64, fn func(doc string, ord int, seq int64, v []float32) error) error
}

// ErrClosed is returned by an index that was closed.
var ErrClosed = errors.New("index is closed")

// compareHits orders by score descending, then document and ordinal ascending.
func compareHits(a, b Hit) int {
	if c := cmp.Compare(b.Score, a.Score); c != 0 {
		return c
	}
	if c := strings.Compare(a.Doc, b.Doc); c != 0 {
		return c
	}
	return cmp.Compare(a.Ord, b.Ord)
}

// best sorts hits and cuts the list to k.
func best(hits []Hit, k int) []Hit {
	slices.SortFunc(hits, compareHits)
	return hits[:min(len(hits), max(k, 0))]
}
