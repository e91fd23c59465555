package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// readers is a pool of connections that read, with statements kept prepared.
// The number of connections has no limit: whoever reads inside Each would wait
// for himself.
type readers struct {
	db    *sql.DB
	mu    sync.Mutex
	stmts map[string]*sql.Stmt
}

func openReaders(dsn string) (*readers, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxIdleConns(4)
	return &readers{db: db, stmts: map[string]*sql.Stmt{}}, nil
}

func (r *readers) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var errs []error
	for _, st := range r.stmts {
		errs = append(errs, st.Close())
	}
	clear(r.stmts)
	return errors.Join(append(errs, r.db.Close())...)
}

func (r *readers) prepared(query string) (*sql.Stmt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if st := r.stmts[query]; st != nil {
		return st, nil
	}
	st, err := r.db.Prepare(query)
	if err != nil {
		return nil, err
	}
	r.stmts[query] = st
	return st, nil
}

// QueryContext runs a query of this package, which sees one snapshot.
func (r *readers) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := r.prepared(query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// row scans the one row of a short query; sql.ErrNoRows if there is none. It
// asks its context once and not while it runs, which would cost a goroutine:
// readers wait for nobody.
func (r *readers) row(ctx context.Context, query string, args, dest []any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	st, err := r.prepared(query)
	if err != nil {
		return err
	}
	return st.QueryRowContext(context.WithoutCancel(ctx), args...).Scan(dest...)
}

// snapshot runs fn on one state of the database.
func (r *readers) snapshot(ctx context.Context, fn func(tx *sql.Tx) error) error {
	tx, err := r.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	err = fn(tx)
	if end := tx.Rollback(); err == nil && !errors.Is(end, sql.ErrTxDone) {
		err = end
	}
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// querier is the pool or a snapshot.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// each calls fn on every row of a query.
func each(ctx context.Context, q querier, fn func(rows *sql.Rows) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	for rows.Next() {
		if err := fn(rows); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}

// collect gathers the rows of a query.
func collect[T any](ctx context.Context, q querier, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	var list []T
	err := each(ctx, q, func(rows *sql.Rows) error {
		v, err := scan(rows)
		list = append(list, v)
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return list, nil
}

func scanOne[T any](rows *sql.Rows) (v T, err error) {
	err = rows.Scan(&v)
	return v, err
}

// read runs fn on one snapshot of the database.
func (s *Store) read(ctx context.Context, op string, fn func(tx *sql.Tx) error) error {
	return s.wrap(op, s.readers.snapshot(ctx, fn))
}

// ask is read with the statements of the pool, which stay prepared: what is
// asked for every question costs less than half of what read takes.
func (s *Store) ask(ctx context.Context, op string, fn func(q querier) error) error {
	return s.read(ctx, op, func(tx *sql.Tx) error { return fn(inSnapshot{s.readers, tx}) })
}

// inSnapshot runs prepared queries on one snapshot.
type inSnapshot struct {
	readers *readers
	tx      *sql.Tx
}

// QueryContext implements querier.
func (q inSnapshot) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := q.readers.prepared(query)
	if err != nil {
		return nil, err
	}
	return q.tx.StmtContext(ctx, st).QueryContext(ctx, args...)
}

// stmtQuerier is a prepared statement as a querier; the query it is given is
// not looked at.
type stmtQuerier struct{ st *sql.Stmt }

// QueryContext implements querier.
func (q stmtQuerier) QueryContext(ctx context.Context, _ string, args ...any) (*sql.Rows, error) {
	return q.st.QueryContext(ctx, args...)
}
