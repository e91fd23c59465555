package funnel

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"funnel/store"
)

// Copies tells which documents say nearly the same; *store.View does.
type Copies interface {
	Duplicates(ctx context.Context, id string, least float64) ([]store.Copy, error)
}

// Versions are the documents of which a hit is a near-duplicate, as far as the
// asker sees them. They are folded where a list is shown and nowhere else:
// ranks, counts and what a prompt gets know nothing of it.
type Versions struct {
	More   int      `json:"more"`           // documents beside the hit
	Newest Version  `json:"newest"`         // of all, the hit included
	Docs   []string `json:"docs,omitempty"` // the others, newest first, at most maxVersions
}

// Version is one of several versions of a document.
type Version struct {
	Doc  string `json:"doc"`
	Date string `json:"date,omitempty"` // of the document or its last change; "": unknown
}

const (
	nearDuplicate = 0.7 // share of shingles that two versions have in common
	maxVersions   = 20  // of a group that are looked at closely
)

// versions looks for the near-duplicates of a document, newest first, itself
// among them; nil if there are none. Where the store knows of no date the
// later change is the newer.
func (c *Collection) versions(ctx context.Context, id string) ([]Version, int, error) {
	if c.Copies == nil {
		return nil, 0, nil
	}
	group, err := c.Copies.Duplicates(ctx, id, nearDuplicate)
	if err != nil || len(group) < 2 {
		if errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		return nil, 0, err
	}
	list := make([]Version, 0, min(len(group), maxVersions))
	for _, g := range group[:min(len(group), maxVersions)] {
		info, err := c.Catalog.Info(ctx, g.Doc)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, 0, err
		}
		list = append(list, Version{g.Doc, ownDate(*info)})
	}
	slices.SortStableFunc(list, func(a, b Version) int { return cmp.Compare(b.Date, a.Date) })
	return list, len(group), nil
}

// foldVersions marks the hits that are near-duplicates of a better one, and
// says of the better ones how many there are.
func (c *Collection) foldVersions(ctx context.Context, hits []Hit) error {
	at := make(map[string]int, len(hits))
	for i, h := range hits {
		at[h.Doc] = i
	}
	for i := range hits {
		h := &hits[i]
		if h.VersionOf != "" {
			continue
		}
		list, n, err := c.versions(ctx, h.Doc)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			continue
		}
		h.Versions = &Versions{More: n - 1, Newest: list[0]}
		for _, v := range list {
			if v.Doc == h.Doc {
				continue
			}
			h.Versions.Docs = append(h.Versions.Docs, v.Doc)
			if j, ok := at[v.Doc]; ok && j > i && hits[j].VersionOf == "" {
				hits[j].VersionOf = h.Doc
			}
		}
	}
	return nil
}

// newer is the newest version of a document where it is not the document
// itself and is known to be newer; nil otherwise.
func (c *Collection) newer(ctx context.Context, id string) (*Version, error) {
	list, _, err := c.versions(ctx, id)
	at := slices.IndexFunc(list, func(v Version) bool { return v.Doc == id })
	if err != nil || at <= 0 || strings.Compare(list[0].Date, list[at].Date) <= 0 {
		return nil, err
	}
	return &list[0], nil
}

// foldAnswer says of a shortlist which of its documents are versions of a
// better one, and of citations which have a newer version.
func (c *Collection) foldAnswer(ctx context.Context, out *Answer, hits []Hit) error {
	if err := c.foldVersions(ctx, hits); err != nil {
		return err
	}
	for _, h := range hits {
		out.Shortlist = append(out.Shortlist, Listed{h.Doc, h.Score, h.VersionOf})
	}
	known := map[string]*Version{}
	for i := range out.Citations {
		cited := &out.Citations[i]
		v, seen := known[cited.Doc]
		if !seen {
			var err error
			if v, err = c.newer(ctx, cited.Doc); err != nil {
				return err
			}
			known[cited.Doc] = v
		}
		cited.Newer = v
	}
	return c.noteVersions(ctx, out)
}

// noteVersions says of citations of an older version what the newer one has to say: that
// it is cited too, or that it does not hold the words that are quoted.
func (c *Collection) noteVersions(ctx context.Context, out *Answer) error {
	cited := map[string]int{}
	for _, q := range out.Citations {
		cited[q.Doc] = q.N
	}
	for _, q := range out.Citations {
		if q.Newer == nil || !q.Quoted {
			continue
		}
		older := fmt.Sprintf("[%d] quotes %s", q.N, q.Doc)
		if info, err := c.Catalog.Info(ctx, q.Doc); err == nil && ownDate(*info) != "" {
			older += " of " + ownDate(*info)
		}
		if n := cited[q.Newer.Doc]; n > 0 {
			out.Notices = append(out.Notices, fmt.Sprintf("%s, and [%d] its newer version %s of %s", older, n, q.Newer.Doc, q.Newer.Date))
			continue
		}
		text, err := c.Texts.Text(ctx, q.Newer.Doc, 0, -1)
		if err != nil {
			return fmt.Errorf("read newer version: %w", err)
		}
		if !strings.Contains(oneSpaced(text), oneSpaced(q.Quote)) {
			out.Notices = append(out.Notices, fmt.Sprintf("%s; its newer version %s of %s does not say this", older, q.Newer.Doc, q.Newer.Date))
		}
	}
	return nil
}

func oneSpaced(s string) string { return strings.Join(strings.Fields(s), " ") }
