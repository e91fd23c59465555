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
