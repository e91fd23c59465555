package annotate

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"funnel/store"
)

func annotated(id, kind, title, text string) *store.Document {
	d := &store.Document{ID: id, Kind: kind, Title: title, Text: text}
	Document(d)
	return d
}

func TestMentions(t *testing.T) {
	d := annotated("x/pep-0008.txt", "text", "PEP 8 – Style Guide", `PEP 8 – Style Guide. The guide was written by Guido van Rossum in Haarlem.
It follows RFC 2119 and ticket ABC-0042; see max_line_length and lineLength. In May 2023 the Heron Sluice
was closed, says file 2023/114-B. The Heron Sluice's gate was not.`)
	got := map[string]int{}
	for _, m := range d.Mentions {
		got[m.Kind+":"+m.Key] = m.Count
	}
	for key, n := range map[string]int{
		"title:pep 8 – style guide": 1, "title:pep 8": 1, "identifier:pep 8": 1, "name:guido van rossum": 1, "name:haarlem": 1, "identifier:rfc 2119": 1,
		"identifier:abc 42": 1, "identifier:max_line_length": 1, "identifier:lineLength": 1, "name:heron sluice": 2, "identifier:2023/114-b": 1,
	} {
		if got[key] != n {
			t.Errorf("%s: %d, want %d", key, got[key], n)
		}
	}
	for _, wrong := range []string{"name:the guide", "name:it"} {
		if got[wrong] > 0 {
			t.Errorf("%s is no name", wrong)
		}
	}
}

func TestDatesAndVersions(t *testing.T) {
	d := annotated("a", "text", "", "Signed 2023-07-04, due 4 July 2024 or July 5th, 2025; März 2021; 13-Jun-2000; 31.12.1999; 7/25/2020; 3/4/2020; in 1998. "+
		"Go 1.22.3 and v2.6 and version 3.11, not 3.14 nor 192.168.0.1. 2023-13-45 is no date.")
	var dates, versions []string
	for _, f := range d.Dates {
		dates = append(dates, f.Value)
	}
	for _, f := range d.Versions {
		versions = append(versions, f.Value)
	}
	if got, want := strings.Join(dates, " "), "2023-07-04 2024-07-04 2025-07-05 2021-03 2000-06-13 1999-12-31 2020-07-25 1998"; got != want {
		t.Errorf("dates %s\nwant %s", got, want)
	}
	if got, want := strings.Join(versions, " "), "1.22.3 2.6 3.11"; got != want {
		t.Errorf("versions %s, want %s", got, want)
	}
}

func TestLinks(t *testing.T) {
	d := annotated("wiki/notes/a.md", "markdown", "", "See [b](../b.md#part) and [[Heron Sluice|it]], https://example.org/x_(y). Also plan.docx, and Appendix B. [c](https://x.y) ![p](p.png)")
	var got []string
	for _, l := range d.Links {
		got = append(got, fmt.Sprintf("%s|%s|%s|%s", l.Kind, l.Target, l.Doc, l.Name))
	}
	want := []string{
		"markdown|../b.md#part|wiki/b.md|", "wiki|Heron Sluice||heron sluice", "url|https://example.org/x_(y||", "file|plan.docx||plan.docx",
		"reference|Appendix B||appendix b", "markdown|https://x.y||", "markdown|p.png|wiki/notes/p.png|",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("links\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestMarkdownLinks(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"[a][x] and [X][] and [x]\n\n[x]: <with space.md>\n", "[a][x]→w/with space.md [X][]→w/with space.md [x]→w/with space.md"},
		{"[text][x]\n\n[x]: target.md \"A title\"\n", "[text][x]→w/target.md"},
		{"[x]: ../unused.md", "[x]: ../unused.md→unused.md"},
		{"[Note]: important\n[1]: Smith", ""},
		{"a[i][j] = [1]\n\n[2]: x.md", "[2]: x.md→w/x.md"},
		{"[a](<with space.md>) [b](with%20space.md) [c](a(1).md \"see (it)\") [d](d.md#part)", "[a](<with space.md>)→w/with space.md [b](with%20space.md)→w/with space.md [c](a(1).md \"see (it)\")→w/a(1).md [d](d.md#part)→w/d.md"},
		{"[![alt](pic.png)](page.md)", "[![alt](pic.png)](page.md)→w/page.md"},
		{"[in [brackets]](b.md) [unclosed](b", "[in [brackets]](b.md)→w/b.md"},
		{"[[Page|alias]] [[Page#Head]] [[dir/Page]] [[#here]]", "[[Page|alias]]→page [[Page#Head]]→page [[dir/Page]]→page"},
	} {
		var got []string
		for _, l := range annotated("w/a.md", "markdown", "", tt.text).Links {
			got = append(got, tt.text[l.Start:l.End]+"→"+l.Doc+l.Name)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.text, strings.Join(got, " "), tt.want)
		}
	}
}

