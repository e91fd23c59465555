package model

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestGaugeLearned(t *testing.T) {
	for _, c := range []struct {
		ratio float64
		want  Gauge
	}{{0, 0}, {0.7, 1}, {1, 1}, {1.01, 1.125}, {1.125, 1.125}, {3.99, 4}, {9, 4}} {
		if got := gaugeOf(c.ratio); got != c.want {
			t.Errorf("a ratio of %v is a gauge of %v, want %v", c.ratio, got, c.want)
		}
	}
	g := Gauge(1.5)
	for n := range 1000 {
		if room := g.Room(n); g.Count(room) > n {
			t.Fatalf("%d estimated tokens count as %d, and should fit %d", room, g.Count(room), n)
		}
	}
	if Gauge(0).Room(100) != 100 || Gauge(0).Count(100) != 100 {
		t.Error("an unknown gauge changes numbers")
	}
	msgs := []Message{{User, strings.Repeat("word ", 100)}}
	if got := Gauge(0).Seen(msgs, 2*PromptTokens(msgs)); got != 2 {
		t.Errorf("a prompt that counts double makes a gauge of %v", got)
	}
	if got := Gauge(1.25).Seen(msgs, 1000); got != 1.25 {
		t.Errorf("a known gauge became %v", got)
	}
}

// A prompt that was too long is made smaller at most twice where the server tells no
// number, at once where it does; then nothing can be wrong any more.
func TestGaugeAfterRefusal(t *testing.T) {
	msgs := []Message{{User, strings.Repeat("x", 4000)}} // 1,004 by estimate
	blind := &Error{Kind: ErrTooLong, Tokens: 1004, Window: 2000}
	exact := &Error{Kind: ErrTooLong, Tokens: 3012, Exact: true, Window: 2000}
	for _, c := range []struct {
		from Gauge
		err  error
		want Gauge
		ok   bool
	}{
		{0, blind, 2, true}, {2, blind, 4, true}, {4, blind, 4, false}, {1.125, fmt.Errorf("ask: %w", blind), 2.25, true},
		{0, exact, 3, true}, {3, exact, 3.125, true}, {0, nil, 0, false}, {1, errors.New("other"), 1, false}, {1, &Error{Kind: ErrBusy}, 1, false},
	} {
		if got, ok := c.from.After(c.err, msgs); got != c.want || ok != c.ok {
			t.Errorf("%v after %v: %v, %v; want %v, %v", c.from, c.err, got, ok, c.want, c.ok)
		}
	}
}

// What was written down of a refusal makes the same gauge again.
func TestTooLongFrom(t *testing.T) {
	msgs := []Message{{User, strings.Repeat("x", 4000)}}
	for _, e := range []*Error{
		{Kind: ErrTooLong, Model: "m", Tokens: 10, Window: 2000},
		{Kind: ErrTooLong, Model: "m", Tokens: 5000, Window: 2000},
		{Kind: ErrTooLong, Server: "http://s", Tokens: 3012, Exact: true, Window: 2000},
	} {
		again := TooLongFrom(fmt.Errorf("ask: %w", e).Error())
		if again == nil || again.Exact != e.Exact || again.Window != e.Window {
			t.Fatalf("%v came back as %v", e, again)
		}
		a, _ := Gauge(0).After(e, msgs)
		b, _ := Gauge(0).After(again, msgs)
		if a != b {
			t.Errorf("%v: gauge %v, from its text %v", e, a, b)
		}
	}
	if TooLongFrom("call model x: model server busy") != nil {
		t.Error("another error became this one")
	}
}

// A refusal teaches that a prompt counts for more than its estimate.
func TestRefusedTeaches(t *testing.T) {
	var l learned
	l.refused(1000, 4000)
	if r := l.Profile().Ratio; r <= 4 || r > 4.1 {
		t.Errorf("1,000 estimated tokens did not fit 4,000: ratio %v", r)
	}
	l.SetProfile(Profile{Ratio: 5})
	l.refused(1000, 4000) // expected
	if r := l.Profile().Ratio; r != 5 {
		t.Errorf("ratio %v, want 5 still", r)
	}
}
