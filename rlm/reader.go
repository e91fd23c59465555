package rlm

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"funnel/rlm/model"
	"funnel/rlm/python"
)

// How many turns in a row may fail.
const (
	maxIdle   = 3 // turns without a program that could be run, or with a refused final
	maxErrors = 6 // turns whose program ended in an exception
)

// A reader is one conversation with a model and one REPL session.
type reader struct {
	*tree
	depth    int
	parent   int  // the call that opened it; 0 for the root
	keep     cost // what the readers above need for their last turns
	own      cost // what its own last turn needs
	question string
	docs     []Doc
	first    firstData

	session *python.Session
	talk    transcript
	step    *Step          // the turn that is being taken
	ran     map[string]int // programs by sameCode, and the turn they ran in
	planned bool           // a plan was made, or cannot be
	looked  bool           // something was read or searched
	checked bool           // what speaks against a final was listed
	pending *pendingFinal  // the final that it was listed for
	final   *python.Value  // set by a final of the block that runs
	offered string         // the final that was sent back for standing beside code
	// The variables context and docs as they were made, for add.
	contextList, docList *python.List
	blockCtx             context.Context // of the block that runs, for sequences that are made late
	nudged               map[string]int  // nudges by kind
	idle                 int
	errors               int
}

// newReader makes a reader over texts, which docs describe.
func (t *tree) newReader(question string, depth, parent int, keep cost, texts []python.Value, docs []Doc) (*reader, error) {
	r := &reader{
		tree: t, depth: depth, parent: parent, keep: keep, question: question, docs: docs,
		ran: make(map[string]int), nudged: make(map[string]int),
	}
	if err := r.newSession(texts); err != nil {
		return nil, err
	}
	r.begin()
	bare := r.first
	bare.Passages = nil
	base := model.Tokens(r.talk.system) + model.Tokens(t.prompts.render("first.tmpl", bare)) + 200
	base += r.talk.window / ledgerShare
	r.own = cost{1, 1, worstPrompt(max(1, *t.sizes.root), base, 4*base, 2) + answerTokens(t.root)}
	if base+r.rootAnswer() > r.talk.window {
		return nil, fmt.Errorf("%w: the window of %s has %d tokens, and a turn needs %d: use a larger window or model",
			model.ErrTooLong, t.root.Info().Name, window(t.root), t.sizes.root.Count(base)+answerTokens(t.root))
	}
	return r, nil
}

// begin renders the beginning of the conversation.
func (r *reader) begin() {
	r.talk.window = r.rootWindow()
	r.talk.system = r.prompts.render("system.tmpl", systemData{r.task.Tools, !r.task.NoSubCalls, r.opts.Budget.Depth > r.depth+1, r.small(), Abstention})
	r.first = r.firstMessage()
	r.talk.first = r.prompts.render("first.tmpl", r.first)
}

// read takes turns until the reader ends.
func (r *reader) read(ctx context.Context) outcome {
	for n := 1; ; n++ {
		take := r.turn
		if r.depth == 0 && r.opts.Way == WayPlan && !r.planned {
			take = r.planTurn
		}
		if out := take(ctx, n); out != nil {
			if out.stop != StopAnswered && out.text == "" {
				out.text, out.quoted = r.best()
			}
			out.short = r.answerShort()
			r.keepComputed(out.text)
			return *out
		}
	}
}

// A turnPlan is what is known of a turn before it is taken.
type turnPlan struct {
	n, of int
	last  Stop   // the limit that makes it the last turn, or ""
	why   string // the same in words
}

// plan decides whether turn n is the last one.
func (r *reader) plan(ctx context.Context, n int) turnPlan {
	left := r.meter.left().minus(r.keep)
	p := turnPlan{n: n, of: n - 1 + max(left.steps, 1)}
	switch {
	case errors.Is(context.Cause(ctx), errTime):
		p.last, p.why = StopTime, "the time is nearly over"
	case left.steps <= 1:
		p.last, p.why = StopSteps, "no more turns are left"
	case left.calls <= 1:
		p.last, p.why = StopCalls, "no more model calls are left"
	}
	if p.last != "" {
		p.of = n
	}
	return p
}

