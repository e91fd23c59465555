package eval

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Confidence is the level of every interval.
const Confidence = 0.95

// DefaultRounds is the number of resamples when BootstrapOptions.Rounds is 0.
const DefaultRounds = 2000

// Interval is a mean with the ends of its 95 % interval. Ends that nothing is
// known about are NaN here and null in JSON.
type Interval struct {
	Mean, Lo, Hi float64
}

type intervalJSON struct {
	Mean float64  `json:"mean"`
	Lo   *float64 `json:"lo"`
	Hi   *float64 `json:"hi"`
}

// MarshalJSON writes {"mean", "lo", "hi"}.
func (i Interval) MarshalJSON() ([]byte, error) {
	out := intervalJSON{Mean: i.Mean}
	if !math.IsNaN(i.Lo) && !math.IsNaN(i.Hi) {
		out.Lo, out.Hi = &i.Lo, &i.Hi
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (i *Interval) UnmarshalJSON(raw []byte) error {
	var in intervalJSON
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	*i = Interval{Mean: in.Mean, Lo: math.NaN(), Hi: math.NaN()}
	if in.Lo != nil && in.Hi != nil {
		i.Lo, i.Hi = *in.Lo, *in.Hi
	}
	return nil
}

// BootstrapOptions change how intervals are drawn. The zero value is usable.
type BootstrapOptions struct {
	Rounds int    // resamples; 0: DefaultRounds
	Seed   uint64 // of the resampling: same seed, same interval
	// Unit says that every value lies in [0, 1]. When all are 0, or all 1,
	// resampling sees no spread at all; the exact one-sided bound for that
	// many clusters then stands in its place.
	Unit bool
}

// Bootstrap gives the mean of values and its 95 % interval. clusters[i] names
// what value i shares with others (Davison and Hinkley, Bootstrap Methods,
// 3.8): whole clusters are drawn, because questions about one document stand
// or fall together; nil draws values. The interval is the percentile one with
// its tails widened for few clusters (Hesterberg, What Teachers Should Know
// About the Bootstrap, 2015, 5.3): a plain one covers too little. No value
// gives zeros; one cluster gives NaN for both ends.
func Bootstrap(values []float64, clusters []string, o BootstrapOptions) Interval {
	if len(values) == 0 {
		return Interval{}
	}
	groups := sums(values, clusters)
	out := Interval{Mean: mean(values)}
	n := len(groups)
	if n < 2 {
		out.Lo, out.Hi = math.NaN(), math.NaN()
		return out
	}
	if o.Unit && (out.Mean == 0 || out.Mean == 1) {
		return exactEnd(out.Mean, n)
	}
	means := resample(groups, o)
	tail := widenedTail(n)
	out.Lo, out.Hi = quantile(means, tail), quantile(means, 1-tail)
	return out
}

// cluster is the sum and the number of its values.
type cluster struct {
	sum   float64
	count int
}

// sums adds values up by cluster, in the order of first appearance.
func sums(values []float64, names []string) []cluster {
	at := map[string]int{}
	var list []cluster
	for i, v := range values {
		j := len(list)
		if names != nil {
			if k, ok := at[names[i]]; ok {
				j = k
			}
			at[names[i]] = j
		}
		if j == len(list) {
			list = append(list, cluster{})
		}
		list[j].sum += v
		list[j].count++
	}
	return list
}

// resample draws as many clusters as there are, again and again, and returns
// the ordered means.
func resample(groups []cluster, o BootstrapOptions) []float64 {
	rounds := o.Rounds
	if rounds <= 0 {
		rounds = DefaultRounds
	}
	random := rand.NewPCG(o.Seed, 0x66756e6e656c)
	means := make([]float64, rounds)
	for i := range means {
		var total cluster
		var bits uint64
		for j := range groups {
			if bits >>= 32; j%2 == 0 {
				bits = random.Uint64() // two draws; n of 2^32 is no bias that shows
			}
			g := groups[(bits&math.MaxUint32)*uint64(len(groups))>>32]
			total.sum += g.sum
			total.count += g.count
		}
		means[i] = total.sum / float64(total.count)
	}
	slices.Sort(means)
	return means
}

// widenedTail is the share to cut from each end so that the interval has the
// width of Student's for n clusters.
func widenedTail(n int) float64 {
	t := distuv.StudentsT{Sigma: 1, Nu: float64(n - 1)}.Quantile((1 + Confidence) / 2)
	return distuv.UnitNormal.CDF(-t * math.Sqrt(float64(n)/float64(n-1)))
}

// exactEnd is the interval of n successes, or failures, out of n (Clopper and
// Pearson 1934, its two-sided form at an end).
func exactEnd(mean float64, n int) Interval {
	open := math.Pow((1-Confidence)/2, 1/float64(n))
	if mean == 1 {
		return Interval{Mean: 1, Lo: open, Hi: 1}
	}
	return Interval{Hi: 1 - open}
}

// quantile reads an ordered list at p, 0 to 1, between two values in
// proportion.
func quantile(ordered []float64, p float64) float64 {
	if len(ordered) == 0 {
		return 0
	}
	at := min(max(p, 0), 1) * float64(len(ordered)-1)
	i := int(at)
	if i+1 >= len(ordered) {
		return ordered[len(ordered)-1]
	}
	return ordered[i] + (at-float64(i))*(ordered[i+1]-ordered[i])
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}
