package eval

import (
	"embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"funnel/rlm/model"
)

//go:embed programs/*.tmpl
var programFiles embed.FS

// policy is how the perfect leaf drives a reader or an agent. It knows the
// question and what its prompts hold, as any model does, and from reading it
// which of that is evidence; it never looks for evidence it was not shown.
// After some turns that brought nothing new it gives up.
type policy struct {
	most   int             // pieces of evidence seen so far
	barren int             // turns since there was a new one
	asked  map[string]bool // queries that were made
	read   map[string]bool // documents the agent opened
}

// How many turns in a row may bring nothing: a reader's turn reads many texts,
// an agent's looks once.
const (
	barrenReader = 3
	barrenAgent  = 8
)

// Sizes of what the programs read, in bytes.
const (
	sliceSize = 4000
	groupSize = 16000 // slices that one sub-call is given together
	followUps = 6     // queries made of what was found, a turn
)

// progress notes what the prompt shows and returns what to ask next, and
// whether to give up.
func (p *perfect) progress(req model.Request, barren int) (seen []bool, queries []string, stop bool) {
	seen = p.sees(req)
	p.mu.Lock()
	defer p.mu.Unlock()
	s := &p.policy
	if s.asked == nil {
		s.asked, s.read = map[string]bool{}, map[string]bool{}
	}
	s.barren++
	if n := countTrue(seen); n > s.most {
		s.most, s.barren = n, 0
	}
	if req.Parts.Turn <= 2 {
		s.barren = 0
		queries = append(queries, p.question.Text, keyWords(p.question.Text))
	}
	queries = append(queries, p.leads(seen)...)
	var fresh []string
	for _, q := range queries {
		if q != "" && !s.asked[q] && len(fresh) < followUps {
			s.asked[q] = true
			fresh = append(fresh, q)
		}
	}
	return seen, fresh, s.barren > barren && !(len(fresh) > 0 && s.most > 0) || req.Parts.Turns > 0 && req.Parts.Turn >= req.Parts.Turns
}

// phrase is a name or a code: capitalised words in a row, or letters and
// digits mixed.
var phrase = regexp.MustCompile(`\p{Lu}[\p{L}\d&'-]*(?: (?:of |de |van |the )?\p{Lu}[\p{L}\d&'-]*)*|[\p{L}\d]*\d[\p{L}\d-]*`)

// leads are queries made of the names in evidence that was seen, the latest
// pieces first: what connects one hop to the next.
func (p *perfect) leads(seen []bool) []string {
	var list []string
	question := strings.ToLower(p.question.Text)
	for i := len(seen) - 1; i >= 0 && len(list) < 50; i-- {
		if !seen[i] {
			continue
		}
		for _, name := range phrase.FindAllString(p.quote(i), -1) {
			if len(name) > 3 && !strings.Contains(question, strings.ToLower(name)) {
				list = append(list, name)
			}
		}
	}
	return distinct(list)
}

