package index

import (
	"strings"
	"unicode/utf8"
)

// Phrase is a sequence of words as texts may hold it: in any case, with any space or punctuation between the words, and
// letters without their accents.
type Phrase struct {
	folded string
	words  bool // it begins and ends where words do
}

// NewPhrase makes one of a text. A phrase without a letter or digit is empty, and in nothing.
func NewPhrase(text string) Phrase {
	folded, grams := foldRuns(text[:min(len(text), MaxQueryBytes)])
	return Phrase{folded, !grams}
}

// Empty reports whether there is nothing to look for.
func (p Phrase) Empty() bool { return p.folded == "" }

// In reports whether a text holds the phrase.
func (p Phrase) In(text string) bool {
	if p.Empty() {
		return false
	}
	folded, _ := foldRuns(text)
	if p.words {
		return strings.Contains(" "+folded+" ", " "+p.folded+" ")
	}
	return strings.Contains(folded, p.folded)
}

// CountWords counts the words of a text, and the pairs of letters where words have no spaces between them.
func CountWords(text string) (n int) {
	scan(text, func(run string, grams, _ bool) {
		if n++; grams {
			n += max(0, utf8.RuneCountInString(run)-2)
		}
	})
	return n
}

// foldRuns joins the folded runs of a text with single spaces; grams tells of a script that has no spaces.
func foldRuns(text string) (folded string, grams bool) {
	b := make([]byte, 0, len(text))
	scan(text, func(run string, gram, _ bool) {
		grams = grams || gram
		if len(b) > 0 {
			b = append(b, ' ')
		}
		for _, r := range run {
			b = appendFolded(b, r)
		}
	})
	return string(b), grams
}
