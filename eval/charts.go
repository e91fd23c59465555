package eval

import (
	"bytes"
	"cmp"
	"fmt"
	"image/color"
	"math"
	"regexp"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// ink are the colours of the page.
var (
	inkText  = color.RGBA{0x2b, 0x30, 0x3b, 0xff}
	inkFaint = color.RGBA{0x8a, 0x91, 0x9e, 0xff}
	inkGrid  = color.RGBA{0xe6, 0xe9, 0xee, 0xff}
)

// hues tell arms apart: the eight of Okabe and Ito (2008), which people who
// see red and green alike can tell, and darker ones of them.
var hues = []color.RGBA{
	{0x00, 0x72, 0xb2, 0xff}, {0xd5, 0x5e, 0x00, 0xff}, {0x00, 0x9e, 0x73, 0xff}, {0xcc, 0x79, 0xa7, 0xff},
	{0xe6, 0x9f, 0x00, 0xff}, {0x56, 0xb4, 0xe9, 0xff}, {0x6b, 0x4c, 0x9a, 0xff}, {0x7f, 0x7f, 0x7f, 0xff},
	{0x92, 0x4a, 0x3a, 0xff}, {0x4d, 0x6b, 0x2f, 0xff}, {0x1f, 0x3a, 0x5f, 0xff}, {0xb8, 0xa0, 0x2f, 0xff},
}

// hueOf gives the bases of a report their colours, in the order of its arms.
func hueOf(bases []string, base string) color.RGBA {
	return hues[max(0, slices.Index(bases, base))%len(hues)]
}

// newChart is an empty chart in the page's manner.
func newChart(x, y string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = color.Transparent
	p.X.Label.Text, p.Y.Label.Text = x, y
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Label.TextStyle.Font.Typeface, a.Label.TextStyle.Font.Variant = "Liberation", "Sans"
		a.Label.TextStyle.Font.Size, a.Label.TextStyle.Color = 10, inkFaint
		a.Tick.Label.Font.Typeface, a.Tick.Label.Font.Variant = "Liberation", "Sans"
		a.Tick.Label.Font.Size, a.Tick.Label.Color = 9, inkText
		a.LineStyle.Color, a.Tick.LineStyle.Color = inkGrid, inkGrid
		a.Padding = 6
	}
	p.Legend.TextStyle.Font = font.Font{Typeface: "Liberation", Variant: "Sans", Size: 9}
	p.Legend.TextStyle.Color = inkText
	return p
}

// grid draws lines behind the data.
func grid(p *plot.Plot, vertical bool) {
	g := plotter.NewGrid()
	g.Horizontal.Color, g.Vertical.Color = inkGrid, inkGrid
	g.Horizontal.Width, g.Vertical.Width = 0.6, 0.6
	if !vertical {
		g.Vertical.Color = nil
	}
	p.Add(g)
}

var (
	fontFamily = regexp.MustCompile(`font-family:[^;"]*;?(font-variant:[^;"]*;)?`)
	svgHead    = regexp.MustCompile(`(?s)^.*?<svg [^>]*>`)
)

// svg renders a chart as an element of the page: no prologue, its width the
// page's, its letters the page's. label says what it shows to who cannot see.
func svg(p *plot.Plot, w, h vg.Length, label string) (string, error) {
	c := vgsvg.New(w, h)
	p.Draw(draw.New(c))
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return "", fmt.Errorf("draw chart: %w", err)
	}
	s := fontFamily.ReplaceAllString(b.String(), "")
	head := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" role="img" aria-label="%s">`,
		w.Points(), h.Points(), strings.NewReplacer(`"`, "", "<", "", "&", "and").Replace(label))
	return svgHead.ReplaceAllString(s, head), nil
}

// percentTicks are 0 to 100 %.
func percentTicks() plot.ConstantTicks {
	var t []plot.Tick
	for i := 0; i <= 100; i += 20 {
		t = append(t, plot.Tick{Value: float64(i) / 100, Label: fmt.Sprintf("%d %%", i)})
	}
	return t
}

