package index

import "strings"

// queryTerm is a distinct term of a query. weight grows with its repetition.
type queryTerm struct {
	text   string
	weight float64
	parts  []string    // where the term is all that a run of the query says: its words
	exact  float64     // what a chunk that has the term by itself is given, as a share of the most that parts can give
	lone   bool        // all that the query says
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
	runs  int
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

// run adds the terms of a run.
func (l *termList) run(terms []term, r ranking) {
	l.runs++
	for i, t := range terms {
		switch {
		case t.kind == kindWhole:
			l.add(t.text, r.whole)
			if wordsIn(terms[i:]) == 0 {
				l.identifier(t.text, terms[:i], r.exact)
			}
		case t.kind == kindSingle && len(terms) > 1:
			l.add(t.text, r.single)
		case t.part:
			l.add(t.text, r.asked)
		default:
			l.add(t.text, 1)
		}
	}
}

// identifier notes what the words of an identifier are, and what it is given where it stands. What a hyphen or an
// apostrophe joins people write apart as well: it is given nothing if more is asked.
func (l *termList) identifier(whole string, terms []term, exact float64) {
	t := &l.terms[l.seen[whole]]
	t.parts, t.exact = nil, 0
	for _, p := range terms {
		if p.kind == kindWord {
			t.parts = append(t.parts, strings.Clone(p.text))
		}
		if p.part {
			t.exact = exact
		}
	}
}

// lone makes a query that is one word or one identifier a query for just that: it comes before what has its parts, or has
// it as a part.
func (l *termList) lone() {
	for i := range l.terms {
		if t := &l.terms[i]; len(t.parts) > 0 {
			t.exact = 1
		}
	}
	l.terms[0].lone = len(l.terms) == 1
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
