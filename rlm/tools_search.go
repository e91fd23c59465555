package rlm

import (
	"context"
	"fmt"
	"strings"

	"funnel/rlm/python"
)

func (r *reader) searchTool() python.Func {
	return python.Func{
		Name: "search", Doc: "search(query, k=10, leg=None, where=None) -> hits: the best documents of the whole collection, each with its best span",
		Params: []python.Param{{Name: "query"}, arg("k", 10), arg("leg", nil), arg("where", nil)},
		Call:   r.search,
	}
}

// maxHits bounds what one search returns.
const maxHits = 100

func (r *reader) search(ctx context.Context, a python.Args) (python.Value, error) {
	query, err := a.Str("query")
	if err != nil {
		return nil, err
	}
	k, err := a.Int("k")
	if err != nil {
		return nil, err
	}
	where, err := whereOf(a)
	if err != nil {
		return nil, err
	}
	q := SearchQuery{Text: query, K: min(max(k, 1), maxHits), Leg: optional(a, "leg"), Where: where}
	if strings.TrimSpace(query) == "" {
		return nil, python.Raise("ValueError", "the query is empty: write what to look for")
	}
	r.looked = true
	r.count(func(u *Usage) { u.Searches++ })
	list := python.NewList()
	err = r.used(ctx, "search", q, func() (any, error) {
		hits, total, err := r.corpus.Search(ctx, q)
		if err != nil {
			return nil, r.toolError(ctx, err)
		}
		r.searches = append(r.searches, searched{what: "search " + quoteShort(query), key: strings.Join(wordsOf(query), " ") + "|" + q.Leg, found: len(hits), all: len(where) == 0})
		list.SetAttr("total", python.Int(total))
		found := []map[string]any{}
		at := r.positionsOf(ctx)
		for _, h := range hits {
			v, err := hitRecord(h, at)
			if err != nil {
				return nil, err
			}
			list.Append(v)
			found = append(found, map[string]any{"doc": h.Doc, "start": h.Start, "end": h.End, "score": h.Score})
		}
		return map[string]any{"total": total, "hits": found}, nil
	})
	return list, err
}

// hitRecord is a hit as programs see it: its span in characters.
func hitRecord(h Hit, at func(doc string) (*positions, error)) (python.Value, error) {
	p, err := at(h.Doc)
	if err != nil {
		return nil, err
	}
	start := p.char(h.Start)
	return record("hit", hitFields, h.Doc, h.Title, h.Heading, h.Score, start, p.char(h.End), python.NewText(h.Text, h.Doc, h.Start))
}

// A searched search is what a tool looked for over the collection.
type searched struct {
	what  string // for people
	key   string // equal for searches that are the same
	found int
	all   bool // the whole collection was searched, no filter
}

// differentSearches counts the different searches of the whole collection.
func (t *tree) differentSearches() int {
	seen := map[string]bool{}
	for _, s := range t.searches {
		if s.all {
			seen[s.key] = true
		}
	}
	return len(seen)
}

func quoteShort(s string) string { return fmt.Sprintf("%q", clip(oneSpaced(s), 60)) }

// optional is a str argument that may be None.
func optional(a python.Args, name string) string {
	if s, ok := a.Value(name).(*python.Str); ok {
		return s.String()
	}
	return ""
}

// whereOf reads the filter of a tool: a dict, or None.
func whereOf(a python.Args) (map[string]string, error) {
	v, err := python.ToGo(a.Value("where"))
	if err != nil {
		return nil, python.Raise("TypeError", "where must be a dict of metadata")
	}
	m, ok := v.(map[string]any)
	if v != nil && !ok {
		return nil, python.Raise("TypeError", "where must be a dict of metadata")
	}
	where := map[string]string{}
	for k, x := range m {
		where[k] = fmt.Sprint(x)
	}
	return where, nil
}

func (r *reader) grepTool() python.Func {
	return python.Func{
		Name: "grep", Doc: "grep(pattern, where=None, max=50, ignore_case=True) -> matches: lines of all documents that the regular expression matches",
		Params: []python.Param{{Name: "pattern"}, arg("where", nil), arg("max", 50), arg("ignore_case", true)},
		Call: func(ctx context.Context, a python.Args) (python.Value, error) {
			q, err := grepOf(a)
			if err != nil {
				return nil, err
			}
			most, err := a.Int("max")
			if err != nil {
				return nil, err
			}
			q.Max = max(most, 1)
			return r.grep(ctx, q)
		},
	}
}

// grepOf reads the pattern of a tool with its filter.
func grepOf(a python.Args) (q GrepQuery, err error) {
	if q.Pattern, err = a.Str("pattern"); err != nil {
		return q, err
	}
	q.IgnoreCase = python.Truth(a.Value("ignore_case"))
	q.Where, err = whereOf(a)
	return q, err
}

func (r *reader) grep(ctx context.Context, q GrepQuery) (python.Value, error) {
	r.looked = true
	r.count(func(u *Usage) { u.Searches++ })
	list := python.NewList()
	err := r.used(ctx, "grep", q, func() (any, error) {
		matches, total, err := r.corpus.Grep(ctx, q)
		if err != nil {
			return nil, r.toolError(ctx, err)
		}
		r.searches = append(r.searches, searched{what: "grep " + quoteShort(q.Pattern), key: "grep " + q.Pattern, found: total, all: len(q.Where) == 0})
		if total == 0 && r.task.All { // that nothing matches is what an answer may rest on
			docs, err := r.corpus.List(ctx, q.Where)
			if err != nil {
				return nil, r.toolError(ctx, err)
			}
			r.coverage.scanned(q.Pattern, len(docs), 0)
		}
		list.SetAttr("total", python.Int(total))
		at := r.positionsOf(ctx)
		for _, m := range matches {
			p, err := at(m.Doc)
			if err != nil {
				return nil, err
			}
			start := p.char(m.Start)
			v, err := record("match", matchFields, m.Doc, m.Line, start, p.char(m.End), python.NewText(m.Text, m.Doc, m.Start))
			if err != nil {
				return nil, err
			}
			list.Append(v)
		}
		return map[string]any{"total": total, "returned": len(matches)}, nil
	})
	return list, err
}
