package extract

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// readDOCX reads a WordprocessingML file (ECMA-376): paragraphs, headings by
// their styles, numbered and bulleted lists, tables, hyperlinks, text boxes;
// then foot- and endnotes, comments, headers and footers, each under a heading
// of its own. Deleted text of tracked changes is left out.
func readDOCX(r *reader, in input) (Document, []part, error) {
	a, err := r.open(in.data)
	if err != nil {
		return Document{}, nil, err
	}
	main := a.mainPart()
	body, err := a.read(main)
	if err != nil && len(body) == 0 {
		return Document{}, nil, err
	}
	w := &docxWriter{notes: map[string]bool{}, numbers: map[string]int{}}
	if w.targets, err = a.relations(main); err != nil {
		return Document{}, nil, err
	}
	if err := w.loadStyles(a); err != nil {
		return Document{}, nil, err
	}
	damage := w.part(body)
	if damage != nil && w.b.Len() == 0 {
		return Document{}, nil, damage
	}
	title := topTitle(w.outline)
	for _, extra := range []struct{ title, prefix string }{
		{"Footnotes", "word/footnotes"}, {"Endnotes", "word/endnotes"}, {"Comments", "word/comments.xml"}, {"Headers and footers", "word/header"}, {"", "word/footer"},
	} {
		if err := w.extra(a, extra.title, extra.prefix); err != nil {
			return Document{}, nil, err
		}
	}
	d := w.document()
	if err := a.properties(&d); err != nil {
		return Document{}, nil, err
	}
	if d.Title == "" {
		d.Title = title
	}
	if damage != nil {
		d.Notes = append(d.Notes, "damaged: the text ends at "+damage.Error())
	}
	return d, nil, nil
}

// mainPart is the name of the document's own part.
func (a *archive) mainPart() string {
	for _, f := range a.order {
		if strings.HasPrefix(f.Name, "word/document") && strings.HasSuffix(f.Name, ".xml") {
			return f.Name
		}
	}
	return "word/document.xml"
}

// docxWriter writes the text of WordprocessingML.
type docxWriter struct {
	builder
	targets map[string]string   // relation id → target
	levels  map[string]int      // style id → heading level
	formats map[string][]string // numId → format of each level
	counts  map[string][]int    // numId → how far each level has come
	notes   map[string]bool     // texts of headers and footers, each written once
	numbers map[string]int      // kind and id of a note → its number

	style, numID string
	level        int  // of the list
	open         bool // the paragraph's first text was written
	item         bool // the last paragraph was a list item
	skip         int  // depth inside what is not text
	textDepth    int  // inside w:t
	tables       int
	cells        []int // cells so far in the row, for each open table
	anchors      []openLink
}

type openLink struct {
	target string
	start  int
}

// extra writes the parts whose names begin with prefix under a heading.
func (w *docxWriter) extra(a *archive, title, prefix string) error {
	for _, f := range a.order {
		if !strings.HasPrefix(f.Name, prefix) || !strings.HasSuffix(f.Name, ".xml") {
			continue
		}
		data, err := a.optional(f.Name)
		if err != nil {
			return err
		}
		sub := &docxWriter{levels: map[string]int{}, notes: w.notes, numbers: w.numbers}
		_ = sub.part(data) // what is readable of it is enough
		text := strings.TrimSpace(sub.b.String())
		if text == "" || w.notes[text] {
			continue
		}
		w.notes[text] = true
		if title != "" {
			w.heading(1, title)
			title = ""
		}
		w.gap("\n\n")
		w.flush()
		w.b.WriteString(text)
		w.gap("\n\n")
	}
	return nil
}

// part writes one XML part.
func (w *docxWriter) part(data []byte) error {
	return walkXML(data, xmlEvents{start: w.start, end: w.end, text: w.chars})
}

