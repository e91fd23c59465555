package eval

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
)

// Report is everything that is computed from a run's files: the same however
// often the run was interrupted, but for what stands under "times".
type Report struct {
	Schema    int           `json:"schema"`
	Dataset   DatasetInfo   `json:"dataset"`
	Model     string        `json:"model"`
	Manifest  *Manifest     `json:"manifest"`
	Questions int           `json:"questions"`
	Arms      []ArmReport   `json:"arms"`
	Paired    []Comparison  `json:"paired"`
	Agreement *Agreement    `json:"judge_agreement,omitempty"`
	Errors    []ErrorReport `json:"errors,omitempty"`
	Notes     []string      `json:"notes,omitempty"`
	Times     ReportTimes   `json:"times"`

	questions []AskedQuestion
	results   []Result
	traces    map[key]Trace
}

// ArmReport is one arm over all questions.
type ArmReport struct {
	Arm     string              `json:"arm"`
	Base    string              `json:"base"`
	What    string              `json:"what"`
	Budget  int                 `json:"budget,omitempty"` // tokens
	N       int                 `json:"n"`                // questions
	Repeats int                 `json:"repeats"`
	Errors  int                 `json:"errors"`
	Metrics map[string]Interval `json:"metrics"`
	// RepeatSD is how far the arm's accuracy moves from repeat to repeat.
	RepeatSD float64            `json:"repeat_sd,omitempty"`
	Usage    Usage              `json:"usage"`
	Stops    map[string]int     `json:"stops"`
	Losses   map[Loss]int       `json:"losses"`
	Kinds    map[string]KindArm `json:"kinds"`
	Times    ArmTimes           `json:"times"`
}

// KindArm is one arm on one kind of question.
type KindArm struct {
	N       int                 `json:"n"`
	Metrics map[string]Interval `json:"metrics"`
	Losses  map[Loss]int        `json:"losses"`
}

// Usage is what a question cost on average, cold: as if nothing had been
// cached. What was really paid stands in ArmTimes.
type Usage struct {
	Tokens           Interval `json:"tokens"` // prompt and completion
	PromptTokens     float64  `json:"prompt_tokens"`
	CompletionTokens float64  `json:"completion_tokens"`
	Calls            float64  `json:"calls"`
	SubCalls         float64  `json:"sub_calls"`
	Searches         float64  `json:"searches"`
	Steps            float64  `json:"steps"`
	Docs             float64  `json:"docs_read"`
	Money            float64  `json:"money,omitempty"` // where prices are set
}

// ArmTimes is what differs between runs: the seconds of a question (answers
// with cached calls are left out, they are too short), and what was really
// paid, on average.
type ArmTimes struct {
	N            int     `json:"n"` // answers without cached calls
	P50          float64 `json:"p50"`
	P95          float64 `json:"p95"`
	Max          float64 `json:"max"`
	Model        float64 `json:"model_share"`   // of all seconds, cached answers included
	Seconds      float64 `json:"seconds_total"` // of all answers
	Harness      float64 `json:"harness_total"` // seconds of measuring them, beside
	CachedCalls  float64 `json:"cached_calls"`
	CachedTokens float64 `json:"cached_tokens"`
	PaidTokens   float64 `json:"paid_tokens"`
	MoneyPaid    float64 `json:"money_paid,omitempty"`
}

// ReportTimes are of the whole run.
type ReportTimes struct {
	Started string `json:"started"`
	// Harness is the share that looking on, measuring, grading and writing had
	// of all seconds.
	Harness float64 `json:"harness_share"`
}

// ErrorReport is an answer that could not be made; it counts as wrong.
type ErrorReport struct {
	Question string `json:"question"`
	Arm      string `json:"arm"`
	Repeat   int    `json:"repeat"`
	Error    string `json:"error"`
}

// ReportOptions change what is computed. The zero value is usable.
type ReportOptions struct {
	Rounds int     // of the bootstrap; 0: DefaultRounds
	Margin float64 // of non-inferiority; 0: 0.05
	In     float64 // price of a million prompt tokens; 0: none
	Out    float64 // of a million completion tokens
}

// pairedMetrics are what arms are compared by.
var pairedMetrics = []string{GradeCorrect, GradeF1, MeasureAll}

// ReadReport computes the report of a run from its files.
func ReadReport(dir string, o ReportOptions) (*Report, error) {
	m, err := ReadManifest(dir)
	if err != nil {
		return nil, fmt.Errorf("read run: %w", err)
	}
	r := &Report{
		Schema: 1, Dataset: m.Dataset, Model: m.Model.Name, Manifest: m, Notes: m.Notes,
		Times: ReportTimes{Started: m.Started.Format("2006-01-02 15:04 MST")},
	}
	if m.Judge != nil {
		r.Agreement = m.Judge.Agreement
	}
	if r.results, _, err = readResults(filepath.Join(dir, resultsFile)); err != nil {
		return nil, err
	}
	if r.questions, err = readAsked(filepath.Join(dir, questionsFile)); err != nil {
		return nil, err
	}
	if r.traces, err = readTraces(filepath.Join(dir, tracesFile)); err != nil {
		return nil, err
	}
	r.compute(o)
	return r, nil
}

