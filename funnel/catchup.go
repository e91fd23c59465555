package funnel

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"funnel/index"
	"funnel/store"
)

// smallBacklog is how many chunks a question indexes, or embeds with the
// built-in embedder, before it is answered: 0.3 s of one processor. A larger
// backlog is left to whoever ingests, and said.
const smallBacklog = 1000

// workLock is held, shared, by all who have promised to bring the indexes of
// a collection to its head.
func workLock(dir string) string { return filepath.Join(dir, "work.lock") }

// Promise tells other processes that this one brings the indexes to the head
// of the store, until done is called: their questions are answered from what
// is published, and index nothing themselves.
func (l *Library) Promise(ctx context.Context) (done func() error, err error) {
	if err := os.MkdirAll(l.dir, 0o700); err != nil {
		return nil, fmt.Errorf("lock indexes: %w", err)
	}
	return index.LockShared(ctx, workLock(l.dir))
}

// CatchUp does for a question what nobody else is about to do: a process that
// was killed, or a home that was restored, leaves indexes behind the store. It
// waits for nobody, and what it indexes is bounded, but where there is no
// index at all: then it builds one. Behind says how far the index is after it.
func (l *Library) CatchUp(ctx context.Context) error {
	lags, err := l.lags(ctx)
	if err != nil {
		return err
	}
	if lags {
		err = l.catchUp(ctx)
	}
	if cannotWrite(err) && l.keyword.Cursor() > 0 {
		l.notices = append(l.notices, fmt.Sprintf("the indexes cannot be brought up to date, what was indexed before answers: %v", err))
		err = nil
	}
	head, err2 := l.Docs.Head(ctx)
	if l.behind = max(0, head-l.keyword.Cursor()); l.behind > 0 {
		l.log.Debug("the keyword index is behind", "changes", l.behind)
	}
	return errors.Join(err, err2)
}

// cannotWrite reports that there is no space left, or that it is not for us.
// Bleve passes the reasons of its writes on as text.
func cannotWrite(err error) bool {
	if err == nil {
		return false
	}
	for _, why := range []error{store.ErrFull, store.ErrReadOnly, fs.ErrPermission, syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS} {
		if errors.Is(err, why) {
			return true
		}
	}
	return strings.Contains(err.Error(), syscall.ENOSPC.Error())
}

// lags turns to what is published, and reports whether it lacks something.
func (l *Library) lags(ctx context.Context) (bool, error) {
	if err := l.keyword.Refresh(ctx); err != nil { // damage is repaired by the sync
		return true, ctx.Err()
	}
	head, err := l.Docs.Head(ctx)
	return head != l.keyword.Cursor() || head > 0 && l.unfitted(), err
}

// unfitted reports that the built-in embedder has not seen the collection.
func (l *Library) unfitted() bool { return l.builtin != nil && !l.builtin.Fitted() }

// catchUp is CatchUp for indexes that are behind.
func (l *Library) catchUp(ctx context.Context) (err error) {
	done, alone, err := index.TryLock(workLock(l.dir))
	if err != nil || !alone {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	whole := l.keyword.Cursor() == 0 // nothing is published, or it is damaged
	if small, err := l.small(ctx, l.keyword.Cursor()); err != nil || !small && !whole {
		return err
	}
	if _, err := l.keyword.TrySync(ctx, l.Docs); err != nil || !l.unfitted() {
		return err
	}
	if small, err := l.small(ctx, 0); err != nil || !small && !whole {
		return err
	}
	return l.SyncVectors(ctx, nil)
}

// small reports whether the changes after a cursor are of smallBacklog chunks at most.
func (l *Library) small(ctx context.Context, after int64) (bool, error) {
	changes, err := l.Docs.Changes(ctx, after, smallBacklog+1)
	chunks := 0
	for _, c := range changes {
		chunks += c.MaxChunks
	}
	return max(chunks, len(changes)) <= smallBacklog, err
}

// Follow syncs the keyword index while documents are being committed. tell
// is called after each commit and never blocks; stop waits until everything
// told of is indexed and returns the first error.
func (l *Library) Follow(ctx context.Context) (tell func(seq int64), stop func() error) {
	more := make(chan struct{}, 1)
	var wait sync.WaitGroup
	var err error
	wait.Go(func() {
		for range more {
			if err == nil {
				err = l.keyword.Sync(ctx, l.Docs)
			}
		}
	})
	tell = func(int64) {
		select {
		case more <- struct{}{}:
		default: // a sync is due anyway, and will see this commit too
		}
	}
	stop = func() error {
		close(more)
		wait.Wait()
		return errors.Join(err, l.keyword.Sync(ctx, l.Docs))
	}
	return tell, stop
}

// Settle brings the indexes to the head after documents were removed, or given
// other labels, so that nothing found afterwards depends on what is gone. The
// built-in embedder is fitted anew where that is due; an ingest that is at work
// does so itself.
func (l *Library) Settle(ctx context.Context, relabelled bool) (err error) {
	if err := l.SyncText(ctx); err != nil || l.builtin == nil {
		return err
	}
	done, alone, err := index.TryLock(workLock(l.dir))
	if err != nil || !alone {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	unlock, err := lockEmbedding(ctx, l.dir, l.embedder.Fingerprint())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	return l.syncBuiltin(ctx, nil, relabelled)
}
