package python

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"testing"
)

// dataFolder is where development data lies; tests that need it are skipped
// where it does not.
func dataFolder(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("FUNNEL_TEST_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	dir = filepath.Join(dir, name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no development data: %v (set FUNNEL_TEST_DATA)", err)
	}
	return dir
}

// TestPrograms runs programs that models wrote and compares what they print
// with CPython.
func TestPrograms(t *testing.T) {
	dir := dataFolder(t, "programs")
	prelude, err := os.ReadFile(filepath.Join(dir, "prelude.py"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(dir, "programs.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	passed, total := 0, 0
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var p struct {
			Name, Code, Stdout string
			Setup              map[string]string
		}
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		total++
		src := string(prelude) + "\n"
		names := make([]string, 0, len(p.Setup))
		for n := range p.Setup {
			names = append(names, n)
		}
		sort.Strings(names)
		for _, n := range names {
			src += n + " = " + p.Setup[n] + "\n"
		}
		var stdout, stderr bytes.Buffer
		RunFile(context.Background(), []byte(src+"\n"+p.Code), &stdout, &stderr, Options{})
		if stdout.String() == p.Stdout {
			passed++
			continue
		}
		t.Logf("%s: %s\n got %.300q\nwant %.300q", p.Name, stderr.String(), stdout.String(), p.Stdout)
	}
	t.Logf("%d of %d programs print what CPython prints", passed, total)
	if passed < wantPrograms {
		t.Errorf("%d of %d programs passed; %d did before", passed, total, wantPrograms)
	}
}

// wantPrograms is how many of the programs are known to pass.
const wantPrograms = 80
