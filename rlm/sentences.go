package rlm

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSentence bounds a sentence in bytes: longer ones are cut at a word, so that a
// table without full stops can be pointed into too.
const maxSentence = 500

// sentences cuts text into sentences, as spans without white space at their ends. A
// sentence ends at a full stop, a question or an exclamation mark before white space
// and what may begin another, at ideographic ones, and at every end of a line. All of
// text but white space is in one of them. It is meant to be pointed at by number, not
// to be right about grammar.
func sentences(text string) []span {
	var list []span
	start := 0
	cut := func(end int) {
		s, e := trimSpan(text, start, end)
		if s < e {
			list = append(list, span{start: s, end: e})
		}
		start = end
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		switch {
		case r == '\n' || strings.ContainsRune("。！？", r):
			cut(i)
		case (r == '.' || r == '!' || r == '?') && endsSentence(text, start, i):
			cut(i)
		case i-start >= maxSentence:
			cut(wordEnd(text, start, i))
		}
	}
	cut(len(text))
	return list
}

// endsSentence reports whether a sentence from start ends before text[at:]: white
// space and a character that is no small letter follow, and what ends is no initial
// or short abbreviation.
func endsSentence(text string, start, at int) bool {
	n := spaceLen(text[at:])
	if n == 0 {
		return false
	}
	next, _ := utf8.DecodeRuneInString(text[at+n:])
	if unicode.IsLower(next) {
		return false
	}
	word := text[start : at-1]
	word = word[strings.LastIndexAny(word, " \t\n(")+1:]
	return utf8.RuneCountInString(word) > 2 || strings.ContainsAny(word, "0123456789%")
}

// wordEnd returns the last white space of text[start:at], or a character's start
// near at if there is none in the second half.
func wordEnd(text string, start, at int) int {
	if i := strings.LastIndexAny(text[start:at], " \t"); i > (at-start)/2 {
		return start + i + 1
	}
	return at
}
