package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	bindex "github.com/blevesearch/bleve_index_api"
)

// A word of a query that nothing in the index holds is perhaps misspelt. It is looked up in the dictionary of terms by
// edit distance (insertions, deletions, changes, swapped neighbours; vellum's Levenshtein automata, after Schulz and
// Mihov 2002). The dictionary holds stems, and a slip in an ending hides the stem: beginnings of the word are looked up
// as well, and a stem counts if some form of it is as near to the word as may be.

// Correction is a word of a query that no chunk holds, with the terms that it may have been meant for, nearest first.
type Correction struct {
	Word  string
	Meant []Meant
}

// Meant is a term that stands in for a word. Word is the form of it that is nearest.
type Meant struct {
	Word   string
	Weight float64 // in the score, where a word that is spelt so has 1
	term   queryTerm
}

const (
	typoShortest  = 4 // letters of a word that is looked up, with one edit, and of what it may be meant for
	typoLong      = 8 // with two; the first letter is right then
	typoLongest   = 40
	maxTypos      = 4    // words of one query
	maxLookedUp   = 16   // words of one query that are looked for
	maxSpelt      = 1024 // words of one query that are considered
	maxMeant      = 3    // terms for one word
	maxLike       = 512
	longestEnding = 7
)

// Weights of terms one and two edits away; what could have been meant for several shares it, because the more words are
// near, the likelier it is that none was meant and the collection just does not hold the word.
var typoWeights = [...]float64{1: 0.6, 2: 0.4}

// Corrections finds what words of a query may have been meant for that nothing in the index holds which the query may
// see. Numbers, identifiers and words of fewer than four letters are left alone; so is every word that something holds.
func (k *Keyword) Corrections(ctx context.Context, q Query) (list []Correction, err error) {
	defer recoverDamage(&err)
	g, err := k.use()
	if err != nil || g == nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, g.release()) }()
	w := g.worldOf(q.Visible)
	looked := 0
	for _, t := range k.spelt(q.Text, w.languages) {
		held, err := g.held(ctx, t.term, w)
		if err != nil {
			return nil, fmt.Errorf("correct query: %w", err)
		}
		if held {
			continue
		}
		if looked++; looked > maxLookedUp || len(list) == maxTypos {
			break
		}
		c := correcting{ctx: ctx, g: g, world: w, analyzer: k.pool.get(), spelt: t}
		meant, err := c.meant()
		k.pool.put(c.analyzer)
		if err != nil {
			return nil, fmt.Errorf("correct query: %w", err)
		}
		if len(meant) > 0 {
			list = append(list, Correction{t.word, meant})
		}
	}
	return list, nil
}

// spelt is a word of a query as it was typed, folded, and the term it yields.
type spelt struct {
	word string
	term queryTerm
}

// spelt lists the distinct words of a query that could be misspelt, in order.
func (k *Keyword) spelt(text string, languages languageSet) (list []spelt) {
	a := k.pool.get()
	defer k.pool.put(a)
	var words []string // as typed, of the terms
	var seen termList
	a.analyze(text[:min(len(text), MaxQueryBytes)], func(run string, terms []term) {
		if k.stop[strings.ToLower(run)] || len(words) == maxSpelt {
			return
		}
		for _, t := range terms {
			word := t.text
			if len(terms) == 1 {
				word = foldWord(run)
			}
			if t.kind != kindWord || !correctable(word) {
				continue
			}
			if seen.add(t.text, 1); len(seen.terms) > len(words) {
				words = append(words, strings.Clone(word))
			}
		}
		a.stems(run, languages, seen.stem)
	})
	for i, word := range words {
		list = append(list, spelt{word, seen.terms[i]})
	}
	return list
}

// foldWord folds a run of letters.
func foldWord(run string) string {
	b := make([]byte, 0, len(run))
	for _, r := range run {
		b = appendFolded(b, r)
	}
	return strings.TrimSuffix(string(b), "'s")
}

// correctable reports whether a word is of letters alone and neither too short nor too long.
func correctable(word string) bool {
	n := 0
	for _, r := range word {
		if !unicode.IsLetter(r) {
			return false
		}
		n++
	}
	return typoShortest <= n && n <= typoLongest
}

// correcting looks for what one word was meant for.
type correcting struct {
	ctx      context.Context
	g        *generation
	world    *world
	analyzer *analyzer
	spelt    spelt
}

// nearTerm is a term with the form of it that is nearest to a word.
type nearTerm struct {
	term, form        string
	distance, holders int
}

// guessed is 1 for a form that is not the term itself: that somebody wrote it so is not known.
func (n nearTerm) guessed() int {
	if n.form == n.term {
		return 0
	}
	return 1
}

