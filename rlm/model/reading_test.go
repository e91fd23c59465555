package model

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func ask(t testing.TB, p Purpose, parts Parts) string {
	t.Helper()
	resp, err := Builtin().Chat(context.Background(), Request{Purpose: p, Parts: parts})
	if err != nil {
		t.Fatal(err)
	}
	return resp.Text
}

// A datum is a line of corpus.jsonl or queries.jsonl.
type datum struct {
	ID       string `json:"_id"`
	Title    string
	Text     string
	Metadata struct {
		Kind    string
		Answers []string
		Spans   [][2]int
		Hops    int
	}
}

func readLines(t testing.TB, path string) []datum {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("no development data (set FUNNEL_TEST_DATA to its folder): %v", err)
	}
	defer f.Close()
	var all []datum
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var d datum
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
	}
	return all
}

// A readingTask is one question about one text.
type readingTask struct {
	question string
	title    string
	text     string
	gold     []string
	id       string
}

// The development sets as reading tasks: the whole document where whole is set, else
// 6,000 bytes of it with the gold span somewhere within.
func readingTasks(t testing.TB, set string, whole bool) []readingTask {
	dir := os.Getenv("FUNNEL_TEST_DATA")
	if dir == "" {
		dir = filepath.FromSlash("../../../shared/data")
	}
	docs := map[string]datum{}
	for _, d := range readLines(t, filepath.Join(dir, set, "corpus.jsonl")) {
		docs[d.ID] = d
	}
	gold := map[string][]string{}
	qrels, err := os.ReadFile(filepath.Join(dir, set, "qrels", "test.tsv"))
	if err != nil {
		t.Skip(err)
	}
	for line := range strings.Lines(string(qrels)) {
		if f := strings.Fields(line); len(f) == 3 && f[2] != "0" {
			gold[f[0]] = append(gold[f[0]], f[1])
		}
	}
	var tasks []readingTask
	for i, q := range readLines(t, filepath.Join(dir, set, "queries.jsonl")) {
		if q.Metadata.Kind != "" && q.Metadata.Kind != "doc" || q.Metadata.Hops > 1 || len(gold[q.ID]) == 0 {
			continue
		}
		d := docs[gold[q.ID][0]]
		task := readingTask{question: q.Text, title: d.Title, text: d.Text, gold: q.Metadata.Answers, id: d.ID}
		if len(q.Metadata.Spans) > 0 {
			s := q.Metadata.Spans[0]
			if runes := []rune(d.Text); s[1] <= len(runes) { // the spans count characters
				task.gold = []string{string(runes[s[0]:s[1]])}
			}
			if at := strings.Index(d.Text, task.gold[0]); !whole && at >= 0 {
				from := max(0, at-(i*977)%5000)
				task.text = strings.ToValidUTF8(d.Text[from:min(len(d.Text), from+max(6000, at-from+len(task.gold[0])))], "")
			}
		}
		tasks = append(tasks, task)
	}
	return tasks
}

// contains reports whether the answer holds one of the golds, or stands within it (a
// gold span may run over several sentences).
func contains(answer string, golds []string) bool {
	for _, part := range strings.Split(answer, "\n\n") {
		a := strings.ToLower(fold(part))
		for _, g := range golds {
			g = strings.ToLower(strings.Trim(fold(g), " .,;"))
			if g != "" && (strings.Contains(a, g) || len(g) > 60 && overlap(a, g) >= 0.7) {
				return true
			}
		}
	}
	return false
}

// overlap returns the share of the shorter one's words that the longer one has.
func overlap(a, b string) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	n, all := 0, strings.Fields(a)
	for _, w := range all {
		if strings.Contains(b, w) {
			n++
		}
	}
	return float64(n) / float64(max(1, len(all)))
}

// TestReading reports how often the built-in reader's sentences hold the gold answer,
// how often it says that the text is silent though it is not, and how often it answers
// from the text of another question.
func TestReading(t *testing.T) {
	if testing.Short() {
		t.Skip("reads the development sets")
	}
	for _, set := range []struct {
		name  string
		whole bool
		floor float64 // what must not be lost
	}{{"covidqa", false, 0.6}, {"covidqa", true, 0.6}, {"cuad", false, 0.5}, {"cuad", true, 0.45}, {"wikimix", true, 0.45}} {
		tasks := readingTasks(t, set.name, set.whole)
		right, silent, foreign := 0, 0, 0
		for i, task := range tasks {
			heading := "# " + task.title + "\n\n"
			got := ask(t, Sub, Parts{Question: task.question, Text: heading + task.text})
			if got == TextSilent {
				silent++
			} else if contains(got, task.gold) {
				right++
			}
			other := tasks[(i+len(tasks)/3)%len(tasks)]
			if other.id != task.id && ask(t, Sub, Parts{Question: task.question, Text: "# " + other.title + "\n\n" + other.text}) != TextSilent {
				foreign++
			}
		}
		n := float64(len(tasks))
		t.Logf("%-8s whole=%-5v n=%d  holds gold %.3f  wrongly silent %.3f  answers from another text %.3f", set.name, set.whole, len(tasks), float64(right)/n, float64(silent)/n, float64(foreign)/n)
		if float64(right)/n < set.floor {
			t.Errorf("%s: %.3f of the answers hold the gold, want %.2f", set.name, float64(right)/n, set.floor)
		}
	}
}

// TestReadingGoSource asks about the toolchain's own sources.
func TestReadingGoSource(t *testing.T) {
	for _, tc := range []struct{ file, question, want string }{
		{"net/http/server.go", "Which error does Serve return after Shutdown?", "ErrServerClosed"},
		{"net/http/server.go", "What is the default value of MaxHeaderBytes?", "DefaultMaxHeaderBytes"},
		{"io/io.go", "Which error does Read return at the end of the file?", "EOF"},
		{"context/context.go", "Which error does Err return when the deadline passes?", "DeadlineExceeded"},
		{"context/context.go", "What does WithCancel return?", "derived context"},
		{"os/file.go", "What does Create do if the file already exists?", "truncated"},
		{"strings/builder.go", "What happens when a non-zero Builder is copied?", "Do not copy a non-zero Builder"},
		{"sync/mutex.go", "What is the zero value of a Mutex?", "unlocked mutex"},
		{"bufio/scan.go", "Which error is returned when a token is too long?", "ErrTooLong"},
		{"sort/sort.go", "Is Stable guaranteed to keep equal elements in order?", "equal elements"},
		{"net/http/server.go", "How many kilograms does the moon weigh?", TextSilent},
		{"io/io.go", "Who won the football world cup in 1974?", TextSilent},
	} {
		text, err := os.ReadFile(filepath.Join(goroot(t), "src", filepath.FromSlash(tc.file)))
		if err != nil {
			t.Skip("no Go sources beside the toolchain")
		}
		got := ask(t, Sub, Parts{Question: tc.question, Text: string(text)})
		t.Logf("%s\n   %q", tc.question, got)
		if !strings.Contains(strings.ToLower(fold(got)), strings.ToLower(tc.want)) {
			t.Errorf("%s: %s\ngot %q, want it to hold %q", tc.file, tc.question, got, tc.want)
		}
	}
}

// goroot asks the toolchain that runs the test where its source is.
func goroot(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skipf("no Go toolchain: %v", err)
	}
	return strings.TrimSpace(string(out))
}
