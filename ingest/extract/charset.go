package extract

import (
	"bytes"
	"strings"
	unicodes "unicode"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

var bomUTF8 = []byte("\xef\xbb\xbf")

// byteOrderMarks, the longer before its prefix.
var byteOrderMarks = []struct{ mark, name string }{
	{"\xef\xbb\xbf", "utf-8"},
	{"\xff\xfe\x00\x00", "utf-32le"}, {"\x00\x00\xfe\xff", "utf-32be"},
	{"\xff\xfe", "utf-16le"}, {"\xfe\xff", "utf-16be"},
}

// decoded is text and where it came from.
type decoded struct {
	text        string
	charset     string // "" = UTF-8
	undecodable int
}

// decode turns bytes into valid UTF-8 without NUL. Order: a byte order mark,
// valid UTF-8, the pattern of UTF-16 and UTF-32, what the file declares (HTML
// and XML), UTF-8 with a few bad bytes, and last a guess by the statistics of
// its bytes.
func decode(data []byte, declares bool) decoded {
	for _, b := range byteOrderMarks {
		if bytes.HasPrefix(data, []byte(b.mark)) {
			return clean(b.name, data[len(b.mark):])
		}
	}
	if utf8.Valid(data) && bytes.IndexByte(data[:min(len(data), 4096)], 0) < 0 {
		return clean("utf-8", data)
	}
	if enc := guessUTF16(data[:min(len(data), 4096)]); enc != "" {
		return clean(enc, data)
	}
	if isEBCDIC(data) {
		return clean("ibm037", data)
	}
	if declares {
		if _, name, _ := charset.DetermineEncoding(data, ""); name != "windows-1252" && name != "utf-8" {
			return clean(name, data)
		}
	}
	if mostlyUTF8(data) {
		return clean("utf-8", data)
	}
	return clean(guessLegacy(data), data)
}

// clean decodes, and replaces and counts what has no place in a text.
func clean(name string, data []byte) decoded {
	text, before, _ := decodeAs(name, data)
	d := decoded{text: text, undecodable: before}
	if name != "utf-8" {
		d.charset = name
	}
	if n := strings.Count(d.text, "\x00"); n > 0 {
		d.text = strings.ReplaceAll(d.text, "\x00", "\uFFFD")
		d.undecodable += n
	}
	return d
}

// decodeAs decodes bytes of the named encoding and counts what could not be.
func decodeAs(name string, data []byte) (text string, undecodable int, ok bool) {
	if name == "utf-8" {
		if utf8.Valid(data) {
			return string(data), 0, true
		}
		// One U+FFFD for each bad byte, so that it is counted as one.
		var b strings.Builder
		for len(data) > 0 {
			r, n := utf8.DecodeRune(data)
			if r == utf8.RuneError && n == 1 {
				undecodable++
			}
			b.WriteRune(r)
			data = data[n:]
		}
		return b.String(), undecodable, true
	}
	enc := encodingOf(name)
	if enc == nil {
		return decodeAs("utf-8", data)
	}
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return decodeAs("utf-8", data)
	}
	return string(out), bytes.Count(out, []byte("\uFFFD")), true
}

func encodingOf(name string) encoding.Encoding {
	switch name {
	case "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case "utf-16be":
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case "utf-32le":
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	case "utf-32be":
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	case "ibm037":
		return charmap.CodePage037
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		enc, _ = charset.Lookup(name)
	}
	return enc
}

// guessUTF16 recognises UTF-16 and UTF-32 by where their zero bytes are.
func guessUTF16(head []byte) string {
	for _, b := range byteOrderMarks[1:] {
		if bytes.HasPrefix(head, []byte(b.mark)) {
			return b.name
		}
	}
	if len(head) < 8 {
		return ""
	}
	var zeros [4]int
	for i, c := range head {
		if c == 0 {
			zeros[i%4]++
		}
	}
	quarter := len(head) / 4
	most, few := quarter*7/10, quarter/10
	switch {
	case zeros[0] > most && zeros[1] > most && zeros[2] > most && zeros[3] <= few:
		return "utf-32be"
	case zeros[1] > most && zeros[2] > most && zeros[3] > most && zeros[0] <= few:
		return "utf-32le"
	case zeros[0] > most && zeros[2] > most && zeros[1]+zeros[3] <= few:
		return "utf-16be"
	case zeros[1] > most && zeros[3] > most && zeros[0]+zeros[2] <= few:
		return "utf-16le"
	case zeros[1]+zeros[3] > 0 && zeros[0]+zeros[2] == 0 && reads("utf-16le", head):
		return "utf-16le"
	case zeros[0]+zeros[2] > 0 && zeros[1]+zeros[3] == 0 && reads("utf-16be", head):
		return "utf-16be"
	}
	return ""
}

