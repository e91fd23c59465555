package extract

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func read(t *testing.T, name string, data []byte) *Result {
	t.Helper()
	r, err := Read(t.Context(), name, data, Options{})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	check(t, r)
	return r
}

// check holds what the package promises of every result.
func check(t *testing.T, r *Result) {
	t.Helper()
	for _, d := range r.Documents {
		if !utf8.ValidString(d.Text) || strings.ContainsRune(d.Text, 0) || !utf8.ValidString(d.Title) {
			t.Fatalf("%s[%s]: its text or title is no UTF-8", d.Kind, d.Part)
		}
		for _, h := range d.Outline {
			if h.Start < 0 || h.Start >= h.End || h.End > len(d.Text) || !utf8.ValidString(d.Text[h.Start:h.End]) {
				t.Fatalf("%s[%s]: outline %+v of %d", d.Kind, d.Part, h, len(d.Text))
			}
		}
		for _, l := range d.Links {
			if l.Start < 0 || l.Start >= l.End || l.End > len(d.Text) || !utf8.ValidString(d.Text[l.Start:l.End]) {
				t.Fatalf("%s[%s]: link %+v of %d", d.Kind, d.Part, l, len(d.Text))
			}
		}
	}
}

// outlineOf writes an outline as "kind level title: first bytes".
func outlineOf(d Document) string {
	var b strings.Builder
	for _, h := range d.Outline {
		fmt.Fprintf(&b, "%s %d %s: %.8q\n", h.Kind, h.Level, h.Title, d.Text[h.Start:h.End])
	}
	return b.String()
}

