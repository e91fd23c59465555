package eval

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"funnel/rlm/model"
	"funnel/store"
)

// witness stands between the pipeline and the model while one question is
// answered: it looks for the gold evidence in every prompt, numbers repeats,
// and counts what was asked. It changes nothing of what either side sees.
type witness struct {
	evidence   *evidence
	repetition int
	now        func() time.Time

	mu       sync.Mutex
	known    map[string][]bool // needles by message: a conversation repeats its messages
	needles  []bool            // found in any prompt so far
	pieces   []bool            // of evidence, the same
	together int               // most pieces that stood in one prompt
	spent    spent
}

// spent is what the calls of one question took. Cached ones are in the first
// figures too: they are what the question costs when nothing is remembered.
type spent struct {
	Calls, SubCalls    int
	Prompt, Completion int
	CachedCalls        int
	CachedPrompt       int
	CachedCompletion   int
	Looked             time.Duration // by the witness, before the calls
	Model              time.Duration // in calls that were made; those at the same time count each
}

func newWitness(e *evidence, repetition int, now func() time.Time) *witness {
	return &witness{known: map[string][]bool{}, evidence: e, repetition: repetition, now: now,
		needles: make([]bool, len(e.finder.needles)), pieces: make([]bool, len(e.pieces))}
}

// watched is a model with the witness before it.
type watched struct {
	model.Wrapper
	*witness
}

var _ model.Chat = watched{}

// Chat implements model.Chat.
func (w watched) Chat(ctx context.Context, req model.Request) (model.Response, error) {
	req.Repetition = w.repetition
	began := w.now()
	resp, err := w.To.Chat(ctx, req)
	if err != nil { // a prompt that no model answered delivered nothing
		return resp, err
	}
	w.count(req, resp, w.now().Sub(began))
	if req.Purpose != model.Verify {
		w.look(req)
	}
	return resp, nil
}

// look notes the evidence that a prompt holds. What the model itself wrote
// before is no evidence.
func (w *witness) look(req model.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.pieces) == 0 {
		return
	}
	began := w.now()
	defer func() { w.spent.Looked += w.now().Sub(began) }()
	one := make([]bool, len(w.needles))
	for _, m := range req.Messages {
		if m.Role == model.Assistant {
			continue
		}
		found, known := w.known[m.Content]
		if !known {
			found = w.evidence.finder.find(m.Content)
			w.known[m.Content] = found
		}
		for i, ok := range found {
			one[i] = one[i] || ok
			w.needles[i] = w.needles[i] || ok
		}
	}
	w.together = max(w.together, countTrue(w.evidence.piecesIn(one)))
	w.pieces = w.evidence.piecesIn(w.needles)
}

// promptText is what a conversation shows to a model, its own words aside.
func promptText(msgs []model.Message) string {
	n := 0
	for _, m := range msgs {
		n += len(m.Content) + 1
	}
	b := make([]byte, 0, n)
	for _, m := range msgs {
		if m.Role != model.Assistant {
			b = append(append(b, m.Content...), '\n')
		}
	}
	return string(b)
}

func (w *witness) count(req model.Request, resp model.Response, took time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := &w.spent
	s.Calls++
	if req.Purpose == model.Sub {
		s.SubCalls++
	}
	s.Prompt += resp.PromptTokens
	s.Completion += resp.CompletionTokens
	if resp.Cached {
		s.CachedCalls++
		s.CachedPrompt += resp.PromptTokens
		s.CachedCompletion += resp.CompletionTokens
		return
	}
	s.Model += took
}

// notebook keeps the trajectory of one question in memory (funnel.Runs). It
// ends up as a line of traces.jsonl.
type notebook struct {
	mu    sync.Mutex
	steps map[int]store.Step
	calls map[int]store.Call
}

func newNotebook() *notebook {
	return &notebook{steps: map[int]store.Step{}, calls: map[int]store.Call{}}
}

// BeginRun implements funnel.Runs.
func (n *notebook) BeginRun(context.Context, store.Run) error { return nil }

// EndRun implements funnel.Runs.
func (n *notebook) EndRun(context.Context, string, string, json.RawMessage) error { return nil }

// PutStep implements funnel.Runs.
func (n *notebook) PutStep(_ context.Context, s store.Step) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.steps[s.ID] = s
	return nil
}

// PutCall implements funnel.Runs.
func (n *notebook) PutCall(_ context.Context, c store.Call) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.calls[c.ID] = c
	return nil
}
