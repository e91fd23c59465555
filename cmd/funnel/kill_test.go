package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"funnel/store"
)

// A killWorld is one tree of files and two homes that are given the same
// commands: in one of them the program is killed on the way.
type killWorld struct {
	t                 *testing.T
	r                 *rand.Rand
	server            *embedServer
	tree              string
	files             map[string]string // what stands in the tree
	killed, reference labelWorld
	model             string // the collection's embedder
	took              map[string]time.Duration
	next              int
}

func newKillWorld(t *testing.T, seed uint64) *killWorld {
	dir := t.TempDir()
	w := &killWorld{
		t: t, r: rand.New(rand.NewPCG(seed, 2)), server: newEmbedServer(t), tree: filepath.Join(dir, "tree"), files: map[string]string{},
		killed: labelWorld{t, filepath.Join(dir, "killed")}, reference: labelWorld{t, filepath.Join(dir, "whole")}, model: "one", took: map[string]time.Duration{},
	}
	for range 70 {
		w.write(w.name())
	}
	return w
}

func (w *killWorld) name() string {
	w.next++
	return fmt.Sprintf("d%d/f%d.md", w.next%7, w.next)
}

// write puts new text into a file.
func (w *killWorld) write(name string) {
	w.files[name] = fmt.Sprintf("# File %s\n\npassage %d of the pump. %s\n\n## More\n\n%s\n", name, w.r.IntN(1e9), randomText(w.r, 30), randomText(w.r, 5+w.r.IntN(200)))
	path := filepath.Join(w.tree, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(w.files[name]), 0o600)); err != nil {
		w.t.Fatal(err)
	}
}

func (w *killWorld) some(n int) []string {
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range w.files {
			if !yield(name) {
				return
			}
		}
	})
	w.r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	return names[:min(n, len(names))]
}

// operation changes the tree by chance and returns the command that follows,
// and the documents that it may change.
func (w *killWorld) operation() (kind string, args []string, touched map[string]bool) {
	touched = map[string]bool{}
	touch := func(name string) string {
		touched["tree/"+name] = true
		return name
	}
	switch n := w.r.IntN(20); {
	case n < 3:
		w.model = map[string]string{"one": "two", "two": "one"}[w.model]
		return "reembed", []string{"reembed", "--embedder", "ollama:" + w.model}, touched
	case n < 6:
		name := touch(w.some(1)[0])
		delete(w.files, name)
		if err := os.Remove(filepath.Join(w.tree, name)); err != nil {
			w.t.Fatal(err)
		}
		return "rm", []string{"docs", "rm", "tree/" + name, "--as", "hr,it"}, touched
	case n < 9:
		args = []string{"docs", "label", "--as", "hr,it"}
		for _, name := range w.some(10) {
			args = append(args, "tree/"+touch(name))
		}
		return "label", append(args, [][]string{{"--set", "hr"}, {"--set", "it,hr"}, {"--clear"}}[w.r.IntN(3)]...), touched
	}
	for _, name := range w.some(w.r.IntN(30)) {
		touch(name)
		if w.r.IntN(3) > 0 {
			w.write(name)
			continue
		}
		delete(w.files, name)
		if err := os.Remove(filepath.Join(w.tree, name)); err != nil {
			w.t.Fatal(err)
		}
	}
	for range w.r.IntN(20) {
		if len(w.files) < 200 { // a tree that grew would make every round slower than the one before it
			w.write(touch(w.name()))
		}
	}
	return "ingest", []string{"ingest", w.tree, "--delete-missing"}, touched
}

// TestKill kills the program at random instants of ingest, deletion, labelling
// and re-embedding. Nothing that was acknowledged before is lost; and after
// the same command once more, documents, labels and searches are those of a
// home in which nobody was killed, and verify finds nothing.
func TestKill(t *testing.T) {
	kills := 20
	if n, err := strconv.Atoi(os.Getenv("FUNNEL_TEST_KILLS")); err == nil {
		kills = n
	} else if testing.Short() {
		kills = 3
	}
	w := newKillWorld(t, uint64(kills))
	w.run(w.reference, "ingest", "ingest", w.tree, "--embedder", "ollama:one")
	w.run(w.killed, "ingest", "ingest", w.tree, "--embedder", "ollama:one")
	w.compare()
	died := map[string]int{}
	for n := 0; n < kills; {
		before := w.documents(w.killed)
		kind, args, touched := w.operation()
		if w.kill(kind, args) {
			n++
			died[kind]++
		}
		w.kept(before, touched, fmt.Sprintf("kill %d, in %v", n, args))
		w.run(w.reference, kind, args...)
		w.again(kind, args)
		w.compare()
		if n%5 == 0 {
			w.killed.want(0, "all is well", "verify")
		}
		if t.Failed() {
			t.Fatalf("after kill %d, in %v", n, args)
		}
	}
	t.Logf("%d kills: %v", kills, died)
}

