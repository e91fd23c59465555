package index_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"funnel/index"
	"funnel/index/indextest"
	"funnel/store"
)

// library puts n documents of three chunks.
func library(n int) *indextest.Corpus {
	c := indextest.NewCorpus()
	for i := range n {
		c.Put(indextest.Doc(fmt.Sprintf("book%04d", i), fmt.Sprintf("Volume %d", i),
			fmt.Sprintf("shelf number%d holds it", i), "every volume has a cover", "and a spine"))
	}
	return c
}

func mustSearch(t testing.TB, ix index.Index, text string, k int) []index.Hit {
	t.Helper()
	hits, err := ix.Search(context.Background(), index.Query{Text: text, K: k})
	if err != nil {
		t.Fatalf("search %q: %v", text, err)
	}
	return hits
}

// sameAsRebuilt fails unless the index answers like a new one.
func sameAsRebuilt(t *testing.T, k *index.Keyword, c *indextest.Corpus) {
	t.Helper()
	rebuilt := openKeyword(t, t.TempDir(), index.KeywordOptions{})
	syncTo(t, rebuilt, c)
	for _, q := range []string{"number7 shelf", "volume cover", "spine", "nothing"} {
		if got, want := mustSearch(t, k, q, 50), mustSearch(t, rebuilt, q, 50); !slices.Equal(got, want) {
			t.Errorf("search %q: %v, a rebuilt index says %v", q, got, want)
		}
	}
}

func TestReopen(t *testing.T) {
	dir, c := t.TempDir(), library(30)
	k := openKeyword(t, dir, index.KeywordOptions{})
	syncTo(t, k, c)
	want := mustSearch(t, k, "shelf number12", 5)
	again := openKeyword(t, dir, index.KeywordOptions{})
	if again.Cursor() != 30 || again.Chunks() != 90 {
		t.Errorf("reopened with cursor %d and %d chunks, not 30 and 90", again.Cursor(), again.Chunks())
	}
	if got := mustSearch(t, again, "shelf number12", 5); !slices.Equal(got, want) {
		t.Errorf("reopened: %v, before %v", got, want)
	}
}

func TestRefresh(t *testing.T) {
	dir, c := t.TempDir(), library(5)
	writer, reader := openKeyword(t, dir, index.KeywordOptions{}), openKeyword(t, dir, index.KeywordOptions{})
	syncTo(t, writer, c)
	if hits := mustSearch(t, reader, "shelf", 5); len(hits) != 0 {
		t.Errorf("found %v before a refresh", hits)
	}
	for i := range 5 { // more publications than are kept
		if err := reader.Refresh(context.Background()); err != nil {
			t.Fatal(err)
		}
		c.Put(indextest.Doc(fmt.Sprint("new", i), "", "shelf for a new one"))
		syncTo(t, writer, c)
		if got := reader.Cursor(); got != int64(5+i) {
			t.Errorf("reader is at %d, not %d", got, 5+i)
		}
		if hits := mustSearch(t, reader, "shelf", 100); len(hits) != 5+i {
			t.Errorf("an older state finds %d chunks, not %d", len(hits), 5+i)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, "gen-*"))
	if err != nil || len(left) != 2 {
		t.Errorf("generations left: %v, %v", left, err)
	}
}

// Readers search and refresh while a writer publishes again and again.
func TestReadersDuringWrites(t *testing.T) {
	dir, c := t.TempDir(), library(20)
	writer := openKeyword(t, dir, index.KeywordOptions{Batch: 10, Publish: 20})
	syncTo(t, writer, c)
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		reader := openKeyword(t, dir, index.KeywordOptions{})
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if err := reader.Refresh(context.Background()); err != nil {
					t.Errorf("refresh: %v", err)
					return
				}
				hits, err := reader.Search(context.Background(), index.Query{Text: "shelf", K: 1000})
				if err != nil || len(hits) < 20 {
					t.Errorf("%d hits, %v", len(hits), err)
					return
				}
			}
		})
	}
	for i := range 15 {
		c.Put(indextest.Doc(fmt.Sprint("more", i), "", "shelf", "another"))
		syncTo(t, writer, c)
	}
	close(done)
	wg.Wait()
	sameAsRebuilt(t, writer, c)
}

// Two writers of one folder take turns.
func TestTwoWriters(t *testing.T) {
	dir, c := t.TempDir(), library(50)
	var wg sync.WaitGroup
	for range 2 {
		k := openKeyword(t, dir, index.KeywordOptions{Batch: 10})
		wg.Go(func() {
			if err := k.Sync(context.Background(), c); err != nil || k.Cursor() != 50 {
				t.Errorf("cursor %d, %v", k.Cursor(), err)
			}
		})
	}
	wg.Wait()
}

