package store

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	partBits = 14      // a text has at most 1<<partBits parts
	partSize = 1 << 18 // bytes
	maxText  = partSize << partBits
)

// prepared is a document that may be written, in the form it is written in.
type prepared struct {
	*Document
	hash              string
	labels            []string // normal
	metadata, outline *string  // nil = none
	hashes, spans     []byte
	facts             []byte // nil = none
}

// prepare checks a document and packs it. Its errors name the document.
func prepare(d *Document) (*prepared, error) {
	if d == nil {
		return nil, fmt.Errorf("%w: nil", ErrInvalid)
	}
	if err := validate(d); err != nil {
		return nil, fmt.Errorf("%w %q: %w", ErrInvalid, d.ID, err)
	}
	p := &prepared{Document: d, hash: d.Hash}
	var err error
	if p.labels, err = NormalLabels(d.Labels); err != nil {
		return nil, fmt.Errorf("document %q: %w", d.ID, err)
	}
	metadata, err := json.Marshal(d.Metadata)
	if err != nil {
		return nil, fmt.Errorf("%w %q: encode metadata: %w", ErrInvalid, d.ID, err)
	}
	outline, err := json.Marshal(d.Outline)
	if err != nil {
		return nil, fmt.Errorf("%w %q: encode outline: %w", ErrInvalid, d.ID, err)
	}
	if len(d.Metadata) > 0 {
		s := string(metadata)
		p.metadata = &s
	}
	if len(d.Outline) > 0 {
		s := string(outline)
		p.outline = &s
	}
	if p.hash == "" {
		p.hash = contentHash(d, metadata, outline)
	}
	return p, nil
}

// pack fills in what only a document that is written needs. It returns buf,
// which it used for the passages.
func (p *prepared) pack(buf []byte) []byte {
	p.hashes = make([]byte, 0, len(p.Chunks)*hashSize)
	for _, c := range p.Chunks {
		buf = appendPassage(buf[:0], p.Title, c.Heading, p.Text[c.Start:c.End])
		sum := sha256.Sum256(buf)
		p.hashes = append(p.hashes, sum[:hashSize]...)
	}
	p.spans, p.facts = packSpans(p.Chunks), packFacts(p.Document)
	return buf
}

func validate(d *Document) error {
	if err := validateID(d.ID); err != nil {
		return err
	}
	if int64(len(d.Text)) > maxText {
		return fmt.Errorf("its text has %d bytes, more than %d", len(d.Text), int64(maxText))
	}
	for _, f := range []struct{ name, value string }{{"text", d.Text}, {"title", d.Title}, {"kind", d.Kind}, {"language", d.Lang}} {
		if !utf8.ValidString(f.value) {
			return fmt.Errorf("its %s is not valid UTF-8", f.name)
		}
	}
	if strings.Contains(d.Hash, "\x00") || strings.Contains(d.Source, "\x00") {
		return fmt.Errorf("its hash or source holds a NUL")
	}
	for i, h := range d.Outline {
		if err := validateSpan(d.Text, h.Start, h.End, h.Title); err != nil {
			return fmt.Errorf("outline entry %d: %w", i, err)
		}
	}
	for i, c := range d.Chunks {
		if err := validateSpan(d.Text, c.Start, c.End, c.Heading); err != nil {
			return fmt.Errorf("chunk %d: %w", i, err)
		}
	}
	return validateFacts(d)
}

func validateID(id string) error {
	switch {
	case id == "":
		return fmt.Errorf("its id is empty")
	case !utf8.ValidString(id):
		return fmt.Errorf("its id is not valid UTF-8")
	case strings.ContainsAny(id, "\x00\n\r"):
		return fmt.Errorf("its id holds a NUL or a line break")
	}
	return nil
}

func validateSpan(text string, start, end int, heading string) error {
	switch {
	case start < 0 || end < start || end > len(text):
		return fmt.Errorf("span [%d,%d) is not inside the text of %d bytes", start, end, len(text))
	case !runeBoundary(text, start) || !runeBoundary(text, end):
		return fmt.Errorf("span [%d,%d) cuts a character", start, end)
	case !utf8.ValidString(heading):
		return fmt.Errorf("its heading is not valid UTF-8")
	}
	return nil
}

func runeBoundary(text string, i int) bool { return i == len(text) || utf8.RuneStart(text[i]) }
