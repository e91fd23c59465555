package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"hash/maphash"
	"path"
	"slices"
	"strings"
)

// Which documents have something in common is asked of pairs of a key and a
// document. A key is a hash of what is shared: a mention, a name a document
// bears, the target of a link, a band of a signature. The pairs are derived
// from the documents, so they are not stored: a process that asks makes them,
// 16 bytes each, and keeps them until the collection changes.

// key is what documents share, hashed. Seeds differ from process to process,
// so that nobody can write a document whose keys collide with another's.
type key uint64

// Classes of keys.
const (
	keyMention = 'm' // class, kind, NUL, key
	keyBears   = 'n' // a name that a document bears
	keyLink    = 'l' // a document's id that is linked
	keyCalls   = 'w' // a name that is linked
	keyBand    = 's' // a band of a signature and its place
)

var keySeed = maphash.MakeSeed()

func keyOf(class byte, parts ...string) key {
	var h maphash.Hash
	h.SetSeed(keySeed)
	h.WriteByte(class)
	for i, s := range parts {
		if i > 0 {
			h.WriteByte(0)
		}
		h.WriteString(s)
	}
	return key(h.Sum64())
}

func mentionKey(kind, k string) key { return keyOf(keyMention, kind, k) }

// foldName folds case and runs of space: names that differ in them are equal.
func foldName(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// namesOf are the folded names that a document bears: its title, its id's base
// name, and that without its extension.
func namesOf(id, title string) []string {
	base := path.Base(id)
	names := []string{foldName(title), foldName(base), foldName(strings.TrimSuffix(base, path.Ext(base)))}
	names = slices.DeleteFunc(names, func(s string) bool { return s == "" })
	slices.Sort(names)
	return slices.Compact(names)
}

// keysOf are the keys of a document, in order, each once. d needs its id,
// title and facts.
func keysOf(d *Document) []key {
	keys := make([]key, 0, len(d.Mentions)+len(d.Links)+len(d.Signature)/bandBytes+3)
	for _, n := range namesOf(d.ID, d.Title) {
		keys = append(keys, keyOf(keyBears, n))
	}
	for _, m := range d.Mentions {
		keys = append(keys, mentionKey(m.Kind, m.Key))
	}
	for _, l := range d.Links {
		if k, ok := linkKey(l); ok {
			keys = append(keys, k)
		}
	}
	keys = append(keys, bandsOf(d.Signature)...)
	slices.Sort(keys)
	return slices.Compact(keys)
}

func linkKey(l Link) (key, bool) {
	switch {
	case l.Doc != "":
		return keyOf(keyLink, l.Doc), true
	case l.Name != "":
		return keyOf(keyCalls, foldName(l.Name)), true
	}
	return 0, false
}

func bandsOf(sig []byte) []key {
	var keys []key
	for i := 0; i+bandBytes <= len(sig); i += bandBytes {
		keys = append(keys, keyOf(keyBand, string(rune(i/bandBytes)), string(sig[i:i+bandBytes])))
	}
	return keys
}

// bare is a document with what keysOf needs.
type bare struct {
	num int64
	Document
}

func scanBare(rows *sql.Rows) (b bare, err error) {
	var facts sql.RawBytes
	if err = rows.Scan(&b.num, &b.ID, &b.Title, &b.Bytes, timeDest{&b.Modified}, &b.Seq, &facts); err == nil {
		err = unpackFacts(&b.Document, facts, b.Bytes)
	}
	return b, err
}

const bareColumns = "d.num, d.id, d.title, d.bytes, d.modified, d.seq, s.facts"

// sharing is what the documents of a collection have in common, at a number of
// its sequence: pairs ordered by key, then document.
type sharing struct {
	head int64
	keys []key
	nums []int64
}

// of lists the documents that have a key, by number.
func (s *sharing) of(k key) []int64 {
	from, found := slices.BinarySearch(s.keys, k)
	if !found {
		return nil
	}
	n, _ := slices.BinarySearch(s.keys[from:], k+1)
	return slices.Clip(s.nums[from : from+n])
}

// sharing returns the pairs of the collection as the snapshot has it.
func (v *View) sharing(ctx context.Context, q querier) (*sharing, error) {
	var head int64
	if err := each(ctx, q, func(rows *sql.Rows) error { return rows.Scan(&head) }, headQuery, v.id); err != nil {
		return nil, err
	}
	v.s.sharingMu.Lock()
	defer v.s.sharingMu.Unlock()
	if have := v.s.sharings[v.id]; have != nil && have.head == head {
		return have, nil
	}
	type pair struct {
		key key
		num int64
	}
	var pairs []pair
	err := each(ctx, q, func(rows *sql.Rows) error {
		b, err := scanBare(rows)
		if err != nil {
			return err
		}
		for _, k := range keysOf(&b.Document) {
			pairs = append(pairs, pair{k, b.num})
		}
		return nil
	}, "SELECT "+bareColumns+" FROM documents d JOIN structure s ON s.doc = d.num WHERE d.collection = ? AND NOT d.deleted", v.id)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.num, b.num)) })
	s := &sharing{head: head, keys: make([]key, len(pairs)), nums: make([]int64, len(pairs))}
	for i, p := range pairs {
		s.keys[i], s.nums[i] = p.key, p.num
	}
	if v.s.sharings == nil {
		v.s.sharings = map[int64]*sharing{}
	}
	v.s.sharings[v.id] = s
	return s, nil
}

// lookup returns the documents that have each of the keys and that the asker
// sees, by number. The lists are not to be changed.
func (v *View) lookup(ctx context.Context, q querier, keys []key) (map[key][]int64, error) {
	found := make(map[key][]int64, len(keys))
	if len(keys) == 0 {
		return found, nil
	}
	all, err := v.sharing(ctx, q)
	if err != nil {
		return nil, err
	}
	if v.asker.Owner() {
		for _, k := range keys {
			if nums := all.of(k); len(nums) > 0 {
				found[k] = nums
			}
		}
		return found, nil
	}
	seen := map[int64]bool{}
	for _, k := range keys {
		for _, n := range all.of(k) {
			seen[n] = false
		}
	}
	if err := v.mark(ctx, q, seen); err != nil {
		return nil, err
	}
	for _, k := range keys {
		if _, done := found[k]; done {
			continue
		}
		for _, n := range all.of(k) {
			if seen[n] {
				found[k] = append(found[k], n)
			}
		}
	}
	return found, nil
}

// mark sets those of the documents that the asker sees.
func (v *View) mark(ctx context.Context, q querier, nums map[int64]bool) error {
	return each(ctx, q, func(rows *sql.Rows) error {
		n, err := scanOne[int64](rows)
		nums[n] = true
		return err
	}, "SELECT d.num FROM json_each(?2) j CROSS JOIN documents d ON d.num = j.value WHERE NOT d.deleted AND "+visible, v.asker, numList(nums))
}

func numList(nums map[int64]bool) string {
	list := make([]int64, 0, len(nums))
	for n := range nums {
		list = append(list, n)
	}
	slices.Sort(list)
	data, _ := json.Marshal(list) // integers always marshal
	return string(data)
}

// bares reads documents by number.
func (v *View) bares(ctx context.Context, q querier, nums map[int64]bool) ([]bare, error) {
	return collect(ctx, q, scanBare, "SELECT "+bareColumns+` FROM json_each(?2) j CROSS JOIN documents d ON d.num = j.value
		JOIN structure s ON s.doc = d.num WHERE NOT d.deleted AND `+visible+" ORDER BY d.id", v.asker, numList(nums))
}
