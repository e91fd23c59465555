package eval

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"math"
	"slices"
	"strings"
)

//go:embed page/*
var pageFiles embed.FS

// maxTraces bounds the traces that a page holds, in bytes: the rest are in
// traces.jsonl, and the page says so.
const maxTraces = 24 << 20

// page is what the template is filled with.
type page struct {
	Title, Footer string
	Facts         []fact
	Notes         []string
	Runs          []pageRun
	Charts        []pageChart
	Losses        []hued
	Arms          []fact // what each is
	Kinds         []string
	KindRows      []kindRow
	CSS           template.CSS
	JS            template.JS
	Data          template.JS
}

type fact struct{ Name, Value string }

type hued struct {
	Name string
	Hue  template.CSS
}

type pageRun struct {
	Name  string
	Money bool
	Rows  []pageRow
}

// pageRow is an arm of the summary: its interval as a bar from 0 to 100 %.
type pageRow struct {
	ArmReport
	Right           Interval
	HasCI           bool
	Hue             template.CSS
	Left, Width, At string
}

type pageChart struct {
	ID, Title, Caption string
	SVG                template.HTML
}

type kindRow struct {
	Arm   string
	Cells []kindCell
}

type kindCell struct {
	Text, Title string
	Hue         template.CSS
}

// HTML renders one run, or several side by side, as one self-contained page.
func HTML(reports ...*Report) ([]byte, error) {
	files := map[string]string{}
	for _, name := range []string{"report.html.tmpl", "report.css", "report.js"} {
		raw, err := pageFiles.ReadFile("page/" + name)
		if err != nil {
			return nil, fmt.Errorf("read page: %w", err)
		}
		files[name] = string(raw)
	}
	t, err := template.New("page").Funcs(pageFuncs()).Parse(files["report.html.tmpl"])
	if err != nil {
		return nil, fmt.Errorf("parse page: %w", err)
	}
	p, err := newPage(reports)
	if err != nil {
		return nil, err
	}
	p.CSS, p.JS = template.CSS(files["report.css"]), template.JS(files["report.js"])
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return nil, fmt.Errorf("render page: %w", err)
	}
	return b.Bytes(), nil
}

func newPage(reports []*Report) (*page, error) {
	first := reports[0]
	p := &page{
		Title: first.Dataset.Name + " · " + first.Model, Facts: facts(first),
		Footer: "Written by funnel " + first.Manifest.Version + ". Intervals are 95 % bootstraps over clusters of questions; an error counts as wrong; tokens are counted as if nothing had been cached.",
	}
	bases := basesOf(reports)
	var names []string
	for _, r := range reports {
		names = append(names, r.Dataset.Name)
		p.Notes = append(p.Notes, r.Notes...)
		p.Runs = append(p.Runs, r.page(bases))
	}
	if len(reports) > 1 {
		p.Title = strings.Join(names, ", ") + " · " + first.Model
	}
	if first.Model == perfectName {
		p.Notes = append(p.Notes, "The reader is a scripted perfect leaf: it answers if and only if the gold evidence is in its prompt. These figures are what the pipeline delivers, an upper bound, and no accuracy of any model.")
	}
	if a := first.Agreement; a != nil {
		p.Notes = append(p.Notes, fmt.Sprintf("The judge agrees with people on %.0f %% of %d labelled answers (kappa %.2f; %d wrongly right, %d wrongly wrong).", 100*a.Agree, a.N, a.Kappa, a.Yes, a.No))
	}
	list, err := charts(reports)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		p.Charts = append(p.Charts, pageChart{c.ID, c.Title, c.Caption, template.HTML(c.SVG)}) // our own drawing
	}
	for _, l := range lossesOf(first) {
		p.Losses = append(p.Losses, hued{string(l), template.CSS(webColor(lossHues[l]))})
	}
	p.Kinds, p.KindRows = kindTable(first)
	known := map[string]bool{}
	for _, r := range reports {
		for _, a := range r.Arms {
			if !known[a.Base] {
				p.Arms = append(p.Arms, fact{a.Base, a.What})
			}
			known[a.Base] = true
		}
	}
	data, err := pageData(reports, p)
	p.Data = data
	return p, err
}

