package rlm

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"funnel/rlm/model"
)

func TestMeterRefuses(t *testing.T) {
	m := newMeter(Budget{Steps: 2, Calls: 3, Tokens: 100})
	ctx := context.Background()
	tests := []struct {
		name       string
		want, keep cost
		stop       Stop
	}{
		{"fits", cost{1, 1, 100}, cost{}, ""},
		{"tokens", cost{1, 1, 101}, cost{}, StopTokens},
		{"tokens kept", cost{1, 1, 60}, cost{0, 0, 41}, StopTokens},
		{"calls before steps", cost{3, 4, 1}, cost{}, StopCalls},
		{"steps kept", cost{1, 1, 1}, cost{2, 0, 0}, StopSteps},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := m.admit(ctx, tt.want, tt.keep)
			var spent *spentError
			if tt.stop == "" {
				if err != nil {
					t.Fatal(err)
				}
				m.mu.Lock()
				m.held, m.inflight = cost{}, 0
				m.mu.Unlock()
			} else if !errors.As(err, &spent) || spent.stop != tt.stop {
				t.Errorf("%v, want %s", err, tt.stop)
			}
		})
	}
}

func TestMeterWaitsForCallsInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeter(Budget{Steps: 9, Calls: 9, Tokens: 100})
		ctx := context.Background()
		if err := m.admit(ctx, cost{0, 1, 80}, cost{}); err != nil {
			t.Fatal(err)
		}
		var second, third error
		var wg sync.WaitGroup
		wg.Go(func() { second = m.admit(ctx, cost{0, 1, 50}, cost{}) })
		synctest.Wait()
		m.settle(cost{0, 1, 80}, 30)
		wg.Wait()
		if second != nil {
			t.Fatalf("30 of 100 are spent, and 50 were refused: %v", second)
		}
		wg.Go(func() { third = m.admit(ctx, cost{0, 1, 50}, cost{}) })
		synctest.Wait()
		m.settle(cost{0, 1, 50}, 50)
		wg.Wait()
		if third == nil {
			t.Fatal("80 of 100 are spent, and 50 were admitted")
		}
	})
}

func TestMeterWaitEndsWithContext(t *testing.T) {
	m := newMeter(Budget{Steps: 9, Calls: 9, Tokens: 100})
	if err := m.admit(context.Background(), cost{0, 1, 80}, cost{}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if err := m.admit(ctx, cost{0, 1, 50}, cost{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

// TestMeterNeverPasses plays random callers at once: whatever they ask for and give
// back, spent and held together never pass the limit.
func TestMeterNeverPasses(t *testing.T) {
	for seed := range uint64(30) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		b := Budget{Steps: 1 + rnd.IntN(20), Calls: 1 + rnd.IntN(40), Tokens: 1 + rnd.IntN(5000)}
		m := newMeter(b)
		check := func() {
			m.mu.Lock()
			defer m.mu.Unlock()
			if stop := m.spent.plus(m.held).over(m.limit); stop != "" {
				t.Errorf("seed %d: %s passed: %+v + %+v of %+v", seed, stop, m.spent, m.held, m.limit)
			}
		}
		var wg sync.WaitGroup
		for w := range uint64(6) {
			wg.Go(func() {
				rnd := rand.New(rand.NewPCG(seed, w+2))
				for range 30 {
					want := cost{rnd.IntN(2), 1, rnd.IntN(800)}
					if m.admit(t.Context(), want, cost{0, rnd.IntN(2), rnd.IntN(100)}) != nil {
						continue
					}
					check()
					m.settle(want, rnd.IntN(want.tokens+1))
					check()
				}
			})
		}
		wg.Wait()
		if l := m.left(); l.calls < 0 || l.steps < 0 || l.tokens < 0 || m.inflight != 0 {
			t.Errorf("seed %d: left %+v, in flight %d", seed, l, m.inflight)
		}
	}
}

func TestBudgetDefaults(t *testing.T) {
	if got, want := (Budget{Calls: 7}).WithDefaults(), (Budget{12, 7, 200_000, 1, 3 * time.Minute}); got != want {
		t.Errorf("%+v", got)
	}
}

func TestWorstPrompt(t *testing.T) {
	for _, c := range []struct {
		by                  model.Gauge
		est, bytes, n, want int
	}{
		{1, 100, 400, 1, 150 + 32}, {1, 100, 120, 0, 120 + 16}, // never more than a token a byte
		{0, 100, 400, 1, 400 + 32}, {2, 100, 400, 1, 300 + 32}, {4, 100, 400, 1, 400 + 32},
	} {
		if got := worstPrompt(c.by, c.est, c.bytes, c.n); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}
