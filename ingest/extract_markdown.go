package ingest

import (
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	gtext "github.com/yuin/goldmark/text"

	"funnel/store"
)

// extractMarkdown keeps the source as text and takes the outline from the
// syntax tree, so that a # inside a code block is no heading.
func extractMarkdown(text string) extracted {
	e := extracted{kind: "markdown", text: text}
	body := 0
	e.metadata, body = frontMatter(text)
	src := []byte(text[body:])
	root := goldmark.DefaultParser().Parse(gtext.NewReader(src))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the walker returns no error
		h, ok := n.(*ast.Heading)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		if lines := h.Lines(); lines.Len() > 0 {
			start := strings.LastIndexByte(string(src[:lines.At(0).Start]), '\n') + 1
			title := strings.TrimSpace(string(lines.Value(src)))
			e.outline = append(e.outline, store.Heading{Level: h.Level, Kind: "heading", Title: title, Start: body + start})
		}
		return ast.WalkSkipChildren, nil
	})
	e.outline = closeSections(e.outline, len(text))
	e.title = markdownTitle(e)
	return e
}

// markdownTitle is the front matter's title, else the first heading of the
// highest level.
func markdownTitle(e extracted) string {
	if t, ok := e.metadata["title"].(string); ok && t != "" {
		return t
	}
	title, level := "", 7
	for _, h := range e.outline {
		if h.Level < level {
			title, level = h.Title, h.Level
		}
	}
	return title
}

// frontMatter reads flat `key: value` lines between --- lines at the top, and
// tells where the body begins.
func frontMatter(text string) (map[string]any, int) {
	if !strings.HasPrefix(text, "---\n") {
		return nil, 0
	}
	end := strings.Index(text[4:], "\n---")
	if end < 0 {
		return nil, 0
	}
	meta := map[string]any{}
	for line := range strings.Lines(text[4 : 4+end+1]) {
		key, value, ok := strings.Cut(line, ":")
		if key = strings.TrimSpace(key); ok && key != "" && !strings.ContainsAny(key, " -#") {
			meta[key] = strings.Trim(strings.TrimSpace(value), `"'`)
		}
	}
	body := 4 + end + 4
	if n := strings.IndexByte(text[body:], '\n'); n >= 0 {
		body += n + 1
	}
	return meta, body
}
