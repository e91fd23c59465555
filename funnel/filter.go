package funnel

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"funnel/store"
)

// Filter admits a document when every pair of where holds. `kind` (also
// `type`) and `title` compare with those fields, `id` (or `path`) is a glob over
// the document id or its last part (*.go, contracts/**/*.pdf) or a folder prefix
// ending in a slash, and any other key compares with the metadata value, or one
// of its values where it is a list.
// `modified` is the beginning of a date (2023, 2023-07), `lang` a language code
// where the metadata has none.
//
// What was found in texts is compared, too: `date` is the beginning of a date
// that the document names, or a range FROM..TO of such beginnings, `version`
// a version that it names or the beginning of one (2.6 admits 2.6.1), and
// `mentions` a name or identifier. `after` and `before` compare with the
// document's own date: what its metadata calls `date`, else when it was
// changed. after=2024 is the first of January or later, before=2024 is earlier.
type Filter map[string]string

// Admits reports whether the document passes what the filter says of the
// catalogue's fields. Keys of what was found in texts are admitsFacts' business.
func (f Filter) Admits(d store.Info) bool {
	for key, want := range f {
		if !inText[key] && !admits(d, key, want) {
			return false
		}
	}
	return true
}

// inText are the keys that compare with what was found in a text.
var inText = map[string]bool{"date": true, "version": true, "mentions": true}

// asksFacts reports whether the filter compares with what texts say.
func (f Filter) asksFacts() bool {
	for key := range f {
		if inText[key] {
			return true
		}
	}
	return false
}

// admitsFacts reports whether the document passes the rest of the filter.
// Metadata of the same name decides as well as the text.
func (f Filter) admitsFacts(d store.Info, facts store.Facts) bool {
	for key, want := range f {
		if !inText[key] || admitsValue(d.Metadata[key], want) {
			continue
		}
		switch key {
		case "date":
			from, to, ranged := strings.Cut(want, "..")
			if !slices.ContainsFunc(facts.Dates, func(x store.Found) bool {
				if ranged {
					return from <= x.Value && (x.Value <= to || strings.HasPrefix(x.Value, to))
				}
				return strings.HasPrefix(x.Value, want)
			}) {
				return false
			}
		case "version":
			want = strings.TrimPrefix(want, "v")
			if !slices.ContainsFunc(facts.Versions, func(x store.Found) bool {
				return x.Value == want || strings.HasPrefix(x.Value, want+".")
			}) {
				return false
			}
		case "mentions":
			name := foldName(want)
			if !slices.ContainsFunc(facts.Mentions, func(x store.Mention) bool { return strings.EqualFold(x.Key, name) }) {
				return false
			}
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
	case "after":
		date := ownDate(d)
		return date != "" && date >= firstDay(want)
	case "before":
		date := ownDate(d)
		return date != "" && date < firstDay(want)
	}
	if d.Metadata[key] == nil {
		switch key {
		case "lang":
			return d.Lang == want
		case "type":
			return d.Kind == want
		}
	}
	return admitsValue(d.Metadata[key], want)
}

// admitsValue compares with a value of the metadata, or one of a list's.
func admitsValue(v any, want string) bool {
	switch v := v.(type) {
	case nil:
		return false
	case []any:
		return slices.ContainsFunc(v, func(x any) bool { return fmt.Sprint(x) == want })
	default:
		return fmt.Sprint(v) == want
	}
}

// ownDate is the day that a document bears: what its metadata says, else when
// it was changed; "" if nobody knows. A year or a month is its first day.
func ownDate(d store.Info) string {
	if day := firstDay(said(d.Metadata, "date")); day != "" {
		return day
	}
	if d.Modified.IsZero() {
		return ""
	}
	return d.Modified.UTC().Format(time.DateOnly)
}

// firstDay is the first day of a date: of a day, with or without a time, a
// month or a year (2024-05-01, 2024-05, 2024); "" if it is none.
func firstDay(s string) string {
	if len(s) > len(time.DateOnly) && !isDigit(s[len(time.DateOnly)]) {
		s = s[:len(time.DateOnly)]
	}
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		if day, err := time.Parse(layout, s); err == nil {
			return day.Format(time.DateOnly)
		}
	}
	return ""
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// ErrFilter is the kind of errors about filters that mean nothing.
var ErrFilter = errors.New("the filter is not understood")

// check refuses a filter that could only admit nothing.
func (f Filter) check() error {
	for _, key := range []string{"after", "before"} {
		if want, ok := f[key]; ok && firstDay(want) == "" {
			return fmt.Errorf("%w: %s=%s: write a date as 2024-05-01, 2024-05 or 2024", ErrFilter, key, want)
		}
	}
	return nil
}

// matchID reports whether a pattern matches an id, or its last part, as the
// patterns of an ingest match files: * stays within a folder, ** does not.
func matchID(pattern, id string) bool {
	if folder, ok := strings.CutSuffix(pattern, "/"); ok {
		return strings.HasPrefix(id, folder+"/")
	}
	for _, name := range []string{id, path.Base(id)} {
		if ok, err := doublestar.Match(pattern, name); err == nil && ok {
			return true
		}
	}
	return pattern == id
}

// listPage is how many catalogue entries are read at a time.
const listPage = 5000

// catalogue calls fn for every document that passes the filter, by id.
func (c *Collection) catalogue(ctx context.Context, f Filter, fn func(store.Info) error) error {
	if err := f.check(); err != nil {
		return err
	}
	for after := ""; ; {
		page, err := c.Catalog.List(ctx, after, listPage)
		if err != nil || len(page) == 0 {
			return err
		}
		after = page[len(page)-1].ID
		page = slices.DeleteFunc(page, func(d store.Info) bool { return !f.Admits(d) })
		if f.asksFacts() {
			if page, err = c.byFacts(ctx, f, page); err != nil {
				return err
			}
		}
		for _, d := range page {
			if err := fn(d); err != nil {
				return err
			}
		}
	}
}

// byFacts keeps the documents whose texts pass the filter.
func (c *Collection) byFacts(ctx context.Context, f Filter, page []store.Info) ([]store.Info, error) {
	ids := make([]string, len(page))
	for i, d := range page {
		ids[i] = d.ID
	}
	list, err := c.Catalog.Facts(ctx, ids)
	if err != nil {
		return nil, err
	}
	by := make(map[string]store.Facts, len(list))
	for _, x := range list {
		by[x.Doc] = x
	}
	return slices.DeleteFunc(page, func(d store.Info) bool { return !f.admitsFacts(d, by[d.ID]) }), nil
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
