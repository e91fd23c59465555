package model

import (
	"encoding/json"
	"fmt"
	"regexp"
)

// agentTurn plays an agent: it searches for the question, then for its rarest
// words, and answers from what came.
func agentTurn(p Parts) string {
	d := newProgram(p.Question)
	switch {
	case p.Turn >= p.Turns, p.Turn > 2, p.Turn == 2 && readPassages(p) != DocumentsSilent:
		return action("answer", readPassages(p))
	case p.Turn == 2:
		return fmt.Sprintf(`{"search": %s, "grep": %s}`, quoteJSON(d.Rare), quoteJSON(anyOf(d.Words)))
	}
	return fmt.Sprintf(`{"search": %s, "grep": %s}`, quoteJSON(p.Question), quoteJSON(bothOf(d.Words)))
}

// action renders {"name": "value"}.
func action(name, value string) string { return fmt.Sprintf("{%q: %s}", name, quoteJSON(value)) }

func quoteJSON(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""` // a string always marshals
	}
	return string(b)
}

// bothOf is a pattern of lines that hold the two rarest words, in any order.
func bothOf(words []string) string {
	if len(words) < 2 {
		return anyOf(words)
	}
	a, b := wordStart(words[0]), wordStart(words[1])
	return a + ".*" + b + "|" + b + ".*" + a
}

// anyOf is a pattern of lines that hold one of the three rarest words.
func anyOf(words []string) string {
	pattern := ""
	for i, w := range words[:min(3, len(words))] {
		if i > 0 {
			pattern += "|"
		}
		pattern += wordStart(w)
	}
	return pattern
}

// wordStart is a pattern of the words that begin with w.
func wordStart(w string) string { return `\b` + regexp.QuoteMeta(w) }
