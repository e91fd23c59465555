package funnel

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"funnel/index"
	"funnel/store"
)

// Library is a collection of the store with its two indexes, which it keeps
// in step with the store.
type Library struct {
	Docs     *store.Collection
	embedder index.Embedder
	builtin  *index.Builtin // the embedder, where it is the built-in one
	keyword  *index.Keyword
	vector   *index.Vector // nil: it cannot be loaded, see notices
	dir      string
	log      *slog.Logger
	writes   bool // by one who only writes: no vectors are loaded
	behind   int64
	fusion   Fusion
	notices  []string
}

// keywordDir is where the keyword index lies in a collection's folder.
func keywordDir(dir string) string { return filepath.Join(dir, "keyword") }

// builtinDir is where the built-in embedder's fitted model lies.
func builtinDir(dir string) string { return filepath.Join(dir, "builtin") }

// isBuiltin tells the built-in embedder by its fingerprint.
func isBuiltin(fingerprint string) bool { return strings.HasPrefix(fingerprint, "builtin") }

// OpenLibrary opens a collection whose indexes lie in dir. An index that is
// behind the store catches up first: a process that was killed leaves nothing
// to repair by hand. Text is what answers; a failing embedder only keeps the
// vectors behind, and Collection.Covered says how far they are. The built-in
// embedder stands for the one that was fitted on the collection.
func OpenLibrary(ctx context.Context, log *slog.Logger, docs *store.Collection, dir string, embedder index.Embedder) (*Library, error) {
	return openLibrary(ctx, &Library{Docs: docs, embedder: embedder, dir: dir, log: log})
}

// OpenWriter is OpenLibrary for who brings indexes to the head and asks
// nothing: no vectors are loaded, which are most of the memory. Its Collection
// has no vector leg.
func OpenWriter(ctx context.Context, log *slog.Logger, docs *store.Collection, dir string, embedder index.Embedder) (*Library, error) {
	return openLibrary(ctx, &Library{Docs: docs, embedder: embedder, dir: dir, log: log, writes: true})
}

// openLibrary opens the indexes of l.
func openLibrary(ctx context.Context, l *Library) (*Library, error) {
	var err error
	if l.keyword, err = index.OpenKeyword(ctx, l.log, keywordDir(l.dir), index.KeywordOptions{}); err != nil {
		return nil, err
	}
	if isBuiltin(l.embedder.Fingerprint()) {
		if l.builtin, err = index.OpenBuiltin(l.log, builtinDir(l.dir)); err != nil {
			return nil, errors.Join(err, l.Close())
		}
		l.embedder = l.builtin
	}
	if err := l.openVector(ctx); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// openVector loads the vectors. Damaged ones keep nobody from searching words.
func (l *Library) openVector(ctx context.Context) (err error) {
	if l.writes {
		return nil
	}
	l.notices = nil
	l.vector, err = index.OpenVector(ctx, l.log, l.Docs, l.embedder, index.VectorOptions{})
	if errors.Is(err, store.ErrDamaged) || errors.Is(err, index.ErrBadVector) {
		l.vector = nil
		l.log.Debug("vectors cannot be loaded", "reason", err) // it names documents that an asker may not see
		l.notices = []string{"the vectors are damaged and keywords answer alone; funnel verify --repair drops what is damaged"}
		return nil
	}
	return err
}

// SyncText brings the keyword index to the head of the store.
func (l *Library) SyncText(ctx context.Context) error { return l.keyword.Sync(ctx, l.Docs) }

// SyncVectors embeds what has no vector yet, and loads it. done and total
// count chunks. While another process of the home embeds with the same
// embedder it waits: no text is embedded twice.
func (l *Library) SyncVectors(ctx context.Context, progress func(done, total int)) (err error) {
	unlock, err := lockEmbedding(ctx, l.dir, l.embedder.Fingerprint())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if l.builtin != nil {
		return l.syncBuiltin(ctx, progress, false)
	}
	err = index.SyncVectors(ctx, l.log, l.Docs, l.embedder, index.VectorSyncOptions{Progress: progress})
	if err != nil {
		return fmt.Errorf("embed: %w", err)
	}
	if l.vector == nil {
		return l.openVector(ctx)
	}
	return l.vector.Sync(ctx, l.Docs)
}

// syncBuiltin is SyncVectors with the built-in embedder.
func (l *Library) syncBuiltin(ctx context.Context, progress func(done, total int), relabelled bool) error {
	current, err := index.OpenBuiltin(l.log, builtinDir(l.dir)) // another process may have fitted it
	if err != nil {
		return err
	}
	next, err := refit(ctx, current, l.Docs, relabelled)
	if err != nil {
		return err
	}
	if err := embedBuiltin(ctx, l.log, l.Docs, current, next, progress); err != nil {
		return err
	}
	if same := l.embedder.Fingerprint() == next.Fingerprint(); same && l.vector != nil {
		return l.vector.Sync(ctx, l.Docs)
	}
	l.builtin, l.embedder = next, next
	return l.openVector(ctx)
}

// refit fits the built-in embedder again where that is due.
func refit(ctx context.Context, current *index.Builtin, docs *store.Collection, relabelled bool) (*index.Builtin, error) {
	next, err := current.Refit(ctx, docs, relabelled)
	if err != nil {
		return nil, fmt.Errorf("fit embedder: %w", err)
	}
	return next, nil
}

// embedBuiltin computes what the collection lacks of next, and then makes it
// the one in use: until all vectors of a new fit are there the old one is in
// use, and in use again after a crash.
func embedBuiltin(ctx context.Context, log *slog.Logger, docs *store.Collection, current, next *index.Builtin, progress func(done, total int)) error {
	if err := index.SyncVectors(ctx, log, docs, next, index.VectorSyncOptions{Progress: progress}); err != nil {
		return fmt.Errorf("embed: %w", err)
	}
	if next == current {
		return nil
	}
	if err := next.Keep(); err != nil || current.Fingerprint() == next.Fingerprint() {
		return err
	}
	_, err := docs.DropVectors(ctx, current.Fingerprint())
	return err
}

// lockEmbedding takes the lock of those that embed with one embedder; dir is
// the folder of a collection.
func lockEmbedding(ctx context.Context, dir, fingerprint string) (unlock func() error, err error) {
	sum := sha256.Sum256([]byte(fingerprint))
	path := filepath.Join(filepath.Dir(dir), "embedding-"+hex.EncodeToString(sum[:4])+".lock")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("lock embedding: %w", err)
	}
	return index.Lock(ctx, path)
}

