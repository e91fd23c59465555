package eval

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// questionLine is a line of queries.jsonl. Datasets differ in how they write
// answers and evidence; everything seen in the wild is taken.
type questionLine struct {
	ID       string `json:"_id"`
	Text     string `json:"text"`
	Metadata struct {
		Kind         string            `json:"kind"`
		Source       string            `json:"source"`
		Shape        Shape             `json:"shape"`
		Answer       json.RawMessage   `json:"answer"`  // text, number, true or false, or a list
		Answers      json.RawMessage   `json:"answers"` // wordings; items where list is set
		List         bool              `json:"list"`
		Unanswerable bool              `json:"unanswerable"`
		Choices      []string          `json:"choices"`
		Tolerance    float64           `json:"tolerance"`
		Cluster      string            `json:"cluster"`
		Topic        string            `json:"topic"`
		Doc          string            `json:"doc"`
		Evidence     []json.RawMessage `json:"evidence"` // spans, or sentences of the judged document
		Spans        [][2]int          `json:"spans"`    // characters, as SQuAD counts, of Doc or of the one judged document
		EvidenceDocs []string          `json:"evidence_docs"`
		SourceDocs   []string          `json:"source_docs"`
	} `json:"metadata"`
}

func parseQuestion(line []byte, grades map[string]map[string]int) (Question, error) {
	var l questionLine
	if err := json.Unmarshal(line, &l); err != nil {
		return Question{}, err
	}
	if l.ID == "" {
		return Question{}, errors.New(`a question needs "_id"`)
	}
	m := &l.Metadata
	q := Question{
		ID: l.ID, Text: l.Text, Kind: cmp.Or(m.Kind, m.Source), Choices: m.Choices,
		Tolerance: m.Tolerance, Grades: grades[l.ID],
	}
	if err := l.answers(&q); err != nil {
		return q, err
	}
	if err := l.evidence(&q); err != nil {
		return q, err
	}
	q.Cluster = cmp.Or(m.Cluster, m.Topic, q.cluster(m.Doc))
	return q, nil
}

// answers reads the gold answer and settles how it is graded.
func (l *questionLine) answers(q *Question) error {
	m := &l.Metadata
	one, isList, err := stringsOf(m.Answer)
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	more, _, err := stringsOf(m.Answers)
	if err != nil {
		return fmt.Errorf("answers: %w", err)
	}
	switch {
	case m.Unanswerable:
	case isList:
		q.Items = one
	case m.List && len(more) > 0:
		q.Items = more
	case m.List:
		q.Items = one
	default:
		q.Answers = distinct(append(one, more...))
	}
	q.Shape = cmp.Or(m.Shape, shapeOf(q, m.Unanswerable))
	return nil
}

// shapeOf settles how an answer is graded that does not say so itself.
func shapeOf(q *Question, unanswerable bool) Shape {
	switch {
	case unanswerable:
		return ShapeUnanswerable
	case len(q.Items) > 0:
		return ShapeList
	case len(q.Choices) > 0:
		return ShapeChoice
	case len(q.Answers) == 0:
		return ShapeNone
	case allNumbers(q.Answers):
		return ShapeNumber
	}
	return ShapeText
}

func allNumbers(list []string) bool {
	return !slices.ContainsFunc(list, func(s string) bool {
		_, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
		return err != nil
	})
}

// evidence reads what has to be read, from the most exact to the least: spans
// with their document, spans or sentences of the one judged document, whole
// documents.
func (l *questionLine) evidence(q *Question) error {
	m := &l.Metadata
	sentences, err := l.spanObjects(q)
	if err != nil || len(q.Evidence) > 0 {
		return err
	}
	judged := relevantDocs(q.Grades)
	doc := m.Doc
	if doc == "" && len(judged) == 1 {
		doc = judged[0]
	}
	// Spans of a document that was cut into the judged pieces say nothing here.
	if doc != "" && (len(judged) == 0 || slices.Contains(judged, doc)) {
		for i, s := range m.Spans {
			span := Span{Doc: doc, Start: s[0], End: s[1], chars: true}
			if i < len(sentences) {
				span.Quote = sentences[i]
			}
			q.Evidence = append(q.Evidence, span)
		}
	}
	if len(q.Evidence) == 0 {
		for _, id := range distinct(slices.Concat(m.EvidenceDocs, m.SourceDocs, judged)) {
			q.Evidence = append(q.Evidence, Span{Doc: id})
		}
	}
	return nil
}

// spanObjects takes evidence that names its document, and returns that which
// is text only.
func (l *questionLine) spanObjects(q *Question) (sentences []string, err error) {
	for _, raw := range l.Metadata.Evidence {
		var text string
		if json.Unmarshal(raw, &text) == nil {
			sentences = append(sentences, text)
			continue
		}
		var s Span
		if err := json.Unmarshal(raw, &s); err != nil {
			return nil, fmt.Errorf("evidence: %w", err)
		}
		if s.Doc == "" || s.Start < 0 || s.End < s.Start {
			return nil, fmt.Errorf("evidence %s: want doc, and start not after end", raw)
		}
		q.Evidence = append(q.Evidence, s)
	}
	return sentences, nil
}

func relevantDocs(grades map[string]int) []string {
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(grades)) {
		if grades[id] > 0 {
			ids = append(ids, id)
		}
	}
	return ids
}

// stringsOf reads a text, number, truth value, or a list of these.
func stringsOf(raw json.RawMessage) (list []string, isList bool, err error) {
	if len(raw) == 0 {
		return nil, false, nil
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, false, err
	}
	if all, ok := v.([]any); ok {
		for _, item := range all {
			s, ok := scalar(item)
			if !ok {
				return nil, true, fmt.Errorf("%v is neither text nor number", item)
			}
			list = append(list, s)
		}
		return list, true, nil
	}
	if v == nil {
		return nil, false, nil
	}
	s, ok := scalar(v)
	if !ok {
		return nil, false, fmt.Errorf("%v is neither text, number nor list", v)
	}
	return []string{s}, false, nil
}

func scalar(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		if v {
			return "yes", true
		}
		return "no", true
	}
	return "", false
}

// distinct drops repetitions and keeps the order.
func distinct(list []string) []string {
	var out []string
	for _, s := range list {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
