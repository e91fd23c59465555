package funnel

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"funnel/ingest/annotate"
	"funnel/rlm/model"
	"funnel/store"
)

// drafts are n versions of one text, a day apart, and a text of its own.
func drafts(n int, label func(i int) []string) []*store.Document {
	text := "The keeper of the heron sluice opens its gate at dawn and closes it at dusk, and writes the level of the water, " +
		"the direction of the wind and the names of the barges that passed into the book which lies on the table by the door. "
	var docs []*store.Document
	for i := range n {
		t := text + fmt.Sprintf("Draft %d.", i)
		docs = append(docs, &store.Document{ID: fmt.Sprintf("draft%d.txt", i), Text: t, Labels: label(i),
			Modified: time.Date(2024, 5, 1+i, 0, 0, 0, 0, time.UTC)})
	}
	docs = append(docs, &store.Document{ID: "other.txt", Text: "The sluice of the mill has no keeper. It was built by the baker, who sold bread on its wall for eleven years until the flood came."})
	for _, d := range docs {
		d.Kind, d.Source, d.Hash, d.Chunks = "text", "/"+d.ID, d.Text, []store.Chunk{{Start: 0, End: len(d.Text)}}
		d.Signature = annotate.Signature(d.Text)
	}
	return docs
}

func unlabelled(int) []string { return nil }

// TestVersions: near-duplicates are folded under the best of them, and counted
// as the documents that they are.
func TestVersions(t *testing.T) {
	e := engineOf(t, model.Builtin(), drafts(4, unlabelled))
	plain, err := e.Search(t.Context(), SearchQuery{Text: "keeper writes the names of the barges"})
	if err != nil {
		t.Fatal(err)
	}
	list, err := e.Search(t.Context(), SearchQuery{Text: "keeper writes the names of the barges", Fold: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Hits) != 5 || list.Total != 5 || !slices.Equal(list.docs(), plain.docs()) {
		t.Fatalf("folding changed the list: %v of %d, want %v", list.docs(), list.Total, plain.docs())
	}
	first := list.Hits[0]
	if v := first.Versions; v == nil || v.More != 3 || v.Newest != (Version{"draft3.txt", "2024-05-04"}) || len(v.Docs) != 3 {
		t.Errorf("%s: versions %+v", first.Doc, v)
	}
	for _, h := range list.Hits[1:] {
		want := first.Doc
		if h.Doc == "other.txt" {
			want = ""
		}
		if h.VersionOf != want {
			t.Errorf("%s is a version of %q, want %q", h.Doc, h.VersionOf, want)
		}
	}
	a := ask(t, e, Query{Text: "What does the keeper write of the water?", Mode: ModeRAG, K: 5})
	if len(a.Citations) == 0 || len(a.Shortlist) != 5 {
		t.Fatalf("%d citations, %d listed", len(a.Citations), len(a.Shortlist))
	}
	for _, c := range a.Citations {
		if newest := c.Doc == "draft3.txt" || c.Doc == "other.txt"; (c.Newer == nil) != newest || c.Newer != nil && c.Newer.Doc != "draft3.txt" {
			t.Errorf("%s: newer %+v", c.Doc, c.Newer)
		}
	}
}

// TestVersionsHide: of a version that the asker may not see nothing is said,
// nor that there is one.
func TestVersionsHide(t *testing.T) {
	var first string
	for _, hidden := range []bool{false, true} {
		n := 2
		if hidden {
			n = 4
		}
		e := engineFor(t, model.Builtin(), drafts(n, func(i int) []string {
			if i >= 2 {
				return []string{"hr"}
			}
			return nil
		}))
		list, err := e.Search(context.Background(), SearchQuery{Text: "keeper writes the names of the barges", Fold: true, Explain: true})
		if err != nil {
			t.Fatal(err)
		}
		list.MS = 0
		raw, err := json.Marshal(list)
		if err != nil {
			t.Fatal(err)
		}
		if !hidden {
			first = string(raw)
			if !strings.Contains(first, `"more":1`) {
				t.Errorf("nothing was folded: %s", first)
			}
		} else if string(raw) != first {
			t.Errorf("a hidden version shows:\n%s\n%s", raw, first)
		}
	}
}

// TestSuperseded: what is cited from an older version is held against the newer one. The
// reader is asked about it before it ends, and the answer says both dates.
func TestSuperseded(t *testing.T) {
	docs := drafts(2, unlabelled)
	for i, d := range docs[:2] {
		d.Text += fmt.Sprintf(" The toll is %d crowns. The keeper is paid weekly. ", 3+i) +
			"Every barge that carries hay, peat or herring waits at the lower gate until the bell has rung twice, shows its lamp at the bow " +
			"and its number at the stern, and leaves the basin before the next one enters. Nobody swims in the basin, fishes from the wall " +
			"or ties a boat to the railing of the bridge, and children are kept away from the winch while it turns."
		d.Hash, d.Chunks, d.Signature = d.Text, []store.Chunk{{Start: 0, End: len(d.Text)}}, annotate.Signature(d.Text)
	}
	cite := func(quote, doc string) string { return fmt.Sprintf("cite(%q, %q)", quote, doc) }
	old, now := cite("The toll is 3 crowns.", "draft0.txt"), cite("The toll is 4 crowns.", "draft1.txt")
	for name, c := range map[string]struct {
		finals []string
		asked  bool   // before it ended
		notice string // "": none
	}{
		"only the old one":      {[]string{"'The toll is 3 crowns ' + " + old}, true, "[1] quotes draft0.txt of 2024-05-01; its newer version draft1.txt of 2024-05-02 does not say this"},
		"mended":                {[]string{"'The toll is 3 crowns ' + " + old, "'The toll was 3 crowns ' + " + old + " + ' and is 4 crowns since May 2 ' + " + now}, true, "[1] quotes draft0.txt of 2024-05-01, and [2] its newer version draft1.txt of 2024-05-02"},
		"the new one":           {[]string{"'The toll is 4 crowns ' + " + now}, false, ""},
		"what both of them say": {[]string{"'The keeper is paid weekly ' + " + cite("The keeper is paid weekly.", "draft0.txt")}, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			asked, turn := false, 0
			chat := &model.Scripted{Func: func(r model.Request) (string, error) {
				switch r.Purpose {
				case model.Root:
					asked = asked || strings.Contains(r.Parts.Output, "newer version draft1.txt (2024-05-02) does not hold")
					if turn++; turn == 1 {
						return "```repl\nfor d in context: print(d)\n```", nil
					}
					return "```repl\nFINAL(" + c.finals[min(turn-2, len(c.finals)-1)] + ")\n```", nil
				case model.Verify:
					return "yes", nil
				}
				return "The documents do not say.", nil
			}}
			a := ask(t, engineOf(t, chat, docs), Query{Text: "What is the toll?", Mode: ModeHybrid})
			notices := strings.Join(a.Notices, "\n")
			if asked != c.asked || strings.Contains(notices, "newer version") != (c.notice != "") || !strings.Contains(notices, c.notice) {
				t.Errorf("asked %v, answer %q, notices %q; want %v, %q", asked, a.Text, notices, c.asked, c.notice)
			}
		})
	}
}
