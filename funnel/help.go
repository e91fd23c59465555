package funnel

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"funnel/rlm/model"
)

// help is what models add to a search when asked, and how much they may be
// asked. What they do fails soft: the search stands without it, and says so.
type help struct {
	chat     model.Chat // nil: there is none
	cross    model.Chat // a CrossEncoder; nil: there is none
	inFlight int
	calls    int // that one stage may make
	tokens   int // that one stage may take
}

// helpTime is how long one stage of help may take.
const helpTime = 30 * time.Second

// errNoModel says that help was asked for and nobody can give it.
var errNoModel = errors.New("it takes a language model, and the built-in reader is none (--model ollama:NAME names one)")

// model is the chat model, if it is a language model.
func (h *help) model() (model.Chat, error) {
	if h.chat == nil || h.chat.Info().Extractive {
		return nil, errNoModel
	}
	return h.chat, nil
}

// help is what may be asked for the first search of a question: half of the
// calls and a third of the tokens that its budget has left.
func (a *asking) help() *help {
	left := a.record.left()
	h := &help{chat: a.chat, inFlight: a.InFlight, calls: left.Calls / 2, tokens: left.Tokens / 3}
	if a.Cross != nil {
		h.cross = a.record.chat(a.Cross)
	}
	return h
}

// HelpUsage is what models were asked for a search.
type HelpUsage struct {
	ModelCalls       int     `json:"model_calls"`
	CachedCalls      int     `json:"cached_calls"`
	PromptTokens     int     `json:"prompt_tokens"`
	CompletionTokens int     `json:"completion_tokens"`
	Cost             float64 `json:"cost,omitempty"` // of the calls that were not cached, where the models have prices
}

// searchHelp is the help for a search that is no part of a question, and the
// count of what it takes.
func (e *Engine) searchHelp() (*help, *helpCount) {
	n := &helpCount{}
	h := &help{inFlight: e.InFlight, calls: helpCalls, tokens: helpTokens}
	if e.Chat != nil {
		h.chat = model.Watched(e.Chat, n.add)
	}
	if e.Cross != nil {
		h.cross = model.Watched(e.Cross, n.add)
	}
	return h, n
}

// Limits of the help for one search.
const (
	helpCalls  = 60
	helpTokens = 200_000
)

// helpCount counts calls; it is safe for concurrent use.
type helpCount struct {
	mu   sync.Mutex
	used HelpUsage
}

func (n *helpCount) add(_ model.Request, r model.Response) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.used.ModelCalls++
	if r.Cached {
		n.used.CachedCalls++
	}
	n.used.PromptTokens += r.PromptTokens
	n.used.CompletionTokens += r.CompletionTokens
	n.used.Cost += r.Cost
}

// usage is what was counted, nil if nothing was asked.
func (n *helpCount) usage() *HelpUsage {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.used.ModelCalls == 0 {
		return nil
	}
	used := n.used
	return &used
}

// soften turns the failure of a stage into a notice, unless the whole search is
// over. what says what stands without it.
func soften(ctx context.Context, stage, what string, err error) (string, error) {
	switch {
	case err == nil:
		return "", nil
	case ctx.Err() != nil:
		return "", fmt.Errorf("%s: %w", stage, err)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("%s took longer than %s and was given up: %s", stage, helpTime, what), nil
	}
	if spent := (errSpent{}); errors.As(err, &spent) {
		err = errors.New("the question's budget of " + string(spent.stop) + " does not allow it")
	}
	return fmt.Sprintf("%s did not work, %s: %v", stage, what, err), nil
}
