package eval

import (
	"strings"
	"testing"
)

// FuzzFinder holds the one pass against looking for each needle in folded
// text.
func FuzzFinder(f *testing.F) {
	f.Add("The pump  costs\n12 crowns.", "pump costs 12", "crowns.")
	f.Add("a\u00a0b\u3000c d e f g h i j", "b c d e f", " ")
	f.Fuzz(func(t *testing.T, text, a, b string) {
		var list finder
		var want []bool
		for _, n := range []string{foldSpace(a), foldSpace(b), foldSpace(text)} {
			list.add(n)
			want = append(want, strings.Contains(foldSpace(text), n))
		}
		list.seal()
		for i, got := range list.find(text) {
			// At the ends of a text white space that folding trims may still stand.
			if got != want[i] && !(got && strings.Contains(" "+foldSpace(text)+" ", list.needles[i])) {
				t.Errorf("%q in %q: %v", list.needles[i], text, got)
			}
		}
	})
}

func TestEvidenceInPrompts(t *testing.T) {
	text := "Report 7\nSite: Heron\nCosts of repair: 12 crowns\nEnd of report 7.\n"
	start := strings.Index(text, "Costs")
	e := &evidence{}
	e.pieces = []wanted{e.alternatives(Span{Doc: "r/7.txt", Start: start, End: start + 26}, text)}
	e.finder.seal()
	for prompt, want := range map[string]bool{
		"passage: " + text:                                     true,
		strings.ReplaceAll(text, "\n", "  \n"):                 true,
		"[1] r/7.txt, from byte 3\nCosts of repair: 12 crowns": true,
		"[1] r/8.txt\nCosts of repair: 12 crowns":              false, // the same line of another report
		"r/7.txt\nCosts of repair: 13 crowns":                  false,
	} {
		if got := e.in(prompt)[0]; got != want {
			t.Errorf("%q: %v", prompt, got)
		}
	}
}

// BenchmarkFinder reports the cost relative to one plain fold of the text.
func BenchmarkFinder(b *testing.B) {
	text := strings.Repeat("The quick brown fox jumps over the lazy dog of number 17.\n", 2000)
	var list finder
	for i := range 200 {
		list.add(strings.Repeat("needle ", 3) + strings.Repeat("x", i))
	}
	list.seal()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		list.find(text)
	}
}
