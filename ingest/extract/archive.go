package extract

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/net/html/charset"
)

// archive is a zip file that is read within the limits.
type archive struct {
	r     *reader
	files map[string]*zip.File
	order []*zip.File
}

// maxEntries is the most files of an archive that is opened.
const maxEntries = 100_000

func (r *reader) open(data []byte) (*archive, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("is damaged: %w", err)
	}
	if len(z.File) > maxEntries {
		return nil, fmt.Errorf("holds %d files: more than %d are not read", len(z.File), maxEntries)
	}
	a := &archive{r: r, files: make(map[string]*zip.File, len(z.File)), order: z.File}
	for _, f := range z.File {
		if _, twice := a.files[f.Name]; !twice {
			a.files[f.Name] = f
		}
	}
	return a, nil
}

// read unpacks a file of the archive; fs.ErrNotExist if it is not there. What
// the archive claims its size to be is not believed.
func (a *archive) read(name string) ([]byte, error) {
	f := a.files[strings.TrimPrefix(name, "/")]
	if f == nil {
		return nil, fmt.Errorf("%s is missing in it: %w", path.Base(name), fs.ErrNotExist)
	}
	if f.Flags&1 != 0 {
		return nil, errors.New("is encrypted; save it without its password")
	}
	in, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("is damaged: %s: %w", path.Base(name), err)
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, a.r.left+1))
	if int64(len(data)) > a.r.left {
		a.r.left = 0
		return nil, fmt.Errorf("%w of %d MiB", ErrTooLarge, a.r.opts.Limits.Unpacked>>20)
	}
	a.r.left -= int64(len(data))
	if err != nil {
		return data, fmt.Errorf("is damaged: %s: %w", path.Base(name), err)
	}
	return data, nil
}

// optional is read for what an archive need not have; what is wrong with it
// makes it absent, but for what is over the limit.
func (a *archive) optional(name string) ([]byte, error) {
	data, err := a.read(name)
	if errors.Is(err, ErrTooLarge) {
		return nil, err
	}
	if err != nil {
		return nil, nil
	}
	return data, nil
}

// element is a start tag, by local names.
type element struct {
	name  string
	attrs []xml.Attr
}

// attr returns an attribute by its local name.
func (e element) attr(name string) string {
	for _, a := range e.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// xmlEvents are what walkXML calls; any may be nil.
type xmlEvents struct {
	start func(e element)
	end   func(name string)
	text  func(s string)
}

// maxNesting bounds how deep XML may nest.
const maxNesting = 2000

// walkXML reads XML to its end. What follows a fault is lost, what came before
// it was seen: the error says so, and callers with text keep it.
func walkXML(data []byte, on xmlEvents) error {
	dec := xml.NewDecoder(bytes.NewReader(data))
	dec.Strict = false
	dec.Entity = xml.HTMLEntity
	dec.CharsetReader = charset.NewReaderLabel
	depth := 0
	for {
		tok, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("is damaged: %w", err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if depth++; depth > maxNesting {
				return fmt.Errorf("is damaged: nests more than %d deep", maxNesting)
			}
			if on.start != nil {
				on.start(element{t.Name.Local, t.Attr})
			}
		case xml.EndElement:
			depth--
			if on.end != nil {
				on.end(t.Name.Local)
			}
		case xml.CharData:
			if on.text != nil {
				on.text(string(t))
			}
		}
	}
}

// relations maps the ids of a part of an Office file to their targets.
func (a *archive) relations(of string) (map[string]string, error) {
	data, err := a.optional(path.Join(path.Dir(of), "_rels", path.Base(of)+".rels"))
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	_ = walkXML(data, xmlEvents{start: func(e element) { // what is readable of it is enough
		if e.name == "Relationship" {
			out[e.attr("Id")] = e.attr("Target")
		}
	}})
	return out, nil
}

// properties reads title, author, dates and language of an Office file.
func (a *archive) properties(d *Document) error {
	data, err := a.optional("docProps/core.xml")
	if err != nil {
		return err
	}
	d.dublinCore(data)
	return nil
}

// dublinCore reads the metadata that Office, OpenDocument and EPUB share.
func (d *Document) dublinCore(data []byte) {
	text := ""
	_ = walkXML(data, xmlEvents{ // what is readable of it is enough
		start: func(element) { text = "" },
		text:  func(s string) { text += s },
		end: func(name string) {
			value := strings.TrimSpace(text)
			text = ""
			switch name {
			case "title":
				if d.Title == "" {
					d.Title = cleanLine(value)
				}
			case "creator", "initial-creator":
				d.set("author", value)
			case "subject", "keywords", "publisher", "description", "identifier":
				d.set(name, value)
			case "created", "creation-date":
				d.set("created", value)
				d.newer(value)
			case "modified", "date":
				d.newer(value)
			case "language":
				d.Lang = languageCode(value)
			}
		},
	})
}

// newer takes a date as the document's if it is the latest yet.
func (d *Document) newer(value string) {
	if t := parseTime(value); t.After(d.Modified) {
		d.Modified = t
	}
}
