package funnel

import (
	"context"
	"fmt"

	"funnel/rlm"
	"funnel/rlm/model"
	"funnel/store"
)

// read is the reader's part of hybrid: it starts with the shortlist's texts
// and best passages, and has the indexes as tools.
func (a *asking) read(ctx context.Context) (*draft, error) {
	if a.query.Whole {
		docs, err := a.corpus.List(ctx, a.query.Where)
		if err != nil {
			return nil, err
		}
		return a.runReader(ctx, rlm.Task{Shortlist: docs, Passages: a.list.passages, Tools: !a.query.NoTools})
	}
	docs := make([]rlm.Doc, 0, len(a.list.Hits))
	for _, h := range a.list.Hits {
		info, err := a.Catalog.Info(ctx, h.Doc)
		if err != nil {
			return nil, fmt.Errorf("read shortlist: %w", err)
		}
		docs = append(docs, docOf(*info))
	}
	return a.runReader(ctx, rlm.Task{Shortlist: docs, Passages: a.list.passages, Tools: !a.query.NoTools})
}

// rlm is the paper's setting: the whole collection is the environment, and
// there is no index to search it with.
func (a *asking) rlm(ctx context.Context) (*draft, error) {
	docs, err := a.corpus.List(ctx, a.query.Where)
	if err != nil {
		return nil, err
	}
	a.searches = 0 // the shortlist is not the reader's: nothing was searched for it
	return a.runReader(ctx, rlm.Task{Shortlist: docs})
}

// runReader runs the recursive reader and turns its result into a draft. A
// part of the budget is kept back for the rag answer that may have to stand in.
func (a *asking) runReader(ctx context.Context, task rlm.Task) (*draft, error) {
	stats, err := a.Catalog.Stats(ctx)
	if err != nil {
		return nil, err
	}
	budget, ok := spare(a.record.left(), a.ragTokens(task))
	if !ok {
		return &draft{stop: rlm.StopCalls, read: map[string]bool{}}, nil
	}
	budget.Time = timeLeft(ctx, budget.Time, a.ragTokens(task) > 0)
	task.Question, task.NoSubCalls, task.Short = a.query.Text, a.query.NoSubCalls, a.query.Short
	task.All = a.scope == ScopeAll
	task.Collection = describe(stats)
	said, err := a.forecast(ctx, stats)
	if err != nil {
		return nil, err
	}
	if said != "" && a.Say != nil {
		a.Say(said)
	}
	result, err := rlm.Run(ctx, a.Log, a.record.priced(a.Chat), a.corpus, a.record.journal(a.Watch), task, rlm.Options{
		Budget: budget, Sub: a.record.priced(a.sub()), InFlight: a.InFlight, Now: a.Now, Clock: a.clock,
		Way: a.query.Reader, PlanOnly: a.query.Reader == rlm.WayPlan && a.query.Probed, Announce: a.announce,
		Gauge: a.gauge, SubGauge: a.subGauge,
	})
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	a.record.add(result.Usage)
	a.gauge = result.Gauge
	a.corpus.searches = max(a.corpus.searches, result.Usage.Searches)
	if result.Stop == rlm.StopCancelled && timeIsOver(ctx) {
		result.Stop = rlm.StopTime
	}
	return &draft{
		text: result.Answer, short: result.Short, spans: result.Citations, computed: result.Computed, abstained: result.Abstained,
		stop: result.Stop, notices: result.Notices, read: setOf(result.Coverage.Read), coverage: result.Coverage,
	}, nil
}

// announce tells whoever waits what a batch of sub-calls will take.
func (a *asking) announce(e rlm.Estimate) {
	if a.Say != nil {
		a.Say(e.String())
	}
}

func setOf(ids []string) map[string]bool {
	set := make(map[string]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// describe says in one line what the collection holds.
func describe(s store.Stats) string {
	return fmt.Sprintf("%d documents, %d chunks, %.1f MB of text", s.Docs, s.Chunks, float64(s.Bytes)/1e6)
}

// ragOverFound is the rag answer over what the reader's searches found, best
// first: its own findings before the first shortlist's.
func (a *asking) ragOverFound(ctx context.Context) (*draft, error) {
	if len(a.corpus.found) == 0 {
		return a.rag(ctx)
	}
	d, err := a.ragOver(ctx, interleave(a.list.passages, a.corpus.found))
	if err != nil || !d.abstained {
		return d, err
	}
	return a.rag(ctx)
}

// interleave takes passages from both lists in turn, each span once, and
// numbers them anew.
func interleave(a, b []model.Passage) []model.Passage {
	var out []model.Passage
	seen := map[string]bool{}
	for i := range max(len(a), len(b)) {
		for _, list := range [][]model.Passage{a, b} {
			if i >= len(list) {
				continue
			}
			p := list[i]
			if key := spanKey(p.Doc, p.Start, p.End); !seen[key] {
				seen[key] = true
				p.N = len(out) + 1
				out = append(out, p)
			}
		}
	}
	return out
}

// spare keeps back what the rag answer needs that may have to stand in for the
// reader's: two calls, and the tokens of two of its prompts, or of one where
// two would leave the reader less than three quarters (prompt 0: nothing). false says that nothing
// is left for a reader.
func spare(left rlm.Budget, prompt int) (rlm.Budget, bool) {
	if prompt == 0 {
		return left, left.Calls > 0 && left.Tokens > 0 && left.Steps > 0
	}
	left.Calls -= 2
	for _, kept := range []int{2 * (prompt + answerTokens), prompt + answerTokens} {
		if left.Tokens > 4*kept || kept == prompt+answerTokens && left.Tokens > 2*kept {
			left.Tokens -= kept
			break
		}
	}
	return left, left.Calls > 0 && left.Tokens > 0 && left.Steps > 0
}

// ragTokens is what the rag prompt over the shortlist takes; 0 where no rag
// answer would stand in, as in the paper's setting.
func (a *asking) ragTokens(task rlm.Task) int {
	if len(task.Passages) == 0 {
		return 0
	}
	return a.gauge.Count(promptFrame + tokensOf(fitting(a.list.passages, a.passageRoom())))
}