func (r *Report) compute(o ReportOptions) {
	if o.Margin == 0 {
		o.Margin = 0.05
	}
	slices.SortFunc(r.results, func(a, b Result) int {
		return cmp.Or(cmp.Compare(a.Question, b.Question), cmp.Compare(a.Arm, b.Arm), cmp.Compare(a.Repeat, b.Repeat))
	})
	byArm := map[string][]*Result{}
	asked := map[string]bool{}
	for i := range r.results {
		res := &r.results[i]
		byArm[res.Arm] = append(byArm[res.Arm], res)
		asked[res.Question] = true
		if res.Error != "" {
			r.Errors = append(r.Errors, ErrorReport{res.Question, res.Arm, res.Repeat, res.Error})
		}
	}
	r.Questions = len(asked)
	expected := len(r.Manifest.Asked) * len(r.Manifest.Arms) * r.Manifest.Repeat
	if len(r.results) < expected {
		r.Notes = append(r.Notes, fmt.Sprintf("%d of %d answers are there: the run is not complete", len(r.results), expected))
	}
	c := computing{report: r, options: o, questions: map[string]*AskedQuestion{}}
	for i := range r.questions {
		c.questions[r.questions[i].ID] = &r.questions[i]
	}
	for _, arm := range r.Manifest.Arms {
		if list := byArm[arm.Name]; len(list) > 0 {
			r.Arms = append(r.Arms, c.arm(arm, list))
		}
	}
	r.Paired = c.pairs(byArm)
	asking, beside := 0.0, 0.0
	for _, a := range r.Arms {
		asking, beside = asking+a.Times.Seconds, beside+a.Times.Harness
	}
	if asking > 0 {
		r.Times.Harness = beside / (asking + beside)
	}
}

// computing is a report on its way.
type computing struct {
	report    *Report
	options   ReportOptions
	questions map[string]*AskedQuestion
}

func (c *computing) bootstrap() BootstrapOptions {
	return BootstrapOptions{Rounds: c.options.Rounds, Seed: c.report.Manifest.Seed, Unit: true}
}

func (c *computing) arm(arm Arm, list []*Result) ArmReport {
	a := ArmReport{
		Arm: arm.Name, Base: arm.Base, What: arm.What, Budget: arm.Tokens,
		Metrics: c.metrics(list), Stops: map[string]int{}, Losses: map[Loss]int{}, Kinds: map[string]KindArm{},
	}
	kinds := map[string][]*Result{}
	ids := map[string]bool{}
	for _, r := range list {
		ids[r.Question] = true
		a.Repeats = max(a.Repeats, r.Repeat+1)
		if r.Error != "" {
			a.Errors++
		}
		if stop := cmp.Or(r.Stop, string(r.Status)); stop != "" {
			a.Stops[stop]++
		}
		if r.Lost != LossNone {
			a.Losses[r.Lost]++
		}
		kind := c.kind(r.Question)
		kinds[kind] = append(kinds[kind], r)
	}
	a.N = len(ids)
	for kind, of := range kinds {
		k := KindArm{N: distinctQuestions(of), Metrics: c.metrics(of), Losses: map[Loss]int{}}
		for _, r := range of {
			if r.Lost != LossNone {
				k.Losses[r.Lost]++
			}
		}
		a.Kinds[kind] = k
	}
	a.Usage, a.Times = c.usage(list), c.times(list)
	a.RepeatSD = repeatSD(list, a.Repeats)
	return a
}

func (c *computing) kind(id string) string {
	if q := c.questions[id]; q != nil && q.Kind != "" {
		return q.Kind
	}
	return "all"
}

func distinctQuestions(list []*Result) int {
	ids := map[string]bool{}
	for _, r := range list {
		ids[r.Question] = true
	}
	return len(ids)
}

// metrics gives every measure its mean over questions with an interval over
// clusters. A question that was asked several times counts with its mean.
func (c *computing) metrics(list []*Result) map[string]Interval {
	names := map[string]bool{}
	for _, r := range list {
		for name := range r.Grades {
			names[name] = true
		}
	}
	out := map[string]Interval{}
	for name := range names {
		values, ids := meansOf(list, name)
		out[name] = Bootstrap(values, c.clusters(ids), c.bootstrap())
	}
	return out
}

// meansOf averages a measure over the repeats of each question, in the order
// of list.
func meansOf(list []*Result, name string) (values []float64, ids []string) {
	n := map[string]int{}
	at := map[string]int{}
	for _, r := range list {
		v, ok := r.Grades[name]
		if !ok {
			continue
		}
		i, known := at[r.Question]
		if !known {
			i = len(values)
			at[r.Question] = i
			values, ids = append(values, 0), append(ids, r.Question)
		}
		values[i] += v
		n[r.Question]++
	}
	for i, id := range ids {
		values[i] /= float64(n[id])
	}
	return values, ids
}

