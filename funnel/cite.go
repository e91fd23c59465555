package funnel

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"funnel/rlm"
	"funnel/rlm/model"
	"funnel/store"
)

// cite checks the spans of a draft against the stored bytes and its claims
// against their quotes.
func (a *asking) cite(ctx context.Context, d *draft) ([]Citation, error) {
	list := []Citation{}
	for _, span := range d.spans {
		c, err := a.check(ctx, span)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	if err := a.judge(ctx, d, list); err != nil {
		return nil, err
	}
	return list, nil
}

// check compares a span with the stored bytes. A quote that the document does
// not hold is kept with Quoted false: it is for the reader of the answer to see.
func (a *asking) check(ctx context.Context, span rlm.Citation) (Citation, error) {
	c := Citation{
		N: span.N, Doc: span.Doc, Start: span.Start, End: span.End,
		Quote: span.Quote, Supported: SupportUnchecked,
	}
	doc, err := a.Texts.Document(ctx, span.Doc)
	if errors.Is(err, store.ErrNotFound) {
		return c, nil
	}
	if err != nil {
		return c, fmt.Errorf("check citation %d: %w", span.N, err)
	}
	if !within(span, len(doc.Text)) {
		return c, nil
	}
	c.Title = doc.Title
	c.Quoted = doc.Text[span.Start:span.End] == span.Quote
	c.Locator = locate(doc, span.Start)
	return c, nil
}

func within(span rlm.Citation, size int) bool {
	return 0 <= span.Start && span.Start < span.End && span.End <= size
}

// judge sets Supported. A claim is judged against all of its quotes together,
// and a citation that several claims share is supported only if all of them
// are.
func (a *asking) judge(ctx context.Context, d *draft, list []Citation) error {
	byN := map[int]*Citation{}
	for i := range list {
		byN[list[i].N] = &list[i]
	}
	judged := map[int]bool{}
	for _, c := range claims(d.text) {
		from := evidence{computed: d.computed}
		for _, n := range c.numbers {
			if q := byN[n]; q != nil && q.Quoted {
				from.quotes = append(from.quotes, q.Quote)
				from.sources = append(from.sources, sourceOf(q))
			}
		}
		verdict, err := a.verdict(ctx, c.text, from)
		if errors.Is(err, model.ErrTooLong) {
			verdict, err = SupportUnchecked, nil
			d.notices = append(d.notices, fmt.Sprintf("the claim of %s could not be checked: its quotes do not fit the model's window", markersOf(c.numbers)))
		}
		if err != nil {
			return err
		}
		for _, n := range c.numbers {
			if q := byN[n]; q != nil {
				q.Supported = weaker(q.Supported, verdict, judged[n])
				judged[n] = true
			}
		}
	}
	return nil
}

// markersOf writes markers the way an answer does: [1][2].
func markersOf(list []int) string {
	var b strings.Builder
	for _, n := range list {
		fmt.Fprintf(&b, "[%d]", n)
	}
	return b.String()
}

// sourceOf names the document of a citation in the ways that answers name it.
func sourceOf(c *Citation) string {
	names := []string{c.Doc, c.Title}
	if base := path.Base(c.Doc); strings.Contains(base, ".") {
		names = append(names, strings.TrimSuffix(base, path.Ext(base)))
	}
	if c.Locator.Heading != "" {
		names = append(names, c.Locator.Heading)
	}
	return strings.Join(names, " · ")
}

// verdict is no for a claim without a single true quote.
func (a *asking) verdict(ctx context.Context, claim string, from evidence) (Support, error) {
	if len(from.quotes) == 0 {
		return SupportNo, nil
	}
	return a.support.supports(ctx, a.query.Text, claim, from)
}

// weaker combines verdicts on one citation: no beats unchecked beats yes.
func weaker(old, now Support, had bool) Support {
	if !had || old == SupportYes || now == SupportNo {
		return now
	}
	return old
}

// holds reports whether at least one citation is a true quote whose claim is
// not refuted.
func holds(list []Citation) bool {
	for _, c := range list {
		if c.Quoted && c.Supported != SupportNo {
			return true
		}
	}
	return false
}
