package eval

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// TestBootstrapCovers simulates experiments whose true mean is known: the
// interval has to hold it in about 95 of 100, also with few clusters and with
// clusters that decide everything.
func TestBootstrapCovers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, test := range []struct {
		name            string
		clusters, size  int
		within, between float64 // standard deviations
		least           float64
	}{
		{"independent questions", 40, 1, 1, 0, 0.93},
		{"eight of a cluster, all alike", 25, 8, 0.2, 1, 0.92},
		{"eight of a cluster, half alike", 60, 8, 1, 1, 0.93},
		{"ten clusters", 10, 5, 1, 1, 0.90},
	} {
		t.Run(test.name, func(t *testing.T) {
			const trials = 2000
			hit := 0
			for trial := range trials {
				values, names := simulate(random, test.clusters, test.size, test.within, test.between)
				i := Bootstrap(values, names, BootstrapOptions{Rounds: 600, Seed: uint64(trial)})
				if i.Lo <= 0 && 0 <= i.Hi {
					hit++
				}
			}
			share := float64(hit) / trials
			t.Logf("covered %.3f", share)
			if share < test.least || share > 0.99 {
				t.Errorf("covered %.3f, want about %.2f", share, Confidence)
			}
		})
	}
}

// simulate draws clusters around 0.
func simulate(random *rand.Rand, clusters, size int, within, between float64) (values []float64, names []string) {
	for c := range clusters {
		shift := between * random.NormFloat64()
		for range size {
			values = append(values, shift+within*random.NormFloat64())
			names = append(names, fmt.Sprint(c))
		}
	}
	return values, names
}

// TestClustersMatter: questions taken one by one, an interval is far too
// narrow where clusters decide.
func TestClustersMatter(t *testing.T) {
	values, names := simulate(rand.New(rand.NewPCG(3, 4)), 25, 8, 0.2, 1)
	one, all := Bootstrap(values, nil, BootstrapOptions{}), Bootstrap(values, names, BootstrapOptions{})
	if ratio := (all.Hi - all.Lo) / (one.Hi - one.Lo); ratio < 2 {
		t.Errorf("the clustered interval is %.2f times as wide", ratio)
	}
}

// TestBootstrapAtTheEnds: 20 of 20 right is not certainty. 0.8316 is the
// two-sided Clopper-Pearson bound for 20 of 20.
func TestBootstrapAtTheEnds(t *testing.T) {
	ones := make([]float64, 20)
	zeros := make([]float64, 20)
	for i := range ones {
		ones[i] = 1
	}
	if i := Bootstrap(ones, nil, BootstrapOptions{Unit: true}); math.Abs(i.Lo-0.8316) > 1e-4 || i.Hi != 1 {
		t.Errorf("20 of 20: %+v", i)
	}
	if i := Bootstrap(zeros, nil, BootstrapOptions{Unit: true}); math.Abs(i.Hi-0.1684) > 1e-4 || i.Lo != 0 {
		t.Errorf("0 of 20: %+v", i)
	}
	if i := Bootstrap(nil, nil, BootstrapOptions{}); i != (Interval{}) {
		t.Errorf("nothing: %+v", i)
	}
	if i := Bootstrap(ones, make([]string, 20), BootstrapOptions{Unit: true}); !math.IsNaN(i.Lo) {
		t.Errorf("one cluster has no interval: %+v", i)
	}
}

// TestIntervalJSON: what is not known is null, and comes back as not known.
func TestIntervalJSON(t *testing.T) {
	raw, err := json.Marshal(Interval{Mean: 0.5, Lo: math.NaN(), Hi: math.NaN()})
	if err != nil || string(raw) != `{"mean":0.5,"lo":null,"hi":null}` {
		t.Fatalf("%s, %v", raw, err)
	}
	var back Interval
	if err := json.Unmarshal(raw, &back); err != nil || back.Mean != 0.5 || !math.IsNaN(back.Lo) {
		t.Errorf("%+v, %v", back, err)
	}
}

func TestBootstrapIsSeeded(t *testing.T) {
	values := []float64{1, 0, 0, 1, 0.5, 1, 0.25}
	a := Bootstrap(values, nil, BootstrapOptions{Seed: 7})
	if b := Bootstrap(values, nil, BootstrapOptions{Seed: 7}); a != b {
		t.Errorf("%+v, then %+v", a, b)
	}
}

func TestQuantile(t *testing.T) {
	list := []float64{1, 2, 3, 4}
	for p, want := range map[float64]float64{0: 1, 1: 4, 0.5: 2.5, 1.0 / 3: 2} {
		if got := quantile(list, p); math.Abs(got-want) > 1e-9 {
			t.Errorf("quantile %.2f: %v, want %v", p, got, want)
		}
	}
}
