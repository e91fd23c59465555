package rlm

import (
	"context"
	"fmt"
	"strings"

	"funnel/rlm/model"
	"funnel/rlm/python"
)

// runBlocks runs the programs of a reply in order until one fails or finishes. knew
// says that something had been read before this reply was written.
func (r *reader) runBlocks(ctx context.Context, rep reply, p turnPlan, knew bool) (*outcome, string) {
	var printed strings.Builder
	var failed *python.Exception
	r.blockCtx = ctx
	r.ran[sameCode(strings.Join(rep.blocks, "\n"))] = p.n
	for _, code := range rep.blocks {
		r.final = nil
		res, text := r.runBlock(ctx, code)
		printed.WriteString(res.Output)
		if res.Cut > 0 {
			fmt.Fprintf(&printed, "\n(%d more bytes were printed and not kept: print less)\n", res.Cut)
		}
		if res.Err != nil {
			failed = res.Err
			break
		}
		if usesContext.MatchString(code) {
			r.looked = true
		}
		r.wentThrough(code)
		if out, back := r.finishBlock(ctx, text, p); out != nil || back != "" {
			if out == nil {
				r.idle++
			}
			if printed.Len() == 0 {
				return out, back
			}
			return out, r.output(printed.String(), "") + "\n" + back
		}
	}
	if failed != nil {
		return nil, r.blockFailed(printed.String(), failed)
	}
	r.errors = 0
	if rep.cut {
		r.idle++
		return nil, r.output(printed.String(), "") + "\n" + r.nudge("cut", nudgeData{Limit: answerTokens(r.root)})
	}
	r.idle = 0
	return r.finalBeside(ctx, rep, p, printed.String(), knew)
}

// runBlock runs a program. One that is no Python because its final is plain text is
// run without it, and the text is returned.
func (r *reader) runBlock(ctx context.Context, code string) (python.Result, *final) {
	r.importFor(ctx, code)
	res := r.session.Run(ctx, code)
	if res.Err == nil || res.Err.Type != "SyntaxError" {
		return res, nil
	}
	rest, f := splitFinal(code)
	if f == nil {
		return res, nil
	}
	if strings.TrimSpace(rest) == "" {
		return python.Result{}, f
	}
	if res := r.session.Run(ctx, rest); res.Err == nil {
		return res, f
	}
	return res, nil
}

// finishBlock looks for a final after a block that ran without an error.
func (r *reader) finishBlock(ctx context.Context, text *final, p turnPlan) (*outcome, string) {
	if text != nil && r.final == nil {
		return r.takeFinal(ctx, text, p)
	}
	if r.final != nil {
		return r.judge(*r.final, p)
	}
	if v, ready := r.answerReady(); ready {
		return r.judge(v, p)
	}
	return nil, ""
}

// blockFailed shows a program's exception to the model.
func (r *reader) blockFailed(printed string, exc *python.Exception) string {
	r.errors++
	r.step.Error = exc.Error()
	back := r.output(printed, exc.Traceback)
	if _, ready := r.answerReady(); ready || r.final != nil {
		r.unready()
		back += "\n" + r.sentBack("the block that set it ended in an error")
	}
	return back
}

// finalBeside handles a final in the prose around programs. What names a variable is
// taken; a text counts only if the model had seen something before it wrote it, and
// is sent back once if the programs beside it printed what it cannot have known.
func (r *reader) finalBeside(ctx context.Context, rep reply, p turnPlan, printed string, knew bool) (*outcome, string) {
	back := r.output(printed, "")
	f := rep.final
	if f == nil {
		return nil, back
	}
	unseen := strings.TrimSpace(printed) != "" && p.last == "" && f.arg != r.offered
	if !f.isVar && !isExpression(f.arg) && (!knew || unseen) {
		r.offered = f.arg
		return nil, back + "\n" + r.sentBack("it was written in the same reply as the code, before its output was known; look at the output first")
	}
	out, why := r.takeFinal(ctx, f, p)
	return out, back + "\n" + why
}

