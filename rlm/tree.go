package rlm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"funnel/rlm/model"
)

// A tree is what all readers of a run share. Readers work one at a time (a parent
// waits for its child); only sub-calls run beside them, and they touch nothing but
// the recorder, the meter and the usage.
type tree struct {
	log     *slog.Logger
	root    model.Chat
	sub     model.Chat
	corpus  Corpus
	rec     *recorder
	meter   *meter
	prompts *prompts
	sizes   sizes
	task    Task
	opts    Options
	hard    context.Context // ends with the budget's time; the last turn has it

	slots chan struct{} // one for each model call in flight
	wg    sync.WaitGroup

	cites    citations
	ledger   ledger
	notices  []string
	searches []searched // over the collection, in order
	coverage coverage
	texts    textCache
	opened   map[string]bool // documents that programs read, and in which order
	order    []string
	shown    map[string]bool     // documents of which a model saw text
	computed map[string]bool     // numbers in answers of readers that their programs computed
	answered map[[32]byte]string // replies of leaves by what they were asked

	mu    sync.Mutex
	usage Usage
}

// window is a model's window in tokens.
func window(c model.Chat) int {
	if w := c.Info().Window; w > 0 {
		return w
	}
	return defaultWindow
}

// defaultWindow is assumed of a model that does not know its window.
const defaultWindow = 8192

// answerTokens is the most a model may generate in a call: an eighth of its window,
// 256 at least and 4,096 at most.
func answerTokens(c model.Chat) int { return min(max(window(c)/8, 256), 4096) }

func newTree(log *slog.Logger, chat model.Chat, corpus Corpus, journal Journal, task Task, opts Options) (*tree, error) {
	opts.Budget = opts.Budget.WithDefaults()
	if opts.Sub == nil {
		opts.Sub = chat
	}
	if opts.InFlight <= 0 {
		opts.InFlight = cmp.Or(model.ProfileOf(opts.Sub).Slots, 4)
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Clock.IsZero() {
		opts.Clock = opts.Now()
	}
	p, err := newPrompts()
	if err != nil {
		return nil, err
	}
	return &tree{
		log: log, root: chat, sub: opts.Sub, corpus: corpus, sizes: newSizes(chat, opts.Sub, opts),
		rec:   &recorder{now: opts.Now, journal: journal},
		meter: newMeter(opts.Budget), prompts: p, task: task, opts: opts,
		slots:  make(chan struct{}, opts.InFlight),
		opened: make(map[string]bool), shown: make(map[string]bool), computed: make(map[string]bool),
		answered: make(map[[32]byte]string),
	}, nil
}

// count changes the usage.
func (t *tree) count(change func(*Usage)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change(&t.usage)
}

func (t *tree) usageNow() Usage {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.usage
}

// A modelCall is a call of a model that was admitted and has a number.
type modelCall struct {
	t    *tree
	chat model.Chat
	req  model.Request
	want cost
	rec  Call
}

// admit waits for a slot, charges the worst case of a call, leaving keep, and numbers
// it. After it run must be called once.
func (t *tree) admit(ctx context.Context, chat model.Chat, step int, req model.Request, steps int, keep cost, spans []Citation) (*modelCall, error) {
	select {
	case t.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	want := cost{steps, 1, worst(req, t.sizes.of(req))}
	if err := t.meter.admit(ctx, want, keep); err != nil {
		<-t.slots
		return nil, err
	}
	c := &modelCall{t: t, chat: chat, req: req, want: want, rec: Call{
		Step: step, Kind: string(req.Purpose),
		Request: asJSON(NewCallRequest(chat.Info(), req, spans)),
	}}
	t.count(func(u *Usage) { u.ModelCalls++; u.Steps += steps })
	return c, nil
}

// start numbers the call in the journal.
func (c *modelCall) start(ctx context.Context) error {
	if err := c.t.rec.call(ctx, &c.rec); err != nil {
		c.finish(0)
		return err
	}
	return nil
}

// run makes the call, settles its charge and journals how it ended.
func (c *modelCall) run(ctx context.Context) (model.Response, error) {
	resp, err := c.chat.Chat(ctx, c.req)
	if err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		c.rec.Error = err.Error()
		c.rec.PromptTokens = model.PromptTokens(c.req.Messages) // it may have been read
	} else {
		c.rec.Response = asJSON(NewCallResponse(resp))
		c.rec.PromptTokens, c.rec.CompletionTokens, c.rec.Cached = resp.PromptTokens, resp.CompletionTokens, resp.Cached
	}
	c.t.count(func(u *Usage) {
		u.PromptTokens += c.rec.PromptTokens
		u.CompletionTokens += c.rec.CompletionTokens
		if resp.Cached {
			u.CachedCalls++
		}
	})
	c.finish(c.rec.PromptTokens + c.rec.CompletionTokens)
	if jerr := c.t.rec.endCall(ctx, &c.rec); jerr != nil && err == nil {
		err = jerr
	}
	return resp, err
}

// finish settles the charge and gives the slot back.
func (c *modelCall) finish(tokens int) {
	c.t.meter.settle(c.want, tokens)
	<-c.t.slots
}

// worst is the most tokens that a request is expected to cost.
func worst(req model.Request, by model.Gauge) int {
	n := 0
	for _, m := range req.Messages {
		n += len(m.Content)
	}
	return worstPrompt(by, model.PromptTokens(req.Messages), n, len(req.Messages)) + req.MaxTokens
}

// ended turns the error that ended a reader into its outcome.
func (t *tree) ended(ctx context.Context, err error) outcome {
	var spent *spentError
	switch {
	case errors.As(err, &spent):
		return outcome{stop: spent.stop}
	case errors.Is(err, errTime), ctx.Err() != nil && errors.Is(context.Cause(ctx), errTime):
		return outcome{stop: StopTime}
	case ctx.Err() != nil:
		return outcome{stop: StopCancelled}
	case errors.Is(err, model.ErrTooLong):
		t.notices = append(t.notices, err.Error())
		return outcome{stop: StopWindow}
	}
	return outcome{stop: StopModel, err: fmt.Errorf("ask %s: %w", t.root.Info().Name, err)}
}

// An outcome is how a reader ended.
type outcome struct {
	text   string   // the answer, or the best so far
	short  string   // answer["short"]
	quoted [][2]int // byte ranges of text that are text of documents
	stop   Stop
	err    error
}
