package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sync"
)

// shared is where the pairs of a collection are, at a state of it; blocks that
// were read are kept.
type shared struct {
	state    sharedState
	segments []segmentBlocks
	dead     map[int64]int64 // by document: its pairs in segments before that number are not

	mu   sync.Mutex
	held map[int64][]byte // blocks
}

// sharedState tells states of a collection apart.
type sharedState struct{ head, newest int64 }

// maxHeld is how many blocks a process keeps in memory: 48 MiB.
const maxHeld = 1024

// segmentBlocks are the blocks of a segment in order.
type segmentBlocks struct {
	seq   int64
	first []key
	ids   []int64
}

// shared returns the directory of the collection as the snapshot has it.
func (v *View) shared(ctx context.Context, q querier) (*shared, error) {
	var now sharedState
	err := each(ctx, q, func(rows *sql.Rows) error { return rows.Scan(&now.head, &now.newest) },
		"SELECT (SELECT coalesce(max(seq), 0) FROM documents WHERE collection = ?1), (SELECT coalesce(max(id), 0) FROM share_segments WHERE collection = ?1)", v.id)
	if err != nil {
		return nil, err
	}
	v.s.sharingMu.Lock()
	defer v.s.sharingMu.Unlock()
	if have := v.s.shared[v.id]; have != nil && have.state == now {
		return have, nil
	}
	s := &shared{state: now, dead: map[int64]int64{}, held: map[int64][]byte{}}
	if err := readDead(ctx, q, v.id, s.dead); err != nil {
		return nil, err
	}
	if err := s.readDirectory(ctx, q, v.id); err != nil {
		return nil, err
	}
	if v.s.shared == nil {
		v.s.shared = map[int64]*shared{}
	}
	v.s.shared[v.id] = s
	return s, nil
}

func readDead(ctx context.Context, q querier, collection int64, dead map[int64]int64) error {
	return each(ctx, q, func(rows *sql.Rows) error {
		var doc, seq int64
		err := rows.Scan(&doc, &seq)
		dead[doc] = seq
		return err
	}, "SELECT doc, seq FROM share_dead WHERE collection = ?", collection)
}

func (s *shared) readDirectory(ctx context.Context, q querier, collection int64) error {
	var last int64
	return each(ctx, q, func(rows *sql.Rows) error {
		var segment, seq, first, id int64
		if err := rows.Scan(&segment, &seq, &first, &id); err != nil {
			return err
		}
		if segment != last {
			last = segment
			s.segments = append(s.segments, segmentBlocks{seq: seq})
		}
		at := &s.segments[len(s.segments)-1]
		at.first, at.ids = append(at.first, key(first)), append(at.ids, id)
		return nil
	}, `SELECT s.id, s.seq, b.first, b.id FROM share_segments s CROSS JOIN share_blocks b ON b.segment = s.id
		WHERE s.collection = ? ORDER BY s.id, b.n`, collection)
}

// block reads a block, or has it.
func (s *shared) block(ctx context.Context, q querier, id int64) ([]byte, error) {
	s.mu.Lock()
	b, ok := s.held[id]
	s.mu.Unlock()
	if ok {
		return b, nil
	}
	err := each(ctx, q, func(rows *sql.Rows) error { return rows.Scan(&b) }, "SELECT pairs FROM share_blocks WHERE id = ?", id)
	if err == nil && (len(b) == 0 || len(b)%pairSize != 0) {
		err = fmt.Errorf("%w: %d bytes of what documents share", ErrDamaged, len(b))
	}
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.held) >= maxHeld {
		clear(s.held)
	}
	s.held[id] = b
	return b, nil
}

// of adds to docs, key by key, the documents that have each of the keys, which
// are in order; of a key that more than most have, one more than that.
func (s *shared) of(ctx context.Context, q querier, keys []key, most int, docs [][]int64) error {
	for _, seg := range s.segments {
		at, held := 0, []byte(nil) // the block that was looked at last, after which no key goes back
		for n, k := range keys {
			i, _ := slices.BinarySearch(seg.first, k)
			for i = max(i-1, 0); i < len(seg.ids) && seg.first[i] <= k; i++ { // pairs of one key may go on in the next block
				if held == nil || at != i {
					b, err := s.block(ctx, q, seg.ids[i])
					if err != nil {
						return err
					}
					at, held = i, b
				}
				for j := firstPair(held, k); j < len(held)/pairSize && keyAt(held, j) == k && len(docs[n]) <= most; j++ {
					if doc := pairAt(held, j).doc; len(s.dead) == 0 || s.dead[doc] <= seg.seq {
						docs[n] = append(docs[n], doc)
					}
				}
			}
		}
	}
	return nil
}

