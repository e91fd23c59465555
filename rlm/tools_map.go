package rlm

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"funnel/rlm/model"
	"funnel/rlm/python"
)

// combinators are the tools that ask the same of many texts: leaves return records
// with the ids and quotes they rest on, and code counts.
func (r *reader) combinators() []python.Func {
	return []python.Func{
		{Name: "map_llm", Doc: "map_llm(items, prompt, schema=None) -> list: the answer for each item, or a record with the schema's fields, id, found, quote",
			Params: []python.Param{{Name: "items"}, {Name: "prompt"}, arg("schema", nil)}, Call: r.mapLLM},
		{Name: "filter_llm", Doc: "filter_llm(items, condition) -> list: the items that meet it; .records has their ids and quotes",
			Params: []python.Param{{Name: "items"}, {Name: "condition"}}, Call: r.filterLLM},
		{Name: "reduce_llm", Doc: "reduce_llm(items, prompt) -> str: one answer from all items, read in groups that fit",
			Params: []python.Param{{Name: "items"}, {Name: "prompt"}}, Call: r.reduceLLM},
		{Name: "extract", Doc: "extract(items, fields, question=None) -> list of records: all that the items hold, each with the fields, id and quote",
			Params: []python.Param{{Name: "items"}, {Name: "fields"}, arg("question", nil)}, Call: r.extract},
		{Name: "count_by", Doc: "count_by(items, by, labels=None) -> groups value, count, ids, quotes, most first; .total. by: a field of records, or a question asked of each item",
			Params: []python.Param{{Name: "items"}, {Name: "by"}, arg("labels", nil)}, Call: r.countBy},
	}
}

// leafFields are the fields that every record of a leaf has beside its own.
func leafFields(own []field) []string {
	names := []string{"id", "found"}
	for _, f := range own {
		names = append(names, f.name)
	}
	return append(names, "quote", "quotes")
}

// leafValue is a record as programs see it.
func leafValue(kind string, own []field, id string, rec leafRecord, more ...python.Field) (python.Value, error) {
	quotes := python.NewList(rec.quotes...)
	var quote python.Value = python.NewStr("")
	if len(rec.quotes) > 0 {
		quote = rec.quotes[0]
	}
	values := []any{id, rec.found}
	for i := range own {
		var v any
		if i < len(rec.values) {
			v = rec.values[i]
		}
		values = append(values, v)
	}
	values = append(values, quote, quotes)
	names := leafFields(own)
	for _, f := range more {
		names, values = append(names, f.Name), append(values, f.Value)
	}
	return record(kind, names, values...)
}

// prompt reads a question of a tool.
func prompt(a python.Args, name string) (string, error) {
	s, err := a.Str(name)
	if err == nil && strings.TrimSpace(s) == "" {
		err = python.Raise("ValueError", "the %s is empty: write what to ask of each item", name)
	}
	return strings.TrimSpace(s), err
}

func (r *reader) mapLLM(ctx context.Context, a python.Args) (python.Value, error) {
	items, err := r.itemsOf(ctx, a, "items")
	if err != nil {
		return nil, err
	}
	task := leafTask{tool: "map_llm", kind: askAnswer}
	if task.question, err = prompt(a, "prompt"); err != nil {
		return nil, err
	}
	if task.fields, err = fieldsOf(a.Value("schema")); err != nil {
		return nil, err
	}
	if len(task.fields) > 0 {
		task.kind = askRecord
	}
	results, err := r.leaves(ctx, task, items)
	if err != nil {
		return nil, err
	}
	list := python.NewList()
	for i, res := range results {
		rec := res.first()
		if task.kind == askAnswer {
			list.Append(answerValue(rec))
			continue
		}
		v, err := leafValue("record", task.fields, items[i].id, rec)
		if err != nil {
			return nil, err
		}
		list.Append(v)
	}
	return list, r.sayFailed(list, results)
}

// answerValue is a leaf's answer as a str that can be cited: where it stands in its
// quote it is text of the document, else it rests on its quotes.
func answerValue(rec leafRecord) python.Value {
	if !rec.found || len(rec.values) == 0 || rec.values[0] == nil {
		return python.NewStr(model.TextSilent)
	}
	answer := fmt.Sprint(rec.values[0])
	for _, q := range rec.quotes {
		if s := traced(answer, q); len(python.Origins(s)) > 0 {
			return s
		}
	}
	return python.NewBased(answer, rec.quotes)
}

// sayFailed gives a list the number of items that could not be read, and says it.
func (r *reader) sayFailed(list *python.List, results []leafResult) error {
	failed, why := 0, ""
	for _, res := range results {
		if res.failed != "" {
			failed++
			why = res.failed
		}
	}
	list.SetAttr("failed", python.Int(failed))
	if failed > 0 {
		r.notices = append(r.notices, fmt.Sprintf("%d of %d sub-calls of a batch did not work: %s", failed, len(results), why))
	}
	return nil
}

