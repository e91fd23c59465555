package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"funnel/funnel"
	"funnel/rlm"
	"funnel/rlm/model"
)

// queryFlags are the flags of `funnel query` as given.
type queryFlags struct {
	mode, scope string
	reader      string
	deep        bool
	noCache     bool
	resume      string
	funnel.Query
}

func (a *app) queryCommand() *cobra.Command {
	var q queryFlags
	cmd := &cobra.Command{
		Use: "query QUESTION", Short: "Answer a question, with quotes that are checked",
		Long: `Answer a question from the collection's documents.

Modes: rag puts the shortlist's best passages into one prompt; hybrid lets the
recursive reader work through the shortlist, with the indexes as tools; rlm
gives it the whole collection and no index; auto sorts the question (look-up,
several hops, all documents of a sort, nothing there) by its words, the first
search and, where these leave it open, the model: it tries rag, reads a
shortlist that fits half the window whole in one prompt, and goes on with hybrid
where the evidence does not hold and there is more to read. What it decided and
why is in the answer and in the trace.

` + exitHelp,
		Args: func(cmd *cobra.Command, args []string) error {
			if q.resume != "" {
				return exactly(0, "no question beside --resume, which has its own")(cmd, args)
			}
			return exactly(1, "one question, in quotes")(cmd, args)
		},
	}
	f := cmd.Flags()
	f.StringVar(&q.mode, "mode", "auto", "auto, rag, rlm or hybrid")
	f.StringVar(&q.scope, "scope", "auto", "auto, top (a shortlist is enough) or all (counting, listing)")
	f.StringVar(&q.reader, "reader", "auto", "how the reader works: code (the model writes programs), plan (it fills in a form), auto (what a probe of the model found)")
	f.IntVarP(&q.K, "count", "k", funnel.DefaultK, "documents in the shortlist")
	whereFlag(cmd, &q.Where, "only documents")
	budget := rlm.Budget{}.WithDefaults()
	f.IntVar(&q.Budget.Steps, "max-steps", budget.Steps, "turns of the reader")
	f.IntVar(&q.Budget.Calls, "max-calls", budget.Calls, "model calls")
	f.IntVar(&q.Budget.Tokens, "max-tokens", budget.Tokens, "tokens, prompts and answers together")
	f.IntVar(&q.Budget.Depth, "max-depth", budget.Depth, "depth of sub-calls: 1 plain, 2 readers of their own")
	f.DurationVar(&q.Budget.Time, "max-time", budget.Time, "wall time")
	f.BoolVar(&q.deep, "deep", false, "ten times the budget, depth 2")
	f.StringVar(&a.flags.SubModel, "sub-model", "", "model of sub-calls (default the chat model)")
	a.aidFlags(cmd)
	a.askerFlag(cmd)
	f.BoolVar(&q.noCache, "no-cache", false, "ask the model again even if the answer is known")
	f.StringVar(&q.resume, "resume", "", "go on with a run that was interrupted (funnel trace ls), without asking anything twice")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if q.resume != "" {
			return a.resumeQuery(cmd, q)
		}
		q.Text, q.Mode, q.Scope, q.Reader = args[0], funnel.Mode(q.mode), funnel.Scope(q.scope), rlm.Way(q.reader)
		if err := q.check(cmd); err != nil {
			return err
		}
		return a.query(cmd.Context(), q)
	}
	return cmd
}

// maxDepth is the deepest tree of readers that can be asked for.
const maxDepth = 8

// check refuses values that mean nothing, and applies --deep.
func (q *queryFlags) check(cmd *cobra.Command) error {
	if !slices.Contains([]funnel.Mode{funnel.ModeAuto, funnel.ModeRAG, funnel.ModeRLM, funnel.ModeHybrid}, q.Mode) {
		return usage(cmd, "--mode %q: use auto, rag, rlm or hybrid", q.mode)
	}
	if !slices.Contains([]funnel.Scope{funnel.ScopeAuto, funnel.ScopeTop, funnel.ScopeAll}, q.Scope) {
		return usage(cmd, "--scope %q: use auto, top or all", q.scope)
	}
	if !slices.Contains([]rlm.Way{funnel.ReaderAuto, rlm.WayCode, rlm.WayPlan}, q.Reader) {
		return usage(cmd, "--reader %q: use auto, code or plan", q.Reader)
	}
	b := &q.Budget
	if q.K < 1 || b.Steps < 1 || b.Calls < 1 || b.Tokens < 1 || b.Depth < 1 || b.Time <= 0 {
		return usage(cmd, "-k and every --max-… must be above zero")
	}
	if b.Depth > maxDepth {
		return usage(cmd, "--max-depth %d: at most %d; each level multiplies the calls", b.Depth, maxDepth)
	}
	if q.deep {
		deepen(cmd, b)
	}
	return nil
}

// deepen multiplies every limit that was not set by hand by ten.
func deepen(cmd *cobra.Command, b *rlm.Budget) {
	for flag, limit := range map[string]*int{"max-steps": &b.Steps, "max-calls": &b.Calls, "max-tokens": &b.Tokens} {
		if !cmd.Flags().Changed(flag) {
			*limit *= 10
		}
	}
	if !cmd.Flags().Changed("max-time") {
		b.Time *= 10
	}
	if !cmd.Flags().Changed("max-depth") {
		b.Depth = 2
	}
}

