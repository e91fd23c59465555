package rlm

import (
	"regexp"
	"strings"
)

// A reply is what a model's answer to a turn says, taken apart.
type reply struct {
	blocks []string // programs, in order
	cut    bool     // the last block has no end because the reply was cut there
	prose  string   // all outside of fences
	final  *final   // a final answer in the prose, or nil
	kept   string   // the reply up to the end of its last block: what goes into the transcript
}

// A final is a final answer written in prose.
type final struct {
	isVar bool   // FINAL_VAR: arg names a variable
	arg   string // between the parentheses
	inner bool   // in the middle of a sentence
}

// parseReply takes apart a model's reply. cut says that the reply was ended by its
// limit and not by the model.
func parseReply(text string, cut bool) reply {
	text = dropThinking(text)
	blocks, prose := fences(text)
	r := reply{prose: strings.TrimSpace(prose), kept: strings.TrimSpace(text)}
	tagged := false
	for _, b := range blocks {
		tagged = tagged || b.isCode()
	}
	for _, b := range blocks {
		// Beside tagged programs an untagged fence shows an (invented) output.
		if !b.isCode() && (tagged || b.tag != "") || strings.TrimSpace(b.code) == "" {
			continue
		}
		if f := fencedFinal(b.code); f != nil && !tagged && len(blocks) == 1 {
			r.final = f
			continue
		}
		if !b.closed && cut {
			r.cut = true
			break
		}
		r.blocks = append(r.blocks, b.code)
		r.kept = strings.TrimSpace(text[:b.end])
	}
	if r.final == nil {
		r.final = findFinal(r.prose)
	}
	return r
}

// dropThinking removes what reasoning models think aloud.
func dropThinking(s string) string {
	for {
		i := strings.Index(s, "<think>")
		j := strings.Index(s, "</think>")
		switch {
		case j >= 0 && (i < 0 || j < i):
			s = s[j+len("</think>"):]
		case i >= 0 && j > i:
			s = s[:i] + s[j+len("</think>"):]
		case i >= 0:
			return s[:i]
		default:
			return s
		}
	}
}

var finalCall = regexp.MustCompile(`\b(FINAL_VAR|FINAL|SUBMIT)\s*\(`)

// findFinal finds the last final answer in prose. One that begins a line counts
// before one in the middle of a sentence.
func findFinal(prose string) *final {
	var best *final
	for _, m := range finalCall.FindAllStringSubmatchIndex(prose, -1) {
		arg, ok := balanced(prose[m[1]:])
		if !ok || isPlaceholder(arg) {
			continue
		}
		f := &final{isVar: prose[m[2]:m[3]] == "FINAL_VAR", arg: strings.TrimSpace(arg), inner: !beginsLine(prose, m[0])}
		if best == nil || best.inner || !f.inner {
			best = f
		}
	}
	return best
}

// fencedFinal returns the final of an untagged block that is nothing but one, like
// FINAL(The answer is 42), which is no Python.
func fencedFinal(code string) *final {
	code = strings.TrimSpace(code)
	m := finalCall.FindStringIndex(code)
	if m == nil || m[0] != 0 {
		return nil
	}
	f := findFinal(code)
	if f == nil {
		return nil
	}
	if arg, ok := balanced(code[m[1]:]); !ok || len(arg)+m[1]+1 < len(code) {
		return nil
	}
	return f
}

// beginsLine reports whether only decoration stands before s[at] on its line.
func beginsLine(s string, at int) bool {
	head := s[strings.LastIndexByte(s[:at], '\n')+1 : at]
	return strings.Trim(head, " \t*`>#-:") == ""
}

// balanced returns what stands before the parenthesis that closes s. Parentheses
// inside the answer are paired; if they do not pair, the answer reaches to the last
// closing one.
func balanced(s string) (string, bool) {
	depth := 1
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return s[:i], true
			}
		}
	}
	i := strings.LastIndexByte(s, ')')
	return s[:max(i, 0)], i >= 0
}

// isPlaceholder reports whether an answer is a form that was not filled in.
func isPlaceholder(s string) bool {
	s = strings.ToLower(strings.Trim(strings.TrimSpace(s), "\"'`<>[]{}"))
	switch strings.Trim(s, ".… ") {
	case "", "your answer", "your answer here", "your final answer", "your final answer here",
		"final answer", "the answer", "answer here", "variable_name", "var_name", "text":
		return true
	}
	return false
}

var (
	expression = regexp.MustCompile(`^(?:str\(\s*)?[A-Za-z_]\w*(?:\[[^\[\]]*\]|\.[A-Za-z_]\w*)*(?:\s*\))?$`)
	quoted     = regexp.MustCompile(`(?s)^[rRbBfF]{0,2}("""|'''|"|')(.*)("""|'''|"|')$`)
)

// isExpression reports whether the argument of a final in prose looks like Python to
// be evaluated (a variable, a string) and not like the answer itself.
func isExpression(arg string) bool {
	if expression.MatchString(arg) {
		return true
	}
	m := quoted.FindStringSubmatch(arg)
	return m != nil && m[1] == m[3]
}

// barePart returns the answer that arg is when it is no Python: quotes are removed.
func barePart(arg string) string {
	if m := quoted.FindStringSubmatch(arg); m != nil && m[1] == m[3] {
		return strings.TrimSpace(m[2])
	}
	return strings.TrimSpace(arg)
}

var givingUp = regexp.MustCompile(`(?i)\b(i(?: am|'m) (?:sorry|unable)|i (?:can ?not|can't|could not|couldn't|give up)|as an ai|unable to (?:answer|find|determine)|not (?:possible|able) to answer)\b`)

// givesUp reports whether prose without code says that the model will not go on.
func givesUp(prose string) bool { return givingUp.MatchString(prose) }

// sameCode is a program's form for comparing: comments, blank lines and white space
// at line ends do not count.
func sameCode(code string) string {
	var out strings.Builder
	for _, l := range strings.Split(code, "\n") {
		l = strings.TrimRight(l, " \t\r")
		if t := strings.TrimSpace(l); t == "" || strings.HasPrefix(t, "#") {
			continue
		}
		out.WriteString(l)
		out.WriteByte('\n')
	}
	return out.String()
}

// splitFinal takes a final whose answer is plain text out of a program that is
// no Python because of it, and returns the rest of the program.
func splitFinal(code string) (rest string, f *final) {
	for _, m := range finalCall.FindAllStringIndex(code, -1) {
		arg, ok := balanced(code[m[1]:])
		if !ok || !beginsLine(code, m[0]) || isExpression(strings.TrimSpace(arg)) {
			continue
		}
		end := m[1] + len(arg) + 1
		return code[:m[0]] + code[min(end, len(code)):], findFinal(code[m[0]:min(end, len(code))])
	}
	return code, nil
}
