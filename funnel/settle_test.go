package funnel

import (
	"context"
	"fmt"
	"testing"
	"time"

	"funnel/rlm"
	"funnel/rlm/model"
)

// hanging is a model that never answers.
type hanging struct{}

func (hanging) Info() model.Info {
	return model.Info{Name: "hanging", Digest: "hanging", Window: 32768}
}

func (hanging) Chat(ctx context.Context, _ model.Request) (model.Response, error) {
	<-ctx.Done()
	return model.Response{}, fmt.Errorf("call model: %w", ctx.Err())
}

// TestTimeBoundsEveryMode: when the budget's time is over the question ends, and that is
// an outcome and no error.
func TestTimeBoundsEveryMode(t *testing.T) {
	e := engine(t, hanging{}, world)
	for _, m := range []Mode{ModeAuto, ModeRAG, ModeHybrid, ModeRLM, ModeAgent} {
		for _, limit := range []time.Duration{time.Microsecond, 50 * time.Millisecond} {
			began := time.Now()
			a := ask(t, e, Query{Text: "What does the pump cost?", Mode: m, Budget: rlm.Budget{Time: limit}})
			if a.Status != Budget || a.Stop != rlm.StopTime || a.Text != "" {
				t.Errorf("%s in %v: %s by %s, %q", m, limit, a.Status, a.Stop, a.Text)
			}
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("%s in %v took %v", m, limit, took)
			}
		}
	}
}

// TestHangingSupport: an answer whose claims cannot be checked in time is given, checked
// by the rule.
func TestHangingSupport(t *testing.T) {
	e := engine(t, &model.Scripted{Func: func(r model.Request) (string, error) { return "The pump costs 12 crowns [1].", nil }}, world)
	slow := &verifySlowly{e.Chat}
	e.Chat = slow
	a := ask(t, e, Query{Text: "What does the pump cost?", Mode: ModeRAG, Budget: rlm.Budget{Time: 300 * time.Millisecond}})
	if a.Text != "The pump costs 12 crowns [1]." || len(a.Citations) != 1 || a.Citations[0].Supported != SupportYes {
		t.Errorf("%q %+v", a.Text, a.Citations)
	}
}

type verifySlowly struct{ to model.Chat }

func (v *verifySlowly) Info() model.Info { return v.to.Info() }

func (v *verifySlowly) Chat(ctx context.Context, req model.Request) (model.Response, error) {
	if req.Purpose == model.Verify {
		return hanging{}.Chat(ctx, req)
	}
	return v.to.Chat(ctx, req)
}

// TestSettled: a supported answer of the reader that says less than the passages do does
// not replace what they say.
func TestSettled(t *testing.T) {
	docs := map[string]string{
		"old.txt": "The leave policy of 2019: an employee has 24 days of leave.",
		"new.txt": "The leave policy of 2023: an employee has 27 days of leave.",
	}
	for name, tt := range map[string]struct{ reader, rag, both, want string }{
		"the passages say more":     {"24 days", "24 days [1], and 27 days [2]", "27 days since 2023 [1], 24 before [2]", "27 days since 2023 [1], 24 before [2]"},
		"they agree":                {"24 days", "24 days [1]", "not asked", "24 days [1]"},
		"the passages say nothing":  {"24 days", "The documents do not say.", "not asked", "24 days [1]"},
		"both together say nothing": {"24 days", "27 days [2]", "The documents do not say.", "24 days [1]"},
	} {
		t.Run(name, func(t *testing.T) {
			answers := 0
			chat := &model.Scripted{Func: func(r model.Request) (string, error) {
				switch r.Purpose {
				case model.Verify:
					return "yes", nil
				case model.Root:
					if r.Parts.Turn == 1 {
						return "I look.\n```repl\nprint(search(question))\n```", nil
					}
					return "```repl\nanswer['content'] = '" + tt.reader + " ' + cite('an employee has 24 days of leave', 'old.txt')\nanswer['ready'] = True\n```", nil
				}
				if answers++; answers == 1 {
					return tt.rag, nil
				}
				return tt.both, nil
			}}
			a := ask(t, engine(t, chat, docs), Query{Text: "How many days of leave has an employee?", Mode: ModeHybrid})
			if a.Text != tt.want {
				t.Errorf("%q, want %q; %v", a.Text, tt.want, a.Notices)
			}
		})
	}
}
