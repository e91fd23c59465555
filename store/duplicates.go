package store

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Copy is a document of a group of near-duplicates.
type Copy struct {
	Doc        string
	Similarity float64 // to the document that was asked about, see Similarity
	Modified   time.Time
	Seq        int64
}

// Duplicates returns the documents that the asker sees and whose similarity to
// a document is at least least, itself among them, newest first: by Modified,
// an unknown time last, then by the later change. It is nil if there are no
// others.
func (v *View) Duplicates(ctx context.Context, id string, least float64) (group []Copy, err error) {
	err = v.s.ask(ctx, "read near-duplicates", func(q querier) error {
		d, err := v.bare(ctx, q, id)
		if err != nil || len(d.Signature) == 0 {
			return err
		}
		found, err := v.lookup(ctx, q, v.s.hasher.bands(d.Signature))
		if err != nil {
			return err
		}
		docs, err := v.bares(ctx, q, union(found))
		for _, b := range docs {
			if s := Similarity(d.Signature, b.Signature); s >= least || b.num == d.num {
				group = append(group, Copy{b.ID, s, b.Modified, b.Seq})
			}
		}
		return err
	})
	if len(group) < 2 {
		return nil, err
	}
	slices.SortFunc(group, func(a, b Copy) int {
		return cmp.Or(b.Modified.Compare(a.Modified), cmp.Compare(b.Seq, a.Seq))
	})
	return group, err
}
