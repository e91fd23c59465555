package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"funnel/rlm"
	"funnel/rlm/model"
)

// What is shown of a question whose provisional answer is not confirmed.
func TestView(t *testing.T) {
	at := time.Unix(0, 0)
	after := func(s float64) time.Time { return at.Add(time.Duration(s * float64(time.Second))) }
	play := func(v *view) {
		v.draft(model.Delta{})
		v.draft(model.Delta{Thinking: "hm"})
		for _, piece := range []string{"The pump costs", " 12 crowns\n", "or \x1b[2Jmore"} {
			v.draft(model.Delta{Text: piece})
		}
		v.judged(false)
		v.step(rlm.Step{ID: 1, N: 1, Started: at})
		v.call(rlm.Call{ID: 1, Step: 1, Kind: "root", Started: at})
		v.call(rlm.Call{ID: 2, Step: 1, Kind: "sub", Started: at})
		v.call(rlm.Call{ID: 3, Step: 1, Kind: "sub", Started: at})
		v.call(rlm.Call{ID: 3, Step: 1, Kind: "sub", Started: at, Ended: after(1.5), Cached: true, Error: "too\nlong"})
		v.call(rlm.Call{ID: 2, Step: 1, Kind: "sub", Started: at, Ended: after(1), PromptTokens: 300, CompletionTokens: 20})
		v.step(rlm.Step{ID: 2, Parent: 1, N: 1, Depth: 1, Started: at})
		v.step(rlm.Step{ID: 2, Parent: 1, N: 1, Depth: 1, Started: at, Ended: after(2), PromptTokens: 5, CompletionTokens: 6, Error: "NameError: x\nmore"})
		v.step(rlm.Step{ID: 1, N: 1, Started: at, Ended: after(3), PromptTokens: 900, CompletionTokens: 50})
	}
	const want = `provisional, not checked yet:
  The pump costs 12 crowns
  or �[2Jmore
not confirmed: no quote carries it; the reader goes on, and its answer replaces this one
┬ turn 1
├ sub 1.0 s, 300 → 20 tokens
├ sub 1.5 s, known already: too long
│ ┬ turn 1
│ └ 2.0 s, 5 → 6 tokens: NameError: x
└ 3.0 s, 900 → 50 tokens
`
	var plain bytes.Buffer
	play(&view{out: &plain, depth: map[int]int{}, ended: map[int]string{}})
	if plain.String() != want {
		t.Errorf("plain lines:\n%s\nwant:\n%s", plain.String(), want)
	}
	var screen bytes.Buffer
	play(&view{out: &screen, terminal: true, depth: map[int]int{}, ended: map[int]string{}})
	for _, shown := range []string{"asking the model…", "the model is thinking…", "The pump costs 12 crowns\nor", "2 calls in flight…", "the model writes a program…"} {
		if !strings.Contains(screen.String(), shown) {
			t.Errorf("a terminal is not shown %q: %q", shown, screen.String())
		}
	}
	if strings.Contains(screen.String(), "\x1b[2J") {
		t.Error("a model's text moves the cursor")
	}
}
