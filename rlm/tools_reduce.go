package rlm

import (
	"context"
	"strings"

	"funnel/rlm/model"
	"funnel/rlm/python"
)

// reduceLLM answers a question from many texts: groups of them that fit the window are
// asked, then their answers, until one is left.
func (r *reader) reduceLLM(ctx context.Context, a python.Args) (python.Value, error) {
	values, err := a.List("items")
	if err != nil {
		return nil, err
	}
	question, err := prompt(a, "prompt")
	if err != nil {
		return nil, err
	}
	texts, err := r.textsToReduce(ctx, values)
	if err != nil {
		return nil, err
	}
	task := leafTask{tool: "reduce_llm", kind: askAnswer, question: question}
	for {
		groups := r.grouped(texts, r.subRoom(0)/2)
		results, err := r.leaves(ctx, task, groups)
		if err != nil {
			return nil, err
		}
		if len(results) == 1 {
			return answerValue(results[0].first()), r.sayFailed(python.NewList(), results)
		}
		texts = texts[:0:0]
		for _, res := range results {
			if rec := res.first(); rec.found {
				texts = append(texts, answerWithQuotes(rec))
			}
		}
		if len(texts) == 0 {
			return python.NewStr(model.TextSilent), r.sayFailed(python.NewList(), results)
		}
	}
}

// textsToReduce are the texts of items that may be anything printable.
func (r *reader) textsToReduce(ctx context.Context, values []python.Value) ([]*python.Str, error) {
	if len(values) == 0 {
		return nil, python.Raise("ValueError", "there are no items")
	}
	texts := make([]*python.Str, len(values))
	for i, v := range values {
		v, err := python.Await(ctx, v)
		if err != nil {
			return nil, err
		}
		if s, ok := v.(*python.Str); ok {
			texts[i] = s
			continue
		}
		texts[i], _ = python.NewStr(plainText(v)).(*python.Str)
	}
	return texts, nil
}

// grouped joins texts into items of at most limit tokens, at least one text in each; to
// make progress two go together whatever their size.
func (r *reader) grouped(texts []*python.Str, limit int) []item {
	var items []item
	for at := 0; at < len(texts); {
		group := []python.Value{texts[at]}
		used := model.Tokens(texts[at].String())
		for at++; at < len(texts); at++ {
			n := model.Tokens(texts[at].String())
			if used+n > limit && len(group) > 1 {
				break
			}
			used += n
			group = append(group, texts[at])
		}
		joined, _ := python.Join("\n\n", group).(*python.Str)
		items = append(items, item{id: "group", text: joined})
	}
	return items
}

// answerWithQuotes is an answer followed by the quotes it rests on, which keep where
// they are from.
func answerWithQuotes(rec leafRecord) *python.Str {
	parts := []python.Value{python.NewStr(strings.TrimSpace(python.Text(firstValue(rec))))}
	s, _ := python.Join("\n", append(parts, rec.quotes...)).(*python.Str)
	return s
}

func firstValue(rec leafRecord) python.Value {
	if len(rec.values) > 0 {
		if v, err := python.FromGo(rec.values[0]); err == nil {
			return v
		}
	}
	return python.NewStr("")
}
