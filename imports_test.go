package house

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// edges are the imports that the design allows, by floor, bottom first. What a
// package needs from above or beside it declares as an interface. Tests may
// import more.
var edges = map[string][]string{
	// floor 0
	"store":                {},
	"rlm/model":            {},
	"rlm/model/ollamatest": {},
	"rlm/python":           {},
	// floor 1
	"index/embed":        {},
	"index":              {"store", "index/embed"},
	"index/indextest":    {"store", "index"},
	"ingest/extract/pdf": {},
	"ingest/extract":     {"store", "ingest/extract/pdf"},
	"ingest/sandbox":     {"ingest/extract"},
	"ingest/annotate":    {"store"},
	"ingest":             {"store", "ingest/extract", "ingest/annotate"},
	"rlm":                {"rlm/python", "rlm/model"},
	// floor 2
	"funnel": {"store", "index", "rlm", "rlm/model"},
	// floor 3
	"eval":        {"funnel", "ingest", "index", "rlm/model", "store"},
	"eval/invent": {},
	"cmd/funnel":  {"store", "index", "index/embed", "ingest", "ingest/extract", "ingest/sandbox", "rlm", "rlm/model", "rlm/python", "funnel", "eval", "eval/invent"},
	"":            {},
}

// TestImports walks the import graph and fails on an edge that is not
// declared, and on a declared package that does not exist.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "funnel/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := map[string]bool{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		name := short(p.ImportPath)
		seen[name] = true
		allowed, known := edges[name]
		if !known {
			t.Errorf("package %s is not declared here", name)
		}
		for _, imp := range p.Imports {
			if ours(imp) && !slices.Contains(allowed, short(imp)) {
				t.Errorf("%s imports %s: not declared", name, short(imp))
			}
		}
	}
	for name := range edges {
		if !seen[name] {
			t.Errorf("package %q is declared and does not exist", name)
		}
	}
}

func ours(path string) bool { return path == "funnel" || strings.HasPrefix(path, "funnel/") }

func short(path string) string { return strings.TrimPrefix(strings.TrimPrefix(path, "funnel"), "/") }
