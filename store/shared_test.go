package store

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

// sharer is a world of documents that share names, kept beside a collection.
type sharer struct {
	t    *testing.T
	c    *Collection
	r    *rand.Rand
	docs map[string][]string // mentions by document
}

// change puts and removes some documents.
func (s *sharer) change(puts, removes int) {
	s.t.Helper()
	var put []*Document
	var remove []string
	seen := map[string]bool{}
	pick := func() (string, bool) {
		id := fmt.Sprintf("doc%03d", s.r.IntN(150))
		fresh := !seen[id]
		seen[id] = true
		return id, fresh
	}
	for range puts {
		id, fresh := pick()
		if !fresh {
			continue
		}
		names := map[string]bool{}
		for range s.r.IntN(80) {
			names[fmt.Sprintf("name %d", s.r.IntN(400))] = true
		}
		s.docs[id] = nil
		for n := range names {
			s.docs[id] = append(s.docs[id], n)
		}
		slices.Sort(s.docs[id])
		put = append(put, linked(id, "T "+id, nil, s.docs[id]...))
	}
	for range removes {
		if id, fresh := pick(); fresh {
			remove = append(remove, id)
			delete(s.docs, id)
		}
	}
	apply(s.t, s.c, put, remove...)
}

// compare holds every name against the world.
func (s *sharer) compare(step string) {
	s.t.Helper()
	want := map[string][]string{}
	var all []string
	for id, names := range s.docs {
		all = append(all, id)
		for _, n := range names {
			want[n] = append(want[n], id)
		}
	}
	got, err := s.c.Shared(s.t.Context(), all, 1, len(all))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, g := range got {
		slices.Sort(want[g.Key])
		if !slices.Equal(g.Docs, want[g.Key]) {
			s.t.Fatalf("%s: %q is in %v, want %v", step, g.Key, g.Docs, want[g.Key])
		}
		delete(want, g.Key)
	}
	if len(want) > 0 {
		s.t.Fatalf("%s: nobody found %v", step, want)
	}
	if err := s.c.s.Check(s.t.Context()); err != nil {
		s.t.Fatal(step, err)
	}
}

// Documents come, change and go in commits of every size: what they share is
// what the living ones hold, and the segments stay few.
func TestSharedFollowsChanges(t *testing.T) {
	s := &sharer{t: t, c: testCollection(t), r: rand.New(rand.NewPCG(1, 2)), docs: map[string][]string{}}
	s.change(150, 0)
	s.compare("first")
	const commits = 60
	for i := range commits {
		s.change(s.r.IntN(12), s.r.IntN(4))
		if i%10 == 0 {
			s.compare(fmt.Sprint("commit ", i))
		}
	}
	s.compare("last")
	var segments int
	if err := s.c.s.readers.row(t.Context(), "SELECT count(*) FROM share_segments", nil, []any{&segments}); err != nil || segments > 2+bits.Len(commits) {
		t.Errorf("%d segments after %d commits, %v", segments, commits, err)
	}
	s.change(0, 600) // all of them, nearly
	s.compare("removed")
}

// A name that many documents have goes on from block to block.
func TestSharedOverBlocks(t *testing.T) {
	c := testCollection(t)
	const n = 2*blockPairs + 100
	docs := make([]*Document, n)
	for i := range docs {
		docs[i] = linked(fmt.Sprint(i), "", nil, "everywhere")
		if i%3 == 0 {
			docs[i].Labels = []string{"hr"}
		}
	}
	apply(t, c, docs)
	frequency := func(v *View, want int) {
		t.Helper()
		if got, err := v.Frequency(t.Context(), MentionName, "everywhere"); err != nil || got != want {
			t.Errorf("%d documents have the name, want %d, %v", got, want, err)
		}
	}
	frequency(&c.View, n)
	nobody, err := NewAsker()
	if err != nil {
		t.Fatal(err)
	}
	frequency(c.As(nobody), n-(n+2)/3)
	apply(t, c, nil, "1", "3")
	frequency(&c.View, n-2)
	frequency(c.As(nobody), n-(n+2)/3-1)
}

