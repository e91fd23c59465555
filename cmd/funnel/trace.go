package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"funnel/funnel"
	"funnel/store"
)

func (a *app) traceCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "trace", Short: "What was asked, step by step, and what each part cost"}
	limit := 20
	ls := &cobra.Command{
		Use: "ls", Short: "List the latest runs", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.traceLs(cmd.Context(), limit) },
	}
	ls.Flags().IntVarP(&limit, "count", "n", 20, "runs")
	show := &cobra.Command{
		Use: "show RUN", Short: "Show a run: its steps, calls and result (the start of its id is enough)",
		Args: exactly(1, "one run id"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.traceShow(cmd.Context(), args[0]) },
	}
	a.askerFlag(ls)
	a.askerFlag(show)
	cmd.AddCommand(ls, show, a.traceExportCommand(), a.traceReplayCommand())
	return cmd
}

// runLine is a run in `trace ls --json`.
type runLine struct {
	Run        string    `json:"run"`
	Collection string    `json:"collection"`
	Question   string    `json:"question"`
	Mode       string    `json:"mode"`
	Model      string    `json:"model"`
	Status     string    `json:"status"`
	Started    time.Time `json:"started"`
	Seconds    float64   `json:"seconds"`
}

func runLineOf(r store.Run) runLine {
	l := runLine{r.ID, r.Collection, r.Question, r.Mode, r.Model, r.Status, r.Started.UTC(), 0}
	if r.Ended.IsZero() {
		l.Status = "unfinished"
	} else {
		l.Seconds = elapsed(r.Started, r.Ended)
	}
	return l
}

func elapsed(from, to time.Time) float64 {
	if to.IsZero() {
		return 0
	}
	return float64(to.Sub(from).Milliseconds()) / 1000
}

func (a *app) traceLs(ctx context.Context, limit int) (err error) {
	w, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	who, err := a.asker()
	if err != nil {
		return err
	}
	runs, err := w.store.Runs(ctx, who, limit)
	if err != nil {
		return err
	}
	lines := []runLine{}
	for _, r := range runs {
		lines = append(lines, runLineOf(r))
	}
	if a.json {
		return a.printJSON(struct {
			Schema int       `json:"schema"`
			Runs   []runLine `json:"runs"`
		}{1, lines})
	}
	for _, l := range lines {
		fmt.Fprintf(a.stdout, "%s  %-10s %-7s %6.2f s  %s\n", l.Run, l.Status, l.Mode, l.Seconds, printable(clip(oneLine(l.Question), 80)))
	}
	return nil
}

// openRun opens the home and reads a run.
func (a *app) openRun(ctx context.Context, id string) (*workspace, *funnel.Trajectory, error) {
	who, err := a.asker()
	if err != nil {
		return nil, nil, err
	}
	w, err := a.open(ctx, false)
	if err != nil {
		return nil, nil, err
	}
	t, err := funnel.ReadTrajectory(ctx, w.store, who, id)
	if errors.Is(err, store.ErrNotFound) {
		err = fail(exitError, "funnel trace ls lists the runs", "there is no run %q", id)
	}
	if err != nil {
		return nil, nil, errors.Join(err, w.Close())
	}
	return w, t, nil
}

func (a *app) traceShow(ctx context.Context, id string) (err error) {
	w, t, err := a.openRun(ctx, id)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if a.json {
		return a.printJSON(traceOf(&t.Run, t.Steps, t.Calls))
	}
	a.printTrace(&t.Run, t.Steps, t.Calls)
	return nil
}

// trace is the JSON of `trace show`.
type trace struct {
	Schema int `json:"schema"`
	runLine
	Steps  []traceStep     `json:"steps"`
	Calls  []traceCall     `json:"calls"`
	Result json.RawMessage `json:"result,omitempty"`
}

type traceStep struct {
	ID               int     `json:"id"`
	Parent           int     `json:"parent"`
	Turn             int     `json:"turn"`
	Depth            int     `json:"depth"`
	Prompt           string  `json:"prompt"`
	Code             string  `json:"code"`
	Output           string  `json:"output"`
	Error            string  `json:"error,omitempty"`
	PromptTokens     int     `json:"prompt_tokens"`
	CompletionTokens int     `json:"completion_tokens"`
	Seconds          float64 `json:"seconds"`
}

