package extract

import (
	"archive/zip"
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"
)

// A Format is a kind of file.
type Format struct {
	Kind   string // pdf, docx, html, markdown, text, go, python, ...
	Binary bool   // its extractor parses what can hurt: wants a process of its own
	read   func(*reader, input) (Document, []part, error)
	packed bool   // holds one file, which is what is read
	advice string // what turns it into something readable
}

// input is what an extractor gets.
type input struct {
	name   string
	data   []byte
	format Format
}

// Refusal says why files of this format are no documents; nil if they are.
func (f Format) Refusal() error {
	switch {
	case f.read != nil || f.packed:
		return nil
	case f.Kind == "empty":
		return &Skip{Reason: "empty", Gone: true}
	case f.advice != "":
		return &Skip{Reason: fmt.Sprintf("%s is not read; convert it with: %s", f.Kind, f.advice), Gone: true}
	}
	if f.Kind == "binary" {
		return &Skip{Reason: "binary, of no known kind", Gone: true}
	}
	return &Skip{Reason: "binary: " + f.Kind, Gone: true}
}

var (
	formatPDF      = Format{Kind: "pdf", Binary: true, read: readPDF}
	formatDOCX     = Format{Kind: "docx", Binary: true, read: readDOCX}
	formatXLSX     = Format{Kind: "xlsx", Binary: true, read: readXLSX}
	formatPPTX     = Format{Kind: "pptx", Binary: true, read: readPPTX}
	formatODT      = Format{Kind: "odt", Binary: true, read: readODT}
	formatEPUB     = Format{Kind: "epub", Binary: true, read: readEPUB}
	formatRTF      = Format{Kind: "rtf", Binary: true, read: readRTF}
	formatMail     = Format{Kind: "mail", Binary: true, read: readMail}
	formatMailbox  = Format{Kind: "mailbox", Binary: true, read: readMailbox}
	formatGzip     = Format{Kind: "gzip", Binary: true, packed: true}
	formatNotebook = Format{Kind: "notebook", read: readNotebook}
	formatHTML     = Format{Kind: "html", read: readHTML}
	formatMarkdown = Format{Kind: "markdown", read: readMarkdown}
	formatText     = Format{Kind: "text", read: readPlain}
	formatTable    = Format{Kind: "csv", read: readTable}
	formatJSON     = Format{Kind: "json", read: readJSON}
	formatLines    = Format{Kind: "jsonl", read: readText}
	formatYAML     = Format{Kind: "yaml", read: readYAML}
	formatXML      = Format{Kind: "xml", read: readText}
	formatGo       = Format{Kind: "go", read: readGo}
	formatEmpty    = Format{Kind: "empty"}
	formatBinary   = Format{Kind: "binary"}
)

// codeKinds are the extensions of source code.
var codeKinds = map[string]string{
	".py": "python", ".js": "javascript", ".mjs": "javascript", ".ts": "typescript", ".jsx": "javascript", ".tsx": "typescript",
	".c": "c", ".h": "c", ".cc": "cpp", ".cpp": "cpp", ".hpp": "cpp", ".java": "java", ".kt": "kotlin", ".rs": "rust",
	".rb": "ruby", ".php": "php", ".cs": "csharp", ".swift": "swift", ".scala": "scala", ".sh": "shell", ".bash": "shell",
	".s": "assembly", ".sql": "sql", ".lua": "lua", ".pl": "perl", ".pm": "perl", ".r": "r", ".proto": "proto", ".zig": "zig",
	".ex": "elixir", ".exs": "elixir", ".hs": "haskell", ".ml": "ocaml", ".dart": "dart", ".jl": "julia", ".m": "objective-c",
}

// oleAdvice tells how to convert what Microsoft's old container holds.
var oleAdvice = map[string]Format{
	".doc": {Kind: "doc", advice: "libreoffice --convert-to docx FILE"},
	".xls": {Kind: "xls", advice: "libreoffice --convert-to xlsx FILE"},
	".ppt": {Kind: "ppt", advice: "libreoffice --convert-to pptx FILE"},
	".msg": {Kind: "msg", advice: "msgconvert FILE, which writes .eml"},
}

// hasPDFHeader looks for the header of a PDF in its first 1024 bytes, where
// readers of PDF accept it: at the start of a line, or anywhere in what is no
// text. A text may speak of it.
func hasPDFHeader(head []byte) bool {
	head = bytes.TrimPrefix(head[:min(len(head), 1100)], bomUTF8)
	i := bytes.Index(head, []byte("%PDF-"))
	return i == 0 || i > 0 && (head[i-1] == '\n' || head[i-1] == '\r' || looksBinary(head[:i]) || !utf8.Valid(head[:i]))
}

// Sniff tells a file's format by its content and, where that leaves it open,
// by the extension of its name.
func Sniff(name string, data []byte) Format {
	ext := strings.ToLower(filepath.Ext(name))
	head := data[:min(len(data), 4096)]
	switch {
	case len(bytes.TrimSpace(bytes.TrimPrefix(data, bomUTF8))) == 0:
		return formatEmpty
	case hasPDFHeader(head):
		return formatPDF
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return sniffZip(ext, data)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return sniffOLE(ext, data)
	case bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, bomUTF8), " \r\n\t"), []byte(`{\rtf`)):
		return formatRTF
	}
	if bytes.HasPrefix(head, []byte("\x1f\x8b\x08")) {
		return formatGzip
	}
	if f, ok := refused(head); ok {
		return f
	}
	if f, damaged := damagedFormat(ext, head); damaged {
		return f
	}
	return sniffText(ext, head, data)
}

