package eval

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"funnel/store"
)

// Texts gives documents as they are stored.
type Texts interface {
	Document(ctx context.Context, id string) (*store.Document, error)
}

// Locate settles where the evidence stands in the stored texts: spans that
// count characters become spans of bytes, quotes without a span are looked
// for. What cannot be found stands for its whole document, and is noted.
func (d *Dataset) Locate(ctx context.Context, texts Texts) error {
	byDoc := map[string][]*Span{}
	for i := range d.Questions {
		for j := range d.Questions[i].Evidence {
			if s := &d.Questions[i].Evidence[j]; s.chars || !s.Whole() || s.Quote != "" {
				byDoc[s.Doc] = append(byDoc[s.Doc], s)
			}
		}
	}
	lost := 0
	for _, id := range slices.Sorted(maps.Keys(byDoc)) {
		doc, err := texts.Document(ctx, id)
		if err != nil {
			return fmt.Errorf("locate evidence: %w", err)
		}
		for _, s := range byDoc[id] {
			if !s.locate(doc.Text) {
				s.Start, s.End = 0, 0
				lost++
			}
		}
	}
	if lost > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("%d pieces of evidence do not stand in the stored text as quoted, and stand for their whole document", lost))
	}
	return nil
}

// locate makes s a span of bytes of text and reports whether it is one.
func (s *Span) locate(text string) bool {
	if s.chars {
		s.Start, s.End, s.chars = byteOffset(text, s.Start), byteOffset(text, s.End), false
	}
	if !s.Whole() && s.End <= len(text) && (s.Quote == "" || foldSpace(text[s.Start:s.End]) == foldSpace(s.Quote)) {
		return true
	}
	if s.Quote == "" {
		return false
	}
	var ok bool
	s.Start, s.End, ok = findFolded(text, s.Quote)
	return ok
}

// byteOffset is where the n-th character of text begins.
func byteOffset(text string, n int) int {
	at := 0
	for ; n > 0 && at < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}

func foldSpace(s string) string { return strings.Join(strings.Fields(s), " ") }

// findFolded finds quote in text where any run of white space equals any
// other.
func findFolded(text, quote string) (start, end int, ok bool) {
	if i := strings.Index(text, quote); i >= 0 {
		return i, i + len(quote), true
	}
	words := strings.Fields(quote)
	if len(words) == 0 {
		return 0, 0, false
	}
	for from := 0; ; {
		i := strings.Index(text[from:], words[0])
		if i < 0 {
			return 0, 0, false
		}
		start = from + i
		if end, ok := matchWords(text, start, words); ok {
			return start, end, true
		}
		from = start + len(words[0])
	}
}

// matchWords reports whether the words follow each other from start on, with
// white space between.
func matchWords(text string, start int, words []string) (end int, ok bool) {
	at := start
	for i, w := range words {
		if i > 0 {
			rest := strings.TrimLeftFunc(text[at:], unicode.IsSpace)
			if len(rest) == len(text[at:]) {
				return 0, false
			}
			at = len(text) - len(rest)
		}
		if !strings.HasPrefix(text[at:], w) {
			return 0, false
		}
		at += len(w)
	}
	return at, true
}
