package extract

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"funnel/store"
)

// readXLSX reads a SpreadsheetML workbook (ECMA-376): each sheet is a section,
// each row a line, as it was saved last (formulas are not computed). Dates are
// the numbers that the file holds unless their format says that they are dates.
func readXLSX(r *reader, in input) (Document, []part, error) {
	a, err := r.open(in.data)
	if err != nil {
		return Document{}, nil, err
	}
	book, err := a.read("xl/workbook.xml")
	if err != nil {
		return Document{}, nil, err
	}
	targets, err := a.relations("xl/workbook.xml")
	if err != nil {
		return Document{}, nil, err
	}
	words, err := a.sharedStrings()
	if err != nil {
		return Document{}, nil, err
	}
	w := &builder{}
	var failed error
	err = walkXML(book, xmlEvents{start: func(e element) {
		if e.name != "sheet" || failed != nil {
			return
		}
		target := targets[e.attr("id")]
		if target == "" {
			return
		}
		if !strings.HasPrefix(target, "/") {
			target = path.Join("xl", target)
		}
		failed = a.sheet(w, e.attr("name"), target, words)
	}})
	if failed != nil {
		return Document{}, nil, failed
	}
	if err != nil && w.b.Len() == 0 {
		return Document{}, nil, err
	}
	d := w.document()
	return d, nil, a.properties(&d)
}

// sharedStrings are the texts that cells refer to by number.
func (a *archive) sharedStrings() ([]string, error) {
	data, err := a.optional("xl/sharedStrings.xml")
	if err != nil {
		return nil, err
	}
	var list []string
	var b strings.Builder
	text, phonetic := 0, 0
	_ = walkXML(data, xmlEvents{ // what is readable of it is enough
		start: func(e element) {
			switch e.name {
			case "t":
				text++
			case "rPh":
				phonetic++
			}
		},
		text: func(s string) {
			if text > 0 && phonetic == 0 {
				b.WriteString(s)
			}
		},
		end: func(name string) {
			switch name {
			case "t":
				text--
			case "rPh":
				phonetic--
			case "si":
				list = append(list, b.String())
				b.Reset()
			}
		},
	})
	return list, nil
}

// sheet writes one sheet as a section whose rows are lines.
func (a *archive) sheet(w *builder, name, target string, words []string) error {
	data, err := a.optional(target)
	if err != nil || data == nil {
		return err
	}
	if len(a.files) > 0 && name != "" {
		w.heading(1, name)
	}
	kind, value, inValue := "", "", false
	var row []string
	return walkXML(data, xmlEvents{
		start: func(e element) {
			switch e.name {
			case "row":
				row = row[:0]
			case "c":
				kind, value = e.attr("t"), ""
				for column(e.attr("r")) > len(row) && len(row) < maxColumns {
					row = append(row, "")
				}
			case "v", "t":
				inValue = true
			}
		},
		text: func(s string) {
			if inValue {
				value += s
			}
		},
		end: func(name string) {
			switch name {
			case "v", "t":
				inValue = false
			case "c":
				row = append(row, cellText(kind, value, words))
			case "row":
				w.tableLine(row)
			}
		},
	})
}

// maxColumns is the most columns of a row, Excel's own limit.
const maxColumns = 16384

// column is the number, from 0, of the column in a cell reference such as BC7.
func column(ref string) int {
	n := 0
	for _, c := range ref {
		if c < 'A' || c > 'Z' || n > maxColumns {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	return max(n-1, 0)
}

func cellText(kind, value string, words []string) string {
	switch kind {
	case "s":
		if n, err := strconv.Atoi(strings.TrimSpace(value)); err == nil && n >= 0 && n < len(words) {
			return words[n]
		}
	case "b":
		if value == "1" {
			return "TRUE"
		}
		return "FALSE"
	}
	return value
}

// tableLine writes one row, without the empty cells at its end.
func (w *builder) tableLine(row []string) {
	for len(row) > 0 && strings.TrimSpace(row[len(row)-1]) == "" {
		row = row[:len(row)-1]
	}
	if len(row) == 0 {
		return
	}
	w.gap("\n")
	w.row = true
	for i, c := range row {
		if i == 0 {
			w.here()
		}
		w.cell(i == 0)
		w.text(c)
	}
	w.row, w.hold, w.pending = false, false, ""
	w.gap("\n")
}

// readPPTX reads a PresentationML file: each slide is a section.
func readPPTX(r *reader, in input) (Document, []part, error) {
	a, err := r.open(in.data)
	if err != nil {
		return Document{}, nil, err
	}
	w := &builder{}
	for i, name := range a.slides() {
		data, err := a.read(name)
		if err != nil && len(data) == 0 {
			return Document{}, nil, err
		}
		w.gap("\n\n")
		w.mark(1, "slide", fmt.Sprintf("Slide %d", i+1))
		before := w.b.Len()
		writeSlide(w, data)
		if w.b.Len() > before {
			w.outline[len(w.outline)-1].Title += ": " + cut(strings.TrimSpace(firstLine(w.b.String()[before:])), 100)
		}
		notes, err := a.optional(strings.Replace(name, "slides/slide", "notesSlides/notesSlide", 1))
		if err != nil {
			return Document{}, nil, err
		}
		writeSlide(w, notes)
	}
	d := w.document()
	d.Outline = slices.DeleteFunc(d.Outline, func(h store.Heading) bool { return h.Start >= h.End })
	return d, nil, a.properties(&d)
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}

// slides lists the slides by their numbers.
func (a *archive) slides() []string {
	number := func(name string) int {
		n, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(name, "ppt/slides/slide"), ".xml"))
		return n
	}
	var list []string
	for name := range a.files {
		if number(name) > 0 {
			list = append(list, name)
		}
	}
	slices.SortFunc(list, func(x, y string) int { return number(x) - number(y) })
	return list
}

// writeSlide writes the text of DrawingML: paragraphs and tables.
func writeSlide(w *builder, data []byte) {
	text, cells := 0, 0
	_ = walkXML(data, xmlEvents{ // what is readable of it is enough
		start: func(e element) {
			switch e.name {
			case "t":
				text++
			case "tr":
				w.gap("\n")
				w.row, cells = true, 0
			case "tc":
				w.cell(cells == 0)
				cells++
			case "br":
				w.gap("\n")
			}
		},
		text: func(s string) {
			if text > 0 {
				w.text(s)
			}
		},
		end: func(name string) {
			switch name {
			case "t":
				text--
			case "p":
				w.gap("\n")
			case "tr":
				w.row, w.hold = false, false
				w.gap("\n")
			case "txBody", "tbl":
				if !w.row {
					w.gap("\n\n")
				}
			}
		},
	})
	w.row, w.hold = false, false
	w.gap("\n\n")
}
