package extract

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"

	"golang.org/x/net/html"
)

// readEPUB reads an EPUB (2 or 3) in the order of its spine. Each file of the
// spine is HTML; its headings become the book's.
func readEPUB(r *reader, in input) (Document, []part, error) {
	a, err := r.open(in.data)
	if err != nil {
		return Document{}, nil, err
	}
	rights, err := a.optional("META-INF/encryption.xml")
	if err != nil {
		return Document{}, nil, err
	}
	opf, err := a.packageFile()
	if err != nil {
		return Document{}, nil, err
	}
	data, err := a.read(opf)
	if err != nil {
		return Document{}, nil, err
	}
	d := Document{}
	d.dublinCore(data)
	var pages []Document
	missing := 0
	for _, name := range spine(data, path.Dir(opf)) {
		page, err := a.read(name)
		if errors.Is(err, ErrTooLarge) {
			return Document{}, nil, err
		}
		var d Document
		if err == nil {
			d, err = bookPage(page)
		}
		if err != nil {
			missing++
			continue
		}
		pages = append(pages, d)
	}
	d.join(pages)
	if missing > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("damaged: %d of its chapters could not be read", missing))
	}
	if strings.TrimSpace(d.Text) == "" {
		if bytes.Contains(rights, []byte("EncryptedData")) {
			return Document{}, nil, errors.New("is encrypted (DRM)")
		}
		return Document{}, nil, errors.New("has no chapter that can be read")
	}
	return d, nil, nil
}

// packageFile is the name of the OPF file that META-INF/container.xml names,
// or the first there is.
func (a *archive) packageFile() (string, error) {
	data, err := a.optional("META-INF/container.xml")
	if err != nil {
		return "", err
	}
	name := ""
	_ = walkXML(data, xmlEvents{start: func(e element) { // what is readable of it is enough
		if e.name == "rootfile" && name == "" {
			name = e.attr("full-path")
		}
	}})
	if a.files[name] != nil {
		return name, nil
	}
	for _, f := range a.order {
		if strings.HasSuffix(f.Name, ".opf") {
			return f.Name, nil
		}
	}
	return "", errors.New("is damaged: it has no package file")
}

// spine lists the book's pages in reading order.
func spine(opf []byte, dir string) []string {
	hrefs := map[string]string{}
	var list []string
	_ = walkXML(opf, xmlEvents{start: func(e element) { // what is readable of it is enough
		switch e.name {
		case "item":
			if kind := e.attr("media-type"); strings.Contains(kind, "html") || strings.Contains(kind, "xml") && !strings.Contains(kind, "ncx") && !strings.Contains(kind, "svg") {
				href, err := url.PathUnescape(e.attr("href"))
				if err != nil {
					href = e.attr("href")
				}
				hrefs[e.attr("id")] = path.Join(dir, href)
			}
		case "itemref":
			if name := hrefs[e.attr("idref")]; name != "" {
				list = append(list, name)
			}
		}
	}})
	return list
}

// bookPage writes a page of HTML.
func bookPage(page []byte) (Document, error) {
	root, err := html.Parse(strings.NewReader(decode(page, declaredIn("html", page)).text))
	if err != nil { // nested deeper than the parser goes
		return Document{}, err
	}
	return writeHTML(root, nil), nil
}

// join sets the text to that of the pages; their spans move along.
func (d *Document) join(pages []Document) {
	var b strings.Builder
	for _, p := range pages {
		if p.Text == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		at := b.Len()
		b.WriteString(p.Text)
		for _, h := range p.Outline {
			h.Start += at
			d.Outline = append(d.Outline, h)
		}
		for _, l := range p.Links {
			l.Start, l.End = l.Start+at, l.End+at
			d.Links = append(d.Links, l)
		}
	}
	d.Text = b.String()
	d.Outline = closeSections(d.Outline, len(d.Text))
}
