package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
)

const (
	pairSize   = 12   // bytes: key, number of the document
	blockPairs = 4096 // to a row: 48 KiB
	deadShare  = 4    // all segments are merged when more than one in so many documents left pairs behind,
	deadLeast  = 1000 // and more than so many
)

// pair says that a document has a key.
type pair struct {
	key key
	doc int64
}

func (p pair) compare(o pair) int {
	return cmp.Or(cmp.Compare(p.key, o.key), cmp.Compare(p.doc, o.doc))
}

func pairAt(b []byte, i int) pair {
	return pair{keyAt(b, i), int64(binary.LittleEndian.Uint32(b[i*pairSize+8:]))}
}

func keyAt(b []byte, i int) key { return key(binary.LittleEndian.Uint64(b[i*pairSize:])) }

// share gathers the pairs of a document for addShares.
func (a *applier) share(num int64, d *Document) error {
	if num > math.MaxUint32 {
		return fmt.Errorf("the store holds no more than %d documents", uint32(math.MaxUint32))
	}
	for _, k := range a.tx.w.s.hasher.keys(d) {
		a.pairs = append(a.pairs, pair{k, num})
	}
	return nil
}

// unshare makes the pairs that a document has dead; the change at hand is the
// one after a.last.
func (a *applier) unshare(num int64) error {
	_, err := a.tx.exec("INSERT INTO share_dead (collection, doc, seq) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET seq = ?3", a.c.id, num, a.last+1)
	return err
}

// segment is a row of share_segments.
type segment struct {
	id, seq int64
	pairs   int
}

// addShares writes the pairs that the changes up to seq brought, with those of
// the newest segments that are no larger than what it has, as one segment.
func addShares(ctx context.Context, tx *tx, collection, seq int64, pairs []pair) error {
	segments, err := collect(tx.ctx, connQuerier{tx}, func(r *sql.Rows) (s segment, err error) {
		err = r.Scan(&s.id, &s.seq, &s.pairs)
		return s, err
	}, "SELECT id, seq, pairs FROM share_segments WHERE collection = ? ORDER BY seq DESC, id DESC", collection)
	if err != nil {
		return err
	}
	all, err := manyDead(tx, collection)
	if err != nil {
		return err
	}
	size, n := len(pairs), 0
	for n < len(segments) && (all || segments[n].pairs <= size) {
		size += segments[n].pairs
		n++
	}
	if size == 0 {
		return nil
	}
	slices.SortFunc(pairs, pair.compare)
	if err := mergeShares(ctx, tx, collection, seq, pairs, segments[:n]); err != nil {
		return err
	}
	for _, s := range segments[:n] {
		if _, err := tx.exec("DELETE FROM share_segments WHERE id = ?", s.id); err != nil { // its blocks go with it
			return err
		}
	}
	if n == len(segments) {
		_, err = tx.exec("DELETE FROM share_dead WHERE collection = ?", collection)
	}
	return err
}

// manyDead reports whether so many documents left pairs behind that all
// segments should be merged.
func manyDead(tx *tx, collection int64) (bool, error) {
	var dead, docs int
	err := tx.row("SELECT count(*) FROM share_dead WHERE collection = ?", []any{collection}, []any{&dead})
	if err != nil || dead <= deadLeast {
		return false, err
	}
	err = tx.row("SELECT count(*) FROM documents WHERE collection = ? AND NOT deleted", []any{collection}, []any{&docs})
	return dead*deadShare > docs, err
}

