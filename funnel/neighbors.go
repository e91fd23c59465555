package funnel

import (
	"context"
	"fmt"

	"funnel/rlm"
	"funnel/store"
)

// Links tells how documents are connected.
type Links interface {
	Neighbors(ctx context.Context, id string) (store.Neighbors, error)
	Shared(ctx context.Context, ids []string, lo, hi int) ([]store.Shared, error)
	Titles(ctx context.Context, ids []string) (map[string]string, error)
}

// What a mention must be to connect documents: shared by two at least, and by no more
// than commonMention, or it says nothing. maxMentioned bounds what is returned of them.
const (
	commonMention = 15
	maxMentioned  = 50
)

// Neighbors implements rlm.Corpus.
func (c *corpus) Neighbors(ctx context.Context, doc string) ([]rlm.Neighbor, error) {
	if !c.sees(doc) {
		return nil, fmt.Errorf("find neighbors of %s: %w", doc, rlm.ErrNoDocument)
	}
	if c.engine.Links == nil {
		return nil, nil
	}
	linked, err := c.engine.Links.Neighbors(ctx, doc)
	if err != nil {
		return nil, unseen("find neighbors of", doc, err)
	}
	var list []rlm.Neighbor
	add := func(n rlm.Neighbor) {
		if c.sees(n.Doc) && n.Doc != doc {
			list = append(list, n)
		}
	}
	for _, e := range linked.Out {
		add(rlm.Neighbor{Doc: e.Doc, Via: rlm.ViaLink, Text: e.Link.Target})
	}
	for _, e := range linked.In {
		add(rlm.Neighbor{Doc: e.Doc, Via: rlm.ViaBacklink, Text: e.Link.Target})
	}
	shared, err := c.engine.Links.Shared(ctx, []string{doc}, 2, commonMention)
	if err != nil {
		return nil, err
	}
	most := len(list) + maxMentioned
	for _, s := range shared {
		for _, id := range s.Docs {
			if len(list) < most {
				add(rlm.Neighbor{Doc: id, Via: rlm.ViaMention, Text: s.Key})
			}
		}
	}
	for _, n := range list {
		c.witness.show(n.Doc)
	}
	return list, nil
}
