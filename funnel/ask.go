package funnel

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"funnel/rlm"
	"funnel/rlm/model"
	"funnel/store"
)

// asking is one question on its way through the stages.
type asking struct {
	*Engine
	query   Query
	scope   Scope
	clock   time.Time       // when the question was asked: what programs are told of the time
	only    map[string]bool // documents that the filter admits; nil: all
	chat    model.Chat      // Engine.Chat, recorded and counted
	support supporter
	record  *recorder
	list    *Shortlist
	whole   bool // the whole shortlist fits one prompt, and is read so
	corpus  *corpus

	gauge    model.Gauge // by which prompts are measured
	subGauge model.Gauge // likewise, those of sub-calls
	searches int
}

// Ask answers a question and keeps its trajectory under Answer.Run. Errors
// are for what prevented an answer: an empty question or collection, a model
// server that failed, a cancelled context before anything was found. Running
// out of budget and finding nothing are outcomes, in Answer.Status.
func (e *Engine) Ask(ctx context.Context, q Query) (*Answer, error) {
	if !hasContent(q.Text) {
		return nil, ErrEmptyQuestion
	}
	if err := checkReader(q.Reader); err != nil {
		return nil, err
	}
	if err := e.ready(ctx); err != nil {
		return nil, err
	}
	auto := q.Reader == ReaderAuto
	way, err := e.wayFor(ctx, q)
	if err != nil {
		return nil, err
	}
	q.Reader, q.Probed = way, auto
	was := asked{q, e.Chat.Info(), e.sub().Info(), model.GaugeOf(e.Chat), model.GaugeOf(e.sub()), e.crossInfo()}
	run := store.Run{
		ID: e.NewID(), Collection: e.Catalog.Name(), Question: q.Text, Mode: string(orMode(q.Mode)),
		Model: e.Chat.Info().Name, Asker: e.Asker.String(), Started: e.Now(), Options: marshal(was),
	}
	return e.ask(ctx, was, run)
}

// ask answers what was asked as the run, which it begins and ends.
func (e *Engine) ask(ctx context.Context, was asked, run store.Run) (*Answer, error) {
	q := was.Query
	if err := e.Runs.BeginRun(ctx, run); err != nil {
		return nil, fmt.Errorf("begin run: %w", err)
	}
	began := e.Now()
	a := e.asking(was, run)
	if err := a.record.saw.write(ctx); err != nil {
		return nil, err
	}
	mode, scope, why := route(q)
	a.scope = scope
	answer := &Answer{
		Schema: 1, Question: q.Text, Mode: mode, Scope: scope, Route: why, Run: run.ID,
		Model: e.Chat.Info().Name, Embedder: e.Embedder,
	}
	err := a.answer(ctx, answer)
	a.Watch.done()
	answer.Usage = a.usage(e.Now().Sub(began))
	return answer, a.end(ctx, answer, err)
}

func (e *Engine) asking(was asked, run store.Run) *asking {
	q := was.Query
	rec := newRecorder(e.Runs, run.ID, newWitness(e, run.Started, "query", q.Text, run.ID), e.Now, q.Budget)
	a := &asking{
		Engine: e, query: q, clock: run.Started, record: rec, chat: rec.chat(e.Chat), support: byRule{},
		gauge: was.Gauge, subGauge: was.SubGauge,
	}
	if !e.Chat.Info().Extractive {
		a.support = byModel{a.chat}
	}
	return a
}

// k is the number of documents in the shortlist.
func (a *asking) k() int { return cmp.Or(max(a.query.K, 0), DefaultK) }

// answer runs the stages within the question's time and fills in the answer.
func (a *asking) answer(ctx context.Context, out *Answer) error {
	timed, stop := a.timed(ctx)
	defer stop()
	d, cites, err := a.draft(timed, out)
	if err != nil && timeIsOver(timed) {
		d, cites, err = outOfTime(), []Citation{}, nil
	}
	if err != nil {
		return err
	}
	return a.fill(ctx, out, d, cites)
}

