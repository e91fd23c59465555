package pdf

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// bookmarks reads the file's outline as headings: each at its title on the
// page that it leads to, or where the page begins.
func (f *file) bookmarks(pages []page, text *Text) []Heading {
	root, err := f.xref.Catalog()
	if err != nil {
		return nil
	}
	b := &bookmarkReader{f: f, text: text, pages: f.pageNumbers(), names: map[string]types.Object{}, seen: map[int]bool{}}
	f.nameTree(f.dict(root["Names"])["Dests"], 0, func(name string, o types.Object) { b.names[name] = o })
	for name, o := range f.dict(root["Dests"]) {
		b.names[name] = o
	}
	b.walk(f.dict(root["Outlines"])["First"], 1)
	slices.SortStableFunc(b.list, func(x, y Heading) int { return cmp.Compare(x.Start, y.Start) })
	return b.list
}

type bookmarkReader struct {
	f     *file
	text  *Text
	pages map[int]int // object number → index of the page
	names map[string]types.Object
	seen  map[int]bool
	list  []Heading
}

// pageNumbers maps the object number of each page to its index.
func (f *file) pageNumbers() map[int]int {
	out := map[int]int{}
	seen := map[int]bool{}
	n := 0
	var walk func(o types.Object, depth int)
	walk = func(o types.Object, depth int) {
		ref, ok := o.(types.IndirectRef)
		if ok && seen[ref.ObjectNumber.Value()] {
			return
		}
		d := f.dict(o)
		if d == nil || depth > 64 || n >= maxPages {
			return
		}
		if ok {
			seen[ref.ObjectNumber.Value()] = true
		}
		kids := f.array(d["Kids"])
		if kids == nil {
			if ok {
				out[ref.ObjectNumber.Value()] = n
			}
			n++
			return
		}
		for _, kid := range kids {
			walk(kid, depth+1)
		}
	}
	if root, err := f.xref.Catalog(); err == nil {
		walk(root["Pages"], 0)
	}
	return out
}

// walk reads an item, its siblings and what is below them.
func (b *bookmarkReader) walk(o types.Object, level int) {
	for o != nil && level <= 9 && len(b.list) < maxHeadings {
		if ref, ok := o.(types.IndirectRef); ok {
			if b.seen[ref.ObjectNumber.Value()] {
				return
			}
			b.seen[ref.ObjectNumber.Value()] = true
		}
		d := b.f.dict(o)
		if d == nil {
			return
		}
		title := strings.Join(strings.Fields(b.f.text(d["Title"])), " ")
		if page, ok := b.target(d); ok && title != "" {
			b.list = append(b.list, Heading{Level: level, Title: title, Start: b.place(page, title)})
		}
		b.walk(d["First"], level+1)
		o = d["Next"]
	}
}

// target is the page that an item leads to.
func (b *bookmarkReader) target(d types.Dict) (int, bool) {
	dest := b.f.get(d["Dest"])
	if dest == nil {
		dest = b.f.get(b.f.dict(d["A"])["D"])
	}
	for range 4 { // a name leads to an array, perhaps within a dictionary
		switch v := dest.(type) {
		case types.Array:
			if len(v) == 0 {
				return 0, false
			}
			if ref, ok := v[0].(types.IndirectRef); ok {
				n, ok := b.pages[ref.ObjectNumber.Value()]
				return n, ok && n < len(b.text.Pages)
			}
			n, ok := b.f.number(v[0])
			return int(n), ok && n >= 0 && int(n) < len(b.text.Pages)
		case types.Dict:
			dest = b.f.get(v["D"])
		default:
			dest = b.f.get(b.names[b.f.text(v)])
		}
	}
	return 0, false
}

// place finds a title on a page; white space does not count.
func (b *bookmarkReader) place(page int, title string) int {
	span := b.text.Pages[page]
	text := b.text.Text[span.Start:span.End]
	if at := strings.Index(text, title); at >= 0 {
		return span.Start + at
	}
	words := strings.Fields(title)
	for from := 0; ; {
		at := strings.Index(text[from:], words[0])
		if at < 0 {
			return span.Start
		}
		at += from
		end := min(len(text), at+2*len(title)+16)
		if strings.HasPrefix(strings.Join(strings.Fields(strings.ToValidUTF8(text[at:end], "")), " "), title) {
			return span.Start + at
		}
		from = at + len(words[0])
	}
}
