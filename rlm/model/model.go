package model

import (
	"context"
	"encoding/json"
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
	Repetition  int             // tells apart repeated identical requests in the call cache
}

// A Response is a complete answer.
type Response struct {
	Text             string `json:"text"`
	Thinking         string `json:"thinking,omitempty"` // what the model thought before, never part of Text
	PromptTokens     int    `json:"prompt_tokens"`
	CompletionTokens int    `json:"completion_tokens"`
	Cut              bool   `json:"cut,omitempty"` // MaxTokens ended it, not the model
	Cached           bool   `json:"-"`             // it came out of the call cache
}

// Info describes a model.
type Info struct {
	Name       string // as in a spec: "builtin", "ollama:llama3"
	Digest     string // identifies the weights; answers are cached under it
	Window     int    // tokens of prompt and answer together
	Extractive bool   // not a language model: it reads Parts and copies sentences
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
// in their order, higher is better.
type Reranker interface {
	Rerank(ctx context.Context, query string, texts []string) ([]float64, error)
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
