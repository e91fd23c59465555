package python

import (
	"os"
	"path/filepath"
	"testing"
)

// TestLibraryPrograms runs programs over every module, of the kind that models write
// when they read documents, here and in python3.
func TestLibraryPrograms(t *testing.T) {
	files, err := filepath.Glob("testdata/programs/*.py")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	progs := make([]string, len(files))
	for i, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		progs[i] = string(src)
	}
	var want [][3]string
	askPython(t, "programs", progs, &want)
	for i, src := range progs {
		got, w := runHere(src), outcome{want[i][0], want[i][1], want[i][2]}
		if got != w {
			t.Errorf("%s differs:\n%s", files[i], outcomeDifference(got, w))
		}
	}
}
