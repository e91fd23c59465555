package model

import (
	"math"
	"sync"
	"time"
)

// A Profile is what was learned of a model on a server. It is worth keeping under
// the model's digest: it makes estimates right from the first call on. Zero fields
// are unknown.
type Profile struct {
	Ratio   float64 `json:"ratio,omitempty"`   // tokens that the server counts for each one of PromptTokens
	Prefill float64 `json:"prefill,omitempty"` // tokens per second, of prompts that the server had not in memory
	Decode  float64 `json:"decode,omitempty"`  // tokens per second, of answers
	Slots   int     `json:"slots,omitempty"`   // requests that the server works on at once
	Reader  string  `json:"reader,omitempty"`  // how it works best as the recursive reader: "code" or "plan"
}

// An Estimate is what a request is expected to take.
type Estimate struct {
	PromptTokens int     // by what the server counted for earlier prompts
	Prefill      float64 // tokens per second; 0 if unknown
	Decode       float64 // tokens per second; 0 if unknown
}

// Duration is how long an answer of so many tokens takes, with a prompt that the
// server has not in memory; 0 if that is unknown.
func (e Estimate) Duration(answer int) time.Duration {
	if e.Prefill <= 0 || e.Decode <= 0 {
		return 0
	}
	s := float64(e.PromptTokens)/e.Prefill + float64(answer)/e.Decode
	return time.Duration(s * float64(time.Second))
}

// An Estimator is a Chat that learns from its calls.
type Estimator interface {
	Estimate(msgs []Message) Estimate
}

// EstimateOf returns what c expects of a request with these messages; for a model
// that does not learn, the tokens are those of PromptTokens.
func EstimateOf(c Chat, msgs []Message) Estimate {
	if e, ok := c.(Estimator); ok {
		return e.Estimate(msgs)
	}
	return Estimate{PromptTokens: PromptTokens(msgs)}
}

// A Profiler is a Chat whose profile can be kept and given back to it.
type Profiler interface {
	Profile() Profile
	SetProfile(Profile)
}

// ProfileOf returns c's profile; the zero Profile for a model that has none.
func ProfileOf(c Chat) Profile {
	if p, ok := c.(Profiler); ok {
		return p.Profile()
	}
	return Profile{}
}

// learned is a profile that calls improve. It is safe for concurrent use.
type learned struct {
	mu sync.Mutex
	p  Profile
}

// Profile implements Profiler.
func (l *learned) Profile() Profile {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.p
}

// SetProfile implements Profiler.
func (l *learned) SetProfile(p Profile) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.p = p
}

// Estimate implements Estimator.
func (l *learned) Estimate(msgs []Message) Estimate {
	p := l.Profile()
	return Estimate{PromptTokens: p.tokens(PromptTokens(msgs)), Prefill: p.Prefill, Decode: p.Decode}
}

// tokens turns an estimate into what the server will count.
func (p Profile) tokens(estimate int) int {
	if p.Ratio <= 0 {
		return estimate
	}
	return int(math.Ceil(p.Ratio * float64(estimate)))
}

// How much a call counts against what was known, and how long a prompt must be for
// its count to say something of text rather than of the template around it.
const (
	learnShare   = 0.2
	learnMinimum = 50 // tokens of a prompt
	learnAnswer  = 5  // tokens of an answer
)

// counted learns from what the server counted for an estimated prompt.
func (l *learned) counted(estimate, actual int) {
	if estimate < learnMinimum || actual <= 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.p.Ratio = mix(l.p.Ratio, float64(actual)/float64(estimate))
}

// refused learns from a prompt that did not fit a window which it was expected to fit.
func (l *learned) refused(estimate, window int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if estimate >= learnMinimum && l.p.tokens(estimate) <= window {
		l.p.Ratio = float64(window+1) / float64(estimate)
	}
}

// timed learns from the times of a call. The prefill counts only after the model was
// loaded: then it is known that the server read the whole prompt, of which it otherwise
// may have had any part in memory. Durations can be zero or negative on some servers.
func (l *learned) timed(r Response) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.Wrote > 0 && r.CompletionTokens >= learnAnswer {
		l.p.Decode = mix(l.p.Decode, float64(r.CompletionTokens)/r.Wrote.Seconds())
	}
	if r.Loaded > 0 && r.Read > 0 && r.PromptTokens >= learnMinimum {
		l.p.Prefill = mix(l.p.Prefill, float64(r.PromptTokens)/r.Read.Seconds())
	}
}

// mix moves a known value towards a new one.
func mix(known, now float64) float64 {
	if known <= 0 {
		return now
	}
	return known + learnShare*(now-known)
}
