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
	spent map[string]Tokens
	n     map[string]int
	p     Progress
}

func newPace(todo []task, done int, o RunOptions) *pace {
	p := &pace{options: o, began: o.Now(), left: map[string]int{}, took: map[string]time.Duration{}, spent: map[string]Tokens{}, n: map[string]int{}}
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
	paid := r.paid()
	p.left[r.Arm]--
	p.n[r.Arm]++
	p.took[r.Arm] += took
	p.spent[r.Arm] = p.spent[r.Arm].plus(paid)
	p.p.Done++
	p.p.Spent = p.p.Spent.plus(paid)
	p.p.Elapsed = p.options.Now().Sub(p.began)
	p.p.Left, p.p.Expected = p.expect()
	p.p.Last = *r
	if p.options.Progress != nil {
		p.options.Progress(p.p)
	}
}

// expect is what the answers that are left will take.
func (p *pace) expect() (time.Duration, Tokens) {
	var all time.Duration
	var tokens, more Tokens
	n := 0
	for arm, k := range p.n {
		n += k
		all += p.took[arm]
		tokens = tokens.plus(p.spent[arm])
	}
	var left time.Duration
	for arm, k := range p.left {
		took, spent, asked := all, tokens, n
		if p.n[arm] > 0 {
			took, spent, asked = p.took[arm], p.spent[arm], p.n[arm]
		}
		left += took / time.Duration(asked) * time.Duration(k)
		more = more.plus(Tokens{spent.In * k / asked, spent.Out * k / asked})
	}
	return left / time.Duration(p.options.Jobs), more
}

func (t Tokens) plus(u Tokens) Tokens { return Tokens{t.In + u.In, t.Out + u.Out} }

// paid are the tokens of an answer that no cache gave.
func (r *Result) paid() Tokens {
	return Tokens{r.Cost.Prompt - r.Times.CachedPrompt, r.Cost.Completion - r.Times.CachedCompletion}
}
