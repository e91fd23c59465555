package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"funnel/eval"
	"funnel/funnel"
	"funnel/ingest"
)

// retrievalFlags are the flags of `funnel eval retrieval`.
type retrievalFlags struct {
	dataset, runs string
	legs          []string
	limit         int
	rounds        int
	seed          uint64
	chunk         ingest.ChunkOptions
}

func (a *app) evalRetrievalCommand() *cobra.Command {
	var o retrievalFlags
	cmd := &cobra.Command{
		Use: "retrieval --dataset DIR", Short: "Measure the shortlist on a dataset whose evidence is known",
		Long: `Ingest the documents of a dataset into a collection of its own, keyed by their
content, search for every question in each leg, and measure where the evidence
stands: nDCG, reciprocal rank, recall, and the share of questions whose whole
evidence is in the shortlist, each with a 95 % interval (bootstrap over
clusters of questions); by kind of question, and by whether the evidence is in
one document or several; and the difference between hybrid and keywords. Where
questions name spans, spans count, too.

DIR holds queries.jsonl, documents as corpus.jsonl or under docs/, and evidence
as qrels/test.tsv or in the questions' metadata.evidence, which name documents by
_id, and files by their path with or without docs/. --runs keeps the
rankings as files that trec_eval reads.`,
		Args: cobra.NoArgs,
	}
	f := cmd.Flags()
	f.StringVar(&o.dataset, "dataset", "", "folder of the dataset")
	f.StringSliceVar(&o.legs, "leg", []string{"keyword", "vector", "hybrid"}, "legs to measure")
	f.IntVar(&o.limit, "limit", 0, "questions, the first of them (0: all)")
	f.IntVar(&o.rounds, "rounds", 0, fmt.Sprintf("resamples of the bootstrap (0: %d)", eval.DefaultRounds))
	f.Uint64Var(&o.seed, "seed", 1, "seed of the bootstrap")
	f.StringVar(&o.runs, "runs", "", "folder for TREC run files and qrels")
	chunkFlags(cmd, &o.chunk, "each pair of sizes has a collection of its own")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := checkChunks(cmd, o.chunk); err != nil {
			return err
		}
		if o.dataset == "" {
			return usage(cmd, "--dataset DIR is wanted")
		}
		for _, leg := range o.legs {
			if !slices.Contains([]string{"keyword", "vector", "hybrid"}, leg) {
				return usage(cmd, "--leg %q: use keyword, vector or hybrid", leg)
			}
		}
		return a.evalRetrieval(cmd.Context(), o)
	}
	return cmd
}

func (a *app) evalRetrieval(ctx context.Context, o retrievalFlags) (err error) {
	d, err := eval.Open(o.dataset)
	if err != nil {
		return datasetError(err)
	}
	if _, err := d.Judged(); err != nil {
		return datasetError(err)
	}
	w, err := a.openEval(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	lib, err := a.datasetLibrary(ctx, w, d, o.chunk)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lib.Close()) }()
	if err := d.Locate(ctx, lib.Docs); err != nil {
		return err
	}
	engine := &funnel.Engine{Collection: lib.Collection(), Log: w.log, Now: a.now}
	x, err := a.aided(ctx, w, engine, w.journal)
	if err != nil {
		return err
	}
	r, err := a.retrieve(ctx, aidedSearch{engine, x}, lib, d, o)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(r)
	}
	a.printRetrieval(r)
	return nil
}

func datasetError(err error) error {
	return fail(exitError, "a dataset holds queries.jsonl, corpus.jsonl or docs/, and qrels/test.tsv or metadata.evidence", "%w", err)
}

