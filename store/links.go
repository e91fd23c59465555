package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"math"
	"slices"
)

// noBound is the bound of what has none.
const noBound = math.MaxInt - 1

// linked returns the links of documents to and from others; of a direction in
// which a document has more than most, none.
func (v *View) linked(ctx context.Context, q querier, docs []bare, most int) (map[string]Neighbors, error) {
	near := make(map[string]Neighbors, len(docs))
	out, err := v.outgoing(ctx, q, docs)
	if err != nil {
		return nil, err
	}
	in, err := v.incoming(ctx, q, docs, most)
	if err != nil {
		return nil, err
	}
	for i, d := range docs {
		var n Neighbors
		if len(out[i]) <= most {
			n.Out = out[i]
		}
		if len(in[i]) <= most {
			n.In = in[i]
		}
		near[d.ID] = n
	}
	return near, nil
}

// outgoing lists the edges that leave each of the documents.
func (v *View) outgoing(ctx context.Context, q querier, docs []bare) ([][]Edge, error) {
	targets, err := v.resolve(ctx, q, docs)
	if err != nil {
		return nil, err
	}
	out := make([][]Edge, len(docs))
	for i, d := range docs {
		for _, l := range d.Links {
			for _, id := range targets(l) {
				if id != d.ID {
					l.Doc = id
					out[i] = append(out[i], Edge{id, l})
				}
			}
		}
	}
	return out, nil
}

// resolve tells the ids of the documents that a link of docs means, by id, of
// those that are there and that the asker sees.
func (v *View) resolve(ctx context.Context, q querier, docs []bare) (func(Link) []string, error) {
	var ids []string
	var keys []key
	for _, d := range docs {
		for _, l := range d.Links {
			if l.Doc != "" {
				ids = append(ids, l.Doc)
			} else if l.Name != "" {
				keys = append(keys, v.s.hasher.key(keyBears, foldName(l.Name)))
			}
		}
	}
	known, err := v.there(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	bearers, err := v.bearers(ctx, q, keys)
	if err != nil {
		return nil, err
	}
	return func(l Link) []string {
		switch {
		case l.Doc != "" && known[l.Doc]:
			return []string{l.Doc}
		case l.Doc == "" && l.Name != "":
			return bearers[foldName(l.Name)]
		}
		return nil
	}, nil
}

// bearers returns the ids of documents by the folded names they bear.
func (v *View) bearers(ctx context.Context, q querier, keys []key) (map[string][]string, error) {
	found, err := v.lookup(ctx, q, keys)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	names, err := v.named(ctx, q, union(found))
	by := map[string][]string{}
	for _, called := range names {
		for _, n := range namesOf(called.id, called.title) {
			by[n] = append(by[n], called.id)
		}
	}
	for _, ids := range by {
		slices.Sort(ids)
	}
	return by, err
}

// incoming lists the edges that lead to each of the documents, or none if more
// than most documents link it.
func (v *View) incoming(ctx context.Context, q querier, docs []bare, most int) ([][]Edge, error) {
	keys := make([][]key, len(docs))
	for i, d := range docs {
		keys[i] = []key{v.s.hasher.key(keyLink, d.ID)}
		for _, n := range namesOf(d.ID, d.Title) {
			keys[i] = append(keys[i], v.s.hasher.key(keyCalls, n))
		}
	}
	found, err := v.lookupFew(ctx, q, slices.Concat(keys...), most+1) // it may link itself
	if err != nil || len(found) == 0 {
		return make([][]Edge, len(docs)), err
	}
	r := referrers{docs: docs, byID: map[string]int{}, byName: map[string][]int{}, edges: make([][]Edge, len(docs))}
	all := map[int64]bool{}
	for i, d := range docs {
		nums := map[int64]bool{}
		for _, k := range keys[i] {
			for _, n := range found[k] {
				nums[n] = true
			}
		}
		delete(nums, d.num)
		if len(nums) > 0 && len(nums) <= most {
			maps.Copy(all, nums)
			r.expect(i)
		}
	}
	return r.edges, v.eachLinks(ctx, q, all, r.add)
}

// referrers sorts links by what they lead to.
type referrers struct {
	docs   []bare
	byID   map[string]int   // those of docs that are asked about
	byName map[string][]int // documents that bear a name
	edges  [][]Edge         // by document
}

// expect asks about document i.
func (r *referrers) expect(i int) {
	r.byID[r.docs[i].ID] = i
	for _, n := range namesOf(r.docs[i].ID, r.docs[i].Title) {
		r.byName[n] = append(r.byName[n], i)
	}
}

// add looks at the links of one document.
func (r *referrers) add(from string, links []Link) {
	for _, l := range links {
		if i, asked := r.byID[l.Doc]; asked {
			r.edge(i, from, l)
		}
		if l.Doc == "" && l.Name != "" {
			for _, i := range r.byName[foldName(l.Name)] {
				r.edge(i, from, l)
			}
		}
	}
}

func (r *referrers) edge(to int, from string, l Link) {
	if id := r.docs[to].ID; id != from {
		l.Doc = id
		r.edges[to] = append(r.edges[to], Edge{from, l})
	}
}

// eachLinks calls fn with the links of the documents that the asker sees, by
// id.
func (v *View) eachLinks(ctx context.Context, q querier, nums map[int64]bool, fn func(id string, links []Link)) error {
	if len(nums) == 0 {
		return nil
	}
	return each(ctx, q, func(rows *sql.Rows) error {
		var d Document
		var facts sql.RawBytes
		err := rows.Scan(&d.ID, &d.Bytes, &facts)
		if err == nil {
			d.Links, err = unpackLinks(facts, d.Bytes)
		}
		fn(d.ID, d.Links)
		return err
	}, `SELECT d.id, d.bytes, s.facts FROM json_each(?2) j CROSS JOIN documents d ON d.num = j.value
		JOIN structure s ON s.doc = d.num WHERE NOT d.deleted AND `+visible+" ORDER BY d.id", v.asker, numList(nums))
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
