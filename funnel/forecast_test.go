package funnel

import (
	"context"
	"strings"
	"testing"
	"time"

	"funnel/rlm"
	"funnel/rlm/model"
)

// measured is a model whose speed is known.
type measured struct {
	model.Wrapper
	p model.Profile
}

func (m measured) Profile() model.Profile { return m.p }

func (m measured) Chat(ctx context.Context, r model.Request) (model.Response, error) {
	return m.To.Chat(ctx, r)
}

// What a run may take is said before it starts, where that is long or unknown.
func TestForecast(t *testing.T) {
	script := &model.Scripted{Func: func(model.Request) (string, error) { return "no program", nil }}
	quick := model.Profile{Prefill: 1e6, Decode: 1e5}
	slow := model.Profile{Prefill: 500, Decode: 20, Slots: 2}
	crawling := model.Profile{Prefill: 20, Decode: 1}
	for name, c := range map[string]struct {
		chat  model.Chat
		scope Scope
		want  []string // none: nothing is said
	}{
		"quick":    {measured{model.Wrapper{To: script}, quick}, ScopeTop, nil},
		"slow":     {measured{model.Wrapper{To: script}, slow}, ScopeTop, []string{"at most 40 calls", "11 minutes at the speed measured for scripted", "200000 tokens", "ends after 3m0s"}},
		"all":      {measured{model.Wrapper{To: script}, crawling}, ScopeAll, []string{"to ask each of 3 documents once"}},
		"unknown":  {script, ScopeTop, []string{"has not been measured yet"}},
		"built in": {model.Builtin(), ScopeTop, nil},
	} {
		t.Run(name, func(t *testing.T) {
			e := engine(t, c.chat, world)
			var said []string
			e.Say = func(s string) { said = append(said, s) }
			ask(t, e, Query{Text: "What does the pump cost?", Mode: ModeHybrid, Scope: c.scope, Budget: rlm.Budget{Time: 3 * time.Minute}})
			all := strings.Join(said, "\n")
			if len(c.want) == 0 && strings.Contains(all, "the reader may take") {
				t.Errorf("said %q", all)
			}
			for _, w := range c.want {
				if !strings.Contains(all, w) {
					t.Errorf("said %q, want %q in it", all, w)
				}
			}
		})
	}
}
