package python

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"testing"
)

// TestPrograms runs the recorded programs and compares their output with CPython's.
func TestPrograms(t *testing.T) {
	root := os.Getenv("FUNNEL_TEST_DATA")
	if root == "" {
		root = "../../../shared/data"
	}
	prelude, err := os.ReadFile(filepath.Join(root, "programs", "prelude.py"))
	if err != nil {
		t.Skipf("no test data (set FUNNEL_TEST_DATA): %v", err)
	}
	f, err := os.Open(filepath.Join(root, "programs", "programs.jsonl"))
	if err != nil {
		t.Skipf("no test data (set FUNNEL_TEST_DATA): %v", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var p struct {
			Name, Code, Stdout string
			Setup              map[string]string
		}
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		t.Run(p.Name, func(t *testing.T) {
			s := New(Options{Limits: Limits{Output: 10 << 20}})
			setup := string(prelude)
			names := make([]string, 0, len(p.Setup))
			for n := range p.Setup {
				names = append(names, n)
			}
			sort.Strings(names)
			for _, n := range names {
				setup += n + " = " + p.Setup[n] + "\n"
			}
			if r := s.Run(context.Background(), setup); r.Err != nil {
				t.Fatal(r.Err.Traceback)
			}
			r := s.Run(context.Background(), p.Code)
			if r.Output != p.Stdout {
				t.Errorf("output differs:\n got %.300q\nwant %.300q", r.Output, p.Stdout)
				if r.Err != nil {
					t.Log(r.Err.Traceback)
				}
			}
		})
	}
}
