package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// openTest opens a store in a folder of the test and checks it at the end.
func openTest(t testing.TB, path string, opts Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Check(context.Background()); err != nil {
			t.Errorf("check at the end: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func testStore(t testing.TB) *Store {
	return openTest(t, filepath.Join(t.TempDir(), "funnel.db"), Options{})
}

func testCollection(t testing.TB) *Collection {
	return create(t, testStore(t), "c")
}

func create(t testing.TB, s *Store, name string) *Collection {
	t.Helper()
	c, err := s.Create(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// doc makes a document with a chunk for each of its lines.
func doc(id, text string) *Document {
	d := &Document{ID: id, Title: "T " + id, Text: text, Kind: "text", Source: "/src/" + id}
	for start := 0; start < len(text); {
		end := strings.IndexByte(text[start:], '\n') + 1 + start
		if end == start {
			end = len(text)
		}
		d.Chunks = append(d.Chunks, Chunk{Start: start, End: end, Heading: "H"})
		start = end
	}
	return d
}

func apply(t testing.TB, c *Collection, put []*Document, remove ...string) Applied {
	t.Helper()
	a, err := c.Apply(t.Context(), put, remove)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestApply(t *testing.T) {
	c := testCollection(t)
	steps := []struct {
		name    string
		put     []*Document
		remove  []string
		want    Applied
		changes []Change
	}{
		{"add two", []*Document{doc("b", "1\n2\n3"), doc("a", "x")}, nil, Applied{Added: 2, Seq: 2},
			[]Change{{1, "b", false, 3, 3}, {2, "a", false, 1, 1}}},
		{"same again", []*Document{doc("b", "1\n2\n3"), doc("a", "x")}, nil, Applied{Unchanged: 2, Seq: 2},
			[]Change{{1, "b", false, 3, 3}, {2, "a", false, 1, 1}}},
		{"update one", []*Document{doc("b", "1"), doc("a", "x")}, nil, Applied{Updated: 1, Unchanged: 1, Seq: 3},
			[]Change{{2, "a", false, 1, 1}, {3, "b", false, 1, 3}}},
		{"delete", nil, []string{"b", "nobody"}, Applied{Deleted: 1, Seq: 4},
			[]Change{{2, "a", false, 1, 1}, {4, "b", true, 0, 3}}},
		{"delete again", nil, []string{"b"}, Applied{Seq: 4},
			[]Change{{2, "a", false, 1, 1}, {4, "b", true, 0, 3}}},
		{"return", []*Document{doc("b", "1\n2")}, []string{"a"}, Applied{Added: 1, Deleted: 1, Seq: 6},
			[]Change{{5, "b", false, 2, 3}, {6, "a", true, 0, 1}}},
		{"nothing", nil, nil, Applied{Seq: 6},
			[]Change{{5, "b", false, 2, 3}, {6, "a", true, 0, 1}}},
	}
	for _, s := range steps {
		got := apply(t, c, s.put, s.remove...)
		if got != s.want {
			t.Errorf("%s: got %+v, want %+v", s.name, got, s.want)
		}
		changes, err := c.Changes(t.Context(), 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(changes, s.changes) {
			t.Errorf("%s: changes %+v, want %+v", s.name, changes, s.changes)
		}
		if err := c.s.Check(t.Context()); err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
	}
	later, err := c.Changes(t.Context(), 5, 1)
	if err != nil || len(later) != 1 || later[0].Seq != 6 {
		t.Errorf("changes after 5: %+v, %v", later, err)
	}
}

func TestDocumentComesBack(t *testing.T) {
	c := testCollection(t)
	long := strings.Repeat("größer als ein Teil\n", 3*partSize/20)
	want := []*Document{
		{ID: "a/<b>&\u2028'\"#%?", Title: "Ti\ttle", Text: "# Über\nä\x00ö", Kind: "markdown", Source: "/x/\xff y", Hash: "h1",
			Metadata: map[string]any{"n": 1.5, "s": "x", "l": []any{"a", true, nil}, "m": map[string]any{"k": "v"}},
			Outline:  []Heading{{1, "heading", "Über", 0, 8}},
			Chunks:   []Chunk{{Start: 8, End: 13, Heading: "Über"}, {Start: 0, End: 8, Heading: "Über"}, {Start: 0, End: 13}}},
		{ID: "empty", Hash: "h2"},
		{ID: "long", Text: long, Hash: "h3", Chunks: []Chunk{{Start: 0, End: len(long)}, {Start: partSize - 9, End: partSize + 12}}},
	}
	// spans of the long text must not cut its umlauts
	c1 := &want[2].Chunks[1]
	for !runeBoundary(long, c1.Start) {
		c1.Start++
	}
	for !runeBoundary(long, c1.End) {
		c1.End++
	}
	apply(t, c, want)
	ids := []string{"long", "missing", want[0].ID, "empty"}
	got, err := c.Documents(t.Context(), ids)
	if err != nil || len(got) != 3 {
		t.Fatalf("got %d documents, %v", len(got), err)
	}
	for i, at := range []int{2, 0, 1} {
		expectDocument(t, got[i], want[at], int64(at+1))
	}
	n := 0
	err = c.Each(t.Context(), func(d *Document) error {
		expectDocument(t, d, want[n], int64(n+1))
		n++
		one, err := c.Document(t.Context(), d.ID) // the store may be used meanwhile
		expectDocument(t, one, want[n-1], d.Seq)
		return err
	})
	if err != nil || n != 3 {
		t.Errorf("each: %d documents, %v", n, err)
	}
	piece, err := c.Text(t.Context(), "long", c1.Start, c1.End)
	if err != nil || piece != long[c1.Start:c1.End] {
		t.Errorf("text over the seam: %q, %v", piece, err)
	}
	if whole, err := c.Text(t.Context(), "long", 0, -1); err != nil || whole != long {
		t.Errorf("whole text: %d bytes, %v", len(whole), err)
	}
}

// expectDocument compares what came back with what was put as number seq.
func expectDocument(t *testing.T, got, put *Document, seq int64) {
	t.Helper()
	want := *put
	want.Seq, want.Bytes, want.Chunks = seq, len(put.Text), make([]Chunk, len(put.Chunks))
	for i, c := range put.Chunks {
		want.Chunks[i] = c
		want.Chunks[i].Hash = hashPassage(put.Passage(i)).String()
	}
	if !reflect.DeepEqual(got, &want) {
		t.Errorf("document %q came back different: title %q kind %q seq %d bytes %d meta %v outline %v chunks %v",
			put.ID, got.Title, got.Kind, got.Seq, got.Bytes, got.Metadata, got.Outline, got.Chunks)
	}
}

func TestApplyRefuses(t *testing.T) {
	c := testCollection(t)
	with := func(change func(*Document)) []*Document {
		d := doc("bad", "größe")
		change(d)
		return []*Document{doc("good", "x"), d}
	}
	tests := []struct {
		name   string
		put    []*Document
		remove []string
		say    string
	}{
		{"nil", []*Document{nil}, nil, "nil"},
		{"no id", with(func(d *Document) { d.ID = "" }), nil, "empty"},
		{"NUL in id", with(func(d *Document) { d.ID = "a\x00b" }), nil, "NUL"},
		{"line break in id", with(func(d *Document) { d.ID = "a\nb" }), nil, "line break"},
		{"id not UTF-8", with(func(d *Document) { d.ID = "a\xff" }), nil, "UTF-8"},
		{"text not UTF-8", with(func(d *Document) { d.Text = "a\xff" }), nil, `"bad": its text`},
		{"title not UTF-8", with(func(d *Document) { d.Title = "a\xff" }), nil, "title"},
		{"heading not UTF-8", with(func(d *Document) { d.Chunks[0].Heading = "\xff" }), nil, "chunk 0: its heading"},
		{"chunk past the end", with(func(d *Document) { d.Chunks[0].End = 8 }), nil, `"bad": chunk 0: span [0,8)`},
		{"chunk turned round", with(func(d *Document) { d.Chunks[0] = Chunk{Start: 2, End: 1} }), nil, "span [2,1)"},
		{"chunk before the start", with(func(d *Document) { d.Chunks[0].Start = -1 }), nil, "span [-1,"},
		{"chunk cuts a rune", with(func(d *Document) { d.Chunks[0].End = 3 }), nil, "cuts a character"},
		{"outline past the end", with(func(d *Document) { d.Outline = []Heading{{End: 99}} }), nil, "outline entry 0"},
		{"metadata not JSON", with(func(d *Document) { d.Metadata = map[string]any{"f": func() {}} }), nil, "metadata"},
		{"twice", []*Document{doc("bad", "1"), doc("bad", "2")}, nil, "twice"},
		{"put and removed", []*Document{doc("bad", "1")}, []string{"bad"}, "twice"},
	}
	for _, tt := range tests {
		_, err := c.Apply(t.Context(), tt.put, tt.remove)
		if !errors.Is(err, ErrInvalid) || !strings.Contains(fmt.Sprint(err), tt.say) {
			t.Errorf("%s: got %v, want it to say %q", tt.name, err, tt.say)
		}
	}
	if st, err := c.Stats(t.Context()); err != nil || st != (Stats{}) {
		t.Errorf("something was written: %+v, %v", st, err)
	}
}

func TestCatalog(t *testing.T) {
	ctx := t.Context()
	s := testStore(t)
	c, other := create(t, s, "c"), create(t, s, "another")
	apply(t, other, []*Document{doc("a", "elsewhere")})
	apply(t, c, []*Document{doc("b", "1\n2"), doc("a", "äö"), doc("d", "gone")})
	apply(t, c, nil, "d")
	if names, err := s.Collections(ctx); err != nil || !reflect.DeepEqual(names, []string{"another", "c"}) {
		t.Errorf("collections: %v, %v", names, err)
	}
	if again := create(t, s, "c"); again.id != c.id || again.Name() != "c" {
		t.Errorf("created twice: %d and %d", again.id, c.id)
	}
	m, err := c.Manifest(ctx)
	info, infoErr := c.Info(ctx, "b")
	if err != nil || infoErr != nil {
		t.Fatal(err, infoErr)
	}
	if len(m) != 2 || m["b"] != (Entry{info.Hash, "/src/b"}) {
		t.Errorf("manifest: %v", m)
	}
	if info.Chunks != 2 || info.Bytes != 3 || info.Seq != 2 || info.Title != "T b" {
		t.Errorf("info: %+v", info)
	}
	if st, err := c.Stats(ctx); err != nil || st != (Stats{2, 3, 7}) {
		t.Errorf("stats: %+v, %v", st, err)
	}
	if h, err := c.Head(ctx); err != nil || h != 5 {
		t.Errorf("head: %d, %v", h, err)
	}
	list, err := c.List(ctx, "a", 1)
	if err != nil || len(list) != 1 || list[0].ID != "b" {
		t.Errorf("list after a: %+v, %v", list, err)
	}
	if all, err := c.List(ctx, "", 0); err != nil || len(all) != 2 || all[0].ID != "a" {
		t.Errorf("list: %+v, %v", all, err)
	}
}

func TestMissing(t *testing.T) {
	ctx := t.Context()
	c := testCollection(t)
	apply(t, c, []*Document{doc("a", "äö"), doc("gone", "x")})
	apply(t, c, nil, "gone")
	text := func(id string, start, end int) error { _, err := c.Text(ctx, id, start, end); return err }
	_, docErr := c.Document(ctx, "gone")
	_, infoErr := c.Info(ctx, "nobody")
	_, collErr := c.s.Collection(ctx, "none")
	_, nameErr := c.s.Create(ctx, "")
	for _, tt := range []struct {
		name string
		err  error
		want error
	}{
		{"document", docErr, ErrNotFound}, {"info", infoErr, ErrNotFound}, {"collection", collErr, ErrNoCollection},
		{"text", text("gone", 0, -1), ErrNotFound}, {"past the end", text("a", 0, 5), ErrSpan}, {"negative", text("a", -1, 2), ErrSpan},
		{"turned round", text("a", 4, 2), ErrSpan}, {"cut", text("a", 1, 2), ErrSpan}, {"fine", text("a", 4, -1), nil},
	} {
		if !errors.Is(tt.err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, tt.err, tt.want)
		}
	}
	if nameErr == nil {
		t.Error("a collection without a name was created")
	}
}

func TestSettings(t *testing.T) {
	ctx := t.Context()
	c := testCollection(t)
	if v, err := c.Setting(ctx, "embedder"); v != "" || err != nil {
		t.Errorf("unset: %q, %v", v, err)
	}
	for _, v := range []string{"one", "two"} {
		if err := c.SetSetting(ctx, "embedder", v); err != nil {
			t.Fatal(err)
		}
		if got, err := c.Setting(ctx, "embedder"); got != v || err != nil {
			t.Errorf("got %q, %v; want %q", got, err, v)
		}
	}
}

func TestOddNamesAndReopen(t *testing.T) {
	ctx := t.Context()
	for _, name := range []string{"plain.db", "a b#c?d%20e&f=g.db", "ünï'\";`$x.db", "file:x?mode=memory"} {
		path := filepath.Join(t.TempDir(), name)
		for i := range 3 {
			s, err := Open(ctx, path, Options{})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			a := apply(t, create(t, s, "c"), []*Document{doc(fmt.Sprint(i), "x")})
			if a.Seq != int64(i+1) {
				t.Errorf("%s: number %d, want %d", name, a.Seq, i+1)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 || entries[0].Name() != name {
				t.Errorf("%s: the folder holds %v", name, entries)
			}
		}
	}
}

func TestCancelledApplyLeavesNothing(t *testing.T) {
	c := testCollection(t)
	apply(t, c, []*Document{doc("keep", "old"), doc("drop", "old")})
	var batch []*Document
	for i := range 20 {
		batch = append(batch, doc(fmt.Sprintf("new%02d", i), "text"))
	}
	batch = append(batch, doc("keep", "new"))
	// the context is asked once per document and removal, and before the commit
	for after := range len(batch) + 2 {
		ctx := &countdown{Context: t.Context(), left: after}
		if _, err := c.Apply(ctx, batch, []string{"drop"}); !errors.Is(err, context.Canceled) {
			t.Fatalf("cancelled after %d: got %v", after, err)
		}
		changes, err := c.Changes(t.Context(), 0, 0)
		if err != nil || len(changes) != 2 || changes[1].Seq != 2 {
			t.Fatalf("cancelled after %d: changes %v, %v", after, changes, err)
		}
	}
	if a := apply(t, c, batch, "drop"); a != (Applied{Added: 20, Updated: 1, Deleted: 1, Seq: 24}) {
		t.Errorf("afterwards: %+v", a)
	}
}

// countdown is a context that is cancelled after it was asked a few times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestTwoStoresOnOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "funnel.db")
	const writers, each = 3, 20
	errs := make(chan error, writers)
	for w := range writers {
		go func() { errs <- writeAlone(path, w, each) }()
	}
	for range writers {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	c := create(t, openTest(t, path, Options{}), "c")
	changes, err := c.Changes(t.Context(), 0, 0)
	if err != nil || len(changes) != writers*each {
		t.Fatalf("%d changes, %v", len(changes), err)
	}
	for i, ch := range changes {
		if ch.Seq != int64(i+1) {
			t.Fatalf("change %d has number %d", i, ch.Seq)
		}
	}
}

func writeAlone(path string, w, n int) error {
	ctx := context.Background()
	s, err := Open(ctx, path, Options{})
	if err != nil {
		return err
	}
	c, err := s.Create(ctx, "c")
	for i := 0; i < n && err == nil; i++ {
		_, err = c.Apply(ctx, []*Document{doc(fmt.Sprintf("%d-%d", w, i), "text")}, nil)
		if err == nil {
			_, err = c.Manifest(ctx)
		}
	}
	return errors.Join(err, s.Close())
}

func TestBusyIsWaitedFor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "funnel.db")
	a := create(t, openTest(t, path, Options{}), "c")
	b := create(t, openTest(t, path, Options{BusyTimeout: 50 * time.Millisecond}), "c")
	patient := create(t, openTest(t, path, Options{}), "c")
	waited := make(chan error, 1)
	err := a.s.docs.do(t.Context(), "hold the lock", func(*tx) error {
		_, err := b.Apply(t.Context(), []*Document{doc("b", "x")}, nil)
		var typed *Error
		if !errors.Is(err, ErrBusy) || !errors.As(err, &typed) || typed.Hint() == "" {
			t.Errorf("impatient writer: %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if _, err := patient.Apply(ctx, []*Document{doc("c", "x")}, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("cancelled writer: %v", err)
		}
		if _, err := b.Manifest(t.Context()); err != nil {
			t.Errorf("a reader waited: %v", err)
		}
		go func() {
			_, err := patient.Apply(context.Background(), []*Document{doc("d", "x")}, nil)
			waited <- err
		}()
		time.Sleep(20 * time.Millisecond)
		return nil
	})
	if err := errors.Join(err, <-waited); err != nil {
		t.Error(err)
	}
}
