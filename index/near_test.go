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
