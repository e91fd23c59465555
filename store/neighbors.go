package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"
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

// Neighbors returns the links of a document that the asker sees to and from
// others; a link to itself is none. ErrNotFound if there is no such document.
func (v *View) Neighbors(ctx context.Context, id string) (n Neighbors, err error) {
	err = v.s.ask(ctx, "read links", func(q querier) error {
		d, err := v.bare(ctx, q, id)
		if err != nil {
			return err
		}
		if n.Out, err = v.outgoing(ctx, q, d); err != nil {
			return err
		}
		n.In, err = v.incoming(ctx, q, d)
		return err
	})
	return n, err
}

func (v *View) bare(ctx context.Context, q querier, id string) (*bare, error) {
	list, err := v.baresByID(ctx, q, []string{id})
	if err == nil && len(list) == 0 {
		err = notFound(id)
	}
	if err != nil {
		return nil, err
	}
	return &list[0], nil
}

// baresByID returns the documents of those ids that the asker sees, by id.
func (v *View) baresByID(ctx context.Context, q querier, ids []string) ([]bare, error) {
	data, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	return collect(ctx, q, scanBare, "SELECT "+bareColumns+` FROM (SELECT DISTINCT value FROM json_each(?3)) j CROSS JOIN documents d ON d.id = j.value
		JOIN structure s ON s.doc = d.num WHERE d.collection = ?2 AND NOT d.deleted AND `+visible+" ORDER BY d.id", v.asker, v.id, string(data))
}

func (v *View) outgoing(ctx context.Context, q querier, d *bare) ([]Edge, error) {
	targets, err := v.resolve(ctx, q, d.Links)
	if err != nil {
		return nil, err
	}
	var out []Edge
	for i, l := range d.Links {
		for _, id := range targets[i] {
			if id != d.ID {
				l.Doc = id
				out = append(out, Edge{id, l})
			}
		}
	}
	return out, nil
}

// resolve returns the ids of the documents that each link means, by id, of
// those that are there and that the asker sees.
func (v *View) resolve(ctx context.Context, q querier, links []Link) ([][]string, error) {
	var ids []string
	var keys []key
	for _, l := range links {
		if l.Doc != "" {
			ids = append(ids, l.Doc)
		} else if l.Name != "" {
			keys = append(keys, v.s.hasher.key(keyBears, foldName(l.Name)))
		}
	}
	if len(ids)+len(keys) == 0 {
		return make([][]string, len(links)), nil
	}
	known, err := v.there(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	bearers, err := v.bearers(ctx, q, keys)
	if err != nil {
		return nil, err
	}
	targets := make([][]string, len(links))
	for i, l := range links {
		switch {
		case l.Doc != "" && known[l.Doc]:
			targets[i] = []string{l.Doc}
		case l.Doc == "" && l.Name != "":
			targets[i] = bearers[foldName(l.Name)]
		}
	}
	return targets, nil
}

// bearers returns the ids of documents by the folded names they bear.
func (v *View) bearers(ctx context.Context, q querier, keys []key) (map[string][]string, error) {
	found, err := v.lookup(ctx, q, keys)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	docs, err := v.bares(ctx, q, union(found))
	by := map[string][]string{}
	for _, b := range docs {
		for _, n := range namesOf(b.ID, b.Title) {
			by[n] = append(by[n], b.ID)
		}
	}
	return by, err
}

func union(found map[key][]int64) map[int64]bool {
	all := map[int64]bool{}
	for _, list := range found {
		for _, n := range list {
			all[n] = true
		}
	}
	return all
}

func (v *View) incoming(ctx context.Context, q querier, d *bare) ([]Edge, error) {
	names := namesOf(d.ID, d.Title)
	keys := []key{v.s.hasher.key(keyLink, d.ID)}
	for _, n := range names {
		keys = append(keys, v.s.hasher.key(keyCalls, n))
	}
	found, err := v.lookup(ctx, q, keys)
	if err != nil {
		return nil, err
	}
	docs, err := v.bares(ctx, q, union(found))
	var in []Edge
	for _, b := range docs {
		for _, l := range b.Links {
			if b.num != d.num && (l.Doc == d.ID || l.Doc == "" && l.Name != "" && slices.Contains(names, foldName(l.Name))) {
				l.Doc = d.ID
				in = append(in, Edge{b.ID, l})
			}
		}
	}
	return in, err
}

// hideTargets empties Link.Doc where an asker must not learn whether that
// document is there: it stays only if the asker sees it.
func (v *View) hideTargets(ctx context.Context, docs []*Document) error {
	if v.asker.Owner() || !slices.ContainsFunc(docs, func(d *Document) bool { return len(d.Links) > 0 }) {
		return nil
	}
	var ids []string
	for _, d := range docs {
		for _, l := range d.Links {
			ids = append(ids, l.Doc)
		}
	}
	seen, err := v.there(ctx, v.s.readers, ids)
	if err != nil {
		return err
	}
	for _, d := range docs {
		for i, l := range d.Links {
			if !seen[l.Doc] {
				d.Links[i].Doc = ""
			}
		}
	}
	return nil
}

// there returns which of the documents are there and seen by the asker.
func (v *View) there(ctx context.Context, q querier, ids []string) (map[string]bool, error) {
	data, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	err = each(ctx, q, func(rows *sql.Rows) error {
		id, err := scanOne[string](rows)
		seen[id] = true
		return err
	}, "SELECT d.id FROM json_each(?3) j CROSS JOIN documents d ON d.id = j.value WHERE d.collection = ?2 AND NOT d.deleted AND "+visible,
		v.asker, v.id, string(data))
	return seen, err
}

// Shared is a mention and the documents that the asker sees and that have it.
type Shared struct {
	Kind, Key string
	Docs      []string // by id; their number is its document frequency
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
		of := map[key]Mention{}
		var keys []key
		for _, d := range docs {
			for _, m := range d.Mentions {
				k := v.s.hasher.mention(m.Kind, m.Key)
				of[k] = m
				keys = append(keys, k)
			}
		}
		found, err := v.lookupFew(ctx, q, keys, hi)
		if err != nil {
			return err
		}
		for k, nums := range found {
			if len(nums) < lo || len(nums) > hi {
				delete(found, k)
			}
		}
		names, err := v.idsOf(ctx, q, union(found))
		for k, nums := range found {
			s := Shared{Kind: of[k].Kind, Key: of[k].Key, Docs: make([]string, len(nums))}
			for i, n := range nums {
				s.Docs[i] = names[n]
			}
			slices.Sort(s.Docs)
			list = append(list, s)
		}
		return err
	})
	slices.SortFunc(list, func(a, b Shared) int {
		return cmp.Or(cmp.Compare(len(a.Docs), len(b.Docs)), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Key, b.Key))
	})
	return list, err
}

func (v *View) idsOf(ctx context.Context, q querier, nums map[int64]bool) (map[int64]string, error) {
	ids := make(map[int64]string, len(nums))
	err := each(ctx, q, func(rows *sql.Rows) error {
		var n int64
		var id string
		err := rows.Scan(&n, &id)
		ids[n] = id
		return err
	}, "SELECT d.num, d.id FROM json_each(?) j CROSS JOIN documents d ON d.num = j.value", numList(nums))
	return ids, err
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
