package eval

import (
	"testing"
	"time"

	"funnel/rlm/model"
)

// BenchmarkTenArms asks 20 questions in ten arms of the built-in reader and
// writes the report. It prints the share of all that is not the pipeline:
// looking for evidence in prompts, measuring stages, grading, writing,
// statistics and pictures.
func BenchmarkTenArms(b *testing.B) {
	s := newStand(b, "../testdata/saltern", model.Builtin())
	list := arms(b, "ten")
	var asking, whole time.Duration
	b.ResetTimer()
	for n := range b.N {
		dir := b.TempDir()
		began := time.Now()
		for _, r := range s.results(b, dir, RunOptions{Arms: list, Limit: 20, Seed: uint64(n)}) {
			asking += time.Duration(r.Times.Seconds * float64(time.Second))
		}
		r, err := ReadReport(dir, ReportOptions{})
		if err == nil {
			err = r.Write(dir)
		}
		if err != nil {
			b.Fatal(err)
		}
		whole += time.Since(began)
	}
	b.ReportMetric(100*float64(whole-asking)/float64(whole), "harness-%")
}
