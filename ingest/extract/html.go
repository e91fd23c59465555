package extract

import (
	"bytes"
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/go-shiori/go-readability"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// readHTML writes the main text of a page: paragraphs and headings on lines of
// their own, list items with a dash or number, table rows with " | " between
// their cells.
//
// What is boilerplate is decided twice. Scripts, styles, navigation, asides
// and page footers are never text. Of the rest the readability library takes
// the article, where it finds one; a page of which it would lose more than a
// twentieth of the prose (a reference manual, a list) is kept whole.
func readHTML(_ *reader, in input) (Document, []part, error) {
	src := plain(in)
	root, err := html.Parse(strings.NewReader(src.Text))
	if err != nil {
		return Document{}, nil, fmt.Errorf("read HTML: %w", err)
	}
	d := htmlDocument(root)
	d.Charset, d.Undecodable, d.Notes = src.Charset, src.Undecodable, append(src.Notes, d.Notes...)
	return d, nil, nil
}

// htmlDocument extracts a parsed page; it takes the tree over.
func htmlDocument(root *html.Node) Document {
	base := baseOf(root)
	whole := writeHTML(mainOf(root), base)
	head := pageHead(root)
	if article := readable(root); article != nil {
		if d := writeHTML(article, base); lostProse(whole.Text, d.Text)*20 <= len(d.Text) {
			whole = d
		}
	}
	whole.Kind = "html"
	for key, value := range head.Metadata {
		whole.set(key, value)
	}
	whole.Title, whole.Lang, whole.Modified = head.Title, head.Lang, head.Modified
	if whole.Title == "" {
		whole.Title = topTitle(whole.Outline)
	}
	return whole
}

// proseLine is the length from which a line is no menu entry.
const proseLine = 60

// lostProse is how many bytes of long lines a shorter text lacks.
func lostProse(whole, article string) (n int) {
	kept := map[string]bool{}
	for line := range strings.Lines(article) {
		kept[strings.TrimSpace(line)] = true
	}
	for line := range strings.Lines(whole) {
		if line = strings.TrimSpace(line); len(line) >= proseLine && !kept[line] {
			n += len(line)
		}
	}
	return n
}

// mainOf is <main>, or everything.
func mainOf(root *html.Node) *html.Node {
	if n := findNode(root, atom.Main); n != nil {
		return n
	}
	return root
}

// readable is the article that the readability library finds, or nil. Its
// parser is made for pages of the web and may stop on odd ones; then the page
// is kept whole.
func readable(root *html.Node) (article *html.Node) {
	defer func() {
		if recover() != nil {
			article = nil
		}
	}()
	if !readability.CheckDocument(root) {
		return nil
	}
	targets := hideTargets(root)
	var copied bytes.Buffer
	if html.Render(&copied, root) != nil || copied.Len() > maxSyntax {
		return nil
	}
	a, err := readability.FromReader(&copied, &url.URL{})
	if err != nil || a.Node == nil {
		return nil
	}
	showTargets(a.Node, targets)
	return a.Node
}

// hiddenTarget begins a link whose target is hidden.
const hiddenTarget = "http://target.invalid/"

// hideTargets puts absolute addresses in the place of the targets of links: the
// library resolves relative ones against the page's address, which a file has
// not. Targets within the page stay, the library weighs them otherwise.
func hideTargets(root *html.Node) (targets []string) {
	eachTarget(root, func(href *string) {
		if !strings.HasPrefix(*href, "#") && !strings.HasPrefix(*href, "javascript:") {
			targets = append(targets, *href)
			*href = hiddenTarget + strconv.Itoa(len(targets)-1)
		}
	})
	return targets
}

// showTargets undoes hideTargets.
func showTargets(root *html.Node, targets []string) {
	eachTarget(root, func(href *string) {
		number, hidden := strings.CutPrefix(*href, hiddenTarget)
		if i, err := strconv.Atoi(number); hidden && err == nil && i >= 0 && i < len(targets) {
			*href = targets[i]
		}
	})
}

func eachTarget(root *html.Node, fn func(href *string)) {
	for n := range root.Descendants() {
		for i := range n.Attr {
			if n.DataAtom == atom.A && n.Attr[i].Key == "href" {
				fn(&n.Attr[i].Val)
			}
		}
	}
}

// baseOf is the address that a page gives for its relative links to begin at;
// nil if it gives none.
func baseOf(root *html.Node) func(string) string {
	base, err := url.Parse(attr(findNode(root, atom.Base), "href"))
	if err != nil || base.String() == "" {
		return nil
	}
	return func(target string) string {
		u, err := url.Parse(target)
		if err != nil || target == "" || strings.HasPrefix(target, "#") || u.Scheme != "" {
			return target
		}
		if base.Scheme != "" || base.Host != "" || strings.HasPrefix(base.Path, "/") || strings.HasPrefix(target, "/") {
			return base.ResolveReference(u).String()
		}
		dir, _ := path.Split(base.Path)
		return dir + target
	}
}

// pageHead reads what a page says of itself.
func pageHead(root *html.Node) (d Document) {
	d.Title = textOf(findNode(root, atom.Title))
	for n := range root.Descendants() {
		switch n.DataAtom {
		case atom.Html:
			d.Lang = languageCode(attr(n, "lang"))
		case atom.Meta:
			d.meta(strings.ToLower(attr(n, "name")+attr(n, "property")), attr(n, "content"))
		case atom.Time:
			if t := parseTime(attr(n, "datetime")); d.Modified.IsZero() && !t.IsZero() {
				d.Modified = t
			}
		case atom.Body:
			if d.Lang == "" {
				d.Lang = languageCode(attr(n, "lang"))
			}
		}
	}
	return d
}

// meta takes one <meta> element.
func (d *Document) meta(name, content string) {
	switch name {
	case "author", "dc.creator", "article:author":
		d.set("author", content)
	case "description", "og:description":
		d.set("description", content)
	case "keywords":
		d.set("keywords", content)
	case "og:title":
		if d.Title == "" {
			d.Title = cleanLine(content)
		}
	case "date", "dc.date", "article:published_time", "article:modified_time", "last-modified":
		if t := parseTime(content); t.After(d.Modified) {
			d.Modified = t
		}
	}
}

func attr(n *html.Node, key string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
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
