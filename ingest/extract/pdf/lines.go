package pdf

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// segment is text without a wide gap, on one base line.
type segment struct {
	text   string
	x0, x1 float64
	y      float64
	size   float64
	turned int
	chars  int
}

const (
	wordGap    = 0.17 // of the size: a wider gap between glyphs separates words
	segmentGap = 1.5  // of the size: a wider one separates segments
	baseDrift  = 0.45 // of the size: how far glyphs of a line may be off its base line
	overlap    = 0.6  // of the size: how far a glyph may begin before the last one ended
)

// lineBuilder collects the glyphs of one segment.
type lineBuilder struct {
	glyphs []glyph
	end    float64
	rtl    bool
}

// segmentsOf makes segments of glyphs, in the order in which they came.
func segmentsOf(glyphs []glyph) []segment {
	var out []segment
	b := &lineBuilder{}
	for _, g := range distinct(glyphs) {
		if !b.takes(g) {
			out = b.close(out)
		}
		b.add(g)
	}
	return b.close(out)
}

// distinct drops glyphs that are painted twice in the same place, which is how
// some programs make bold.
func distinct(glyphs []glyph) []glyph {
	type place struct {
		text string
		x, y int32
	}
	seen := make(map[place]bool, len(glyphs))
	out := glyphs[:0]
	for _, g := range glyphs {
		q := 0.1 * g.size
		a := place{g.text, grid(g.x / q), grid(g.y / q)}
		b := place{g.text, grid(g.x/q + 0.5), grid(g.y/q + 0.5)}
		b.text += "\x00"
		if strings.TrimSpace(g.text) != "" && (seen[a] || seen[b]) {
			continue
		}
		seen[a], seen[b] = true, true
		out = append(out, g)
	}
	return out
}

func grid(v float64) int32 { return int32(math.Max(-1e9, math.Min(1e9, math.Floor(v)))) }

// takes reports whether a glyph goes on with the segment.
func (b *lineBuilder) takes(g glyph) bool {
	if len(b.glyphs) == 0 {
		return true
	}
	last := b.glyphs[len(b.glyphs)-1]
	size := max(g.size, last.size)
	if g.turned != last.turned || math.Abs(g.y-last.y) > baseDrift*size {
		return false
	}
	if gap := g.x - b.end; gap >= -overlap*size && gap <= segmentGap*size {
		return true
	}
	gap := last.x - (g.x + g.w) // text from right to left, painted in that order
	return isRTL(g.text) && gap >= -overlap*size && gap <= segmentGap*size
}

func (b *lineBuilder) add(g glyph) {
	b.glyphs = append(b.glyphs, g)
	b.end = g.x + g.w
	b.rtl = b.rtl || isRTL(g.text)
}

func isRTL(s string) bool {
	for _, r := range s {
		return unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac)
	}
	return false
}

// close appends the segment, if it has text, and begins another.
func (b *lineBuilder) close(out []segment) []segment {
	if b.rtl {
		b.glyphs = logical(b.glyphs)
	}
	s := segment{x0: math.Inf(1), x1: math.Inf(-1)}
	var text strings.Builder
	space := false
	sizes := 0.0
	for i, g := range b.glyphs {
		if strings.TrimSpace(g.text) == "" {
			space = true
			continue
		}
		if i > 0 {
			prev := b.glyphs[i-1]
			gap := math.Max(g.x-(prev.x+prev.w), prev.x-(g.x+g.w))
			space = space || gap > wordGap*math.Min(g.size, prev.size)
		}
		if space && text.Len() > 0 {
			text.WriteByte(' ')
		}
		space = false
		text.WriteString(g.text)
		s.x0, s.x1 = min(s.x0, g.x), max(s.x1, g.x+g.w)
		s.chars++
		sizes += g.size
		if s.chars == 1 {
			s.y, s.turned = g.y, g.turned
		}
	}
	*b = lineBuilder{}
	if s.chars == 0 {
		return out
	}
	s.size = sizes / float64(s.chars)
	s.text = readable(text.String())
	return append(out, s)
}

// logical puts glyphs of a line with text from right to left into the order of
// reading: runs of numbers and of other scripts keep theirs.
func logical(glyphs []glyph) []glyph {
	slices.SortStableFunc(glyphs, func(a, b glyph) int {
		switch {
		case a.x > b.x:
			return -1
		case a.x < b.x:
			return 1
		}
		return 0
	})
	for i := 0; i < len(glyphs); {
		j := i
		for j < len(glyphs) && !isRTL(glyphs[j].text) && strings.TrimSpace(glyphs[j].text) != "" {
			j++
		}
		slices.Reverse(glyphs[i:j])
		i = max(j, i+1)
	}
	return glyphs
}

var ligatures = strings.NewReplacer("ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "st", "ﬆ", "st", "\x00", "\uFFFD")

// readable spells ligatures out and makes private characters visible as unknown.
func readable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0xF000 && r <= 0xF0FF {
			if r >= 0xF020 && r < 0xF07F { // a symbol font's copy of ASCII: mostly bullets
				return '•'
			}
			return '\uFFFD'
		}
		return r
	}, ligatures.Replace(s))
}
