package eval

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Format is the shape of a file of questions.
type Format string

// The formats that Convert reads.
const (
	FormatSQuAD  Format = "squad"  // Rajpurkar et al. 2016 and 2018: data → paragraphs → qas
	FormatHotpot Format = "hotpot" // Yang et al. 2018: a list with context and supporting_facts
	FormatOolong Format = "oolong" // Bertsch et al. 2025: lines with context_window_text, question, answer
)

// ErrFormat is returned for a file of none of the formats.
var ErrFormat = errors.New("the file has none of the shapes of SQuAD, HotpotQA and OOLONG")

// Converted counts what was written.
type Converted struct{ Docs, Questions int }

// Convert reads a file of one of the formats ("" finds out which) and writes a
// dataset: equal texts become one document, spans of characters stay exact.
func Convert(name string, f Format, out string) (Converted, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return Converted{}, err
	}
	if f == "" {
		f = guess(raw)
	}
	c := &converter{seen: map[string]string{}, titles: map[string]int{}}
	switch f {
	case FormatSQuAD:
		err = c.squad(raw)
	case FormatHotpot:
		err = c.hotpot(raw)
	case FormatOolong:
		err = c.oolong(raw)
	default:
		err = ErrFormat
	}
	if err != nil {
		return Converted{}, fmt.Errorf("convert %s: %w", name, err)
	}
	if len(c.questions) == 0 {
		return Converted{}, fmt.Errorf("convert %s: %w", name, ErrFormat)
	}
	return Converted{len(c.docs), len(c.questions)}, c.write(out)
}

// guess tells a format by its field names.
func guess(raw []byte) Format {
	head := raw[:min(len(raw), 1<<20)]
	switch {
	case bytes.Contains(head, []byte(`"qas"`)):
		return FormatSQuAD
	case bytes.Contains(head, []byte(`"supporting_facts"`)):
		return FormatHotpot
	case bytes.Contains(head, []byte(`"context_window_text"`)):
		return FormatOolong
	}
	return ""
}

// converter collects documents and questions.
type converter struct {
	docs      []map[string]any
	questions []map[string]any
	seen      map[string]string // id by text
	titles    map[string]int
}

// doc gives a text an id: its title, with a number where that is taken.
func (c *converter) doc(title, text string) string {
	if id, ok := c.seen[title+"\x00"+text]; ok {
		return id
	}
	id := cmp.Or(strings.TrimSpace(title), "text")
	if c.titles[id]++; c.titles[id] > 1 {
		id = fmt.Sprintf("%s #%d", id, c.titles[id])
	}
	c.seen[title+"\x00"+text] = id
	c.docs = append(c.docs, map[string]any{"_id": id, "title": title, "text": text})
	return id
}

func (c *converter) ask(id, text string, meta map[string]any) {
	c.questions = append(c.questions, map[string]any{"_id": cmp.Or(id, fmt.Sprintf("q%d", len(c.questions)+1)), "text": text, "metadata": meta})
}

