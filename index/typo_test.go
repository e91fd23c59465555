package index_test

import (
	"fmt"
	"strings"
	"testing"

	"funnel/index"
	"funnel/index/indextest"
)

func TestEdits(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int // with at most 2
	}{
		{"pump", "pump", 0}, {"pmup", "pump", 1}, {"pupm", "pump", 1}, {"pum", "pump", 1}, {"pumpe", "pump", 1}, {"pimp", "pump", 1},
		{"recieved", "received", 1}, {"acomodate", "accommodate", 2}, {"pump", "valve", 3}, {"", "ab", 2}, {"", "abc", 3}, {"größe", "grösse", 2}, {"ca", "abc", 3},
	} {
		if got := index.Edits(tt.a, tt.b, 2); got != tt.want {
			t.Errorf("%s to %s: %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

// TestCorrections: a word that occurs nowhere is looked up by its form, not by
// its stem; one that occurs is left alone, and so are numbers and short words.
func TestCorrections(t *testing.T) {
	k := spelling(t)
	for _, tt := range []struct{ query, want string }{
		{"the recieved paymnet", "recieved: received; paymnet: payment"},
		{"inflamatoin of joints", "inflamatoin: inflammation"},
		{"acomodations", "acomodations: accommodations"},
		{"hapiness", "hapiness: happiness"},
		{"resevoir levels", "resevoir: reservoir"},
		{"stoping pumsp", "stoping: stopping; pumsp: pump"},
		{"Kommission Grösse", "kommission: komission"},
		{"fmt.Printlm", "printlm: println, printly"},
		{"pump payment received", ""},    // all there
		{"cat act 2033 v2.7", ""},        // short, or a number
		{"xylophonist quarrelsome", ""},  // nothing is near
		{"the of and wich", ""},          // which: a stop word, in no dictionary of content
		{strings.Repeat("qqqq", 20), ""}, // too long
		{strings.Repeat("paymnet ", 2000), "paymnet: payment"},
	} {
		list, err := k.Corrections(t.Context(), index.Query{Text: tt.query})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range list {
			var words []string
			for _, m := range c.Meant {
				words = append(words, m.Word)
			}
			got = append(got, c.Word+": "+strings.Join(words, ", "))
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("%.40q: %q, want %q", tt.query, got, tt.want)
		}
	}
}

// TestCorrectionsSearch: what was meant finds the chunk, below where the right
// spelling puts it, and never in the place of a word that is there.
func TestCorrectionsSearch(t *testing.T) {
	k := spelling(t)
	search := func(text string) []index.Hit {
		q := index.Query{Text: text, K: 3}
		var err error
		if q.Corrections, err = k.Corrections(t.Context(), q); err != nil {
			t.Fatal(err)
		}
		hits, err := k.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return hits
	}
	right, wrong := search("payment"), search("paymnet")
	if len(wrong) == 0 || wrong[0].Doc != right[0].Doc || wrong[0].Score >= right[0].Score {
		t.Errorf("paymnet finds %v, payment %v", wrong, right)
	}
	if got := search("payment paymnet"); got[0] != right[0] {
		t.Errorf("beside the right word: %v, want %v", got, right)
	}
}

// TestCorrectionsHide: a word that only hidden documents hold is unknown, and
// no word of theirs is offered.
func TestCorrectionsHide(t *testing.T) {
	k := spelling(t)
	public := &index.Visible{Docs: map[string]bool{"d1": true}}
	for query, want := range map[string]int{"inflamatoin": 0, "inflammation": 0, "paymnet": 1} {
		list, err := k.Corrections(t.Context(), index.Query{Text: query, Visible: public})
		if err != nil || len(list) != want {
			t.Errorf("%s: %+v, %v", query, list, err)
		}
	}
}

// spelling is an index over texts with words that are often misspelt.
func spelling(t testing.TB) *index.Keyword {
	src := indextest.NewCorpus()
	for i, text := range []string{
		"The pump was stopped before the payment was received.",
		"Inflammation of the joints; the patients spoke of happiness.",
		"Accommodation for travellers beside the reservoir, and the levels of its water.",
		"Die Komission misst die Große Halle. fmt.Println prints.",
	} {
		src.Put(indextest.Doc(fmt.Sprintf("d%d", i+1), "", "", text))
	}
	k := openKeyword(t, t.TempDir(), index.KeywordOptions{})
	syncTo(t, k, src)
	return k
}
