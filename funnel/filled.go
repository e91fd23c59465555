package funnel

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

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
	f := &filling{left: a.promptTokens(max(room, 0))}
	if m == ModeGiven {
		f.waiting, f.shared = len(a.query.Given), true
	}
	if err := a.eachGiven(ctx, m, f.take); err != nil {
		return nil, err
	}
	d, err := a.answerFrom(ctx, f.list)
	if d != nil && f.shared && f.cut > 0 {
		d.notices = append(d.notices, fmt.Sprintf("the evidence given is longer than the prompt: of %d pieces %d were cut", len(a.query.Given), f.cut))
	}
	return d, err
}

// filling is a prompt that is being filled.
type filling struct {
	left int // tokens
	list []model.Passage
	// Where shared is set the room is shared out among those that wait: what one
	// leaves goes to the others.
	shared  bool
	waiting int
	cut     int // that were not taken whole
}

// take adds a span as far as there is room, and reports whether more may come.
func (f *filling) take(doc *store.Document, s Span) bool {
	room := f.left
	if f.shared {
		room /= max(1, f.waiting)
		f.waiting--
	}
	for _, p := range parts(doc, s) {
		size := passageTokens(p)
		over := size > room
		if over && f.shared {
			p = shortened(p, room, size)
			size = passageTokens(p)
		}
		if size <= room && p.Text != "" {
			room, f.left = room-size, f.left-size
			p.N = len(f.list) + 1
			f.list = append(f.list, p)
		}
		if over {
			f.cut++
			return f.waiting > 0
		}
	}
	return true
}

// shortened is the beginning of a passage of size tokens that takes about room;
// its text is empty where that would be too little to read.
func shortened(p model.Passage, room, size int) model.Passage {
	frame := size - model.Tokens(p.Text)
	n := len(p.Text) * max(0, room-frame) / max(1, size-frame) * 9 / 10
	for n > 0 && !utf8.RuneStart(p.Text[n]) {
		n--
	}
	if n < 100 {
		n = 0
	}
	p.Text, p.End = p.Text[:n], p.Start+n
	return p
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
