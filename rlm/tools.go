package rlm

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"funnel/rlm/python"
)

// tools are the functions that programs of this reader can call.
func (r *reader) tools() []python.Func {
	list := []python.Func{r.readTool(), r.outlineTool(), r.citeTool(), r.noteTool(), r.budgetTool(), r.varsTool()}
	if !r.task.NoSubCalls {
		list = append(list, r.queryTool(), r.batchTool(), r.recurseTool(), r.recurseBatchTool())
	}
	if r.task.Tools {
		list = append(list, r.searchTool(), r.grepTool())
	}
	return append(list, r.finalTools()...)
}

// toolNames lists what a program may use.
func (r *reader) toolNames() []string {
	var names []string
	for _, f := range r.tools() {
		names = append(names, f.Name)
	}
	return names
}

// arg is a parameter with a default; a nil one is None.
func arg(name string, def any) python.Param {
	v, err := python.FromGo(def)
	if err != nil {
		v = python.None
	}
	return python.Param{Name: name, Default: v}
}

// used journals the use of a tool. The error that it ended in is given back.
func (r *reader) used(ctx context.Context, kind string, request any, do func() (any, error)) error {
	c := Call{Kind: kind, Request: asJSON(request)}
	if r.step != nil {
		c.Step = r.step.ID
	}
	if err := r.rec.call(ctx, &c); err != nil {
		return err
	}
	response, err := do()
	if err != nil {
		c.Error = err.Error()
	} else {
		c.Response = asJSON(response)
	}
	return errors.Join(err, r.rec.endCall(ctx, &c))
}

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
	r.searched[strings.Join(wordsOf(query), " ")+"|"+q.Leg] = true
	r.count(func(u *Usage) { u.Searches++ })
	var list []python.Value
	err = r.used(ctx, "search", q, func() (any, error) {
		hits, total, err := r.corpus.Search(ctx, q)
		if err != nil {
			return nil, r.toolError(ctx, err)
		}
		found := []map[string]any{}
		for _, h := range hits {
			v, err := record("hit", hitFields, h.Doc, h.Title, h.Heading, h.Score, h.Start, h.End, python.NewText(h.Text, h.Doc, h.Start))
			if err != nil {
				return nil, err
			}
			list = append(list, v)
			found = append(found, map[string]any{"doc": h.Doc, "start": h.Start, "end": h.End, "score": h.Score})
		}
		return map[string]any{"total": total, "hits": found}, nil
	})
	return python.NewList(list...), err
}

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
			pattern, err := a.Str("pattern")
			if err != nil {
				return nil, err
			}
			most, err := a.Int("max")
			if err != nil {
				return nil, err
			}
			where, err := whereOf(a)
			if err != nil {
				return nil, err
			}
			return r.grep(ctx, GrepQuery{Pattern: pattern, Where: where, Max: max(most, 1), IgnoreCase: python.Truth(a.Value("ignore_case"))})
		},
	}
}

func (r *reader) grep(ctx context.Context, q GrepQuery) (python.Value, error) {
	r.looked = true
	r.searched["grep "+q.Pattern] = true
	r.count(func(u *Usage) { u.Searches++ })
	var list []python.Value
	err := r.used(ctx, "grep", q, func() (any, error) {
		matches, total, err := r.corpus.Grep(ctx, q)
		if err != nil {
			return nil, r.toolError(ctx, err)
		}
		for _, m := range matches {
			v, err := record("match", matchFields, m.Doc, m.Line, m.Start, m.End, python.NewText(m.Text, m.Doc, m.Start))
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return map[string]any{"total": total, "returned": len(matches)}, nil
	})
	return python.NewList(list...), err
}

func (r *reader) readTool() python.Func {
	return python.Func{
		Name: "read", Doc: "read(doc, start=0, end=None) -> str: bytes [start, end) of a document's text",
		Params: []python.Param{{Name: "doc"}, arg("start", 0), arg("end", nil)},
		Call: func(ctx context.Context, a python.Args) (python.Value, error) {
			doc, err := docOf(a)
			if err != nil {
				return nil, err
			}
			start, err := a.Int("start")
			if err != nil {
				return nil, err
			}
			end := -1
			if a.Value("end") != python.None {
				if end, err = a.Int("end"); err != nil {
					return nil, err
				}
			}
			return r.readSpan(ctx, doc, start, end)
		},
	}
}

// docOf reads the argument doc: an id, or a record that has one.
func docOf(a python.Args) (string, error) {
	if rec, ok := a.Value("doc").(*python.Record); ok {
		for _, field := range []string{"doc", "id"} {
			if v, ok := rec.Get(field); ok && isStr(v) {
				return python.Text(v), nil
			}
		}
	}
	return a.Str("doc")
}

func (r *reader) readSpan(ctx context.Context, doc string, start, end int) (python.Value, error) {
	var v python.Value
	err := r.used(ctx, "read", map[string]any{"doc": doc, "start": start, "end": end}, func() (any, error) {
		text, err := r.text(ctx, doc)
		if err != nil {
			return nil, r.toolError(ctx, err)
		}
		if end < 0 || end > len(text) {
			end = len(text)
		}
		start = onRune(text, min(max(start, 0), end))
		end = onRune(text, end)
		v = python.NewText(text[start:end], doc, start)
		return map[string]any{"bytes": end - start}, nil
	})
	return v, err
}

// text is a document's text; it is read once.
func (r *reader) text(ctx context.Context, doc string) (string, error) {
	if text, ok := r.texts[doc]; ok {
		return text, nil
	}
	text, err := r.corpus.Read(ctx, doc, 0, -1)
	if err != nil {
		return "", err
	}
	r.looked = true
	r.open(doc)
	r.texts[doc] = text
	return text, nil
}

func onRune(s string, at int) int {
	for at > 0 && at < len(s) && !utf8.RuneStart(s[at]) {
		at--
	}
	return at
}

// toolError makes a corpus' error a Python exception: a wrong id names its
// neighbours, a wrong pattern is a ValueError. What ends the run stays.
func (r *reader) toolError(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return err
	case errors.Is(err, ErrNoDocument):
		return python.Raise("KeyError", "%s; %s", err, r.someIDs())
	}
	return python.Raise("ValueError", "%s", err)
}

