package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"funnel/store"
)

// Documents of the property test share their words, so that frequencies,
// lengths and vectors of the hidden ones would show in everything.
var vocabulary = strings.Fields(`pump valve crown board lease rent gauge salt tariff ledger harbour tide ferry
	keeper lamp oil winter storm repair contract signature clause penalty notice`)

func randomText(r *rand.Rand, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(vocabulary[r.IntN(len(vocabulary))])
		b.WriteString([]string{" ", " ", " costs 12 crowns. ", ".\n", "\n\n# Heading " + fmt.Sprint(i) + "\n\n"}[r.IntN(5)])
	}
	return b.String()
}

// labelWorld is a home with public documents, and secret ones if there are any.
type labelWorld struct {
	t    *testing.T
	home string
}

// cli runs the program; what differs from run to run by nature (times, ids of
// runs, the home, scores, which are ranks where labels are) is levelled.
func (w labelWorld) cli(args ...string) string {
	var out, errOut bytes.Buffer
	code := run(append([]string{"--home", w.home}, args...), strings.NewReader(""), &out, &errOut)
	s := fmt.Sprintf("rc %d\n%s\n--\n%s", code, out.String(), errOut.String())
	s = strings.ReplaceAll(s, filepath.Dir(w.home), "DIR")
	for _, l := range levelled {
		s = l.re.ReplaceAllString(s, l.by)
	}
	return s
}

var levelled = []struct {
	re *regexp.Regexp
	by string
}{
	{regexp.MustCompile(`(?m)^ +[a-z]+ (-?[0-9.]+ ×|rank [0-9]+( ·|$)).*\n`), ""}, // what scores are made of: figures, or ranks where labels are
	{regexp.MustCompile(`"(score|ms|seconds)": [-0-9.e]+`), `"$1": 0`},
	{regexp.MustCompile(`(  |score )-?[0-9]\.[0-9]+`), `${1}N`},
	{regexp.MustCompile(`[0-9]+ ms|[0-9.]+ s\b`), "T"},
	{regexp.MustCompile(`20\d\d-?\d\d-?\d\d[-T][0-9:]+(\.\d+)?Z?`), "T"},
	{regexp.MustCompile(`20\d\d\d\d\d\d-\d{6}-[0-9a-f]{8}|T-[0-9a-f]{8}`), "RUN"},
	{regexp.MustCompile(`"started": "[^"]*"|"at": "[^"]*"`), "T"},
}

// build ingests documents by way of files, and labels the secret ones.
func buildWorld(t *testing.T, public, secret map[string]string) labelWorld {
	t.Helper()
	dir := t.TempDir()
	w := labelWorld{t, filepath.Join(dir, "home")}
	writeFiles(t, filepath.Join(dir, "docs"), public)
	ingest := func(folder string) {
		if out := w.cli("ingest", filepath.Join(dir, folder), "--meta", "team=a"); !strings.HasPrefix(out, "rc 0") {
			t.Fatal(out)
		}
	}
	if len(secret) > 0 {
		writeFiles(t, filepath.Join(dir, "vault"), secret)
		ingest("vault")
		for name := range secret {
			if out := w.cli("docs", "label", "vault/"+name, "--set", "hr,board"); !strings.HasPrefix(out, "rc 0") {
				t.Fatal(out)
			}
		}
	}
	ingest("docs")
	return w
}

func writeFiles(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		when := time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC) // homes are compared
		if err := os.Chtimes(path, when, when); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLabelsHide is the property of labels: to an asker without one, every
