package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// Check reads the whole file and returns what contradicts the package's
// invariants: damage to the database itself, references into nothing, texts
// and chunks that do not fit each other, hashes that are not those of their
// passages, numbers beyond the sequence, vectors that cannot be found. Each is
// an ErrDamaged.
func (s *Store) Check(ctx context.Context) error {
	return s.read(ctx, "check store", func(tx *sql.Tx) error {
		for _, check := range []func(context.Context, *sql.Tx) error{checkFile, checkCounts, checkTexts, checkVectors} {
			if err := check(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
}

func checkFile(ctx context.Context, tx *sql.Tx) error {
	lines, err := collect(ctx, tx, scanOne[string], "PRAGMA integrity_check(10)")
	if err != nil {
		return err
	}
	if !slices.Equal(lines, []string{"ok"}) {
		return fmt.Errorf("%w: %q", ErrDamaged, lines)
	}
	return each(ctx, tx, func(rows *sql.Rows) error {
		var table, parent string
		var row sql.NullInt64
		var key int
		if err := rows.Scan(&table, &row, &parent, &key); err != nil {
			return err
		}
		return fmt.Errorf("%w: row %d of %s refers to nothing in %s", ErrDamaged, row.Int64, table, parent)
	}, "PRAGMA foreign_key_check")
}

// contradictions are counts that must be zero.
var contradictions = []struct{ what, query string }{
	{"documents numbered beyond the sequence", "SELECT count(*) FROM documents WHERE seq > (SELECT last FROM sequence)"},
	{"numbers given twice", "SELECT count(*) - count(DISTINCT seq) FROM documents"},
	{"documents with more chunks than they ever had", "SELECT count(*) FROM documents WHERE chunks > max_chunks"},
	{"live documents without structure", "SELECT count(*) FROM documents WHERE NOT deleted AND num NOT IN (SELECT doc FROM structure)"},
	{"tombstones with contents", "SELECT count(*) FROM documents WHERE deleted AND (bytes > 0 OR chunks > 0 OR num IN (SELECT doc FROM structure))"},
	{"texts of no live document", "SELECT count(*) FROM texts WHERE id >> 14 NOT IN (SELECT num FROM documents WHERE NOT deleted)"},
	{"chunk counts that differ", "SELECT count(*) FROM documents d JOIN structure s ON s.doc = d.num WHERE length(s.hashes) <> 16 * d.chunks"},
}

func checkCounts(ctx context.Context, tx *sql.Tx) error {
	for _, c := range contradictions {
		var n int
		if err := tx.QueryRowContext(ctx, c.query).Scan(&n); err != nil {
			return err
		}
		if n != 0 {
			return fmt.Errorf("%w: %d %s", ErrDamaged, n, c.what)
		}
	}
	return nil
}

func checkTexts(ctx context.Context, tx *sql.Tx) error {
	collections, err := collect(ctx, tx, scanOne[int64], "SELECT id FROM collections ORDER BY id")
	if err != nil {
		return err
	}
	for _, c := range collections {
		if err := eachDocument(ctx, tx, checkDocument, documentsByID, nil, c); err != nil {
			return err
		}
	}
	return nil
}

func checkDocument(d *Document) error {
	if err := validate(d); err != nil {
		return fmt.Errorf("document %q: %w: %w", d.ID, ErrDamaged, err)
	}
	for i, c := range d.Chunks {
		if got := hashPassage(d.Passage(i)).String(); got != c.Hash {
			return fmt.Errorf("document %q: %w: chunk %d has hash %s, its passage %s", d.ID, ErrDamaged, i, c.Hash, got)
		}
	}
	return nil
}

// checkVectors compares the set of hashes with the blocks.
func checkVectors(ctx context.Context, tx *sql.Tx) error {
	names, err := collect(ctx, tx, scanOne[string], "SELECT name FROM fingerprints ORDER BY id")
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := checkFingerprint(ctx, tx, name); err != nil {
			return fmt.Errorf("vectors of %s: %w", name, err)
		}
	}
	return nil
}

func checkFingerprint(ctx context.Context, tx *sql.Tx, name string) error {
	where, err := locate(ctx, tx, name)
	if err != nil {
		return err
	}
	known := 0
	err = each(ctx, tx, func(rows *sql.Rows) error {
		var hash sql.RawBytes
		if err := rows.Scan(&hash); err != nil {
			return err
		}
		known++
		if len(hash) != hashSize {
			return fmt.Errorf("%w: a hash of %d bytes", ErrDamaged, len(hash))
		}
		if _, ok := where.at[chunkHash(hash)]; !ok {
			return fmt.Errorf("%w: %x is in no block", ErrDamaged, []byte(hash))
		}
		return nil
	}, "SELECT v.hash FROM vectors v JOIN fingerprints f ON f.id = v.fingerprint WHERE f.name = ?", name)
	if err != nil {
		return err
	}
	var held int
	var odd int
	err = tx.QueryRowContext(ctx, `SELECT coalesce(sum(length(b.hashes)), 0), coalesce(sum(length(b.data) * 16 <> length(b.hashes) * f.dims * 4), 0)
		FROM vector_blocks b JOIN fingerprints f ON f.id = b.fingerprint WHERE f.name = ?`, name).Scan(&held, &odd)
	if err != nil {
		return err
	}
	if odd != 0 || held != known*hashSize || len(where.at) != known {
		return fmt.Errorf("%w: %d vectors are known, %d are in blocks, %d blocks have a wrong size", ErrDamaged, known, held/hashSize, odd)
	}
	return nil
}
