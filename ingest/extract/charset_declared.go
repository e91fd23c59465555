package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

// multibyte are encodings of which a few characters may be valid UTF-8 by
// chance: the declaration decides between them.
var multibyte = map[string]bool{"shift_jis": true, "euc-jp": true, "euc-kr": true, "big5": true, "gbk": true, "gb18030": true}

// fewRunes are so many characters that they are UTF-8 by chance no more.
const fewRunes = 4

// mayBe reports whether a short text that is valid UTF-8 can be of the
// encoding that it declares.
func mayBe(name string, data []byte) bool {
	n := 0
	for _, r := range string(data[:min(len(data), 64<<10)]) {
		if r >= utf8.RuneSelf {
			n++
		}
	}
	if n == 0 || n >= fewRunes {
		return false
	}
	_, bad := decodeAs(name, data)
	return bad == 0
}

// charsetAliases are names in use that no registry has.
var charsetAliases = map[string]string{
	"utf7": "utf-7", "unicode-1-1-utf-7": "utf-7", "utf-8-sig": "utf-8", "utf8mb4": "utf-8", "us-ascii": "", "ascii": "", "ansi_x3.4-1968": "",
	"utf-16": "utf-16", "utf16": "utf-16", "ucs-2": "utf-16", "iso-10646-ucs-2": "utf-16", "hz": "hz-gb-2312", "csiso2022kr": "iso-2022-kr", "csiso2022cn": "iso-2022-cn", "iso-2022-cn-ext": "iso-2022-cn",
	"iso-2022-jp-1": "iso-2022-jp", "iso-2022-jp-2": "iso-2022-jp", "iso-2022-jp-3": "iso-2022-jp", "iso-2022-jp-ms": "iso-2022-jp", "cp50220": "iso-2022-jp", "cp50221": "iso-2022-jp",
	"cp932": "shift_jis", "ms932": "shift_jis", "cp936": "gbk", "euc-cn": "gbk", "cp949": "euc-kr", "uhc": "euc-kr", "cp950": "big5", "eucjp": "euc-jp", "euckr": "euc-kr",
	"latin-1": "windows-1252", "iso-latin-1": "windows-1252", "latin-9": "iso-8859-15", "macroman": "macintosh", "mac-roman": "macintosh",
	"ansi": "windows-1252", "dos-437": "ibm437", "dos-850": "ibm850",
}

// charsetName is our name of a declared encoding; "" if nothing is declared,
// nothing but ASCII, or nothing known.
func charsetName(declared string) (name string, known bool) {
	name = strings.ToLower(strings.Trim(declared, " \t\"'"))
	for _, suffix := range []string{"-unix", "-dos", "-mac"} { // Emacs
		name = strings.TrimSuffix(name, suffix)
	}
	name = strings.ReplaceAll(name, "_", "-")
	if alias, ok := charsetAliases[name]; ok {
		return alias, true
	}
	switch name {
	case "", "utf-7", "hz-gb-2312", "iso-2022-kr", "iso-2022-cn":
		return name, true
	}
	number := strings.TrimPrefix(name, "cp")
	for _, try := range []string{name, strings.ReplaceAll(name, "-", "_"), "windows-" + number, "ibm" + number} {
		enc := encodingOf(try)
		if enc == nil {
			continue
		}
		if canonical, err := htmlindex.Name(enc); err == nil {
			return canonical, true
		}
		return try, true
	}
	return "", false
}

var (
	metaCharset = regexp.MustCompile(`(?i)<meta\s[^>]*charset\s*=\s*["']?\s*([\w:.+-]+)`)
	xmlEncoding = regexp.MustCompile(`^\s*<\?xml\s[^>]*encoding\s*=\s*["']([\w:.+-]+)["']`)
	codeCoding  = regexp.MustCompile(`^(?:#!.*\n)?\s*(?:#|//|;+|--|%+|/\*).{0,80}?coding[:=]\s*([\w.-]+)`)
)

// declaredIn is the encoding that a text file of a kind says that it has:
// HTML in its <meta>, XML in its first line, source code in a comment of its
// first two lines (PEP 263, Emacs, Vim). Bytes in which that can be read as
// ASCII are no UTF-16, whatever they say.
func declaredIn(kind string, data []byte) string {
	head := data[:min(len(data), 4096)]
	var m [][]byte
	switch kind {
	case "html", "xml":
		if m = xmlEncoding.FindSubmatch(head); m == nil && kind == "html" {
			m = metaCharset.FindSubmatch(head)
		}
	case "text", "markdown", "csv", "json", "jsonl", "yaml", "notebook":
	default:
		m = codeCoding.FindSubmatch(head)
	}
	if m == nil {
		return ""
	}
	name := string(m[1])
	if strings.HasPrefix(strings.ToLower(name), "utf-16") {
		return "utf-8"
	}
	return name
}
