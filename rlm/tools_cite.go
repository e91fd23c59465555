package rlm

import (
	"context"
	"strings"

	"funnel/rlm/python"
)

func (r *reader) citeTool() python.Func {
	return python.Func{
		Name: "cite", Doc: `cite(quote, doc=None) -> "[1]": a numbered citation of words that stand in a document`,
		Params: []python.Param{{Name: "quote"}, arg("doc", nil)},
		Call: func(ctx context.Context, a python.Args) (python.Value, error) {
			doc := ""
			if a.Value("doc") != python.None {
				var err error
				if doc, err = docOf(a); err != nil {
					return nil, err
				}
			}
			numbers, err := r.cite(ctx, a.Value("quote"), doc)
			return python.NewStr(markerList(numbers)), err
		},
	}
}

func (r *reader) noteTool() python.Func {
	return python.Func{
		Name: "note", Doc: `note(claim, quote=None) -> "[1]": keep a finding with the words it rests on`,
		Params: []python.Param{{Name: "claim"}, arg("quote", nil)},
		Call: func(ctx context.Context, a python.Args) (python.Value, error) {
			claim := python.Text(a.Value("claim"))
			var numbers []int
			if a.Value("quote") != python.None {
				var err error
				if numbers, err = r.cite(ctx, a.Value("quote"), ""); err != nil {
					return nil, err
				}
			}
			r.ledger.add(claim, numbers)
			return python.NewStr(markerList(numbers)), nil
		},
	}
}

// cite numbers a quote: by where its bytes come from, else by what a sub-call
// named for it, else by finding it in the document named, else in those read so far
// and those of the shortlist. A record is cited by its quotes.
func (r *reader) cite(ctx context.Context, v python.Value, doc string) (numbers []int, err error) {
	if v, err = python.Await(ctx, v); err != nil {
		return nil, err
	}
	quote := strings.TrimSpace(python.Text(quoteOf(v)))
	err = r.used(ctx, "cite", map[string]any{"quote": clip(quote, 500), "doc": doc}, func() (any, error) {
		spans, err := r.spansToCite(ctx, v, doc)
		if err != nil {
			return nil, err
		}
		var cited []map[string]any
		for _, s := range spans {
			n, err := r.citeSpan(ctx, s)
			if err != nil {
				return nil, err
			}
			numbers = append(numbers, n)
			cited = append(cited, map[string]any{"n": n, "doc": s.doc, "start": s.start, "end": s.end})
		}
		return cited, nil
	})
	return numbers, err
}

// quoteOf is what a value says to be cited: the text or quote of a record.
func quoteOf(v python.Value) python.Value {
	if rec, ok := v.(*python.Record); ok {
		for _, name := range []string{"quote", "text"} {
			if q, ok := rec.Get(name); ok && isStr(q) {
				return q
			}
		}
	}
	return v
}

// spansToCite finds the spans that stand behind a value: one for a text, all quotes of a
// record or of a sub-call's answer.
func (r *reader) spansToCite(ctx context.Context, v python.Value, doc string) ([]span, error) {
	quotes := []python.Value{quoteOf(v)}
	if rec, ok := v.(*python.Record); ok {
		if q, ok := rec.Get("quotes"); ok {
			if list, ok := q.(*python.List); ok && list.Len() > 0 {
				quotes = list.Items()
			}
		}
	}
	if basis := python.Basis(quotes[0]); len(quotes) == 1 && len(basis) > 0 && doc == "" {
		quotes = basis
	}
	var spans []span
	for _, q := range quotes {
		text := strings.TrimSpace(python.Text(q))
		if text == "" {
			return nil, python.Raise("ValueError", "an empty text cannot be cited")
		}
		s, err := r.place(ctx, q, text, doc)
		if err != nil {
			return nil, err
		}
		spans = append(spans, s)
	}
	return spans, nil
}

// place finds the span of a quote.
func (r *reader) place(ctx context.Context, v python.Value, quote, doc string) (span, error) {
	if from := joinOrigins(python.Origins(v)); len(from) == 1 && (doc == "" || doc == from[0].Source) {
		o := from[0]
		if len(strings.TrimSpace(python.Text(v)[o.At:o.To])) == len(quote) {
			return span{o.Source, o.Start, o.End}, nil
		}
	}
	for _, id := range r.places(doc) {
		text, err := r.text(ctx, id)
		if err != nil {
			return span{}, r.toolError(ctx, err)
		}
		if start, end, ok := FindQuote(text, quote); ok {
			return span{id, start, end}, nil
		}
	}
	where := "no document that was read"
	if doc != "" {
		where = "not in " + doc
	}
	return span{}, python.Raise("ValueError", "these words stand in %s: %q; quote word for word, or slice the text", where, clip(quote, 80))
}

// places lists the documents to look for a quote in: the one named, or those
// read so far, the latest first, then the shortlist.
func (r *reader) places(doc string) []string {
	if doc != "" {
		return []string{doc}
	}
	var ids []string
	for i := len(r.order) - 1; i >= 0; i-- {
		ids = append(ids, r.order[i])
	}
	for _, d := range r.task.Shortlist {
		if !r.opened[d.ID] {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

// citeSpan numbers a span by the document's own bytes, white space at its
// ends left out.
func (r *reader) citeSpan(ctx context.Context, s span) (int, error) {
	text, err := r.text(ctx, s.doc)
	if err != nil {
		return 0, r.toolError(ctx, err)
	}
	if s.start < 0 || s.end > len(text) || s.start >= s.end {
		return 0, python.Raise("ValueError", "there is no span [%d:%d] in %s", s.start, s.end, s.doc)
	}
	s.start, s.end = trimSpan(text, s.start, s.end)
	if s.start >= s.end {
		return 0, python.Raise("ValueError", "an empty text cannot be cited")
	}
	return r.cites.add(s, text[s.start:s.end]), nil
}
