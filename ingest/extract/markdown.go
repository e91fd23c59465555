package extract

import (
	"bytes"
	"errors"
	"math"
	"regexp"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"go.yaml.in/yaml/v3"

	"funnel/store"
)

// readMarkdown keeps the source as text and takes the outline from the syntax
// tree, so that a # inside a code block is no heading.
func readMarkdown(_ *reader, in input) (Document, []part, error) {
	d := plain(in)
	body, err := frontMatter(&d)
	if err != nil {
		return d, nil, err
	}
	if len(d.Text) <= maxSyntax && !nestsDeep(d.Text) {
		d.Outline = markdownOutline(d.Text, body)
	} else {
		d.Outline = hashOutline(d.Text, body)
	}
	if d.Title == "" {
		d.Title = topTitle(d.Outline)
	}
	return d, nil, nil
}

// topTitle is the first heading of the highest level.
func topTitle(outline []store.Heading) string {
	title, level := "", 100
	for _, h := range outline {
		if h.Level < level && h.Kind == "heading" {
			title, level = h.Title, h.Level
		}
	}
	return title
}

// deepest is how deep quotes and lists may nest for their syntax tree to be
// built: it takes time by the square of it.
const deepest = 100

// nestsDeep reports a line that lies deeper in quotes and lists.
func nestsDeep(text string) bool {
	for line := range strings.Lines(text) {
		depth, spaces := 0, 0
	prefix:
		for i := 0; i < len(line); i++ {
			switch c := line[i]; {
			case c == '>':
				depth++
			case c == ' ':
				spaces++
			case c == '\t':
				spaces += 4
			case i+1 < len(line) && line[i+1] == ' ' && (c == '-' || c == '*' || c == '+' || c == '.' || c == ')'):
				depth++
			case c < '0' || c > '9':
				break prefix
			}
		}
		if depth+spaces/2 > deepest {
			return true
		}
	}
	return false
}

// blockParser builds the tree of blocks alone: headings are blocks, and what
// lies in lines (emphasis, links) can take time by the square of a paragraph.
func blockParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
}

func markdownOutline(text string, body int) (list []store.Heading) {
	src := []byte(text[body:])
	root := blockParser().Parse(gtext.NewReader(src))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the walker returns no error
		if n.Type() == ast.TypeInline {
			return ast.WalkSkipChildren, nil
		}
		h, ok := n.(*ast.Heading)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		if lines := h.Lines(); lines.Len() > 0 {
			start := bytes.LastIndexByte(src[:lines.At(0).Start], '\n') + 1
			title := strings.TrimSpace(string(lines.Value(src)))
			list = append(list, store.Heading{Level: h.Level, Kind: "heading", Title: title, Start: body + start})
		}
		return ast.WalkSkipChildren, nil
	})
	return closeSections(list, len(text))
}

// hashOutline finds # headings line by line, outside of fenced code.
func hashOutline(text string, body int) (list []store.Heading) {
	at, fenced := body, false
	for line := range strings.Lines(text[body:]) {
		if strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~") {
			fenced = !fenced
		}
		rest := strings.TrimLeft(line, "#")
		if level := len(line) - len(rest); !fenced && level >= 1 && level <= 6 && strings.HasPrefix(rest, " ") {
			list = append(list, store.Heading{Level: level, Kind: "heading", Title: strings.TrimSpace(rest), Start: at})
		}
		at += len(line)
	}
	return closeSections(list, len(text))
}

// frontMatter reads the YAML between --- lines at the top, or the TOML between
// +++ lines, into the metadata, and tells where the body begins. A block that
// is meant as such and is none is noted, or, if it names labels, the document
// fails (ErrLabels). Other lines of --- are part of the text.
func frontMatter(d *Document) (body int, err error) {
	fence, block, body := frontBlock(d.Text)
	if body == 0 {
		return 0, unreadLabels(leadingBlock(d.Text))
	}
	var meta map[string]any
	if fence == "+++" {
		err = toml.Unmarshal([]byte(block), &meta)
	} else {
		err = yaml.Unmarshal([]byte(block), &meta)
	}
	if err == nil && !writtenWithin(meta, 4*len(block)+1024) {
		err = errors.New("its aliases make too much of it")
	}
	if err != nil {
		if !frontKey.MatchString(block) {
			return 0, nil
		}
		reason, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "yaml: "), "\n")
		d.Notes = append(d.Notes, "its front matter cannot be read and is left out of the metadata: "+reason)
		return body, unreadLabels(block)
	}
	if d.Labels, err = TakeLabels(meta); err != nil {
		return 0, err
	}
	d.adopt(meta)
	return body, nil
}

