package model

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// stopwords carry nothing of what a question asks for.
var stopwords = set("a an the of in on at to for from by with as is are was were be been being am do does did done has have had having can could should would will shall may might must and or not no nor but if then than that this these those it its they them their there here he she his her him we us our you your i me my what which who whom whose when where why how s t d ll re ve m so such into onto about over under between within please tell give say says said according also any both each per via during")

// weakWords say how a question is put rather than what it is about.
var weakWords = set("many much long old main major name named called kind type sort following mentioned according list describe explain main first time use used using get make made take taken year date day month state country city place person people number amount value document documents text file happen happened exactly currently current different various please find given stated role occur occurred mean meant actually")

// aliases are other words for one of a question, after stemming. They count as the word.
var aliases = map[string][]string{
	"error": {"err"}, "begin": {"start", "commenc"}, "start": {"begin", "began", "commenc"}, "end": {"expir", "terminat", "finish"},
	"expir": {"end", "terminat"}, "creat": {"made", "found"}, "maximum": {"max", "most", "limit"}, "minimum": {"min", "least"},
	"cost": {"price", "fee"}, "price": {"cost", "fee"}, "author": {"wrot", "written"}, "wrot": {"author", "written"}, "writ": {"wrot", "author"},
	"born": {"birth"}, "birth": {"born"}, "die": {"dead", "died", "death"}, "di": {"dead", "died", "death"}, "death": {"died", "di"},
	"buy": {"purchas", "bought"}, "argument": {"arg", "paramet"}, "configur": {"config"}, "function": {"func"}, "directory": {"dir"},
	"delet": {"remov"}, "remov": {"delet"}, "replac": {"supersed"}, "abbrevi": {"stand"}, "law": {"govern"}, "jurisdict": {"law", "govern"},
	"lead": {"led"}, "led": {"lead"}, "win": {"won"}, "won": {"win"}, "kill": {"death"}, "cause": {"caus"}, "find": {"found"}, "show": {"shown"},
}

// An answerType is what kind of thing the answer to a question holds.
type answerType uint8

const (
	anyAnswer answerType = iota
	errorAnswer
	numberAnswer
	dateAnswer
	nameAnswer
	reasonAnswer
)

// A term is a word of a question, with its other forms.
type term struct {
	raw    string // as in the question
	weight float64
	name   bool // an identifier, or capitalised within the sentence: its case counts
}

const (
	maxQuestion = 4096 // bytes of a question that are looked at
	maxTerms    = 48
)

// A question is what a question asks, ready to be compared with text.
type question struct {
	terms  []term
	forms  []form
	byKey  [4096][]int16 // indexes into forms by key of the word's first letters
	expect answerType
}

// A form is one way in which a term occurs.
type form struct {
	term  int
	stem  string
	fuzzy bool // words that begin the same count in part
}

// parseQuestion takes a question apart.
func parseQuestion(text string) *question {
	if len(text) > maxQuestion {
		text = text[:maxQuestion]
	}
	q := &question{expect: expectation(text)}
	scope := scopeClause(text)
	q.collect(text[scope:], 1, func(w string) bool { return stopwords[w] })
	q.collect(text[:scope], scopeWeight, func(w string) bool { return stopwords[w] })
	if len(q.terms) == 0 { // "What is it?": better its words than none
		q.collect(text, 1, func(string) bool { return false })
	}
	for i, f := range q.forms {
		k := formKey(f.stem)
		q.byKey[k] = append(q.byKey[k], int16(i))
	}
	return q
}

const scopeWeight = 0.15

var (
	scopeWords = set("in according under for per as at on within regarding with")
	askWords   = set("which what who whom whose when where why how is are was were does do did has have had can must may")
)

