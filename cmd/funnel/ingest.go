package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"funnel/funnel"
	"funnel/ingest"
	"funnel/store"
)

func (a *app) ingestCommand() *cobra.Command {
	var o ingest.Options
	var dryRun bool
	var maxMiB int64
	var labels []string
	cmd := &cobra.Command{
		Use: "ingest PATH... | -", Short: "Read files, folders, globs, .jsonl of documents or standard input",
		Long: `Ingest documents: files, folders, globs, .jsonl files of documents
({"_id", "title", "text", "metadata"} a line), or standard input (-). What did
not change is left alone; a file that cannot be read is one line of the report.

A file's id is its path from the folder that was named on: src/net/http/server.go
for "funnel ingest /any/where/src". Files that would share an id are called by the
shortest ends of their paths that tell them apart (a/README.md, b/README.md); what
was ingested before keeps its id.

What --meta and --label say stays with the documents when they are ingested again
without. report.pdf.meta.json beside report.pdf, and front matter between lines of
--- in Markdown, are metadata, and who may see it under "labels". A file whose
labels cannot be read fails; a version of it that was read before stays as it was.

` + exitHelp,
		Args: some("at least one path"),
	}
	f := cmd.Flags()
	f.BoolVar(&dryRun, "dry-run", false, "show what would be added, changed and removed, and do nothing")
	f.IntVar(&o.Jobs, "jobs", 0, "files read at the same time (default the number of cores)")
	f.StringArrayVar(&o.Include, "include", nil, "only files that match this glob (repeatable)")
	f.StringArrayVar(&o.Exclude, "exclude", nil, "no files and folders that match this glob (repeatable)")
	f.BoolVar(&o.NoIgnore, "no-ignore", false, "take what .gitignore and .funnelignore leave out")
	f.StringToStringVar(&o.Meta, "meta", nil, "metadata for every document, key=value; it stays until another value replaces it, and key= takes it away")
	f.StringArrayVar(&labels, "label", nil, "who may see the documents: those who ask --as one of these labels (commas, repeatable)")
	f.StringVar(&o.StdinName, "stdin-name", "", "id of what comes on standard input (default made of its content); its extension tells the format")
	f.Int64Var(&maxMiB, "max-file-size", ingest.DefaultMaxFileBytes>>20, "skip files larger than this many MiB")
	chunkFlags(cmd, &o.Chunk, "kept with the collection, another value cuts every document anew")
	f.BoolVar(&o.DeleteMissing, "delete-missing", false, "remove documents whose file is gone from the named paths")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if o.Jobs < 0 {
			return usage(cmd, "--jobs %d: 0 (the number of cores) or more", o.Jobs)
		}
		o.Stdin, o.MaxFileBytes = a.stdin, maxMiB<<20
		if err := checkChunks(cmd, o.Chunk); err != nil {
			return err
		}
		if maxMiB < 1 {
			return usage(cmd, "--max-file-size %d: 1 (MiB) or more", maxMiB)
		}
		// Split here: a flag that reads lists takes an empty one (an unset
		// variable of the shell) for no flag, and everyone would see the documents.
		o.Labels = nil
		for _, l := range labels {
			o.Labels = append(o.Labels, strings.Split(l, ",")...)
		}
		if err := o.Check(); err != nil {
			return err
		}
		if dryRun {
			return a.dryRun(cmd.Context(), args, o)
		}
		return a.ingest(cmd.Context(), args, o)
	}
	return cmd
}

// chunkFlags are the sizes of passages; note says what becomes of them.
func chunkFlags(cmd *cobra.Command, o *ingest.ChunkOptions, note string) {
	f := cmd.Flags()
	f.IntVar(&o.Target, "chunk-tokens", 0, fmt.Sprintf("tokens of a passage; %s (default %d)", note, ingest.DefaultChunkTokens))
	f.IntVar(&o.Overlap, "chunk-overlap", 0, "tokens that a passage shares with the one before it, likewise")
}

