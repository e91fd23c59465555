package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestOddSearches: whatever is typed after "search --" is answered or refused in one clear line, soon, and never taken
// for anything but words and hints.
func TestOddSearches(t *testing.T) {
	w := buildWorld(t, map[string]string{"a.md": "The pump costs 12 crowns.", "b.md": "水泵 costs 9 crowns. насос"}, nil)
	var names strings.Builder
	for i := range 10000 {
		fmt.Fprintf(&names, "name%d ", i)
	}
	syntax := `+-=&|><!(){}[]^"~*?:\/@#$%,;.'` + "`"
	oneLine := regexp.MustCompile(`--\n(funnel: [^\n]+\n([^\n]+\n)?)+$`)
	for name, c := range map[string]struct {
		query string
		found string // a document of the answer; "": an error, or nothing
	}{
		"10,000 words": {strings.Repeat("pump crowns ", 5000), "docs/a.md"}, "10,000 names": {names.String()[:60000] + "pump", "docs/a.md"},
		"one rune": {"水", "docs/b.md"}, "punctuation": {"?! … —", ""}, "nothing": {"", ""}, "syntax": {syntax, ""},
		"syntax and words": {`+pump -crowns (x OR y)^2 "the pump"~3 pu?p pum* a\:b [a TO z]`, "docs/a.md"},
		"every sign":       {strings.Join(strings.Split(syntax, ""), " pump "), "docs/a.md"}, "a flag": {"--json pump", "docs/a.md"},
		"mixed scripts": {"насос pump ポンプ 水泵", "docs/b.md"}, "broken": {"pump \xff\xfe", "docs/a.md"},
		"hints": {"title: pump after:lunch type: :: http://pump", "docs/a.md"}, "escape": {"\x1b[2Jpump\x07", "docs/a.md"},
	} {
		began := time.Now()
		out := w.cli("search", "--", c.query)
		if took := time.Since(began); took > time.Minute {
			t.Errorf("%s: %v", name, took)
		}
		if c.found != "" && (!strings.HasPrefix(out, "rc 0\n") || !strings.Contains(out, c.found)) {
			t.Errorf("%s: does not find %s:\n%.600s", name, c.found, out)
		}
		if !strings.HasPrefix(out, "rc 0\n") && !strings.Contains(out, "nothing found") && !oneLine.MatchString(out) {
			t.Errorf("%s: no clear error:\n%.600s", name, out)
		}
		if strings.Contains(out, "\x1b[2J") {
			t.Errorf("%s: the terminal is written to", name)
		}
	}
}
