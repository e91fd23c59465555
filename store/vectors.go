package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
)

// Vector is the embedding of a passage.
type Vector struct {
	Hash   string // Chunk.Hash
	Values []float32
}

// Missing is a chunk without a vector.
type Missing struct {
	Doc  string
	Ord  int    // ordinal of the chunk
	Hash string // Chunk.Hash
	Text string // Document.Passage
	Seq  int64  // of the document
}

// MissingVectors returns up to limit chunks (all if <= 0) without a vector of
// that embedder and not refused by it, of documents whose number is greater than after, by (Seq,
// Ord). Passages that are equal are returned once. Fewer than limit means that
// there are no others; otherwise the last document may have more.
func (c *Collection) MissingVectors(ctx context.Context, fingerprint string, after int64, limit int) ([]Missing, error) {
	var list []Missing
	err := c.s.read(ctx, "read missing vectors", func(tx *sql.Tx) error {
		has, err := tx.PrepareContext(ctx, "SELECT count(*) FROM vectors WHERE fingerprint = (SELECT id FROM fingerprints WHERE name = ?) AND hash = ?")
		if err != nil {
			return err
		}
		refused, err := refusedHashes(ctx, tx, fingerprint)
		if err != nil {
			return err
		}
		seen := make(map[chunkHash]bool, len(refused))
		for h := range refused {
			seen[h] = true
		}
		f := &missingFinder{ctx: ctx, tx: tx, fp: fingerprint, has: has, limit: atMost(limit), seen: seen}
		err = each(ctx, tx, f.document,
			`SELECT d.num, d.seq, d.id, d.title, d.bytes, s.hashes, s.spans
			FROM documents d JOIN structure s ON s.doc = d.num
			WHERE d.collection = ? AND d.seq > ? AND NOT d.deleted ORDER BY d.seq`, c.id, after)
		list = f.list
		if errors.Is(err, errEnough) {
			return nil
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// errEnough ends an iteration early.
var errEnough = errors.New("enough")

// fewLookups is how many hashes MissingVectors looks up one by one, 10 µs each,
// before it reads all there are, 0.2 µs each.
const fewLookups = 500

type missingFinder struct {
	ctx   context.Context
	tx    *sql.Tx
	fp    string
	has   *sql.Stmt
	asked int
	all   *places // after fewLookups
	limit int64
	seen  map[chunkHash]bool // returned before, or refused
	list  []Missing
}

// document adds what the document of the row lacks.
func (f *missingFinder) document(rows *sql.Rows) error {
	var num int64
	var size int
	var title string
	var m Missing
	var hashes, spans sql.RawBytes
	if err := rows.Scan(&num, &m.Seq, &m.Doc, &title, &size, &hashes, &spans); err != nil {
		return err
	}
	ords, err := f.lacking(hashes)
	if err != nil || len(ords) == 0 {
		return err
	}
	chunks, err := unpackChunks(hashes, spans, size)
	if err != nil {
		return fmt.Errorf("document %q: %w", m.Doc, err)
	}
	room := f.limit - int64(len(f.list))
	if room == 0 {
		return errEnough
	}
	ords = ords[:min(int64(len(ords)), room)]
	lo, hi := size, 0
	for _, ord := range ords {
		lo, hi = min(lo, chunks[ord].Start), max(hi, chunks[ord].End)
	}
	text, err := f.text(num, size, lo, hi)
	if err != nil {
		return fmt.Errorf("document %q: %w", m.Doc, err)
	}
	for _, ord := range ords {
		c := chunks[ord]
		m.Ord, m.Hash, m.Text = ord, c.Hash, passage(title, c.Heading, text[c.Start-lo:c.End-lo])
		f.list = append(f.list, m)
	}
	return nil
}

// text reads the bytes [start,end) of the text of document num.
func (f *missingFinder) text(num int64, size, start, end int) (string, error) {
	parts, err := collect(f.ctx, f.tx, func(rows *sql.Rows) (p textPart, err error) {
		err = rows.Scan(&p.number, &p.data)
		return p, err
	}, "SELECT id & 16383, data FROM texts WHERE id BETWEEN ? AND ? ORDER BY id",
		num<<partBits|int64(start/partSize), num<<partBits|int64(max(end-1, 0)/partSize))
	if err != nil {
		return "", err
	}
	return slice(parts, size, start, end)
}

// lacking returns the ordinals of hashes that have no vector and were not
// returned before.
func (f *missingFinder) lacking(hashes []byte) (ords []int, err error) {
	if len(hashes)%hashSize != 0 {
		return nil, fmt.Errorf("%w: %d bytes of chunk hashes", ErrDamaged, len(hashes))
	}
	for i := range len(hashes) / hashSize {
		h := hashAt(hashes, i)
		if f.seen[h] {
			continue
		}
		f.seen[h] = true
		has, err := f.hasVector(h)
		if err != nil {
			return nil, err
		}
		if !has {
			ords = append(ords, i)
		}
	}
	return ords, f.ctx.Err()
}

func (f *missingFinder) hasVector(h chunkHash) (bool, error) {
	if f.asked++; f.asked > fewLookups {
		if f.all == nil {
			var err error
			if f.all, err = locate(f.ctx, f.tx, f.fp); err != nil {
				return false, err
			}
		}
		_, ok := f.all.at[h]
		return ok, nil
	}
	var n int
	err := f.has.QueryRowContext(context.WithoutCancel(f.ctx), f.fp, h[:]).Scan(&n)
	return n > 0, err
}

// VectorCursor returns how far the collection's vectors are complete for that
// embedder: the cursor of the last PutVectors, 0 if there was none.
func (c *Collection) VectorCursor(ctx context.Context, fingerprint string) (int64, error) {
	var seq int64
	err := c.s.readers.row(ctx, "SELECT seq FROM vector_cursors WHERE collection = ? AND fingerprint = ?", []any{c.id, fingerprint}, []any{&seq})
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return seq, c.s.wrap("read vector cursor", err)
}

// PutVectors keeps vectors and sets the cursor, in one transaction. A vector
// that is there already is left as it is. The first vector of an embedder
// decides its dimension. ErrBadVector names the chunk whose vector is zero,
// not finite or of another dimension; then nothing is written.
func (c *Collection) PutVectors(ctx context.Context, fingerprint string, vecs []Vector, cursor int64) error {
	fresh := make([]freshVector, 0, len(vecs))
	for _, v := range vecs {
		h, err := parseHash(v.Hash)
		if err != nil {
			return fmt.Errorf("put vectors: %w: %w", ErrBadVector, err)
		}
		if err := checkValues(v.Values); err != nil {
			return fmt.Errorf("put vectors: %w of chunk %s: %w", ErrBadVector, v.Hash, err)
		}
		fresh = append(fresh, freshVector{h, v.Values})
	}
	return c.s.docs.do(ctx, "put vectors", func(tx *tx) error {
		if len(fresh) > 0 {
			if err := putVectors(ctx, tx, fingerprint, fresh); err != nil {
				return err
			}
		}
		_, err := tx.exec(`INSERT INTO vector_cursors (collection, fingerprint, seq) VALUES (?, ?, ?)
			ON CONFLICT DO UPDATE SET seq = excluded.seq`, c.id, fingerprint, cursor)
		return err
	})
}

func checkValues(v []float32) error {
	if len(v) == 0 {
		return errors.New("it has no values")
	}
	zero := true
	for i, x := range v {
		if f := float64(x); math.IsNaN(f) || math.IsInf(f, 0) {
			return fmt.Errorf("value %d is %v", i, x)
		}
		zero = zero && x == 0
	}
	if zero {
		return errors.New("it is zero")
	}
	return nil
}

// Covered counts the chunks of the documents that the asker sees and that the
// embedder did not refuse, and those of them with a vector of it.
func (v *View) Covered(ctx context.Context, fingerprint string) (have, total int, err error) {
	err = v.s.read(ctx, "count vectors", func(tx *sql.Tx) error {
		where, err := locate(ctx, tx, fingerprint)
		if err != nil {
			return err
		}
		refused, err := refusedHashes(ctx, tx, fingerprint)
		if err != nil {
			return err
		}
		return each(ctx, tx, func(rows *sql.Rows) error {
			var hashes sql.RawBytes
			if err := rows.Scan(&hashes); err != nil {
				return err
			}
			for i := range len(hashes) / hashSize {
				if _, ok := refused[hashAt(hashes, i)]; ok {
					continue
				}
				total++
				if _, ok := where.at[hashAt(hashes, i)]; ok {
					have++
				}
			}
			return nil
		}, "SELECT s.hashes FROM documents d JOIN structure s ON s.doc = d.num WHERE d.collection = ?2 AND NOT d.deleted AND "+visible, v.asker, v.id)
	})
	return have, total, err
}
