package ingest

import (
	"errors"
	"fmt"
	"io"
	"path"
	"runtime"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"funnel/ingest/annotate"
	"funnel/ingest/extract"
)

const (
	// DefaultMaxFileBytes is the largest file, or .jsonl line, that is read.
	DefaultMaxFileBytes = 256 << 20
	// DefaultBatch is the number of documents committed in one transaction.
	DefaultBatch = 100
	// batchBytes ends a batch early, so that large files do not pile up.
	batchBytes = 4 << 20
)

// Options change what is ingested and how. The zero value is usable.
type Options struct {
	// Jobs is the number of files read or extracted at the same time;
	// 0 takes GOMAXPROCS.
	Jobs int
	// Include and Exclude are globs (with **), matched against the slash path
	// relative to the named folder and against the base name. With Include,
	// a file must match one; Exclude wins, and prunes folders.
	Include, Exclude []string
	// NoIgnore takes what .gitignore and .funnelignore leave out.
	NoIgnore bool
	// Avoid names files and folders that are never looked at, wherever they
	// lie: where funnel keeps its own data.
	Avoid []string
	// Meta is set on every document, over what the file says itself. It stays
	// with the document when it is ingested again without, until another value
	// replaces it; an empty value takes the key away.
	Meta map[string]string
	// Labels are added to those of every document. Without any, a document that
	// says none itself keeps those that it has.
	Labels []string
	// DeleteMissing removes documents whose source lies under a named path and
	// is gone.
	DeleteMissing bool
	// Stdin is read for the path "-". It may be a .jsonl of documents.
	// StdinName is its document's id, and its extension tells its kind; the
	// empty name stands for one made of the content's hash.
	Stdin     io.Reader
	StdinName string
	// MaxFileBytes skips larger files and .jsonl lines;
	// 0 takes DefaultMaxFileBytes.
	MaxFileBytes int64
	// Batch is the most documents in one transaction; 0 takes DefaultBatch.
	Batch int
	// Extractor reads the files; nil reads them within this process.
	Extractor Extractor
	// Extract changes how files are read within this process.
	Extract extract.Options
	// Chunk sizes the chunks.
	Chunk ChunkOptions
	// Progress is called as work proceeds, from one goroutine at a time.
	Progress func(Progress)
	// Committed is called after each commit with the collection's newest
	// sequence number: everything up to it is durable.
	Committed func(seq int64)
}

// Progress tells how far a stage has come.
type Progress struct {
	Stage      Stage
	Done       int   // sources (Reading) or documents (Ingesting) finished
	Total      int   // of these
	Bytes      int64 // source bytes of what is done
	TotalBytes int64 // source bytes in all; 0 while Reading
}

// A Stage names what a run is doing.
type Stage string

// The two stages of a run, in order.
const (
	Reading   Stage = "reading"   // NewPlan hashes the sources
	Ingesting Stage = "ingesting" // Plan.Apply extracts and commits
)

// Check says what is wrong with options, before anything is looked at:
// ErrPattern, ErrGiven.
func (o Options) Check() error {
	_, err := o.withDefaults()
	return err
}

// withDefaults checks the options and fills in what was left zero.
func (o Options) withDefaults() (Options, error) {
	for _, pattern := range slices.Concat(o.Include, o.Exclude) {
		if !doublestar.ValidatePattern(pattern) {
			return o, badPattern(pattern)
		}
	}
	if err := o.checkGiven(); err != nil {
		return o, err
	}
	if o.Jobs <= 0 {
		o.Jobs = runtime.GOMAXPROCS(0)
	}
	if o.MaxFileBytes <= 0 {
		o.MaxFileBytes = DefaultMaxFileBytes
	}
	if o.Batch <= 0 {
		o.Batch = DefaultBatch
	}
	return o, nil
}

// fingerprint says what decides, besides its source, what a document becomes.
// It is part of every document's hash. What is given with it is not, see given.
func (o Options) fingerprint() string {
	var b strings.Builder
	fmt.Fprintf(&b, "extract %d.%d\x00%s", extract.Version, annotate.Version, o.Chunk.Fingerprint())
	if o.Extract.PDFToText != "" {
		b.WriteString("\x00pdf poppler")
	}
	return b.String()
}

// ErrPattern says that a glob is malformed.
var ErrPattern = errors.New("bad pattern; quote or escape its brackets and braces")

func badPattern(pattern string) error { return fmt.Errorf("read glob %q: %w", pattern, ErrPattern) }

// Why a filter leaves something out.
const (
	skipInclude = "matches no --include"
	skipExclude = "excluded by --exclude"
)

// A filter decides by name what of a folder is looked at.
type filter struct{ include, exclude []string }

// skip returns why the entry at rel (slash path below the named folder) is
// not taken, or "".
func (f filter) skip(rel string, dir, hidden bool) string {
	base := path.Base(rel)
	switch {
	case !hidden && strings.HasPrefix(base, ".") && base != "." && base != "..":
		return "hidden: name it to take it"
	case matchAny(f.exclude, rel):
		return skipExclude
	case !dir && len(f.include) > 0 && !matchAny(f.include, rel):
		return skipInclude
	}
	return ""
}

func matchAny(patterns []string, rel string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		return doublestar.MatchUnvalidated(p, rel) || doublestar.MatchUnvalidated(p, path.Base(rel))
	})
}
