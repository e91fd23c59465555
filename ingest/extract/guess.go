package extract

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
)

// Formats of text are told by their content where the name says nothing: it
// has no extension, or one of another kind of file. A wrong guess is worse than
// none, so each wants several signs, and what has none is plain text.

// plainExts are extensions of text that has no format of its own here: what
// bears one is plain text, whatever it looks like.
var plainExts = map[string]bool{
	".txt": true, ".text": true, ".log": true, ".rst": true, ".adoc": true, ".asciidoc": true, ".org": true, ".tex": true, ".bib": true,
	".ini": true, ".cfg": true, ".conf": true, ".toml": true, ".properties": true, ".env": true, ".css": true, ".scss": true, ".less": true,
	".srt": true, ".vtt": true, ".diff": true, ".patch": true, ".bat": true, ".cmd": true, ".ps1": true, ".vue": true, ".svelte": true,
	".cmake": true, ".gradle": true, ".mk": true, ".mod": true, ".sum": true, ".lock": true, ".po": true, ".ics": true, ".vcf": true,
}

// guessText tells what text without a telling name is.
func guessText(text string, data []byte) Format {
	body := strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(text, "#!"):
		if kind := interpreter(text); kind != "" {
			return codeFormat(kind)
		}
	case strings.HasPrefix(body, "{"), strings.HasPrefix(body, "["):
		if f, ok := guessJSON(text, data); ok {
			return f
		}
	case strings.HasPrefix(body, "<"):
		if f, ok := guessMarkup(body, data); ok {
			return f
		}
	}
	lines := wholeLines(text, len(data))
	switch {
	case isGoSource(text, data):
		return formatGo
	case isMarkdown(lines):
		return formatMarkdown
	case isTable(lines):
		return formatTable
	}
	if kind := guessCode(lines); kind != "" {
		return codeFormat(kind)
	}
	return formatText
}

func codeFormat(kind string) Format { return Format{Kind: kind, read: readCode} }

// wholeLines are the lines of the head of a file without the one it cuts.
func wholeLines(head string, size int) []string {
	lines := strings.Split(strings.ReplaceAll(head, "\r\n", "\n"), "\n")
	if len(head) < size && len(lines) > 1 {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// interpreters name the language of a script in its first line.
var interpreters = regexp.MustCompile(`^#!\s*\S*?(?:/env\s+(?:-S\s+)?(?:\w+=\S+\s+)*|/|^)(python|pypy|bash|dash|zsh|ksh|sh|perl|ruby|nodejs|node|deno|bun|php|lua|Rscript|julia|elixir)[\d.]*(?:\s|$)`)

func interpreter(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	m := interpreters.FindStringSubmatch(strings.TrimRight(line, "\r "))
	if m == nil {
		return ""
	}
	switch m[1] {
	case "python", "pypy":
		return "python"
	case "bash", "dash", "zsh", "ksh", "sh":
		return "shell"
	case "nodejs", "node", "deno", "bun":
		return "javascript"
	case "Rscript":
		return "r"
	}
	return m[1]
}

// guessJSON tells JSON, and JSON lines: two at least, each an object or list.
func guessJSON(text string, data []byte) (Format, bool) {
	first, rest, more := strings.Cut(strings.TrimSpace(text), "\n")
	second, _, _ := strings.Cut(strings.TrimSpace(rest), "\n")
	if more && json.Valid([]byte(first)) && (strings.HasPrefix(second, "{") || strings.HasPrefix(second, "[")) {
		if json.Valid([]byte(second)) || len(text) < len(data) && strings.HasSuffix(text, second) {
			return formatLines, true
		}
	}
	return formatJSON, json.Valid([]byte(decode(data, "").text))
}

var (
	rootElement = regexp.MustCompile(`^<([A-Za-z_][\w:.-]*)(?:\s[^<>]*)?>`)
	htmlElement = wordsOf("div p h1 h2 h3 h4 h5 h6 table ul ol dl article section main header span a img br hr pre blockquote center font form")
)

func wordsOf(s string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		set[w] = true
	}
	return set
}

// guessMarkup tells XML, PHP and pieces of HTML: an element that closes at the
// end of the file, or a declaration.
func guessMarkup(body string, data []byte) (Format, bool) {
	switch {
	case strings.HasPrefix(body, "<?xml "):
		return formatXML, true
	case strings.HasPrefix(body, "<?php"):
		return codeFormat("php"), true
	}
	m := rootElement.FindStringSubmatch(body)
	if m == nil {
		return Format{}, false
	}
	if name := strings.ToLower(m[1]); htmlElement[name] {
		return formatHTML, strings.Contains(body, "</")
	}
	tail := bytes.ReplaceAll(data[max(0, len(data)-400):], []byte{0}, nil) // of UTF-16, too
	return formatXML, bytes.HasSuffix(bytes.TrimSpace(tail), []byte("</"+m[1]+">"))
}

var (
	goPackage = regexp.MustCompile(`(?m)^package [a-zA-Z_]\w*[ \t\r]*(?://.*)?$`)
	goDecl    = regexp.MustCompile(`(?m)^(?:func|type|import|var|const)[ (]`)
)

// isGoSource reports whether a package clause and imports parse, and something
// is declared.
func isGoSource(text string, data []byte) bool {
	if !goPackage.MatchString(text) || !goDecl.MatchString(text) || len(data) > maxSyntax {
		return false
	}
	_, err := parser.ParseFile(token.NewFileSet(), "", data, parser.ImportsOnly)
	return err == nil
}

var (
	mdHeading = regexp.MustCompile(`^#{1,6} +\S`)
	mdItem    = regexp.MustCompile(`^ {0,3}(?:[-*+]|\d{1,3}[.)]) +\S`)
	mdRule    = regexp.MustCompile(`^ *\|?(?: *:?-{3,}:? *\|)+ *(?::?-{3,}:?)? *$`)
	mdInline  = regexp.MustCompile("\\[[^\\]\\n]+\\]\\([^)\\s]+\\)|\\*\\*[^*\\s][^*\\n]*\\*\\*|`[^`\\n]+`")
	mdNoLine  = regexp.MustCompile(`^\s*[\w.-]+\s*(?:=|:(?:\s|$))|[;{}\\]\s*$|^\s*(?:if|fi|then|else|case|esac|for|done|export|set|let|endif|RUN|FROM|COPY|ENV)\b`)
)

// isMarkdown reports whether lines have a heading with a blank line before it,
// and one of a lower level or other notation of Markdown. Comments of scripts
// and settings begin like headings: as many of them, or of lines that are none
// of Markdown, as signs of it make none.
func isMarkdown(lines []string) bool {
	headings, against := 0, 0
	signs := map[string]bool{}
	fenced := false
	for i, line := range lines {
		if strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~") {
			fenced = !fenced
			signs["fence"] = true
		}
		switch {
		case fenced:
		case strings.HasPrefix(line, "#"):
			if !mdHeading.MatchString(line) || !aloneAt(lines, i) {
				against++
				continue
			}
			if headings++; strings.HasPrefix(line, "##") {
				signs["lower"] = true
			}
		case mdItem.MatchString(line):
			signs["item"] = true
		case mdRule.MatchString(line):
			signs["table"] = true
		case mdNoLine.MatchString(line):
			against++
		case mdInline.MatchString(line):
			signs["inline"] = true
		}
	}
	return headings > 0 && len(signs) > 0 && against < headings+len(signs)
}

