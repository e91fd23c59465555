package eval

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

const squadFile = `{"version": "v2.0", "data": [{"title": "Oslo", "paragraphs": [{"context": "Øslo lies at a fjord. It has trams.",
 "qas": [{"id": "a", "question": "Where does it lie?", "answers": [{"text": "at a fjord", "answer_start": 10}], "is_impossible": false},
         {"id": "b", "question": "Who rules it?", "answers": [], "is_impossible": true}]}]}]}`

const hotpotFile = `[{"_id": "h1", "question": "Where was the director of Pumps born?", "answer": "Lund", "type": "bridge",
 "supporting_facts": [["Pumps", 0], ["Ada Wick", 1]],
 "context": [["Pumps", ["Pumps is a film by Ada Wick.", " It is long."]], ["Ada Wick", ["Ada Wick directs.", " She was born in Lund."]]]}]`

const oolongFile = `{"id": 7, "context_window_id": 3, "context_window_text": "a\nb\n", "question": "How many?", "answer": "['2']", "task": "counting", "answer_type": "ANSWER_TYPE.NUMERIC"}
{"id": 8, "context_window_id": 3, "context_window_text": "a\nb\n", "question": "Which?", "answer": "['a', 'b']", "answer_type": "LIST"}
`

func TestConvert(t *testing.T) {
	for _, c := range []struct {
		name, file string
		docs       int
		kinds      []string
		shapes     []Shape
		evidence   []string // of the first question, by its text
	}{
		{"squad", squadFile, 1, []string{"span", "unanswerable"}, []Shape{ShapeText, ShapeUnanswerable}, []string{"at a fjord"}},
		{"hotpot", hotpotFile, 2, []string{"bridge"}, []Shape{ShapeText}, []string{"Pumps is a film by Ada Wick.", "She was born in Lund."}},
		{"oolong", oolongFile, 1, []string{"counting", "aggregate"}, []Shape{ShapeNumber, ShapeList}, []string{""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			in := filepath.Join(dir, "in.json")
			if err := os.WriteFile(in, []byte(c.file), 0o644); err != nil {
				t.Fatal(err)
			}
			out := filepath.Join(dir, "out")
			n, err := Convert(in, "", out)
			if err != nil || n.Docs != c.docs || n.Questions != len(c.kinds) {
				t.Fatalf("%+v, %v", n, err)
			}
			s := newStand(t, out, nil)
			for i, q := range s.data.Questions {
				if q.Kind != c.kinds[i] || q.Shape != c.shapes[i] {
					t.Errorf("question %s is a %s of shape %s", q.ID, q.Kind, q.Shape)
				}
			}
			for i, e := range s.data.Questions[0].Evidence {
				d, err := s.docs.Document(t.Context(), e.Doc)
				if err != nil {
					t.Fatal(err)
				}
				if got := d.Text[e.Start:e.End]; got != c.evidence[i] {
					t.Errorf("evidence %d is %q, want %q", i, got, c.evidence[i])
				}
			}
			if len(s.data.Notes) > 0 {
				t.Errorf("notes: %q", s.data.Notes)
			}
		})
	}
	bad := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(bad, []byte(`{"x": 1}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Convert(bad, "", t.TempDir()); !errors.Is(err, ErrFormat) {
		t.Errorf("%v", err)
	}
	if _, err := Convert(bad, FormatSQuAD, t.TempDir()); !errors.Is(err, ErrFormat) {
		t.Errorf("%v", err)
	}
}
