// Package house holds the tests that belong to no package: the import rules,
// and the invented world of testdata: gold spans, ids, links, and the counting
// questions recounted from the headers of the reports.
package house

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

const root = "testdata/saltern"

type evidence struct {
	Doc   string `json:"doc"`
	Start *int   `json:"start"`
	End   *int   `json:"end"`
	Quote string `json:"quote"`
}

type question struct {
	ID       string `json:"_id"`
	Text     string `json:"text"`
	Metadata struct {
		Kind         string     `json:"kind"`
		Answer       *string    `json:"answer"`
		Answers      []string   `json:"answers"`
		List         bool       `json:"list"`
		Unanswerable bool       `json:"unanswerable"`
		Evidence     []evidence `json:"evidence"`
	} `json:"metadata"`
}

func loadQuestions(t *testing.T) []question {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, "queries.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var qs []question
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		dec := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		dec.DisallowUnknownFields()
		var q question
		if err := dec.Decode(&q); err != nil {
			t.Fatalf("line %d: %v", len(qs)+1, err)
		}
		qs = append(qs, q)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return qs
}

func loadDocs(t *testing.T) map[string]string {
	t.Helper()
	docs := make(map[string]string)
	err := fs.WalkDir(os.DirFS(root), "docs", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		docs[name] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

func TestWorldDocuments(t *testing.T) {
	docs := loadDocs(t)
	if n := len(docs); n != 44 {
		t.Errorf("%d documents, want 44", n)
	}
	link := regexp.MustCompile(`\]\((?:<([^>]+)>|([^)#\s]+))\)`)
	href := regexp.MustCompile(`<a href="([^"]+)"`)
	for name, text := range docs {
		if !utf8.ValidString(text) {
			t.Errorf("%s: not UTF-8", name)
		}
		if n := len(strings.Fields(text)); n < 300 {
			t.Errorf("%s: %d words, want 300 or more", name, n)
		}
		var targets []string
		switch path.Ext(name) {
		case ".md":
			for _, m := range link.FindAllStringSubmatch(text, -1) {
				targets = append(targets, m[1]+m[2])
			}
		case ".html":
			for _, m := range href.FindAllStringSubmatch(text, -1) {
				targets = append(targets, m[1])
			}
		}
		for _, target := range targets {
			if _, ok := docs[path.Join(path.Dir(name), target)]; !ok {
				t.Errorf("%s: link to %q leads nowhere", name, target)
			}
		}
	}
}

func TestWorldQuestions(t *testing.T) {
	docs := loadDocs(t)
	qs := loadQuestions(t)
	want := map[string]int{"lookup": 20, "two-hop": 10, "count": 6, "list": 6, "compare": 5, "superseded": 5, "contradiction": 3, "unanswerable": 5}
	kinds := make(map[string]int)
	ids := make(map[string]bool)
	for _, q := range qs {
		m := q.Metadata
		kinds[m.Kind]++
		if ids[q.ID] {
			t.Errorf("%s: id used twice", q.ID)
		}
		ids[q.ID] = true
		if q.Text == "" {
			t.Errorf("%s: no text", q.ID)
		}
		if m.Unanswerable != (m.Kind == "unanswerable") {
			t.Errorf("%s: unanswerable %v, kind %s", q.ID, m.Unanswerable, m.Kind)
		}
		if m.Kind == "list" && !m.List {
			t.Errorf("%s: a list question without list", q.ID)
		}
		if m.Unanswerable {
			if m.Answer == nil || *m.Answer != "" || len(m.Answers)+len(m.Evidence) > 0 {
				t.Errorf("%s: unanswerable, with an answer or evidence", q.ID)
			}
			continue
		}
		if len(m.Answers) == 0 || slices.Contains(m.Answers, "") || len(m.Evidence) == 0 {
			t.Errorf("%s: no answer or no evidence", q.ID)
		}
		for i, e := range m.Evidence {
			checkEvidence(t, q.ID+" evidence "+strconv.Itoa(i+1), docs, e)
		}
	}
	if len(qs) != 60 {
		t.Errorf("%d questions, want 60", len(qs))
	}
	for kind, n := range want {
		if kinds[kind] != n {
			t.Errorf("%d questions of kind %s, want %d", kinds[kind], kind, n)
		}
	}
	if len(kinds) != len(want) {
		t.Errorf("kinds %v, want %v", kinds, want)
	}
}

func checkEvidence(t *testing.T, at string, docs map[string]string, e evidence) {
	t.Helper()
	text, ok := docs[e.Doc]
	if !ok {
		t.Errorf("%s: no document %q", at, e.Doc)
		return
	}
	if n := strings.Count(text, e.Quote); n != 1 {
		t.Errorf("%s: quote occurs %d times in %s", at, n, e.Doc)
	}
	if path.Ext(e.Doc) == ".html" {
		if e.Start != nil || e.End != nil {
			t.Errorf("%s: span into HTML", at)
		}
		if strings.ContainsAny(e.Quote, "<>&") {
			t.Errorf("%s: markup in quote", at)
		}
		return
	}
	if e.Start == nil || e.End == nil {
		t.Errorf("%s: no span", at)
		return
	}
	if *e.Start < 0 || *e.End > len(text) || *e.Start >= *e.End || text[*e.Start:*e.End] != e.Quote {
		t.Errorf("%s: span %d:%d of %s is not the quote", at, *e.Start, *e.End, e.Doc)
	}
}

// reportHeaders parses the header of every incident report.
func reportHeaders(t *testing.T, docs map[string]string) map[string]map[string]string {
	t.Helper()
	keys := []string{"Report no.", "Date of event", "Site", "Severity", "Category", "Persons hurt", "Days lost", "Cost (crowns)", "Status", "Reported by"}
	heads := make(map[string]map[string]string)
	for name, text := range docs {
		if path.Dir(name) != "docs/incidents" {
			continue
		}
		lines := strings.Split(text, "\n")
		if len(lines) < 2+len(keys) {
			t.Fatalf("%s: too short", name)
		}
		head := make(map[string]string)
		for i, key := range keys {
			value, ok := strings.CutPrefix(lines[2+i], key+": ")
			if !ok {
				t.Fatalf("%s: line %d is %q, want %s", name, 3+i, lines[2+i], key)
			}
			head[key] = value
		}
		if name != "docs/incidents/"+head["Report no."]+".txt" {
			t.Errorf("%s: report number %s", name, head["Report no."])
		}
		heads[name] = head
	}
	if len(heads) != 11 {
		t.Errorf("%d reports, want 11", len(heads))
	}
	return heads
}

// TestWorldRecounts answers the questions about all reports from their headers,
// and compares answer and evidence with the gold.
func TestWorldRecounts(t *testing.T) {
	heads := reportHeaders(t, loadDocs(t))
	field := func(key, value string) func(map[string]string) bool {
		return func(h map[string]string) bool { return h[key] == value }
	}
	one := func(map[string]string) int { return 1 }
	lost := func(h map[string]string) int {
		n, err := strconv.Atoi(h["Days lost"])
		if err != nil {
			t.Error(err)
		}
		return n
	}
	tests := []struct {
		text string
		in   func(map[string]string) bool
		add  func(map[string]string) int // for counts
		name string                      // the field that is listed, for lists
	}{
		{text: "have severity 2?", in: field("Severity", "2"), add: one},
		{text: "concern Heron Sluice", in: field("Site", "Heron Sluice"), add: one},
		{text: "was somebody hurt?", in: func(h map[string]string) bool { return h["Persons hurt"] != "0" }, add: one},
		{text: "events in the year 2023?", in: func(h map[string]string) bool { return strings.HasPrefix(h["Date of event"], "2023-") }, add: one},
		{text: "working days were lost", in: func(h map[string]string) bool { return h["Days lost"] != "0" }, add: lost},
		{text: "are still open?", in: field("Status", "open"), name: "Report no."},
		{text: "incidents of severity 2 happen?", in: field("Severity", "2"), name: "Site"},
		{text: "written by Tobin Axley?", in: func(h map[string]string) bool { return strings.HasPrefix(h["Reported by"], "Tobin Axley") }, name: "Report no."},
	}
	qs := loadQuestions(t)
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			i := slices.IndexFunc(qs, func(q question) bool { return strings.Contains(q.Text, tt.text) })
			if i < 0 {
				t.Fatal("no such question")
			}
			gold := qs[i].Metadata
			total := 0
			var names, docs, goldDocs []string
			for doc, h := range heads {
				if !tt.in(h) {
					continue
				}
				docs = append(docs, doc)
				if tt.name != "" {
					names = append(names, h[tt.name])
				} else {
					total += tt.add(h)
				}
			}
			for _, e := range gold.Evidence {
				goldDocs = append(goldDocs, e.Doc)
			}
			if !sameSet(docs, goldDocs) {
				t.Errorf("evidence in %v, want %v", goldDocs, docs)
			}
			if tt.name != "" && !sameSet(names, gold.Answers) {
				t.Errorf("gold %v, want %v", gold.Answers, names)
			}
			if tt.name == "" && gold.Answers[0] != strconv.Itoa(total) {
				t.Errorf("gold %s, want %d", gold.Answers[0], total)
			}
		})
	}
}

// sameSet compares without regard to order and repetition.
func sameSet(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}