func (a *app) query(ctx context.Context, q queryFlags) (err error) {
	if strings.TrimSpace(q.Text) == "" {
		return funnel.ErrEmptyQuestion
	}
	w, lib, err := a.openLibrary(ctx, a.library)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lib.Close(), w.Close()) }()
	engine, err := a.engine(ctx, w, lib, q)
	if err != nil {
		return err
	}
	x, err := w.settings.aids()
	if err != nil {
		return err
	}
	q.Expand, q.Rerank = x.expand, x.rerank
	answer, err := engine.Ask(ctx, q.Query)
	err = errors.Join(err, w.keepProfiles(ctx, engine))
	if err != nil {
		return err
	}
	return a.answered(ctx, answer)
}

// answered prints an answer and returns its exit code.
func (a *app) answered(ctx context.Context, answer *funnel.Answer) (err error) {
	if a.json {
		err = a.printJSON(answer)
	} else {
		a.printAnswer(answer)
	}
	return errors.Join(err, exitOf(ctx, answer))
}

// engine fits the models to the opened collection.
func (a *app) engine(ctx context.Context, w *workspace, lib *funnel.Library, q queryFlags) (*funnel.Engine, error) {
	who, err := a.asker()
	if err != nil {
		return nil, err
	}
	docs, err := lib.For(ctx, who)
	if err != nil {
		return nil, err
	}
	var cache model.Cache = askerCache{w.journal, who.String()}
	if q.noCache {
		cache = nil
	}
	chat, err := w.chat(ctx, w.settings.Model, cache)
	if err != nil {
		return nil, err
	}
	inFlight, _ := strconv.Atoi(w.settings.InFlight) // "" is what the server works on at once
	e := &funnel.Engine{
		Collection: docs, Chat: chat, InFlight: inFlight, Runs: w.journal, Audits: w.journal, Log: w.log, Now: a.now,
		NewID: func() string { return runID(a.now()) }, Kept: w.journal,
		Say: func(s string) { a.remark("%s", s) },
	}
	if sub := w.settings.SubModel; sub != "" {
		if e.Sub, err = w.chat(ctx, sub, cache); err != nil {
			return nil, err
		}
	}
	a.watch(e)
	x, err := w.aids(ctx, cache)
	e.Cross = x.cross
	return e, err
}

// runID is a time to sort by and some chance to be unique.
func runID(now time.Time) string {
	var b [4]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	return now.UTC().Format("20060102-150405-") + hex.EncodeToString(b[:])
}

// exitOf is the exit code of an answer.
func exitOf(ctx context.Context, answer *funnel.Answer) error {
	switch {
	case ctx.Err() != nil:
		return outcome(exitInterrupted)
	case answer.Status == funnel.Abstained:
		return outcome(exitNoAnswer)
	case answer.Status == funnel.Budget:
		return outcome(exitBudget)
	}
	return nil
}

func (a *app) printAnswer(answer *funnel.Answer) {
	p := a.paint()
	if answer.Text != "" {
		fmt.Fprintln(a.stdout, p.bold(printable(answer.Text)))
	} else {
		a.remark("no answer: %s", whyNot(answer.Stop))
	}
	for _, c := range answer.Citations {
		a.printCitation(c)
	}
	for _, s := range answer.Coverage.Statements {
		a.remark("coverage: %s", s)
	}
	for _, n := range answer.Notices {
		a.remark("note: %s", n)
	}
	if answer.Route.Asked.Mode == funnel.ModeAuto || answer.Route.Asked.Scope == funnel.ScopeAuto {
		a.remark("route: %s", answer.Route.Reason)
	}
	u := answer.Usage
	a.remark("%s, scope %s (%s) · %s read of %d · %s, %s, %s · %.2f s · run %s",
		answer.Mode, answer.Scope, answer.Status, count(answer.Coverage.Read, "document"), answer.Coverage.Docs,
		count(u.Steps, "step"), count(u.ModelCalls, "model call"), plural(u.Searches, "search", "searches"), u.Seconds, answer.Run)
	if u.Cost > 0 {
		a.remark("cost: %.4g, by the price per million tokens that is set", u.Cost)
	}
}

// whyNot says what ended a question before there was an answer, and what to do.
func whyNot(s rlm.Stop) string {
	switch s {
	case rlm.StopErrors:
		return "the model made no progress in several turns; --mode rag asks for less, funnel trace show tells what it wrote"
	case rlm.StopWindow:
		return "the model's window is too small for the question; set a larger one with --window, or take another model"
	case rlm.StopCancelled:
		return "it was interrupted"
	}
	return fmt.Sprintf("the budget of %s ended before there was one; raise --max-%s", s, s)
}

func (a *app) printCitation(c funnel.Citation) {
	p := a.paint()
	where := place(c.Doc, c.Locator)
	if c.Locator.Heading != "" {
		where += "  " + c.Locator.Heading
	}
	if c.Newer != nil {
		where += fmt.Sprintf("  (newer version: %s, %s)", c.Newer.Doc, c.Newer.Date)
	}
	state := "not found in the document"
	if c.Quoted {
		state = "quoted, supported: " + string(c.Supported)
	}
	fmt.Fprintf(a.stdout, "\n[%d] %s  %s\n%s\n", c.N, p.bold(printable(where)), p.dim("("+state+")"),
		indent(printable(strings.TrimSpace(c.Quote)), "    "))
}
