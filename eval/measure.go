package eval

import (
	"context"
	"time"

	"funnel/funnel"
)

// Measures beside the grades of the answer itself, by name. Each is 0 to 1.
const (
	MeasureCiteP     = "cite_p"        // share of citations that overlap gold evidence
	MeasureCiteR     = "cite_r"        // share of the pieces of evidence that are cited
	MeasureSupported = "supported"     // share of citations whose claim is supported
	MeasureSupRight  = "support_right" // "supported" says yes of right answers and no of wrong ones
	MeasureEvidence  = "evidence"      // share of the pieces of evidence that stood in a prompt
	MeasureAll       = "all_evidence"  // all pieces stood in prompts
	MeasureTogether  = "all_in_one"    // all pieces stood in one prompt
	MeasureCandid    = "candidates"    // share of pieces whose document a leg proposed
	MeasureShortlist = "shortlist"     // share of pieces whose document was shortlisted
	MeasureAllCandid = "all_candidates"
	MeasureAllShort  = "all_shortlist"
	MeasureNDCG      = metricNDCG // of the shortlist's ten best documents
	MeasureMRR       = metricMRR
	MeasureAll8k     = "all@8k" // all pieces within 8,000 tokens of the shortlist
	MeasureAll32k    = "all@32k"
	MeasureAll128k   = "all@128k"
)

// take copies an answer into the result.
func (r *Result) take(a *funnel.Answer, w *witness, took time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.spent
	r.Times = Times{
		Seconds: seconds(took - s.Looked), Model: seconds(s.Model),
		CachedCalls: s.CachedCalls, CachedPrompt: s.CachedPrompt, CachedCompletion: s.CachedCompletion,
	}
	r.Cost = Cost{Calls: s.Calls, SubCalls: s.SubCalls, Prompt: s.Prompt, Completion: s.Completion}
	r.Delivered = Delivered{Pieces: len(w.pieces), Seen: countTrue(w.pieces), Together: w.together}
	if a == nil {
		return
	}
	r.Status, r.Stop, r.Answer, r.Short, r.Notices = a.Status, string(a.Stop), a.Text, a.Short, a.Notices
	r.Cost.Searches, r.Cost.Steps, r.Cost.Docs = a.Usage.Searches, a.Usage.Steps, a.Coverage.Read
	for _, c := range a.Citations {
		r.Citations = append(r.Citations, Cited{
			Doc: c.Doc, Start: c.Start, End: c.End, Quote: clipText(c.Quote, 300), Quoted: c.Quoted, Supported: c.Supported,
		})
	}
}

// grade computes all measures of a result and settles where its point was lost.
func (r *running) grade(ctx context.Context, res *Result, t task, e *evidence, w *witness, list *funnel.Shortlist) error {
	q := t.question
	res.Grades = Grades{}
	if res.Error == "" {
		res.Grades = q.Grade(res.graded(), res.Status != funnel.Answered)
	} else if q.Shape != ShapeNone {
		res.Grades = q.wrong()
	}
	res.citations(q)
	st := &stages{}
	if len(e.pieces) > 0 {
		res.evidence()
		if t.arm.searches() {
			var err error
			if st, err = r.stager.of(ctx, q, e, list); err != nil {
				return err
			}
			res.stages(st)
		}
	}
	res.Lost = res.loss(q, t.arm, st, w.pieces)
	return r.judge(ctx, res, q)
}

// graded is the text that is graded: the bare value, or where the model gave
// none the whole answer.
func (r *Result) graded() string {
	if r.Short != "" {
		return r.Short
	}
	return r.Answer
}

// wrong are the grades of an answer that could not be made.
func (q *Question) wrong() Grades {
	g := q.Grade("", false)
	for name := range g {
		g[name] = 0
	}
	return g
}

// citations measures them against the gold evidence.
func (r *Result) citations(q *Question) {
	pieces := q.Pieces()
	cited := make([]bool, len(pieces))
	gold, yes, no := 0, 0, 0
	for i := range r.Citations {
		c := &r.Citations[i]
		for j, p := range pieces {
			for _, s := range p {
				if c.Quoted && s.overlaps(c) {
					c.Gold, cited[j] = true, true
				}
			}
		}
		if c.Gold {
			gold++
		}
		switch c.Supported {
		case funnel.SupportYes:
			yes++
		case funnel.SupportNo:
			no++
		}
	}
	if len(r.Citations) > 0 {
		n := float64(len(r.Citations))
		if len(pieces) > 0 {
			r.Grades[MeasureCiteP] = float64(gold) / n
		}
		r.Grades[MeasureSupported] = float64(yes) / n
	}
	if len(pieces) > 0 {
		r.Grades[MeasureCiteR] = share(countTrue(cited), len(pieces))
	}
	if right, ok := r.Grades[GradeCorrect]; ok && yes+no > 0 {
		r.Grades[MeasureSupRight] = unit((yes > 0 && no == 0) == (right == 1))
	}
}

// overlaps reports whether a citation shares bytes with the span.
func (s Span) overlaps(c *Cited) bool {
	return s.Doc == c.Doc && (s.Whole() || c.Start < s.End && s.Start < c.End)
}

// evidence measures how much of the evidence stood in prompts.
func (r *Result) evidence() {
	n := r.Delivered.Pieces
	g := r.Grades
	g[MeasureEvidence] = share(r.Delivered.Seen, n)
	g[MeasureAll], g[MeasureTogether] = unit(r.Delivered.Seen == n), unit(r.Delivered.Together == n)
}

// stages measures how far the evidence came in the search that the arm began
// with.
func (r *Result) stages(st *stages) {
	n, g := r.Delivered.Pieces, r.Grades
	g[MeasureCandid], g[MeasureShortlist] = share(countTrue(st.candidates), n), share(countTrue(st.shortlist), n)
	g[MeasureAllCandid], g[MeasureAllShort] = unit(all(st.candidates)), unit(all(st.shortlist))
	g[MeasureAll8k], g[MeasureAll32k], g[MeasureAll128k] = unit(all(st.within[8_000])), unit(all(st.within[32_000])), unit(all(st.within[128_000]))
	g[MeasureNDCG], g[MeasureMRR] = st.ndcg, st.mrr
	r.Stages = &StageCounts{
		Candidates: countTrue(st.candidates), Shortlist: countTrue(st.shortlist),
		In8k: countTrue(st.within[8_000]), In32k: countTrue(st.within[32_000]), In128k: countTrue(st.within[128_000]),
	}
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// seconds rounds a duration to tenths of a millisecond.
func seconds(d time.Duration) float64 { return d.Round(100 * time.Microsecond).Seconds() }
