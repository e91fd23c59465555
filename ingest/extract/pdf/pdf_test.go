package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// makePDF makes a file of pages with the content streams given, in Helvetica.
func makePDF(contents ...string) []byte {
	var b bytes.Buffer
	var offsets []int
	object := func(format string, args ...any) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n"+format+"\nendobj\n", append([]any{len(offsets)}, args...)...)
	}
	b.WriteString("%PDF-1.4\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	var kids []string
	for i := range contents {
		kids = append(kids, fmt.Sprintf("%d 0 R", 4+2*i))
	}
	object("<</Type/Pages/Count %d/Kids[%s]>>", len(contents), strings.Join(kids, " "))
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	for i, c := range contents {
		object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>", 5+2*i)
		object("<</Length %d>>stream\n%s\nendstream", len(c), c)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return b.Bytes()
}

// show places a text.
func show(x, y, size int, text string) string {
	return fmt.Sprintf("BT /F %d Tf %d %d Td (%s) Tj ET\n", size, x, y, text)
}

func readText(t *testing.T, data []byte) *Text {
	t.Helper()
	text, err := Read(context.Background(), data, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestRead(t *testing.T) {
	text := readText(t, makePDF(
		show(50, 700, 20, "A heading")+show(50, 670, 10, "The first line ends in an exam-")+show(50, 658, 10, "ple, and \\(one\\) sen\\164ence.")+show(50, 630, 10, "Another paragraph."),
		show(50, 700, 10, "The second page.")))
	want := "A heading\n\nThe first line ends in an example,\nand (one) sentence.\n\nAnother paragraph.\n\nThe second page."
	if text.Text != want {
		t.Errorf("%q\nwant\n%q", text.Text, want)
	}
	if len(text.Pages) != 2 || text.Text[text.Pages[1].Start:text.Pages[1].End] != "The second page." {
		t.Errorf("pages %v", text.Pages)
	}
	if len(text.Headings) != 1 || text.Headings[0].Title != "A heading" {
		t.Errorf("headings %+v", text.Headings)
	}
}

// TestWords: gaps between glyphs separate words, kerning does not; glyphs
// painted twice count once.
func TestWords(t *testing.T) {
	text := readText(t, makePDF("BT /F 10 Tf 50 700 Td [(W) 80 (ord) -300 (next)] TJ ET\n"+show(50, 680, 10, "Bold")+"BT /F 10 Tf 50.2 680 Td (Bold) Tj ET\n"))
	if want := "Word next\n\nBold"; strings.ReplaceAll(text.Text, "\n\n", "\n") != strings.ReplaceAll(want, "\n\n", "\n") {
		t.Errorf("%q, want %q", text.Text, want)
	}
}

// TestColumns: columns that are painted line by line across are read one after
// the other.
func TestColumns(t *testing.T) {
	var page strings.Builder
	var want []string
	for i := range 8 {
		page.WriteString(show(50, 700-12*i, 10, fmt.Sprintf("left column has line number %d", i)))
		page.WriteString(show(350, 700-12*i, 10, fmt.Sprintf("right column has line number %d", i)))
		want = append(want, fmt.Sprintf("left column has line number %d", i))
	}
	got := readText(t, makePDF(page.String())).Text
	if !strings.HasPrefix(got, strings.Join(want, "\n")) || !strings.HasSuffix(got, "right column has line number 7") {
		t.Errorf("%q", got)
	}
}

// TestCropped: of a sheet that was cut into two pages each shows its own half;
// boxes with nothing in them are not believed.
func TestCropped(t *testing.T) {
	sheet := show(50, 700, 10, "On the left.") + show(350, 700, 10, "On the right.")
	for _, tt := range []struct{ box, want string }{
		{"[0 0 300 800]", "On the left."}, {"[600 800 300 0]", "On the right."},
		{"[0 0 300 100]", "On the left. On the right."}, {"[0 0 0 0]", "On the left. On the right."}, {"[700 0 900 800]", "On the left. On the right."},
	} {
		data := bytes.Replace(makePDF(sheet), []byte("/Resources"), []byte("/CropBox"+tt.box+"/Resources"), 1)
		if got := strings.Join(strings.Fields(readText(t, data).Text), " "); got != tt.want {
			t.Errorf("crop box %s: %q, want %q", tt.box, got, tt.want)
		}
	}
}

func TestCMap(t *testing.T) {
	m := parseCMap([]byte("1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfchar <0003> <00660069> endbfchar 2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<0058> <D83DDE00>] endbfrange"))
	for n, want := range map[int]string{3: "fi", 0x11: "B", 0x20: "X", 0x21: "😀"} {
		if got, ok := m.text(code{n, 2}); !ok || got != want {
			t.Errorf("%x: %q %v, want %q", n, got, ok, want)
		}
	}
	if _, ok := m.text(code{0x13, 2}); ok {
		t.Error("a code outside of the ranges has a text")
	}
	for name, want := range map[string]string{"eacute": "é", "f_f_i": "ffi", "uni20AC": "€", "u1F600": "😀", "one.oldstyle": "1", "Scaron": "Š", "quoteright": "’", "g65": "", "bar": "|"} {
		if got := glyphText(name); got != want {
			t.Errorf("glyph %s: %q, want %q", name, got, want)
		}
	}
}

func TestDamaged(t *testing.T) {
	whole := makePDF(show(50, 700, 10, "Some words"))
	for cut := 0; cut < len(whole); cut += 37 { // whatever is missing: an error or a text, no crash
		if text, err := Read(context.Background(), whole[:cut], 1<<20); err == nil && len(text.Pages) == 0 {
			t.Errorf("cut at %d: no error and no pages", cut)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, whole, 1<<20); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func FuzzContent(f *testing.F) {
	f.Add("BT /F 10 Tf 1 0 0 1 50 700 Tm [(a) -300 (b)] TJ ET q 1 0 0 1 0 0 cm Q BI ID x EI /X Do")
	f.Add("[[[[<<(\\(\\777<4 ]>> T* ' \" BDC EMC")
	f.Fuzz(func(t *testing.T, content string) {
		text, err := Read(context.Background(), makePDF(content), 1<<20)
		if err != nil {
			return
		}
		for _, p := range text.Pages {
			if p.Start > p.End || p.End > len(text.Text) {
				t.Fatalf("page %+v of %d", p, len(text.Text))
			}
		}
	})
}
