package invent

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// check holds a set's evidence against its documents, and its answers where
// they stand word for word.
func check(t *testing.T, s *Set) map[string]int {
	t.Helper()
	texts := map[string]string{}
	for _, d := range s.Docs {
		if texts[d.ID] != "" || d.Text == "" {
			t.Fatalf("document %s is empty or stands twice", d.ID)
		}
		texts[d.ID] = d.Text
	}
	kinds := map[string]int{}
	ids := map[string]bool{}
	for _, q := range s.Questions {
		kinds[q.Meta.Kind]++
		if ids[q.ID] || q.Text == "" {
			t.Errorf("question %s stands twice or is empty", q.ID)
		}
		ids[q.ID] = true
		if q.Meta.Unanswerable != (len(q.Meta.Answers) == 0) || q.Meta.Unanswerable != (len(q.Meta.Evidence) == 0) {
			t.Errorf("%s: %+v", q.ID, q.Meta)
		}
		for _, e := range q.Meta.Evidence {
			if e.End > 0 && (e.End > len(texts[e.Doc]) || texts[e.Doc][e.Start:e.End] != e.Quote) {
				t.Errorf("%s: evidence %+v does not stand in its document", q.ID, e)
			}
			if texts[e.Doc] == "" {
				t.Errorf("%s: there is no document %s", q.ID, e.Doc)
			}
		}
		if slices.Contains([]string{"lookup", "mismatch", "superseded", "2hop", "3hop", "4hop", "one"}, q.Meta.Kind) {
			last := q.Meta.Evidence[len(q.Meta.Evidence)-1].Quote
			if !slices.ContainsFunc(q.Meta.Answers, func(a string) bool { return strings.Contains(last, a) }) {
				t.Errorf("%s %s: %q is not in %q", q.ID, q.Meta.Kind, q.Meta.Answers, last)
			}
		}
	}
	return kinds
}

func TestWorld(t *testing.T) {
	for _, n := range []int{100, 1000, 5000} {
		s, err := World(WorldOptions{Docs: n, Seed: 7})
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Docs) != n {
			t.Errorf("%d documents, want %d", len(s.Docs), n)
		}
		kinds := check(t, s)
		if n >= 1000 && (len(kinds) != 12 || len(s.Questions) != 200) {
			t.Errorf("%d documents: %d questions of %v", n, len(s.Questions), kinds)
		}
		size := 0
		for _, d := range s.Docs {
			size += len(d.Text)
		}
		t.Logf("%d documents of %d bytes, questions %v", n, size/n, kinds)
	}
	for seed := range uint64(30) {
		if s, err := World(WorldOptions{Docs: 100, Seed: seed}); err != nil || len(s.Docs) != 100 {
			t.Errorf("seed %d: %d documents, %v", seed, len(s.Docs), err)
		}
	}
	for _, n := range []int{99, 50_001} {
		if _, err := World(WorldOptions{Docs: n}); err == nil {
			t.Errorf("a world of %d was made", n)
		}
	}
}

// TestCountsAgain counts again what a count says, from the texts alone.
func TestCountsAgain(t *testing.T) {
	s, err := World(WorldOptions{Docs: 800, Seed: 3, Questions: 300})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range s.Questions {
		if q.Meta.Kind != "total" {
			continue
		}
		code, _, _ := strings.Cut(strings.TrimPrefix(q.Text, "What did all incidents with the equipment "), " ")
		n := 0
		for _, d := range s.Docs {
			if strings.HasPrefix(d.ID, "incidents/") && strings.Contains(d.Text, code) {
				n++
			}
		}
		if 2*n != len(q.Meta.Evidence) {
			t.Errorf("%s: %d reports name %s, the evidence has %d", q.ID, n, code, len(q.Meta.Evidence)/2)
		}
	}
}

func TestNeedles(t *testing.T) {
	kinds := check(t, Needles(NeedlesOptions{Seed: 1}))
	if kinds["one"] != 20 || kinds["several"] != 20 || kinds["distractors"] != 20 {
		t.Errorf("%v", kinds)
	}
	given := Needles(NeedlesOptions{Texts: map[string]string{"b.txt": "One line.\nAnother.\n", "a.txt": "A third."}, Questions: 6})
	check(t, given)
	if len(given.Docs) != 2 || given.Docs[0].ID != "a.txt" || !strings.Contains(given.Docs[1].Text, "Another.") {
		t.Errorf("%+v", given.Docs)
	}
}

func TestRecords(t *testing.T) {
	for _, tokens := range []int{1000, 100_000} {
		s := Records(RecordsOptions{Tokens: tokens, Seed: 2})
		kinds := check(t, s)
		size := 0
		for _, d := range s.Docs {
			size += len(d.Text)
		}
		if size < 4*tokens || size > 4*tokens+200 {
			t.Errorf("%d bytes for %d tokens", size, tokens)
		}
		t.Logf("%d tokens: %d documents, %v", tokens, len(s.Docs), kinds)
	}
}

// TestSameBytes makes everything twice: same options, same bytes; another
// seed, other ones.
func TestSameBytes(t *testing.T) {
	make := func(seed uint64) []byte {
		world, err := World(WorldOptions{Docs: 300, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal([]*Set{world, Needles(NeedlesOptions{Seed: seed}), Records(RecordsOptions{Seed: seed})})
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	if !bytes.Equal(make(1), make(1)) {
		t.Error("two worlds of one seed differ")
	}
	if bytes.Equal(make(1), make(2)) {
		t.Error("two seeds make one world")
	}
}

func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	if err := Needles(NeedlesOptions{Docs: 3, Questions: 3}).Write(dir); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "queries.jsonl"))
	if err != nil || strings.Count(string(raw), "\n") != 3 {
		t.Errorf("%s %v", raw, err)
	}
	if err := Needles(NeedlesOptions{}).Write("/dev/null/x"); err == nil {
		t.Error("a folder was made in a file")
	}
}
