package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"funnel/store"
)

func (a *app) auditCommand() *cobra.Command {
	limit, all := 20, false
	cmd := &cobra.Command{
		Use: "audit", Short: "Who asked what, and which documents were shown and read", Args: cobra.NoArgs,
		Long: `Every query, search and docs show leaves a line: when, as whom, what, which
documents were shown (their text, id or title) and which were read. An asker
reads the lines of those who have no label that they lack, unless a document
of the line is hidden from them. --all is the owner's: every line.`,
	}
	cmd.Flags().IntVarP(&limit, "count", "n", limit, "lines, the latest; 0 for all")
	cmd.Flags().BoolVar(&all, "all", false, "every line, whoever may see its documents")
	a.askerFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if limit < 0 {
			return usage(cmd, "-n %d: 0 or more lines", limit)
		}
		if all && len(a.as) > 0 {
			return usage(cmd, "--all is everything; leave out --as")
		}
		who, err := a.asker()
		if err != nil {
			return err
		}
		if all {
			who = store.Asker{}
		}
		return a.audit(cmd.Context(), who, limit)
	}
	return cmd
}

// auditLine is a line of `audit --json`.
type auditLine struct {
	At         time.Time `json:"at"`
	As         string    `json:"as"` // labels as a JSON array, "" = the owner
	Collection string    `json:"collection"`
	Command    string    `json:"command"`
	Question   string    `json:"question"`
	Run        string    `json:"run,omitempty"`
	Shown      []string  `json:"shown"`
	Read       []string  `json:"read"`
}

func (a *app) audit(ctx context.Context, who store.Asker, limit int) (err error) {
	w, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	list, err := w.store.Audits(ctx, who, limit)
	if err != nil {
		return err
	}
	lines := make([]auditLine, len(list))
	for i, l := range list {
		lines[i] = auditLine{l.At.UTC(), l.Asker, l.Collection, l.Command, l.Question, l.Run, l.Shown, l.Read}
	}
	if a.json {
		return a.printJSON(struct {
			Schema int         `json:"schema"`
			Lines  []auditLine `json:"lines"`
		}{1, lines})
	}
	for _, l := range lines {
		fmt.Fprintf(a.stdout, "%s  %-6s as %s  %s\n", l.At.Format(time.RFC3339), l.Command, firstOf(l.As, "the owner"), printable(clip(oneLine(l.Question), 100)))
		a.printDocs("shown", l.Shown)
		a.printDocs("read", l.Read)
	}
	return nil
}

// printDocs lists documents of an audit line.
func (a *app) printDocs(what string, ids []string) {
	if len(ids) > 0 {
		fmt.Fprintf(a.stdout, "  %s: %s\n", what, printable(strings.Join(ids, ", ")))
	}
}
