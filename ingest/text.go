package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// convertible are formats that are not read yet, and what turns them into text.
var convertible = map[string]string{
	".pdf": "pdftotext FILE", ".docx": "pandoc -t markdown FILE", ".doc": "libreoffice --convert-to txt FILE",
	".odt": "pandoc -t markdown FILE", ".epub": "pandoc -t markdown FILE", ".rtf": "pandoc -t markdown FILE",
	".pptx": "libreoffice --convert-to pdf FILE, then pdftotext", ".xlsx": "libreoffice --convert-to csv FILE",
}

// decodeText turns the bytes of a source into text: UTF-8, or UTF-16 with a
// byte order mark. Content decides; the name only tells failures from skips.
func decodeText(name string, data []byte) (string, error) {
	ext := strings.ToLower(filepath.Ext(name))
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return decodeUTF16(name, data)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return "", &skipError{reason: "empty", gone: true}
	case convertible[ext] != "" && bytes.IndexByte(data[:min(len(data), 4096)], 0) >= 0 || bytes.HasPrefix(data, []byte("%PDF-")):
		return "", &skipError{reason: "not read yet; convert it to text with: " + firstOf(convertible[ext], convertible[".pdf"]), gone: true}
	case bytes.IndexByte(data, 0) >= 0 && !isTextName(ext):
		return "", &skipError{reason: "binary", gone: true}
	case bytes.IndexByte(data, 0) >= 0:
		return "", fmt.Errorf("holds NUL bytes at %d: no text", bytes.IndexByte(data, 0))
	case utf8.Valid(data):
		return string(data), nil
	case isTextName(ext):
		return "", fmt.Errorf("is no UTF-8 (first at byte %d); convert it with: iconv -f latin1 -t utf-8", firstInvalid(data))
	}
	return "", &skipError{reason: "binary, or text that is no UTF-8", gone: true}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func decodeUTF16(name string, data []byte) (string, error) {
	text, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
	if err != nil {
		return "", fmt.Errorf("read UTF-16 of %s: %w", filepath.Base(name), err)
	}
	if bytes.IndexByte(text, 0) >= 0 || strings.Contains(string(text), "\uFFFD") {
		return "", &skipError{reason: "binary", gone: true}
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return "", &skipError{reason: "empty", gone: true}
	}
	return string(text), nil
}

func firstInvalid(data []byte) int {
	for at := 0; at < len(data); {
		r, n := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && n == 1 {
			return at
		}
		at += n
	}
	return -1
}

// isTextName reports whether a file of this extension should be text.
func isTextName(ext string) bool {
	switch ext {
	case ".txt", ".text", ".md", ".markdown", ".rst", ".html", ".htm", ".xhtml", ".csv", ".tsv", ".json", ".yaml", ".yml",
		".toml", ".ini", ".cfg", ".xml", ".tex", ".org", ".adoc", ".log", ".sql", ".eml":
		return true
	}
	return codeKinds[ext] != ""
}

// record is a line of a .jsonl file of documents.
type record struct {
	ID       string         `json:"_id"`
	Title    string         `json:"title"`
	Text     *string        `json:"text"`
	Metadata map[string]any `json:"metadata"`
}

// parseRecord reads one line. A line without _id or text is no document.
func parseRecord(line []byte, limit int64) (record, error) {
	var r record
	if int64(len(line)) > limit {
		return r, fmt.Errorf("larger than %d MiB", limit>>20)
	}
	if !utf8.Valid(line) {
		return r, fmt.Errorf("is no UTF-8 (first at byte %d of the line)", firstInvalid(line))
	}
	if err := json.Unmarshal(bytes.TrimPrefix(line, []byte("\xef\xbb\xbf")), &r); err != nil {
		return r, fmt.Errorf("is no document: %w", err)
	}
	switch {
	case r.ID == "":
		return r, errors.New(`is no document: no "_id"`)
	case strings.ContainsAny(r.ID, "\x00\r\n"):
		return r, errors.New(`is no document: "_id" holds a line break or NUL`)
	case r.Text == nil:
		return r, errors.New(`is no document: no "text"`)
	case strings.TrimSpace(*r.Text+r.Title) == "":
		return r, errors.New(`is no document: "text" is empty`)
	}
	*r.Text = strings.ReplaceAll(*r.Text, "\x00", "\uFFFD")
	return r, nil
}
