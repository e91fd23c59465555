package rlm

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"funnel/rlm/model"
	"funnel/rlm/python"
)

// The kinds of leaf tasks, by what is asked of each text.
const (
	askAnswer  = "answer"  // one answer in words
	askFilter  = "filter"  // yes or no
	askRecord  = "record"  // one record with the task's fields
	askRecords = "records" // any number of records
)

// A leafTask is a question that is asked of many texts, each in a call of its own.
type leafTask struct {
	tool     string // that was called
	kind     string
	question string
	fields   []field
	parts    bool // a part of something that was estimated as a whole, and may fail
}

// A leafRecord is what a text says.
type leafRecord struct {
	found  bool
	values []any          // of the fields; of askAnswer the answer alone
	quotes []python.Value // the sentences it rests on
}

// A leafResult is what became of one item.
type leafResult struct {
	records []leafRecord
	failed  string // why there is none, or ""
}

// first is the record of a task that asks for one.
func (l leafResult) first() leafRecord {
	if len(l.records) == 0 {
		return leafRecord{}
	}
	return l.records[0]
}

// leafTokens bounds a leaf's reply.
func (r *reader) leafTokens(kind string) int {
	most := answerTokens(r.sub)
	switch kind {
	case askFilter:
		return min(most, 256)
	case askAnswer, askRecord:
		return min(most, 768)
	}
	return most
}

// schema is the JSON schema of a leaf's reply.
func (t leafTask) schema() json.RawMessage {
	switch t.kind {
	case askAnswer:
		return mustJSON(recordSchema([]field{{name: "answer", kind: "string"}}))
	case askFilter:
		return mustJSON(objectSchema(map[string]any{"match": map[string]any{"type": "boolean"}, "sentences": sentencesSchema()}, []string{"match", "sentences"}))
	case askRecord:
		s := recordSchema(t.fields)
		s["properties"].(map[string]any)["found"] = map[string]any{"type": "boolean"}
		s["required"] = append([]string{"found"}, s["required"].([]string)...)
		return mustJSON(s)
	}
	records := map[string]any{"records": map[string]any{"type": "array", "items": recordSchema(t.fields)}}
	return mustJSON(objectSchema(records, []string{"records"}))
}

// leafData fills leaf.tmpl.
type leafData struct {
	Kind, Question   string
	Fields           []string
	Tag, Title, Text string
}

// leafRequest renders a leaf: what is constant over the items first, the text last.
func (r *reader) leafRequest(t leafTask, title, numbered, plain string) model.Request {
	d := leafData{Kind: t.kind, Question: t.question, Tag: newTag(numbered), Title: clip(oneSpaced(title), 200), Text: numbered}
	for _, f := range t.fields {
		d.Fields = append(d.Fields, f.line())
	}
	return model.Request{
		Purpose: model.Sub,
		Messages: []model.Message{
			{Role: model.System, Content: r.prompts.render("leaf-system", nil)},
			{Role: model.User, Content: r.prompts.render("leaf", d)},
		},
		Parts:     model.Parts{Question: t.question, Text: plain},
		MaxTokens: r.leafTokens(t.kind),
		Seed:      r.opts.Seed,
		Schema:    t.schema(),
	}
}

// A leafJob is one call: a piece of an item. Its prompt is made when it is asked.
type leafJob struct {
	item   int
	title  string
	piece  piece
	again  int // times it was asked before
	tokens int // of prompt and reply, estimated
	key    [32]byte

	reply   string
	counted int // tokens of the prompt, by the server
	err     error
}

// jobs are the calls that the items need.
func (r *reader) jobs(t leafTask, items []item) ([]*leafJob, error) {
	frame := model.PromptTokens(r.leafRequest(t, strings.Repeat("t", 200), "", "").Messages) + 40
	room := (r.subRoom(r.leafTokens(t.kind)) - frame) * 4 / 5 // servers count more than the estimate
	if room < 100 {
		return nil, python.Raise("ValueError", "the question and its fields leave no room for a text in the window of %d tokens: make them shorter", window(r.sub))
	}
	var list []*leafJob
	for i, it := range items {
		for _, p := range pieces(it.text, room) {
			j := &leafJob{item: i, title: it.title, piece: p}
			req := r.leafRequest(t, j.title, p.numbered(), "")
			j.tokens = r.sizes.sub.Count(model.PromptTokens(req.Messages)) + req.MaxTokens/4
			j.key = sha256.Sum256([]byte(t.kind + "\x00" + req.Messages[1].Content))
			list = append(list, j)
		}
	}
	return list, nil
}

