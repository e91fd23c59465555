package extract

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"funnel/store"
)

// Version changes whenever an extractor gives another result for the same
// bytes: then every document is read again.
const Version = 10

// A Document is what an extractor makes of a file or of a part of one.
type Document struct {
	Part     string // "" = the file itself, else the name of a part within it: "report.pdf", "2/notes.txt"
	Kind     string // see Format
	Title    string
	Text     string // UTF-8
	Outline  []store.Heading
	Links    []store.Link // Target, Kind and span only
	Metadata map[string]any
	Labels   []string  // who may see it, as its front matter says
	Modified time.Time // as the document says itself; zero = it does not
	Lang     string    // as the document says itself; "" = it does not
	Charset  string    // what the text was decoded from, "" = UTF-8
	// Undecodable counts bytes or characters that became U+FFFD.
	Undecodable int
	// Notes are what a reader of the report should know: a scanned PDF, a
	// part that was left out.
	Notes []string
}

// A Problem is a part of a file that became no document.
type Problem struct {
	Part   string
	Reason string
	Failed bool // should have been readable; else it is skipped
	Kept   bool // skipped for a limit, not for what it holds
}

// Result is all that came out of a file.
type Result struct {
	Documents []Document // the file's own first
	Problems  []Problem
}

// Options change how files are read. The zero value is usable.
type Options struct {
	// PDFToText is poppler's pdftotext, used for PDF instead of the built-in
	// reader; "" uses that.
	PDFToText string
	Limits    Limits
}

// Limits bound what a file may become.
type Limits struct {
	// Unpacked is the most bytes that all that is packed in a file may have
	// unpacked; 0 takes 1 GiB.
	Unpacked int64
	// Depth is how deep parts may nest; 0 takes 4.
	Depth int
	// Parts is the most parts of one file; 0 takes 10,000.
	Parts int
}

func (l Limits) withDefaults() Limits {
	l.Unpacked = cmp.Or(l.Unpacked, 1<<30)
	l.Depth = cmp.Or(l.Depth, 4)
	l.Parts = cmp.Or(l.Parts, 10_000)
	return l
}

// Skip says that a source is no document and nothing is wrong with it.
type Skip struct {
	Reason string
	Gone   bool // what was a document before is none any more
}

func (e *Skip) Error() string { return e.Reason }

// ErrTooLarge says that a file unpacks to more than Limits.Unpacked.
var ErrTooLarge = errors.New("unpacks to more than the limit")

// Read extracts a file. Errors: a *Skip, or a failure.
func Read(ctx context.Context, name string, data []byte, o Options) (*Result, error) {
	o.Limits = o.Limits.withDefaults()
	r := &reader{ctx: ctx, opts: o, left: o.Limits.Unpacked}
	docs, err := r.read(name, data, "", 0)
	if err != nil {
		return nil, err
	}
	for i := range docs {
		docs[i].seal()
	}
	return &Result{Documents: docs, Problems: r.problems}, nil
}

// reader reads one file and what is in it.
type reader struct {
	ctx      context.Context
	opts     Options
	left     int64 // bytes that may still be unpacked
	parts    int
	problems []Problem
}

// part is a file within a file.
type part struct {
	name string
	data []byte
}

// read extracts data, then its parts. An error is about the file itself.
func (r *reader) read(name string, data []byte, at string, depth int) (docs []Document, err error) {
	defer func() { // third-party parsers panic on damaged files
		if p := recover(); p != nil {
			docs, err = nil, fmt.Errorf("is damaged: its reader stopped with: %v", p)
		}
	}()
	f := Sniff(name, data)
	if f.packed {
		if name, data, err = r.unpack(name, data); err != nil {
			return nil, err
		}
		if f = Sniff(name, data); f.packed {
			return nil, &Skip{Reason: "compressed more than once; unpack it with: gunzip FILE", Gone: true}
		}
	}
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	doc, parts, err := f.read(r, input{name: name, data: data, format: f})
	if err != nil {
		return nil, err
	}
	doc.Kind = cmp.Or(doc.Kind, f.Kind)
	doc.Part = at
	docs = []Document{doc}
	for _, p := range uniqueNames(parts) {
		docs = append(docs, r.readPart(p, path.Join(at, p.name), depth+1)...)
	}
	return docs, nil
}