func (r *reader) filterLLM(ctx context.Context, a python.Args) (python.Value, error) {
	items, err := r.itemsOf(ctx, a, "items")
	if err != nil {
		return nil, err
	}
	task := leafTask{tool: "filter_llm", kind: askFilter}
	if task.question, err = prompt(a, "condition"); err != nil {
		return nil, err
	}
	results, err := r.leaves(ctx, task, items)
	if err != nil {
		return nil, err
	}
	kept, records := python.NewList(), python.NewList()
	for i, res := range results {
		if !res.first().found {
			continue
		}
		v, err := leafValue("record", nil, items[i].id, res.first())
		if err != nil {
			return nil, err
		}
		kept.Append(items[i].value)
		records.Append(v)
	}
	kept.SetAttr("records", records)
	return kept, r.sayFailed(kept, results)
}

func (r *reader) extract(ctx context.Context, a python.Args) (python.Value, error) {
	items, err := r.itemsOf(ctx, a, "items")
	if err != nil {
		return nil, err
	}
	task := leafTask{tool: "extract", kind: askRecords, question: optional(a, "question")}
	if task.fields, err = fieldsOf(a.Value("fields")); err != nil {
		return nil, err
	}
	if len(task.fields) == 0 {
		return nil, python.Raise("ValueError", "no fields: pass a dict of names and what they mean")
	}
	if task.question == "" {
		task.question = "List all that the text holds with these fields."
	}
	results, err := r.leaves(ctx, task, items)
	if err != nil {
		return nil, err
	}
	list := python.NewList()
	for i, res := range results {
		for _, rec := range res.records {
			v, err := leafValue("record", task.fields, items[i].id, rec)
			if err != nil {
				return nil, err
			}
			list.Append(v)
		}
	}
	return list, r.sayFailed(list, results)
}

// A group is what count_by counts.
type group struct {
	value  python.Value
	key    string
	count  int
	ids    []string
	seen   map[string]bool
	quotes []python.Value
}

func (r *reader) countBy(ctx context.Context, a python.Args) (python.Value, error) {
	by, err := prompt(a, "by")
	if err != nil {
		return nil, err
	}
	values, err := a.List("items")
	if err != nil {
		return nil, err
	}
	var g groups
	if !g.byField(values, by) {
		if err := r.groupByQuestion(ctx, a, by, &g); err != nil {
			return nil, err
		}
	}
	return g.value()
}

// groupByQuestion asks the question of every item.
func (r *reader) groupByQuestion(ctx context.Context, a python.Args, question string, g *groups) error {
	items, err := r.itemsOf(ctx, a, "items")
	if err != nil {
		return err
	}
	value := field{name: "value", kind: "string", only: textsOf(a.Value("labels"))}
	task := leafTask{tool: "count_by", kind: askRecord, question: question, fields: []field{value}}
	results, err := r.leaves(ctx, task, items)
	if err != nil {
		return err
	}
	for i, res := range results {
		rec := res.first()
		if rec.found && rec.values[0] != nil {
			g.add(python.NewStr(fmt.Sprint(rec.values[0])), items[i].id, rec.quotes)
		}
	}
	return r.sayFailed(python.NewList(), results)
}

// groups collects what is counted, and the documents it is of.
type groups struct {
	list []*group
	by   map[string]*group
	all  int
}

func (g *groups) add(v python.Value, id string, quotes []python.Value) {
	key := strings.ToLower(oneSpaced(python.Text(v)))
	if g.by == nil {
		g.by = map[string]*group{}
	}
	x := g.by[key]
	if x == nil {
		x = &group{value: v, key: key, seen: map[string]bool{}}
		g.by[key] = x
		g.list = append(g.list, x)
	}
	if !x.seen[id] {
		x.seen[id] = true
		x.ids = append(x.ids, id)
	}
	x.count++
	x.quotes = append(x.quotes, quotes...)
	g.all++
}

// byField groups records by a field that they have. It reports false if they are none.
func (g *groups) byField(values []python.Value, name string) bool {
	for i, v := range values {
		rec, ok := v.(*python.Record)
		if !ok {
			return false
		}
		x, ok := rec.Get(name)
		if !ok {
			return false
		}
		id := fmt.Sprintf("item %d", i+1)
		for _, f := range []string{"id", "doc"} {
			if d, ok := rec.Get(f); ok && isStr(d) {
				id = python.Text(d)
				break
			}
		}
		var quotes []python.Value
		if q, ok := rec.Get("quote"); ok && python.Text(q) != "" {
			quotes = append(quotes, q)
		}
		if x != python.None {
			g.add(x, id, quotes)
		}
	}
	return len(values) > 0
}

// value renders the groups: the largest first, equal ones by value.
func (g *groups) value() (python.Value, error) {
	sort.SliceStable(g.list, func(i, j int) bool {
		a, b := g.list[i], g.list[j]
		if a.count != b.count {
			return a.count > b.count
		}
		return a.key < b.key
	})
	out := python.NewList()
	for _, x := range g.list {
		sort.Strings(x.ids)
		v, err := record("group", []string{"value", "count", "ids", "quotes"}, x.value, x.count, x.ids, python.NewList(x.quotes...))
		if err != nil {
			return nil, err
		}
		out.Append(v)
	}
	out.SetAttr("total", python.Int(g.all))
	return out, nil
}
