package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"funnel/eval"
)

// evalReportFlags are the flags of `funnel eval report` as given.
type evalReportFlags struct {
	out       string
	failUnder []string
	prices    string
	markdown  bool
	margin    float64
}

func (a *app) evalReportCommand() *cobra.Command {
	var o evalReportFlags
	cmd := &cobra.Command{
		Use: "report DIR...", Short: "Write the report of a run again, or lay several runs side by side",
		Long: `Write report.json, report.csv and report.html of a run. Several runs over one
dataset are compared question by question, arm by arm; runs over different
datasets are drawn against the size of the collection.

--fail-under ARM.METRIC=VALUE (repeatable) ends with exit code 1 when the mean
is below: --fail-under hybrid.f1=0.6.

` + exitHelp,
		Args: some("at least one folder of a run"),
	}
	f := cmd.Flags()
	f.StringVar(&o.out, "out", "", "folder of the common report of several runs (default eval-report here)")
	f.StringArrayVar(&o.failUnder, "fail-under", nil, "ARM.METRIC=VALUE: fail when the mean is below")
	f.BoolVar(&o.markdown, "markdown", false, "print a table of evidence delivered and tokens, arms by datasets, and write nothing")
	f.StringVar(&o.prices, "price", "", "price of a million tokens, IN,OUT: 2.5,10")
	f.Float64Var(&o.margin, "margin", 0.05, "an arm is not worse if its interval lies above this much below the other")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		opts := eval.ReportOptions{Margin: o.margin}
		var err error
		if opts.In, opts.Out, err = parsePrices(o.prices); err != nil {
			return usage(cmd, "--price %q: use IN,OUT, like 2.5,10", o.prices)
		}
		return a.evalReport(args, o, opts)
	}
	return cmd
}

// parsePrices reads "2.5,10"; nothing means no prices.
func parsePrices(s string) (in, out float64, err error) {
	if s == "" {
		return 0, 0, nil
	}
	first, second, ok := strings.Cut(s, ",")
	if !ok {
		return 0, 0, strconv.ErrSyntax
	}
	in, err = strconv.ParseFloat(strings.TrimSpace(first), 64)
	if err == nil {
		out, err = strconv.ParseFloat(strings.TrimSpace(second), 64)
	}
	return in, out, err
}

func (a *app) evalReport(dirs []string, o evalReportFlags, opts eval.ReportOptions) error {
	var reports []*eval.Report
	for _, dir := range dirs {
		r, err := eval.ReadReport(dir, opts)
		if errors.Is(err, fs.ErrNotExist) {
			return fail(exitError, "funnel eval run --dataset DIR --out "+quoteArg(dir)+" makes one", "there is no run in %s", dir)
		}
		if err != nil {
			return err
		}
		reports = append(reports, r)
	}
	out := firstOf(o.out, "eval-report")
	switch {
	case o.markdown:
		_, err := fmt.Fprint(a.stdout, eval.Markdown(reports))
		return err
	case len(reports) == 1:
		out = dirs[0]
	case sameDataset(reports):
		r, err := eval.Merge(reports, namesOf(dirs), opts)
		if err != nil {
			return err
		}
		reports = []*eval.Report{r}
	}
	if err := a.showReports(reports, out); err != nil {
		return err
	}
	return checkFloors(reports, o.failUnder)
}

// namesOf calls runs by their folders.
func namesOf(dirs []string) []string {
	names := make([]string, len(dirs))
	for i, dir := range dirs {
		names[i] = filepath.Base(filepath.Clean(dir))
	}
	return names
}

func sameDataset(reports []*eval.Report) bool {
	return !slices.ContainsFunc(reports, func(r *eval.Report) bool { return r.Dataset.Hash != reports[0].Dataset.Hash })
}

// showReports writes one report, or those of several datasets together, and
// prints them, as JSON or for a person.
func (a *app) showReports(reports []*eval.Report, out string) error {
	if len(reports) == 1 {
		return a.showReport(reports[0], out)
	}
	several := &eval.Several{Schema: 1, Runs: reports}
	if err := several.Write(out); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(several)
	}
	a.printReports(reports, out)
	return nil
}

