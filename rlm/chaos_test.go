package rlm

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"funnel/rlm/model"
	"funnel/rlm/python"
)

// A fault is what a model does wrong in one turn: what it writes in place of
// the program that it should have written.
type fault struct {
	name  string
	write func(good, last string) string // the good program, the reply before
}

// faults are the published ones (see the package's tests for their sources)
// and what any programmer does wrong.
var faults = []fault{
	{"empty reply", func(_, _ string) string { return "" }},
	{"prose without code", func(_, _ string) string { return "First I would search for what the question names." }},
	{"gives up", func(_, _ string) string { return "I'm sorry, but I cannot answer this question." }},
	{"the same code again", func(good, last string) string {
		if last == "" {
			return asBlock(good)
		}
		return last
	}},
	{"invents output and final beside code", func(good, _ string) string {
		return asBlock(good) + "\nREPL output:\n99 crowns\n\nFINAL(It costs 99 crowns.)"
	}},
	{"final before anything was read", func(_, _ string) string { return "FINAL(...)" }},
	{"final of a name that does not exist", func(_, _ string) string { return "So it is FINAL_VAR(final_result)." }},
	{"empty final", func(_, _ string) string { return asBlock("answer['content'] = ''\nanswer['ready'] = True") }},
	{"final in a block that fails", func(_, _ string) string {
		return asBlock("answer['content'] = 'It costs 99 crowns.'\nanswer['ready'] = True\nprint(result['price'])")
	}},
	{"syntax error", func(good, _ string) string { return asBlock(good + "\nprint('unclosed'") }},
	{"undefined name", func(good, _ string) string { return asBlock("print(results[0])\n" + good) }},
	{"imports what is not there", func(_, _ string) string { return asBlock("import pandas as pd\nprint(pd.DataFrame(context))") }},
	{"opens files", func(_, _ string) string { return asBlock("with open('context.txt') as f:\n    print(f.read())") }},
	{"nested fences", func(good, _ string) string {
		return "```repl\nnotes = '''\n```python\nx = 1\n```\n'''\n" + good + "\n```"
	}},
	{"fence without a tag", func(good, _ string) string { return "```\n" + good + "\n```" }},
	{"cut off in the block", func(good, _ string) string { return "I look.\n```repl\n" + good[:len(good)/2] }},
	{"prints everything", func(good, _ string) string { return asBlock("for t in context * 200:\n    print(t)\n" + good) }},
	{"loops for ever", func(_, _ string) string { return asBlock("while True:\n    pass") }},
	{"sub-call over the window", func(_, _ string) string { return asBlock("print(llm_query('Which?', ' '.join(context) * 5000))") }},
	{"quotes what stands nowhere", func(_, _ string) string { return asBlock("print(cite('The pump costs 99 crowns.'))") }},
	{"follows a document", func(_, _ string) string { return asBlock("print(read('hostile.txt'))") }},
}

// A goodTalk is a conversation that ends in gold: its programs in order, and
// for each the words of its output by which the model knows that it ran.
type goodTalk struct {
	question string
	programs []string
	seen     []string
	gold     string
}

var goodTalks = []goodTalk{
	{"What does the pump cost?", []string{look, finish}, []string{"The pump costs 12"}, gold},
	{"Who chairs the board?", []string{
		"for m in grep('chairs'):\n    print(m.doc, m.text)",
		"answer['content'] = 'Mara Quist ' + cite('Mara Quist chairs the board.')\nanswer['ready'] = True",
	}, []string{"Mara Quist chairs"}, "Mara Quist [1]"},
	{"What do pump and valve cost together?", []string{
		"import re\nprices = [int(n) for t in context for n in re.findall(r'costs (\\d+) crowns', t)]\nprint('prices', prices)",
		"a, b = cite('The pump costs 12 crowns.'), cite('The valve costs 3 crowns (net).')\nprint('cited', a, b)",
		"FINAL(f'{sum(prices)} crowns {a} {b}')",
	}, []string{"prices [", "cited ["}, "15 crowns [1] [2]"},
	{"What does each text say of prices?", []string{
		"replies = []\nfor t in context:\n    replies.append(llm_query('Which price stands here?', t))\nprint('replies', replies)",
		"note('the pump costs 12 crowns', 'The pump costs 12 crowns.')\nprint('noted')",
		"SUBMIT('12 crowns ' + cite('The pump costs 12 crowns.'))",
	}, []string{"replies [", "noted"}, gold},
}

