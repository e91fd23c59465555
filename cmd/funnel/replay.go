package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"funnel/funnel"
	"funnel/rlm/model"
	"funnel/store"
)

func (a *app) traceExportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "export RUN", Short: "Print a run as the JSON lines that visualisers of recursive language models read",
		Args: exactly(1, "one run id"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			w, t, err := a.openRun(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, w.Close()) }()
			return t.Export(a.stdout)
		},
	}
	a.askerFlag(cmd)
	return cmd
}

func (a *app) traceReplayCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "replay RUN", Short: "Play a run again from its record, without a model, and show the first turn that differs",
		Long: `Play a run again: its programs run and its tools search as they did, and every
model call is answered from the record. Nothing is written and no model is asked.
The first turn whose prompt, code or output differs is shown; the exit code is
then 1. Documents that changed since are such a difference.`,
		Args: exactly(1, "one run id"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.traceReplay(cmd.Context(), args[0]) },
	}
	a.askerFlag(cmd)
	return cmd
}

// openRunLibrary reads a run and opens the collection that it was asked about.
func (a *app) openRunLibrary(ctx context.Context, id string, open opener) (*workspace, *funnel.Trajectory, *funnel.Library, error) {
	w, t, err := a.openRun(ctx, id)
	if err != nil {
		return nil, nil, nil, err
	}
	w.settings.Collection = t.Run.Collection
	lib, err := openIndexes(ctx, w, open)
	if err != nil {
		return nil, nil, nil, errors.Join(err, w.Close())
	}
	return w, t, lib, nil
}

func (a *app) traceReplay(ctx context.Context, id string) (err error) {
	w, t, lib, err := a.openRunLibrary(ctx, id, a.recordedLibrary)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lib.Close(), w.Close()) }()
	who, err := store.ParseAsker(t.Run.Asker)
	if err != nil {
		return err
	}
	docs, err := lib.For(ctx, who) // what whoever asked saw
	if err != nil {
		return err
	}
	engine := &funnel.Engine{Collection: docs, Chat: model.Builtin(), Runs: w.journal, Log: w.log, Now: a.now}
	r, err := engine.Replay(ctx, t)
	if err != nil {
		return err
	}
	if a.json {
		err = a.printJSON(struct {
			Schema int `json:"schema"`
			*funnel.Replay
		}{1, r})
	} else {
		a.printReplay(r)
	}
	if r.Difference != nil {
		err = errors.Join(err, outcome(exitError))
	}
	return err
}

func (a *app) printReplay(r *funnel.Replay) {
	fmt.Fprintf(a.stdout, "run %s: %s of %d and %s played again\n", r.Run, count(r.Steps, "step"), r.Of, count(r.Calls, "model call"))
	switch d := r.Difference; {
	case d == nil && r.Stopped != "":
		fmt.Fprintf(a.stdout, "no difference up to the end of the record: %s\n", r.Stopped)
	case d == nil:
		fmt.Fprintln(a.stdout, "no difference")
	default:
		fmt.Fprintf(a.stdout, "first difference: the %s of step %d\nrecorded:\n%s\nreplayed:\n%s\n", d.What, d.Step,
			indent(printable(d.Recorded), "  - "), indent(printable(d.Replayed), "  + "))
	}
}

// resumeQuery refuses what a run has of its own, and resumes it.
func (a *app) resumeQuery(cmd *cobra.Command, q queryFlags) error {
	for _, own := range []string{"mode", "scope", "count", "where", "max-steps", "max-calls", "max-tokens", "max-depth", "max-time", "deep", "sub-model", "model", "collection", "expand", "rerank"} {
		if cmd.Flags().Changed(own) {
			return usage(cmd, "--%s cannot stand beside --resume: the run has its own", own)
		}
	}
	return a.resume(cmd.Context(), q.resume, q)
}

// resume takes up a run that did not end, with the models it was begun with.
func (a *app) resume(ctx context.Context, id string, q queryFlags) (err error) {
	w, t, lib, err := a.openRunLibrary(ctx, id, a.library)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lib.Close(), w.Close()) }()
	if w.settings.SubModel, err = a.modelsOf(t, w); err != nil {
		return err
	}
	w.settings.Rerank = t.Reranker()
	engine, err := a.engine(ctx, w, lib, q)
	if err != nil {
		return err
	}
	answer, err := engine.Resume(ctx, t)
	if errors.Is(err, funnel.ErrRunEnded) {
		return fail(exitUsage, "funnel trace show "+t.Run.ID+" shows it; ask anew with funnel query QUESTION", "%v", err)
	}
	if err != nil {
		return err
	}
	return a.answered(ctx, answer)
}

// modelsOf sets the chat model to the one a run was begun with, and returns
// that of its sub-calls, "" if it is the same.
func (a *app) modelsOf(t *funnel.Trajectory, w *workspace) (sub string, err error) {
	chat, sub, err := t.Models()
	if err != nil {
		return "", err
	}
	w.settings.Model = chat
	if sub == chat {
		sub, w.settings.SubModel = "", ""
	}
	return sub, nil
}
