package pdf

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Text is the text of a PDF.
type Text struct {
	Text        string
	Pages       []Span    // of each page, in order; Start == End: no text
	Headings    []Heading // bookmarks, or lines in larger type
	Info        map[string]string
	Modified    time.Time
	Pictures    int // pages that hold pictures and no text
	Undecodable int // characters whose font does not say what they are
	Attachments []Attachment
}

// Span is a part of the text, in bytes.
type Span struct{ Start, End int }

// Heading begins a section at a byte of the text; level 1 is the highest.
type Heading struct {
	Level int
	Title string
	Start int
}

// Attachment is a file within a PDF.
type Attachment struct {
	Name string
	Data []byte
}

// Read extracts the text of a PDF. limit is the most bytes that one of its
// streams may unpack to. Errors: ErrPassword, or that it is damaged.
func Read(ctx context.Context, data []byte, limit int64) (*Text, error) {
	f, err := openFile(ctx, data, limit)
	if err != nil {
		return nil, err
	}
	pages := f.pages()
	if len(pages) == 0 {
		return nil, fmt.Errorf("is damaged: it has no pages")
	}
	out := &Text{}
	laid := make([][]segment, len(pages))
	for i, p := range pages {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		in := newInterpreter(f, p.shown())
		in.run(f.contents(p), p.resources, 0)
		in.annotations(p)
		laid[i] = order(segmentsOf(visible(in.glyphs)))
		out.Undecodable += in.unknown
		if len(laid[i]) == 0 && in.pictures > 0 {
			out.Pictures++
		}
	}
	w := &writer{words: vocabulary(laid), body: bodySize(laid)}
	for _, segs := range laid {
		w.page(segs)
	}
	out.Text, out.Pages, out.Headings = w.b.String(), w.pages, w.levels()
	if marks := f.bookmarks(pages, out); len(marks) >= 2 {
		out.Headings = marks
	}
	f.info(out)
	out.Attachments = f.attachments()
	return out, nil
}

// vocabulary holds the words of all lines, but for those that a line end may
// have cut: what decides whether a hyphen belongs to a word.
func vocabulary(pages [][]segment) map[string]bool {
	words := map[string]bool{}
	for _, segs := range pages {
		for _, s := range segs {
			fields := strings.Fields(s.text)
			for i, w := range fields {
				if i < len(fields)-1 || !strings.HasSuffix(w, "-") {
					words[strings.ToLower(strings.TrimFunc(w, unicode.IsPunct))] = true
				}
			}
		}
	}
	return words
}

// bodySize is the size in which most characters are set.
func bodySize(pages [][]segment) float64 {
	count := map[float64]int{}
	for _, segs := range pages {
		for _, s := range segs {
			count[roundSize(s.size)] += s.chars
		}
	}
	body, most := 0.0, 0
	for size, n := range count {
		if n > most || n == most && size < body {
			body, most = size, n
		}
	}
	return body
}

func roundSize(s float64) float64 { return math.Round(s*2) / 2 }

// writer writes pages of segments as text.
type writer struct {
	b        bytes.Buffer
	pages    []Span
	words    map[string]bool
	body     float64
	headings []sized
}

// sized is a heading whose level follows from its size.
type sized struct {
	Heading
	size float64
}

// page writes one page.
func (w *writer) page(segs []segment) {
	if len(segs) > 0 && w.b.Len() > 0 {
		w.b.WriteString("\n\n")
	}
	span := Span{Start: w.b.Len()}
	for i := 0; i < len(segs); i++ {
		if i > 0 {
			w.separate(segs[i-1], &segs[i])
		}
		if segs[i].text == "" {
			continue // its only word went to the line before
		}
		w.heading(segs, i)
		w.b.WriteString(segs[i].text)
	}
	span.End = w.b.Len()
	w.pages = append(w.pages, span)
}

// separate writes what stands between two segments, and joins a word that
// was hyphenated: its rest moves from b to the line of a.
func (w *writer) separate(a segment, b *segment) {
	size := max(a.size, b.size)
	if a.turned == b.turned && math.Abs(a.y-b.y) < baseDrift*size && b.x0 >= a.x1-overlap*size {
		if b.x0-a.x1 > segmentGap*size {
			w.b.WriteString("   ")
		} else {
			w.b.WriteByte(' ')
		}
		return
	}
	if w.joinHyphen(b) {
		return
	}
	drop := a.y - b.y
	paragraph := drop > 1.75*size || drop < 0 || math.Abs(a.size-b.size) > 0.15*size || a.turned != b.turned
	if paragraph && drop < 0 && continues(a.text, b.text) {
		paragraph = false // a sentence goes on in the next column
	}
	if paragraph {
		w.b.WriteString("\n\n")
	} else {
		w.b.WriteByte('\n')
	}
}

func continues(a, b string) bool {
	last, _ := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	return unicode.IsLower(first) && (unicode.IsLetter(last) || last == ',' || last == '-')
}

// maxWord is how far back the beginning of a hyphenated word may be.
const maxWord = 200

