package eval

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"funnel/rlm/model"
)

// cutting is the built-in reader; its call number last is interrupted, as by
// Ctrl-C.
type cutting struct {
	chat  model.Chat
	calls atomic.Int64
	last  int64 // 0: none
	stop  context.CancelFunc
}

func (c *cutting) Info() model.Info { return c.chat.Info() }

func (c *cutting) Chat(ctx context.Context, req model.Request) (model.Response, error) {
	if c.calls.Add(1) == c.last {
		c.stop()
		return model.Response{}, ctx.Err()
	}
	return c.chat.Chat(ctx, req)
}

// cutAt runs until something stops the context, and leaves the files as a kill
// may: with half a line at their ends.
func (s *stand) cutAt(ctx context.Context, t *testing.T, dir string, o RunOptions) {
	t.Helper()
	if err := Run(ctx, s.engine, s.docs, s.data, dir, o); !errors.Is(err, context.Canceled) {
		t.Fatalf("a run that was interrupted ends with %v", err)
	}
	half(t, filepath.Join(dir, resultsFile))
	half(t, filepath.Join(dir, tracesFile))
}

// finish takes a run up, and compares all that it says with a run that was not
// cut.
func (s *stand) finish(t *testing.T, dir, uncut string, o RunOptions) {
	t.Helper()
	whole, _, err := readResults(filepath.Join(uncut, resultsFile))
	if err != nil {
		t.Fatal(err)
	}
	if got := s.results(t, dir, o); len(got) != len(whole) {
		t.Fatalf("%d answers, want %d", len(got), len(whole))
	}
	if a, b := timeless(t, uncut), timeless(t, dir); a != b {
		t.Errorf("the reports differ:\n%s\n%s", a, b)
	}
}

// TestInterruptAfterAnswers cuts a run after every single answer, and takes it
// up again each time: nothing is asked twice, and the report is that of a run
// that was not cut.
func TestInterruptAfterAnswers(t *testing.T) {
	if testing.Short() {
		t.Skip("the short run cuts no runs")
	}
	s := newStand(t, "../testdata/saltern", model.Builtin())
	o := RunOptions{Arms: arms(t, "closed", "rag", "hybrid"), Limit: questions(4, 12), Seed: 3}
	uncut, dir := t.TempDir(), t.TempDir()
	all := len(s.results(t, uncut, o))
	for cut := 1; cut < all; cut++ {
		ctx, stop := context.WithCancel(t.Context())
		one := o
		one.Progress = func(p Progress) {
			if p.Done >= cut {
				stop()
			}
		}
		s.cutAt(ctx, t, dir, one)
	}
	s.finish(t, dir, uncut, o)
	o.Seed = 4
	if err := Run(t.Context(), s.engine, s.docs, s.data, dir, o); err == nil {
		t.Error("a run with another seed went on in the same folder")
	}
}

// TestInterruptWithinAnswers cuts runs, two questions at a time, in the middle
// of model calls: the first, the next, and so on, each in a folder of its own.
func TestInterruptWithinAnswers(t *testing.T) {
	if testing.Short() {
		t.Skip("the short run cuts no runs")
	}
	chat := &cutting{chat: model.Builtin()}
	s := newStand(t, "../testdata/saltern", chat)
	o := RunOptions{Arms: arms(t, "rag", "agent", "hybrid"), Limit: 2, Seed: 5, Jobs: 2}
	uncut := t.TempDir()
	s.results(t, uncut, o)
	calls := chat.calls.Load()
	step := max(1, calls/int64(questions(5, 1000)))
	for cut := int64(1); cut <= calls; cut += step {
		ctx, stop := context.WithCancel(t.Context())
		dir := t.TempDir()
		chat.calls.Store(0)
		chat.last, chat.stop = cut, stop
		s.cutAt(ctx, t, dir, o)
		chat.last = 0
		s.finish(t, dir, uncut, o)
		stop()
	}
}

// questions is few, or many in the long run (FUNNEL_LONG).
func questions(few, many int) int {
	if os.Getenv("FUNNEL_LONG") != "" {
		return many
	}
	return few
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
