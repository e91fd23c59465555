package model

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// expectation guesses from a question's words what its answer must hold.
func expectation(text string) answerType {
	s := " " + strings.ToLower(strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")) + " "
	has := func(phrases ...string) bool {
		for _, p := range phrases {
			if strings.Contains(s, " "+p+" ") {
				return true
			}
		}
		return false
	}
	switch {
	case has("which error", "what error", "which errors", "what errors", "which exception", "what exception"):
		return errorAnswer
	case has("how many", "how much", "how long", "how old", "how far", "how tall", "how often", "how large", "how big", "what percentage", "what percent",
		"what number", "what amount", "which version", "which port", "what port", "what is the maximum", "what is the minimum"):
		return numberAnswer
	case has("when", "what year", "which year", "what date", "which date", "what day", "which month", "what month", "what time"):
		return dateAnswer
	case has("who", "whom", "whose", "which person", "where", "which country", "what country", "which city", "what city", "which company", "what company"):
		return nameAnswer
	case has("why", "what reason", "for what reason"):
		return reasonAnswer
	}
	return anyAnswer
}

// months and numerals as they occur in dates and counts.
var (
	months   = set("january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday today yesterday century")
	numerals = set("one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty ninety hundred thousand million billion twice once half dozen none zero no single pair both")
	reasons  = set("because since due so therefore cause causes caused reason reasons owing thus hence prevent avoid ensure order")
)

// holds reports whether text[s] has what the question expects, beside the question's
// own words; known tells those.
func holds(text string, s span, expect answerType, known func(w string) bool) bool {
	found := false
	first := true
	words(text, s, func(w word) {
		if found || w.part {
			return
		}
		raw := text[w.start:w.end]
		if !known(raw) {
			found = fits(raw, expect, first)
		}
		first = false
	})
	return found
}

// fits reports whether one word is of the expected type; first says that it begins the
// unit, where a capital means little.
func fits(raw string, expect answerType, first bool) bool {
	switch expect {
	case errorAnswer:
		return errorName(raw)
	case numberAnswer:
		return isDigit(raw[0]) || numerals[strings.ToLower(raw)]
	case dateAnswer:
		low := strings.ToLower(raw)
		if months[low] {
			return low != "may" && low != "mar" || isUpper(raw[0])
		}
		return len(raw) == 4 && (raw[0] == '1' || raw[0] == '2') && strings.Trim(raw, "0123456789") == ""
	case nameAnswer:
		r, _ := utf8.DecodeRuneInString(raw)
		return unicode.IsUpper(r) && (!first || !starters[strings.ToLower(raw)]) && !stopwords[strings.ToLower(raw)]
	case reasonAnswer:
		return reasons[strings.ToLower(raw)]
	}
	return true
}

// errorName reports whether an identifier names an error: ErrServerClosed, EOF,
// SyntaxError, ENOENT, IOException.
func errorName(raw string) bool {
	switch {
	case strings.HasPrefix(raw, "Err") && len(raw) > 3 && isUpper(raw[3]), raw == "EOF",
		strings.HasSuffix(raw, "Error") && len(raw) > 5, strings.HasSuffix(raw, "Exception") && len(raw) > 9:
		return true
	}
	return len(raw) > 3 && raw[0] == 'E' && strings.ToUpper(raw) == raw && !strings.ContainsAny(raw, "_0123456789")
}
