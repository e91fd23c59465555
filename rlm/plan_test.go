package rlm

import (
	"context"
	"encoding/json"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"funnel/rlm/model"
	"funnel/rlm/python"
)

var works = map[string]string{
	"bridge.txt": "# Bridge\nThe bridge at Dell was built by Ironwork & Sons in 1951.\n",
	"firm.txt":   "# Ironwork & Sons\nMara Quist leads Ironwork & Sons.\n",
	"a.txt":      "# Pump\nIt is red. The pump costs 12 crowns.\n",
	"b.txt":      "# Valve\nThe valve costs 3 crowns.\n",
	"d.txt":      "# Seal\nThe seal costs 3 crowns (net).\n",
	"e.txt":      "# Board\nNobody pays.\n",
}

// worker labels right: it knows what the works say.
func worker(req model.Request, sentences []string) string {
	text, q := strings.Join(sentences, "\n"), req.Parts.Question
	answer, at := "", 0
	for i, s := range sentences {
		m := regexp.MustCompile(`costs (\d+)`).FindStringSubmatch(s)
		switch {
		case strings.Contains(q, "built") && strings.Contains(s, "built by"):
			answer, at = "Ironwork & Sons", i+1
		case strings.Contains(q, "leads Ironwork") && strings.Contains(s, "leads"):
			answer, at = "Mara Quist", i+1
		case m != nil && (strings.Contains(q, "cost") || strings.Contains(q, "dearer")) && !strings.Contains(text, "Nobody"):
			if strings.Contains(q, "pump") && !strings.Contains(s, "pump") || strings.Contains(q, "valve") && !strings.Contains(q, "pump") && !strings.Contains(s, "valve") {
				continue
			}
			if answer == "" {
				answer, at = m[1], i+1
			}
		}
	}
	if strings.Contains(q, "dearer") && strings.Contains(text, "12") && strings.Contains(text, "3") {
		answer, at = "the pump, by 9", len(sentences)
	}
	found := answer != ""
	obj := map[string]any{"found": found, "match": found, "answer": nil, "price": nil, "sentences": []int{}}
	if found {
		obj["answer"], obj["price"], obj["sentences"] = answer, answer, []int{at}
	}
	b, _ := json.Marshal(obj)
	return string(b)
}

// runPlan answers a question by a plan over the works.
func runPlan(t *testing.T, question, plan string, opts Options) (*Result, *memoryJournal) {
	t.Helper()
	chat := &model.Scripted{Func: func(r model.Request) (string, error) {
		switch r.Purpose {
		case model.Plan:
			return plan, nil
		case model.Root:
			return asBlock("answer['content'] = 'by code ' + cite('Nobody pays.', 'e.txt')\nanswer['ready'] = True"), nil
		}
		var list []string
		for _, m := range numberedLine.FindAllStringSubmatch(r.Messages[1].Content, -1) {
			list = append(list, m[2])
		}
		return worker(r, list), nil
	}}
	corpus, j := NewMemoryCorpus(works), &memoryJournal{}
	opts.Way = WayPlan
	res, err := Run(context.Background(), slog.New(slog.DiscardHandler), chat, corpus, j, Task{Question: question, Tools: true, Shortlist: corpus.Docs()[:2]}, opts)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range res.Citations {
		if works[c.Doc][c.Start:c.End] != c.Quote {
			t.Errorf("%+v", c)
		}
	}
	return res, j
}