// mergeShares writes the pairs and what lives in the segments as a new segment.
// Its memory is a block of each.
func mergeShares(ctx context.Context, tx *tx, collection, seq int64, pairs []pair, segments []segment) error {
	dead := map[int64]int64{}
	if len(segments) > 0 {
		if err := readDead(tx.ctx, connQuerier{tx}, collection, dead); err != nil {
			return err
		}
	}
	streams := []*pairStream{{tx: tx, seq: seq, fresh: pairs}}
	for _, s := range segments {
		streams = append(streams, &pairStream{tx: tx, seq: s.seq, segment: s.id, dead: dead})
	}
	w, err := newSegment(tx, collection, seq)
	if err != nil {
		return err
	}
	for _, s := range streams {
		if err := s.next(); err != nil {
			return err
		}
	}
	for {
		least := slices.MinFunc(streams, (*pairStream).compare)
		if least.ended {
			return w.close()
		}
		if err := w.add(ctx, least.at); err != nil {
			return err
		}
		if err := least.next(); err != nil {
			return err
		}
	}
}

// pairStream goes through the living pairs of a segment, or through fresh ones.
type pairStream struct {
	tx      *tx
	seq     int64
	dead    map[int64]int64
	segment int64
	fresh   []pair

	at    pair
	ended bool
	block []byte // what is left of it
	n     int    // of the next one
}

// compare orders by what each stands at; one that ended comes last.
func (s *pairStream) compare(o *pairStream) int {
	if s.ended != o.ended {
		if s.ended {
			return 1
		}
		return -1
	}
	return s.at.compare(o.at)
}

// next goes to the next pair.
func (s *pairStream) next() error {
	if s.segment == 0 {
		if s.ended = len(s.fresh) == 0; !s.ended {
			s.at, s.fresh = s.fresh[0], s.fresh[1:]
		}
		return nil
	}
	for {
		for len(s.block) >= pairSize {
			s.at, s.block = pairAt(s.block, 0), s.block[pairSize:]
			if s.dead[s.at.doc] <= s.seq {
				return nil
			}
		}
		blocks, err := collect(s.tx.ctx, connQuerier{s.tx}, scanOne[[]byte], "SELECT pairs FROM share_blocks WHERE segment = ? AND n = ?", s.segment, s.n)
		if err != nil {
			return err
		}
		if len(blocks) == 0 {
			s.ended = true
			return nil
		}
		s.block = blocks[0]
		s.n++
	}
}

// segmentWriter writes a segment block by block.
type segmentWriter struct {
	tx    *tx
	id    int64
	n     int
	total int
	first key
	block []byte
}

func newSegment(tx *tx, collection, seq int64) (*segmentWriter, error) {
	res, err := tx.exec("INSERT INTO share_segments (collection, seq, pairs) VALUES (?, ?, 0)", collection, seq)
	if err != nil {
		return nil, err
	}
	id, err := res.LastInsertId()
	return &segmentWriter{tx: tx, id: id, block: make([]byte, 0, blockPairs*pairSize)}, err
}

func (w *segmentWriter) add(ctx context.Context, p pair) error {
	if len(w.block) == 0 {
		w.first = p.key
	}
	w.block = binary.LittleEndian.AppendUint64(w.block, uint64(p.key))
	w.block = binary.LittleEndian.AppendUint32(w.block, uint32(p.doc))
	w.total++
	if len(w.block) < blockPairs*pairSize {
		return nil
	}
	return cmp.Or(ctx.Err(), w.flush())
}

func (w *segmentWriter) flush() error {
	if len(w.block) == 0 {
		return nil
	}
	_, err := w.tx.exec("INSERT INTO share_blocks (segment, n, first, pairs) VALUES (?, ?, ?, ?)", w.id, w.n, int64(w.first), w.block)
	w.n, w.block = w.n+1, w.block[:0]
	return err
}

// close writes the rest; a segment without pairs does not stay.
func (w *segmentWriter) close() error {
	if err := w.flush(); err != nil {
		return err
	}
	if w.total == 0 {
		_, err := w.tx.exec("DELETE FROM share_segments WHERE id = ?", w.id)
		return err
	}
	_, err := w.tx.exec("UPDATE share_segments SET pairs = ? WHERE id = ?", w.total, w.id)
	return err
}
