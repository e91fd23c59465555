package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"funnel/eval"
	"funnel/funnel"
	"funnel/rlm"
	"funnel/rlm/model"
)

// evalRunFlags are the flags of `funnel eval run` as given.
type evalRunFlags struct {
	dataset, out string
	arms         []string
	budgets      []string
	noCache      bool
	subModel     string
	judge        string
	judgeSample  string
	judgeSelf    bool
	prices       string
	report       eval.ReportOptions
	eval.RunOptions
}

func (a *app) evalRunCommand() *cobra.Command {
	var o evalRunFlags
	cmd := &cobra.Command{
		Use: "run --dataset DIR --arms A,B,…", Short: "Ask a dataset's questions in several ways, grade and compare",
		Long: `Ask every question of a dataset in every arm, in seeded random order, grade the
answers and write a report. A run that was cut goes on where it stopped, with
the same command.

Arms (each a setting of the pipeline; same model, questions and budget):
` + armHelp() + `
  rag@K            any number of passages
  ARM+expand       the same with expansion by the model; ARM+rerank with
                   reranking, ARM+expand+rerank with both
  sets             ten, baselines, factorial, every

--model perfect is a scripted reader that answers if and only if the gold
evidence is in its prompt: what remains is what the pipeline delivers.

` + exitHelp,
		Args: cobra.NoArgs,
	}
	f := cmd.Flags()
	f.StringVar(&o.dataset, "dataset", "", "folder of the dataset: queries.jsonl, and corpus.jsonl or docs/")
	f.StringVar(&o.out, "out", "", "folder of the run (default eval-NAME-MODEL here)")
	f.StringSliceVar(&o.arms, "arms", []string{"ten"}, "arms and sets of arms")
	f.StringSliceVar(&o.budgets, "budgets", nil, "token budgets, each arm at each of them: 8k,32k,128k")
	f.IntVar(&o.Limit, "limit", 0, "only the first N questions")
	f.IntVar(&o.Sample, "sample", 0, "only N questions, drawn at random")
	f.Uint64Var(&o.Seed, "seed", 1, "of the sample, the order and the intervals")
	f.IntVar(&o.Repeat, "repeat", 1, "times each question is asked, not answered from the cache")
	f.IntVar(&o.Jobs, "jobs", 1, "questions at a time (more than one distorts seconds)")
	f.StringVar(&o.subModel, "sub-model", "", "model of sub-calls (default the chat model)")
	f.BoolVar(&o.noCache, "no-cache", false, "ask the model again even if the answer is known")
	f.StringVar(&o.judge, "judge", "", "model that judges answers too, beside the grades")
	f.StringVar(&o.judgeSample, "judge-sample", "", "answers that people judged, to say how far the judge agrees: lines of question, gold, answer, right")
	f.BoolVar(&o.judgeSelf, "judge-self", false, "allow the reader to be its own judge")
	f.StringVar(&o.prices, "price", "", "price of a million tokens, IN,OUT: 2.5,10")
	f.Float64Var(&o.report.Margin, "margin", 0.05, "an arm is not worse if its interval lies above this much below the other")
	budgetFlags(cmd, &o.Query.Budget)
	a.aidFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := o.check(cmd); err != nil {
			return err
		}
		return a.evalRun(cmd.Context(), o)
	}
	return cmd
}

// budgetFlags adds the limits of one question.
func budgetFlags(cmd *cobra.Command, b *rlm.Budget) {
	f, d := cmd.Flags(), rlm.Budget{}.WithDefaults()
	f.IntVar(&b.Steps, "max-steps", d.Steps, "turns of the reader")
	f.IntVar(&b.Calls, "max-calls", d.Calls, "model calls of a question")
	f.IntVar(&b.Tokens, "max-tokens", d.Tokens, "tokens of a question, prompts and answers together")
	f.IntVar(&b.Depth, "max-depth", d.Depth, "depth of sub-calls: 1 plain, 2 readers of their own")
	f.DurationVar(&b.Time, "max-time", d.Time, "wall time of a question")
}

func armHelp() string {
	var b strings.Builder
	for _, arm := range eval.AllArms() {
		fmt.Fprintf(&b, "  %-16s %s\n", arm.Base, arm.What)
	}
	return strings.TrimRight(b.String(), "\n")
}

func (o *evalRunFlags) check(cmd *cobra.Command) error {
	if o.dataset == "" {
		return usage(cmd, "--dataset DIR is wanted")
	}
	b := &o.Query.Budget
	if o.Limit < 0 || o.Sample < 0 || o.Repeat < 1 || o.Jobs < 1 || b.Steps < 1 || b.Calls < 1 || b.Tokens < 1 || b.Depth < 1 || b.Time <= 0 {
		return usage(cmd, "--repeat, --jobs and every --max-… must be above zero, --limit and --sample not below")
	}
	var budgets []int
	for _, s := range o.budgets {
		n, err := parseTokens(s)
		if err != nil {
			return usage(cmd, "--budgets %q: use numbers of tokens from 4k on, like 8k,32k,128k", s)
		}
		budgets = append(budgets, n)
	}
	var err error
	if o.report.In, o.report.Out, err = parsePrices(o.prices); err != nil {
		return usage(cmd, "--price %q: use IN,OUT, like 2.5,10", o.prices)
	}
	if o.Arms, err = eval.ParseArms(o.arms, budgets); err != nil {
		return usage(cmd, "--arms: %w", err)
	}
	return nil
}

