package rlm

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"funnel/rlm/model"
)

// A Way is how a reader works.
type Way string

// The ways to work.
const (
	WayCode Way = "code" // the model writes programs
	WayPlan Way = "plan" // the model fills in a form, which is compiled into a program
)

// The operations of a plan.
const (
	opLookUp    = "look_up"
	opHops      = "hops"
	opFilter    = "filter"
	opExtract   = "extract"
	opCount     = "count"
	opCompare   = "compare"
	opSummarise = "summarise"
)

var operations = []string{opLookUp, opHops, opFilter, opExtract, opCount, opCompare, opSummarise}

// What a plan makes of the records that were found.
var results = []string{"documents", "number", "values", "sum", "largest", "smallest", "most_common"}

// A plan is the form that a model fills in instead of writing programs.
type plan struct {
	Operation string            `json:"operation"`
	Scope     string            `json:"scope"` // shortlist or collection
	Where     map[string]string `json:"where"`
	Pattern   string            `json:"pattern"`  // a regular expression that every document meant matches
	Queries   []string          `json:"queries"`  // searches; of compare one for each side
	Steps     []string          `json:"steps"`    // of hops; {1} stands for the answer of step 1
	Question  string            `json:"question"` // asked of each document
	Fields    []planField       `json:"fields"`
	Result    string            `json:"result"`
}

type planField struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// planSchema is the JSON schema of a plan.
func planSchema() json.RawMessage {
	text := map[string]any{"type": "string"}
	texts := map[string]any{"type": "array", "items": text}
	field := objectSchema(map[string]any{"name": text, "type": map[string]any{"enum": []string{"string", "number", "boolean"}}}, []string{"name", "type"})
	return mustJSON(objectSchema(map[string]any{
		"operation": map[string]any{"enum": operations},
		"scope":     map[string]any{"enum": []string{"shortlist", "collection"}},
		"where":     map[string]any{"type": "object", "additionalProperties": text},
		"pattern":   text, "queries": texts, "steps": texts, "question": text,
		"fields": map[string]any{"type": "array", "items": field},
		"result": map[string]any{"enum": results},
	}, []string{"operation", "scope", "where", "pattern", "queries", "steps", "question", "fields", "result"}))
}

// errPlan is a reply that is no plan.
var errPlan = errors.New("the reply was no plan in the form asked for")

// parsePlan reads a plan and fills in what can be left out. A model's plan is untrusted:
// nothing of it reaches a program but as a literal.
func parsePlan(reply, question string) (plan, error) {
	var p plan
	obj, err := jsonObject(reply)
	if err != nil {
		return p, errPlan
	}
	if where, ok := obj["where"].(map[string]any); ok {
		for k, v := range where {
			if v = silent(v); v == nil {
				delete(where, k)
			} else {
				where[k] = plainJSON(v)
			}
		}
	}
	if err := json.Unmarshal(asJSON(obj), &p); err != nil || !slices.Contains(operations, p.Operation) {
		return p, errPlan
	}
	if strings.TrimSpace(p.Question) == "" {
		p.Question = question
	}
	if _, err := NewFinder(p.Pattern, true); err != nil {
		p.Pattern = ""
	}
	p.Queries = notEmpty(append(p.Queries, question), 4)
	if p.Steps = notEmpty(p.Steps, 5); len(p.Steps) == 0 && p.Operation == opHops {
		p.Operation = opLookUp
	}
	if p.Operation == opCompare && len(p.Queries) < 3 {
		p.Operation = opLookUp // one side alone compares nothing
	}
	var list []field
	for i, f := range p.Fields {
		f.Name = pyName(f.Name, i)
		if p.Fields[i] = f; checkFields(append(list, field{name: f.Name})) == nil && f.Name != "match" {
			list = append(list, field{name: f.Name})
			p.Fields[len(list)-1] = f
		}
	}
	p.Fields = p.Fields[:min(len(list), 8)]
	if p.Operation == opExtract && len(p.Fields) == 0 {
		p.Fields = []planField{{"value", "string"}}
	}
	return p, nil
}

// notEmpty are the first n different texts that say something.
func notEmpty(list []string, n int) []string {
	var out []string
	for _, s := range list {
		if s = oneSpaced(s); s != "" && !slices.Contains(out, s) && len(out) < n {
			out = append(out, s)
		}
	}
	return out
}

// pyName makes a field's name one that Python has no quarrel with.
func pyName(s string, i int) string {
	var b strings.Builder
	for _, r := range strings.ToLower(strings.TrimSpace(s)) {
		if r == '_' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' && b.Len() > 0 {
			b.WriteRune(r)
		} else if b.Len() > 0 {
			b.WriteByte('_')
		}
	}
	name := strings.Trim(b.String(), "_")
	if name == "" {
		return fmt.Sprintf("field_%d", i+1)
	}
	return name
}

// planPrograms parses the programs that plans are compiled into.
func planPrograms() (*template.Template, error) {
	return template.New("").Funcs(template.FuncMap{"py": pyLiteral, "silent": func() string { return pyLiteral(Abstention) }, "textSilent": func() string { return pyLiteral(model.TextSilent) }}).
		ParseFS(promptFiles, "prompts/plans/*.tmpl")
}

// pyLiteral writes a value of a plan as a Python literal of ASCII.
func pyLiteral(v any) string {
	switch v := v.(type) {
	case string:
		return strings.ReplaceAll(strconv.QuoteToASCII(v), "`", `\x60`)
	case []string:
		parts := make([]string, len(v))
		for i, s := range v {
			parts[i] = pyLiteral(s)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]string:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for i, k := range keys {
			keys[i] = pyLiteral(k) + ": " + pyLiteral(v[k])
		}
		return "{" + strings.Join(keys, ", ") + "}"
	}
	return "None"
}

// program compiles a plan.
func (p plan) program() (string, error) {
	t, err := planPrograms()
	if err != nil {
		return "", fmt.Errorf("parse plans: %w", err)
	}
	var b strings.Builder
	if err := t.ExecuteTemplate(&b, p.Operation+".tmpl", p); err != nil {
		return "", fmt.Errorf("compile plan: %w", err)
	}
	return strings.TrimSpace(b.String()), nil
}

// Schema is the dict of the fields that each document is asked for.
func (p plan) Schema() string {
	var parts []string
	for _, f := range p.Fields {
		parts = append(parts, pyLiteral(f.Name)+": "+pyLiteral(f.Type))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// First is the name of the field that results are made of.
func (p plan) First() string {
	if len(p.Fields) == 0 {
		return ""
	}
	return p.Fields[0].Name
}

// Filter is the where argument of tools.
func (p plan) Filter() string {
	if len(p.Where) == 0 {
		return "None"
	}
	return pyLiteral(p.Where)
}

// Match is the pattern argument of tools.
func (p plan) Match() string {
	if p.Pattern == "" {
		return "None"
	}
	return pyLiteral(p.Pattern)
}
