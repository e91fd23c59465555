package rlm

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"funnel/rlm/model"
	"funnel/rlm/python"
)

func (r *reader) queryTool() python.Func {
	return python.Func{
		Name: "llm_query", Doc: "llm_query(prompt, text=None) -> str: ask a model that sees only prompt and text",
		Params: []python.Param{{Name: "prompt"}, arg("text", nil)},
		Call: func(ctx context.Context, a python.Args) (python.Value, error) {
			return r.subCall(ctx, a.Value("prompt"), a.Value("text"))
		},
	}
}

func (r *reader) batchTool() python.Func {
	return python.Func{
		Name: "llm_query_batched", Doc: "llm_query_batched(prompts) -> list of str: prompts, or (prompt, text) pairs, asked at the same time",
		Params: []python.Param{{Name: "prompts"}},
		Call: func(ctx context.Context, a python.Args) (python.Value, error) {
			return eachPrompt(a, "prompts", func(prompt, text python.Value) (python.Value, error) { return r.subCall(ctx, prompt, text) })
		},
	}
}

// eachPrompt asks for every item of a list: a prompt, or a pair.
func eachPrompt(a python.Args, name string, ask func(prompt, text python.Value) (python.Value, error)) (python.Value, error) {
	items, err := a.List(name)
	if err != nil {
		return nil, err
	}
	replies := make([]python.Value, len(items))
	for i, item := range items {
		prompt, text := item, python.None
		if pair, ok := item.(*python.Tuple); ok && pair.Len() == 2 {
			prompt, text = pair.At(0), pair.At(1)
		}
		if pair, ok := item.(*python.List); ok && len(pair.Items()) == 2 {
			prompt, text = pair.Items()[0], pair.Items()[1]
		}
		if replies[i], err = ask(prompt, text); err != nil {
			return nil, err
		}
	}
	return python.NewList(replies...), nil
}

// subCall asks the sub-model and returns a promise of its reply, so that a
// plain loop runs its calls side by side. It is charged and numbered here, in
// program order.
func (r *reader) subCall(ctx context.Context, prompt, text python.Value) (python.Value, error) {
	var err error
	if prompt, err = python.Await(ctx, prompt); err != nil {
		return nil, err
	}
	if text, err = python.Await(ctx, text); err != nil {
		return nil, err
	}
	req, read, spans := r.subRequest(prompt, text)
	r.show(python.Origins(prompt))
	r.show(python.Origins(text))
	if err := r.fits(req); err != nil {
		return nil, err
	}
	call, err := r.admit(ctx, r.sub, r.stepID(), req, 0, r.keep.plus(r.own), spans)
	var spent *spentError
	if errors.As(err, &spent) {
		return nil, python.Raise("RuntimeError", "%s: answer with what you have", spent.msg)
	}
	if err != nil {
		return nil, err
	}
	if err := call.start(ctx); err != nil {
		return nil, err
	}
	r.count(func(u *Usage) { u.Depth = max(u.Depth, r.depth+1) })
	p := python.NewPromise(fmt.Sprintf("sub-call %d", call.rec.ID))
	r.wg.Go(func() {
		resp, err := call.run(ctx)
		if err != nil {
			if ctx.Err() == nil {
				err = python.Raise("RuntimeError", "the sub-call failed: %s", err)
			}
			p.Resolve(nil, err)
			return
		}
		p.Resolve(subReply(resp.Text, read), nil)
	})
	return p, nil
}

// What a sub-call read: its text, and as numbered sentences where it was shown so.
type subText struct {
	body     python.Value
	numbered *piece
}

// subReply is the value of a sub-call's reply: with the provenance of the text where it
// stands there word for word, else resting on the sentences it named.
func subReply(reply string, read subText) python.Value {
	if read.numbered == nil {
		return traced(reply, read.body)
	}
	answer, numbers := takeSentences(reply)
	return basedOn(answer, read.body, read.numbered.quotes(numbers))
}

// basedOn is an answer as text of what was read where it stands there, else as a str
// that rests on quotes.
func basedOn(answer string, read python.Value, quotes []python.Value) python.Value {
	v := traced(answer, read)
	if len(python.Origins(v)) > 0 || len(quotes) == 0 {
		return v
	}
	return python.NewBased(answer, quotes)
}

// subRequest renders a sub-call: the constant instruction first, the text last, its
// sentences numbered for models that can name them. Of a prompt without a text, the parts
// that come from documents are the text and the rest is the question.
func (r *reader) subRequest(prompt, text python.Value) (req model.Request, read subText, spans []Citation) {
	question, plain := python.Text(prompt), ""
	user, system := question, "sub.tmpl"
	read.body = prompt
	spans = spansOf(prompt)
	switch s, ok := text.(*python.Str); {
	case ok:
		read.body, plain = text, s.String()
		spans = append(spans, spansOf(text)...)
		shown := plain
		if !r.sub.Info().Extractive {
			read.numbered = &piece{s, sentences(plain)}
			shown, system = read.numbered.numbered(), "sub-numbered"
		}
		user = r.prompts.render("subtext.tmpl", subTextData{question, newTag(shown), shown})
	case text != python.None:
		plain = plainText(text)
		user = r.prompts.render("subtext.tmpl", subTextData{question, newTag(plain), plain})
	case len(python.Origins(prompt)) > 0:
		question, plain = takeApart(question, python.Origins(prompt))
	default:
		question, plain = lastParagraphs(question)
	}
	return model.Request{
		Purpose: model.Sub,
		Messages: []model.Message{
			{Role: model.System, Content: r.prompts.render(system, nil)},
			{Role: model.User, Content: user},
		},
		Parts:     model.Parts{Question: question, Text: plain},
		MaxTokens: answerTokens(r.sub),
		Seed:      r.opts.Seed,
	}, read, spans
}