// checkChunks refuses sizes that would be changed in silence.
func checkChunks(cmd *cobra.Command, o ingest.ChunkOptions) error {
	if o.Target < 0 || o.Target > 8000 {
		return usage(cmd, "--chunk-tokens %d: from 1 to 8000", o.Target)
	}
	if half := cmp.Or(o.Target, ingest.DefaultChunkTokens) / 2; o.Overlap < 0 || o.Overlap > half {
		return usage(cmd, "--chunk-overlap %d: from 0 to %d, half of a passage", o.Overlap, half)
	}
	return nil
}

// ingestReport is the JSON of `funnel ingest`.
type ingestReport struct {
	Schema    int              `json:"schema"`
	Added     int              `json:"added"`
	Updated   int              `json:"updated"`
	Unchanged int              `json:"unchanged"`
	Deleted   int              `json:"deleted"`
	Failed    int              `json:"failed"`
	Skipped   int              `json:"skipped"`
	Docs      int              `json:"docs"`
	Chunks    int              `json:"chunks"`
	Bytes     int64            `json:"bytes"`
	Seconds   float64          `json:"seconds"`
	Failures  []ingest.Failure `json:"failures"`
	Skips     []ingest.Failure `json:"skips"`
	Missing   int              `json:"missing"`
	Stale     int              `json:"stale"`
	Notes     []string         `json:"notes,omitempty"`
}

// softMemory is from where on the garbage collector works harder instead of
// letting garbage double the memory: an ingest of many or large files stays
// below 1 GB. What is needed is needed: it is no hard limit.
const softMemory = 640 << 20

func (a *app) ingest(ctx context.Context, paths []string, o ingest.Options) (err error) {
	if a.getenv("GOMEMLIMIT") == "" {
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(softMemory))
	}
	w, err := a.open(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	c, err := w.store.Create(ctx, firstOf(w.settings.Collection, defaultCollection))
	if err != nil {
		return err
	}
	if o.Chunk, err = chunking(ctx, c, o.Chunk); err != nil {
		return err
	}
	if o.Extract.PDFToText, err = pdfTool(w.settings.PDFToText); err != nil {
		return err
	}
	pool, err := a.sandbox(o.Extract)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	o.Extractor = pool
	o.Avoid = ownData(w.store.Path())
	r, err := a.ingestInto(ctx, w, c, paths, o)
	if err != nil {
		return err
	}
	if a.json {
		err = a.printJSON(r)
	} else {
		a.printIngest(r)
	}
	if err == nil && r.Failed > 0 {
		return outcome(exitPartial)
	}
	return err
}

// chunking are the sizes of passages that were asked for, else those that the
// collection was cut with. What was asked for is kept.
func chunking(ctx context.Context, c *store.Collection, asked ingest.ChunkOptions) (ingest.ChunkOptions, error) {
	if asked != (ingest.ChunkOptions{}) {
		value, err := json.Marshal(asked)
		if err != nil {
			return asked, err
		}
		return asked, c.SetSetting(ctx, keyChunking, string(value))
	}
	return keptChunking(ctx, c)
}

// keyChunking is the setting that holds the sizes of passages.
const keyChunking = "chunking"

// keptChunking are the sizes that the collection was cut with.
func keptChunking(ctx context.Context, c *store.Collection) (asked ingest.ChunkOptions, err error) {
	value, err := c.Setting(ctx, keyChunking)
	if err != nil || value == "" {
		return asked, err
	}
	if err := json.Unmarshal([]byte(value), &asked); err != nil {
		return asked, fmt.Errorf("read the collection's chunk sizes: %w", err)
	}
	return asked, nil
}

// ownData lists what lies in a home besides documents, and the home.
func ownData(db string) []string {
	dir := filepath.Dir(db)
	list := []string{dir}
	for _, name := range []string{"index", "config.toml", "funnel.db", "funnel.db-wal", "funnel.db-shm"} {
		list = append(list, filepath.Join(dir, name))
	}
	return list
}