// scopeClause returns the length of the clause at the beginning that says which document
// is asked about, not what: "In the agreement between A and B, which law governs?" Its
// words stand in other sentences than the answer. It ends at the last comma before a
// word that asks.
func scopeClause(text string) int {
	first, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	if !scopeWords[strings.ToLower(first)] {
		return 0
	}
	end := 0
	for i := 0; i < len(text); i++ {
		if text[i] != ',' {
			continue
		}
		next := strings.Fields(text[i+1 : min(len(text), i+40)])
		for _, w := range next[:min(2, len(next))] { // "..., in which year ..."
			if askWords[strings.ToLower(w)] {
				end = i + 1
			}
		}
	}
	return end
}

// collect adds the words of text that skip does not want, and that are not there yet, as
// terms.
func (q *question) collect(text string, weight float64, skip func(string) bool) {
	seen := map[string]bool{}
	for _, f := range q.forms {
		seen[f.stem] = true
	}
	sentenceStart := true
	words(text, span{0, len(text)}, func(w word) {
		raw := text[w.start:w.end]
		first := sentenceStart
		if !w.part {
			sentenceStart = strings.ContainsAny(text[w.end:min(len(text), w.end+1)], ".?!")
		}
		low := string(lower(nil, raw))
		if w.part || skip(low) && !identifier(raw) || len(low) < 2 && !isDigit(low[0]) || len(q.terms) == maxTerms {
			return
		}
		st := string(stem([]byte(low)))
		if seen[st] {
			return
		}
		seen[st] = true
		r, _ := utf8.DecodeRuneInString(raw)
		t := term{raw: raw, weight: 1, name: identifier(raw) || unicode.IsUpper(r) && !first}
		switch {
		case t.name:
			t.weight = 1.5
		case weakWords[low]:
			t.weight = 0.35
		case isDigit(low[0]):
			t.weight = 1.2
		}
		t.weight *= weight
		q.addTerm(t, st)
	})
}

func (q *question) addTerm(t term, st string) {
	i := len(q.terms)
	q.terms = append(q.terms, t)
	q.forms = append(q.forms, form{i, st, len(st) >= 5 && !isDigit(st[0])})
	for _, a := range aliases[st] {
		q.forms = append(q.forms, form{i, a, false})
	}
}

// identifier reports whether w is written like one: camelCase, snake_case, letters
// with digits, or all capitals.
func identifier(w string) bool {
	lowers, uppers, digits, inner := 0, 0, 0, false
	for i := 0; i < len(w); i++ {
		switch c := w[i]; {
		case isUpper(c):
			uppers++
			inner = inner || i > 0 && lowers > 0
		case isDigit(c):
			digits++
		case c == '_':
			inner = inner || i > 0
		default:
			lowers++
		}
	}
	return inner || uppers > 1 || digits > 0 && uppers+lowers > 0
}

// formKey hashes the first three letters of a word, by which candidates are found.
func formKey[T string | []byte](w T) int {
	h := 0
	for i := 0; i < len(w) && i < 3; i++ {
		h = h*37 + int(w[i])
	}
	return h & 4095
}

// A match is how a word of the text fits a term.
type match uint8

const (
	noMatch match = iota
	partMatch
	fullMatch
	exactMatch
)

// matches calls fn for the terms that the word fits. buf is scratch space.
func (q *question) matches(raw string, buf []byte, fn func(t int, m match)) []byte {
	if len(raw) > 64 {
		return buf
	}
	buf = lower(buf[:0], raw)
	candidates := q.byKey[formKey(buf)]
	if len(candidates) == 0 {
		return buf
	}
	whole := len(buf)
	st := stem(buf)
	for _, c := range candidates {
		f := &q.forms[c]
		switch {
		case f.stem == string(st):
			if raw == q.terms[f.term].raw {
				fn(f.term, exactMatch)
			} else {
				fn(f.term, fullMatch)
			}
		case f.fuzzy && commonPrefix(f.stem, st) >= max(5, (max(len(f.stem), len(st))*7+9)/10):
			fn(f.term, partMatch)
		}
	}
	return buf[:whole]
}

func commonPrefix(a string, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}
