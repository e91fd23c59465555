package rlm

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"

	"funnel/rlm/model"
)

// planTurn takes the first turn as a plan: one call that fills in a form, and the program
// that it is compiled into. What the program answers is judged like any final; where that
// does not hold, the reader goes on by code with what the program printed.
func (r *reader) planTurn(ctx context.Context, n int) *outcome {
	p := r.plan(ctx, n)
	r.planned = true
	if p.last != "" { // no room for a plan that may have to be followed by an answer
		return r.turn(ctx, n)
	}
	req := r.planRequest()
	call, err := r.admit(ctx, r.root, 0, req, 1, r.keep.plus(r.own), nil)
	if isSpent(err) {
		return r.turn(ctx, n)
	}
	if err != nil {
		out := r.ended(ctx, err)
		return &out
	}
	r.step = &Step{Parent: r.parent, N: n, Depth: r.depth, Prompt: req.Messages[1].Content}
	if err := r.rec.step(ctx, r.step); err != nil {
		call.finish(0)
		return &outcome{stop: StopErrors, err: err}
	}
	call.rec.Step = r.step.ID
	if err := call.start(ctx); err != nil {
		return &outcome{stop: StopErrors, err: err}
	}
	resp, err := call.run(ctx)
	if err != nil {
		r.planned = !errors.Is(err, model.ErrTooLong)
		return r.turnFailed(ctx, p, req.Messages, err)
	}
	r.counted(req.Messages, resp)
	out := r.followPlan(ctx, resp, p)
	if err := r.rec.endStep(ctx, r.step); err != nil {
		return &outcome{stop: StopErrors, err: err}
	}
	return out
}

// followPlan compiles a plan and runs its program.
func (r *reader) followPlan(ctx context.Context, resp model.Response, p turnPlan) *outcome {
	plan, err := parsePlan(resp.Text, r.question)
	if err != nil {
		r.step.Error, r.step.Output = "plan", err.Error()
		r.notices = append(r.notices, "no plan could be made: "+err.Error())
		return r.afterPlan()
	}
	if r.task.All && plan.Scope != "collection" && plan.Operation != opCompare {
		plan.Scope = "collection"
	}
	code, err := plan.program()
	if err != nil {
		return &outcome{stop: StopErrors, err: err}
	}
	r.step.Code = code
	rep := reply{blocks: []string{code}, kept: "```repl\n" + code + "\n```"}
	r.checked = true // the answer is the program's: there is nobody to answer a list
	out, back := r.runBlocks(ctx, rep, p, true)
	r.checked = false
	if out != nil || ctx.Err() != nil {
		return r.interrupted(ctx, out)
	}
	if err := r.rec.failed(); err != nil {
		return &outcome{stop: StopErrors, err: err}
	}
	r.step.Output = back
	r.errors, r.idle = 0, 0 // the program is not the model's
	r.talk.next = r.turnLine(p)
	r.talk.add(rep.kept, back)
	r.notices = append(r.notices, fmt.Sprintf("the plan (%s) did not lead to an answer that holds", plan.Operation))
	return r.afterPlan()
}

// afterPlan goes on by code, or ends if the model cannot write any.
func (r *reader) afterPlan() *outcome {
	if r.opts.PlanOnly {
		return &outcome{stop: StopErrors}
	}
	return nil
}

// planData fills the plan's prompt.
type planData struct {
	firstData
	Metadata string
}

// planRequest renders the call that asks for a plan.
func (r *reader) planRequest() model.Request {
	return model.Request{
		Purpose: model.Plan,
		Messages: []model.Message{
			{Role: model.System, Content: r.prompts.render("plan-system", nil)},
			{Role: model.User, Content: r.prompts.render("plan-first", planData{r.first, r.metadata()})},
		},
		Parts:     model.Parts{Question: r.question, Passages: r.task.Passages},
		MaxTokens: min(answerTokens(r.root), 1024),
		Seed:      r.opts.Seed,
		Schema:    planSchema(),
	}
}

// metadata describes the metadata of the shortlist: keys with some of their values.
func (r *reader) metadata() string {
	values := map[string]map[string]bool{}
	for _, d := range r.docs[:min(100, len(r.docs))] {
		for k, v := range d.Metadata {
			if values[k] == nil {
				values[k] = map[string]bool{}
			}
			if len(values[k]) < 5 {
				values[k][clip(oneSpaced(fmt.Sprint(v)), 30)] = true
			}
		}
	}
	var keys []string
	for k := range values {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	keys = keys[:min(12, len(keys))]
	for i, k := range keys {
		var list []string
		for v := range values[k] {
			list = append(list, v)
		}
		sort.Strings(list)
		keys[i] = clip(k, 40) + " (" + strings.Join(list, ", ") + ")"
	}
	return strings.Join(keys, "; ")
}

// isSpent reports whether a call was refused because the budget is spent.
func isSpent(err error) bool {
	var spent *spentError
	return errors.As(err, &spent)
}
