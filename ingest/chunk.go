package ingest

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"funnel/store"
)

// ChunkOptions size the chunks, in tokens (see Tokens; four bytes of English
// are one). A chunk grows by whole lines until the next would pass Target; it
// passes Target only up to five thirds of it, to keep one section of the
// outline together, and further only for a table row (which may be several
// lines: see rows) or a line of code, up to MaxLine bytes.
type ChunkOptions struct {
	Target  int // 0 takes DefaultChunkTokens
	Overlap int // of a chunk with the one before it in the same section; at most half of Target
}

// DefaultChunkTokens is the target of a chunk.
const DefaultChunkTokens = 375

// MaxLine is the longest table row or line of code, in bytes, that is kept in
// one chunk.
const MaxLine = 16 << 10

// tokenBytes turns tokens into bytes of text.
const tokenBytes = 4

// sizes are the options in bytes.
type sizes struct{ target, most, overlap, line int }

func (o ChunkOptions) sizes(kind string) sizes {
	target := DefaultChunkTokens * tokenBytes
	if o.Target > 0 {
		target = o.Target * tokenBytes
	}
	z := sizes{target: target, most: target + target*2/3, overlap: min(max(o.Overlap, 0)*tokenBytes, target/2)}
	z.line = z.most
	if keepsLines(kind) {
		z.line = max(z.most, MaxLine)
	}
	return z
}

// keepsLines reports whether a line of a kind of document means nothing by
// halves: rows and code.
func keepsLines(kind string) bool {
	switch kind {
	case "text", "markdown", "html", "pdf", "docx", "odt", "rtf", "epub", "mail", "mailbox", "record", "pptx", "notebook", "json", "xml", "":
		return false
	}
	return true
}

// Fingerprint identifies the way of chunking.
func (o ChunkOptions) Fingerprint() string {
	z := o.sizes("")
	return fmt.Sprintf("chunk-v3-%d-%d-%d", z.target, z.most, z.overlap)
}

// piece is a stretch of whole lines that belongs to one place of the outline.
type piece struct {
	start, end int
	heading    string
	cont       bool // goes on with the section of the piece before
}

// chunk cuts a text: first along the outline, then by size, at blank lines
// where there are some near, else at line ends, and inside a line only where
// the line alone is longer than a chunk may be. Small neighbours are joined up
// to the target. The spans are in order and hold every byte that is not white
// space.
func chunk(kind, text string, outline []store.Heading, o ChunkOptions) []store.Chunk {
	z := o.sizes(kind)
	keep := rows(kind, text, z)
	var chunks []store.Chunk
	for _, p := range join(pieces(text, outline, z, keep), z.target) {
		start := p.start
		if p.cont && z.overlap > 0 {
			start = back(text, start, z.overlap)
			if row, ok := around(keep, start); ok {
				start = min(row.end, p.start)
			}
		}
		start, end := trim(text, start, p.end)
		if start < end {
			chunks = append(chunks, store.Chunk{Start: start, End: end, Heading: p.heading})
		}
	}
	return chunks
}

// back moves the start of a chunk up to n bytes back, to where a line begins,
// or a word where the line is longer.
func back(text string, start, n int) int {
	from := max(0, start-n)
	if at := strings.IndexByte(text[from:start], '\n'); at >= 0 && from+at+1 < start {
		return from + at + 1
	}
	if at := strings.IndexByte(text[from:start], ' '); at >= 0 && text[start-1] != '\n' {
		return from + at + 1
	}
	return start
}

// trim drops white space at both ends of a span, but keeps the indentation of
// its first line.
func trim(text string, start, end int) (int, int) {
	s := text[start:end]
	body := strings.TrimLeft(s, " \t\r\n\f\v")
	lead := len(s) - len(body)
	if nl := strings.LastIndexByte(s[:lead], '\n'); nl >= 0 {
		start += nl + 1
	}
	return start, max(start, end-(len(s)-len(strings.TrimRight(s, " \t\r\n\f\v"))))
}

// pieces cuts along the outline and then by size.
func pieces(text string, outline []store.Heading, z sizes, keep []span) []piece {
	var list []piece
	cuts := sections(text, outline)
	for i, c := range cuts {
		end := len(text)
		if i+1 < len(cuts) {
			end = cuts[i+1].start
		}
		list = append(list, split(text, piece{start: c.start, end: end, heading: c.heading}, z, keep)...)
	}
	return list
}

// sections lists where the innermost outline entry changes, from byte 0 on,
// with its heading path.
func sections(text string, outline []store.Heading) []piece {
	edges := []int{0}
	for _, h := range outline {
		edges = append(edges, h.Start, h.End)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	var list []piece
	var open []store.Heading // the entries around the edge, outermost first
	next := 0
	for _, at := range edges {
		if at >= len(text) && at > 0 {
			break
		}
		open = slices.DeleteFunc(open, func(h store.Heading) bool { return h.End <= at })
		for ; next < len(outline) && outline[next].Start <= at; next++ {
			if outline[next].End > at {
				open = append(open, outline[next])
			}
		}
		list = append(list, piece{start: at, heading: headingPath(open)})
	}
	return list
}

// maxPath bounds a heading path: a title may be as long as its author likes.
const maxPath = 200

func headingPath(open []store.Heading) string {
	var names []string
	for _, h := range open {
		names = append(names, h.Title)
	}
	s := strings.Join(names, " > ")
	for len(s) > maxPath || !utf8.ValidString(s) {
		s = s[:min(len(s)-1, maxPath)]
	}
	return s
}

// split cuts a section that is longer than a chunk may be into parts of about
// the target.
func split(text string, p piece, z sizes, keep []span) []piece {
	var list []piece
	for p.end-p.start > z.most {
		cut := spare(keep, p.start, p.start+cutPoint(text[p.start:p.end], z), p.end)
		if cut >= p.end {
			break
		}
		list = append(list, piece{p.start, cut, p.heading, p.cont})
		p.start = cut
		p.cont = true
	}
	return append(list, p)
}

// cutPoint is where to end a chunk that begins s: behind the last blank line
// in its second half, else behind the last line, up to the target; else behind
// the line, if that is not too long; else behind white space, else behind a
// rune.
func cutPoint(s string, z sizes) int {
	head := s[:z.target]
	if at := strings.LastIndex(head, "\n\n"); at > z.target/2 {
		return at + 2
	}
	if at := strings.LastIndexByte(head, '\n'); at > 0 {
		return at + 1
	}
	if at := strings.IndexByte(s[:min(len(s), z.line)], '\n'); at > 0 {
		return at + 1
	}
	if len(s) <= z.line {
		return len(s)
	}
	if at := strings.LastIndexAny(head, " \t"); at > 0 {
		return at + 1
	}
	at := z.target
	for !utf8.RuneStart(s[at]) {
		at--
	}
	return at
}

// join puts small neighbours together while they stay within target. A joined
// chunk is named by the headings of its parts, as many as fit.
func join(list []piece, target int) []piece {
	var out []piece
	for _, p := range list {
		last := len(out) - 1
		if last < 0 || p.end-out[last].start > target {
			out = append(out, p)
			continue
		}
		out[last].end = p.end
		out[last].heading = joinHeadings(out[last].heading, p.heading)
	}
	return out
}

func joinHeadings(a, b string) string {
	switch {
	case a == "" || a == b:
		return b
	case b == "" || len(a)+len(b) > maxPath || strings.HasSuffix(a, "; "+b):
		return a
	}
	return a + "; " + b
}
