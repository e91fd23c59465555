package index

import (
	"math/bits"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/irish"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/tamil"
	"github.com/blevesearch/snowballstem/turkish"
)

// A document is stemmed in its own language, beside the form that every document has: a word of a document in German
// yields what it yields in English text, and its German stem. The word of a query stands for both. Which documents are
// in which language is known to a generation, and a stem counts in documents of its language only: what a German stemmer
// makes of an English word finds nothing in English. A query is stemmed in the languages of the documents that the asker
// can see, which for a collection of English alone is none of these.

// language is a language with a stemmer of its own, numbered from 1; 0 is English, and all that has none.
type language uint8

// languageSet is a set of languages: bit n is language n.
type languageSet uint32

// stemmers are the languages in the order of their numbers, which are nowhere on disk.
var stemmers = [...]struct {
	code   string // ISO 639-1
	script *unicode.RangeTable
	stem   func(*snowballstem.Env) bool
}{
	1: {"ar", unicode.Arabic, arabic.Stem}, {"da", unicode.Latin, danish.Stem}, {"de", unicode.Latin, german.Stem},
	{"es", unicode.Latin, spanish.Stem}, {"fi", unicode.Latin, finnish.Stem}, {"fr", unicode.Latin, french.Stem},
	{"ga", unicode.Latin, irish.Stem}, {"hu", unicode.Latin, hungarian.Stem}, {"it", unicode.Latin, italian.Stem},
	{"nl", unicode.Latin, dutch.Stem}, {"no", unicode.Latin, norwegian.Stem}, {"pt", unicode.Latin, portuguese.Stem},
	{"ro", unicode.Latin, romanian.Stem}, {"ru", unicode.Cyrillic, russian.Stem}, {"sv", unicode.Latin, swedish.Stem},
	{"ta", unicode.Tamil, tamil.Stem}, {"tr", unicode.Latin, turkish.Stem},
}

// languageOf returns the language of an ISO 639-1 code.
func languageOf(code string) language {
	for i, s := range stemmers {
		if s.code == code {
			return language(i)
		}
	}
	return 0
}

// markTerm stands in the head of every chunk of a language. No text yields it.
func (l language) markTerm() string { return markTerm + stemmers[l].code }

func (s languageSet) has(l language) bool         { return s>>l&1 != 0 }
func (s languageSet) with(l language) languageSet { return s | 1<<l }
func (s languageSet) each(yield func(language) bool) {
	for rest := uint32(s); rest != 0; rest &= rest - 1 {
		if !yield(language(bits.TrailingZeros32(rest))) {
			return
		}
	}
}

const (
	shortestStemmed = 3 // letters of a word that is stemmed
	shortestStem    = 2 // letters of a stem that is worth keeping
)

// stemIn returns the stem of a word of letters in a language, folded; "" if it has none worth keeping, as a word in the
// letters of another. The word comes as it is written: what an ending is may hang on an accent that folding drops.
func (a *analyzer) stemIn(l language, word string) string {
	if first, _ := utf8.DecodeRuneInString(word); !unicode.Is(stemmers[l].script, first) {
		return ""
	}
	a.lower = appendLower(a.lower[:0], word, stemmers[l].code == "tr")
	if len(a.lower) > maxTermBytes || utf8.RuneCount(a.lower) < shortestStemmed {
		return ""
	}
	a.env.SetCurrent(string(a.lower))
	stemmers[l].stem(a.env)
	a.lower = a.lower[:0]
	for _, r := range a.env.Current() {
		a.lower = appendFolded(a.lower, r)
	}
	if utf8.RuneCount(a.lower) < shortestStem {
		return ""
	}
	return string(a.lower)
}

// stems calls fn for each word of a run that has a stem of its own in a language of the set. of is the term that the word
// yields in any language.
func (a *analyzer) stems(run string, in languageSet, fn func(of, stem string, in language)) {
	if first, _ := classAt(run, 0); in == 0 || first == classGram {
		return
	}
	defer func(l language) { a.lang = l }(a.lang)
	for l := range in.each {
		a.lang = l
		of := ""
		for _, t := range a.run(run, false) {
			if t.kind != kindStem {
				of = t.text
			} else {
				fn(of, t.text, l)
			}
		}
	}
}

// appendLower appends a word in lower case, without the marks that folding drops.
func appendLower(dst []byte, word string, turkish bool) []byte {
	for _, r := range word {
		switch {
		case classOf(r) == classMark:
		case turkish:
			dst = utf8.AppendRune(dst, unicode.TurkishCase.ToLower(r))
		default:
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		}
	}
	return dst
}
