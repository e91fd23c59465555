package model

import (
	"strings"
	"unicode/utf8"
)

// A span is bytes [start,end) of a text.
type span struct{ start, end int }

func (s span) empty() bool { return s.end <= s.start }

// unitKind says what a unit is part of.
type unitKind uint8

const (
	unitProse   unitKind = iota // a sentence of a paragraph, list item or field
	unitHeading                 // a heading or title line
	unitRow                     // a table row
	unitCode                    // a line of code
	unitComment                 // a comment paragraph of source code, or a sentence of one
)

// A unit is what the built-in reader answers with: a sentence, a table row, a line
// of code. Units are in order, do not overlap, lie within the text, begin and end
// at rune boundaries, are not empty and never hold a blank line.
type unit struct {
	span
	kind unitKind
	para int32 // units of one paragraph share it
	head span  // the heading above, or empty
	lead span  // what introduces it: a table's header, a list's first line, the declaration a comment belongs to
}

const (
	maxUnit      = 1200 // bytes; a longer sentence is cut at a clause or a space
	shortComment = 320  // bytes; a comment paragraph up to this stays whole
	maxHeading   = 90   // bytes
)

// segment cuts text into units in one pass.
func segment(text string) []unit {
	g := segmenter{text: text, code: mostlyCode(text), units: make([]unit, 0, len(text)/80+4)}
	blankBefore := true
	for pos := 0; pos < len(text); {
		end := pos + strings.IndexByte(text[pos:], '\n')
		next := end + 1
		if end < pos {
			end, next = len(text), len(text)
		}
		line := trimSpan(text, span{pos, end})
		g.next = next
		g.line(line, line.start-pos, blankBefore)
		blankBefore = line.empty()
		pos = next
	}
	g.flush()
	return g.units
}

// A segmenter holds what is known while going through the lines.
type segmenter struct {
	text  string
	units []unit
	code  bool // most lines look like code: every line stands for itself
	next  int  // where the line after the present one begins

	open   span     // the paragraph being collected
	kind   unitKind // of the open paragraph
	indent int      // of the open paragraph's first line
	paras  int32

	head    span
	lead    span
	level   int  // indentation of the lead
	table   bool // the line before was a table row
	fence   bool // between ``` and ```
	block   bool // between /* and */
	pending int  // first unit of the comment directly above, or len(units)
}

// line takes one line without its surrounding white space.
func (g *segmenter) line(ln span, indent int, blankBefore bool) {
	s := g.text[ln.start:ln.end]
	if s == "" {
		g.flush()
		g.table, g.pending = false, len(g.units)
		if g.lead.end > 0 && indent == 0 && g.nextIndent() == 0 && !startsItem(g.peek()) {
			g.lead = span{}
		}
		return
	}
	if strings.HasPrefix(s, "```") || strings.HasPrefix(s, "~~~") {
		g.flush()
		g.fence = !g.fence
		return
	}
	if !g.lead.empty() && !g.table && indent < g.level {
		g.lead = span{}
	}
	if m, ok := g.commentMarker(s, blankBefore); ok {
		g.comment(ln, m)
		return
	}
	isTable := s[0] == '|' || strings.IndexByte(s, '\t') > 0
	if !isTable {
		g.table = false
	}
	switch {
	case g.fence:
		g.single(ln, unitCode)
	case underline(s):
		g.underlined()
	case s[0] == '#' && !g.code || iniSection(s):
		g.flush()
		g.heading(span{ln.start + len(s) - len(strings.TrimLeft(s, "# ")), ln.end})
	case isTable:
		g.row(ln, s)
	case g.code || codeLine(s):
		g.codeLine(ln, indent, s)
	case startsItem(s):
		g.flush()
		g.start(span{ln.start + itemMarker(s), ln.end}, unitProse, indent)
	case fieldKey(s) > 0:
		g.field(ln, indent, s)
	default:
		g.prose(ln, indent, s, blankBefore)
	}
}