// parseTokens reads a budget of tokens: 32000, 32k.
func parseTokens(s string) (int, error) {
	n, err := parseCount(s)
	if err == nil && n < 4000 {
		err = strconv.ErrRange
	}
	return n, err
}

// parseCount reads a number with k or M behind it.
func parseCount(s string) (int, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	times := 1
	if t, ok := strings.CutSuffix(s, "k"); ok {
		s, times = t, 1000
	} else if t, ok := strings.CutSuffix(s, "m"); ok {
		s, times = t, 1_000_000
	}
	n, err := strconv.Atoi(s)
	return n * times, err
}

func (a *app) evalRun(ctx context.Context, o evalRunFlags) (err error) {
	set, err := a.openDataset(ctx, o.dataset)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, set.Close()) }()
	if o.out == "" {
		o.out = "eval-" + set.data.Name + "-" + strings.NewReplacer(":", "-", "/", "-").Replace(firstOf(set.work.settings.Model, "builtin"))
	}
	engine, err := a.evalEngine(ctx, set, &o)
	if err != nil {
		return err
	}
	for _, n := range set.data.Notes {
		a.remark("note: %s", n)
	}
	o.Version, o.Now = programVersion(), a.now
	bar := a.bar()
	o.Progress = func(p eval.Progress) { bar.set(o.left(p), int64(p.Done), int64(p.Total), false) }
	err = eval.Run(ctx, engine, set.lib.Docs, set.data, o.out, o.RunOptions)
	bar.clear()
	err = errors.Join(err, set.work.keepProfiles(ctx, engine))
	if err != nil {
		if ctx.Err() != nil {
			a.remark("what was answered is in %s; the same command goes on", filepath.Join(o.out, "results.jsonl"))
		}
		return err
	}
	r, err := eval.ReadReport(o.out, o.report)
	if err != nil {
		return err
	}
	return a.showReport(r, o.out)
}

// evalEngine fits the models to the dataset's collection.
func (a *app) evalEngine(ctx context.Context, set *evalSet, o *evalRunFlags) (*funnel.Engine, error) {
	w := set.work
	e := &funnel.Engine{Collection: set.lib.Collection(), Log: w.log, Now: a.now}
	if w.settings.Model == "perfect" {
		o.Perfect = true
		e.Chat = model.Builtin() // stands for a window of its size; the perfect leaf answers
		return e, nil
	}
	var cache model.Cache
	if !o.noCache {
		cache = w.store
	}
	var err error
	if e.Chat, err = w.chat(ctx, w.settings.Model, cache); err != nil {
		return nil, err
	}
	if sub := firstOf(o.subModel, w.settings.SubModel); sub != "" {
		if e.Sub, err = w.chat(ctx, sub, cache); err != nil {
			return nil, err
		}
	}
	x, err := w.aids(ctx, cache)
	if err != nil {
		return nil, err
	}
	e.Cross = x.cross
	eval.Aid(o.Arms, x.expand, x.rerank)
	return e, a.evalJudge(ctx, set, o)
}

// evalJudge opens the judge. A model that judges itself finds itself right.
func (a *app) evalJudge(ctx context.Context, set *evalSet, o *evalRunFlags) error {
	if o.judge == "" {
		return nil
	}
	if o.judge == set.work.settings.Model && !o.judgeSelf {
		return fail(exitUsage, "name another model, or say --judge-self", "the judge is the reader itself (%s)", o.judge)
	}
	chat, err := set.work.chat(ctx, o.judge, set.work.store)
	if err != nil {
		return err
	}
	o.Judge = &eval.Judge{Chat: chat}
	if o.judgeSample != "" {
		o.Judge.Agreement, err = o.Judge.Agree(ctx, o.judgeSample)
	}
	return err
}

// left says what a run will still take: time, tokens, and where prices are set
// money.
func (o *evalRunFlags) left(p eval.Progress) string {
	what := fmt.Sprintf("asking, %s and %s left", p.Left.Round(time.Second), tokensOf(p.Expected.In+p.Expected.Out))
	if o.report.In > 0 || o.report.Out > 0 {
		what += fmt.Sprintf(" (%.2f to pay, %.2f paid)", p.Expected.Money(o.report.In, o.report.Out), p.Spent.Money(o.report.In, o.report.Out))
	}
	return what
}

// tokensOf writes a number of tokens for people.
func tokensOf(n int) string {
	switch {
	case n >= 10_000_000:
		return fmt.Sprintf("%d M tokens", n/1_000_000)
	case n >= 10_000:
		return fmt.Sprintf("%d k tokens", n/1000)
	}
	return fmt.Sprintf("%d tokens", n)
}
