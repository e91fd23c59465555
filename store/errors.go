package store

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What can be told apart with errors.Is.
var (
	ErrNewer        = errors.New("database was written by a newer version of funnel")
	ErrForeign      = errors.New("not a funnel database")
	ErrNoCollection = errors.New("no such collection")
	ErrNotFound     = errors.New("not found")
	ErrAmbiguous    = errors.New("ambiguous")
	ErrSpan         = errors.New("bad span")
	ErrInvalid      = errors.New("invalid document")
	ErrBadVector    = errors.New("bad vector")
	ErrBusy         = errors.New("database is busy")
	ErrReadOnly     = errors.New("database is read-only")
	ErrFull         = errors.New("disk is full")
	ErrDamaged      = errors.New("database is damaged")
	ErrCannotOpen   = errors.New("cannot open database file")
)

// Error is an error about the database file as a whole, with what to do next.
type Error struct {
	Op   string // what was being done, "apply documents"
	Path string
	Err  error // wraps one of the sentinels where one fits
	hint string
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %s: %v", e.Op, e.Path, e.Err) }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Hint says what the user can do about it; it may be empty.
func (e *Error) Hint() string { return e.hint }

// fault is a class of SQLite's result codes.
type fault struct {
	err  error
	hint string
}

// faultOf maps SQLite's primary result codes, https://www.sqlite.org/rescode.html.
func faultOf(code int) (fault, bool) {
	if code == sqlite3.SQLITE_IOERR_SHMSIZE { // the -shm file cannot be made
		code = sqlite3.SQLITE_FULL
	}
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fault{ErrBusy, "another process is writing; wait for it to end, or end it, and try again"}, true
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return fault{ErrReadOnly, "check the permissions of the file and of its folder, or choose another home with --home"}, true
	case sqlite3.SQLITE_FULL:
		return fault{ErrFull, "free some space and try again; what was committed before is safe"}, true
	case sqlite3.SQLITE_NOTADB:
		return fault{ErrForeign, "the file is not a SQLite database (any more); restore it from a backup, move it away, or choose another home with --home"}, true
	case sqlite3.SQLITE_CORRUPT:
		return fault{ErrDamaged, "funnel verify tells more; restore the file from a backup, or move it away and ingest again"}, true
	case sqlite3.SQLITE_CANTOPEN:
		return fault{ErrCannotOpen, "check that its folder exists and can be written to (SQLite needs its -wal and -shm files beside it)"}, true
	case sqlite3.SQLITE_IOERR:
		return fault{errors.New("input/output error"), "check the disk; what was committed before is safe"}, true
	}
	return fault{}, false
}

// wrap gives an error of SQLite its sentinel and hint; others get the verb.
func (s *Store) wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	var known *Error
	if errors.As(err, &known) {
		return err
	}
	var se *sqlite.Error
	if errors.As(err, &se) {
		if f, ok := faultOf(se.Code()); ok {
			return &Error{Op: op, Path: s.path, Err: fmt.Errorf("%w (%v)", f.err, err), hint: f.hint}
		}
	}
	return fmt.Errorf("%s: %w", op, err)
}

// isBusy reports whether err says that another connection holds the lock.
func isBusy(err error) bool {
	var se *sqlite.Error
	return errors.As(err, &se) && se.Code()&0xff == sqlite3.SQLITE_BUSY
}
