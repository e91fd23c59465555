package extract

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"funnel/store"
)

// readTable keeps a table of separated values as it is. Its columns are the
// heading of all its rows, so that each chunk knows what its values mean.
func readTable(_ *reader, in input) (Document, []part, error) {
	d := plain(in)
	separator := separatorOf(d.Text)
	d.set("separator", string(separator))
	r := csv.NewReader(strings.NewReader(d.Text[:min(len(d.Text), 1<<20)]))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = separator, true, -1
	columns, err := r.Read()
	if err != nil || len(columns) < 2 || !headerLike(columns) {
		return d, nil, nil // no header: rows without names
	}
	for i, c := range columns {
		columns[i] = cleanLine(c)
	}
	d.set("columns", strings.Join(columns, ", "))
	title := cut(strings.Join(columns, " | "), maxTitle)
	d.Outline = []store.Heading{{Level: 1, Kind: "columns", Title: title, Start: 0, End: len(d.Text)}}
	return d, nil, nil
}

// separatorOf is what separates most on each of the first lines.
func separatorOf(text string) rune {
	best, most := ',', 0
	for _, c := range []rune{',', '\t', ';', '|'} {
		n := 0
		for line := range strings.Lines(text[:min(len(text), 8192)]) {
			n += min(strings.Count(line, string(c)), 50)
		}
		if n > most {
			best, most = c, n
		}
	}
	return best
}

// headerLike reports whether a row names columns: no field is a number.
func headerLike(row []string) bool {
	for _, f := range row {
		if strings.Trim(f, "0123456789.,-+%$€ ") == "" && strings.TrimSpace(f) != "" {
			return false
		}
	}
	return true
}

// longLine is the line length above which JSON is indented, so that a chunk
// can end.
const longLine = 2000

// readJSON keeps a JSON text, indents it if its lines are long, and takes its
// upper two levels of keys as outline. What is no JSON is text.
func readJSON(_ *reader, in input) (Document, []part, error) {
	d := plain(in)
	if len(d.Text) > 32*longLine && strings.Count(d.Text, "\n") < len(d.Text)/longLine || strings.Count(d.Text, "\n") < 3 {
		d.Text = indentJSON(d.Text)
	}
	if !json.Valid([]byte(d.Text)) {
		d.Notes = append(d.Notes, "is no valid JSON; taken as text")
	}
	d.Outline = keyOutline(d.Text, jsonKey)
	return d, nil, nil
}

// readYAML keeps a YAML text; its upper two levels of keys are its outline.
func readYAML(_ *reader, in input) (Document, []part, error) {
	d := plain(in)
	d.Outline = keyOutline(d.Text, yamlKey)
	return d, nil, nil
}

var (
	jsonKey = regexp.MustCompile(`^( {2,4}|\t{1,2})"([^"\\]{1,100})": ?[{\["]`)
	yamlKey = regexp.MustCompile(`^( {0,2})([A-Za-z_][\w./-]{0,100}):(?:\s|$)`)
)

// maxKeys bounds an outline of keys: more are data.
const maxKeys = 2000

func keyOutline(text string, key *regexp.Regexp) (list []store.Heading) {
	at := 0
	for line := range strings.Lines(text) {
		if m := key.FindStringSubmatch(line[:min(len(line), 300)]); m != nil {
			list = append(list, store.Heading{Level: 1 + len(m[1]), Kind: "key", Title: m[2], Start: at})
			if len(list) > maxKeys {
				return nil
			}
		}
		at += len(line)
	}
	return closeSections(list, len(text))
}

// notebook is a Jupyter notebook, nbformat 3 and 4.
type notebook struct {
	Cells      []notebookCell
	Worksheets []struct{ Cells []notebookCell }
	Metadata   struct {
		Title      string
		KernelSpec struct {
			Language string
		} `json:"kernelspec"`
	}
}

type notebookCell struct {
	Type    string `json:"cell_type"`
	Level   int
	Source  lines
	Input   lines // nbformat 3
	Outputs []notebookOutput
}

