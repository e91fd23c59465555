package python

import (
	"sync"
	"unicode"
	"unicode/utf8"
)

// A reClass is a set of characters: ranges and the classes of escapes.
type reClass struct {
	negated bool
	ranges  [][2]rune
	classes []byte // d, w, s, D, W, S; '.': all but the line feed; 'a': all
	ascii   bool   // what the classes and case mean
	fold    bool
	either  bool // LOCALE: a letter is in the set if one of its cases is
}

// spaceRanges are the characters of \s, as str.isspace has them.
var spaceRanges = [][2]rune{{'\t', '\r'}, {0x1c, ' '}, {0x85, 0x85}, {0xa0, 0xa0}, {0x1680, 0x1680},
	{0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}}

func isWordRune(r rune, ascii bool) bool {
	if r < utf8.RuneSelf {
		return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	}
	return !ascii && (unicode.IsLetter(r) || unicode.IsNumber(r))
}

func inRanges(ranges [][2]rune, r rune) bool {
	for _, x := range ranges {
		if r >= x[0] && r <= x[1] {
			return true
		}
	}
	return false
}

// classHas reports whether r is in the class of an escape.
func classHas(c byte, r rune, ascii bool) bool {
	switch c {
	case 'd':
		return r >= '0' && r <= '9' || !ascii && r >= utf8.RuneSelf && unicode.Is(unicode.Nd, r)
	case 'w':
		return isWordRune(r, ascii)
	case 's':
		if ascii {
			return r == ' ' || r >= '\t' && r <= '\r'
		}
		return inRanges(spaceRanges, r)
	case '.':
		return r != '\n'
	case 'a':
		return true
	}
	return !classHas(c|0x20, r, ascii)
}

// has reports whether the set holds r.
func (c *reClass) has(r rune) bool {
	if c.either {
		if folds := foldsOf(r, true); len(folds) == 2 {
			return (c.holds(folds[0]) != c.negated) || (c.holds(folds[1]) != c.negated)
		}
	}
	return c.holds(r) != c.negated
}

func (c *reClass) holds(r rune) bool {
	if c.fold {
		for _, f := range foldsOf(r, c.ascii) {
			if inRanges(c.ranges, f) {
				return true
			}
		}
	}
	if inRanges(c.ranges, r) {
		return true
	}
	for _, k := range c.classes {
		if classHas(k, r, c.ascii) {
			return true
		}
	}
	return false
}

// A runeTest is a set made for speed: a table for single bytes, the set for the rest.
type runeTest struct {
	table [256]bool // of ASCII; of all bytes if raw
	set   *reClass
	raw   bool // characters are bytes
}

func (c *reClass) test(raw bool) *runeTest {
	t := &runeTest{set: c, raw: raw}
	for r := range t.table {
		t.table[r] = (raw || r < utf8.RuneSelf) && c.has(rune(r))
	}
	return t
}

// one returns where the character at byte i ends if the set holds it, else -1.
func (t *runeTest) one(s string, i int) int {
	if i >= len(s) {
		return -1
	}
	if b := s[i]; b < utf8.RuneSelf || t.raw {
		if t.table[b] {
			return i + 1
		}
		return -1
	}
	r, size := utf8.DecodeRuneInString(s[i:])
	if t.set.has(r) {
		return i + size
	}
	return -1
}

// run returns where the run of characters of the set ends that starts at byte i,
// after at most most of them (-1: any number), and how many there are.
func (t *runeTest) run(s string, i, most int) (end, n int) {
	for i < len(s) && n != most {
		if b := s[i]; b < utf8.RuneSelf || t.raw {
			if !t.table[b] {
				break
			}
			i++
		} else {
			r, size := utf8.DecodeRuneInString(s[i:])
			if !t.set.has(r) {
				break
			}
			i += size
		}
		n++
	}
	return i, n
}

// extraCases are lower-case letters that have one upper-case letter in common, as
// CPython's re has them: each is the same as the others without regard to case.
var extraCases = [][]rune{{'i', 0x131}, {'s', 0x17f}, {0xb5, 0x3bc}, {0x345, 0x3b9, 0x1fbe}, {0x390, 0x1fd3},
	{0x3b0, 0x1fe3}, {0x3b2, 0x3d0}, {0x3b5, 0x3f5}, {0x3b8, 0x3d1}, {0x3ba, 0x3f0}, {0x3c0, 0x3d6}, {0x3c1, 0x3f1},
	{0x3c2, 0x3c3}, {0x3c6, 0x3d5}, {0x432, 0x1c80}, {0x434, 0x1c81}, {0x43e, 0x1c82}, {0x441, 0x1c83},
	{0x442, 0x1c84, 0x1c85}, {0x44a, 0x1c86}, {0x463, 0x1c87}, {0x1c88, 0xa64b}, {0x1e61, 0x1e9b}, {0xfb05, 0xfb06}}

// caseFolds lists, by lower-case letter, all letters that are the same without regard
// to case.
var caseFolds = sync.OnceValue(func() map[rune][]rune {
	lower := map[rune][]rune{}
	for _, table := range []*unicode.RangeTable{unicode.Lu, unicode.Lt, unicode.Nl, unicode.So} {
		for _, x := range table.R16 {
			addLower(lower, rune(x.Lo), rune(x.Hi), rune(x.Stride))
		}
		for _, x := range table.R32 {
			addLower(lower, rune(x.Lo), rune(x.Hi), rune(x.Stride))
		}
	}
	out := map[rune][]rune{}
	for l, us := range lower {
		out[l] = append([]rune{l}, us...)
	}
	for _, group := range extraCases {
		var all []rune
		for _, l := range group {
			all = append(append(all, l), lower[l]...)
		}
		for _, l := range group {
			out[l] = all
		}
	}
	return out
})

func addLower(lower map[rune][]rune, lo, hi, stride rune) {
	for r := lo; r <= hi; r += stride {
		if l := unicode.ToLower(r); l != r {
			lower[l] = append(lower[l], r)
		}
	}
}

// asciiFolds are the letters of ASCII in both cases.
var asciiFolds = func() (out [utf8.RuneSelf][]rune) {
	for r := 'a'; r <= 'z'; r++ {
		both := []rune{r, r - 'a' + 'A'}
		out[r], out[r-'a'+'A'] = both, both
	}
	return out
}()

// foldsOf lists the characters that are r without regard to case; nil means only r.
func foldsOf(r rune, ascii bool) []rune {
	if ascii {
		if r < utf8.RuneSelf {
			return asciiFolds[r]
		}
		return nil
	}
	return caseFolds()[unicode.ToLower(r)]
}
