package rlm

import (
	"context"
	"fmt"
	"strings"

	"funnel/rlm/model"
	"funnel/rlm/python"
)

// An item is a text that a combinator asks about.
type item struct {
	value python.Value // as the program gave it
	id    string       // of its document; "item 3" for a text of no document
	title string
	text  *python.Str
}

// itemsOf reads the items of a combinator: texts, ids of documents, records of documents
// or hits, and (id, text) pairs.
func (r *reader) itemsOf(ctx context.Context, a python.Args, name string) ([]item, error) {
	values, err := a.List(name)
	if err != nil {
		if s, ok := a.Value(name).(*python.Str); ok {
			values = []python.Value{s}
		} else {
			return nil, err
		}
	}
	list := make([]item, len(values))
	for i, v := range values {
		if v, err = python.Await(ctx, v); err != nil {
			return nil, err
		}
		if list[i], err = r.itemOf(ctx, v, i); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (r *reader) itemOf(ctx context.Context, v python.Value, i int) (item, error) {
	it := item{value: v, id: fmt.Sprintf("item %d", i+1)}
	switch v := v.(type) {
	case *python.Tuple:
		if v.Len() == 2 {
			it.id = python.Text(v.At(0))
			return it.with(ctx, v.At(1))
		}
	case *python.Record:
		return r.recordItem(ctx, v, it)
	case *python.Str:
		if r.isID(ctx, v) {
			return r.docItem(ctx, v.String(), it)
		}
		return it.with(ctx, v)
	}
	return it, python.Raise("TypeError", "item %d is %s: items are texts, ids of documents, records of documents or hits, or (id, text) pairs", i+1, typeOf(v))
}

func typeOf(v python.Value) string {
	if v == python.None {
		return "None"
	}
	return "a " + v.Type()
}

// with gives an item its text.
func (it item) with(ctx context.Context, v python.Value) (item, error) {
	v, err := python.Await(ctx, v)
	if err != nil {
		return it, err
	}
	s, ok := v.(*python.Str)
	if !ok {
		return it, python.Raise("TypeError", "the text of %s is %s, not a str", clip(it.id, 60), typeOf(v))
	}
	it.text = s
	if from := python.Origins(s); len(from) > 0 && strings.HasPrefix(it.id, "item ") {
		it.id = from[0].Source
	}
	return it, nil
}

// recordItem is an item of a record: the text it has, else that of its document.
func (r *reader) recordItem(ctx context.Context, rec *python.Record, it item) (item, error) {
	for _, name := range []string{"doc", "id"} {
		if v, ok := rec.Get(name); ok && isStr(v) {
			it.id = python.Text(v)
			break
		}
	}
	if v, ok := rec.Get("title"); ok && isStr(v) {
		it.title = python.Text(v)
	}
	for _, name := range []string{"text", "quote"} {
		if v, ok := rec.Get(name); ok && isStr(v) && python.Text(v) != "" {
			return it.with(ctx, v)
		}
	}
	return r.docItem(ctx, it.id, it)
}

// isID reports whether a str is the id of a document and not a text to read.
func (r *reader) isID(ctx context.Context, s *python.Str) bool {
	id := s.String()
	if len(id) > 1000 || strings.Contains(id, "\n") || len(python.Origins(s)) > 0 {
		return false
	}
	_, err := r.corpus.Doc(ctx, id)
	return err == nil
}

// docItem is an item of a whole document.
func (r *reader) docItem(ctx context.Context, id string, it item) (item, error) {
	text, err := r.text(ctx, id)
	if err != nil {
		return it, r.toolError(ctx, err)
	}
	it.id = id
	if it.title == "" {
		if d, err := r.corpus.Doc(ctx, id); err == nil {
			it.title = d.Title
		}
	}
	it.text, _ = python.NewText(text, id, 0).(*python.Str)
	return it, nil
}

// pieces cuts a text into parts of at most limit tokens with their numbered sentences,
// between sentences. A text that fits is one part.
func pieces(text *python.Str, limit int) []piece {
	all := sentences(text.String())
	var list []piece
	from, used := 0, 0
	for i, s := range all {
		n := model.Tokens(text.String()[s.start:s.end]) + numberTokens
		if used+n > limit && i > from {
			list = append(list, piece{text, all[from:i]})
			from, used = i, 0
		}
		used += n
	}
	return append(list, piece{text, all[from:]})
}

// numberTokens is what the number of a sentence takes.
const numberTokens = 4

// A piece is a part of a text by its sentences.
type piece struct {
	text      *python.Str
	sentences []span // of the whole text
}

// numbered renders the sentences with their numbers, from 1.
func (p piece) numbered() string {
	var b strings.Builder
	for i, s := range p.sentences {
		fmt.Fprintf(&b, "[%d] %s\n", i+1, p.text.String()[s.start:s.end])
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// plain is the text of the piece without numbers.
func (p piece) plain() string {
	if len(p.sentences) == 0 {
		return ""
	}
	return p.text.String()[p.sentences[0].start:p.sentences[len(p.sentences)-1].end]
}

// quotes are the sentences of those numbers, neighbours joined, with where they are
// from. Numbers that do not exist are left out.
func (p piece) quotes(numbers []int) []python.Value {
	var list []python.Value
	end := -1
	var open span
	flush := func() {
		if end >= 0 {
			list = append(list, p.text.Slice(open.start, open.end))
		}
	}
	for _, n := range sortedUnique(numbers) {
		if n < 1 || n > len(p.sentences) {
			continue
		}
		s := p.sentences[n-1]
		if n-1 == end+1 && end >= 0 {
			open.end, end = s.end, n-1
			continue
		}
		flush()
		open, end = s, n-1
	}
	flush()
	return list
}

// fits refuses a text that cannot be read in one call.
func (r *reader) fits(req model.Request) error {
	need := r.sizes.sub.Count(model.PromptTokens(req.Messages)) + req.MaxTokens
	if have := window(r.sub); need > have {
		return python.Raise("ValueError", "the prompt has about %d tokens with its answer, the window %d: pass a smaller slice", need, have)
	}
	return nil
}
