package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Repair mends what Verify finds and what can be made again from what is
// there: indexes of the database, counters, leftovers of no document, what
// documents share, vectors (bad ones are dropped, and are missing then). A
// document that is damaged itself is not touched but for its hash: the next
// ingest of its source takes it for changed and reads it again. Verify says
// afterwards what is left.
func (s *Store) Repair(ctx context.Context) error {
	var damaged []Problem
	file, shares := false, false
	_, err := s.Verify(ctx, Verifier{Found: func(p Problem) error {
		file = file || p.Part == PartDatabase
		shares = shares || p.Part == PartShared
		if p.Doc != "" {
			damaged = append(damaged, p)
		}
		return nil
	}})
	if err != nil {
		return err
	}
	if file {
		if err := s.reindex(ctx); err != nil {
			return err
		}
	}
	return s.docs.do(ctx, "repair", func(tx *tx) error {
		if err := tx.dropDangling(ctx); err != nil {
			return err
		}
		for _, c := range contradictions {
			if c.mend == "" {
				continue
			}
			if _, err := tx.w.conn.ExecContext(tx.ctx, c.mend); err != nil {
				return fmt.Errorf("mend %s: %w", c.what, err)
			}
		}
		if err := tx.forget(damaged); err != nil {
			return err
		}
		if shares || file || len(damaged) > 0 {
			if err := tx.rebuildShares(ctx); err != nil {
				return err
			}
		}
		return s.mendVectors(ctx, tx)
	})
}

// reindex builds the database's own indexes anew. They are all that SQLite can
// make again: damaged pages of a table are lost.
func (s *Store) reindex(ctx context.Context) error {
	return s.docs.do(ctx, "reindex", func(tx *tx) error {
		_, err := tx.w.conn.ExecContext(tx.ctx, "REINDEX")
		return err
	})
}

const tableDocuments = "documents"

// dropDangling deletes what refers to nothing, and what refers to that. All of
// it hangs on documents, runs or embedders that are gone; documents of no
// collection stay, they are somebody's text.
func (t *tx) dropDangling(ctx context.Context) error {
	for {
		queries, err := t.dangling(ctx)
		if err != nil {
			return err
		}
		if len(queries) == 0 {
			_, err := t.exec("UPDATE vector_cursors SET seq = 0 WHERE fingerprint NOT IN (SELECT name FROM fingerprints)")
			return err
		}
		for _, q := range queries {
			if _, err := t.w.conn.ExecContext(t.ctx, q); err != nil {
				return fmt.Errorf("drop what refers to nothing: %w", err)
			}
		}
	}
}

// dangling are the statements that delete the rows which refer to nothing, one
// for each reference of a table that has such rows.
func (t *tx) dangling(ctx context.Context) ([]string, error) {
	return collect(ctx, connQuerier{t}, scanOne[string], `
		SELECT DISTINCT format('DELETE FROM "%w" WHERE "%w" NOT IN (SELECT "%w" FROM "%w")', c."table", f."from", f."to", f."table")
		FROM pragma_foreign_key_check() c JOIN pragma_foreign_key_list(c."table") f ON f.id = c.fkid
		WHERE c."table" <> '`+tableDocuments+`'`)
}

// forget makes damaged documents look changed to the next ingest.
func (t *tx) forget(list []Problem) error {
	for _, p := range list {
		_, err := t.exec("UPDATE documents SET hash = '' WHERE id = ? AND collection = (SELECT id FROM collections WHERE name = ?)", p.Doc, p.Collection)
		if err != nil {
			return err
		}
	}
	return nil
}

// mendVectors keeps of each embedder's blocks what can be searched, makes the
// set of hashes that of the blocks, and sets the cursors back where anything
// is missing now.
func (s *Store) mendVectors(ctx context.Context, tx *tx) error {
	type row struct {
		id, dims int64
		name     string
	}
	var prints []row
	err := each(ctx, connQuerier{tx}, func(rows *sql.Rows) error {
		var f row
		err := rows.Scan(&f.id, &f.name, &f.dims)
		prints = append(prints, f)
		return err
	}, "SELECT id, name, dims FROM fingerprints ORDER BY id")
	if err != nil {
		return err
	}
	for _, f := range prints {
		changed, err := mendFingerprint(ctx, tx, f.id, int(f.dims))
		if err != nil {
			return fmt.Errorf("mend vectors of %s: %w", f.name, err)
		}
		if changed {
			if _, err := tx.exec("UPDATE vector_cursors SET seq = 0 WHERE fingerprint = ?", f.name); err != nil {
				return err
			}
		}
	}
	return nil
}

// connQuerier reads within a transaction that writes.
type connQuerier struct{ tx *tx }

// QueryContext implements querier.
func (q connQuerier) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := q.tx.prepared(query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// mendFingerprint reports whether there was anything to mend.
func mendFingerprint(ctx context.Context, tx *tx, fp int64, dims int) (changed bool, err error) {
	ids, err := collect(ctx, connQuerier{tx}, scanOne[int64], "SELECT id FROM vector_blocks WHERE fingerprint = ? ORDER BY id", fp)
	if err != nil {
		return false, err
	}
	held := map[chunkHash]bool{}
	for _, id := range ids {
		cut, err := mendBlock(tx, id, dims, held)
		if err != nil {
			return false, err
		}
		changed = changed || cut
	}
	var known int
	if err := tx.row("SELECT count(*) FROM vectors WHERE fingerprint = ?", []any{fp}, []any{&known}); err != nil {
		return false, err
	}
	for h := range held {
		var has int
		if err := tx.row("SELECT count(*) FROM vectors WHERE fingerprint = ? AND hash = ?", []any{fp, h[:]}, []any{&has}); err != nil {
			return false, err
		}
		changed = changed || has == 0
	}
	if !changed && known == len(held) {
		return false, nil
	}
	if _, err := tx.exec("DELETE FROM vectors WHERE fingerprint = ?", fp); err != nil {
		return false, err
	}
	for h := range held {
		if _, err := tx.exec("INSERT INTO vectors (fingerprint, hash) VALUES (?, ?)", fp, h[:]); err != nil {
			return false, err
		}
	}
	return true, nil
}

// mendBlock drops what cannot be searched from a block, and adds the rest to
// held. A block whose parts do not fit goes as a whole: nobody can tell whose
// vectors those are.
func mendBlock(tx *tx, id int64, dims int, held map[chunkHash]bool) (cut bool, err error) {
	var hashes, data []byte
	err = tx.row("SELECT hashes, data FROM vector_blocks WHERE id = ?", []any{id}, []any{&hashes, &data})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	n := len(hashes) / hashSize
	if len(hashes)%hashSize != 0 || len(data) != n*dims*4 {
		n = 0
	}
	var keptHashes, keptData []byte
	for i := range n {
		h, v := hashAt(hashes, i), data[i*dims*4:(i+1)*dims*4]
		if held[h] || badValues(v) != "" {
			continue
		}
		held[h] = true
		keptHashes, keptData = append(keptHashes, h[:]...), append(keptData, v...)
	}
	switch {
	case len(keptHashes) == len(hashes):
		return false, nil
	case len(keptHashes) == 0:
		_, err = tx.exec("DELETE FROM vector_blocks WHERE id = ?", id)
	default:
		_, err = tx.exec("UPDATE vector_blocks SET hashes = ?, data = ? WHERE id = ?", keptHashes, keptData, id)
	}
	return true, err
}
