package funnel

import (
	"fmt"
	"unicode/utf8"

	"funnel/store"
)

// Cut ends a shortlist before its count does. The zero value does not. The
// first document always stays.
type Cut struct {
	// Tokens is the most that the documents have together, whole and
	// estimated: what follows the first that does not fit is left out, too.
	Tokens int
	// Gap ends the list where a score is less than this share of the one
	// before it, from 0 to 1.
	Gap float64
}

// at returns how many of a ranking are kept, and why no more.
func (c Cut) at(ranked []fused, docs map[string]*store.Document) (n int, why string) {
	sum := 0
	for i, f := range ranked {
		if d := docs[f.doc]; c.Tokens > 0 && d != nil {
			if sum += estimate(d.Text); sum > c.Tokens && i > 0 {
				return i, fmt.Sprintf("the list ends after %d: the next document would make it more than %d tokens", i, c.Tokens)
			}
		}
		if i > 0 && c.Gap > 0 && f.score < c.Gap*ranked[i-1].score {
			return i, fmt.Sprintf("the list ends after %d: the next score, %.3f, is less than %g of the last, %.3f", i, f.score, c.Gap, ranked[i-1].score)
		}
	}
	return len(ranked), ""
}

// estimate is the tokens of a text, about: four bytes of Latin letters, one
// rune of scripts whose letters take three bytes.
func estimate(text string) int {
	runes := utf8.RuneCountInString(text)
	wide := (len(text) - runes) / 2
	return (runes-wide)/4 + wide
}
