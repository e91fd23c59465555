package pdf

import "github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

// box is a rectangle of a page: left, bottom, right, top.
type box [4]float64

// box is the rectangle o, or the one that the page inherits.
func (f *file) box(o types.Object, up *box) *box {
	n := f.numbers(o)
	if len(n) != 4 || n[0] == n[2] || n[1] == n[3] {
		return up
	}
	return &box{min(n[0], n[2]), min(n[1], n[3]), max(n[0], n[2]), max(n[1], n[3])}
}

// shown is the part of a page that a viewer shows; nil if the page does not
// say. Where the two boxes do not meet the larger one is meant.
func (p *page) shown() *box {
	if p.media == nil || p.crop == nil {
		if p.crop != nil {
			return p.crop
		}
		return p.media
	}
	b := box{max(p.media[0], p.crop[0]), max(p.media[1], p.crop[1]), min(p.media[2], p.crop[2]), min(p.media[3], p.crop[3])}
	if b[0] >= b[2] || b[1] >= b[3] {
		return p.media
	}
	return &b
}

// misses reports whether text of a size that begins at a place is off the box.
func (b *box) misses(x, y, size float64) bool {
	return x < b[0]-size || x > b[2] || y < b[1]-size || y > b[3]
}

// visible drops the glyphs that lie off the part of the page that is shown:
// pages cut from one sheet carry the text of all. A page with nothing in sight
// keeps everything, because its boxes must be wrong.
func visible(glyphs []glyph) []glyph {
	in := glyphs[:0:0]
	for _, g := range glyphs {
		if !g.off {
			in = append(in, g)
		}
	}
	if len(in) == 0 {
		return glyphs
	}
	return in
}