// joinHyphen joins a hyphenated word, if the text ends in one.
func (w *writer) joinHyphen(b *segment) bool {
	text := string(w.b.Bytes()[max(0, w.b.Len()-maxWord):])
	stem, ok := strings.CutSuffix(text, "-")
	if !ok {
		stem, ok = strings.CutSuffix(text, "\u00ad")
	}
	first, _ := utf8.DecodeRuneInString(b.text)
	last, _ := utf8.DecodeLastRuneInString(stem)
	if !ok || !unicode.IsLower(first) || !unicode.IsLetter(last) {
		return false
	}
	rest, after, _ := strings.Cut(b.text, " ")
	start := strings.LastIndexFunc(stem, func(r rune) bool { return unicode.IsSpace(r) }) + 1
	half := stem[start:]
	tail := strings.TrimRightFunc(rest, unicode.IsPunct)
	whole, kept := strings.ToLower(strings.TrimLeftFunc(half, unicode.IsPunct)+tail), strings.ToLower(strings.TrimLeftFunc(half, unicode.IsPunct)+"-"+tail)
	if !w.words[whole] && w.words[kept] || strings.Contains(half, "-") && !w.words[whole] {
		w.b.WriteString(rest + "\n") // the hyphen is the word's own
	} else {
		w.b.Truncate(w.b.Len() - len(text) + len(stem))
		w.b.WriteString(rest + "\n")
	}
	b.text = after
	return true
}

// heading remembers a line in larger type than the text's; lines that follow
// in the same size belong to it.
func (w *writer) heading(segs []segment, i int) {
	s := segs[i]
	if s.size < 1.15*w.body || s.chars > 150 || s.chars < 3 || !strings.ContainsFunc(s.text, unicode.IsLetter) {
		return
	}
	if n := len(w.headings) - 1; i > 0 && n >= 0 && math.Abs(segs[i-1].size-s.size) < 0.3 && w.headings[n].Start >= w.pageStart() && len(w.headings[n].Title) < 200 &&
		w.headings[n].size == roundSize(s.size) {
		w.headings[n].Title += " " + s.text
		return
	}
	w.headings = append(w.headings, sized{Heading{Title: s.text, Start: w.b.Len()}, roundSize(s.size)})
}

func (w *writer) pageStart() int {
	if n := len(w.pages); n > 0 {
		return w.pages[n-1].End
	}
	return 0
}

// maxHeadings is the most headings that sizes may give: more are a layout.
const maxHeadings = 2000

// levels gives headings their levels: the largest size is 1, down to 3.
func (w *writer) levels() []Heading {
	if len(w.headings) > maxHeadings {
		return nil
	}
	var sizes []float64
	for _, h := range w.headings {
		if !slices.Contains(sizes, h.size) {
			sizes = append(sizes, h.size)
		}
	}
	slices.Sort(sizes)
	slices.Reverse(sizes)
	var out []Heading
	for _, h := range w.headings {
		h.Level = min(slices.Index(sizes, h.size)+1, 3)
		out = append(out, h.Heading)
	}
	return out
}

// info reads what the file says of itself.
func (f *file) info(out *Text) {
	out.Info = map[string]string{}
	if f.xref.Info == nil {
		return
	}
	d := f.dict(*f.xref.Info)
	for _, key := range []string{"Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate"} {
		if s := strings.TrimSpace(f.text(d[key])); s != "" {
			out.Info[key] = s
		}
	}
	out.Modified = pdfTime(out.Info["ModDate"])
	if out.Modified.IsZero() {
		out.Modified = pdfTime(out.Info["CreationDate"])
	}
}

// pdfTime reads D:20240229123000+01'00'.
func pdfTime(s string) time.Time {
	s = strings.ReplaceAll(strings.TrimPrefix(s, "D:"), "'", "")
	for _, layout := range []string{"20060102150405-0700", "20060102150405Z0700", "20060102150405Z", "20060102150405", "200601021504", "20060102"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
		if len(s) > len(layout) {
			if t, err := time.Parse(layout, s[:len(layout)]); err == nil {
				return t.UTC()
			}
		}
	}
	return time.Time{}
}

// maxAttachments bounds the files taken out of one PDF.
const maxAttachments = 1000

// attachments are the files of the EmbeddedFiles name tree.
func (f *file) attachments() (list []Attachment) {
	root, err := f.xref.Catalog()
	if err != nil {
		return nil
	}
	f.nameTree(f.dict(root["Names"])["EmbeddedFiles"], 0, func(name string, o types.Object) {
		d := f.dict(o)
		data := f.stream(f.dict(d["EF"])["F"])
		if data == nil || len(list) >= maxAttachments {
			return
		}
		for _, key := range []string{"UF", "F"} {
			if s := f.text(d[key]); s != "" {
				name = s
				break
			}
		}
		list = append(list, Attachment{name, data})
	})
	return list
}

// nameTree calls each on every entry of a name tree.
func (f *file) nameTree(o types.Object, depth int, each func(name string, value types.Object)) {
	d := f.dict(o)
	if d == nil || depth > 32 {
		return
	}
	names := f.array(d["Names"])
	for i := 0; i+1 < len(names); i += 2 {
		each(f.text(names[i]), names[i+1])
	}
	for _, kid := range f.array(d["Kids"]) {
		f.nameTree(kid, depth+1, each)
	}
}