// zipped makes an archive of name, content, name, content, ...
func zipped(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const core = `<cp:coreProperties xmlns:dc="x"><dc:title>The Title</dc:title><dc:creator>A. Author</dc:creator><dcterms:modified>2024-03-01T10:00:00Z</dcterms:modified></cp:coreProperties>`

func docx(t testing.TB) []byte {
	return zipped(t,
		"docProps/core.xml", core,
		"word/styles.xml", `<w:styles><w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="Sub"><w:basedOn w:val="H1"/></w:style></w:styles>`,
		"word/numbering.xml", `<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
		"word/_rels/document.xml.rels", `<Relationships><Relationship Id="r1" Target="https://x.org/"/></Relationships>`,
		"word/footnotes.xml", `<w:footnotes><w:footnote w:type="separator"><w:p><w:r><w:t>no</w:t></w:r></w:p></w:footnote><w:footnote w:id="2"><w:p><w:r><w:t>The note.</w:t></w:r></w:p></w:footnote></w:footnotes>`,
		"word/header1.xml", `<w:hdr><w:p><w:r><w:t>Head line</w:t></w:r></w:p></w:hdr>`,
		"word/document.xml", `<w:document><w:body>
<w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr><w:r><w:t>First </w:t></w:r><w:r><w:t>part</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">Some </w:t></w:r><w:hyperlink r:id="r1"><w:r><w:t>linked</w:t></w:r></w:hyperlink><w:r><w:t xml:space="preserve"> text.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>one</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>two</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>k</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>v</w:t></w:r></w:p><w:p><w:r><w:t>w</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:pPr><w:pStyle w:val="Sub"/></w:pPr><w:r><w:t>Second</w:t></w:r></w:p></w:body></w:document>`)
}

func TestDOCX(t *testing.T) {
	d := read(t, "a.docx", docx(t)).Documents[0]
	want := "First part\n\nSome linked text.[1]\n\n1. one\n2. two\n\nk | v w\n | 2\n\nSecond\n\nFootnotes\n\n[1] The note.\n\nHeaders and footers\n\nHead line"
	if d.Text != want || d.Title != "The Title" || d.Metadata["author"] != "A. Author" || d.Modified.Year() != 2024 {
		t.Errorf("%q %v text\n%s\nwant\n%s", d.Title, d.Metadata, d.Text, want)
	}
	if got, want := outlineOf(d), "heading 1 First part: \"First pa\"\nheading 1 Second: \"Second\\n\\n\"\n"; !strings.HasPrefix(got, want) {
		t.Errorf("outline\n%s", got)
	}
	if len(d.Links) != 1 || d.Links[0].Target != "https://x.org/" || d.Text[d.Links[0].Start:d.Links[0].End] != "linked" {
		t.Errorf("links %+v", d.Links)
	}
}

func TestOffice(t *testing.T) {
	odt := zipped(t, "content.xml", `<office:document-content><office:body><office:text><text:h text:outline-level="2">Head</text:h><text:p>One<text:s/>two<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Note</text:p></text:note-body></text:note>.</text:p>
<text:list><text:list-item><text:p>a</text:p></text:list-item><text:list-item><text:p>b</text:p></text:list-item></text:list><table:table><table:table-row><table:table-cell><text:p>k</text:p></table:table-cell><table:table-cell><text:p>v</text:p></table:table-cell></table:table-row></table:table></office:text></office:body></office:document-content>`)
	xlsx := zipped(t, "xl/workbook.xml", `<workbook><sheets><sheet name="Data" r:id="r1"/></sheets></workbook>`, "xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/sharedStrings.xml", `<sst><si><t>name</t></si><si><t>pump</t></si></sst>`,
		"xl/worksheets/sheet1.xml", `<worksheet><sheetData><row><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>n</t></is></c></row><row><c r="A2" t="s"><v>1</v></c><c r="C2"><v>7</v></c><c r="D2"/></row></sheetData></worksheet>`)
	pptx := zipped(t, "ppt/presentation.xml", "<p/>", "ppt/slides/slide2.xml", `<p><a:txBody><a:p><a:r><a:t>later</a:t></a:r></a:p></a:txBody></p>`, "ppt/slides/slide1.xml", `<p><a:txBody><a:p><a:r><a:t>Plan</a:t></a:r></a:p><a:p><a:r><a:t>first</a:t></a:r></a:p></a:txBody></p>`)
	epub := zipped(t, "META-INF/container.xml", `<container><rootfile full-path="o/b.opf"/></container>`, "o/b.opf", `<package><dc:title>Book</dc:title><dc:language>de-AT</dc:language><manifest><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/><item id="a" href="a%20a.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>`,
		"o/a a.xhtml", "<html><body><h1>One</h1><p>alpha</p></body></html>", "o/b.xhtml", "<html><body><h1>Two</h1><p>beta</p></body></html>")
	for _, tt := range []struct{ name, text, outline string }{
		{"a.odt", "Head\n\nOne two[1] (Note).\n\n- a\n- b\n\nk | v", "heading 2 Head: \"Head\\n\\nOn\"\n"},
		{"a.xlsx", "Data\n\nname |  | n\npump |  | 7", "heading 1 Data: \"Data\\n\\nna\"\n"},
		{"a.pptx", "Plan\nfirst\n\nlater", "slide 1 Slide 1: Plan: \"Plan\\nfir\"\nslide 1 Slide 2: later: \"later\"\n"},
		{"a.epub", "One\n\nalpha\n\nTwo\n\nbeta", "heading 1 One: \"One\\n\\nalp\"\nheading 1 Two: \"Two\\n\\nbet\"\n"},
	} {
		data := map[string][]byte{"a.odt": odt, "a.xlsx": xlsx, "a.pptx": pptx, "a.epub": epub}[tt.name]
		// The content decides, not the name.
		d := read(t, "renamed.bin", data).Documents[0]
		if d.Text != tt.text || outlineOf(d) != tt.outline {
			t.Errorf("%s:\n%q\nwant\n%q\n%s", tt.name, d.Text, tt.text, outlineOf(d))
		}
	}
	if d := read(t, "a.epub", epub).Documents[0]; d.Title != "Book" || d.Lang != "de" {
		t.Errorf("epub: %q %q", d.Title, d.Lang)
	}
}

func TestRTF(t *testing.T) {
	src := `{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fcharset204 Cyr;}}{\stylesheet{\s1 heading 1;}}{\info{\title The title}{\author Me}}` +
		`\pard\s1 Head\par\pard Caf\'e9 \u8364?5 {\f1\'cf\'f0} {\*\unknown no}{\pict 0102}\par{\field{\*\fldinst HYPERLINK "http://x.org"}{\fldrslt link}}\par\trowd\intbl a\cell b\cell\row\trowd\intbl\cell d\cell\row\pard end}`
	d := read(t, "a.rtf", []byte(src)).Documents[0]
	want := "Head\n\nCafé €5 Пр\n\nlink\n\na | b\n | d\nend"
	if d.Text != want || d.Title != "The title" || d.Metadata["author"] != "Me" || len(d.Outline) != 1 || len(d.Links) != 1 || d.Links[0].Target != "http://x.org" {
		t.Errorf("%q\nwant\n%q\n%+v %+v", d.Text, want, d.Outline, d.Links)
	}
}

// TestRTFStar: a star in the middle of a group marks no destination.
func TestRTFStar(t *testing.T) {
	d := read(t, "a.rtf", []byte(`{\rtf1\ansi{\*\x no}{ \loch\b0\*\cs7\cf0 The quick brown fox}{\*`+"\n"+`\y no} jumps\par}`)).Documents[0]
	if d.Text != "The quick brown fox jumps" {
		t.Errorf("%q", d.Text)
	}
}

const mailSource = "From: =?utf-8?q?J=C3=B6rg?= <j@x.org>\r\nTo: k@x.org\r\nSubject: Plan\r\nDate: Tue, 5 Mar 2024 10:00:00 +0100\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe aus K=F6ln\r\n" +
	"--c\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--c--\r\n--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=\"../../note.txt\"\r\n\r\nattached words\r\n" +
	"--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"note.txt\"\r\n\r\nmore words\r\n--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=p.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgoAAAA=\r\n--b--\r\n"

func TestMail(t *testing.T) {
	r := read(t, "m.eml", []byte(mailSource))
	d := r.Documents[0]
	if want := "Subject: Plan\nFrom: Jörg <j@x.org>\nTo: k@x.org\nDate: Tue, 5 Mar 2024 10:00:00 +0100\n\nGrüße aus Köln\n"; d.Text != want || d.Title != "Plan" || d.Modified.Hour() != 9 {
		t.Errorf("%q\nwant\n%q, %q %v", d.Text, want, d.Title, d.Modified)
	}
	if len(r.Documents) != 3 || r.Documents[1].Part != "note.txt" || r.Documents[2].Part != "note (2).txt" || strings.TrimSpace(r.Documents[2].Text) != "more words" {
		t.Errorf("parts %+v", r.Documents[1:])
	}
	if len(r.Problems) != 1 || r.Problems[0].Part != "p.png" || r.Problems[0].Failed {
		t.Errorf("problems %+v", r.Problems)
	}
	box := "From a Mon\n" + mailSource + "\nFrom b Tue\nFrom: x@y\nTo: z@y\nSubject: Two\n\n>From here\n"
	r = read(t, "m.mbox", []byte(box))
	if len(r.Documents) != 5 || r.Documents[0].Kind != "mailbox" || r.Documents[4].Part != "2.eml" || !strings.Contains(r.Documents[4].Text, "\nFrom here") || r.Documents[2].Part != "1.eml/note.txt" {
		for _, d := range r.Documents {
			t.Errorf("mailbox: %q %q", d.Part, d.Text)
		}
	}
}

func TestTextFormats(t *testing.T) {
	for _, tt := range []struct{ name, in, kind, title, text, outline string }{
		{"a.csv", "name;n\npump;7\n", "csv", "", "name;n\npump;7\n", "columns 1 name | n: \"name;n\\np\"\n"},
		{"a.csv", "1,2\n3,4\n", "csv", "", "1,2\n3,4\n", ""},
		{"a.json", `{"a":{"b":[1,2]},"c":1}`, "json", "", "{\n  \"a\": {\n    \"b\": [\n      1,\n      2\n    ]\n  },\n  \"c\": 1\n}", "key 3 a: \"  \\\"a\\\": {\"\nkey 5 b: \"    \\\"b\\\":\"\n"},
		{"a.yaml", "top:\n  in: 1\nnext: 2\n", "yaml", "", "top:\n  in: 1\nnext: 2\n", "key 1 top: \"top:\\n  i\"\nkey 3 in: \"  in: 1\\n\"\nkey 1 next: \"next: 2\\n\"\n"},
		{"a.md", "---\ntitle: T\ntags: [x, y]\n---\n# H\n\n```\n# no\n```\n## S\n", "markdown", "T", "---\ntitle: T\ntags: [x, y]\n---\n# H\n\n```\n# no\n```\n## S\n", "heading 1 H: \"# H\\n\\n```\"\nheading 2 S: \"## S\\n\"\n"},
		{"a.go", "package p\n\n// Serve serves.\nfunc (s *Server) Serve() error {\n\treturn nil\n}\n\ntype T struct{}\n", "go", "package p", "", "func 1 (*Server).Serve: \"// Serve\"\ntype 1 T: \"type T s\"\n"},
		{"a.ipynb", `{"nbformat":4,"metadata":{"kernelspec":{"language":"python"}},"cells":[{"cell_type":"markdown","source":["# Head\n","words"]},{"cell_type":"code","source":"x = 1","outputs":[{"text":["1\n"]}]}]}`, "notebook", "Head", "# Head\nwords\n\n```python\nx = 1\n```\n\n```\n1\n```\n", "heading 1 Head: \"# Head\\nw\"\n"},
		{"data", "<!-- c --><!DOCTYPE html><html><title>P</title><p>x</p></html>", "html", "P", "x", ""},
		{"a.html", "no tags at all", "text", "no tags at all", "no tags at all", ""},
	} {
		d := read(t, tt.name, []byte(tt.in)).Documents[0]
		if d.Kind != tt.kind || d.Title != tt.title || tt.text != "" && d.Text != tt.text || outlineOf(d) != tt.outline {
			t.Errorf("%s: %s %q\n%q\nwant\n%q\n%s", tt.name, d.Kind, d.Title, d.Text, tt.text, outlineOf(d))
		}
	}
}

func TestHTML(t *testing.T) {
	d := read(t, "a.html", []byte(`<html lang="en-GB"><head><title>The  Page</title><meta name=author content="Me"></head><body><nav>menu</nav><h1>Head</h1><p>One <b>two</b>, <a href="b.html">three</a>.</p>
<ol><li>a<ul><li>in</li></ul></li><li>b</li></ol><table><tr><th>k</th><th>v</th></tr><tr><td>1</td><td>2<br>3</td></tr></table><pre>x
  y</pre><footer>foot</footer><script>x</script></body></html>`)).Documents[0]
	want := "Head\n\nOne two, three.\n\n1. a\n  - in\n2. b\n\nk | v\n1 | 2 3\n\nx\n  y"
	if d.Text != want || d.Title != "The Page" || d.Lang != "en" || d.Metadata["author"] != "Me" || len(d.Links) != 1 || d.Text[d.Links[0].Start:d.Links[0].End] != "three" {
		t.Errorf("%q %q %v\n%s\nwant\n%s", d.Title, d.Lang, d.Links, d.Text, want)
	}
}

// TestBoilerplate: of a page that is an article, the article remains; a page
// that is none stays whole.
func TestBoilerplate(t *testing.T) {
	para := func(n int) string {
		return "<p>" + strings.Repeat(fmt.Sprintf("Sentence %d of the article says something, at length, about the sluice. ", n), 8) + "</p>"
	}
	menu := strings.Repeat(`<li><a href="x">Menu entry</a></li>`, 60)
	page := "<html><body><div class=sidebar><ul>" + menu + "</ul></div><div class=article><h2>Story</h2>" + para(1) + para(2) + para(3) + "</div><div class=related><ul>" + menu + "</ul></div></body></html>"
	d := read(t, "a.html", []byte(page)).Documents[0]
	if strings.Contains(d.Text, "Menu entry") || strings.Count(d.Text, "Sentence") != 24 {
		t.Errorf("article: %.300q", d.Text)
	}
	var manual strings.Builder
	for i := range 30 {
		fmt.Fprintf(&manual, "<div><h3>Option %d</h3><div>Option %d sets what the tool does with the files that it is given on the way.</div></div>", i, i)
	}
	d = read(t, "a.html", []byte("<html><body>"+manual.String()+"</body></html>")).Documents[0]
	if strings.Count(d.Text, "sets what") != 30 || len(d.Outline) != 30 {
		t.Errorf("manual: %d options, %d headings", strings.Count(d.Text, "sets what"), len(d.Outline))
	}
}

// TestArticleLinks: links stay as they are written, in an article as well.
func TestArticleLinks(t *testing.T) {
	targets := []string{"target.md", "../up.md#part", "a%20b.md", "/root.html", "https://example.org/x?y=1", "mailto:a@x.org", "b.md", "c.md"}
	for _, tt := range []struct{ head, first string }{{"", "target.md"}, {"<base href='sub/x.html'>", "sub/target.md"}, {"<base href='https://h.org/d/'>", "https://h.org/d/target.md"}} {
		for _, n := range []int{1, 8} { // a note, an article
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, "<p>%s See <a href=%q>number %d</a>, <a href='#n'>below</a>.</p>", strings.Repeat("A sentence of the article says something about the sluice. ", 12), targets[i], i)
			}
			d := read(t, "a.html", []byte("<html><head>"+tt.head+"<title>T</title></head><body><article>"+b.String()+"</article></body></html>")).Documents[0]
			if len(d.Links) != n || d.Links[0].Target != tt.first || tt.head == "" && n == 8 && d.Links[1].Target != targets[1] {
				t.Errorf("%s, %d paragraphs: %+v", tt.head, n, d.Links)
			}
		}
	}
}

