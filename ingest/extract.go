package ingest

import (
	"path/filepath"
	"strings"

	"funnel/store"
)

// extractVersion changes whenever an extractor or the chunker gives another
// result for the same bytes: then every document is read again.
const extractVersion = 1

// extracted is what an extractor makes of a file: text that spans count in,
// and what is known about it.
type extracted struct {
	kind     string
	title    string
	text     string
	outline  []store.Heading
	metadata map[string]any
}

// codeKinds are the extensions of source code.
var codeKinds = map[string]string{
	".go": "go", ".py": "python", ".js": "javascript", ".ts": "typescript", ".jsx": "javascript", ".tsx": "typescript",
	".c": "c", ".h": "c", ".cc": "cpp", ".cpp": "cpp", ".hpp": "cpp", ".java": "java", ".kt": "kotlin", ".rs": "rust",
	".rb": "ruby", ".php": "php", ".cs": "csharp", ".swift": "swift", ".scala": "scala", ".sh": "shell", ".bash": "shell",
	".s": "assembly", ".sql": "sql", ".lua": "lua", ".pl": "perl", ".r": "r", ".proto": "proto",
}

// extract chooses by content first (HTML says what it is), then by name.
func extract(name, text string) extracted {
	ext := strings.ToLower(filepath.Ext(name))
	switch {
	case looksLikeHTML(text) || ext == ".html" || ext == ".htm" || ext == ".xhtml":
		return extractHTML(text)
	case ext == ".go":
		return extractGo(text)
	case codeKinds[ext] != "":
		return extracted{kind: codeKinds[ext], text: text, outline: codeOutline(text)}
	case ext == ".md" || ext == ".markdown":
		return extractMarkdown(text)
	}
	return extractPlain(text)
}

// looksLikeHTML reports whether a text begins as an HTML document.
func looksLikeHTML(text string) bool {
	head := strings.ToLower(strings.TrimSpace(text[:min(len(text), 512)]))
	return strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html")
}

// extractPlain takes the first line as title, if it is short, and lines that
// are underlined, or in capitals, as headings.
func extractPlain(text string) extracted {
	e := extracted{kind: "text", text: text}
	e.outline = plainOutline(text)
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if first = strings.TrimSpace(first); len(first) <= 120 && strings.IndexFunc(first, isWordRune) >= 0 {
		e.title = first
	}
	return e
}

func isWordRune(r rune) bool {
	return r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r >= 0x80
}

// plainOutline finds headings of plain text.
func plainOutline(text string) []store.Heading {
	var list []store.Heading
	at := 0
	prev, prevAt := "", 0
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		switch {
		case isUnderline(trimmed) && prev != "" && len(prev) <= 100:
			list = append(list, store.Heading{Level: 1, Kind: "heading", Title: prev, Start: prevAt})
		case isCapitals(trimmed):
			list = append(list, store.Heading{Level: 1, Kind: "heading", Title: trimmed, Start: at})
		}
		prev, prevAt = trimmed, at
		at += len(line)
	}
	return closeSections(list, len(text))
}

func isUnderline(s string) bool {
	return len(s) >= 4 && (strings.Trim(s, "=") == "" || strings.Trim(s, "-") == "")
}

func isCapitals(s string) bool {
	return len(s) >= 5 && len(s) <= 80 && strings.ToUpper(s) == s && strings.ToLower(s) != s && !strings.HasSuffix(s, ".")
}

// closeSections ends every section where the next of its level or above
// begins; headings are in order of Start.
func closeSections(list []store.Heading, end int) []store.Heading {
	for i := range list {
		list[i].End = end
		for _, next := range list[i+1:] {
			if next.Level <= list[i].Level {
				list[i].End = next.Start
				break
			}
		}
	}
	return list
}
