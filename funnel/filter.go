package funnel

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"funnel/store"
)

// Filter admits a document when every pair of where holds: `kind` and
// `title` compare with those fields, `id` (or `path`) is a glob over the
// document id in which * also matches slashes' neighbours segment by segment
// (path.Match) or a folder prefix ending in a slash, and any other key
// compares with the metadata value, or one of its values where it is a list.
// `modified` is the beginning of a date (2023, 2023-07), `lang` a language code
// where the metadata has none.
type Filter map[string]string

// Admits reports whether the document passes the filter.
func (f Filter) Admits(d store.Info) bool {
	for key, want := range f {
		if !admits(d, key, want) {
			return false
		}
	}
	return true
}

func admits(d store.Info, key, want string) bool {
	switch key {
	case "id", "path":
		return matchID(want, d.ID)
	case "kind":
		return d.Kind == want
	case "title":
		return d.Title == want
	case "modified":
		return !d.Modified.IsZero() && strings.HasPrefix(d.Modified.UTC().Format(time.RFC3339), want)
	case "lang":
		if d.Metadata[key] == nil {
			return d.Lang == want
		}
	}
	switch v := d.Metadata[key].(type) {
	case nil:
		return false
	case []any:
		return slices.ContainsFunc(v, func(x any) bool { return fmt.Sprint(x) == want })
	default:
		return fmt.Sprint(v) == want
	}
}

func matchID(pattern, id string) bool {
	if folder, ok := strings.CutSuffix(pattern, "/"); ok {
		return strings.HasPrefix(id, folder+"/")
	}
	ok, err := path.Match(pattern, id)
	return err == nil && ok || pattern == id
}

// listPage is how many catalogue entries are read at a time.
const listPage = 5000

// catalogue calls fn for every document that passes the filter, by id.
func (c *Collection) catalogue(ctx context.Context, f Filter, fn func(store.Info) error) error {
	for after := ""; ; {
		page, err := c.Catalog.List(ctx, after, listPage)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, d := range page {
			if !f.Admits(d) {
				continue
			}
			if err := fn(d); err != nil {
				return err
			}
		}
		after = page[len(page)-1].ID
	}
}

// admitted is the set of ids that pass the filter and that the asker sees, nil
// when these are all.
func (c *Collection) admitted(ctx context.Context, f Filter) (map[string]bool, error) {
	if len(f) == 0 {
		if c.Visible == nil {
			return nil, nil
		}
		return c.Visible.Docs, nil
	}
	ids := map[string]bool{}
	err := c.catalogue(ctx, f, func(d store.Info) error {
		ids[d.ID] = true
		return nil
	})
	return ids, err
}