// frontKey matches a block that begins with a key, as metadata do and prose
// between two rules does not.
var frontKey = regexp.MustCompile(`^\s*(?:#.*\n\s*)*["']?[\w.-]+["']?\s*[:=]`)

// frontBlock is what stands between two fences at the top of a text, and where
// the text goes on; 0 without such a block.
func frontBlock(text string) (fence, block string, body int) {
	head, rest, ok := strings.Cut(text, "\n")
	fence = strings.TrimRight(head, " \r")
	if !ok || fence != "---" && fence != "+++" {
		return "", "", 0
	}
	at := len(head) + 1
	for line := range strings.Lines(rest) {
		if t := strings.TrimRight(line, " \r\n"); t == fence || t == "..." && fence == "---" {
			return fence, text[len(head)+1 : at], at + len(line)
		}
		if at += len(line); at > maxFrontMatter {
			break
		}
	}
	return "", "", 0
}

// leadingBlock is what a text that begins like front matter (of YAML, or of
// TOML) begins with: the lines up to the first empty one.
func leadingBlock(text string) string {
	head, _, _ := strings.Cut(text[:min(len(text), 100)], "\n")
	if head = strings.TrimSpace(head); head != "---" && head != "+++" {
		return ""
	}
	at := 0
	for line := range strings.Lines(text[:min(len(text), maxFrontMatter)]) {
		if strings.TrimSpace(line) == "" {
			break
		}
		at += len(line)
	}
	return text[:at]
}

const maxFrontMatter = 64 << 10

// writtenWithin reports whether a value, written out, has at most so many bytes:
// aliases of YAML can make much of little.
func writtenWithin(value any, bytes int) bool { return spend(value, &bytes) }

func spend(value any, left *int) bool {
	switch v := value.(type) {
	case string:
		*left -= len(v)
	case []any:
		for _, e := range v {
			if !spend(e, left) {
				return false
			}
		}
	case map[string]any:
		for k, e := range v {
			if *left -= len(k); !spend(e, left) {
				return false
			}
		}
	case map[any]any:
		for _, e := range v {
			if !spend(e, left) {
				return false
			}
		}
	}
	*left--
	return *left >= 0
}

// adopt takes metadata that an author wrote: title, date and language become
// the document's own too.
func (d *Document) adopt(meta map[string]any) {
	for key, value := range meta {
		switch v := plainValue(value).(type) {
		case nil:
		case string:
			d.set(key, v)
		default:
			d.set(key, v)
		}
	}
	if t, ok := d.Metadata["title"].(string); ok {
		d.Title = t
	}
	for _, key := range []string{"date", "modified", "updated", "lastmod"} {
		if s, ok := d.Metadata[key].(string); ok {
			if t := parseTime(s); !t.IsZero() {
				d.Modified = t
			}
		}
	}
	for _, key := range []string{"lang", "language"} {
		if s, ok := d.Metadata[key].(string); ok {
			d.Lang = languageCode(s)
		}
	}
}

// plainValue makes of a YAML value what JSON can hold.
func plainValue(v any) any {
	switch v := v.(type) {
	case time.Time:
		if v.Location().String() == "date-local" { // of TOML
			return v.Format(time.DateOnly)
		}
		if v.Equal(v.Truncate(24 * time.Hour)) {
			return v.Format(time.DateOnly)
		}
		return v.Format(time.RFC3339)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil // JSON has none
		}
	case []any:
		list := make([]any, 0, len(v))
		for _, e := range v {
			list = append(list, plainValue(e))
		}
		return list
	case map[string]any:
		m := map[string]any{}
		for k, e := range v {
			m[k] = plainValue(e)
		}
		return m
	case map[any]any:
		return nil // keys that are no strings: JSON has no place for them
	}
	return v
}

// timeLayouts are how documents write when they were made.
var timeLayouts = []string{
	time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly,
	"2006/01/02", "2 January 2006", "January 2, 2006", "02.01.2006", "Jan 2, 2006", "2006-01",
}

// parseTime reads a date in one of the usual forms; zero if it is none.
func parseTime(s string) time.Time {
	s = strings.TrimSpace(s)
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 0 {
			return t.UTC()
		}
	}
	return time.Time{}
}

// languageCode is the ISO 639-1 code of a language tag such as en-US; "" if it
// has none.
func languageCode(tag string) string {
	tag = strings.ToLower(strings.TrimSpace(tag))
	tag, _, _ = strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	if len(tag) != 2 || tag[0] < 'a' || tag[0] > 'z' || tag[1] < 'a' || tag[1] > 'z' {
		return ""
	}
	return tag
}
