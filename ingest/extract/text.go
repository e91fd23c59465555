package extract

import (
	"strings"

	"funnel/store"
)

// plain decodes an input into a document without structure.
func plain(in input) Document {
	return decode(in.data, declaredIn(in.format.Kind, in.data)).document()
}

// document is a document without structure.
func (d decoded) document() Document {
	doc := Document{Text: d.text, Charset: d.charset, Undecodable: d.undecodable}
	if d.note != "" {
		doc.Notes = []string{d.note}
	}
	return doc
}

// readText keeps a text as it is.
func readText(_ *reader, in input) (Document, []part, error) {
	return plain(in), nil, nil
}

// readPlain takes the first line as title, if it is short, and lines that are
// underlined, or in capitals, as headings.
func readPlain(_ *reader, in input) (Document, []part, error) {
	d := plain(in)
	d.Outline = PlainOutline(d.Text)
	first, _, _ := strings.Cut(strings.TrimSpace(d.Text[:min(len(d.Text), 4096)]), "\n")
	if first = strings.TrimSpace(first); len(first) <= 120 && strings.IndexFunc(first, isWordRune) >= 0 && !strings.HasPrefix(first, "#!") {
		d.Title = first
	}
	return d, nil, nil
}

func isWordRune(r rune) bool {
	return r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r >= 0x80
}

// PlainOutline finds headings of plain text.
func PlainOutline(text string) []store.Heading {
	var list []store.Heading
	at := 0
	prev, prevAt := "", 0
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		switch {
		case isUnderline(trimmed) && prev != "" && len(prev) <= 100:
			list = append(list, store.Heading{Level: 1, Kind: "heading", Title: prev, Start: prevAt})
		case isCapitals(trimmed):
			list = append(list, store.Heading{Level: 1, Kind: "heading", Title: trimmed, Start: at})
		}
		prev, prevAt = trimmed, at
		at += len(line)
	}
	return closeSections(list, len(text))
}

func isUnderline(s string) bool {
	return len(s) >= 4 && (strings.Trim(s, "=") == "" || strings.Trim(s, "-") == "")
}

func isCapitals(s string) bool {
	return len(s) >= 5 && len(s) <= 80 && strings.ToUpper(s) == s && strings.ToLower(s) != s && !strings.HasSuffix(s, ".")
}

// closeSections ends every section where the next of its level or above
// begins; headings are in order of Start.
func closeSections(list []store.Heading, end int) []store.Heading {
	var open []int
	for i, h := range list {
		for len(open) > 0 && list[open[len(open)-1]].Level >= h.Level {
			list[open[len(open)-1]].End = h.Start
			open = open[:len(open)-1]
		}
		open = append(open, i)
	}
	for _, i := range open {
		list[i].End = end
	}
	return list
}
