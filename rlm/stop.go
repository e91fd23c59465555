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
	StopWindow    Stop = "window"    // not even its smallest prompt fits the model's window
	StopErrors    Stop = "errors"    // several turns in a row without progress
	StopCancelled Stop = "cancelled" // the context was
	StopModel     Stop = "model"     // the model failed
)

// Limit reports whether a limit of the Budget or of the model ended the run.
func (s Stop) Limit() bool {
	switch s {
	case StopSteps, StopCalls, StopTokens, StopTime, StopWindow:
		return true
	}
	return false
}
