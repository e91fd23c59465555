package eval

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"funnel/funnel"
	"funnel/index/embed"
	"funnel/ingest"
	"funnel/rlm/model"
	"funnel/store"
)

// stand is a dataset with a real store and real indexes over its documents.
type stand struct {
	data   *Dataset
	engine *funnel.Engine
	docs   *store.Collection
}

// newStand ingests a dataset.
func newStand(t testing.TB, dir string, chat model.Chat) *stand {
	t.Helper()
	ctx, log := context.Background(), slog.New(slog.DiscardHandler)
	data, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	st, err := store.Open(ctx, filepath.Join(home, "db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	docs, err := st.Create(ctx, "eval")
	if err != nil {
		t.Fatal(err)
	}
	plan, err := ingest.NewPlan(ctx, log, docs, []string{data.Dir}, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r, err := plan.Apply(ctx); err != nil || r.Failed > 0 {
		t.Fatal(err, r.Failures)
	}
	lib, err := funnel.OpenLibrary(ctx, log, docs, filepath.Join(home, "index"), embed.Builtin(0))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(lib.Close(), st.Close()); err != nil {
			t.Error(err)
		}
	})
	if err := errors.Join(lib.SyncText(ctx), lib.SyncVectors(ctx, nil), data.Locate(ctx, docs)); err != nil {
		t.Fatal(err)
	}
	return &stand{data, &funnel.Engine{Collection: lib.Collection(), Chat: chat, Log: log, Now: time.Now}, docs}
}

// arms parses names that exist.
func arms(t testing.TB, names ...string) []Arm {
	t.Helper()
	list, err := ParseArms(names, nil)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// results runs and reads what was written, by task.
func (s *stand) results(t testing.TB, dir string, o RunOptions) map[key]Result {
	t.Helper()
	if err := Run(context.Background(), s.engine, s.docs, s.data, dir, o); err != nil {
		t.Fatal(err)
	}
	list, _, err := readResults(filepath.Join(dir, resultsFile))
	if err != nil {
		t.Fatal(err)
	}
	byKey := map[key]Result{}
	for _, r := range list {
		if _, twice := byKey[r.key()]; twice {
			t.Errorf("%v was answered twice", r.key())
		}
		byKey[r.key()] = r
	}
	return byKey
}

// TestArmsBehave asks the perfect leaf: what it misses, the pipeline did not
// deliver.
func TestArmsBehave(t *testing.T) {
	if testing.Short() {
		t.Skip("the short run compares no arms")
	}
	s := newStand(t, "../testdata/saltern", model.Builtin())
	list := arms(t, "ten", "rag@5", "rag@20", "top", "vector")
	got := s.results(t, t.TempDir(), RunOptions{Arms: list, Perfect: true, Jobs: 2, Sample: 25, Seed: 1})
	right := map[string]int{}
	for k, r := range got {
		q := s.question(k.question)
		delivered := r.Grades[MeasureTogether] == 1
		correct := r.Grades[GradeCorrect] == 1
		switch {
		case r.Error != "":
			t.Errorf("%v: %s", k, r.Error)
		case q.Unanswerable() && !correct:
			t.Errorf("%v: %q, it is unanswerable", k, r.Answer)
		case q.Unanswerable():
		case k.arm == "oracle" && !correct:
			t.Errorf("oracle: question %s: %q, gold %q", q.ID, r.Answer, q.Gold())
		case k.arm == "closed" && correct:
			t.Errorf("closed: question %s: %q", q.ID, r.Answer)
		case armOf(list, k.arm).Query.Mode == funnel.ModeRAG && correct != delivered:
			t.Errorf("%s: question %s right is %v, all evidence in a prompt is %v", k.arm, q.ID, correct, delivered)
		case correct && r.Grades[MeasureAll] != 1:
			t.Errorf("%v: right without all evidence", k)
		}
		right[k.arm] += int(r.Grades[GradeCorrect])
	}
	t.Logf("right of %d: %v", len(s.data.Questions), right)
	for _, pair := range [][2]string{{"rag@20", "rag@5"}, {"hybrid", "rag"}, {"hybrid", "top"}, {"rag", "closed"}} {
		if right[pair[0]] < right[pair[1]] {
			t.Errorf("%s has %d right, %s %d", pair[0], right[pair[0]], pair[1], right[pair[1]])
		}
	}
}

func armOf(list []Arm, name string) Arm {
	for _, a := range list {
		if a.Name == name {
			return a
		}
	}
	return Arm{}
}

func (s *stand) question(id string) *Question {
	for i := range s.data.Questions {
		if s.data.Questions[i].ID == id {
			return &s.data.Questions[i]
		}
	}
	return nil
}

// TestResume cuts a run after every few answers, by context and in the middle
// of a line, and takes it up again: nothing is asked twice, and the answers
// are those of a run that was not cut.
func TestResume(t *testing.T) {
	if testing.Short() {
		t.Skip("the short run cuts no runs")
	}
	s := newStand(t, "../testdata/saltern", model.Builtin())
	o := RunOptions{Arms: arms(t, "closed", "rag", "hybrid"), Limit: 8, Seed: 3}
	uncut, dir := t.TempDir(), t.TempDir()
	whole := s.results(t, uncut, o)
	for cut := 1; cut < 24; cut += 4 {
		ctx, stop := context.WithCancel(context.Background())
		cutting := o
		cutting.Progress = func(p Progress) {
			if p.Done >= cut {
				stop()
			}
		}
		if err := Run(ctx, s.engine, s.docs, s.data, dir, cutting); !errors.Is(err, context.Canceled) {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		half(t, filepath.Join(dir, resultsFile))
		half(t, filepath.Join(dir, tracesFile))
	}
	got := s.results(t, dir, o)
	if len(got) != len(whole) {
		t.Fatalf("%d answers, want %d", len(got), len(whole))
	}
	for k, r := range got {
		r.Times = whole[k].Times
		if a, b := asJSON(r), asJSON(whole[k]); a != b {
			t.Errorf("%v:\n%s\n%s", k, a, b)
		}
	}
	a, b := timeless(t, uncut), timeless(t, dir)
	if a != b {
		t.Errorf("the reports differ:\n%s\n%s", a, b)
	}
	o.Seed = 4
	if err := Run(context.Background(), s.engine, s.docs, s.data, dir, o); err == nil {
		t.Error("a run with another seed went on in the same folder")
	}
}

// timeless is everything a report says of a run but for its times.
func timeless(t *testing.T, dir string) string {
	t.Helper()
	r, err := ReadReport(dir, ReportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r.Times, r.Manifest.Started = ReportTimes{}, time.Time{}
	for i := range r.Arms {
		r.Arms[i].Times = ArmTimes{}
	}
	for i := range r.results {
		r.results[i].Times = Times{}
	}
	page, err := HTML(r)
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	if err := r.writeCSV(out); err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile(filepath.Join(out, reportCSV))
	if err != nil {
		t.Fatal(err)
	}
	return asJSON(r) + string(table) + string(page)
}

// half appends a line that was cut, as a kill leaves it.
func half(t *testing.T, name string) {
	t.Helper()
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"question":"q0`); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestParseArms(t *testing.T) {
	list, err := ParseArms([]string{"rag@7", "rlm", "all+sub", "closed"}, []int{8000, 32000})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, a := range list {
		names = append(names, a.Name)
	}
	if got, want := asJSON(names), `["rag@7/8k","rag@7/32k","rlm/8k","rlm/32k","closed"]`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for _, bad := range []string{"", "hybird", "rag@0", "rag@x"} {
		if _, err := ParseArms([]string{bad}, nil); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	every, err := ParseArms([]string{"every"}, nil)
	if err != nil || len(every) != len(AllArms()) {
		t.Errorf("every: %d arms, %v", len(every), err)
	}
}
