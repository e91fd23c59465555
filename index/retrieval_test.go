package index_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"funnel/index"
	"funnel/index/indextest"
	"funnel/store"
)

type question struct {
	id, text string
	relevant map[string]float64
}

// dataFolder returns the folder of the development sets, or skips.
func dataFolder(t testing.TB, name string) string {
	root := os.Getenv("FUNNEL_TEST_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "shared", "data")
	}
	dir := filepath.Join(root, name)
	if _, err := os.Stat(filepath.Join(dir, "corpus.jsonl")); err != nil {
		t.Skipf("no development set %s (FUNNEL_TEST_DATA)", name)
	}
	return dir
}

func eachLine(t testing.TB, path string, fn func([]byte)) {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<26)
	for s.Scan() {
		fn(s.Bytes())
	}
	if s.Err() != nil {
		t.Fatal(s.Err())
	}
}

// split cuts a text into chunks of about 1,400 bytes at line ends or spaces.
func split(text string) (chunks []store.Chunk) {
	const size = 1400
	for start := 0; start < len(text); {
		end := start + size
		if end >= len(text) {
			end = len(text)
		} else if i := strings.LastIndex(text[start+size/2:end], "\n"); i >= 0 {
			end = start + size/2 + i + 1
		} else if i := strings.LastIndexByte(text[start+size/2:end], ' '); i >= 0 {
			end = start + size/2 + i + 1
		}
		for end < len(text) && text[end]&0xc0 == 0x80 {
			end++
		}
		chunks = append(chunks, store.Chunk{Start: start, End: end})
		start = end
	}
	return chunks
}

func loadSet(t testing.TB, name string) (*indextest.Corpus, []question) {
	dir := dataFolder(t, name)
	c := indextest.NewCorpus()
	eachLine(t, filepath.Join(dir, "corpus.jsonl"), func(b []byte) {
		var d struct {
			ID    string `json:"_id"`
			Title string `json:"title"`
			Text  string `json:"text"`
		}
		if err := json.Unmarshal(b, &d); err != nil {
			t.Fatal(err)
		}
		c.Put(&store.Document{ID: d.ID, Title: d.Title, Text: d.Text, Chunks: split(d.Text)})
	})
	relevant := map[string]map[string]float64{}
	eachLine(t, filepath.Join(dir, "qrels", "test.tsv"), func(b []byte) {
		f := strings.Split(string(b), "\t")
		if len(f) != 3 || f[0] == "query-id" || f[2] == "0" {
			return
		}
		if relevant[f[0]] == nil {
			relevant[f[0]] = map[string]float64{}
		}
		relevant[f[0]][f[1]] = 1
	})
	var qs []question
	eachLine(t, filepath.Join(dir, "queries.jsonl"), func(b []byte) {
		var q struct {
			ID   string `json:"_id"`
			Text string `json:"text"`
		}
		if err := json.Unmarshal(b, &q); err != nil {
			t.Fatal(err)
		}
		if relevant[q.ID] != nil {
			qs = append(qs, question{q.ID, q.Text, relevant[q.ID]})
		}
	})
	return c, qs
}

type figures struct{ ndcg, recall, all float64 }

// evaluate folds chunks into documents by the best chunk.
func evaluate(t testing.TB, ix index.Index, qs []question) (f figures) {
	for _, q := range qs {
		docs := fold(t, ix, q.text, 20)
		dcg, ideal, found := 0.0, 0.0, 0.0
		for i, d := range docs {
			if q.relevant[d] > 0 {
				found++
				if i < 10 {
					dcg += 1 / math.Log2(float64(i)+2)
				}
			}
		}
		for i := range min(10, len(q.relevant)) {
			ideal += 1 / math.Log2(float64(i)+2)
		}
		f.ndcg += dcg / ideal
		f.recall += found / float64(len(q.relevant))
		if int(found) == len(q.relevant) {
			f.all++
		}
	}
	n := float64(len(qs))
	return figures{f.ndcg / n, f.recall / n, f.all / n}
}

func fold(t testing.TB, ix index.Index, text string, k int) (docs []string) {
	for n := 5 * k; ; n *= 4 {
		hits, err := ix.Search(context.Background(), index.Query{Text: text, K: n})
		if err != nil {
			t.Fatal(err)
		}
		docs = docs[:0]
		seen := map[string]bool{}
		for _, h := range hits {
			if !seen[h.Doc] && len(docs) < k {
				seen[h.Doc] = true
				docs = append(docs, h.Doc)
			}
		}
		if len(docs) == k || len(hits) < n {
			return docs
		}
	}
}

