package eval

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrNotComparable is returned for runs of one dataset that asked different
// questions.
var ErrNotComparable = errors.New("the runs share no question")

// ofRun stands between an arm and its run in merged reports.
const ofRun = " · "

// Merge lays runs over the same dataset side by side: each arm is named after
// its run, and every two are compared question by question, over the questions
// that all runs asked.
func Merge(reports []*Report, names []string, o ReportOptions) (*Report, error) {
	first := reports[0]
	m := *first.Manifest
	m.Arms, m.Notes, m.Repeat = nil, nil, 1
	out := &Report{Schema: 1, Dataset: first.Dataset, Manifest: &m, Times: first.Times, traces: map[key]Trace{}}
	common := first.askedIDs()
	for _, r := range reports[1:] {
		theirs := r.askedIDs()
		common = slices.DeleteFunc(common, func(id string) bool { return !slices.Contains(theirs, id) })
	}
	if len(common) == 0 {
		return nil, ErrNotComparable
	}
	keep := map[string]bool{}
	for _, id := range common {
		keep[id] = true
	}
	var models []string
	for i, r := range reports {
		models = append(models, r.Model)
		if dropped := r.Questions - len(common); dropped > 0 {
			m.Notes = append(m.Notes, fmt.Sprintf("%d questions of %s were not asked in every run, and are left out", dropped, names[i]))
		}
		m.Repeat = max(m.Repeat, r.Manifest.Repeat)
		out.add(r, names[i], keep)
	}
	for _, q := range first.questions {
		if keep[q.ID] {
			out.questions = append(out.questions, q)
		}
	}
	out.Model = strings.Join(distinct(models), ", ")
	m.Asked, out.Notes = common, m.Notes
	out.compute(o)
	out.Notes = m.Notes // repeats differ between runs: completeness is theirs to say
	return out, nil
}

func (r *Report) askedIDs() []string {
	var ids []string
	for i := range r.results {
		ids = append(ids, r.results[i].Question)
	}
	return distinctSorted(ids)
}

func distinctSorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// add takes over the answers of one run under its name.
func (r *Report) add(from *Report, name string, keep map[string]bool) {
	named := func(arm string) string { return arm + ofRun + name }
	for _, a := range from.Manifest.Arms {
		a.Name, a.Base = named(a.Name), named(a.Base)
		r.Manifest.Arms = append(r.Manifest.Arms, a)
	}
	for _, res := range from.results {
		if !keep[res.Question] {
			continue
		}
		k := res.key()
		res.Arm = named(res.Arm)
		r.results = append(r.results, res)
		if t, ok := from.traces[k]; ok {
			t.Arm = res.Arm
			r.traces[res.key()] = t
		}
	}
}
