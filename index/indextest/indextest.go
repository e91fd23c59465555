// Package indextest is the conformance suite of index.Index, and a collection in memory to run it on.
package indextest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"funnel/index"
)

// Factory makes the implementation under test.
type Factory struct {
	// Open returns an empty index that has not been synced. It may be called several times for one corpus.
	Open func(t testing.TB, c *Corpus) index.Index
	// Prepare is called after every change of the corpus, before the index is synced; nil if there is nothing to do.
	Prepare func(t testing.TB, c *Corpus)
}

// Run checks everything that index.Index promises.
func Run(t *testing.T, f Factory) {
	checks := []struct {
		name  string
		check func(*testing.T, *fixture)
	}{
		{"Empty", checkEmpty},
		{"Finds", checkFinds},
		{"Update", checkUpdate},
		{"Delete", checkDelete},
		{"Filter", checkFilter},
		{"OddQueries", checkOddQueries},
		{"K", checkK},
		{"Ties", checkTies},
		{"Order", checkOrder},
		{"SyncTwice", checkSyncTwice},
		{"RebuildEqualsIncremental", checkRebuild},
		{"Cancelled", checkCancelled},
		{"OddIDs", checkOddIDs},
	}
	for _, c := range checks {
		t.Run(c.name, func(t *testing.T) {
			corpus := NewCorpus()
			c.check(t, &fixture{T: t, factory: f, corpus: corpus, index: f.Open(t, corpus)})
		})
	}
}

// fixture is an index with the corpus that it is synced from.
type fixture struct {
	*testing.T
	factory Factory
	corpus  *Corpus
	index   index.Index
}

func (f *fixture) sync() {
	f.Helper()
	f.syncInto(f.index)
}

func (f *fixture) syncInto(ix index.Index) {
	f.Helper()
	if f.factory.Prepare != nil {
		f.factory.Prepare(f, f.corpus)
	}
	if err := ix.Sync(context.Background(), f.corpus); err != nil {
		f.Fatalf("sync: %v", err)
	}
	head, _ := f.corpus.Head(context.Background())
	if ix.Cursor() != head {
		f.Fatalf("cursor %d after a sync to %d", ix.Cursor(), head)
	}
}

func (f *fixture) search(text string, k int) []index.Hit {
	f.Helper()
	return f.query(f.index, index.Query{Text: text, K: k})
}

func (f *fixture) query(ix index.Index, q index.Query) []index.Hit {
	f.Helper()
	hits, err := ix.Search(context.Background(), q)
	if err != nil {
		f.Fatalf("search %.40q: %v", q.Text, err)
	}
	if len(hits) > max(q.K, 0) {
		f.Fatalf("search %.40q: %d hits, asked for %d", q.Text, len(hits), q.K)
	}
	seen := map[string]bool{}
	for _, h := range hits {
		key := fmt.Sprint(h.Doc, "\x00", h.Ord)
		if seen[key] {
			f.Fatalf("search %.40q: %s, chunk %d twice", q.Text, h.Doc, h.Ord)
		}
		seen[key] = true
	}
	return hits
}

// first fails unless the best hit is the given chunk.
func (f *fixture) first(text, doc string, ord int) {
	f.Helper()
	hits := f.search(text, 3)
	if len(hits) == 0 || hits[0].Doc != doc || hits[0].Ord != ord {
		f.Errorf("search %q: %v, not %s chunk %d first", text, hits, doc, ord)
	}
}

// absent fails if any chunk of doc is found, however many hits are asked for. ord < 0 means every chunk.
func (f *fixture) absent(text, doc string, ord int) {
	f.Helper()
	for _, h := range f.search(text, 1000) {
		if h.Doc == doc && (ord < 0 || h.Ord == ord) {
			f.Errorf("search %q found %s chunk %d, which is gone", text, doc, h.Ord)
		}
	}
}

func checkEmpty(_ *testing.T, f *fixture) {
	if hits := f.search("anything", 5); len(hits) != 0 {
		f.Errorf("an index without chunks found %v", hits)
	}
	f.sync()
	if hits := f.search("anything", 5); len(hits) != 0 {
		f.Errorf("an index synced from nothing found %v", hits)
	}
}

func checkFinds(_ *testing.T, f *fixture) {
	f.corpus.Put(
		Doc("harbour", "Harbour rules", "boats moor along the northern quay", "cranes need a permit from the harbourmaster"),
		Doc("kitchen", "Kitchen rules", "knives belong into the drawer", "saucepans hang above the stove"),
		Doc("bare", "A document without chunks"))
	f.sync()
	f.first("saucepans stove", "kitchen", 1)
	f.first("harbourmaster permit cranes", "harbour", 1)
	f.first("boats northern quay", "harbour", 0)
}