// ingestInto plans, applies and indexes, and reports what is committed.
func (a *app) ingestInto(ctx context.Context, w *workspace, c *store.Collection, paths []string, o ingest.Options) (out ingestReport, err error) {
	started := a.now()
	bar := a.bar()
	defer bar.clear()
	o.Progress = func(p ingest.Progress) {
		if p.Stage == ingest.Reading {
			bar.set("reading", int64(p.Done), int64(p.Total), false)
			return
		}
		bar.set("ingesting", p.Bytes, p.TotalBytes, true)
	}
	e, err := a.embedder(ctx, w, c)
	if err != nil {
		return out, err
	}
	lib, err := funnel.OpenWriter(ctx, w.log, c, w.home.index(folderName(c.Name())), e)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, lib.Close()) }()
	done, err := lib.Promise(ctx)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, done()) }()
	report, err := a.apply(ctx, w, lib, paths, o)
	if err != nil {
		return out, err
	}
	bar.clear()
	err = lib.SyncVectors(ctx, func(done, total int) { bar.set("embedding", int64(done), int64(total), false) })
	if err != nil {
		if ctx.Err() != nil {
			return out, err
		}
		a.remark("note: %s; the text is searchable, the next ingest goes on with the vectors", err)
	}
	return a.reportOf(ctx, c, report, a.now().Sub(started))
}

// apply commits the documents while the keyword index follows.
func (a *app) apply(ctx context.Context, w *workspace, lib *funnel.Library, paths []string, o ingest.Options) (*ingest.Report, error) {
	plan, err := ingest.NewPlan(ctx, w.log, lib.Docs, paths, o)
	if err != nil {
		return nil, err
	}
	tell, stop := lib.Follow(ctx)
	plan.OnCommit(tell)
	report, err := plan.Apply(ctx)
	return report, errors.Join(err, stop())
}

func (a *app) reportOf(ctx context.Context, c *store.Collection, r *ingest.Report, took time.Duration) (ingestReport, error) {
	stats, err := c.Stats(ctx)
	return ingestReport{
		Schema: 1, Added: r.Added, Updated: r.Updated, Unchanged: r.Unchanged, Deleted: r.Deleted,
		Failed: r.Failed, Skipped: r.Skipped, Docs: stats.Docs, Chunks: stats.Chunks, Bytes: stats.Bytes,
		Seconds: float64(took.Milliseconds()) / 1000, Failures: orEmpty(r.Failures), Skips: orEmpty(r.Skips),
		Missing: r.Missing, Stale: r.Stale, Notes: r.Notes,
	}, err
}

func orEmpty(list []ingest.Failure) []ingest.Failure {
	if list == nil {
		return []ingest.Failure{}
	}
	return list
}

func (a *app) printIngest(r ingestReport) {
	for _, n := range r.Notes {
		a.remark("note: %s", n)
	}
	for _, f := range r.Failures {
		a.remark("failed: %s: %s", f.Path, f.Error)
	}
	a.adviseDamaged(r.Failures)
	a.printSkips(r.Skips)
	if r.Missing > 0 {
		a.remark("note: %s gone from the folder, or without text there, and kept here; --delete-missing removes them", count(r.Missing, "document"))
	}
	if r.Stale > 0 {
		a.remark("note: %s kept with the text of before and marked: metadata \"stale\" says why", count(r.Stale, "document"))
	}
	fmt.Fprintf(a.stdout, "%d added, %d updated, %d unchanged, %d deleted, %d failed, %d skipped; %s, %s, %.1f MB in %.1f s\n",
		r.Added, r.Updated, r.Unchanged, r.Deleted, r.Failed, r.Skipped,
		count(r.Docs, "document"), count(r.Chunks, "chunk"), float64(r.Bytes)/1e6, r.Seconds)
}

// adviseDamaged says, once, what to do about damaged files.
func (a *app) adviseDamaged(failures []ingest.Failure) {
	if slices.ContainsFunc(failures, func(f ingest.Failure) bool { return strings.Contains(f.Error, "is damaged") }) {
		a.remark("hint: open a damaged file in the program that made it and save it again, or as PDF or text, and ingest it again; if no program opens it, get it anew")
	}
}

// shownSkips is how many skipped files are listed for a person; --json has all.
const shownSkips = 10

func (a *app) printSkips(skips []ingest.Failure) {
	for i, s := range skips {
		if i == shownSkips {
			a.remark("skipped: %d more; --json lists them all", len(skips)-i)
			return
		}
		a.remark("skipped: %s: %s", s.Path, s.Error)
	}
}
