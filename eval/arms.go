package eval

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funnel/funnel"
)

// Arm is one way to answer: a setting of the pipeline, under a name.
type Arm struct {
	Name string `json:"name"` // "hybrid", or "hybrid/32k" where tokens are limited
	Base string `json:"base"` // the name without its limit
	What string `json:"what"` // in words
	// Tokens is what prompts and answers of one question may take together; 0
	// leaves the run's budget.
	Tokens int `json:"tokens,omitempty"`
	// Query is the setting. Text, Budget and the evidence that is given are
	// filled in for each question.
	Query funnel.Query `json:"query"`
}

// baseArms are the named points. A reader's are a factorial of scope (top: the
// shortlist is its context; all: every document is), tools (search and grep)
// and sub-calls.
var baseArms = []Arm{
	{Base: "closed", What: "no documents", Query: funnel.Query{Mode: funnel.ModeClosed}},
	{Base: "direct", What: "documents in file order, as many as fit", Query: funnel.Query{Mode: funnel.ModeDirect}},
	{Base: "rag-full", What: "documents in rank order, as many as fit", Query: funnel.Query{Mode: funnel.ModeFull}},
	{Base: "rag", What: "best passages in one prompt, a second search when they do not answer", Query: funnel.Query{Mode: funnel.ModeRAG}},
	{Base: "rag@5", What: "the 5 best passages in one prompt", Query: funnel.Query{Mode: funnel.ModeRAG, Passages: 5, Once: true}},
	{Base: "rag@20", What: "the 20 best passages in one prompt", Query: funnel.Query{Mode: funnel.ModeRAG, Passages: 20, Once: true}},
	{Base: "rag@50", What: "the 50 best passages in one prompt", Query: funnel.Query{Mode: funnel.ModeRAG, Passages: 50, K: 50, Once: true}},
	{Base: "keyword", What: "20 passages found by keywords alone", Query: funnel.Query{Mode: funnel.ModeRAG, Passages: 20, Once: true, Leg: funnel.LegKeyword}},
	{Base: "vector", What: "20 passages found by vectors alone", Query: funnel.Query{Mode: funnel.ModeRAG, Passages: 20, Once: true, Leg: funnel.LegVector}},
	{Base: "agent", What: "search and read turn by turn, no programs", Query: funnel.Query{Mode: funnel.ModeAgent}},
	{Base: "grep", What: "grep and read turn by turn, no programs", Query: funnel.Query{Mode: funnel.ModeGrep}},
	{Base: "top", What: "reader over the shortlist, no tools, no sub-calls", Query: funnel.Query{Mode: funnel.ModeHybrid, NoTools: true, NoSubCalls: true}},
	{Base: "top+sub", What: "reader over the shortlist with sub-calls, no tools", Query: funnel.Query{Mode: funnel.ModeHybrid, NoTools: true}},
	{Base: "top+tools", What: "reader over the shortlist with tools, no sub-calls", Query: funnel.Query{Mode: funnel.ModeHybrid, NoSubCalls: true}},
	{Base: "hybrid", What: "reader over the shortlist with tools and sub-calls", Query: funnel.Query{Mode: funnel.ModeHybrid}},
	{Base: "all", What: "reader over every document, no tools, no sub-calls", Query: funnel.Query{Mode: funnel.ModeRLM, NoSubCalls: true}},
	{Base: "rlm", What: "reader over every document with sub-calls, no tools", Query: funnel.Query{Mode: funnel.ModeRLM}},
	{Base: "all+tools", What: "reader over every document with tools, no sub-calls", Query: funnel.Query{Mode: funnel.ModeHybrid, Whole: true, NoSubCalls: true}},
	{Base: "all+tools+sub", What: "reader over every document with tools and sub-calls", Query: funnel.Query{Mode: funnel.ModeHybrid, Whole: true}},
	{Base: "auto", What: "rag, then hybrid when the evidence does not hold", Query: funnel.Query{Mode: funnel.ModeAuto}},
	{Base: "oracle", What: "the gold evidence, given", Query: funnel.Query{Mode: funnel.ModeGiven}},
}

// armAliases are other names of points of the factorial.
var armAliases = map[string]string{
	"top+tools+sub": "hybrid", "all+sub": "rlm",
}

// armSets are names of several arms at once.
var armSets = map[string][]string{
	"baselines": {"closed", "direct", "rag-full", "rag@5", "rag@20", "rag@50", "keyword", "vector", "agent", "grep", "oracle"},
	"factorial": {"top", "top+sub", "top+tools", "hybrid", "all", "rlm", "all+tools", "all+tools+sub"},
	"ten":       {"closed", "direct", "rag-full", "rag", "agent", "grep", "rlm", "hybrid", "auto", "oracle"},
}

