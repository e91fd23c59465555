package rlm

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
)

// A Finder finds the lines that a pattern matches. The pattern is RE2 (package
// regexp/syntax), so a match takes linear time whatever a model writes; ^ and $ match at
// lines. literal is a string that every match holds: a text without it is not worth the
// regular expression, which is a hundred times slower.
type Finder struct {
	re       *regexp.Regexp
	literal  string // lower case when foldCase
	foldCase bool
}

// NewFinder compiles a pattern.
func NewFinder(pattern string, ignoreCase bool) (*Finder, error) {
	flags := "(?m)"
	if ignoreCase {
		flags = "(?mi)"
	}
	re, err := regexp.Compile(flags + pattern)
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", pattern, err)
	}
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", pattern, err)
	}
	f := &Finder{re: re, literal: requiredLiteral(tree)}
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

// Matches reports whether any line of the text matches.
func (f *Finder) Matches(text string) bool { return f.possible(text) && f.re.MatchString(text) }

// Lines calls fn once for every line with a match, in order; Match.Doc is left empty.
func (f *Finder) Lines(text string, fn func(Match)) {
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
		fn(Match{Line: line, Start: start, End: end, Text: text[start:end]})
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

func (f *Finder) possible(text string) bool {
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
