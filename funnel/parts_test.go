package funnel

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"funnel/index"
	"funnel/store"
)

func TestFuse(t *testing.T) {
	legs := []legHits{
		{LegKeyword, 1, []index.Hit{{Doc: "a", Ord: 1, Score: 10}, {Doc: "b", Score: 5}, {Doc: "a", Ord: 0, Score: 4}}},
		{LegVector, 0.5, []index.Hit{{Doc: "b", Score: 0.8}, {Doc: "c", Score: 0.8}}},
	}
	got := fuse("", legs, nil)
	var list []string
	for _, f := range got {
		list = append(list, fmt.Sprintf("%s %.2f best %d %v", f.doc, f.score, f.best(), f.legs))
	}
	want := []string{
		"a 1.00 best 1 map[keyword:{1 10}]",
		"b 1.00 best 0 map[keyword:{2 5} vector:{1 0.8}]",
		"c 0.50 best 0 map[vector:{2 0.8}]",
	}
	if strings.Join(list, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(list, "\n"), strings.Join(want, "\n"))
	}
	got = fuse(FusionRRF, legs, nil)
	if s := fmt.Sprintf("%s %.4f %s %.4f", got[0].doc, got[0].score, got[1].doc, got[1].score); s != "b 1.4839 a 1.0000" {
		t.Errorf("reciprocal ranks: %s", s)
	}
}

// A document whose vectors are not there yet stands where the keywords put it.
func TestFuseLacking(t *testing.T) {
	legs := []legHits{
		{LegKeyword, 1, []index.Hit{{Doc: "new", Score: 10}, {Doc: "old", Score: 6}, {Doc: "no", Score: 7}}},
		{LegVector, 1, []index.Hit{{Doc: "old", Score: 0.8}}},
	}
	got := fuse("", legs, func(doc string) bool { return doc == "new" })
	if s := fmt.Sprint(got[0].doc, got[0].score, got[1].doc, got[2].doc); s != "new2oldno" && s != "new 2 old no" {
		t.Errorf("got %s: %+v", s, got)
	}
	if got := fuse("", legs[:1], func(string) bool { return true }); got[0].score != 1 {
		t.Errorf("keywords alone: %+v", got)
	}
}

func TestClaims(t *testing.T) {
	for answer, want := range map[string]string{
		"One is so [1]. Two and arr[3] too [2, 4][5].\nNo marker":    "[{One is so [1]} {Two and arr[3] too [2 4 5]}]",
		"By 25, from 385.00 [1] to 410.00 [2], said Ms A. [3] Then.": "[{By 25, from 385.00 to 410.00 [1 2]} {said Ms A. [3]}]",
		"It rose. [1] It fell. [2]":                                  "[{It rose. [1]} {It fell. [2]}]",
		"Store 3 [1]; Kirk Sluice [2]\n- Mill [3]":                   "[{Store 3 [1]} {Kirk Sluice [2]} {- Mill [3]}]",
	} {
		if got := fmt.Sprint(claims(answer)); got != want {
			t.Errorf("claims %s, want %s", got, want)
		}
	}
}

func TestSupportByRule(t *testing.T) {
	for _, c := range []struct {
		claim, quote string
		want         Support
	}{
		{"The pump costs 12 crowns", "A pump is 12 crowns.", SupportYes},
		{"The pump costs 13 crowns", "A pump is 12 crowns.", SupportNo},
		{"It was signed by Mara Quist", "Signed: Tomas Brandt", SupportNo},
		{"It returns ErrServerClosed", "the returned error is [ErrServerClosed].", SupportYes},
		{"42 of them were sold on 2022-06-16.md", "Nobody remembers when.", SupportYes},
		{"43 of them were sold", "Nobody remembers when.", SupportNo},
		{"It was sold very quickly", "Nobody remembers when.", SupportUnchecked},
	} {
		got, err := byRule{}.supports(context.Background(), "What about it?", c.claim, evidence{
			quotes: []string{c.quote}, sources: []string{"minutes/2022-06-16.md · Minutes"}, computed: []string{"42"}})
		if err != nil || got != c.want {
			t.Errorf("%q by %q: %s, %v; want %s", c.claim, c.quote, got, err, c.want)
		}
	}
}

