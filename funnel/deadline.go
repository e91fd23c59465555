package funnel

import (
	"context"
	"errors"
	"time"

	"funnel/rlm"
)

// errTime is the cause of contexts that end because the question's time is over.
var errTime = errors.New("the time of the budget is over")

// timed bounds a question by its budget's time, whatever its mode.
func (a *asking) timed(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, a.record.budget.Time, errTime)
}

// timeIsOver reports whether an error came of the question's own deadline.
func timeIsOver(ctx context.Context) bool {
	return ctx.Err() != nil && errors.Is(context.Cause(ctx), errTime)
}

// outOfTime is the draft of a question whose time ended before an answer.
func outOfTime() *draft {
	return &draft{stop: rlm.StopTime, read: map[string]bool{}}
}

// readerShare is the part of the time that is left, in percent, that a reader gets where
// a rag answer may have to follow it.
const readerShare = 85

// timeLeft is what a reader may take of the question's time.
func timeLeft(ctx context.Context, limit time.Duration, followed bool) time.Duration {
	if deadline, ok := ctx.Deadline(); ok {
		limit = min(limit, time.Until(deadline))
	}
	share := time.Duration(98) // the reader ends by its own clock, not by the question's
	if followed {
		share = readerShare
	}
	return max(limit*share/100, time.Millisecond)
}