// sets are the development sets with the reference that the keyword index is held against: textbook BM25 (k1 .9, b .4,
// Porter) over whole documents, nDCG@10 and recall@20. floor is how far below it a figure may fall.
var sets = []struct {
	name         string
	ndcg, recall float64
	floor        float64
	long         bool // takes more than a few seconds
}{
	{"scifact", .677, .855, 0, false},
	{"covidqa-chunks", .651, .866, 0, false},
	{"peps", .506, .704, 0, true},
	{"wikimix", .793, .926, 0, true},
	{"cmrc2018-zh", .983, .997, .01, true},
	{"covidqa", .704, .923, 0, true},
	{"cuad", .889, .923, 0, true},
	{"xquad", .889, .967, .01, true},
	{"sec-10q", .816, 1, .01, true},
}

// TestRetrieval measures ranking on the development sets. FUNNEL_LONG=1 takes all of them, with bleve's own scoring
// beside ours; the figures in the package comment come from it.
func TestRetrieval(t *testing.T) {
	long := os.Getenv("FUNNEL_LONG") != ""
	for _, set := range sets {
		t.Run(set.name, func(t *testing.T) {
			if testing.Short() || set.long && !long {
				t.Skip("set FUNNEL_LONG=1 to run")
			}
			c, qs := loadSet(t, set.name)
			k := openKeyword(t, t.TempDir(), index.KeywordOptions{})
			syncTo(t, k, c)
			f := evaluate(t, k, qs)
			t.Logf("%-15s keyword  ndcg@10 %.3f recall@20 %.3f all@20 %.3f", set.name, f.ndcg, f.recall, f.all)
			if f.ndcg < set.ndcg-set.floor || f.recall < set.recall-set.floor {
				t.Errorf("below the reference, %.3f and %.3f", set.ndcg, set.recall)
			}
			for _, model := range []string{"tf-idf", "bm25"} {
				if long {
					b := evaluate(t, scoredByBleve(t, c, model), qs)
					t.Logf("%-15s bleve %s  ndcg@10 %.3f recall@20 %.3f all@20 %.3f", set.name, model, b.ndcg, b.recall, b.all)
				}
			}
		})
		runtime.GC()
	}
}

// scoredByBleve indexes the corpus for bleve's own scoring.
func scoredByBleve(t testing.TB, c *indextest.Corpus, model string) *index.Bleve {
	t.Helper()
	b, err := index.NewBleve(filepath.Join(t.TempDir(), "bleve"), model, 1000, func(fn func(*store.Document) error) error {
		return eachDocument(c, fn)
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Index.Close() })
	return b
}

func eachDocument(c *indextest.Corpus, fn func(*store.Document) error) error {
	ctx := context.Background()
	changes, err := c.Changes(ctx, 0, math.MaxInt)
	if err != nil {
		return err
	}
	for _, ch := range changes {
		docs, err := c.Documents(ctx, []string{ch.ID})
		if err != nil {
			return err
		}
		for _, d := range docs {
			if err := fn(d); err != nil {
				return err
			}
		}
	}
	return nil
}

// A long document that says it all in several places comes before one with a single telling chunk.
func TestDocumentCountsBesideChunk(t *testing.T) {
	c := indextest.NewCorpus()
	for i := range 30 {
		c.Put(indextest.Doc(fmt.Sprintf("filler-%02d", i), "", "plain words about nothing in particular", "more of them"))
	}
	c.Put(indextest.Doc("one", "", "revenue grew in the quarter", "nothing else is said here", "nor here"))
	c.Put(indextest.Doc("several", "", "revenue grew and services revenue grew", "liquidity was ample", "tariffs were paid in the quarter"))
	k := openKeyword(t, t.TempDir(), index.KeywordOptions{})
	syncTo(t, k, c)
	hits, err := k.Search(t.Context(), index.Query{Text: "revenue liquidity tariffs quarter", K: 3})
	if err != nil || len(hits) != 3 || hits[0].Doc != "several" || hits[1].Doc != "several" {
		t.Errorf("hits %v, error %v", hits, err)
	}
}