// command answers as it would had the labelled documents never existed, to the
// byte; even after askers with the label have asked the same.
func TestLabelsHide(t *testing.T) {
	if testing.Short() {
		t.Skip("the short run compares no homes")
	}
	seeds := uint64(1)
	if os.Getenv("FUNNEL_LONG") != "" {
		seeds = 8
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 1))
		public, secret := map[string]string{}, map[string]string{}
		for i := range 12 + r.IntN(8) {
			public[fmt.Sprintf("p%d.md", i)] = randomText(r, 10+r.IntN(60))
		}
		for i := range 10 + r.IntN(20) {
			secret[fmt.Sprintf("s%d.md", i)] = "The secret winter tariff of Quillon is 77 crowns.\n" + randomText(r, 10+r.IntN(60))
		}
		with, without := buildWorld(t, public, secret), buildWorld(t, public, nil)
		question := "What costs the " + vocabulary[r.IntN(len(vocabulary))] + " " + vocabulary[r.IntN(len(vocabulary))] + "?"
		for _, q := range []string{question, "What is the secret winter tariff of Quillon?"} {
			for _, as := range [][]string{{"--as", "hr"}, {"--as", "board,x"}} {
				if out := with.cli(append([]string{"query", q, "--json"}, as...)...); strings.HasPrefix(out, "rc 1") {
					t.Fatal(out)
				}
				with.cli(append([]string{"search", q}, as...)...)
			}
		}
		if out := with.cli("query", "What is the secret winter tariff of Quillon?", "--as", "hr"); !strings.Contains(out, "77 crowns") {
			t.Fatalf("seed %d: who has the label is not answered:\n%s", seed, out)
		}
		for _, as := range [][]string{nil, {"--as", "sales"}} {
			for i, args := range hideCommands(question) {
				if as != nil && i%3 != 0 && seeds == 1 {
					continue // the short run compares a third again for who has another label
				}
				args = append(args, as...)
				got, want := with.cli(args...), without.cli(args...)
				if got != want {
					t.Errorf("seed %d: funnel %q tells of hidden documents:\n%s\n== without them ==\n%s", seed, args, got, want)
				}
				if strings.Contains(got, "vault/s") && !strings.Contains(strings.Join(args, " "), "vault") {
					t.Errorf("seed %d: funnel %q names a hidden document:\n%s", seed, args, got)
				}
			}
		}
	}
}

// hideCommands are all that an asker can do.
func hideCommands(question string) [][]string {
	list := [][]string{
		{"status"}, {"status", "--json"}, {"docs", "ls"}, {"docs", "ls", "--json"}, {"docs", "ls", "--where", "team=a"},
		{"docs", "ls", "--where", "id=vault/"}, {"docs", "show", "vault/s0.md"}, {"docs", "show", "vault/s0.md", "--json"},
		{"docs", "show", "docs/p0.md", "--at", "3"}, {"docs", "rm", "vault/s0.md"}, {"docs", "label", "vault/s0.md", "--clear"},
		{"docs", "label", "--where", "id=vault/", "--clear"},
		{"trace", "ls", "--json"}, {"audit"}, {"audit", "--json"},
		{"query", question, "--where", "id=vault/", "--json"}, {"search", question, "--where", "team=a", "--json"},
		{"docs", "about", "docs/p0.md"}, {"docs", "about", "docs/p0.md", "--json"}, {"docs", "about", "vault/s0.md"},
		{"docs", "map"}, {"docs", "map", "--json"}, {"docs", "ls", "--where", "mentions=quillon"}, {"docs", "ls", "--where", "title=s0"},
		{"collections"}, {"collections", "--json"}, {"collections", "ls"}, {"collections", "--collection", "vault"}, {"doctor"}, {"doctor", "--json"},
		{"config", "show"}, {"models"}, {"__complete", "docs", "show", "vault"}, {"__complete", "docs", "show", ""}, {"__complete", "trace", "show", ""},
		{"trace", "show", "20"}, {"trace", "export", "20"}, {"trace", "replay", "20"}, {"query", "--resume", "20"},
	}
	for i, q := range []string{
		"title:secret", "title:s0 tariff", "path:vault/ tariff", "path:*.md quillon", "type:markdown winter tariff", "lang:en secret", "after:2000-01-01 tariff",
		"secrt tarif", "Quilon", "Quilllon tariff", `"secret winter tariff"`, `"the secret winter tariff of Quillon is 77 crowns" pump`, "s0.md", "77 crowns",
	} {
		list = append(list, []string{"search", q, "--json"}, []string{"search", q, "--explain", "--log-level", "debug"})
		if i%3 == 0 {
			list = append(list, []string{"query", q, "--mode", "rag", "--json"})
		}
	}
	list = append(list, []string{"search", question, "--tokens", "300", "--json"}, []string{"search", question, "--gap", "0.5", "--json"},
		[]string{"search", question, "-k", "5000", "--json"}, []string{"search", question, "--where", "mentions=quillon", "--json"})
	for _, q := range []string{question, "What is the secret winter tariff of Quillon?", "How many documents name the harbour?"} {
		for _, mode := range []string{"auto", "rag", "rlm", "hybrid"} {
			list = append(list, []string{"query", q, "--mode", mode, "--json"})
		}
		list = append(list, []string{"query", q, "--quiet"}) // its talk comes in the order in which calls end
		for _, leg := range []string{"keyword", "vector", "hybrid"} {
			list = append(list, []string{"search", q, "--leg", leg, "--json", "-k", "50"}, []string{"search", q, "--leg", leg, "--explain"})
		}
	}
	return append(list, []string{"trace", "ls"}, []string{"trace", "ls", "--json"}, []string{"audit", "--json", "-n", "0"}, []string{"status", "--json"})
}

