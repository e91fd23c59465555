package eval

import (
	"context"
	"math"
	"sync"
	"testing"

	"funnel/rlm/model"
)

// memory is a call cache.
type memory struct{ known sync.Map }

func (m *memory) CacheGet(_ context.Context, key string) ([]byte, bool, error) {
	v, ok := m.known.Load(key)
	if !ok {
		return nil, false, nil
	}
	return v.([]byte), true, nil
}

func (m *memory) CachePut(_ context.Context, key string, value []byte) error {
	m.known.Store(key, value)
	return nil
}

// TestRepeatsAreAsked: a repeat is never answered from what an earlier one
// said; the same run asked again is, and then costs the same cold and nothing.
func TestRepeatsAreAsked(t *testing.T) {
	s := newStand(t, "../testdata/saltern", model.Cached(model.Builtin(), &memory{}))
	o := RunOptions{Arms: arms(t, "rag@5", "agent"), Limit: 4, Repeat: 3, Seed: 1}
	dir := t.TempDir()
	first := s.results(t, dir, o)
	if len(first) != 4*2*3 {
		t.Fatalf("%d answers", len(first))
	}
	for k, r := range first {
		if r.Times.CachedCalls > 0 || r.Cost.Calls == 0 {
			t.Errorf("%v: %d of %d calls came from the cache", k, r.Times.CachedCalls, r.Cost.Calls)
		}
	}
	for k, r := range s.results(t, t.TempDir(), o) {
		if r.Times.CachedCalls != r.Cost.Calls || r.paid() != (Tokens{}) {
			t.Errorf("%v: %d of %d calls came from the cache", k, r.Times.CachedCalls, r.Cost.Calls)
		}
		if r.Cost != first[k].Cost {
			t.Errorf("%v: cold it costs %+v, first it was %+v", k, r.Cost, first[k].Cost)
		}
	}
	r, err := ReadReport(dir, ReportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range r.Arms {
		if a.N != 4 || a.Repeats != 3 || math.Abs(a.Usage.Tokens.Mean-a.Times.PaidTokens) > 1e-6 {
			t.Errorf("%s: %d questions, %d repeats, %v tokens, %v paid", a.Arm, a.N, a.Repeats, a.Usage.Tokens.Mean, a.Times.PaidTokens)
		}
	}
}

// TestBudgetsAreMatched: at each budget every arm keeps to it, and what it
// delivers does not fall with more.
func TestBudgetsAreMatched(t *testing.T) {
	if testing.Short() {
		t.Skip("the short run compares no arms")
	}
	s := newStand(t, "../testdata/saltern", model.Builtin())
	list, err := ParseArms([]string{"direct", "rag-full", "rag", "agent", "grep", "rlm", "hybrid"}, []int{6_000, 12_000, 24_000})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for k, r := range s.results(t, t.TempDir(), RunOptions{Arms: list, Perfect: true, Sample: 5, Seed: 2}) {
		arm := armOf(list, k.arm)
		if r.Error != "" {
			t.Errorf("%v: %s", k, r.Error)
		}
		if took := r.Cost.Prompt + r.Cost.Completion; took > arm.Tokens {
			t.Errorf("%v took %d tokens of %d", k, took, arm.Tokens)
		}
		seen[k.arm] += r.Delivered.Seen
	}
	t.Logf("pieces of evidence in prompts: %v", seen)
	for _, base := range []string{"direct", "rag-full"} {
		if seen[base+"/6k"] > seen[base+"/12k"] || seen[base+"/12k"] > seen[base+"/24k"] {
			t.Errorf("%s delivers less with more tokens: %v", base, seen)
		}
	}
}
