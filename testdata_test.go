package house

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// evidence is a gold span of a question. Documents whose stored text is not
// the file's own (HTML) are quoted without a span.
type evidence struct {
	Doc   string
	Start *int
	End   int
	Quote string
}

// TestWorld holds the questions of the invented world against its documents.
func TestWorld(t *testing.T) {
	f, err := os.Open(filepath.Join("testdata", "saltern", "queries.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	seen, kinds := map[string]bool{}, map[string]int{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var q struct {
			ID       string `json:"_id"`
			Text     string
			Metadata struct {
				Kind         string
				Unanswerable bool
				Evidence     []evidence
			}
		}
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		if seen[q.ID] || q.Text == "" {
			t.Errorf("%s: twice, or empty", q.ID)
		}
		seen[q.ID] = true
		kinds[q.Metadata.Kind]++
		if !q.Metadata.Unanswerable && len(q.Metadata.Evidence) == 0 {
			t.Errorf("%s: no evidence", q.ID)
		}
		for _, e := range q.Metadata.Evidence {
			checkEvidence(t, q.ID, e)
		}
	}
	if len(seen) != 60 || len(kinds) < 7 {
		t.Errorf("%d questions of kinds %v", len(seen), kinds)
	}
}

func checkEvidence(t *testing.T, question string, e evidence) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "saltern", filepath.FromSlash(e.Doc)))
	switch {
	case err != nil:
		t.Errorf("%s: %v", question, err)
	case e.Start == nil && !strings.HasSuffix(e.Doc, ".html"):
		t.Errorf("%s: %s: no span", question, e.Doc)
	case e.Start != nil && (e.End > len(data) || string(data[*e.Start:e.End]) != e.Quote):
		t.Errorf("%s: %s [%d:%d] is not %q", question, e.Doc, *e.Start, e.End, e.Quote)
	}
}
