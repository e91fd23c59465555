package funnel

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"funnel/rlm"
	"funnel/rlm/model"
)

// sweeper is a model whose program sweeps all documents. It counts how often each was
// asked about, and calls stop when so many were.
type sweeper struct {
	mu    sync.Mutex
	asked map[string]int // by the line that names the document
	at    int
	stop  func()
}

func (s *sweeper) Info() model.Info {
	return model.Info{Name: "sweeper", Digest: "d", Window: 32768}
}

func (s *sweeper) Chat(ctx context.Context, req model.Request) (model.Response, error) {
	text := ""
	switch req.Purpose {
	case model.Root:
		text = "```repl\nrows = sweep(find(), 'Does a ship leave?')\nn = sum(r.found for r in rows)\nanswer['content'] = f'{n} ships leave ' + cite(rows[0].quote)\nanswer['ready'] = True\n```"
	case model.Sub:
		s.mu.Lock()
		doc := req.Parts.Text
		s.asked[doc]++
		if len(s.asked) == s.at {
			s.stop()
		}
		s.mu.Unlock()
		if ctx.Err() != nil {
			return model.Response{}, ctx.Err()
		}
		text = `{"answer":"it leaves","sentences":[1]}`
	case model.Verify:
		text = "yes"
	default:
		text = rlm.Abstention
	}
	return model.Response{Text: text, PromptTokens: model.PromptTokens(req.Messages), CompletionTokens: 9}, nil
}

// A sweep that is interrupted and taken up again asks about no document twice, but for
// those that were asked when it ended; the same sweep in another run asks about none but
// those that changed.
func TestSweepResumes(t *testing.T) {
	const n = 40
	docs := map[string]string{}
	for i := range n {
		docs[fmt.Sprintf("a%02d.txt", i)] = fmt.Sprintf("Ship number %d leaves the harbour.", i)
	}
	s := &sweeper{asked: map[string]int{}, at: 15}
	e := engine(t, nil, docs)
	cache := e.Runs.(model.Cache)
	e.Chat, e.InFlight = model.Cached(s, cache), 4
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s.stop = cancel
	q := Query{Text: "How many of all ships leave the harbour?", Mode: ModeHybrid, Scope: ScopeAll, Budget: rlm.Budget{Calls: 100}}
	first, err := e.Ask(ctx, q)
	if err != nil || first.Status != Budget {
		t.Fatalf("interrupted: %+v, %v", first, err)
	}
	if len(s.asked) < 15 || len(s.asked) > 25 {
		t.Fatalf("%d documents were asked about before", len(s.asked))
	}
	s.at = 0
	tr := trajectory(t, history(e), first.Run)
	got, err := e.Resume(t.Context(), tr)
	if err != nil || !strings.HasPrefix(got.Text, "40 ships leave [1]") || got.Run != first.Run {
		t.Fatalf("resumed: %+v, %v", got, err)
	}
	if len(s.asked) != n || total(s.asked) > n+e.InFlight {
		t.Errorf("%d documents were asked about %d times, want %d and at most the %d in flight again", len(s.asked), total(s.asked), n, e.InFlight)
	}
	before := total(s.asked)
	if got := ask(t, e, q); !strings.HasPrefix(got.Text, "40 ships") {
		t.Errorf("%q", got.Text)
	}
	if total(s.asked) != before {
		t.Errorf("another run asked about %d documents again", total(s.asked)-before)
	}
}