// keyWords are the words of a question that are worth a query of their own.
func keyWords(question string) string {
	var kept []string
	for _, w := range strings.Fields(Normalize(question)) {
		if len(w) > 3 && !slices.Contains([]string{"what", "which", "when", "where", "whose", "does", "have", "many", "were", "with", "that", "from", "this"}, w) {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

// forMany are questions that ask for many documents.
var forMany = regexp.MustCompile(`(?i)\b(how many|how often|list|count|which of|all|every|most|total|sum|average)\b`)

// root takes a turn of the reader.
func (p *perfect) root(req model.Request) string {
	seen, queries, stop := p.progress(req, barrenReader)
	switch {
	case all(seen):
		return program("finish", p.ending())
	case stop:
		return program("silent", map[string]any{"Silent": pyText(model.DocumentsSilent)})
	}
	tools := slices.Contains(req.Parts.Tools, "search")
	d := map[string]any{
		"Tools": tools, "SubCalls": slices.Contains(req.Parts.Tools, "llm_query"), "Turn": req.Parts.Turn,
		"Queries": pyTexts(queries), "K": 20, "First": 0, "Slice": sliceSize, "Group": min(groupSize, p.window),
		"Shown": min(10_000, p.window/10*3),
	}
	if forMany.MatchString(p.question.Text) {
		d["K"] = 100
	}
	if tools || len(req.Parts.Passages) > 0 {
		d["First"] = 20
	}
	if req.Parts.Turn <= 1 {
		return program("start", d)
	}
	return program("more", d)
}

// ending gives the gold answer and up to five of the quotes it rests on.
func (p *perfect) ending() map[string]any {
	var quotes []string
	for _, w := range p.evidence.pieces[:min(5, len(p.evidence.pieces))] {
		a := w[0]
		quote := clipText(strings.TrimSpace(a.text), 200)
		quotes = append(quotes, "("+pyText(a.doc)+", "+pyText(quote)+")")
	}
	return map[string]any{"Gold": pyText(p.question.Gold()), "Quotes": "[" + strings.Join(quotes, ", ") + "]"}
}

func program(name string, data map[string]any) string {
	t, err := template.ParseFS(programFiles, "programs/*.tmpl")
	if err != nil {
		return err.Error() // the files are embedded and tested
	}
	var b strings.Builder
	if err := t.ExecuteTemplate(&b, name, data); err != nil {
		return err.Error()
	}
	return b.String()
}

// pyText is a Python literal: Go's escapes are all Python's.
func pyText(s string) string {
	return strings.ReplaceAll(strconv.QuoteToASCII(s), "`", `\x60`)
}

func pyTexts(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = pyText(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// agent takes a turn of search and reading: leads first, then the documents
// that the searches found, one by one.
func (p *perfect) agent(req model.Request) string {
	seen, queries, stop := p.progress(req, barrenAgent)
	if all(seen) {
		return agentAction("answer", p.answer(req))
	}
	if stop {
		return agentAction("answer", model.DocumentsSilent)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, q := range queries[min(1, len(queries)):] {
		delete(p.policy.asked, q) // one action a turn: the others wait
	}
	if slices.Contains(req.Parts.Tools, "grep") {
		for _, pattern := range p.patterns(seen) {
			if !p.policy.asked["grep "+pattern] {
				p.policy.asked["grep "+pattern] = true
				return agentAction("grep", pattern)
			}
		}
	} else if len(queries) > 0 {
		return agentAction("search", queries[0])
	}
	for _, passage := range req.Parts.Passages {
		if !p.policy.read[passage.Doc] {
			p.policy.read[passage.Doc] = true
			return asJSON(map[string]any{"read": passage.Doc, "start": max(0, passage.Start-2000)})
		}
	}
	return agentAction("answer", model.DocumentsSilent)
}

func agentAction(name, value string) string { return asJSON(map[string]string{name: value}) }

func asJSON(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(err) // maps of strings and numbers: cannot fail
	}
	return string(raw)
}

// patterns are what is worth a grep, the most telling first: names that the
// evidence seen brought up, names of the question, pairs of its longest words,
// and these alone.
func (p *perfect) patterns(seen []bool) []string {
	list := p.leads(seen)
	for _, name := range phrase.FindAllString(p.question.Text, -1) {
		if len(name) > 3 && !strings.HasPrefix(p.question.Text, name) {
			list = append(list, name)
		}
	}
	for i := range list {
		list[i] = regexp.QuoteMeta(list[i])
	}
	words := strings.Fields(keyWords(p.question.Text))
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	words = words[:min(4, len(words))]
	for i, a := range words {
		for _, b := range words[i+1:] {
			a, b := regexp.QuoteMeta(a), regexp.QuoteMeta(b)
			list = append(list, a+".*"+b+"|"+b+".*"+a)
		}
	}
	for _, w := range words {
		list = append(list, regexp.QuoteMeta(w))
	}
	return distinct(list)
}
