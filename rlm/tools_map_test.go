package rlm

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"testing"

	"funnel/rlm/model"
)

var numberedLine = regexp.MustCompile(`(?m)^\[(\d+)\] (.*)$`)

// runLeaves runs one program whose sub-calls leaf answers, given the numbered sentences.
func runLeaves(t *testing.T, texts map[string]string, budget Budget, code string, leaf func(req model.Request, sentences []string) string) (string, *Result, []model.Request) {
	t.Helper()
	output := ""
	chat := &model.Scripted{Func: func(r model.Request) (string, error) {
		if r.Purpose != model.Root {
			var list []string
			for _, m := range numberedLine.FindAllStringSubmatch(r.Messages[1].Content, -1) {
				list = append(list, m[2])
			}
			return leaf(r, list), nil
		}
		switch r.Parts.Turn {
		case 1:
			return asBlock(code), nil
		case 2:
			output = strings.TrimPrefix(r.Parts.Output, "REPL output:\n")
		}
		return asBlock("context\nFINAL(out)"), nil
	}}
	corpus := NewMemoryCorpus(texts)
	res, err := Run(context.Background(), slog.New(slog.DiscardHandler), chat, corpus, nil, Task{Question: "q", Tools: true}, Options{Budget: budget})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range res.Citations {
		if texts[c.Doc][c.Start:c.End] != c.Quote {
			t.Errorf("citation %+v is not what the document says", c)
		}
	}
	return output, res, chat.Requests()
}

// prices answers with the sentence that holds a price, as every kind of leaf.
func prices(req model.Request, sentences []string) string {
	for i, s := range sentences {
		m := regexp.MustCompile(`costs (\d+)`).FindStringSubmatch(s)
		if m == nil {
			continue
		}
		switch {
		case strings.Contains(string(req.Schema), `"records"`):
			return fmt.Sprintf(`{"records":[{"price":"%s crowns","sentences":[%d]}]}`, m[1], i+1)
		case strings.Contains(string(req.Schema), `"match"`):
			return fmt.Sprintf("```json\n{\"match\": true, \"sentences\": [%d]}\n```", i+1)
		case strings.Contains(string(req.Schema), `"answer"`):
			return fmt.Sprintf(`{"answer":"It is %s.","sentences":[%d]}`, m[1], i+1)
		case len(req.Schema) > 0:
			return fmt.Sprintf(`Here: {"found":true,"price":"%s","value":"%s","sentences":["%d"]}`, m[1], m[1], i+1)
		}
		return fmt.Sprintf("It is %s.\nSentences: %d", m[1], i+1)
	}
	switch {
	case strings.Contains(string(req.Schema), `"records"`):
		return `{"records":[]}`
	case strings.Contains(string(req.Schema), `"match"`):
		return `{"match":false,"sentences":[]}`
	case strings.Contains(string(req.Schema), `"answer"`):
		return `{"answer":null,"sentences":[]}`
	case len(req.Schema) > 0:
		return `{"found":false,"price":null,"value":null,"sentences":[]}`
	}
	return "The text does not say."
}

var shop = map[string]string{
	"a.txt": "# Pump\nIt is red. It costs 12 crowns. It is heavy.\n", "b.txt": "# Valve\nIt costs 3 crowns.\n",
	"c.txt": "# Board\nNobody pays.\n", "d.txt": "# Seal\nIt costs 3 crowns (net).\n",
}