func checkUpdate(_ *testing.T, f *fixture) {
	f.corpus.Put(Doc("a", "First", "walnut table", "cherry chair", "maple bench"), Doc("b", "Second", "granite floor"))
	f.sync()
	f.first("maple bench", "a", 2)
	f.corpus.Put(Doc("a", "First", "copper kettle"))
	f.sync()
	f.first("copper kettle", "a", 0)
	f.absent("cherry chair", "a", 1)
	f.absent("maple bench", "a", 2)
	f.corpus.Put(Doc("a", "First", "copper kettle", "brass lamp", "pewter mug", "silver spoon"))
	f.sync()
	f.first("silver spoon", "a", 3)
	f.first("granite floor", "b", 0)
	f.corpus.Put(Doc("a", "First"))
	f.sync()
	f.absent("copper kettle brass lamp silver spoon", "a", -1)
}

func checkDelete(_ *testing.T, f *fixture) {
	f.corpus.Put(Doc("a", "First", "walnut table", "cherry chair"), Doc("b", "Second", "granite floor"))
	f.sync()
	f.corpus.Remove("a")
	f.sync()
	f.absent("walnut table cherry chair first", "a", -1)
	f.first("granite floor", "b", 0)
	f.corpus.Put(Doc("a", "First", "linen curtain"))
	f.sync()
	f.first("linen curtain", "a", 0)
	f.absent("cherry chair", "a", 1)
	f.corpus.Put(Doc("c", "Third", "velvet cushion"))
	f.corpus.Remove("c", "a", "b") // c comes and goes between two syncs
	f.sync()
	if hits := f.search("velvet cushion linen curtain granite floor", 10); len(hits) != 0 {
		f.Errorf("everything is deleted, found %v", hits)
	}
}

func checkFilter(_ *testing.T, f *fixture) {
	for i := range 60 {
		f.corpus.Put(Doc(fmt.Sprintf("doc%02d", i), "", "lantern "+strings.Repeat("filler ", i%7)))
	}
	f.sync()
	only := func(doc string) bool { return strings.HasSuffix(doc, "3") }
	hits := f.query(f.index, index.Query{Text: "lantern", K: 4, Only: only})
	if len(hits) != 4 {
		f.Fatalf("%d hits with a filter that admits 6 documents, asked for 4", len(hits))
	}
	var want []index.Hit
	for _, h := range f.search("lantern", 60) {
		if only(h.Doc) {
			want = append(want, h)
		}
	}
	if !slices.Equal(hits, want[:4]) {
		f.Errorf("filtered list %v is not the whole list filtered %v", hits, want[:4])
	}
	if hits := f.query(f.index, index.Query{Text: "lantern", K: 4, Only: func(string) bool { return false }}); len(hits) != 0 {
		f.Errorf("a filter that admits nothing found %v", hits)
	}
}

func checkOddQueries(_ *testing.T, f *fixture) {
	f.corpus.Put(Doc("a", "First", "walnut table +must -not \"quoted phrase\" field:value"), Doc("b", "中文", "数据库索引 данные"))
	f.sync()
	for _, text := range []string{
		"", " ", "\n\t", "?", "+-!(){}[]^\"~*?:\\/", "text:walnut", "walnut^1000", "\"", "/.*/", "wal*", "walnut~2", "NOT walnut", "a",
		"索", "数据库 данные walnut", "\xff\xfe", "\x00", strings.Repeat("walnut ", 10000), strings.Repeat("x", 1<<20), many(10000),
	} {
		f.search(text, 5)
	}
	f.first("(walnut AND table)", "a", 0)
	for _, k := range []int{0, -1} {
		if hits := f.search("walnut", k); len(hits) != 0 {
			f.Errorf("K = %d found %v", k, hits)
		}
	}
}

// many returns a text of n distinct words.
func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "word%d ", i)
	}
	return b.String()
}

func checkK(_ *testing.T, f *fixture) {
	f.corpus.Put(Doc("a", "", "walnut", "walnut", "walnut"))
	f.sync()
	for _, k := range []int{1, 2, 3, 4, 1000} {
		if hits := f.search("walnut", k); len(hits) != min(k, 3) {
			f.Errorf("K = %d of 3 chunks: %d hits", k, len(hits))
		}
	}
}

