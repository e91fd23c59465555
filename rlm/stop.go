package rlm

// A Stop says why a run ended.
type Stop string

// Why runs end.
const (
	StopAnswered  Stop = "answered"
	StopAbstained Stop = "abstained" // the answer is Abstention
	StopSteps     Stop = "steps"
	StopCalls     Stop = "calls"
	StopTokens    Stop = "tokens"
	StopTime      Stop = "time"
	StopErrors    Stop = "errors"    // several turns in a row without progress
	StopCancelled Stop = "cancelled" // the context was
	StopModel     Stop = "model"     // the model failed
)

// Limit reports whether a limit of the Budget ended the run.
func (s Stop) Limit() bool {
	switch s {
	case StopSteps, StopCalls, StopTokens, StopTime:
		return true
	}
	return false
}