func TestLockedSyncIsCancelled(t *testing.T) {
	dir, c := t.TempDir(), library(5)
	k := openKeyword(t, dir, index.KeywordOptions{})
	cmd := startHelper(t, dir, "hold")
	defer stopHelper(t, cmd)
	waitFor(t, filepath.Join(dir, "held"))
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if err := k.Sync(ctx, c); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("sync beside a writer in another process: %v", err)
	}
	if hits := mustSearch(t, k, "shelf", 5); len(hits) != 0 {
		t.Errorf("found %v", hits)
	}
}

// A process is killed while it writes; nothing that was published is lost, and the next Sync goes on.
func TestKilledWriter(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	c := library(helperDocs)
	for _, delay := range []time.Duration{0, 20, 60, 150, 400} {
		dir := t.TempDir()
		cmd := startHelper(t, dir, "write")
		waitFor(t, filepath.Join(dir, "CURRENT"))
		time.Sleep(delay * time.Millisecond)
		stopHelper(t, cmd)
		k := openKeyword(t, dir, index.KeywordOptions{})
		if k.Cursor() == 0 {
			t.Errorf("killed after %v ms: nothing is left of what was published", delay)
		}
		if hits := mustSearch(t, k, "number0 shelf", 1); len(hits) != 1 || hits[0].Doc != "book0000" {
			t.Errorf("killed after %v ms: found %v", delay, hits)
		}
		syncTo(t, k, c)
		sameAsRebuilt(t, k, c)
	}
}

const helperDocs = 3000

// TestHelper is not a test: it is what the processes do that other tests start.
func TestHelper(t *testing.T) {
	dir, what, ok := strings.Cut(os.Getenv("FUNNEL_TEST_HELPER"), "|")
	if !ok {
		t.Skip("runs in a process of its own")
	}
	k := openKeyword(t, dir, index.KeywordOptions{Batch: 50, Publish: 150})
	switch what {
	case "write":
		syncTo(t, k, library(helperDocs))
	case "hold":
		syncTo(t, k, holdingSource{library(1), filepath.Join(dir, "held")})
	}
}

// holdingSource says that it was asked while the lock is held, and never answers.
type holdingSource struct {
	*indextest.Corpus
	say string
}

func (s holdingSource) Documents(context.Context, []string) ([]*store.Document, error) {
	if err := os.WriteFile(s.say, nil, 0o600); err != nil {
		return nil, err
	}
	time.Sleep(time.Minute)
	return nil, errors.New("nobody stopped the helper")
}

func startHelper(t *testing.T, dir, what string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestHelper$")
	cmd.Env = append(os.Environ(), "FUNNEL_TEST_HELPER="+dir+"|"+what)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

func stopHelper(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Log("the helper was done before it was killed")
	}
}