func facts(r *Report) []fact {
	m := r.Manifest
	list := []fact{
		{"documents", fmt.Sprint(r.Dataset.Docs)}, {"questions", r.askedText()}, {"arms", fmt.Sprint(len(r.Arms))},
		{"model", m.Model.Name + " (" + clipText(m.Model.Digest, 12) + ", window " + tokensLabel(m.Model.Window) + ")"},
		{"embedder", m.Embedder}, {"seed", fmt.Sprint(m.Seed)}, {"repeats", fmt.Sprint(m.Repeat)}, {"dataset", clipText(r.Dataset.Hash, 12)}, {"begun", r.Times.Started},
	}
	if m.Judge != nil {
		list = append(list, fact{"judge", m.Judge.Name})
	}
	return list
}

// askedText counts the questions; whoever never answers has the unanswerable
// ones right.
func (r *Report) askedText() string {
	n := 0
	for _, q := range r.questions {
		if q.Shape == ShapeUnanswerable {
			n++
		}
	}
	if n == 0 {
		return fmt.Sprint(r.Questions)
	}
	return fmt.Sprintf("%d, %d of them unanswerable", r.Questions, n)
}

func (r *Report) page(bases []string) pageRun {
	run := pageRun{Name: r.Dataset.Name}
	for _, a := range r.Arms {
		right := a.Metrics[GradeCorrect]
		row := pageRow{ArmReport: a, Right: right, Hue: template.CSS(webColor(hueOf(bases, a.Base))), At: fmt.Sprintf("%.1f", 100*right.Mean)}
		if row.HasCI = !math.IsNaN(right.Lo) && !math.IsNaN(right.Hi); row.HasCI {
			row.Left, row.Width = fmt.Sprintf("%.1f", 100*right.Lo), fmt.Sprintf("%.1f", 100*(right.Hi-right.Lo))
		}
		run.Money = run.Money || a.Usage.Money > 0
		run.Rows = append(run.Rows, row)
	}
	return run
}

// kindTable is the share of right answers by arm and kind, the better the
// greener; empty where all questions are of one kind.
func kindTable(r *Report) ([]string, []kindRow) {
	kinds := kindsOf(r)
	if len(kinds) < 2 {
		return nil, nil
	}
	var rows []kindRow
	for _, a := range r.Arms {
		row := kindRow{Arm: a.Arm}
		for _, k := range kinds {
			of := a.Kinds[k]
			m, ok := of.Metrics[GradeCorrect]
			if !ok {
				row.Cells = append(row.Cells, kindCell{Text: "–", Hue: "transparent"})
				continue
			}
			row.Cells = append(row.Cells, kindCell{
				Text: fmt.Sprintf("%.0f %%", 100*m.Mean), Title: fmt.Sprintf("%d questions, %s", of.N, intervalText(m)),
				Hue: template.CSS(fmt.Sprintf("rgba(26,147,111,%.2f)", 0.05+0.5*m.Mean)),
			})
		}
		rows = append(rows, row)
	}
	return kinds, rows
}

func pageFuncs() template.FuncMap {
	return template.FuncMap{
		"pct": func(v float64) string { return fmt.Sprintf("%.1f %%", 100*v) },
		"ci":  intervalText,
		"metric": func(a pageRow, name string) string {
			if m, ok := a.Metrics[name]; ok {
				return fmt.Sprintf("%.1f", 100*m.Mean)
			}
			return "–"
		},
		"tokens": func(v float64) string { return grouped(int(math.Round(v))) },
		"one":    func(v float64) string { return fmt.Sprintf("%.1f", v) },
		"stops":  stopsText,
		"secs":   func(v float64) string { return fmt.Sprintf("%.2f", v) },
		"money":  func(v float64) string { return fmt.Sprintf("%.4f", v) },
	}
}

// stopsText lists how questions ended, the most frequent first.
func stopsText(stops map[string]int) string {
	names := slices.SortedFunc(maps.Keys(stops), func(a, b string) int {
		return cmp.Or(stops[b]-stops[a], strings.Compare(a, b))
	})
	for i, name := range names {
		names[i] = fmt.Sprintf("%s %d", name, stops[name])
	}
	return strings.Join(names, ", ")
}

func intervalText(i Interval) string {
	if math.IsNaN(i.Lo) || math.IsNaN(i.Hi) {
		return "no interval: one cluster"
	}
	return fmt.Sprintf("%.1f – %.1f", 100*i.Lo, 100*i.Hi)
}

// grouped writes a number with thin spaces between thousands.
func grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}

