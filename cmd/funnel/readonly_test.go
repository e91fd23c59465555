package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// readOnly makes a folder read-only: by its permissions, or for root, whom
// these do not stop, by a mount.
func readOnly(t *testing.T, dir string) {
	t.Helper()
	if os.Geteuid() != 0 {
		if err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			t.Cleanup(func() { os.Chmod(path, info.Mode()) })
			return os.Chmod(path, info.Mode()&^0o222)
		}); err != nil {
			t.Fatal(err)
		}
		return
	}
	if out, err := exec.Command("mount", "--bind", dir, dir).CombinedOutput(); err != nil {
		t.Skipf("root cannot mount here: %s", out)
	}
	t.Cleanup(func() { exec.Command("umount", dir).Run() })
	if out, err := exec.Command("mount", "-o", "remount,ro,bind", dir).CombinedOutput(); err != nil {
		t.Skipf("root cannot mount read-only here: %s", out)
	}
}

// TestReadOnlyHome: a home that cannot be written answers, says that nothing
// is recorded, and refuses what would write.
func TestReadOnlyHome(t *testing.T) {
	w := buildWorld(t, map[string]string{"a.md": "The pump costs 12 crowns."}, nil)
	w.want(0, "12 crowns", "query", "What does the pump cost?")
	readOnly(t, w.home)
	for _, args := range [][]string{
		{"search", "pump"}, {"query", "What does the pump cost?"}, {"query", "What does the pump cost?", "--mode", "hybrid", "--no-cache"},
		{"docs", "ls"}, {"docs", "show", "docs/a.md"}, {"status"}, {"trace", "ls"}, {"audit"}, {"verify"},
	} {
		w.want(0, "cannot be written", args...)
	}
	w.want(0, "12 crowns", "query", "What does the pump cost?", "--json")
	for _, args := range [][]string{{"ingest", filepath.Join(filepath.Dir(w.home), "docs")}, {"docs", "rm", "docs/a.md"}, {"docs", "label", "docs/a.md", "--set", "hr"}} {
		if out := w.want(1, "funnel: ", args...); !strings.Contains(out, "read-only") && !strings.Contains(out, "permission") {
			t.Errorf("%v:\n%s", args, out)
		}
	}
}

// TestHomeWithoutPermission: a home that cannot even be read is a clear error.
func TestHomeWithoutPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("permissions do not stop root")
	}
	w := buildWorld(t, map[string]string{"a.md": "The pump costs 12 crowns."}, nil)
	if err := os.Chmod(w.home, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(w.home, 0o700) })
	w.want(1, "permission denied", "search", "pump")
}