// TestSignature: the estimate is within the error of 64 values of the truth.
func TestSignature(t *testing.T) {
	var words []string
	for i := range 600 {
		words = append(words, fmt.Sprintf("w%d", i*7919%6007))
	}
	whole := Signature(strings.Join(words, " "))
	for _, keep := range []float64{1, 0.95, 0.8, 0.5, 0.1} {
		n := int(keep * float64(len(words)))
		got := store.Similarity(whole, Signature(strings.Join(words[:n], " ")))
		if math.Abs(got-keep) > 0.2 {
			t.Errorf("%.2f of the words: %.2f", keep, got)
		}
	}
	if Signature("too short to tell") != nil {
		t.Error("a short text has a signature")
	}
	if a, b := Signature(strings.Repeat("A b, c d. e f g h ", 9)), Signature(strings.Repeat("a B c\nd e f; g h ", 9)); store.Similarity(a, b) != 1 {
		t.Error("case and punctuation count")
	}
	if s := store.Similarity(whole, Signature(strings.Repeat("other words stand here ", 40))); s > 0.1 {
		t.Errorf("different texts: %.2f", s)
	}
}

// TestLanguage holds the guess against parallel texts in 12 languages.
func TestLanguage(t *testing.T) {
	root := os.Getenv("FUNNEL_TEST_DATA")
	if root == "" {
		root = "../../../shared/data"
	}
	f, err := os.Open(filepath.Join(root, "xquad", "corpus.jsonl"))
	if err != nil {
		t.Skip("no xquad: ", err)
	}
	defer f.Close()
	right, all := 0, 0
	wrong := map[string]int{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var rec struct {
			ID, Text string
			Metadata struct{ Lang string }
		}
		if err := json.Unmarshal(lines.Bytes(), &rec); err != nil {
			t.Fatal(err)
		}
		all++
		if got := Language(rec.Text); got == rec.Metadata.Lang {
			right++
		} else {
			wrong[rec.Metadata.Lang+" as "+got]++
		}
	}
	t.Logf("%d of %d; wrong: %v", right, all, wrong)
	if right*100 < all*98 {
		t.Errorf("%d of %d languages are right", right, all)
	}
}

func FuzzDocument(f *testing.F) {
	f.Add("See [b](c.md), [[X]], 4 July 2023 and v1.2.3. Guido van Rossum's PEP-8.")
	f.Add("](](][[]]://http://ß'’._/-")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		d := annotated("a/b.md", "markdown", strings.ToValidUTF8(text[:min(len(text), 5)], ""), text)
		check := func(what string, start, end int) {
			if start < 0 || end < start || end > len(text) || !utf8.ValidString(text[start:end]) {
				t.Fatalf("%s: span [%d,%d) of %d", what, start, end, len(text))
			}
		}
		for _, m := range d.Mentions {
			check("mention "+m.Key, m.Start, m.End)
		}
		for _, l := range d.Links {
			check("link "+l.Target, l.Start, l.End)
		}
		for _, f := range append(d.Dates, d.Versions...) {
			check("found "+f.Value, f.Start, f.End)
		}
	})
}

func BenchmarkDocument(b *testing.B) {
	text := strings.Repeat("The Heron Sluice was closed on 4 July 2023 by Tobin Axley, see plan.docx and RFC 2119; version 1.2.3 of max_level is in force. ", 1000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		annotated("a.md", "markdown", "T", text)
	}
}
