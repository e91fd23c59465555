package rlm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"funnel/rlm/model"
	"funnel/rlm/python"
)

// A Task is a question and what the reader starts from.
type Task struct {
	Question    string
	Instruction string          // what is asked of the form of the answer, or ""
	Shortlist   []Doc           // becomes context and docs, in this order; texts come from Corpus.Read
	Passages    []model.Passage // best passages, shown in the first message
	Tools       bool            // search and grep over the collection; false: the paper's setting
	NoSubCalls  bool            // programs cannot ask models: neither llm_query nor what is built on it
	Short       bool            // the reader is asked for answer["short"] too; see Result.Short
	Collection  string          // one line about the collection, or ""
	All         bool            // the question is about all documents: counting, listing, comparing
}

// Options are what may be left out.
type Options struct {
	Budget   Budget
	Sub      model.Chat       // answers sub-calls; nil: the root's model
	InFlight int              // model calls at once; default what the server of Sub works on at once, else 4
	Now      func() time.Time // stamps of the journal; default time.Now
	Clock    time.Time        // the time that programs are told, the same all through a run; default Now()
	Seed     int64            // of the model's and the session's randomness
	Limits   python.Limits    // of one session

	// Gauge and SubGauge are what the servers of both models are known to count; 0:
	// unknown. Where both are one model, Gauge is for both.
	Gauge, SubGauge model.Gauge

	// Way is how the root reader works: WayCode ("" too) or WayPlan. A plan whose answer
	// does not hold is followed by code, unless PlanOnly says that the model cannot.
	Way      Way
	PlanOnly bool

	// Announce is told before a batch of sub-calls that will take long; nil: nobody is.
	Announce func(Estimate)
}

// Usage is what a run spent, all readers together.
type Usage struct {
	ModelCalls       int // every call asked for, cached ones included
	CachedCalls      int
	PromptTokens     int
	CompletionTokens int
	Searches         int // searches and greps
	Steps            int
	Depth            int // deepest reader or sub-call: 0 if the root alone worked
}

// A Result is how a run ended. Running out of budget is such an end, not an error.
type Result struct {
	Answer    string     // with [n]; the best so far if the run ended before a final
	Short     string     // the bare value in the model's words, if Task.Short asked for it; never derived
	Abstained bool       // the answer says that the documents do not say
	Computed  []string   // numbers of Answer that programs computed and the model did not type
	Citations []Citation // by N, which is the order of their first [n] in Answer
	Stop      Stop
	Usage     Usage
	Coverage  Coverage
	Gauge     model.Gauge // by which the root's prompts were measured in the end
	Notices   []string    // what was removed from the answer, or counted otherwise, and why
}

// Run answers a question by the recursive reader. chat takes the root's turns.
// journal may be nil. The Result is never nil unless the arguments are wrong. The
// error is not nil if the model failed (Stop is StopModel) or the journal or the
// corpus did; the Result is then what was found until there. When ctx ends, the run
// ends as StopCancelled without an error. Everything that Run started has ended when
// it returns.
func Run(ctx context.Context, log *slog.Logger, chat model.Chat, corpus Corpus, journal Journal, task Task, opts Options) (*Result, error) {
	if task.Question == "" {
		return nil, errors.New("read documents: the question is empty")
	}
	t, err := newTree(log, chat, corpus, journal, task, opts)
	if err != nil {
		return nil, err
	}
	budget := t.opts.Budget
	hard, stopHard := context.WithTimeoutCause(ctx, budget.Time, errTime)
	defer stopHard()
	soft, stopSoft := context.WithTimeoutCause(hard, budget.Time*softShare/100, errTime)
	defer stopSoft()
	t.hard = hard
	defer t.wg.Wait()

	out := t.readRoot(soft)
	stopSoft()
	t.wg.Wait()
	return t.result(out)
}

// softShare is the share of the time (percent) after which only the last turn is
// made: blocks and sub-calls end there.
const softShare = 85

// errTime is the cause of contexts that end because the time of the budget is over.
var errTime = errors.New("the time of the budget is over")

// readRoot makes the root reader and lets it read.
func (t *tree) readRoot(ctx context.Context) outcome {
	texts, err := t.shortlist(ctx)
	if err != nil {
		return t.ended(ctx, err)
	}
	r, err := t.newReader(t.task.Question, 0, 0, cost{}, texts, t.task.Shortlist)
	if err != nil {
		return t.ended(ctx, err)
	}
	return r.read(ctx)
}

// shortlist reads the texts of the shortlist. Their bytes carry where they are from.
func (t *tree) shortlist(ctx context.Context) ([]python.Value, error) {
	texts := make([]python.Value, len(t.task.Shortlist))
	for i, d := range t.task.Shortlist {
		text, err := t.corpus.Read(ctx, d.ID, 0, -1)
		if err != nil {
			return nil, fmt.Errorf("read shortlist: %w", err)
		}
		texts[i] = python.NewText(text, d.ID, 0)
	}
	return texts, nil
}

// result turns the root's outcome into the run's.
func (t *tree) result(out outcome) (*Result, error) {
	res := &Result{Stop: out.stop, Short: out.short, Usage: t.usageNow(), Coverage: t.covered(), Gauge: *t.sizes.root}
	answer, used, notices := numberCitations(out.text, out.quoted, &t.cites)
	res.Answer, res.Citations, res.Computed = answer, used, t.computedIn(answer)
	res.Notices = append(t.notices, notices...)
	if over := t.meter.overrun; over > 0 {
		res.Notices = append(res.Notices, fmt.Sprintf("the model server counted %d tokens more than the worst case that was expected", over))
	}
	res.Abstained = isAbstention(answer)
	if res.Stop == StopAnswered && res.Abstained {
		res.Stop = StopAbstained
	}
	err := out.err
	if jerr := t.rec.failed(); jerr != nil {
		err = jerr
	}
	if err != nil {
		err = fmt.Errorf("read documents: %w", err)
	}
	return res, err
}
