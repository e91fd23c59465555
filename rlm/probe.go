package rlm

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"funnel/rlm/model"
)

// A Probed is what a model made of the five tiny tasks of Probe.
type Probed struct {
	Right  int      // of 5
	Failed []string // names of the tasks that it did not solve
}

// Way is how a model that was probed works best: it writes programs if it solved four of
// the five tasks by them.
func (p Probed) Way() Way {
	if p.Right >= 4 {
		return WayCode
	}
	return WayPlan
}

// probeTasks are five things that a reader must be able to do by programs.
var probeTasks = []struct {
	name, question string
	listed         []string // the shortlist
	holds          func(*Result) bool
}{
	{"read and quote", "What does the pump cost?", []string{"pump.txt"},
		func(r *Result) bool { return strings.Contains(r.Answer, "12") && len(r.Citations) > 0 }},
	{"search", "Who chairs the board?", []string{"pump.txt"},
		func(r *Result) bool { return strings.Contains(r.Answer, "Quist") && len(r.Citations) > 0 }},
	{"count", "How many documents name the harbour?", nil,
		func(r *Result) bool { return strings.Contains(r.Answer, "3") || strings.Contains(r.Answer, "three") }},
	{"compute", "How many crowns do the pump and the seal cost together?", []string{"pump.txt", "seal.txt"},
		func(r *Result) bool { return strings.Contains(r.Answer, "17") }},
	{"abstain", "In which year was the pump painted?", []string{"pump.txt"},
		func(r *Result) bool { return r.Abstained }},
}

// probeTexts are what the tasks are about.
var probeTexts = map[string]string{
	"pump.txt": "# Pump\nThe pump stands at the harbour. It costs 12 crowns.\n",
	"seal.txt": "# Seal\nA seal for the pump costs 5 crowns.\n",
	"board.md": "# Board\nMara Quist chairs the board. It meets at the harbour.\n",
	"tides.md": "# Tides\nHigh water comes twice a day to the harbour.\n",
	"salt.md":  "# Salt\nSalt is raked in summer.\n",
}

// Probe lets a model read five tiny collections by programs, to see whether it can. Each
// task has three turns. The error is that of the model, if it failed.
func Probe(ctx context.Context, log *slog.Logger, chat model.Chat) (Probed, error) {
	var p Probed
	corpus := NewMemoryCorpus(probeTexts)
	for _, task := range probeTasks {
		t := Task{Question: task.question, Tools: true}
		for _, id := range task.listed {
			d, err := corpus.Doc(ctx, id)
			if err != nil {
				return p, err
			}
			t.Shortlist = append(t.Shortlist, d)
		}
		res, err := Run(ctx, log, chat, corpus, nil, t, Options{Budget: Budget{Steps: 3, Calls: 20, Tokens: 60_000, Time: 3 * time.Minute}})
		if err != nil {
			return p, fmt.Errorf("probe %s: %w", chat.Info().Name, err)
		}
		if ctx.Err() != nil {
			return p, context.Cause(ctx)
		}
		if res.Stop != StopAnswered && res.Stop != StopAbstained || !task.holds(res) {
			p.Failed = append(p.Failed, task.name)
			continue
		}
		p.Right++
	}
	return p, nil
}
