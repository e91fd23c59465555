package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// applicationID marks a file as funnel's, see PRAGMA application_id: "funl".
const applicationID = 0x66756e6c

// sharesSince is the version of the schema that keeps what documents share.
const sharesSince = 5

// migrations returns the embedded scripts: number n is at index n-1.
func migrations(fsys fs.FS) ([]string, error) {
	names, err := fs.Glob(fsys, "migrations/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	scripts := make([]string, len(names))
	for i, name := range names {
		if want := fmt.Sprintf("migrations/%04d.sql", i+1); name != want {
			return nil, fmt.Errorf("migration %s: want %s next", name, want)
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		scripts[i] = string(data)
	}
	return scripts, nil
}

// prepareSchema brings the file to the newest version this program knows.
func (s *Store) prepareSchema(ctx context.Context) error {
	scripts, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	version, app, tables, err := s.version(ctx)
	if err != nil {
		return err
	}
	switch {
	case app != applicationID && (app != 0 || version != 0 || tables != 0):
		return &Error{Op: "open store", Path: s.path, Err: ErrForeign, hint: "it is another program's SQLite database; choose another home with --home"}
	case version > len(scripts):
		return s.newer(version, len(scripts))
	case version == len(scripts):
		return nil
	case s.opts.ReadOnly:
		return &Error{Op: "open store", Path: s.path, Err: fmt.Errorf("%w: its schema is of version %d, older than %d", ErrReadOnly, version, len(scripts)), hint: "open it once for writing, which brings it up to date"}
	}
	return s.migrate(ctx, scripts)
}

func (s *Store) newer(version, known int) error {
	return &Error{Op: "open store", Path: s.path, Err: fmt.Errorf("%w: its schema is of version %d, this program knows %d", ErrNewer, version, known), hint: "upgrade funnel, or choose another home with --home"}
}

// version reads what the file says of itself.
func (s *Store) version(ctx context.Context) (version, app, tables int, err error) {
	err = s.read(ctx, "read schema version", func(tx *sql.Tx) error {
		return errors.Join(
			tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version),
			tx.QueryRowContext(ctx, "PRAGMA application_id").Scan(&app),
			tx.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables))
	})
	return version, app, tables, err
}

// migrate applies what is missing, all of it or nothing. Another process may
// have done it meanwhile: the version is read again under the lock.
func (s *Store) migrate(ctx context.Context, scripts []string) error {
	return s.docs.do(ctx, "migrate", func(tx *tx) error {
		var version int
		if err := tx.row("PRAGMA user_version", nil, []any{&version}); err != nil {
			return err
		}
		if version > len(scripts) {
			return s.newer(version, len(scripts))
		}
		before := version
		for ; version < len(scripts); version++ {
			if _, err := tx.w.conn.ExecContext(tx.ctx, scripts[version]); err != nil {
				return fmt.Errorf("migration %04d: %w", version+1, err)
			}
		}
		if before < sharesSince {
			if err := tx.rebuildShares(ctx); err != nil && !errors.Is(s.wrap("", err), ErrDamaged) { // verify finds it, and repair builds them again
				return err
			}
		}
		_, err := tx.w.conn.ExecContext(tx.ctx, fmt.Sprintf("PRAGMA user_version = %d; PRAGMA application_id = %d", len(scripts), applicationID))
		return err
	})
}
