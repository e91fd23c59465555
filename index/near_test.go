package index_test

import (
	"fmt"
	"strings"
	"testing"

	"funnel/index"
	"funnel/index/indextest"
)

// Near prefers words side by side, then words that stand close.
func TestNear(t *testing.T) {
	c := indextest.NewCorpus()
	for i := range 40 {
		c.Put(indextest.Doc(fmt.Sprintf("d%d", i), "", fmt.Sprintf("filler number%d about the weather", i)))
	}
	texts := []string{
		"solar eclipse seen from the mole, with corona and prominences",
		"solar panels on every roof of the town, none of which saw the great eclipse",
		"the eclipse came; a solar corona with prominences stood over the mole",
		"日食は東京で見られた。皆既日食の写真",
		"日本の食堂は東北の京都にある。写真",
	}
	for i, s := range texts {
		c.Put(indextest.Doc(fmt.Sprintf("t%d", i), "", s))
	}
	k := openKeyword(t, t.TempDir(), index.KeywordOptions{})
	syncTo(t, k, c)
	near := func(query string, texts []string) []float64 {
		t.Helper()
		scores, err := k.Near(t.Context(), index.Query{Text: query}, textsIn("", texts...))
		if err != nil || len(scores) != len(texts) {
			t.Fatalf("%q: %v, %v", query, scores, err)
		}
		return scores
	}
	if got := near("Where was the solar eclipse?", texts[:3]); !(got[0] > got[2] && got[2] > got[1] && got[1] == 0) {
		t.Errorf("solar eclipse: %v", got)
	}
	if got := near("東京の日食", texts[3:]); got[0] <= got[1] {
		t.Errorf("東京の日食: %v", got)
	}
	for _, q := range []string{"?", "solar", "the", "nosuchword othersuchword", strings.Repeat("solar eclipse ", 9000)} {
		near(q, texts)
	}
	near("solar eclipse", nil)
}

// textsIn are texts in a language.
func textsIn(lang string, texts ...string) (list []index.Text) {
	for _, s := range texts {
		list = append(list, index.Text{Lang: lang, Text: s})
	}
	return list
}

// A word's stem starts as the word does: all words of four letters, and of two with the endings that stemming knows.
func TestStartOf(t *testing.T) {
	for _, run := range []string{"Server", "HTTP", "Go"} {
		if !index.Cased(run) {
			t.Errorf("%q is one word", run)
		}
	}
	for _, run := range []string{"HTTPServer", "fooBar", "Foo_bar", "Foo2", "IDs", "Zoë", "x", "plain", "Don't", "A"} {
		if index.Cased(run) {
			t.Errorf("%q is no cased word", run)
		}
	}
	endings := strings.Fields(`s es ies ied ed eed ing ly edly ingly eedly y e l ement ments ation ational ization izer ousness
		iveness fulness biliti bli ogi fulli lessli li tional enci anci abli entli ator alism aliti ousli iviti alize icate iciti
		ical ative ance ence er ic able ible ant ent ism ate iti ous ive ize sion tion ying yed ys`)
	check := func(word string) {
		switch len(word) % 3 { // as scan takes for one word, too
		case 0:
			word = strings.ToUpper(word)
		case 1:
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		terms, _ := index.Analyze(word)
		if len(terms) != 1 {
			t.Fatalf("%q has terms %q", word, terms)
		}
		stem := terms[0]
		if index.StartOf(stem) != index.StartOf(word) && (len(stem) > 1 || stem[0] != word[0]|0x20) {
			t.Errorf("%q is stemmed to %q, which starts otherwise", word, stem)
		}
	}
	letters := func(fn func(byte)) {
		for c := byte('a'); c <= 'z'; c++ {
			fn(c)
		}
	}
	letters(func(a byte) {
		letters(func(b byte) {
			for _, e := range endings {
				check(string([]byte{a, b}) + e)
				check(string(a) + e)
			}
			letters(func(c byte) {
				check(string([]byte{a, b, c}))
				if !testing.Short() {
					letters(func(d byte) { check(string([]byte{a, b, c, d})) })
				}
			})
		})
	})
}
