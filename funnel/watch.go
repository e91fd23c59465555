package funnel

import (
	"context"

	"funnel/rlm"
	"funnel/rlm/model"
)

// Watch is told of an answer on its way. What is nil is not told. The functions are
// called one at a time, from the goroutines that work on the answer: they should be quick.
type Watch struct {
	// Draft gets the answer from the passages alone as it comes; a zero Delta begins one.
	// Nothing of it is checked yet.
	Draft func(model.Delta)

	// Judged says, under ModeAuto, whether the answer from the passages stands, or the
	// reader goes on because no quote carries it.
	Judged func(stands bool)

	// Listed gets the shortlist of the search that the mode begins with, if it begins
	// with one. It may be kept, and is not to be changed.
	Listed func(*Shortlist)

	// Step and Call are told of every turn of a reader, and of everything that its
	// programs call, when it begins (Ended is zero) and when it ends.
	Step func(rlm.Step)
	Call func(rlm.Call)

	// Done is told when nothing more comes, before the answer is returned.
	Done func()
}

// stream is what a request of the rag prompt shows its answer to; nil if nobody looks.
func (w Watch) stream() func(model.Delta) {
	if w.Draft != nil {
		w.Draft(model.Delta{})
	}
	return w.Draft
}

func (w Watch) listed(list *Shortlist) {
	if w.Listed != nil {
		w.Listed(list)
	}
}

func (w Watch) done() {
	if w.Done != nil {
		w.Done()
	}
}

func (w Watch) judged(stands bool) {
	if w.Judged != nil {
		w.Judged(stands)
	}
}

// tellStep and tellCall pass on what a reader's journal is told.
func (w Watch) tellStep(s rlm.Step) {
	if w.Step != nil {
		w.Step(s)
	}
}

func (w Watch) tellCall(c rlm.Call) {
	if w.Call != nil {
		w.Call(c)
	}
}

// provisional is the answer from the passages under ModeAuto: shown at once, then
// confirmed or not.
func (a *asking) provisional(ctx context.Context) (*draft, []Citation, bool, error) {
	d, cites, err := a.cited(ctx, a.rag)
	stands := err == nil && !d.abstained && holds(cites)
	if err == nil {
		a.Watch.judged(stands)
	}
	return d, cites, stands, err
}
