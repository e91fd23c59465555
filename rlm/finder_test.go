package rlm

import (
	"fmt"
	"strings"
	"testing"
)

func TestFinder(t *testing.T) {
	text := "Alpha Beta\nbeta gamma\n\nEND Kelvin"
	for _, c := range []struct {
		pattern string
		fold    bool
		want    string
	}{
		{"beta", false, "2:beta gamma"},
		{"beta", true, "1:Alpha Beta 2:beta gamma"},
		{"^end", true, "4:END Kelvin"},
		{"kelvin$", true, "4:END Kelvin"},
		{"(gamma|nothing)", false, "2:beta gamma"},
		{"absent", true, ""},
	} {
		f, err := NewFinder(c.pattern, c.fold)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		f.Lines(text, func(m Match) {
			if text[m.Start:m.End] != m.Text {
				t.Errorf("%s: span is not the line", c.pattern)
			}
			got = append(got, fmt.Sprintf("%d:%s", m.Line, m.Text))
		})
		if f.Matches(text) != (c.want != "") {
			t.Errorf("%s: Matches is %v", c.pattern, f.Matches(text))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", c.pattern, got, c.want)
		}
	}
	if _, err := NewFinder("(", false); err == nil {
		t.Error("a broken pattern was accepted")
	}
}
