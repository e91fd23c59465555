package eval

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"funnel/funnel"
	"funnel/ingest"
)

// salternEngine searches testdata/saltern, indexed from nothing.
func salternEngine(t *testing.T) *funnel.Engine {
	t.Helper()
	lib := ingested(t, filepath.Join("..", "testdata", "saltern", docsFolder), ingest.Options{})
	return &funnel.Engine{Collection: lib.Collection(), Log: slog.New(slog.DiscardHandler), Now: time.Now}
}

// bytesOf is a shortlist as it is printed, but for the time it took.
func bytesOf(t *testing.T, e *funnel.Engine, query string) string {
	t.Helper()
	list, err := e.Search(t.Context(), funnel.SearchQuery{Text: query, Explain: true})
	if err != nil {
		t.Fatalf("%q: %v", query, err)
	}
	list.MS = 0
	data, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestSameShortlist asks 1,000 times, and again after everything was read,
// fitted and indexed anew: the same bytes.
func TestSameShortlist(t *testing.T) {
	repeats := 1000
	if testing.Short() {
		repeats = 50
	}
	const query = "Which notice period holds for the pump contract after the second amendment?"
	first, again := salternEngine(t), salternEngine(t)
	want := bytesOf(t, first, query)
	for i := range repeats {
		if got := bytesOf(t, first, query); got != want {
			t.Fatalf("repeat %d gave\n%s\nnot\n%s", i, got, want)
		}
	}
	for _, q := range []string{query, "storm of 1953", "pmup contarct", "who signed it", "ERR-17"} {
		if a, b := bytesOf(t, first, q), bytesOf(t, again, q); a != b {
			t.Errorf("%q after a rebuild gave\n%s\nnot\n%s", q, b, a)
		}
	}
}

// oddQueries are what nobody means to ask.
func oddQueries() map[string]string {
	syntax := `+-=&|><!(){}[]^"~*?:\/@#$%,;.'` + "`"
	return map[string]string{
		"10,000 words":       strings.Repeat("pump contract harbour notice ", 2500),
		"10,000 names":       distinctWords(10000),
		"punctuation":        strings.Repeat("?!… — «»", 50),
		"white space":        " \t\n\u00a0\u3000",
		"one rune":           "p",
		"one wide rune":      "水",
		"one sign":           "?",
		"a null":             "pump\x00contract",
		"broken UTF-8":       "pump \xff\xfe\xc3 contract",
		"mixed scripts":      "насос pump ポンプ 펌프 مضخة पंप αντλία 水泵 ปั๊ม",
		"marks":              "p" + strings.Repeat("\u0301", 5000) + "ump",
		"direction":          "\u202epmup\u202c \u200fcontract\u200b",
		"one long word":      strings.Repeat("pump", 20000),
		"all syntax":         syntax,
		"syntax and words":   "+pump -contract (harbour OR notice)^2 \"storm of\"~3 title:pump* pu?p /pu.p/ [a TO z] {1 TO 2} a\\:b",
		"hints without end":  strings.Repeat("title:pump after:2024-01-01 ", 500),
		"every sign alone":   strings.Join(strings.Split(syntax, ""), " pump "),
		"quotes that open":   `"pump contract "" "`,
		"numbers":            "1,000,000 3.14 2024-05-01 v1.2.3 § 7 (a)",
		"SQL":                `'; DROP TABLE documents; --`,
		"a million brackets": strings.Repeat("(", 1_000_000),
	}
}

// distinctWords are n words, none twice.
func distinctWords(n int) string {
	var b strings.Builder
	for i := range n {
		for x := i + 26; x > 0; x /= 26 {
			b.WriteByte(byte('a' + x%26))
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// TestOddQueries wants an answer or a clear error to whatever is asked, soon.
func TestOddQueries(t *testing.T) {
	e := salternEngine(t)
	for name, query := range oddQueries() {
		for _, leg := range []funnel.Leg{funnel.LegKeyword, funnel.LegVector, funnel.LegHybrid} {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			list, err := e.Search(ctx, funnel.SearchQuery{Text: query, Leg: leg, Explain: true})
			cancel()
			switch {
			case errors.Is(err, funnel.ErrEmptyQuestion), errors.Is(err, funnel.ErrOnlyHints):
			case err != nil:
				t.Errorf("%s, %s: %v", name, leg, err)
			default:
				if data, err := json.Marshal(list); err != nil || len(data) > 4<<20 {
					t.Errorf("%s, %s: %d bytes, %v", name, leg, len(data), err)
				}
			}
		}
	}
}
