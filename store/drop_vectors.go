package store

import (
	"context"
	"database/sql"
)

// Embedders lists the embedders that the collection has a vector cursor for:
// those whose vectors it uses, used, or is on its way to.
func (c *Collection) Embedders(ctx context.Context) ([]string, error) {
	names, err := collect(ctx, c.s.readers, scanOne[string], "SELECT fingerprint FROM vector_cursors WHERE collection = ? ORDER BY fingerprint", c.id)
	return names, c.s.wrap("list embedders", err)
}

// dropBatch is how many blocks of vectors one transaction removes: others that
// write wait for it.
const dropBatch = 20

// DropVectors forgets the collection's cursor for an embedder and, unless
// another collection has a cursor for it, too, all that there is of the
// embedder: vectors and refusals; gone says so. Interrupted, it leaves less.
func (c *Collection) DropVectors(ctx context.Context, fingerprint string) (gone bool, err error) {
	for more := true; more && err == nil; {
		err = c.s.docs.do(ctx, "drop vectors", func(tx *tx) (err error) {
			more, gone, err = c.dropSome(ctx, tx, fingerprint)
			return err
		})
	}
	return gone, err
}

// dropSome is one transaction of DropVectors. The cursor goes with the last
// blocks, so that an interrupted drop is seen and can go on.
func (c *Collection) dropSome(ctx context.Context, tx *tx, fingerprint string) (more, gone bool, err error) {
	var others int
	err = tx.row("SELECT count(*) FROM vector_cursors WHERE fingerprint = ? AND collection <> ?", []any{fingerprint, c.id}, []any{&others})
	if err != nil {
		return false, false, err
	}
	if others == 0 {
		if more, err = dropBlocks(ctx, tx, fingerprint); err != nil {
			return false, false, err
		}
	}
	if more { // what is no more must not be taken for complete
		_, err := tx.exec("UPDATE vector_cursors SET seq = 0 WHERE collection = ? AND fingerprint = ?", c.id, fingerprint)
		return true, false, err
	}
	if _, err := tx.exec("DELETE FROM vector_cursors WHERE collection = ? AND fingerprint = ?", c.id, fingerprint); err != nil || others > 0 {
		return false, false, err
	}
	for _, query := range []string{"DELETE FROM refused WHERE fingerprint = ?", "DELETE FROM fingerprints WHERE name = ?"} {
		if _, err := tx.exec(query, fingerprint); err != nil {
			return false, false, err
		}
	}
	return false, true, nil
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
