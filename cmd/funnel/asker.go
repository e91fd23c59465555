package main

import (
	"context"

	"github.com/spf13/cobra"

	"funnel/rlm/model"
	"funnel/store"
)

// askerFlag adds --as to a command that shows documents.
func (a *app) askerFlag(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&a.as, "as", nil, "labels of whoever asks: a document with labels is there only for one who has one of them")
}

// asker is who asks: whoever gives no label sees what carries none.
func (a *app) asker() (store.Asker, error) {
	who, err := store.NewAsker(a.as...)
	if err != nil {
		return who, fail(exitUsage, "write labels as --as hr,board", "--as: %w", err)
	}
	return who, nil
}

// own is those of a document's labels that the asker has, too.
func (a *app) own(labels []string) []string {
	var list []string
	for _, l := range labels {
		for _, mine := range a.as {
			if l == mine {
				list = append(list, l)
				break
			}
		}
	}
	return list
}

// askerCache keeps the answers of models apart by who asked: a call that was
// made before would tell that somebody else had asked the same.
type askerCache struct {
	to    model.Cache
	asker string
}

// CacheGet implements model.Cache.
func (c askerCache) CacheGet(ctx context.Context, key string) ([]byte, bool, error) {
	return c.to.CacheGet(ctx, key+" as "+c.asker)
}

// CachePut implements model.Cache.
func (c askerCache) CachePut(ctx context.Context, key string, value []byte) error {
	return c.to.CachePut(ctx, key+" as "+c.asker, value)
}
