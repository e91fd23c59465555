package rlm

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("Nothing of note happened in the yard that day. ", 20)
	for _, c := range []struct{ passage, question, want string }{
		{"short text", "anything", "short text"},
		{"The roof leaked. " + long, "Why did the roof leak?", "The roof leaked."},
		{long + "A roofing firm offered to renew the ridge. " + long, "Which firm offered to renew the roof ridge?", "roofing firm offered"},
		{long, "bridge", "Nothing of note"},
		{strings.Repeat("天気の話です。", 60) + "塩の収穫は三千トン。", "塩の収穫は何トン", "塩の収穫"},
	} {
		got := excerpt(c.passage, c.question, 120)
		if at := strings.Index(got, c.want); at < 0 || at > 120 || !utf8.ValidString(got) {
			t.Errorf("%q is at %d of %q", c.want, at, clip(got, 160))
		}
	}
}

func FuzzExcerpt(f *testing.F) {
	f.Add("a passage of words", "words", 5)
	f.Fuzz(func(t *testing.T, passage, question string, n int) {
		if n < 8 || n > 1000 {
			return
		}
		got := excerpt(passage, question, n)
		if !strings.HasSuffix(passage, strings.TrimPrefix(got, "… ")) {
			t.Errorf("%q is no part of %q", got, passage)
		}
	})
}
