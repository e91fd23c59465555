package funnel

import "testing"

func TestFoldHeading(t *testing.T) {
	for heading, want := range map[string]string{
		"":             "",
		"A":            "A",
		"A > B; A > C": "A > B; C",
		"Leave; Leave > 1. New; Leave > 2. Annual": "Leave > 1. New; 2. Annual",
		"A > B > C; A > D; E":                      "A > B > C; D; E",
		"read_days; tally; write":                  "read_days; tally; write",
	} {
		if got := foldHeading(heading); got != want {
			t.Errorf("%q folds to %q, want %q", heading, got, want)
		}
	}
}
