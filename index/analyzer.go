package index

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"golang.org/x/text/unicode/norm"
)

// analyzerVersion names what the analyzer and the mapping produce. It is kept in the index: an index made by another
// version is rebuilt from zero.
const analyzerVersion = "4"

const (
	maxTermBytes  = 96      // longer terms are cut to this many bytes, in documents and in queries alike
	maxCachedRun  = 40      // longer runs are analyzed every time
	maxCachedRuns = 1 << 15 // the cache is emptied when it holds this many
)

// kind says what a term is.
type kind uint8

const (
	kindWord   kind = iota // a word or a part of an identifier, stemmed where it is English letters
	kindWhole              // an identifier, number or compound as it stands, beside its parts
	kindGram               // two neighbouring runes of a script without spaces
	kindSingle             // one rune of a script without spaces
	kindStem               // the stem of the word before it, in the language of the text, if it is another
)

// term is one term of a text.
type term struct {
	text string
	kind kind
	part bool // of an identifier: the text does not have it as a word of its own
}

// analyzer turns text into terms in one pass, after Unicode normalisation (NFKC: half-width kana, full-width letters,
// ligatures, composed Hangul):
//
//   - words are folded (lower case, no accents, narrow forms) and, where they are ASCII letters, stemmed as English is;
//     in a text of another language that has a stemmer the stem that it makes follows;
//   - an identifier yields itself and its parts: fmt.Println gives fmt.println, fmt and println, foo_bar gives
//     foo_bar, foo and bar, HTTPServer gives httpserver, http and server; likewise well-known, 2024-05-01 and v2.6.3,
//     which also gives 2.6.3; 1,000,000 is the one number 1000000;
//   - Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese text yields pairs of neighbouring runes, and single runes.
//
// What a run of letters yields is cached by language, so that a common word costs one look-up. The cache never changes
// the result. An analyzer is not safe for concurrent use.
type analyzer struct {
	lang  language // of the texts that come
	runs  [len(stemmers)]map[string][]term
	terms []term
	buf   []byte
	lower []byte
	parts []part
	code  bool // the run has parts by its case, a point or an underscore: people write no words like that
	env   *snowballstem.Env
}

// part is a piece of a run between joiners or at a change of case: folded bytes buf[start:end].
type part struct {
	start, end int
	word       string // as it is written
	from       int    // where in the run
	camel      bool   // begins at a change of case, not at a joiner
	letters    bool   // ASCII letters only
	digits     bool   // any
}

// analyzerPool lends analyzers to goroutines.
type analyzerPool struct{ pool sync.Pool }

func newAnalyzerPool() *analyzerPool {
	return &analyzerPool{sync.Pool{New: func() any { return newAnalyzer() }}}
}

// get lends an analyzer for texts in English, or in no language; in for texts in another.
func (p *analyzerPool) get() *analyzer { return p.in(0) }

func (p *analyzerPool) in(l language) *analyzer {
	a := p.pool.Get().(*analyzer)
	a.lang = l
	return a
}

func (p *analyzerPool) put(a *analyzer) { p.pool.Put(a) }

func newAnalyzer() *analyzer { return &analyzer{env: snowballstem.NewEnv("")} }

// analyze calls emit for each run of text, with its terms, in order, and returns the text's length in words: kindWhole,
// kindSingle and kindStem terms stand beside others and are not counted, so that the length is the same in any language.
// The slice is valid during the call only.
func (a *analyzer) analyze(text string, emit func(run string, terms []term)) (length int) {
	scan(text, func(run string, grams, plain bool) {
		terms := a.termsOf(run, grams, plain)
		emit(run, terms)
		if grams {
			length += max(1, len(terms)/2)
		} else {
			length += wordsIn(terms)
		}
	})
	return length
}

// termsOf returns the terms of a run that scan found.
func (a *analyzer) termsOf(run string, grams, plain bool) []term {
	if grams {
		return a.grams(run)
	}
	return a.run(run, plain)
}

