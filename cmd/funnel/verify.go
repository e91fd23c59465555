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
	Mend       string `json:"mend"` // repair: --repair does; reread: --repair, then ingest its source; ingest: ingest its source; restore: a backup
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
	if errors.Is(err, store.ErrDamaged) { // its hint would be to verify
		h, _ := a.findHome()
		return fail(exitError, wayBack(h.db()), "%w", err)
	}
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
		a.printVerify(r, repair, w.home.db())
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
	if err := w.store.Repair(ctx); err != nil && !errors.Is(err, store.ErrDamaged) {
		return err // of damaged pages what is left says more
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
			list = append(list, problem{p.Part, p.Collection, p.Doc, p.Source, p.What, string(p.Mend)})
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
		return r.unreadable("", err)
	}
	for _, name := range names {
		if err := a.verifyIndex(ctx, w, name, repair, r); err != nil {
			return fmt.Errorf("collection %q: %w", name, err)
		}
	}
	return nil
}

// verifyIndex looks at the keyword index of one collection.
func (a *app) verifyIndex(ctx context.Context, w *workspace, name string, repair bool, r *verifyReport) error {
	c, err := w.store.Collection(ctx, name)
	if err != nil {
		return r.unreadable(name, err)
	}
	bar := a.bar()
	quiet := slog.New(slog.DiscardHandler) // what it would say is found here
	before, after, err := funnel.VerifyKeyword(ctx, quiet, c, w.home.index(folderName(name)), repair, func(done, total int) {
		bar.set("checking keyword index of "+name, int64(done), int64(total), false)
	})
	bar.clear()
	if err != nil {
		return r.unreadable(name, err)
	}
	r.settle(keywordProblems(name, before), keywordProblems(name, after))
	return nil
}

// unreadable makes damage a problem, so that the rest is looked at as well.
func (r *verifyReport) unreadable(collection string, err error) error {
	if !errors.Is(err, store.ErrDamaged) {
		return err
	}
	what := "its index cannot be compared: " + err.Error()
	if collection == "" {
		what = "collections cannot be listed: " + err.Error()
	}
	r.Problems = append(r.Problems, problem{Part: store.PartDatabase, Collection: collection, What: what, Mend: string(store.MendRestore)})
	return nil
}

func keywordProblems(collection string, list []string) []problem {
	out := make([]problem, len(list))
	for i, what := range list {
		out[i] = problem{Part: "keyword", Collection: collection, What: what, Mend: string(store.MendRepair)}
	}
	return out
}

func (a *app) printVerify(r *verifyReport, repair bool, db string) {
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
	default:
		fmt.Fprintf(a.stdout, "%s left\n", count(len(r.Problems), "problem"))
	}
	for _, way := range waysOut(r.Problems, db) {
		a.remark("  %s", a.aimed(way))
	}
}

// waysOut says what to do about problems.
func waysOut(list []problem, db string) (ways []string) {
	has := map[string]bool{}
	for _, p := range list {
		has[p.Mend] = true
	}
	if has[string(store.MendRestore)] { // --repair would stop at those pages
		return []string{wayBack(db) + " (documents that are not named here can still be read: funnel docs show ID)"}
	}
	if has[string(store.MendRepair)] || has[string(store.MendReread)] {
		ways = append(ways, "funnel verify --repair rebuilds what is derived, and has the next ingest read damaged documents again")
	}
	if has[string(store.MendReread)] || has[string(store.MendIngest)] {
		ways = append(ways, "ingest the sources of damaged documents again: their texts cannot be made up")
	}
	return ways
}

// wayBack says what to do about a database that nothing can mend.
func wayBack(db string) string {
	return fmt.Sprintf("pages of the database are damaged for good: restore %s from a backup, or move it away and ingest the sources again", quoteArg(db))
}
