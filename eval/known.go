package eval

import (
	"fmt"
	"slices"
	"strings"
)

// known are the ids of a dataset's documents.
type known map[string]bool

// resolve finds the document that an id means. Files under docs/ may be named
// with or without that folder.
func (k known) resolve(id string) (string, bool) {
	bare := strings.TrimPrefix(id, docsFolder+"/")
	for _, candidate := range []string{id, docsFolder + "/" + id, bare} {
		if k[candidate] {
			return candidate, true
		}
	}
	return id, false
}

// settle gives evidence and judgements the ids of the documents that they
// mean. Evidence in unknown documents is dropped; it returns their ids.
func (q *Question) settle(k known) (unknown []string) {
	n := len(q.Evidence)
	q.Evidence = slices.DeleteFunc(q.Evidence, func(s Span) bool {
		_, ok := k.resolve(s.Doc)
		if !ok {
			unknown = append(unknown, s.Doc)
		}
		return !ok
	})
	for i, s := range q.Evidence {
		q.Evidence[i].Doc, _ = k.resolve(s.Doc)
	}
	q.Missing = n - len(q.Evidence)
	if len(q.Grades) > 0 {
		grades := make(map[string]int, len(q.Grades))
		for id, grade := range q.Grades {
			id, _ = k.resolve(id)
			grades[id] = max(grades[id], grade)
		}
		q.Grades = grades
	}
	return unknown
}

// shownUnknown is how many unknown documents a note names.
const shownUnknown = 3

// unknownNote says which evidence is left out, and how documents are called.
func unknownNote(unknown []string, k known) string {
	names := distinct(unknown)
	list := strings.Join(names[:min(len(names), shownUnknown)], ", ")
	if len(names) > shownUnknown {
		list += ", …"
	}
	note := fmt.Sprintf("%d pieces of evidence lie in documents that the dataset does not hold (%s), and are left out", len(unknown), list)
	first := ""
	for id := range k {
		if first == "" || id < first {
			first = id
		}
	}
	if first != "" {
		note += fmt.Sprintf("; its documents are called like %s", first)
	}
	return note
}

// Judged is how many questions have evidence that is known. Without any, the
// dataset cannot measure retrieval: ErrNoEvidence, with what was left out.
func (d *Dataset) Judged() (n int, err error) {
	for _, q := range d.Questions {
		if len(q.Evidence) > 0 {
			n++
		}
	}
	switch {
	case n > 0:
		return n, nil
	case len(d.Notes) > 0:
		return 0, fmt.Errorf("%w: %s", ErrNoEvidence, strings.Join(d.Notes, "; "))
	}
	return 0, ErrNoEvidence
}
