package funnel

import (
	"strings"
	"testing"

	"funnel/rlm"
	"funnel/rlm/model"
)

// TestComparisonModes asks the built-in reader in every mode of a comparison.
func TestComparisonModes(t *testing.T) {
	e := engine(t, model.Builtin(), world)
	given := []Span{{Doc: "a.txt", Start: 0, End: 25}}
	for mode, want := range map[Mode]string{
		ModeClosed: "", ModeDirect: "12 crowns", ModeFull: "12 crowns", ModeGiven: "12 crowns",
		ModeAgent: "12 crowns", ModeGrep: "12 crowns",
	} {
		a := ask(t, e, Query{Text: "What does the pump cost?", Mode: mode, Given: given})
		if want == "" && a.Status != Abstained || !strings.Contains(a.Text, want) {
			t.Errorf("%s: %s %q", mode, a.Status, a.Text)
		}
		if want != "" && (len(a.Citations) == 0 || !a.Citations[0].Quoted || a.Citations[0].Doc != "a.txt") {
			t.Errorf("%s: citations %+v", mode, a.Citations)
		}
		if searched := mode == ModeAgent || mode == ModeGrep || mode == ModeFull; (a.Usage.Searches > 0) != searched {
			t.Errorf("%s: %d searches", mode, a.Usage.Searches)
		}
	}
}

// TestDirectFills gives a prompt less room than the documents take.
func TestDirectFills(t *testing.T) {
	chat := &model.Scripted{Func: func(model.Request) (string, error) { return "So. [1]", nil }}
	e := engine(t, chat, world)
	for room, want := range map[int]int{1000: 3, 35: 1, 1: 0} {
		before := len(chat.Requests())
		a := ask(t, e, Query{Text: "What does the pump cost?", Mode: ModeDirect, Prompt: room})
		var shown []model.Passage
		for _, r := range chat.Requests()[before:] {
			if r.Purpose == model.Answer {
				shown = r.Parts.Passages
			}
		}
		if len(shown) != want || a.Coverage.Read != want {
			t.Errorf("%d tokens: %d passages, %d documents read", room, len(shown), a.Coverage.Read)
		}
	}
}

// TestGivenIsShared: what is given and does not fit is cut from each, not from
// the last, and said.
func TestGivenIsShared(t *testing.T) {
	chat := &model.Scripted{Func: func(model.Request) (string, error) { return "So. [1]", nil }}
	long := strings.Repeat("The yard was swept and nothing else was done. ", 300)
	e := engine(t, chat, map[string]string{"a.txt": long, "b.txt": long + "!", "c.txt": "The pump costs 12 crowns."})
	for room, cut := range map[int]bool{20_000: false, 3_000: true} {
		before := len(chat.Requests())
		a := ask(t, e, Query{Text: "What does the pump cost?", Mode: ModeGiven, Given: []Span{{Doc: "a.txt"}, {Doc: "b.txt"}, {Doc: "c.txt"}}, Prompt: room})
		docs := map[string]bool{}
		for _, r := range chat.Requests()[before:] {
			for _, p := range r.Parts.Passages {
				docs[p.Doc] = true
			}
		}
		if len(docs) != 3 || strings.Contains(strings.Join(a.Notices, " "), "of 3 pieces 2 were cut") != cut {
			t.Errorf("%d tokens: passages of %v, notices %q", room, docs, a.Notices)
		}
	}
}

// TestAgentTalk follows a model that errs: prose, an unknown document, the
// same search twice, giving up too early.
func TestAgentTalk(t *testing.T) {
	replies := []string{
		"Let me think.", `{"read": "nowhere.txt"}`, `{"grep": "pump"}`, `{"search": "pump price"}`, `{"search": "pump price"}`,
		`{"answer": "The documents do not say."}`, `{"read": "a.txt", "start": 5}`, `{"answer": "12 crowns. [1]\nShort: 12 crowns"}`,
	}
	n := 0
	chat := &model.Scripted{Func: func(r model.Request) (string, error) {
		if r.Purpose == model.Verify {
			return "yes", nil
		}
		n++
		return replies[n-1], nil
	}}
	a := ask(t, engine(t, chat, world), Query{Text: "What does the pump cost?", Mode: ModeAgent, Short: true})
	if a.Text != "12 crowns. [1]" || a.Short != "12 crowns" || a.Usage.Steps != len(replies) || a.Stop != rlm.StopAnswered {
		t.Fatalf("%q, short %q after %d steps, %s", a.Text, a.Short, a.Usage.Steps, a.Stop)
	}
	said := chat.Requests()
	last := said[len(replies)-1].Messages
	for i, want := range map[int]string{3: "no JSON object", 5: "no such document", 7: "no such action", 9: "[1] a.txt", 11: "exactly this before", 13: "other words", 15: "from byte 5"} {
		if !strings.Contains(last[i].Content, want) {
			t.Errorf("message %d: %q, want %q", i, last[i].Content, want)
		}
	}
}

// TestAgentBudget ends an agent that never answers at its last turn.
func TestAgentBudget(t *testing.T) {
	chat := &model.Scripted{Func: func(r model.Request) (string, error) {
		return `{"search": "` + strings.Repeat("pump ", r.Parts.Turn) + `"}`, nil
	}}
	a := ask(t, engine(t, chat, world), Query{Text: "What does the pump cost?", Mode: ModeAgent, Budget: rlm.Budget{Steps: 3}})
	if a.Status != Budget || a.Usage.Steps != 3 || a.Stop != rlm.StopSteps {
		t.Errorf("%s after %d steps (%s)", a.Status, a.Usage.Steps, a.Stop)
	}
}