func TestCombinators(t *testing.T) {
	for _, tt := range []struct{ name, code, printed, answer string }{
		{"llm_query", "r = llm_query('price?', read('a.txt'))\nprint(r)\nout = 'Twelve ' + cite(r)", "It is 12.", "Twelve [1]"},
		{"map_llm", "r = map_llm(find(), 'price?')\nprint(r)\nout = r[0] + ' ' + cite(r[0])", "['It is 12.', 'It is 3.', 'The text does not say.', 'It is 3.']", "It is 12. [1]"},
		{"map_llm with a schema", "r = map_llm(['a.txt', 'c.txt'], 'price?', {'price': 'int'})\nprint([(x.id, x.found, x.price, x.quote) for x in r])\nout = str(r[0].price) + cite(r[0])", "[('a.txt', True, 12, 'It costs 12 crowns.'), ('c.txt', False, None, '')]", "12[1]"},
		{"filter_llm", "r = filter_llm(find(), 'has a price')\nprint(r, r.records[0].quote, r.failed)\nout = cite(r.records[0])", "['a.txt', 'b.txt', 'd.txt'] It costs 12 crowns. 0", "[1]"},
		{"extract", "r = extract(find(), ['price'])\nprint(len(r), r[1].id, r[1].price)\nout = note('b', r[1])", "3 b.txt 3 crowns", "[1]"},
		{"count_by a field", "g = count_by(extract(find(), ['price']), 'price')\nprint([(x.value, x.count, x.ids) for x in g], g.total)\nout = 'x'", "[('3 crowns', 2, ['b.txt', 'd.txt']), ('12 crowns', 1, ['a.txt'])] 3", "x"},
		{"count_by a question", "g = count_by(find(), 'Which price?')\nprint([(x.value, x.count, len(x.quotes)) for x in g])\nout = 'x'", "[('3', 2, 2), ('12', 1, 1)]", "x"},
		{"reduce_llm", "r = reduce_llm([read(i) for i in find()], 'the first price')\nprint(r)\nout = r + cite(r)", "It is 12.", "It is 12.[1]"},
		{"sweep", "r = sweep(find(), 'price?', {'price': 'int'})\nprint([(x.id, x.found, x.price) for x in r])\nout = 'x'", "[('a.txt', True, 12), ('b.txt', True, 3), ('c.txt', False, None), ('d.txt', True, 3)]", "x"},
		{"sweep with a filter", "r = sweep(find(), 'price?', pattern='crowns')\nprint([(x.id, x.answer, x.why) for x in r][:3])\nout = 'x'", "[('a.txt', 'It is 12.', ''), ('b.txt', 'It is 3.', ''), ('c.txt', None, 'the pattern does not occur')]", "x"},
		{"sweep with others", "r = sweep(['a.txt'], 'price?', others=3)\nprint([(x.id, x.sampled) for x in r])\nout = 'x'", "[('a.txt', False), ('b.txt', True), ('d.txt', True)]", "x"},
		{"slices as items", "t = read('a.txt')\nr = map_llm([t[7:18], t[18:]], 'price?')\nprint(r)\nout = cite(r[1])", "['The text does not say.', 'It is 12.']", "[1]"},
		{"no items", "print(map_llm([], 'x'), sweep([], 'x'))\nout = 'x'", "[] []", "x"},
		{"a promise as item", "r = reduce_llm([llm_query('price?', read('a.txt'))], 'sum')\nprint(r)\nout = 'x'", "The text does not say.", "x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, res, _ := runLeaves(t, shop, Budget{}, tt.code, prices)
			if got != tt.printed {
				t.Errorf("printed %s\nwant %s", got, tt.printed)
			}
			if res.Answer != tt.answer || strings.Contains(tt.answer, "[1]") != (len(res.Citations) > 0) {
				t.Errorf("answer %q, want %q; %+v", res.Answer, tt.answer, res.Citations)
			}
		})
	}
}

// TestSweepCountsAndCaches: what was read is said, and the same question of the same
// text is not asked twice.
func TestSweepCountsAndCaches(t *testing.T) {
	_, res, reqs := runLeaves(t, shop, Budget{}, "a = sweep(find(), 'price?', pattern='crowns', others=5)\nb = sweep(['a.txt', 'b.txt'], 'price?', pattern='crowns')\nout = str(len(a) + len(b))", prices)
	if res.Answer != "6" || len(reqs) != 2+1+3 { // one to confirm
		t.Errorf("%q after %d calls", res.Answer, len(reqs))
	}
	if got := strings.Join(res.Coverage.Statements, "|"); got != "read 5 of the 6 that match the filter; 1 were left out because the pattern does not occur in them" {
		t.Errorf("%s", got)
	}
}

// TestLeavesAskAgain: a reply in another form is asked for once more, and what still
// fails is said.
func TestLeavesAskAgain(t *testing.T) {
	var mu sync.Mutex
	asked := map[string]int{}
	leaf := func(req model.Request, s []string) string {
		mu.Lock()
		asked[req.Parts.Text]++
		mu.Unlock()
		if strings.Contains(req.Parts.Text, "Valve") || req.Repetition == 0 {
			return "I would rather not."
		}
		return prices(req, s)
	}
	got, res, _ := runLeaves(t, shop, Budget{}, "r = map_llm(['a.txt', 'b.txt'], 'price?')\nprint(r, r.failed)\nout = 'x'", leaf)
	if got != "['It is 12.', 'The text does not say.'] 1" || len(res.Notices) != 1 {
		t.Errorf("%q %v", got, res.Notices)
	}
	for text, n := range asked {
		if n != 2 {
			t.Errorf("%q was asked %d times", text, n)
		}
	}
}

