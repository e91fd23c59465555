package funnel

import (
	"context"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"

	"funnel/rlm"
	"funnel/store"
)

// Grep implements rlm.Corpus: every line of every document that the asker may
// see is tried; the first g.Max matches are returned, by document and place,
// and all are counted. The pattern is RE2 (regexp/syntax), so a match takes
// linear time whatever a model writes.
func (c *corpus) Grep(ctx context.Context, g rlm.GrepQuery) ([]rlm.Match, int, error) {
	finder, err := newFinder(g.Pattern, g.IgnoreCase)
	if err != nil {
		return nil, 0, err
	}
	only, err := c.narrowed(ctx, g.Where)
	if err != nil {
		return nil, 0, err
	}
	list, total := []rlm.Match{}, 0
	err = c.engine.Texts.Each(ctx, func(d *store.Document) error {
		if only != nil && !only[d.ID] {
			return ctx.Err()
		}
		finder.lines(d.Text, func(m rlm.Match) {
			if total++; g.Max <= 0 || len(list) < g.Max {
				m.Doc = d.ID
				list = append(list, m)
			}
		})
		return ctx.Err()
	})
	if err != nil {
		return nil, 0, fmt.Errorf("grep %q: %w", g.Pattern, err)
	}
	return list, total, nil
}

// finder finds the lines that a pattern matches. literal is a string that
// every match holds: a text without it is not worth the regular expression,
// which is a hundred times slower.
type finder struct {
	re       *regexp.Regexp
	literal  string // lower case when foldCase
	foldCase bool
}

func newFinder(pattern string, ignoreCase bool) (*finder, error) {
	flags := "(?m)"
	if ignoreCase {
		flags = "(?mi)"
	}
	re, err := regexp.Compile(flags + pattern)
	if err != nil {
		return nil, fmt.Errorf("grep pattern %q: %w", pattern, err)
	}
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, fmt.Errorf("grep pattern %q: %w", pattern, err)
	}
	f := &finder{re: re, literal: requiredLiteral(tree)}
	f.foldCase = ignoreCase || strings.Contains(tree.String(), "(?i:")
	if f.foldCase {
		f.literal = asciiLower(f.literal)
	}
	return f, nil
}

// requiredLiteral is the longest run of ASCII characters that every match of
// the expression holds, "" when there is none.
func requiredLiteral(re *syntax.Regexp) string {
	switch re.Op {
	case syntax.OpLiteral:
		return asciiOnly(string(re.Rune))
	case syntax.OpCapture, syntax.OpPlus:
		return requiredLiteral(re.Sub[0])
	case syntax.OpConcat:
		longest := ""
		for _, sub := range re.Sub {
			if l := requiredLiteral(sub); len(l) > len(longest) {
				longest = l
			}
		}
		return longest
	}
	return ""
}

// asciiOnly gives up on a literal whose case cannot be folded byte by byte.
// K and S are among the letters that non-ASCII runes fold to.
func asciiOnly(s string) string {
	for _, r := range s {
		if r >= 0x80 || strings.ContainsRune("kKsS", r) {
			return longestPart(s)
		}
	}
	return s
}

func longestPart(s string) string {
	longest := ""
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r >= 0x80 || strings.ContainsRune("kKsS", r) }) {
		if len(part) > len(longest) {
			longest = part
		}
	}
	return longest
}

// asciiLower lower-cases A to Z alone and keeps every byte's place.
func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// lines calls fn once for every line with a match.
func (f *finder) lines(text string, fn func(rlm.Match)) {
	if !f.possible(text) {
		return
	}
	line, counted := 1, 0
	for from := 0; from <= len(text); {
		at := f.re.FindStringIndex(text[from:])
		if at == nil {
			return
		}
		start := strings.LastIndexByte(text[:from+at[0]], '\n') + 1
		end := lineEnd(text, from+at[1])
		line += strings.Count(text[counted:start], "\n")
		counted = start
		fn(rlm.Match{Line: line, Start: start, End: end, Text: text[start:end]})
		from = end + 1
	}
}

func lineEnd(text string, at int) int {
	if at > 0 && at <= len(text) && text[at-1] == '\n' {
		return at - 1 // the match took the line break itself
	}
	if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
		return at + n
	}
	return len(text)
}

func (f *finder) possible(text string) bool {
	switch {
	case f.literal == "":
		return true
	case f.foldCase:
		return containsFold(text, f.literal)
	}
	return strings.Contains(text, f.literal)
}

// containsFold reports whether text holds the lower-case ASCII literal in any
// case. It looks for both cases of the first byte and compares from there.
func containsFold(text, literal string) bool {
	lower, upper := literal[0], literal[0]
	if 'a' <= lower && lower <= 'z' {
		upper = lower - 'a' + 'A'
	}
	for i := 0; i+len(literal) <= len(text); i++ {
		if b := text[i]; b != lower && b != upper {
			continue
		}
		if equalFoldASCII(text[i:i+len(literal)], literal) {
			return true
		}
	}
	return false
}

func equalFoldASCII(s, lower string) bool {
	for i := 0; i < len(lower); i++ {
		b := s[i]
		if 'A' <= b && b <= 'Z' {
			b += 'a' - 'A'
		}
		if b != lower[i] {
			return false
		}
	}
	return true
}