// prose adds a line to the open paragraph, or begins one; a short line that stands
// alone is a heading.
func (g *segmenter) prose(ln span, indent int, s string, blankBefore bool) {
	if g.open.end > 0 && g.kind == unitProse {
		g.open.end = ln.end
		return
	}
	g.flush()
	if blankBefore && isBlank(g.peek()) && looksHeading(s) {
		g.heading(ln)
		return
	}
	g.start(ln, unitProse, indent)
}

// field begins a paragraph at "key: value"; "key:" alone introduces what follows.
func (g *segmenter) field(ln span, indent int, s string) {
	g.flush()
	if s[len(s)-1] == ':' {
		g.single(ln, unitProse)
		g.lead, g.level = ln, indent
		return
	}
	g.start(ln, unitProse, indent)
}

// row adds a table row; the first row of a table is the header of the others.
func (g *segmenter) row(ln span, s string) {
	g.flush()
	if strings.Trim(s, "|-:=+ \t") == "" {
		return
	}
	if !g.table {
		g.table = true
		g.single(ln, unitRow)
		g.lead, g.level = ln, 0
		return
	}
	g.single(ln, unitRow)
}

// codeLine adds a line of code. The comment directly above it is about it; a
// declaration at the margin leads the lines under it.
func (g *segmenter) codeLine(ln span, indent int, s string) {
	g.flush()
	for i := g.pending; i < len(g.units); i++ {
		if g.units[i].lead.empty() || indent > 0 {
			g.units[i].lead = ln
		}
	}
	if indent == 0 && len(s) > 1 {
		g.lead, g.level = span{}, 1
		g.single(ln, unitCode)
		if last := s[len(s)-1]; last == '{' || last == ':' || last == '(' {
			g.lead = ln
		}
	} else if strings.Trim(s, "{}()[];, \t") != "" {
		g.single(ln, unitCode)
	}
	g.pending = len(g.units)
}

// comment adds a comment line to the open comment; m is the length of its marker. A
// line of the marker alone ends the paragraph, a list item or an indented line
// begins another.
func (g *segmenter) comment(ln span, m int) {
	s := g.text[ln.start:ln.end]
	body := strings.TrimSpace(strings.TrimLeft(strings.TrimSuffix(s, "*/"), s[:m]))
	if body == "" {
		g.flush()
		return
	}
	if open := g.text[g.open.start:g.open.end]; open != "" && g.kind == unitProse && fieldKey(open) == 0 && !endsSentence(open) {
		// A sentence cut out of a comment begins within a line and goes on at a marker.
		g.open.end = ln.end
		return
	}
	example := strings.HasPrefix(s[m:], "\t") || strings.HasPrefix(s[m:], "    ")
	if g.open.end > 0 && g.kind == unitComment && !startsItem(body) && !example {
		g.open.end = ln.end
		return
	}
	g.flush()
	g.start(ln, unitComment, 0)
}

// commentMarker reports whether the line is a comment, and the length of its marker.
func (g *segmenter) commentMarker(s string, blankBefore bool) (int, bool) {
	if g.fence {
		return 0, false
	}
	if g.block {
		g.block = !strings.Contains(s, "*/")
		return len(s) - len(strings.TrimLeft(s, "*")), true
	}
	switch {
	case strings.HasPrefix(s, "//"):
		return len(s) - len(strings.TrimLeft(s, "/!")), true
	case strings.HasPrefix(s, "/*"):
		g.block = !strings.Contains(s, "*/")
		return len(s) - len(strings.TrimLeft(s, "/*")), true
	case strings.HasPrefix(s, "-- "), strings.HasPrefix(s, ";; "), strings.HasPrefix(s, "; "):
		return strings.IndexByte(s, ' '), true
	case s[0] == '#' && !strings.HasPrefix(s, "##"):
		return 1, g.hashComment(s, blankBefore)
	}
	return 0, false
}

