package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Which documents have something in common is asked of postings: pairs of a
// key and a document. A key is the first 8 bytes of the SHA-256 of what is
// shared: a mention, a name a document bears, the target of a link, a band of
// a signature. Pairs are kept in order, packed to a few hundred a row: a row
// each would cost more than the document.
//
// Pairs in random order would touch a page each, so a commit does not write
// them: the documents after collections.posted are looked through one by one,
// until fold merges their pairs into the table, see fold.go. Until then what
// such documents had before stays in the table, and is left out by its number.

// pairSize is the length of a pair: the key and the document's row number,
// both big-endian, so that the order of bytes is the order of pairs.
const pairSize = 8 + 4

// key is what documents share, hashed.
type key uint64

// Classes of keys.
const (
	keyMention = 'm' // class, kind, NUL, key
	keyBears   = 'n' // a name that a document bears
	keyLink    = 'l' // a document's id that is linked
	keyCalls   = 'w' // a name that is linked
	keyBand    = 's' // a band of a signature and its place
)

func keyOf(class byte, s string) key {
	sum := sha256.Sum256(append([]byte{class}, s...))
	return key(binary.BigEndian.Uint64(sum[:]))
}

func mentionKey(kind, k string) key { return keyOf(keyMention, kind+"\x00"+k) }

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
		keys = append(keys, keyOf(keyBand, fmt.Sprintf("%d:%s", i, sig[i:i+bandBytes])))
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

// lookup returns the documents that have each of the keys and that the asker
// sees, by number.
func (v *View) lookup(ctx context.Context, tx *sql.Tx, keys []key) (map[key][]int64, error) {
	found := make(map[key][]int64, len(keys))
	if len(keys) == 0 {
		return found, nil
	}
	var posted int64
	if err := tx.QueryRowContext(ctx, "SELECT posted FROM collections WHERE id = ?", v.id).Scan(&posted); err != nil {
		return nil, err
	}
	keys = slices.Clone(keys)
	slices.Sort(keys)
	keys = slices.Compact(keys)
	if posted > 0 {
		if err := v.lookupPosted(ctx, tx, keys, posted, found); err != nil {
			return nil, err
		}
	}
	if err := v.lookupTail(ctx, tx, keys, posted, found); err != nil {
		return nil, err
	}
	for _, list := range found {
		slices.Sort(list)
	}
	return found, nil
}

// lookupTail looks through the documents that are not in the table yet.
func (v *View) lookupTail(ctx context.Context, tx *sql.Tx, keys []key, posted int64, found map[key][]int64) error {
	wanted := make(map[key]bool, len(keys))
	for _, k := range keys {
		wanted[k] = true
	}
	return each(ctx, tx, func(rows *sql.Rows) error {
		b, err := scanBare(rows)
		if err != nil {
			return err
		}
		for _, k := range keysOf(&b.Document) {
			if wanted[k] {
				found[k] = append(found[k], b.num)
			}
		}
		return nil
	}, "SELECT "+bareColumns+" FROM documents d JOIN structure s ON s.doc = d.num WHERE d.collection = ?2 AND d.seq > ?3 AND NOT d.deleted AND "+visible,
		v.asker, v.id, posted)
}

// lookupPosted looks into the table.
func (v *View) lookupPosted(ctx context.Context, tx *sql.Tx, keys []key, posted int64, found map[key][]int64) error {
	raw, err := v.pairsOf(ctx, tx, keys)
	if err != nil {
		return err
	}
	nums := map[int64]bool{}
	for _, list := range raw {
		for _, n := range list {
			nums[n] = false
		}
	}
	err = each(ctx, tx, func(rows *sql.Rows) error {
		var n int64
		err := rows.Scan(&n)
		nums[n] = true
		return err
	}, "SELECT d.num FROM json_each(?2) j CROSS JOIN documents d ON d.num = j.value WHERE d.seq <= ?3 AND NOT d.deleted AND "+visible,
		v.asker, numList(nums), posted)
	for k, list := range raw {
		for _, n := range list {
			if nums[n] {
				found[k] = append(found[k], n)
			}
		}
	}
	return err
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

// pairsOf reads the documents of each key as the table has them. Keys are in
// order: those that fall into one row read it once.
func (v *View) pairsOf(ctx context.Context, tx *sql.Tx, keys []key) (map[key][]int64, error) {
	next, err := tx.PrepareContext(ctx, `SELECT first, pairs FROM postings WHERE collection = ?1 AND first >=
		coalesce((SELECT max(first) FROM postings WHERE collection = ?1 AND first <= ?2), ?2) ORDER BY first`)
	if err != nil {
		return nil, err
	}
	defer next.Close()
	raw := make(map[key][]int64, len(keys))
	var row []byte // the row last read
	for _, k := range keys {
		low := binary.BigEndian.AppendUint64(nil, uint64(k))
		low = append(low, 0, 0, 0, 0)
		if i, inside := searchPairs(row, low); inside {
			raw[k] = numsOf(row[i:], k, raw[k])
			continue
		}
		err := each(ctx, stmtQuerier{next}, func(rows *sql.Rows) error {
			var first []byte
			if err := rows.Scan(&first, &row); err != nil {
				return err
			}
			if len(row)%pairSize != 0 || len(row) == 0 {
				return fmt.Errorf("%w: %d bytes of postings", ErrDamaged, len(row))
			}
			i, inside := searchPairs(row, low)
			raw[k] = numsOf(row[i:], k, raw[k])
			if inside || key(binary.BigEndian.Uint64(first)) > k {
				return errEnough
			}
			return nil
		}, "", v.id, low)
		if err != nil && err != errEnough {
			return nil, err
		}
	}
	return raw, nil
}

// searchPairs returns where the first pair not less than low is, and whether
// the row also holds a pair of a greater key: then no other row has low's.
func searchPairs(row, low []byte) (at int, inside bool) {
	n := len(row) / pairSize
	lo, hi := 0, n
	for lo < hi {
		mid := (lo + hi) / 2
		if cmp.Compare(string(row[mid*pairSize:(mid+1)*pairSize]), string(low)) < 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if n == 0 || lo == 0 && string(row[:8]) != string(low[:8]) {
		return 0, false
	}
	return lo * pairSize, string(row[(n-1)*pairSize:(n-1)*pairSize+8]) > string(low[:8])
}

// numsOf appends the documents of the pairs at the head of pairs that have k.
func numsOf(pairs []byte, k key, to []int64) []int64 {
	for ; len(pairs) >= pairSize && key(binary.BigEndian.Uint64(pairs)) == k; pairs = pairs[pairSize:] {
		to = append(to, int64(binary.BigEndian.Uint32(pairs[8:])))
	}
	return to
}

// stmtQuerier is a prepared statement as a querier.
type stmtQuerier struct{ st *sql.Stmt }

// QueryContext implements querier; the statement decides the query.
func (q stmtQuerier) QueryContext(ctx context.Context, _ string, args ...any) (*sql.Rows, error) {
	return q.st.QueryContext(ctx, args...)
}

// bares reads documents by number.
func (v *View) bares(ctx context.Context, tx *sql.Tx, nums map[int64]bool) ([]bare, error) {
	return collect(ctx, tx, scanBare, "SELECT "+bareColumns+` FROM json_each(?2) j CROSS JOIN documents d ON d.num = j.value
		JOIN structure s ON s.doc = d.num WHERE NOT d.deleted AND `+visible+" ORDER BY d.id", v.asker, numList(nums))
}
