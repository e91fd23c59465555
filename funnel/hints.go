package funnel

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"funnel/store"
)

// A Hint is a word of a query that names a field and what to find in it:
// title:pump, title:"annual report", path:contracts/, after:2024-01-01,
// before:2025, type:pdf, lang:de. It restricts what is searched, before
// anything is ranked.
//
//   - title: words of the title that begin so, or a phrase of it in quotes;
//   - path: a part of the document's id, or a pattern with *, ? or [ as --where has it (*.go, contracts/**/*.pdf);
//   - after, before: as --where has them;
//   - type, lang: the kind, the ending of the id, the language of text or program.
//
// Only a word of that form is a hint, at its beginning and not in quotes: with
// one of these names in lower case, one colon, and a value that means
// something there. Everything else that holds a colon is text: std::vector,
// http://…, "Error: foo", title: with nothing after it; and so, which is said,
// after:lunch, and type:int where no document is of the kind int.
type Hint struct {
	Field string `json:"field"`
	Value string `json:"value"`
}

// String is the hint as it is written.
func (h Hint) String() string {
	if strings.ContainsAny(h.Value, " \t") {
		return h.Field + `:"` + h.Value + `"`
	}
	return h.Field + ":" + h.Value
}

// Bounds of the hints of one query, and of the bytes of one's value; what is
// beyond is text.
const (
	maxHints = 16
	maxHint  = 512
)

// ErrOnlyHints is returned for a query of hints alone that hold no word to
// search for.
var ErrOnlyHints = errors.New("the query restricts what is searched and names nothing to search for")

// parseHints splits a query into its text and its hints.
func parseHints(query string) (text string, hints []Hint) {
	if !strings.Contains(query, ":") {
		return query, nil
	}
	var kept strings.Builder
	for rest := query; rest != ""; {
		space := len(rest) - len(strings.TrimLeft(rest, " \t\r\n"))
		kept.WriteString(rest[:space])
		if rest = rest[space:]; rest == "" {
			break
		}
		h, size := readHint(rest)
		if size > 0 && len(hints) < maxHints {
			hints = append(hints, h)
		} else {
			size = wordSize(rest)
			kept.WriteString(rest[:size])
		}
		rest = rest[size:]
	}
	if len(hints) == 0 {
		return query, nil
	}
	return strings.Join(strings.Fields(kept.String()), " "), hints
}

// wordSize is where the word, or the phrase in quotes, ends that s begins with.
func wordSize(s string) int {
	if s[0] == '"' {
		if end := strings.IndexByte(s[1:], '"'); end >= 0 {
			return end + 2
		}
	}
	if end := strings.IndexAny(s, " \t\r\n"); end >= 0 {
		return end
	}
	return len(s)
}

// readHint reads the hint that s begins with; size is 0 if it begins with none.
func readHint(s string) (h Hint, size int) {
	field, value, ok := strings.Cut(s, ":")
	if !ok || value == "" {
		return h, 0
	}
	switch field {
	case "title", "path", "after", "before", "type", "lang":
	default:
		return h, 0
	}
	end := wordSize(value)
	if end == 0 || end > maxHint {
		return h, 0
	}
	size = len(field) + 1 + end
	if value = value[:end]; value[0] == '"' && len(value) > 1 {
		value = strings.Join(strings.Fields(strings.Trim(value, `"`)), " ")
	} else if value = strings.TrimRight(value, ",;?!"); strings.HasPrefix(value, ":") || strings.HasPrefix(value, "//") {
		return h, 0 // a scope of a program, an address
	}
	if !hasContent(value) {
		return h, 0
	}
	return Hint{field, value}, size
}

// admits reports whether a document is what the hint wants.
func (h Hint) admits(d store.Info) bool {
	switch h.Field {
	case "title":
		title := d.Title
		if title == "" {
			title = path.Base(d.ID)
		}
		return holdsWords(title, h.Value)
	case "path":
		if strings.ContainsAny(h.Value, "*?[") {
			return matchID(h.Value, d.ID)
		}
		return strings.Contains(strings.ToLower(d.ID), strings.ToLower(h.Value))
	case "type":
		return strings.EqualFold(d.Kind, h.Value) || strings.EqualFold(path.Ext(d.ID), "."+h.Value)
	case "lang":
		return strings.EqualFold(d.Lang, h.Value) || strings.EqualFold(d.Kind, h.Value)
	}
	return admits(d, h.Field, h.Value)
}

