package model

import (
	"errors"
	"fmt"
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
	ErrServer      = errors.New("model server error")
	ErrSpec        = errors.New("unknown model specification")
)

// An Error is a failed model call that somebody can do something about.
type Error struct {
	Kind   error  // one of the Err values of this package
	Model  string // the spec of the model, "ollama:NAME"; "" if there was none
	Server string // base URL; "" if none was involved
	Status int    // HTTP status; 0 if there was none
	Tokens int    // ErrTooLong: the prompt's tokens, estimated; 0 if unknown
	Window int    // ErrTooLong: the window's tokens
	Err    error  // the cause, or nil

	hint string
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
		s += fmt.Sprintf(" (about %d tokens, window %d)", e.Tokens, e.Window)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
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
		return "`ollama list` shows what is installed, `ollama pull NAME` fetches a model"
	case ErrWrongKind:
		return "choose a model with the needed capability: `ollama show NAME` lists them"
	case ErrTooLong:
		return "ask over less text, or set a larger window"
	case ErrIncomplete:
		return "ask again; if it keeps happening look into the server's log"
	case ErrBusy:
		return "wait for the server to finish loading or its other requests, then ask again"
	case ErrSpec:
		return "a model is builtin or ollama:NAME"
	}
	return "look into the model server's log"
}
