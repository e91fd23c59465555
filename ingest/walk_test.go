package ingest

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func ids(m memory) string {
	var list []string
	for id := range m {
		list = append(list, id)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// skipped maps base names to the reasons why they were skipped.
func skipped(r *Report) map[string]string {
	out := map[string]string{}
	for _, s := range r.Skips {
		out[filepath.Base(s.Path)] = s.Error
	}
	return out
}

func TestIgnoreFiles(t *testing.T) {
	dir := tree(t, map[string]string{
		".gitignore": "*.log\n/build/\n!keep.log\n# a comment\n", "a.txt": "x", "b.log": "x", "keep.log": "x", "build/c.txt": "x",
		"sub/.funnelignore": "secret*\n", "sub/secret.txt": "x", "sub/open.txt": "x", "sub/build/d.txt": "x", "secret.txt": "x",
	})
	m := memory{}
	r := ingest(t, m, Options{}, dir)
	if got, want := ids(m), "tree/a.txt tree/keep.log tree/secret.txt tree/sub/build/d.txt tree/sub/open.txt"; got != want {
		t.Errorf("documents %s\nwant      %s", got, want)
	}
	if reason := skipped(r)["b.log"]; !strings.Contains(reason, "--no-ignore") {
		t.Errorf("b.log: %q", reason)
	}
	all := memory{}
	if ingest(t, all, Options{NoIgnore: true}, dir); len(all) != 8 {
		t.Errorf("with NoIgnore: %s", ids(all))
	}
	// Within a repository, its ignore files above the named folder count, too.
	if err := os.Mkdir(filepath.Join(dir, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "sub/x.log"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	sub := memory{}
	if ingest(t, sub, Options{}, filepath.Join(dir, "sub")); ids(sub) != "sub/build/d.txt sub/open.txt" {
		t.Errorf("in a repository: %s", ids(sub))
	}
}

func TestGlobsAndFilters(t *testing.T) {
	dir := tree(t, map[string]string{"a.md": "x", "b.txt": "x", "sub/c.md": "x", "sub/deep/d.md": "x", ".hid/e.md": "x", "{f}.md": "x", "g [1].md": "x"})
	for _, tt := range []struct {
		pattern string
		opts    Options
		want    string
	}{
		{"**/*.md", Options{}, "tree/a.md tree/g [1].md tree/sub/c.md tree/sub/deep/d.md tree/{f}.md"},
		{"*.{md,txt}", Options{}, "tree/a.md tree/b.txt tree/g [1].md tree/{f}.md"},
		{"sub/**", Options{}, "sub/c.md sub/deep/d.md"},
		{".hid/*.md", Options{}, ".hid/e.md"},
		{"g [1].md", Options{}, "g [1].md"},
		{"", Options{Include: []string{"*.{md,rst}"}, Exclude: []string{"deep", "{f}*", "g*"}}, "tree/a.md tree/sub/c.md tree/{f}.md"},
	} {
		m := memory{}
		ingest(t, m, tt.opts, filepath.Join(dir, tt.pattern))
		if ids(m) != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.pattern, ids(m), tt.want)
		}
	}
	for _, bad := range []Options{{Include: []string{"[a"}}, {Exclude: []string{"{a"}}} {
		if _, err := NewPlan(context.Background(), slog.New(slog.DiscardHandler), memory{}, []string{dir}, bad); !errors.Is(err, ErrPattern) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	if _, err := NewPlan(context.Background(), slog.New(slog.DiscardHandler), memory{}, []string{filepath.Join(dir, "*.nothing")}, Options{}); err == nil || !strings.Contains(err.Error(), "nothing matches") {
		t.Errorf("a glob without a match: %v", err)
	}
}

func TestSymbolicLinks(t *testing.T) {
	dir := tree(t, map[string]string{"a.txt": "x", "sub/b.txt": "x", "../out/c.txt": "x"})
	link := func(target, name string) {
		t.Helper()
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Skip("no symbolic links: ", err)
		}
	}
	link("a.txt", "inside")
	link(".", "loop")
	link("self", "self")
	link("../out", "outside")
	link("nowhere", "dangling")
	m := memory{}
	got := skipped(ingest(t, m, Options{}, dir))
	if ids(m) != "tree/a.txt tree/sub/b.txt" {
		t.Errorf("documents %s", ids(m))
	}
	for name, want := range map[string]string{"inside": "under its own name", "loop": "under its own name", "self": "leads to itself", "outside": "out of the folder", "dangling": "not there"} {
		if !strings.Contains(got[name], want) {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
	// A link that is named itself is followed, and gives the names.
	named := memory{}
	if ingest(t, named, Options{}, filepath.Join(dir, "outside")); ids(named) != "outside/c.txt" {
		t.Errorf("a named link: %s", ids(named))
	}
}

// TestOneFileOneDocument: a file is one document, by whichever path it came.
func TestOneFileOneDocument(t *testing.T) {
	dir := tree(t, map[string]string{"a.txt": "x", "sub/b.txt": "y"})
	m := memory{}
	ingest(t, m, Options{}, dir, filepath.Join(dir, "a.txt"), filepath.Join(dir, "*.txt"), filepath.Join(dir, "sub"))
	if ids(m) != "tree/a.txt tree/sub/b.txt" {
		t.Errorf("in one run: %s", ids(m))
	}
	ingest(t, m, Options{}, filepath.Join(dir, "a.txt"))
	ingest(t, m, Options{}, filepath.Join(dir, "sub"))
	if ids(m) != "tree/a.txt tree/sub/b.txt" {
		t.Errorf("in later runs: %s", ids(m))
	}
}

func TestAvoid(t *testing.T) {
	dir := tree(t, map[string]string{"a.txt": "x", "home/funnel.txt": "x", "home.txt": "x"})
	m := memory{}
	r := ingest(t, m, Options{Avoid: []string{filepath.Join(dir, "home")}}, dir)
	if ids(m) != "tree/a.txt tree/home.txt" || !strings.Contains(skipped(r)["home"], "own data") {
		t.Errorf("documents %s, skips %v", ids(m), r.Skips)
	}
}

func TestStandardInput(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"", "some words", "stdin-"},
		{"notes.md", "# T\n\nwords", "notes.md"},
		{"", "{\"_id\":\"r1\",\"text\":\"one\"}\n{\"_id\":\"r2\",\"text\":\"two\"}\n", "r1 r2"},
		{"x.jsonl", "{\"_id\":\"r1\",\"text\":\"one\"}\n", "r1"},
		{"x.jsonl", "{\"level\":\"info\"}\n", "x.jsonl"},
	} {
		m := memory{}
		ingest(t, m, Options{Stdin: strings.NewReader(tt.in), StdinName: tt.name}, "-")
		if got := ids(m); got != tt.want && (tt.want != "stdin-" || !strings.HasPrefix(got, "stdin-") || len(m) != 1) {
			t.Errorf("%q %q: %s, want %s", tt.name, tt.in, got, tt.want)
		}
	}
}

// TestSidecar: what stands beside a file is its metadata, and a change of it a
// change of the document.
func TestSidecar(t *testing.T) {
	dir := tree(t, map[string]string{"a.txt": "text", "a.txt.meta.json": `{"title":"T","year":2024,"labels":["hr"]}`, "b.txt": "text", "b.txt.meta.json": `{"labels":7}`})
	m := memory{}
	r := ingest(t, m, Options{Labels: []string{"board"}, Meta: map[string]string{"team": "x"}}, dir)
	d := m["tree/a.txt"]
	if d == nil || d.Title != "T" || d.Metadata["year"] != 2024.0 || d.Metadata["team"] != "x" || strings.Join(d.Labels, ",") != "board,hr" || d.Metadata["labels"] != nil {
		t.Errorf("document %+v", d)
	}
	if len(m) != 1 || r.Failed != 1 || !strings.Contains(r.Failures[0].Error, "labels") {
		t.Errorf("a broken sidecar must not make a document without its labels: %v, %v", ids(m), r.Failures)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.txt.meta.json"), []byte(`{"labels":["hr"]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if r := ingest(t, m, Options{Labels: []string{"board"}, Meta: map[string]string{"team": "x"}}, dir); r.Updated != 1 || m["tree/a.txt"].Metadata["year"] != nil {
		t.Errorf("a changed sidecar: %+v", r)
	}
}
