package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"
)

// linked makes a document with links and mentions.
func linked(id, title string, links []Link, mentions ...string) *Document {
	d := &Document{ID: id, Title: title, Text: "text of " + id, Links: links}
	for _, m := range mentions {
		d.Mentions = append(d.Mentions, Mention{Key: m, Kind: MentionName, Count: 1, End: 4})
	}
	return d
}

// signature makes one of 64 values, n of which differ from those of 0.
func signature(n int) []byte {
	var b []byte
	for i := range 64 {
		v := uint32(i)
		if i < n {
			v = uint32(1000*n + i)
		}
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}

func TestFactsComeBack(t *testing.T) {
	c := testCollection(t)
	d := &Document{
		ID: "a", Text: "see [b](b.md) of 2023-07-04, v1.2", Hash: "h", Lang: "en", Labels: []string{"hr", "board", "hr"},
		Modified:  time.Unix(1, 5).UTC(),
		Links:     []Link{{Target: "b.md", Doc: "b.md", Kind: "markdown", Start: 4, End: 13}, {Target: "[[X]]", Name: "X", Kind: "wiki"}},
		Mentions:  []Mention{{Key: "x", Kind: MentionTitle, Count: 3, Start: 4, End: 5}, {Key: "b", Kind: MentionName, Count: 1}, {Key: "a", Kind: MentionName, Count: 2}},
		Dates:     []Found{{"2023-07-04", 17, 27}},
		Versions:  []Found{{"1.2", 29, 33}},
		Signature: signature(0),
	}
	apply(t, c, []*Document{d})
	got, err := c.Document(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	want := *d
	want.Labels, want.Seq, want.Bytes, want.Chunks = []string{"board", "hr"}, 1, len(d.Text), []Chunk{}
	want.Mentions = []Mention{d.Mentions[2], d.Mentions[1], d.Mentions[0]}
	if !reflect.DeepEqual(got, &want) {
		t.Errorf("got  %+v\nwant %+v", got, &want)
	}
	info, err := c.Info(t.Context(), "a")
	if err != nil || info.Lang != "en" || !info.Modified.Equal(d.Modified) || !slices.Equal(info.Labels, want.Labels) {
		t.Errorf("info %+v, %v", info, err)
	}
}

func TestFactsRefused(t *testing.T) {
	c := testCollection(t)
	for name, d := range map[string]*Document{
		"link outside the text": {Links: []Link{{Target: "x", Start: 3, End: 9}}},
		"mention without key":   {Mentions: []Mention{{Count: 1}}},
		"mention without count": {Mentions: []Mention{{Key: "k"}}},
		"date cuts a character": {Text: "ä", Dates: []Found{{"2023", 1, 2}}},
		"signature cut off":     {Signature: []byte{1, 2, 3}},
		"label with a comma":    {Labels: []string{"a,b"}},
		"empty label":           {Labels: []string{""}},
	} {
		d.ID = "a"
		if _, err := c.Apply(t.Context(), []*Document{d}, nil); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzUnpackFacts(f *testing.F) {
	f.Add(packFacts(linked("a", "", []Link{{Target: "x", Doc: "y", Start: 1, End: 2}}, "m", "n")))
	f.Fuzz(func(t *testing.T, data []byte) {
		var d Document
		if err := unpackFacts(&d, data, 100); err != nil {
			return
		}
		var again Document
		if err := unpackFacts(&again, packFacts(&d), 100); err != nil {
			t.Fatal(err)
		}
	})
}

// ids are the documents of edges.
func ids(edges []Edge) (list []string) {
	for _, e := range edges {
		list = append(list, e.Doc)
	}
	return list
}

func TestNeighbors(t *testing.T) {
	c := testCollection(t)
	apply(t, c, []*Document{
		linked("d/a.md", "Alpha", []Link{{Target: "b.md", Doc: "d/b.md"}, {Target: "gone.md", Doc: "d/gone.md"}, {Target: "beta", Name: "beta"}, {Target: "#x", Doc: "d/a.md"}}),
		linked("d/b.md", "BETA", []Link{{Target: "[[ALPHA]]", Name: "ALPHA"}}),
		linked("e/b.txt", "another", []Link{{Target: "a", Name: "A.MD"}}),
	})
	check := func(id string, out, in []string) {
		t.Helper()
		all, err := c.Connections(t.Context(), []string{id}, ConnectOptions{})
		n := all.Links[id]
		if err != nil || !slices.Equal(ids(n.Out), out) || !slices.Equal(ids(n.In), in) {
			t.Errorf("%s: out %v in %v, want %v and %v, %v", id, ids(n.Out), ids(n.In), out, in, err)
		}
	}
	check("d/a.md", []string{"d/b.md", "d/b.md"}, []string{"d/b.md", "e/b.txt"})
	check("d/b.md", []string{"d/a.md"}, []string{"d/a.md", "d/a.md"})
	apply(t, c, []*Document{linked("d/gone.md", "Gone", nil)}, "d/b.md")
	check("d/a.md", []string{"d/gone.md"}, []string{"e/b.txt"})
	check("d/gone.md", nil, []string{"d/a.md"})
	all, err := c.Connections(t.Context(), []string{"d/a.md", "d/b.md", "d/gone.md"}, ConnectOptions{Links: 1})
	if err != nil || len(all.Links) != 2 || len(all.Links["d/a.md"].In) != 1 || len(all.Links["d/gone.md"].In) != 1 {
		t.Errorf("of three, one of them deleted: %+v, %v", all.Links, err)
	}
}

func TestShared(t *testing.T) {
	c := testCollection(t)
	var docs []*Document
	for i := range 20 { // "m3" is in the first 4 documents
		var m []string
		for j := i; j < 20; j++ {
			m = append(m, fmt.Sprint("m", j))
		}
		docs = append(docs, linked(fmt.Sprintf("%02d", i), "", nil, m...))
	}
	apply(t, c, docs)
	got, err := c.Shared(t.Context(), []string{"00", "02", "nobody"}, 2, 4)
	want := []Shared{
		{MentionName, "m1", []string{"00", "01"}}, {MentionName, "m2", []string{"00", "01", "02"}}, {MentionName, "m3", []string{"00", "01", "02", "03"}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
	apply(t, c, []*Document{linked("00", "", nil)}, "01")
	if got, err = c.Shared(t.Context(), []string{"02"}, 1, 2); err != nil || !reflect.DeepEqual(got, []Shared{{MentionName, "m2", []string{"02"}}, {MentionName, "m3", []string{"02", "03"}}}) {
		t.Errorf("after changes: %v, %v", got, err)
	}
	if n, err := c.Frequency(t.Context(), MentionName, "m19"); n != 18 || err != nil {
		t.Errorf("frequency %d, %v", n, err)
	}
}

func TestDuplicates(t *testing.T) {
	c := testCollection(t)
	for i, d := range []struct {
		id       string
		differ   int
		modified int64
	}{{"a", 0, 5}, {"b", 6, 9}, {"c", 40, 1}, {"d", 0, 0}} {
		apply(t, c, []*Document{{ID: d.id, Signature: signature(d.differ), Modified: fromNanos(d.modified), Hash: fmt.Sprint(i)}})
	}
	got, err := c.Duplicates(t.Context(), "a", 0.8)
	if err != nil {
		t.Fatal(err)
	}
	want := []Copy{{"b", 58.0 / 64, fromNanos(9), 2}, {"a", 1, fromNanos(5), 1}, {"d", 1, time.Time{}, 4}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
	if got, err := c.Duplicates(t.Context(), "c", 0.8); got != nil || err != nil {
		t.Errorf("c: %v, %v", got, err)
	}
}

// TestView: what an asker does not see is not there.
func TestView(t *testing.T) {
	c := testCollection(t)
	secret := linked("secret", "Secret", []Link{{Target: "open", Doc: "open"}}, "m", "n")
	secret.Labels, secret.Signature = []string{"hr", "board"}, signature(0)
	open := linked("open", "Open", []Link{{Target: "s", Doc: "secret"}, {Target: "S", Name: "secret"}}, "m")
	open.Signature = signature(0)
	apply(t, c, []*Document{secret, open})
	for asker, sees := range map[string]bool{"": false, "sales": false, "hr": true, "board": true} {
		var labels []string
		if asker != "" {
			labels = []string{asker, "x"}
		}
		who, err := NewAsker(labels...)
		if err != nil {
			t.Fatal(err)
		}
		checkSees(t, c.As(who), sees)
	}
	checkSees(t, &c.View, true)
	secret.Labels, secret.Hash = nil, "relabelled"
	apply(t, c, []*Document{secret})
	nobody, err := NewAsker()
	if err != nil {
		t.Fatal(err)
	}
	checkSees(t, c.As(nobody), true)
}

// A source that is read again keeps the labels that somebody gave it, also when
// it was gone in between; only labels change labels.
func TestKeepLabels(t *testing.T) {
	c, ctx := testCollection(t), t.Context()
	again := func(hash string) *Document {
		d := doc("a", hash)
		d.Hash, d.KeepLabels = hash, true
		return d
	}
	labels := func() string {
		t.Helper()
		i, err := c.Info(ctx, "a")
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(i.Labels)
	}
	apply(t, c, []*Document{again("1")})
	if err := c.Relabel(ctx, []string{"a"}, []string{"hr"}); err != nil {
		t.Fatal(err)
	}
	apply(t, c, []*Document{again("2")})
	if labels() != "[hr]" {
		t.Errorf("changed: %s", labels())
	}
	apply(t, c, nil, "a")
	apply(t, c, []*Document{again("2")})
	if labels() != "[hr]" {
		t.Errorf("gone and back: %s", labels())
	}
	d := again("3")
	d.Labels = []string{"board"}
	apply(t, c, []*Document{d})
	if labels() != "[board]" {
		t.Errorf("other labels: %s", labels())
	}
	d = again("4")
	d.KeepLabels = false
	apply(t, c, []*Document{d})
	if labels() != "[]" {
		t.Errorf("no labels: %s", labels())
	}
}

func checkSees(t *testing.T, v *View, sees bool) {
	t.Helper()
	ctx := t.Context()
	count := map[bool]int{false: 1, true: 2}[sees]
	expect := func(what string, ok bool, err error) {
		t.Helper()
		if !ok || err != nil && !errors.Is(err, ErrNotFound) {
			t.Errorf("%s as %q: not as it should be, %v", what, v.Asker(), err)
		}
	}
	list, err := v.List(ctx, "", 0)
	expect("list", len(list) == count, err)
	st, err := v.Stats(ctx)
	expect("stats", st.Docs == count, err)
	_, err = v.Info(ctx, "secret")
	expect("info", (err == nil) == sees, err)
	_, err = v.Document(ctx, "secret")
	expect("document", (err == nil) == sees, err)
	_, err = v.Text(ctx, "secret", 0, -1)
	expect("text", (err == nil) == sees, err)
	docs, err := v.Documents(ctx, []string{"open", "secret"})
	expect("documents", len(docs) == count, err)
	expect("link target", (docs[0].Links[0].Doc == "secret") == sees, nil)
	n := 0
	err = v.Each(ctx, func(*Document) error { n++; return nil })
	expect("each", n == count, err)
	all, err := v.Connections(ctx, []string{"open"}, ConnectOptions{Least: 1, Most: 9})
	near := all.Links["open"]
	expect("neighbors", len(near.Out) == 2*(count-1) && len(near.In) == count-1, err)
	df, err := v.Frequency(ctx, MentionName, "m")
	expect("frequency", df == count, err)
	shared, err := v.Shared(ctx, []string{"open", "secret"}, 1, 9)
	expect("shared", len(shared) == count && len(shared[len(shared)-1].Docs) == count, err)
	group, err := v.Duplicates(ctx, "open", .5)
	expect("duplicates", (len(group) == 2) == sees, err)
}
