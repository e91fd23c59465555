package eval

import (
	"fmt"
	"image/color"
	"maps"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// Chart is a picture of the report with its caption.
type Chart struct {
	ID, Title, Caption string
	SVG                string
}

// picture is a chart that is not drawn yet.
type picture struct {
	id, title, caption string
	height             vg.Length
	draw               func() (*plot.Plot, error) // nil where there is nothing to show
}

// charts draws the pictures of one run; of several that differ in size, those
// against size too, and first.
func charts(reports []*Report) ([]Chart, error) {
	bases := basesOf(reports)
	var list []Chart
	pictures := picturesOf(reports[0], bases)
	if len(reports) > 1 {
		for i := range pictures {
			pictures[i].title += " · " + reports[0].Dataset.Name
		}
		pictures = append(picturesBySize(reports, bases), pictures...)
	}
	for _, p := range pictures {
		drawn, err := p.draw()
		if err != nil {
			return nil, err
		}
		if drawn == nil {
			continue
		}
		s, err := svg(drawn, 620, p.height, p.title)
		if err != nil {
			return nil, err
		}
		list = append(list, Chart{p.id, p.title, p.caption, s})
	}
	return list, nil
}

// picturesOf are those of one run.
func picturesOf(r *Report, bases []string) []picture {
	return []picture{
		{"accuracy", "Accuracy against tokens", "Each point is an arm: what a question costs without any cache, and the share answered right, with the 95 % interval. Lines join the same arm at several budgets.", 390,
			func() (*plot.Plot, error) { return against(r, bases, GradeCorrect, "right answers") }},
		{"evidence", "Evidence delivered against tokens", "The share of questions whose whole evidence stood in prompts: what the model was given to be right with.", 390,
			func() (*plot.Plot, error) { return against(r, bases, MeasureAll, "all evidence in prompts") }},
		{"stages", "Where evidence is left behind", "Questions whose whole evidence is still there: proposed by a leg, listed, and within so many tokens when the listed documents are read in full from the top. Dashed: what prompts held in the end, above that where an arm searched again or read further.", 360,
			func() (*plot.Plot, error) { return byStage(r, bases) }},
		{"losses", "Why points were lost", "Each bar is all questions of an arm; what is blank was right.", vg.Length(90 + 22*len(r.Arms)),
			func() (*plot.Plot, error) { return lossBars(r) }},
	}
}

// picturesBySize are those of runs over collections of several sizes.
func picturesBySize(reports []*Report, bases []string) []picture {
	return []picture{
		{"size", "Accuracy against collection size", "The same kinds of questions over more and more documents.", 390,
			func() (*plot.Plot, error) { return bySize(reports, bases, GradeCorrect, "right answers") }},
		{"evidence-size", "Evidence delivered against collection size", "The share of questions whose whole evidence stood in prompts.", 390,
			func() (*plot.Plot, error) { return bySize(reports, bases, MeasureAll, "all evidence in prompts") }},
		{"tokens-size", "Tokens against collection size", "What a question costs, without any cache, as the collection grows.", 390,
			func() (*plot.Plot, error) { return tokensBySize(reports, bases) }},
	}
}

// basesOf lists the bases of all reports in the order of their arms.
func basesOf(reports []*Report) []string {
	var list []string
	for _, r := range reports {
		for _, a := range r.Arms {
			if !slices.Contains(list, a.Base) {
				list = append(list, a.Base)
			}
		}
	}
	return list
}

// against places the arms by tokens and one metric; nil without a point.
func against(r *Report, bases []string, metric, label string) (*plot.Plot, error) {
	var points []point
	for _, a := range r.Arms {
		if m, ok := a.Metrics[metric]; ok && a.Usage.Tokens.Mean >= 1 {
			points = append(points, point{a.Base, a.Base, a.Usage.Tokens.Mean, m})
		}
	}
	if len(points) == 0 {
		return nil, nil
	}
	return scatter(points, bases, "tokens per question", label)
}

// bySize places the arms by the number of documents and one metric.
func bySize(reports []*Report, bases []string, metric, label string) (*plot.Plot, error) {
	var points []point
	for _, r := range reports {
		for _, a := range r.Arms {
			if m, ok := a.Metrics[metric]; ok && r.Dataset.Docs > 0 {
				points = append(points, point{a.Base, a.Base, float64(r.Dataset.Docs), m})
			}
		}
	}
	if len(points) == 0 {
		return nil, nil
	}
	return scatter(points, bases, "documents", label)
}

// tokensBySize places the arms by the number of documents and what a question
// costs.
func tokensBySize(reports []*Report, bases []string) (*plot.Plot, error) {
	var points []point
	for _, r := range reports {
		for _, a := range r.Arms {
			if r.Dataset.Docs > 0 && a.Usage.Tokens.Mean >= 1 {
				points = append(points, point{a.Base, a.Base, float64(r.Dataset.Docs), a.Usage.Tokens})
			}
		}
	}
	if len(points) == 0 {
		return nil, nil
	}
	return scatterTokens(points, bases)
}

// stageNames are the stages of a search in order, with what they are called.
var stageNames = []struct{ metric, name string }{
	{MeasureAllCandid, "candidates"}, {MeasureAllShort, "shortlist"}, {MeasureAll128k, "in 128k tokens"},
	{MeasureAll32k, "in 32k tokens"}, {MeasureAll8k, "in 8k tokens"}, {MeasureAll, "in prompts"},
}

// byStage draws a line for each arm that begins with a search.
func byStage(r *Report, bases []string) (*plot.Plot, error) {
	p := newChart("", "questions with all evidence")
	grid(p, false)
	p.Y.Min, p.Y.Max, p.Y.Tick.Marker = 0, 1.06, percentTicks()
	names := make([]string, len(stageNames))
	for i, s := range stageNames {
		names[i] = s.name
	}
	p.NominalX(names...)
	p.X.Max = float64(len(names)) - 0.2
	var ends []point
	for _, a := range largest(r.Arms) {
		if _, ok := a.Metrics[MeasureAllCandid]; !ok {
			continue
		}
		var xys plotter.XYs
		for i, s := range stageNames {
			xys = append(xys, plotter.XY{X: float64(i), Y: a.Metrics[s.metric].Mean})
		}
		if err := addStages(p, xys, hueOf(bases, a.Base)); err != nil {
			return nil, err
		}
		end := xys[len(xys)-1]
		ends = append(ends, point{base: a.Base, label: a.Arm, x: end.X, y: Interval{Mean: end.Y}})
	}
	if len(ends) == 0 {
		return nil, nil
	}
	p.X.Max = float64(len(names)) - 0.05
	return p, addNames(p, ends, bases, float64(len(names))-0.75, 0)
}

// addStages draws an arm's way through the stages; the last step, from what was
// found to what was shown, is dashed.
func addStages(p *plot.Plot, xys plotter.XYs, hue color.Color) error {
	found, dots, err := plotter.NewLinePoints(xys[:len(xys)-1])
	if err != nil {
		return fmt.Errorf("draw stages: %w", err)
	}
	shown, end, err := plotter.NewLinePoints(xys[len(xys)-2:])
	if err != nil {
		return fmt.Errorf("draw stages: %w", err)
	}
	for _, line := range []*plotter.Line{found, shown} {
		line.LineStyle.Color, line.LineStyle.Width = hue, 1.4
	}
	shown.LineStyle.Dashes = []vg.Length{4, 3}
	for _, d := range []*plotter.Scatter{dots, end} {
		d.GlyphStyle.Color, d.GlyphStyle.Radius = hue, 2.6
	}
	p.Add(found, shown, dots, end)
	return nil
}

// largest keeps of arms with one base that with the largest budget.
func largest(arms []ArmReport) []ArmReport {
	at := map[string]int{}
	var list []ArmReport
	for _, a := range arms {
		i, known := at[a.Base]
		switch {
		case !known:
			at[a.Base] = len(list)
			list = append(list, a)
		case a.Budget > list[i].Budget:
			list[i] = a
		}
	}
	return list
}

// lossHues colour the losses by stage: greys and blues before the model read,
// reds after.
var lossHues = map[Loss]color.RGBA{
	LossCollection: {0x3d, 0x42, 0x4d, 0xff}, LossCandidates: {0x1f, 0x4e, 0x79, 0xff}, LossCut: {0x2e, 0x86, 0xc1, 0xff},
	LossUnread: {0x85, 0xc1, 0xe9, 0xff}, LossUnshown: {0xa9, 0xb4, 0xc2, 0xff}, LossMisread: {0xc0, 0x39, 0x2b, 0xff},
	LossUnanswered: {0xe6, 0x7e, 0x22, 0xff}, LossNoEvidence: {0xd7, 0xbd, 0xe2, 0xff}, LossUnsupported: {0xf4, 0xd0, 0x3f, 0xff},
	LossError: {0x00, 0x00, 0x00, 0xff},
}

// lossBars draws a bar for each arm, made of its losses.
func lossBars(r *Report) (*plot.Plot, error) {
	p := newChart("share of answers", "")
	p.X.Min, p.X.Max, p.X.Tick.Marker = 0, 1.03, percentTicks()
	arms := slices.Clone(r.Arms)
	slices.Reverse(arms)
	names := make([]string, len(arms))
	below := make([]float64, len(arms))
	var prior *plotter.BarChart
	for i, a := range arms {
		names[i] = a.Arm
	}
	for _, loss := range lossesOf(r) {
		values := make(plotter.Values, len(arms))
		for i, a := range arms {
			n := a.N * a.Repeats
			values[i] = share(a.Losses[loss], n)
			below[i] += values[i]
		}
		bar, err := plotter.NewBarChart(values, 13)
		if err != nil {
			return nil, fmt.Errorf("draw losses: %w", err)
		}
		bar.Horizontal, bar.Color, bar.LineStyle.Width = true, lossHues[loss], 0
		if prior != nil {
			bar.StackOn(prior)
		}
		prior = bar
		p.Add(bar)
	}
	if prior == nil {
		return nil, nil
	}
	p.NominalY(names...)
	p.Y.Min, p.Y.Max = -0.6, float64(len(arms))-0.4
	return p, nil
}

// lossesOf lists the losses that occur, in the order of the pipeline.
func lossesOf(r *Report) []Loss {
	there := map[Loss]bool{}
	for _, a := range r.Arms {
		for l := range a.Losses {
			there[l] = true
		}
	}
	return slices.DeleteFunc(Losses(), func(l Loss) bool { return !there[l] })
}

// webColor writes a colour for a style sheet.
func webColor(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// kindsOf lists the kinds of a report, ordered.
func kindsOf(r *Report) []string {
	there := map[string]bool{}
	for _, a := range r.Arms {
		for k := range a.Kinds {
			there[k] = true
		}
	}
	return slices.SortedFunc(maps.Keys(there), strings.Compare)
}