// turn takes one turn. It returns nil if there is another.
func (r *reader) turn(ctx context.Context, n int) *outcome {
	p := r.plan(ctx, n)
	r.fitWindow(&p)
	call, err := r.admitTurn(ctx, &p)
	if err != nil {
		out := r.ended(ctx, err)
		return &out
	}
	msgs := call.req.Messages
	r.step = &Step{Parent: r.parent, N: n, Depth: r.depth, Prompt: msgs[len(msgs)-1].Content}
	if err := r.rec.step(ctx, r.step); err != nil {
		call.finish(0)
		return &outcome{stop: StopErrors, err: err}
	}
	call.rec.Step = r.step.ID
	if err := call.start(ctx); err != nil {
		return &outcome{stop: StopErrors, err: err}
	}
	resp, err := call.run(r.turnContext(ctx, p))
	if err != nil {
		return r.turnFailed(ctx, p, msgs, err)
	}
	r.counted(msgs, resp)
	out := r.act(r.turnContext(ctx, p), resp, p)
	if err := r.rec.endStep(ctx, r.step); err != nil {
		return &outcome{stop: StopErrors, err: err}
	}
	if out == nil && p.last != "" {
		return &outcome{stop: p.last}
	}
	return out
}

// turnContext is what a turn runs under: the last one has all the time that is left.
func (r *reader) turnContext(ctx context.Context, p turnPlan) context.Context {
	if p.last != "" {
		return r.hard
	}
	return ctx
}

// turnFailed decides what becomes of a turn that the model did not answer: when the
// working time ended there is a last turn, and when the server says that the prompt
// is too long it is tried with a shorter one.
func (r *reader) turnFailed(ctx context.Context, p turnPlan, msgs []model.Message, err error) *outcome {
	r.step.Error = err.Error()
	if jerr := r.rec.endStep(ctx, r.step); jerr != nil {
		return &outcome{stop: StopErrors, err: jerr}
	}
	if errors.Is(err, errTime) && r.hard.Err() == nil && p.last == "" {
		return nil
	}
	if p.last == "" && r.shrink(err, msgs) {
		r.log.Debug("the server finds the prompt too long", "turn", p.n, "error", err)
		return nil
	}
	out := r.ended(r.hard, err)
	return &out
}

// admitTurn charges a turn. If there is no room to keep what another turn needs, it
// is the last one.
func (r *reader) admitTurn(ctx context.Context, p *turnPlan) (*modelCall, error) {
	if p.last == "" {
		call, err := r.admit(ctx, r.root, 0, r.request(*p), 1, r.keep.plus(r.own), nil)
		var spent *spentError
		switch {
		case err == nil:
			return call, nil
		case errors.As(err, &spent):
			p.last, p.why = spent.stop, "the budget of "+string(spent.stop)+" is nearly spent"
		case errors.Is(err, errTime) && r.hard.Err() == nil:
			p.last, p.why = StopTime, "the time is nearly over"
		default:
			return nil, err
		}
		p.of = p.n
	}
	call, err := r.admit(r.hard, r.root, 0, r.request(*p), 1, r.keep, nil)
	var spent *spentError
	if errors.As(err, &spent) && spent.stop == StopTokens && len(r.talk.turns) > 0 {
		r.compact(0)
		call, err = r.admit(r.hard, r.root, 0, r.request(*p), 1, r.keep, nil)
	}
	return call, err
}

// request renders a turn.
func (r *reader) request(p turnPlan) model.Request {
	r.talk.next = r.turnLine(p)
	output := ""
	if n := len(r.talk.turns); n > 0 {
		output = r.talk.turns[n-1].back
	}
	return model.Request{
		Purpose:  model.Root,
		Messages: r.talk.messages(),
		Parts: model.Parts{
			Question: r.question, Passages: r.task.Passages, Tools: r.toolNames(),
			Turn: p.n, Turns: p.of, Output: output, Instruction: r.task.Instruction,
		},
		MaxTokens: answerTokens(r.root),
		Seed:      r.opts.Seed,
		Stop:      []string{"\nREPL output:"},
	}
}

// turnLine is the end of a message: the number of the turn, and that it is the last.
func (r *reader) turnLine(p turnPlan) string {
	s := fmt.Sprintf("Turn %d/%d:", p.n, p.of)
	if p.last == "" {
		if near := r.nearEnd(); near != "" {
			return near + "\n" + s
		}
		return s
	}
	d := nudgeData{Why: p.why, Notes: len(r.ledger.notes), Cited: len(r.cites.list), Abstention: Abstention}
	return r.prompts.render("last", d) + "\n" + s
}

// nearEnd tells the model what is left when it is little.
func (r *reader) nearEnd() string {
	left, limit := r.meter.left().minus(r.keep), r.meter.limit
	few := func(left, limit, least int) bool { return left <= least || left*100 < limit*nearShare }
	if few(left.steps, limit.steps, 2) || few(left.calls, limit.calls, 2) || few(left.tokens, limit.tokens, 0) {
		return r.prompts.render("near", nudgeData{Left: r.leftLine()})
	}
	return ""
}

