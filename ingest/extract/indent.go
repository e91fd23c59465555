package extract

import (
	"encoding/json"
	"strings"
)

const (
	// indentGrowth is how many times its size a JSON text may be indented to,
	// and indentMore how many bytes it may grow: an indent is as wide as its
	// value lies deep, so that a few bytes of brackets can become megabytes.
	indentGrowth = 4
	indentMore   = 64 << 20
)

// indentJSON breaks a JSON text into lines, two spaces for each level: as many
// levels as fit the limits above; what lies deeper stays on its line. What is
// no JSON comes back as it is.
func indentJSON(text string) string {
	if !json.Valid([]byte(text)) {
		return text
	}
	breaks := lineBreaks(text)
	size, depth := len(text), 0
	for depth < len(breaks) {
		more := breaks[depth] * (1 + 2*depth)
		if size+more > min(indentGrowth*len(text), len(text)+indentMore) {
			break
		}
		size += more
		depth++
	}
	var b strings.Builder
	b.Grow(size)
	writeIndented(&b, text, depth-1)
	return b.String()
}

// lineBreaks counts the line breaks at each depth of an indented JSON text.
func lineBreaks(text string) (at []int) {
	depth := 0
	for token := range jsonTokens(text) {
		switch token[0] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ',':
		default:
			continue
		}
		for depth >= len(at) {
			at = append(at, 0)
		}
		at[depth]++
	}
	return at
}

// writeIndented writes a JSON text with line breaks down to a depth.
func writeIndented(b *strings.Builder, text string, deepest int) {
	depth, empty := 0, false // empty: a bracket was just opened
	line := func() {
		if depth <= deepest {
			b.WriteByte('\n')
			for range depth {
				b.WriteString("  ")
			}
		}
	}
	for token := range jsonTokens(text) {
		closing := token[0] == '}' || token[0] == ']'
		if closing {
			depth--
		}
		if closing != empty && (closing || empty) {
			line()
		}
		empty = false
		b.WriteString(token)
		switch token[0] {
		case '{', '[':
			depth++
			empty = true
		case ',':
			line()
		case ':':
			b.WriteByte(' ')
		}
	}
}

// jsonTokens yields the tokens of a valid JSON text: brackets, commas, colons,
// and what stands between them.
func jsonTokens(text string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for i := 0; i < len(text); {
			end := i + 1
			switch c := text[i]; {
			case strings.IndexByte(" \t\r\n", c) >= 0:
				i++
				continue
			case c == '"':
				end = stringEnd(text, i)
			case strings.IndexByte("{}[],:", c) < 0:
				for end < len(text) && strings.IndexByte("{}[],: \t\r\n", text[end]) < 0 {
					end++
				}
			}
			if !yield(text[i:end]) {
				return
			}
			i = end
		}
	}
}

// stringEnd is where the string that begins at start ends.
func stringEnd(text string, start int) int {
	for i := start + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}
