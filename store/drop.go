package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Dropped counts what went with a collection.
type Dropped struct {
	Docs, Runs int
	Bytes      int64
}

// onlyHere are the embedders that no collection but ?1 has a cursor for.
const onlyHere = `(SELECT fingerprint FROM vector_cursors WHERE collection = ?1
	EXCEPT SELECT fingerprint FROM vector_cursors WHERE collection <> ?1)`

// Drop removes a collection in one transaction: its documents, settings and
// runs, the vectors that no other collection has use for, and the call cache,
// of which nobody knows whose texts it holds. What stays are lines of the
// audit table. ErrNoCollection if there is none of that name. The indexes of
// the collection are the caller's to remove, before: their cursors would fit a
// later collection of that name.
func (s *Store) Drop(ctx context.Context, name string) (Dropped, error) {
	var d Dropped
	err := s.docs.do(ctx, "remove collection", func(tx *tx) error {
		var id int64
		err := tx.row("SELECT id FROM collections WHERE name = ?", []any{name}, []any{&id})
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("%w: %q", ErrNoCollection, name)
		}
		if err != nil {
			return err
		}
		err = tx.row("SELECT count(*), coalesce(sum(bytes), 0) FROM documents WHERE collection = ? AND NOT deleted", []any{id}, []any{&d.Docs, &d.Bytes})
		if err == nil {
			err = tx.row("SELECT count(*) FROM runs WHERE collection = ?", []any{name}, []any{&d.Runs})
		}
		if err != nil {
			return err
		}
		for _, step := range []struct {
			query string
			args  []any
		}{
			{"DELETE FROM texts WHERE id >> 14 IN (SELECT num FROM documents WHERE collection = ?)", []any{id}},
			{"DELETE FROM refused WHERE fingerprint IN " + onlyHere, []any{id}},
			{"DELETE FROM fingerprints WHERE name IN " + onlyHere, []any{id}},
			{"DELETE FROM runs WHERE collection = ?", []any{name}},
			{"DELETE FROM cache", nil},
			{"DELETE FROM collections WHERE id = ?", []any{id}}, // all else goes with it
		} {
			if err := ctx.Err(); err != nil {
				return err
			}
			if _, err := tx.exec(step.query, step.args...); err != nil {
				return err
			}
		}
		return nil
	})
	return d, err
}
