package model

import (
	"errors"
	"fmt"
	"time"
)

// What can go wrong between funnel and a model. Each is the Kind of an *Error;
// test with errors.Is.
var (
	ErrUnreachable = errors.New("model server unreachable")
	ErrNoModel     = errors.New("no such model")
	ErrWrongKind   = errors.New("wrong kind of model")
	ErrTooLong     = errors.New("prompt too long for the window")
	ErrIncomplete  = errors.New("answer incomplete")
	ErrBusy        = errors.New("model server busy")
	ErrDied        = errors.New("model server died in the middle of the call")
	ErrServer      = errors.New("model server error")
	ErrSilent      = errors.New("model server silent")
	ErrChanged     = errors.New("model replaced while in use")
	ErrKey         = errors.New("model server wants a valid key")
	ErrSpec        = errors.New("unknown model specification")
)

// An Error is a failed model call that somebody can do something about.
type Error struct {
	Kind   error  // one of the Err values of this package
	Model  string // the spec of the model, "ollama:NAME"; "" if there was none
	Server string // base URL; "" if none was involved
	Status int    // HTTP status; 0 if there was none
	Tokens int    // ErrTooLong: the prompt's tokens; 0 if unknown
	Exact  bool   // ErrTooLong: the server counted Tokens; otherwise they are estimated
	Window int    // ErrTooLong: the window's tokens
	Err    error  // the cause, or nil

	hint  string
	begun bool          // a part of the answer was handed out: asking again would repeat it
	after time.Duration // how long the server asks to wait
}

// Error implements error.
func (e *Error) Error() string {
	s := "call model"
	if e.Model != "" {
		s += " " + e.Model
	}
	if e.Server != "" {
		s += " at " + e.Server
	}
	s += ": " + e.Kind.Error()
	if e.Kind == ErrTooLong && e.Window > 0 {
		s += fmt.Sprintf(" (%s tokens, window %d)", e.count(), e.Window)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// count says how many tokens a prompt has, and how well that is known.
func (e *Error) count() string {
	if e.Exact {
		return fmt.Sprint(e.Tokens)
	}
	if e.Tokens <= e.Window { // the server knows better than the estimate
		return fmt.Sprintf("at least %d", e.Window+1)
	}
	return fmt.Sprintf("about %d", e.Tokens)
}

// Is reports whether target is the error's kind.
func (e *Error) Is(target error) bool { return target == e.Kind }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Hint says in one sentence what to do next.
func (e *Error) Hint() string {
	if e.hint != "" {
		return e.hint
	}
	switch e.Kind {
	case ErrUnreachable:
		return "start the server with `ollama serve`, name another with --base-url or OLLAMA_HOST, or use --model builtin"
	case ErrNoModel:
		return "`funnel models` lists what is installed, --pull fetches a missing model of Ollama"
	case ErrWrongKind:
		return "choose a model with the needed capability: `ollama show NAME` lists them"
	case ErrTooLong:
		return "ask over less text, or set a larger window with --window (`funnel models` shows what each model can)"
	case ErrIncomplete:
		return "ask again; if it keeps happening look into the server's log"
	case ErrDied:
		return "start it again (`ollama serve`; its log says why it ended, often memory) and repeat the command: what was finished is kept"
	case ErrBusy:
		return "wait for the server to finish loading or its other requests, then ask again"
	case ErrSilent:
		return "look into the server's log; a model that is loaded from a slow disk may need --patience"
	case ErrChanged:
		return "run the command again: it starts from the model that is there now"
	case ErrKey:
		return "put the key into $FUNNEL_API_KEY (or $OPENAI_API_KEY); it is read from nowhere else"
	case ErrSpec:
		return "a model is builtin, auto, ollama:NAME or openai:NAME"
	}
	return "look into the model server's log"
}