func waitFor(t *testing.T, path string) {
	t.Helper()
	for range 3000 {
		if _, err := os.Stat(path); err == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%s does not appear", path)
}

// Whatever happens to the files, a Sync makes the index whole again, and says so if it had to rebuild.
func TestDamage(t *testing.T) {
	segments := func(dir, in string) []string {
		found, _ := filepath.Glob(filepath.Join(dir, in, "store", "*.zap"))
		return found
	}
	current := func(dir string) string {
		b, _ := os.ReadFile(filepath.Join(dir, "CURRENT"))
		return strings.TrimSpace(string(b))
	}
	tests := []struct {
		name   string
		says   bool
		damage func(dir string) error
	}{
		{"work is gone", true, func(dir string) error { return os.RemoveAll(filepath.Join(dir, "work")) }},
		{"work is empty", true, func(dir string) error {
			return errors.Join(os.RemoveAll(filepath.Join(dir, "work")), os.Mkdir(filepath.Join(dir, "work"), 0o700))
		}},
		{"root.bolt of work is short", true, func(dir string) error {
			return os.Truncate(filepath.Join(dir, "work", "store", "root.bolt"), 100)
		}},
		{"root.bolt of work is garbage", true, func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "work", "store", "root.bolt"), bytes.Repeat([]byte("x"), 65536), 0o600)
		}},
		{"segment is short", true, func(dir string) error { return os.Truncate(segments(dir, "work")[0], 20) }},
		{"segment is empty", true, func(dir string) error { return os.Truncate(segments(dir, "work")[0], 0) }},
		{"segment of work is gone", true, func(dir string) error { return os.Remove(segments(dir, "work")[0]) }},
		{"segment of the generation is gone", true, func(dir string) error { return os.Remove(segments(dir, current(dir))[0]) }},
		{"generation is gone", true, func(dir string) error { return os.RemoveAll(filepath.Join(dir, current(dir))) }},
		{"meta of the generation is garbage", true, func(dir string) error {
			return os.WriteFile(filepath.Join(dir, current(dir), "index_meta.json"), []byte("{"), 0o600)
		}},
		{"CURRENT is gone", false, func(dir string) error { return os.Remove(filepath.Join(dir, "CURRENT")) }},
		{"CURRENT is garbage", true, func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "CURRENT"), []byte("../../etc"), 0o600)
		}},
		{"left-overs of a crash", false, func(dir string) error {
			return errors.Join(os.MkdirAll(filepath.Join(dir, "gen-2.tmp", "store"), 0o700), os.MkdirAll(filepath.Join(dir, "gen-2"), 0o700),
				os.WriteFile(filepath.Join(dir, "CURRENT.tmp"), []byte("ge"), 0o600))
		}},
		{"another version", true, func(dir string) error { return index.WriteVersion(dir, "0") }},
		{"everything is gone", false, os.RemoveAll},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir, c := filepath.Join(t.TempDir(), "index"), library(20)
			k := openKeyword(t, dir, index.KeywordOptions{})
			syncTo(t, k, c)
			if err := k.Close(); err != nil {
				t.Fatal(err)
			}
			if err := tt.damage(dir); err != nil {
				t.Fatal(err)
			}
			c.Put(indextest.Doc("late", "", "shelf number7 again"))
			var said bytes.Buffer
			k, err := index.OpenKeyword(context.Background(), slog.New(slog.NewTextHandler(&said, nil)), dir, index.KeywordOptions{})
			if err != nil {
				t.Fatal(err)
			}
			defer k.Close()
			syncTo(t, k, c)
			if k.Cursor() != 21 {
				t.Errorf("cursor %d, not 21", k.Cursor())
			}
			sameAsRebuilt(t, k, c)
			if tt.says != strings.Contains(said.String(), "built anew") {
				t.Errorf("the log says %q", said.String())
			}
		})
	}
}

// An index that is ahead of its store belongs to another state of it.
func TestAheadOfStore(t *testing.T) {
	dir := t.TempDir()
	k := openKeyword(t, dir, index.KeywordOptions{})
	syncTo(t, k, library(20))
	c := library(3)
	syncTo(t, k, c)
	if k.Cursor() != 3 {
		t.Errorf("cursor %d, not 3", k.Cursor())
	}
	sameAsRebuilt(t, k, c)
}

func TestRebuildKeepsAnswering(t *testing.T) {
	c := library(20)
	k := openKeyword(t, t.TempDir(), index.KeywordOptions{})
	syncTo(t, k, c)
	if err := k.Rebuild(context.Background(), c); err != nil {
		t.Fatal(err)
	}
	sameAsRebuilt(t, k, c)
}

func TestClosed(t *testing.T) {
	k := openKeyword(t, t.TempDir(), index.KeywordOptions{})
	c := library(3)
	syncTo(t, k, c)
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Search(context.Background(), index.Query{Text: "shelf", K: 1}); !errors.Is(err, index.ErrClosed) {
		t.Errorf("search: %v", err)
	}
	if err := k.Sync(context.Background(), c); !errors.Is(err, index.ErrClosed) {
		t.Errorf("sync: %v", err)
	}
}

// failingSource fails at the n-th call.
type failingSource struct {
	*indextest.Corpus
	calls, at int
}

var errSource = errors.New("source failed")

func (s *failingSource) fail() error {
	s.calls++
	if s.calls == s.at {
		return errSource
	}
	return nil
}

func (s *failingSource) Changes(ctx context.Context, after int64, limit int) ([]store.Change, error) {
	if err := s.fail(); err != nil {
		return nil, err
	}
	return s.Corpus.Changes(ctx, after, limit)
}

func (s *failingSource) Documents(ctx context.Context, ids []string) ([]*store.Document, error) {
	if err := s.fail(); err != nil {
		return nil, err
	}
	return s.Corpus.Documents(ctx, ids)
}

// The source fails at each of its calls in turn; the next Sync finishes what was begun.
func TestSourceFails(t *testing.T) {
	for at := 1; ; at++ {
		s := &failingSource{Corpus: library(20), at: at}
		k := openKeyword(t, t.TempDir(), index.KeywordOptions{Batch: 10, Publish: 25})
		err := k.Sync(context.Background(), s)
		if err == nil {
			if at < 5 {
				t.Fatalf("the source was asked %d times only", s.calls)
			}
			return
		}
		if !errors.Is(err, errSource) {
			t.Fatalf("call %d: %v", at, err)
		}
		syncTo(t, k, s)
		sameAsRebuilt(t, k, s.Corpus)
	}
}