// draft finds the shortlist and lets the mode draft an answer.
func (a *asking) draft(ctx context.Context, out *Answer) (d *draft, cites []Citation, err error) {
	a.list = &Shortlist{Query: a.query.Text}
	if a.only, err = a.admitted(ctx, a.query.Where); err != nil {
		return nil, nil, err
	}
	u, only, err := a.understand(ctx, a.query.Text, a.only)
	if err != nil {
		return nil, nil, err
	}
	a.query.Text, a.only = u.Text, only
	list, err := a.firstList(ctx, out.Mode)
	if err != nil {
		return nil, nil, err
	}
	list.Notices = append(u.notices, list.Notices...)
	a.list = list
	a.record.saw.show(a.list.docs()...)
	a.corpus = newCorpus(a.Engine, a.query.Where, a.only, a.record.saw)
	if asked := out.Route.Asked; asked.Mode == ModeAuto || asked.Scope == ScopeAuto && a.searches > 0 {
		if err := a.reroute(ctx, out); err != nil {
			return nil, nil, err
		}
	}
	return a.byMode(ctx, out)
}

// firstList is the shortlist that the mode starts from; empty for a mode that
// does not search.
func (a *asking) firstList(ctx context.Context, m Mode) (*Shortlist, error) {
	switch m {
	case ModeClosed, ModeDirect, ModeGiven, ModeGrep:
		return &Shortlist{Query: a.query.Text, Notices: a.lagNotices()}, nil
	}
	a.searches++
	k := a.query.K
	if m == ModeFull && k <= 0 {
		k = fullDocs
	}
	list, err := a.shortlist(ctx, SearchQuery{Text: a.query.Text, K: k, Leg: a.query.Leg, Passages: a.query.Passages,
		Expand: a.query.Expand, Rerank: a.query.Rerank, help: a.help()}, a.only)
	if err == nil {
		a.Watch.listed(list)
	}
	return list, err
}

// byMode drafts the answer in the mode chosen; under auto the rag answer is
// tried first and hybrid follows when its evidence does not hold.
func (a *asking) byMode(ctx context.Context, out *Answer) (*draft, []Citation, error) {
	switch out.Mode {
	case ModeRAG:
		return a.cited(ctx, a.rag)
	case ModeRLM:
		return a.cited(ctx, a.rlm)
	case ModeHybrid:
		return a.hybrid(ctx, nil)
	case ModeAuto:
		out.Mode = ModeRAG
		d, cites, stands, err := a.provisional(ctx)
		if err != nil || stands {
			return d, cites, err
		}
		if a.whole {
			w, cites, stands, err := a.readWhole(ctx, d, cites)
			if err != nil || stands || out.Route.Kind != KindHops {
				out.Route.Reason += ", then whole: its best passages held no supported answer"
				return w, cites, err
			}
			d = w
		}
		out.Mode = ModeHybrid
		out.Route.Reason += ", then hybrid: the shortlist's passages held no supported answer"
		return a.hybrid(ctx, d)
	case ModeClosed:
		return a.cited(ctx, a.closed)
	case ModeDirect, ModeFull, ModeGiven:
		return a.cited(ctx, func(ctx context.Context) (*draft, error) { return a.filled(ctx, out.Mode) })
	case ModeAgent, ModeGrep:
		return a.cited(ctx, func(ctx context.Context) (*draft, error) { return a.agent(ctx, out.Mode == ModeGrep) })
	}
	return nil, nil, fmt.Errorf("mode %q: use auto, rag, rlm or hybrid", out.Mode)
}

// cited drafts an answer and checks its citations.
func (a *asking) cited(ctx context.Context, draftBy func(context.Context) (*draft, error)) (*draft, []Citation, error) {
	d, err := draftBy(ctx)
	if err != nil {
		return nil, nil, err
	}
	if d.stop == rlm.StopCancelled || ctx.Err() != nil { // what was found until then is still checked
		return a.checkedByRule(ctx, d)
	}
	cites, err := a.cite(ctx, d)
	if err != nil && timeIsOver(ctx) {
		return a.checkedByRule(ctx, d)
	}
	return d, cites, err
}

// checkedByRule checks the citations of a draft when there is no time left to ask a model.
func (a *asking) checkedByRule(ctx context.Context, d *draft) (*draft, []Citation, error) {
	a.support = byRule{}
	cites, err := a.cite(context.WithoutCancel(ctx), d)
	return d, cites, err
}

