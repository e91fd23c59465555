package funnel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"funnel/rlm"
	"funnel/rlm/model"
	"funnel/store"
)

// player plays a good conversation with sub-calls, a child reader and the
// clock, and counts how often it answers each request.
type player struct {
	mu    sync.Mutex
	asked map[string]int
}

func newPlayer() *player { return &player{asked: map[string]int{}} }

func (p *player) Info() model.Info {
	return model.Info{Name: "player", Digest: "1", Window: 16384}
}

func (p *player) Chat(ctx context.Context, req model.Request) (model.Response, error) {
	if err := ctx.Err(); err != nil {
		return model.Response{}, err
	}
	key, err := model.CacheKey(p.Info(), req)
	if err != nil {
		return model.Response{}, err
	}
	p.mu.Lock()
	p.asked[key]++
	p.mu.Unlock()
	text := play(req)
	return model.Response{Text: text, PromptTokens: model.PromptTokens(req.Messages), CompletionTokens: model.Tokens(text)}, nil
}

// play is the conversation: the reply depends on the request alone.
func play(req model.Request) string {
	block := func(code string) string { return "I look.\n```repl\n" + code + "\n```" }
	switch {
	case req.Purpose == model.Sub:
		return "12 crowns"
	case req.Purpose == model.Verify:
		return "Yes."
	case req.Purpose == model.Answer:
		return rlm.Abstention
	case strings.Contains(req.Messages[1].Content, "What costs"):
		return block("answer['content'] = context[0][:24]\nanswer['ready'] = True")
	}
	switch req.Parts.Turn {
	case 1:
		return block("import datetime, random\nprint(datetime.datetime.now(), random.random())\nfor h in search('pump costs'):\n    print(h.doc, h.text)")
	case 2:
		return block("replies = []\nfor d in context:\n    replies.append(llm_query('Which price stands here?', d))\nprint(replies)\nprint(rlm_query('What costs something?', context[0]))")
	case 3:
		return block("print(grep('pump'))\nnote('the pump costs 12 crowns', 'The pump costs 12 crowns.')")
	}
	return block("answer['content'] = 'It costs 12 crowns. ' + cite('The pump costs 12 crowns.')\nanswer['ready'] = True")
}

var pumpQuery = Query{Text: "What does the pump cost?", Mode: ModeHybrid, Budget: rlm.Budget{Depth: 2}}

func history(e *Engine) History { return e.Runs.(*store.Store) }

