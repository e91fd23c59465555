package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"funnel/funnel"
	"funnel/store"
)

func (a *app) docsCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "docs", Short: "List, show and remove documents"}
	cmd.AddCommand(a.docsLsCommand(), a.docsShowCommand(), a.docsRmCommand(), a.docsLabelCommand(), a.docsMapCommand(), a.docsAboutCommand())
	return cmd
}

func (a *app) docsLsCommand() *cobra.Command {
	var where map[string]string
	cmd := &cobra.Command{
		Use: "ls", Short: "List the documents by id", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.docsLs(cmd.Context(), where) },
	}
	whereFlag(cmd, &where, "only documents")
	a.askerFlag(cmd)
	return cmd
}

// docLine is a document in `docs ls --json`.
type docLine struct {
	ID       string         `json:"id"`
	Title    string         `json:"title"`
	Kind     string         `json:"kind"`
	Source   string         `json:"source"`
	Bytes    int            `json:"bytes"`
	Chunks   int            `json:"chunks"`
	Metadata map[string]any `json:"metadata,omitempty"`
	Labels   []string       `json:"labels,omitempty"` // those that the asker has
}

func (a *app) lineOf(d store.Info) docLine {
	return docLine{d.ID, d.Title, d.Kind, d.Source, d.Bytes, d.Chunks, d.Metadata, a.own(d.Labels)}
}

// withView opens the home and its collection, as the asker sees it, for fn.
func (a *app) withView(ctx context.Context, fn func(*workspace, *store.View) error) error {
	who, err := a.asker()
	if err != nil {
		return err
	}
	return a.withCollection(ctx, func(w *workspace, c *store.Collection) error { return fn(w, c.As(who)) })
}

// withCollection opens the home and its collection for fn.
func (a *app) withCollection(ctx context.Context, fn func(*workspace, *store.Collection) error) error {
	w, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	c, err := w.collection(ctx)
	if err == nil {
		err = fn(w, c)
	}
	return errors.Join(err, w.Close())
}

func (a *app) docsLs(ctx context.Context, where map[string]string) error {
	return a.withView(ctx, func(_ *workspace, c *store.View) error {
		docs := []docLine{}
		err := funnel.Catalogue(ctx, c, where, func(d store.Info) error {
			docs = append(docs, a.lineOf(d))
			return nil
		})
		if err != nil {
			return err
		}
		if a.json {
			return a.printJSON(struct {
				Schema int       `json:"schema"`
				Docs   []docLine `json:"docs"`
			}{1, docs})
		}
		for _, d := range docs {
			fmt.Fprintf(a.stdout, "%s\t%s\t%d\n", cell(d.ID), d.Kind, d.Bytes)
		}
		a.remark("%s", count(len(docs), "document"))
		if len(docs) == 0 && len(where) > 0 {
			a.remark("no document passes the filter; --json shows what documents have")
		}
		return nil
	})
}

func (a *app) docsShowCommand() *cobra.Command {
	at := -1
	cmd := &cobra.Command{
		Use: "show ID", Short: "Print a document's text, or the passage around a byte of it",
		Args: exactly(1, "one document id"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.docsShow(cmd.Context(), args[0], at) },
	}
	a.askerFlag(cmd)
	cmd.Flags().IntVar(&at, "at", -1, "print the chunk around this byte (a citation's start)")
	return cmd
}

func (a *app) docsShow(ctx context.Context, id string, at int) error {
	return a.withView(ctx, func(w *workspace, c *store.View) error {
		d, err := c.Document(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return fail(exitError, "funnel docs ls lists the ids", "there is no document %q", id)
		}
		if err != nil {
			return err
		}
		start, end, err := around(d, at)
		if err != nil {
			return err
		}
		line := store.Audit{Asker: c.Asker().String(), Collection: c.Name(), Command: "show", Question: id, Read: []string{id}}
		if _, err := w.journal.PutAudit(ctx, line); err != nil {
			return err
		}
		if a.json {
			return a.printJSON(struct {
				Schema int `json:"schema"`
				docLine
				Start int    `json:"start"`
				End   int    `json:"end"`
				Text  string `json:"text"`
			}{1, docLine{d.ID, d.Title, d.Kind, d.Source, len(d.Text), len(d.Chunks), d.Metadata, a.own(d.Labels)}, start, end, d.Text[start:end]})
		}
		text := d.Text[start:end]
		if isTerminal(a.stdout) {
			text = printable(text)
		}
		_, err = fmt.Fprint(a.stdout, text)
		return err
	})
}

// around is the span to show: the chunk that holds byte at, or the whole text.
func around(d *store.Document, at int) (start, end int, err error) {
	if at < 0 {
		return 0, len(d.Text), nil
	}
	for _, c := range d.Chunks {
		if at < c.End {
			return c.Start, c.End, nil
		}
	}
	return 0, 0, fail(exitUsage, fmt.Sprintf("the document has %d bytes", len(d.Text)), "--at %d is behind the end of %s", at, d.ID)
}

func (a *app) docsRmCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "rm ID...", Short: "Remove documents from the collection (never a file of yours)", Args: some("at least one document id"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.docsRm(cmd.Context(), args) },
	}
	a.askerFlag(cmd)
	return cmd
}

func (a *app) docsRm(ctx context.Context, ids []string) (err error) {
	w, lib, err := a.openLibrary(ctx, a.library)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lib.Close(), w.Close()) }()
	who, err := a.asker()
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := lib.Docs.As(who).Info(ctx, id); err != nil {
			return fail(exitError, "nothing was removed; funnel docs ls lists the ids", "there is no document %q", id)
		}
	}
	applied, err := lib.Docs.Apply(ctx, nil, ids)
	if err != nil {
		return err
	}
	if err := lib.Settle(ctx, false); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(struct {
			Schema  int `json:"schema"`
			Deleted int `json:"deleted"`
		}{1, applied.Deleted})
	}
	a.remark("removed %s", count(applied.Deleted, "document"))
	return nil
}