// TestLabelledLater: a run that showed a document is gone for askers from whom
// the document was hidden afterwards, and back when it is theirs again.
func TestLabelledLater(t *testing.T) {
	w := buildWorld(t, map[string]string{"a.md": "The pump costs 12 crowns.", "b.md": "The ferry leaves at nine."}, nil)
	w.cli("query", "What does the pump cost?")
	w.cli("query", "When leaves the ferry?", "--mode", "rag", "-k", "1")
	if out := w.cli("trace", "ls"); !strings.Contains(out, "pump") {
		t.Fatal(out)
	}
	relabel := func(args ...string) {
		t.Helper()
		if out := w.cli(append([]string{"docs", "label", "docs/a.md"}, args...)...); !strings.HasPrefix(out, "rc 0") {
			t.Fatal(out)
		}
	}
	relabel("--set", "hr")
	for _, args := range [][]string{{"trace", "ls"}, {"audit"}} {
		out := w.cli(args...)
		if strings.Contains(out, "pump") || !strings.Contains(out, "ferry") {
			t.Errorf("%v after labelling:\n%s", args, out)
		}
		if out := w.cli(append(args, "--as", "hr")...); !strings.Contains(out, "pump") || !strings.Contains(out, "ferry") {
			t.Errorf("%v as hr:\n%s", args, out)
		}
	}
	relabel("--clear", "--as", "hr")
	if out := w.cli("trace", "ls"); !strings.Contains(out, "pump") {
		t.Errorf("after the label was taken off:\n%s", out)
	}
}

// TestAuditLines: every question leaves its line, in the table itself.
func TestAuditLines(t *testing.T) {
	w := buildWorld(t, map[string]string{"a.md": "The pump costs 12 crowns."}, map[string]string{"s.md": "The pump is rented."})
	w.cli("search", "pump", "--as", "hr")
	w.cli("query", "What does the pump cost?")
	w.cli("docs", "show", "docs/a.md")
	ctx := context.Background()
	st, err := store.Open(ctx, filepath.Join(w.home, "funnel.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	lines, err := st.Audits(ctx, store.Asker{}, 0)
	if err != nil || len(lines) != 3 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	for i, want := range []string{`show "[]" "docs/a.md" [] [docs/a.md]`, `query "[]" "What does the pump cost?" [docs/a.md] [docs/a.md]`, `search "[\"hr\"]" "pump" [docs/a.md vault/s.md] []`} {
		l := lines[i]
		if got := fmt.Sprintf("%s %q %q %v %v", l.Command, l.Asker, l.Question, l.Shown, l.Read); got != want {
			t.Errorf("line %d: %s, want %s", i, got, want)
		}
		if l.At.IsZero() || l.Command == "query" && l.Run == "" {
			t.Errorf("line %d: %+v", i, l)
		}
	}
}

// TestIngestKeepsLabels: --label labels what is ingested; who ingests again
// without it, changed or not, shows nobody more than before.
func TestIngestKeepsLabels(t *testing.T) {
	w := labelWorld{t, filepath.Join(t.TempDir(), "home")}
	docs := filepath.Join(filepath.Dir(w.home), "docs")
	writeFiles(t, docs, map[string]string{"a.md": "The pump costs 12 crowns."})
	w.want(0, "1 added", "ingest", docs, "--label", "hr,board")
	w.want(6, "", "search", "pump")
	w.want(0, "docs/a.md", "search", "pump", "--as", "board")
	w.want(0, "", "ingest", docs)
	w.want(6, "", "search", "pump")
	writeFiles(t, docs, map[string]string{"a.md": "The pump costs 13 crowns."})
	w.want(0, "1 updated", "ingest", docs)
	w.want(6, "", "search", "pump")
	w.want(0, "13 crowns", "search", "pump", "--as", "hr")
	w.want(0, "", "docs", "label", "docs/a.md", "--clear", "--as", "hr")
	w.want(0, "13 crowns", "search", "pump")
}
