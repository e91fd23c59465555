package index

import "strings"

// queryTerm is a distinct term of a query. weight grows with its repetition.
type queryTerm struct {
	text   string
	weight float64
	stems  []queryStem // what the same word is in documents of other languages, where it is another term
}

// queryStem is a stem, and the languages in whose documents it counts.
type queryStem struct {
	text      string
	languages languageSet
}

// termList collects distinct terms in the order of their first occurrence.
type termList struct {
	terms []queryTerm
	seen  map[string]int
}

func (l *termList) add(text string, weight float64) {
	if i, ok := l.seen[text]; ok {
		l.terms[i].weight += weight
		return
	}
	if l.seen == nil {
		l.seen = map[string]int{}
	}
	text = strings.Clone(text) // may be a slice of the query
	l.seen[text] = len(l.terms)
	l.terms = append(l.terms, queryTerm{text: text, weight: weight})
}

// stem adds to a term, if it is in the list, what it is in a language.
func (l *termList) stem(of, stem string, in language) {
	at, ok := l.seen[of]
	if !ok {
		return
	}
	t := &l.terms[at]
	for i := range t.stems {
		if t.stems[i].text == stem {
			t.stems[i].languages = t.stems[i].languages.with(in)
			return
		}
	}
	t.stems = append(t.stems, queryStem{stem, languageSet(0).with(in)})
}