// takeFinal judges a final that was written as text.
func (r *reader) takeFinal(ctx context.Context, f *final, p turnPlan) (*outcome, string) {
	v, why := r.evaluate(ctx, f)
	if why != "" {
		r.idle++
		return nil, r.sentBack(why)
	}
	out, back := r.judge(v, p)
	if out == nil {
		r.idle++
	}
	return out, back
}

// evaluate returns the value of a final in prose: of the variable or expression that
// it names, or the text itself.
func (r *reader) evaluate(ctx context.Context, f *final) (python.Value, string) {
	name := barePart(f.arg)
	if v, ok := r.session.Get(name); ok && (f.isVar || name == f.arg) && isAnswer(v) {
		return v, ""
	}
	if isExpression(f.arg) || f.isVar {
		r.final = nil
		if res := r.session.Run(ctx, "FINAL("+f.arg+")"); res.Err == nil && r.final != nil && isAnswer(*r.final) {
			return *r.final, ""
		}
	}
	if f.isVar {
		return nil, fmt.Sprintf("there is no variable %q that holds a text; the variables are %s", clip(name, 60), r.variableNames())
	}
	return python.NewStr(barePart(f.arg)), ""
}

// judge accepts a final, or says why not.
func (r *reader) judge(v python.Value, p turnPlan) (*outcome, string) {
	text, quoted := r.answerText(v)
	why := ""
	switch {
	case !r.looked:
		why = "nothing was read yet; run code that searches or reads, look at its output, then answer"
	case strings.TrimSpace(text) == "":
		why = "it is empty"
	case isPlaceholder(text):
		why = fmt.Sprintf("%q is a form that was not filled in", clip(text, 40))
	case r.depth == 0 && isAbstention(text) && r.differentSearches() < 2:
		if p.last != "" { // there was no room to look: that is no finding
			return &outcome{stop: p.last}, ""
		}
		why = r.prompts.render("searchmore", systemData{Tools: r.task.Tools})
	}
	if why != "" {
		r.unready()
		return nil, r.sentBack(why)
	}
	out := &outcome{text: text, quoted: quoted, stop: StopAnswered}
	if list, ok := r.check(out, p); ok {
		r.unready()
		r.idle = -1 // it is no lack of progress
		return nil, list
	}
	return out, ""
}

func (r *reader) sentBack(why string) string {
	return r.prompts.render("sentback", nudgeData{Why: why})
}

// output renders what a program printed, cut to its share of the window.
func (r *reader) output(printed, traceback string) string {
	limit := r.talk.window / outputShare
	s := ownLines(strings.TrimRight(printed, "\n"))
	if traceback != "" {
		traceback = cutMiddle(ownLines(strings.TrimRight(traceback, "\n")), limit/2)
		limit = max(limit-model.Tokens(traceback), limit/2)
	}
	s = cutMiddle(s, limit)
	switch {
	case s != "" && traceback != "":
		s += "\n" + traceback
	case s == "":
		s = traceback
	}
	if s == "" {
		s = "(nothing was printed: print what you want to see)"
	}
	return "REPL output:\n" + s
}

// best is the answer so far of a reader that ended without one: what answer holds,
// else what was noted.
func (r *reader) best() (string, [][2]int) {
	if r.pending != nil {
		return r.pending.outcome.text, r.pending.outcome.quoted
	}
	if v, ok := r.answerContent(); ok {
		if text, quoted := r.answerText(v); strings.TrimSpace(text) != "" && !isAbstention(text) {
			return text, quoted
		}
	}
	if r.depth > 0 {
		return "", nil
	}
	return r.ledger.answer(), nil
}

// wentThrough counts a program as a search where context is the whole collection and
// there is no other way to search it: one that uses context, and after that any that may
// call what such a program defined. The block of a final is none.
func (r *reader) wentThrough(code string) {
	if r.task.Tools || r.depth > 0 || !r.looked || r.final != nil {
		return
	}
	if _, ready := r.answerReady(); ready {
		return
	}
	r.searches = append(r.searches, searched{what: "a program over all texts", key: sameCode(code), found: len(r.docs), all: true})
	r.count(func(u *Usage) { u.Searches++ })
}