// chaotic is a good model that does wrong in some turns. It looks at what it
// was shown: a program whose output it has not seen it writes again.
type chaotic struct {
	talk   goodTalk
	faults map[int]fault // by turn
	last   string
}

func (c *chaotic) reply(r model.Request) (string, error) {
	if r.Purpose != model.Root {
		return "12 crowns", nil
	}
	var shown strings.Builder
	for _, m := range r.Messages {
		if m.Role == model.User {
			shown.WriteString(m.Content + "\n")
		}
	}
	next := len(c.talk.programs) - 1
	for i, words := range c.talk.seen {
		if !strings.Contains(shown.String(), words) {
			next = i
			break
		}
	}
	good := fmt.Sprintf("%s  # turn %d", c.talk.programs[next], r.Parts.Turn)
	text := asBlock(good)
	if f, ok := c.faults[r.Parts.Turn]; ok {
		text = f.write(good, c.last)
	}
	c.last = text
	return text, nil
}

// survives reports whether a conversation with faults ends in gold.
func survives(t *testing.T, talk goodTalk, at map[int]fault) bool {
	t.Helper()
	corpus := NewMemoryCorpus(library)
	c := &chaotic{talk: talk, faults: at}
	res, err := Run(context.Background(), slog.New(slog.DiscardHandler), &model.Scripted{Func: c.reply}, corpus, nil,
		Task{Question: talk.question, Tools: true, Shortlist: corpus.Docs()}, Options{Budget: Budget{Time: time.Minute}, Limits: python.Limits{Steps: 200_000}})
	if err != nil {
		t.Errorf("%s with %v: %v", talk.question, at, err)
		return false
	}
	return res.Stop == StopAnswered && res.Answer == talk.gold
}

func TestGoodTalks(t *testing.T) {
	for _, talk := range goodTalks {
		if !survives(t, talk, nil) {
			t.Errorf("%s does not end in gold", talk.question)
		}
	}
}

// TestOneFault plays every fault in every turn of every good conversation: at
// least 95 in 100 end in gold.
func TestOneFault(t *testing.T) {
	played, good := 0, 0
	for _, talk := range goodTalks {
		for turn := 1; turn <= len(talk.programs); turn++ {
			for _, f := range faults {
				played++
				if survives(t, talk, map[int]fault{turn: f}) {
					good++
				} else {
					t.Logf("lost: %s, turn %d of %q", f.name, turn, talk.question)
				}
			}
		}
	}
	t.Logf("%d of %d conversations end in gold after one fault", good, played)
	if good*100 < played*95 {
		t.Errorf("%d of %d end in gold, 95 %% are wanted", good, played)
	}
}

// TestThreeFaults plays three random faults in random early turns: at least
// 80 in 100 end in gold.
func TestThreeFaults(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	played, good := 400, 0
	for range played {
		at := map[int]fault{}
		for _, turn := range rng.Perm(5)[:3] {
			at[turn+1] = faults[rng.IntN(len(faults))]
		}
		if survives(t, goodTalks[rng.IntN(len(goodTalks))], at) {
			good++
		}
	}
	t.Logf("%d of %d conversations end in gold after three faults", good, played)
	if good*100 < played*80 {
		t.Errorf("%d of %d end in gold, 80 %% are wanted", good, played)
	}
}
