package rlm

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"funnel/rlm/model"
	"funnel/rlm/python"
)

// imports are what models use without importing it: a turn that only says so is lost.
var imports = []struct{ name, code string }{
	{"collections", "import collections"}, {"datetime", "import datetime"}, {"itertools", "import itertools"},
	{"json", "import json"}, {"math", "import math"}, {"re", "import re"},
	{"Counter", "from collections import Counter"}, {"defaultdict", "from collections import defaultdict"},
}

var words = regexp.MustCompile(`[A-Za-z_]\w*`)

// importFor imports what a program names and does not import, unless the name is taken.
func (r *reader) importFor(ctx context.Context, code string) {
	named := map[string]bool{}
	for _, w := range words.FindAllString(code, -1) {
		named[w] = true
	}
	for _, m := range imports {
		if !named[m.name] {
			continue
		}
		if _, taken := r.session.Get(m.name); !taken {
			r.session.Run(ctx, m.code) // of the sandbox's own modules: cannot fail but by ctx
		}
	}
}

// newSession makes the reader's REPL with its variables and tools.
func (r *reader) newSession(texts []python.Value) error {
	r.session = python.New(python.Options{Limits: r.opts.Limits, Now: r.clock, Seed: r.opts.Seed, Printed: r.show})
	docs := make([]python.Value, len(r.docs))
	for i, d := range r.docs {
		v, err := docRecord(d)
		if err != nil {
			return err
		}
		docs[i] = v
	}
	r.session.Set("question", python.NewStr(r.question))
	r.contextList, r.docList = python.NewList(texts...), python.NewList(docs...)
	r.session.Set("context", r.contextList)
	r.session.Set("docs", r.docList)
	r.resetAnswer()
	for _, f := range r.tools() {
		r.session.Register(f)
	}
	return nil
}

// clock is what programs are told of the time. It stands still, so that a run that
// is replayed prints what it printed.
func (r *reader) clock() time.Time { return r.opts.Clock }

// resetAnswer gives the REPL a fresh answer.
func (r *reader) resetAnswer() {
	d := python.NewDict()
	setItem(d, "content", python.NewStr(""))
	setItem(d, "ready", python.Bool(false))
	r.session.Set("answer", d)
}

// answerDict returns the variable answer if it is a dict still.
func (r *reader) answerDict() (*python.Dict, bool) {
	v, ok := r.session.Get("answer")
	if !ok {
		return nil, false
	}
	d, ok := v.(*python.Dict)
	return d, ok
}

// answerContent returns answer["content"].
func (r *reader) answerContent() (python.Value, bool) {
	d, ok := r.answerDict()
	if !ok {
		return nil, false
	}
	return getItem(d, "content")
}

// answerReady returns answer["content"] if answer["ready"] is true.
func (r *reader) answerReady() (python.Value, bool) {
	d, ok := r.answerDict()
	if !ok {
		return nil, false
	}
	ready, ok := getItem(d, "ready")
	if !ok || !python.Truth(ready) {
		return nil, false
	}
	if v, ok := getItem(d, "content"); ok {
		return v, true
	}
	return python.NewStr(""), true
}

// answerShort returns answer["short"] as plain text, or "".
func (r *reader) answerShort() string {
	d, ok := r.answerDict()
	if !ok {
		return ""
	}
	v, ok := getItem(d, "short")
	if !ok || !isAnswer(v) {
		return ""
	}
	return strings.TrimSpace(plainText(v))
}

// unready takes back a final that was not accepted.
func (r *reader) unready() {
	r.final = nil
	if d, ok := r.answerDict(); ok {
		setItem(d, "ready", python.Bool(false))
	}
}

// answerText renders the value of a final: texts as they are, lists and tuples item by
// item, dicts line by line. quoted are the parts of it that are text of documents. An
// answer without any citation that holds text of documents gets their citations.
func (r *reader) answerText(v python.Value) (text string, quoted [][2]int) {
	text = plainText(v)
	if isNumber(v) {
		r.computed[strings.TrimSpace(text)] = true
	}
	if !isStr(v) {
		return strings.TrimSpace(text), nil
	}
	for _, o := range python.Origins(v) {
		quoted = append(quoted, [2]int{o.At, o.To})
	}
	if !hasCitation(text, quoted, &r.cites) {
		text += r.citeOrigins(v)
	}
	return text, quoted
}

// hasCitation reports whether an answer refers to any citation.
func hasCitation(text string, quoted [][2]int, c *citations) bool {
	_, used, _ := numberCitations(text, quoted, c)
	return len(used) > 0
}

// citeOrigins cites the documents that parts of an answer were copied from, at most
// five of them.
func (r *reader) citeOrigins(v python.Value) string {
	var marks strings.Builder
	for i, o := range joinOrigins(python.Origins(v)) {
		if i == 5 {
			break
		}
		if o.End-o.Start < minQuote || o.End-o.Start > maxQuote {
			continue
		}
		if n, err := r.citeSpan(r.hard, span{o.Source, o.Start, o.End}); err == nil {
			marks.WriteString(marker(n))
		}
	}
	if marks.Len() == 0 {
		return ""
	}
	return " " + marks.String()
}

// variables lists the session's variables for a prompt.
func (r *reader) variables(limit int) string {
	var lines []string
	used := 0
	vars := r.session.Vars()
	for i, v := range vars {
		s := fmt.Sprintf("- %s: %s", v.Name, v.Type)
		if v.Len >= 0 {
			s += fmt.Sprintf(", %d long", v.Len)
		}
		s += ", " + clip(oneSpaced(v.Preview), 80)
		if used += model.Tokens(s) + 1; used > limit {
			lines = append(lines, fmt.Sprintf("- and %d more: SHOW_VARS()", len(vars)-i))
			break
		}
		lines = append(lines, s)
	}
	return strings.Join(lines, "\n")
}

// variableNames lists the names of the session's variables.
func (r *reader) variableNames() string {
	var names []string
	for _, v := range r.session.Vars() {
		names = append(names, v.Name)
	}
	return clip(strings.Join(names, ", "), 300)
}
