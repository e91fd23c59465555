package funnel

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"funnel/index"
	"funnel/store"
)

// Reembed computes the vectors of another embedder for a collection whose
// indexes lie in dir. Those of the present one are not touched and serve until
// the caller turns to the new ones. It goes on where it was interrupted, and
// embeds no text twice, whatever collection it was embedded for.
func Reembed(ctx context.Context, log *slog.Logger, docs *store.Collection, dir string, to index.Embedder, progress func(done, total int)) (err error) {
	unlock, err := lockEmbedding(ctx, dir, to.Fingerprint())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if err := index.SyncVectors(ctx, log, docs, to, index.VectorSyncOptions{Progress: progress}); err != nil {
		return fmt.Errorf("embed: %w", err)
	}
	return nil
}
