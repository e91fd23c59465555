package annotate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"funnel/store"
)

// scanner walks over the words of a text.
type scanner struct {
	text    string
	prose   bool
	outline []store.Heading

	found    []store.Mention
	names    map[string]int // kind and key → index in found
	links    []store.Link
	dates    []store.Found
	versions []store.Found

	last [3]word // the words before, the latest first
}

// word is a run of letters and digits, with what may join them.
type word struct {
	start, end     int
	upper          bool // begins with a capital
	digits         bool // holds a digit
	letters        bool
	joined         bool // holds _ / . or -
	after          gap  // what stands before it
	sentence, line bool // begins a sentence, a line
}

// gap is what separates a word from the one before.
type gap byte

const (
	gapNone  gap = iota // nothing, or the text begins
	gapSpace            // spaces or a line end
	gapComma            // a comma, a full stop within a date
	gapOther
)

func (s *scanner) at(w word) string { return s.text[w.start:w.end] }

// run scans all words.
func (s *scanner) run() {
	sentence := true
	between := gapNone
	newlines := 0
	for i := 0; i < len(s.text); {
		r, n := decode(s.text, i)
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			w := s.word(i)
			w.after, w.sentence, w.line = between, sentence || newlines > 1, newlines > 0
			s.take(w)
			i, between, sentence, newlines = w.end, gapNone, false, 0
			continue
		}
		switch {
		case r == '\n':
			newlines++
			between = max(between, gapSpace)
		case r == ' ' || r == '\t' || r == '\r' || r == '\u00a0':
			between = max(between, gapSpace)
		case r == '.' || r == '!' || r == '?' || r == ':' || r == '。':
			sentence = true
			between = max(between, gapComma)
			if r != '.' {
				between = gapOther
			}
		case r == ',':
			between = max(between, gapComma)
		default:
			between = gapOther
			if strings.ContainsRune("#*|>-•–—\"“(", r) {
				sentence = true // a list item, a heading, a quotation, a cell
			}
		}
		i += n
	}
}

func decode(s string, i int) (rune, int) {
	if s[i] < utf8.RuneSelf {
		return rune(s[i]), 1
	}
	return utf8.DecodeRuneInString(s[i:])
}

// maxWord ends words that are none: data, scripts without spaces.
const maxWord = 200

// word reads the word that begins at i.
func (s *scanner) word(i int) word {
	w := word{start: i}
	for i < len(s.text) && i-w.start < maxWord {
		r, n := decode(s.text, i)
		switch {
		case unicode.IsLetter(r):
			w.letters = true
			w.upper = w.upper || i == w.start && unicode.IsUpper(r)
		case unicode.IsDigit(r):
			w.digits = true
		case r == '_' || (r == '-' || r == '.' || r == '/' || r == '\'' || r == '’') && s.goesOn(i+n):
			w.joined = w.joined || r != '\'' && r != '’'
		case unicode.Is(unicode.M, r): // combining marks belong to their letter
		default:
			w.end = i
			return w
		}
		i += n
	}
	w.end = i
	return w
}

// goesOn reports whether a word goes on at i.
func (s *scanner) goesOn(i int) bool {
	if i >= len(s.text) {
		return false
	}
	r, _ := decode(s.text, i)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_'
}

// take looks at one word.
func (s *scanner) take(w word) {
	if w.digits {
		s.date(w)
		s.version(w)
	}
	s.identifier(w)
	if s.prose {
		s.reference(w)
		s.fileName(w)
	}
	s.last = [3]word{w, s.last[0], s.last[1]}
}

// count counts a mention.
func (s *scanner) count(kind, key string, start, end int) {
	if i, ok := s.names[kind+key]; ok {
		s.found[i].Count++
		return
	}
	if len(s.found) >= maxNumbers || len(key) > maxTitleKey {
		return
	}
	s.names[kind+key] = len(s.found)
	s.found = append(s.found, store.Mention{Key: key, Kind: kind, Count: 1, Start: start, End: end})
}

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		set[w] = true
	}
	return set
}
