package rlm

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// maxAgainst bounds the entries of each kind on the list before a run ends.
const maxAgainst = 3

// A pending final was accepted, but for the list of what speaks against it: the model
// answers the list or confirms.
type pendingFinal struct {
	outcome outcome
	code    string // of the block that set it, by sameCode
}

// check lists, once in a run, what speaks against ending with an answer. It reports
// whether there is anything, and room for a reply.
func (r *reader) check(out *outcome, p turnPlan) (string, bool) {
	if r.depth > 0 || r.checked || p.last != "" || r.root.Info().Extractive || r.meter.left().minus(r.keep).steps < 2 {
		return "", false
	}
	list := r.against(out.text, out.quoted)
	if len(list) == 0 {
		return "", false
	}
	r.checked = true
	r.pending = &pendingFinal{*out, sameCode(r.step.Code)}
	r.step.Error = "checklist"
	return r.prompts.render("checklist", nudgeData{List: list}), true
}

// confirmed is the pending final if a reply stands by it: the same program again, or
// words without one.
func (r *reader) confirmed(rep reply) *outcome {
	if r.pending == nil {
		return nil
	}
	same := len(rep.blocks) > 0 && sameCode(strings.Join(rep.blocks, "\n")) == r.pending.code
	if len(rep.blocks) == 0 && rep.final == nil && !rep.cut || same {
		return &r.pending.outcome
	}
	return nil
}

// against is what speaks against an answer.
func (r *reader) against(text string, quoted [][2]int) []string {
	plain, used, _ := numberCitations(text, quoted, &r.cites)
	var list []string
	if !isAbstention(text) {
		list = append(list, r.uncited(plain, used)...)
		list = append(list, r.unmet(plain, used)...)
		list = append(list, r.superseded(used)...)
	}
	unopened, best := r.unopened()
	if len(list) == 0 && !best && !isAbstention(text) {
		return nil // that the second best was not opened is no reason to ask
	}
	return append(append(list, unopened...), r.emptySearches()...)
}

// uncited are the sentences of an answer with a number that nothing is cited for and no
// program computed; of an answer without any citation, that it has none.
func (r *reader) uncited(answer string, used []Citation) []string {
	computed := map[string]bool{}
	for _, n := range r.computedIn(answer) {
		computed[n] = true
	}
	if len(used) == 0 {
		if len(computed) > 0 || r.task.All && r.foundNothing() { // what nothing says cannot be cited
			return nil
		}
		return []string{"the answer has no citation: put cite(…) after its claims"}
	}
	var list []string
	for _, s := range sentences(answer) {
		sentence := answer[s.start:s.end]
		bare := markers.ReplaceAllString(sentence, "")
		after := strings.TrimLeft(answer[s.end:], " \t\r\n")
		m := markers.FindStringIndex(after) // "It costs 12 crowns. [1]" is cited
		if bare != sentence || m != nil && m[0] == 0 || len(list) == maxAgainst {
			continue
		}
		for _, n := range digits.FindAllString(bare, -1) {
			if !computed[n] {
				list = append(list, fmt.Sprintf("nothing is cited for: %s", clip(bare, 120)))
				break
			}
		}
	}
	return list
}

var digits = regexp.MustCompile(`\d+(?:[.,]\d+)*`)

// unmet are the names, numbers and quoted words of the question that stand neither in
// the answer nor in what it cites.
func (r *reader) unmet(answer string, used []Citation) []string {
	var known strings.Builder
	known.WriteString(strings.ToLower(answer))
	for _, c := range used {
		known.WriteString("\n" + strings.ToLower(c.Doc+"\n"+c.Quote))
		if text, ok := r.texts.get(c.Doc); ok { // the heading and what stands around it
			known.WriteString("\n" + strings.ToLower(text[:min(len(text), 300)]+text[onRune(text, max(0, c.Start-300)):onRune(text, min(len(text), c.End+300))]))
		}
	}
	var list []string
	for _, part := range partsOf(r.question) {
		if len(list) < maxAgainst && !strings.Contains(known.String(), strings.ToLower(part)) {
			list = append(list, fmt.Sprintf("the question says %q, and nothing that is cited does", clip(part, 60)))
		}
	}
	return list
}

var quotedPart = regexp.MustCompile(`"([^"\n]{2,60})"|“([^”\n]{2,60})”|‘([^’\n]{2,60})’`)

// partsOf are the parts of a question that its answer's evidence should name: quoted
// words, numbers, and names, which are words with a capital but the first of a sentence.
func partsOf(question string) []string {
	var parts []string
	for _, m := range quotedPart.FindAllStringSubmatch(question, -1) {
		parts = append(parts, m[1]+m[2]+m[3])
	}
	rest := quotedPart.ReplaceAllString(question, " ")
	start := true
	for _, w := range strings.Fields(rest) {
		ends := strings.ContainsAny(w[len(w)-1:], ".?!:")
		bare := strings.TrimFunc(w, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
		bare = strings.TrimSuffix(strings.TrimSuffix(bare, "'s"), "’s")
		first := []rune(bare)
		switch {
		case len(first) == 0:
		case unicode.IsDigit(first[0]), !start && unicode.IsUpper(first[0]) && len(first) > 1:
			parts = append(parts, bare)
		}
		start = ends
	}
	return parts
}

// superseded are the cited documents of which a newer version does not hold the words
// that are cited, and is not cited itself.
func (r *reader) superseded(used []Citation) []string {
	versions, ok := r.corpus.(Versions)
	if !ok {
		return nil
	}
	cited := map[string]bool{}
	for _, c := range used {
		cited[c.Doc] = true
	}
	told := map[string]bool{}
	var list []string
	for _, c := range used {
		if told[c.Doc] || len(list) == maxAgainst {
			continue
		}
		newer, err := versions.Newer(r.hard, c.Doc)
		if err != nil || newer.ID == "" || cited[newer.ID] {
			continue
		}
		text, err := r.peek(r.hard, newer.ID)
		if err != nil || strings.Contains(oneSpaced(text), oneSpaced(c.Quote)) {
			continue
		}
		told[c.Doc] = true
		list = append(list, fmt.Sprintf("%s is cited, and its newer version %s (%s) does not hold %q: read it, and where they differ give both with their dates",
			clip(c.Doc, 80), clip(newer.ID, 80), dateOr(newer.Date), clip(oneSpaced(c.Quote), 80)))
	}
	return list
}

func dateOr(date string) string {
	if date == "" {
		return "of unknown date"
	}
	return date
}

// unopened are those of the best documents of which the model saw nothing, and whether
// the very best is among them.
func (r *reader) unopened() (list []string, best bool) {
	if !r.task.Tools {
		return nil, false
	}
	for i, d := range r.docs[:min(maxAgainst, len(r.docs))] {
		if !r.opened[d.ID] && !r.shown[d.ID] {
			best = best || i == 0
			list = append(list, fmt.Sprintf("%s (%s) is among the best documents and was not opened", clip(d.ID, 80), clip(oneSpaced(d.Title), 60)))
		}
	}
	return list, best
}

// emptySearches are the searches that found nothing.
func (r *reader) emptySearches() []string {
	var list []string
	for _, s := range r.searches {
		if s.found == 0 && len(list) < maxAgainst {
			list = append(list, s.what+" found nothing")
		}
	}
	return list
}