// nearShare is the part of a budget, in percent, below which the model is told.
const nearShare = 15

// fitWindow compacts a transcript that is full. If the turn does not fit then, only
// the last exchange, and at worst none, is kept, and the turn is the last one.
func (r *reader) fitWindow(p *turnPlan) {
	answer := r.rootAnswer()
	r.talk.next = r.turnLine(*p)
	if !r.talk.full() && r.talk.fits(answer) {
		return
	}
	if len(r.talk.turns) > 2 || !r.talk.fits(answer) {
		r.compact(2)
	}
	for keep := 1; keep >= 0 && !r.talk.fits(answer); keep-- {
		if p.last == "" {
			p.last, p.why, p.of = StopTokens, "the window is full", p.n
			r.talk.next = r.turnLine(*p)
		}
		r.compact(keep)
	}
}

// compact replaces the transcript by question, ledger, variables and the last turns.
func (r *reader) compact(turns int) {
	before := len(r.talk.turns)
	d := r.first
	d.Passages, d.PassagesLeft = nil, 0
	d.Ledger = r.ledger.render(&r.cites, r.talk.window/ledgerShare)
	if d.Ledger == "" {
		d.Ledger = "- (none yet: keep findings with note(claim, quote))"
	}
	d.Vars = r.variables(r.talk.window / ledgerShare / 2)
	r.talk.compact(r.prompts.render("first.tmpl", d), turns)
	r.log.Debug("transcript compacted", "depth", r.depth, "turns", before, "kept", len(r.talk.turns))
}

var usesContext = regexp.MustCompile(`\bcontext\b`)

// act does what a reply says. It returns the outcome if the reply was a final.
func (r *reader) act(ctx context.Context, resp model.Response, p turnPlan) *outcome {
	rep := parseReply(resp.Text, resp.Cut)
	r.step.Code = strings.Join(rep.blocks, "\n")
	knew := r.looked
	out := r.confirmed(rep)
	var back string
	switch {
	case out != nil:
	case r.repeated(rep, p) > 0:
		r.idle++
		back = r.nudge("repeat", nudgeData{Earlier: r.repeated(rep, p)})
	case len(rep.blocks) > 0:
		out, back = r.runBlocks(ctx, rep, p, knew)
	case rep.final != nil:
		out, back = r.takeFinal(ctx, rep.final, p)
	case p.last != "" && r.looked && rep.prose != "" && !rep.cut && !givesUp(rep.prose):
		return &outcome{text: rep.prose, stop: StopAnswered}
	default:
		r.idle++
		back = r.noProgram(rep)
	}
	if out != nil || ctx.Err() != nil {
		return r.interrupted(ctx, out)
	}
	if err := r.rec.failed(); err != nil {
		return &outcome{stop: StopErrors, err: err}
	}
	r.step.Output = back
	r.talk.add(rep.kept, back)
	if r.idle >= maxIdle || r.errors >= maxErrors {
		return &outcome{stop: StopErrors}
	}
	return nil
}

// interrupted returns the outcome of a turn during which the context may have ended.
// When only the working time is over, a last turn follows.
func (r *reader) interrupted(ctx context.Context, out *outcome) *outcome {
	if out != nil {
		return out
	}
	if cause := context.Cause(ctx); errors.Is(cause, errTime) {
		if r.hard.Err() == nil {
			r.talk.add("(a program)", "REPL output:\n(stopped: the working time is over)")
			return nil
		}
		return &outcome{stop: StopTime}
	}
	return &outcome{stop: StopCancelled}
}

// repeated returns the turn in which the programs of a reply ran before, or 0.
func (r *reader) repeated(rep reply, p turnPlan) int {
	if len(rep.blocks) == 0 || rep.final != nil {
		return 0
	}
	if n := r.ran[sameCode(strings.Join(rep.blocks, "\n"))]; n < p.n {
		return n
	}
	return 0
}

// noProgram answers a reply that holds neither a program nor a final.
func (r *reader) noProgram(rep reply) string {
	switch {
	case rep.cut:
		return r.nudge("cut", nudgeData{Limit: answerTokens(r.root)})
	case rep.prose == "":
		return r.nudge("empty", nudgeData{})
	case givesUp(rep.prose):
		return r.nudge("giveup", nudgeData{})
	}
	return r.nudge("prose", nudgeData{})
}
