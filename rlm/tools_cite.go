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
			n, err := r.cite(ctx, a.Value("quote"), doc)
			return python.NewStr(marker(n)), err
		},
	}
}

func (r *reader) noteTool() python.Func {
	return python.Func{
		Name: "note", Doc: `note(claim, quote=None) -> "[1]": keep a finding with the words it rests on`,
		Params: []python.Param{{Name: "claim"}, arg("quote", nil)},
		Call: func(ctx context.Context, a python.Args) (python.Value, error) {
			claim := python.Text(a.Value("claim"))
			n := 0
			if a.Value("quote") != python.None {
				var err error
				if n, err = r.cite(ctx, a.Value("quote"), ""); err != nil {
					return nil, err
				}
			}
			r.ledger.add(claim, n)
			return python.NewStr(marker(n)), nil
		},
	}
}

// cite numbers a quote: by where its bytes come from, else by finding it in
// the document named, else in those read so far and those of the shortlist.
func (r *reader) cite(ctx context.Context, v python.Value, doc string) (n int, err error) {
	if rec, ok := v.(*python.Record); ok {
		if text, ok := rec.Get("text"); ok {
			v = text
		}
	}
	quote := strings.TrimSpace(python.Text(v))
	err = r.used(ctx, "cite", map[string]any{"quote": clip(quote, 500), "doc": doc}, func() (any, error) {
		if quote == "" {
			return nil, python.Raise("ValueError", "an empty text cannot be cited")
		}
		s, err := r.place(ctx, v, quote, doc)
		if err != nil {
			return nil, err
		}
		if n, err = r.citeSpan(ctx, s); err != nil {
			return nil, err
		}
		return map[string]any{"n": n, "doc": s.doc, "start": s.start, "end": s.end}, nil
	})
	return n, err
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
