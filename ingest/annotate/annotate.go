package annotate

import (
	"strings"

	"funnel/store"
)

const (
	maxLinks   = 2000
	maxFound   = 500 // dates, and versions
	maxNumbers = 400 // distinct identifiers that are numbers
)

// Document fills in what its text says: Links (those that are there are kept
// and resolved), Mentions, Dates, Versions, Lang if it is empty, Signature.
func Document(d *store.Document) {
	prose := isProse(d.Kind)
	s := &scanner{text: d.Text, prose: prose, outline: d.Outline, names: map[string]int{}}
	s.run()
	d.Dates, d.Versions = s.dates, s.versions
	d.Mentions = mentions(d, s)
	d.Links = links(d, s.links, prose)
	if d.Lang == "" && prose {
		d.Lang = Language(d.Text)
	}
	d.Signature = Signature(d.Text)
}

// isProse reports whether a kind of document is written in a human language.
func isProse(kind string) bool {
	switch kind {
	case "text", "markdown", "html", "pdf", "docx", "odt", "rtf", "epub", "mail", "mailbox", "notebook", "record", "pptx", "xlsx", "csv", "xml", "jsonl", "":
		return true
	}
	return false
}

// mentions are the names of the text, its numbers and the title.
func mentions(d *store.Document, s *scanner) []store.Mention {
	list := namesOf(d.Title, d.Text)
	seen := map[[2]string]bool{}
	for _, m := range list {
		seen[[2]string{m.Kind, m.Key}] = true
	}
	add := func(m store.Mention) {
		if key := [2]string{m.Kind, m.Key}; !seen[key] {
			seen[key] = true
			list = append(list, m)
		}
	}
	for _, m := range s.found {
		add(m)
	}
	for _, key := range titleKeys(d.Title) {
		m := store.Mention{Key: key, Count: 1}
		if at := strings.Index(d.Text[:min(len(d.Text), 4096)], d.Title); at >= 0 {
			m.Start, m.End = at, at+len(d.Title)
		}
		for _, kind := range []string{store.MentionTitle, store.MentionName} {
			m.Kind = kind
			add(m)
		}
		if id := numberedID(key); id != "" {
			m.Kind, m.Key = store.MentionIdentifier, id
			add(m)
		}
	}
	return list
}

// maxTitleKey is the longest title that others would write out.
const maxTitleKey = 120

// titleKeys are the title, folded, and the part of it before what explains it.
func titleKeys(title string) []string {
	whole := fold(title)
	if len(whole) < 3 || len(whole) > maxTitleKey {
		return nil
	}
	keys := []string{whole}
	for _, sep := range []string{" (", " – ", " — ", ": ", " - "} {
		if head, _, ok := strings.Cut(whole, sep); ok && len(head) >= 3 {
			return append(keys, head)
		}
	}
	return keys
}

// fold is lower case with single spaces: what is equal is the same.
func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
