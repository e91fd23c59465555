package funnel

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"funnel/rlm/model"
)

// numbered are n passages of about 100 tokens each.
func numbered(doc string, n int) []model.Passage {
	out := make([]model.Passage, n)
	for i := range out {
		out[i] = model.Passage{N: i + 1, Doc: fmt.Sprintf("%s%d", doc, i), Text: strings.Repeat("four ", 80)}
	}
	return out
}

func docs(passages []model.Passage) string {
	var out []string
	for i, p := range passages {
		if p.N != i+1 {
			out = append(out, fmt.Sprintf("(%d)", p.N))
		}
		out = append(out, p.Doc)
	}
	return strings.Join(out, " ")
}

// TestWidened: the second prompt of rag holds something that the first did
// not, and begins as the first did.
func TestWidened(t *testing.T) {
	one := passageTokens(numbered("a", 1)[0])
	for _, c := range []struct {
		name        string
		first, more int
		room        int
		want        string
	}{
		{"room for all", 2, 2, 9 * one, "a0 a1 b0 b1"},
		{"the first prompt was full", 6, 3, 4 * one, "a0 a1 b0 b1"},
		{"the first prompt left no room for one more", 4, 1, 4*one + one/2, "a0 a1 b0"},
		{"nothing was found first", 0, 2, 4 * one, "b0 b1"},
	} {
		first := numbered("a", c.first)
		kept := slices.Clone(first)
		got := fitting(widened(first, numbered("b", c.more), c.room), c.room)
		if docs(got) != c.want {
			t.Errorf("%s: %s, want %s", c.name, docs(got), c.want)
		}
		if !slices.EqualFunc(first, kept, func(a, b model.Passage) bool { return a.N == b.N && a.Doc == b.Doc }) {
			t.Errorf("%s: the first list was changed", c.name)
		}
	}
}