func TestFrontMatter(t *testing.T) {
	for _, tt := range []struct{ src, title, author, note string }{
		{"---\ntitle: A\nauthor: B\n---\n# H\n", "A", "B", ""},
		{"+++\ntitle = \"A\"\ndate = 2024-05-01\nauthor = 'B'\n[extra]\nx = nan\n+++\n# H\n", "A", "B", ""},
		{"---\ntitle: [broken\n---\n\n# H\n", "H", "", "front matter cannot be read"},
		{"+++\ntitle = broken\n+++\n# H\n", "H", "", "front matter cannot be read"},
		{"---\n\nProse between rules: yes.\n\n---\n\n# H\n", "H", "", ""},
	} {
		d := read(t, "a.md", []byte(tt.src)).Documents[0]
		author, _ := d.Metadata["author"].(string)
		if d.Title != tt.title || author != tt.author || strings.Join(d.Notes, "") != tt.note && !strings.Contains(strings.Join(d.Notes, ""), tt.note) || tt.note == "" && len(d.Notes) > 0 {
			t.Errorf("%q: %q %v %q", tt.src, d.Title, d.Metadata, d.Notes)
		}
		if tt.title == "A" && strings.HasPrefix(tt.src, "+") && (d.Metadata["date"] != "2024-05-01" || d.Modified.Year() != 2024) {
			t.Errorf("TOML: %v", d.Metadata)
		}
	}
}