// meant returns the terms nearest to the word, those that more chunks hold first.
func (c *correcting) meant() ([]Meant, error) {
	most := 1
	if utf8.RuneCountInString(c.spelt.word) >= typoLong {
		most = 2
	}
	var found []nearTerm
	for edits := 1; edits <= most && len(found) == 0; edits++ {
		var err error
		if found, err = c.within(edits); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(found, func(a, b nearTerm) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.guessed(), b.guessed()), cmp.Compare(b.holders, a.holders), strings.Compare(a.term, b.term))
	})
	found = found[:min(len(found), maxMeant)]
	var list []Meant
	for _, n := range found {
		var as termList
		as.add(n.term, typoWeights[n.distance]/float64(len(found)))
		c.analyzer.stems(n.form, c.world.languages, as.stem)
		list = append(list, Meant{n.form, as.terms[0].weight, as.terms[0]})
	}
	return list, nil
}

// within returns the terms of the world of which a form is so many edits from the word.
func (c *correcting) within(edits int) ([]nearTerm, error) {
	terms, err := c.lookUp(edits)
	if err != nil {
		return nil, err
	}
	var found []nearTerm
	for _, term := range terms {
		form, distance := c.nearest(term, edits)
		if distance > edits {
			continue
		}
		n, err := c.g.holdersAnywhere(c.ctx, queryTerm{text: term}, c.world)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			found = append(found, nearTerm{term, form, distance, n})
		}
	}
	return found, nil
}

// lookUp returns the terms that are so many edits from the word or from a beginning of it that an ending was taken off.
func (c *correcting) lookUp(edits int) ([]string, error) {
	reader, ok := c.g.reader.(bindex.IndexReaderFuzzy)
	if !ok {
		return nil, nil
	}
	runes := []rune(c.spelt.word)
	shortest := len(runes)
	if ascii(c.spelt.word) {
		shortest = max(3, len(runes)-longestEnding)
	}
	prefix := ""
	if edits > 1 {
		prefix = string(runes[:1])
	}
	seen := map[string]bool{}
	var terms []string
	for n := len(runes); n >= shortest; n-- {
		for _, field := range fieldNames {
			err := eachNear(c.ctx, reader, field, string(runes[:n]), edits, prefix, func(term string) {
				if !seen[term] && len(terms) < maxLike && utf8.RuneCountInString(term) >= typoShortest {
					seen[term] = true
					terms = append(terms, strings.Clone(term))
				}
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return terms, nil
}

// eachNear calls fn for the terms of a field within so many edits of word.
func eachNear(ctx context.Context, reader bindex.IndexReaderFuzzy, field, word string, edits int, prefix string, fn func(string)) (err error) {
	dict, err := reader.FieldDictFuzzy(field, word, edits, prefix)
	if err != nil {
		return fmt.Errorf("read dictionary: %w", err)
	}
	defer func() { err = errors.Join(err, dict.Close()) }()
	for {
		e, err := dict.Next()
		if err != nil || e == nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		fn(e.Term)
	}
}

// endings are what forms of an English stem end with, the common ones first.
var endings = strings.Fields(`s ed ing es er ion ation ly al ment e y ers ions ations ally ity ities ive able ness ic ical ical ate
	ated ates ating ance ence ous ful ist ism ize ized izes ise ised ization ative ments or ors ies ied`)

// nearest returns the form of a term that is nearest to the word, and how many edits away; more than most if none is.
func (c *correcting) nearest(term string, most int) (form string, distance int) {
	form, distance = term, edits(c.spelt.word, term, most)
	if distance == 0 || !ascii(term) || !ascii(c.spelt.word) {
		return form, distance
	}
	bases := []string{term}
	switch last := term[len(term)-1]; last {
	case 'e', 'i':
		bases = append(bases, term[:len(term)-1])
	default:
		bases = append(bases, term+string(last))
	}
	for _, base := range bases {
		for _, ending := range endings {
			if d := len(base) + len(ending) - len(c.spelt.word); d > most || -d > most {
				continue
			}
			f := base + ending
			if d := edits(c.spelt.word, f, most); d < distance && c.analyzer.stem(f) == term {
				form, distance = f, d
			}
		}
	}
	return form, distance
}

// edits is the number of edits between two words (optimal string alignment), or more than most if there are more.
func edits(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if d := len(x) - len(y); d > most || -d > most {
		return most + 1
	}
	rows := [3][]int{make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := 1; i <= len(x); i++ {
		before, above, row := rows[0], rows[1], rows[2]
		row[0] = i
		least := math.MaxInt
		for j := 1; j <= len(y); j++ {
			change := above[j-1]
			if x[i-1] != y[j-1] {
				change++
			}
			row[j] = min(change, above[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > most {
			return most + 1
		}
		rows = [3][]int{above, row, before}
	}
	return rows[1][len(y)]
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// corrected adds what words may have been meant for to the terms of the query.
func (q *Query) corrected(terms []queryTerm) []queryTerm {
	if len(q.Corrections) == 0 {
		return terms
	}
	list := termList{terms: terms, seen: map[string]int{}}
	for i, t := range terms {
		list.seen[t.text] = i
	}
	for _, c := range q.Corrections {
		for _, m := range c.Meant {
			if _, asked := list.seen[m.term.text]; !asked {
				list.seen[m.term.text] = len(list.terms)
				list.terms = append(list.terms, m.term)
			}
		}
	}
	return list.terms
}
