package eval

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"funnel/rlm/model"
)

// lenient is a judge that finds an answer right if the gold answer stands in
// it, says so in its own way, and fails for a question about failure.
type lenient struct{ asked []model.Request }

func (*lenient) Info() model.Info {
	return model.Info{Name: "lenient", Digest: "l1", Window: 8192}
}

func (l *lenient) Chat(_ context.Context, req model.Request) (model.Response, error) {
	l.asked = append(l.asked, req)
	prompt := req.Messages[len(req.Messages)-1].Content
	if strings.Contains(prompt, "failure") {
		return model.Response{}, model.ErrUnreachable
	}
	_, rest, _ := strings.Cut(prompt, "Right answer: ")
	gold, answer, _ := strings.Cut(rest, "\n\nAnswer: ")
	if strings.Contains(answer, gold) {
		return model.Response{Text: " **Yes**, it does."}, nil
	}
	return model.Response{Text: "No: it says something else."}, nil
}

// TestJudgeAgreement: two raters, of whom the judge says yes to 3 of 5 answers
// and people to 3 of 5, agreeing on 3. By Cohen's formula (0.6-0.52)/(1-0.52).
func TestJudgeAgreement(t *testing.T) {
	name := filepath.Join(t.TempDir(), "sample.jsonl")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"question": "Where?", "gold": "Lund", "answer": "In Lund.", "right": true}
{"question": "Where?", "gold": "Lund", "answer": "Not in Lund.", "right": false}

{"question": "When?", "gold": "1901", "answer": "in the first year of the century", "right": true}
{"question": "When?", "gold": "1901", "answer": "1901", "right": true}
{"question": "When?", "gold": "1901", "answer": "1902", "right": false}
`)
	j := &Judge{Chat: &lenient{}}
	a, err := j.Agree(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	if a.N != 5 || a.Agree != 0.6 || a.Yes != 1 || a.No != 1 || math.Abs(a.Kappa-0.08/0.48) > 1e-12 {
		t.Errorf("%+v", a)
	}
	write(`{"question": "When?", "gold": "1901", "answer": "1901"}`)
	if _, err := j.Agree(t.Context(), name); err == nil || !strings.Contains(err.Error(), "want lines of") {
		t.Errorf("an unlabelled sample: %v", err)
	}
	write(`{"question": "failure", "gold": "x", "answer": "x", "right": true}`)
	if _, err := j.Agree(t.Context(), name); !errors.Is(err, model.ErrUnreachable) {
		t.Errorf("a judge that is not there: %v", err)
	}
	if _, err := j.Agree(t.Context(), name+".no"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no sample: %v", err)
	}
}

// TestJudgedRun: a judge's word stands beside the grades, changes none, is
// asked once for each answer that has a gold one, never sees which arm it
// judges, and its name and agreement are in the report.
func TestJudgedRun(t *testing.T) {
	s := newStand(t, "../testdata/saltern", model.Builtin())
	o := RunOptions{Arms: arms(t, "closed", "oracle"), Limit: 6, Seed: 1, Perfect: true}
	plain := s.results(t, t.TempDir(), o)
	judge := &lenient{}
	o.Judge = &Judge{Chat: judge, Agreement: &Agreement{N: 5, Agree: 0.6, Kappa: 0.17, Yes: 1, No: 1}}
	dir := t.TempDir()
	got := s.results(t, dir, o)
	answered := 0
	for k, r := range got {
		q := s.question(k.question)
		if q.Unanswerable() {
			if r.Judged != nil {
				t.Errorf("%v: judged, and there is no right answer", k)
			}
			continue
		}
		if r.Judged == nil || *r.Judged != (k.arm == "oracle") || r.Grades[GradeJudge] != unit(*r.Judged) {
			t.Errorf("%v: judged %v", k, r.Judged)
		}
		if r.Status == "answered" {
			answered++
		}
		if r.Grades[GradeCorrect] != plain[k].Grades[GradeCorrect] {
			t.Errorf("%v: the judge changed the grade", k)
		}
	}
	if len(judge.asked) != answered || answered == 0 {
		t.Errorf("the judge was asked %d times, %d answers were given", len(judge.asked), answered)
	}
	for _, req := range judge.asked {
		for _, m := range req.Messages {
			if strings.Contains(m.Content, "oracle") {
				t.Errorf("the judge was told the arm: %s", m.Content)
			}
		}
	}
	r, err := ReadReport(dir, ReportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	page, err := HTML(r)
	if err != nil {
		t.Fatal(err)
	}
	if j := r.Manifest.Judge; j == nil || j.Name != "lenient" || j.Prompt != judgePrompt || !strings.Contains(string(page), "agrees with people on 60 % of 5") {
		t.Errorf("the report does not tell who judged: %+v", r.Manifest.Judge)
	}
}
