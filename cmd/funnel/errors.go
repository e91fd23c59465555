package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"funnel/funnel"
	"funnel/index"
	"funnel/ingest"
	"funnel/rlm/model"
	"funnel/store"
)

// Exit codes: a contract that scripts rely on.
const (
	exitOK          = 0
	exitError       = 1
	exitUsage       = 2
	exitPartial     = 3 // some files failed to ingest
	exitNoAnswer    = 4 // the documents do not say
	exitBudget      = 5 // the budget ended before an answer
	exitNothing     = 6 // nothing ingested yet
	exitEmbedder    = 7 // another embedder than the collection's
	exitUnreachable = 8 // model server unreachable
	exitInterrupted = 130
)

// exitHelp is what `funnel --help` says about exit codes.
const exitHelp = `Exit codes:
  0  ok                                   5  budget ended before an answer
  1  error                                6  nothing ingested yet
  2  usage                                7  embedder differs from the collection's
  3  partial ingest (some files failed)   8  model server unreachable
  4  no answer in the documents           130  interrupted
`

// failure is an error with what to do about it and the exit code it means.
type failure struct {
	err  error
	hint string
	code int
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }
func (f *failure) Hint() string  { return f.hint }

// fail makes a failure out of a message.
func fail(code int, hint, format string, args ...any) error {
	return &failure{err: fmt.Errorf(format, args...), hint: hint, code: code}
}

// outcome carries an exit code without an error: what there was to say has
// been said.
type outcome int

func (o outcome) Error() string { return fmt.Sprintf("exit code %d", int(o)) }

// hinter is an error that knows what to do next.
type hinter interface{ Hint() string }

// explain turns an error into its exit code, one line of what is wrong and one
// of what to do; no message where everything has been said.
func explain(err error) (code int, message, hint string) {
	var o outcome
	var u *usageError
	switch {
	case err == nil:
		return exitOK, "", ""
	case errors.As(err, &u):
		return exitUsage, u.Error(), "see: " + u.command + " --help"
	case errors.As(err, &o) && onlyOutcome(err):
		return int(o), "", ""
	}
	code, hint = classify(err)
	if code == exitInterrupted {
		return code, "interrupted; what was finished is kept", ""
	}
	return code, err.Error(), hint
}

// onlyOutcome reports whether err is an exit code and nothing else.
func onlyOutcome(err error) bool {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			if !onlyOutcome(e) {
				return false
			}
		}
		return true
	}
	_, ok := err.(outcome)
	return ok
}

// classify finds the exit code and the hint of an error.
func classify(err error) (code int, hint string) {
	var f *failure
	var h hinter
	if errors.As(err, &h) {
		hint = h.Hint()
	}
	switch {
	case errors.As(err, &f):
		return f.code, f.hint
	case errors.Is(err, context.Canceled):
		return exitInterrupted, ""
	case errors.Is(err, funnel.ErrEmptyQuestion):
		return exitUsage, `write the question as one argument, like: funnel query "Who signs the contract?"`
	case errors.Is(err, funnel.ErrOnlyHints):
		return exitUsage, "add words to search for, or list documents: funnel docs ls --where after=2024-05-01"
	case errors.Is(err, funnel.ErrFilter):
		return exitUsage, ""
	case errors.Is(err, funnel.ErrEmptyCollection), errors.Is(err, store.ErrNoCollection):
		return exitNothing, hintIngest
	case errors.Is(err, model.ErrSpec):
		return exitUsage, hint
	case errors.Is(err, model.ErrUnreachable):
		return exitUnreachable, hint
	case errors.Is(err, index.ErrDamaged), errors.Is(err, store.ErrDamaged):
		return exitError, firstOf(hint, hintVerify)
	case errors.Is(err, ingest.ErrPattern):
		return exitUsage, "in the shell, put patterns into single quotes"
	case errors.Is(err, ingest.ErrGiven):
		return exitUsage, "nothing was looked at; write labels as --label hr,board and metadata as --meta key=value"
	case errors.Is(err, ingest.ErrNoDocuments):
		return exitError, firstOf(hint, "--dry-run shows what would be taken; --json lists every skipped file with its reason")
	case noSpace(err):
		return exitError, firstOf(hint, "free some space on that disk and try again; what was committed before is safe")
	case errors.Is(err, fs.ErrNotExist):
		return exitError, firstOf(hint, "check the spelling; nothing was ingested, and nothing that was there is lost")
	case errors.Is(err, fs.ErrPermission):
		return exitError, firstOf(hint, "check that you may read and write there, or choose another folder with --home")
	}
	return exitError, hint
}

// noSpace reports a full disk, also where the reason came as text.
func noSpace(err error) bool {
	return errors.Is(err, store.ErrFull) || errors.Is(err, syscall.ENOSPC) || strings.Contains(err.Error(), syscall.ENOSPC.Error())
}

// advised finds the commands in a hint that work on a home.
var advised = regexp.MustCompile(`\bfunnel (ingest|query|search|docs|reembed|status|verify|trace|collections|audit)\b`)

// aimed gives the commands that a hint advises the home and the collection that
// this command line names: without them they would work on others.
func (a *app) aimed(hint string) string {
	home, collection := "", ""
	if a.homeFlag != "" && !strings.Contains(hint, "--home ") {
		home = " --home " + quoteArg(a.homeFlag)
	}
	if a.flags.Collection != "" && !strings.Contains(hint, "--collection ") {
		collection = " --collection " + quoteArg(a.flags.Collection)
	}
	return advised.ReplaceAllStringFunc(hint, func(command string) string {
		name := strings.TrimPrefix(command, "funnel ")
		if slices.Contains([]string{"ingest", "query", "search", "docs", "reembed"}, name) {
			return "funnel" + home + collection + " " + name
		}
		return "funnel" + home + " " + name
	})
}

const hintVerify = "funnel verify tells what is damaged, funnel verify --repair rebuilds what is derived"

const hintIngest = "ingest documents first: funnel ingest PATH..."

func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}