// TestBatchTooDear: a batch that the budget cannot pay is refused before any of it.
func TestBatchTooDear(t *testing.T) {
	got, _, reqs := runLeaves(t, shop, Budget{Calls: 5}, "try:\n    map_llm(find(), 'price?')\nexcept RuntimeError as e:\n    print(e)\nout = 'x'", prices)
	if !strings.HasPrefix(got, "map_llm needs about 4 calls and ") || !strings.Contains(got, " 3 calls and ") || len(reqs) != 2+1 {
		t.Errorf("%q after %d calls", got, len(reqs))
	}
}

// TestLongTextsAreSplit: a text beyond the window is read in parts, each within it.
func TestLongTextsAreSplit(t *testing.T) {
	long := strings.Repeat("Nothing is said here about it at all, whatever one looks for. ", 1500) + "It costs 7 crowns. " + strings.Repeat("And then nothing more is said of it. ", 1500)
	texts := map[string]string{"long.txt": long}
	got, _, reqs := runLeaves(t, texts, Budget{}, "r = extract(['long.txt'], ['price'])\nm = map_llm(['long.txt'], 'price?')\nprint([x.price for x in r], m)\nout = cite(r[0])", prices)
	if got != "['7 crowns'] ['It is 7.']" {
		t.Errorf("%q", got)
	}
	for _, r := range reqs {
		if n := model.PromptTokens(r.Messages) + r.MaxTokens; n > 32768 {
			t.Errorf("a prompt of %d tokens", n)
		}
	}
}

func TestTakeSentences(t *testing.T) {
	for reply, want := range map[string]string{
		"Twelve.\nSentences: 3, 7":         "Twelve. [3 7]",
		"Twelve.\n\n**Sentences:** [3][7]": "Twelve. [3 7]",
		"Twelve.\nsentence: 4.":            "Twelve. [4]",
		"Twelve.\nSentences: none":         "Twelve. []",
		"Sentences: 3 of them matter":      "Sentences: 3 of them matter []",
		"[1, 2]":                           "[1, 2] []",
	} {
		text, numbers := takeSentences(reply)
		if got := fmt.Sprintf("%s %v", text, numbers); got != want {
			t.Errorf("%q: %q, want %q", reply, got, want)
		}
	}
}

func TestSchemas(t *testing.T) {
	for code, want := range map[string]string{
		"{'price': 'int', 'kind': ['a', 'b'], 'who': 'the maker', 'n': int}":                   `{"additionalProperties":false,"properties":{"found":{"type":"boolean"},"kind":{"enum":["a","b",null]},"n":{"type":["integer","null"]},"price":{"type":["integer","null"]},"sentences":{"items":{"type":"integer"},"type":"array"},"who":{"description":"the maker","type":["string","null"]}},"required":["found","price","kind","who","n","sentences"],"type":"object"}`,
		"{'type': 'object', 'properties': {'a': {'type': 'boolean', 'description': 'is it'}}}": `{"additionalProperties":false,"properties":{"a":{"description":"is it","type":["boolean","null"]},"found":{"type":"boolean"},"sentences":{"items":{"type":"integer"},"type":"array"}},"required":["found","a","sentences"],"type":"object"}`,
		"'a, b'": `{"additionalProperties":false,"properties":{"a":{"type":["string","null"]},"b":{"type":["string","null"]},"found":{"type":"boolean"},"sentences":{"items":{"type":"integer"},"type":"array"}},"required":["found","a","b","sentences"],"type":"object"}`,
	} {
		var got json.RawMessage
		runLeaves(t, shop, Budget{}, "try:\n    map_llm(['a.txt'], 'x', "+code+")\nexcept RuntimeError:\n    pass\nout = 'x'", func(r model.Request, _ []string) string {
			got = r.Schema
			return "{}"
		})
		if string(got) != want {
			t.Errorf("%s:\n%s\nwant\n%s", code, got, want)
		}
	}
}
