package rlm

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"funnel/rlm/model"
)

// Abstention is the answer that says that the documents hold none.
const Abstention = model.DocumentsSilent

// A Citation is a span of a document that an answer refers to as [N].
type Citation struct {
	N          int
	Doc        string
	Start, End int    // bytes of the document's text
	Quote      string // those bytes
}

// citations numbers the spans that programs cite, in the order they are cited.
type citations struct {
	list []Citation
	by   map[span]int
}

// A span is a part of a document, by bytes.
type span struct {
	doc        string
	start, end int
}

// add numbers a span; the same span keeps its number.
func (c *citations) add(s span, quote string) int {
	if n, ok := c.by[s]; ok {
		return n
	}
	if c.by == nil {
		c.by = make(map[span]int)
	}
	n := len(c.list) + 1
	c.by[s] = n
	c.list = append(c.list, Citation{N: n, Doc: s.doc, Start: s.start, End: s.end, Quote: quote})
	return n
}

// get returns citation n.
func (c *citations) get(n int) (Citation, bool) {
	if n < 1 || n > len(c.list) {
		return Citation{}, false
	}
	return c.list[n-1], true
}

// isAbstention reports whether an answer says, whatever it adds, that the documents
// hold none.
func isAbstention(answer string) bool {
	fold := strings.NewReplacer("don't", "do not", "don’t", "do not")
	s := fold.Replace(strings.ToLower(strings.TrimSpace(answer)))
	return strings.HasPrefix(s, strings.TrimSuffix(strings.ToLower(Abstention), "."))
}

// markers matches [1], [2, 3] and [4-6]. Four digits are a year.
var markers = regexp.MustCompile(`[ \t]*\[\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*\]`)

var markerPart = regexp.MustCompile(`(\d+)\s*([–-]?)`)

// numberCitations renumbers the citations of an answer in the order they are first
// used in, and leaves out those that are not. A marker without a citation is taken
// out of the answer, and one inside quoted (byte ranges of the answer that are text
// of documents) too: it was not made by cite. Both are said in notices.
func numberCitations(answer string, quoted [][2]int, from *citations) (string, []Citation, []string) {
	var out strings.Builder
	var used []Citation
	var notices []string
	renumbered := make(map[int]int)
	at := 0
	for _, m := range markers.FindAllStringIndex(answer, -1) {
		text := answer[m[0]:m[1]]
		inner := strings.TrimLeft(text, " \t")
		out.WriteString(answer[at:m[0]])
		at = m[1]
		if inside(m[1]-len(inner), m[1], quoted) {
			notices = append(notices, fmt.Sprintf("%s was removed from the answer: it is text of a document, not a citation", inner))
			continue
		}
		known, unknown := lookUp(inner, from)
		for _, n := range unknown {
			notices = append(notices, fmt.Sprintf("[%d] was removed from the answer: nothing was cited under that number", n))
		}
		if len(known) > 0 {
			out.WriteString(text[:len(text)-len(inner)])
		}
		for _, n := range known {
			if renumbered[n] == 0 {
				c, _ := from.get(n)
				c.N = len(used) + 1
				renumbered[n] = c.N
				used = append(used, c)
			}
			out.WriteString(marker(renumbered[n]))
		}
	}
	out.WriteString(answer[at:])
	return strings.TrimSpace(out.String()), used, notices
}

// lookUp splits the numbers of a marker into those with a citation and those without.
func lookUp(marker string, from *citations) (known, unknown []int) {
	last, isRange := 0, false
	for _, p := range markerPart.FindAllStringSubmatch(marker, -1) {
		n, _ := strconv.Atoi(p[1]) // three digits at most
		lo := n
		if isRange && last < n && n-last <= 20 {
			lo = last + 1
		}
		for k := lo; k <= n; k++ {
			if _, ok := from.get(k); ok {
				known = append(known, k)
			} else {
				unknown = append(unknown, k)
			}
		}
		last, isRange = n, p[2] != ""
	}
	return known, unknown
}

// inside reports whether [start,end) lies in one of the ranges.
func inside(start, end int, ranges [][2]int) bool {
	for _, r := range ranges {
		if r[0] <= start && end <= r[1] {
			return true
		}
	}
	return false
}
