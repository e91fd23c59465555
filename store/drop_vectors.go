package store

import "context"

// DropVectors forgets the collection's cursor for an embedder, and the
// embedder's vectors unless another collection has a cursor for it, too.
func (c *Collection) DropVectors(ctx context.Context, fingerprint string) error {
	return c.s.docs.do(ctx, "drop vectors", func(tx *tx) error {
		if _, err := tx.exec("DELETE FROM vector_cursors WHERE collection = ? AND fingerprint = ?", c.id, fingerprint); err != nil {
			return err
		}
		var others int
		if err := tx.row("SELECT count(*) FROM vector_cursors WHERE fingerprint = ?", []any{fingerprint}, []any{&others}); err != nil || others > 0 {
			return err
		}
		const id = "(SELECT id FROM fingerprints WHERE name = ?)"
		for _, query := range []string{
			"DELETE FROM vectors WHERE fingerprint = " + id,
			"DELETE FROM vector_blocks WHERE fingerprint = " + id,
			"DELETE FROM fingerprints WHERE name = ?",
		} {
			if _, err := tx.exec(query, fingerprint); err != nil {
				return err
			}
		}
		return nil
	})
}