// When many documents left pairs behind, they are dropped.
func TestSharedForgets(t *testing.T) {
	c := testCollection(t)
	for round := range 4 {
		docs := make([]*Document, deadLeast+1)
		for i := range docs {
			docs[i] = linked(fmt.Sprint(i), "", nil, fmt.Sprint("name of round ", round))
			docs[i].Hash = fmt.Sprint(round)
		}
		apply(t, c, docs)
	}
	var pairs, dead int
	err := c.s.readers.row(t.Context(), "SELECT (SELECT sum(pairs) FROM share_segments), (SELECT count(*) FROM share_dead)", nil, []any{&pairs, &dead})
	if want := 2 * (deadLeast + 1); err != nil || pairs != want || dead != 0 { // a mention and a name each
		t.Errorf("%d pairs are kept and %d documents are marked, want %d and 0, %v", pairs, dead, want, err)
	}
}

// Damage to what documents share is found, and made again.
func TestSharedRepair(t *testing.T) {
	for name, damage := range map[string]string{
		"lost block":   "DELETE FROM share_blocks",
		"lost segment": "DELETE FROM share_segments",
		"cut block":    "UPDATE share_blocks SET pairs = substr(pairs, 1, 30)",
		"other pairs":  "UPDATE share_blocks SET pairs = CAST(substr(pairs, 1, length(pairs)-4) || x'09000000' AS BLOB)",
		"dead":         "INSERT INTO share_dead (collection, doc, seq) SELECT collection, num, seq+1 FROM documents",
	} {
		t.Run(name, func(t *testing.T) {
			c := testCollection(t)
			apply(t, c, []*Document{linked("a", "A", nil, "one", "two"), linked("b", "B", nil, "two", "three"), linked("c", "C", nil, "one")})
			err := c.s.docs.do(t.Context(), "damage", func(tx *tx) error {
				_, err := tx.exec(damage)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := c.s.Check(t.Context()); err == nil {
				t.Error("the damage is not found")
			}
			if err := c.s.Repair(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n, err := c.Frequency(t.Context(), MentionName, "two"); err != nil || n != 2 {
				t.Errorf("after the repair %d documents share a name, want 2, %v", n, err)
			}
		})
	}
}

// A database that an older version wrote has nothing inverted: opening it does.
func TestSharedMigration(t *testing.T) {
	c := testCollection(t)
	apply(t, c, []*Document{linked("a", "A", nil, "one", "two"), linked("b", "B", nil, "two")}, "gone")
	path := c.s.Path()
	_, err := c.s.docs.db.ExecContext(t.Context(), `DROP TABLE share_blocks; DROP TABLE share_segments; DROP TABLE share_dead;
		ALTER TABLE sequence DROP COLUMN secret; PRAGMA user_version = 4`)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	c.s.hasher = again.hasher // its database has another secret now
	c, err = again.Collection(t.Context(), c.Name())
	if err != nil {
		t.Fatal(err)
	}
	if n, err := c.Frequency(t.Context(), MentionName, "two"); err != nil || n != 2 {
		t.Errorf("%d documents share a name, want 2, %v", n, err)
	}
	if err := again.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestFirstPair looks for keys in blocks that are spread evenly, crowded, or of one key.
func TestFirstPair(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, spread := range []int{0, 1, 8, 40, 63} { // bits that differ
		for n := 1; n < 400; n += 1 + n/3 {
			keys := make([]key, n)
			for i := range keys {
				keys[i] = key(r.Uint64() >> (64 - spread))
			}
			keys[n-1] |= key(r.Uint64()) & 1 << 62 // sometimes one far away
			slices.Sort(keys)
			var block []byte
			for _, k := range keys {
				block = binary.LittleEndian.AppendUint64(block, uint64(k))
				block = append(block, 0, 0, 0, 0)
			}
			for _, k := range append(keys, 0, 1, math.MaxUint64, key(r.Uint64()>>(64-spread)), keys[r.IntN(n)]+1) {
				if want, _ := slices.BinarySearch(keys, k); firstPair(block, k) != want {
					t.Fatalf("%d pairs of %d bits, key %x: %d, want %d", n, spread, k, firstPair(block, k), want)
				}
			}
		}
	}
}
