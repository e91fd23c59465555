package model

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// minShared is the share of a claim's words that its quote must have.
const minShared = 0.5

// verify answers a Verify request, whose Question is the claim and whose Text is the
// quote: "yes" if every number, date and capitalised name or identifier of the claim
// stands in the quote, and at least half of its other words.
func verify(p Parts) string {
	claim := p.Question
	quote := map[string]bool{}
	words(p.Text, span{0, len(p.Text)}, func(w word) {
		low := lower(nil, p.Text[w.start:w.end])
		quote[string(low)] = true
		quote[string(stem(low))] = true
	})
	first, missing := true, false
	shared, total := 0, 0
	words(claim, span{0, len(claim)}, func(w word) {
		raw := claim[w.start:w.end]
		low := strings.ToLower(raw)
		begins := first
		first = strings.ContainsAny(claim[w.end:min(len(claim), w.end+1)], ".?!\n")
		r, _ := utf8.DecodeRuneInString(raw)
		capital := unicode.IsUpper(r) && !begins
		if w.part || stopwords[low] && !(capital && months[low]) {
			return
		}
		there := quote[low] || quote[string(stem([]byte(low)))]
		total++
		if there {
			shared++
		}
		mustStand := unicode.IsDigit(r) || identifier(raw) || capital
		missing = missing || mustStand && !there
	})
	if missing || total == 0 || float64(shared) < minShared*float64(total) {
		return "no"
	}
	return "yes"
}
