package eval

import (
	"context"
	"errors"
	"log/slog"
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
	got := s.results(t, t.TempDir(), RunOptions{Arms: list, Perfect: true, Jobs: 2, Sample: questions(12, 60), Seed: 1})
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
	t.Logf("right of %d: %v", len(got)/len(list), right)
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
