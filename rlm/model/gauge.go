package model

import (
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// A Gauge is how many tokens a model's server counts for each one that Tokens estimates;
// 0 if that is unknown, and never less than 1 otherwise. It is a value: a run that takes
// one at its beginning measures all of its prompts alike, whatever is learned meanwhile,
// so that the same run renders the same prompts.
type Gauge float64

// gaugeSteps is how fine a Gauge is, in parts of 1: what is learned moves with every
// call, and prompts should not.
const gaugeSteps = 8

// bytesPerToken is the most that Tokens may be wrong by: no tokenizer makes more than one
// token of a byte, and Tokens takes four of them for one.
const bytesPerToken = 4

// GaugeOf is what c's server counts, by what was learned of it.
func GaugeOf(c Chat) Gauge { return gaugeOf(ProfileOf(c).Ratio) }

// gaugeOf rounds a ratio up.
func gaugeOf(ratio float64) Gauge {
	if ratio <= 0 {
		return 0
	}
	return Gauge(min(max(1, math.Ceil(ratio*gaugeSteps)/gaugeSteps), bytesPerToken))
}

// Count is what the server counts for an estimate.
func (g Gauge) Count(estimate int) int { return int(math.Ceil(float64(estimate) * max(1, float64(g)))) }

// Room is the largest estimate of which the server counts at most so many tokens.
func (g Gauge) Room(tokens int) int { return int(float64(tokens) / max(1, float64(g))) }

// Seen is g, or if that is unknown what the server counted for a prompt.
func (g Gauge) Seen(msgs []Message, counted int) Gauge {
	if estimate := PromptTokens(msgs); g == 0 && estimate >= learnMinimum && counted > 0 {
		return gaugeOf(float64(counted) / float64(estimate))
	}
	return g
}

// After is a stricter g after the server refused msgs as too long: by the number that it
// counted if it said so, else prompts are to be half as large. It reports false if err
// says something else, or if g could not be stricter: at the third time at the latest.
func (g Gauge) After(err error, msgs []Message) (Gauge, bool) {
	e := (*Error)(nil)
	if !errors.As(err, &e) || e.Kind != ErrTooLong || g >= bytesPerToken {
		return g, false
	}
	now := 2 * max(1, g)
	if e.Exact {
		now = max(gaugeOf(float64(e.Tokens)/float64(max(1, PromptTokens(msgs)))), g+1./gaugeSteps)
	}
	return min(now, bytesPerToken), true
}

var tooLongNumbers = regexp.MustCompile(`\((about |at least )?(\d+) tokens, window (\d+)\)`)

// TooLongFrom is an ErrTooLong again whose text was written down; nil if the text is of
// another error.
func TooLongFrom(text string) *Error {
	if !strings.Contains(text, ErrTooLong.Error()) {
		return nil
	}
	e := &Error{Kind: ErrTooLong}
	if m := tooLongNumbers.FindStringSubmatch(text); m != nil {
		e.Exact = m[1] == ""
		e.Tokens, _ = strconv.Atoi(m[2]) // digits, and of a size that was an int
		e.Window, _ = strconv.Atoi(m[3])
	}
	return e
}
