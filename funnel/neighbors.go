package funnel

import (
	"context"
	"fmt"

	"funnel/rlm"
	"funnel/store"
)

// Links tells how documents are connected.
type Links interface {
	Connections(ctx context.Context, ids []string, o store.ConnectOptions) (store.Connections, error)
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
	near, err := c.engine.Links.Connections(ctx, []string{doc}, store.ConnectOptions{Least: 2, Most: commonMention})
	linked, there := near.Links[doc]
	if err == nil && !there {
		err = store.ErrNotFound
	}
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
	most := len(list) + maxMentioned
	for _, s := range near.Shared {
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
