package rlm

import (
	"context"
	"fmt"
	"strings"

	"funnel/rlm/python"
)

func (r *reader) findTool() python.Func {
	return python.Func{
		Name: "find", Doc: "find(where=None, pattern=None, ignore_case=True) -> ids of all documents that the filter admits and a line of which matches, by id; no limit, made as they are looked at",
		Params: []python.Param{arg("where", nil), arg("pattern", nil), arg("ignore_case", true)},
		Call: func(ctx context.Context, a python.Args) (python.Value, error) {
			where, err := whereOf(a)
			if err != nil {
				return nil, err
			}
			return r.find(ctx, GrepQuery{Pattern: optional(a, "pattern"), Where: where, IgnoreCase: python.Truth(a.Value("ignore_case"))})
		},
	}
}

// find lists ids. Texts are read one by one, as far as the program looks.
func (r *reader) find(ctx context.Context, q GrepQuery) (python.Value, error) {
	r.looked = true
	r.count(func(u *Usage) { u.Searches++ })
	var finder *Finder
	var docs []Doc
	err := r.used(ctx, "find", q, func() (any, error) {
		var err error
		if q.Pattern != "" {
			if finder, err = NewFinder(q.Pattern, q.IgnoreCase); err != nil {
				return nil, r.toolError(ctx, err)
			}
		}
		if docs, err = r.corpus.List(ctx, q.Where); err != nil {
			return nil, r.toolError(ctx, err)
		}
		return map[string]any{"admitted": len(docs)}, nil
	})
	if err != nil {
		return nil, err
	}
	return r.lazyIDs(docs, finder, q), nil
}

// lazyIDs are the ids of docs that finder matches. When all were looked at, it counts
// as a search of the collection.
func (r *reader) lazyIDs(docs []Doc, finder *Finder, q GrepQuery) *python.Lazy {
	found, total := 0, len(docs)
	return python.NewLazy(func() (python.Value, error) {
		for len(docs) > 0 {
			id := docs[0].ID
			docs = docs[1:]
			ok := finder == nil
			if !ok {
				text, err := r.peek(r.blockCtx, id)
				if err != nil {
					return nil, r.toolError(r.blockCtx, err)
				}
				ok = finder.Matches(text)
			}
			if ok {
				found++
				return python.NewStr(id), nil
			}
		}
		if finder != nil {
			r.searches = append(r.searches, searched{
				what: fmt.Sprintf("find %s in %d documents", quoteShort(q.Pattern), total), key: "grep " + q.Pattern, found: found, all: len(q.Where) == 0})
			r.coverage.scanned(q.Pattern, total, found)
		}
		return nil, nil
	})
}

func (r *reader) neighborsTool() python.Func {
	return python.Func{
		Name: "neighbors", Doc: `neighbors(doc, via=None) -> records doc, via, text: documents connected by "link", "backlink" or "mention"`,
		Params: []python.Param{{Name: "doc"}, arg("via", nil)},
		Call: func(ctx context.Context, a python.Args) (python.Value, error) {
			doc, err := docOf(a)
			if err != nil {
				return nil, err
			}
			return r.neighbors(ctx, doc, strings.TrimSuffix(optional(a, "via"), "s"))
		},
	}
}

func (r *reader) neighbors(ctx context.Context, doc, via string) (python.Value, error) {
	switch via {
	case "", ViaLink, ViaBacklink, ViaMention:
	default:
		return nil, python.Raise("ValueError", `via must be "link", "backlink", "mention" or None, not %q`, clip(via, 40))
	}
	r.looked = true
	list := python.NewList()
	err := r.used(ctx, "neighbors", map[string]any{"doc": doc, "via": via}, func() (any, error) {
		all, err := r.corpus.Neighbors(ctx, doc)
		if err != nil {
			return nil, r.toolError(ctx, err)
		}
		for _, n := range all {
			if via != "" && n.Via != via {
				continue
			}
			v, err := record("neighbor", neighborFields, n.Doc, n.Via, n.Text)
			if err != nil {
				return nil, err
			}
			list.Append(v)
		}
		return map[string]any{"neighbors": list.Len()}, nil
	})
	return list, err
}

func (r *reader) addTool() python.Func {
	return python.Func{
		Name: "add", Doc: "add(doc) -> int: puts a document of the collection at the end of docs and context; returns its index there",
		Params: []python.Param{{Name: "doc"}},
		Call: func(ctx context.Context, a python.Args) (python.Value, error) {
			id, err := docOf(a)
			if err != nil {
				return nil, err
			}
			at, err := r.add(ctx, id)
			return python.Int(at), err
		},
	}
}

// add widens the shortlist by a document.
func (r *reader) add(ctx context.Context, id string) (at int, err error) {
	for i, d := range r.docs {
		if d.ID == id {
			return i, nil
		}
	}
	err = r.used(ctx, "add", map[string]any{"doc": id}, func() (any, error) {
		d, err := r.corpus.Doc(ctx, id)
		if err != nil {
			return nil, r.toolError(ctx, err)
		}
		text, err := r.peek(ctx, id)
		if err != nil {
			return nil, r.toolError(ctx, err)
		}
		v, err := docRecord(d)
		if err != nil {
			return nil, err
		}
		at = len(r.docs)
		r.docs = append(r.docs, d)
		r.docList.Append(v)
		r.contextList.Append(python.NewText(text, id, 0))
		return map[string]any{"index": at}, nil
	})
	return at, err
}
