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

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// letter is a mail with two attachments.
func letter(first, second string) string {
	return "Subject: Two files\r\nFrom: a@x.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=BB\r\n\r\n" +
		"--BB\r\nContent-Type: text/plain\r\n\r\nSee what is attached.\r\n" +
		"--BB\r\nContent-Disposition: attachment; filename=one.md\r\n\r\n" + first + "\r\n" +
		"--BB\r\nContent-Disposition: attachment; filename=two.md\r\n\r\n" + second + "\r\n--BB--\r\n"
}

// TestFlagsAreChecked: what no document can carry is refused before any
// source is looked at.
func TestFlagsAreChecked(t *testing.T) {
	dir := tree(t, map[string]string{"a.txt": "words"})
	for _, o := range []Options{
		{Labels: []string{"hr", ""}}, {Labels: []string{" hr"}}, {Labels: []string{"a,b"}},
		{Meta: map[string]string{"": "x"}}, {Meta: map[string]string{"labels": "hr"}}, {Meta: map[string]string{"Label": "hr"}},
	} {
		if _, err := NewPlan(context.Background(), slog.New(slog.DiscardHandler), memory{}, []string{dir}, o); !errors.Is(err, ErrGiven) {
			t.Errorf("%v %v: %v", o.Labels, o.Meta, err)
		}
	}
}

// TestBrokenPartKeepsItsPredecessor: a part that cannot be read any more stays
// as it was, marked, until its file can be read whole.
func TestBrokenPartKeepsItsPredecessor(t *testing.T) {
	dir := tree(t, map[string]string{"m.eml": letter("first text", "second text")})
	m := memory{}
	if r := ingest(t, m, Options{}, dir); r.Added != 3 {
		t.Fatalf("%+v", r)
	}
	write(t, dir, "m.eml", letter("---\nlabels: {a: 1}\n---\nfirst text, new", "second text, new"))
	for run := range 2 {
		r := ingest(t, m, Options{DeleteMissing: true}, dir)
		if r.Failed != 1 || r.Deleted != 0 || r.Skipped != 0 || r.Stale != 1-run {
			t.Errorf("run %d: %+v", run, r)
		}
		one, two := m["tree/m.eml/one.md"], m["tree/m.eml/two.md"]
		if one == nil || !strings.Contains(one.Text, "first text") || one.Metadata["stale"] == nil {
			t.Fatalf("run %d: the part was not kept: %+v", run, one)
		}
		if two == nil || !strings.Contains(two.Text, "new") || two.Metadata["stale"] != nil {
			t.Errorf("run %d: its neighbour: %+v", run, two)
		}
	}
	write(t, dir, "m.eml", letter("first text, new", "second text, new"))
	if r := ingest(t, m, Options{}, dir); r.Failed != 0 || m["tree/m.eml/one.md"].Metadata["stale"] != nil {
		t.Errorf("mended: %+v, %+v", r, m["tree/m.eml/one.md"])
	}
	write(t, dir, "m.eml.meta.json", `{"labels": 7}`)
	if r := ingest(t, m, Options{}, dir); r.Failed != 1 || r.Deleted != 0 || r.Stale != 3 {
		t.Errorf("a broken sidecar: %+v", r)
	}
	os.Remove(filepath.Join(dir, "m.eml.meta.json"))
	if r := ingest(t, m, Options{}, dir); r.Updated != 3 || m["tree/m.eml/two.md"].Metadata["stale"] != nil {
		t.Errorf("without it: %+v", r)
	}
}

// TestLabelsAreNeverIgnored: what looks like labels is labels, or the file
// fails and what is stored of it stays.
func TestLabelsAreNeverIgnored(t *testing.T) {
	const line = `{"_id":"r","text":"one"}` + "\n"
	for _, c := range []struct {
		name, text, side string
		want             []string // nil: it fails
	}{
		{"a.jsonl", line, `{"labels":["x","y"]}`, []string{"x", "y"}},
		{"a.jsonl", line, `{"label":["x"]}`, []string{"x"}},
		{"a.jsonl", line, `{"Labels":"x, y"}`, []string{"x", "y"}},
		{"a.jsonl", line, `{"labels":[1]}`, nil},
		{"a.jsonl", line, `{"labels":`, nil},
		{"a.jsonl", `{"_id":"r","text":"one","labels":"x"}`, "", []string{"x"}},
		{"a.jsonl", `{"_id":"r","text":"one","label":["x"]}`, `{"labels":["y"]}`, []string{"x", "y"}},
		{"a.jsonl", `{"_id":"r","text":"one","labels":{"a":1}}`, "", nil},
		{"m.eml", letter("one", "two"), `{"labels":"x"}`, []string{"x"}},
		{"m.eml", letter("---\nlabels: everyone\n---\none", "two"), `{"labels":"x"}`, []string{"x"}},
		{"a.txt", "words", `["x"]`, nil},
		{"a.txt", "words", `{"labels":""}`, nil},
		{"a.md", "---\nlabels: [x, y]\n---\nwords", "", []string{"x", "y"}},
		{"a.md", "---\nlabel: x\n---\nwords", "", []string{"x"}},
		{"a.md", "---\nlabels: everyone\n---\nwords", `{"labels":["x"]}`, []string{"x"}},
		{"a.md", "---\nlabels: [1]\n---\nwords", "", nil},
		{"a.md", "---\nlabels: [x\n---\nwords", "", nil},
		{"a.md", "---\nlabels: [x]\nwords without an end", "", nil},
		{"a.md", "+++\nlabels = [\"x\"]\n+++\nwords", "", []string{"x"}},
		{"a.md", "+++\nlabels = [\"x\"\n+++\nwords", "", nil},
		{"a.md", "---\nlabels: []\n---\nwords", "", []string{}},
		{"a.md", "---\n\nlabels: of bottles\n", "", []string{}},
	} {
		files := map[string]string{c.name: c.text}
		if c.side != "" {
			files[c.name+sidecarExt] = c.side
		}
		dir, m := tree(t, files), memory{}
		r := ingest(t, m, Options{}, dir)
		if c.want == nil {
			if r.Failed == 0 || len(m) != 0 || r.Failures[0].Error == "" {
				t.Errorf("%s %q %s: %+v", c.name, c.text, c.side, r)
			}
			continue
		}
		if len(m) == 0 || r.Failed > 0 {
			t.Errorf("%s %q %s: %+v", c.name, c.text, c.side, r)
		}
		for id, d := range m {
			if !slices.Equal(d.Labels, c.want) {
				t.Errorf("%s %q %s: %s has labels %q, want %q", c.name, c.text, c.side, id, d.Labels, c.want)
			}
		}
	}
}