// someIDs names ids that do exist.
func (r *reader) someIDs() string {
	var ids []string
	for _, d := range r.docs[:min(3, len(r.docs))] {
		ids = append(ids, d.ID)
	}
	if len(ids) == 0 {
		return "ids come from search()"
	}
	return "ids look like " + strings.Join(ids, ", ")
}

func (r *reader) outlineTool() python.Func {
	return python.Func{
		Name: "outline", Doc: "outline(doc) -> headings, pages or symbols of a document with their spans",
		Params: []python.Param{{Name: "doc"}},
		Call: func(ctx context.Context, a python.Args) (python.Value, error) {
			doc, err := docOf(a)
			if err != nil {
				return nil, err
			}
			var list []python.Value
			err = r.used(ctx, "outline", map[string]any{"doc": doc}, func() (any, error) {
				heads, err := r.corpus.Outline(ctx, doc)
				if err != nil {
					return nil, r.toolError(ctx, err)
				}
				for _, h := range heads {
					v, err := record("heading", headingFields, h.Level, h.Kind, h.Title, h.Start, h.End)
					if err != nil {
						return nil, err
					}
					list = append(list, v)
				}
				return map[string]any{"headings": len(heads)}, nil
			})
			return python.NewList(list...), err
		},
	}
}

func (r *reader) budgetTool() python.Func {
	return python.Func{
		Name: "budget", Doc: "budget() -> dict: turns, calls and tokens that are left",
		Call: func(context.Context, python.Args) (python.Value, error) {
			left := r.meter.left().minus(r.keep)
			return python.FromGo(map[string]any{"turns": max(left.steps, 0), "calls": max(left.calls, 0), "tokens": max(left.tokens, 0)})
		},
	}
}

func (r *reader) varsTool() python.Func {
	return python.Func{
		Name: "SHOW_VARS", Doc: "SHOW_VARS() -> str: the variables of the session",
		Call: func(context.Context, python.Args) (python.Value, error) {
			return python.NewStr(r.variables(1000)), nil
		},
	}
}

// finalTools are the ways to finish that models know from elsewhere.
func (r *reader) finalTools() []python.Func {
	finish := func(_ context.Context, a python.Args) (python.Value, error) {
		list, err := a.List("answer")
		if err != nil {
			return nil, err
		}
		var v python.Value = python.NewList(list...)
		if len(list) == 1 {
			v = list[0]
		}
		r.final = &v
		return python.None, nil
	}
	byName := func(ctx context.Context, a python.Args) (python.Value, error) {
		list, err := a.List("answer")
		if err != nil || len(list) == 0 {
			return nil, python.Raise("TypeError", "FINAL_VAR() takes the name of a variable")
		}
		if name, ok := list[0].(*python.Str); ok {
			if v, known := r.session.Get(strings.Trim(name.String(), `"' `)); known {
				r.final = &v
				return python.None, nil
			}
		}
		return finish(ctx, a)
	}
	rest := []python.Param{{Name: "answer", Rest: true}}
	return []python.Func{
		{Name: "FINAL", Doc: "FINAL(answer): finish", Params: rest, Call: finish},
		{Name: "SUBMIT", Doc: "SUBMIT(answer): finish", Params: rest, Call: finish},
		{Name: "FINAL_VAR", Doc: "FINAL_VAR(name): finish with a variable", Params: rest, Call: byName},
	}
}
