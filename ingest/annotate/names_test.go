package annotate

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNames(t *testing.T) {
	tests := []struct{ title, text, want string }{
		{"Rome (TV series)", "", "rome"},
		{"", "He met Lady Godiva in Coventry.", "lady godiva|coventry"},
		{"", "The Bank of England raised it.", "the bank of england|bank of england"},
		{"", "Nothing begins here. It was Tuesday.", "tuesday"},
		{"", "See PEP 484 and RFC 2616.", "pep 484|rfc 2616"},
		{"", "Set max_retries of the HTTPServer or fooBar.", "max_retries|httpserver|fooBar"},
		{"", "Jean-Luc O’Neill, Ottawa of the", "jean-luc o’neill|o’neill|ottawa"},
		{"", "# Plan\n\nThe Heron Sluice", "plan|the heron sluice|heron sluice"},
		{"", "东京 no capitals here", ""},
		{"", "met on Feb 2020 10 and in May 2023, with Theresa May and April Smith.", "theresa may|april smith"},
		{"", "Subject: Lieferung\nFrom: Zoë", ""},
		{"", "Hallo Zoë! Updated 12 March 2022. It ran SELECT Name FROM People", "zoë|name from people"},
		{"", "a line that is long enough to be one of a paragraph of Bank of\nEngland, then Short\nLine", "bank of england|short"},
		{"", "for IT and the US, by WHO In Geneva And", "who in geneva"},
		{"Ålesund", "ÅLESUND and Ålesund", "ålesund"},
	}
	for _, tt := range tests {
		var keys []string
		for _, m := range namesOf(tt.title, tt.text) {
			keys = append(keys, m.Key)
		}
		if got := strings.Join(keys, "|"); got != tt.want {
			t.Errorf("%q %q: %q, want %q", tt.title, tt.text, got, tt.want)
		}
	}
	if n := len(namesOf("", strings.Repeat("a Xa, ", 10)+manyNames(1000))); n != maxNames {
		t.Errorf("%d mentions, want at most %d", n, maxNames)
	}
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("met Xx")
		b.WriteString(strings.Repeat("q", i%30))
		b.WriteString(string(rune('a' + i/30%26)))
		b.WriteString(string(rune('a' + i/780%26)))
		b.WriteString(", ")
	}
	return b.String()
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"The Bank of England", "a_b HTTPServer. X", "É’s \xff Of The", "PEP 484-A of"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, title, text string) {
		list := namesOf(title, text)
		for i, m := range list {
			if m.Count < 1 || m.Key == "" || m.Start > m.End || m.End > len(text) || len(m.Key) > maxMentionByte {
				t.Errorf("%+v", m)
			}
			if utf8.ValidString(text) && !utf8.ValidString(m.Key) && utf8.ValidString(title) {
				t.Errorf("%q cuts a character", m.Key)
			}
			if slices.Contains(list[:i], m) {
				t.Errorf("%+v stands twice", m)
			}
		}
	})
}
