package ingest

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"funnel/ingest/sandbox"
)

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

// words are what stands between white space and table rules, without what is
// mere typography: rulers, bullets, and the shape of quotes and dashes.
func words(text string) []string {
	list := strings.FieldsFunc(typographic.Replace(text), func(r rune) bool {
		return strings.ContainsRune(" \t\r\n\f\u00a0|", r)
	})
	kept := list[:0]
	for _, w := range list {
		if strings.IndexFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0 {
			kept = append(kept, w)
		}
	}
	return kept
}

var typographic = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "’", "'", "‘", "'", "–", "-", "—", "-", "…", "...", "\u00ad", "")

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

// routes are the ways from Markdown to a format, by programs of others. A
// source has tables and code dropped first where the way cannot take them.
var routes = []struct {
	name, ext string
	prose     bool
	command   string // $1 the source, $2 the result without extension
}{
	{name: "docx", ext: ".docx", command: `pandoc -f gfm -s --metadata title=x -o "$2.docx" "$1"`},
	{name: "odt", ext: ".odt", command: `pandoc -f gfm -s --metadata title=x -o "$2.odt" "$1"`},
	{name: "rtf", ext: ".rtf", command: `pandoc -f gfm -s --metadata title=x -o "$2.rtf" "$1"`},
	{name: "epub", ext: ".epub", command: `pandoc -f gfm -s --metadata title=x -o "$2.epub" "$1"`},
	{name: "html", ext: ".html", command: `pandoc -f gfm -s --metadata title=x -o "$2.html" "$1"`},
	{name: "pdf by groff", ext: ".pdf", command: `pandoc -f gfm -s -t ms "$1" | groff -k -t -ms -Tpdf > "$2.pdf"`},
	{name: "pdf by LaTeX", ext: ".pdf", command: `pandoc -f gfm -s -o "$2.pdf" "$1"`},
	{name: "pdf by LaTeX, 2 columns", ext: ".pdf", prose: true, command: `pandoc -f gfm -s -V classoption=twocolumn -o "$2.pdf" "$1"`},
	{name: "pdf by LibreOffice", ext: ".pdf", command: `pandoc -f gfm -s -o "$2.docx" "$1" && soffice --headless "-env:UserInstallation=file://$2.profile" --convert-to pdf --outdir "$(dirname "$2")" "$2.docx"`},
	{name: "pdf by Chromium", ext: ".pdf", command: `pandoc -f gfm -s --metadata title=x -o "$2.html" "$1" && chromium --headless --no-sandbox --disable-gpu "--user-data-dir=$2.profile" --no-pdf-header-footer "--print-to-pdf=$2.pdf" "$2.html"`},
}

// proseFilter makes pandoc drop what is not running text.
const proseFilter = "function Table() return {} end\nfunction CodeBlock() return {} end\nfunction Image() return {} end\n"

// TestPandoc converts texts that others wrote by programs that others wrote,
// and compares what is read from the result with pandoc's plain text of the
// source: the share of its words that come in its order.
func TestPandoc(t *testing.T) {
	if os.Getenv("FUNNEL_LONG") == "" {
		t.Skip("long: set FUNNEL_LONG=1")
	}
	if _, err := exec.LookPath("pandoc"); err != nil {
		t.Skip("no pandoc")
	}
	tmp := t.TempDir()
	sources := pandocSources(t, tmp)
	p := workers(t)
	for _, way := range routes {
		total, right, files := 0, 0.0, 0
		for _, src := range sources {
			want, got, ok := roundTrip(t, p, tmp, src, way.command, way.ext, way.prose)
			if !ok || len(want) < 100 {
				continue
			}
			share := inOrder(want, got)
			total, right, files = total+len(want), right+share*float64(len(want)), files+1
			t.Logf("  %-16s %-24s %5.1f %% of %d words", filepath.Base(src), way.name, 100*share, len(want))
		}
		if files == 0 {
			t.Logf("%-24s not measured: its program is not installed", way.name)
			continue
		}
		share := right / float64(total)
		t.Logf("%-24s %.1f %% of %d words of %d texts in order", way.name, 100*share, total, files)
		if share < 0.95 {
			t.Errorf("%s: %.1f %%", way.name, 100*share)
		}
	}
}

