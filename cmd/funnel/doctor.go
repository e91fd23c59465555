package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"funnel/rlm/model"
)

func (a *app) doctorCommand() *cobra.Command {
	probe := false
	cmd := &cobra.Command{
		Use: "doctor", Short: "Check that everything works, and say what to do where it does not",
		Long: `Check the home, the database and its indexes, the versions, the model server, the
models that are set with one round trip each (an answer, an answer after a JSON
schema, an embedding), how fast they read and write and on how many requests
the server works at once. Speeds are kept for estimates.

--probe plays five small tasks with the chat model to see whether it can write
the reader's programs; what comes out is kept and decides --reader auto.

Exit code 0: nothing failed; 8: the model server that is needed does not answer;
1: something else failed. Every failure says what to run next.`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().BoolVar(&probe, "probe", false, "play the five tasks that choose the reader's profile")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context(), probe) }
	return cmd
}

// States of a check.
const (
	stateOK      = "ok"
	stateWarning = "warning" // it works, and could work better
	stateFailed  = "failed"
	stateSkipped = "skipped" // it could not be looked at, for another failure
)

// check is one finding in `doctor --json`.
type check struct {
	Name  string `json:"name"`
	State string `json:"state"`
	What  string `json:"what"`
	Next  string `json:"next,omitempty"` // what to run or do
}

// doctor is a run of the checks.
type doctor struct {
	*app
	checks []check
	code   int // exit code: that of the first failure
	home   home
	set    settings
	work   *workspace // nil: there is no database yet
	models model.Servers
	facts  doctorFacts
}

// doctorFacts are the figures of `doctor --json`.
type doctorFacts struct {
	Server  string  `json:"server"`
	Version string  `json:"server_version"`
	Model   string  `json:"model"`
	Window  int     `json:"window"`
	Max     int     `json:"window_max"`
	Prefill float64 `json:"prefill_per_second"`
	Decode  float64 `json:"decode_per_second"`
	Slots   int     `json:"slots"`
	Reader  string  `json:"reader"` // code or plan, where it was probed
}

func (a *app) doctor(ctx context.Context, probe bool) (err error) {
	d := &doctor{app: a}
	if err := d.house(ctx); err != nil {
		return err
	}
	if d.work != nil {
		defer func() { err = errors.Join(err, d.work.Close()) }()
	}
	if d.server(ctx) {
		d.chatModel(ctx, probe)
		d.embedderModel(ctx)
	}
	d.collections(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if a.json {
		err = a.printJSON(struct {
			Schema int     `json:"schema"`
			OK     bool    `json:"ok"`
			Checks []check `json:"checks"`
			doctorFacts
		}{1, d.code == exitOK, d.checks, d.facts})
	}
	if err == nil && d.code != exitOK {
		err = outcome(d.code)
	}
	return err
}

// note adds a finding, and shows it at once to a person.
func (d *doctor) note(state, name, what, next string) {
	next = d.aimed(next)
	c := check{name, state, what, next}
	d.checks = append(d.checks, c)
	if state == stateFailed && d.code == exitOK {
		d.code = exitError
	}
	if d.json {
		return
	}
	mark := map[string]string{stateOK: "ok", stateWarning: "note", stateFailed: "FAIL", stateSkipped: "-"}[state]
	fmt.Fprintf(d.stdout, "%-4s  %-12s %s\n", mark, name, printable(what))
	if next != "" {
		fmt.Fprintf(d.stdout, "%19s→ %s\n", "", printable(next))
	}
}

func (d *doctor) ok(name, format string, args ...any) {
	d.note(stateOK, name, fmt.Sprintf(format, args...), "")
}

// failed adds the finding of an error, with its hint.
func (d *doctor) failed(name string, err error, next string) {
	code, hint := classify(err)
	if d.code == exitOK && code == exitUnreachable {
		d.code = code
	}
	d.note(stateFailed, name, err.Error(), firstOf(hint, next))
}

// needsServer reports whether the settings or a collection name a model of a server.
func (d *doctor) needsServer(ctx context.Context) bool {
	for _, spec := range append([]string{d.set.Model, d.set.SubModel, d.set.Embedder}, d.keptEmbedders(ctx)...) {
		if strings.Contains(spec, ":") {
			return true
		}
	}
	return false
}

// quietLog is for what the checks run: they tell themselves what came of it.
func (d *doctor) quietLog() *slog.Logger { return slog.New(slog.DiscardHandler) }