// squad reads SQuAD 1.1 and 2.0.
func (c *converter) squad(raw []byte) error {
	var file struct {
		Data []struct {
			Title      string
			Paragraphs []struct {
				Context string
				QAs     []struct {
					ID, Question string
					Impossible   bool `json:"is_impossible"`
					Answers      []struct {
						Text  string
						Start int `json:"answer_start"`
					}
				}
			}
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		return err
	}
	for _, article := range file.Data {
		for _, p := range article.Paragraphs {
			doc := c.doc(article.Title, p.Context)
			for _, q := range p.QAs {
				meta := map[string]any{"kind": "span", "doc": doc, "cluster": article.Title}
				if q.Impossible {
					meta["kind"], meta["unanswerable"] = "unanswerable", true
				} else {
					var answers []string
					for _, a := range q.Answers {
						answers = append(answers, a.Text)
					}
					meta["answers"], meta["shape"] = answers, string(ShapeText)
					if len(q.Answers) > 0 { // the wordings stand for each other: the first is the span
						a := q.Answers[0]
						meta["spans"] = [][2]int{{a.Start, a.Start + len([]rune(a.Text))}}
					}
				}
				c.ask(q.ID, q.Question, meta)
			}
		}
	}
	return nil
}

// hotpot reads HotpotQA: each question brings its paragraphs as sentences, and
// names those that support the answer.
func (c *converter) hotpot(raw []byte) error {
	var file []struct {
		ID                     string `json:"_id"`
		Question, Answer, Type string
		Facts                  [][2]any             `json:"supporting_facts"`
		Context                [][2]json.RawMessage `json:"context"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		return err
	}
	for _, q := range file {
		at := map[string][]map[string]any{} // evidence by title and sentence
		for _, p := range q.Context {
			if err := c.paragraph(p, at); err != nil {
				return fmt.Errorf("question %s: %w", q.ID, err)
			}
		}
		evidence := []map[string]any{}
		for _, f := range q.Facts {
			title, _ := f[0].(string)
			n, _ := f[1].(float64)
			if list := at[title]; int(n) < len(list) {
				evidence = append(evidence, list[int(n)])
			}
		}
		meta := map[string]any{"kind": cmp.Or(q.Type, "hops"), "answer": q.Answer, "shape": string(ShapeText), "evidence": evidence}
		c.ask(q.ID, q.Question, meta)
	}
	return nil
}

// paragraph adds a paragraph, and the span of each of its sentences.
func (c *converter) paragraph(p [2]json.RawMessage, at map[string][]map[string]any) error {
	var title string
	var sentences []string
	if err := errors.Join(json.Unmarshal(p[0], &title), json.Unmarshal(p[1], &sentences)); err != nil {
		return err
	}
	doc := c.doc(title, strings.Join(sentences, ""))
	start := 0
	for _, s := range sentences {
		quote := strings.TrimSpace(s)
		from := start + strings.Index(s, quote)
		at[title] = append(at[title], map[string]any{"doc": doc, "start": from, "end": from + len(quote), "quote": quote})
		start += len(s)
	}
	return nil
}

// oolong reads OOLONG's lines: a long context, and a question about all of it.
func (c *converter) oolong(raw []byte) error {
	for n, line := range bytes.Split(raw, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var q struct {
			ID       any    `json:"id"`
			Context  string `json:"context_window_text"`
			Window   any    `json:"context_window_id"`
			Question string
			Answer   json.RawMessage
			Task     string `json:"task_group"`
			Kind     string `json:"task"`
			Type     string `json:"answer_type"`
		}
		if err := json.Unmarshal(line, &q); err != nil {
			return fmt.Errorf("line %d: %w", n+1, err)
		}
		if q.Context == "" {
			return fmt.Errorf("line %d: %w", n+1, ErrFormat)
		}
		window := fmt.Sprint(q.Window)
		doc := c.doc("window "+window, q.Context)
		answers := oolongAnswers(q.Answer)
		meta := map[string]any{"kind": cmp.Or(q.Kind, q.Task, "aggregate"), "answers": answers, "cluster": doc, "evidence": []map[string]any{{"doc": doc, "start": 0, "end": 0}}}
		if strings.Contains(strings.ToUpper(q.Type), "LIST") && len(answers) > 1 {
			meta["list"] = true
		}
		id := ""
		if q.ID != nil {
			id = fmt.Sprint(q.ID)
		}
		c.ask(id, q.Question, meta)
	}
	return nil
}

// oolongAnswers reads an answer: a text or number, a list, or a list as Python
// prints it.
func oolongAnswers(raw json.RawMessage) []string {
	list, _, err := stringsOf(raw)
	if err != nil {
		return []string{strings.Trim(string(raw), `"`)}
	}
	if len(list) != 1 || !strings.HasPrefix(list[0], "[") {
		return list
	}
	var out []string
	for _, item := range strings.Split(strings.Trim(list[0], "[]"), ",") {
		out = append(out, strings.Trim(strings.TrimSpace(item), `'"`))
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// write writes the folder.
func (c *converter) write(out string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for name, list := range map[string][]map[string]any{corpusFile: c.docs, queriesFile: c.questions} {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		for _, v := range list {
			if err := enc.Encode(v); err != nil {
				return fmt.Errorf("write dataset: %w", err)
			}
		}
		if err := writeFile(filepath.Join(out, name), b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}
