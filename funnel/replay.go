package funnel

import (
	"context"
	"errors"
	"time"

	"funnel/rlm/model"
)

// A Replay says how far a run could be played again with its recorded answers.
type Replay struct {
	Run        string      `json:"run"`
	Steps      int         `json:"steps"`                // turns played again with the same outcome
	Of         int         `json:"of"`                   // turns recorded
	Calls      int         `json:"calls"`                // answers of models taken from the record
	Difference *Difference `json:"difference,omitempty"` // the first one; nil if there is none
	Stopped    string      `json:"stopped,omitempty"`    // why it was not played to its end
}

// A Difference is where a replay left the record.
type Difference struct {
	Step     int    `json:"step"` // ID of the turn; 0: outside of any
	What     string `json:"what"` // prompt, code, output, error, call, answer
	Recorded string `json:"recorded"`
	Replayed string `json:"replayed"`
}

// errDiffers ends a replay at its first difference.
var errDiffers = errors.New("the replay differs from the record")

// errNotRecorded is what a replay gets for a call that the record does not hold.
var errNotRecorded = errors.New("the record holds no answer to this call")

// Replay plays a run again without a model: programs run and tools search, as
// they did, and every model call is answered from the record. Nothing is
// written. It stops at the first turn whose prompt, code or output is another.
// The documents must be those of the run. A run that was ended by the clock or
// by its user is played up to there.
func (e *Engine) Replay(ctx context.Context, t *Trajectory) (*Replay, error) {
	was, err := t.asked()
	if err != nil {
		return nil, err
	}
	out := &Replay{Run: t.Run.ID, Of: len(t.Steps)}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	c := newComparison(t, out, stop)
	recorded := t.answers(true)
	again := *e
	again.Chat = remembering{model.Wrapper{To: unrecorded{was.Chat, c}}, recorded}
	again.Sub = remembering{model.Wrapper{To: unrecorded{was.Sub, c}}, recorded}
	if was.Cross != nil {
		again.Cross = remembering{model.Wrapper{To: unrecorded{*was.Cross, c}}, recorded}
	}
	again.Runs, again.Audits, again.Watch = c, nil, Watch{}
	again.Now = clockOf(t)
	answer, err := again.ask(ctx, was, t.Run)
	return out, c.conclude(ctx, answer, err)
}

// clockOf is a clock that stands at the run's beginning: nothing runs out of
// time in a replay.
func clockOf(t *Trajectory) func() time.Time {
	return func() time.Time { return t.Run.Started }
}

// unrecorded stands where the model was: whoever asks it has left the record.
type unrecorded struct {
	info model.Info
	c    *comparison
}

// Info implements model.Chat.
func (u unrecorded) Info() model.Info { return u.info }

// Chat implements model.Chat.
func (u unrecorded) Chat(_ context.Context, req model.Request) (model.Response, error) {
	last := ""
	if n := len(req.Messages); n > 0 {
		last = req.Messages[n-1].Content
	}
	u.c.missing(string(req.Purpose), last)
	return model.Response{}, errNotRecorded
}
