package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// Heading is an entry of a document's outline. The span covers what it heads.
type Heading struct {
	Level      int    // 1 is the highest
	Kind       string // heading, func, type, page, ...
	Title      string
	Start, End int // bytes of the text
}

// Chunk is a span of a document's text that is found and embedded by itself.
type Chunk struct {
	Start, End int    // bytes of the text
	Heading    string // heading path "A > B", or a symbol; may be empty
	Hash       string // 32 hex digits, see Document.Passage; set by the store in what it returns
}

// Document is what a collection holds under an id.
type Document struct {
	ID     string // not empty, UTF-8, without NUL or line breaks
	Title  string
	Text   string // UTF-8
	Kind   string // go, markdown, html, text, code, ...
	Source string // absolute path, or "-" for standard input
	// Hash tells whether a document changed: a put with the stored hash is a
	// no-op. It is the reader's: the source's bytes and whatever else decides
	// the outcome. Left empty, the store hashes the document's own contents.
	Hash string
	// Metadata is stored as JSON: numbers come back as float64.
	Metadata map[string]any
	Labels   []string // who may see it, see View; none = everyone
	// KeepLabels leaves a document that is or was there its labels if Labels
	// is empty: who reads a source again has no reason to show it to everyone.
	KeepLabels bool
	Modified   time.Time // when the source says it was last changed; zero = unknown
	Lang       string    // ISO 639-1, "" = unknown
	Outline    []Heading
	Chunks     []Chunk   // in order of their ordinals
	Links      []Link    // in the order of the text
	Mentions   []Mention // come back by kind and key
	Dates      []Found   // in the order of the text: 2023-07-04, 2023-07 or 2023
	Versions   []Found   // in the order of the text
	// Signature compares documents for near-duplicates, see Similarity; nil if
	// the text is too short for one.
	Signature []byte
	Seq       int64 // number of the change that put it; set by the store
	Bytes     int   // len(Text); set by the store
}

// Passage is the text that chunk i is found and embedded by: the document's
// title, the chunk's heading path and its text, a line each, the first two
// only where there are any. It panics if there is no chunk i.
func (d *Document) Passage(i int) string {
	c := d.Chunks[i]
	return passage(d.Title, c.Heading, d.Text[c.Start:c.End])
}

func passage(title, heading, text string) string {
	return string(appendPassage(make([]byte, 0, len(title)+len(heading)+len(text)+2), title, heading, text))
}

func appendPassage(b []byte, title, heading, text string) []byte {
	for _, line := range [...]string{title, heading} {
		if line != "" {
			b = append(append(b, line...), '\n')
		}
	}
	return append(b, text...)
}

// hashSize is the length in bytes of a chunk's hash.
const hashSize = 16

// chunkHash identifies a passage: the first bytes of its SHA-256.
type chunkHash [hashSize]byte

func (h chunkHash) String() string { return hex.EncodeToString(h[:]) }

func hashPassage(p string) chunkHash {
	sum := sha256.Sum256([]byte(p))
	return chunkHash(sum[:hashSize])
}

func parseHash(s string) (h chunkHash, err error) {
	if len(s) != 2*hashSize {
		return h, fmt.Errorf("chunk hash %q has %d digits, not %d", s, len(s), 2*hashSize)
	}
	if _, err := hex.Decode(h[:], []byte(s)); err != nil {
		return h, fmt.Errorf("parse chunk hash %q: %w", s, err)
	}
	return h, nil
}

// contentHash stands in for a hash that the caller did not give.
func contentHash(d *Document, metadata, outline []byte) string {
	h := sha256.New()
	write := func(s string) { fmt.Fprintf(h, "%d:%s", len(s), s) }
	for _, s := range []string{d.Title, d.Text, d.Kind, d.Source, string(metadata), string(outline)} {
		write(s)
	}
	if facts := packFacts(d); facts != nil || len(d.Labels) > 0 || d.Lang != "" || !d.Modified.IsZero() {
		write(string(facts))
		write(fmt.Sprintf("%q %d %s", d.Labels, nanos(d.Modified), d.Lang))
	}
	for _, c := range d.Chunks {
		fmt.Fprintf(h, "%d-%d", c.Start, c.End)
		write(c.Heading)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Info is a document without its text.
type Info struct {
	ID, Title, Kind, Source, Hash string
	Metadata                      map[string]any
	Labels                        []string
	Modified                      time.Time
	Lang                          string
	Bytes, Chunks                 int
	Seq                           int64
}

// Entry is what the manifest says of a document.
type Entry struct{ Hash, Source string }

// Stats are the totals of a collection's live documents.
type Stats struct {
	Docs, Chunks int
	Bytes        int64
}

// Change is the latest change of a document.
type Change struct {
	Seq       int64
	ID        string
	Deleted   bool
	Chunks    int // chunks it has now: ordinals 0 to Chunks-1
	MaxChunks int // the most chunks it ever had
}

// Applied counts what an Apply did. Seq is the highest number of the
// collection after it.
type Applied struct {
	Added, Updated, Unchanged, Deleted int
	Seq                                int64
}

func decodeMetadata(data []byte) (map[string]any, error) {
	if len(data) == 0 {
		return nil, nil
	}
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("%w: metadata: %v", ErrDamaged, err)
	}
	return m, nil
}

func decodeOutline(data []byte) ([]Heading, error) {
	if len(data) == 0 {
		return nil, nil
	}
	var o []Heading
	if err := json.Unmarshal(data, &o); err != nil {
		return nil, fmt.Errorf("%w: outline: %v", ErrDamaged, err)
	}
	return o, nil
}