// scan normalises a text and calls found for each run of it, in order: of letters, digits and joiners (plain: lower-case
// ASCII letters only), or of a script without spaces.
func scan(text string, found func(run string, grams, plain bool)) {
	if !norm.NFKC.IsNormalString(text) {
		text = norm.NFKC.String(text)
	}
	for i := 0; i < len(text); {
		c := class(0)
		size := 1
		if b := text[i]; b < utf8.RuneSelf {
			c = asciiClass[b]
		} else {
			var r rune
			r, size = utf8.DecodeRuneInString(text[i:])
			c = classOf(r)
		}
		switch c {
		case classLetter, classUpper, classDigit:
			end, plain := scanRun(text, i)
			found(text[i:end], false, plain)
			i = end
		case classGram:
			end := scanGrams(text, i)
			found(text[i:end], true, false)
			i = end
		default:
			i += size
		}
	}
}

// wordsIn counts the terms that make up the text's length.
func wordsIn(terms []term) (n int) {
	for _, t := range terms {
		if t.kind == kindWord {
			n++
		}
	}
	return n
}

// scanRun returns the end of the run of letters, digits and joiners that begins at i. plain says that it is lower-case
// ASCII letters only.
func scanRun(text string, i int) (end int, plain bool) {
	plain = true
	var before class // class of the last rune that is neither mark nor joiner
	for end = i; end < len(text); {
		c, size := classAt(text, end)
		switch c {
		case classLetter:
			plain = plain && size == 1
		case classUpper, classDigit, classMark:
			plain = false
		case classJoin, classQuote:
			next, _ := classAt(text, end+size)
			if next != classLetter && next != classUpper && next != classDigit {
				return end, plain
			}
			plain = false
		default:
			if !groupsDigits(text, end, before) {
				return end, plain
			}
			plain = false
		}
		before = c
		end += size
	}
	return end, plain
}

