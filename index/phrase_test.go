package index_test

import (
	"strings"
	"testing"

	"funnel/index"
	"funnel/index/indextest"
)

func TestPhrase(t *testing.T) {
	for _, tt := range []struct {
		phrase, text string
		in           bool
	}{
		{"notice period", "The Notice\n  period, as agreed", true},
		{"notice period", "notice of the period", false},
		{"notice period", "notice periods", false},
		{"notice period", "a prenotice period", false},
		{"to be or not", "To be, or not to be", true},
		{"müller", "Herr MULLER kam", true},
		{"fmt.Println", "call fmt.Println(x)", true},
		{"fmt.Print", "call fmt.Println(x)", false},
		{"v2.6.3", "since v2.6.3.", true},
		{"水泵", "这台水泵很贵", true},
		{"泵水", "这台水泵很贵", false},
		{"…", "…", false},
		{"", "", false},
	} {
		if got := index.NewPhrase(tt.phrase).In(tt.text); got != tt.in {
			t.Errorf("%q in %q: %v", tt.phrase, tt.text, got)
		}
	}
}

// A query for all its terms finds chunks that hold every one.
func TestSearchAll(t *testing.T) {
	c := indextest.NewCorpus()
	c.Put(indextest.Doc("a", "", "notice of the period", "only a notice"))
	c.Put(indextest.Doc("b", "The period", "a notice under a title"))
	c.Put(indextest.Doc("c", "", "period period period"))
	k := openKeyword(t, t.TempDir(), index.KeywordOptions{})
	syncTo(t, k, c)
	for query, want := range map[string]string{"notice period": "a0 b0 ", "notice nothing": "", "period": "a0 b0 c0 ", "": ""} {
		hits, err := k.Search(t.Context(), index.Query{Text: query, K: 10, All: true})
		got := map[string]bool{}
		for _, h := range hits {
			got[h.Doc+string(rune('0'+h.Ord))+" "] = true
		}
		n := 0
		for s := range got {
			if n += len(s); !strings.Contains(want, s) {
				t.Errorf("%q found %s", query, s)
			}
		}
		if err != nil || n != len(want) {
			t.Errorf("%q: %v, %v; want %s", query, hits, err, want)
		}
	}
}