// damagedFormat is the format that the name promises and that the bytes do not
// keep: binary that begins like nothing known.
func damagedFormat(ext string, head []byte) (Format, bool) {
	f, ok := map[string]Format{".pdf": formatPDF, ".docx": formatDOCX, ".xlsx": formatXLSX, ".pptx": formatPPTX, ".odt": formatODT, ".epub": formatEPUB}[ext]
	return f, ok && looksBinary(head)
}

// sniffZip looks for what distinguishes the formats that are zip archives.
func sniffZip(ext string, data []byte) Format {
	byExt := map[string]Format{".docx": formatDOCX, ".docm": formatDOCX, ".dotx": formatDOCX, ".xlsx": formatXLSX, ".pptx": formatPPTX, ".odt": formatODT, ".epub": formatEPUB}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		if f, ok := byExt[ext]; ok {
			return f // damaged: its reader says so
		}
		return Format{Kind: "zip archive", advice: "unzip FILE"}
	}
	for _, f := range z.File {
		switch {
		case f.Name == "word/document.xml" || strings.HasPrefix(f.Name, "word/document") && strings.HasSuffix(f.Name, ".xml"):
			return formatDOCX
		case f.Name == "xl/workbook.xml":
			return formatXLSX
		case f.Name == "ppt/presentation.xml":
			return formatPPTX
		case f.Name == "META-INF/container.xml":
			return formatEPUB
		case f.Name == "content.xml":
			return formatODT
		}
	}
	if f, ok := byExt[ext]; ok {
		return f
	}
	return Format{Kind: "zip archive", advice: "unzip FILE"}
}

// sniffOLE tells Microsoft's old formats apart, and the new ones that are
// encrypted, which hide in the old container.
func sniffOLE(ext string, data []byte) Format {
	if bytes.Contains(data, utf16le("EncryptedPackage")) {
		return Format{Kind: "encrypted " + strings.TrimPrefix(ext, "."), read: readEncrypted}
	}
	if f, ok := oleAdvice[ext]; ok {
		return f
	}
	return Format{Kind: "old Office file", advice: "libreoffice --convert-to pdf FILE"}
}

func readEncrypted(*reader, input) (Document, []part, error) {
	return Document{}, nil, fmt.Errorf("is encrypted; save it without its password")
}

func utf16le(s string) []byte {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r), 0)
	}
	return b
}

var (
	mailHeader = regexp.MustCompile(`(?i)^(from|to|cc|subject|date|received|return-path|message-id|mime-version|content-type|delivered-to|reply-to|dkim-signature|x-[\w-]+):`)
	htmlStart  = regexp.MustCompile(`(?is)^(?:\s|<!--.*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|body|title|meta)[\s>]`)
	jsonField  = regexp.MustCompile(`"nbformat"\s*:`)
)

// sniffText tells text formats apart. What is no text is binary.
func sniffText(ext string, head, data []byte) Format {
	text := string(head)
	if enc := guessUTF16(head); enc != "" {
		text, _ = decodeAs(enc, head)
	} else if looksBinary(head) && !damagedPage(head) {
		return formatBinary
	}
	text = strings.TrimPrefix(text, "\uFEFF")
	switch {
	case strings.HasPrefix(text, "From ") && (ext == ".mbox" || mailHeaders(text[strings.IndexByte(text, '\n')+1:]) >= 2):
		if ext == ".eml" {
			return formatMail
		}
		return formatMailbox
	case mailHeaders(text) >= 3 || ext == ".eml" && mailHeaders(text) >= 1:
		return formatMail
	case htmlStart.MatchString(text):
		return formatHTML
	case ext == ".ipynb" || strings.HasPrefix(strings.TrimSpace(text), "{") && jsonField.Match(data[max(0, len(data)-2048):]):
		return formatNotebook
	}
	if f, ok := byName(ext, text); ok {
		return f
	}
	return guessText(text, data)
}

// damagedPage reports whether bytes begin as a page of HTML and are not all
// binary: a page that came through a bad line.
func damagedPage(head []byte) bool {
	return htmlStart.Match(head) && bytes.Count(head, []byte{0})*20 < len(head)
}

// byName decides by extension what the content leaves open.
func byName(ext, text string) (Format, bool) {
	switch ext {
	case ".html", ".htm", ".xhtml":
		return formatHTML, strings.ContainsRune(text, '<')
	case ".go":
		return formatGo, true
	case ".md", ".markdown", ".mdx", ".qmd", ".rmd":
		return formatMarkdown, true
	case ".csv", ".tsv":
		return formatTable, true
	case ".json", ".geojson", ".webmanifest":
		return formatJSON, true
	case ".jsonl", ".ndjson":
		return formatLines, true
	case ".yaml", ".yml":
		return formatYAML, true
	case ".xml", ".svg", ".xsd", ".xsl":
		return formatXML, true
	}
	if kind := codeKinds[ext]; kind != "" {
		return codeFormat(kind), true
	}
	return formatText, plainExts[ext]
}

// mailHeaders counts the well-known header fields at the top of a text, up to
// its first empty line.
func mailHeaders(text string) (n int) {
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case line == "" && n == 0:
			continue
		case line == "":
			return n
		case mailHeader.MatchString(line):
			n++
		case n == 0 && !strings.Contains(line, ":"), n > 0 && line[0] != ' ' && line[0] != '\t' && !strings.Contains(line, ":"):
			return n
		}
	}
	return n
}