func trajectory(t *testing.T, h History, id string) *Trajectory {
	t.Helper()
	tr, err := ReadTrajectory(context.Background(), h, store.Asker{}, id)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func TestReplay(t *testing.T) {
	e := engine(t, newPlayer(), world)
	e.Now = time.Now
	a := ask(t, e, pumpQuery)
	tr := trajectory(t, history(e), a.Run)
	if a.Status != Answered || len(tr.Steps) < 5 {
		t.Fatalf("%s %q after %d steps", a.Status, a.Text, len(tr.Steps))
	}
	e.Chat = &model.Scripted{} // a replay asks nobody
	r, err := e.Replay(context.Background(), tr)
	if err != nil || r.Difference != nil || r.Stopped != "" || r.Steps != len(tr.Steps) || r.Calls != a.Usage.ModelCalls {
		t.Errorf("%+v %+v, %v; %d calls", r, r.Difference, err, a.Usage.ModelCalls)
	}
	if again := trajectory(t, history(e), a.Run); fmt.Sprint(again) != fmt.Sprint(tr) {
		t.Error("the replay wrote into the record")
	}
}

// TestReplayDiffers: what was recorded otherwise is found in its turn.
func TestReplayDiffers(t *testing.T) {
	e := engine(t, newPlayer(), world)
	a := ask(t, e, pumpQuery)
	for what, change := range map[string]func(tr *Trajectory){
		"output": func(tr *Trajectory) { tr.Steps[1].Output += "!" },
		"code":   func(tr *Trajectory) { tr.Steps[1].Code += "#" },
		"prompt": func(tr *Trajectory) { tr.Steps[1].Prompt += "!" },
		"call":   func(tr *Trajectory) { forget(tr, tr.Steps[1].ID, "root") },
	} {
		tr := trajectory(t, history(e), a.Run)
		change(tr)
		r, err := e.Replay(context.Background(), tr)
		if err != nil || r.Difference == nil || r.Difference.What != what || r.Difference.Step != tr.Steps[1].ID {
			t.Errorf("%s: %+v %+v, %v", what, r, r.Difference, err)
		}
	}
	tr := trajectory(t, history(e), a.Run)
	tr.Run.Result = json.RawMessage(`{"answer":"another"}`)
	if r, err := e.Replay(context.Background(), tr); err != nil || r.Difference == nil || r.Difference.What != "answer" {
		t.Errorf("answer: %+v, %v", r, err)
	}
}

// forget drops the answer of one call of a step.
func forget(tr *Trajectory, step int, kind string) {
	for i, c := range tr.Calls {
		if c.Step == step && c.Kind == kind {
			tr.Calls[i].Ended = time.Time{}
			return
		}
	}
}

// crashing is a journal whose process dies before the n-th write.
type crashing struct {
	Runs
	left *int
}

var errCrash = errors.New("crashed")

func (c crashing) alive() error {
	if *c.left--; *c.left < 0 {
		return errCrash
	}
	return nil
}

func (c crashing) PutStep(ctx context.Context, s store.Step) error {
	return errors.Join(c.alive(), onlyIf(*c.left >= 0, func() error { return c.Runs.PutStep(ctx, s) }))
}

func (c crashing) PutCall(ctx context.Context, s store.Call) error {
	return errors.Join(c.alive(), onlyIf(*c.left >= 0, func() error { return c.Runs.PutCall(ctx, s) }))
}

func (c crashing) EndRun(ctx context.Context, id, status string, result json.RawMessage) error {
	return errors.Join(c.alive(), onlyIf(*c.left >= 0, func() error { return c.Runs.EndRun(ctx, id, status, result) }))
}

func onlyIf(ok bool, do func() error) error {
	if !ok {
		return nil
	}
	return do()
}

// TestResume crashes before every single write of the journal, resumes, and
// expects the same answer, the same record, and no recorded answer asked for
// again. (An answer that came and was not written yet is lost with the crash:
// the calls in flight, four at most.)
func TestResume(t *testing.T) {
	whole := newPlayer()
	e := engine(t, whole, world)
	want := ask(t, e, pumpQuery)
	record := trajectory(t, history(e), want.Run)
	runs := e.Runs
	for n := 0; ; n++ {
		left, p := n, newPlayer()
		e.Chat, e.Runs = p, crashing{runs, &left}
		id := fmt.Sprintf("crash-%d", n)
		e.NewID = func() string { return id }
		if _, err := e.Ask(context.Background(), pumpQuery); err == nil {
			break // that many writes are never made
		}
		e.Runs = runs
		tr := trajectory(t, history(e), id)
		done := answered(tr)
		before := total(p.asked)
		got, err := e.Resume(context.Background(), tr)
		if err != nil || got.Text != want.Text || fmt.Sprint(got.Citations) != fmt.Sprint(want.Citations) || got.Run != id {
			t.Fatalf("write %d: %+v, %v", n, got, err)
		}
		lost := before - done // answers that came and were not written
		if lost > 4 || total(p.asked) != total(whole.asked)+lost {
			t.Errorf("write %d: %d answers, %d of them recorded; %d in the end, %d without a crash",
				n, before, done, total(p.asked), total(whole.asked))
		}
		sameRecord(t, record, trajectory(t, history(e), id))
	}
}

func total(asked map[string]int) (n int) {
	for _, k := range asked {
		n += k
	}
	return n
}

// answered counts the answers of models in a record.
func answered(tr *Trajectory) (n int) {
	for _, calls := range tr.answers(false).left {
		n += len(calls)
	}
	return n
}

// sameRecord compares what two runs did.
func sameRecord(t *testing.T, a, b *Trajectory) {
	t.Helper()
	if len(a.Steps) != len(b.Steps) || len(a.Calls) != len(b.Calls) {
		t.Errorf("%d steps and %d calls, want %d and %d", len(b.Steps), len(b.Calls), len(a.Steps), len(a.Calls))
		return
	}
	for i, s := range a.Steps {
		if r := b.Steps[i]; r.Code != s.Code || r.Output != s.Output || r.Prompt != s.Prompt || r.Ended.IsZero() {
			t.Errorf("step %d differs: %+v, want %+v", s.ID, r, s)
		}
	}
	for i, c := range a.Calls {
		if r := b.Calls[i]; string(r.Request) != string(c.Request) || string(r.Response) != string(c.Response) {
			t.Errorf("call %d differs", c.ID)
		}
	}
}

func TestResumeRefuses(t *testing.T) {
	e := engine(t, newPlayer(), world)
	a := ask(t, e, pumpQuery)
	tr := trajectory(t, history(e), a.Run)
	if _, err := e.Resume(context.Background(), tr); !errors.Is(err, ErrRunEnded) {
		t.Errorf("an answered run: %v", err)
	}
	tr.Run.Ended = time.Time{}
	e.Chat = model.Builtin()
	if _, err := e.Resume(context.Background(), tr); err == nil || !strings.Contains(err.Error(), "player") {
		t.Errorf("another model: %v", err)
	}
}