// readPart extracts a part; what is wrong with it is a problem.
func (r *reader) readPart(p part, at string, depth int) []Document {
	r.parts++
	switch {
	case depth > r.opts.Limits.Depth:
		r.problem(at, &Skip{Reason: fmt.Sprintf("nested more than %d deep", r.opts.Limits.Depth)})
		return nil
	case r.parts > r.opts.Limits.Parts:
		if r.parts == r.opts.Limits.Parts+1 {
			r.problem(at, fmt.Errorf("holds more than %d parts: those from here on are left out", r.opts.Limits.Parts))
		}
		return nil
	case r.ctx.Err() != nil:
		r.problem(at, r.ctx.Err())
		return nil
	}
	docs, err := r.read(p.name, p.data, at, depth)
	if err != nil {
		r.problem(at, err)
	}
	return docs
}

func (r *reader) problem(at string, err error) {
	var skip *Skip
	p := Problem{Part: at, Reason: err.Error(), Failed: !errors.As(err, &skip)}
	p.Kept = skip != nil && !skip.Gone
	r.problems = append(r.problems, p)
}

// uniqueNames gives every part a name of its own that is a clean relative
// path: it becomes part of a document's id.
func uniqueNames(parts []part) []part {
	seen := map[string]int{}
	for i, p := range parts {
		name := strings.Trim(path.Clean("/"+strings.Map(printable, strings.ToValidUTF8(p.name, "\uFFFD"))), "/")
		if name == "" || name == "." {
			name = fmt.Sprintf("part %d", i+1)
		}
		seen[name]++
		if n := seen[name]; n > 1 {
			ext := path.Ext(name)
			name = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, ext), n, ext)
		}
		parts[i].name = name
	}
	return parts
}

func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return '\uFFFD'
	}
	return r
}

// seal puts a document into the form that the package promises.
func (d *Document) seal() {
	if !utf8.ValidString(d.Text) || strings.IndexByte(d.Text, 0) >= 0 {
		// Spans stay: an invalid byte or NUL is replaced only here if an
		// extractor missed it, and then the outline is given up.
		d.Text = strings.ReplaceAll(strings.ToValidUTF8(d.Text, "\uFFFD"), "\x00", "\uFFFD")
		d.Outline, d.Links = nil, nil
	}
	d.Title = cleanLine(d.Title)
	d.Outline = slices.DeleteFunc(d.Outline, func(h store.Heading) bool {
		return h.Start >= len(d.Text) || h.End > len(d.Text) || h.Start >= h.End
	})
	for i := range d.Outline {
		d.Outline[i].Title = cleanLine(d.Outline[i].Title)
	}
	d.Links = slices.DeleteFunc(d.Links, func(l store.Link) bool {
		return l.Start >= l.End || l.End > len(d.Text) || l.Target == ""
	})
	if d.Undecodable > 0 {
		d.set("undecodable", d.Undecodable)
	}
	if d.Charset != "" {
		d.set("charset", d.Charset)
	}
}

// set puts a value into the metadata; empty strings are left out.
func (d *Document) set(key string, value any) {
	if s, ok := value.(string); ok {
		if s = cleanLine(s); s == "" {
			return
		}
		value = s
	}
	if d.Metadata == nil {
		d.Metadata = map[string]any{}
	}
	d.Metadata[key] = value
}

// maxTitle bounds titles: an author may make them as long as he likes.
const maxTitle = 300

// cleanLine makes one line of valid UTF-8 of a title.
func cleanLine(s string) string {
	s = strings.Join(strings.Fields(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")), " ")
	return cut(s, maxTitle)
}

// cut shortens a string to at most n bytes, on a rune boundary.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
