package rlm

import (
	"strings"
	"testing"
	"unicode"

	"funnel/rlm/python"
)

func TestSentences(t *testing.T) {
	for text, want := range map[string]string{
		"It is red. It costs 12.5 crowns! Why? Dr. Quist knows.": "It is red.|It costs 12.5 crowns!|Why?|Dr. Quist knows.",
		"| a | b |\n| 1 | 2 |\n\nEnd":                            "| a | b ||| 1 | 2 ||End",
		"这是红的。它很重。":                                              "这是红的。|它很重。",
		"":                                                       "",
	} {
		var got []string
		for _, s := range sentences(text) {
			got = append(got, text[s.start:s.end])
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q", got)
		}
	}
}

// FuzzSentences: sentences are in order, do not overlap, are whole characters, and hold
// all of the text but white space; pieces hold all sentences.
func FuzzSentences(f *testing.F) {
	f.Add("It is red. It costs 12.")
	f.Add(strings.Repeat("wörter ", 300))
	f.Add("a\x00\u202e b。c\r\n\u200bd")
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "?")
		at, held := 0, 0
		for _, s := range sentences(text) {
			if s.start < at || s.end <= s.start || !validCut(text, s.start) || !validCut(text, s.end) {
				t.Fatalf("span %v after %d", s, at)
			}
			if strings.TrimSpace(text[at:s.start]) != "" {
				t.Fatalf("%q is in no sentence", text[at:s.start])
			}
			at = s.end
			held++
		}
		if strings.TrimFunc(text[at:], unicode.IsSpace) != "" {
			t.Fatalf("%q is in no sentence", text[at:])
		}
		str, _ := python.NewStr(text).(*python.Str)
		for _, p := range pieces(str, 50) {
			held -= len(p.sentences)
		}
		if held != 0 {
			t.Fatalf("%d sentences are in no piece", held)
		}
	})
}

func validCut(s string, at int) bool { return at == len(s) || onRune(s, at) == at }