// cell is one arm's answer to one question, over its repeats, under short
// names: a page may hold thousands.
type cell struct {
	Correct *float64 `json:"c,omitempty"`
	Status  string   `json:"s,omitempty"`
	Stop    string   `json:"st,omitempty"`
	Answer  string   `json:"a,omitempty"`
	Short   string   `json:"h,omitempty"`
	Error   string   `json:"e,omitempty"`
	Lost    Loss     `json:"l,omitempty"`
	Shown   [2]int   `json:"d"` // pieces of evidence: all, shown
	Cost    [5]int   `json:"k"` // tokens, calls, sub-calls, searches, steps
	Cites   []Cited  `json:"q,omitempty"`
	Notices []string `json:"n,omitempty"`
}

// pageData is what the page's program works with.
func pageData(reports []*Report, p *page) (template.JS, error) {
	type asked struct {
		AskedQuestion
		ID string `json:"id"`
	}
	data := struct {
		Arms      []string                    `json:"arms"`
		Kinds     []string                    `json:"kinds"`
		Questions []asked                     `json:"questions"`
		Results   map[string]map[string]*cell `json:"results"`
		Traces    map[string]map[string]Trace `json:"traces"`
		Paired    []Comparison                `json:"paired"`
	}{Arms: []string{}, Kinds: []string{}, Questions: []asked{}, Results: map[string]map[string]*cell{}, Traces: map[string]map[string]Trace{}, Paired: reports[0].Paired}
	size, left := 0, 0
	for _, r := range reports {
		name := func(id string) string { return id }
		if len(reports) > 1 {
			name = func(id string) string { return r.Dataset.Name + "/" + id }
		}
		for _, a := range r.Arms {
			if !slices.Contains(data.Arms, a.Arm) {
				data.Arms = append(data.Arms, a.Arm)
			}
		}
		for _, k := range kindsOf(r) {
			if !slices.Contains(data.Kinds, k) {
				data.Kinds = append(data.Kinds, k)
			}
		}
		for _, q := range r.questions {
			data.Questions = append(data.Questions, asked{q, name(q.ID)})
		}
		r.addCells(data.Results, name)
		n, l := r.addTraces(data.Traces, name, maxTraces-size)
		size, left = size+n, left+l
	}
	if left > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("%d traces are left out of this page to keep it small; traces.jsonl has them all.", left))
	}
	raw, err := json.Marshal(data) // escapes <, > and &: no text can end the script
	if err != nil {
		return "", fmt.Errorf("render page: %w", err)
	}
	return template.JS(raw), nil
}

func (r *Report) addCells(to map[string]map[string]*cell, name func(string) string) {
	for i := range r.results {
		res := &r.results[i]
		id := name(res.Question)
		if to[id] == nil {
			to[id] = map[string]*cell{}
		}
		if c := to[id][res.Arm]; c != nil { // a repeat: the first is shown, all count
			if v, ok := res.Grades[GradeCorrect]; ok && c.Correct != nil {
				*c.Correct = (*c.Correct*float64(res.Repeat) + v) / float64(res.Repeat+1)
			}
			continue
		}
		k := res.Cost
		c := &cell{
			Status: string(res.Status), Stop: res.Stop, Answer: clipText(res.Answer, 1500), Short: clipText(res.Short, 300), Error: res.Error, Lost: res.Lost,
			Shown: [2]int{res.Delivered.Pieces, res.Delivered.Seen}, Cost: [5]int{k.Prompt + k.Completion, k.Calls, k.SubCalls, k.Searches, k.Steps},
			Cites: res.Citations[:min(12, len(res.Citations))], Notices: res.Notices,
		}
		if v, ok := res.Grades[GradeCorrect]; ok {
			c.Correct = &v
		}
		to[id][res.Arm] = c
	}
}

// addTraces adds the traces of first repeats until they take room bytes.
func (r *Report) addTraces(to map[string]map[string]Trace, name func(string) string, room int) (size, left int) {
	for i := range r.results {
		res := &r.results[i]
		t, ok := r.traces[res.key()]
		if !ok || res.Repeat > 0 {
			continue
		}
		if size += t.size(); size > room {
			left++
			continue
		}
		id := name(res.Question)
		if to[id] == nil {
			to[id] = map[string]Trace{}
		}
		to[id][res.Arm] = t
	}
	return min(size, room), left
}

// size is about what a trace takes in a page.
func (t Trace) size() int {
	n := 100
	for _, s := range t.Steps {
		n += len(s.Code) + len(s.Output) + len(s.Error) + 80
	}
	for _, c := range t.Calls {
		n += len(c.Asked) + len(c.Answered) + len(c.Error) + 80
	}
	return n
}
