package extract

import (
	"regexp"
	"slices"
	"strings"

	"funnel/store"
)

// A language's symbols end with their brace, with their indentation, or where
// the next one begins.
const (
	endsNext = iota
	endsBrace
	endsIndent
)

// syntax is how the symbols of a language are found.
type syntax struct {
	lexis lexis
	ends  int
	bare  bool // functions have no keyword: a name, parentheses, a brace
	lines bool // a statement ends with its line
}

// syntaxes are those of the kinds of source code that are not in the zero way.
var syntaxes = map[string]syntax{
	"c": {lexis: lexisC, ends: endsBrace, bare: true}, "cpp": {lexis: lexisC, ends: endsBrace, bare: true}, "java": {lexis: lexisC, ends: endsBrace, bare: true}, "csharp": {lexis: lexisC, ends: endsBrace, bare: true},
	"dart": {lexis: lexisC, ends: endsBrace, bare: true}, "kotlin": {lexis: lexisC, ends: endsBrace, lines: true}, "swift": {lexis: lexisC, ends: endsBrace, lines: true}, "scala": {lexis: lexisC, ends: endsBrace, lines: true},
	"rust": {lexis: lexisRust, ends: endsBrace}, "zig": {lexis: lexisRust, ends: endsBrace}, "proto": {lexis: lexisC, ends: endsBrace}, "php": {lexis: lexisPHP, ends: endsBrace},
	"javascript": {lexis: lexisScript, ends: endsBrace, bare: true}, "typescript": {lexis: lexisScript, ends: endsBrace, bare: true}, "objective-c": {lexis: lexisC, ends: endsBrace, bare: true},
	"shell": {lexis: lexisShell, ends: endsBrace, bare: true}, "perl": {lexis: lexisHash, ends: endsBrace}, "r": {lexis: lexisHash, ends: endsBrace},
	"python": {lexis: lexisPython, ends: endsIndent}, "ruby": {lexis: lexisHash, ends: endsIndent}, "lua": {lexis: lexisLua, ends: endsIndent},
	"elixir": {lexis: lexisHash, ends: endsIndent}, "julia": {lexis: lexisHash, ends: endsIndent},
}

// definition matches the line that begins a symbol whose language has a
// keyword for it: kind, name.
var definition = regexp.MustCompile(`^[ \t]*(?:(?:export|public|private|protected|internal|static|async|default|abstract|final|sealed|open|data|override|partial|inline|local|unsafe|extern|virtual|suspend|typedef|const|pub(?:\([a-z ]+\))?)[ \t]+)*` +
	`(?i:(create)[ \t]+(?:or[ \t]+replace[ \t]+)?)?` +
	`(defmodule|defp|def|class|func|function|fun|fn|struct|union|enum|trait|interface|impl|type|module|namespace|record|object|protocol|extension|sub|message|service|rpc|mod|macro_rules!|(?i:table|view|procedure|trigger|index))` +
	`(?:[ \t]*<[^>{]*>)?[ \t]+(?i:if[ \t]+not[ \t]+exists[ \t]+)?([A-Za-z_$][\w.:$?!]*)`)

// arrow matches a function that is given a name by assignment.
var arrow = regexp.MustCompile(`^[ \t]*(?:export[ \t]+)?(?:(?:const|let|var)[ \t]+)?([A-Za-z_$][\w.$]*)[ \t]*(?:=|<-|:)[ \t]*(?:async[ \t]*)?(?:function\b|\([^()]*\)[^=;{}]*=>|[A-Za-z_$][\w$]*[ \t]*=>)`)

// bareFunction matches a function without a keyword: what stands before the
// name, the name, and the parenthesis.
var bareFunction = regexp.MustCompile(`^[ \t]*((?:[\w$<>\[\],:*&~@?.]+[ \t]+)*[*&]*)([A-Za-z_$~][\w$:~]*)[ \t]*\(`)

// notNames are words before a parenthesis that are no function's name, or
// before a name make no declaration of it.
var notNames = map[string]bool{
	"if": true, "for": true, "while": true, "switch": true, "catch": true, "return": true, "else": true, "new": true, "do": true, "throw": true, "sizeof": true,
	"await": true, "using": true, "lock": true, "synchronized": true, "foreach": true, "with": true, "elif": true, "case": true, "function": true, "typeof": true, "assert": true, "yield": true,
}

