package rlm

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"funnel/rlm/python"
)

// tools are the functions that programs of this reader can call.
func (r *reader) tools() []python.Func {
	list := []python.Func{r.readTool(), r.outlineTool(), r.citeTool(), r.noteTool(), r.budgetTool(), r.varsTool()}
	if !r.task.NoSubCalls {
		list = append(list, r.queryTool(), r.batchTool(), r.recurseTool(), r.recurseBatchTool(), r.sweepTool())
		list = append(list, r.combinators()...)
	}
	if r.task.Tools {
		list = append(list, r.searchTool(), r.grepTool(), r.findTool(), r.neighborsTool(), r.addTool())
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
	if jerr := r.rec.endCall(ctx, &c); jerr != nil {
		return errors.Join(err, jerr)
	}
	return err
}

func (r *reader) readTool() python.Func {
	return python.Func{
		Name: "read", Doc: "read(doc, start=0, end=None) -> str: characters [start, end) of a document's text; negative ones count from its end",
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
			end, ended := 0, a.Value("end") != python.None
			if ended {
				if end, err = a.Int("end"); err != nil {
					return nil, err
				}
			}
			return r.readSpan(ctx, doc, start, end, ended)
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

// readSpan reads characters [start,end) of a document, to its end if ended is false.
func (r *reader) readSpan(ctx context.Context, doc string, start, end int, ended bool) (python.Value, error) {
	var v python.Value
	err := r.used(ctx, "read", map[string]any{"doc": doc, "start": start, "end": end, "ended": ended}, func() (any, error) {
		text, err := r.text(ctx, doc)
		if err != nil {
			return nil, r.toolError(ctx, err)
		}
		p := newPositions(text)
		from, to := p.byte(start), len(text)
		if ended {
			to = max(p.byte(end), from)
		}
		v = python.NewText(text[from:to], doc, from)
		return map[string]any{"bytes": to - from}, nil
	})
	return v, err
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
				p, err := r.positionsOf(ctx)(doc)
				if err != nil {
					return nil, err
				}
				for _, h := range heads {
					start := p.char(h.Start)
					v, err := record("heading", headingFields, h.Level, h.Kind, h.Title, start, p.char(h.End))
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
		Call: func(ctx context.Context, _ python.Args) (python.Value, error) {
			left, err := r.meter.leftAfter(ctx)
			if err != nil {
				return nil, err
			}
			left = left.minus(r.keep)
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

// onRune is the start of the character that byte at is in.
func onRune(s string, at int) int {
	for at > 0 && at < len(s) && !utf8.RuneStart(s[at]) {
		at--
	}
	return at
}