// Fuse sets how the legs are added up.
func (l *Library) Fuse(how Fusion) { l.fusion = how }

// Collection is what an Engine needs of the library.
func (l *Library) Collection() Collection {
	c := Collection{
		Texts: l.Docs, Catalog: l.Docs, Links: l.Docs, Copies: l.Docs, Keyword: l.keyword,
		Embedder: l.embedder.Fingerprint(), VectorWeight: WeightNeural, Behind: l.behind, Notices: l.notices, Fusion: l.fusion,
	}
	if l.vector != nil { // else the interface must be nil, too
		c.Vector, c.Lacks, c.Covered = l.vector, l.vector.Lacks, share(l.vector.Covered())
	}
	switch {
	case l.builtin != nil && l.builtin.Fitted():
		c.VectorWeight = WeightFitted
	case isBuiltin(c.Embedder):
		c.VectorWeight = WeightBuiltin
	}
	c.Nearness, c.Speller = l.keyword, l.keyword
	return c
}

// For is what an Engine needs of the library to answer an asker, for whom
// nothing exists but what they may see.
func (l *Library) For(ctx context.Context, asker store.Asker) (Collection, error) {
	c := l.Collection()
	view := l.Docs.As(asker)
	c.Texts, c.Catalog, c.Links, c.Copies, c.Asker = view, view, view, view, asker
	labelled, err := view.Labelled(ctx)
	if err != nil || !labelled || asker.Owner() {
		return c, err
	}
	done, all, err := view.Progress(ctx, l.keyword.Cursor())
	if err != nil {
		return c, err
	}
	ids, err := view.IDs(ctx)
	c.Behind, c.Ranked, c.Visible = all-done, true, &index.Visible{Docs: ids}
	if l.vector != nil {
		c.Covered = share(l.vector.CoveredOf(c.Visible))
	}
	return c, err
}

func share(have, total int) float64 {
	if total == 0 {
		return 1
	}
	return float64(have) / float64(total)
}

// Close closes the indexes; the store stays open.
func (l *Library) Close() error { return l.keyword.Close() }

// Lag is how far the indexes of a collection are.
type Lag struct {
	Head, Keyword, Vector int64   // changes that the asker sees
	Covered               float64 // share of chunks with a vector
	Embedder              string  // fingerprint of what the vectors are made with
}

// VectorsOf names what the vectors of a collection are made with, whose indexes
// lie in dir: the embedder that it keeps, or the built-in one as it was fitted.
func VectorsOf(log *slog.Logger, dir, embedder string) (fingerprint string, err error) {
	if !isBuiltin(embedder) {
		return embedder, nil
	}
	b, err := index.OpenBuiltin(log, builtinDir(dir))
	if err != nil {
		return "", err
	}
	return b.Fingerprint(), nil
}

// Measure looks how far the indexes of a collection are, without syncing them:
// how many of the changes that the view shows are in each.
func Measure(ctx context.Context, log *slog.Logger, docs *store.Collection, view *store.View, dir, fingerprint string) (lag Lag, err error) {
	if fingerprint, err = VectorsOf(log, dir, fingerprint); err != nil {
		return lag, err
	}
	lag.Embedder = fingerprint
	cursor, err := docs.VectorCursor(ctx, fingerprint)
	if err != nil {
		return lag, err
	}
	if lag.Vector, lag.Head, err = view.Progress(ctx, cursor); err != nil {
		return lag, err
	}
	have, total, err := view.Covered(ctx, fingerprint)
	if err != nil {
		return lag, err
	}
	lag.Covered = share(have, total)
	keyword, err := index.OpenKeyword(ctx, log, keywordDir(dir), index.KeywordOptions{})
	if err != nil {
		return lag, err
	}
	lag.Keyword, _, err = view.Progress(ctx, keyword.Cursor())
	return lag, errors.Join(err, keyword.Close())
}

// Catalogue calls fn for every document of docs that passes the filter, by id.
func Catalogue(ctx context.Context, docs Catalog, f Filter, fn func(store.Info) error) error {
	return (&Collection{Catalog: docs}).catalogue(ctx, f, fn)
}
