package rlm

import (
	"embed"
	"fmt"
	"strings"
	"text/template"
)

//go:embed prompts/*.tmpl prompts/plans/*.tmpl
var promptFiles embed.FS

// prompts are all the templates of what is said to a model.
type prompts struct{ t *template.Template }

func newPrompts() (*prompts, error) {
	t, err := template.New("").Option("missingkey=error").ParseFS(promptFiles, "prompts/*.tmpl")
	if err != nil {
		return nil, fmt.Errorf("parse prompts: %w", err)
	}
	return &prompts{t}, nil
}

// render executes a template. The templates and their data are ours, so that an
// error is a mistake in them, which the tests of every prompt find.
func (p *prompts) render(name string, data any) string {
	var out strings.Builder
	if err := p.t.ExecuteTemplate(&out, name, data); err != nil {
		return fmt.Sprintf("(prompt %s: %v)", name, err)
	}
	return strings.TrimSpace(out.String())
}

// systemData fills system.tmpl.
type systemData struct {
	Tools      bool // search and grep over the collection
	SubCalls   bool // programs can ask models
	Recurse    bool // rlm_query opens a reader
	Small      bool // for a small window: the tools that are needed most
	Abstention string
}

// firstData fills first.tmpl.
type firstData struct {
	Question     string
	Instruction  string
	Short        bool // answer["short"] is asked for
	Docs, Size   string
	All          bool     // the question is about all documents, see Task.All
	Listed       []string // first documents of context
	More         int      // how many are not listed
	Collection   string
	Passages     []string
	PassagesLeft int
	Ledger       string // after a compaction
	Vars         string
}

// subTextData fills subtext.tmpl.
type subTextData struct{ Question, Tag, Text string }

// nudgeData fills the templates of nudge.tmpl.
type nudgeData struct {
	Times      int    // how often this kind of nudge was needed
	Start      string // code to begin with
	Unread     string // a document not opened yet, described
	UnreadID   string // its id as a Python string
	Left       string // what is left of the budget
	Earlier    int    // the turn with the same code
	Names      string // variables
	Limit      int
	Why        string
	List       []string
	Notes      int
	Cited      int
	Abstention string
}

// newTag returns a tag that does not occur in text, so that text cannot close it.
func newTag(text string) string {
	tag := "text"
	for i := 2; strings.Contains(text, "<"+tag+">") || strings.Contains(text, "</"+tag+">"); i++ {
		tag = fmt.Sprintf("text%d", i)
	}
	return tag
}
