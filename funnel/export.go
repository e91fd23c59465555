package funnel

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"funnel/rlm"
	"funnel/rlm/model"
	"funnel/store"
)

// Export writes a trajectory as the JSON lines that visualisers of recursive
// language models read (the log format of github.com/alexzhang13/rlm): one
// line of metadata, then one for each turn of the root. Calls of models
// outside of a reader are turns without code. What the format has no place
// for, the turns of child readers and the uses of tools, stands in fields of
// our own beside the call or the block they belong to.
func (t *Trajectory) Export(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	lines := t.iterations(0, 0)
	if n := len(lines); n > 0 {
		lines[n-1].Final = t.finalAnswer()
	}
	if err := enc.Encode(t.metadata()); err != nil {
		return fmt.Errorf("write metadata: %w", err)
	}
	for _, l := range lines {
		if err := enc.Encode(l); err != nil {
			return fmt.Errorf("write iteration %d: %w", l.Iteration, err)
		}
	}
	return nil
}

// exportHead is the first line of an export.
type exportHead struct {
	Type          string         `json:"type"`
	Timestamp     string         `json:"timestamp"`
	Root          string         `json:"root_model"`
	MaxDepth      int            `json:"max_depth"`
	MaxIterations int            `json:"max_iterations"`
	Backend       string         `json:"backend"`
	BackendArgs   map[string]any `json:"backend_kwargs"`
	Environment   string         `json:"environment_type"`
	EnvArgs       map[string]any `json:"environment_kwargs"`
	Others        []string       `json:"other_backends"`
	Run           string         `json:"run"`
	Question      string         `json:"question"`
	Status        string         `json:"status"`
}

func (t *Trajectory) metadata() exportHead {
	was, err := t.asked()
	if err != nil {
		was.Chat.Name = t.Run.Model // a run of an older version says no more
	}
	budget := was.Query.Budget.WithDefaults()
	var others []string
	if was.Sub.Name != was.Chat.Name {
		others = []string{was.Sub.Name}
	}
	return exportHead{
		Type: "metadata", Timestamp: stamp(t.Run.Started), Root: was.Chat.Name, MaxDepth: budget.Depth, MaxIterations: budget.Steps,
		Backend: "funnel", BackendArgs: map[string]any{"model_name": was.Chat.Name, "digest": was.Chat.Digest, "window": was.Chat.Window},
		Environment: "funnel", EnvArgs: map[string]any{"collection": t.Run.Collection, "mode": t.Run.Mode}, Others: others,
		Run: t.Run.ID, Question: t.Run.Question, Status: t.Run.Status,
	}
}

// An iteration is a turn.
type iteration struct {
	Type      string          `json:"type"`
	Iteration int             `json:"iteration"`
	Timestamp string          `json:"timestamp"`
	Prompt    []model.Message `json:"prompt"`
	Response  string          `json:"response"`
	Blocks    []exportBlock   `json:"code_blocks"`
	Final     *string         `json:"final_answer"`
	Seconds   float64         `json:"iteration_time"`
}

type exportBlock struct {
	Code   string       `json:"code"`
	Result exportResult `json:"result"`
}

type exportResult struct {
	Stdout  string         `json:"stdout"`
	Stderr  string         `json:"stderr"`
	Locals  map[string]any `json:"locals"`
	Seconds float64        `json:"execution_time"`
	Calls   []exportCall   `json:"rlm_calls"`
	Tools   []exportTool   `json:"tool_calls,omitempty"`
}

type exportCall struct {
	Model            string      `json:"root_model"`
	Prompt           any         `json:"prompt"`
	Response         string      `json:"response"`
	PromptTokens     int         `json:"prompt_tokens"`
	CompletionTokens int         `json:"completion_tokens"`
	Seconds          float64     `json:"execution_time"`
	Error            string      `json:"error,omitempty"`
	Iterations       []iteration `json:"iterations,omitempty"` // of a child reader
}

type exportTool struct {
	Tool     string          `json:"tool"`
	Request  json.RawMessage `json:"request"`
	Response json.RawMessage `json:"response,omitempty"`
	Error    string          `json:"error,omitempty"`
}

