package index_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"funnel/index"
	"funnel/index/embed"
	"funnel/index/indextest"
)

// TestVisible: what a query's Visible leaves out counts in nothing. Scores are, to the bit, those of an index that never
// held it.
func TestVisible(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	text := func() string {
		s := ""
		for range 3 + r.IntN(30) {
			s += fmt.Sprintf("word%d ", r.IntN(40))
		}
		return s
	}
	all, part := indextest.NewCorpus(), indextest.NewCorpus()
	seen := &index.Visible{Docs: map[string]bool{}}
	for i := range 80 {
		d := indextest.Doc(fmt.Sprintf("doc%02d", i), text(), text(), text()+"häuser leader")
		if i%20 == 0 {
			d.Lang = "de" // only what the asker sees decides in which languages the query is stemmed
		} else if r.IntN(2) == 0 {
			seen.Docs[d.ID] = true
			part.Put(d)
		}
		all.Put(d)
	}
	e := embed.Builtin(64)
	embedAll(t, all, e)
	embedAll(t, part, e)
	long := ""
	for i := range 200 { // more terms than are scored: the rarest are chosen
		long += fmt.Sprintf("word%d ", i%60) + fmt.Sprintf("other%d ", i)
	}
	for name, pair := range map[string][2]index.Index{
		"keyword": {openKeyword(t, t.TempDir(), index.KeywordOptions{}), openKeyword(t, t.TempDir(), index.KeywordOptions{})},
		"vector":  {openVector(t, all, e), openVector(t, part, e)},
		"memory":  {&index.Memory{}, &index.Memory{}},
	} {
		syncTo(t, pair[0], all)
		syncTo(t, pair[1], part)
		for _, q := range []string{"word1", "word2 word3 word39", "nothing", "leaders lead hauses", long} {
			got, err := pair[0].Search(t.Context(), index.Query{Text: q, K: 50, Visible: seen})
			want, err2 := pair[1].Search(t.Context(), index.Query{Text: q, K: 50})
			if err != nil || err2 != nil || !slices.Equal(got, want) {
				t.Errorf("%s %.20q: %v, want %v; %v %v", name, q, got, want, err, err2)
			}
		}
		none, err := pair[0].Search(t.Context(), index.Query{Text: "word1", K: 50, Visible: &index.Visible{}})
		if err != nil || len(none) > 0 {
			t.Errorf("%s: to whom nothing is visible: %v, %v", name, none, err)
		}
	}
}
