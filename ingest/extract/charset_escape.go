package extract

import (
	"bytes"
	"strings"
	unicodes "unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Encodings that write other alphabets with ASCII bytes, between marks: to
// every other test they look like ASCII.

// escapedCharset names the encoding of bytes with such marks: what is declared,
// or one whose marks are there and that decodes; "" if it is none.
func escapedCharset(data []byte, declared string) string {
	switch declared {
	case "iso-2022-jp", "iso-2022-kr", "iso-2022-cn", "hz-gb-2312", "utf-7":
		if isASCII(data) {
			return declared
		}
	}
	switch {
	case bytes.Contains(data[:min(len(data), 512)], []byte("\x1b$)C")):
		return "iso-2022-kr"
	case hasAny(data, "\x1b$B", "\x1b$@", "\x1b(J", "\x1b(I") && isASCII(data) && decodesTo("iso-2022-jp", data, 1, unicodes.Han, unicodes.Hiragana, unicodes.Katakana):
		return "iso-2022-jp"
	case hasAny(data, "~{") && hasAny(data, "~}") && isASCII(data) && decodesTo("hz-gb-2312", data, 8, unicodes.Han):
		return "hz-gb-2312"
	}
	return ""
}

func hasAny(data []byte, marks ...string) bool {
	for _, m := range marks {
		if bytes.Contains(data, []byte(m)) {
			return true
		}
	}
	return false
}

func isASCII(data []byte) bool {
	for _, c := range data {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// decodesTo reports whether bytes decode to at least n characters of some
// scripts, and to hardly any that are none.
func decodesTo(name string, data []byte, n int, scripts ...*unicodes.RangeTable) bool {
	text, bad := decodeAs(name, data[:min(len(data), sampleBytes)])
	found := 0
	for _, r := range text {
		if r >= utf8.RuneSelf && unicodes.In(r, scripts...) {
			found++
		}
	}
	return found >= n && bad*20 <= found
}

// shiftedToEUC turns ISO-2022-KR (RFC 1557) and the GB 2312 part of
// ISO-2022-CN (RFC 1922) into the EUC encoding of their set: what stands
// between SO and SI gets its high bits, the designations go.
func shiftedToEUC(data []byte) []byte {
	const so, si, esc = 0x0e, 0x0f, 0x1b
	out := make([]byte, 0, len(data))
	shifted := false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case c == so || c == si:
			shifted = c == so
		case c == esc && i+3 < len(data) && data[i+1] == '$' && data[i+2] == ')':
			i += 3
		case shifted && c > ' ' && c < 0x7f:
			out = append(out, c|0x80)
		default:
			if c == '\n' {
				shifted = false
			}
			out = append(out, c)
		}
	}
	return out
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// decodeUTF7 decodes UTF-7 (RFC 2152): between + and the first byte that is no
// digit of base64 stands UTF-16. A plus sign without digits behind it is one.
func decodeUTF7(data []byte) string {
	var b strings.Builder
	for i := 0; i < len(data); i++ {
		if data[i] != '+' {
			b.WriteString(strings.ToValidUTF8(string(data[i:i+1]), "\uFFFD"))
			continue
		}
		end := i + 1
		for end < len(data) && strings.IndexByte(base64Digits, data[end]) >= 0 {
			end++
		}
		if end == i+1 {
			b.WriteByte('+')
		}
		b.WriteString(string(utf16.Decode(utf7Units(data[i+1 : end]))))
		if end < len(data) && data[end] == '-' {
			end++
		}
		i = end - 1
	}
	return b.String()
}

// utf7Units are the 16-bit units that digits of base64 hold.
func utf7Units(digits []byte) (units []uint16) {
	bits, n := uint32(0), 0
	for _, c := range digits {
		bits = bits<<6 | uint32(strings.IndexByte(base64Digits, c))
		if n += 6; n >= 16 {
			n -= 16
			units = append(units, uint16(bits>>n))
		}
	}
	return units
}
