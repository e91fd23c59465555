package funnel

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"funnel/rlm"
	"funnel/rlm/model"
	"funnel/store"
)

// fullDocs is how many documents mode full ranks when the query names no
// number: more than a prompt holds of all but the shortest documents.
const fullDocs = 300

// promptFrame is what a prompt holds beside passages and question.
const promptFrame = 400

// filled answers from one prompt that holds as much as fits: everything in the
// order of its arrival (direct) or of its rank (full), or what the query gives.
func (a *asking) filled(ctx context.Context, m Mode) (*draft, error) {
	window := a.Chat.Info().Window
	room := min(window, a.record.left().Tokens) - answerTokens - a.gauge.Count(promptFrame+model.Tokens(a.query.Text))
	left := a.promptTokens(max(room, 0))
	var list []model.Passage
	take := func(doc *store.Document, s Span) bool {
		if left <= 0 {
			return false
		}
		for _, p := range parts(doc, s) {
			if left -= passageTokens(p); left < 0 {
				return false
			}
			p.N = len(list) + 1
			list = append(list, p)
		}
		return true
	}
	if err := a.eachGiven(ctx, m, take); err != nil {
		return nil, err
	}
	return a.answerFrom(ctx, list)
}

// eachGiven calls take for what the mode gives, in its order, until take has
// had enough.
func (a *asking) eachGiven(ctx context.Context, m Mode, take func(*store.Document, Span) bool) error {
	spans := a.query.Given
	switch m {
	case ModeFull:
		for _, h := range a.list.Hits {
			spans = append(spans, Span{Doc: h.Doc})
		}
	case ModeDirect:
		var err error
		if spans, err = a.byArrival(ctx); err != nil {
			return err
		}
	}
	for _, s := range spans {
		doc, err := a.Texts.Document(ctx, s.Doc)
		if err != nil {
			return fmt.Errorf("fill the prompt: %w", err)
		}
		if a.only != nil && !a.only[s.Doc] {
			continue
		}
		if !take(doc, s) {
			return nil
		}
	}
	return nil
}

// byArrival lists the documents that the asker may see in the order in which
// they were ingested: within one ingest, the order of their ids.
func (a *asking) byArrival(ctx context.Context) ([]Span, error) {
	var infos []store.Info
	err := a.catalogue(ctx, a.query.Where, func(d store.Info) error {
		infos = append(infos, d)
		return nil
	})
	slices.SortFunc(infos, func(a, b store.Info) int { return cmp.Compare(a.Seq, b.Seq) })
	list := make([]Span, len(infos))
	for i, d := range infos {
		list[i] = Span{Doc: d.ID}
	}
	return list, err
}

// parts cuts a span of a document into passages along its chunks; a span
// within a document is one passage.
func parts(d *store.Document, s Span) []model.Passage {
	if s.Start != 0 || s.End != 0 {
		start := min(max(s.Start, 0), len(d.Text))
		end := min(max(s.End, start), len(d.Text))
		return []model.Passage{{Doc: d.ID, Title: d.Title, Start: start, End: end, Text: d.Text[start:end]}}
	}
	list := make([]model.Passage, len(d.Chunks))
	for i, c := range d.Chunks {
		list[i] = passage(0, d, c)
	}
	return list
}

// closed asks the model what it knows without any document.
func (a *asking) closed(ctx context.Context) (*draft, error) {
	msgs, err := render("closed.tmpl", struct {
		Question, Abstention string
		Short                bool
	}{a.query.Text, rlm.Abstention, a.query.Short})
	if err != nil {
		return nil, err
	}
	return a.ask(ctx, msgs, nil)
}
