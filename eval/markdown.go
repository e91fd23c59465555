package eval

import (
	"fmt"
	"math"
	"strings"
)

// Markdown writes a table of several runs: arms below each other, datasets side
// by side; a cell has the share of questions whose evidence was delivered
// whole, its 95 % interval, and the tokens of a question. With a perfect leaf it is what README
// shows.
func Markdown(reports []*Report) string {
	var b strings.Builder
	b.WriteString("| arm |")
	for _, r := range reports {
		fmt.Fprintf(&b, " %s<br>%s documents, n = %d |", r.Dataset.Name, grouped(r.Dataset.Docs), r.Questions)
	}
	b.WriteString("\n| --- |" + strings.Repeat(" ---: |", len(reports)) + "\n")
	for _, base := range armNamesOf(reports) {
		fmt.Fprintf(&b, "| `%s` |", base)
		for _, r := range reports {
			b.WriteString(" " + r.cellOf(base) + " |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// armNamesOf lists the arms of all reports in order of appearance.
func armNamesOf(reports []*Report) []string {
	var names []string
	for _, r := range reports {
		for _, a := range r.Arms {
			names = append(names, a.Arm)
		}
	}
	return distinct(names)
}

func (r *Report) cellOf(arm string) string {
	for _, a := range r.Arms {
		if a.Arm != arm {
			continue
		}
		m, ok := a.Metrics[MeasureAll]
		if !ok {
			return "–"
		}
		between := ""
		if !math.IsNaN(m.Lo) && !math.IsNaN(m.Hi) {
			between = fmt.Sprintf(" [%.0f, %.0f]", 100*m.Lo, 100*m.Hi)
		}
		return fmt.Sprintf("%.0f %%%s<br>%s", 100*m.Mean, between, roundTokens(a.Usage.Tokens.Mean))
	}
	return "–"
}

// roundTokens writes tokens with two digits or so.
func roundTokens(v float64) string {
	switch {
	case v >= 10_000:
		return fmt.Sprintf("%.0fk", v/1000)
	case v >= 1_000:
		return fmt.Sprintf("%.1fk", v/1000)
	}
	return fmt.Sprintf("%.0f", v)
}
