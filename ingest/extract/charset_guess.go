package extract

import (
	"bytes"
	"strings"
	unicodes "unicode"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
)

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
	case zeros == [4]int{}:
		return ""
	}
	switch little, big := reads("utf-16le", head), reads("utf-16be", head); {
	case little && !big:
		return "utf-16le"
	case big && !little:
		return "utf-16be"
	}
	return ""
}

// reads reports whether bytes make words in an encoding: nearly all letters,
// marks, punctuation and space, in few blocks of Unicode.
func reads(name string, head []byte) bool {
	text, bad := decodeAs(name, head[:len(head)&^3])
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

// endianness is the byte order of UTF-16 that is declared without one: that
// which makes words, or most zeros; big-endian if nothing tells (RFC 2781).
func endianness(data []byte) string {
	head := data[:min(len(data), 4096)]
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	if zeros[1] > zeros[0] || zeros[0] == zeros[1] && reads("utf-16le", head) && !reads("utf-16be", head) {
		return "utf-16le"
	}
	return "utf-16be"
}

// isEBCDIC recognises IBM's mainframe encodings: their space is 0x40.
func isEBCDIC(data []byte) bool {
	head := data[:min(len(data), 4096)]
	return len(head) >= 32 && bytes.Count(head, []byte{0x40})*12 > len(head) && bytes.Count(head, []byte{' '})*100 < len(head)
}

// looksBinary reports whether bytes are no text in any encoding of bytes: too
// many NULs or control characters.
func looksBinary(head []byte) bool {
	if isEBCDIC(head) || escapedCharset(head, "") == "iso-2022-kr" {
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
	for _, name := range []string{"windows-1256", "iso-8859-6"} {
		if isArabic(name, head) {
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
	text, bad := decodeAs(name, head)
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

// isArabic reports whether bytes decode to Arabic, which the detector does not
// know: its letters and hardly another beside ASCII, alef and lam often, as in
// every text. Encodings of other scripts put them among Latin ones.
func isArabic(name string, head []byte) bool {
	text, _ := decodeAs(name, head)
	letters, articles, all := 0, 0, 0
	for _, r := range text {
		if r < utf8.RuneSelf {
			continue
		}
		all++
		if unicodes.Is(unicodes.Arabic, r) {
			letters++
		}
		if r == 'ا' || r == 'ل' {
			articles++
		}
	}
	return all >= 20 && letters*20 >= all*19 && articles*6 >= letters
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
