package eval

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// questionsFile holds what a report says of the questions, so that it needs no
// dataset.
const questionsFile = "questions.jsonl"

// AskedQuestion is a question as a report shows it.
type AskedQuestion struct {
	ID       string         `json:"id"`
	Text     string         `json:"text"`
	Kind     string         `json:"kind,omitempty"`
	Shape    Shape          `json:"shape"`
	Gold     string         `json:"gold"`
	Cluster  string         `json:"cluster"`
	Pieces   int            `json:"pieces"` // of evidence
	Evidence []GoldEvidence `json:"evidence,omitempty"`
}

// GoldEvidence is a piece of gold evidence as a report shows it.
type GoldEvidence struct {
	Doc  string `json:"doc"`
	Text string `json:"text"`
}

// shownEvidence is how many pieces of a question's evidence a report shows.
const shownEvidence = 6

// writeAsked writes what is asked, for the report.
func (r *running) writeAsked(ctx context.Context, dir string) error {
	name := filepath.Join(dir, questionsFile)
	known := map[string]bool{}
	old, err := readAsked(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, q := range old {
		known[q.ID] = true
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for _, q := range old {
		if err := enc.Encode(q); err != nil {
			return err
		}
	}
	for _, q := range r.questions {
		if known[q.ID] {
			continue
		}
		a, err := r.askedQuestion(ctx, q)
		if err != nil {
			return err
		}
		if err := enc.Encode(a); err != nil {
			return err
		}
	}
	return writeFile(name, b.Bytes())
}

func (r *running) askedQuestion(ctx context.Context, q *Question) (AskedQuestion, error) {
	pieces := q.Pieces()
	a := AskedQuestion{ID: q.ID, Text: q.Text, Kind: q.Kind, Shape: q.Shape, Gold: q.Gold(), Cluster: q.Cluster, Pieces: len(pieces)}
	for _, p := range pieces[:min(shownEvidence, len(pieces))] {
		d, err := r.texts.Document(ctx, p[0].Doc)
		if err != nil {
			return a, fmt.Errorf("read evidence of %s: %w", q.ID, err)
		}
		text := d.Text
		if !p[0].Whole() {
			text = text[min(p[0].Start, len(text)):min(p[0].End, len(text))]
		}
		a.Evidence = append(a.Evidence, GoldEvidence{p[0].Doc, clipText(text, 300)})
	}
	return a, nil
}

func readAsked(name string) ([]AskedQuestion, error) {
	var list []AskedQuestion
	err := eachLine(name, func(n int, line []byte) error {
		var q AskedQuestion
		if err := json.Unmarshal(line, &q); err != nil {
			return fmt.Errorf("read %s line %d: %w", name, n, err)
		}
		list = append(list, q)
		return nil
	})
	return list, err
}

// readTraces reads the traces; of a question that was traced twice, because a
// kill came between its trace and its result, the last. A line that was cut is
// left out.
func readTraces(name string) (map[key]Trace, error) {
	traces := map[key]Trace{}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return traces, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return traces, nil
		}
		if err != nil {
			return nil, err
		}
		var t Trace
		if err := json.Unmarshal(line, &t); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		traces[key{t.Question, t.Arm, t.Repeat}] = t
	}
}

// writeCSV writes a line for each answer. The last two columns, of cached
// tokens and seconds, are the only ones that differ between runs.
func (r *Report) writeCSV(dir string) error {
	names := map[string]bool{}
	for i := range r.results {
		for name := range r.results[i].Grades {
			names[name] = true
		}
	}
	metrics := slices.Sorted(maps.Keys(names))
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	head := []string{"question", "kind", "cluster", "arm", "repeat", "status", "stop", "lost", "short", "error"}
	head = append(append(head, metrics...), "calls", "sub_calls", "searches", "steps", "prompt_tokens", "completion_tokens", "cached_tokens", "seconds")
	rows := [][]string{head}
	asked := map[string]*AskedQuestion{}
	for i := range r.questions {
		asked[r.questions[i].ID] = &r.questions[i]
	}
	for i := range r.results {
		rows = append(rows, r.results[i].row(asked[r.results[i].Question], metrics))
	}
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return writeFile(filepath.Join(dir, reportCSV), b.Bytes())
}

func (r *Result) row(q *AskedQuestion, metrics []string) []string {
	if q == nil {
		q = &AskedQuestion{}
	}
	row := []string{r.Question, q.Kind, q.Cluster, r.Arm, strconv.Itoa(r.Repeat), string(r.Status), r.Stop, string(r.Lost), clipText(r.graded(), 200), r.Error}
	for _, m := range metrics {
		cell := ""
		if v, ok := r.Grades[m]; ok {
			cell = strconv.FormatFloat(v, 'g', 6, 64)
		}
		row = append(row, cell)
	}
	k := r.Cost
	for _, n := range []int{k.Calls, k.SubCalls, k.Searches, k.Steps, k.Prompt, k.Completion, r.Times.CachedPrompt + r.Times.CachedCompletion} {
		row = append(row, strconv.Itoa(n))
	}
	return append(row, strconv.FormatFloat(r.Times.Seconds, 'f', 3, 64))
}
