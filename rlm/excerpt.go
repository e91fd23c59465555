package rlm

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// excerpt is the part of a passage, about n bytes long, that has the most of the
// question's words: of several the first. It begins at a word, and says by "…"
// what was left out before it.
func excerpt(passage, question string, n int) string {
	if len(passage) <= n {
		return passage
	}
	asked := map[string]bool{}
	for _, w := range stems(question) {
		asked[w.stem] = true
	}
	found := stems(runesUpTo(passage, maxExcerpted))
	best, from := -1, 0
	for i, w := range found {
		if !asked[w.stem] && i > 0 {
			continue
		}
		if k := distinct(found[i:], asked, w.at+n*3/4); k > best {
			best, from = k, w.at
		}
	}
	if from < n/4 {
		return passage
	}
	// Some words before the first one give it a context.
	return "… " + passage[wordStart(passage, from-n/8):]
}

// wordStart is the beginning of the word at an offset, or of the character there in
// scripts without spaces.
func wordStart(s string, at int) int {
	if i := strings.LastIndexAny(s[:at], " \n") + 1; at-i < 30 {
		return i
	}
	for !utf8.RuneStart(s[at]) {
		at--
	}
	return at
}

// maxExcerpted is how many bytes of a passage are looked at: far more than chunks
// have.
const maxExcerpted = 8192

// distinct counts the different asked words that begin before end.
func distinct(words []stemmed, asked map[string]bool, end int) int {
	seen := map[string]bool{}
	for _, w := range words {
		if w.at >= end {
			break
		}
		if asked[w.stem] {
			seen[w.stem] = true
		}
	}
	return len(seen)
}

// stemmed is a word's beginning and where it stands.
type stemmed struct {
	stem string
	at   int
}

// stems are the words of a text, folded and cut to their first five letters;
// words of one or two letters are left out, of scripts without spaces every
// letter is a word.
func stems(text string) []stemmed {
	var list []stemmed
	start := -1
	flush := func(end int) {
		if start >= 0 && end-start > 2 {
			list = append(list, stemmed{strings.ToLower(cutRunes(text[start:end], 5)), start})
		}
		start = -1
	}
	for i, r := range text {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			flush(i)
			list = append(list, stemmed{string(r), i})
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if start < 0 {
				start = i
			}
		default:
			flush(i)
		}
	}
	flush(len(text))
	return list
}

// cutRunes is the first n characters of s.
func cutRunes(s string, n int) string {
	at := 0
	for ; n > 0 && at < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return s[:at]
}
