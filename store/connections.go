package store

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"
)

// Edge is a link between two documents.
type Edge struct {
	Doc  string // the other document
	Link Link   // as it stands in the document it leaves
}

// Neighbors are the documents that a document links, in the order of its text
// (a name that several documents bear gives an edge to each, by id), and those
// that link it, by id and the order of their text.
type Neighbors struct{ Out, In []Edge }

// Shared is a mention and the documents that the asker sees and that have it.
type Shared struct {
	Kind, Key string
	Docs      []string // by id; their number is its document frequency
}

// Connections are what connects some documents to others.
type Connections struct {
	Shared []Shared             // rarest first, then by kind and key
	Titles map[string]string    // of the documents in Shared
	Links  map[string]Neighbors // of each of the documents
}

// ConnectOptions bound Connections.
type ConnectOptions struct {
	Least, Most int // documents that have a mention, all counted that the asker sees
	// Links is the most links that a document may have in a direction: one with
	// more has none there. 0 is no bound.
	Links int
}

// Connections returns what the documents share with others and what links them,
// as the asker sees it, in one snapshot. An id that is not there is left out; a
// link of a document to itself is none.
func (v *View) Connections(ctx context.Context, ids []string, o ConnectOptions) (c Connections, err error) {
	err = v.s.ask(ctx, "read links and mentions", func(q querier) error {
		docs, err := v.baresByID(ctx, q, ids)
		if err != nil {
			return err
		}
		if c.Shared, c.Titles, err = v.shares(ctx, q, docs, o.Least, o.Most); err != nil {
			return err
		}
		c.Links, err = v.linked(ctx, q, docs, cmp.Or(o.Links, noBound))
		return err
	})
	return c, err
}

// Shared returns the mentions of documents that lo to hi documents have, all
// counted that the asker sees: rarest first, then by kind and key. It is what
// connects the given documents to others; an id that is not there is left out.
func (v *View) Shared(ctx context.Context, ids []string, lo, hi int) (list []Shared, err error) {
	err = v.s.ask(ctx, "read mentions", func(q querier) error {
		docs, err := v.baresByID(ctx, q, ids)
		if err != nil {
			return err
		}
		list, _, err = v.shares(ctx, q, docs, lo, hi)
		return err
	})
	return list, err
}

// shares lists the mentions of docs that lo to hi documents have, and the
// titles of these by id.
func (v *View) shares(ctx context.Context, q querier, docs []bare, lo, hi int) ([]Shared, map[string]string, error) {
	of := map[key]Mention{}
	for _, d := range docs {
		for _, m := range d.Mentions {
			of[v.s.hasher.mention(m.Kind, m.Key)] = m
		}
	}
	found, err := v.lookupFew(ctx, q, slices.Collect(maps.Keys(of)), hi)
	if err != nil {
		return nil, nil, err
	}
	for k, nums := range found {
		if len(nums) < lo || len(nums) > hi {
			delete(found, k)
		}
	}
	names, err := v.named(ctx, q, union(found))
	if err != nil {
		return nil, nil, err
	}
	list := make([]Shared, 0, len(found))
	for k, nums := range found {
		s := Shared{Kind: of[k].Kind, Key: of[k].Key, Docs: make([]string, len(nums))}
		for i, n := range nums {
			s.Docs[i] = names[n].id
		}
		slices.Sort(s.Docs)
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b Shared) int {
		return cmp.Or(cmp.Compare(len(a.Docs), len(b.Docs)), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Key, b.Key))
	})
	titles := make(map[string]string, len(names))
	for _, n := range names {
		titles[n.id] = n.title
	}
	return list, titles, nil
}

// name is what a document is called.
type name struct{ id, title string }

// named returns what documents are called, by number.
func (v *View) named(ctx context.Context, q querier, nums map[int64]bool) (map[int64]name, error) {
	names := make(map[int64]name, len(nums))
	if len(nums) == 0 {
		return names, nil
	}
	err := each(ctx, q, func(rows *sql.Rows) error {
		var n int64
		var called name
		err := rows.Scan(&n, &called.id, &called.title)
		names[n] = called
		return err
	}, "SELECT d.num, d.id, d.title FROM json_each(?) j CROSS JOIN documents d ON d.num = j.value", numList(nums))
	return names, err
}

// Frequency counts the documents with a mention that the asker sees.
func (v *View) Frequency(ctx context.Context, kind, k string) (n int, err error) {
	err = v.s.ask(ctx, "read mentions", func(q querier) error {
		found, err := v.lookup(ctx, q, []key{v.s.hasher.mention(kind, k)})
		n = len(found[v.s.hasher.mention(kind, k)])
		return err
	})
	return n, err
}
