package store

import (
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"path"
	"slices"
	"strings"
)

// Which documents have something in common is asked of pairs of a key and a
// document. A key is a hash of what is shared: a mention, a name a document
// bears, the target of a link, a band of a signature.
//
// The pairs are kept as a log-structured merge tree (O'Neil et al., 1996).
// Each Apply writes those of its documents, ordered by key, as a segment, in
// its own transaction, and takes in the newest segments that are no larger than
// what it has (segments.go): n commits end in log2(n) segments at most, and a
// pair is written that often at most. A search reads the blocks in which its
// keys would be, so what it costs does not grow with the collection
// (shared.go). A document that changed or went away is named in share_dead, and
// its older pairs are skipped, until a merge drops them.

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

// hasher makes keys: it is the store's secret.
type hasher []byte

func (h hasher) key(class byte, parts ...string) key {
	var room [192]byte
	b := append(append(room[:0], h...), class)
	for i, s := range parts {
		if i > 0 {
			b = append(b, 0)
		}
		b = append(b, s...)
	}
	sum := sha256.Sum256(b)
	return key(binary.LittleEndian.Uint64(sum[:]))
}

func (h hasher) mention(kind, k string) key { return h.key(keyMention, kind, k) }

// link is the key of what a link means; false if it means nothing here.
func (h hasher) link(l Link) (key, bool) {
	switch {
	case l.Doc != "":
		return h.key(keyLink, l.Doc), true
	case l.Name != "":
		return h.key(keyCalls, foldName(l.Name)), true
	}
	return 0, false
}

func (h hasher) bands(sig []byte) []key {
	var keys []key
	for i := 0; i+bandBytes <= len(sig); i += bandBytes {
		keys = append(keys, h.key(keyBand, string(rune(i/bandBytes)), string(sig[i:i+bandBytes])))
	}
	return keys
}

// keys are those of a document, in order, each once. d needs its id, title
// and facts.
func (h hasher) keys(d *Document) []key {
	keys := make([]key, 0, len(d.Mentions)+len(d.Links)+len(d.Signature)/bandBytes+3)
	for _, n := range namesOf(d.ID, d.Title) {
		keys = append(keys, h.key(keyBears, n))
	}
	for _, m := range d.Mentions {
		keys = append(keys, h.mention(m.Kind, m.Key))
	}
	for _, l := range d.Links {
		if k, ok := h.link(l); ok {
			keys = append(keys, k)
		}
	}
	keys = append(keys, h.bands(d.Signature)...)
	slices.Sort(keys)
	return slices.Compact(keys)
}

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

// bare is a document with what its keys are made of.
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
