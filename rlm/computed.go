package rlm

import (
	"regexp"

	"funnel/rlm/python"
)

// numbers matches the numbers of an answer.
var numbers = regexp.MustCompile(`\d[\d.,]*\d|\d`)

// keepComputed remembers which numbers of a text the reader's programs computed.
func (r *reader) keepComputed(text string) {
	for _, n := range numbers.FindAllString(text, -1) {
		if r.session.Computed(n) {
			r.computed[n] = true
		}
	}
}

// isNumber reports whether an answer is a number itself.
func isNumber(v python.Value) bool {
	switch v.(type) {
	case python.Int, python.Float, *python.BigInt:
		return true
	}
	return false
}

// computedIn lists the numbers of the answer that programs computed, in the order
// they stand there.
func (t *tree) computedIn(answer string) []string {
	var list []string
	seen := map[string]bool{}
	for _, n := range numbers.FindAllString(answer, -1) {
		if t.computed[n] && !seen[n] {
			seen[n] = true
			list = append(list, n)
		}
	}
	return list
}
