package pdf

import (
	"strings"
	"unicode/utf16"
)

// cmap maps the codes of a font to texts (a ToUnicode CMap) or to character
// identifiers (an encoding CMap).
type cmap struct {
	bytes  map[int]bool // lengths of codes, of the code space ranges
	texts  map[code]string
	ranges []codeRange
}

// code is a character code with its length in bytes.
type code struct {
	n, bytes int
}

// codeRange maps codes to texts that end in a counting character, or to
// counting identifiers.
type codeRange struct {
	lo, hi, bytes int
	text          []uint16
	cid           int
}

// maxMapped bounds what one CMap may hold.
const maxMapped = 200_000

// parseCMap reads a CMap (Adobe Technical Note 5014), what is readable of it.
func parseCMap(src []byte) *cmap {
	m := &cmap{bytes: map[int]bool{}, texts: map[code]string{}}
	l := &lexer{src: src}
	var args []operand
	for {
		t := l.next(0)
		if t.kind == 0 {
			return m
		}
		if t.kind != 'o' {
			if len(args) < maxMapped {
				args = append(args, t)
			}
			continue
		}
		switch string(t.str) {
		case "endcodespacerange":
			for i := 0; i+1 < len(args); i += 2 {
				if n := len(args[i].str); n >= 1 && n <= 4 {
					m.bytes[n] = true
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(args); i += 2 {
				m.add(args[i].str, textOf(args[i+1]))
			}
		case "endbfrange":
			m.bfranges(args)
		case "endcidrange", "endnotdefrange":
			for i := 0; i+2 < len(args) && string(t.str) == "endcidrange"; i += 3 {
				m.ranges = append(m.ranges, codeRange{lo: big(args[i].str), hi: big(args[i+1].str), bytes: len(args[i].str), cid: int(args[i+2].num)})
			}
		case "endcidchar":
			for i := 0; i+1 < len(args); i += 2 {
				n := big(args[i].str)
				m.ranges = append(m.ranges, codeRange{lo: n, hi: n, bytes: len(args[i].str), cid: int(args[i+1].num)})
			}
		}
		args = args[:0]
	}
}

func (m *cmap) add(src []byte, text string) {
	if len(m.texts) < maxMapped && len(src) <= 4 {
		m.texts[code{big(src), len(src)}] = text
	}
}

func (m *cmap) bfranges(args []operand) {
	for i := 0; i+2 < len(args); i += 3 {
		lo, hi := big(args[i].str), big(args[i+1].str)
		if args[i+2].kind == '[' {
			for j, t := range args[i+2].items {
				if lo+j <= hi && len(m.texts) < maxMapped {
					m.texts[code{lo + j, len(args[i].str)}] = textOf(t)
				}
			}
			continue
		}
		m.ranges = append(m.ranges, codeRange{lo: lo, hi: hi, bytes: len(args[i].str), text: units(args[i+2].str)})
	}
}

// text is what a code stands for; ok is false if the map says nothing of it.
func (m *cmap) text(c code) (string, bool) {
	if t, ok := m.texts[c]; ok {
		return t, true
	}
	for _, r := range m.ranges {
		if c.n >= r.lo && c.n <= r.hi && c.bytes == r.bytes && len(r.text) > 0 {
			u := append([]uint16{}, r.text...)
			u[len(u)-1] += uint16(c.n - r.lo)
			return string(utf16.Decode(u)), true
		}
	}
	return "", false
}

// cid is the character identifier of a code.
func (m *cmap) cid(c code) int {
	for _, r := range m.ranges {
		if c.n >= r.lo && c.n <= r.hi && c.bytes == r.bytes {
			return r.cid + c.n - r.lo
		}
	}
	return 0
}

// big reads up to four bytes, the highest first.
func big(b []byte) (n int) {
	for _, c := range b[:min(len(b), 4)] {
		n = n<<8 | int(c)
	}
	return n
}

func units(b []byte) []uint16 {
	if len(b) == 1 {
		return []uint16{uint16(b[0])}
	}
	var u []uint16
	for i := 0; i+1 < len(b); i += 2 {
		u = append(u, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return u
}

// textOf is the text of a CMap's string (UTF-16) or glyph name.
func textOf(t operand) string {
	if t.kind == '/' {
		return glyphText(string(t.str))
	}
	return strings.ReplaceAll(string(utf16.Decode(units(t.str))), "\x00", "")
}
