package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"funnel/funnel"
	"funnel/store"
)

func (a *app) collectionsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "collections", Short: "List and remove collections", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.collectionsLs(cmd.Context()) },
	}
	ls := &cobra.Command{
		Use: "ls", Short: "List the collections", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.collectionsLs(cmd.Context()) },
	}
	a.askerFlag(cmd)
	a.askerFlag(ls)
	cmd.AddCommand(ls, a.collectionsRmCommand())
	return cmd
}

// collectionLine is a collection in `collections ls --json`.
type collectionLine struct {
	Name   string `json:"name"`
	Docs   int    `json:"docs"`
	Chunks int    `json:"chunks"`
	Bytes  int64  `json:"bytes"`
}

func (a *app) collectionsLs(ctx context.Context) (err error) {
	who, err := a.asker()
	if err != nil {
		return err
	}
	w, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	names, err := w.store.Collections(ctx)
	if err != nil {
		return err
	}
	list := []collectionLine{}
	for _, name := range names {
		c, err := w.store.Collection(ctx, name)
		if err != nil {
			return err
		}
		stats, err := c.As(who).Stats(ctx)
		if err != nil {
			return err
		}
		list = append(list, collectionLine{name, stats.Docs, stats.Chunks, stats.Bytes})
	}
	if a.json {
		return a.printJSON(struct {
			Schema      int              `json:"schema"`
			Collections []collectionLine `json:"collections"`
		}{1, list})
	}
	for _, l := range list {
		fmt.Fprintf(a.stdout, "%s: %s, %s, %.1f MB\n", printable(l.Name), count(l.Docs, "document"), count(l.Chunks, "chunk"), float64(l.Bytes)/1e6)
	}
	return nil
}

func (a *app) collectionsRmCommand() *cobra.Command {
	yes := false
	cmd := &cobra.Command{
		Use: "rm NAME", Short: "Remove a collection: documents, indexes, vectors and traces (never a file of yours)",
		Long: `Remove a collection with all of its documents, whatever their labels, its
indexes, the vectors that no other collection uses, its traces, and the answers
of models that were kept to save calls. Lines of the audit stay, and one more
says what was removed. It cannot be undone but by ingesting again.

` + exitHelp,
		Args: exactly(1, "one collection"),
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do it")
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return a.collectionsRm(cmd.Context(), args[0], yes) }
	return cmd
}

func (a *app) collectionsRm(ctx context.Context, name string, yes bool) (err error) {
	w, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if _, err := w.store.Collection(ctx, name); errors.Is(err, store.ErrNoCollection) {
		return fail(exitError, "funnel collections lists them", "there is no collection %q in %s", name, w.home.dir)
	} else if err != nil {
		return err
	}
	if !yes {
		return fail(exitUsage, fmt.Sprintf("funnel collections rm %s --yes removes it", quoteArg(name)), "this removes collection %q with all its documents, indexes, vectors and traces", name)
	}
	line := store.Audit{Asker: store.Asker{}.String(), Collection: name, Command: "remove", Question: name}
	if _, err := w.store.PutAudit(ctx, line); err != nil {
		return err
	}
	var gone store.Dropped
	err = funnel.DropIndexes(w.home.index(folderName(name)), func() (err error) {
		gone, err = w.store.Drop(ctx, name)
		return err
	})
	if errors.Is(err, funnel.ErrBusy) {
		return fail(exitError, "wait for it, or end it; nothing was removed", "collection %q is in use: %w", name, err)
	}
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(struct {
			Schema  int    `json:"schema"`
			Name    string `json:"name"`
			Deleted int    `json:"deleted"`
			Runs    int    `json:"runs"`
			Bytes   int64  `json:"bytes"`
		}{1, name, gone.Docs, gone.Runs, gone.Bytes})
	}
	a.remark("removed collection %s: %s, %s", printable(name), count(gone.Docs, "document"), count(gone.Runs, "trace"))
	return nil
}
