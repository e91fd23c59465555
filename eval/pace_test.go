package eval

import (
	"testing"
	"time"
)

// TestPace: what is left is expected by arm, in time, tokens and money; what a
// cache gave is not paid.
func TestPace(t *testing.T) {
	clock := time.Unix(0, 0)
	cheap, dear := Arm{Name: "cheap"}, Arm{Name: "dear"}
	q := &Question{ID: "q"}
	var last Progress
	o := RunOptions{Jobs: 2, Now: func() time.Time { return clock }, Progress: func(p Progress) { last = p }}
	p := newPace([]task{{q, cheap, 0}, {q, cheap, 1}, {q, cheap, 2}, {q, dear, 0}, {q, dear, 1}}, 5, o)
	p.done(&Result{Arm: "cheap", Cost: Cost{Prompt: 100, Completion: 10}}, time.Second)
	if last.Done != 6 || last.Total != 10 || last.Expected != (Tokens{400, 40}) || last.Left != 2*time.Second {
		t.Errorf("of an arm that was not asked yet nothing better is known than of the others: %+v", last)
	}
	clock = clock.Add(9 * time.Second)
	p.done(&Result{Arm: "dear", Cost: Cost{Prompt: 9000, Completion: 700}, Times: Times{CachedPrompt: 1000, CachedCompletion: 100}}, 8*time.Second)
	if want := (Tokens{2*100 + 8000, 2*10 + 600}); last.Expected != want || last.Left != 5*time.Second || last.Elapsed != 9*time.Second {
		t.Errorf("expected %+v, want %+v, left %v after %v", last.Expected, want, last.Left, last.Elapsed)
	}
	if last.Spent != (Tokens{8100, 610}) {
		t.Errorf("spent %+v", last.Spent)
	}
	if got := last.Expected.Money(2, 10); got != (8200*2+620*10)/1e6 {
		t.Errorf("%v to pay", got)
	}
}
