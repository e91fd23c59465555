package ingest

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"funnel/ingest/extract"
	"funnel/ingest/sandbox"
)

// TestMain makes the test's program the one that reads binary formats, as the
// command line does with its own.
func TestMain(m *testing.M) {
	if os.Getenv("FUNNEL_TEST_WORKER") != "" {
		if err := sandbox.Serve(context.Background(), os.Stdin, os.Stdout, sandbox.DefaultMemory); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func workers(t testing.TB) *sandbox.Pool {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := sandbox.New(sandbox.Command{Path: exe, Env: append(os.Environ(), "FUNNEL_TEST_WORKER=1")}, extract.Options{}, sandbox.Limits{})
	t.Cleanup(func() { p.Close() })
	return p
}

// testData is the folder of the development data; the test is skipped without.
func testData(t testing.TB, name string) string {
	t.Helper()
	dir := filepath.Join(cmp.Or(os.Getenv("FUNNEL_TEST_DATA"), "../../shared/data"), name)
	if !exists(dir) {
		t.Skipf("no %s: set FUNNEL_TEST_DATA", dir)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

// yields counts what became of the files of one extension.
type yields struct{ files, docs, parts, skipped, failed, words int }

// TestFormats ingests real files, odd and broken ones included: every file ends
// as a document, a skip with its reason, or a failure with its reason. It
// prints the yields by type. FUNNEL_LONG=1 adds what the system documents.
func TestFormats(t *testing.T) {
	if os.Getenv("FUNNEL_LONG") == "" {
		t.Skip("long: set FUNNEL_LONG=1")
	}
	for _, root := range []string{testData(t, "formats"), "/usr/share/doc"} {
		if !exists(root) {
			t.Logf("no %s", root)
			continue
		}
		m := memory{}
		r := ingest(t, m, Options{Extractor: workers(t), NoIgnore: true}, root)
		t.Logf("%s: %d documents, %d skipped, %d failed\n%s", root, len(m), r.Skipped, r.Failed, table(t, root, m, r))
	}
}

// table checks that nothing is lost, and shows the yields.
func table(t *testing.T, root string, m memory, r *Report) string {
	t.Helper()
	by := map[string]*yields{}
	of := func(name string) *yields {
		ext := strings.ToLower(filepath.Ext(name))
		if by[ext] == nil {
			by[ext] = &yields{}
		}
		return by[ext]
	}
	ended := map[string]bool{}
	for _, d := range m {
		y := of(d.Source)
		if ended[d.Source] {
			y.parts++
		} else {
			y.docs++
		}
		ended[d.Source] = true
		y.words += len(strings.Fields(d.Text))
	}
	for _, list := range [][]Failure{r.Skips, r.Failures} {
		for _, f := range list {
			if f.Error == "" {
				t.Errorf("%s: no reason", f.Path)
			}
			info, err := os.Lstat(f.Path)
			if err != nil || info.IsDir() || ended[f.Path] {
				continue // of a part of a file, or of a folder
			}
			ended[f.Path] = true
			if &list[0] == &r.Skips[0] {
				of(f.Path).skipped++
			} else {
				of(f.Path).failed++
			}
		}
	}
	err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		of(name).files++
		if !ended[name] {
			t.Errorf("%s: neither document nor skip nor failure", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "type\tfiles\tread\tskipped\tfailed\tparts\twords\t")
	exts := make([]string, 0, len(by))
	for ext := range by {
		exts = append(exts, ext)
	}
	slices.SortFunc(exts, func(a, b string) int { return cmp.Or(by[b].files-by[a].files, strings.Compare(a, b)) })
	for _, ext := range exts[:min(len(exts), 30)] {
		y := by[ext]
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t\n", cmp.Or(ext, "(none)"), y.files, y.docs, y.skipped, y.failed, y.parts, y.words)
	}
	w.Flush()
	return b.String()
}

// TestOddFiles reads files that other readers read and that were once taken for
// empty or binary.
func TestOddFiles(t *testing.T) {
	dir := testData(t, "formats")
	for name, want := range map[string]string{
		"tika/testRTFIgnoredControlWord.rtf":                        "The quick brown fox jumps over the lazy dog",
		"tika/testPDF_no_extract_yes_accessibility_owner_empty.pdf": "Hello World", // its table of objects is wrong, too
		"tika/test_ignore_IBM420.html":                              "Hi, Luis, good morning.",
	} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		r, err := extract.Read(t.Context(), name, data, extract.Options{})
		if err != nil || !strings.Contains(r.Documents[0].Text, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