// showReport writes and prints the report of one run.
func (a *app) showReport(r *eval.Report, out string) error {
	if err := r.Write(out); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(r)
	}
	a.printReports([]*eval.Report{r}, out)
	return nil
}

func (a *app) printReports(reports []*eval.Report, out string) {
	for _, r := range reports {
		a.printReport(r)
	}
	a.remark("report: %s", filepath.Join(out, "report.html"))
}

// printReport prints the summary of a report, an arm a line, and what the
// comparisons show.
func (a *app) printReport(r *eval.Report) {
	p := a.paint()
	fmt.Fprintf(a.stdout, "%s: %s, %s, model %s\n", p.bold(printable(r.Dataset.Name)), count(r.Dataset.Docs, "document"), count(r.Questions, "question"), printable(r.Model))
	for _, n := range r.Notes {
		a.remark("note: %s", n)
	}
	fmt.Fprintf(a.stdout, "%s\n", p.dim(fmt.Sprintf("%-18s %5s  %-22s %6s %9s %9s %7s %8s %7s", "arm", "n", "right (95 %)", "f1", "evidence", "tokens", "calls", "s p50", "errors")))
	for _, arm := range r.Arms {
		right := arm.Metrics[eval.GradeCorrect]
		fmt.Fprintf(a.stdout, "%-18s %5d  %5.1f %% [%5.1f, %5.1f]  %6s %9s %9.0f %7.1f %8.2f %7d\n", printable(arm.Arm), arm.N,
			100*right.Mean, 100*right.Lo, 100*right.Hi, metricText(arm, eval.GradeF1), metricText(arm, eval.MeasureAll),
			arm.Usage.Tokens.Mean, arm.Usage.Calls, arm.Times.P50, arm.Errors)
	}
	a.printSure(r)
}

func metricText(arm eval.ArmReport, name string) string {
	if m, ok := arm.Metrics[name]; ok {
		return fmt.Sprintf("%.1f", 100*m.Mean)
	}
	return "-"
}

// shownPairs is how many comparisons are printed; report.json has all.
const shownPairs = 12

// printSure prints the differences that hold after correction.
func (a *app) printSure(r *eval.Report) {
	shown, more := 0, 0
	for _, c := range r.Paired {
		if c.Metric != eval.GradeCorrect || c.Holm >= 0.05 {
			continue
		}
		if shown == shownPairs {
			more++
			continue
		}
		shown++
		fmt.Fprintf(a.stdout, "%s less %s: %+.1f points [%+.1f, %+.1f], p %.3g after correction, %d better, %d worse, %d equal\n",
			printable(c.A), printable(c.B), 100*c.Diff, 100*c.Lo, 100*c.Hi, c.Holm, c.Win, c.Loss, c.Tie)
	}
	switch {
	case shown == 0 && len(r.Arms) > 1:
		fmt.Fprintln(a.stdout, "no two arms differ by more than chance may do (Holm-corrected permutation tests at 5 %)")
	case more > 0:
		fmt.Fprintf(a.stdout, "and %d more pairs that differ: report.html, report.json\n", more)
	}
}

// checkFloors fails when a mean is below its floor, in any of the runs.
func checkFloors(reports []*eval.Report, floors []string) error {
	for _, f := range floors {
		name, value, ok := strings.Cut(f, "=")
		at := strings.LastIndexByte(name, '.')
		floor, err := strconv.ParseFloat(value, 64)
		if !ok || at < 1 || err != nil {
			return fail(exitUsage, "write --fail-under hybrid.f1=0.6", "--fail-under %q is no ARM.METRIC=VALUE", f)
		}
		for _, r := range reports {
			m, err := r.Metric(name[:at], name[at+1:])
			if err != nil {
				return fail(exitUsage, "report.json names the arms and metrics", "--fail-under %s: %w", f, err)
			}
			if m.Mean < floor {
				return fail(exitError, "report.html shows where the points were lost", "%s of %s is %.4f, below %s", name, r.Dataset.Name, m.Mean, value)
			}
		}
	}
	return nil
}