// holdsWords reports whether the words of phrase stand in title in their
// order; the last of them may be the beginning of a word.
func holdsWords(title, phrase string) bool {
	have, want := words(fold(title)), words(fold(phrase))
	for i := 0; len(want) > 0 && i+len(want) <= len(have); i++ {
		n := 0
		for n < len(want) && (have[i+n] == want[n] || n == len(want)-1 && strings.HasPrefix(have[i+n], want[n])) {
			n++
		}
		if n == len(want) {
			return true
		}
	}
	return false
}

// Understood says what a query was taken for.
type Understood struct {
	Text  string `json:"text"` // what was searched for
	Hints []Hint `json:"hints,omitempty"`
	Typos []Typo `json:"typos,omitempty"`

	notices []string
}

// understand parses the hints of a query and narrows the documents that it is
// about, nil for all, to those that the hints admit. A kind or language that
// no document has is text.
func (c *Collection) understand(ctx context.Context, query string, only map[string]bool) (u Understood, narrowed map[string]bool, err error) {
	u.Text = query
	text, hints := parseHints(query)
	if len(hints) == 0 {
		return u, only, nil
	}
	known := make([]int, len(hints)) // documents that each hint admits
	admitted := map[string]uint32{}  // the hints that admit a document, a bit each
	err = c.catalogue(ctx, nil, func(d store.Info) error {
		if only != nil && !only[d.ID] {
			return nil
		}
		for i, h := range hints {
			if h.admits(d) {
				known[i]++
				admitted[d.ID] |= 1 << i
			}
		}
		return nil
	})
	if err != nil {
		return u, nil, err
	}
	var all uint32
	for i, h := range hints {
		if why := h.meansNothing(known[i]); why != "" {
			text += " " + h.String()
			u.notices = append(u.notices, why+": “"+h.String()+"” was searched as text")
			continue
		}
		all |= 1 << i
		u.Hints = append(u.Hints, h)
	}
	if len(u.Hints) == 0 {
		return Understood{Text: query, notices: u.notices}, only, nil
	}
	narrowed = map[string]bool{}
	for id, bits := range admitted {
		if bits&all == all {
			narrowed[id] = true
		}
	}
	u.Text = strings.TrimSpace(text)
	return u, narrowed, u.complete(len(narrowed))
}

// meansNothing says why a hint is text after all, or "". n is the number of
// documents that it admits.
func (h Hint) meansNothing(n int) string {
	switch {
	case h.Field == "type" && n == 0:
		return "no document has the type " + h.Value
	case h.Field == "lang" && n == 0:
		return "no document has the language " + h.Value
	case h.undated():
		return h.Value + " is no date as 2024-05-01, 2024-05 or 2024"
	}
	return ""
}

// undated reports whether a hint should name a date and does not.
func (h Hint) undated() bool {
	return (h.Field == "after" || h.Field == "before") && firstDay(h.Value) == ""
}

// complete finds words to search for where the hints left none, and says what
// the hints were taken for. n is the number of documents that they admit.
func (u *Understood) complete(n int) error {
	var list, values []string
	for _, h := range u.Hints {
		list = append(list, h.String())
		if h.Field == "title" || h.Field == "path" {
			values = append(values, strings.Join(words(h.Value), " "))
		}
	}
	if !hasContent(u.Text) {
		u.Text = strings.Join(values, " ")
	}
	if !hasContent(u.Text) {
		return ErrOnlyHints
	}
	found := " admits " + countOf(n, "document")
	if len(list) > 1 {
		found = " admit " + countOf(n, "document")
	}
	u.notices = append(u.notices, strings.Join(list, " ")+found+"; in quotes it is searched as text")
	return nil
}

// countOf writes a number with its noun.
func countOf(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
