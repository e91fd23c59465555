package eval

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"funnel/rlm/model"
	"funnel/store"
)

// Trace is what happened to one question in one arm, cut to what a person
// looks at: programs and answers in full as far as they go, prompts to their
// ends.
type Trace struct {
	Question string      `json:"question"`
	Arm      string      `json:"arm"`
	Repeat   int         `json:"repeat"`
	Steps    []TraceStep `json:"steps,omitempty"`
	Calls    []TraceCall `json:"calls,omitempty"` // those outside of steps, and those within
}

// TraceStep is one turn of a reader.
type TraceStep struct {
	ID     int    `json:"id"`
	Turn   int    `json:"turn"`
	Depth  int    `json:"depth"`
	Code   string `json:"code,omitempty"`
	Output string `json:"output,omitempty"`
	Error  string `json:"error,omitempty"`
	Tokens int    `json:"tokens"`
}

// TraceCall is one use of a model or a tool.
type TraceCall struct {
	Step     int    `json:"step,omitempty"`
	Kind     string `json:"kind"`
	Asked    string `json:"asked,omitempty"`
	Answered string `json:"answered,omitempty"`
	Error    string `json:"error,omitempty"`
	Tokens   int    `json:"tokens,omitempty"`
	Cached   bool   `json:"cached,omitempty"`
}

// Bounds of a trace, in bytes.
const (
	traceText  = 1600 // of one program, output or reply
	traceAsked = 700  // of one prompt or tool argument
	traceCalls = 60   // calls that are kept
)

// trace renders what was noted.
func (n *notebook) trace() Trace {
	n.mu.Lock()
	defer n.mu.Unlock()
	var t Trace
	for _, id := range slices.Sorted(maps.Keys(n.steps)) {
		s := n.steps[id]
		t.Steps = append(t.Steps, TraceStep{
			ID: s.ID, Turn: s.N, Depth: s.Depth, Code: middleCut(s.Code, traceText),
			Output: middleCut(s.Output, traceText), Error: s.Error, Tokens: s.PromptTokens + s.CompletionTokens,
		})
	}
	for _, id := range slices.Sorted(maps.Keys(n.calls)) {
		if len(t.Calls) == traceCalls {
			break
		}
		c := n.calls[id]
		if c.Kind == string(model.Root) {
			continue // its step tells it
		}
		t.Calls = append(t.Calls, TraceCall{
			Step: c.Step, Kind: c.Kind, Asked: middleCut(asked(c), traceAsked),
			Answered: middleCut(answered(c), traceText), Error: c.Error,
			Tokens: c.PromptTokens + c.CompletionTokens, Cached: c.Cached,
		})
	}
	return t
}

// lastContent begins the last message of a prompt. Within a message the quotes
// would be escaped.
const lastContent = `"content":`

// asked is what a call was given: the last message of a prompt, or a tool's
// arguments. Only that message is decoded: a prompt may be long.
func asked(c store.Call) string {
	if at := bytes.LastIndex(c.Request, []byte(lastContent)); at >= 0 && len(c.Request) > 0 && c.Request[0] == '[' {
		var content string
		if json.NewDecoder(bytes.NewReader(c.Request[at+len(lastContent):])).Decode(&content) == nil {
			return content
		}
	}
	return string(c.Request)
}

func answered(c store.Call) string {
	var r model.Response
	if json.Unmarshal(c.Response, &r) == nil && r.Text != "" {
		return r.Text
	}
	return string(c.Response)
}

// middleCut keeps the beginning and the end of a long text.
func middleCut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	head, tail := s[:n/2], s[len(s)-n/2:]
	for len(tail) > 0 && !utf8.RuneStart(tail[0]) {
		tail = tail[1:]
	}
	return strings.ToValidUTF8(head, "") + "\n… cut …\n" + tail
}
