package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"funnel/store"
)

// ErrDamaged is returned when the files of a keyword index do not fit together. What shows when the index is opened is
// repaired by the next Sync, what shows later, in a search, by Rebuild.
var ErrDamaged = errors.New("keyword index is damaged")

// KeywordOptions are the settings of a keyword index; the zero value is good.
type KeywordOptions struct {
	Batch   int // chunks committed together; 0 = 1,000
	Publish int // most chunks after which a long Sync publishes what it has; 0 = 20,000
}

func (o *KeywordOptions) setDefaults() {
	if o.Batch <= 0 {
		o.Batch = 1000
	}
	if o.Publish <= 0 {
		o.Publish = 20000
	}
}

// Keyword is the keyword index of one collection, in a folder of its own. Search reads the generation that was
// published last when it was opened, refreshed or synced; it never waits for a writer, in this process or another.
type Keyword struct {
	log     *slog.Logger
	dir     string
	opts    KeywordOptions
	pool    *analyzerPool
	stop    map[string]bool
	ranking ranking
	disk    disk

	mu      sync.Mutex
	current *generation // nil: nothing published
	closed  bool
}

var _ Index = (*Keyword)(nil)

// OpenKeyword opens the index in dir, which is made if it is missing. An index that is damaged, or was made by another
// version, is opened as an empty one and said so in the log: Sync rebuilds it.
func OpenKeyword(ctx context.Context, log *slog.Logger, dir string, opts KeywordOptions) (*Keyword, error) {
	opts.setDefaults()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open keyword index: %w", err)
	}
	k := &Keyword{log: log, dir: dir, opts: opts, pool: newAnalyzerPool(), stop: stopWords(), ranking: defaultRanking}
	if err := k.Refresh(ctx); err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		log.Warn("the keyword index cannot be read and is built anew", "dir", dir, "reason", err)
	}
	return k, nil
}

// Refresh turns to the generation that is published now, if another process has published one.
func (k *Keyword) Refresh(ctx context.Context) error {
	for attempt := 0; ; attempt++ {
		name, err := currentGeneration(k.dir)
		if err != nil || name == "" || name == k.name() {
			return err
		}
		g, err := openGeneration(ctx, filepath.Join(k.dir, name))
		if err == nil {
			return k.turnTo(g)
		}
		// A writer may have published and removed generations since CURRENT was read: read it again.
		now, _ := currentGeneration(k.dir)
		if now == name || attempt == 100 || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
	}
}

// name returns the name of the generation in use.
func (k *Keyword) name() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.current == nil {
		return ""
	}
	return k.current.name
}

// turnTo makes g (nil: none) the generation in use.
func (k *Keyword) turnTo(g *generation) error {
	k.mu.Lock()
	old := k.current
	if k.closed {
		old = g
	} else {
		k.current = g
	}
	k.mu.Unlock()
	if old == nil {
		return nil
	}
	return old.release()
}

// use returns the generation in use, to be released; nil if there is none.
func (k *Keyword) use() (*generation, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return nil, ErrClosed
	}
	if k.current == nil || !k.current.acquire() {
		return nil, nil
	}
	return k.current, nil
}

// Cursor returns the sequence number up to which Search sees every change.
func (k *Keyword) Cursor() int64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.current == nil {
		return 0
	}
	return k.current.cursor
}

// Chunks returns the number of chunks that Search sees.
func (k *Keyword) Chunks() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.current == nil {
		return 0
	}
	return k.current.all.live
}

// Close ends the use of the index; searches that are running finish first.
func (k *Keyword) Close() error {
	k.mu.Lock()
	g := k.current
	k.current, k.closed = nil, true
	k.mu.Unlock()
	if g == nil {
		return nil
	}
	return g.release()
}

// Sync brings the index up to the head of src and publishes it, waiting while another process writes. A long Sync
// publishes in between. If there is nothing to do no lock is taken.
func (k *Keyword) Sync(ctx context.Context, src Source) error {
	_, err := k.syncLocked(ctx, src, k.lock)
	return err
}

// TrySync is Sync for a reader that waits for nobody: while another process writes it leaves the index as it is
// published, and done is false.
func (k *Keyword) TrySync(ctx context.Context, src Source) (done bool, err error) {
	return k.syncLocked(ctx, src, k.tryLock)
}

// syncLocked is Sync with its way to take the lock, which gives no unlock if it was not to be had.
func (k *Keyword) syncLocked(ctx context.Context, src Source, lock func(context.Context) (func(), error)) (bool, error) {
	if err := k.Refresh(ctx); err != nil && ctx.Err() != nil {
		return false, err
	}
	if done, err := k.upToDate(ctx, src); err != nil || done {
		return done, err
	}
	unlock, err := lock(ctx)
	if err != nil || unlock == nil {
		return false, err
	}
	defer unlock()
	if err := k.sync(ctx, src); err != nil {
		return false, err
	}
	err = k.Refresh(ctx)
	if err == nil || ctx.Err() != nil {
		return err == nil, err
	}
	// What was just published cannot be read: the segments that it shares with the work index are damaged.
	k.log.Warn("the keyword index is built anew", "dir", k.dir, "reason", err)
	if err := k.disk.removeAll(filepath.Join(k.dir, nameWork)); err != nil {
		return false, fmt.Errorf("rebuild keyword index: %w", err)
	}
	if err := k.sync(ctx, src); err != nil {
		return false, err
	}
	return true, k.Refresh(ctx)
}

