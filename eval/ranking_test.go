package eval

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"funnel/funnel"
	"funnel/index/embed"
	"funnel/ingest"
	"funnel/store"
)

var update = flag.Bool("update", false, "write the figures of the sets that are here to testdata/ranking.golden")

// rankingGolden holds the quality of the shortlist, so that what a change does
// to it is a line of its diff. Sets that are not here keep their lines.
const rankingGolden = "testdata/ranking.golden"

// rankingSets are what the golden file is measured on: how many questions, the
// first of them, or each of so many, and whether it takes more than some
// seconds. The questions of xquad come one language after the other.
var rankingSets = []struct {
	name        string
	limit, each int
	long        bool
}{
	{"saltern", 0, 1, false},
	{"covidqa-chunks", 100, 1, false},
	{"scifact", 0, 1, true},
	{"wikimix", 400, 1, true},
	{"cuad", 0, 1, true},
	{"covidqa", 300, 1, true},
	{"peps", 0, 1, true},
	{"cmrc2018-zh", 300, 1, true},
	{"xquad", 0, 24, true},
	{"sec-10q", 0, 1, true},
}

// TestRanking compares the ranking's quality with the golden file. FUNNEL_LONG=1
// takes all sets; -update writes what was measured.
func TestRanking(t *testing.T) {
	if testing.Short() {
		t.Skip("measures rankings")
	}
	golden := readRanking(t)
	for _, set := range rankingSets {
		t.Run(set.name, func(t *testing.T) {
			if set.long && os.Getenv("FUNNEL_LONG") == "" {
				t.Skip("set FUNNEL_LONG=1 to run")
			}
			got := measureRanking(t, set.name, set.limit, set.each)
			want := golden[set.name]
			if golden[set.name] = got; !slices.Equal(got, want) && !*update {
				t.Errorf("the ranking changed; -update writes the new figures\nwas\n%s\nis\n%s", strings.Join(want, "\n"), strings.Join(got, "\n"))
			}
		})
	}
	if *update {
		writeRanking(t, golden)
	}
}

// measureRanking gives the lines of one set.
func measureRanking(t *testing.T, name string, limit, each int) (lines []string) {
	d, engine, lib := shelve(t, datasetDir(t, name))
	at := -1
	d.Questions = slices.DeleteFunc(d.Questions, func(Question) bool { at++; return at%each != 0 })
	asked := "all questions"
	if limit > 0 {
		asked = fmt.Sprintf("the first %d questions", limit)
	}
	if each > 1 {
		asked = fmt.Sprintf("each %dth question", each)
	}
	r, err := Retrieve(t.Context(), engine, lib.Docs, d, RetrievalOptions{Limit: limit, Rounds: 10})
	if err != nil {
		t.Fatal(err)
	}
	add := func(kind string, queries int, legs map[funnel.Leg]Means) {
		for _, leg := range slices.Sorted(maps.Keys(legs)) {
			line := fmt.Sprintf("%-14s %-30s %5d %-8s", name, kind, queries, leg)
			for _, metric := range []string{"ndcg@10", "recall@20", "all@20", "recall@100"} {
				line += fmt.Sprintf("  %s %.3f", metric, legs[leg][metric].Mean)
			}
			lines = append(lines, line)
		}
	}
	add(asked, r.Queries, r.Legs)
	for _, k := range r.Spread {
		add(k.Kind, k.Queries, k.Legs)
	}
	return lines
}

// datasetDir is the folder of a set, of ours or of the development sets.
func datasetDir(t *testing.T, name string) string {
	t.Helper()
	for _, root := range []string{filepath.Join("..", "testdata"), cmp.Or(os.Getenv("FUNNEL_TEST_DATA"), filepath.Join("..", "..", "shared", "data"))} {
		dir := filepath.Join(root, name)
		if _, err := os.Stat(filepath.Join(dir, queriesFile)); err == nil {
			return dir
		}
	}
	t.Skipf("no development set %s (FUNNEL_TEST_DATA)", name)
	return ""
}

// shelve ingests a dataset into a home of its own.
func shelve(t *testing.T, dir string) (*Dataset, *funnel.Engine, *funnel.Library) {
	t.Helper()
	d, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, corpusFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		path = filepath.Join(dir, docsFolder)
	}
	lib := ingested(t, path, ingest.Options{})
	if err := d.Locate(t.Context(), lib.Docs); err != nil {
		t.Fatal(err)
	}
	return d, &funnel.Engine{Collection: lib.Collection(), Log: slog.New(slog.DiscardHandler), Now: time.Now}, lib
}

// ingested is a library of what lies under path, with the built-in embedder.
func ingested(t *testing.T, path string, o ingest.Options) *funnel.Library {
	t.Helper()
	ctx, log, home := context.WithoutCancel(t.Context()), slog.New(slog.DiscardHandler), t.TempDir()
	s, err := store.Open(ctx, filepath.Join(home, "funnel.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	c, err := s.Create(ctx, "default")
	if err != nil {
		t.Fatal(err)
	}
	plan, err := ingest.NewPlan(ctx, log, c, []string{path}, o)
	if err == nil {
		_, err = plan.Apply(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	lib, err := funnel.OpenLibrary(ctx, log, c, filepath.Join(home, "index"), embed.Builtin(0))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lib.Close() })
	if err := errors.Join(lib.SyncText(ctx), lib.SyncVectors(ctx, nil)); err != nil {
		t.Fatal(err)
	}
	return lib
}

func readRanking(t *testing.T) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(rankingGolden)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	bySet := map[string][]string{}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\n")
		name, _, _ := strings.Cut(line, " ")
		bySet[name] = append(bySet[name], line)
	}
	return bySet
}

func writeRanking(t *testing.T, bySet map[string][]string) {
	t.Helper()
	var b strings.Builder
	for _, set := range rankingSets {
		for _, line := range bySet[set.name] {
			b.WriteString(line + "\n")
		}
	}
	if err := os.MkdirAll(filepath.Dir(rankingGolden), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(rankingGolden, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