func TestNotebookOutputs(t *testing.T) {
	src := `{"nbformat":4,"cells":[{"cell_type":"code","source":"f()","outputs":[{"output_type":"error","ename":"ValueError","evalue":"no pump","traceback":["\u001b[31mline 1\u001b[0m"]}]},{"cell_type":"code","source":"","outputs":[{"text":["` + strings.Repeat("x", 10_000) + `"]}]}]}`
	d := read(t, "a.ipynb", []byte(src)).Documents[0]
	if !strings.Contains(d.Text, "ValueError: no pump\nline 1\n") || strings.Count(d.Text, "x") < maxOutput || len(d.Notes) != 1 {
		t.Errorf("%q %.200q", d.Notes, d.Text)
	}
}

// TestKnownKinds: what is not read says what it is, and what makes text of it.
func TestKnownKinds(t *testing.T) {
	pad := "\x00\x01\x02\x03" + strings.Repeat("\x00\x07", 40)
	for _, tt := range []struct{ data, want string }{
		{"ID3\x04\x00" + pad, "audio is not read; convert it with: whisper"},
		{"\x00\x00\x00\x18ftypmp42" + pad, "video is not read"},
		{strings.Repeat("\x00", 60) + "BOOKMOBI", "mobi is not read; convert it with: ebook-convert"},
		{"PAR1" + pad, "parquet is not read; convert it with: duckdb"},
		{"\x00asm\x01\x00\x00\x00", "WebAssembly module is not read"},
		{"RIFF\x00\x00\x00\x00WEBP" + pad, "image is not read"},
		{"\x7fELF" + pad, "binary: program"},
		{"\x05\x00\x01\x02\x03\x80\x04\x06\x00\x11", "binary, of no known kind"},
	} {
		if _, err := Read(t.Context(), "a", []byte(tt.data), Options{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%.10q: %v, want %s", tt.data, err, tt.want)
		}
	}
	for _, text := range []string{"BMW is a maker of cars", "MZ", "OTTO was here", "ID3 is a tag"} {
		if f := Sniff("a", []byte(text)); f.Kind != "text" {
			t.Errorf("%q is %s", text, f.Kind)
		}
	}
}

func TestCharsets(t *testing.T) {
	const german, russian = "Die Grüße aus Köln für Jörg: schöne Straße, übel, früh und spät im März, wo möglich. ", "Однажды, в студеную зимнюю пору, я из лесу вышел; был сильный мороз. Гляжу, поднимается медленно в гору лошадка. "
	for _, tt := range []struct{ charset, text string }{
		{"utf-8", german}, {"windows-1252", german}, {"utf-16le", russian}, {"utf-16be", german}, {"utf-32le", german}, {"windows-1251", strings.Repeat(russian, 3)},
		{"koi8-r", strings.Repeat(russian, 3)}, {"shift_jis", strings.Repeat("これは日本語の文章です。文字の判定に使います。", 4)}, {"shift_jis", "日本語の文章です。"}, {"euc-jp", "東京は大きい都市です。\n"}, {"gb18030", strings.Repeat("这是一段用来判断编码的中文文本。", 6)}, {"euc-kr", strings.Repeat("이것은 인코딩을 알아내기 위한 한국어 글입니다. ", 4)},
	} {
		data := []byte(tt.text)
		if tt.charset != "utf-8" {
			var err error
			if data, err = encodingOf(tt.charset).NewEncoder().Bytes(data); err != nil {
				t.Fatal(err)
			}
		}
		d := read(t, "a.txt", data).Documents[0]
		if d.Text != tt.text || d.Undecodable != 0 {
			t.Errorf("%s: as %s, %d undecodable: %.80q", tt.charset, d.Charset, d.Undecodable, d.Text)
		}
	}
	d := read(t, "a.txt", []byte(german+"\xff"+german)).Documents[0]
	if d.Text != german+"\uFFFD"+german || d.Undecodable != 1 || d.Metadata["undecodable"] != 1 {
		t.Errorf("one bad byte: %d %.120q", d.Undecodable, d.Text)
	}
}

// TestRefused: what is no document says why, as a skip or as a failure.
func TestRefused(t *testing.T) {
	for _, tt := range []struct {
		name, data, want string
		skip             bool
	}{
		{"a.txt", " \n\t", "empty", true},
		{"a.doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xxxx", "libreoffice --convert-to docx", true},
		{"a.png", "\x89PNG\r\n", "OCR", true},
		{"a", "\x7fELF\x00\x00\x00\x01", "binary", true},
		{"a.zip", "PK\x03\x04xx", "unzip", true},
		{"a.docx", "PK\x03\x04xx", "damaged", false},
		{"a.pdf", "%PDF-1.7\nbroken", "damaged", false},
		{"a.ipynb", `{"cells": [`, "damaged", false},
		{"a.xlsx", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + string(utf16le("EncryptedPackage")), "password", false},
	} {
		_, err := Read(t.Context(), tt.name, []byte(tt.data), Options{})
		var skip *Skip
		if err == nil || !strings.Contains(err.Error(), tt.want) || errors.As(err, &skip) != tt.skip {
			t.Errorf("%s: %v, want %q, skip %v", tt.name, err, tt.want, tt.skip)
		}
	}
}

func TestLimits(t *testing.T) {
	inner := []byte("From: a@b\nTo: c@d\nSubject: deep\n\nend\n")
	for range 8 {
		inner = []byte("From: a@b\nTo: c@d\nSubject: s\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n" + strings.ReplaceAll(string(inner), "--x", "--y") + "\n--x--\n")
		inner = bytes.ReplaceAll(inner, []byte("boundary=x"), fmt.Appendf(nil, "boundary=x%d", len(inner)))
		inner = bytes.ReplaceAll(inner, []byte("--x"), fmt.Appendf(nil, "--x%d", bytes.Count(inner, nil)))
	}
	r, err := Read(t.Context(), "a.eml", []byte(mailSource), Options{Limits: Limits{Parts: 1}})
	if err != nil || len(r.Documents) != 2 || len(r.Problems) == 0 || !r.Problems[0].Failed {
		t.Errorf("parts: %+v, %v", r, err)
	}
	if _, err := Read(t.Context(), "a.docx", docx(t), Options{Limits: Limits{Unpacked: 100}}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("unpacked: %v", err)
	}
}

func TestGzip(t *testing.T) {
	pack := func(data []byte) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write(data); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	if d := read(t, "a.md.gz", pack([]byte("# T\n"))).Documents[0]; d.Kind != "markdown" || d.Text != "# T\n" || d.Title != "T" {
		t.Errorf("%+v", d)
	}
	tar := append(make([]byte, 257), "ustar rest"...)
	for name, data := range map[string][]byte{"tar": pack(tar), "twice": pack(pack([]byte("x"))), "damaged": pack([]byte("some text"))[:15], "bomb": pack(make([]byte, 1<<20))} {
		r, err := Read(t.Context(), "a.gz", data, Options{Limits: Limits{Unpacked: 1 << 19}})
		if err == nil {
			t.Errorf("%s: %+v", name, r.Documents[0])
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("a.docx", docx(f))
	f.Add("a.rtf", []byte(`{\rtf1\ansi{\fonttbl{\f0 A;}}\u8364?\'e9{\*\x}\trowd a\cell\row}`))
	f.Add("a.eml", []byte(mailSource))
	f.Add("a.ipynb", []byte(`{"nbformat":4,"cells":[{"cell_type":"code","source":["x"]}]}`))
	f.Add("a.html", []byte("<table><tr><td>a<td>b<ul><li>c</table><pre>\n<h1>x"))
	f.Add("a.csv", []byte("a,b\n1,\"2\n"))
	f.Add("a.md", []byte("---\na: [\n---\n# x"))
	f.Add("a.pdf", []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Contents 4 0 R>>endobj 4 0 obj<</Length 20>>stream\nBT (Hi) Tj ET\nendstream endobj trailer<</Root 1 0 R>>"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		r, err := Read(t.Context(), name, data, Options{Limits: Limits{Unpacked: 1 << 20}})
		if err == nil {
			check(t, r)
		}
	})
}