func (w *docxWriter) start(e element) {
	if w.skip > 0 || skippedWord(e.name) {
		w.skip++
		return
	}
	switch e.name {
	case "p":
		w.paragraph()
	case "pStyle":
		w.style = e.attr("val")
	case "outlineLvl":
		if n, err := strconv.Atoi(e.attr("val")); err == nil && n < 9 {
			w.style = "\x00" + strconv.Itoa(n+1)
		}
	case "numId":
		w.numID = e.attr("val")
	case "ilvl":
		w.level, _ = strconv.Atoi(e.attr("val"))
	case "t":
		w.textDepth++
	case "tab", "ptab":
		if w.open {
			w.gap(" ")
		}
	case "br", "cr":
		w.gap("\n")
	case "noBreakHyphen":
		w.word("-")
	case "sym":
		w.word(symbolOf(e.attr("char")))
	case "footnoteReference", "endnoteReference":
		w.word(w.noteMark(e))
	case "footnote", "endnote":
		if e.attr("type") != "" { // a separator
			w.skip++
			return
		}
		w.gap("\n\n")
		w.text(w.noteMark(e) + " ")
		w.hold = true
	case "hyperlink":
		w.anchors = append(w.anchors, openLink{w.targets[e.attr("id")], w.b.Len() + len(w.pending)})
	case "tbl", "tr", "tc":
		w.table(e.name)
	}
}

// noteMark is the mark of a foot- or endnote: they are numbered through in the
// order in which the text refers to them. Their ids are the program's own.
func (w *docxWriter) noteMark(e element) string {
	key := strings.TrimSuffix(e.name, "Reference") + " " + e.attr("id")
	if w.numbers[key] == 0 {
		w.numbers[key] = len(w.numbers) + 1
	}
	return "[" + strconv.Itoa(w.numbers[key]) + "]"
}

// skippedWord lists elements whose content is no text of the document.
func skippedWord(name string) bool {
	switch name {
	case "del", "delText", "instrText", "Fallback", "tabs", "sectPr", "rPr", "moveFrom", "separator", "continuationSeparator":
		return true
	}
	return false
}

func symbolOf(hex string) string {
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || n >= 0xE000 && n <= 0xF8FF { // of a symbol font: unknown
		return ""
	}
	return string(rune(n))
}

func (w *docxWriter) paragraph() {
	w.style, w.numID, w.level, w.open = "", "", 0, false
	if w.tables == 0 {
		w.gap("\n\n")
	} else {
		w.gap(" ")
	}
}

// word writes text of a paragraph, after what stands before its first.
func (w *docxWriter) word(s string) {
	if s == "" {
		return
	}
	if !w.open && strings.TrimSpace(s) != "" {
		w.open = true
		w.lead()
	}
	w.text(s)
}

// lead begins a heading, or writes what marks a list item.
func (w *docxWriter) lead() {
	level := w.levels[w.style]
	if n, ok := strings.CutPrefix(w.style, "\x00"); ok {
		level, _ = strconv.Atoi(n)
	}
	if w.tables == 0 && level > 0 {
		w.gap("\n\n")
		w.mark(level, "heading", "")
		return
	}
	follows := w.item
	w.item = w.numID != "" && w.numID != "0" && w.tables == 0
	if !w.item {
		return
	}
	if follows && w.pending != "" {
		w.pending = "\n"
	}
	w.flush()
	w.b.WriteString(strings.Repeat("  ", min(w.level, 8)) + w.bullet() + " ")
}

// bullet is a dash, or the item's number.
func (w *docxWriter) bullet() string {
	levels := w.formats[w.numID]
	if w.level >= len(levels) || w.level < 0 || levels[w.level] == "bullet" || levels[w.level] == "" {
		return "-"
	}
	if w.counts == nil {
		w.counts = map[string][]int{}
	}
	c := w.counts[w.numID]
	for len(c) <= w.level {
		c = append(c, 0)
	}
	c = c[:w.level+1]
	c[w.level]++
	w.counts[w.numID] = c
	return itemNumber(levels[w.level], c[w.level])
}

func itemNumber(format string, n int) string {
	switch {
	case format == "none":
		return "-"
	case strings.HasSuffix(format, "Letter") && n <= 26:
		letter := string(rune('a' + n - 1))
		if strings.HasPrefix(format, "upper") {
			letter = strings.ToUpper(letter)
		}
		return letter + "."
	}
	return fmt.Sprintf("%d.", n)
}

func (w *docxWriter) table(name string) {
	switch name {
	case "tbl":
		if w.tables++; w.tables == 1 {
			w.gap("\n\n")
		}
		w.cells = append(w.cells, 0)
	case "tr":
		if w.tables == 1 {
			w.row, w.hold = false, false
			w.gap("\n")
			w.row = true
		}
		if w.tables > 0 {
			w.cells[w.tables-1] = 0
		}
	case "tc":
		if w.tables > 0 {
			if w.cells[w.tables-1] > 0 {
				w.cell(false)
			}
			w.cells[w.tables-1]++
		}
	}
}

