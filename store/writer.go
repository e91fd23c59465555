package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// pollEvery is how long SQLite itself waits for the lock before the writer
// looks at its context and asks again. SQLite's lock is not fair, so asking
// often is what gets a turn: beside two processes that commit 100 documents
// after another without a pause, a small write waits 20 ms, 0.3 s at worst.
const pollEvery = 3 * time.Millisecond

// writer is one connection that writes, one transaction at a time.
type writer struct {
	s     *Store
	db    *sql.DB
	turn  chan struct{} // holds one token; whoever has it uses what follows
	conn  *sql.Conn     // opened at the first write
	stmts map[string]*sql.Stmt
}

func newWriter(s *Store, synchronous string) (*writer, error) {
	db, err := sql.Open("sqlite", s.writerDSN(synchronous))
	if err != nil {
		return nil, err
	}
	w := &writer{s: s, db: db, turn: make(chan struct{}, 1)}
	w.turn <- struct{}{}
	return w, nil
}

func (w *writer) close() error {
	<-w.turn
	defer func() { w.turn <- struct{}{} }()
	return errors.Join(w.drop(), w.db.Close())
}

// drop gives up the connection; the next write opens another.
func (w *writer) drop() error {
	if w.conn == nil {
		return nil
	}
	var errs []error
	for _, st := range w.stmts {
		errs = append(errs, st.Close())
	}
	errs = append(errs, w.conn.Close())
	w.conn, w.stmts = nil, nil
	return errors.Join(errs...)
}

// do runs fn in one transaction that holds the write lock from its start. An
// error of fn, or a context that ends before the commit, leaves no trace.
func (w *writer) do(ctx context.Context, op string, fn func(tx *tx) error) error {
	if w.s.opts.ReadOnly {
		return &Error{Op: op, Path: w.s.path, Err: ErrReadOnly, hint: "make the file and its folder writable and their disk not full, or choose another home with --home"}
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-w.turn:
	}
	defer func() { w.turn <- struct{}{} }()
	if err := w.begin(ctx); err != nil {
		return w.s.wrap(op, err)
	}
	err := fn(&tx{w: w, ctx: context.WithoutCancel(ctx)})
	if err == nil {
		err = ctx.Err()
	}
	return w.s.wrap(op, w.end(err))
}

// begin waits for the write lock.
func (w *writer) begin(ctx context.Context) error {
	deadline := time.Now().Add(w.s.opts.BusyTimeout)
	for {
		err := w.tryBegin(ctx)
		if !isBusy(err) || time.Now().After(deadline) {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

func (w *writer) tryBegin(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	if w.conn == nil {
		conn, err := w.db.Conn(ctx)
		if err != nil {
			return err
		}
		w.conn, w.stmts = conn, map[string]*sql.Stmt{}
	}
	_, err := w.conn.ExecContext(ctx, "BEGIN IMMEDIATE")
	return err
}

// end commits, or rolls back if there was an error.
func (w *writer) end(err error) error {
	ctx := context.Background()
	if err == nil {
		if _, err = w.conn.ExecContext(ctx, "COMMIT"); err == nil {
			return nil
		}
	}
	// SQLite itself may have rolled back (disk full): then this one fails,
	// and a fresh connection is the safe state to go on from.
	if _, rollback := w.conn.ExecContext(ctx, "ROLLBACK"); rollback != nil {
		if drop := w.drop(); drop != nil {
			return errors.Join(err, fmt.Errorf("close connection: %w", drop))
		}
	}
	return err
}

// tx is a transaction of a writer. Its statements are not cancelled one by
// one, which would cost a goroutine each: whoever writes much asks its context
// between documents.
type tx struct {
	w   *writer
	ctx context.Context
}

// prepared returns the statement, which the connection keeps.
func (t *tx) prepared(query string) (*sql.Stmt, error) {
	if st := t.w.stmts[query]; st != nil {
		return st, nil
	}
	st, err := t.w.conn.PrepareContext(t.ctx, query)
	if err != nil {
		return nil, err
	}
	t.w.stmts[query] = st
	return st, nil
}

func (t *tx) exec(query string, args ...any) (sql.Result, error) {
	st, err := t.prepared(query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(t.ctx, args...)
}

// row scans the one row of a query; sql.ErrNoRows if there is none.
func (t *tx) row(query string, args, dest []any) error {
	st, err := t.prepared(query)
	if err != nil {
		return err
	}
	return st.QueryRowContext(t.ctx, args...).Scan(dest...)
}
