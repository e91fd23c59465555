package python

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// A codec turns text into bytes and back. A code point that it cannot write, or a byte
// that it cannot read, goes to the error handler.
type codec struct {
	name   string // as errors name it
	most   rune   // code points up to here are one byte each; 0: UTF-8
	page   *charmap.Charmap
	order  binary.AppendByteOrder // of UTF-16 and UTF-32
	width  int
	marked bool // begins with a byte order mark
}

var codecs = map[string]codec{
	"utf8": {name: "utf-8"}, "u8": {name: "utf-8"}, "utf8sig": {name: "utf-8", marked: true},
	"ascii": {name: "ascii", most: 127}, "usascii": {name: "ascii", most: 127}, "646": {name: "ascii", most: 127},
	"latin1": {name: "latin-1", most: 255}, "iso88591": {name: "latin-1", most: 255}, "l1": {name: "latin-1", most: 255},
	"cp1252": {name: "charmap", page: charmap.Windows1252}, "windows1252": {name: "charmap", page: charmap.Windows1252},
	"cp1251": {name: "charmap", page: charmap.Windows1251}, "cp1250": {name: "charmap", page: charmap.Windows1250},
	"cp437": {name: "charmap", page: charmap.CodePage437}, "iso885915": {name: "charmap", page: charmap.ISO8859_15},
	"utf16le": {name: "utf-16-le", order: binary.LittleEndian, width: 2}, "utf16be": {name: "utf-16-be", order: binary.BigEndian, width: 2},
	"utf16":   {name: "utf-16", order: binary.LittleEndian, width: 2, marked: true},
	"utf32le": {name: "utf-32-le", order: binary.LittleEndian, width: 4}, "utf32be": {name: "utf-32-be", order: binary.BigEndian, width: 4},
	"utf32": {name: "utf-32", order: binary.LittleEndian, width: 4, marked: true},
}

func (m *vm) codec(v Value) codec {
	name := m.str(v)
	c, ok := codecs[strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(name))]
	if !ok {
		m.raise("LookupError", "unknown encoding: %s", name)
	}
	return c
}

// codecArgs are the encoding and errors arguments of encode and decode.
func (m *vm) codecArgs(name string, a *args) (c codec, errors string) {
	given := [2]Value{a.get(0, "encoding", NewStr("utf-8")), a.get(1, "errors", NewStr("strict"))}
	for i, arg := range []string{"encoding", "errors"} {
		if _, ok := given[i].(*Str); !ok {
			m.raise("TypeError", "%s() argument '%s' must be str, not %s", name, arg, typeName(given[i]))
		}
	}
	return m.codec(given[0]), m.str(given[1])
}

func strEncode(m *vm, s *Str, a *args) Value {
	c, errors := m.codecArgs("encode", a)
	return m.encode(s, c, errors)
}

func (m *vm) encode(s *Str, c codec, errors string) Value {
	m.charge(int64(4 * len(s.s)))
	switch {
	case c.width > 0:
		return Bytes(c.wide(s.s))
	case c.most == 0 && c.page == nil && c.marked:
		return Bytes("\ufeff" + s.s)
	case c.most == 0 && c.page == nil:
		return Bytes(s.s)
	}
	var b []byte
	runes := []rune(s.s)
	for i := 0; i < len(runes); i++ {
		if x, ok := c.byteOf(runes[i]); ok {
			b = append(b, x)
			continue
		}
		end := i + 1
		for end < len(runes) && errors == "strict" {
			if _, ok := c.byteOf(runes[end]); ok {
				break
			}
			end++
		}
		b = append(b, m.unencodable(c, errors, runes, i, end)...)
	}
	return Bytes(b)
}

func (c codec) byteOf(r rune) (byte, bool) {
	if c.page != nil {
		return c.page.EncodeRune(r)
	}
	return byte(r), r <= c.most
}

// unencodable is what the error handler makes of runes[i], or raises for runes[i:end].
func (m *vm) unencodable(c codec, errors string, runes []rune, i, end int) string {
	r := runes[i]
	switch errors {
	case "ignore":
		return ""
	case "replace":
		return "?"
	case "xmlcharrefreplace":
		return sprintf("&#%d;", r)
	case "backslashreplace":
		return strings.Trim(asciiRepr(string(r)), "'")
	case "namereplace":
		return "\\N{" + runeName(r) + "}"
	case "strict":
	default:
		m.raise("LookupError", "unknown error handler name '%s'", errors)
	}
	why := sprintf("ordinal not in range(%d)", c.most+1)
	if c.page != nil {
		why = "character maps to <undefined>"
	}
	if end == i+1 {
		m.raise("UnicodeEncodeError", "'%s' codec can't encode character '%s' in position %d: %s", c.name, asciiRepr(string(r)), i, why)
	}
	m.raise("UnicodeEncodeError", "'%s' codec can't encode characters in position %d-%d: %s", c.name, i, end-1, why)
	return ""
}

