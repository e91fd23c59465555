package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Run is one question put to a collection. Times keep nanoseconds and come
// back in UTC.
type Run struct {
	ID, Collection, Question, Mode, Model string
	Asker                                 string // labels as a JSON array, see View.Asker; "" = the owner
	Started                               time.Time
	Options                               json.RawMessage
	Ended                                 time.Time // zero while it runs
	Status                                string
	Result                                json.RawMessage
}

// Step is a turn of a reader: what the model was shown, the program it wrote
// and what that printed.
type Step struct {
	Run                            string
	ID                             int // in program order over the whole tree of readers
	Parent                         int // the call that opened this reader, 0 = the root
	N                              int // turn within the reader
	Depth                          int
	Prompt, Code, Output, Error    string
	PromptTokens, CompletionTokens int
	Started, Ended                 time.Time // Ended is zero while it runs
}

// Call is a call of a model or of a tool.
type Call struct {
	Run                            string
	ID                             int
	Step                           int    // the step that made it
	Kind                           string // root, sub, answer, search, read, grep, cite, ...
	Request, Response              json.RawMessage
	PromptTokens, CompletionTokens int
	Cached                         bool
	Error                          string
	Started, Ended                 time.Time // Ended is zero while it runs
}

// BeginRun records a run. Started defaults to now.
func (s *Store) BeginRun(ctx context.Context, r Run) error {
	if r.ID == "" {
		return errors.New("begin run: its id is empty")
	}
	if r.Started.IsZero() {
		r.Started = s.opts.Now()
	}
	return s.journal.do(ctx, "begin run", func(tx *tx) error {
		_, err := tx.exec(`INSERT INTO runs (id, collection, question, mode, model, asker, started, ended, status, options, result)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, r.ID, r.Collection, r.Question, r.Mode, r.Model, r.Asker,
			nanos(r.Started), nanos(r.Ended), r.Status, rawJSON(r.Options), rawJSON(r.Result))
		return err
	})
}

// EndRun records the outcome of a run, now.
func (s *Store) EndRun(ctx context.Context, id, status string, result json.RawMessage) error {
	return s.journal.do(ctx, "end run", func(tx *tx) error {
		res, err := tx.exec("UPDATE runs SET ended = ?, status = ?, result = ? WHERE id = ?", nanos(s.opts.Now()), status, rawJSON(result), id)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fmt.Errorf("run %q: %w", id, ErrNotFound))
		}
		return nil
	})
}

// PutStep records a step, or replaces it by (Run, ID). Its run must have begun.
func (s *Store) PutStep(ctx context.Context, st Step) error {
	return s.journal.do(ctx, "put step", func(tx *tx) error {
		if err := needRun(tx, st.Run); err != nil {
			return err
		}
		_, err := tx.exec(`INSERT OR REPLACE INTO steps
			(run, id, parent, n, depth, prompt, code, output, error, prompt_tokens, completion_tokens, started, ended)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, st.Run, st.ID, st.Parent, st.N, st.Depth, st.Prompt, st.Code,
			st.Output, st.Error, st.PromptTokens, st.CompletionTokens, nanos(st.Started), nanos(st.Ended))
		return err
	})
}