// decadeTicks are 1, 2 and 5 of every power of ten, written with k and M.
func decadeTicks(lo, hi float64) plot.ConstantTicks {
	var t []plot.Tick
	few := hi/lo > 300
	for e := math.Floor(math.Log10(lo)); e <= math.Ceil(math.Log10(hi)); e++ {
		for _, m := range []float64{1, 2, 5} {
			v := m * math.Pow(10, e)
			if v < lo*0.999 || v > hi*1.001 {
				continue
			}
			label := ""
			if !few || m == 1 {
				label = short(v)
			}
			t = append(t, plot.Tick{Value: v, Label: label})
		}
	}
	return t
}

// short writes a number with k and M.
func short(v float64) string {
	switch {
	case v >= 1e6:
		return fmt.Sprintf("%g M", v/1e6)
	case v >= 1e3:
		return fmt.Sprintf("%g k", v/1e3)
	}
	return fmt.Sprintf("%g", v)
}

// point is an arm in a chart: a place with an interval upwards.
type point struct {
	base, label string
	x           float64
	y           Interval
}

// scatter draws points over a logarithmic axis with their intervals, joined
// where they belong to one base, and named beside.
func scatter(points []point, bases []string, xLabel, yLabel string) (*plot.Plot, error) {
	p := newChart(xLabel, yLabel)
	p.Y.Min, p.Y.Max, p.Y.Tick.Marker = 0, 1.06, percentTicks()
	far, err := addPoints(p, points, bases)
	if err != nil {
		return nil, err
	}
	return p, addNames(p, points, bases, far*1.25, far/5)
}

// scatterTokens draws points over the number of documents, at the tokens of a
// question: both axes are logarithmic. The names stand at the right, apart from
// each other on the axis as it is seen.
func scatterTokens(points []point, bases []string) (*plot.Plot, error) {
	p := newChart("documents", "tokens per question")
	lo, hi := math.Inf(1), 0.0
	for i := range points {
		y := &points[i].y
		y.Lo = max(y.Lo, 1) // what a log scale can show; NaN stays
		lo, hi = min(lo, y.Mean), max(hi, y.Mean)
	}
	p.Y.Min, p.Y.Max = lo/1.6, hi*1.8
	p.Y.Scale, p.Y.Tick.Marker = plot.LogScale{}, decadeTicks(p.Y.Min, p.Y.Max)
	far, err := addPoints(p, points, bases)
	if err != nil {
		return nil, err
	}
	return p, addNames(p, points, bases, far*1.25, far/5)
}

// addPoints draws all series over a logarithmic axis of x, with room for names
// at its end. far is the largest x.
func addPoints(p *plot.Plot, points []point, bases []string) (far float64, err error) {
	grid(p, true)
	near := math.Inf(1)
	by := map[string][]point{}
	for _, pt := range points {
		near, far = min(near, pt.x), max(far, pt.x)
		by[pt.base] = append(by[pt.base], pt)
	}
	lo, hi := near/1.6, far*2.2
	p.X.Scale, p.X.Tick.Marker, p.X.Min, p.X.Max = plot.LogScale{}, decadeTicks(lo, hi), lo, hi
	for _, base := range bases {
		if err := addSeries(p, by[base], hueOf(bases, base)); err != nil {
			return 0, err
		}
	}
	return far, nil
}

