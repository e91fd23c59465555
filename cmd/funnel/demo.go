package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"funnel/funnel"
	"funnel/ingest"
)

func (a *app) demoCommand() *cobra.Command {
	small := false
	cmd := &cobra.Command{
		Use: "demo", Short: "See it work: ingest Go's own source tree, ask, show steps and cited answers",
		Long: `Ingest a real collection of thousands of documents, Go's own source tree, and
ask two questions over it: one by retrieval alone, one by the recursive reader.
No model server is needed. A second run ingests only what changed.

The data goes to a folder of its own in the user's cache, or to --home.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), small) },
	}
	cmd.Flags().BoolVar(&small, "small", false, "use the small corpus of this repository instead")
	return cmd
}

// demoQuestion is a question of the demo and how it is asked.
type demoQuestion struct {
	mode funnel.Mode
	text string
}

// demoCorpus is what the demo reads and asks.
type demoCorpus struct {
	path, name, note string
	questions        []demoQuestion
}

const demoCollection = "demo"

// demoHome is where the demo keeps its data: --home or $FUNNEL_HOME, else a
// folder in the user's cache, never the user's own home.
func (a *app) demoHome() (home, error) {
	if a.homeFlag != "" || a.getenv("FUNNEL_HOME") != "" {
		return a.findHome()
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return home{}, fail(exitError, "name a folder for the demo's data with --home", "no cache folder is known: %w", err)
	}
	return home{filepath.Join(cache, "funnel", "demo"), true, "the user's cache folder"}, nil
}

func (a *app) demo(ctx context.Context, small bool) (err error) {
	corpus, err := a.findCorpus(ctx, small)
	if err != nil {
		return err
	}
	h, err := a.demoHome()
	if err != nil {
		return err
	}
	a.flags.Collection = demoCollection
	w, err := a.openHome(ctx, h, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if corpus.note != "" {
		a.remark("note: %s", corpus.note)
	}
	p := a.paint()
	fmt.Fprintf(a.stdout, "%s\n%s (%s)\n", p.bold("1. Ingest"), corpus.name, printable(corpus.path))
	if err := a.demoIngest(ctx, w, corpus); err != nil {
		return err
	}
	if err := a.demoAsk(ctx, w, corpus.questions); err != nil {
		return err
	}
	a.printNext(h, corpus)
	return nil
}

func (a *app) demoIngest(ctx context.Context, w *workspace, corpus demoCorpus) error {
	c, err := w.store.Create(ctx, demoCollection)
	if err != nil {
		return err
	}
	r, err := a.ingestInto(ctx, w, c, []string{corpus.path}, ingest.Options{DeleteMissing: true})
	if err != nil {
		return err
	}
	rate := ""
	if r.Added+r.Updated == 0 {
		rate = ", nothing had changed"
	}
	fmt.Fprintf(a.stdout, "%d documents, %d chunks, %.0f MB in %.1f s (%d added, %d updated, %d unchanged, %d skipped, %d failed%s)\n",
		r.Docs, r.Chunks, float64(r.Bytes)/1e6, r.Seconds, r.Added, r.Updated, r.Unchanged, r.Skipped, r.Failed, rate)
	for _, f := range r.Failures {
		fmt.Fprintf(a.stdout, "failed: %s: %s\n", printable(f.Path), f.Error)
	}
	fmt.Fprintf(a.stdout, "skipped: %s\n", reasons(r.Skips))
	return nil
}

// reasons counts skipped files by reason, the commonest first.
func reasons(skips []ingest.Failure) string {
	n := map[string]int{}
	for _, s := range skips {
		n[s.Error]++
	}
	list := slices.SortedFunc(maps.Keys(n), func(a, b string) int { return cmp.Or(n[b]-n[a], strings.Compare(a, b)) })
	for i, reason := range list {
		list[i] = fmt.Sprintf("%d %s", n[reason], reason)
	}
	return firstOf(strings.Join(list, "; "), "none")
}

// demoAsk asks the questions, each with the time and the calls it took.
func (a *app) demoAsk(ctx context.Context, w *workspace, questions []demoQuestion) (err error) {
	c, err := w.collection(ctx)
	if err != nil {
		return err
	}
	lib, err := a.library(ctx, w, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lib.Close()) }()
	engine, err := a.engine(ctx, w, lib, queryFlags{})
	if err != nil {
		return err
	}
	engine.Watch = funnel.Watch{}
	p := a.paint()
	for i, q := range questions {
		how := map[funnel.Mode]string{funnel.ModeRAG: "retrieval only", funnel.ModeHybrid: "hybrid: the reader works on the shortlist"}[q.mode]
		fmt.Fprintf(a.stdout, "\n%s\n%s\n", p.bold(fmt.Sprintf("%d. Ask (%s)", i+2, how)), q.text)
		answer, err := engine.Ask(ctx, funnel.Query{Text: q.text, Mode: q.mode})
		if err != nil {
			return err
		}
		if err := a.printDemoAnswer(ctx, w, answer); err != nil {
			return err
		}
	}
	return nil
}

// shownHits is how much of the shortlist the demo shows.
const shownHits = 5

func (a *app) printDemoAnswer(ctx context.Context, w *workspace, answer *funnel.Answer) error {
	p := a.paint()
	fmt.Fprintf(a.stdout, "\nshortlist, best %d of %d documents:\n", min(shownHits, len(answer.Shortlist)), answer.Coverage.Docs)
	for _, d := range answer.Shortlist[:min(shownHits, len(answer.Shortlist))] {
		fmt.Fprintf(a.stdout, "  %.3f  %s\n", d.Score, printable(d.Doc))
	}
	steps, err := w.store.Steps(ctx, answer.Run)
	if err != nil {
		return err
	}
	for _, s := range steps {
		a.printStep(s)
	}
	fmt.Fprintf(a.stdout, "\n%s\n%s\n", p.bold("answer"), printable(answer.Text))
	for _, c := range answer.Citations {
		a.printCitation(c)
	}
	for _, n := range answer.Notices {
		fmt.Fprintf(a.stdout, "\nnote: %s\n", printable(n))
	}
	u := answer.Usage
	fmt.Fprintf(a.stdout, "\n%.2f s, %s (%d cached), %s, %s; model %s\n", u.Seconds, count(u.ModelCalls, "model call"), u.CachedCalls,
		plural(u.Searches, "search", "searches"), count(u.Steps, "step"), answer.Model)
	return nil
}

func (a *app) printNext(h home, corpus demoCorpus) {
	self := "funnel"
	if strings.Contains(os.Args[0], string(filepath.Separator)+"go-build") {
		self = "go run ./cmd/funnel"
	}
	at := self + " --home " + quoteArg(h.dir)
	fmt.Fprintf(a.stdout, "\n%s\n", a.paint().bold("Go on"))
	for _, line := range []string{
		at + ` query "` + corpus.questions[1].text + `"`,
		at + ` search "` + corpus.questions[0].text + `" --explain`,
		at + " trace ls",
		at + " status",
		self + " ingest PATH...        # your own documents",
	} {
		fmt.Fprintln(a.stdout, "  "+line)
	}
}

// findCorpus looks for Go's source tree: that of the toolchain that is
// installed, else the small corpus of this repository.
func (a *app) findCorpus(ctx context.Context, small bool) (demoCorpus, error) {
	if !small {
		if src := goSource(ctx); src != "" {
			return demoCorpus{path: src, name: "Go's own source tree", questions: []demoQuestion{
				{funnel.ModeRAG, "How does strings.Builder minimize memory copying?"},
				{funnel.ModeHybrid, "Which error does Serve return after Shutdown?"},
			}}, nil
		}
	}
	_, file, _, ok := runtime.Caller(0)
	world := filepath.Join(filepath.Dir(file), "..", "..", "testdata", "saltern")
	if _, err := os.Stat(world); !ok || err != nil {
		return demoCorpus{}, fail(exitError, "install Go, or run the demo in a checkout of this repository", "there is no Go source tree here, and no small corpus")
	}
	c := demoCorpus{path: world, name: "The small corpus of this repository", questions: smallQuestions()}
	if !small {
		c.note = "there is no Go toolchain with its source here; the demo takes the small corpus of this repository"
	}
	return c, nil
}

// goSource asks the toolchain for GOROOT and returns its src folder, "" if
// there is none.
func goSource(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return ""
	}
	src := filepath.Join(strings.TrimSpace(string(out)), "src")
	if info, err := os.Stat(filepath.Join(src, "net", "http")); err != nil || !info.IsDir() {
		return ""
	}
	return src
}

// quoteArg quotes an argument for a shell where it needs it.
func quoteArg(s string) string {
	if strings.ContainsAny(s, " \t'\"\\$&;()<>|*?#~`!") {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}