// Rebuild forgets the index and builds it anew from src. Until it is done searches see the old one.
func (k *Keyword) Rebuild(ctx context.Context, src Source) error {
	unlock, err := k.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := k.disk.removeAll(filepath.Join(k.dir, nameWork)); err != nil {
		return fmt.Errorf("rebuild keyword index: %w", err)
	}
	if err := k.sync(ctx, src); err != nil {
		return err
	}
	return k.Refresh(ctx)
}

// upToDate reports whether the generation in use has all changes of src.
func (k *Keyword) upToDate(ctx context.Context, src Source) (bool, error) {
	g, err := k.use()
	if err != nil || g == nil {
		return false, err
	}
	defer g.release()
	head, err := src.Head(ctx)
	if err != nil {
		return false, fmt.Errorf("sync keyword index: %w", err)
	}
	return head == g.cursor, nil
}

// lock takes the lock of the one writer.
func (k *Keyword) lock(ctx context.Context) (unlock func(), err error) {
	release, err := Lock(ctx, filepath.Join(k.dir, nameLock))
	if err != nil {
		return nil, err
	}
	return k.unlocker(release), nil
}

// tryLock takes the lock if nobody has it.
func (k *Keyword) tryLock(context.Context) (unlock func(), err error) {
	release, ok, err := TryLock(filepath.Join(k.dir, nameLock))
	if err != nil || !ok {
		return nil, err
	}
	return k.unlocker(release), nil
}

func (k *Keyword) unlocker(release func() error) func() {
	return func() {
		if err := release(); err != nil {
			k.log.Warn("the lock of the keyword index cannot be given back", "reason", err)
		}
	}
}

// sync applies changes and publishes, with the lock held.
func (k *Keyword) sync(ctx context.Context, src Source) (err error) {
	head, err := src.Head(ctx)
	if err != nil {
		return fmt.Errorf("sync keyword index: %w", err)
	}
	w, err := openWriter(k.log, k.dir, k.pool, k.opts.Batch)
	if err != nil {
		return err
	}
	if lost, err := k.lost(w.cursor); err != nil || lost {
		k.log.Warn("what a damaged keyword index lost is built anew", "dir", k.dir, "from", w.cursor, "reason", err)
	}
	if w.cursor > head {
		k.log.Warn("the keyword index is built anew", "dir", k.dir, "reason", "it is ahead of the store", "cursor", w.cursor, "head", head)
		if err := errors.Join(w.close(), w.create()); err != nil {
			return fmt.Errorf("rebuild keyword index: %w", err)
		}
	}
	for {
		more, err := k.fill(ctx, w, src)
		if err := errors.Join(err, w.close()); err != nil {
			return fmt.Errorf("sync keyword index: %w", err)
		}
		if err := k.disk.publish(k.dir, w.cursor); err != nil {
			return err
		}
		if !more {
			return nil
		}
		if err := w.open(); err != nil {
			return fmt.Errorf("sync keyword index: %w", err)
		}
	}
}

// lost reports whether the work index is behind what was published from it: bleve fell back to an older snapshot.
func (k *Keyword) lost(cursor int64) (bool, error) {
	name, err := currentGeneration(k.dir)
	if err != nil || name == "" {
		return false, err
	}
	published, err := publishedCursor(filepath.Join(k.dir, name))
	return cursor < published, err
}

// fill applies changes until the head, or until it is time to publish.
func (k *Keyword) fill(ctx context.Context, w *writer, src Source) (more bool, err error) {
	w.total = 0
	due, err := k.due(w)
	if err != nil {
		return false, err
	}
	for w.total < due {
		changes, err := src.Changes(ctx, w.cursor, 1000)
		if err != nil {
			return false, err
		}
		if len(changes) == 0 {
			return false, nil
		}
		for len(changes) > 0 && w.total < due {
			n := portion(changes, k.opts.Batch)
			if err := k.write(ctx, w, src, changes[:n]); err != nil {
				return false, err
			}
			changes = changes[n:]
		}
	}
	return true, nil
}

// due returns after how many chunks to publish: early at first, so that a question beside the first ingest finds
// something, and then with each half more.
func (k *Keyword) due(w *writer) (int, error) {
	chunks, err := w.index.DocCount()
	if err != nil {
		return 0, fmt.Errorf("count chunks: %w", err)
	}
	return min(max(int(chunks)/2, 2*k.opts.Batch), k.opts.Publish), nil
}

// portion returns how many of the changes fill one batch: at least one.
func portion(changes []store.Change, limit int) int {
	n, chunks := 0, 0
	for n < len(changes) && chunks < limit {
		chunks += changes[n].MaxChunks
		n++
	}
	return n
}

// write commits one portion.
func (k *Keyword) write(ctx context.Context, w *writer, src Source, changes []store.Change) error {
	var ids []string
	for _, c := range changes {
		if !c.Deleted {
			ids = append(ids, c.ID)
		}
	}
	docs, damaged, err := documents(ctx, src, ids)
	if err != nil {
		return err
	}
	if len(damaged) > 0 {
		k.log.Warn(fmt.Sprintf("documents whose text is damaged are not indexed: %d; funnel verify names them", len(damaged)))
	}
	byID := make(map[string]*store.Document, len(docs))
	for _, d := range docs {
		byID[d.ID] = d
	}
	for _, c := range changes {
		if err := w.apply(ctx, c, byID[c.ID]); err != nil {
			return err
		}
	}
	return w.commit(w.cursor)
}
