package rlm

import (
	"context"
	"errors"
)

// ErrNoDocument is wrapped by a Corpus for an id that does not exist, or that the
// asker may not see: the two are not told apart.
var ErrNoDocument = errors.New("no such document")

// A Corpus is all that a reader sees of documents. Whoever implements it is the
// permission boundary: what the asker may not see does not exist behind it.
// Every list is ordered, by (score descending, id ascending) or by id. It is safe
// for concurrent use.
type Corpus interface {
	// Search returns the best q.K spans, and how many documents it searched.
	Search(ctx context.Context, q SearchQuery) (hits []Hit, total int, err error)
	// List returns the documents that where admits (nil: all), by id.
	List(ctx context.Context, where map[string]string) ([]Doc, error)
	// Doc returns one document.
	Doc(ctx context.Context, id string) (Doc, error)
	// Read returns bytes [start,end) of a document's text; end < 0 is its end.
	Read(ctx context.Context, doc string, start, end int) (string, error)
	// Grep returns up to g.Max matches by (document, position), and how many there are.
	Grep(ctx context.Context, g GrepQuery) (matches []Match, total int, err error)
	// Outline returns a document's headings, pages or symbols in order.
	Outline(ctx context.Context, doc string) ([]Heading, error)
	// Neighbors returns the documents that a document is connected with: what it links
	// in the order of its text, what links it by id, what mentions the same, rarest first.
	Neighbors(ctx context.Context, doc string) ([]Neighbor, error)
}

// Versions is a Corpus that knows which documents are versions of each other.
type Versions interface {
	// Newer returns the newest version of a document, or the zero Doc if that is the
	// document itself, or nothing is known to be newer.
	Newer(ctx context.Context, doc string) (Doc, error)
}

// A SearchQuery asks for the spans that fit a text best.
type SearchQuery struct {
	Text  string
	K     int               // documents wanted
	Leg   string            // "keyword", "vector", "hybrid", or "" for the default
	Where map[string]string // metadata a document must have; nil: any
}

// A Hit is a span of a document that a search found.
type Hit struct {
	Doc, Title, Heading string
	Score               float64
	Start, End          int    // bytes of the document's text
	Text                string // those bytes, or a preview if it is shorter
}

// A Doc describes a document.
type Doc struct {
	ID, Title, Kind string
	Bytes           int    // of its text
	Date            string // of the document or its last change, 2006-01-02; "" = unknown
	Version         string // as it says itself, or ""
	Metadata        map[string]any
}

// A Neighbor is a document that another is connected with.
type Neighbor struct {
	Doc string
	Via string // "link": linked by the other; "backlink": links the other; "mention": both mention Text
	// Text is the link as it is written, or what both documents mention.
	Text string
}

// The values of Neighbor.Via.
const (
	ViaLink     = "link"
	ViaBacklink = "backlink"
	ViaMention  = "mention"
)

// A GrepQuery asks for the lines that a regular expression matches.
type GrepQuery struct {
	Pattern    string
	Where      map[string]string
	Max        int // matches returned; all are counted
	IgnoreCase bool
}

// A Match is a line of a document that a Grep found.
type Match struct {
	Doc        string
	Line       int    // from 1
	Start, End int    // bytes of the line in the document's text
	Text       string // the line, or a part of it if it is shorter
}

// A Heading is an entry of a document's outline.
type Heading struct {
	Level      int
	Kind       string // heading, func, type, page, …
	Title      string
	Start, End int // bytes of the section
}
