package model

import (
	"context"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"
)

// Roles of a Message.
const (
	System    = "system"
	User      = "user"
	Assistant = "assistant"
)

// A Message is one entry of a conversation.
type Message struct {
	Role    string `json:"role"` // System, User or Assistant
	Content string `json:"content"`
}

// A Purpose says what a request is for.
type Purpose string

// The purposes of a request.
const (
	Root   Purpose = "root"   // a turn of the recursive reader: prose and one ```repl block
	Sub    Purpose = "sub"    // read one text and answer one question about it
	Answer Purpose = "answer" // numbered passages -> an answer with [n]
	Verify Purpose = "verify" // does the quote support the claim: "yes" or "no"
	Plan   Purpose = "plan"   // the form that a reader's program is compiled from: one JSON object
	Rerank Purpose = "rerank" // does the passage help: "yes" or "no"; or the order of several
	Route  Purpose = "route"  // what kind of question it is: one JSON object
	Expand Purpose = "expand" // a question -> queries that find what an answer needs
	Agent  Purpose = "agent"  // a turn of search and reading without programs: one JSON action
)

// A Passage is a span of a document that is shown to a model under a number.
type Passage struct {
	N          int    // the number it is cited by, from 1
	Doc        string // document id
	Title      string
	Heading    string // heading path "A > B", or symbol
	Start, End int    // bytes [Start,End) of the document's text
	Text       string
}

// Parts is a request taken apart: what the messages say in prose, as data.
type Parts struct {
	Question    string
	Text        string    // Sub: the text to read. Verify: the quote (Question is the claim)
	Passages    []Passage // Answer: what to answer from. Root: the best passages shown
	Tools       []string  // Root: names of the REPL tools that a program may use
	Turn, Turns int       // Root: this turn, from 1, and how many there may be
	Output      string    // Root: what the REPL printed last turn
	Instruction string    // what was asked beyond the question, e.g. of the form of an answer
}

// A Request is one question to a model.
type Request struct {
	Purpose     Purpose
	Messages    []Message
	Parts       Parts
	MaxTokens   int     // most tokens to generate; 0 leaves it to the window
	Temperature float64 // 0 is greedy
	Seed        int64
	Stop        []string        // generation ends before any of these
	Schema      json.RawMessage `json:",omitempty"` // JSON schema of the answer, or nil
	Logprobs    int             `json:",omitempty"` // likeliest tokens wanted at each position of the answer, 1 to 20; 0: none
	Think       Thinking        `json:",omitempty"` // whether a model that can think does so before it answers
	Repetition  int             // tells apart repeated identical requests in the call cache

	// Stream, if set, is called with the answer as it comes, from the goroutine of
	// the call. What it was given counts only when the call returns without an error.
	// An answer out of the call cache comes in one piece.
	Stream func(Delta) `json:"-"`
}

// whole shows an answer that comes in one piece.
func (r Request) whole(resp Response) {
	if r.Stream != nil {
		r.Stream(Delta{Text: resp.Text, Thinking: resp.Thinking})
	}
}

// Thinking says whether a model thinks before it answers.
type Thinking string

// The values of Request.Think.
const (
	ThinkDefault Thinking = ""    // as the server was opened
	ThinkOn      Thinking = "on"  // models that cannot think answer at once
	ThinkOff     Thinking = "off" // models that always think cannot be stopped from it
)

// A Delta is a piece of an answer on its way.
type Delta struct {
	Text     string
	Thinking string
}

// A TokenProb is a token with the natural logarithm of its probability.
type TokenProb struct {
	Token   string      `json:"token"`
	LogProb float64     `json:"logprob"`
	Top     []TokenProb `json:"top,omitempty"` // the likeliest tokens at this position, best first, itself included where it is one
}

