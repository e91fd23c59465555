package funnel

import (
	"context"
	"fmt"
	"strings"

	"funnel/index"
)

// Typo is a word of a query that occurs nowhere, and the words that were
// searched for as well, nearest first, with their weights beside a word's 1.
type Typo struct {
	Word    string    `json:"word"`
	Meant   []string  `json:"meant"`
	Weights []float64 `json:"weights"`
}

// correct finds what misspelt words of a query may have been meant for.
// Vectors alone know of no words.
func (c *Collection) correct(ctx context.Context, q SearchQuery) ([]index.Correction, error) {
	if c.Speller == nil || q.Leg == LegVector {
		return nil, nil
	}
	return c.Speller.Corrections(ctx, index.Query{Text: q.Text, Visible: c.Visible})
}

// misspelt says what was searched for in place of misspelt words.
func (l *Shortlist) misspelt(typos []index.Correction) {
	for _, c := range typos {
		t := Typo{Word: c.Word}
		for _, m := range c.Meant {
			t.Meant, t.Weights = append(t.Meant, m.Word), append(t.Weights, m.Weight)
		}
		if l.Understood == nil {
			l.Understood = &Understood{Text: l.Query}
		}
		l.Understood.Typos = append(l.Understood.Typos, t)
		l.Notices = append(l.Notices, fmt.Sprintf("“%s” occurs nowhere: “%s” was searched for as well, at a lower weight", t.Word, strings.Join(t.Meant, "”, “")))
	}
}

// typos are the misspelt words that were found.
func (l *Shortlist) typos() []Typo {
	if l.Understood == nil {
		return nil
	}
	return l.Understood.Typos
}