// wide is UTF-16 or UTF-32.
func (c codec) wide(s string) []byte {
	var b []byte
	if c.marked {
		s = "\ufeff" + s
	}
	if c.width == 4 {
		for _, r := range s {
			b = c.order.AppendUint32(b, uint32(r))
		}
		return b
	}
	for _, u := range utf16.Encode([]rune(s)) {
		b = c.order.AppendUint16(b, u)
	}
	return b
}

func (m *vm) decode(b Bytes, c codec, errors string) Value {
	m.charge(int64(4 * len(b)))
	switch {
	case c.width > 0:
		return NewStr(c.narrow([]byte(b)))
	case c.most == 255 || c.page != nil:
		r := make([]rune, len(b))
		for i := range r {
			r[i] = rune(b[i])
			if c.page != nil {
				r[i] = c.page.DecodeByte(b[i])
			}
		}
		return NewStr(string(r))
	}
	s := string(b)
	if c.marked {
		s = strings.TrimPrefix(s, "\ufeff")
	}
	if c.most == 0 && utf8.ValidString(s) || isASCII(s) {
		return NewStr(s)
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r != utf8.RuneError && (c.most == 0 || r < 128) || n == 3 {
			out.WriteString(s[i : i+n])
			i += n
			continue
		}
		n, why := badBytes(s[i:])
		if c.most != 0 {
			n, why = 1, "ordinal not in range(128)"
		}
		out.WriteString(m.undecodable(c, errors, s, i, n, why))
		i += n
	}
	return NewStr(out.String())
}

// badBytes returns how many bytes at the start of s are no UTF-8, and CPython's reason.
func badBytes(s string) (n int, why string) {
	need := 0
	switch c := s[0]; {
	case c >= 0xc2 && c < 0xe0:
		need = 1
	case c >= 0xe0 && c < 0xf0:
		need = 2
	case c >= 0xf0 && c < 0xf5:
		need = 3
	default:
		return 1, "invalid start byte"
	}
	for n = 1; n <= need && n < len(s); n++ {
		c := s[n]
		low, high := byte(0x80), byte(0xbf)
		if n == 1 {
			switch s[0] {
			case 0xe0:
				low = 0xa0
			case 0xed:
				high = 0x9f
			case 0xf0:
				low = 0x90
			case 0xf4:
				high = 0x8f
			}
		}
		if c < low || c > high {
			return n, "invalid continuation byte"
		}
	}
	return n, "unexpected end of data"
}

// undecodable is what the error handler makes of n bytes at i.
func (m *vm) undecodable(c codec, errors, s string, i, n int, why string) string {
	switch errors {
	case "ignore":
		return ""
	case "replace", "surrogateescape":
		return "\ufffd"
	case "backslashreplace":
		return strings.Trim(bytesRepr(s[i:i+n]), "b'")
	case "strict":
	default:
		m.raise("LookupError", "unknown error handler name '%s'", errors)
	}
	if n == 1 {
		m.raise("UnicodeDecodeError", "'%s' codec can't decode byte 0x%02x in position %d: %s", c.name, s[i], i, why)
	}
	m.raise("UnicodeDecodeError", "'%s' codec can't decode bytes in position %d-%d: %s", c.name, i, i+n-1, why)
	return ""
}

// narrow reads UTF-16 or UTF-32.
func (c codec) narrow(b []byte) string {
	order := binary.ByteOrder(binary.LittleEndian)
	if c.order == binary.AppendByteOrder(binary.BigEndian) {
		order = binary.BigEndian
	}
	if c.marked && len(b) >= 2 && b[0] == 0xfe && b[1] == 0xff {
		order = binary.BigEndian
	}
	var runes []rune
	if c.width == 4 {
		for i := 0; i+4 <= len(b); i += 4 {
			runes = append(runes, rune(order.Uint32(b[i:])))
		}
	} else {
		var units []uint16
		for i := 0; i+2 <= len(b); i += 2 {
			units = append(units, order.Uint16(b[i:]))
		}
		runes = utf16.Decode(units)
	}
	s := string(runes)
	if c.marked {
		s = strings.TrimPrefix(s, "\ufeff")
	}
	return s
}