func (c *computing) clusters(ids []string) []string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = "question " + id
		if q := c.questions[id]; q != nil && q.Cluster != "" {
			list[i] = q.Cluster
		}
	}
	return list
}

// pairs compares every two arms by the paired metrics, with Holm's correction
// over all comparisons of a metric.
func (c *computing) pairs(byArm map[string][]*Result) []Comparison {
	var all []Comparison
	for _, metric := range pairedMetrics {
		var list []Comparison
		arms := c.report.Arms
		for i := range arms {
			for j := i + 1; j < len(arms); j++ {
				if p, ok := c.pair(byArm, arms[i].Arm, arms[j].Arm, metric); ok {
					list = append(list, p)
				}
			}
		}
		ps := make([]float64, len(list))
		for i := range list {
			ps[i] = list[i].P
		}
		for i, p := range Holm(ps) {
			list[i].Holm = p
		}
		all = append(all, list...)
	}
	return all
}

func (c *computing) pair(byArm map[string][]*Result, a, b, metric string) (Comparison, bool) {
	av, ids := meansOf(byArm[a], metric)
	bv, others := meansOf(byArm[b], metric)
	of := map[string]float64{}
	for i, id := range others {
		of[id] = bv[i]
	}
	var left, right []float64
	var both []string
	for i, id := range ids {
		if v, ok := of[id]; ok {
			left, right, both = append(left, av[i]), append(right, v), append(both, id)
		}
	}
	if len(both) == 0 {
		return Comparison{}, false
	}
	p := Compare(left, right, c.clusters(both), CompareOptions{Bootstrap: c.bootstrap(), Margin: c.options.Margin})
	p.A, p.B, p.Metric = a, b, metric
	return p, true
}

func (c *computing) usage(list []*Result) Usage {
	var u Usage
	n := float64(len(list))
	tokens := make([]float64, len(list))
	ids := make([]string, len(list))
	for i, r := range list {
		k := r.Cost
		tokens[i], ids[i] = float64(k.Prompt+k.Completion), r.Question
		u.PromptTokens += float64(k.Prompt) / n
		u.CompletionTokens += float64(k.Completion) / n
		u.Calls += float64(k.Calls) / n
		u.SubCalls += float64(k.SubCalls) / n
		u.Searches += float64(k.Searches) / n
		u.Steps += float64(k.Steps) / n
		u.Docs += float64(k.Docs) / n
		u.Money += Tokens{k.Prompt, k.Completion}.Money(c.options.In, c.options.Out) / n
	}
	boot := c.bootstrap()
	boot.Unit = false
	u.Tokens = Bootstrap(tokens, c.clusters(ids), boot)
	return u
}

func (c *computing) times(list []*Result) ArmTimes {
	var t ArmTimes
	var own []float64
	model, n := 0.0, float64(len(list))
	for _, r := range list {
		cached, paid := r.Times, r.paid()
		t.Seconds += cached.Seconds
		t.Harness += cached.Harness
		model += cached.Model
		if cached.CachedCalls == 0 {
			own = append(own, cached.Seconds)
		}
		t.CachedCalls += float64(cached.CachedCalls) / n
		t.CachedTokens += float64(cached.CachedPrompt+cached.CachedCompletion) / n
		t.PaidTokens += float64(paid.In+paid.Out) / n
		t.MoneyPaid += paid.Money(c.options.In, c.options.Out) / n
	}
	slices.Sort(own)
	t.N = len(own)
	t.P50, t.P95, t.Max = quantile(own, 0.5), quantile(own, 0.95), quantile(own, 1)
	if t.Seconds > 0 {
		t.Model = min(1, model/t.Seconds)
	}
	return t
}

// repeatSD is the standard deviation of the arm's accuracy over its repeats.
func repeatSD(list []*Result, repeats int) float64 {
	if repeats < 2 {
		return 0
	}
	sum, n := make([]float64, repeats), make([]float64, repeats)
	for _, r := range list {
		if v, ok := r.Grades[GradeCorrect]; ok {
			sum[r.Repeat] += v
			n[r.Repeat]++
		}
	}
	var means []float64
	for i := range sum {
		if n[i] > 0 {
			means = append(means, sum[i]/n[i])
		}
	}
	return deviation(means)
}

// Metric finds "ARM.METRIC", as --fail-under names it.
func (r *Report) Metric(arm, metric string) (Interval, error) {
	for _, a := range r.Arms {
		if a.Arm != arm {
			continue
		}
		if v, ok := a.Metrics[metric]; ok {
			return v, nil
		}
		return Interval{}, fmt.Errorf("arm %s has no metric %q; there are %v", arm, metric, slices.Sorted(maps.Keys(a.Metrics)))
	}
	return Interval{}, fmt.Errorf("the run has no arm %q", arm)
}
