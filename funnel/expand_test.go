package funnel

import (
	"fmt"
	"strings"
	"testing"

	"funnel/rlm/model"
)

var towns = map[string]string{
	"song.txt":   "Hello Love was sung by Hank Locklin.",
	"singer.txt": "Hank Locklin was born in McLellan.",
	"other.txt":  "A town by the river has a mill.",
}

func TestExpand(t *testing.T) {
	const question = "Where was the performer of Hello Love born?"
	for _, tt := range []struct {
		name, reply string
		expanded    int
		notice      string
	}{
		{"queries", `{"queries": ["birthplace of Hank Locklin", "` + question + `", "birthplace of  Hank Locklin", ""]}`, 1, "searched for as well: “birthplace of Hank Locklin”"},
		{"in prose", "Here you are:\n```json\n{\"queries\": [\"mill by the river\"]}\n```", 1, "mill by the river"},
		{"too many", `{"queries": ["a b","c d","e f","g h","i j"]}`, 4, ""},
		{"no JSON", "I would search for it.", 0, "expansion did not work, the question alone was searched for"},
		{"nothing new", `{"queries": ["` + question + `", "?", "` + strings.Repeat("long ", 100) + `"]}`, 0, "holds no query beside the question"},
	} {
		e := engine(t, &model.Scripted{Func: func(model.Request) (string, error) { return tt.reply, nil }}, towns)
		list, err := e.Search(t.Context(), SearchQuery{Text: question, Expand: true, Explain: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(list.Expanded) != tt.expanded || !strings.Contains(strings.Join(list.Notices, "\n"), tt.notice) || callsOf(list.Usage) != 1 {
			t.Errorf("%s: expanded %q, notices %q, usage %+v", tt.name, list.Expanded, list.Notices, list.Usage)
		}
	}
	e := engine(t, model.Builtin(), towns)
	list, err := e.Search(t.Context(), SearchQuery{Text: question, Expand: true})
	if err != nil || len(list.Hits) == 0 || !strings.Contains(fmt.Sprint(list.Notices), "it takes a language model") {
		t.Errorf("built-in: %q, %v", list.Notices, err)
	}
}

// TestExpandFinds: what only a variant finds is in the list, with the variant as
// its reason; the question's own best hit stays first.
func TestExpandFinds(t *testing.T) {
	chat := &model.Scripted{Func: func(req model.Request) (string, error) {
		if req.Purpose == model.Expand {
			return `{"queries": ["mill by the river"]}`, nil
		}
		return "Hank Locklin was born in McLellan. [1]", nil
	}}
	e := engine(t, chat, towns)
	list, err := e.Search(t.Context(), SearchQuery{Text: "Hello Love", Expand: true, Explain: true, Leg: LegKeyword})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(list.docs(), " "); got != "song.txt other.txt" {
		t.Fatalf("found %s", got)
	}
	if p := list.Hits[1].Parts; len(p) != 1 || p[0].Name != "expand" || p[0].Query != "mill by the river" {
		t.Errorf("reasons %+v", p)
	}
	a := ask(t, e, Query{Text: "Where was the performer of Hello Love born?", Mode: ModeRAG, Expand: true})
	tr, err := ReadTrajectory(t.Context(), e.Runs.(History), e.Asker, a.Run)
	if err != nil || len(tr.Calls) == 0 || tr.Calls[0].Kind != "expand" || !strings.Contains(string(tr.Calls[0].Response), "mill by the river") {
		t.Errorf("the trace does not show the expansion: %v", err)
	}
	if r, err := e.Replay(t.Context(), tr); err != nil || r.Difference != nil {
		t.Errorf("replay: %+v, %v", r, err)
	}
}

// TestExpandHides: variants find nothing that the asker may not see.
func TestExpandHides(t *testing.T) {
	e, _ := labelled(t, &model.Scripted{Func: func(model.Request) (string, error) {
		return `{"queries": ["secret tariff of Quillon", "vault"]}`, nil
	}}, true)
	list, err := e.Search(t.Context(), SearchQuery{Text: "pump", Expand: true, Rerank: RerankListwise, Explain: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range list.Hits {
		if h.Doc == "vault" || strings.Contains(h.Text, "secret") {
			t.Errorf("a hidden document was found: %+v", h)
		}
	}
}
