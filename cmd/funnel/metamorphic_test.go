package main

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// A crowd is one home in which several processes work at the same time, each
// on a tree of its own.
type crowd struct {
	t     *testing.T
	home  labelWorld
	trees []*crowdTree

	mu      sync.Mutex
	slowest time.Duration // of the queries beside the writers
	queries int
}

// A crowdTree is a process's share of the files.
type crowdTree struct {
	r     *rand.Rand
	dir   string
	files map[string]bool
	next  int
}

func newCrowd(t *testing.T, seed uint64, n int) *crowd {
	dir := t.TempDir()
	c := &crowd{t: t, home: labelWorld{t, filepath.Join(dir, "home")}}
	for i := range n {
		c.trees = append(c.trees, &crowdTree{r: rand.New(rand.NewPCG(seed, uint64(i))), dir: filepath.Join(dir, fmt.Sprintf("tree%d", i)), files: map[string]bool{}})
	}
	return c
}

// change adds, changes and deletes files by chance.
func (w *crowdTree) change() error {
	for range 5 + w.r.IntN(25) {
		w.next++
		w.files[fmt.Sprintf("f%d.md", w.r.IntN(w.next)+1)] = true
	}
	var errs []error
	for i := 1; i <= w.next; i++ {
		name := fmt.Sprintf("f%d.md", i)
		if !w.files[name] || w.r.IntN(3) > 0 {
			continue
		}
		path := filepath.Join(w.dir, name)
		if w.r.IntN(5) == 0 {
			delete(w.files, name)
			if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
				errs = append(errs, err)
			}
			continue
		}
		text := fmt.Sprintf("# %s\n\n%s\n\n## Part\n\n%s", name, randomText(w.r, 20), randomText(w.r, w.r.IntN(120)))
		errs = append(errs, os.MkdirAll(w.dir, 0o700), os.WriteFile(path, []byte(text), 0o600))
	}
	return errors.Join(errs...)
}

// commands are what the tree's process does in one round.
func (w *crowdTree) commands() [][]string {
	list := [][]string{{"ingest", w.dir, "--delete-missing", "--quiet"}}
	if w.next == 0 {
		return list
	}
	id := w.some()
	switch w.r.IntN(4) {
	case 0:
		list = append(list, []string{"docs", "label", id, "--set", "hr", "--as", "hr"})
	case 1:
		list = append(list, []string{"docs", "label", id, "--clear", "--as", "hr"})
	case 2:
		list = append(list, []string{"docs", "rm", id, "--as", "hr"})
	}
	return list
}

// work runs commands one after another; the one numbered killed is killed at a
// random instant. A document that is not there is no failure here.
func (c *crowd) work(w *crowdTree, killed int) error {
	for i, args := range w.commands() {
		cmd := program(c.home.home, "http://127.0.0.1:1", args...)
		var out strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			return err
		}
		if i == killed {
			time.Sleep(time.Duration(w.r.Int64N(int64(400 * time.Millisecond))))
			_ = cmd.Process.Kill() // it may be over
		}
		if err := cmd.Wait(); err != nil && i != killed && !strings.Contains(out.String(), "not found") && !strings.Contains(out.String(), "there is no document") && !strings.Contains(out.String(), "nothing has been ingested") {
			return fmt.Errorf("%v: %w\n%s", args, err, &out)
		}
	}
	return nil
}

// ask searches as a process of its own until stop is closed: it must never
// fail, and see whole documents.
func (c *crowd) ask(stop <-chan struct{}) error {
	for {
		select {
		case <-stop:
			return nil
		default:
		}
		started := time.Now()
		out, err := program(c.home.home, "http://127.0.0.1:1", "search", "pump valve harbour", "--quiet", "-k", "5").CombinedOutput()
		took := time.Since(started)
		c.mu.Lock()
		c.slowest, c.queries = max(c.slowest, took), c.queries+1
		c.mu.Unlock()
		if code := new(exec.ExitError); err != nil && (!errors.As(err, &code) || code.ExitCode() != exitNoAnswer && code.ExitCode() != exitNothing) {
			return fmt.Errorf("search beside writers: %w\n%s", err, out)
		}
	}
}

