package funnel

import (
	"embed"
	"fmt"
	"strings"
	"text/template"

	"funnel/rlm"
	"funnel/rlm/model"
)

//go:embed prompts/*.tmpl
var promptFiles embed.FS

// renderAnswer makes the rag prompt. Instructions come first and the question
// last, so that a server can keep the prefix of its cache.
func renderAnswer(question string, passages []model.Passage, short bool) ([]model.Message, error) {
	return render("answer.tmpl", struct {
		Question, Abstention string
		Passages             []model.Passage
		Short                bool
	}{question, rlm.Abstention, passages, short})
}

// renderVerify makes the prompt of an entailment check.
func renderVerify(question, claim string, from evidence) ([]model.Message, error) {
	type quote struct{ Source, Text string }
	var quotes []quote
	for i, q := range from.quotes {
		quotes = append(quotes, quote{from.sources[i], q})
	}
	return render("verify.tmpl", struct {
		Question, Claim, Computed string
		Quotes                    []quote
	}{question, claim, strings.Join(from.computed, ", "), quotes})
}

// render executes the system and user parts of a prompt file.
func render(file string, data any) ([]model.Message, error) {
	t, err := template.New(file).Funcs(template.FuncMap{"inc": func(i int) int { return i + 1 }}).ParseFS(promptFiles, "prompts/"+file)
	if err != nil {
		return nil, fmt.Errorf("parse prompt %s: %w", file, err)
	}
	var msgs []model.Message
	for _, role := range []string{model.System, model.User} {
		var b strings.Builder
		if err := t.ExecuteTemplate(&b, role, data); err != nil {
			return nil, fmt.Errorf("render prompt %s: %w", file, err)
		}
		msgs = append(msgs, model.Message{Role: role, Content: b.String()})
	}
	return msgs, nil
}
