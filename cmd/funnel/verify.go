package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"funnel/funnel"
	"funnel/store"
)

func (a *app) verifyCommand() *cobra.Command {
	repair := false
	cmd := &cobra.Command{
		Use: "verify", Short: "Check database, texts, vectors and indexes; --repair rebuilds what is derived", Args: cobra.NoArgs,
		Long: `Read the whole home and compare everything with everything: the database's pages,
references and counters, every document's spans and hashes, every vector, and
the keyword index of each collection with its documents. It is the owner's: it
looks at all documents, whatever their labels.

--repair builds anew what is derived: indexes of the database, the keyword
index, leftovers and counters; vectors that cannot be searched are dropped, and
the next ingest computes them. A document whose own text is damaged cannot be
made up: ingest its source again, or restore a backup.

Exit code 0: nothing is wrong (any more); 1: something is.`,
	}
	cmd.Flags().BoolVar(&repair, "repair", false, "rebuild what is derived")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return a.verify(cmd.Context(), repair) }
	return cmd
}

// problem is a finding in `verify --json`.
type problem struct {
	Part       string `json:"part"` // database, documents, vectors, keyword
	Collection string `json:"collection,omitempty"`
	Doc        string `json:"doc,omitempty"`
	Source     string `json:"source,omitempty"`
	What       string `json:"what"`
}

// verifyReport is the JSON of `funnel verify`. Problems are what is left,
// Repaired what was found before --repair and is no more.
type verifyReport struct {
	Schema    int       `json:"schema"`
	OK        bool      `json:"ok"`
	Documents int       `json:"documents"`
	Chunks    int       `json:"chunks"`
	Vectors   int       `json:"vectors"`
	Problems  []problem `json:"problems"`
	Repaired  []problem `json:"repaired"`
	Seconds   float64   `json:"seconds"`
}

func (a *app) verify(ctx context.Context, repair bool) (err error) {
	w, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	started := a.now()
	r := &verifyReport{Schema: 1, Problems: []problem{}, Repaired: []problem{}}
	if err := a.verifyStore(ctx, w, repair, r); err != nil {
		return err
	}
	if err := a.verifyIndexes(ctx, w, repair, r); err != nil {
		return err
	}
	r.OK, r.Seconds = len(r.Problems) == 0, elapsed(started, a.now())
	if a.json {
		err = a.printJSON(r)
	} else {
		a.printVerify(r, repair)
	}
	if err == nil && !r.OK {
		return outcome(exitError)
	}
	return err
}

// verifyStore looks at the database, and after a repair again.
func (a *app) verifyStore(ctx context.Context, w *workspace, repair bool, r *verifyReport) error {
	found, err := a.lookAtStore(ctx, w, r)
	if err != nil || !repair || len(found) == 0 {
		r.Problems = append(r.Problems, found...)
		return err
	}
	if err := w.store.Repair(ctx); err != nil {
		return err
	}
	left, err := a.lookAtStore(ctx, w, r)
	r.settle(found, left)
	return err
}

// settle sorts what was found into what is left and what was repaired.
func (r *verifyReport) settle(found, left []problem) {
	r.Problems = append(r.Problems, left...)
	still := map[problem]bool{}
	for _, p := range left {
		still[p] = true
	}
	for _, p := range found {
		if !still[p] {
			r.Repaired = append(r.Repaired, p)
		}
	}
}

func (a *app) lookAtStore(ctx context.Context, w *workspace, r *verifyReport) (list []problem, err error) {
	bar := a.bar()
	defer bar.clear()
	checked, err := w.store.Verify(ctx, store.Verifier{
		Found: func(p store.Problem) error {
			list = append(list, problem{p.Part, p.Collection, p.Doc, p.Source, p.What})
			return nil
		},
		Progress: func(part string, done, total int) { bar.set("checking "+part, int64(done), int64(total), false) },
	})
	r.Documents, r.Chunks, r.Vectors = checked.Documents, checked.Chunks, checked.Vectors
	return list, err
}

func (a *app) verifyIndexes(ctx context.Context, w *workspace, repair bool, r *verifyReport) error {
	names, err := w.store.Collections(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		c, err := w.store.Collection(ctx, name)
		if err != nil {
			return err
		}
		bar := a.bar()
		quiet := slog.New(slog.DiscardHandler) // what it would say is found here
		before, after, err := funnel.VerifyKeyword(ctx, quiet, c, w.home.index(folderName(name)), repair, func(done, total int) {
			bar.set("checking keyword index of "+name, int64(done), int64(total), false)
		})
		bar.clear()
		if err != nil {
			return fmt.Errorf("collection %q: %w", name, err)
		}
		r.settle(keywordProblems(name, before), keywordProblems(name, after))
	}
	return nil
}

func keywordProblems(collection string, list []string) []problem {
	out := make([]problem, len(list))
	for i, what := range list {
		out[i] = problem{Part: "keyword", Collection: collection, What: what}
	}
	return out
}

func (a *app) printVerify(r *verifyReport, repair bool) {
	line := func(word string, p problem) {
		where := p.Part
		if p.Collection != "" {
			where += " of " + p.Collection
		}
		if p.Doc != "" {
			where += ", " + p.Doc
		}
		fmt.Fprintf(a.stdout, "%s: %s: %s\n", word, printable(where), printable(p.What))
	}
	for _, p := range r.Repaired {
		line("repaired", p)
	}
	for _, p := range r.Problems {
		line("problem", p)
		if p.Source != "" {
			fmt.Fprintf(a.stdout, "  its source: %s\n", printable(p.Source))
		}
	}
	fmt.Fprintf(a.stdout, "%s, %s, %s in %.1f s: ", count(r.Documents, "document"), count(r.Chunks, "chunk"), count(r.Vectors, "vector"), r.Seconds)
	switch {
	case r.OK:
		fmt.Fprintln(a.stdout, "all is well")
	case !repair:
		fmt.Fprintf(a.stdout, "%s\n", count(len(r.Problems), "problem"))
		a.remark("  funnel verify --repair rebuilds what is derived")
	default:
		fmt.Fprintf(a.stdout, "%s left\n", count(len(r.Problems), "problem"))
		a.remark("  ingest the sources of damaged documents again (they count as changed now), or restore a backup")
	}
}