// smaller are the jobs again, where the server found some too long: their items in
// smaller pieces. It reports false if that is not so, or nothing can be smaller.
func (r *reader) smaller(t leafTask, items []item, jobs []*leafJob) ([]*leafJob, bool, error) {
	var long []*leafJob
	for _, j := range jobs {
		if errors.Is(j.err, model.ErrTooLong) {
			long = append(long, j)
		}
	}
	if len(long) == 0 {
		return jobs, false, nil
	}
	req := r.leafRequest(t, long[0].title, long[0].piece.numbered(), "")
	now, ok := r.sizes.sub.After(long[0].err, req.Messages)
	if !ok {
		return jobs, false, nil
	}
	*r.sizes.sub = now
	r.noticeTooLong()
	keys, again := map[[32]byte]bool{}, map[int]bool{}
	for _, j := range long {
		keys[j.key] = true
	}
	for _, j := range jobs {
		again[j.item] = again[j.item] || keys[j.key]
	}
	anew, err := r.jobs(t, items)
	list := slices.DeleteFunc(jobs, func(j *leafJob) bool { return again[j.item] })
	list = append(list, slices.DeleteFunc(anew, func(j *leafJob) bool { return !again[j.item] })...)
	slices.SortStableFunc(list, func(a, b *leafJob) int { return cmp.Compare(a.item, b.item) })
	return list, true, err
}

// askAll asks jobs until nothing is too long, and once more what came in another form.
// It returns the jobs that there were in the end.
func (r *reader) askAll(ctx context.Context, t leafTask, items []item, jobs []*leafJob) ([]*leafJob, error) {
	for more := true; more; {
		err := r.ask(ctx, t, r.fresh(jobs))
		if err != nil {
			return nil, err
		}
		if jobs, more, err = r.smaller(t, items, jobs); err != nil {
			return nil, err
		}
	}
	return jobs, r.ask(ctx, t, r.malformed(t, jobs))
}

// leaves asks a task of every item, as many at once as the server serves. The results
// are in the order of the items; what a leaf did not answer in the form asked for is
// asked once more.
func (r *reader) leaves(ctx context.Context, t leafTask, items []item) ([]leafResult, error) {
	jobs, err := r.jobs(t, items)
	if err != nil {
		return nil, err
	}
	var results []leafResult
	err = r.used(ctx, t.tool, map[string]any{"question": t.question, "items": len(items), "calls": len(jobs)}, func() (any, error) {
		if !t.parts {
			if err := r.affords(ctx, t.tool, estimateOf(r.fresh(jobs))); err != nil {
				return nil, err
			}
		}
		if jobs, err = r.askAll(ctx, t, items, jobs); err != nil {
			return nil, err
		}
		results = r.gather(t, jobs, len(items))
		failed := 0
		for _, res := range results {
			if res.failed != "" {
				failed++
			}
		}
		if failed == len(items) && failed > 0 && !t.parts {
			return nil, python.Raise("RuntimeError", "none of the %d sub-calls worked: %s", failed, results[0].failed)
		}
		return map[string]any{"items": len(items), "failed": failed}, nil
	})
	return results, err
}

// fresh are the jobs whose answer this run does not have yet, each once.
func (r *reader) fresh(jobs []*leafJob) []*leafJob {
	var list []*leafJob
	seen := map[[32]byte]bool{}
	for _, j := range jobs {
		if _, ok := r.answered[j.key]; !ok && !seen[j.key] {
			seen[j.key] = true
			list = append(list, j)
		}
	}
	return list
}

