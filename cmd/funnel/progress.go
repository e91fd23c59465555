package main

import (
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"
)

// bar shows progress on a terminal and nothing elsewhere.
type bar struct {
	bar   *progressbar.ProgressBar
	what  string
	total int64
	app   *app
}

func (a *app) bar() *bar { return &bar{app: a} }

// set says how far a stage is; a new stage starts a new bar.
func (b *bar) set(what string, done, total int64, bytes bool) {
	if b.app.quiet || total <= 0 || !isTerminal(b.app.stderr) {
		return
	}
	if b.bar == nil || b.what != what || b.total != total {
		b.clear()
		b.what, b.total = what, total
		b.bar = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(b.app.stderr), progressbar.OptionSetDescription(fmt.Sprintf("%-10s", what)),
			progressbar.OptionShowBytes(bytes), progressbar.OptionShowCount(), progressbar.OptionSetWidth(30),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true))
	}
	_ = b.bar.Set64(done) // a terminal that cannot be written to shows no bar
}

func (b *bar) clear() {
	if b.bar != nil {
		_ = b.bar.Clear()
		b.bar = nil
	}
}
