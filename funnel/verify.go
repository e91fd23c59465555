package funnel

import (
	"context"
	"errors"
	"log/slog"

	"funnel/index"
	"funnel/store"
)

// VerifyKeyword compares the keyword index in a collection's folder with the
// documents, and returns what contradicts them. With repair it is then built
// anew, and compared again: what is returned is what is left.
func VerifyKeyword(ctx context.Context, log *slog.Logger, docs *store.Collection, dir string, repair bool, progress func(done, total int)) (before, after []string, err error) {
	k, err := index.OpenKeyword(ctx, log, keywordDir(dir), index.KeywordOptions{})
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, k.Close()) }()
	if before, err = k.Verify(ctx, docs, progress); err != nil || !repair || len(before) == 0 {
		return before, before, err
	}
	if err := k.Rebuild(ctx, docs); err != nil {
		return before, before, err
	}
	after, err = k.Verify(ctx, docs, progress)
	return before, after, err
}
