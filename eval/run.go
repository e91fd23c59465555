package eval

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"funnel/funnel"
	"funnel/rlm/model"
)

// RunOptions say what is asked, and how often. The zero value asks every
// question once, one at a time.
type RunOptions struct {
	Arms   []Arm
	Query  funnel.Query // what all arms share: the budget, a filter
	Seed   uint64       // of the sample, the order, and the intervals
	Limit  int          // the first questions; 0: all
	Sample int          // questions drawn at random; 0: all
	Repeat int          // times that each question is asked, not answered from the cache; 0: once
	Jobs   int          // questions at a time; 0: one
	// Perfect puts a scripted model in the place of the engine's, which answers
	// if and only if the gold evidence is in its prompt.
	Perfect bool
	Judge   *Judge // nil: nobody
	Version string // of the program
	Now     func() time.Time
	// Progress is told after each answer; it may be nil.
	Progress func(Progress)
}

// Progress is how far a run is.
type Progress struct {
	Done, Total int // answers
	Elapsed     time.Duration
	Left        time.Duration // expected, by the time each arm has taken so far
	Spent       Tokens        // by this process, cached calls aside
	Expected    Tokens        // that are left
	Last        Result
}

// Tokens are those of prompts and of answers, which have prices of their own.
type Tokens struct{ In, Out int }

// Money is what the tokens cost at prices of a million.
func (t Tokens) Money(in, out float64) float64 {
	return (float64(t.In)*in + float64(t.Out)*out) / 1e6
}

// ErrNoQuestions is returned when nothing is left to ask.
var ErrNoQuestions = errors.New("the dataset has no question that can be asked")

// Run asks what is not answered in dir yet, and appends the answers there. The
// dataset's spans must be located ([Dataset.Locate]); engine holds its
// documents. A run that was cut goes on: what was answered is not asked again.
func Run(ctx context.Context, engine *funnel.Engine, texts Texts, d *Dataset, dir string, o RunOptions) error {
	r, err := newRun(engine, texts, d, o)
	if err != nil {
		return err
	}
	if err := r.open(dir); err != nil {
		return err
	}
	if err := r.writeAsked(ctx, dir); err != nil {
		return errors.Join(err, r.files.close())
	}
	err = r.askAll(ctx)
	return errors.Join(err, r.files.close())
}

// running is one Run.
type running struct {
	engine    *funnel.Engine
	texts     Texts
	options   RunOptions
	dataset   *Dataset
	questions []*Question
	manifest  *Manifest
	stager    *stager
	files     *files
	pace      *pace

	mu       sync.Mutex
	evidence map[string]*shared // of questions that are being asked
}

// shared is the evidence of a question while some of its tasks are left.
type shared struct {
	once     sync.Once
	evidence *evidence
	err      error
	left     int
}

// task is one question to one arm.
type task struct {
	question *Question
	arm      Arm
	repeat   int
}

func (t task) key() key { return key{t.question.ID, t.arm.Name, t.repeat} }

func newRun(engine *funnel.Engine, texts Texts, d *Dataset, o RunOptions) (*running, error) {
	o.Repeat, o.Jobs = max(o.Repeat, 1), max(o.Jobs, 1)
	if o.Now == nil {
		o.Now = time.Now
	}
	r := &running{engine: engine, texts: texts, options: o, dataset: d, stager: newStager(texts), evidence: map[string]*shared{}}
	r.questions = chosen(d, o)
	if len(r.questions) == 0 {
		return nil, ErrNoQuestions
	}
	r.manifest = r.newManifest()
	return r, nil
}

// chosen are the questions that are asked. A perfect reader is asked only
// what it can know: where evidence stands, or that there is no answer.
func chosen(d *Dataset, o RunOptions) []*Question {
	var list []*Question
	for i := range d.Questions {
		q := &d.Questions[i]
		if o.Perfect && !q.Unanswerable() && (len(q.Evidence) == 0 || q.Missing > 0 || q.Shape == ShapeNone) {
			continue
		}
		list = append(list, q)
	}
	if o.Sample > 0 && o.Sample < len(list) {
		random := rand.New(rand.NewPCG(o.Seed, 0x73616d70))
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		list = list[:o.Sample]
	}
	if o.Limit > 0 && o.Limit < len(list) {
		list = list[:o.Limit]
	}
	return list
}

