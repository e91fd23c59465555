package store

import (
	"database/sql"
	"encoding/binary"
	"hash/fnv"
)

// PartShared is what the documents of a collection have in common, see Problem.
const PartShared = "sharing"

// pairSum sums pairs up in any order.
type pairSum struct{ count, sum uint64 }

func (s *pairSum) add(p pair) {
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:], uint64(p.key))
	binary.LittleEndian.PutUint64(b[8:], uint64(p.doc))
	h := fnv.New64a()
	h.Write(b[:])
	s.count++
	s.sum += h.Sum64()
}

// shares holds what the documents have in common against what texts found in
// them; a collection with a document that cannot be read is left out.
func (r *verifying) shares() error {
	type collection struct {
		id   int64
		name string
	}
	list, err := collect(r.ctx, r.tx, func(rows *sql.Rows) (c collection, err error) {
		err = rows.Scan(&c.id, &c.name)
		return c, err
	}, "SELECT id, name FROM collections ORDER BY name")
	if err != nil {
		return r.unreadable(PartShared, err)
	}
	for _, c := range list {
		want := r.pairs[c.id]
		if want == nil {
			want = &pairSum{}
		}
		have, what, err := r.sharesOf(c.id)
		if err != nil {
			if err := r.unreadable(PartShared, err); err != nil {
				return err
			}
			continue
		}
		if what == "" && have != *want {
			what = "what its documents have in common is not what they hold"
		}
		if what == "" || r.unread[c.id] {
			continue
		}
		if err := r.Found(Problem{Part: PartShared, Collection: c.name, What: what, Mend: MendRepair}); err != nil {
			return err
		}
	}
	return nil
}

// sharesOf sums up the living pairs of a collection; what says that they are
// out of order.
func (r *verifying) sharesOf(collection int64) (have pairSum, what string, err error) {
	dead := map[int64]int64{}
	if err := readDead(r.ctx, r.tx, collection, dead); err != nil {
		return have, "", err
	}
	var segment int64
	var before pair
	err = each(r.ctx, r.tx, func(rows *sql.Rows) error {
		var id, seq, first int64
		var b sql.RawBytes
		if err := rows.Scan(&id, &seq, &first, &b); err != nil {
			return err
		}
		if len(b) == 0 || len(b)%pairSize != 0 || keyAt(b, 0) != key(first) {
			what = "a block of what its documents have in common is damaged"
			return nil
		}
		if id != segment {
			segment, before = id, pair{}
		}
		for i := range len(b) / pairSize {
			p := pairAt(b, i)
			if p.compare(before) < 0 {
				what = "what its documents have in common is out of order"
			}
			if before = p; dead[p.doc] <= seq {
				have.add(p)
			}
		}
		return nil
	}, `SELECT s.id, s.seq, b.first, b.pairs FROM share_segments s CROSS JOIN share_blocks b ON b.segment = s.id
		WHERE s.collection = ? ORDER BY s.id, b.n`, collection)
	return have, what, err
}
