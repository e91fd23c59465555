package eval

import (
	"sync"
	"time"
)

// pace tells how long a run still takes. Arms differ by orders of magnitude,
// so each is expected to go on as it did; one that was not asked yet, like the
// mean of the others.
type pace struct {
	options RunOptions
	began   time.Time

	mu    sync.Mutex
	left  map[string]int
	took  map[string]time.Duration
	spent map[string]int // tokens
	n     map[string]int
	p     Progress
}

func newPace(todo []task, done int, o RunOptions) *pace {
	p := &pace{options: o, began: o.Now(), left: map[string]int{}, took: map[string]time.Duration{}, spent: map[string]int{}, n: map[string]int{}}
	for _, t := range todo {
		p.left[t.arm.Name]++
	}
	p.p.Done, p.p.Total = done, done+len(todo)
	return p
}

// done counts an answer and tells of it.
func (p *pace) done(r *Result, took time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	paid := r.Cost.Prompt + r.Cost.Completion - r.Times.CachedPrompt - r.Times.CachedCompletion
	p.left[r.Arm]--
	p.n[r.Arm]++
	p.took[r.Arm] += took
	p.spent[r.Arm] += paid
	p.p.Done++
	p.p.Tokens += paid
	p.p.Elapsed = p.options.Now().Sub(p.began)
	p.p.Left, p.p.TokensLeft = p.expect()
	p.p.Last = *r
	if p.options.Progress != nil {
		p.options.Progress(p.p)
	}
}

// expect is what the answers that are left will take.
func (p *pace) expect() (time.Duration, int) {
	var all time.Duration
	tokens, n := 0, 0
	for arm, k := range p.n {
		n += k
		all += p.took[arm]
		tokens += p.spent[arm]
	}
	var left time.Duration
	more := 0
	for arm, k := range p.left {
		took, spent, asked := all, tokens, n
		if p.n[arm] > 0 {
			took, spent, asked = p.took[arm], p.spent[arm], p.n[arm]
		}
		left += took / time.Duration(asked) * time.Duration(k)
		more += spent * k / asked
	}
	return left / time.Duration(p.options.Jobs), more
}
