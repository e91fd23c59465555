package funnel

import (
	"context"
	"fmt"

	"funnel/rlm"
	"funnel/store"
)

// Grep implements rlm.Corpus: every line of every document that the asker may
// see is tried; the first g.Max matches are returned, by document and place,
// and all are counted. The pattern is RE2 (regexp/syntax), so a match takes
// linear time whatever a model writes.
func (c *corpus) Grep(ctx context.Context, g rlm.GrepQuery) ([]rlm.Match, int, error) {
	finder, err := rlm.NewFinder(g.Pattern, g.IgnoreCase)
	if err != nil {
		return nil, 0, err
	}
	only, err := c.narrowed(ctx, g.Where)
	if err != nil {
		return nil, 0, err
	}
	list, total := []rlm.Match{}, 0
	err = c.engine.Texts.Each(ctx, func(d *store.Document) error {
		if only != nil && !only[d.ID] {
			return ctx.Err()
		}
		finder.Lines(d.Text, func(m rlm.Match) {
			if total++; g.Max <= 0 || len(list) < g.Max {
				m.Doc = d.ID
				c.witness.show(d.ID)
				list = append(list, m)
			}
		})
		return ctx.Err()
	})
	if err != nil {
		return nil, 0, fmt.Errorf("grep %q: %w", g.Pattern, err)
	}
	return list, total, nil
}
