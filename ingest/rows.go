package ingest

import (
	"sort"
	"strings"
)

// A row of a table means nothing by halves. Most rows are lines, which chunks
// keep anyway; rows lists what line ends do not tell: the rows of separated
// values whose quoted cells hold line ends, rows of tables in prose that are
// longer than a line of prose may be, and the cells of rows that are longer
// than MaxLine, which are cut between cells.

// span is a stretch of a text that is kept in one chunk: bytes [start, end).
type span struct{ start, end int }

// rows are the stretches to keep, in order, apart from each other, none longer
// than MaxLine.
func rows(kind, text string, z sizes) []span {
	switch kind {
	case "csv":
		return quotedRows(text, z)
	case "markdown", "notebook", "html", "docx", "odt", "rtf", "epub", "mail", "pptx", "pdf":
		return pipedRows(text, z)
	}
	return nil
}

// pipedRows are the long rows whose cells stand between bars, as extractors
// and Markdown write them.
func pipedRows(text string, z sizes) (list []span) {
	at := 0
	for line := range strings.Lines(text) {
		if len(line) > z.line && strings.Contains(line, "|") && (line[0] == '|' || strings.Contains(line, " | ")) {
			r := span{at, at + len(line)}
			if len(line) <= MaxLine {
				list = append(list, r)
			} else {
				list = append(list, cells(text, r, barsIn(line, at))...)
			}
		}
		at += len(line)
	}
	return list
}

// barsIn are the places behind the bars of a line.
func barsIn(line string, at int) (ends []int) {
	for i := range len(line) {
		if line[i] == '|' {
			ends = append(ends, at+i+1)
		}
	}
	return ends
}

// cells are the stretches of a row between its separators.
func cells(text string, row span, ends []int) (list []span) {
	start := row.start
	for _, end := range append(ends, row.end) {
		if start < end && end-start <= MaxLine {
			list = append(list, span{start, end})
		}
		start = end
	}
	return list
}

// separators of values; which of them a table uses does not matter here.
const separators = ",\t;|"

// maxQuoted is where a quotation mark that nothing closes is given up: it was
// none.
const maxQuoted = 1 << 20

// quotedRows reads separated values (RFC 4180): a cell that begins with a
// quotation mark ends with one before a separator or line end.
func quotedRows(text string, z sizes) (list []span) {
	row, lines, distrust := 0, 0, 0
	var ends []int
	fresh := true // a cell begins
	for i := 0; i <= len(text); i++ {
		if i < len(text) && fresh && text[i] == '"' && i >= distrust {
			n := quotedEnd(text[i:min(len(text), i+maxQuoted)])
			if n == 0 {
				distrust = i + maxQuoted
			}
			lines += strings.Count(text[i:i+n], "\n")
			i += n
		}
		switch {
		case i >= len(text) || text[i] == '\n':
			r := span{row, min(i+1, len(text))}
			switch {
			case r.end-r.start > MaxLine:
				list = append(list, cells(text, r, ends)...)
			case lines > 0:
				list = append(list, r)
			}
			row, lines, ends, fresh = r.end, 0, ends[:0], true
		case strings.IndexByte(separators, text[i]) >= 0:
			ends, fresh = append(ends, i+1), true
		default:
			fresh = false
		}
	}
	return list
}

// quotedEnd is the length of the quoted cell that begins s; 0 if it does not
// end.
func quotedEnd(s string) int {
	for i := 1; i < len(s); i++ {
		if s[i] != '"' {
			continue
		}
		if i+1 == len(s) || s[i+1] == '\n' || s[i+1] == '\r' || strings.IndexByte(separators, s[i+1]) >= 0 {
			return i + 1
		}
		i++ // a doubled one, or one that nobody doubled
	}
	return 0
}

// around is the stretch that a cut at i would cut.
func around(list []span, i int) (span, bool) {
	n := sort.Search(len(list), func(k int) bool { return list[k].end > i })
	if n < len(list) && list[n].start < i {
		return list[n], true
	}
	return span{}, false
}

// spare moves a cut of the piece from start to end out of what is kept whole:
// before it, or behind it where the piece begins with it.
func spare(keep []span, start, cut, end int) int {
	s, ok := around(keep, cut)
	switch {
	case !ok:
		return cut
	case s.start > start:
		return s.start
	}
	return min(s.end, end)
}