// aloneAt reports whether a heading can be line i: behind a blank line, and
// not before what a comment stands before.
func aloneAt(lines []string, i int) bool {
	if i > 0 && strings.TrimSpace(lines[i-1]) != "" {
		return false
	}
	return i+1 >= len(lines) || !strings.HasPrefix(lines[i+1], "#") && !mdNoLine.MatchString(lines[i+1])
}

// isTable reports whether lines are rows of as many values each: three rows at
// least, of three values (two between tabs). In prose a space follows commas.
func isTable(lines []string) bool {
	text := strings.Join(lines, "\n")
	for _, sep := range "\t;,|" {
		if !strings.ContainsRune(lines[0], sep) {
			continue
		}
		r := csv.NewReader(strings.NewReader(text))
		r.Comma = sep
		rows, err := r.ReadAll() // every row has as many fields as the first
		least := 3
		if sep == '\t' {
			least = 2
		}
		if err != nil && !cutRow(err, len(rows), text) || len(rows) < 3 || len(rows[0]) < least {
			continue
		}
		if s := string(sep); strings.Count(text, s+" ")*4 < strings.Count(text, s) && !strings.HasSuffix(strings.TrimSpace(lines[0]), s) {
			return true
		}
	}
	return false
}

// cutRow reports whether an error is about the end of the text, where the head
// of a file may cut a quoted value.
func cutRow(err error, rows int, text string) bool {
	e, ok := err.(*csv.ParseError)
	return ok && rows >= 3 && e.Line >= strings.Count(text, "\n")
}

// codeSigns are lines that only one language has; a guess takes three of them,
// in two ways.
var codeSigns = []struct {
	kind  string
	lines []*regexp.Regexp
}{
	{"python", []*regexp.Regexp{
		regexp.MustCompile(`^(?:import [a-z_][\w.]*(?: as \w+)?|from [\w.]+ import .+)$`), regexp.MustCompile(`^\s*(?:async )?def \w+\(.*\).*:\s*(?:#.*)?$`),
		regexp.MustCompile(`^class \w+(?:\(.*\))?:\s*$`), regexp.MustCompile(`^if __name__ == `), regexp.MustCompile(`^\s+return\b`),
	}},
	{"c", []*regexp.Regexp{
		regexp.MustCompile(`^#\s*include\s+[<"][\w./-]+[>"]`), regexp.MustCompile(`^(?:static |extern |const )*(?:int|void|char|struct \w+|unsigned|long|double)\b.*[;{)]\s*$`), regexp.MustCompile(`^#\s*(?:define|ifdef|ifndef)\s+\w+`),
	}},
	{"java", []*regexp.Regexp{
		regexp.MustCompile(`^(?:package|import(?: static)?) [\w.]+(?:\.\*)?;\s*$`), regexp.MustCompile(`^(?:public |final |abstract )*(?:class|interface|enum|record) \w+.*\{\s*$`), regexp.MustCompile(`^\s+(?:public|private|protected) .*[;{]\s*$`),
	}},
}

// guessCode is the language of source code; "" if it is none that is known.
func guessCode(lines []string) string {
	for _, c := range codeSigns {
		all, ways := 0, 0
		for _, sign := range c.lines {
			n := 0
			for _, line := range lines {
				if sign.MatchString(line) {
					n++
				}
			}
			if all += n; n > 0 {
				ways++
			}
		}
		if all >= 3 && ways >= 2 {
			return c.kind
		}
	}
	return ""
}