// addSeries draws the points of one base.
func addSeries(p *plot.Plot, list []point, hue color.RGBA) error {
	slices.SortFunc(list, func(a, b point) int { return int(math.Copysign(1, a.x-b.x)) })
	var xys plotter.XYs
	var bars plotter.YErrors
	for _, pt := range list {
		xys = append(xys, plotter.XY{X: pt.x, Y: pt.y.Mean})
		var e struct{ Low, High float64 }
		if !math.IsNaN(pt.y.Lo) && !math.IsNaN(pt.y.Hi) {
			e.Low, e.High = max(0, pt.y.Mean-pt.y.Lo), max(0, pt.y.Hi-pt.y.Mean)
		}
		bars = append(bars, e)
	}
	if len(xys) == 0 {
		return nil
	}
	errs, err := plotter.NewYErrorBars(struct {
		plotter.XYs
		plotter.YErrors
	}{xys, bars})
	if err != nil {
		return fmt.Errorf("draw intervals: %w", err)
	}
	pale := color.NRGBA{hue.R, hue.G, hue.B, 0x80}
	errs.LineStyle.Color, errs.LineStyle.Width, errs.CapWidth = pale, 1.1, 4
	dots, err := plotter.NewScatter(xys)
	if err != nil {
		return fmt.Errorf("draw points: %w", err)
	}
	dots.GlyphStyle = draw.GlyphStyle{Color: hue, Radius: 3.4, Shape: draw.CircleGlyph{}}
	if len(xys) > 1 {
		line, err := plotter.NewLine(xys)
		if err != nil {
			return fmt.Errorf("draw line: %w", err)
		}
		line.LineStyle.Color, line.LineStyle.Width = hue, 1.4
		p.Add(line)
	}
	p.Add(errs, dots)
	return nil
}

// nameHeight is the room that a name takes, as a share of the axis.
const nameHeight = 0.044

// addNames writes the name of each base: beside its point where that stands
// alone, else in a column at the right, from the top down and without touching
// each other, with a faint line from the point. gutter is where that column is.
func addNames(p *plot.Plot, points []point, bases []string, gutter, crowded float64) error {
	last := map[string]point{}
	for _, pt := range points {
		if o, ok := last[pt.base]; !ok || pt.x > o.x {
			last[pt.base] = pt
		}
	}
	var list []point
	for _, base := range bases {
		if pt, ok := last[base]; ok {
			list = append(list, pt)
		}
	}
	slices.SortStableFunc(list, func(a, b point) int { return cmp.Compare(b.y.Mean, a.y.Mean) })
	above := 1 + nameHeight // shares of the axis as it is seen
	for _, pt := range list {
		at := plotter.XY{X: pt.x, Y: pt.y.Mean}
		if pt.x >= crowded {
			above = min(p.Y.Norm(pt.y.Mean), above-nameHeight)
			at = plotter.XY{X: gutter, Y: valueAt(&p.Y, above)}
			if err := addLeader(p, plotter.XY{X: pt.x, Y: pt.y.Mean}, at); err != nil {
				return err
			}
		}
		if err := addName(p, at, pt.label, hueOf(bases, pt.base)); err != nil {
			return err
		}
	}
	return nil
}

// valueAt is what stands at a share of an axis.
func valueAt(a *plot.Axis, share float64) float64 {
	if _, ok := a.Scale.(plot.LogScale); ok {
		return a.Min * math.Pow(a.Max/a.Min, share)
	}
	return a.Min + share*(a.Max-a.Min)
}

func addLeader(p *plot.Plot, from, to plotter.XY) error {
	line, err := plotter.NewLine(plotter.XYs{from, to})
	if err != nil {
		return fmt.Errorf("draw names: %w", err)
	}
	line.LineStyle.Color, line.LineStyle.Width = color.RGBA{0xc9, 0xd0, 0xd9, 0xff}, 0.5
	p.Add(line)
	return nil
}

func addName(p *plot.Plot, at plotter.XY, name string, hue color.RGBA) error {
	labels, err := plotter.NewLabels(plotter.XYLabels{XYs: plotter.XYs{at}, Labels: []string{name}})
	if err != nil {
		return fmt.Errorf("draw names: %w", err)
	}
	labels.TextStyle[0] = text.Style{
		Color: hue, Font: font.Font{Typeface: "Liberation", Variant: "Sans", Size: 9.5},
		YAlign: draw.YCenter, Handler: plot.DefaultTextHandler,
	}
	labels.Offset = vg.Point{X: 7}
	p.Add(labels)
	return nil
}
