package model

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/template"
)

// The REPL programs of the built-in reader, each with the line of prose before it.
//
//go:embed programs/*.tmpl
var programFiles embed.FS

// What a program prints for the turn after it to go by.
var (
	keptLine  = regexp.MustCompile(`(?m)^kept (\d+) quotes from \d+ texts$`)
	countLine = regexp.MustCompile(`(?m)^documents: (\d+) matches: \d+$`)
	hitsLine  = regexp.MustCompile(`(?m)^hits: \d+$`)
)

// A countQuestion names literally what its documents hold: a quoted phrase, or
// "field: value".
var (
	countQuestion = regexp.MustCompile(`(?i)^\s*(how many|count|list|which (documents|files|records|contracts|entries)|name all|what (documents|files|records))\b`)
	quotedPhrase  = regexp.MustCompile("\"([^\"\n]{2,80})\"|“([^”\n]{2,80})”|`([^`\n]{2,80})`")
	fieldValue    = regexp.MustCompile(`\b([\w-]{2,30}): ([\w.-]{1,40})`)
)

// A program is what its template is filled with.
type program struct {
	Rare    string   // the question's rarest words, as a search
	Words   []string // its words in lower case without their endings
	Pairs   []string // other searches: its words by two
	Pattern string   // what to grep for
	Shown   string   // the same within an f-string
	Second  bool     // the second attempt
}

// programs parses the templates, once.
var programs = sync.OnceValues(func() (*template.Template, error) {
	return template.New("").Funcs(template.FuncMap{
		"py":              pyString,
		"pylist":          pyList,
		"silent":          func() string { return TextSilent },
		"documentsSilent": func() string { return DocumentsSilent },
	}).ParseFS(programFiles, "programs/*.tmpl")
})

// rootTurn answers a Root request: the program for this turn, by what the one before
// printed. The plan is to look, to read with sub-calls, and to cite the best; when
// nothing was found, to search differently once, and then to say so.
func rootTurn(p Parts) (string, error) {
	name, data := plan(p)
	t, err := programs()
	if err != nil {
		return "", fmt.Errorf("parse programs: %w", err)
	}
	var b strings.Builder
	if err := t.ExecuteTemplate(&b, name+".tmpl", data); err != nil {
		return "", fmt.Errorf("write program: %w", err)
	}
	return strings.TrimSpace(b.String()) + "\n", nil
}

// plan chooses the program of a turn.
func plan(p Parts) (string, program) {
	data := newProgram(p.Question)
	search := slices.Contains(p.Tools, "search") && slices.Contains(p.Tools, "read")
	literal := slices.Contains(p.Tools, "grep") && data.Pattern != ""
	kept, count := printed(keptLine, p.Output), printed(countLine, p.Output)
	second := strings.Contains(p.Output, "second search done")
	first := "scan"
	if search {
		first = "look"
	}
	switch {
	case p.Turn <= 1 && literal && p.Turns != 1:
		return "count", data
	case count > 0 && p.Turn == 2:
		return "total", data
	case p.Turns > 0 && p.Turn >= p.Turns && kept <= 0:
		return "close", data
	case p.Turn <= 1, count == 0 && p.Turn == 2:
		return first, data
	case kept > 0:
		return "finish", data
	case kept == 0 && second:
		return "silent", data
	case kept == 0 && search:
		return "again", data
	case kept == 0:
		data.Second = true
		return "slices", data
	case hitsLine.MatchString(p.Output) && search:
		return "read", data
	case hitsLine.MatchString(p.Output):
		return "slices", data
	}
	return "close", data // something else happened: end with what there is
}

// printed returns the number in the last line that re matches, or -1.
func printed(re *regexp.Regexp, output string) int {
	all := re.FindAllStringSubmatch(output, -1)
	if len(all) == 0 {
		return -1
	}
	n, err := strconv.Atoi(all[len(all)-1][1])
	if err != nil {
		return -1
	}
	return n
}

// newProgram takes from the question what programs need.
func newProgram(text string) program {
	q := &question{} // not parsed: what says which document is meant matters to a search
	q.collect(text[:min(len(text), maxQuestion)], 1, func(w string) bool { return stopwords[w] })
	if len(q.terms) == 0 {
		q.collect(text[:min(len(text), maxQuestion)], 1, func(string) bool { return false })
	}
	terms := q.terms
	slices.SortStableFunc(terms, func(a, b term) int {
		switch {
		case a.weight > b.weight:
			return -1
		case a.weight < b.weight:
			return 1
		}
		return len(b.raw) - len(a.raw)
	})
	var d program
	for i, t := range terms {
		low := string(lower(nil, t.raw))
		if st := string(stem([]byte(low))); len(st) >= 4 && strings.HasPrefix(low, st) {
			low = st
		}
		if i < 10 && (i < 2 || t.weight > 0.5) { // weak words only where there is nothing else
			d.Words = append(d.Words, low)
		}
		if i%2 == 0 && len(d.Pairs) < 3 {
			d.Pairs = append(d.Pairs, t.raw)
			if i+1 < len(terms) {
				d.Pairs[len(d.Pairs)-1] += " " + terms[i+1].raw
			}
		}
	}
	rare := make([]string, 0, 4)
	for _, t := range terms[:min(4, len(terms))] {
		rare = append(rare, t.raw)
	}
	d.Rare = strings.Join(rare, " ")
	if literal := countLiteral(text); literal != "" {
		d.Pattern = literalPattern(literal)
		shown := pyString(`"` + literal + `"`)
		d.Shown = strings.NewReplacer("{", "{{", "}", "}}").Replace(shown[1 : len(shown)-1])
	}
	return d
}

// countLiteral returns what the documents of a counting or listing question contain, or "".
func countLiteral(text string) string {
	if !countQuestion.MatchString(text) {
		return ""
	}
	if m := quotedPhrase.FindStringSubmatch(text); m != nil {
		return m[1] + m[2] + m[3]
	}
	return fieldValue.FindString(text)
}

// literalPattern returns the regular expression that finds a literal: as whole words,
// and in any case unless it is written like an identifier.
func literalPattern(literal string) string {
	p := regexp.QuoteMeta(literal)
	if isWordByte(literal[0]) && literal[0] < 0x80 {
		p = `\b` + p
	}
	if last := literal[len(literal)-1]; isWordByte(last) && last < 0x80 {
		p += `\b`
	}
	if identifier(literal) && !strings.Contains(literal, " ") {
		return p
	}
	return "(?i)" + p
}

// pyString writes s as a Python string literal of ASCII without a backquote, so that it
// ends neither itself nor the block it stands in. Go's escapes are all Python's.
func pyString(s string) string {
	return strings.ReplaceAll(strconv.QuoteToASCII(s), "`", `\x60`)
}

func pyList(items []string) string {
	quoted := make([]string, len(items))
	for i, s := range items {
		quoted[i] = pyString(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