// A Response is a complete answer.
type Response struct {
	Text             string `json:"text"`
	Thinking         string `json:"thinking,omitempty"` // what the model thought before, never part of Text
	PromptTokens     int    `json:"prompt_tokens"`
	CompletionTokens int    `json:"completion_tokens"`
	Cut              bool   `json:"cut,omitempty"` // MaxTokens or the window ended it, not the model

	Logprobs []TokenProb   `json:"logprobs,omitempty"` // the tokens of the answer, where the request asked for them and the server can
	Cached   bool          `json:"-"`                  // it came out of the call cache
	Cost     float64       `json:"-"`                  // what the call was charged, in the currency of Info.Price; 0 if cached
	Loaded   time.Duration `json:"-"`                  // how long the model was loaded before; 0: it was in memory
	Read     time.Duration `json:"-"`                  // how long the server read what it had not in memory of the prompt; 0: unknown
	Wrote    time.Duration `json:"-"`                  // how long it wrote the answer; 0: unknown
}

// Info describes a model.
type Info struct {
	Name       string // as in a spec: "builtin", "ollama:llama3"
	Digest     string // identifies the weights; answers are cached under it
	Window     int    // tokens of prompt and answer together
	Extractive bool   // not a language model: it reads Parts and copies sentences
	Thinks     bool   // it thinks before it answers, unless a request says otherwise
	Price      Price  // what it costs; zero: nothing
}

// A Price is what a model costs per million tokens, in a currency of the user's.
type Price struct {
	Prompt     float64 `json:"prompt"`
	Completion float64 `json:"completion"`
}

// Prices are what models cost, by spec ("openai:gpt-5") or bare name; "" is the price of
// all others.
type Prices map[string]Price

// Of is the price of the model with a spec.
func (p Prices) Of(spec string) Price {
	_, name, _ := strings.Cut(spec, ":")
	for _, key := range []string{spec, name, ""} {
		if price, ok := p[key]; ok {
			return price
		}
	}
	return Price{}
}

// Cost returns what so many tokens cost.
func (p Price) Cost(prompt, completion int) float64 {
	return (p.Prompt*float64(prompt) + p.Completion*float64(completion)) / 1e6
}

// Chat answers requests. It is safe for concurrent use.
type Chat interface {
	Chat(ctx context.Context, req Request) (Response, error)
	Info() Info
}

// The kinds of text an Embedder is asked for.
const (
	KindDocument = "document"
	KindQuery    = "query"
)

// An Embedder turns texts into vectors, one for each text, in their order and all
// of one dimension. Kind is KindDocument or KindQuery: some models want to know.
// Vectors of equal fingerprints can be compared with each other.
type Embedder interface {
	Embed(ctx context.Context, texts []string, kind string) ([][]float32, error)
	Fingerprint() string
}

// A Reranker scores how well each text fits the query: one score for each text,
// in their order, higher is better. Scores of different queries need not compare.
// Name is the spec it was opened by. It is safe for concurrent use.
type Reranker interface {
	Rerank(ctx context.Context, query string, texts []string) ([]float64, error)
	Name() string
}

// A Cache keeps answers under a key. A key that is not there is not an error.
type Cache interface {
	CacheGet(ctx context.Context, key string) (value []byte, ok bool, err error)
	CachePut(ctx context.Context, key string, value []byte) error
}

// Tokens estimates how many tokens a model makes of s: one for every four bytes of
// ASCII (rounded up), and one for every character outside ASCII. English prose comes
// out about right, source code up to a third too low, scripts without spaces up to
// a half too high. It is an estimate for budgets; what a server counted is in
// Response.
func Tokens(s string) int {
	wide := 0
	ascii := 0
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			ascii++
			i++
			continue
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		wide++
		i += size
	}
	return (ascii+3)/4 + wide
}

// PromptTokens estimates the tokens of a conversation: those of its messages, and
// four for each message's frame.
func PromptTokens(msgs []Message) int {
	n := 0
	for _, m := range msgs {
		n += Tokens(m.Content) + 4
	}
	return n
}
