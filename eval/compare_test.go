package eval

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestMcNemarTextbook: Agresti, Categorical Data Analysis, table 10.1 (approval
// of the prime minister, 794/150/86/570): z² = 17.36. The exact values are sums
// of binomial coefficients over 2^n.
func TestMcNemarTextbook(t *testing.T) {
	chi, p := McNemarChi(86, 150)
	if math.Abs(chi-17.36) > 0.005 || math.Abs(p-3.1e-5) > 1e-6 {
		t.Errorf("chi² %.3f, p %.2g", chi, p)
	}
	for _, test := range []struct {
		b, c int
		want float64
	}{
		{0, 0, 1}, {5, 5, 1}, {0, 5, 2.0 / 32}, {1, 9, 2 * 11.0 / 1024}, {8, 2, 2 * 56.0 / 1024},
	} {
		if got := McNemar(test.b, test.c); math.Abs(got-test.want) > 1e-9 {
			t.Errorf("%d against %d: %.5f, want %.5f", test.b, test.c, got, test.want)
		}
	}
}

// TestHolm: worked by hand: .01·4, .02·3, .03·2, .04·1, none below the one before.
func TestHolm(t *testing.T) {
	got := Holm([]float64{0.04, 0.01, 0.03, 0.02})
	for i, want := range []float64{0.06, 0.04, 0.06, 0.06} {
		if math.Abs(got[i]-want) > 1e-12 {
			t.Errorf("%d: %v, want %v", i, got[i], want)
		}
	}
	if got := Holm([]float64{0.9, 0.8}); !slices.Equal(got, []float64{1, 1}) {
		t.Errorf("capped: %v", got)
	}
}

// TestPermutationByHand: three differences of the same sign are as extreme in
// two of eight flips.
func TestPermutationByHand(t *testing.T) {
	if p := Permutation([]float64{1, 2, 3}, nil, BootstrapOptions{}); p != 0.25 {
		t.Errorf("p = %v", p)
	}
	if p := Permutation([]float64{1, 2, 3}, []string{"a", "a", "a"}, BootstrapOptions{}); p != 1 {
		t.Errorf("one cluster: p = %v", p)
	}
	if p := Permutation([]float64{0, 0}, nil, BootstrapOptions{}); p != 1 {
		t.Errorf("no difference: p = %v", p)
	}
}

// TestFalseAlarms simulates two arms that are equally good, on questions that
// come in clusters: a test at 5 % may ring in about 5 of 100.
func TestFalseAlarms(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	const trials = 1000
	rings := 0
	for trial := range trials {
		diffs, names := simulate(random, 30, 4, 0.5, 0.5)
		if Permutation(diffs, names, BootstrapOptions{Rounds: 300, Seed: uint64(trial)}) < 0.05 {
			rings++
		}
	}
	if share := float64(rings) / trials; share < 0.025 || share > 0.075 {
		t.Errorf("rang in %.3f", share)
	}
}

// TestQuestionsNeeded: the number of questions it names shows the difference in
// about 80 of 100 experiments. The textbook's figure for half a deviation is 32.
func TestQuestionsNeeded(t *testing.T) {
	if n := QuestionsNeeded(0.5, 1); n != 32 {
		t.Errorf("half a deviation needs %d", n)
	}
	random := rand.New(rand.NewPCG(7, 8))
	const trials, diff = 500, 0.4
	n, shown := QuestionsNeeded(diff, 1), 0
	for trial := range trials {
		diffs := make([]float64, n)
		for i := range diffs {
			diffs[i] = diff + random.NormFloat64()
		}
		if Permutation(diffs, nil, BootstrapOptions{Rounds: 400, Seed: uint64(trial)}) < 0.05 {
			shown++
		}
	}
	if share := float64(shown) / trials; share < 0.73 || share > 0.86 {
		t.Errorf("%d questions show it in %.2f", n, share)
	}
}

func TestCompare(t *testing.T) {
	a := []float64{1, 1, 1, 0, 1, 1, 0, 1}
	b := []float64{1, 0, 1, 0, 0, 1, 1, 1}
	c := Compare(a, b, nil, CompareOptions{Margin: 0.1})
	if c.Win != 2 || c.Loss != 1 || c.Tie != 5 || c.Diff != 0.125 || c.NotWorse || c.McN != 1 {
		t.Errorf("%+v", c)
	}
	same := Compare(a, a, nil, CompareOptions{Margin: 0.1})
	if !same.NotWorse || same.P != 1 || same.Needed != 0 {
		t.Errorf("an arm against itself: %+v", same)
	}
	if one := Compare(a, b, make([]string, len(a)), CompareOptions{Margin: 0.5}); one.NotWorse {
		t.Errorf("one cluster proves nothing: %+v", one)
	}
}
