package funnel

import (
	"encoding/json"
	"strings"
	"testing"

	"funnel/rlm/model"
	"funnel/store"
)

// TestTypos: a misspelt word finds what it was meant for and that is said; a
// word that is there is never replaced.
func TestTypos(t *testing.T) {
	e := engine(t, model.Builtin(), world)
	for _, leg := range []Leg{LegKeyword, LegHybrid} {
		list, err := e.Search(t.Context(), SearchQuery{Text: "chiars", Leg: leg})
		if err != nil {
			t.Fatal(err)
		}
		if len(list.Hits) == 0 || list.Hits[0].Doc != "b.txt" || !strings.Contains(strings.Join(list.Notices, "\n"), "“chiars” occurs nowhere: “chairs”") {
			t.Errorf("%s: %v, notices %q", leg, list.docs(), list.Notices)
		}
		if u := list.Understood; u == nil || len(u.Typos) != 1 || u.Typos[0].Word != "chiars" || u.Typos[0].Weights[0] >= 1 {
			t.Errorf("%s: understood %+v", leg, u)
		}
	}
	list, err := e.Search(t.Context(), SearchQuery{Text: "pump costs of the valve"})
	if err != nil || list.Understood != nil {
		t.Errorf("words that are there: %+v, %v", list.Understood, err)
	}
}

// TestTyposHide: what only hidden documents hold is offered to nobody else, and
// tells nobody that it is there.
func TestTyposHide(t *testing.T) {
	var first string
	for _, hidden := range []bool{false, true} {
		docs := []*store.Document{
			{ID: "a", Text: "The pump costs 12 crowns.", Kind: "text"},
			{ID: "b", Text: "The keeper has a lamp.", Kind: "text"},
		}
		if hidden {
			docs = append(docs, &store.Document{ID: "vault", Text: "Quillon keeps the tariff. The pumpp is his.", Kind: "text", Labels: []string{"hr"}})
		}
		for _, d := range docs {
			d.Source, d.Hash, d.Chunks = "/"+d.ID, d.Text, []store.Chunk{{Start: 0, End: len(d.Text)}}
		}
		e := engineFor(t, model.Builtin(), docs)
		var all []*Shortlist
		for _, q := range []string{"Quilon tarif", "Quillon tariff", "pumpp", "keper", "tariff:x title:vault lamp", "type:hr path:vault lamp"} {
			list, err := e.Search(t.Context(), SearchQuery{Text: q, Explain: true, Fold: true})
			if err != nil {
				t.Fatal(err)
			}
			list.MS = 0
			all = append(all, list)
		}
		raw, err := json.MarshalIndent(all, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if !hidden {
			first = string(raw)
			if !strings.Contains(first, "“keper” occurs nowhere") || !strings.Contains(first, "“pumpp” occurs nowhere") {
				t.Errorf("nothing was corrected: %s", first)
			}
		} else if string(raw) != first {
			t.Errorf("a hidden document shows:\n%s\n%s", raw, first)
		}
	}
}