// hybrid lets the recursive reader work on the shortlist. If it ends without
// a supported answer, the rag answer stands: ragDraft where it was made before.
func (a *asking) hybrid(ctx context.Context, ragDraft *draft) (*draft, []Citation, error) {
	d, cites, err := a.cited(ctx, a.read)
	if err != nil {
		return nil, nil, err
	}
	if a.scope == ScopeAll && saysNone(d) {
		d.notices = append(d.notices, noticeNone)
		return d, cites, nil
	}
	if !d.abstained && holds(cites) {
		if ragDraft != nil {
			return d, cites, nil
		}
		return a.settled(ctx, d, cites)
	}
	if d.stop == rlm.StopCancelled {
		return d, cites, nil
	}
	fallback := func(ctx context.Context) (*draft, error) {
		if ragDraft != nil && len(a.corpus.found) == 0 {
			return ragDraft, nil
		}
		return a.ragOverFound(ctx)
	}
	r, ragCites, err := a.cited(ctx, fallback)
	if err != nil && timeIsOver(ctx) {
		r, ragCites, err = outOfTime(), nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	return a.better(d, cites, r, ragCites)
}

// better chooses between the reader's unsupported answer and the rag answer
// that stands in for it.
func (a *asking) better(d *draft, cites []Citation, r *draft, ragCites []Citation) (*draft, []Citation, error) {
	merge(r, d)
	if r.text == "" { // no budget was left for it
		return d, cites, nil
	}
	if !r.abstained {
		r.notices = append(r.notices, "the reader ended without a supported answer ("+string(d.stop)+"); this is the answer from the passages alone")
		return r, ragCites, nil
	}
	if d.abstained || d.text == "" {
		return r, ragCites, nil
	}
	d.notices = append(d.notices, noticeUnheld)
	return d, cites, nil
}

// merge keeps what the reader saw and said when the rag answer replaces its own.
func merge(r, d *draft) {
	r.stop, r.coverage = d.stop, d.coverage
	r.notices = append(append([]string(nil), d.notices...), r.notices...)
	for id := range d.read {
		r.read[id] = true
	}
}

// fill copies a draft into the answer.
func (a *asking) fill(ctx context.Context, out *Answer, d *draft, cites []Citation) error {
	out.Text, out.Short, out.Citations, out.Stop = d.text, d.short, cites, d.stop
	out.Status = status(d)
	for id := range d.read {
		a.record.saw.note(id)
	}
	out.Notices = append(a.list.Notices, d.notices...)
	if out.Status == Answered && !holds(cites) && len(d.computed) == 0 && !slices.Contains(out.Notices, noticeUnheld) && !slices.Contains(out.Notices, noticeNone) {
		out.Notices = append(out.Notices, noticeUnheld)
	}
	if a.Chat.Info().Extractive {
		out.Notices = append(out.Notices, noticeExtractive)
	}
	out.Shortlist = []Listed{}
	if err := a.foldAnswer(context.WithoutCancel(ctx), out, a.list.Hits); err != nil {
		return err
	}
	stats, err := a.Catalog.Stats(context.WithoutCancel(ctx))
	if err != nil {
		return err
	}
	out.Coverage = Coverage{
		Docs: stats.Docs, Shortlisted: len(a.list.Hits), Read: len(d.read), Vectors: a.Covered,
		Matched: d.coverage.Matched, Swept: d.coverage.Swept, Sampled: d.coverage.Sampled, Missed: d.coverage.Missed, Statements: d.coverage.Statements,
	}
	return nil
}

// noticeUnheld stands in every answer whose citations do not carry it.
const noticeUnheld = "no citation of this answer holds"

// noticeExtractive stands in every answer that no language model gave.
const noticeExtractive = "answered by the built-in extractive reader, which is no language model: it copies the sentences that fit best and concludes nothing; --model ollama:NAME asks one"

// statusInterrupted is the status of a run that somebody ended.
const statusInterrupted = "interrupted"

func status(d *draft) Status {
	switch {
	case d.text == "", (d.stop.Limit() || d.stop == rlm.StopCancelled) && d.abstained:
		return Budget
	case d.abstained:
		return Abstained
	}
	return Answered
}

// usage adds up what the recorder and the corpus counted.
func (a *asking) usage(took time.Duration) Usage {
	u := a.record.usage()
	u.Searches = a.searches
	if a.corpus != nil {
		u.Searches += a.corpus.searches
	}
	u.Seconds = seconds(took)
	return u
}

// end closes the run, also when ctx is already cancelled, and passes err on.
func (a *asking) end(ctx context.Context, out *Answer, err error) error {
	status := string(out.Status)
	if out.Stop == rlm.StopCancelled { // what was found until then was the answer, and it can be taken up again
		status = statusInterrupted
	}
	if err != nil {
		status = "error"
		if errors.Is(err, context.Canceled) {
			status = statusInterrupted
		}
	}
	raw, jsonErr := json.Marshal(out)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return errors.Join(err, jsonErr, a.record.saw.write(ctx), a.Runs.EndRun(ctx, out.Run, status, raw))
}