// copied makes a home of the database alone, by SQLite's own backup, while
// others may be at work.
func (c *crowd) copied(name string) labelWorld {
	c.t.Helper()
	to := labelWorld{c.t, filepath.Join(filepath.Dir(c.home.home), name)}
	db, err := sql.Open("sqlite", filepath.Join(c.home.home, dbFile)+"?_pragma=busy_timeout(10000)")
	if err != nil {
		c.t.Fatal(err)
	}
	defer db.Close()
	if err := os.MkdirAll(to.home, 0o700); err != nil {
		c.t.Fatal(err)
	}
	if _, err := db.Exec("VACUUM INTO ?", filepath.Join(to.home, dbFile)); err != nil {
		c.t.Fatal(err)
	}
	return to
}

// TestMetamorphic: random additions, changes, deletions, labels and crashes in
// several processes at once, with others that search. Afterwards the indexes,
// once in step, answer like indexes built from zero over a backup of the
// database; a backup taken in the middle is whole, too.
func TestMetamorphic(t *testing.T) {
	rounds := 3
	switch {
	case os.Getenv("FUNNEL_LONG") != "":
		rounds = 50
	case testing.Short():
		rounds = 1
	}
	c := newCrowd(t, 7, 2)
	for n := range rounds {
		for _, w := range c.trees {
			if err := w.change(); err != nil {
				t.Fatal(err)
			}
		}
		c.round(n)
		for _, w := range c.trees { // what was killed goes on
			c.home.want(0, "", "ingest", w.dir, "--delete-missing")
		}
		c.likeZero(n, "ingest")
		for _, w := range c.trees { // nothing is ingested after these
			for _, change := range [][]string{{"docs", "label", w.some(), "--set", "hr", "--as", "hr"}, {"docs", "rm", w.some(), "--as", "hr"}} {
				c.home.cli(change...) // the document may not be there
			}
		}
		c.likeZero(n, "rm")
	}
	t.Logf("%d rounds, %d searches beside the writers, the slowest %v with the start of its process", rounds, c.queries, c.slowest.Round(time.Millisecond))
}

// some is the id of a document that is or was there.
func (w *crowdTree) some() string {
	return fmt.Sprintf("%s/f%d.md", filepath.Base(w.dir), w.r.IntN(w.next)+1)
}

// likeZero holds what the home answers against a home that has only a backup
// of its database, and builds its indexes from zero.
func (c *crowd) likeZero(n int, after string) {
	c.t.Helper()
	zero := c.copied(fmt.Sprintf("zero%d-%s", n, after))
	for _, args := range [][]string{
		{"docs", "ls", "--json", "--as", "hr"}, {"search", "pump valve harbour", "-k", "30", "--json", "--as", "hr"},
		{"search", "penalty clause", "-k", "30", "--json"}, {"search", "keeper of the lamp", "-k", "30", "--json", "--leg", "vector"},
		{"search", "heading winter", "-k", "30", "--json", "--leg", "keyword", "--as", "hr"},
	} {
		got, want := c.home.cli(args...), zero.cli(args...)
		if got != want {
			c.t.Fatalf("round %d, after %s: funnel %v:\n%s\nfrom zero:\n%s", n, after, args, got, want)
		}
	}
	c.home.want(0, "all is well", "verify")
	zero.want(0, "all is well", "verify")
}

// round lets all work at the same time.
func (c *crowd) round(n int) {
	c.t.Helper()
	var writers, readers sync.WaitGroup
	errs := make([]error, len(c.trees)+1)
	for i, w := range c.trees {
		killed := -1
		if w.r.IntN(2) == 0 {
			killed = 0
		}
		writers.Go(func() { errs[i] = c.work(w, killed) })
	}
	stop := make(chan struct{})
	readers.Go(func() { errs[len(errs)-1] = c.ask(stop) })
	if n > 0 { // there is a database
		middle := c.copied(fmt.Sprintf("middle%d", n))
		middle.cli("search", "pump") // builds its indexes
		middle.want(0, "all is well", "verify")
	}
	writers.Wait()
	close(stop)
	readers.Wait()
	if err := errors.Join(errs...); err != nil {
		c.t.Fatalf("round %d: %v", n, err)
	}
}