func (w *docxWriter) end(name string) {
	if w.skip > 0 {
		w.skip--
		return
	}
	switch name {
	case "t":
		w.textDepth--
	case "p":
		w.closeParagraph()
	case "hyperlink":
		if n := len(w.anchors); n > 0 {
			w.link("html", w.anchors[n-1].target, w.anchors[n-1].start)
			w.anchors = w.anchors[:n-1]
		}
	case "tr":
		if w.tables == 1 {
			w.row, w.hold = false, false
			w.gap("\n")
		}
	case "tbl":
		if w.tables > 0 {
			w.tables--
			w.cells = w.cells[:w.tables]
		}
		if w.tables == 0 {
			w.row, w.hold = false, false
			w.gap("\n\n")
		}
	}
}

// closeParagraph gives a heading its title.
func (w *docxWriter) closeParagraph() {
	if n := len(w.outline); n > 0 && w.outline[n-1].Title == "" {
		title := strings.Join(strings.Fields(w.b.String()[w.outline[n-1].Start:]), " ")
		if w.outline[n-1].Title = title; title == "" {
			w.outline = w.outline[:n-1]
		}
	}
	if w.tables == 0 {
		w.gap("\n\n")
	}
}

func (w *docxWriter) chars(s string) {
	if w.skip == 0 && w.textDepth > 0 {
		w.word(strings.ReplaceAll(s, "\u00ad", "")) // soft hyphens are not text
	}
}

// loadStyles reads which styles are headings and how lists are numbered.
func (w *docxWriter) loadStyles(a *archive) error {
	styles, err1 := a.optional("word/styles.xml")
	numbering, err2 := a.optional("word/numbering.xml")
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	w.levels = headingStyles(styles)
	w.formats = listFormats(numbering)
	return nil
}

// headingStyles finds the level of each style that is a heading, by its name,
// its outline level, or the style it is based on.
func headingStyles(data []byte) map[string]int {
	levels, based := map[string]int{}, map[string]string{}
	var ids []string
	id := ""
	_ = walkXML(data, xmlEvents{start: func(e element) { // what is readable of it is enough
		switch e.name {
		case "style":
			id = e.attr("styleId")
			ids = append(ids, id)
		case "name":
			if n := headingLevel(e.attr("val")); n > 0 {
				levels[id] = n
			}
		case "basedOn":
			based[id] = e.attr("val")
		case "outlineLvl":
			if n, err := strconv.Atoi(e.attr("val")); err == nil && n < 9 && levels[id] == 0 {
				levels[id] = n + 1
			}
		}
	}})
	for _, id := range ids {
		for at, hops := id, 0; levels[id] == 0 && based[at] != "" && hops < 10; hops++ {
			at = based[at]
			levels[id] = levels[at]
		}
	}
	return levels
}

func headingLevel(name string) int {
	name = strings.ToLower(name)
	if name == "title" {
		return 1
	}
	if rest, ok := strings.CutPrefix(name, "heading "); ok {
		if n, err := strconv.Atoi(rest); err == nil && n >= 1 && n <= 9 {
			return n
		}
	}
	return 0
}

// listFormats finds how each level of each list is numbered.
func listFormats(data []byte) map[string][]string {
	abstract, formats := map[string][]string{}, map[string][]string{}
	current, num := "", ""
	level := 0
	_ = walkXML(data, xmlEvents{start: func(e element) { // what is readable of it is enough
		switch e.name {
		case "abstractNum":
			current = e.attr("abstractNumId")
		case "lvl":
			level, _ = strconv.Atoi(e.attr("ilvl"))
		case "numFmt":
			if level >= 0 && level < 9 && num == "" {
				list := abstract[current]
				for len(list) <= level {
					list = append(list, "")
				}
				list[level] = e.attr("val")
				abstract[current] = list
			}
		case "num":
			num = e.attr("numId")
		case "abstractNumId":
			formats[num] = slices.Clone(abstract[e.attr("val")])
		}
	}})
	return formats
}