// ArmNames lists the names that ParseArms takes, sets and aliases aside.
func ArmNames() []string {
	names := make([]string, len(baseArms))
	for i, a := range baseArms {
		names[i] = a.Base
	}
	return names
}

// AllArms are all named arms, with what each is.
func AllArms() []Arm { return slices.Clone(baseArms) }

// ParseArms reads a list like "rag,hybrid,rag@10,factorial": named arms, sets
// of them, and rag at any number of passages. With budgets every arm runs once
// at each of them; the closed arm and the oracle, which take what they take,
// run once.
func ParseArms(list []string, budgets []int) ([]Arm, error) {
	var names []string
	for _, n := range list {
		n = strings.TrimSpace(n)
		if to, ok := armAliases[n]; ok {
			n = to
		}
		if set, ok := armSets[n]; ok {
			names = append(names, set...)
		} else if n != "" {
			names = append(names, n)
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no arm is named: use %s, or a set: baselines, factorial, ten, every", strings.Join(ArmNames(), ", "))
	}
	if slices.Contains(names, "every") {
		names = ArmNames()
	}
	var arms []Arm
	for _, n := range distinct(names) {
		a, err := armNamed(n)
		if err != nil {
			return nil, err
		}
		arms = append(arms, a.at(budgets)...)
	}
	return arms, nil
}

func armNamed(name string) (Arm, error) {
	for _, a := range baseArms {
		if a.Base == name {
			a.Name = name
			return a, nil
		}
	}
	if a, ok, err := aidedArm(name); ok || err != nil {
		return a, err
	}
	if k, ok := strings.CutPrefix(name, "rag@"); ok {
		if n, err := strconv.Atoi(k); err == nil && n > 0 && n <= 1000 {
			q := funnel.Query{Mode: funnel.ModeRAG, Passages: n, K: max(n, funnel.DefaultK), Once: true}
			return Arm{Name: name, Base: name, What: fmt.Sprintf("the %d best passages in one prompt", n), Query: q}, nil
		}
	}
	return Arm{}, fmt.Errorf("arm %q is unknown: use %s, rag@K, or a set: baselines, factorial, ten, every", name, strings.Join(ArmNames(), ", "))
}

// at is the arm at each budget of tokens.
func (a Arm) at(budgets []int) []Arm {
	if len(budgets) == 0 || a.Query.Mode == funnel.ModeClosed || a.Query.Mode == funnel.ModeGiven {
		return []Arm{a}
	}
	var list []Arm
	for _, n := range budgets {
		b := a
		b.Tokens, b.Name = n, a.Base+"/"+tokensLabel(n)
		// A prompt leaves room for its frame, for the answer, and for a check.
		b.Query.Prompt = max(n-2500, n/2)
		list = append(list, b)
	}
	return list
}

// tokensLabel writes a number of tokens: 8k, 500.
func tokensLabel(n int) string {
	if n >= 1000 && n%1000 == 0 {
		return strconv.Itoa(n/1000) + "k"
	}
	return strconv.Itoa(n)
}

// searches reports whether the arm's first step is a search of the index.
func (a Arm) searches() bool {
	switch a.Query.Mode {
	case funnel.ModeClosed, funnel.ModeDirect, funnel.ModeGiven, funnel.ModeGrep, funnel.ModeRLM:
		return false
	}
	return true
}

// aidedArm reads the name of an arm whose searches a model helps with:
// rag+rerank, hybrid+expand+rerank.
func aidedArm(name string) (a Arm, ok bool, err error) {
	base, rerank := strings.CutSuffix(name, "+rerank")
	base, expand := strings.CutSuffix(base, "+expand")
	if !rerank && !expand {
		return a, false, nil
	}
	if a, err = armNamed(base); err != nil {
		return a, true, err
	}
	if !a.searches() {
		return a, true, fmt.Errorf("arm %q: %s does not search", name, base)
	}
	if a.Query.Expand || a.Query.Rerank != funnel.RerankOff {
		return a, true, fmt.Errorf("arm %q: write ARM+expand, ARM+rerank or ARM+expand+rerank", name)
	}
	list := []Arm{a}
	Aid(list, expand, map[bool]funnel.Reranking{true: funnel.RerankAuto}[rerank])
	a = list[0]
	a.Name, a.Base = name, name
	return a, true, nil
}

// Aid has models help with the searches of all arms that search: expand with
// other queries, rerank with the order.
func Aid(arms []Arm, expand bool, rerank funnel.Reranking) {
	for i := range arms {
		a := &arms[i]
		if !a.searches() {
			continue
		}
		if expand && !a.Query.Expand {
			a.Query.Expand = true
			a.What += ", searches expanded by the model"
		}
		if rerank != funnel.RerankOff && a.Query.Rerank == funnel.RerankOff {
			a.Query.Rerank = rerank
			a.What += ", reranked by the model"
		}
	}
}
