package annotate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"funnel/store"
)

// What a document mentions is what connects it to others: its own title, and
// the names in its text. A name is a phrase of words with a capital letter
// ("Lady Godiva", "Bank of England", "PEP 484"), or one such word that does not
// begin a sentence, or an identifier ("max_retries", "fooBar"). Only rare
// ones connect, and the store counts; here all are taken, up to maxNames.

const (
	maxNames       = 400 // distinct ones of a document, the first
	maxNameWords   = 6
	maxMentionByte = 100
	minNameBytes   = 3
)

// joinsNames are small words that may stand inside a name.
var joinsNames = map[string]bool{"of": true, "the": true, "de": true, "la": true, "le": true, "du": true, "van": true, "von": true, "der": true}

// namesOf lists what a document mentions, in the order of first occurrence.
func namesOf(title, text string) []store.Mention {
	m := mentioning{at: map[[2]string]int{}}
	if key := nameKey(bareTitle(title)); len(key) >= minNameBytes {
		m.add(store.MentionName, key, 0, 0)
	}
	m.scan(text)
	return m.list
}

// bareTitle drops what tells equal titles apart: "Rome (TV series)".
func bareTitle(title string) string {
	if i := strings.Index(title, " ("); i > 0 && strings.HasSuffix(title, ")") {
		return title[:i]
	}
	return title
}

// nameKey folds a name: lower case, one space between words.
func nameKey(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(name), " "))
}

// mentioning gathers mentions.
type mentioning struct {
	list []store.Mention
	at   map[[2]string]int
	name []nameWord // the name at hand
}

// nameWord is a word of a name: bytes [start, end).
type nameWord struct {
	start, end int
	joins      bool // a small word that only stands inside a name
}

func (m *mentioning) add(kind, key string, start, end int) {
	if i, ok := m.at[[2]string{kind, key}]; ok {
		m.list[i].Count++
		return
	}
	if len(m.list) == maxNames || len(key) > maxMentionByte || len(key) < minNameBytes {
		return
	}
	m.at[[2]string{kind, key}] = len(m.list)
	m.list = append(m.list, store.Mention{Key: key, Kind: kind, Count: 1, Start: start, End: end})
}

// scan goes through the words of a text.
func (m *mentioning) scan(text string) {
	begins := true // a sentence begins
	line := 0      // where the line begins
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			ended := r == '\n' && i-line < wrapped
			if r == '\n' {
				line = i + 1
			}
			if ended || r != ' ' && r != '\n' && r != '’' && r != '\'' && r != '-' {
				m.flush(text)
			}
			begins = begins && unicode.IsSpace(r) || strings.ContainsRune(".!?:\n", r)
			i += size
			continue
		}
		end := wordEnd(text, i)
		first := begins && len(m.name) == 0
		m.word(text, i, end, first)
		begins = false
		i = end
	}
	m.flush(text)
}

// wrapped is the length in bytes from which a line may be one of a paragraph
// that goes on in the next, and with it a name. A shorter one ends both.
const wrapped = 60

// wordEnd is where the word that begins at i ends: letters, digits, and _ . -
// between them.
func wordEnd(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r):
		case r == '_' || r == '.' || r == '-':
			next, _ := utf8.DecodeRuneInString(text[i+size:])
			if !unicode.IsLetter(next) && !unicode.IsDigit(next) {
				return i
			}
		default:
			return i
		}
		i += size
	}
	return i
}

// word takes one word: into the name at hand, or as an identifier.
func (m *mentioning) word(text string, start, end int, first bool) {
	w := text[start:end]
	switch {
	case isIdentifier(w):
		m.flush(text)
		m.add(store.MentionIdentifier, w, start, end)
	case capital(w) || len(m.name) > 0 && digits(w):
		if len(m.name) == maxNameWords {
			m.flush(text)
		}
		m.name = append(m.name, nameWord{start, end, false})
		if first && !upper(w) {
			m.name[0].joins = true // may be a common word that begins the sentence
		}
	case len(m.name) > 0 && len(m.name) < maxNameWords && joinsNames[w]:
		m.name = append(m.name, nameWord{start, end, true})
	default:
		m.flush(text)
	}
}

// flush ends the name at hand. A single word that begins a sentence is none.
// Of "The Bank of England", what follows the first word is a name, too.
func (m *mentioning) flush(text string) {
	if len(m.name) == 0 {
		return
	}
	name := trimName(text, m.name)
	m.name = m.name[:0]
	if len(name) == 0 {
		return
	}
	if name[0].joins {
		m.take(text, name)
		if name = name[1:]; name[0].joins {
			return
		}
	}
	m.take(text, name)
}

func (m *mentioning) take(text string, name []nameWord) {
	start, end := name[0].start, name[len(name)-1].end
	m.add(store.MentionName, nameKey(text[start:end]), start, end)
}

// isIdentifier reports whether a word is one of code: max_retries, fooBar.
func isIdentifier(w string) bool {
	return strings.Contains(w, "_") || !capital(w) && strings.IndexFunc(w, unicode.IsUpper) > 0
}

func capital(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r) || unicode.IsTitle(r)
}

func upper(w string) bool { return len(w) > 1 && strings.ToUpper(w) == w }

func digits(w string) bool { return w[0] >= '0' && w[0] <= '9' }
