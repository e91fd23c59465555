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

// RefusedChunk is a chunk that an embedder made no vector of.
type RefusedChunk struct {
	Doc string
	Ord int
	Why string
}

// Refused lists the chunks, of documents that the asker sees, that an embedder
// made no vector of, by document and ordinal.
func (v *View) Refused(ctx context.Context, fingerprint string) (list []RefusedChunk, err error) {
	err = v.s.read(ctx, "list refused passages", func(tx *sql.Tx) error {
		why, err := refusedHashes(ctx, tx, fingerprint)
		if err != nil || len(why) == 0 {
			return err
		}
		return each(ctx, tx, func(rows *sql.Rows) error {
			var id string
			var hashes sql.RawBytes
			if err := rows.Scan(&id, &hashes); err != nil {
				return err
			}
			for i := range len(hashes) / hashSize {
				if because, ok := why[hashAt(hashes, i)]; ok {
					list = append(list, RefusedChunk{id, i, because})
				}
			}
			return nil
		}, "SELECT d.id, s.hashes FROM documents d JOIN structure s ON s.doc = d.num WHERE d.collection = ?2 AND NOT d.deleted AND "+visible+" ORDER BY d.id", v.asker, v.id)
	})
	return list, err
}

// ForgetRefused has the passages asked for again that an embedder refused, in
// all collections.
func (c *Collection) ForgetRefused(ctx context.Context, fingerprint string) error {
	return c.s.docs.do(ctx, "forget refused passages", func(tx *tx) error {
		var n int
		err := tx.row("SELECT count(*) FROM refused WHERE fingerprint = ?", []any{fingerprint}, []any{&n})
		if err != nil || n == 0 {
			return err
		}
		if _, err := tx.exec("DELETE FROM refused WHERE fingerprint = ?", fingerprint); err != nil {
			return err
		}
		_, err = tx.exec("UPDATE vector_cursors SET seq = 0 WHERE fingerprint = ?", fingerprint)
		return err
	})
}

// refusedHashes are the passages that an embedder refused, with the reasons.
func refusedHashes(ctx context.Context, tx *sql.Tx, fingerprint string) (map[chunkHash]string, error) {
	set := map[chunkHash]string{}
	err := each(ctx, tx, func(rows *sql.Rows) error {
		var hash sql.RawBytes
		var why string
		if err := rows.Scan(&hash, &why); err != nil {
			return err
		}
		if len(hash) == hashSize {
			set[chunkHash(hash)] = why
		}
		return nil
	}, "SELECT hash, why FROM refused WHERE fingerprint = ?", fingerprint)
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
