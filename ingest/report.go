package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrNoDocuments says that the named paths hold nothing that can be ingested.
// The error that NewPlan returns is a *NoDocumentsError, which says why.
var ErrNoDocuments = errors.New("no documents")

// NoDocumentsError is ErrNoDocuments with its reasons.
type NoDocumentsError struct {
	Paths []string  // as they were named
	Skips []Failure // what was found there and not taken, by path
}

func (e *NoDocumentsError) Error() string {
	where := strings.Join(e.Paths, ", ")
	if len(e.Skips) == 0 {
		return fmt.Sprintf("no documents in %s: it holds no files; name a folder or file with text", where)
	}
	first := e.Skips[0]
	return fmt.Sprintf("no documents in %s: %d skipped, the first is %s (%s); %s",
		where, len(e.Skips), first.Path, first.Error, e.advice())
}

// advice says what could be done about what was skipped.
func (e *NoDocumentsError) advice() string {
	for _, s := range e.Skips {
		if s.Error == skipInclude || s.Error == skipExclude {
			return "change --include or --exclude: they are globs for the path below the named folder, or for the file's name"
		}
	}
	return "name text files, or convert these to text"
}

// Is makes errors.Is(err, ErrNoDocuments) true.
func (e *NoDocumentsError) Is(target error) bool { return target == ErrNoDocuments }

// A Failure is a source that became no document, and why. Path is a file, or
// "file:line" in a .jsonl file of documents.
type Failure struct {
	Path  string `json:"path"`
	Error string `json:"error"`
}

func sortFailures(list []Failure) {
	slices.SortFunc(list, func(a, b Failure) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Error, b.Error))
	})
}

// Report says what a run did. Its counts are of what was committed.
type Report struct {
	Added, Updated, Unchanged, Deleted int       // documents
	Failed, Skipped                    int       // len(Failures), len(Skips)
	Missing                            int       // documents whose source is gone and that were left in place
	Stale                              int       // documents marked by this run: their source cannot be read or is gone
	Failures                           []Failure // should have been readable and was not; by path
	Skips                              []Failure // not taken: binary, empty, hidden, over a limit; by path
	Notes                              []string  // what a reader of the report should know besides
	Bytes                              int64     // of text committed by this run
	Chunks                             int       // committed by this run
	Seq                                int64     // newest sequence number committed by this run; 0 if none
}
