package rlm

import (
	"funnel/rlm/model"
)

// Text is measured by model.Tokens everywhere in this package. What that means in tokens
// of a model's server differs by model, so windows are turned into that measure once, by
// a Gauge. It is the same all through a run, so that a run that is replayed renders the
// same prompts, but for two moments, which a replay has too: the first answer of a model
// of which nothing was known, and a prompt that the server found too long.

// sizes are the gauges of a run's models; one and the same if root and sub are one model.
type sizes struct{ root, sub *model.Gauge }

func newSizes(root, sub model.Chat, opts Options) sizes {
	s := sizes{&opts.Gauge, &opts.SubGauge}
	if root.Info().Name == sub.Info().Name {
		s.sub = s.root
	}
	return s
}

// of is the gauge of the model that a request goes to.
func (s sizes) of(req model.Request) model.Gauge {
	if req.Purpose == model.Sub {
		return *s.sub
	}
	return *s.root
}

// rootWindow is the root's window, and rootAnswer the part of it that is kept for its
// reply, by estimate.
func (t *tree) rootWindow() int { return t.sizes.root.Room(window(t.root)) }
func (t *tree) rootAnswer() int {
	return t.rootWindow() - t.sizes.root.Room(window(t.root)-answerTokens(t.root))
}

// subRoom is what a sub-call has room for beside a reply of so many tokens, by estimate.
func (t *tree) subRoom(reply int) int { return t.sizes.sub.Room(window(t.sub) - reply) }

// shrink makes the reader's prompts smaller after the server found one too long. It
// reports false if that is not what err says, or nothing can be made smaller.
func (r *reader) shrink(err error, msgs []model.Message) bool {
	now, ok := r.sizes.root.After(err, msgs)
	if !ok {
		return false
	}
	*r.sizes.root = now
	r.noticeTooLong()
	if len(r.talk.turns) > 0 {
		r.talk.window = r.rootWindow()
		r.compact(0)
		return true
	}
	r.begin()
	return true
}

// counted keeps what the server counted for a turn.
func (r *reader) counted(msgs []model.Message, resp model.Response) {
	r.step.PromptTokens, r.step.CompletionTokens = resp.PromptTokens, resp.CompletionTokens
	*r.sizes.root = r.sizes.root.Seen(msgs, resp.PromptTokens)
	r.talk.window = r.rootWindow()
}

// noticeTooLong says once that prompts were made smaller than they were meant to be.
func (t *tree) noticeTooLong() {
	const notice = "the server counted more tokens than expected: prompts were made again with less text"
	for _, n := range t.notices {
		if n == notice {
			return
		}
	}
	t.notices = append(t.notices, notice)
}
