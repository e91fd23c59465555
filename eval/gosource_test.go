package eval

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"hash/fnv"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"funnel/funnel"
	"funnel/ingest"
)

// knownItem is a query whose answer is known: the file that declares a name.
type knownItem struct {
	kind  string // identifier, sentence, description
	query string
	doc   string // id of the file
}

// TestGoSource asks Go's own source for 200 known items: exported identifiers
// with their package, the first sentence of their doc comments, and that
// sentence without the identifier. Nine of ten files must be among the first
// ten.
func TestGoSource(t *testing.T) {
	if os.Getenv("FUNNEL_LONG") == "" {
		t.Skip("set FUNNEL_LONG=1 to run")
	}
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skipf("no Go toolchain: %v", err)
	}
	src := filepath.Join(strings.TrimSpace(string(out)), "src")
	items := knownItems(t, src, 200)
	lib := ingested(t, src, ingest.Options{})
	engine := &funnel.Engine{Collection: lib.Collection(), Log: slog.New(slog.DiscardHandler), Now: time.Now}
	for _, leg := range []funnel.Leg{funnel.LegKeyword, funnel.LegHybrid} {
		hits, asked := map[string]int{}, map[string]int{}
		for _, item := range items {
			list, err := engine.Search(t.Context(), funnel.SearchQuery{Text: item.query, K: 10, Leg: leg})
			if err != nil {
				t.Fatalf("%q: %v", item.query, err)
			}
			found := slices.ContainsFunc(list.Hits, func(h funnel.Hit) bool { return h.Doc == item.doc })
			for _, kind := range []string{item.kind, "all"} {
				asked[kind]++
				if found {
					hits[kind]++
				}
			}
			if !found {
				t.Logf("%s: %s %q: %s is not among ten", leg, item.kind, item.query, item.doc)
			}
		}
		for _, kind := range []string{"identifier", "sentence", "description", "all"} {
			t.Logf("%s: hit@10 of %s (%d): %.3f", leg, kind, asked[kind], float64(hits[kind])/float64(asked[kind]))
		}
		if hits["all"]*10 < asked["all"]*9 {
			t.Errorf("%s: hit@10 is below .9", leg)
		}
	}
}

// knownItems picks n queries by a hash of what they ask for.
func knownItems(t *testing.T, src string, n int) (items []knownItem) {
	t.Helper()
	var all []knownItem
	err := filepath.WalkDir(src, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		if name := e.Name(); name == "testdata" || name == "vendor" || name == "internal" || name == "cmd" {
			return fs.SkipDir
		}
		all = append(all, itemsIn(src, path)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(all, func(a, b knownItem) int { return strings.Compare(a.query, b.query) })
	all = slices.CompactFunc(all, func(a, b knownItem) bool { return a.query == b.query })
	byKind := map[string][]knownItem{}
	for _, i := range all {
		byKind[i.kind] = append(byKind[i.kind], i)
	}
	kinds := []string{"identifier", "sentence", "description"}
	for at := 0; len(items) < n; at++ {
		kind := kinds[at%len(kinds)]
		if at < len(kinds) {
			slices.SortFunc(byKind[kind], func(a, b knownItem) int {
				return strings.Compare(hashed(a.query), hashed(b.query))
			})
		}
		items = append(items, byKind[kind][at/len(kinds)])
	}
	return items
}

func hashed(s string) string {
	h := fnv.New64a()
	h.Write([]byte(s))
	return fmt.Sprintf("%016x", h.Sum64()*0xd6e8feb86659fd93)
}

// itemsIn asks for the exported names of a package that one file declares and
// one comment tells of.
func itemsIn(src, dir string) (items []knownItem) {
	files := token.NewFileSet()
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	declared := map[string]int{}
	var found []struct{ name, sentence, path, pkg string }
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		path := filepath.Join(dir, e.Name())
		f, err := parser.ParseFile(files, path, nil, parser.ParseComments)
		if err != nil || f.Name.Name == "main" {
			continue
		}
		for name, comment := range declarations(f) {
			declared[name]++
			found = append(found, struct{ name, sentence, path, pkg string }{name, new(doc.Package).Synopsis(comment), path, f.Name.Name})
		}
	}
	for _, d := range found {
		words := strings.Fields(d.sentence)
		if declared[d.name] > 1 || len(words) < 9 || strings.Contains(d.sentence, "Deprecated") {
			continue
		}
		rel, err := filepath.Rel(filepath.Dir(src), d.path)
		if err != nil {
			continue
		}
		id := filepath.ToSlash(rel)
		items = append(items,
			knownItem{"identifier", d.pkg + "." + d.name, id},
			knownItem{"sentence", d.sentence, id})
		if strings.HasSuffix(d.name, words[0]) {
			items = append(items, knownItem{"description", d.pkg + " " + strings.Join(words[1:], " "), id})
		}
	}
	return items
}

// declarations are a file's exported functions, methods and types with their
// comments.
func declarations(f *ast.File) map[string]string {
	list := map[string]string{}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			if d.Recv != nil && len(d.Recv.List) == 1 {
				name = receiver(d.Recv.List[0].Type) + "." + name
			}
			if exported(name) {
				list[name] = d.Doc.Text()
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if s, ok := s.(*ast.TypeSpec); ok && exported(s.Name.Name) && len(d.Specs) == 1 {
					list[s.Name.Name] = d.Doc.Text()
				}
			}
		}
	}
	return list
}

func exported(name string) bool {
	for part := range strings.SplitSeq(name, ".") {
		if !ast.IsExported(part) {
			return false
		}
	}
	return true
}

func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return "_"
}

// The items are the same whenever they are picked.
func TestKnownItems(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "src", "shelf")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	text := "package shelf\n\n// Open returns the shelf of that name and takes a lock on it.\nfunc Open(name string) *Shelf { return nil }\n\n// Shelf is where books stand in the order of their numbers.\ntype Shelf struct{}\n\n// Put stands a book on the shelf, left of the next one.\nfunc (s *Shelf) Put() {}\n\nfunc (s *Shelf) hidden() {}\n"
	if err := os.WriteFile(filepath.Join(dir, "shelf.go"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got := itemsIn(filepath.Dir(dir), dir)
	slices.SortFunc(got, func(a, b knownItem) int { return strings.Compare(a.query, b.query) })
	var queries []string
	for _, i := range got {
		if i.doc != "src/shelf/shelf.go" {
			t.Errorf("%q is in %s", i.query, i.doc)
		}
		queries = append(queries, i.query)
	}
	want := []string{
		"Open returns the shelf of that name and takes a lock on it.", "Put stands a book on the shelf, left of the next one.",
		"Shelf is where books stand in the order of their numbers.", "shelf is where books stand in the order of their numbers.",
		"shelf returns the shelf of that name and takes a lock on it.", "shelf stands a book on the shelf, left of the next one.",
		"shelf.Open", "shelf.Shelf", "shelf.Shelf.Put",
	}
	if !slices.Equal(queries, want) {
		t.Errorf("items %q", queries)
	}
}
