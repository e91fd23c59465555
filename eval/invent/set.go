package invent

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Set is a dataset that was made.
type Set struct {
	Docs      []Doc
	Questions []Question
}

// Doc is a document.
type Doc struct {
	ID    string `json:"_id"`
	Title string `json:"title"`
	Text  string `json:"text"`

	facts map[string]span
}

// Question is a question with its gold answer and evidence.
type Question struct {
	ID   string   `json:"_id"`
	Text string   `json:"text"`
	Meta Metadata `json:"metadata"`
}

// Metadata is what is known of a question, as package eval reads it.
type Metadata struct {
	Kind         string     `json:"kind"`
	Answers      []string   `json:"answers,omitempty"` // wordings; of a list, its items
	List         bool       `json:"list,omitempty"`
	Choices      []string   `json:"choices,omitempty"`
	Unanswerable bool       `json:"unanswerable,omitempty"`
	Shape        string     `json:"shape,omitempty"`
	Cluster      string     `json:"cluster,omitempty"`
	Evidence     []Evidence `json:"evidence,omitempty"`
}

// Evidence is bytes [Start, End) of a document's text.
type Evidence struct {
	Doc   string `json:"doc"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Quote string `json:"quote"`
}

type span struct{ start, end int }

// page is a document while it is written: it knows where its facts stand.
type page struct {
	text  strings.Builder
	facts map[string]span
}

func newPage() *page { return &page{facts: map[string]span{}} }

// line writes a line.
func (p *page) line(format string, args ...any) {
	fmt.Fprintf(&p.text, format, args...)
	p.text.WriteByte('\n')
}

// fact writes a line that states the fact key.
func (p *page) fact(key, format string, args ...any) {
	start := p.text.Len()
	fmt.Fprintf(&p.text, format, args...)
	p.facts[key] = span{start, p.text.Len()}
	p.text.WriteByte('\n')
}

// part writes text within a line.
func (p *page) part(format string, args ...any) { fmt.Fprintf(&p.text, format, args...) }

// factPart writes a sentence within a line that states the fact key.
func (p *page) factPart(key, format string, args ...any) {
	start := p.text.Len()
	fmt.Fprintf(&p.text, format, args...)
	p.facts[key] = span{start, p.text.Len()}
	p.text.WriteByte(' ')
}

// doc ends the page.
func (p *page) doc(id, title string) Doc {
	return Doc{ID: id, Title: title, Text: strings.TrimRight(p.text.String(), "\n ") + "\n", facts: p.facts}
}

// evidence is the span of a fact; a fact that was not written is a fault of
// the maker.
func (d *Doc) evidence(key string) Evidence {
	s, ok := d.facts[key]
	if !ok {
		panic("invent: document " + d.ID + " states no " + key)
	}
	return Evidence{d.ID, s.start, s.end, d.Text[s.start:s.end]}
}

// Write writes the dataset into a folder that is made.
func (s *Set) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("write dataset: %w", err)
	}
	docs := func(enc *json.Encoder) error {
		for i := range s.Docs {
			if err := enc.Encode(&s.Docs[i]); err != nil {
				return err
			}
		}
		return nil
	}
	questions := func(enc *json.Encoder) error {
		for i := range s.Questions {
			if err := enc.Encode(&s.Questions[i]); err != nil {
				return err
			}
		}
		return nil
	}
	return errors.Join(writeLines(filepath.Join(dir, "corpus.jsonl"), docs), writeLines(filepath.Join(dir, "queries.jsonl"), questions))
}

func writeLines(name string, each func(*json.Encoder) error) error {
	f, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("write dataset: %w", err)
	}
	w := bufio.NewWriter(f)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := errors.Join(each(enc), w.Flush(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
