package ingest

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"funnel/store"
)

// ChunkOptions size the chunks, in bytes of text. A chunk grows by whole
// lines until the next would pass Target; it passes Target only up to Max, to
// keep one section of the outline together.
type ChunkOptions struct {
	Target int // 0 takes 1,500
	Max    int // 0 takes 2,500
}

func (o ChunkOptions) withDefaults() ChunkOptions {
	if o.Target <= 0 {
		o.Target = 1500
	}
	if o.Max < o.Target {
		o.Max = o.Target + o.Target*2/3
	}
	return o
}

// Fingerprint identifies the way of chunking.
func (o ChunkOptions) Fingerprint() string {
	o = o.withDefaults()
	return fmt.Sprintf("chunk-v1-%d-%d", o.Target, o.Max)
}

// piece is a stretch of whole lines that belongs to one place of the outline.
type piece struct {
	start, end int
	heading    string
}

// chunk cuts a text: first along the outline, then by size, at blank lines
// where there are some near, else at line ends, and inside a line only where
// the line alone is longer than Max. Small neighbours are joined up to
// Target. The spans are in order and hold every byte that is not white space.
func chunk(text string, outline []store.Heading, o ChunkOptions) []store.Chunk {
	var chunks []store.Chunk
	for _, p := range join(pieces(text, outline, o), o.Target) {
		start, end := trim(text, p.start, p.end)
		if start < end {
			chunks = append(chunks, store.Chunk{Start: start, End: end, Heading: p.heading})
		}
	}
	return chunks
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
func pieces(text string, outline []store.Heading, o ChunkOptions) []piece {
	var list []piece
	cuts := sections(text, outline)
	for i, c := range cuts {
		end := len(text)
		if i+1 < len(cuts) {
			end = cuts[i+1].start
		}
		list = append(list, split(text, piece{c.start, end, c.heading}, o)...)
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

// split cuts a section that is longer than Max into parts of about Target.
func split(text string, p piece, o ChunkOptions) []piece {
	var list []piece
	for p.end-p.start > o.Max {
		cut := cutPoint(text[p.start:p.end], o)
		list = append(list, piece{p.start, p.start + cut, p.heading})
		p.start += cut
	}
	return append(list, p)
}

// cutPoint is where to end a chunk that begins s: behind the last blank line
// in its second half, else behind the last line, up to Target; else behind
// white space, else behind a rune.
func cutPoint(s string, o ChunkOptions) int {
	head := s[:o.Target]
	if at := strings.LastIndex(head, "\n\n"); at > o.Target/2 {
		return at + 2
	}
	if at := strings.LastIndexByte(head, '\n'); at > 0 {
		return at + 1
	}
	if at := strings.IndexByte(s[:o.Max], '\n'); at > 0 {
		return at + 1
	}
	if at := strings.LastIndexAny(head, " \t"); at > 0 {
		return at + 1
	}
	at := o.Target
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
