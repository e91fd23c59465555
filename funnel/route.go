package funnel

import "strings"

// route decides scope and mode from the question's own words; what the caller
// named stands. The rules are few and cheap on purpose: a wrong guess costs
// time (all) or is mended by the escalation of ModeAuto (top).
func route(q Query) (Mode, Scope, Route) {
	asked := Asked{Mode: orMode(q.Mode), Scope: orScope(q.Scope)}
	scope, why := decideScope(asked.Scope, q.Text)
	mode, how := decideMode(asked.Mode, scope)
	return mode, scope, Route{Asked: asked, Reason: why + "; " + how}
}

func orMode(m Mode) Mode {
	if m == "" {
		return ModeAuto
	}
	return m
}

func orScope(s Scope) Scope {
	if s == "" {
		return ScopeAuto
	}
	return s
}

func decideScope(asked Scope, question string) (Scope, string) {
	if asked != ScopeAuto {
		return asked, "scope as asked"
	}
	if cue := aggregateCue(question); cue != "" {
		return ScopeAll, "scope all: the question says “" + cue + "”"
	}
	return ScopeTop, "scope top: nothing in the question asks for counting or listing"
}

// decideMode keeps ModeAuto when the rag answer is to be tried first.
func decideMode(asked Mode, scope Scope) (Mode, string) {
	switch {
	case asked != ModeAuto:
		return asked, "mode as asked"
	case scope == ScopeAll:
		return ModeHybrid, "mode hybrid: a shortlist cannot be right when all documents count"
	default:
		return ModeAuto, "mode rag first"
	}
}

// Cues that a question is about all documents, not about the best few. An
// article after "how many" ("how many the") never occurs in a count.
var (
	aggregateStarts = []string{"how many documents", "how many files", "list ", "count ", "enumerate "}
	aggregateInside = []string{
		"list all", "list every", "all documents", "every document", "which documents",
		"which of the documents", "in total across", "how many of the", "number of documents",
	}
)

func aggregateCue(question string) string {
	q := strings.Join(strings.Fields(strings.ToLower(question)), " ")
	for _, cue := range aggregateStarts {
		if strings.HasPrefix(q, cue) {
			return strings.TrimSpace(cue)
		}
	}
	for _, cue := range aggregateInside {
		if strings.Contains(q, cue) {
			return cue
		}
	}
	return ""
}
