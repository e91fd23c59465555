package index

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// class is what the tokenizer does with a rune.
type class uint8

const (
	classBreak  class = iota // ends a word
	classLetter              // lower-case or caseless letter
	classUpper               // upper-case letter: may begin a part of an identifier
	classDigit               // number
	classMark                // combining mark that folding drops
	classJoin                // joins the parts of an identifier when letters or digits stand on both sides
	classQuote               // apostrophe: ends a part, but a following lone s goes with it
	classGram                // script without spaces: indexed by pairs of runes
)

// asciiClass is the class of every byte below 0x80.
var asciiClass = func() (t [utf8.RuneSelf]class) {
	for c := range t {
		switch {
		case c >= 'a' && c <= 'z':
			t[c] = classLetter
		case c >= 'A' && c <= 'Z':
			t[c] = classUpper
		case c >= '0' && c <= '9':
			t[c] = classDigit
		case c == '_' || c == '.' || c == '-':
			t[c] = classJoin
		case c == '\'':
			t[c] = classQuote
		}
	}
	return t
}()

// gramScripts are written without spaces between words, or (Hangul) with particles that hide the word.
var gramScripts = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// classOf returns the class of any rune.
func classOf(r rune) class {
	if r < utf8.RuneSelf {
		return asciiClass[r]
	}
	switch {
	case r == '\u2019' || r == '\u02bc':
		return classQuote
	case r == '\u00ad' || r == '\u0640' || r == '\u200c' || r == '\u200d' || isDroppedMark(r):
		return classMark
	case r == '\u2010' || r == '\u2011':
		return classJoin
	case r == '\u30fc': // the Japanese long vowel sign belongs to no single script
		return classGram
	case r >= 0x0e00 && unicode.In(r, gramScripts...):
		if unicode.IsPunct(r) {
			return classBreak
		}
		return classGram
	case unicode.IsUpper(r):
		return classUpper
	case unicode.IsLetter(r) || unicode.Is(unicode.M, r):
		return classLetter
	case unicode.IsNumber(r):
		return classDigit
	}
	return classBreak
}

// isDroppedMark reports whether folding drops the mark: accents on Latin, Greek and Cyrillic letters, Arabic and
// Hebrew vowel points. Marks of other scripts carry vowels that tell words apart and stay.
func isDroppedMark(r rune) bool {
	return r >= 0x0300 && r <= 0x036f || r >= 0x0591 && r <= 0x05c7 && unicode.Is(unicode.Mn, r) ||
		r >= 0x064b && r <= 0x065f || r == 0x0670
}

// foldedLatin and foldedGreek map the accented letters of two blocks to their base letter in lower case; 0 = no change.
var (
	foldedLatin = foldTable(0x00c0, 0x0250)
	foldedMore  = foldTable(0x1e00, 0x2000)
	foldedGreek = foldTable(0x0370, 0x0400)
)

// foldTable decomposes every letter of [from,to) and keeps its first rune.
func foldTable(from, to rune) []rune {
	table := make([]rune, to-from)
	for r := from; r < to; r++ {
		if !unicode.IsLetter(r) {
			continue
		}
		base, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r)))
		table[r-from] = unicode.ToLower(base)
	}
	return table
}

// specialFolds are letters that Unicode does not decompose but people type apart.
var specialFolds = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ø': "o", 'Ø': "o", 'đ': "d", 'Đ': "d",
	'ð': "d", 'Ð': "d", 'þ': "th", 'Þ': "th", 'ł': "l", 'Ł': "l", 'ħ': "h", 'Ħ': "h", 'ı': "i", 'İ': "i",
	'ς': "σ", 'ё': "е", 'Ё': "е", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬀ': "ff", 'ﬃ': "ffi", 'ﬄ': "ffl",
	'أ': "ا", 'إ': "ا", 'آ': "ا", 'ى': "ي", '\u2010': "-", '\u2011': "-",
}

// appendFolded appends r in lower case, without accents, full-width forms narrowed.
func appendFolded(dst []byte, r rune) []byte {
	switch {
	case r < utf8.RuneSelf:
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(dst, byte(r))
	case r >= 0xff01 && r <= 0xff5e:
		return appendFolded(dst, r-0xfee0)
	}
	if s, ok := specialFolds[r]; ok {
		return append(dst, s...)
	}
	folded := rune(0)
	switch {
	case r >= 0x00c0 && r < 0x0250:
		folded = foldedLatin[r-0x00c0]
	case r >= 0x0370 && r < 0x0400:
		folded = foldedGreek[r-0x0370]
	case r >= 0x1e00 && r < 0x2000:
		folded = foldedMore[r-0x1e00]
	}
	if folded == 0 {
		folded = unicode.ToLower(r)
	}
	return utf8.AppendRune(dst, folded)
}
