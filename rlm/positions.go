package rlm

import (
	"context"
	"unicode/utf8"
)

// positions converts between bytes of a text, in which the host counts, and
// characters, in which programs do: text.find(), slices and the start and end of
// hits, matches and headings mean the same to them. Going forwards through a text
// costs one pass.
type positions struct {
	text       string
	ascii      bool
	atByte     int // a place that is known in both
	atChar     int
	characters int
}

func newPositions(text string) *positions {
	n := utf8.RuneCountInString(text)
	return &positions{text: text, ascii: n == len(text), characters: n}
}

// char returns the character that byte b is in.
func (p *positions) char(b int) int {
	b = min(max(b, 0), len(p.text))
	if p.ascii {
		return b
	}
	if b < p.atByte {
		p.atByte, p.atChar = 0, 0
	}
	p.atChar += utf8.RuneCountInString(p.text[p.atByte:b])
	p.atByte = b
	return p.atChar
}

// byte returns where character c begins; a negative one counts from the end.
func (p *positions) byte(c int) int {
	if c < 0 {
		c += p.characters
	}
	c = min(max(c, 0), p.characters)
	if p.ascii {
		return c
	}
	if c < p.atChar {
		p.atByte, p.atChar = 0, 0
	}
	for p.atChar < c {
		_, n := utf8.DecodeRuneInString(p.text[p.atByte:])
		p.atByte += n
		p.atChar++
	}
	return p.atByte
}

// positionsOf returns the positions of documents, the last one kept: lists of hits
// and matches come in runs of one document. Looking up a position opens nothing.
func (r *reader) positionsOf(ctx context.Context) func(doc string) (*positions, error) {
	last, pos := "", (*positions)(nil)
	return func(doc string) (*positions, error) {
		if pos != nil && doc == last {
			return pos, nil
		}
		text, err := r.peek(ctx, doc)
		if err != nil {
			return nil, r.toolError(ctx, err)
		}
		last, pos = doc, newPositions(text)
		return pos, nil
	}
}
