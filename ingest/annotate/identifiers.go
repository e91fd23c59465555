package annotate

import (
	"strings"
	"unicode"

	"funnel/store"
)

// identifier counts words that are numbers of something.
func (s *scanner) identifier(w word) {
	text := s.at(w)
	if prev := s.last[0]; w.digits && !w.letters && !w.joined && w.after == gapSpace && prev.upper && isSeries(s.at(prev)) && len(text) <= 7 {
		s.count(store.MentionIdentifier, strings.ToLower(s.at(prev))+" "+dropZeros(text), prev.start, w.end) // RFC 2119
		return
	}
	if len(text) < 4 || len(text) > 80 || !w.digits || !w.joined || strings.ContainsAny(text, "._") {
		return
	}
	switch id := numberedID(text); {
	case id != "":
		s.count(store.MentionIdentifier, id, w.start, w.end) // ABC-0042
	case w.letters && !strings.ContainsRune(text, '/') && dateWord(text) == "":
		s.count(store.MentionIdentifier, strings.ToLower(text), w.start, w.end) // A-12-b
	case strings.ContainsRune(text, '/') && len(text) >= 6 && isFileNumber(text):
		s.count(store.MentionIdentifier, strings.ToLower(text), w.start, w.end) // 2023/114-B
	}
}

// isSeries reports whether a word is the name of a numbered series: RFC, PEP.
func isSeries(s string) bool {
	if len(s) < 2 || len(s) > 8 {
		return false
	}
	for _, r := range s {
		if !unicode.IsUpper(r) {
			return false
		}
	}
	return true
}

// numberedID is "pep 8" for "PEP-0008" and "pep 8"; "" for anything else.
func numberedID(s string) string {
	letters := strings.TrimRightFunc(s, unicode.IsDigit)
	digits := s[len(letters):]
	letters = strings.TrimRight(letters, " -")
	if digits == "" || len(digits) > 9 || len(letters) < 2 || len(letters) > 12 || strings.ContainsFunc(letters, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return ""
	}
	return strings.ToLower(letters) + " " + dropZeros(digits)
}

func dropZeros(s string) string {
	if t := strings.TrimLeft(s, "0"); t != "" {
		return t
	}
	return "0"
}

// isFileNumber reports whether a word with a slash is a reference number, and
// not a date or a fraction.
func isFileNumber(s string) bool {
	digits := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	_, rest, _ := strings.Cut(s, "/")
	return digits >= 4 && len(rest) >= 2 && !isSlashDate(s)
}

func isSlashDate(s string) bool {
	parts := strings.Split(s, "/")
	return len(parts) == 3 && len(parts[0]) <= 2 && len(parts[1]) <= 2
}