// PutCall records a call, or replaces it by (Run, ID). Its run must have begun.
func (s *Store) PutCall(ctx context.Context, c Call) error {
	return s.journal.do(ctx, "put call", func(tx *tx) error {
		if err := needRun(tx, c.Run); err != nil {
			return err
		}
		_, err := tx.exec(`INSERT OR REPLACE INTO calls
			(run, id, step, kind, request, response, prompt_tokens, completion_tokens, cached, error, started, ended)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, c.Run, c.ID, c.Step, c.Kind, rawJSON(c.Request), rawJSON(c.Response),
			c.PromptTokens, c.CompletionTokens, c.Cached, c.Error, nanos(c.Started), nanos(c.Ended))
		return err
	})
}

func needRun(tx *tx, id string) error {
	var one int
	err := tx.row("SELECT 1 FROM runs WHERE id = ?", []any{id}, []any{&one})
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("run %q: %w", id, ErrNotFound)
	}
	return err
}

// runsOf reads the runs x that an asker may read, see mayRead.
const runsOf = `SELECT x.id, x.collection, x.question, x.mode, x.model, x.asker, x.started, x.ended, x.status, x.options, x.result
	FROM runs x WHERE ` + mayRead + ` AND (?1 IS NULL OR NOT EXISTS (SELECT 1 FROM audit u WHERE u.run = x.id AND ` + showsHidden + `)) `

func scanRun(rows *sql.Rows) (r Run, err error) {
	err = rows.Scan(&r.ID, &r.Collection, &r.Question, &r.Mode, &r.Model, &r.Asker, timeDest{&r.Started}, timeDest{&r.Ended}, &r.Status, (*[]byte)(&r.Options), (*[]byte)(&r.Result))
	return r, err
}

// Run returns the run with that id, or the only one whose id begins with it,
// of those that the asker may read: who has every label of whoever asked, and
// sees every document that the run showed. ErrNotFound if there is none, ErrAmbiguous if there are several.
func (s *Store) Run(ctx context.Context, asker Asker, id string) (*Run, error) {
	if id == "" {
		return nil, fmt.Errorf("run %q: %w", id, ErrNotFound)
	}
	list, err := collect(ctx, s.readers, scanRun, runsOf+"AND substr(x.id, 1, length(?2)) = ?2 ORDER BY x.id = ?2 DESC, x.id LIMIT 2", asker, id)
	switch {
	case err != nil:
		return nil, s.wrap("read run", err)
	case len(list) == 0:
		return nil, fmt.Errorf("run %q: %w", id, ErrNotFound)
	case len(list) > 1 && list[0].ID != id:
		return nil, fmt.Errorf("run %q: %w: %s, %s and perhaps more", id, ErrAmbiguous, list[0].ID, list[1].ID)
	}
	return &list[0], nil
}

// Runs returns the newest runs first that the asker may read, see Run, at equal
// times by id; all of them if limit <= 0.
func (s *Store) Runs(ctx context.Context, asker Asker, limit int) ([]Run, error) {
	list, err := collect(ctx, s.readers, scanRun, runsOf+"ORDER BY x.started DESC, x.id LIMIT ?2", asker, atMost(limit))
	return list, s.wrap("list runs", err)
}

// Steps returns the steps of a run by ID.
func (s *Store) Steps(ctx context.Context, run string) ([]Step, error) {
	list, err := collect(ctx, s.readers, func(rows *sql.Rows) (st Step, err error) {
		err = rows.Scan(&st.Run, &st.ID, &st.Parent, &st.N, &st.Depth, &st.Prompt, &st.Code, &st.Output, &st.Error,
			&st.PromptTokens, &st.CompletionTokens, timeDest{&st.Started}, timeDest{&st.Ended})
		return st, err
	}, `SELECT run, id, parent, n, depth, prompt, code, output, error, prompt_tokens, completion_tokens, started, ended
		FROM steps WHERE run = ? ORDER BY id`, run)
	return list, s.wrap("read steps", err)
}

// Calls returns the calls of a run by ID.
func (s *Store) Calls(ctx context.Context, run string) ([]Call, error) {
	list, err := collect(ctx, s.readers, func(rows *sql.Rows) (c Call, err error) {
		err = rows.Scan(&c.Run, &c.ID, &c.Step, &c.Kind, (*[]byte)(&c.Request), (*[]byte)(&c.Response),
			&c.PromptTokens, &c.CompletionTokens, &c.Cached, &c.Error, timeDest{&c.Started}, timeDest{&c.Ended})
		return c, err
	}, `SELECT run, id, step, kind, request, response, prompt_tokens, completion_tokens, cached, error, started, ended
		FROM calls WHERE run = ? ORDER BY id`, run)
	return list, s.wrap("read calls", err)
}

// CacheGet returns what was kept under a key.
func (s *Store) CacheGet(ctx context.Context, key string) (value []byte, ok bool, err error) {
	err = s.readers.row(ctx, "SELECT value FROM cache WHERE key = ?", []any{key}, []any{&value})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return value, err == nil, s.wrap("read cache", err)
}

// CachePut keeps a value under a key, in place of what was there.
func (s *Store) CachePut(ctx context.Context, key string, value []byte) error {
	if value == nil {
		value = []byte{}
	}
	return s.journal.do(ctx, "write cache", func(tx *tx) error {
		_, err := tx.exec("INSERT INTO cache (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", key, value)
		return err
	})
}

// rawJSON is JSON as a text column holds it.
func rawJSON(m json.RawMessage) any {
	if m == nil {
		return nil
	}
	return string(m)
}

func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// timeDest scans nanoseconds.
type timeDest struct{ t *time.Time }

// Scan implements sql.Scanner.
func (d timeDest) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("time is a %T", src)
	}
	if n != 0 {
		*d.t = time.Unix(0, n).UTC()
	}
	return nil
}