// pandocSources are texts in Markdown: this project's own, and proposals of the
// Python community, which come in reStructuredText.
func pandocSources(t *testing.T, tmp string) []string {
	t.Helper()
	sources := []string{"../README.md", "../testdata/saltern/docs/handbook/staff-handbook.md", filepath.Join(testData(t, "formats"), "unstructured", "language-docs", "eng_spa_mult.md")}
	f, err := os.Open(filepath.Join(testData(t, "peps"), "corpus.jsonl"))
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	d := json.NewDecoder(f)
	for n := 0; d.More(); n++ {
		var doc struct {
			ID   string `json:"_id"`
			Text string
		}
		if err := d.Decode(&doc); err != nil {
			t.Fatal(err)
		}
		if length := len(doc.Text); n%45 != 0 || length < 8_000 || length > 40_000 {
			continue
		}
		_, text, _ := strings.Cut(doc.Text, "\n\n") // without the header
		rst, md := filepath.Join(tmp, doc.ID+".rst"), filepath.Join(tmp, doc.ID+".md")
		if err := os.WriteFile(rst, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("pandoc", "-f", "rst", "-t", "gfm", "--wrap=none", "-o", md, rst).CombinedOutput(); err != nil {
			t.Logf("%s: %v: %.200s", doc.ID, err, out)
			continue
		}
		sources = append(sources, md)
	}
	return sources
}

// roundTrip converts a source, and returns its words and those that are read.
func roundTrip(t *testing.T, p *sandbox.Pool, tmp, src, command, ext string, prose bool) (want, got []string, ok bool) {
	t.Helper()
	if prose {
		filter, to := filepath.Join(tmp, "prose.lua"), filepath.Join(tmp, "prose-"+filepath.Base(src))
		if err := os.WriteFile(filter, []byte(proseFilter), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("pandoc", "-f", "gfm", "-t", "gfm", "--wrap=none", "--lua-filter", filter, "-o", to, src).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		src = to
	}
	plain, err := exec.Command("pandoc", "-f", "gfm", "-t", "plain", "--wrap=none", "--columns=1000", src).Output()
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(tmp, "x")
	_ = os.Remove(out + ext)
	if msg, err := exec.Command("sh", "-c", command, "sh", src, out).CombinedOutput(); err != nil || !exists(out+ext) {
		t.Logf("  %s to %s: %v: %.120s", filepath.Base(src), ext, err, msg)
		return nil, nil, false
	}
	return words(string(plain)), words(textOfFile(t, p, out+ext)), true
}

// TestOtherReaders compares PDF with what poppler and MuPDF read of the same
// file, where they are installed. The two are no judges: poppler gives 90 % of
// MuPDF's words in its order. Words that a line end hyphenates are joined first.
func TestOtherReaders(t *testing.T) {
	if os.Getenv("FUNNEL_LONG") == "" {
		t.Skip("long: set FUNNEL_LONG=1")
	}
	root := testData(t, "formats")
	p := workers(t)
	for _, reader := range []struct {
		name string
		args []string
	}{{"pdftotext", []string{"-enc", "UTF-8", "FILE", "-"}}, {"mutool", []string{"draw", "-F", "text", "FILE"}}} {
		if _, err := exec.LookPath(reader.name); err != nil {
			t.Logf("no %s", reader.name)
			continue
		}
		all, ordered, files := 0, 0.0, 0
		err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(name) != ".pdf" {
				return err
			}
			args := strings.Split(strings.ReplaceAll(strings.Join(reader.args, "\x00"), "FILE", name), "\x00")
			ref, err := exec.Command(reader.name, args...).Output()
			want := words(hyphenated.ReplaceAllString(string(ref), "$1$2"))
			if err != nil || len(want) < 100 {
				return nil
			}
			share := inOrder(want, words(textOfFile(t, p, name)))
			all, ordered, files = all+len(want), ordered+share*float64(len(want)), files+1
			t.Logf("  %-10s %-45s %6d words, %5.1f %% in order", reader.name, e.Name(), len(want), 100*share)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%-10s %d files: %.1f %% of %d words in its order", reader.name, files, 100*ordered/float64(max(all, 1)), all)
	}
}

// hyphenated is the end of a line within a word.
var hyphenated = regexp.MustCompile(`(\pL)[-\x{2010}\x{ad}]\n+(\p{Ll})`)
