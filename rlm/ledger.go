package rlm

import (
	"fmt"
	"slices"
	"strings"

	"funnel/rlm/model"
)

// A ledger holds what readers noted: claims, each with the citation that carries it.
// It outlives the transcript, and is the answer of a run that ends before one.
type ledger struct{ notes []noted }

type noted struct {
	claim   string
	numbers []int // of its citations; none: a claim without a quote
}

// add notes a claim once.
func (l *ledger) add(claim string, numbers []int) {
	claim = oneSpaced(claim)
	for _, old := range l.notes {
		if old.claim == claim && slices.Equal(old.numbers, numbers) {
			return
		}
	}
	l.notes = append(l.notes, noted{claim, numbers})
}

// answer renders the ledger as an answer, or "".
func (l *ledger) answer() string {
	var lines []string
	for _, e := range l.notes {
		lines = append(lines, strings.TrimSpace(e.claim+" "+markerList(e.numbers)))
	}
	return strings.Join(lines, "\n")
}

// render lists the notes with their quotes for a prompt, the newest of them if they
// have more than limit tokens.
func (l *ledger) render(c *citations, limit int) string {
	lines := make([]string, 0, len(l.notes))
	used := 0
	for i := len(l.notes) - 1; i >= 0; i-- {
		e := l.notes[i]
		s := "- " + clip(e.claim, 400)
		for _, n := range e.numbers[:min(3, len(e.numbers))] {
			if cit, ok := c.get(n); ok {
				s += fmt.Sprintf(" %s (%s: %q)", marker(n), cit.Doc, clip(cit.Quote, 200))
			}
		}
		if used += model.Tokens(s) + 1; used > limit {
			lines = append(lines, fmt.Sprintf("- (%d earlier notes are left out here)", i+1))
			break
		}
		lines = append(lines, s)
	}
	for i, j := 0, len(lines)-1; i < j; i, j = i+1, j-1 {
		lines[i], lines[j] = lines[j], lines[i]
	}
	return strings.Join(lines, "\n")
}

// marker is how an answer refers to citation n.
func marker(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("[%d]", n)
}

// markerList is how an answer refers to several citations: "[1][2]".
func markerList(numbers []int) string {
	var b strings.Builder
	for _, n := range numbers {
		b.WriteString(marker(n))
	}
	return b.String()
}

// clip shortens s to about n bytes, at a character, and shows that it did.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.TrimSpace(runesUpTo(s, n)) + "…"
}
