package funnel

import (
	"errors"
	"time"

	"funnel/rlm"
)

// Mode is how a question is answered.
type Mode string

// The modes of Query.Mode and Answer.Mode; Auto never stands in an Answer.
const (
	ModeAuto   Mode = "auto"   // rag, then hybrid when the evidence is insufficient
	ModeRAG    Mode = "rag"    // shortlist, one prompt
	ModeRLM    Mode = "rlm"    // the whole collection as environment, no index tools: the setting of arXiv 2512.24601
	ModeHybrid Mode = "hybrid" // shortlist, then the recursive reader, which can widen it
)

// The modes of a comparison: what rag, rlm and hybrid are measured against.
const (
	ModeClosed Mode = "closed" // no documents: what the model knows
	ModeDirect Mode = "direct" // documents in the order of their arrival, as many as fit one prompt
	ModeFull   Mode = "full"   // documents in the order of their rank, as many as fit one prompt
	ModeGiven  Mode = "given"  // Query.Given in one prompt, and nothing else
	ModeAgent  Mode = "agent"  // search and read, turn by turn, without programs
	ModeGrep   Mode = "grep"   // the same with grep in the place of search
)

// Scope says how much of the collection a question is about.
type Scope string

// The scopes of Query.Scope and Answer.Scope; Auto never stands in an Answer.
const (
	ScopeAuto Scope = "auto"
	ScopeTop  Scope = "top" // a shortlist of documents is enough
	ScopeAll  Scope = "all" // counting, listing, comparing over everything
)

// DefaultK is the number of documents in a shortlist when Query.K is 0.
const DefaultK = 20

// ErrEmptyQuestion is returned for a question without a letter or digit.
var ErrEmptyQuestion = errors.New("the question is empty")

// ErrEmptyCollection is returned when there is nothing to search.
var ErrEmptyCollection = errors.New("nothing has been ingested yet")

// Query is one question and how to answer it. Zero fields take defaults:
// mode auto, scope auto, K DefaultK, the budget of rlm.
type Query struct {
	Text   string
	Mode   Mode
	Scope  Scope
	K      int               // documents in the shortlist
	Where  map[string]string // every pair must hold; see Filter
	Budget rlm.Budget
	Reader rlm.Way // how the reader works: WayCode ("" too), WayPlan, or ReaderAuto
	Probed bool    // set by Ask: Reader is what a probe of the model found

	NoTools    bool // hybrid: the reader has no search and grep, only the shortlist
	NoSubCalls bool // the reader's programs cannot ask models
	Short      bool // the model is asked for the bare value too: Answer.Short

	Expand bool      // the first search asks the model for other queries, too
	Rerank Reranking // how a model orders the shortlist anew; "": not at all

	Leg      Leg    // the one leg that is searched; "": both, fused
	Once     bool   // rag: no second search when the passages do not answer
	Whole    bool   // hybrid: the reader's context is every document, not the shortlist
	Passages int    // of one prompt, at most; 0: 24
	Prompt   int    // tokens of passages in one prompt, at most; 0: half the window (direct, full, given: all of it)
	Given    []Span // what mode given answers from
}

// Span is bytes [Start, End) of the stored text of a document; the whole
// document when both are 0.
type Span struct {
	Doc        string
	Start, End int
}

// Answer is what Ask found. It marshals to the JSON of `funnel query`.
type Answer struct {
	Schema    int        `json:"schema"`
	Question  string     `json:"question"`
	Mode      Mode       `json:"mode"`
	Scope     Scope      `json:"scope"`
	Route     Route      `json:"route"`
	Status    Status     `json:"status"`
	Text      string     `json:"answer"`
	Short     string     `json:"short,omitempty"` // the bare value, as the model gave it; see Query.Short
	Citations []Citation `json:"citations"`
	Shortlist []Listed   `json:"shortlist"`
	Coverage  Coverage   `json:"coverage"`
	Usage     Usage      `json:"usage"`
	Notices   []string   `json:"notices,omitempty"`
	Run       string     `json:"run"`
	Model     string     `json:"model"`
	Embedder  string     `json:"embedder"`
	Stop      rlm.Stop   `json:"stop,omitempty"`
}

// Status says how a question ended.
type Status string

// The outcomes of a question.
const (
	Answered  Status = "answered"
	Abstained Status = "abstained" // the documents do not say
	Budget    Status = "budget"    // a limit ended the run before an answer
)

// Route records what was asked for, what was chosen, and why.
type Route struct {
	Asked  Asked  `json:"asked"`
	Kind   Kind   `json:"kind"`
	Reason string `json:"reason"`
}

// Asked is the mode and scope that the caller named.
type Asked struct {
	Mode  Mode  `json:"mode"`
	Scope Scope `json:"scope"`
}

// Citation is evidence: bytes [Start, End) of the stored text of Doc.
type Citation struct {
	N         int     `json:"n"` // the [n] of the answer, from 1
	Doc       string  `json:"doc"`
	Title     string  `json:"title"`
	Start     int     `json:"start"`
	End       int     `json:"end"`
	Quote     string  `json:"quote"`     // the document's own bytes
	Quoted    bool    `json:"quoted"`    // Quote equals the stored bytes [Start, End)
	Supported Support `json:"supported"` // whether the claim follows from its quotes
	Locator   Locator `json:"locator"`

	Newer *Version `json:"newer,omitempty"` // a near-duplicate of Doc that is newer
}

// Support says whether the sentence that carries a citation follows from
// the quotes it cites.
type Support string

// The verdicts of a support check.
const (
	SupportYes       Support = "yes"
	SupportNo        Support = "no"
	SupportUnchecked Support = "unchecked"
)

// Locator tells a person where to look. Line counts from 1 and is 0 where
// the stored text is not the file's own text; Page is 0 where there are none.
type Locator struct {
	Path    string `json:"path,omitempty"`
	Page    int    `json:"page,omitempty"`
	Line    int    `json:"line,omitempty"`
	Heading string `json:"heading,omitempty"`
}

// Listed is a document of the shortlist.
type Listed struct {
	Doc   string  `json:"doc"`
	Score float64 `json:"score"`

	VersionOf string `json:"version_of,omitempty"` // a better document of which this is a near-duplicate
}

// Coverage says how much of the collection stood behind the answer.
// Vectors is the share of chunks with a vector, 0 to 1.
type Coverage struct {
	Docs        int     `json:"docs"`
	Shortlisted int     `json:"shortlisted"`
	Read        int     `json:"read"`
	Vectors     float64 `json:"vectors"`

	// Of the reader, see rlm.Coverage.
	Matched    int      `json:"matched,omitempty"`
	Swept      int      `json:"swept,omitempty"`
	Sampled    int      `json:"sampled,omitempty"`
	Missed     int      `json:"missed,omitempty"`
	Statements []string `json:"statements,omitempty"`
}

// Usage is what the question cost. Calls and tokens count every call asked
// for, cached ones included.
type Usage struct {
	ModelCalls       int     `json:"model_calls"`
	CachedCalls      int     `json:"cached_calls"`
	PromptTokens     int     `json:"prompt_tokens"`
	CompletionTokens int     `json:"completion_tokens"`
	Searches         int     `json:"searches"`
	Steps            int     `json:"steps"`
	Depth            int     `json:"depth"`
	Seconds          float64 `json:"seconds"`
	Cost             float64 `json:"cost,omitempty"` // of the calls that were not cached, where the models have prices
}

// seconds rounds a duration to milliseconds for reports.
func seconds(d time.Duration) float64 {
	return float64(d.Milliseconds()) / 1000
}
