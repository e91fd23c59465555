package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// crashFile tells the test binary that it is the child of the crash test.
const crashFile = "FUNNEL_TEST_CRASH_FILE"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashFile); path != "" {
		if err := writeForEver(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

const crashBatch = 5

// writeForEver commits numbered batches, each with vectors and a journal
// entry, and prints the number of each once it is acknowledged. Every batch
// puts documents, rewrites one and removes one of the batch before.
func writeForEver(path string) error {
	ctx := context.Background()
	s, err := Open(ctx, path, Options{})
	if err != nil {
		return err
	}
	c, err := s.Create(ctx, "c")
	if err != nil {
		return err
	}
	value, err := c.Setting(ctx, "batch")
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(value)
	if n == 0 {
		if err := s.BeginRun(ctx, Run{ID: "r"}); err != nil && !strings.Contains(err.Error(), "UNIQUE") {
			return err
		}
	}
	for n++; ; n++ {
		if err := writeBatch(ctx, c, n); err != nil {
			return fmt.Errorf("batch %d: %w", n, err)
		}
		fmt.Println(n)
	}
}

func writeBatch(ctx context.Context, c *Collection, n int) error {
	var put []*Document
	for i := range crashBatch {
		put = append(put, doc(fmt.Sprintf("%05d-%d", n, i), fmt.Sprintf("batch %d\n%s", n, strings.Repeat("x", 3000*i))))
	}
	put = append(put, doc("counter", fmt.Sprint(n)))
	if _, err := c.Apply(ctx, put, []string{fmt.Sprintf("%05d-0", n-1)}); err != nil {
		return err
	}
	missing, err := c.MissingVectors(ctx, "fp", 0, 0)
	if err != nil {
		return err
	}
	var vecs []Vector
	for _, m := range missing {
		vecs = append(vecs, Vector{m.Hash, []float32{float32(n), 1}})
	}
	if err := c.PutVectors(ctx, "fp", vecs, int64(n)); err != nil {
		return err
	}
	if err := c.s.PutCall(ctx, Call{Run: "r", ID: n, Kind: "sub"}); err != nil {
		return err
	}
	return c.SetSetting(ctx, "batch", fmt.Sprint(n))
}

// TestKill kills a writing process again and again: what it acknowledged is
// there, the rest is there batch by batch or not at all.
func TestKill(t *testing.T) {
	kills := 5
	if n, err := strconv.Atoi(os.Getenv("FUNNEL_TEST_KILLS")); err == nil {
		kills = n
	} else if testing.Short() {
		kills = 1
	}
	path := filepath.Join(t.TempDir(), "crash.db")
	rng := rand.New(rand.NewPCG(4, 2))
	for i := range kills {
		acknowledged := killOne(t, path, 1+rng.IntN(20), time.Duration(rng.IntN(4000))*time.Microsecond)
		checkCrashed(t, path, acknowledged)
		if t.Failed() {
			t.Fatalf("after kill %d", i+1)
		}
	}
}

// killOne lets a child write until it acknowledged some batches and a moment
// more, kills it, and returns the last batch it acknowledged.
func killOne(t *testing.T, path string, batches int, moment time.Duration) int {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), crashFile+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	last := 0
	lines := bufio.NewScanner(out)
	for i := 0; lines.Scan(); i++ {
		if last, err = strconv.Atoi(lines.Text()); err != nil {
			t.Fatal(err)
		}
		if i == batches {
			time.Sleep(moment)
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := child.Wait(); err == nil || last == 0 {
		t.Fatalf("the child ended by itself after batch %d: %v", last, err)
	}
	return last
}

func checkCrashed(t *testing.T, path string, acknowledged int) {
	t.Helper()
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
	c := create(t, s, "c")
	counter, err := c.Document(t.Context(), "counter")
	if err != nil {
		t.Fatal(err)
	}
	n, _ := strconv.Atoi(counter.Text)
	if n != acknowledged && n != acknowledged+1 {
		t.Errorf("batch %d is the last, %d was acknowledged", n, acknowledged)
	}
	m, err := c.Manifest(t.Context())
	if err != nil || len(m) != n*(crashBatch-1)+2 { // the first of each but the last was removed
		t.Errorf("%d documents after batch %d, %v", len(m), n, err)
	}
	if head, err := c.Head(t.Context()); err != nil || head != int64(n*(crashBatch+2)-1) {
		t.Errorf("head %d after batch %d, %v", head, n, err)
	}
	if calls, err := s.Calls(t.Context(), "r"); err != nil || len(calls) < acknowledged {
		t.Errorf("%d calls, %d were acknowledged, %v", len(calls), acknowledged, err)
	}
	if have, total, err := c.Covered(t.Context(), "fp"); err != nil || n == acknowledged && have != total {
		t.Errorf("vectors cover %d of %d, %v", have, total, err)
	}
}