// notebookOutput is what a cell printed, showed or failed with.
type notebookOutput struct {
	Text      lines
	Data      map[string]lines
	Name      string `json:"ename"` // of an error
	Value     string `json:"evalue"`
	Traceback []string
}

// ansi matches what colours a terminal.
var ansi = regexp.MustCompile("\x1b\\[[0-9;]*[A-Za-z]")

// text is an output as text: of several forms the plain one, of an error its
// name, what it says, and where it came from.
func (o notebookOutput) text() string {
	if o.Name != "" || o.Value != "" {
		trace := strings.Join(o.Traceback, "\n")
		return strings.TrimSpace(ansi.ReplaceAllString(o.Name+": "+o.Value+"\n"+trace, ""))
	}
	text := o.Text
	for _, form := range []string{"text/plain", "text/markdown", "text/latex"} {
		text = firstLines(text, o.Data[form])
	}
	return strings.TrimSpace(string(text))
}

// lines is text that is written as one string or as a list of them.
type lines string

func (l *lines) UnmarshalJSON(data []byte) error {
	var s string
	if json.Unmarshal(data, &s) == nil {
		*l = lines(s)
		return nil
	}
	var list []string
	if json.Unmarshal(data, &list) == nil {
		*l = lines(strings.Join(list, ""))
	}
	return nil // something else, such as a picture's object: no text
}

// maxLanguage bounds the name of a language: it is written before every cell.
const maxLanguage = 40

// maxOutput is how much of what a cell printed is kept.
const maxOutput = 4000

// readNotebook writes the cells of a Jupyter notebook as Markdown: code in
// fences, what it printed behind it.
func readNotebook(r *reader, in input) (Document, []part, error) {
	src := plain(in)
	var nb notebook
	if err := json.Unmarshal([]byte(src.Text), &nb); err != nil {
		return Document{}, nil, fmt.Errorf("is damaged: %w", err)
	}
	for _, ws := range nb.Worksheets {
		nb.Cells = append(nb.Cells, ws.Cells...)
	}
	var b strings.Builder
	cutOutputs := 0
	for _, c := range nb.Cells {
		cutOutputs += c.write(&b, nb.Metadata.KernelSpec.Language)
	}
	if strings.TrimSpace(b.String()) == "" {
		return Document{}, nil, &Skip{Reason: "no text in it", Gone: true}
	}
	d, parts, err := readMarkdown(r, input{name: in.name, data: []byte(strings.TrimSpace(b.String()) + "\n")})
	d.Charset, d.Undecodable = src.Charset, src.Undecodable
	d.set("language", nb.Metadata.KernelSpec.Language)
	if nb.Metadata.Title != "" {
		d.Title = nb.Metadata.Title
	}
	if cutOutputs > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("%d long outputs were cut to %d bytes", cutOutputs, maxOutput))
	}
	return d, parts, err
}

// write writes a cell and counts the outputs that it cut.
func (c notebookCell) write(b *strings.Builder, language string) (cuts int) {
	source := strings.TrimSpace(string(firstLines(c.Source, c.Input)))
	switch c.Type {
	case "code":
		if source != "" {
			fmt.Fprintf(b, "```%s\n%s\n```\n\n", cut(cleanLine(language), maxLanguage), source)
		}
		for _, o := range c.Outputs {
			text := o.text()
			if len(text) > maxOutput {
				text, cuts = cut(text, maxOutput)+" …", cuts+1
			}
			if text != "" {
				fmt.Fprintf(b, "```\n%s\n```\n\n", text)
			}
		}
	case "heading":
		fmt.Fprintf(b, "%s %s\n\n", strings.Repeat("#", max(1, min(c.Level, 6))), source)
	default:
		fmt.Fprintf(b, "%s\n\n", source)
	}
	return cuts
}

func firstLines(a, b lines) lines {
	if a != "" {
		return a
	}
	return b
}