// firstPair is the index of the first pair of a block whose key is k or more,
// their number if there is none. Keys are hashes and so spread evenly: where
// one stands follows all but exactly from what it is, and the search goes from
// there in growing steps.
func firstPair(b []byte, k key) int {
	lo, hi := -1, len(b)/pairSize // lo is below k, hi is not
	first, last := keyAt(b, 0), keyAt(b, hi-1)
	if k <= first || k > last {
		if k <= first {
			return 0
		}
		return hi
	}
	guess := int(float64(k-first) / float64(last-first) * float64(hi-1))
	for step := 8; ; step *= 2 {
		if keyAt(b, guess) < k {
			lo, guess = guess, guess+step
		} else {
			hi, guess = guess, guess-step
		}
		if guess <= lo || guess >= hi {
			break
		}
	}
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; keyAt(b, mid) < k {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// lookup returns the documents that have each of the keys and that the asker
// sees, by number.
func (v *View) lookup(ctx context.Context, q querier, keys []key) (map[key][]int64, error) {
	return v.lookupFew(ctx, q, keys, math.MaxInt)
}

// lookupFew is lookup, but of a key that more documents have than most it need
// not return all: just more than most.
func (v *View) lookupFew(ctx context.Context, q querier, keys []key, most int) (map[key][]int64, error) {
	if !v.asker.Owner() {
		most = math.MaxInt // what others do not see does not count
	}
	found := make(map[key][]int64, len(keys))
	if len(keys) == 0 {
		return found, nil
	}
	all, err := v.shared(ctx, q)
	if err != nil {
		return nil, err
	}
	keys = slices.Clone(keys)
	slices.Sort(keys) // block after block
	keys = slices.Compact(keys)
	docs := make([][]int64, len(keys))
	if err := all.of(ctx, q, keys, most, docs); err != nil {
		return nil, err
	}
	for i, k := range keys {
		if len(docs[i]) > 0 {
			slices.Sort(docs[i])
			found[k] = docs[i]
		}
	}
	if v.asker.Owner() {
		return found, nil
	}
	return found, v.hide(ctx, q, found)
}

// hide takes out of found what the asker does not see.
func (v *View) hide(ctx context.Context, q querier, found map[key][]int64) error {
	seen := union(found)
	for n := range seen {
		seen[n] = false
	}
	if err := v.mark(ctx, q, seen); err != nil {
		return err
	}
	for k, docs := range found {
		docs = slices.DeleteFunc(docs, func(n int64) bool { return !seen[n] })
		if found[k] = docs; len(docs) == 0 {
			delete(found, k)
		}
	}
	return nil
}

// mark sets those of the documents that the asker sees.
func (v *View) mark(ctx context.Context, q querier, nums map[int64]bool) error {
	return each(ctx, q, func(rows *sql.Rows) error {
		n, err := scanOne[int64](rows)
		nums[n] = true
		return err
	}, "SELECT d.num FROM json_each(?2) j CROSS JOIN documents d ON d.num = j.value WHERE NOT d.deleted AND "+visible, v.asker, numList(nums))
}

// union is all documents that have any of the keys.
func union(found map[key][]int64) map[int64]bool {
	all := map[int64]bool{}
	for _, list := range found {
		for _, n := range list {
			all[n] = true
		}
	}
	return all
}

func numList(nums map[int64]bool) string {
	list := make([]int64, 0, len(nums))
	for n := range nums {
		list = append(list, n)
	}
	slices.Sort(list)
	data, _ := json.Marshal(list) // integers always marshal
	return string(data)
}

// bares reads documents by number.
func (v *View) bares(ctx context.Context, q querier, nums map[int64]bool) ([]bare, error) {
	return collect(ctx, q, scanBare, "SELECT "+bareColumns+` FROM json_each(?2) j CROSS JOIN documents d ON d.num = j.value
		JOIN structure s ON s.doc = d.num WHERE NOT d.deleted AND `+visible+" ORDER BY d.id", v.asker, numList(nums))
}

func (v *View) bare(ctx context.Context, q querier, id string) (*bare, error) {
	list, err := v.baresByID(ctx, q, []string{id})
	if err == nil && len(list) == 0 {
		err = notFound(id)
	}
	if err != nil {
		return nil, err
	}
	return &list[0], nil
}

// baresByID returns the documents of those ids that the asker sees, by id.
func (v *View) baresByID(ctx context.Context, q querier, ids []string) ([]bare, error) {
	data, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	return collect(ctx, q, scanBare, "SELECT "+bareColumns+` FROM (SELECT DISTINCT value FROM json_each(?3)) j CROSS JOIN documents d ON d.id = j.value
		JOIN structure s ON s.doc = d.num WHERE d.collection = ?2 AND NOT d.deleted AND `+visible+" ORDER BY d.id", v.asker, v.id, string(data))
}
