package ingest

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"funnel/store"
)

// extractHTML writes the main text of a page: paragraphs and headings on
// lines of their own, list items with a dash, table rows with " | " between
// their cells. Scripts, styles, navigation, asides and footers are dropped.
func extractHTML(page string) extracted {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil { // the parser accepts everything but read errors
		return extractPlain(page)
	}
	w := &htmlWriter{}
	top := findNode(root, atom.Main)
	if top == nil {
		top = root
	}
	w.node(top)
	e := extracted{kind: "html", text: strings.TrimRight(w.b.String(), " \n"), title: textOf(findNode(root, atom.Title))}
	for _, h := range w.outline {
		if h.Start < len(e.text) {
			e.outline = append(e.outline, h)
		}
	}
	e.outline = closeSections(e.outline, len(e.text))
	if e.title == "" && len(e.outline) > 0 {
		e.title = e.outline[0].Title
	}
	return e
}

func findNode(n *html.Node, a atom.Atom) *html.Node {
	for c := range n.Descendants() {
		if c.DataAtom == a {
			return c
		}
	}
	return nil
}

func textOf(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// htmlWriter collects text with its white space folded.
type htmlWriter struct {
	b       strings.Builder
	outline []store.Heading
	pending string // white space due before the next word: "", " ", "\n" or "\n\n"
	pre     bool
}

// node writes a node and what is in it.
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
		w.heading(n)
		return
	case atom.Li:
		w.gap("\n")
		w.text("- ")
	case atom.Td, atom.Th:
		if prevCell(n) {
			w.pending = ""
			w.b.WriteString(" | ")
		}
	case atom.Pre:
		w.gap("\n\n")
		w.pre = true
		defer func() { w.pre = false }()
	case atom.Br, atom.Tr, atom.Div, atom.Dt, atom.Dd, atom.Section, atom.Article:
		w.gap("\n")
	case atom.P, atom.Table, atom.Ul, atom.Ol, atom.Blockquote, atom.Dl:
		w.gap("\n\n")
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
	switch n.DataAtom {
	case atom.P, atom.Table, atom.Ul, atom.Ol, atom.Blockquote, atom.Dl, atom.Pre:
		w.gap("\n\n")
	case atom.Div, atom.Tr, atom.Li, atom.Section, atom.Article:
		w.gap("\n")
	}
}

// dropped reports whether a node is no part of the page's main text.
func dropped(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Nav, atom.Footer, atom.Aside, atom.Head, atom.Noscript, atom.Template, atom.Svg, atom.Form, atom.Iframe:
		return true
	}
	for _, a := range n.Attr {
		if a.Key == "hidden" || a.Key == "aria-hidden" && a.Val == "true" {
			return true
		}
	}
	return n.Type == html.CommentNode
}

func prevCell(n *html.Node) bool {
	for p := n.PrevSibling; p != nil; p = p.PrevSibling {
		if p.DataAtom == atom.Td || p.DataAtom == atom.Th {
			return true
		}
	}
	return false
}

func (w *htmlWriter) heading(n *html.Node) {
	title := textOf(n)
	if title == "" {
		return
	}
	w.gap("\n\n")
	w.flush()
	w.outline = append(w.outline, store.Heading{Level: int(n.Data[1] - '0'), Kind: "heading", Title: title, Start: w.b.Len()})
	w.b.WriteString(title)
	w.gap("\n\n")
}

// gap asks for white space before what comes next; the widest wins.
func (w *htmlWriter) gap(s string) {
	if w.b.Len() > 0 && len(s) > len(strings.TrimLeft(w.pending, " ")) {
		w.pending = s
	}
}

func (w *htmlWriter) flush() {
	w.b.WriteString(w.pending)
	w.pending = ""
}

func (w *htmlWriter) text(s string) {
	s = strings.ReplaceAll(s, "\x00", "\uFFFD")
	if w.pre {
		w.flush()
		w.b.WriteString(s)
		return
	}
	words := strings.Fields(s)
	if len(words) == 0 {
		if s != "" && w.pending == "" && w.b.Len() > 0 {
			w.pending = " "
		}
		return
	}
	if w.pending == "" && w.b.Len() > 0 && strings.TrimLeft(s, " \t\r\n") != s {
		w.pending = " "
	}
	w.flush()
	w.b.WriteString(strings.Join(words, " "))
	if strings.TrimRight(s, " \t\r\n") != s {
		w.pending = " "
	}
}
