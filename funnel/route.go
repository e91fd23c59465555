package funnel

import (
	"regexp"
	"slices"
	"strings"
)

// Kind is what a question asks of a collection.
type Kind string

// The kinds of questions.
const (
	KindLookup    Kind = "lookup"    // one place answers it
	KindHops      Kind = "hops"      // several places, found one after the other or compared
	KindAggregate Kind = "aggregate" // all documents of some sort: counting, listing, summing up
	KindNothing   Kind = "nothing"   // nothing in the collection speaks of it
)

// routed is what the words of a question tell. Rules are few and cheap; what
// they leave open the first search decides, then the model; see route_list.go.
type routed struct {
	kind Kind
	why  string
	open bool   // it may as well be an aggregate
	noun string // of what is counted or listed, as far as it is open
	list bool   // it is a list that is asked for ("which reports …")
}

// route decides scope and mode from the question's own words; what the caller
// named stands.
func route(q Query) (Mode, Scope, Route) {
	asked := Asked{Mode: orMode(q.Mode), Scope: orScope(q.Scope)}
	r := routeOf(q.Text)
	if asked.Scope != ScopeAuto {
		r.why = "scope as asked"
	}
	scope := scopeOf(asked.Scope, r.kind)
	mode, how := decideMode(asked.Mode, scope)
	return mode, scope, Route{Asked: asked, Kind: r.kind, Reason: r.why + "; " + how}
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

// scopeOf is the scope of a kind of question, unless one was asked for.
func scopeOf(asked Scope, kind Kind) Scope {
	switch {
	case asked != ScopeAuto:
		return asked
	case kind == KindAggregate:
		return ScopeAll
	}
	return ScopeTop
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

const lookupWhy = "scope top: nothing in the question asks for counting or listing"

// Cues that a question is about all documents, not about the best few.
var (
	aggregateStarts = []string{"how many documents", "how many files", "list ", "count ", "enumerate ", "name all ", "name every ", "give all ",
		"what are all ", "what are the names of all ", "which are all ", "who are all "}
	aggregateInside = []string{
		"list all", "list every", "all documents", "every document", "which documents", "which of the documents",
		"in total across", "across all", "in all the", "how many of the", "number of documents",
	}
	// compareInside are cues of facts that are held against each other.
	compareInside = []string{" than ", "difference between", "which of the two", "compared with", "compared to", "in common", " the same "}
)

// routeOf sorts a question by its words.
func routeOf(question string) routed {
	q := " " + strings.Join(strings.Fields(strings.TrimLeft(strings.ToLower(question), "¿¡ ")), " ") + " "
	if cue := aggregateCue(question); cue != "" {
		return routed{kind: KindAggregate, why: "scope all: the question says “" + cue + "”"}
	}
	if r, ok := routeOther(q); ok {
		return r
	}
	r := routed{kind: KindLookup, why: lookupWhy}
	if cue := hopsCue(q); cue != "" {
		r.kind, r.why = KindHops, "scope top: several facts, “"+cue+"”"
	}
	if noun, list := countedNoun(q); noun != "" {
		r.open, r.noun, r.list = true, noun, list
	}
	return r
}

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

// quantity is what compares with a number or excepts something, not with a fact.
var quantity = regexp.MustCompile(`(more|less|fewer|longer|older|larger|smaller|higher|lower) than \p{Sc}?\d|(other|rather) than `)

// hopsCue is what makes a question one of several hops: a comparison, or
// something that is named by what another document says of it ("the maker of
// the winch that …", "the person who wrote the report about …").
func hopsCue(q string) string {
	compared := quantity.ReplaceAllString(q, " ")
	for _, cue := range compareInside {
		if strings.Contains(compared, cue) {
			return strings.TrimSpace(cue)
		}
	}
	if strings.HasPrefix(q, " which ") && strings.Contains(q, " or ") {
		return "or"
	}
	list := strings.Fields(q)
	for i, w := range list {
		if relative[w] && i > 2 && slices.Contains(list[:i], "the") && !strings.HasSuffix(list[i-1], ",") {
			return list[i-1] + " " + w
		}
	}
	if n := strings.Count(q, " of the ") + strings.Count(q, " of "); n >= 3 {
		return "of … of"
	}
	return ""
}

// relative are words that tie a fact to a thing that is looked for.
var relative = map[string]bool{"who": true, "that": true, "whose": true, "which": true}

// countedNoun is the noun of what a question may count or list: of "how many
// incident reports have …" reports, of "at which sites did …" sites. A list is
// of several things.
func countedNoun(q string) (noun string, list bool) {
	all := strings.Fields(strings.TrimRight(q, " ?!."))
	for i, w := range all[:min(len(all), 4)] {
		switch {
		case w == "many" && i > 0 && all[i-1] == "how":
			return lastNoun(all[i+1:]), false
		case w == "which" || w == "what":
			if noun := lastNoun(all[i+1:]); isPlural(noun) {
				return noun, true
			}
			return "", false
		}
	}
	return "", false
}

// lastNoun is the last of the words before a verb or a preposition: of
// "incident reports are still open" reports. Before a verb that is not known it
// is the first plural: of "minutes approve the budget" minutes.
func lastNoun(all []string) string {
	all = all[:min(len(all), 5)]
	if len(all) == 0 || endsNoun[all[0]] {
		return ""
	}
	for i, w := range all {
		if endsNoun[w] {
			return all[i-1]
		}
	}
	for i, w := range all {
		if isPlural(w) && i < 4 {
			return w
		}
	}
	return ""
}

// endsNoun are words that cannot belong to a noun.
var endsNoun = setOfWords(`is are was were be been has have had do does did can could will would shall should may might must
	in on at of for from to by with under about per a an the that which who whose and or more less than cost say said happen happened
	speak speaks mean means happens show shows apply applies name names list lists contain contains mention mentions concern concerns use uses need needs form make made hold holds`)

func setOfWords(list string) map[string]bool { return setOf(strings.Fields(list)) }

// isPlural reports whether an English noun looks like several things.
func isPlural(noun string) bool {
	return len(noun) > 3 && strings.HasSuffix(noun, "s") && !strings.HasSuffix(noun, "ss") && !strings.HasSuffix(noun, "us") && !strings.HasSuffix(noun, "is")
}
