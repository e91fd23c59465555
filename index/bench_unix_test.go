//go:build unix

package index_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"funnel/index"
	"funnel/index/indextest"
	"funnel/store"
)

// benchChunks is how many chunks the benchmarks index: FUNNEL_LONG=1 takes as many as the demo has.
func benchChunks() int {
	if os.Getenv("FUNNEL_LONG") != "" {
		return 80000
	}
	return 6000
}

// cpu returns the CPU time that the process has used.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peak returns the most memory that the process has had, in MB. Linux counts in KB, others in bytes.
func peak(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	if runtime.GOOS == "linux" {
		return float64(u.Maxrss) / 1024
	}
	return float64(u.Maxrss) / (1 << 20)
}

// sourceTree reads chunks of Go's own source on demand, so that the text is not in memory: what a benchmark says of
// memory is the index's.
type sourceTree struct {
	*indextest.Corpus
	paths  map[string]string
	chunks int
}

func goSource(b *testing.B, chunks int) *sourceTree {
	root := filepath.Join(goroot(b), "src")
	s := &sourceTree{Corpus: indextest.NewCorpus(), paths: map[string]string{}}
	for round := 0; s.chunks < chunks; round++ {
		before := s.chunks
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || s.chunks >= chunks || !strings.HasSuffix(path, ".go") {
				return err
			}
			rel, _ := filepath.Rel(root, path)
			id := fmt.Sprintf("src%d/%s", round, filepath.ToSlash(rel))
			text, err := os.ReadFile(path)
			if err != nil || !utf8.Valid(text) {
				return err
			}
			s.paths[id] = path
			n := split(string(text))
			s.chunks += len(n)
			s.Put(&store.Document{ID: id, Chunks: make([]store.Chunk, len(n))})
			return nil
		})
		if err != nil || s.chunks == before {
			b.Skipf("no Go source in %s: %v", root, err)
		}
	}
	return s
}

func (s *sourceTree) Documents(_ context.Context, ids []string) ([]*store.Document, error) {
	docs := make([]*store.Document, len(ids))
	for i, id := range ids {
		text, err := os.ReadFile(s.paths[id])
		if err != nil {
			return nil, err
		}
		docs[i] = &store.Document{ID: id, Title: filepath.Base(id), Text: string(text), Chunks: split(string(text))}
	}
	return docs, nil
}

func (s *sourceTree) each(fn func(*store.Document) error) error {
	changes, err := s.Changes(context.Background(), 0, 1<<30)
	if err != nil {
		return err
	}
	for _, c := range changes {
		docs, err := s.Documents(context.Background(), []string{c.ID})
		if err != nil {
			return err
		}
		if err := fn(docs[0]); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkSync builds the keyword index from nothing.
func BenchmarkSync(b *testing.B) {
	s := goSource(b, benchChunks())
	for b.Loop() {
		k := openKeyword(b, b.TempDir(), index.KeywordOptions{})
		start := cpu(b)
		syncTo(b, k, s)
		b.ReportMetric(float64(s.chunks)/(cpu(b)-start).Seconds(), "chunks/cpu-s")
	}
	b.ReportMetric(peak(b), "peak-MB")
}

// BenchmarkSyncBleve indexes the same chunks the way bleve does by itself, with a mapping and the same analyzer.
func BenchmarkSyncBleve(b *testing.B) {
	s := goSource(b, benchChunks())
	for b.Loop() {
		start := cpu(b)
		if err := index.PlainBleve(filepath.Join(b.TempDir(), "bleve"), 1000, s.each); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(s.chunks)/(cpu(b)-start).Seconds(), "chunks/cpu-s")
	}
	b.ReportMetric(peak(b), "peak-MB")
}

// BenchmarkPublish adds one document to an index: the cost of a small sync.
func BenchmarkPublish(b *testing.B) {
	k, s, _ := benchKeyword(b)
	n := 0
	for b.Loop() {
		n++
		path := filepath.Join(b.TempDir(), "new")
		if err := os.WriteFile(path, []byte("one new text"), 0o600); err != nil {
			b.Fatal(err)
		}
		id := fmt.Sprint("new", n)
		s.paths[id] = path
		s.Put(&store.Document{ID: id, Chunks: make([]store.Chunk, 1)})
		syncTo(b, k, s)
	}
}

// benchKeyword returns an index of Go's source and where it is.
func benchKeyword(b *testing.B) (k *index.Keyword, s *sourceTree, dir string) {
	b.Helper()
	s, dir = goSource(b, benchChunks()), b.TempDir()
	k = openKeyword(b, dir, index.KeywordOptions{})
	syncTo(b, k, s)
	return k, s, dir
}

// BenchmarkOpen opens a published index, as every query from the command line does.
func BenchmarkOpen(b *testing.B) {
	_, _, dir := benchKeyword(b)
	for b.Loop() {
		k, err := index.OpenKeyword(context.Background(), quiet(), dir, index.KeywordOptions{})
		if err != nil {
			b.Fatal(err)
		}
		k.Close()
	}
}

// BenchmarkSearch reports CPU per query, ours and bleve's own for the same terms.
func BenchmarkSearch(b *testing.B) {
	queries := map[string]string{
		"1term":  "ErrServerClosed",
		"5terms": "server connection closed handler timeout",
		"words":  "Which error does Serve return after Shutdown was called on the server?",
	}
	k, s, _ := benchKeyword(b)
	plain, err := index.NewBleve(filepath.Join(b.TempDir(), "bleve"), "tf-idf", 1000, s.each)
	if err != nil {
		b.Fatal(err)
	}
	defer plain.Index.Close()
	for _, name := range []string{"1term", "5terms", "words"} {
		for _, ix := range []struct {
			name  string
			index index.Index
		}{{"keyword", k}, {"bleve", plain}} {
			b.Run(name+"/"+ix.name, func(b *testing.B) {
				start := cpu(b)
				for b.Loop() {
					mustSearch(b, ix.index, queries[name], 100)
				}
				b.ReportMetric(float64((cpu(b)-start).Microseconds())/float64(b.N), "cpu-us/op")
			})
		}
	}
}

func BenchmarkAnalyze(b *testing.B) {
	text, err := os.ReadFile(filepath.Join(goroot(b), "src", "net", "http", "server.go"))
	if err != nil {
		b.Skip(err)
	}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		index.CountTerms(string(text))
	}
}

// goroot asks the toolchain that runs the test where its source is.
func goroot(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skipf("no Go toolchain: %v", err)
	}
	return strings.TrimSpace(string(out))
}