// takeApart splits a prompt into what is of documents and what is not.
func takeApart(prompt string, from []python.Origin) (question, text string) {
	var q, t strings.Builder
	at := 0
	for _, o := range from {
		q.WriteString(prompt[at:o.At] + " ")
		t.WriteString(prompt[o.At:o.To] + "\n")
		at = o.To
	}
	q.WriteString(prompt[at:])
	return strings.TrimSpace(q.String()), t.String()
}

// lastParagraphs takes the first paragraph as the question and the rest as
// the text, where nothing says which is which.
func lastParagraphs(prompt string) (question, text string) {
	question, text, _ = strings.Cut(prompt, "\n\n")
	return question, text
}

// traced gives a reply the provenance of the text it was read from, where it
// stands there word for word.
func traced(reply string, from python.Value) python.Value {
	body, ok := from.(*python.Str)
	if !ok || strings.TrimSpace(reply) == "" {
		return python.NewStr(reply)
	}
	trimmed := strings.TrimSpace(reply)
	at := strings.Index(body.String(), trimmed)
	if at < 0 {
		return python.NewStr(reply)
	}
	return body.Slice(at, at+len(trimmed))
}

func (r *reader) recurseTool() python.Func {
	return python.Func{
		Name: "rlm_query", Doc: "rlm_query(prompt, context=None) -> str: a reader with a REPL of its own over context (a str or a list of str)",
		Params: []python.Param{{Name: "prompt"}, arg("context", nil)},
		Call: func(ctx context.Context, a python.Args) (python.Value, error) {
			return r.recurse(ctx, a.Value("prompt"), a.Value("context"))
		},
	}
}

func (r *reader) recurseBatchTool() python.Func {
	return python.Func{
		Name: "rlm_query_batched", Doc: "rlm_query_batched(prompts) -> list of str: rlm_query for prompts or (prompt, context) pairs",
		Params: []python.Param{{Name: "prompts"}},
		Call: func(ctx context.Context, a python.Args) (python.Value, error) {
			return eachPrompt(a, "prompts", func(prompt, text python.Value) (python.Value, error) { return r.recurse(ctx, prompt, text) })
		},
	}
}

// recurse opens a child reader where the depth allows, else it is a sub-call.
func (r *reader) recurse(ctx context.Context, prompt, given python.Value) (python.Value, error) {
	texts := []python.Value{given}
	if list, ok := given.(*python.List); ok {
		texts = list.Items()
	}
	if given == python.None {
		texts = nil
	}
	if r.depth+1 >= r.opts.Budget.Depth {
		var parts []string
		for _, t := range texts {
			parts = append(parts, python.Text(t))
		}
		if len(texts) == 1 {
			return r.subCall(ctx, prompt, texts[0])
		}
		if texts == nil {
			return r.subCall(ctx, prompt, python.None)
		}
		return r.subCall(ctx, prompt, python.NewStr(strings.Join(parts, "\n\n")))
	}
	return r.child(ctx, python.Text(prompt), texts)
}

// child lets a reader of its own work on texts and returns its answer.
func (r *reader) child(ctx context.Context, question string, texts []python.Value) (python.Value, error) {
	docs := make([]Doc, len(texts))
	for i, t := range texts {
		docs[i] = Doc{ID: fmt.Sprintf("text %d", i+1), Kind: "text", Bytes: len(python.Text(t))}
		if from := python.Origins(t); len(from) > 0 {
			docs[i].ID = from[0].Source
		}
	}
	call := Call{Kind: "reader", Step: r.stepID(), Request: asJSON(map[string]any{"question": question, "texts": len(texts)})}
	if err := r.rec.call(ctx, &call); err != nil {
		return nil, err
	}
	kid, err := r.newReader(question, r.depth+1, call.ID, r.keep.plus(r.own), texts, docs)
	if err != nil {
		return nil, python.Raise("RuntimeError", "%s", err)
	}
	r.count(func(u *Usage) { u.Depth = max(u.Depth, r.depth+1) })
	out := kid.read(ctx)
	call.Response = asJSON(map[string]any{"answer": out.text, "stop": out.stop})
	if err := r.rec.endCall(ctx, &call); err != nil {
		return nil, err
	}
	r.looked = r.looked || kid.looked
	if out.err != nil {
		return nil, out.err
	}
	if out.text == "" {
		return nil, python.Raise("RuntimeError", "the reader ended without an answer (%s)", out.stop)
	}
	return python.NewStr(out.text), nil
}
