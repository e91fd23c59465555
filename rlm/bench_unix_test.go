//go:build unix

package rlm

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"syscall"
	"testing"
	"time"

	"funnel/rlm/model"
)

// BenchmarkStep is what the reader takes outside the model: twenty documents of 50 kB,
// ten turns that look into each.
func BenchmarkStep(b *testing.B) {
	texts := map[string]string{}
	for i := range 20 {
		texts[fmt.Sprintf("d%02d", i)] = strings.Repeat("The pump costs 12 crowns. ", 2000)
	}
	corpus := NewMemoryCorpus(texts)
	chat := &model.Scripted{Func: func(r model.Request) (string, error) {
		if r.Parts.Turn < 10 {
			return asBlock(fmt.Sprintf("for d, t in zip(docs, context):\n    i = t.find('12')\n    print(%d, d.id, t[i-10:i+10])", r.Parts.Turn)), nil
		}
		return asBlock("FINAL('done')"), nil
	}}
	before := cpuTime(b)
	for b.Loop() {
		res, err := Run(context.Background(), slog.New(slog.DiscardHandler), chat, corpus, nil, Task{Question: "q", Shortlist: corpus.Docs()}, Options{})
		if err != nil || res.Stop != StopAnswered {
			b.Fatalf("%+v, %v", res, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/10, "µs/step")
	b.ReportMetric(float64((cpuTime(b)-before).Microseconds())/float64(b.N)/10, "cpu-µs/step")
}

// cpuTime is what the process took of the processors so far.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