// hashComment reports whether a line that begins with # is a comment and not a heading:
// in code unless it is for the preprocessor, elsewhere if there is more than one.
func (g *segmenter) hashComment(s string, blankBefore bool) bool {
	if g.code {
		return !preprocessor(s)
	}
	follows := !blankBefore && g.kind == unitComment && g.open.end > 0
	return strings.HasPrefix(s, "# ") && (follows || strings.HasPrefix(g.peek(), "# "))
}

// start opens a paragraph.
func (g *segmenter) start(s span, kind unitKind, indent int) {
	g.open, g.kind, g.indent = s, kind, indent
}

// single adds a line that is a unit of its own.
func (g *segmenter) single(s span, kind unitKind) {
	g.flush()
	g.paras++
	g.add(s, kind)
}

// heading adds a heading and makes it that of what follows.
func (g *segmenter) heading(s span) {
	g.lead = span{}
	if s.empty() {
		return
	}
	g.single(s, unitHeading)
	if s.end-s.start <= 2*maxHeading {
		g.head = s
		g.units[len(g.units)-1].head = span{}
	}
}

// underlined makes a heading of the line that is open, or drops a rule.
func (g *segmenter) underlined() {
	one := g.open.end > 0 && g.open.end-g.open.start <= maxHeading && !strings.Contains(g.text[g.open.start:g.open.end], "\n")
	if !one {
		g.flush()
		return
	}
	s := g.open
	g.open = span{}
	g.heading(s)
}

// flush cuts the open paragraph into its sentences.
func (g *segmenter) flush() {
	p := g.open
	if p.end == 0 {
		return
	}
	g.open = span{}
	g.paras++
	first := len(g.units)
	if g.kind == unitComment && p.end-p.start <= shortComment {
		g.add(p, unitComment)
	} else {
		sentences(g.text, p, func(s span) { g.add(s, g.kind) })
	}
	if g.kind != unitComment {
		g.pending = len(g.units)
	}
	if t := g.text[p.start:p.end]; t[len(t)-1] == ':' && len(g.units) > first {
		g.lead, g.level = g.units[len(g.units)-1].span, g.indent
	}
}

// add appends a unit, cut to size where it is too long.
func (g *segmenter) add(s span, kind unitKind) {
	s = trimSpan(g.text, s)
	for s.end-s.start > maxUnit {
		cut := clauseEnd(g.text, s.start, s.start+maxUnit)
		if part := trimSpan(g.text, span{s.start, cut}); !part.empty() {
			g.units = append(g.units, unit{span: part, kind: kind, para: g.paras, head: g.head, lead: g.lead})
		}
		s = trimSpan(g.text, span{cut, s.end})
	}
	if !s.empty() {
		g.units = append(g.units, unit{span: s, kind: kind, para: g.paras, head: g.head, lead: g.lead})
	}
}

// peek returns the next line, at most 200 bytes of it.
func (g *segmenter) peek() string {
	rest := g.text[g.next:min(len(g.text), g.next+200)]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	return strings.TrimSpace(rest)
}

// nextIndent returns the indentation of the next line in bytes.
func (g *segmenter) nextIndent() int {
	i := g.next
	for i < len(g.text) && (g.text[i] == ' ' || g.text[i] == '\t') {
		i++
	}
	return i - g.next
}

// clauseEnd returns where to cut text[from:] at the latest before to: behind the last
// semicolon, else the last comma, else at the last space, each in the second half;
// else at a rune boundary.
func clauseEnd(text string, from, to int) int {
	half := from + (to-from)/2
	for _, sep := range []string{"; ", ", ", " "} {
		if i := strings.LastIndex(text[half:to], sep); i >= 0 {
			return half + i + len(sep)
		}
	}
	for to > half && !utf8.RuneStart(text[to]) {
		to--
	}
	if to == half { // no runes here at all
		return from + maxUnit
	}
	return to
}

// trimSpan drops white space at both ends.
func trimSpan(text string, s span) span {
	for s.start < s.end && isSpace(text[s.start]) {
		s.start++
	}
	for s.end > s.start && isSpace(text[s.end-1]) {
		s.end--
	}
	return s
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

func isBlank(s string) bool { return strings.TrimSpace(s) == "" }
