package rlm

import (
	"context"
	"hash/fnv"
	"sort"
	"strconv"

	"funnel/rlm/model"
	"funnel/rlm/python"
)

// What a sweep does at most at once, and how it looks at others.
const (
	sweepBatch  = 64   // documents whose texts are held at a time
	sweepAround = 1500 // bytes kept on each side of a match of the pattern
	maxSample   = 200
)

func (r *reader) sweepTool() python.Func {
	return python.Func{
		Name: "sweep", Doc: "sweep(ids, question, schema=None, pattern=None, others=0) -> one record per document: id, found, the schema's fields (or answer), quote, why. Documents without a line that matches pattern are not read; of longer ones only what is around the matches. others: sample so many other documents too",
		Params: []python.Param{{Name: "ids"}, {Name: "question"}, arg("schema", nil), arg("pattern", nil), arg("others", 0)},
		Call:   r.sweep,
	}
}

// A sweeping is one use of sweep.
type sweeping struct {
	*reader
	task   leafTask
	fields []field // of the records
	finder *Finder // the cheap filter; nil: none
	list   *python.List
}

func (r *reader) sweep(ctx context.Context, a python.Args) (python.Value, error) {
	s, err := r.newSweep(a)
	if err != nil {
		return nil, err
	}
	others, err := a.Int("others")
	if err != nil {
		return nil, err
	}
	docs, err := r.docsOfSweep(ctx, a)
	if err != nil {
		return nil, err
	}
	sample, err := r.sample(ctx, docs, min(max(others, 0), maxSample))
	if err != nil {
		return nil, err
	}
	r.looked = true
	if err := r.affords(ctx, "sweep", s.estimate(append(append([]Doc(nil), docs...), sample...))); err != nil {
		return nil, err
	}
	n := sweepCount{asked: len(docs)}
	if err := s.through(ctx, docs, &n, false); err != nil {
		return nil, err
	}
	if err := s.through(ctx, sample, &n, true); err != nil {
		return nil, err
	}
	r.coverage.add(n)
	return s.list, nil
}

// newSweep reads what a sweep asks.
func (r *reader) newSweep(a python.Args) (s *sweeping, err error) {
	s = &sweeping{reader: r, list: python.NewList(), task: leafTask{tool: "sweep", kind: askRecord, parts: true}}
	if s.task.question, err = prompt(a, "question"); err != nil {
		return nil, err
	}
	if s.task.fields, err = fieldsOf(a.Value("schema")); err != nil {
		return nil, err
	}
	s.fields = s.task.fields
	if len(s.fields) == 0 {
		s.task.kind, s.fields = askAnswer, []field{{name: "answer", kind: "string"}}
	}
	if pattern := optional(a, "pattern"); pattern != "" {
		if s.finder, err = NewFinder(pattern, true); err != nil {
			return nil, python.Raise("ValueError", "%s", err)
		}
	}
	return s, nil
}

