package rlm

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"funnel/rlm/model"
)

// converse runs a conversation over the library and returns what the model was told
// before each turn.
func converse(t *testing.T, question string, ctx context.Context, opts Options, turn func(n int) string) (*Result, []string) {
	t.Helper()
	var told []string
	chat := &model.Scripted{Func: func(r model.Request) (string, error) {
		if r.Purpose != model.Root {
			return "12 crowns", nil
		}
		told = append(told, r.Messages[len(r.Messages)-1].Content)
		return turn(len(told)), nil
	}}
	corpus := NewMemoryCorpus(library)
	res, err := Run(ctx, slog.New(slog.DiscardHandler), chat, corpus, nil, Task{Question: question, Tools: true, Shortlist: corpus.Docs()}, opts)
	if err != nil {
		t.Fatal(err)
	}
	return res, told
}

const readAll = "for t in context:\n    print(t)"

func TestChecklist(t *testing.T) {
	cite := "answer['content'] = 'It costs 12 crowns ' + cite('The pump costs 12 crowns.')\nanswer['ready'] = True"
	for name, tt := range map[string]struct {
		question string
		turns    []string
		listed   []string // what the list says; none: there is none
		answer   string
	}{
		"nothing speaks against it":        {"What does the pump cost?", []string{asBlock(readAll), asBlock(cite)}, nil, "It costs 12 crowns [1]"},
		"the citation after the full stop": {"What does the pump cost?", []string{asBlock(readAll), asBlock("FINAL('It costs 12 crowns. ' + cite('The pump costs 12 crowns.'))")}, nil, "It costs 12 crowns. [1]"},
		"confirmed by the same code": {"What does the Vesta pump cost in 2020?", []string{asBlock(readAll), asBlock(cite), asBlock(cite)},
			[]string{`the question says "Vesta"`, `the question says "2020"`}, "It costs 12 crowns [1]"},
		"confirmed in words": {"What does the Vesta pump cost?", []string{asBlock(readAll), asBlock(cite), "I stand by it."},
			[]string{"Vesta"}, "It costs 12 crowns [1]"},
		"mended": {"What does the pump cost?", []string{asBlock(readAll), asBlock("FINAL('It costs 12 crowns, really')"), asBlock(cite)},
			[]string{"the answer has no citation"}, "It costs 12 crowns [1]"},
		"documents not opened": {"What does the pump cost?", []string{asBlock("print(grep('pump'))\nprint(grep('zebra'))"), asBlock(cite), asBlock(cite)},
			[]string{"board.txt (Board) is among the best", `grep "zebra" found nothing`}, "It costs 12 crowns [1]"},
		"a sentence without one": {"What does the pump cost?", []string{asBlock(readAll), asBlock("answer['content'] = 'The valve costs 3. It costs 12 crowns ' + cite('The pump costs 12 crowns.')\nanswer['ready'] = True"), asBlock(cite)},
			[]string{"nothing is cited for: The valve costs 3."}, "It costs 12 crowns [1]"},
		"abstaining unread": {"Who painted it?", []string{asBlock("print(search('painted'), grep('paint'))"), asBlock("FINAL('The documents do not say.')"), asBlock("FINAL('The documents do not say.')")},
			[]string{"was not opened", "found nothing"}, Abstention},
	} {
		t.Run(name, func(t *testing.T) {
			res, told := converse(t, tt.question, context.Background(), Options{}, func(n int) string { return tt.turns[min(n, len(tt.turns))-1] })
			last := told[len(told)-1]
			for _, l := range tt.listed {
				if !strings.Contains(last, "before this becomes the final answer") || !strings.Contains(last, l) {
					t.Errorf("%q is not in %q", l, last)
				}
			}
			if res.Answer != tt.answer || len(told) != len(tt.turns) {
				t.Errorf("%q after %d turns", res.Answer, len(told))
			}
			if tt.listed == nil && strings.Contains(last, "becomes the final") {
				t.Errorf("a list: %s", last)
			}
		})
	}
}

// TestPendingFinalIsKept: an answer that was listed and then not confirmed in time is the
// answer still.
func TestPendingFinalIsKept(t *testing.T) {
	res, _ := converse(t, "What does the Vesta pump cost?", context.Background(), Options{Budget: Budget{Steps: 4}}, func(n int) string {
		switch n {
		case 1:
			return asBlock(readAll)
		case 2:
			return asBlock("FINAL('12 crowns ' + cite('The pump costs 12 crowns.'))")
		}
		return asBlock(fmt.Sprintf("print(%d)", n))
	})
	if res.Answer != "12 crowns [1]" || res.Stop != StopSteps {
		t.Errorf("%q %s", res.Answer, res.Stop)
	}
}

func TestToldNearTheEnd(t *testing.T) {
	_, told := converse(t, "What does the pump cost?", context.Background(), Options{Budget: Budget{Steps: 6}}, func(n int) string { return asBlock(fmt.Sprintf("print(%d, context[0][:9])", n)) })
	for i, s := range told {
		near, last := strings.Contains(s, "answer soon"), strings.Contains(s, "This is the last turn")
		if near != (i == 4) || last != (i == 5) {
			t.Errorf("turn %d: near %v, last %v: %s", i+1, near, last, s)
		}
	}
}

// TestInterrupted: Ctrl-C gives the best answer so far.
func TestInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	res, _ := converse(t, "What does the pump cost?", ctx, Options{}, func(n int) string {
		if n == 3 {
			stop()
		}
		return asBlock(fmt.Sprintf("print(%d)\nnote('The pump costs 12 crowns', 'The pump costs 12 crowns.')", n))
	})
	if res.Stop != StopCancelled || res.Answer != "The pump costs 12 crowns [1]" || len(res.Citations) != 1 {
		t.Errorf("%s: %q %+v", res.Stop, res.Answer, res.Citations)
	}
}

// TestBothSides: where documents disagree the answer cites both, and nothing merges them.
func TestBothSides(t *testing.T) {
	code := "a = [h for h in search('pump costs') if 'pump' in h.text][0]\nanswer['content'] = 'One says 12 ' + cite(a) + ', another 3 (net) ' + cite('The valve costs 3 crowns (net).')\nanswer['ready'] = True"
	res, _ := converse(t, "What does the pump cost?", context.Background(), Options{}, func(n int) string {
		if n == 1 {
			return asBlock(readAll)
		}
		return asBlock(code)
	})
	if len(res.Citations) != 2 || !strings.Contains(res.Answer, "[1], another 3 (net) [2]") {
		t.Errorf("%q %+v", res.Answer, res.Citations)
	}
}
