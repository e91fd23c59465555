package eval

import (
	"cmp"
	"encoding/json"
	"maps"
	"math"
	"slices"

	"funnel/funnel"
)

// Means are a leg's figures by metric: ndcg@10, mrr@10, recall@5/20/100,
// all@20/100, all@8k, all@32k, and span_recall@20, span_all@20 where spans of
// evidence are known. A metric is left out where no question has a value.
type Means map[string]Interval

// MarshalJSON writes {"ndcg@10": mean, "ndcg@10_ci": [lo, hi], …}, the names
// in order. An interval that is not known (one cluster) is null.
func (m Means) MarshalJSON() ([]byte, error) {
	flat := make(map[string]any, 2*len(m))
	for name, v := range m {
		flat[name] = v.Mean
		flat[name+"_ci"] = []float64{v.Lo, v.Hi}
		if math.IsNaN(v.Lo) || math.IsNaN(v.Hi) {
			flat[name+"_ci"] = nil
		}
	}
	return json.Marshal(flat)
}

// Metrics are the names of m's figures, ordered.
func (m Means) Metrics() []string { return slices.Sorted(maps.Keys(m)) }

// kinds are the kinds of the questions, ordered; nil where all are of one.
func (r *retrieving) kinds() []string {
	seen := map[string]bool{}
	for _, q := range r.questions {
		seen[cmp.Or(q.Kind, "other")] = true
	}
	if len(seen) < 2 {
		return nil
	}
	return slices.Sorted(maps.Keys(seen))
}

// What questions are parted by beside their kinds.
const (
	kindOne     = "evidence in one document"
	kindSeveral = "evidence in several documents"
)

// isOf reports whether a question counts for a kind; "" takes all.
func isOf(q *Question, kind string) bool {
	switch kind {
	case "":
		return true
	case kindOne, kindSeveral:
		return (len(q.Docs()) > 1) == (kind == kindSeveral)
	}
	return cmp.Or(q.Kind, "other") == kind
}

// count is how many questions are of a kind.
func (r *retrieving) count(kind string) (n int) {
	for _, q := range r.questions {
		if isOf(q, kind) {
			n++
		}
	}
	return n
}

// of returns one metric's values of one leg by question id, with the clusters
// of the questions; kind "" takes all.
func (r *retrieving) of(leg funnel.Leg, kind, metric string) (values []float64, clusters []string) {
	for _, row := range r.rows {
		v, ok := row.values[metric]
		if !ok || row.leg != leg || !isOf(row.question, kind) {
			continue
		}
		values, clusters = append(values, v), append(clusters, row.question.Cluster)
	}
	return values, clusters
}

// means averages every metric of every leg.
func (r *retrieving) means(kind string) map[funnel.Leg]Means {
	out := map[funnel.Leg]Means{}
	for _, leg := range r.options.Legs {
		out[leg] = Means{}
		for _, metric := range r.metrics() {
			if values, clusters := r.of(leg, kind, metric); len(values) > 0 {
				out[leg][metric] = roundInterval(Bootstrap(values, clusters, r.bootstrap()))
			}
		}
	}
	return out
}

// paired compares hybrid with keyword, where both were measured.
func (r *retrieving) paired(kind string) (list []PairedMean) {
	for _, metric := range r.metrics() {
		a, clusters := r.of(funnel.LegHybrid, kind, metric)
		b, _ := r.of(funnel.LegKeyword, kind, metric)
		if len(a) == 0 || len(a) != len(b) {
			continue
		}
		diffs := make([]float64, len(a))
		for i := range a {
			diffs[i] = a[i] - b[i]
		}
		o := r.bootstrap()
		o.Unit = false
		d := roundInterval(Bootstrap(diffs, clusters, o))
		if math.IsNaN(d.Lo) {
			continue // one cluster says nothing about its spread
		}
		list = append(list, PairedMean{funnel.LegHybrid, funnel.LegKeyword, kind, metric, d.Mean, d.Lo, d.Hi})
	}
	return list
}

// metrics are the names that any question has a value for, ordered.
func (r *retrieving) metrics() []string {
	seen := map[string]bool{}
	for _, row := range r.rows {
		for name := range row.values {
			seen[name] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

func (r *retrieving) bootstrap() BootstrapOptions {
	return BootstrapOptions{Rounds: r.options.Rounds, Seed: r.options.Seed, Unit: true}
}

func roundInterval(i Interval) Interval {
	return Interval{Mean: round(i.Mean, 4), Lo: round(i.Lo, 4), Hi: round(i.Hi, 4)}
}

// round keeps n decimals.
func round(x float64, n int) float64 {
	p := math.Pow10(n)
	return math.Round(x*p) / p
}
