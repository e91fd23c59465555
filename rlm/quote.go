package rlm

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// FindQuote finds the first place where quote stands in text: exactly, else with
// every run of white space taken as one space. [start,end) are bytes of text, so
// text[start:end] is the document's own wording. White space around the quote does
// not count; a quote of nothing else is not found.
func FindQuote(text, quote string) (start, end int, ok bool) {
	quote = strings.TrimSpace(quote)
	if quote == "" {
		return 0, 0, false
	}
	if i := strings.Index(text, quote); i >= 0 {
		return i, i + len(quote), true
	}
	return findFolded(text, strings.Fields(quote))
}

// findFolded finds words in text with nothing but white space, and at least some,
// between them.
func findFolded(text string, words []string) (start, end int, ok bool) {
	if len(words) < 2 {
		return 0, 0, false
	}
	for from := 0; ; {
		i := strings.Index(text[from:], words[0])
		if i < 0 {
			return 0, 0, false
		}
		start = from + i
		if end, ok = matchWords(text, start+len(words[0]), words[1:]); ok {
			return start, end, true
		}
		from = start + 1
	}
}

// matchWords reports whether words follow at text[at:], and where the last one ends.
func matchWords(text string, at int, words []string) (end int, ok bool) {
	for _, w := range words {
		n := spaceLen(text[at:])
		if n == 0 || !strings.HasPrefix(text[at+n:], w) {
			return 0, false
		}
		at += n + len(w)
	}
	return at, true
}

// spaceLen returns how many bytes of white space s begins with.
func spaceLen(s string) int {
	for i, r := range s {
		if !unicode.IsSpace(r) {
			return i
		}
	}
	return len(s)
}

// trimSpan shrinks [start,end) of text until no white space is at its ends.
func trimSpan(text string, start, end int) (int, int) {
	s := text[start:end]
	start += spaceLen(s)
	for end > start {
		r, n := utf8.DecodeLastRuneInString(text[start:end])
		if !unicode.IsSpace(r) {
			break
		}
		end -= n
	}
	return start, end
}
