package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Refused is a passage that an embedder made no vector of that could be
// searched.
type Refused struct {
	Hash string // Chunk.Hash
	Why  string
}

// PutRefused records passages that have no vector of that embedder and will
// never have one: MissingVectors and Covered leave them out.
func (c *Collection) PutRefused(ctx context.Context, fingerprint string, list []Refused) error {
	return c.s.docs.do(ctx, "put refused passages", func(tx *tx) error {
		for _, r := range list {
			h, err := parseHash(r.Hash)
			if err != nil {
				return fmt.Errorf("put refused passages: %w: %w", ErrBadVector, err)
			}
			if _, err := tx.exec("INSERT INTO refused (fingerprint, hash, why) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET why = excluded.why", fingerprint, h[:], r.Why); err != nil {
				return err
			}
		}
		return nil
	})
}

// RefusedBy counts the passages that an embedder made no vector of, in all
// collections.
func (s *Store) RefusedBy(ctx context.Context, fingerprint string) (n int, err error) {
	err = s.readers.row(ctx, "SELECT count(*) FROM refused WHERE fingerprint = ?", []any{fingerprint}, []any{&n})
	return n, s.wrap("count refused passages", err)
}

func refusedHashes(ctx context.Context, tx *sql.Tx, fingerprint string) (map[chunkHash]bool, error) {
	set := map[chunkHash]bool{}
	err := each(ctx, tx, func(rows *sql.Rows) error {
		var hash sql.RawBytes
		if err := rows.Scan(&hash); err != nil {
			return err
		}
		if len(hash) == hashSize {
			set[chunkHash(hash)] = true
		}
		return nil
	}, "SELECT hash FROM refused WHERE fingerprint = ?", fingerprint)
	return set, err
}

// dropBatch is how many blocks of vectors one transaction removes: others that
// write wait for it.
const dropBatch = 20

// DropVectors forgets all that there is of an embedder: vectors, refusals and
// cursors, of all collections. Interrupted, it leaves less.
func (s *Store) DropVectors(ctx context.Context, fingerprint string) error {
	for more := true; more; {
		err := s.docs.do(ctx, "drop vectors", func(tx *tx) (err error) {
			for _, q := range []string{"DELETE FROM refused WHERE fingerprint = ?", "DELETE FROM vector_cursors WHERE fingerprint = ?"} {
				if _, err := tx.exec(q, fingerprint); err != nil {
					return err
				}
			}
			if more, err = dropBlocks(ctx, tx, fingerprint); more || err != nil {
				return err
			}
			_, err = tx.exec("DELETE FROM fingerprints WHERE name = ?", fingerprint)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// dropBlocks removes some blocks of an embedder with their hashes, and reports
// whether there were any.
func dropBlocks(ctx context.Context, tx *tx, fingerprint string) (any bool, err error) {
	type block struct {
		id, fp int64
		hashes []byte
	}
	list, err := collect(ctx, connQuerier{tx}, func(rows *sql.Rows) (b block, err error) {
		err = rows.Scan(&b.id, &b.fp, &b.hashes)
		return b, err
	}, `SELECT b.id, b.fingerprint, b.hashes FROM vector_blocks b JOIN fingerprints f ON f.id = b.fingerprint
		WHERE f.name = ? ORDER BY b.id DESC LIMIT ?`, fingerprint, dropBatch)
	if err != nil {
		return false, err
	}
	for _, b := range list {
		for i := range len(b.hashes) / hashSize {
			h := hashAt(b.hashes, i)
			if _, err := tx.exec("DELETE FROM vectors WHERE fingerprint = ? AND hash = ?", b.fp, h[:]); err != nil {
				return false, err
			}
		}
		if _, err := tx.exec("DELETE FROM vector_blocks WHERE id = ?", b.id); err != nil {
			return false, err
		}
	}
	return len(list) > 0, nil
}

// SetSettings keeps several settings with the collection, in one transaction;
// an empty value removes one.
func (c *Collection) SetSettings(ctx context.Context, values map[string]string) error {
	return c.s.docs.do(ctx, "write settings", func(tx *tx) error {
		for key, value := range values {
			q, args := "DELETE FROM settings WHERE collection = ? AND key = ?", []any{c.id, key}
			if value != "" {
				q, args = "INSERT INTO settings (collection, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", append(args, value)
			}
			if _, err := tx.exec(q, args...); err != nil {
				return err
			}
		}
		return nil
	})
}

// Fingerprints lists the embedders that have vectors.
func (s *Store) Fingerprints(ctx context.Context) ([]string, error) {
	names, err := collect(ctx, s.readers, scanOne[string], "SELECT name FROM fingerprints ORDER BY name")
	return names, s.wrap("list embedders", err)
}

// Uses counts the collections that have a setting with that value.
func (s *Store) Uses(ctx context.Context, key, value string) (n int, err error) {
	err = s.readers.row(ctx, "SELECT count(*) FROM settings WHERE key = ? AND value = ?", []any{key, value}, []any{&n})
	return n, s.wrap("read settings", err)
}