// tasks are all tasks of the run in seeded random order, so that a run that is
// cut, and a machine that slows down, treat all arms alike.
func (r *running) tasks() []task {
	var list []task
	for _, q := range r.questions {
		for _, a := range r.options.Arms {
			for n := range r.options.Repeat {
				list = append(list, task{q, a, n})
			}
		}
	}
	random := rand.New(rand.NewPCG(r.options.Seed, 0x6f726472))
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

func (r *running) askAll(ctx context.Context) error {
	var todo []task
	for _, t := range r.tasks() {
		if !r.files.done[t.key()] {
			todo = append(todo, t)
			r.share(t.question).left++
		}
	}
	r.pace = newPace(todo, len(r.files.done), r.options)
	g, working := errgroup.WithContext(ctx)
	g.SetLimit(r.options.Jobs)
	for _, t := range todo {
		if working.Err() != nil {
			break
		}
		g.Go(func() error { return r.one(working, t) })
	}
	return errors.Join(g.Wait(), ctx.Err())
}

// one asks one question of one arm and writes the answer down.
func (r *running) one(ctx context.Context, t task) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	began := r.options.Now()
	e, err := r.evidenceOf(ctx, t.question)
	if err != nil {
		return err
	}
	defer r.release(t.question)
	res, trace, err := r.ask(ctx, t, e)
	if err != nil {
		return err
	}
	if err := r.files.putTrace(trace); err != nil {
		return err
	}
	took := r.options.Now().Sub(began)
	res.Times.Harness = max(0, took.Seconds()-res.Times.Seconds)
	if err := r.files.putResult(res); err != nil {
		return err
	}
	r.pace.done(res, took)
	return nil
}

func (r *running) share(q *Question) *shared {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.evidence[q.ID]
	if s == nil {
		s = &shared{}
		r.evidence[q.ID] = s
	}
	return s
}

func (r *running) evidenceOf(ctx context.Context, q *Question) (*evidence, error) {
	s := r.share(q)
	s.once.Do(func() { s.evidence, s.err = newEvidence(ctx, q, r.texts) })
	return s.evidence, s.err
}

// release forgets the evidence of a question after its last task.
func (r *running) release(q *Question) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s := r.evidence[q.ID]; s != nil {
		if s.left--; s.left <= 0 {
			delete(r.evidence, q.ID)
		}
	}
}

// ask makes the result of one task. An error of the question is part of the
// result; the error returned ends the run.
func (r *running) ask(ctx context.Context, t task, e *evidence) (*Result, Trace, error) {
	w := newWitness(e, t.repeat, r.options.Now)
	book := newNotebook()
	engine := r.engineFor(t, e, w, book)
	var list *funnel.Shortlist
	engine.Watch.Listed = func(l *funnel.Shortlist) { list = l }
	began := r.options.Now()
	answer, err := engine.Ask(ctx, r.query(t, e))
	took := r.options.Now().Sub(began)
	if ctx.Err() != nil {
		return nil, Trace{}, ctx.Err()
	}
	if errors.Is(err, model.ErrUnreachable) {
		return nil, Trace{}, err // every other question would fail alike
	}
	res := &Result{Question: t.question.ID, Arm: t.arm.Name, Repeat: t.repeat, Run: r.runID(t)}
	if err != nil {
		res.Error, answer = err.Error(), nil
	}
	res.take(answer, w, took)
	if err := r.grade(ctx, res, t, e, w, list); err != nil {
		return nil, Trace{}, err
	}
	trace := book.trace()
	trace.Question, trace.Arm, trace.Repeat = res.Question, res.Arm, res.Repeat
	return res, trace, nil
}

// engineFor is the engine with the models and the journal of one task.
func (r *running) engineFor(t task, e *evidence, w *witness, book *notebook) *funnel.Engine {
	engine := *r.engine
	engine.Runs, engine.Watch = book, funnel.Watch{}
	engine.NewID = func() string { return r.runID(t) }
	if r.options.Perfect {
		p := newPerfect(t.question, e, r.engine.Chat.Info().Window)
		engine.Chat, engine.Sub = watched{model.Wrapper{To: p}, w}, nil
		return &engine
	}
	engine.Chat = watched{model.Wrapper{To: r.engine.Chat}, w}
	if r.engine.Sub != nil {
		engine.Sub = watched{model.Wrapper{To: r.engine.Sub}, w}
	}
	return &engine
}

// query is the pipeline's setting for one task.
func (r *running) query(t task, e *evidence) funnel.Query {
	q := t.arm.Query
	q.Text, q.Where, q.Budget, q.Short = t.question.Text, r.options.Query.Where, r.options.Query.Budget, true
	if t.arm.Tokens > 0 {
		q.Budget.Tokens = t.arm.Tokens
	}
	if q.Mode == funnel.ModeGiven {
		for _, w := range e.pieces {
			s := w[0].around
			q.Given = append(q.Given, funnel.Span{Doc: s.Doc, Start: s.Start, End: s.End})
		}
	}
	return q
}

// runID names a task, the same in every run with these settings.
func (r *running) runID(t task) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%d", r.manifest.fingerprint(), t.question.ID, t.arm.Name, t.repeat))
	return "eval-" + hex.EncodeToString(sum[:6])
}