// datasetLibrary ingests the documents of a dataset, if they are not there.
func (a *app) datasetLibrary(ctx context.Context, w *workspace, d *eval.Dataset, chunk ingest.ChunkOptions) (*funnel.Library, error) {
	c, err := w.store.Create(ctx, datasetCollection(d, chunk))
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, name := range []string{"corpus.jsonl", "docs"} {
		path := filepath.Join(d.Dir, name)
		if _, err := os.Stat(path); err == nil {
			paths = append(paths, path)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	r, err := a.ingestInto(ctx, w, c, paths, ingest.Options{Chunk: chunk})
	if err != nil {
		return nil, err
	}
	for _, f := range r.Failures {
		a.remark("failed: %s: %s", f.Path, f.Error)
	}
	lib, err := a.library(ctx, w, c)
	if err != nil {
		return nil, err
	}
	if err := lib.SyncText(ctx); err != nil {
		return nil, errors.Join(err, lib.Close())
	}
	return lib, nil
}

// datasetCollection names the collection that holds a dataset's documents, cut
// into passages of those sizes.
func datasetCollection(d *eval.Dataset, chunk ingest.ChunkOptions) string {
	name := "eval-" + d.Name + "-" + d.Corpus[:12]
	if chunk != (ingest.ChunkOptions{}) {
		name += fmt.Sprintf("-%d-%d", cmp.Or(chunk.Target, ingest.DefaultChunkTokens), chunk.Overlap)
	}
	return name
}

// retrieve measures, and writes the rankings where they are wanted.
func (a *app) retrieve(ctx context.Context, e eval.Searcher, lib *funnel.Library, d *eval.Dataset, o retrievalFlags) (r *eval.Retrieval, err error) {
	bar := a.bar()
	defer bar.clear()
	options := eval.RetrievalOptions{
		Limit: o.limit, Rounds: o.rounds, Seed: o.seed, Now: a.now,
		Progress: func(done, total int) { bar.set("searching", int64(done), int64(total), false) },
	}
	for _, leg := range o.legs {
		options.Legs = append(options.Legs, funnel.Leg(leg))
	}
	if o.runs != "" {
		runs, openErr := createRuns(o.runs, d, options.Legs)
		if openErr != nil {
			return nil, openErr
		}
		defer func() { err = errors.Join(err, runs.close()) }()
		options.Ranked = runs.write
	}
	return eval.Retrieve(ctx, e, lib.Docs, d, options)
}

// runFiles are the TREC runs of a measurement, one for each leg.
type runFiles struct {
	files map[funnel.Leg]*os.File
	lines map[funnel.Leg]*bufio.Writer
}

func createRuns(dir string, d *eval.Dataset, legs []funnel.Leg) (*runFiles, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("create runs: %w", err)
	}
	qrels, err := os.Create(filepath.Join(dir, d.Name+".qrels"))
	if err != nil {
		return nil, fmt.Errorf("create runs: %w", err)
	}
	if err := errors.Join(eval.WriteQrels(qrels, d.Questions), qrels.Close()); err != nil {
		return nil, err
	}
	r := &runFiles{map[funnel.Leg]*os.File{}, map[funnel.Leg]*bufio.Writer{}}
	for _, leg := range legs {
		f, err := os.Create(filepath.Join(dir, d.Name+"."+string(leg)+".run"))
		if err != nil {
			return nil, errors.Join(fmt.Errorf("create runs: %w", err), r.close())
		}
		r.files[leg], r.lines[leg] = f, bufio.NewWriter(f)
	}
	return r, nil
}

func (r *runFiles) write(leg funnel.Leg, q *eval.Question, hits []funnel.Hit) error {
	return eval.WriteRun(r.lines[leg], "funnel-"+string(leg), q, hits)
}

func (r *runFiles) close() (err error) {
	for leg, f := range r.files {
		err = errors.Join(err, r.lines[leg].Flush(), f.Close())
	}
	return err
}

// printRetrieval prints the figures for a person, one metric a line.
func (a *app) printRetrieval(r *eval.Retrieval) {
	p := a.paint()
	for _, n := range r.Notes {
		a.remark("note: %s", n)
	}
	fmt.Fprintf(a.stdout, "%s: %s, %s with evidence (counted by %s)\n", p.bold(printable(r.Dataset)), count(r.Docs, "document"), count(r.Queries, "question"), r.Unit)
	a.printMeans("", r.Legs, r.LegMS)
	for _, k := range append(slices.Clone(r.Kinds), r.Spread...) {
		a.printMeans(fmt.Sprintf("%s (%d)", k.Kind, k.Queries), k.Legs, nil)
	}
	last := ""
	for i, d := range r.Paired {
		if i == 0 || d.Kind != last {
			fmt.Fprintf(a.stdout, "\n%s less %s, %s\n", d.A, d.B, printable(cmp.Or(d.Kind, "all questions")))
		}
		last = d.Kind
		fmt.Fprintf(a.stdout, "%-14s %+.4f  [%+.4f, %+.4f]\n", d.Metric, d.Diff, d.Lo, d.Hi)
	}
}

// printMeans prints a table: a metric a line, a leg a column, each mean with
// its interval; ms is the time of a query, nil where it is not of interest.
func (a *app) printMeans(title string, legs map[funnel.Leg]eval.Means, ms map[funnel.Leg]float64) {
	if title != "" {
		fmt.Fprintf(a.stdout, "\n%s\n", printable(title))
	}
	head, metrics := fmt.Sprintf("%-14s", ""), map[string]bool{}
	var columns []funnel.Leg
	for _, leg := range []funnel.Leg{funnel.LegKeyword, funnel.LegVector, funnel.LegHybrid} {
		if len(legs[leg]) == 0 {
			continue
		}
		columns = append(columns, leg)
		head += fmt.Sprintf("  %-24s", leg)
		for name := range legs[leg] {
			metrics[name] = true
		}
	}
	fmt.Fprintln(a.stdout, strings.TrimRight(head, " "))
	for _, name := range slices.Sorted(maps.Keys(metrics)) {
		line := fmt.Sprintf("%-14s", name)
		for _, leg := range columns {
			line += fmt.Sprintf("  %-24s", meanCell(legs[leg], name))
		}
		fmt.Fprintln(a.stdout, strings.TrimRight(line, " "))
	}
	if ms == nil {
		return
	}
	line := fmt.Sprintf("%-14s", "ms a query")
	for _, leg := range columns {
		line += fmt.Sprintf("  %-24.1f", ms[leg])
	}
	fmt.Fprintln(a.stdout, strings.TrimRight(line, " "))
}

// meanCell is a mean with its 95 % interval, if that is known.
func meanCell(m eval.Means, name string) string {
	v, ok := m[name]
	switch {
	case !ok:
		return "-"
	case math.IsNaN(v.Lo) || math.IsNaN(v.Hi):
		return fmt.Sprintf("%.4f [not known]", v.Mean)
	}
	return fmt.Sprintf("%.4f [%.4f, %.4f]", v.Mean, v.Lo, v.Hi)
}
