package funnel

import (
	"context"
	"strings"

	"funnel/rlm"
	"funnel/rlm/model"
)

// settled holds a supported answer of the reader against the rag answer over the
// shortlist. Where they differ, the evidence of both goes into one prompt, and what comes
// of it stands if it is supported: an answer is never worse for having been read more.
// An answer that code computed, or one about all documents, has no rival in a shortlist;
// neither has one after a rag answer that did not hold.
func (a *asking) settled(ctx context.Context, d *draft, cites []Citation) (*draft, []Citation, error) {
	if a.scope == ScopeAll || len(d.computed) > 0 || d.stop != rlm.StopAnswered || len(a.list.passages) == 0 {
		return d, cites, nil
	}
	r, ragCites, err := a.cited(ctx, func(ctx context.Context) (*draft, error) { return a.ragOver(ctx, a.list.passages) })
	if err != nil {
		if timeIsOver(ctx) {
			return d, cites, nil
		}
		return nil, nil, err
	}
	if r.abstained || !holds(ragCites) || agree(d, r) {
		return d, cites, nil
	}
	both, err := a.passagesOf(ctx, d.spans, r.spans)
	if err != nil {
		return nil, nil, err
	}
	m, mCites, err := a.cited(ctx, func(ctx context.Context) (*draft, error) { return a.ragOver(ctx, both) })
	if err != nil && !timeIsOver(ctx) {
		return nil, nil, err
	}
	if err != nil || m.abstained || !holds(mCites) {
		return d, cites, nil
	}
	merge(m, d)
	m.notices = append(m.notices, "the reader and the passages gave different answers; this one is from the evidence of both")
	return m, mCites, nil
}

// agree reports whether one answer says what the other does, markers and spaces aside.
func agree(a, b *draft) bool {
	x, y := wording(a), wording(b)
	return strings.Contains(x, y) || a.short != "" && fold(a.short) == fold(b.short)
}

// wording is what an answer says, word by word.
func wording(d *draft) string {
	return strings.Join(words(fold(marker.ReplaceAllString(d.text, " "))), " ")
}

// around is how much of a document's text a quote is shown with, in bytes on each side.
const around = 300

// passagesOf are spans of both lists in turn with what stands around them, each place
// once.
func (a *asking) passagesOf(ctx context.Context, lists ...[]rlm.Citation) ([]model.Passage, error) {
	var parts [2][]model.Passage
	for i, list := range lists {
		for _, s := range list {
			doc, err := a.Texts.Document(ctx, s.Doc)
			if err != nil {
				return nil, err
			}
			start, end := wordStart(doc.Text, s.Start-around), wordStart(doc.Text, s.End+around)
			if inList(parts[0], s) || inList(parts[1], s) {
				continue
			}
			parts[i] = append(parts[i], model.Passage{Doc: doc.ID, Title: doc.Title, Start: start, End: end, Text: doc.Text[start:end]})
		}
	}
	return interleave(parts[0], parts[1]), nil
}

// inList reports whether a span lies within one of the passages.
func inList(list []model.Passage, s rlm.Citation) bool {
	for _, p := range list {
		if p.Doc == s.Doc && p.Start <= s.Start && s.End <= p.End {
			return true
		}
	}
	return false
}

// wordStart is a place at or after at where a word begins.
func wordStart(text string, at int) int {
	if at <= 0 {
		return 0
	}
	if at >= len(text) {
		return len(text)
	}
	if i := strings.IndexAny(text[at:], " \n"); i >= 0 {
		return at + i + 1
	}
	return len(text)
}
