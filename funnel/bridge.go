package funnel

import (
	"cmp"
	"context"
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
	bridgeNoise    = 0.1 // of the best score: those of less are nothing to stay below
	bridgeDecay    = 0.6 // of the second round
	bridgeLinks    = 20  // links of one document that are followed: an index page says nothing
	bridgeFrequent = 15  // documents that share a mention at most
	bridgeSpread   = 20  // mentions of a document that count in full: a long one mentions much and means little by each
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
	b := &bridging{links: c.Links, titles: map[string]string{}, question: " " + foldName(question) + " ", admits: admits, best: map[string]Bridge{}, used: map[string]bool{}}
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
	parents := b.parents(list, n, round)
	ids := make([]string, len(parents))
	for i, f := range parents {
		ids[i] = f.doc
	}
	near, err := b.links.Connections(ctx, ids, store.ConnectOptions{Least: 2, Most: bridgeFrequent, Links: bridgeLinks})
	if err != nil {
		return err
	}
	b.learnTitles(near.Titles)
	b.mentions(near.Shared, parents, round, factor)
	for _, f := range parents { // one that is gone since the index was read has none
		b.neighbors(near.Links[f.doc], f, round, factor)
	}
	return nil
}

// parents takes the first n that were not asked; in the second round, of those
// that the first one reached.
func (b *bridging) parents(list []fused, n, round int) (parents []fused) {
	for _, f := range list[:min(len(list), 2*bridgeParents+bridgeSeconds)] {
		if len(parents) == n {
			break
		}
		if !b.used[f.doc] && (round == 1 || f.bridge != nil) {
			b.used[f.doc] = true
			parents = append(parents, f)
		}
	}
	return parents
}

// mentions follows what the parents share with few others. A mention that the
// question names itself leads where the search has been already, and one that
// is the parent's own title to its namesakes.
func (b *bridging) mentions(shared []store.Shared, parents []fused, round int, factor float64) {
	shared = slices.DeleteFunc(shared, func(s store.Shared) bool { return strings.Contains(b.question, " "+s.Key+" ") })
	for _, f := range parents {
		mine := slices.DeleteFunc(slices.Clone(shared), func(s store.Shared) bool {
			return b.titles[f.doc] == s.Key || !slices.Contains(s.Docs, f.doc)
		})
		for _, s := range mine {
			b.mention(f, s, round, factor*min(1, bridgeSpread/float64(max(len(mine), 1))))
		}
	}
}

// mention offers what has a mention of the parent, above all the documents
// that bear it as their title.
func (b *bridging) mention(f fused, s store.Shared, round int, factor float64) {
	bearers := 0
	for _, id := range s.Docs {
		if b.titles[id] == s.Key {
			bearers++
		}
	}
	for _, id := range s.Docs {
		share, kind := bridgeMention/math.Sqrt(float64(len(s.Docs)-1)), "mention"
		if b.titles[id] == s.Key {
			share, kind = bridgeTitle/math.Sqrt(float64(bearers)), "title"
		}
		b.offer(f, id, Bridge{f.doc, s.Key, kind, round, factor * share * f.score})
	}
}

// learnTitles folds titles, without what stands in brackets after a name.
func (b *bridging) learnTitles(titles map[string]string) {
	for id, title := range titles {
		title, _, _ = strings.Cut(title, " (")
		b.titles[id] = strings.ToLower(strings.Join(strings.Fields(title), " "))
	}
}

// neighbors offers what the parent links, and what links it.
func (b *bridging) neighbors(n store.Neighbors, f fused, round int, factor float64) {
	for _, edges := range [][]store.Edge{n.Out, n.In} {
		for _, e := range edges {
			b.offer(f, e.Doc, Bridge{f.doc, e.Link.Target, "link", round, factor * bridgeLink * f.score})
		}
	}
}

func (b *bridging) offer(f fused, id string, to Bridge) {
	if id == f.doc || b.admits != nil && !b.admits(id) || to.Add <= b.best[id].Add {
		return
	}
	b.best[id] = to
}

// ceiling is what a document may come to by a bridge: less than the first ones
// have, as far as these say anything themselves.
func ceiling(list []fused) float64 {
	n := 1
	for n < min(bridgeBelow, len(list)) && list[n].score >= bridgeNoise*list[0].score {
		n++
	}
	return list[n-1].score * (1 - 1e-9)
}

// add gives the shares to the documents, and orders anew.
func (b *bridging) add(list []fused) []fused {
	most := ceiling(list)
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