// run gives a home a command that must succeed.
func (w *killWorld) run(home labelWorld, kind string, args ...string) {
	w.t.Helper()
	started := time.Now()
	out, err := program(home.home, w.server.URL, args...).CombinedOutput()
	if err != nil {
		w.t.Fatalf("%v: %v\n%s", args, err, out)
	}
	w.took[kind] = max(w.took[kind], min(time.Since(started), 5*time.Second))
}

// kill starts the command and kills it at a random instant; false if it was
// over by then.
func (w *killWorld) kill(kind string, args []string) bool {
	cmd := program(w.killed.home, w.server.URL, args...)
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	longest := max(w.took[kind], 50*time.Millisecond)
	time.Sleep(time.Duration(w.r.Int64N(int64(longest))))
	killed := cmd.Process.Kill() == nil
	err := cmd.Wait()
	return killed && err != nil
}

// again repeats the command after the kill. What was deleted before the kill
// cannot be deleted once more.
func (w *killWorld) again(kind string, args []string) {
	w.t.Helper()
	out, err := program(w.killed.home, w.server.URL, args...).CombinedOutput()
	if err != nil && (kind != "rm" || !strings.Contains(string(out), "there is no document")) {
		w.t.Fatalf("%v after a kill: %v\n%s", args, err, out)
	}
}

// documents reads all that a home holds, and checks it.
func (w *killWorld) documents(home labelWorld) map[string]*store.Document {
	w.t.Helper()
	ctx := context.Background()
	st, err := store.Open(ctx, filepath.Join(home.home, dbFile), store.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	defer st.Close()
	c, err := st.Collection(ctx, "default")
	if err != nil {
		w.t.Fatal(err)
	}
	docs := map[string]*store.Document{}
	err = c.Each(ctx, func(d *store.Document) error {
		d.Seq = 0 // the order of commits, which a kill may change
		docs[d.ID] = d
		return nil
	})
	if err := errors.Join(err, st.Check(ctx)); err != nil {
		w.t.Fatal(err)
	}
	return docs
}

// kept checks that the killed command changed nothing but what it was about,
// and that, in one piece: a document is as before, gone, or has the file's text.
func (w *killWorld) kept(before map[string]*store.Document, touched map[string]bool, when string) {
	w.t.Helper()
	after := w.documents(w.killed)
	for id, d := range before {
		if !touched[id] && !reflect.DeepEqual(after[id], d) {
			w.t.Errorf("%s: %s, which it was not about, is %+v, was %+v", when, id, after[id], d)
		}
	}
	for id, d := range after {
		text := w.files[strings.TrimPrefix(id, "tree/")]
		if old := before[id]; (old == nil || old.Text != d.Text) && d.Text != text {
			w.t.Errorf("%s: %s has neither its old nor its new text", when, id)
		}
	}
}

// compare holds both homes against each other.
func (w *killWorld) compare() {
	w.t.Helper()
	got, want := w.documents(w.killed), w.documents(w.reference)
	for id, d := range want {
		if !reflect.DeepEqual(got[id], d) {
			w.t.Errorf("%s is %+v, want %+v", id, got[id], d)
		}
	}
	if len(got) != len(want) {
		w.t.Errorf("%d documents, want %d", len(got), len(want))
	}
	url := []string{"--base-url", w.server.URL}
	for _, args := range [][]string{
		{"search", "penalty clause pump", "-k", "20", "--json", "--as", "hr"}, {"search", "lamp keeper", "-k", "20", "--json", "--leg", "vector"}, {"status", "--as", "hr,it"},
	} {
		a, b := w.killed.cli(append(args, url...)...), w.reference.cli(append(args, url...)...)
		if args[0] == "status" { // changes are counted by document that is or was: both homes have the same
			a, b = strings.ReplaceAll(a, "killed", ""), strings.ReplaceAll(b, "whole", "")
			a, b = cutLine(a, "home:"), cutLine(b, "home:")
		}
		if a != b {
			w.t.Errorf("funnel %v:\n%s\nwithout kills:\n%s", args, a, b)
		}
	}
}

// cutLine drops lines that begin so.
func cutLine(s, prefix string) string {
	var kept []string
	for _, l := range strings.Split(s, "\n") {
		if !strings.HasPrefix(l, prefix) {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n")
}
