package ingest

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
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

// inOrder is the share of the words of want that stand in got in the same
// order (longest common subsequence).
func inOrder(want, got []string) float64 {
	if len(want) == 0 {
		return 1
	}
	prev, cur := make([]int32, len(got)+1), make([]int32, len(got)+1)
	for _, w := range want {
		for j, g := range got {
			if w == g {
				cur[j+1] = prev[j] + 1
			} else {
				cur[j+1] = max(cur[j], prev[j+1])
			}
		}
		prev, cur = cur, prev
	}
	return float64(prev[len(got)]) / float64(len(want))
}

func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return strings.ContainsRune(" \t\r\n\f\u00a0|", r)
	})
}

func textOfFile(t *testing.T, p *sandbox.Pool, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Extract(t.Context(), name, data)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return r.Documents[0].Text
}

// TestAccuracy holds extracted text against the same text in a form that
// others made: files of one text in ten formats, and what pandoc makes of a
// text, with its own plain form, where pandoc is installed.
func TestAccuracy(t *testing.T) {
	dir := filepath.Join(testData(t, "formats"), "unstructured", "language-docs")
	p := workers(t)
	raw, err := os.ReadFile(filepath.Join(dir, "eng_spa_mult.txt"))
	if err != nil {
		t.Skip(err)
	}
	for _, ext := range []string{"docx", "odt", "rtf", "epub", "html", "pptx", "eml"} {
		if got := inOrder(words(string(raw)), words(textOfFile(t, p, filepath.Join(dir, "eng_spa_mult."+ext)))); got < 0.95 {
			t.Errorf("%s: %.1f %% of the words in order", ext, 100*got)
		} else {
			t.Logf("%-5s %.1f %% of the words in order", ext, 100*got)
		}
	}
}

// TestPandoc converts READMEs of Go modules and compares with pandoc's own
// plain text; PDF goes by groff.
func TestPandoc(t *testing.T) {
	if os.Getenv("FUNNEL_LONG") == "" {
		t.Skip("long: set FUNNEL_LONG=1")
	}
	if _, err := exec.LookPath("pandoc"); err != nil {
		t.Skip("no pandoc")
	}
	sources, err := filepath.Glob(filepath.Join(testData(t, "formats"), "*", "*.md"))
	if err != nil || len(sources) == 0 {
		t.Skip("no sources: ", err)
	}
	sources = append(sources, "../README.md", "../ARCHITECTURE.md", "../CHANGELOG.md")
	p, tmp := workers(t), t.TempDir()
	total, right := map[string]int{}, map[string]float64{}
	for _, src := range sources {
		plain, err := exec.Command("pandoc", "-f", "gfm", "-t", "plain", "--wrap=none", "--columns=1000", src).Output()
		want := words(string(plain))
		if err != nil || len(want) < 100 || len(want) > 20000 {
			continue
		}
		for _, format := range []string{"docx", "odt", "rtf", "epub", "html", "pdf"} {
			out := filepath.Join(tmp, "x."+format)
			if msg, err := convert(src, out, format); err != nil {
				t.Logf("%s to %s: %v: %.200s", filepath.Base(src), format, err, msg)
				continue
			}
			share := inOrder(want, words(textOfFile(t, p, out)))
			total[format] += len(want)
			right[format] += share * float64(len(want))
			t.Logf("%-24s %-5s %5.1f %% of %d words", filepath.Base(src), format, 100*share, len(want))
		}
	}
	for _, format := range []string{"docx", "odt", "rtf", "epub", "html", "pdf"} {
		if total[format] == 0 {
			continue
		}
		share := right[format] / float64(total[format])
		t.Logf("%-5s %.1f %% of %d words in order", format, 100*share, total[format])
		if share < 0.95 {
			t.Errorf("%s: %.1f %%", format, 100*share)
		}
	}
}

// convert makes a file of a format with pandoc, a PDF by way of groff.
func convert(src, out, format string) ([]byte, error) {
	if format != "pdf" {
		return exec.Command("pandoc", "-f", "gfm", "-s", "-o", out, "--metadata", "title=x", src).CombinedOutput()
	}
	return exec.Command("sh", "-c", `pandoc -f gfm -s -t ms "$1" | groff -k -t -ms -Tpdf > "$2"`, "sh", src, out).CombinedOutput()
}

// TestPoppler compares PDF with poppler's pdftotext, word by word without
// order: where columns and tables stand, the two differ in taste.
func TestPoppler(t *testing.T) {
	if os.Getenv("FUNNEL_LONG") == "" {
		t.Skip("long: set FUNNEL_LONG=1")
	}
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("no pdftotext")
	}
	root := testData(t, "formats")
	p := workers(t)
	all, found, ordered, files := 0, 0, 0.0, 0
	err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".pdf" {
			return err
		}
		ref, err := exec.Command("pdftotext", "-enc", "UTF-8", name, "-").Output()
		want := words(string(ref))
		if err != nil || len(want) < 100 {
			return nil
		}
		got := words(textOfFile(t, p, name))
		count := map[string]int{}
		for _, w := range got {
			count[w]++
		}
		have := 0
		for _, w := range want {
			if count[w] > 0 {
				count[w]--
				have++
			}
		}
		share := inOrder(want, got)
		all, found, ordered, files = all+len(want), found+have, ordered+share*float64(len(want)), files+1
		t.Logf("%-45s %6d words, %5.1f %% there, %5.1f %% in order", e.Name(), len(want), 100*float64(have)/float64(len(want)), 100*share)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files: %.1f %% of poppler's words there, %.1f %% in its order", files, 100*float64(found)/float64(max(all, 1)), 100*ordered/float64(max(all, 1)))
}
