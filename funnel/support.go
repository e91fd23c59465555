package funnel

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"

	"funnel/rlm/model"
)

// supporter judges whether a claim follows from its evidence.
type supporter interface {
	supports(ctx context.Context, question, claim string, from evidence) (Support, error)
}

// evidence is what a claim may rest on.
type evidence struct {
	quotes   []string // the stored bytes of its citations
	sources  []string // id and title of the document of each quote
	computed []string // numbers that programs over the documents computed
}

// words are all words of the evidence and the question, folded.
func (e evidence) words(question string) map[string]bool {
	known := map[string]bool{}
	for _, text := range slices.Concat(e.quotes, e.sources, e.computed, []string{question}) {
		for _, w := range words(fold(text)) {
			known[w] = true
		}
	}
	return known
}

// byRule is the support check without a model: every number, date and name
// of the claim must occur in its quotes, in the question, in the id or title of
// a document that is quoted, or have been computed by a program. A claim that
// offers nothing of the kind to check counts as supported when most of its
// words are the quotes', and as unchecked otherwise.
type byRule struct{}

func (byRule) supports(_ context.Context, question, claim string, from evidence) (Support, error) {
	known := from.words(question)
	checked, missing := checkFacts(claim, known)
	switch {
	case missing != nil:
		return SupportNo, nil
	case checked || mostlyKnown(claim, known):
		return SupportYes, nil
	}
	return SupportUnchecked, nil
}

// checkFacts looks for the claim's numbers and names among the known words,
// and returns those that are not there.
func checkFacts(claim string, known map[string]bool) (checked bool, missing []string) {
	start := true // of a sentence: a capital letter there names nothing
	for _, w := range words(claim) {
		if isFact(w, start) {
			checked = true
			if !known[fold(w)] {
				missing = append(missing, w)
			}
		}
		start = false
	}
	return checked, missing
}

// isFact reports whether a word is a number, a name or an identifier.
func isFact(w string, sentenceStart bool) bool {
	upper, digit, inner := false, false, false
	for i, r := range w {
		digit = digit || unicode.IsDigit(r)
		upper = upper || i == 0 && unicode.IsUpper(r)
		inner = inner || i > 0 && (unicode.IsUpper(r) || r == '_')
	}
	return digit || inner || upper && !sentenceStart
}

func hasDigit(w string) bool { return strings.ContainsFunc(w, unicode.IsDigit) }

// mostlyKnown reports whether at least two thirds of the claim's longer words
// are known.
func mostlyKnown(claim string, known map[string]bool) bool {
	total, hit := 0, 0
	for _, w := range words(fold(claim)) {
		if len(w) < 4 {
			continue
		}
		total++
		if known[w] {
			hit++
		}
	}
	return total > 0 && 3*hit >= 2*total
}

func fold(s string) string { return strings.ToLower(s) }

// words splits at everything that is no letter, digit or inner joint of a
// number or identifier (3.14, 10,000, foo_bar, fmt.Println, ISO-8601).
func words(s string) []string {
	list := strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_.,-'", r)
	})
	kept := list[:0]
	for _, w := range list {
		if w = strings.Trim(w, "_.,-'"); w != "" {
			kept = append(kept, w)
		}
	}
	return kept
}

// byModel asks a language model whether the quotes entail the claim. A number
// that is nowhere in the evidence needs no opinion: the answer is no. A name may
// be spelt otherwise there, and is the model's to judge.
type byModel struct{ chat model.Chat }

func (m byModel) supports(ctx context.Context, question, claim string, from evidence) (Support, error) {
	if _, missing := checkFacts(claim, from.words(question)); slices.ContainsFunc(missing, hasDigit) {
		return SupportNo, nil
	}
	msgs, err := renderVerify(question, claim, from)
	if err != nil {
		return SupportUnchecked, err
	}
	r, err := m.chat.Chat(ctx, model.Request{
		Purpose: model.Verify, Messages: msgs, MaxTokens: verifyTokens,
		Parts: model.Parts{Question: claim, Text: strings.Join(from.quotes, "\n")},
	})
	if spent := (errSpent{}); errors.As(err, &spent) {
		return SupportUnchecked, nil
	}
	if err != nil {
		return SupportUnchecked, err
	}
	return verdict(r.Text), nil
}

// verifyTokens bounds the answer of an entailment call: one word and some slack.
const verifyTokens = 16

// verdict reads yes or no from the first word of a reply.
func verdict(reply string) Support {
	w := words(fold(reply))
	switch {
	case len(w) > 0 && w[0] == "yes":
		return SupportYes
	case len(w) > 0 && w[0] == "no":
		return SupportNo
	}
	return SupportUnchecked
}
