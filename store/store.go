package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Options of a store. The zero value is fit for use.
type Options struct {
	// BusyTimeout is how long a write waits for other processes; 30 s if 0.
	BusyTimeout time.Duration
	// ReadOnly refuses every write, and a database that does not exist.
	ReadOnly bool
	// Now is the clock of runs that come without a time; time.Now if nil.
	Now func() time.Time
}

// Store is one database file. Its methods may be called concurrently.
type Store struct {
	path    string
	opts    Options
	frozen  bool // read-only, and nobody else can write either
	readers *readers
	docs    *writer // documents, settings, vectors: synchronous=FULL
	journal *writer // runs, steps, calls, cache: synchronous=NORMAL

	hasher    hasher // of this database
	sharingMu sync.Mutex
	shared    map[int64]*shared // by collection
}

// Open opens the database file at path, creates it if it is not there, and
// brings its schema up to date. The folder must exist. A file of a newer
// version is ErrNewer, a file of somebody else ErrForeign.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	if opts.BusyTimeout <= 0 {
		opts.BusyTimeout = 30 * time.Second
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	s := &Store{path: abs, opts: opts}
	if err := s.precheck(); err != nil {
		return nil, err
	}
	s.frozen = opts.ReadOnly && !s.logged() && !writableDir(filepath.Dir(abs))
	if err := s.connect(); err != nil {
		return nil, s.wrap("open store", err)
	}
	if err := s.prepareSchema(ctx); err != nil {
		return nil, errors.Join(s.wrap("open store", err), s.closeAll())
	}
	if err := s.readers.row(ctx, secretQuery, nil, []any{(*[]byte)(&s.hasher)}); err != nil {
		return nil, errors.Join(s.wrap("open store", err), s.closeAll())
	}
	return s, nil
}

// precheck says in plain words what SQLite would call "unable to open".
func (s *Store) precheck() error {
	fail := func(err error, hint string) error {
		return &Error{Op: "open store", Path: s.path, Err: err, hint: hint}
	}
	if strings.ContainsRune(s.path, 0) {
		return fail(ErrCannotOpen, "the file name holds a NUL byte")
	}
	fi, err := os.Stat(s.path)
	switch {
	case err == nil && fi.IsDir():
		return fail(fmt.Errorf("%w: it is a folder", ErrCannotOpen), "name a file in it")
	case err == nil:
		return nil
	case !errors.Is(err, os.ErrNotExist):
		return fail(fmt.Errorf("%w: %w", ErrCannotOpen, err), "check the permissions of its folder")
	case s.opts.ReadOnly:
		return fail(fmt.Errorf("%w: %w", ErrCannotOpen, os.ErrNotExist), "nothing has been ingested here yet")
	}
	if _, err := os.Stat(filepath.Dir(s.path)); err != nil {
		return fail(fmt.Errorf("%w: %w", ErrCannotOpen, err), "make its folder first")
	}
	return nil
}

func (s *Store) connect() (err error) {
	if s.readers, err = openReaders(s.dsn(s.opts.BusyTimeout) + "&_query_only=1"); err != nil {
		return err
	}
	if s.docs, err = newWriter(s, "FULL"); err != nil {
		return err
	}
	s.journal, err = newWriter(s, "NORMAL")
	return err
}

// dsn is the name of the database for the driver, with its pragmas: these are
// a connection's own and would be lost on the next one if they were executed.
func (s *Store) dsn(busy time.Duration) string {
	p := filepath.ToSlash(s.path)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p // C:/home becomes file:///C:/home
	}
	q := url.Values{}
	q.Set("_busy_timeout", fmt.Sprint(busy.Milliseconds()))
	q.Set("_foreign_keys", "1")
	q.Set("_error_rc", "1")
	q.Add("_pragma", "cache_size(-8000)")
	if s.opts.ReadOnly {
		q.Set("mode", "ro")
	}
	if s.frozen {
		q.Set("immutable", "1")
	}
	return "file://" + (&url.URL{Path: p}).EscapedPath() + "?" + q.Encode()
}

// writerDSN is the name for a connection that writes. Only these turn the file
// into what we want, after readers saw whose it is.
func (s *Store) writerDSN(synchronous string) string {
	q := url.Values{}
	q.Set("_synchronous", synchronous)
	q.Set("_journal_mode", "WAL")
	q.Add("_pragma", "page_size(8192)") // a fifth less CPU in Apply than 4096
	q.Add("_pragma", "wal_autocheckpoint(2000)")
	q.Add("_pragma", "journal_size_limit(67108864)")
	return s.dsn(pollEvery) + "&" + q.Encode()
}

// logged reports whether there is a write-ahead log with something in it.
func (s *Store) logged() bool {
	info, err := os.Stat(s.path + "-wal")
	return err == nil && info.Size() > 0
}

// sharedBytes is the size of the -shm file that SQLite makes beside a database.
const sharedBytes = 32 << 10

// writableDir reports whether files can be made in a folder: SQLite needs two
// beside the database to share it with writers.
func writableDir(dir string) bool {
	f, err := os.CreateTemp(dir, ".writable-*")
	if err != nil {
		return false
	}
	_, err = f.Write(make([]byte, sharedBytes))
	return errors.Join(err, f.Close(), os.Remove(f.Name())) == nil
}

// Writable reports whether the file and its folder can be written.
func (s *Store) Writable() bool {
	if s.opts.ReadOnly {
		return false
	}
	f, err := os.OpenFile(s.path, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	if err := f.Close(); err != nil {
		return false
	}
	if f, err := os.OpenFile(s.path+"-wal", os.O_RDWR, 0); err == nil { // somebody has it open for writing
		return f.Close() == nil
	}
	return writableDir(filepath.Dir(s.path))
}

// Close waits for writes in progress and closes the file.
func (s *Store) Close() error {
	return s.wrap("close store", s.closeAll())
}

func (s *Store) closeAll() error {
	return errors.Join(s.readers.close(), s.journal.close(), s.docs.close())
}

// Path is the absolute path of the database file.
func (s *Store) Path() string { return s.path }
