package rlm

import (
	"strings"
	"testing"
	"unicode"
)

func TestFindQuote(t *testing.T) {
	tests := []struct {
		name, text, quote, want string
		ok                      bool
	}{
		{"exact", "a b c", "b", "b", true},
		{"exact before folded", "x\ny x y", "x y", "x y", true},
		{"line break in the text", "kept for\n\tten years.", "kept for ten years", "kept for\n\tten years", true},
		{"line break in the quote", "kept for ten years", "kept\n  for ten\nyears", "kept for ten years", true},
		{"no-break space", "ten\u00a0years", "ten years", "ten\u00a0years", true},
		{"around", "a b", "  a b\n", "a b", true},
		{"words joined are others", "tenyears", "ten years", "", false},
		{"starts again", "a a a b", "a\ta b", "a a b", true},
		{"case counts", "Ten", "ten", "", false},
		{"empty", "a", " ", "", false},
		{"wide characters", "日本 語", "日本\n語", "日本 語", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start, end, ok := FindQuote(tt.text, tt.quote)
			if ok != tt.ok || ok && tt.text[start:end] != tt.want {
				t.Errorf("[%d,%d) %v, want %q", start, end, ok, tt.want)
			}
		})
	}
}

// FuzzFindQuote holds that what is found reads like the quote, and that a quote cut
// out of the text and refolded is found.
func FuzzFindQuote(f *testing.F) {
	f.Add("one  two\nthree", "two three", uint(2), uint(9))
	f.Add("\u2003x \xff y", "x \xff y", uint(0), uint(5))
	f.Fuzz(func(t *testing.T, text, quote string, a, b uint) {
		same := func(x, y string) bool {
			return strings.Join(strings.Fields(x), " ") == strings.Join(strings.Fields(y), " ")
		}
		if s, e, ok := FindQuote(text, quote); ok && !same(text[s:e], quote) {
			t.Errorf("found %q for %q", text[s:e], quote)
		}
		if len(text) == 0 {
			return
		}
		lo, hi := int(a%uint(len(text))), int(b%uint(len(text)))
		if lo >= hi {
			return
		}
		part := strings.TrimFunc(text[lo:hi], unicode.IsSpace)
		if _, _, ok := FindQuote(text, strings.Join(strings.Fields(part), "\n")); part != "" && !ok {
			t.Errorf("%q of %q not found", part, text)
		}
	})
}

func TestTrimSpan(t *testing.T) {
	text := " \n a b \t"
	s, e := trimSpan(text, 0, len(text))
	if text[s:e] != "a b" {
		t.Errorf("%q", text[s:e])
	}
	if s, e := trimSpan("  ", 0, 2); s != e {
		t.Errorf("[%d,%d) of white space", s, e)
	}
}
