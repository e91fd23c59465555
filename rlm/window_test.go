package rlm

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"funnel/rlm/model"
)

// TestSmallWindow: twenty turns of the largest output, in a window of 8,192
// tokens, end in an answer that is made of what was noted in the first; no
// prompt leaves less room than a reply may take.
func TestSmallWindow(t *testing.T) {
	const turns, size = 20, 8192
	compacted := 0
	last := 0
	chat := &model.Scripted{Details: model.Info{Window: size}, Func: func(r model.Request) (string, error) {
		if n := model.PromptTokens(r.Messages) + r.MaxTokens; n > size {
			t.Errorf("turn %d: prompt and reply may take %d tokens of %d", r.Parts.Turn, n, size)
		}
		if len(r.Messages) < last {
			compacted++
		}
		last = len(r.Messages)
		n := r.Parts.Turn
		switch {
		case n == 1:
			return asBlock("note('the pump costs 12 crowns', 'The pump costs 12 crowns.')\nkept = 'from turn one'\nprint('x' * 10**6)"), nil
		case n < turns:
			return asBlock(fmt.Sprintf("n%d = %d\nfor i in range(10**4): print(i, 'line after line of words and numbers', %d)", n, n, n)), nil
		}
		text := r.Messages[1].Content
		for _, want := range []string{"What does the pump cost?", "the pump costs 12 crowns", "kept", "n12"} {
			if !strings.Contains(text, want) {
				t.Errorf("the compacted conversation lacks %q:\n%s", want, text)
			}
		}
		return asBlock("print(kept)\nanswer['content'] = '12 crowns ' + cite('The pump costs 12 crowns.')\nanswer['ready'] = True"), nil
	}}
	corpus := NewMemoryCorpus(library)
	res, err := Run(context.Background(), slog.New(slog.DiscardHandler), chat, corpus, nil,
		Task{Question: "What does the pump cost?", Tools: true, Shortlist: corpus.Docs()},
		Options{Budget: Budget{Steps: turns + 5, Tokens: 10_000_000, Time: time.Minute}})
	if err != nil || res.Answer != gold || res.Stop != StopAnswered || res.Usage.Steps != turns {
		t.Errorf("%+v, %v", res, err)
	}
	if compacted < 3 {
		t.Errorf("the conversation was replaced %d times only", compacted)
	}
	t.Logf("%d turns, %d compactions, %d prompt tokens", res.Usage.Steps, compacted, res.Usage.PromptTokens)
}

// TestOnlyAppended: between two compactions a prompt is the one before and
// what was added to it.
func TestOnlyAppended(t *testing.T) {
	var before []model.Message
	chat := &model.Scripted{Func: func(r model.Request) (string, error) {
		if len(r.Messages) > len(before) {
			for i, m := range before {
				if r.Messages[i] != m {
					t.Errorf("turn %d: message %d was changed", r.Parts.Turn, i)
				}
			}
		}
		before = r.Messages
		if r.Parts.Turn < 6 {
			return asBlock(fmt.Sprintf("print(context[0], %d)", r.Parts.Turn)), nil
		}
		return asBlock(finish), nil
	}}
	corpus := NewMemoryCorpus(library)
	res, err := Run(context.Background(), slog.New(slog.DiscardHandler), chat, corpus, nil,
		Task{Question: "What does the pump cost?", Tools: true, Shortlist: corpus.Docs()}, Options{})
	if err != nil || res.Answer != gold {
		t.Errorf("%+v, %v", res, err)
	}
}

// BenchmarkLoop: eight independent sub-calls from a plain loop, four in flight,
// as a multiple of one call's time.
func BenchmarkLoop(b *testing.B) {
	const call = 20 * time.Millisecond
	chat := &model.Scripted{Func: func(r model.Request) (string, error) {
		if r.Purpose != model.Root {
			time.Sleep(call)
			return "12 crowns", nil
		}
		if r.Parts.Turn == 1 {
			return asBlock("replies = []\nfor i in range(8):\n    replies.append(llm_query(f'question {i}', context[0]))\nprint(replies)"), nil
		}
		return asBlock("FINAL('done')"), nil
	}}
	corpus := NewMemoryCorpus(library)
	for b.Loop() {
		res, err := Run(context.Background(), slog.New(slog.DiscardHandler), chat, corpus, nil,
			Task{Question: "q", Shortlist: corpus.Docs()}, Options{InFlight: 4})
		if err != nil || res.Stop != StopAnswered {
			b.Fatalf("%+v, %v", res, err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/call.Seconds(), "calls")
}
