package eval

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// finder looks for many needles in one pass over a text, in which any run of
// white space counts as one space: needles are folded, texts are not. It
// compares where the first eight bytes of a needle stand, and sees by a bitmap
// that nearly everywhere none do: what stands in every prompt is looked at in
// the time of a few plain passes over it.
type finder struct {
	needles []string
	heads   map[uint64][]int
	bits    []uint64 // of hashes of heads
	short   []int    // needles of less than eight bytes
}

// hashBits is the size of the bitmap: 65,536 bits.
const hashBits = 16

func headHash(h uint64) uint64 { return h * 0x9e3779b97f4a7c15 >> (64 - hashBits) }

func (f *finder) add(needle string) int {
	f.needles = append(f.needles, needle)
	return len(f.needles) - 1
}

// seal ends the adding.
func (f *finder) seal() {
	f.heads, f.bits = map[uint64][]int{}, make([]uint64, 1<<hashBits/64)
	for i, n := range f.needles {
		if len(n) < 8 {
			f.short = append(f.short, i)
			continue
		}
		var h uint64
		for j := range 8 {
			h = h>>8 | uint64(n[j])<<56
		}
		f.heads[h] = append(f.heads[h], i)
		k := headHash(h)
		f.bits[k>>6] |= 1 << (k & 63)
	}
}

// find reports which needles stand in text.
func (f *finder) find(text string) []bool {
	found := make([]bool, len(f.needles))
	if len(f.short) > 0 {
		folded := foldSpace(text)
		for _, i := range f.short {
			found[i] = strings.Contains(folded, f.needles[i])
		}
	}
	if len(f.heads) == 0 {
		return found
	}
	var h uint64
	var starts [8]int // of the last eight folded bytes
	n, blank := 0, true
	for i := 0; i < len(text); {
		c, size := text[i], 1
		if space := spaceAt(text, i); space > 0 {
			i += space
			if blank {
				continue
			}
			c, size, blank = ' ', 0, true
			starts[n&7] = i - space
		} else {
			starts[n&7], blank = i, false
		}
		i += size
		h = h>>8 | uint64(c)<<56
		if n++; n < 8 {
			continue
		}
		if k := headHash(h); f.bits[k>>6]>>(k&63)&1 == 1 {
			for _, needle := range f.heads[h] {
				found[needle] = found[needle] || startsFolded(text[starts[n&7]:], f.needles[needle])
			}
		}
	}
	return found
}

// spaceAt is the number of bytes of the white space at i; 0 if there is none.
func spaceAt(text string, i int) int {
	switch c := text[i]; {
	case c == ' ', '\t' <= c && c <= '\r':
		return 1
	case c == 0xC2, 0xE1 <= c && c <= 0xE3: // what the spaces beyond ASCII begin with
		if r, size := utf8.DecodeRuneInString(text[i:]); unicode.IsSpace(r) {
			return size
		}
	}
	return 0
}

// startsFolded reports whether text begins with the folded needle.
func startsFolded(text, needle string) bool {
	i := 0
	for j := range len(needle) {
		if needle[j] != ' ' {
			if i >= len(text) || text[i] != needle[j] {
				return false
			}
			i++
			continue
		}
		from := i
		for i < len(text) {
			space := spaceAt(text, i)
			if space == 0 {
				break
			}
			i += space
		}
		if i == from {
			return false
		}
	}
	return true
}
