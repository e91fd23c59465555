package funnel

import (
	"strings"

	"funnel/store"
)

// locate tells a person where byte at of the document's text is. Lines are
// given only where the stored text is the file's own text: extracted text
// (HTML) and records of a .jsonl file have no line that an editor would show.
func locate(d *store.Document, at int) Locator {
	l := Locator{Path: d.ID, Heading: headingAt(d, at)}
	if d.Kind != "html" && d.Kind != "record" {
		l.Line = 1 + strings.Count(d.Text[:at], "\n")
	}
	return l
}

// headingAt is the path of the outline entries around byte at, outermost
// first, joined by " > "; the chunk's own heading where the outline is silent.
func headingAt(d *store.Document, at int) string {
	var names []string
	for _, h := range d.Outline {
		if h.Start <= at && at < h.End {
			names = append(names, h.Title)
		}
	}
	if len(names) > 0 {
		return strings.Join(names, " > ")
	}
	for _, c := range d.Chunks {
		if c.Start <= at && at < c.End {
			return foldHeading(c.Heading)
		}
	}
	return ""
}