// sqlOnly are the kinds that only "create" makes a symbol.
var sqlOnly = map[string]bool{"table": true, "view": true, "procedure": true, "trigger": true, "index": true}

// symbolsOf finds the functions and types of source code, nested as they are,
// each with the comments and annotations that stand right above it.
func symbolsOf(kind, text string) []store.Heading {
	y := syntaxes[kind]
	s := symbolScan{syntax: y, text: text, masked: y.lexis.mask(text)}
	if y.ends == endsBrace {
		s.braces = matching(s.masked)
	}
	at := 0
	for line := range strings.Lines(s.masked) {
		s.line(line, at)
		at += len(line)
	}
	if y.ends == endsNext {
		return closeSections(s.list, len(text))
	}
	return s.list
}

// deepestSymbol is how deep symbols are looked for within symbols.
const deepestSymbol = 20

// symbolScan is one pass over a file.
type symbolScan struct {
	syntax
	text, masked string
	braces       []brace
	list         []store.Heading
	open         []int // symbols around the line, outermost first
	looked       int   // bytes, for bodies: bounded, whatever the text
	above        int   // where comments above the next symbol begin; behind the last code
}

// line looks at the masked line at a byte of the text.
func (s *symbolScan) line(line string, at int) {
	trimmed := strings.TrimSpace(line)
	raw := strings.TrimSpace(s.text[at : at+len(line)])
	if raw == "" {
		s.above = at + len(line)
		return
	}
	s.open = slices.DeleteFunc(s.open, func(i int) bool { return s.list[i].End <= at })
	if trimmed == "" && strings.IndexByte("\"'`", raw[0]) >= 0 { // a string stands for itself
		s.above = at + len(line)
		return
	}
	if trimmed == "" || trimmed[0] == '@' && !strings.Contains(trimmed, " class ") || trimmed[0] == '[' && strings.HasSuffix(trimmed, "]") || strings.HasPrefix(trimmed, "#[") {
		return // a comment or an annotation: belongs to what follows
	}
	start := s.above
	s.above = at + len(line)
	kind, name, ok := s.symbol(line, at)
	if !ok || len(s.open) >= deepestSymbol {
		return
	}
	h := store.Heading{Level: 1 + len(s.open), Kind: kind, Title: name, Start: start, End: s.end(line, at)}
	if s.ends == endsNext {
		h.Level = 1 + indentOf(line)/4
	}
	if n := len(s.list); n > 0 && s.ends != endsNext && len(s.open) > 0 {
		outer := s.list[s.open[len(s.open)-1]]
		h.Start, h.End = max(h.Start, outer.Start), min(h.End, outer.End)
	}
	s.list = append(s.list, h)
	s.open = append(s.open, len(s.list)-1)
}

// keywords are the words of which definition wants one.
var keywords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("defmodule defp def class func function fun fn struct union enum trait interface impl type module namespace record object protocol extension sub message service rpc mod macro_rules create CREATE") {
		m[w] = true
	}
	return m
}()

// hasKeyword reports whether one of the words of a line is a keyword.
func hasKeyword(line string) bool {
	start := -1
	for i := 0; i < len(line); i++ {
		c := line[i]
		letter := c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z'
		switch {
		case letter && start < 0:
			start = i
		case !letter && start >= 0:
			if keywords[line[start:i]] {
				return true
			}
			start = -1
		}
	}
	return false
}

// symbol tells the kind and the name of what a line defines.
func (s *symbolScan) symbol(line string, at int) (kind, name string, ok bool) {
	if len(line) > 400 {
		return "", "", false
	}
	if !hasKeyword(line) {
		// the expressions below are slow, and most lines define nothing
	} else if m := definition.FindStringSubmatch(line); m != nil && (m[1] != "" || !sqlOnly[strings.ToLower(m[2])]) && !notNames[m[3]] {
		if s.ends != endsBrace || s.lines || s.body(at+strings.Index(line, m[3])) >= 0 || m[2] == "type" {
			return strings.ToLower(m[2]), m[3], true
		}
	}
	if s.ends != endsBrace || s.inFunction() {
		return "", "", false
	}
	if strings.Contains(line, "=>") || strings.Contains(line, "function") {
		if m := arrow.FindStringSubmatch(line); m != nil {
			return "function", m[1], true
		}
	}
	if !s.bare || strings.IndexByte(line, '(') < 0 {
		return "", "", false
	}
	m := bareFunction.FindStringSubmatchIndex(line)
	if m == nil {
		return "", "", false
	}
	before, name := strings.Fields(line[m[2]:m[3]]), line[m[4]:m[5]]
	if notNames[name] || slices.ContainsFunc(before, func(w string) bool { return notNames[w] }) {
		return "", "", false
	}
	return "function", name, s.body(at+m[1]-1) >= 0
}