// iterations are the turns of the reader that the call parent opened. Those of
// the root begin with the calls before it and end with those after it.
func (t *Trajectory) iterations(parent, depth int) []iteration {
	list := []iteration{}
	add := func(i iteration) {
		i.Type, i.Iteration = "iteration", len(list)+1
		list = append(list, i)
	}
	calls := t.Calls
	for _, s := range t.Steps {
		if s.Parent != parent || s.Depth != depth {
			continue
		}
		for depth == 0 && len(calls) > 0 && (calls[0].Step == 0 || calls[0].Step < s.ID) {
			if calls[0].Step == 0 {
				add(callTurn(calls[0]))
			}
			calls = calls[1:]
		}
		add(t.turn(s))
	}
	for _, c := range calls {
		if depth == 0 && c.Step == 0 {
			add(callTurn(c))
		}
	}
	return list
}

// callTurn is a call of a model outside of any reader.
func callTurn(c store.Call) iteration {
	req, resp := exchangeOf(c)
	return iteration{Timestamp: stamp(c.Started), Prompt: req.Messages, Response: resp.Text, Blocks: []exportBlock{}, Seconds: took(c.Started, c.Ended)}
}

// turn is a turn of a reader with everything that its program called.
func (t *Trajectory) turn(s store.Step) iteration {
	i := iteration{Timestamp: stamp(s.Started), Prompt: []model.Message{{Role: model.User, Content: s.Prompt}}, Blocks: []exportBlock{}, Seconds: took(s.Started, s.Ended)}
	result := exportResult{Stdout: s.Output, Stderr: s.Error, Locals: map[string]any{}, Calls: []exportCall{}}
	running := i.Seconds
	for _, c := range t.Calls {
		switch req, resp := exchangeOf(c); {
		case c.Step != s.ID:
		case c.Kind == string(model.Root):
			i.Prompt, i.Response = req.Messages, resp.Text
			running -= took(c.Started, c.Ended)
		case req.Key != "":
			result.Calls = append(result.Calls, exportCall{Model: req.Model, Prompt: req.Messages, Response: resp.Text,
				PromptTokens: c.PromptTokens, CompletionTokens: c.CompletionTokens, Seconds: took(c.Started, c.Ended), Error: c.Error})
		case c.Kind == "reader":
			result.Calls = append(result.Calls, t.childCall(c, s.Depth+1))
		default:
			result.Tools = append(result.Tools, exportTool{c.Kind, c.Request, c.Response, c.Error})
		}
	}
	result.Seconds = max(running, 0)
	if s.Code != "" {
		i.Blocks = append(i.Blocks, exportBlock{s.Code, result})
	}
	return i
}

// childCall is a reader that a program opened, with its turns.
func (t *Trajectory) childCall(c store.Call, depth int) exportCall {
	var req struct{ Question string }
	var resp struct{ Answer string }
	if json.Unmarshal(c.Request, &req) != nil || len(c.Response) > 0 && json.Unmarshal(c.Response, &resp) != nil {
		req.Question = string(c.Request)
	}
	return exportCall{Model: t.Run.Model, Prompt: req.Question, Response: resp.Answer, Seconds: took(c.Started, c.Ended),
		Error: c.Error, Iterations: t.iterations(c.ID, depth)}
}

// exchangeOf reads a model call; its Key is empty if c is the use of a tool.
func exchangeOf(c store.Call) (req rlm.CallRequest, resp rlm.CallResponse) {
	if json.Unmarshal(c.Request, &req) != nil || req.Key == "" {
		return rlm.CallRequest{}, resp
	}
	if len(c.Response) > 0 && json.Unmarshal(c.Response, &resp) != nil {
		resp.Text = string(c.Response)
	}
	return req, resp
}

// finalAnswer is the answer of the run, nil if there is none.
func (t *Trajectory) finalAnswer() *string {
	var result Answer
	if json.Unmarshal(t.Run.Result, &result) != nil || result.Text == "" {
		return nil
	}
	return &result.Text
}

func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

// took is a duration in seconds, 0 for what is not over.
func took(from, to time.Time) float64 {
	if to.IsZero() {
		return 0
	}
	return seconds(to.Sub(from))
}
