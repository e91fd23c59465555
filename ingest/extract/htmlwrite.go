package extract

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlWriter writes the text of HTML nodes.
type htmlWriter struct {
	builder
	lists []int // the number of the last item for each open list; -1 = bullets
	// rewrite turns a link's target into another, for files within files.
	rewrite func(string) string
}

// writeHTML writes a node and all below it.
func writeHTML(n *html.Node, rewrite func(string) string) Document {
	w := &htmlWriter{rewrite: rewrite}
	w.node(n)
	return w.document()
}

// node writes a node and what is in it. Depth is bounded by the parser.
func (w *htmlWriter) node(n *html.Node) {
	if n.Type == html.TextNode {
		w.text(n.Data)
		return
	}
	if dropped(n) {
		return
	}
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		if !w.row {
			w.heading(int(n.Data[1]-'0'), textOf(n))
			return
		}
	case atom.A:
		w.anchor(n)
		return
	case atom.Tr:
		w.tableRow(n)
		return
	case atom.Pre:
		w.preformatted(n)
		return
	case atom.Ul, atom.Ol:
		w.list(n)
		return
	case atom.Li:
		w.item()
		w.children(n)
		w.hold = false
		w.gap("\n")
		return
	case atom.Br:
		w.gap("\n")
	}
	gap := gapAround(n)
	w.gap(gap)
	w.children(n)
	w.gap(gap)
}

func (w *htmlWriter) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
}

// gapAround is the white space that separates an element from what is around.
func gapAround(n *html.Node) string {
	switch n.DataAtom {
	case atom.P, atom.Table, atom.Blockquote, atom.Dl, atom.Figure, atom.Section, atom.Article, atom.Fieldset:
		return "\n\n"
	case atom.Div, atom.Li, atom.Dt, atom.Dd, atom.Caption, atom.Figcaption, atom.Header, atom.Address, atom.Hr, atom.Option, atom.Summary, atom.Details, atom.Form, atom.Title, atom.Center:
		return "\n"
	case atom.Td, atom.Th:
		return " "
	}
	return ""
}

func (w *htmlWriter) anchor(n *html.Node) {
	start := w.b.Len() + len(w.pending)
	w.children(n)
	target := attr(n, "href")
	if w.rewrite != nil {
		target = w.rewrite(target)
	}
	if !strings.HasPrefix(target, "#") && !strings.HasPrefix(target, "javascript:") {
		w.link("html", target, start)
	}
}

// tableRow writes a row on one line. A table within a cell stays in the line.
func (w *htmlWriter) tableRow(n *html.Node) {
	if layout(n) { // a table that only places things: its cells are blocks
		w.gap("\n")
		w.children(n)
		w.gap("\n")
		return
	}
	outer := w.row
	w.gap("\n")
	w.row = true
	first := true
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
			if !first {
				w.cell(false)
			}
			first = false
		}
		w.node(c)
	}
	w.row, w.hold = outer, false
	w.gap("\n")
}

// layout reports whether a row holds what no cell of data holds: paragraphs by
// the dozen, tables, headings.
func layout(row *html.Node) bool {
	blocks := 0
	for n := range row.Descendants() {
		switch n.DataAtom {
		case atom.Table, atom.H1, atom.H2, atom.H3:
			return true
		case atom.P, atom.Div, atom.Li:
			if blocks++; blocks > 12 {
				return true
			}
		}
	}
	return false
}

func (w *htmlWriter) preformatted(n *html.Node) {
	if w.row || w.pre {
		w.children(n)
		return
	}
	w.gap("\n\n")
	w.pre = true
	w.children(n)
	w.pre = false
	w.gap("\n\n")
}

func (w *htmlWriter) list(n *html.Node) {
	gap := "\n\n"
	if len(w.lists) > 0 {
		gap = "\n"
	}
	number := -1
	if n.DataAtom == atom.Ol {
		number = 0
	}
	w.lists = append(w.lists, number)
	w.gap(gap)
	w.children(n)
	w.gap(gap)
	w.lists = w.lists[:len(w.lists)-1]
}

// item writes what marks an item of the innermost list.
func (w *htmlWriter) item() {
	w.gap("\n")
	mark := "- "
	if last := len(w.lists) - 1; last >= 0 {
		if w.lists[last] >= 0 {
			w.lists[last]++
			mark = fmt.Sprintf("%d. ", w.lists[last])
		}
		if last > 0 && !w.row && !w.pre {
			w.flush()
			w.b.WriteString(strings.Repeat("  ", min(last, 8)))
		}
	}
	w.flush()
	w.b.WriteString(mark)
	w.hold = true
}

// dropped reports whether a node is no part of the page's main text.
func dropped(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Nav, atom.Aside, atom.Head, atom.Noscript, atom.Template, atom.Svg, atom.Iframe, atom.Button, atom.Select, atom.Textarea:
		return true
	case atom.Footer:
		return !within(n, atom.Article)
	}
	for _, a := range n.Attr {
		switch {
		case a.Key == "hidden", a.Key == "aria-hidden" && a.Val == "true",
			a.Key == "role" && (a.Val == "navigation" || a.Val == "banner" || a.Val == "contentinfo"):
			return n.DataAtom != atom.Body && n.DataAtom != atom.Html
		}
	}
	return n.Type == html.CommentNode
}

func within(n *html.Node, a atom.Atom) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == a {
			return true
		}
	}
	return false
}
