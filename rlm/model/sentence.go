package model

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// abbreviations never end a sentence.
var abbreviations = set("mr mrs ms dr prof st gen sen rep capt lt col sgt rev hon vs cf e.g i.e viz fig figs eq sec art no nos vol pp ed eds ca approx dept est al jan feb mar apr jun jul aug sept oct nov dec v")

// companies end a sentence only before a word that begins one.
var companies = set("inc ltd co corp llc jr sr u.s u.k u.n a.m p.m etc ph.d d.c bros")

// starters are words that, capitalised, begin sentences.
var starters = set("the this that these those it its in on at a an he she they we you i if when as for but and however there his her their our to from by with after before during while since although no not each all any both such some")

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// sentences calls emit for each sentence of the paragraph p of text, in order. A
// paragraph may run over several lines, each with a comment marker.
func sentences(text string, p span, emit func(span)) {
	start := p.start
	for i := p.start; i < p.end; {
		c := text[i]
		if c != '.' && c != '!' && c != '?' && c < 0x80 {
			i++
			continue
		}
		size := 1
		if c >= 0x80 {
			var r rune
			if r, size = utf8.DecodeRuneInString(text[i:p.end]); r != '。' && r != '！' && r != '？' && r != '…' {
				i += size
				continue
			}
		}
		end := closers(text, i+size, p.end)
		if c < 0x80 && !sentenceEnd(text, span{start, p.end}, i, end) {
			i += size
			continue
		}
		emit(span{start, end})
		start = afterMarker(text, end, p.end)
		i = max(start, end)
	}
	if start < p.end {
		emit(span{start, p.end})
	}
}

// closers returns the end of the quotes and brackets that follow a sentence's mark.
func closers(text string, i, end int) int {
	for i < end {
		if strings.IndexByte("\"')]*_`.!?", text[i]) >= 0 {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:end])
		if r != '”' && r != '’' && r != '»' && r != '」' && r != '）' {
			break
		}
		i += size
	}
	return i
}

// sentenceEnd reports whether the mark at i, after which the closers end at end, ends
// the sentence that begins at p.start.
func sentenceEnd(text string, p span, i, end int) bool {
	if end >= p.end {
		return true
	}
	if !isSpace(text[end]) {
		return false
	}
	next := text[afterMarker(text, end, p.end):p.end]
	if next == "" {
		return true
	}
	r, _ := utf8.DecodeRuneInString(next)
	if unicode.IsLower(r) {
		return false
	}
	if text[i] != '.' {
		return true
	}
	from := i
	for from > p.start && !isSpace(text[from-1]) && text[from-1] != '(' {
		from--
	}
	word := strings.ToLower(text[from:i])
	switch {
	case abbreviations[word], len(word) == 1 && word[0] >= 'a' && word[0] <= 'z' && text[from] != 'I':
		return false
	case from == p.start && strings.Trim(word, "0123456789.") == "":
		return false // "3." at the beginning is a number, not a sentence
	case companies[word]:
		w := next
		if j := strings.IndexFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }); j >= 0 {
			w = w[:j]
		}
		return starters[strings.ToLower(w)]
	}
	return true
}

// afterMarker skips white space, and the comment marker where a new line begins.
func afterMarker(text string, i, end int) int {
	newline := false
	for i < end && isSpace(text[i]) {
		newline = newline || text[i] == '\n'
		i++
	}
	if !newline {
		return i
	}
	j := i
	for j < end && strings.IndexByte("/#*;-!", text[j]) >= 0 {
		j++
	}
	if j > i && j < end && isSpace(text[j]) {
		for j < end && isSpace(text[j]) && text[j] != '\n' {
			j++
		}
		return j
	}
	return i
}

// endsSentence reports whether s ends with a sentence's mark.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, "\"')]*_`”’» ")
	if s == "" {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?:;。！？…", r)
}