type traceCall struct {
	ID               int             `json:"id"`
	Step             int             `json:"step"`
	Kind             string          `json:"kind"`
	Request          json.RawMessage `json:"request,omitempty"`
	Response         json.RawMessage `json:"response,omitempty"`
	PromptTokens     int             `json:"prompt_tokens"`
	CompletionTokens int             `json:"completion_tokens"`
	Cached           bool            `json:"cached"`
	Error            string          `json:"error,omitempty"`
	Seconds          float64         `json:"seconds"`
}

func traceOf(run *store.Run, steps []store.Step, calls []store.Call) trace {
	t := trace{Schema: 1, runLine: runLineOf(*run), Steps: []traceStep{}, Calls: []traceCall{}, Result: run.Result}
	for _, s := range steps {
		t.Steps = append(t.Steps, traceStep{s.ID, s.Parent, s.N, s.Depth, s.Prompt, s.Code, s.Output, s.Error, s.PromptTokens, s.CompletionTokens, elapsed(s.Started, s.Ended)})
	}
	for _, c := range calls {
		t.Calls = append(t.Calls, traceCall{c.ID, c.Step, c.Kind, c.Request, c.Response, c.PromptTokens, c.CompletionTokens, c.Cached, c.Error, elapsed(c.Started, c.Ended)})
	}
	return t
}

func (a *app) printTrace(run *store.Run, steps []store.Step, calls []store.Call) {
	l := runLineOf(*run)
	fmt.Fprintf(a.stdout, "run %s: %s\n%s, model %s, %s, %.2f s\n", l.Run, printable(l.Question), l.Mode, l.Model, l.Status, l.Seconds)
	var result struct {
		Answer string
		Route  funnel.Route
	}
	read := json.Unmarshal(run.Result, &result) == nil
	if result.Route.Reason != "" {
		fmt.Fprintf(a.stdout, "route: %s\n", printable(result.Route.Reason))
	}
	a.printCalls(calls, 0, "")
	for _, s := range steps {
		a.printStep(s)
		a.printCalls(calls, s.ID, strings.Repeat("  ", s.Depth+1))
	}
	if read && result.Answer != "" {
		fmt.Fprintf(a.stdout, "\nanswer:\n%s\n", indent(printable(result.Answer), "  "))
	}
}

// printStep prints one turn of a reader: its program and what that printed.
func (a *app) printStep(s store.Step) {
	p, in := a.paint(), strings.Repeat("  ", s.Depth)
	fmt.Fprintf(a.stdout, "\n%s%s  %s\n", in, p.bold(fmt.Sprintf("turn %d", s.N)),
		p.dim(fmt.Sprintf("%d + %d tokens, %.3f s", s.PromptTokens, s.CompletionTokens, elapsed(s.Started, s.Ended))))
	if s.Code != "" {
		fmt.Fprintln(a.stdout, indent(printable(s.Code), in+"  | "))
	}
	if s.Output != "" {
		fmt.Fprintln(a.stdout, indent(printable(s.Output), in+"  > "))
	}
	if s.Error != "" {
		fmt.Fprintln(a.stdout, indent(printable(s.Error), in+"  ! "))
	}
}

// printCalls prints the model calls and tool uses of a step.
func (a *app) printCalls(calls []store.Call, step int, in string) {
	for _, c := range calls {
		if c.Step != step {
			continue
		}
		cost := fmt.Sprintf("%.3f s", elapsed(c.Started, c.Ended))
		if c.PromptTokens > 0 {
			cost = fmt.Sprintf("%d + %d tokens, %s", c.PromptTokens, c.CompletionTokens, cost)
		}
		if c.Cached {
			cost += ", cached"
		}
		fmt.Fprintf(a.stdout, "%s- %d %s %s %s\n", in, c.ID, c.Kind, printable(clip(oneLine(string(c.Request)), 100)), a.paint().dim("("+cost+")"))
		if c.Error != "" {
			fmt.Fprintln(a.stdout, indent(printable(c.Error), in+"  ! "))
		}
	}
}