// TestSidecarOfLines: what stands beside a file of documents is said of each
// of them, and changes them.
func TestSidecarOfLines(t *testing.T) {
	dir := tree(t, map[string]string{
		"a.jsonl":           `{"_id":"r1","title":"T","text":"one","metadata":{"k":"own"}}` + "\n" + `{"_id":"r2","text":"two"}` + "\n",
		"a.jsonl.meta.json": `{"k":"side","title":"All"}`,
	})
	m := memory{}
	ingest(t, m, Options{}, dir)
	if m["r1"].Metadata["k"] != "own" || m["r2"].Metadata["k"] != "side" || m["r1"].Title != "T" {
		t.Errorf("%+v %+v", m["r1"], m["r2"])
	}
	write(t, dir, "a.jsonl.meta.json", `{"k":"other","labels":["x"]}`)
	if r := ingest(t, m, Options{}, dir); r.Updated != 2 || m["r2"].Metadata["k"] != "other" || len(m["r2"].Labels) != 1 {
		t.Errorf("%+v %+v", r, m["r2"])
	}
	write(t, dir, "a.jsonl.meta.json", `{"labels":`)
	if r := ingest(t, m, Options{}, dir); r.Failed != 1 || len(m["r2"].Labels) != 1 || m["r2"].Metadata["stale"] == nil {
		t.Errorf("a sidecar that broke: %+v %+v", r, m["r2"])
	}
}

// TestGivenStays: what was given with a document stays with it until it is
// replaced or taken away.
func TestGivenStays(t *testing.T) {
	dir := tree(t, map[string]string{"a.txt": "words", "r.jsonl": `{"_id":"r","text":"one"}`})
	m := memory{}
	meta := func(kv ...string) Options {
		o := Options{Meta: map[string]string{}}
		for i := 0; i < len(kv); i += 2 {
			o.Meta[kv[i]] = kv[i+1]
		}
		return o
	}
	steps := []struct {
		o       Options
		touch   bool
		updated int
		project any
		team    any
	}{
		{meta("project", "nightjar"), false, 0, "nightjar", nil},
		{Options{}, false, 0, "nightjar", nil},
		{Options{}, true, 1, "nightjar", nil},
		{meta("team", "red"), false, 2, "nightjar", "red"},
		{meta("project", "other"), false, 2, "other", "red"},
		{Options{Labels: []string{"x"}}, false, 2, "other", "red"},
		{Options{}, false, 0, "other", "red"},
		{meta("project", ""), false, 2, nil, "red"},
		{Options{}, true, 1, nil, "red"},
	}
	for i, s := range steps {
		if s.touch {
			write(t, dir, "a.txt", strings.Repeat("words ", i+2))
		}
		if r := ingest(t, m, s.o, dir); r.Updated != s.updated {
			t.Errorf("step %d: %+v", i, r)
		}
		for id, d := range m {
			if d.Metadata["project"] != s.project || d.Metadata["team"] != s.team {
				t.Errorf("step %d: %s has %v", i, id, d.Metadata)
			}
		}
	}
}

// TestWhatJoinsIsLabelled: a part or line that joins a labelled file has the
// file's labels.
func TestWhatJoinsIsLabelled(t *testing.T) {
	const message = "From a@b Mon Jan  1 00:00:00 2024\nSubject: one\n\nbody\n\n"
	line := func(id string) string { return `{"_id":"` + id + `","text":"one"}` + "\n" }
	dir := tree(t, map[string]string{"m.mbox": message + message, "r.jsonl": line("r1") + line("r2")})
	m := memory{}
	ingest(t, m, Options{Labels: []string{"hr"}, Meta: map[string]string{"k": "v"}}, dir)
	write(t, dir, "m.mbox", message+message+message)
	write(t, dir, "r.jsonl", line("r1")+line("r2")+line("r3"))
	ingest(t, m, Options{}, dir)
	for _, id := range []string{"tree/m.mbox/3.eml", "r3"} {
		if d := m[id]; d == nil || !slices.Equal(d.Labels, []string{"hr"}) || d.Metadata["k"] != "v" {
			t.Errorf("%s: %+v", id, d)
		}
	}
}
