package eval

import (
	"slices"
	"strings"
)

// Shape says how an answer is graded.
type Shape string

// The shapes of gold answers.
const (
	ShapeText         Shape = "text"         // one of several wordings
	ShapeNumber       Shape = "number"       // a number, with its tolerance
	ShapeList         Shape = "list"         // a set of items
	ShapeChoice       Shape = "choice"       // one of Question.Choices
	ShapeCell         Shape = "cell"         // a cell of a table: a number or a text
	ShapeUnanswerable Shape = "unanswerable" // the documents do not say
	ShapeNone         Shape = "none"         // no gold answer: evidence only
)

// Question is one question with what is known about its answer.
type Question struct {
	ID      string
	Text    string
	Kind    string // of the dataset's own making: lookup, count, 2hop, …; "" where it names none
	Shape   Shape
	Answers []string // wordings, each right; empty for a list
	Items   []string // of a list, each with its wordings parted by "|"
	Choices []string // what a choice is made from
	// Tolerance is how far a number may be off, as a share of the gold value.
	Tolerance float64
	// Evidence is what has to be read. Spans with the same Group that is not
	// empty stand for each other: one of them is enough.
	Evidence []Span
	// Missing counts evidence in documents that the dataset does not hold.
	Missing int
	// Grades are the judged documents of qrels: 0 is judged and not relevant.
	Grades map[string]int
	// Cluster names what the question shares with others, and so what their
	// grades depend on together: a topic, or the one document they are about.
	Cluster string
}

// Span is bytes [Start, End) of the stored text of a document; the whole
// document when both are 0. It is exact after Dataset.Locate only: some
// datasets count characters, and some give nothing but a quote.
type Span struct {
	Doc   string `json:"doc"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Quote string `json:"quote,omitempty"`
	Group string `json:"group,omitempty"`

	chars bool // Start and End count characters until Dataset.Locate
}

// Whole reports whether the span stands for its whole document.
func (s Span) Whole() bool { return s.Start == 0 && s.End == 0 }

// Piece is evidence of which any one span is enough.
type Piece []Span

// Pieces are what must all be read to answer, in the order of Evidence.
func (q *Question) Pieces() []Piece {
	var list []Piece
	at := map[string]int{}
	for _, s := range q.Evidence {
		if i, ok := at[s.Group]; ok && s.Group != "" {
			list[i] = append(list[i], s)
			continue
		}
		at[s.Group] = len(list)
		list = append(list, Piece{s})
	}
	return list
}

// Docs are the ids of the documents that hold evidence, ordered.
func (q *Question) Docs() []string {
	var ids []string
	for _, s := range q.Evidence {
		ids = append(ids, s.Doc)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Relevant are the documents to be found, with their grades: those of qrels,
// or those of the evidence with grade 1.
func (q *Question) Relevant() map[string]int {
	if len(q.Grades) > 0 {
		return q.Grades
	}
	rel := map[string]int{}
	for _, id := range q.Docs() {
		rel[id] = 1
	}
	return rel
}

// Unanswerable reports whether the right answer is that the documents do not
// say.
func (q *Question) Unanswerable() bool { return q.Shape == ShapeUnanswerable }

// Gold is a wording of the right answer, for people.
func (q *Question) Gold() string {
	if q.Shape == ShapeList {
		items := make([]string, len(q.Items))
		for i, it := range q.Items {
			items[i], _, _ = strings.Cut(it, "|")
		}
		return strings.Join(items, "; ")
	}
	if len(q.Answers) == 0 {
		return ""
	}
	return q.Answers[0]
}

// cluster is the name for a question that names none: the one document it is
// about, else its own id.
func (q *Question) cluster(doc string) string {
	if doc != "" {
		return doc
	}
	if docs := q.Docs(); len(docs) == 1 {
		return docs[0]
	}
	return "question " + q.ID
}