// inFunction reports whether the line is within a function's body.
func (s *symbolScan) inFunction() bool {
	return slices.ContainsFunc(s.open, func(i int) bool {
		switch s.list[i].Kind {
		case "function", "func", "fn", "fun", "def", "sub":
			return true
		}
		return false
	})
}

// body is where the body of a definition opens that goes on at byte at; -1 if
// a statement ends before.
func (s *symbolScan) body(at int) int {
	round := 0
	end := min(len(s.masked), at+4000, at+16*len(s.text)-s.looked)
	for i := at; i < end; i++ {
		s.looked++
		switch s.masked[i] {
		case '(':
			round++
		case ')':
			round--
		case '{':
			if round <= 0 {
				return i
			}
		case ';', '}':
			if round <= 0 {
				return -1
			}
		case '\n':
			if next := strings.TrimSpace(s.masked[i:min(len(s.masked), i+200)]); s.lines && round <= 0 && (next == "" || strings.IndexByte("{:", next[0]) < 0) {
				return -1
			}
		case '=':
			if round <= 0 && !strings.HasPrefix(s.masked[i:], "=>") && s.masked[i-1] != '=' {
				return -1
			}
		}
	}
	return -1
}

// end is where the symbol that the line begins ends.
func (s *symbolScan) end(line string, at int) int {
	if s.ends == endsIndent {
		return s.endOfIndent(line, at)
	}
	from := at
	if m := arrow.FindStringIndex(line); m != nil {
		from = at + m[1]
	}
	if open := s.body(from); open >= 0 {
		return lineEnd(s.masked, s.closing(open))
	}
	if semicolon := strings.IndexByte(s.masked[from:], ';'); !s.lines && semicolon >= 0 && semicolon < 4000 {
		return lineEnd(s.masked, from+semicolon)
	}
	return at + len(line)
}

// endOfIndent is behind the last line that is indented more than the first, and
// the "end" or the bracket after it.
func (s *symbolScan) endOfIndent(first string, at int) int {
	indent, end := indentOf(first), at+len(first)
	pos := end
	for line := range strings.Lines(s.masked[end:]) {
		pos += len(line)
		trimmed := strings.TrimSpace(line)
		if trimmed == "" {
			continue
		}
		if indentOf(line) <= indent {
			switch {
			case trimmed == "end" || strings.HasPrefix(trimmed, "end "):
				return pos
			case strings.IndexByte(")]}", trimmed[0]) < 0 && !strings.HasPrefix(trimmed, "rescue") && !strings.HasPrefix(trimmed, "ensure"):
				return end
			}
		}
		end = pos
	}
	return end
}

// brace is an opening brace and the one that closes it.
type brace struct{ open, end int32 }

// matching lists the braces of a text of less than 2 GB; one that is not closed
// lasts to its end.
func matching(masked string) []brace {
	var list []brace
	var open []int32 // places in list
	for i := 0; i < len(masked); i++ {
		switch masked[i] {
		case '{':
			open = append(open, int32(len(list)))
			list = append(list, brace{int32(i), int32(len(masked) - 1)})
		case '}':
			if n := len(open); n > 0 {
				list[open[n-1]].end = int32(i)
				open = open[:n-1]
			}
		}
	}
	return list
}

// closing is where the brace that opens at a byte closes.
func (s *symbolScan) closing(open int) int {
	at, _ := slices.BinarySearchFunc(s.braces, open, func(b brace, open int) int { return int(b.open) - open })
	return int(s.braces[at].end)
}

// lineEnd is behind the line of a byte.
func lineEnd(text string, at int) int {
	if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
		return at + n + 1
	}
	return len(text)
}

// indentOf is how far a line is indented, a tab being four.
func indentOf(line string) int {
	n := 0
	for _, r := range line {
		switch r {
		case ' ':
			n++
		case '\t':
			n += 4
		default:
			return n
		}
	}
	return n
}