func TestPlans(t *testing.T) {
	for _, tt := range []struct{ name, question, plan, want string }{
		{"look up", "Who built the bridge at Dell?", `{"operation":"look_up","queries":["bridge Dell built"],"question":"Who built the bridge?"}`, "Ironwork & Sons [1]"},
		{"hops", "Who leads the firm that built the bridge at Dell?", `{"operation":"hops","steps":["Who built the bridge at Dell?","Who leads {1}?"]}`, "Mara Quist [1][2]"},
		{"count", "How many articles cost something?", `{"operation":"count","scope":"collection","pattern":"cost","question":"Does it cost something?","result":"number"}`, "3 documents:\n- Pump (a.txt) [1]\n- Valve (b.txt) [2]\n- Seal (d.txt) [3]"},
		{"filter", "Which articles cost something?", `{"operation":"filter","scope":"collection","question":"Does it cost something?"}`, "3 documents:\n- Pump (a.txt) [1]\n- Valve (b.txt) [2]\n- Seal (d.txt) [3]"},
		{"sum", "What do all articles cost together?", `{"operation":"extract","scope":"collection","question":"What does it cost?","fields":[{"name":"Price","type":"number"}],"result":"sum"}`, "18\n- Pump (a.txt): 12 [1]\n- Valve (b.txt): 3 [2]\n- Seal (d.txt): 3 [3]"},
		{"largest", "What costs most?", `{"operation":"extract","scope":"collection","question":"What does it cost?","fields":[{"name":"price","type":"number"}],"result":"largest"}`, "12\n- Pump (a.txt): 12 [1]"},
		{"compare", "Which is dearer, the pump or the valve?", `{"operation":"compare","queries":["What does the pump cost?","What does the valve cost?"]}`, "the pump, by 9 [1][2]"},
		{"nothing is found", "Who painted it?", `{"operation":"look_up","queries":["paint","painter of the bridge"],"question":"Who painted it?"}`, Abstention},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res, j := runPlan(t, tt.question, tt.plan, Options{})
			if strings.ReplaceAll(res.Answer, ".0", "") != tt.want || res.Usage.Steps != 1 {
				t.Errorf("%q after %d steps; %s", res.Answer, res.Usage.Steps, j.steps[0].Output)
			}
			if code := j.steps[0].Code; code == "" {
				t.Error("the trace does not show the program")
			}
		})
	}
}

// TestPlanEscalates: what is no plan, or leads to nothing, is followed by code.
func TestPlanEscalates(t *testing.T) {
	for _, plan := range []string{
		"I would search first.", `{"operation":"dance"}`,
		`{"operation":"compare","queries":["What does the moon cost?","What does the sun cost?"]}`,
		`{"operation":"extract","scope":"collection","question":"What colour?","fields":[{"name":"colour","type":"string"}]}`,
	} {
		res, _ := runPlan(t, "Who pays?", plan, Options{})
		if res.Answer != "by code [1]" || res.Usage.Steps > 3 || len(res.Notices) == 0 {
			t.Errorf("%s: %q after %d steps", plan, res.Answer, res.Usage.Steps)
		}
		res, _ = runPlan(t, "Who pays?", plan, Options{PlanOnly: true})
		if res.Answer != "" || res.Usage.Steps != 1 || res.Stop != StopErrors {
			t.Errorf("%s: %q after %d steps, %s", plan, res.Answer, res.Usage.Steps, res.Stop)
		}
	}
}

// FuzzPlan: whatever a model writes, a plan compiles to a program that is Python, or is
// refused.
func FuzzPlan(f *testing.F) {
	f.Add(`{"operation":"count","question":"q","pattern":"a(","where":{"k":"v"},"fields":[{"name":"a b","type":"number"}]}`)
	f.Add(`{"operation":"hops","steps":["x'\"\n` + "```" + `","{1}"]}`)
	f.Add(`{"operation":"extract","fields":[{"name":"class","type":"\"+x"},{"name":"","type":""}]}`)
	f.Fuzz(func(t *testing.T, reply string) {
		p, err := parsePlan(reply, "What?")
		if err != nil {
			return
		}
		code, err := p.program()
		if err != nil {
			t.Fatal(err)
		}
		if msg := syntaxError(code); msg != "" || strings.Contains(code, "```") {
			t.Fatalf("%s\n%s\n%s", reply, code, msg)
		}
	})
}

// syntaxError is why a program is no Python, or "".
func syntaxError(code string) string {
	s := python.New(python.Options{})
	res := s.Run(context.Background(), "if False:\n    pass\nraise KeyError('x')\n"+code)
	if res.Err != nil && res.Err.Type == "SyntaxError" {
		return res.Err.Error()
	}
	return ""
}
