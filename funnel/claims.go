package funnel

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// marker is a group of citation markers in an answer: [1], [2, 3] or [1][4].
// A bracket that hangs on a word or a closing bracket is an index expression
// in quoted code (arr[2]), not a citation: Go's regexp has no look-behind, so
// the character before is captured and checked in findMarkers.
var marker = regexp.MustCompile(`\[\d{1,4}(?:\s*,\s*\d{1,4})*\]`)

// markers is one run of adjacent markers: its bytes in the answer and the
// numbers in it.
type markers struct {
	start, end int
	numbers    []int
}

// findMarkers lists the runs of citation markers of an answer, in order.
func findMarkers(answer string) []markers {
	var runs []markers
	for _, at := range marker.FindAllStringIndex(answer, -1) {
		if hangsOnWord(answer, at[0]) {
			continue
		}
		numbers := numbersIn(answer[at[0]:at[1]])
		if n := len(runs); n > 0 && strings.TrimSpace(answer[runs[n-1].end:at[0]]) == "" {
			runs[n-1].end = at[1]
			runs[n-1].numbers = append(runs[n-1].numbers, numbers...)
			continue
		}
		runs = append(runs, markers{at[0], at[1], numbers})
	}
	return runs
}

func hangsOnWord(s string, at int) bool {
	if at == 0 {
		return false
	}
	b := s[at-1]
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

func numbersIn(group string) []int {
	var list []int
	for _, f := range strings.FieldsFunc(group, func(r rune) bool { return r < '0' || r > '9' }) {
		n, _ := strconv.Atoi(f) // at most four digits: cannot fail
		list = append(list, n)
	}
	return list
}

// claim is a stretch of an answer with the citations that it rests on.
type claim struct {
	text    string
	numbers []int
}

// claims splits an answer at its citation markers: each claim is the text
// since the marker before it. Markers within one clause ("from 3 [1] to 5 [2]")
// stand for one claim, which rests on all of them.
func claims(answer string) []claim {
	var list []claim
	from, goesOn := 0, false
	for _, m := range findMarkers(answer) {
		gap := answer[from:m.start]
		text := strings.TrimSpace(strings.TrimLeft(gap, " \t\r\n.,;:"))
		if goesOn && !endsClause(gap) {
			last := &list[len(list)-1]
			last.text = strings.TrimSpace(last.text + " " + text)
			last.numbers = append(last.numbers, m.numbers...)
		} else {
			list = append(list, claim{text, m.numbers})
		}
		from, goesOn = m.end, !endsClause(lastRune(strings.TrimSpace(gap)))
	}
	return list
}

// endsClause reports whether a text holds the end of a sentence or of an item:
// a line's end, or a full stop or the like before white space or the end.
func endsClause(text string) bool {
	for i, r := range text {
		switch r {
		case '\n', '。', '！', '？', '；':
			return true
		case '.', '!', '?', ';':
			if rest := text[i+1:]; rest == "" || rest[0] == ' ' {
				return true
			}
		}
	}
	return false
}

func lastRune(s string) string {
	_, n := utf8.DecodeLastRuneInString(s)
	return s[len(s)-n:]
}

// renumber rewrites the markers of an answer: number maps each old number to
// a new one; a number it does not know is dropped and counted.
func renumber(answer string, number func(claim string, n int) (int, bool)) (text string, dropped int) {
	var b strings.Builder
	from := 0
	for _, m := range findMarkers(answer) {
		said := strings.TrimSpace(strings.TrimLeft(answer[from:m.start], " \t\r\n.,;:"))
		b.WriteString(answer[from:m.start])
		seen := map[int]bool{}
		for _, n := range m.numbers {
			to, ok := number(said, n)
			if !ok {
				dropped++
				continue
			}
			if !seen[to] {
				b.WriteString("[" + strconv.Itoa(to) + "]")
			}
			seen[to] = true
		}
		from = m.end
	}
	b.WriteString(answer[from:])
	return strings.TrimSpace(b.String()), dropped
}
