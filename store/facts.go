package store

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

// Link is a reference of a document to another, or to the world.
type Link struct {
	Target string // as written
	// Doc is the id of the document that is meant, "" if none is. It need not
	// be there (yet): reads through a [View] that has an asker leave it empty
	// unless the document is there and the asker sees it.
	Doc string
	// Name is a title or a file's base name, for links that name no path, as
	// [[wiki links]] do. [View.Connections] compares it with the titles and base
	// names of documents, case and runs of space folded. "" if Doc decides.
	Name       string
	Kind       string // markdown, html, wiki, file, reference, ...
	Start, End int    // bytes of the text
}

// Kinds of mentions.
const (
	MentionTitle      = "title"      // of a document
	MentionIdentifier = "identifier" // of code, a contract, a ticket, ...
	MentionName       = "name"       // a capitalised phrase
)

// Mention is something that a document names and others may name too.
type Mention struct {
	Key        string // folded by the caller: what is equal is the same
	Kind       string // MentionTitle, MentionIdentifier, MentionName
	Count      int    // occurrences, at least 1
	Start, End int    // the first one: bytes of the text
}

// Found is a value that stands in a text: a date, a version.
type Found struct {
	Value      string // normalised: 2023-07-04, 2.6.1
	Start, End int    // bytes of the text
}

// packFacts packs what a document has beside its text: the counts of links,
// mentions, dates and versions, each followed by its entries, then the
// signature. Strings are length and bytes, spans varints of start and length.
// Nil if there is nothing.
func packFacts(d *Document) []byte {
	if len(d.Links)+len(d.Mentions)+len(d.Dates)+len(d.Versions)+len(d.Signature) == 0 {
		return nil
	}
	p := packer{}
	p.uint(len(d.Links))
	for _, l := range d.Links {
		p.text(l.Target, l.Doc, l.Name, l.Kind)
		p.span(l.Start, l.End)
	}
	p.uint(len(d.Mentions))
	kind := ""
	for _, m := range sortMentions(d.Mentions) {
		p.again(m.Kind, &kind)
		p.text(m.Key)
		p.uint(m.Count)
		p.span(m.Start, m.End)
	}
	for _, list := range [][]Found{d.Dates, d.Versions} {
		p.uint(len(list))
		for _, f := range list {
			p.text(f.Value)
			p.span(f.Start, f.End)
		}
	}
	return append(p.b, d.Signature...)
}

// unpackFacts is the inverse; size is the length of the text.
func unpackFacts(d *Document, data []byte, size int) error {
	if len(data) == 0 {
		return nil
	}
	u := factReader{unpacker{rest: data}, string(data), size}
	d.Links = u.links()
	kind := ""
	d.Mentions = unpackList(&u, func(m *Mention) {
		if n := u.uvarint(); n > 0 {
			kind = u.cut(n - 1)
		}
		m.Kind, m.Key, m.Count = kind, u.str(), int(u.uvarint())
		m.Start, m.End = u.span()
	})
	found := func(f *Found) {
		f.Value = u.str()
		f.Start, f.End = u.span()
	}
	d.Dates, d.Versions = unpackList(&u, found), unpackList(&u, found)
	if u.bad {
		return fmt.Errorf("%w: links and mentions", ErrDamaged)
	}
	if len(u.rest) > 0 {
		d.Signature = slices.Clone(u.rest)
	}
	return nil
}

// unpackLinks is unpackFacts for the links alone, which come first.
func unpackLinks(data []byte, size int) ([]Link, error) {
	if len(data) == 0 {
		return nil, nil
	}
	u := factReader{unpacker{rest: data}, string(data), size}
	links := u.links()
	if u.bad {
		return nil, fmt.Errorf("%w: links", ErrDamaged)
	}
	return links, nil
}

func (u *factReader) links() []Link {
	return unpackList(u, func(l *Link) {
		l.Target, l.Doc, l.Name, l.Kind = u.str(), u.str(), u.str(), u.str()
		l.Start, l.End = u.span()
	})
}

func unpackList[T any](u *factReader, one func(*T)) []T {
	n := u.uvarint()
	if n > uint64(len(u.rest)) { // an entry takes more than a byte
		u.bad = true
	}
	if u.bad || n == 0 {
		return nil
	}
	list := make([]T, n)
	for i := range list {
		one(&list[i])
	}
	return list
}

type packer struct{ b []byte }

func (p *packer) uint(n int) { p.b = binary.AppendUvarint(p.b, uint64(n)) }

func (p *packer) text(list ...string) {
	for _, s := range list {
		p.uint(len(s))
		p.b = append(p.b, s...)
	}
}

// again packs s, as 0 if it is what it was before.
func (p *packer) again(s string, before *string) {
	if s == *before {
		p.uint(0)
		return
	}
	p.uint(len(s) + 1)
	p.b = append(p.b, s...)
	*before = s
}

func (p *packer) span(start, end int) {
	p.uint(start)
	p.uint(end - start)
}

// factReader reads packed facts. Its strings are slices of one.
type factReader struct {
	unpacker
	all  string // what was packed
	size int    // of the text
}

func (u *factReader) str() string { return u.cut(u.uvarint()) }

func (u *factReader) cut(n uint64) string {
	if n > uint64(len(u.rest)) {
		u.bad, u.rest = true, nil
		return ""
	}
	at := len(u.all) - len(u.rest)
	u.rest = u.rest[n:]
	return u.all[at : at+int(n)]
}

func (u *factReader) span() (start, end int) {
	a, n := u.uvarint(), u.uvarint()
	if a > uint64(u.size) || n > uint64(u.size)-a {
		u.bad = true
		return 0, 0
	}
	return int(a), int(a + n)
}

// validateFacts checks what packFacts packs.
func validateFacts(d *Document) error {
	check := func(what string, i, start, end int, texts ...string) error {
		for _, s := range texts {
			if !utf8.ValidString(s) {
				return fmt.Errorf("%s %d is not valid UTF-8", what, i)
			}
		}
		if err := validateSpan(d.Text, start, end, ""); err != nil {
			return fmt.Errorf("%s %d: %w", what, i, err)
		}
		return nil
	}
	for i, l := range d.Links {
		if err := check("link", i, l.Start, l.End, l.Target, l.Doc, l.Name, l.Kind); err != nil {
			return err
		}
	}
	for i, m := range d.Mentions {
		if m.Key == "" || m.Count < 1 {
			return fmt.Errorf("mention %d has no key or no count", i)
		}
		if err := check("mention", i, m.Start, m.End, m.Key, m.Kind); err != nil {
			return err
		}
	}
	for i, f := range slices.Concat(d.Dates, d.Versions) {
		if err := check("date or version", i, f.Start, f.End, f.Value); err != nil {
			return err
		}
	}
	return validateSignature(d.Signature)
}

// sortMentions is the order of mentions: by kind and key.
func sortMentions(list []Mention) []Mention {
	byKey := func(a, b Mention) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Key, b.Key)) }
	if slices.IsSortedFunc(list, byKey) {
		return list
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, byKey)
	return list
}

// fromNanos is the inverse of nanos.
func fromNanos(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
