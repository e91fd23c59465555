package extract

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/simplifiedchinese"
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
	note        string // what a reader should know of the choice; "" = nothing
}

// decode turns bytes into valid UTF-8 without NUL. Order: a byte order mark,
// escape sequences (they look like ASCII, so they come before UTF-8), valid
// UTF-8, the pattern of UTF-16 and UTF-32, what is declared, UTF-8 with a few
// bad bytes, and last a guess by the statistics of the bytes. A declaration in
// which the bytes make no sense is not believed, and that is noted.
func decode(data []byte, declared string) decoded {
	for _, b := range byteOrderMarks {
		if bytes.HasPrefix(data, []byte(b.mark)) {
			return clean(b.name, data[len(b.mark):])
		}
	}
	name, known := charsetName(declared)
	if enc := escapedCharset(data, name); enc != "" {
		return clean(enc, data)
	}
	head := data[:min(len(data), 4096)]
	valid := utf8.Valid(data) && bytes.IndexByte(head, 0) < 0
	if valid && !(multibyte[name] && mayBe(name, data)) {
		d := clean("utf-8", data)
		if !known && isASCII(data) {
			d.note = disbelief(declared, known, "us-ascii")
		}
		return d
	}
	if enc := guessUTF16(head); enc != "" {
		return clean(enc, data)
	}
	if d, ok := believe(name, data); ok {
		return d
	}
	d := clean(undeclared(data), data)
	if read := firstNonEmpty(d.charset, "utf-8"); !known || name != "" && name != read {
		d.note = disbelief(declared, known, read)
	}
	return d
}

// undeclared names the encoding of bytes that are neither valid UTF-8 nor what
// they declare.
func undeclared(data []byte) string {
	switch {
	case isEBCDIC(data):
		return "ibm037"
	case mostlyUTF8(data):
		return "utf-8"
	}
	return guessLegacy(data)
}

// believe decodes as declared, unless one character of twenty then is none, or
// the bytes are UTF-8 but for a few.
func believe(name string, data []byte) (decoded, bool) {
	switch name {
	case "", "utf-8":
		return decoded{}, false
	case "utf-16":
		name = endianness(data)
	}
	if !multibyte[name] && mostlyUTF8(data) {
		return decoded{}, false
	}
	d := clean(name, data)
	return d, d.undecodable*20 <= utf8.RuneCountInString(d.text)
}

// disbelief says what came of a declaration that was not followed.
func disbelief(declared string, known bool, read string) string {
	why := "in which its bytes make no sense"
	if !known {
		why = "which is not known"
	}
	return fmt.Sprintf("declares the encoding %q, %s: read as %s", cut(cleanLine(declared), 40), why, read)
}

// clean decodes, and replaces and counts what has no place in a text.
func clean(name string, data []byte) decoded {
	text, before := decodeAs(name, data)
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

// decodeAs decodes bytes of the named encoding and counts what could not be. A
// name that is not known is read as UTF-8.
func decodeAs(name string, data []byte) (text string, undecodable int) {
	switch name {
	case "utf-8":
		return repairUTF8(data)
	case "utf-7":
		text = decodeUTF7(data)
		return text, strings.Count(text, "\uFFFD")
	case "iso-2022-kr":
		name, data = "euc-kr", shiftedToEUC(data)
	case "iso-2022-cn":
		name, data = "gbk", shiftedToEUC(data)
	}
	enc := encodingOf(name)
	if enc == nil {
		return repairUTF8(data)
	}
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return repairUTF8(data)
	}
	return string(out), bytes.Count(out, []byte("\uFFFD"))
}

// repairUTF8 writes one U+FFFD for each bad byte, so that it is counted as one.
func repairUTF8(data []byte) (text string, bad int) {
	if utf8.Valid(data) {
		return string(data), 0
	}
	var b strings.Builder
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n == 1 {
			bad++
		}
		b.WriteRune(r)
		data = data[n:]
	}
	return b.String(), bad
}

// encodingOf finds an encoding by any of its usual names; nil if it is not
// known.
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
	case "hz-gb-2312":
		return simplifiedchinese.HZGB2312
	}
	if enc, err := htmlindex.Get(name); err == nil && enc != encoding.Replacement {
		return enc
	}
	for _, index := range []*ianaindex.Index{ianaindex.MIME, ianaindex.IANA} {
		if enc, err := index.Encoding(name); err == nil && enc != nil {
			return enc
		}
	}
	return nil
}
