package eval

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"funnel/store"
)

// writeDataset makes a dataset folder of the given files.
func writeDataset(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const twoDocs = `{"_id":"a","title":"A","text":"alpha beta"}
{"_id":"b","title":"B","text":"gamma"}
`

func TestQuestionShapes(t *testing.T) {
	for _, test := range []struct {
		name, metadata, qrels string
		want                  Question
	}{
		{"one wording", `{"answer":"x","answers":["x","y"]}`, "", Question{Shape: ShapeText, Answers: []string{"x", "y"}, Cluster: "question q"}},
		{"number", `{"answer":"1,200"}`, "", Question{Shape: ShapeNumber, Answers: []string{"1,200"}, Cluster: "question q"}},
		{"a number as a number", `{"answer":3.5}`, "", Question{Shape: ShapeNumber, Answers: []string{"3.5"}, Cluster: "question q"}},
		{"list", `{"answer":["x","y"]}`, "", Question{Shape: ShapeList, Items: []string{"x", "y"}, Cluster: "question q"}},
		{"list by flag", `{"answers":["x","y"],"list":true}`, "", Question{Shape: ShapeList, Items: []string{"x", "y"}, Cluster: "question q"}},
		{"unanswerable", `{"unanswerable":true}`, "", Question{Shape: ShapeUnanswerable, Cluster: "question q"}},
		{"choice", `{"answer":"B","choices":["one","two"]}`, "", Question{Shape: ShapeChoice, Answers: []string{"B"}, Choices: []string{"one", "two"}, Cluster: "question q"}},
		{"evidence only", `{}`, "q\ta\t1", Question{Shape: ShapeNone, Evidence: []Span{{Doc: "a"}}, Cluster: "a"}},
		{"spans of the judged document", `{"answer":"x","spans":[[0,5]],"evidence":["alpha"]}`, "q\ta\t1",
			Question{Shape: ShapeText, Answers: []string{"x"}, Evidence: []Span{{Doc: "a", End: 5, Quote: "alpha", chars: true}}, Cluster: "a"}},
		{"spans of a document that was cut up", `{"answer":"x","doc":"whole","spans":[[900,905]]}`, "q\tb\t1",
			Question{Shape: ShapeText, Answers: []string{"x"}, Evidence: []Span{{Doc: "b"}}, Cluster: "whole"}},
		{"spans that name their document", `{"answer":"x","topic":"t","evidence":[{"doc":"a","start":0,"end":5},{"doc":"b","start":0,"end":5,"group":"g"}]}`, "",
			Question{Shape: ShapeText, Answers: []string{"x"}, Evidence: []Span{{Doc: "a", End: 5}, {Doc: "b", End: 5, Group: "g"}}, Cluster: "t"}},
		{"documents", `{"answer":"x","evidence_docs":["b","a"]}`, "q\ta\t1\nq\tb\t0",
			Question{Shape: ShapeText, Answers: []string{"x"}, Evidence: []Span{{Doc: "b"}, {Doc: "a"}}, Cluster: "question q"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := Open(writeDataset(t, map[string]string{
				"corpus.jsonl": twoDocs, "qrels/test.tsv": "query-id\tcorpus-id\tscore\n" + test.qrels + "\n",
				"queries.jsonl": `{"_id":"q","text":"what?","metadata":` + test.metadata + "}\n",
			}))
			if err != nil {
				t.Fatal(err)
			}
			got := d.Questions[0]
			if got.Shape != test.want.Shape || got.Cluster != test.want.Cluster || !slices.Equal(got.Answers, test.want.Answers) ||
				!slices.Equal(got.Items, test.want.Items) || !slices.Equal(got.Choices, test.want.Choices) || !slices.Equal(got.Evidence, test.want.Evidence) {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

func TestDatasetErrors(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		want  string
	}{
		"nothing":           {map[string]string{"x": ""}, "no dataset"},
		"no questions":      {map[string]string{"corpus.jsonl": twoDocs}, "no dataset"},
		"broken line":       {map[string]string{"corpus.jsonl": twoDocs, "queries.jsonl": "{"}, "queries.jsonl line 1"},
		"two of a name":     {map[string]string{"corpus.jsonl": twoDocs, "queries.jsonl": `{"_id":"1","text":"a?"}` + "\n" + `{"_id":"1","text":"b?"}`}, "stands twice"},
		"evidence reversed": {map[string]string{"corpus.jsonl": twoDocs, "queries.jsonl": `{"_id":"1","text":"a?","metadata":{"evidence":[{"doc":"a","start":5,"end":2}]}}`}, "start not after end"},
		"bad qrels":         {map[string]string{"corpus.jsonl": twoDocs, "queries.jsonl": `{"_id":"1","text":"a?"}`, "qrels/test.tsv": "q a 1"}, "tabs between"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Open(writeDataset(t, test.files)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestHashFollowsContent(t *testing.T) {
	files := map[string]string{"corpus.jsonl": twoDocs, "queries.jsonl": `{"_id":"1","text":"a?"}`}
	a, err := Open(writeDataset(t, files))
	if err != nil {
		t.Fatal(err)
	}
	files["queries.jsonl"] = `{"_id":"1","text":"b?"}`
	b, err := Open(writeDataset(t, files))
	if err != nil {
		t.Fatal(err)
	}
	if a.Corpus != b.Corpus || a.Hash == b.Hash {
		t.Errorf("corpus %q %q, hash %q %q", a.Corpus, b.Corpus, a.Hash, b.Hash)
	}
}

// TestPieces: spans of one group stand for each other.
func TestPieces(t *testing.T) {
	q := Question{Evidence: []Span{{Doc: "a"}, {Doc: "b", Group: "g"}, {Doc: "c"}, {Doc: "d", Group: "g"}}}
	if got := q.Pieces(); len(got) != 3 || len(got[1]) != 2 || got[1][1].Doc != "d" {
		t.Errorf("got %v", got)
	}
}

// TestSaltern reads the project's own world.
func TestSaltern(t *testing.T) {
	d, err := Open("../testdata/saltern")
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range d.Questions {
		if len(q.Evidence) == 0 && !q.Unanswerable() {
			t.Errorf("%s has no evidence", q.ID)
		}
		for _, s := range q.Evidence {
			text, err := os.ReadFile(filepath.Join(d.Dir, s.Doc))
			if err != nil {
				t.Fatal(err)
			}
			if !s.locate(string(text)) || foldSpace(string(text[s.Start:s.End])) != foldSpace(s.Quote) {
				t.Logf("%s: %q is not in %s as it lies on disk", q.ID, s.Quote, s.Doc)
			}
		}
	}
}

type textsOf map[string]string

func (m textsOf) Document(_ context.Context, id string) (*store.Document, error) {
	return &store.Document{ID: id, Text: m[id]}, nil
}

func TestLocate(t *testing.T) {
	text := "Größe: 3 m.\nThe  pump\nhas two valves."
	for _, test := range []struct {
		name string
		span Span
		want string
	}{
		{"bytes", Span{Start: 0, End: 7}, "Größe"},
		{"characters", Span{Start: 0, End: 5, chars: true}, "Größe"},
		{"a quote", Span{Quote: "two valves"}, "two valves"},
		{"a quote with other white space", Span{Quote: "The pump has"}, "The  pump\nhas"},
		{"a span that is off", Span{Start: 3, End: 6, Quote: "3 m."}, "3 m."},
		{"past the end", Span{Start: 3, End: 600}, ""},
		{"nowhere", Span{Quote: "three valves"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.span.Doc = "a"
			d := &Dataset{Questions: []Question{{Evidence: []Span{test.span}}}}
			if err := d.Locate(t.Context(), textsOf{"a": text}); err != nil {
				t.Fatal(err)
			}
			s := d.Questions[0].Evidence[0]
			if text[s.Start:s.End] != test.want || (test.want == "") != (len(d.Notes) == 1) {
				t.Errorf("got %q, notes %q", text[s.Start:s.End], d.Notes)
			}
		})
	}
}

// TestSharedData reads every development data set.
func TestSharedData(t *testing.T) {
	root := sharedData(t)
	for _, name := range []string{"scifact", "wikimix", "cuad", "covidqa", "covidqa-chunks", "peps", "cmrc2018-zh", "xquad", "sec-10q"} {
		d, err := Open(filepath.Join(root, name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		shapes, spans, none := map[Shape]int{}, 0, 0
		for _, q := range d.Questions {
			shapes[q.Shape]++
			if len(q.Evidence) == 0 {
				none++
			}
			if len(q.Evidence) > 0 && !q.Evidence[0].Whole() {
				spans++
			}
		}
		t.Logf("%s: %d documents, %d questions %v, %d with spans, %d without evidence; %q", name, d.Docs, len(d.Questions), shapes, spans, none, d.Notes)
		if d.Docs == 0 || len(d.Questions) == 0 {
			t.Errorf("%s is empty", name)
		}
	}
}

// sharedData is the folder of the development data sets.
func sharedData(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("FUNNEL_TEST_DATA")
	if dir == "" {
		dir = "../../shared/data"
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("development data sets: %v", err)
	}
	return dir
}
