package extract

import (
	"errors"
	"strconv"
	"strings"
)

// readODT reads an OpenDocument text (ISO/IEC 26300): paragraphs, headings,
// lists, tables, links and notes, the notes where they are referred to.
func readODT(r *reader, in input) (Document, []part, error) {
	a, err := r.open(in.data)
	if err != nil {
		return Document{}, nil, err
	}
	manifest, err := a.optional("META-INF/manifest.xml")
	if err != nil {
		return Document{}, nil, err
	}
	if strings.Contains(string(manifest), "encryption-data") {
		return Document{}, nil, errors.New("is encrypted; save it without its password")
	}
	body, err := a.read("content.xml")
	if err != nil && len(body) == 0 {
		return Document{}, nil, err
	}
	w := &odtWriter{}
	damage := walkXML(body, xmlEvents{start: w.start, end: w.end, text: w.chars})
	if damage != nil && w.b.Len() == 0 {
		return Document{}, nil, damage
	}
	d := w.document()
	meta, err := a.optional("meta.xml")
	if err != nil {
		return Document{}, nil, err
	}
	d.dublinCore(meta)
	if d.Title == "" {
		d.Title = topTitle(d.Outline)
	}
	if damage != nil {
		d.Notes = append(d.Notes, "damaged: the text ends at "+damage.Error())
	}
	return d, nil, nil
}

// odtWriter writes the text of OpenDocument's XML.
type odtWriter struct {
	builder
	body    int // inside office:text
	skip    int
	blocks  int // inside a paragraph or heading
	heading bool
	lists   int
	fresh   bool // a list item began and has no text yet
	tables  int
	cells   int
	anchors []openLink
}

func (w *odtWriter) start(e element) {
	if w.skip > 0 || odtSkipped(e.name) {
		w.skip++
		return
	}
	switch e.name {
	case "text", "body", "spreadsheet", "presentation":
		w.body++
	case "p":
		w.block()
	case "h":
		w.block()
		level, err := strconv.Atoi(e.attr("outline-level"))
		if w.tables == 0 && w.lists == 0 {
			w.heading = true
			w.gap("\n\n")
			if err != nil || level < 1 {
				level = 1
			}
			w.mark(min(level, 9), "heading", "")
		}
	case "list":
		w.lists++
	case "list-item":
		w.fresh = true
	case "s", "tab":
		w.gap(" ")
	case "line-break":
		w.gap("\n")
	case "a":
		w.anchors = append(w.anchors, openLink{e.attr("href"), w.b.Len() + len(w.pending)})
	case "note-citation":
		w.text("[")
	case "note-body":
		w.text(" (")
		w.hold = true
	case "table":
		w.tables++
		w.gap("\n\n")
	case "table-row":
		w.rowBreak()
		w.row, w.cells = true, 0
	case "table-cell", "covered-table-cell":
		if w.tables == 1 {
			w.cell(w.cells == 0)
		}
		w.cells++
	}
}

func odtSkipped(name string) bool {
	switch name {
	case "tracked-changes", "sequence-decls", "forms", "automatic-styles", "font-face-decls", "scripts", "desc", "title", "variable-decls", "user-field-decls":
		return true
	}
	return false
}

func (w *odtWriter) rowBreak() {
	if w.tables == 1 {
		w.row, w.hold = false, false
		w.gap("\n")
	}
}

func (w *odtWriter) block() {
	w.blocks++
	switch {
	case w.tables > 0:
		w.gap(" ")
	case w.lists > 0:
		w.gap("\n")
		if w.fresh {
			w.flush()
			w.b.WriteString(strings.Repeat("  ", min(w.lists-1, 8)) + "- ")
			w.fresh = false
		}
	default:
		w.gap("\n\n")
	}
}

func (w *odtWriter) end(name string) {
	if w.skip > 0 {
		w.skip--
		return
	}
	switch name {
	case "text", "body", "spreadsheet", "presentation":
		w.body--
	case "p", "h":
		w.blocks--
		if n := len(w.outline); name == "h" && w.heading && n > 0 {
			w.outline[n-1].Title = strings.Join(strings.Fields(w.b.String()[w.outline[n-1].Start:]), " ")
			w.heading = false
		}
		if w.lists == 0 {
			w.gap("\n\n")
		}
	case "list":
		if w.lists--; w.lists == 0 {
			w.gap("\n\n")
		}
	case "a":
		if n := len(w.anchors); n > 0 {
			w.link("html", w.anchors[n-1].target, w.anchors[n-1].start)
			w.anchors = w.anchors[:n-1]
		}
	case "note-citation":
		w.text("]")
	case "note-body":
		w.pending, w.hold = "", false
		w.text(")")
	case "table-row":
		w.rowBreak()
	case "table":
		if w.tables--; w.tables == 0 {
			w.row = false
			w.gap("\n\n")
		}
	}
}

func (w *odtWriter) chars(s string) {
	if w.skip == 0 && w.blocks > 0 {
		w.text(strings.ReplaceAll(s, "\u00ad", ""))
	}
}
