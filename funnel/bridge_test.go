package funnel

import (
	"context"
	"slices"
	"testing"

	"funnel/store"
)

// linkMap is Links out of maps.
type linkMap struct {
	titles map[string]string
	shared map[string][]store.Shared
	out    map[string][]store.Edge
}

func (l linkMap) Connections(_ context.Context, ids []string, _ store.ConnectOptions) (store.Connections, error) {
	c := store.Connections{Titles: l.titles, Links: map[string]store.Neighbors{}}
	for _, id := range ids {
		c.Shared = append(c.Shared, l.shared[id]...)
		c.Links[id] = store.Neighbors{Out: l.out[id]}
	}
	return c, nil
}

// Where the first documents alone say anything, a bridge leads next to them, not
// below the noise.
func TestBridgePassesNoise(t *testing.T) {
	l := linkMap{out: map[string][]store.Edge{"film": {{Doc: "director", Link: store.Link{Target: "Torvald Grimsrud"}}}}}
	list := []fused{{doc: "film", score: 1}}
	for _, id := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		list = append(list, fused{doc: id, score: 1e-4})
	}
	c := Collection{Links: l}
	got, err := c.bridge(t.Context(), "Moonveil", list, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got[0].doc != "film" || got[1].doc != "director" || got[1].score < .3 {
		t.Errorf("%+v", got[:3])
	}
}

func TestBridge(t *testing.T) {
	l := linkMap{
		titles: map[string]string{"singer": "Hank Locklin", "town": "Brewton (Alabama)"},
		shared: map[string][]store.Shared{
			"song":   {{Kind: "name", Key: "hank locklin", Docs: []string{"singer", "song"}}, {Kind: "name", Key: "hello love", Docs: []string{"other", "song"}}},
			"singer": {{Kind: "name", Key: "brewton", Docs: []string{"singer", "town"}}},
		},
		out: map[string][]store.Edge{"song": {{Doc: "linked", Link: store.Link{Target: "see"}}, {Doc: "hidden"}}},
	}
	c := Collection{Links: l}
	list := []fused{{doc: "song", score: 1}, {doc: "a", score: .9}, {doc: "b", score: .8}, {doc: "c", score: .7}, {doc: "d", score: .6}, {doc: "e", score: .5}, {doc: "f", score: .1}}
	got, err := c.bridge(t.Context(), "Who sang Hello Love?", list, func(id string) bool { return id != "hidden" })
	if err != nil {
		t.Fatal(err)
	}
	reached := map[string]string{}
	var order []string
	for _, f := range got {
		order = append(order, f.doc)
		if f.bridge != nil {
			reached[f.doc] = f.bridge.Kind + " " + f.bridge.From
			if f.score >= .5 {
				t.Errorf("%s has %v, no less than the sixth", f.doc, f.score)
			}
		}
	}
	if len(reached) != 3 || reached["singer"] != "title song" || reached["town"] != "title singer" || reached["linked"] != "link song" {
		t.Errorf("reached %v", reached)
	}
	if !slices.Equal(order[:6], []string{"song", "a", "b", "c", "d", "e"}) {
		t.Errorf("the first six changed: %v", order)
	}
}
