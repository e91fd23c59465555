package annotate

import (
	"regexp"
	"slices"
	"strings"

	"funnel/store"
)

// Links in the notation of Markdown (CommonMark 6.3), wherever prose uses it.

// markdown finds [label](target "title") and ![label](target).
func (f *linkFinder) markdown() {
	f.each("](", func(at int) {
		rest := f.text[at:min(len(f.text), at+maxTarget)]
		target, end, ok := destination(rest)
		start := f.opening(at - 2)
		if ok && start >= 0 && !strings.HasPrefix(target, "#") {
			f.add("markdown", target, "", start, at+end)
		}
	})
}

// opening is where the bracket opens that closes at i; -1 if none does nearby.
func (f *linkFinder) opening(i int) int {
	from := max(0, i-maxLabel)
	for at, depth := i-1, 1; at >= from; at-- {
		switch f.text[at] {
		case ']':
			depth++
		case '[':
			if depth--; depth == 0 {
				return at
			}
		}
	}
	return -1
}

// destination reads what stands in the parentheses of a link, up to and with
// the closing one: <target with spaces> or a target whose parentheses are
// balanced, and perhaps a title.
func destination(s string) (target string, end int, ok bool) {
	body := strings.TrimLeft(s, " ")
	at := len(s) - len(body)
	if strings.HasPrefix(body, "<") {
		n := strings.IndexAny(body, ">\n")
		if n < 0 || body[n] == '\n' {
			return "", 0, false
		}
		target, at = body[1:n], at+n+1
	} else {
		n := bareDestination(body)
		target, at = body[:n], at+n
	}
	rest := s[at:]
	for _, quote := range []string{`"`, "'"} { // a title may hold parentheses
		if t := strings.TrimLeft(rest, " "); strings.HasPrefix(t, quote) {
			if n := strings.Index(t[1:], quote); n >= 0 {
				rest = t[n+2:]
			}
		}
	}
	n := strings.IndexAny(rest, ")\n")
	if n < 0 || rest[n] == '\n' {
		return "", 0, false
	}
	return target, len(s) - len(rest) + n + 1, true
}

// bareDestination is the length of a target without <>.
func bareDestination(s string) int {
	depth := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c <= ' ':
			return i
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth < 0 {
				return i
			}
		}
	}
	return len(s)
}

var (
	definition = regexp.MustCompile(`(?m)^ {0,3}\[([^\[\]\n^][^\[\]\n]{0,300})\]:[ \t]*(?:<([^<>\n]+)>|([^\s<]\S*))[ \t]*(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\))?[ \t]*\r?$`)
	useOfLabel = regexp.MustCompile(`\[([^\[\]\n]{1,300})\](?:[ ]?\[([^\[\]\n]{0,300})\])?`)
)

// labelled is the target that a label stands for, and where that is said.
type labelled struct {
	target     string
	start, end int
	used       bool
}

// references finds [text][label], [label][] and [label] where a line
// "[label]: target" says what is meant. Such a line is no link itself, and what
// stands in it is none either, unless nothing uses it.
func (f *linkFinder) references() {
	order, places := f.definitions()
	if len(order) == 0 {
		return
	}
	byLabel := map[string]*labelled{}
	for i := range order {
		label := fold(f.text[places[i]+1 : f.opened(places[i])])
		if byLabel[label] == nil {
			byLabel[label] = &order[i]
		}
	}
	for _, m := range useOfLabel.FindAllStringSubmatchIndex(f.text, -1) {
		label := group(f.text, m, 2)
		if label == "" {
			label = group(f.text, m, 1)
		}
		_, defines := slices.BinarySearch(places, m[0])
		if t := byLabel[fold(label)]; t != nil && !defines {
			t.used = true
			if !strings.HasPrefix(t.target, "#") {
				f.add("markdown", t.target, "", m[0], m[1])
			}
		}
	}
	for _, t := range order {
		if t.used {
			f.links = append(f.links, store.Link{Kind: "markdown", Start: t.start, End: t.end})
		} else {
			f.add("markdown", t.target, "", t.start, t.end)
		}
	}
}

// opened is where the bracket closes that opens at i.
func (f *linkFinder) opened(i int) int { return i + strings.IndexByte(f.text[i:], ']') }

// definitions lists the lines that say what a label stands for, and where their
// brackets open.
func (f *linkFinder) definitions() (list []labelled, places []int) {
	if !strings.Contains(f.text, "]:") {
		return nil, nil
	}
	for _, m := range definition.FindAllStringSubmatchIndex(f.text, maxLinks) {
		t := labelled{target: group(f.text, m, 2) + group(f.text, m, 3), start: m[0], end: m[1]}
		if strings.ContainsAny(t.target, "./#") && len(t.target) <= maxTarget {
			list, places = append(list, t), append(places, m[2]-1)
		}
	}
	return list, places
}

func group(s string, m []int, n int) string {
	if m[2*n] < 0 {
		return ""
	}
	return s[m[2*n]:m[2*n+1]]
}
