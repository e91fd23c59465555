package funnel

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"funnel/store"
)

// Bridges find what the question does not name: the performer's town, when it
// asks for "the town of the performer of …". The best documents hand a share of
// their score on to those that they link, that link them, or that share a rare
// mention with them, and the best of what was found so hand on once more.

const (
	bridgeParents  = 6   // documents of the first round that hand on
	bridgeSeconds  = 4   // documents of the second
	bridgeTitle    = 0.6 // share of the parent's score over a mention that is the other's title
	bridgeMention  = 0.2 // over any other mention, to what the search itself proposed
	bridgeLink     = 0.4
	bridgeBelow    = 6   // a bridge leads into the list, below the first so many, never to its top
	bridgeDecay    = 0.6 // of the second round
	bridgeLinks    = 20  // links of one document that are followed: an index page says nothing
	bridgeFrequent = 15  // documents that share a mention at most
)

// Bridge says from where a document was reached.
type Bridge struct {
	From  string  `json:"from"`  // document
	Via   string  `json:"via"`   // the mention, or the link as it is written
	Kind  string  `json:"kind"`  // title, mention, link
	Round int     `json:"round"` // 1 or 2
	Add   float64 `json:"share"` // of the other's score
}

// bridge adds shares to the ranking, and what was reached only so.
func (c *Collection) bridge(ctx context.Context, question string, list []fused, admits func(string) bool) ([]fused, error) {
	if c.Links == nil || len(list) == 0 {
		return list, nil
	}
	b := &bridging{links: c.Links, catalog: c.Catalog, titles: map[string]string{}, question: " " + foldName(question) + " ", admits: admits, best: map[string]Bridge{}, used: map[string]bool{}}
	for round, parents := range []int{bridgeParents, bridgeSeconds} {
		if err := b.round(ctx, list, parents, round+1); err != nil {
			return nil, fmt.Errorf("follow links: %w", err)
		}
		list = b.add(list)
	}
	return list, nil
}

// bridging is one expansion.
type bridging struct {
	links    Links
	catalog  Catalog
	titles   map[string]string // folded, by document
	question string
	admits   func(string) bool
	best     map[string]Bridge // the largest share of each document, of this round
	used     map[string]bool   // parents of earlier rounds
}

// round collects the shares that the first n documents not yet asked hand on.
func (b *bridging) round(ctx context.Context, list []fused, n, round int) error {
	clear(b.best)
	factor := math.Pow(bridgeDecay, float64(round-1))
	for _, f := range list[:min(len(list), 2*bridgeParents+bridgeSeconds)] {
		if n == 0 {
			return nil
		}
		if b.used[f.doc] || round > 1 && f.bridge == nil {
			continue
		}
		b.used[f.doc] = true
		n--
		if err := b.mentions(ctx, f, round, factor); err != nil {
			return err
		}
		if err := b.neighbors(ctx, f, round, factor); err != nil {
			return err
		}
	}
	return nil
}

// mentions follows what the document shares with few others. A mention that
// the question names itself leads where the search has been already.
func (b *bridging) mentions(ctx context.Context, f fused, round int, factor float64) error {
	shared, err := b.links.Shared(ctx, []string{f.doc}, 2, bridgeFrequent)
	if err != nil {
		return err
	}
	for _, s := range shared {
		if strings.Contains(b.question, " "+s.Key+" ") {
			continue
		}
		rare := 1 / math.Sqrt(float64(len(s.Docs)-1))
		for _, id := range s.Docs {
			share, kind := bridgeMention*rare, "mention"
			title, err := b.bears(ctx, id, s.Key)
			if err != nil {
				return err
			}
			if title {
				share, kind = bridgeTitle, "title"
			}
			b.offer(f, id, Bridge{f.doc, s.Key, kind, round, factor * share * f.score})
		}
	}
	return nil
}

// bears reports whether a document's title is the name.
func (b *bridging) bears(ctx context.Context, id, key string) (bool, error) {
	title, ok := b.titles[id]
	if !ok {
		info, err := b.catalog.Info(ctx, id)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return false, err
		}
		if err == nil {
			title, _, _ = strings.Cut(info.Title, " (")
			title = strings.ToLower(strings.Join(strings.Fields(title), " "))
		}
		b.titles[id] = title
	}
	return title == key, nil
}

func (b *bridging) neighbors(ctx context.Context, f fused, round int, factor float64) error {
	n, err := b.links.Neighbors(ctx, f.doc)
	if errors.Is(err, store.ErrNotFound) {
		return nil // gone since the index was read
	}
	if err != nil {
		return err
	}
	if len(n.Out) <= bridgeLinks {
		for _, e := range n.Out {
			b.offer(f, e.Doc, Bridge{f.doc, e.Link.Target, "link", round, factor * bridgeLink * f.score})
		}
	}
	if len(n.In) <= bridgeLinks {
		for _, e := range n.In {
			b.offer(f, e.Doc, Bridge{f.doc, e.Link.Target, "link", round, factor * bridgeLink * f.score})
		}
	}
	return nil
}

func (b *bridging) offer(f fused, id string, to Bridge) {
	if id == f.doc || b.admits != nil && !b.admits(id) || to.Add <= b.best[id].Add {
		return
	}
	b.best[id] = to
}

// add gives the shares to the documents, and orders anew.
func (b *bridging) add(list []fused) []fused {
	most := list[min(bridgeBelow, len(list))-1].score * (1 - 1e-9)
	at := make(map[string]int, len(list))
	for i := range list {
		at[list[i].doc] = i
	}
	ids := make([]string, 0, len(b.best))
	for id := range b.best {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(x, y string) int { return cmp.Or(cmp.Compare(b.best[y].Add, b.best[x].Add), strings.Compare(x, y)) })
	for _, id := range ids {
		i, ok := at[id]
		if !ok && b.best[id].Kind == "mention" {
			continue
		}
		if !ok {
			i = len(list)
			list = append(list, fused{doc: id, legs: map[Leg]LegScore{}, chunks: map[int]float64{0: 0}})
		}
		if list[i].bridge != nil {
			continue
		}
		to := b.best[id]
		if to.Add = min(to.Add, most-list[i].score); to.Add <= 0 {
			continue
		}
		list[i].bridge = &to
		list[i].give("bridge", to.Add, 1, to.Add)
	}
	byScore(list)
	return list
}

// foldName folds as the store folds mentions: lower case, one space between.
func foldName(s string) string {
	return strings.ToLower(strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return strings.ContainsRune(" \t\r\n?!.,;:\"()", r)
	}), " "))
}
