package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"funnel/rlm/model"
)

func TestPrices(t *testing.T) {
	for _, c := range []struct {
		value string
		want  model.Prices // nil: refused, or nothing set
	}{
		{"", nil},
		{"0.15,0.60", model.Prices{"": {Prompt: .15, Completion: .6}}},
		{"openai:a=1.25,10; b = 0.25 , 2;3,4", model.Prices{"openai:a": {Prompt: 1.25, Completion: 10}, "b": {Prompt: .25, Completion: 2}, "": {Prompt: 3, Completion: 4}}},
		{"1", nil}, {"a=1", nil}, {"=1,2", nil}, {"-1,2", nil}, {"NaN,2", nil}, {"Inf,2", nil}, {"1,2;3,4", nil}, {"a=1,2;a=1,2", nil}, {"1,2;", nil},
	} {
		r := reading{}
		got := r.prices(c.value)
		if (r.err == nil) != (c.want != nil || c.value == "") || r.err == nil && !maps.Equal(got, c.want) {
			t.Errorf("%q: %v, %v; want %v", c.value, got, r.err, c.want)
		}
	}
	p := model.Prices{"openai:a": {Prompt: 1}, "b": {Prompt: 2}, "": {Prompt: 3}}
	for spec, want := range map[string]float64{"openai:a": 1, "ollama:a": 3, "openai:b": 2, "ollama:b": 2, "ollama:c": 3} {
		if got := p.Of(spec).Prompt; got != want {
			t.Errorf("%s costs %v, want %v", spec, got, want)
		}
	}
}

// hosted is a server of OpenAI's protocol with two models: one writes a program with two
// sub-calls, the other answers them.
type hosted struct {
	mu    sync.Mutex
	calls map[string]int
}

func (h *hosted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/models") {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"data":[{"id":"big"},{"id":"small"}]}`)
		return
	}
	var req struct {
		Model    string
		Messages []struct{ Content any }
	}
	if !strings.HasSuffix(r.URL.Path, "/chat/completions") || json.NewDecoder(r.Body).Decode(&req) != nil {
		http.NotFound(w, r)
		return
	}
	h.mu.Lock()
	h.calls[req.Model]++
	h.mu.Unlock()
	text := "The ship left in 1905."
	if system := fmt.Sprint(req.Messages[0].Content); req.Model == "big" && strings.Contains(system, "repl") {
		text = "```repl\na = llm_query('When did the ship leave?', context[0])\nb = llm_query('How much salt?', context[1])\nprint(a, b)\nFINAL('1905 ' + cite('left the harbour in 1905'))\n```"
	}
	content, _ := json.Marshal(text) // a string cannot fail
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprintf(w, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":%s},\"finish_reason\":\"stop\"}]}\n\n", content)
	fmt.Fprint(w, "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10,\"total_tokens\":110}}\n\ndata: [DONE]\n\n")
}

// Each model has its price, and what the calls of both cost is in the usage; what comes
// out of the call cache costs nothing.
func TestCosts(t *testing.T) {
	h := &hosted{calls: map[string]int{}}
	server := httptest.NewServer(h)
	defer server.Close()
	l := startLive(t, server.URL)
	l.run([]int{exitOK}, "ingest", "docs", "--embedder", "builtin")
	ask := func(more ...string) (cost float64) {
		out, talk := l.run([]int{exitOK, exitNoAnswer, exitBudget}, append([]string{"query", "In which year did the ship number 5 leave the harbour?", "--json", "--mode", "hybrid", "--reader", "code",
			"--model", "openai:big", "--sub-model", "openai:small", "--window", "16384", "--price", "openai:big=10,20;small=1,2"}, more...)...)
		var a struct{ Usage struct{ Cost float64 } }
		if err := json.Unmarshal([]byte(out), &a); err != nil {
			t.Fatalf("%v in %s%s", err, out, talk)
		}
		return a.Usage.Cost
	}
	got := ask()
	if h.calls["big"] < 1 || h.calls["small"] != 2 {
		t.Fatalf("calls by model: %v", h.calls)
	}
	want := (float64(h.calls["big"])*(100*10+10*20) + float64(h.calls["small"])*(100*1+10*2)) / 1e6
	if math.Abs(got-want) > 1e-12 {
		t.Errorf("a cost of %v for %v calls, want %v", got, h.calls, want)
	}
	if again := ask(); again != 0 {
		t.Errorf("out of the cache it cost %v", again)
	}
}
