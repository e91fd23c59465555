package funnel

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"funnel/index"
	"funnel/store"
)

// A Move takes a collection to another embedder.
type Move struct {
	docs          *store.Collection
	dir           string
	log           *slog.Logger
	to            index.Embedder
	current, next *index.Builtin // where the other embedder is the built-in one
}

// NewMove prepares the move of a collection whose indexes lie in dir. The
// built-in embedder stands for the one that is fitted on the collection.
func NewMove(ctx context.Context, log *slog.Logger, docs *store.Collection, dir string, to index.Embedder) (*Move, error) {
	m := &Move{docs: docs, dir: dir, log: log, to: to}
	if !isBuiltin(to.Fingerprint()) {
		return m, nil
	}
	var err error
	if m.current, err = index.OpenBuiltin(log, builtinDir(dir)); err != nil {
		return nil, err
	}
	if m.next, err = refit(ctx, m.current, docs, true); err != nil {
		return nil, err
	}
	m.to = m.next
	return m, nil
}

// Fingerprint names what the new vectors are made with.
func (m *Move) Fingerprint() string { return m.to.Fingerprint() }

// Embed computes the vectors of the other embedder. Those of the present one
// are not touched and serve until the caller turns to the new ones. It goes on
// where it was interrupted, and embeds no text twice, whatever collection it
// was embedded for.
func (m *Move) Embed(ctx context.Context, progress func(done, total int)) (err error) {
	unlock, err := lockEmbedding(ctx, m.dir, m.to.Fingerprint())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if m.next != nil {
		return embedBuiltin(ctx, m.log, m.docs, m.current, m.next, progress)
	}
	if err := index.SyncVectors(ctx, m.log, m.docs, m.to, index.VectorSyncOptions{Progress: progress}); err != nil {
		return fmt.Errorf("embed: %w", err)
	}
	return nil
}

// DropOthers removes the vectors of all embedders but the new one that the
// collection ever used, as far as no other collection uses them; dropped says
// whether there were any.
func (m *Move) DropOthers(ctx context.Context) (dropped bool, err error) {
	list, err := m.docs.Embedders(ctx)
	if err != nil {
		return false, err
	}
	for _, f := range list {
		if f == m.to.Fingerprint() {
			continue
		}
		gone, err := m.docs.DropVectors(ctx, f)
		if err != nil {
			return dropped, err
		}
		dropped = dropped || gone
	}
	return dropped, nil
}
