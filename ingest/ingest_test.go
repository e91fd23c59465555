package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"funnel/ingest/extract"
	"funnel/store"
)

// memory is a collection in memory.
type memory map[string]*store.Document

func (m memory) Manifest(context.Context) (map[string]store.Entry, error) {
	out := map[string]store.Entry{}
	for id, d := range m {
		out[id] = store.Entry{Hash: d.Hash, Source: d.Source}
	}
	return out, nil
}

func (m memory) Apply(_ context.Context, put []*store.Document, remove []string) (a store.Applied, err error) {
	for _, d := range put {
		if m[d.ID] == nil {
			a.Added++
		} else {
			a.Updated++
		}
		m[d.ID] = d
	}
	for _, id := range remove {
		delete(m, id)
		a.Deleted++
	}
	return a, nil
}

func (m memory) Document(_ context.Context, id string) (*store.Document, error) {
	if m[id] == nil {
		return nil, store.ErrNotFound
	}
	d := *m[id]
	return &d, nil
}

func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "tree")
	for name, text := range files {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func ingest(t *testing.T, m memory, o Options, paths ...string) *Report {
	t.Helper()
	p, err := NewPlan(context.Background(), slog.New(slog.DiscardHandler), m, paths, o)
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Apply(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestIngestTree(t *testing.T) {
	dir := tree(t, map[string]string{
		"a.md": "# Title\n\nSome text.\n", "sub/b.txt": "plain words", "sub/.hidden": "x", "c.bin": "\x00\x01",
		"bad.docx": "\x00\x01\x02", "empty.md": " \n", "name with # ü.txt": "odd name",
		"docs.jsonl": `{"_id":"r1","title":"R","text":"record one","metadata":{"k":"v"}}` + "\nnot json\n" + `{"_id":"r2","text":"two"}` + "\n",
	})
	m := memory{}
	r := ingest(t, m, Options{Meta: map[string]string{"team": "x"}}, dir)
	if r.Added != 5 || r.Failed != 2 || r.Skipped != 3 {
		t.Errorf("added %d, failed %v, skipped %v", r.Added, r.Failures, r.Skips)
	}
	for _, id := range []string{"tree/a.md", "tree/sub/b.txt", "tree/name with # ü.txt", "r1", "r2"} {
		if m[id] == nil {
			t.Errorf("no document %q", id)
		}
	}
	if d := m["tree/a.md"]; d.Title != "Title" || d.Kind != "markdown" || d.Metadata["team"] != "x" {
		t.Errorf("markdown: %+v", d)
	}
	if d := m["r1"]; d.Metadata["k"] != "v" || d.Metadata["team"] != "x" {
		t.Errorf("record: %+v", d.Metadata)
	}
	again := ingest(t, m, Options{Meta: map[string]string{"team": "x"}}, dir)
	if again.Unchanged != 5 || again.Added+again.Updated != 0 {
		t.Errorf("second run: %+v", again)
	}
	os.Remove(filepath.Join(dir, "a.md"))
	os.WriteFile(filepath.Join(dir, "sub/b.txt"), []byte("other words"), 0o644)
	if r := ingest(t, m, Options{Meta: map[string]string{"team": "x"}}, dir); r.Updated != 1 || r.Missing != 1 || r.Deleted != 0 {
		t.Errorf("third run: %+v", r)
	}
	if r := ingest(t, m, Options{Meta: map[string]string{"team": "x"}, DeleteMissing: true}, dir); r.Deleted != 1 || m["tree/a.md"] != nil {
		t.Errorf("fourth run: %+v", r)
	}
}

// TestStale: a file that lost its text must not answer for ever.
func TestStale(t *testing.T) {
	dir := tree(t, map[string]string{"a.txt": "old text", "b.txt": "stays"})
	m := memory{}
	ingest(t, m, Options{}, dir)
	os.WriteFile(filepath.Join(dir, "a.txt"), []byte("  \n"), 0o644)
	if r := ingest(t, m, Options{}, dir); r.Missing != 1 || r.Skipped != 1 {
		t.Errorf("an emptied file: %+v", r)
	}
	if r := ingest(t, m, Options{DeleteMissing: true}, dir); r.Deleted != 1 || m["tree/a.txt"] != nil {
		t.Errorf("delete missing: %+v", r)
	}
	os.WriteFile(filepath.Join(dir, "b.txt"), []byte("{\\rtf1 {"), 0o644)
	for run := range 2 { // the second finds it marked already
		r := ingest(t, m, Options{DeleteMissing: true}, dir)
		if r.Deleted != 0 || r.Failed != 1 || m["tree/b.txt"] == nil || r.Stale != 1-run {
			t.Errorf("run %d: a failure was taken for an absence, or not marked: %+v", run, r)
		}
		if reason, _ := m["tree/b.txt"].Metadata["stale"].(string); reason == "" || m["tree/b.txt"].Text != "stays" {
			t.Errorf("what is kept of a broken file: %+v", m["tree/b.txt"])
		}
	}
	os.WriteFile(filepath.Join(dir, "b.txt"), []byte("stays"), 0o644)
	if r := ingest(t, m, Options{}, dir); r.Updated != 1 || m["tree/b.txt"].Metadata["stale"] != nil {
		t.Errorf("a mended file: %+v", r)
	}
}

func TestErrors(t *testing.T) {
	ctx, log := context.Background(), slog.New(slog.DiscardHandler)
	if _, err := NewPlan(ctx, log, memory{}, []string{filepath.Join(t.TempDir(), "nowhere")}, Options{}); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("missing path: %v", err)
	}
	if _, err := NewPlan(ctx, log, memory{}, []string{t.TempDir()}, Options{}); err == nil || !strings.Contains(err.Error(), "no documents") {
		t.Errorf("empty folder: %v", err)
	}
}

func TestOneIDTwoSources(t *testing.T) {
	dir := tree(t, map[string]string{"x/a.txt": "one", "y/a.txt": "two", "y/c.txt": "three", "u/y/a.txt": "four", "z/a.txt": "five", "r.jsonl": `{"_id":"c.txt","text":"six"}`})
	at := func(name string) string { return filepath.Join(dir, name) }
	texts := func(m memory) map[string]string {
		out := map[string]string{}
		for id, d := range m {
			out[id] = d.Text
		}
		return out
	}
	m := memory{}
	r := ingest(t, m, Options{}, at("x/a.txt"), at("y/a.txt"), at("u/y/a.txt"), at("y/c.txt"))
	want := map[string]string{"x/a.txt": "one", "tree/y/a.txt": "two", "u/y/a.txt": "four", "c.txt": "three"}
	if r.Failed != 0 || !maps.Equal(texts(m), want) || len(r.Notes) != 1 {
		t.Errorf("named together: %v, %+v", texts(m), r)
	}
	if r = ingest(t, m, Options{}, at("z/a.txt"), at("x/a.txt")); r.Added != 1 || m["a.txt"].Text != "five" || m["x/a.txt"].Text != "one" {
		t.Errorf("an id changed because another file joined: %v, %+v", texts(m), r)
	}
	if r = ingest(t, m, Options{}, at("r.jsonl")); r.Failed != 1 || m["c.txt"].Text != "three" {
		t.Errorf("a line took the id of another source: %v", r.Failures)
	}
	m = memory{}
	ingest(t, m, Options{}, at("x/a.txt"))
	r = ingest(t, m, Options{}, at("y/a.txt"))
	if r.Failed != 0 || m["a.txt"].Text != "one" || m["y/a.txt"].Text != "two" {
		t.Errorf("one after the other: %v %v", texts(m), r.Failures)
	}
	if r = ingest(t, m, Options{}, at("y"), at("u/y")); r.Failed != 0 || r.Added != 2 || m["u/y/a.txt"].Text != "four" || m["y/c.txt"].Text != "three" {
		t.Errorf("folders of one name: %v %+v", texts(m), r)
	}
	os.Remove(at("x/a.txt"))
	if r = ingest(t, m, Options{}, at("z/a.txt")); r.Updated != 1 || m["a.txt"].Text != "five" {
		t.Errorf("a file that took the place of one that is gone: %v %+v", texts(m), r)
	}
}

func TestDataset(t *testing.T) {
	dir := tree(t, map[string]string{"queries.jsonl": `{"_id":"q","text":"?"}`, "docs/a.md": "text", "qrels/test.tsv": "x"})
	m := memory{}
	if r := ingest(t, m, Options{}, dir); m["docs/a.md"] == nil || len(m) != 1 || len(r.Notes) != 1 {
		t.Errorf("documents %v, notes %v", m, r.Notes)
	}
}

// checkChunks holds for every text: spans in order, on rune boundaries, of
// bounded size, and together all that is not white space; without overlap none
// begins before the last one ended.
func checkChunks(t *testing.T, kind, text string, outline []store.Heading, o ChunkOptions) {
	t.Helper()
	z := o.sizes(kind)
	for _, r := range rows(kind, text, z) {
		z.line = max(z.line, r.end-r.start)
	}
	at, begin := 0, -1
	for _, c := range chunk(kind, text, outline, o) {
		if c.Start <= begin || c.Start < at-z.overlap || c.End <= c.Start || c.End < at || c.End > len(text) {
			t.Fatalf("chunk %+v after %d of %d", c, at, len(text))
		}
		if c.End-c.Start > z.line+z.overlap {
			t.Fatalf("chunk of %d bytes", c.End-c.Start)
		}
		if !utf8.ValidString(text[c.Start:c.End]) {
			t.Fatalf("chunk %+v cuts a rune", c)
		}
		if c.Start > at && strings.TrimFunc(text[at:c.Start], unicode.IsSpace) != "" {
			t.Fatalf("lost %q", text[at:c.Start])
		}
		at, begin = c.End, c.Start
	}
	if strings.TrimFunc(text[at:], unicode.IsSpace) != "" {
		t.Fatalf("lost the end %q", text[at:])
	}
}

// TestRows: a table row and a line of code stay in one chunk, and each chunk
// of a table knows its columns.
func TestRows(t *testing.T) {
	row := strings.Repeat("value,", 700) + "end\n" // longer than a chunk of prose
	text := "name,number\n" + strings.Repeat(row, 20)
	r, err := extract.Read(t.Context(), "a.csv", []byte(text), extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := r.Documents[0]
	for _, c := range chunk(d.Kind, d.Text, d.Outline, ChunkOptions{Overlap: 50}) {
		if c.Start > 0 && d.Text[c.Start-1] != '\n' || c.End < len(text)-1 && d.Text[c.End] != '\n' {
			t.Fatalf("chunk %+v cuts a row", c)
		}
		if c.Heading != "name | number" {
			t.Fatalf("heading %q", c.Heading)
		}
	}
}

// TestSkippedPartsStay: a run that finds a file unchanged reports the parts that
// were skipped when it was read.
func TestSkippedPartsStay(t *testing.T) {
	mail := strings.Replace(letter("one", "\x89PNG\r\n"), "filename=two.md", "filename=two.png", 1)
	dir := tree(t, map[string]string{"m.eml": mail, "a.txt": "words"})
	m := memory{}
	first := ingest(t, m, Options{}, dir)
	again := ingest(t, m, Options{}, dir)
	if first.Skipped != 1 || first.Added != 3 || again.Unchanged != 3 || !slices.Equal(first.Skips, again.Skips) || again.Skipped != 1 {
		t.Errorf("first %+v\nagain %+v", first, again)
	}
	if r := ingest(t, m, Options{Labels: []string{"x"}}, dir); r.Updated != 3 || r.Skipped != 1 {
		t.Errorf("with a label: %+v", r)
	}
	write(t, dir, "m.eml", letter("one", "two"))
	if r := ingest(t, m, Options{}, dir); r.Skipped != 0 || r.Updated != 2 {
		t.Errorf("mended: %+v", r)
	}
}

// TestRowsOfSeveralLines: a row whose cells hold line ends stays in one chunk,
// and so does a long row of a table in prose; one that is longer than any chunk
// is cut between cells.
func TestRowsOfSeveralLines(t *testing.T) {
	quoted := func(sep string) string {
		var b strings.Builder
		b.WriteString("name" + sep + "text" + sep + "end\n")
		for i := range 200 {
			fmt.Fprintf(&b, "row %d%s\"first line %d, with \"\"quotes\"\"\n\nthird line; %s\"%sEND\n", i, sep, i, strings.Repeat("words ", i%40), sep)
		}
		return b.String()
	}
	long := strings.Repeat("a cell of some words ", 40)
	piped := "Before.\n\n" + strings.Repeat("| "+long+" | "+long+" | "+long+" | END\n", 30) + "\nAfter.\n"
	huge := "a,b\n" + strings.Repeat("\""+strings.Repeat("one cell\n", 300)+"\",", 40) + "END\n"
	for _, tt := range []struct{ kind, text, mark string }{
		{"csv", quoted(","), "END\n"}, {"csv", quoted("\t"), "END\n"}, {"csv", quoted(";"), "END\n"}, {"csv", huge, "\","},
		{"markdown", piped, "END\n"}, {"html", piped, "END\n"},
	} {
		for _, o := range []ChunkOptions{{}, {Overlap: 60}} {
			checkChunks(t, tt.kind, tt.text, nil, o)
			list := chunk(tt.kind, tt.text, nil, o)
			if len(list) < 10 {
				t.Errorf("%s: %d chunks", tt.kind, len(list))
			}
			for _, c := range list[1:] {
				if before := strings.TrimRight(tt.text[:c.Start], "\n"); !strings.HasSuffix(before+"\n", tt.mark) && !strings.HasSuffix(before, tt.mark) && !strings.HasSuffix(before, "Before.") && !strings.HasSuffix(before, "a,b") && !strings.HasSuffix(before, "end") {
					t.Fatalf("%s: a chunk begins inside a row: …%q | %.30q", tt.kind, before[max(0, len(before)-20):], tt.text[c.Start:])
				}
			}
		}
	}
	// A quotation mark that nothing closes is none.
	checkChunks(t, "csv", "a,b\n\"never closed,1\n"+strings.Repeat("x,y\n", 2000), nil, ChunkOptions{})
}

func TestOverlap(t *testing.T) {
	text := strings.Repeat("A line of some words that goes on for a while.\n", 400)
	plain, over := chunk("text", text, nil, ChunkOptions{}), chunk("text", text, nil, ChunkOptions{Overlap: 40})
	if len(plain) != len(over) {
		t.Fatalf("%d chunks, %d with overlap", len(plain), len(over))
	}
	for i := 1; i < len(over); i++ {
		if by := over[i-1].End - over[i].Start; by < 60 || by > 160 {
			t.Errorf("chunk %d overlaps by %d bytes", i, by)
		}
		if plain[i].Start < plain[i-1].End {
			t.Errorf("chunk %d overlaps without being asked", i)
		}
	}
}

func FuzzChunk(f *testing.F) {
	f.Add("# A\n\ntext\n\n## B\nmore\n", 10)
	f.Add(strings.Repeat("ünïcödé", 300), 7)
	f.Add("a.go\nfunc f() {}\n\x0b\n", 3)
	f.Fuzz(func(t *testing.T, text string, target int) {
		if !utf8.ValidString(text) || target > 1<<20 {
			return
		}
		for _, name := range []string{"a.md", "a.go", "a.txt", "a.py", "a.html", "a.csv"} {
			r, err := extract.Read(t.Context(), name, []byte(text), extract.Options{})
			if err != nil {
				continue
			}
			for _, d := range r.Documents {
				checkChunks(t, d.Kind, d.Text, d.Outline, ChunkOptions{Target: max(target, 8), Overlap: target % 16})
			}
		}
	})
}

// TestFailureIsNoAbsence: a broken line keeps its old record, an unreadable
// folder everything below it.
func TestFailureIsNoAbsence(t *testing.T) {
	dir := tree(t, map[string]string{"r.jsonl": "{\"_id\":\"a\",\"text\":\"x\"}\n{\"_id\":\"b\",\"text\":\"y\"}\n"})
	m := memory{}
	ingest(t, m, Options{}, dir)
	os.WriteFile(filepath.Join(dir, "r.jsonl"), []byte("{\"_id\":\"a\",\"text\":\"x\"}\nbroken\n"), 0o644)
	if r := ingest(t, m, Options{DeleteMissing: true}, dir); r.Deleted != 0 || m["b"] == nil {
		t.Errorf("a broken line was taken for an absence: %+v", r)
	}
	p := &Plan{opts: Options{DeleteMissing: true}, report: Report{Failures: []Failure{{Path: "/top/priv"}}}}
	p.gone(nil, map[string]store.Entry{"x": {Source: "/top/priv/x.txt"}, "y": {Source: "/top/y.txt"}}, []string{"/top"})
	if len(p.Removed) != 1 || p.Removed[0] != "y" {
		t.Errorf("removed %v", p.Removed)
	}
}
