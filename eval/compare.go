package eval

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Comparison is arm A against arm B on the same questions, by one grade.
type Comparison struct {
	A      string  `json:"a"`
	B      string  `json:"b"`
	Metric string  `json:"metric"`
	N      int     `json:"n"`    // questions that both answered
	Diff   float64 `json:"diff"` // mean of A minus B, question by question
	Lo     float64 `json:"lo"`   // of the clustered bootstrap interval of Diff
	Hi     float64 `json:"hi"`
	P      float64 `json:"p"`       // two-sided permutation test, clusters flipped together
	Holm   float64 `json:"p_holm"`  // P corrected for all comparisons of the report
	McN    float64 `json:"mcnemar"` // exact McNemar over right and wrong; 1 for grades between
	Win    int     `json:"win"`     // questions that A does better
	Loss   int     `json:"loss"`
	Tie    int     `json:"tie"`
	// NotWorse says that A is not worse than B by more than the margin: the
	// whole interval lies above -margin.
	NotWorse bool    `json:"not_worse"`
	Margin   float64 `json:"margin"`
	// Needed is how many questions would show a difference as large as Diff
	// (80 % power); 0 where there is none.
	Needed int `json:"needed"`
}

// CompareOptions change how two arms are compared.
type CompareOptions struct {
	Bootstrap BootstrapOptions
	Margin    float64 // of non-inferiority, in points of the metric
}

// Compare compares two lists of grades, question by question; clusters names
// what each question shares with others.
func Compare(a, b []float64, clusters []string, o CompareOptions) Comparison {
	c := Comparison{N: len(a), P: 1, McN: 1, Margin: o.Margin}
	if len(a) == 0 {
		return c
	}
	diffs := make([]float64, len(a))
	for i := range a {
		diffs[i] = a[i] - b[i]
		switch {
		case diffs[i] > 0:
			c.Win++
		case diffs[i] < 0:
			c.Loss++
		default:
			c.Tie++
		}
	}
	boot := o.Bootstrap
	boot.Unit = false
	in := Bootstrap(diffs, clusters, boot)
	c.Diff, c.Lo, c.Hi = in.Mean, in.Lo, in.Hi
	c.P = Permutation(diffs, clusters, boot)
	if binary(a) && binary(b) {
		c.McN = McNemar(c.Win, c.Loss)
	}
	c.NotWorse = in.Lo > -o.Margin
	c.Needed = QuestionsNeeded(in.Mean, deviation(diffs))
	if math.IsNaN(in.Lo) { // one cluster says nothing about others
		c.Lo, c.Hi, c.NotWorse = -1, 1, false
	}
	return c
}

func binary(list []float64) bool {
	return !slices.ContainsFunc(list, func(v float64) bool { return v != 0 && v != 1 })
}

// McNemar is the two-sided exact test (McNemar 1947, binomial form) of b
// questions that only one arm got right against c that only the other did.
func McNemar(b, c int) float64 {
	n := b + c
	if n == 0 {
		return 1
	}
	tail := distuv.Binomial{N: float64(n), P: 0.5}.CDF(float64(min(b, c)))
	return min(1, 2*tail)
}

// McNemarChi is McNemar's statistic (b-c)²/(b+c), for large counts; with one
// degree of freedom.
func McNemarChi(b, c int) (chi, p float64) {
	if b+c == 0 {
		return 0, 1
	}
	d := float64(b - c)
	chi = d * d / float64(b+c)
	return chi, distuv.ChiSquared{K: 1}.Survival(chi)
}

// exactFlips is the most clusters for which every flip is tried.
const exactFlips = 14

// Permutation tests whether the mean of paired differences is 0: which arm is
// which is flipped at random, cluster by cluster. Up to 14 clusters every flip
// is tried; beyond, as many random ones as it takes, see someFlips.
func Permutation(diffs []float64, clusters []string, o BootstrapOptions) float64 {
	var totals []float64
	for _, g := range sums(diffs, clusters) {
		if g.sum != 0 {
			totals = append(totals, g.sum)
		}
	}
	seen := 0.0
	for _, t := range totals {
		seen += t
	}
	seen = math.Abs(seen) - 1e-9
	if len(totals) <= exactFlips {
		return allFlips(totals, seen)
	}
	return someFlips(totals, seen, o)
}

func allFlips(totals []float64, seen float64) float64 {
	extreme, all := 0, 1<<len(totals)
	for flips := range all {
		sum := 0.0
		for i, t := range totals {
			if flips>>i&1 == 1 {
				t = -t
			}
			sum += t
		}
		if math.Abs(sum) >= seen {
			extreme++
		}
	}
	return float64(extreme) / float64(all)
}

// Bounds of the random flips: most of them, and how many as extreme as what was
// seen are enough to know how rare they are.
const (
	maxFlips  = 40_000
	enoughFar = 100
)

// someFlips draws flips until enough were as extreme as what was seen (Besag
// and Clifford 1991): rare ones are sought longer, because after a correction
// for many comparisons a p of one in two thousand is not small.
func someFlips(totals []float64, seen float64, o BootstrapOptions) float64 {
	random := rand.NewPCG(o.Seed, 0x7065726d)
	most := max(maxFlips, o.Rounds)
	extreme := 0
	for n := 1; n <= most; n++ {
		sum, bits := 0.0, uint64(0)
		for i, t := range totals {
			if i%64 == 0 {
				bits = random.Uint64()
			}
			// The sign by its bit: no branch that nobody can foresee.
			sum += math.Float64frombits(math.Float64bits(t) ^ bits<<63)
			bits >>= 1
		}
		if math.Abs(sum) >= seen {
			if extreme++; extreme == enoughFar {
				return float64(extreme) / float64(n)
			}
		}
	}
	return float64(extreme+1) / float64(most+1)
}

// Holm corrects p-values for being one of several (Holm 1979): the smallest is
// multiplied by their number, the next by one less, and none may fall below
// the one before. The order of ps is kept.
func Holm(ps []float64) []float64 {
	order := make([]int, len(ps))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case ps[i] < ps[j]:
			return -1
		case ps[i] > ps[j]:
			return 1
		}
		return 0
	})
	out := make([]float64, len(ps))
	floor := 0.0
	for rank, i := range order {
		floor = max(floor, min(1, ps[i]*float64(len(ps)-rank)))
		out[i] = floor
	}
	return out
}

// QuestionsNeeded is how many questions show a mean difference of diff, whose
// single differences deviate by sd, at the 5 % level in 80 of 100 experiments.
// Questions of one cluster count for less than that.
func QuestionsNeeded(diff, sd float64) int {
	if diff == 0 {
		return 0
	}
	z := distuv.UnitNormal.Quantile((1+Confidence)/2) + distuv.UnitNormal.Quantile(0.8)
	return max(1, int(math.Ceil(math.Pow(z*sd/diff, 2))))
}

// deviation is the sample's standard deviation.
func deviation(values []float64) float64 {
	if len(values) < 2 {
		return 0
	}
	m, sum := mean(values), 0.0
	for _, v := range values {
		sum += (v - m) * (v - m)
	}
	return math.Sqrt(sum / float64(len(values)-1))
}