// malformed are the answered jobs whose reply cannot be read, set up to be asked again.
func (r *reader) malformed(t leafTask, jobs []*leafJob) []*leafJob {
	var list []*leafJob
	seen := map[[32]byte]bool{}
	for _, j := range jobs {
		reply, ok := r.answered[j.key]
		if ok && !seen[j.key] {
			if _, err := r.parseLeaf(t, j.piece, reply); err != nil {
				seen[j.key] = true
				j.again++
				list = append(list, j)
			}
		}
	}
	return list
}

// ask makes the calls of jobs, admitted in their order, and waits for all.
func (r *reader) ask(ctx context.Context, t leafTask, jobs []*leafJob) error {
	var calls []*modelCall
	done := make(chan struct{}, len(jobs))
	var stopped error
	for i, j := range jobs {
		req := r.leafRequest(t, j.title, j.piece.numbered(), j.piece.plain())
		req.Repetition = j.again
		call, err := r.admit(ctx, r.sub, r.stepID(), req, 0, r.keep.plus(r.own), r.itemSpans(j))
		if err == nil {
			err = call.start(ctx)
		}
		if err != nil {
			stopped = r.stoppedAt(err, i, len(jobs))
			break
		}
		calls = append(calls, call)
		r.wg.Go(func() {
			defer func() { done <- struct{}{} }()
			resp, err := call.run(ctx)
			j.reply, j.counted, j.err = resp.Text, resp.PromptTokens, err
		})
	}
	for range calls {
		<-done
	}
	for i, j := range jobs[:len(calls)] {
		if j.err == nil {
			r.answered[j.key] = j.reply
			*r.sizes.sub = r.sizes.sub.Seen(calls[i].req.Messages, j.counted)
		}
	}
	if len(calls) > 0 {
		r.count(func(u *Usage) { u.Depth = max(u.Depth, r.depth+1) })
	}
	if stopped == nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return stopped
}

// stoppedAt is the error of a batch that ended after n calls.
func (r *reader) stoppedAt(err error, n, of int) error {
	var spent *spentError
	if errors.As(err, &spent) {
		return python.Raise("RuntimeError", "%s; %d of %d calls were made, and their answers are kept: ask the rest later or with fewer items", spent.msg, n, of)
	}
	return err
}

// itemSpans is where the text of a job is from, and marks it as shown to a model.
func (r *reader) itemSpans(j *leafJob) []Citation {
	if len(j.piece.sentences) == 0 {
		return nil
	}
	text := j.piece.text.Slice(j.piece.sentences[0].start, j.piece.sentences[len(j.piece.sentences)-1].end)
	r.show(python.Origins(text))
	return spansOf(text)
}

func (r *reader) stepID() int {
	if r.step == nil {
		return 0
	}
	return r.step.ID
}

// gather reads the replies and puts the pieces of each item together.
func (r *reader) gather(t leafTask, jobs []*leafJob, items int) []leafResult {
	results := make([]leafResult, items)
	parts := make([][]leafRecord, items)
	for _, j := range jobs {
		reply, ok := r.answered[j.key]
		if !ok {
			results[j.item].failed = "the model did not answer"
			if j.err != nil {
				results[j.item].failed = j.err.Error()
			}
			continue
		}
		records, err := r.parseLeaf(t, j.piece, reply)
		if err != nil {
			results[j.item].failed = err.Error()
		}
		parts[j.item] = append(parts[j.item], records...)
	}
	for i := range results {
		if results[i].failed == "" {
			results[i].records = merged(t, parts[i])
		}
	}
	return results
}

// merged joins the records of an item's pieces: one record if the task asks for one.
func merged(t leafTask, parts []leafRecord) []leafRecord {
	if t.kind == askRecords || len(parts) < 2 {
		return parts
	}
	out := leafRecord{values: make([]any, len(parts[0].values))}
	for _, p := range parts {
		if !p.found {
			continue
		}
		out.found = true
		out.quotes = append(out.quotes, p.quotes...)
		for i, v := range p.values {
			switch {
			case out.values[i] == nil:
				out.values[i] = v
			case t.kind == askAnswer && v != nil && v != out.values[i]:
				out.values[i] = fmt.Sprint(out.values[i], "\n", v)
			}
		}
	}
	return []leafRecord{out}
}

func sortedUnique(list []int) []int {
	out := slices.Clone(list)
	slices.Sort(out)
	return slices.Compact(out)
}