func checkTies(_ *testing.T, f *fixture) {
	for _, i := range rand.New(rand.NewPCG(1, 2)).Perm(40) {
		f.corpus.Put(Doc(fmt.Sprintf("%02d", i), "same", "walnut table", "walnut table"))
	}
	f.sync()
	for _, k := range []int{1, 7, 25, 79, 80} {
		want := f.search("walnut table", k)
		for i, h := range want {
			// Titles are the same and ids are not words that count; a document's two chunks tie, and by id all do.
			if h.Ord == 1 && (i == 0 || want[i-1].Doc != h.Doc) {
				f.Fatalf("K = %d: chunk 1 of %s without its equal, chunk 0, before it", k, h.Doc)
			}
		}
		for range 20 {
			if got := f.search("walnut table", k); !slices.Equal(got, want) {
				f.Fatalf("K = %d: the same query gave\n%v, then\n%v", k, want, got)
			}
		}
	}
}

func checkOrder(_ *testing.T, f *fixture) {
	fill(f.corpus, 1, 80)
	f.sync()
	for _, q := range randomQueries(2, 30) {
		whole := f.search(q, 1000)
		for i := 1; i < len(whole); i++ {
			a, b := whole[i-1], whole[i]
			if a.Score < b.Score || a.Score == b.Score && (a.Doc > b.Doc || a.Doc == b.Doc && a.Ord > b.Ord) {
				f.Fatalf("search %q: %v before %v", q, a, b)
			}
		}
		if top := f.search(q, 5); !slices.Equal(top, whole[:min(5, len(whole))]) {
			f.Fatalf("search %q: the best 5 are %v, the first of all %v", q, top, whole[:min(5, len(whole))])
		}
	}
}

func checkSyncTwice(_ *testing.T, f *fixture) {
	fill(f.corpus, 3, 20)
	f.sync()
	want := f.search("alpha beta", 50)
	f.sync()
	if got := f.search("alpha beta", 50); !slices.Equal(got, want) {
		f.Errorf("a sync without changes changed\n%v to\n%v", want, got)
	}
}

func checkRebuild(_ *testing.T, f *fixture) {
	rng := rand.New(rand.NewPCG(4, 4))
	for round := range 12 {
		for range 8 {
			id := fmt.Sprintf("doc%02d", rng.IntN(25))
			if rng.IntN(4) == 0 {
				f.corpus.Remove(id)
			} else {
				f.corpus.Put(Doc(id, randomText(rng, 2), randomChunks(rng)...))
			}
		}
		if round%3 != 1 {
			f.sync()
		}
	}
	f.sync()
	rebuilt := f.factory.Open(f, f.corpus)
	f.syncInto(rebuilt)
	for _, q := range randomQueries(5, 40) {
		for _, k := range []int{3, 1000} {
			got, want := f.search(q, k), f.query(rebuilt, index.Query{Text: q, K: k})
			if !slices.Equal(got, want) {
				f.Fatalf("search %q: step by step\n%v, rebuilt\n%v", q, got, want)
			}
		}
	}
}

func checkCancelled(_ *testing.T, f *fixture) {
	fill(f.corpus, 6, 10)
	f.sync()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if hits, err := f.index.Search(ctx, index.Query{Text: "alpha", K: 5}); err == nil {
		f.Errorf("a cancelled search gave %v and no error", hits)
	}
}

func checkOddIDs(_ *testing.T, f *fixture) {
	ids := []string{"a#00000001", "a", "a#", "#", "dir/file with space.txt", "日本/索引", "..", "a\x00b"}
	for i, id := range ids {
		f.corpus.Put(Doc(id, "", "shared "+words[i], "second chunk"))
	}
	f.sync()
	for i, id := range ids {
		f.first(words[i], id, 0)
	}
	f.corpus.Remove("a")
	f.sync()
	f.absent("shared second chunk", "a", -1)
	f.first(words[0], "a#00000001", 0)
}

// words is the vocabulary of random texts.
var words = strings.Fields(`alpha beta gamma delta epsilon zeta theta iota kappa lambda omicron sigma walnut granite
	copper harbour kitchen lantern velvet saffron timber anchor meadow thunder`)

func randomText(rng *rand.Rand, n int) string {
	picked := make([]string, n)
	for i := range picked {
		picked[i] = words[min(rng.IntN(len(words)), rng.IntN(len(words)))]
	}
	return strings.Join(picked, " ")
}

func randomChunks(rng *rand.Rand) []string {
	chunks := make([]string, rng.IntN(5))
	for i := range chunks {
		chunks[i] = randomText(rng, 1+rng.IntN(12))
	}
	return chunks
}

func randomQueries(seed uint64, n int) []string {
	rng := rand.New(rand.NewPCG(seed, 0))
	queries := make([]string, n)
	for i := range queries {
		queries[i] = randomText(rng, 1+rng.IntN(4))
	}
	return queries
}

// fill puts n random documents.
func fill(c *Corpus, seed uint64, n int) {
	rng := rand.New(rand.NewPCG(seed, 0))
	for i := range n {
		c.Put(Doc(fmt.Sprintf("doc%03d", i), randomText(rng, 2), randomChunks(rng)...))
	}
}