func TestRoute(t *testing.T) {
	for q, want := range map[string]string{
		"What does the pump cost?":           "auto top",
		"List all incidents of severity 2":   "hybrid all",
		"How many documents name a pump?":    "hybrid all",
		"How many crowns does the pump cost": "auto top",
	} {
		mode, scope, why := route(Query{Text: q})
		if got := string(mode) + " " + string(scope); got != want || why.Reason == "" {
			t.Errorf("%s: %s (%s), want %s", q, got, why.Reason, want)
		}
	}
}

func TestTakeShort(t *testing.T) {
	for reply, want := range map[string][2]string{
		"It costs 12 crowns [1].\nShort: 12 crowns":           {"It costs 12 crowns [1].", "12 crowns"},
		"It costs 12 crowns [1].\n\n**Short:** 12 crowns [1]": {"It costs 12 crowns [1].", "12 crowns"},
		"Short: yes [2]":                         {"yes [2]", "yes"},
		"It costs 12 crowns [1].":                {"It costs 12 crowns [1].", ""},
		"Two prices:\n12 crowns [1]\nnet: 3 [2]": {"Two prices:\n12 crowns [1]\nnet: 3 [2]", ""},
	} {
		if text, short := takeShort(reply); text != want[0] || short != want[1] {
			t.Errorf("takeShort(%q) = %q, %q", reply, text, short)
		}
	}
}

func TestQuoted(t *testing.T) {
	for query, want := range map[string]string{
		`"notice period" of the pump`:        "notice period",
		`what is “storm of 1953” and "x y"?`: "storm of 1953|x y",
		`「通知期間」はいつ`:                          "通知期間",
		`open " only`:                        "",
		`"" "…" "a"`:                         "a",
		`„Kündigung“ «délai»`:                "Kündigung|délai",
		strings.Repeat(`"p" `, 9):            "p|p|p|p",
	} {
		if got := strings.Join(quoted(query), "|"); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	docs := map[string]*store.Document{}
	var ranked []fused
	for i, score := range []float64{1, .9, .3, .29} {
		id := fmt.Sprint(i)
		docs[id] = &store.Document{ID: id, Text: strings.Repeat("word", 100)}
		ranked = append(ranked, fused{doc: id, score: score})
	}
	for _, c := range []struct {
		cut  Cut
		want int
	}{{Cut{}, 4}, {Cut{Tokens: 250}, 2}, {Cut{Tokens: 1}, 1}, {Cut{Tokens: 400}, 4}, {Cut{Gap: .5}, 2}, {Cut{Gap: .3}, 4}, {Cut{Tokens: 350, Gap: .95}, 1}} {
		if n, why := c.cut.at(ranked, docs); n != c.want || (why == "") != (n == 4) {
			t.Errorf("%+v: %d (%s), want %d", c.cut, n, why, c.want)
		}
	}
	if n, _ := (Cut{Gap: 1}).at(nil, nil); n != 0 {
		t.Errorf("of nothing: %d", n)
	}
}

// Who holds a phrase comes first, also where the words stand in better places.
func TestPhraseFirst(t *testing.T) {
	docs := map[string]string{"held.md": "Much is said here of many things. In the end the notice period is three months."}
	for i := range 30 {
		docs[fmt.Sprintf("words%02d.md", i)] = "Notice the period. A period of much notice. What period has notice?"
	}
	e := engine(t, nil, docs)
	for query, first := range map[string]string{`"notice period"`: "held.md", `period notice`: "words00.md"} {
		list, err := e.Search(t.Context(), SearchQuery{Text: query, Explain: true})
		if err != nil || list.Hits[0].Doc != first {
			t.Errorf("%s: %v, %v", query, list.Hits[0], err)
		}
	}
	list, err := e.Search(t.Context(), SearchQuery{Text: `"period months"`})
	if err != nil || len(list.Notices) != 1 || len(list.Hits) == 0 {
		t.Errorf("a phrase that nothing holds: %v, %v", list.Notices, err)
	}
}
