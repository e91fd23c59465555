package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// smallDisk mounts a file system of some megabytes at dir.
func smallDisk(t *testing.T, dir string, mb int) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a small file system")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%dm", mb), "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("cannot mount a small file system here: %s", out)
	}
	t.Cleanup(func() { exec.Command("umount", dir).Run() })
}

// TestDiskFull: SQLite and bleve run out of space at many sizes of the disk.
// Each time it is a clear error, what was committed is searchable, and with
// more space the same command ends like one that never lacked any.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(3, 3))
	files := map[string]string{}
	for i := range 200 {
		files[fmt.Sprintf("f%03d.md", i)] = fmt.Sprintf("# File %d\n\n%s", i, randomText(r, 400))
	}
	docs := filepath.Join(dir, "docs")
	writeFiles(t, docs, files)
	whole := labelWorld{t, filepath.Join(dir, "whole")}
	whole.want(0, "200 added", "ingest", docs)
	want := whole.cli("search", "pump valve", "-k", "30", "--json")
	failed, sizes := 0, 4
	switch {
	case os.Getenv("FUNNEL_LONG") != "":
		sizes = 12
	case testing.Short():
		sizes = 1
	}
	for mb := 1; mb <= sizes; mb++ {
		w := labelWorld{t, filepath.Join(dir, fmt.Sprintf("small%d", mb), "home")}
		smallDisk(t, filepath.Dir(w.home), mb)
		out := w.cli("ingest", docs)
		if !strings.HasPrefix(out, "rc 0") {
			failed++
			if !strings.Contains(out, "full") && !strings.Contains(out, "no space") {
				t.Errorf("%d MB: the error does not say that the disk is full:\n%s", mb, out)
			}
		}
		if out := w.cli("docs", "ls"); strings.HasPrefix(out, "rc 0") {
			out := w.cli("search", "pump")
			if strings.HasPrefix(out, "rc 0") != strings.Contains(out, "docs/f") || strings.HasPrefix(out, "rc 1") && !strings.Contains(out, "free some space") {
				t.Errorf("%d MB: search on a full disk:\n%s", mb, out)
			}
		}
		if out, err := exec.Command("mount", "-o", "remount,size=100m", filepath.Dir(w.home)).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		w.want(0, "200 documents", "ingest", docs)
		w.want(0, "all is well", "verify")
		if got := w.cli("search", "pump valve", "-k", "30", "--json"); got != want {
			t.Errorf("%d MB, then space: %s\nwant %s", mb, got, want)
		}
	}
	if failed == 0 {
		t.Error("the disk was never full")
	}
	t.Logf("%d of %d sizes were too small", failed, sizes)
}

// TestSearchOnFullDisk: what is indexed answers, and that nothing is recorded is said.
func TestSearchOnFullDisk(t *testing.T) {
	dir := t.TempDir()
	w := labelWorld{t, filepath.Join(dir, "small", "home")}
	smallDisk(t, filepath.Dir(w.home), 3)
	docs, more := filepath.Join(dir, "docs"), filepath.Join(dir, "more")
	writeFiles(t, docs, map[string]string{"a.md": "The pump costs 12 crowns."})
	w.want(0, "1 added", "ingest", docs)
	r := rand.New(rand.NewPCG(3, 3))
	for i := range 60 { // committed, and no space to index them
		writeFiles(t, more, map[string]string{fmt.Sprintf("f%03d.md", i): randomText(r, 2000)})
	}
	pad, err := os.Create(filepath.Join(dir, "small", "pad"))
	if err != nil {
		t.Fatal(err)
	}
	for _, err = pad.Write(make([]byte, 1<<20)); err == nil; _, err = pad.Write(make([]byte, 1<<12)) {
	}
	if err := pad.Close(); err != nil {
		t.Log(err)
	}
	w.want(1, "free some space", "ingest", more)
	for _, args := range [][]string{{"search", "pump"}, {"search", "pump", "--leg", "keyword"}, {"query", "What does the pump cost?"}} {
		if out := w.want(0, "disk is full", args...); !strings.Contains(out, "12 crowns") {
			t.Errorf("%v:\n%s", args, out)
		}
	}
	w.want(1, "disk not full", "docs", "rm", "docs/a.md")
}