// classAt returns the class and size of the rune at i; classBreak at the end of the text.
func classAt(text string, i int) (class, int) {
	if i >= len(text) {
		return classBreak, 0
	}
	if b := text[i]; b < utf8.RuneSelf {
		return asciiClass[b], 1
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	return classOf(r), size
}

// groupsDigits reports whether text[i] is a comma inside a number: a digit before it and exactly three after.
func groupsDigits(text string, i int, before class) bool {
	if text[i] != ',' || before != classDigit {
		return false
	}
	n := 0
	for j := i + 1; j < len(text) && text[j] >= '0' && text[j] <= '9'; j++ {
		n++
	}
	return n == 3
}

// scanGrams returns the end of the run of classGram runes that begins at i.
func scanGrams(text string, i int) int {
	for i < len(text) {
		c, size := classAt(text, i)
		if c != classGram && c != classMark {
			break
		}
		i += size
	}
	return i
}

// run returns the terms of one run, from the cache where it can.
func (a *analyzer) run(run string, plain bool) []term {
	runs := a.runs[a.lang]
	if terms, ok := runs[run]; ok {
		return terms
	}
	a.terms = a.terms[:0]
	if plain {
		a.word([]byte(run), run, true)
	} else {
		a.identifier(run)
	}
	if len(run) > maxCachedRun {
		return a.terms
	}
	switch {
	case runs == nil:
		runs = make(map[string][]term)
		a.runs[a.lang] = runs
	case len(runs) >= maxCachedRuns:
		clear(runs)
	}
	kept := append([]term(nil), a.terms...)
	runs[strings.Clone(run)] = kept
	return kept
}

// word appends a word, and its stem in the language of the text.
func (a *analyzer) word(folded []byte, written string, letters bool) {
	before := len(a.terms)
	a.add(folded, kindWord, letters)
	if a.lang == 0 || len(a.terms) == before {
		return
	}
	if stem := a.stemIn(a.lang, written); stem != "" && stem != a.terms[before].text {
		a.terms = append(a.terms, term{text: stem, kind: kindStem})
	}
}

// add appends one term, stemmed if it is made of English letters.
func (a *analyzer) add(folded []byte, k kind, letters bool) {
	if len(folded) == 0 {
		return
	}
	if len(folded) > maxTermBytes {
		cut := maxTermBytes
		for cut > 0 && !utf8.RuneStart(folded[cut]) {
			cut--
		}
		folded, letters = folded[:cut], false
	}
	text := string(folded)
	if letters && len(text) > 2 {
		text = a.stem(text)
	}
	a.terms = append(a.terms, term{text: text, kind: k})
}

// stem returns the Porter2 stem of a lower-case English word.
func (a *analyzer) stem(word string) string {
	a.env.SetCurrent(word)
	english.Stem(a.env)
	return strings.Clone(a.env.Current())
}

// identifier appends the terms of a run that is more than lower-case letters.
func (a *analyzer) identifier(run string) {
	a.split(run)
	segments := 0
	for i := 0; i < len(a.parts); {
		j := i + 1
		for j < len(a.parts) && a.parts[j].camel {
			j++
		}
		a.segment(a.parts[i:j])
		segments++
		i = j
	}
	if segments < 2 {
		return
	}
	a.partsFrom(0)
	whole := a.buf
	a.add(whole, kindWhole, false)
	if len(whole) > 2 && whole[0] == 'v' && whole[1] >= '0' && whole[1] <= '9' {
		a.add(whole[1:], kindWhole, false)
	}
}

// segment appends what stands between two joiners: the whole, and its parts if the case changes inside.
func (a *analyzer) segment(parts []part) {
	letters := true
	for _, p := range parts {
		letters = letters && p.letters
	}
	whole := a.buf[parts[0].start:parts[len(parts)-1].end]
	if len(parts) == 1 {
		a.part(parts[0])
		return
	}
	first := len(a.terms)
	for _, p := range parts {
		if p.end-p.start > 1 {
			a.part(p)
		}
	}
	a.partsFrom(first)
	a.add(whole, kindWhole, letters)
}

// partsFrom marks the terms from a place on as parts of an identifier, if the run is one. What is an identifier by itself,
// as ErrServerClosed in http.ErrServerClosed, is none.
func (a *analyzer) partsFrom(first int) {
	for i := first; i < len(a.terms); i++ {
		a.terms[i].part = a.code && a.terms[i].kind != kindWhole
	}
}

// part appends one part: a word, if it is of letters alone.
func (a *analyzer) part(p part) {
	if p.digits {
		a.add(a.buf[p.start:p.end], kindWord, p.letters)
		return
	}
	a.word(a.buf[p.start:p.end], p.word, p.letters)
}

// split folds run into a.buf and notes its parts. A part ends at a joiner, at an apostrophe, and where the case changes
// (fooBar, HTTPServer). Commas of a number vanish, and so does an English genitive 's.
func (a *analyzer) split(run string) {
	a.buf, a.parts, a.code = a.buf[:0], a.parts[:0], false
	var last class
	for i := 0; i < len(run); {
		c, size := classAt(run, i)
		r, _ := utf8.DecodeRuneInString(run[i:])
		switch c {
		case classJoin:
			a.buf = appendFolded(a.buf, r)
			a.code = a.code || r == '.' || r == '_'
		case classQuote:
			if rest := run[i+size:]; rest == "s" || rest == "S" {
				return
			}
			a.buf = append(a.buf, '\'')
		case classLetter, classUpper, classDigit:
			next, _ := classAt(run, i+size)
			camel := c == classUpper && (last == classLetter || last == classDigit || last == classUpper && next == classLetter)
			a.extend(r, c, camel, last, i)
			a.code = a.code || camel
			p := &a.parts[len(a.parts)-1]
			p.word = run[p.from : i+size]
		}
		if c != classMark && c != classBreak {
			last = c
		}
		i += size
	}
}

// extend appends a folded rune to the current part, or begins a new one at from.
func (a *analyzer) extend(r rune, c class, camel bool, last class, from int) {
	start := len(a.buf)
	a.buf = appendFolded(a.buf, r)
	if len(a.parts) == 0 || camel || last == classJoin || last == classQuote {
		a.parts = append(a.parts, part{start: start, from: from, camel: camel && len(a.parts) > 0, letters: true})
	}
	p := &a.parts[len(a.parts)-1]
	p.end = len(a.buf)
	p.digits = p.digits || c == classDigit
	p.letters = p.letters && c != classDigit && a.buf[start] < utf8.RuneSelf // what folds to ASCII folds to ASCII only
}

// grams returns the single runes and the pairs of a run of a script without spaces. Terms are slices of the text.
func (a *analyzer) grams(run string) []term {
	a.terms = a.terms[:0]
	previous := -1
	for i := 0; i < len(run); {
		_, size := utf8.DecodeRuneInString(run[i:])
		if previous >= 0 {
			a.terms = append(a.terms, term{text: run[previous : i+size], kind: kindGram})
		}
		a.terms = append(a.terms, term{text: run[i : i+size], kind: kindSingle})
		previous = i
		i += size
	}
	return a.terms
}
