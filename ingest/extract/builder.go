package extract

import (
	"strings"

	"funnel/store"
)

// builder writes text with its white space folded, and remembers headings and
// links with their spans.
type builder struct {
	b       strings.Builder
	outline []store.Heading
	links   []store.Link
	pending string // white space due before the next word: "", " ", "\n" or "\n\n"
	pre     bool   // keep white space as it is
	row     bool   // inside a table row: no line breaks
	hold    bool   // what comes next stands right here: behind the mark of a list item, in a cell
}

// gap asks for white space before what comes next; the widest wins.
func (w *builder) gap(s string) {
	if w.row && s != "" {
		s = " "
	}
	if w.hold {
		return
	}
	if w.b.Len() > 0 && width(s) > width(w.pending) {
		w.pending = s
	}
}

func width(gap string) int {
	switch gap {
	case "":
		return 0
	case " ":
		return 1
	}
	return 1 + len(gap)
}

func (w *builder) flush() {
	w.b.WriteString(w.pending)
	w.pending, w.hold = "", false
}

// here is where the next word will stand.
func (w *builder) here() int {
	w.flush()
	return w.b.Len()
}

// text writes words; white space at the ends of s separates them from others.
func (w *builder) text(s string) {
	s = strings.ReplaceAll(s, "\x00", "\uFFFD")
	if w.pre {
		w.flush()
		w.b.WriteString(s)
		return
	}
	words := strings.Fields(s)
	if len(words) == 0 {
		if s != "" {
			w.gap(" ")
		}
		return
	}
	if strings.TrimLeft(s, " \t\r\n\u00a0") != s {
		w.gap(" ")
	}
	w.flush()
	for i, word := range words {
		if i > 0 {
			w.b.WriteByte(' ')
		}
		w.b.WriteString(word)
	}
	if strings.TrimRight(s, " \t\r\n\u00a0") != s {
		w.gap(" ")
	}
}

// cell separates a table cell from the one before it in its row.
func (w *builder) cell(first bool) {
	if !first {
		if width(w.pending) > 1 {
			w.flush() // the row begins with an empty cell
		}
		w.pending = ""
		w.b.WriteString(" | ")
		w.hold = true
	}
}

// heading writes a heading on lines of its own.
func (w *builder) heading(level int, title string) {
	title = strings.Join(strings.Fields(title), " ")
	if title == "" {
		return
	}
	w.gap("\n\n")
	w.mark(level, "heading", title)
	w.b.WriteString(strings.ReplaceAll(title, "\x00", "\uFFFD"))
	w.gap("\n\n")
}

// mark begins a section without writing its title.
func (w *builder) mark(level int, kind, title string) {
	w.outline = append(w.outline, store.Heading{Level: level, Kind: kind, Title: title, Start: w.here()})
}

// link remembers that what was written from start on leads somewhere.
func (w *builder) link(kind, target string, start int) {
	if target = strings.TrimSpace(target); target != "" && len(target) <= maxTarget && start < w.b.Len() {
		w.links = append(w.links, store.Link{Target: target, Kind: kind, Start: start, End: w.b.Len()})
	}
}

// maxTarget is the longest target of a link that is kept: longer ones are data.
const maxTarget = 2000

// document is what was written.
func (w *builder) document() Document {
	text := strings.TrimRight(w.b.String(), " \n")
	d := Document{Text: text, Links: w.links}
	for _, h := range w.outline {
		if h.Start < len(text) {
			d.Outline = append(d.Outline, h)
		}
	}
	d.Outline = closeSections(d.Outline, len(text))
	return d
}