// docsOfSweep reads the documents of a sweep, each once.
func (r *reader) docsOfSweep(ctx context.Context, a python.Args) ([]Doc, error) {
	values, err := a.List("ids")
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var docs []Doc
	for _, v := range values {
		id := python.Text(v)
		if rec, ok := v.(*python.Record); ok {
			for _, f := range []string{"doc", "id"} {
				if x, ok := rec.Get(f); ok && isStr(x) {
					id = python.Text(x)
					break
				}
			}
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		d, err := r.corpus.Doc(ctx, id)
		if err != nil {
			return nil, r.toolError(ctx, err)
		}
		docs = append(docs, d)
	}
	return docs, nil
}

// estimate is what a sweep over docs takes at worst, by their sizes: the pattern may
// leave some out.
func (s *sweeping) estimate(docs []Doc) (e Estimate) {
	frame := model.PromptTokens(s.leafRequest(s.task, "", "", "").Messages) + s.leafTokens(s.task.kind)/4
	room := max(s.subRoom(0)*3/5, 1)
	for _, d := range docs {
		tokens := d.Bytes * 3 / 10 // a quarter for the text, the rest for the numbers
		if s.finder != nil {
			tokens = min(tokens, sweepAround) // a match or two
		}
		calls := 1 + tokens/room
		e.Calls += calls
		e.Tokens += s.sizes.sub.Count(tokens + calls*frame)
	}
	return e
}

// through asks about documents, some at a time, and appends their records. Of sampled
// ones only those that match get one.
func (s *sweeping) through(ctx context.Context, docs []Doc, n *sweepCount, sampled bool) error {
	for len(docs) > 0 {
		batch := docs[:min(sweepBatch, len(docs))]
		docs = docs[len(batch):]
		items, left, err := s.items(ctx, batch)
		if err != nil {
			return err
		}
		results := make([]leafResult, 0, len(items))
		if len(items) > 0 {
			if results, err = s.leaves(ctx, s.task, items); err != nil {
				return err
			}
		}
		for _, d := range batch {
			var res leafResult
			why := left[d.ID]
			if why == "" {
				res, results = results[0], results[1:]
				why = res.failed
			}
			n.count(left[d.ID] != "", res, sampled)
			if sampled && !res.first().found {
				continue
			}
			v, err := leafValue("record", s.fields, d.ID, res.first(),
				python.Field{Name: "title", Value: python.NewStr(d.Title)}, python.Field{Name: "why", Value: python.NewStr(why)}, python.Field{Name: "sampled", Value: python.Bool(sampled)})
			if err != nil {
				return err
			}
			s.list.Append(v)
		}
	}
	return nil
}

// count adds what became of one document.
func (n *sweepCount) count(filtered bool, res leafResult, sampled bool) {
	switch {
	case sampled:
		n.sampled++
		if res.first().found {
			n.missed++
		}
	case filtered:
		n.filtered++
	case res.failed != "":
		n.failed++
	default:
		n.read++
		if res.first().found {
			n.found++
		}
	}
}

// items are the texts of a batch, and why documents are left out.
func (s *sweeping) items(ctx context.Context, batch []Doc) ([]item, map[string]string, error) {
	left := map[string]string{}
	var items []item
	for _, d := range batch {
		text, err := s.peek(ctx, d.ID)
		if err != nil {
			return nil, nil, s.toolError(ctx, err)
		}
		whole, _ := python.NewText(text, d.ID, 0).(*python.Str)
		part := whole
		if s.finder != nil {
			if part = s.around(whole); part == nil {
				left[d.ID] = "the pattern does not occur"
				continue
			}
		}
		items = append(items, item{id: d.ID, title: d.Title, text: part})
	}
	return items, left, nil
}

// around is what is near the lines that match the pattern, or nil if none does. Short
// documents are read whole.
func (s *sweeping) around(whole *python.Str) *python.Str {
	text := whole.String()
	if !s.finder.Matches(text) {
		return nil
	}
	if len(text) <= 2*sweepAround {
		return whole
	}
	var spans []span
	s.finder.Lines(text, func(m Match) {
		start, end := onRune(text, max(0, m.Start-sweepAround)), onRune(text, min(len(text), m.End+sweepAround))
		if n := len(spans); n > 0 && start <= spans[n-1].end {
			spans[n-1].end = end
			return
		}
		spans = append(spans, span{start: start, end: end})
	})
	parts := make([]python.Value, len(spans))
	for i, p := range spans {
		parts[i] = whole.Slice(p.start, p.end)
	}
	if len(parts) == 1 {
		return parts[0].(*python.Str)
	}
	joined, _ := python.Join("\n…\n", parts).(*python.Str)
	return joined
}

// sample chooses n documents that are not among docs: the same ones for the same seed.
func (r *reader) sample(ctx context.Context, docs []Doc, n int) ([]Doc, error) {
	if n == 0 {
		return nil, nil
	}
	all, err := r.corpus.List(ctx, nil)
	if err != nil {
		return nil, r.toolError(ctx, err)
	}
	known := map[string]bool{}
	for _, d := range docs {
		known[d.ID] = true
	}
	var rest []Doc
	rank := map[string]uint64{}
	for _, d := range all {
		if !known[d.ID] {
			h := fnv.New64a()
			h.Write([]byte(strconv.FormatInt(r.opts.Seed, 10) + "\x00" + d.ID))
			rank[d.ID] = h.Sum64()
			rest = append(rest, d)
		}
	}
	sort.Slice(rest, func(i, j int) bool { return rank[rest[i].ID] < rank[rest[j].ID] })
	rest = rest[:min(n, len(rest))]
	sort.Slice(rest, func(i, j int) bool { return rest[i].ID < rest[j].ID })
	return rest, nil
}