// reads reports whether bytes make words in an encoding: nearly all letters,
// marks, punctuation and space, in few blocks of Unicode.
func reads(name string, head []byte) bool {
	text, bad, _ := decodeAs(name, head[:len(head)&^3])
	good, all := 0, 0
	blocks := map[rune]bool{}
	for _, r := range text {
		all++
		if unicodes.IsLetter(r) || unicodes.IsSpace(r) || unicodes.IsPunct(r) || unicodes.IsMark(r) || unicodes.IsDigit(r) {
			good++
		}
		if r < 0x2E80 {
			blocks[r>>8] = true
		}
	}
	return bad*100 <= all && good*100 >= all*97 && len(blocks) <= 8
}

// isEBCDIC recognises IBM's mainframe encodings: their space is 0x40.
func isEBCDIC(data []byte) bool {
	head := data[:min(len(data), 4096)]
	return len(head) >= 32 && bytes.Count(head, []byte{0x40})*12 > len(head) && bytes.Count(head, []byte{' '})*100 < len(head)
}

// looksBinary reports whether bytes are no text in any encoding of bytes: too
// many NULs or control characters.
func looksBinary(head []byte) bool {
	if isEBCDIC(head) {
		return false
	}
	nul, control := 0, 0
	for _, c := range head {
		switch {
		case c == 0:
			nul++
		case c < ' ' && !strings.ContainsRune("\t\n\r\f\v\b\x1a\x1b", rune(c)):
			control++
		}
	}
	return nul*200 > len(head) || (nul+control)*20 > len(head)
}

// mostlyUTF8 reports whether most of what is no ASCII is UTF-8: a text with a
// few damaged bytes.
func mostlyUTF8(data []byte) bool {
	good, bad := 0, 0
	for head := data[:min(len(data), 1<<20)]; len(head) > 0; {
		r, n := utf8.DecodeRune(head)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		head = head[n:]
	}
	return good > 4*bad
}

// sampleBytes of what is no ASCII are enough for a guess.
const sampleBytes = 64 << 10

// guessLegacy names the likeliest encoding of one or more bytes a character.
func guessLegacy(data []byte) string {
	head := sample(data)
	for _, name := range []string{"shift_jis", "euc-jp"} {
		if isJapanese(name, head) {
			return name
		}
	}
	best := chardet.Detect(head)
	name := strings.ToLower(best.Encoding)
	switch {
	case best.Confidence < 0.2 || name == "" || name == "ascii" || strings.HasPrefix(name, "utf") || encodingOf(name) == nil:
		return "windows-1252"
	case name == "iso-8859-1":
		return "windows-1252" // its superset, and what is meant
	}
	return name
}

// isJapanese reports whether bytes decode without a flaw, to kana in good part:
// a short text is too little for statistics, and no other language has them.
func isJapanese(name string, head []byte) bool {
	text, bad, _ := decodeAs(name, head)
	kana, all := 0, 0
	for _, r := range text {
		if r >= utf8.RuneSelf {
			all++
			if unicodes.Is(unicodes.Hiragana, r) {
				kana++
			}
		}
	}
	return bad == 0 && kana >= 3 && kana*4 >= all
}

// sample takes the lines that hold something else than ASCII.
func sample(data []byte) []byte {
	if len(data) <= sampleBytes {
		return data
	}
	var out []byte
	for line := range bytes.Lines(data) {
		if bytes.IndexFunc(line, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
			out = append(out, line[:min(len(line), 4096)]...)
			if len(out) >= sampleBytes {
				break
			}
		}
	}
	return out
}
