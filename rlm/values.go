package rlm

import (
	"strings"

	"funnel/rlm/python"
)

// record makes a record of names and Go values, which are ours and convert.
func record(kind string, names []string, values ...any) (python.Value, error) {
	fields := make([]python.Field, len(values))
	for i, x := range values {
		v, err := python.FromGo(x)
		if err != nil {
			return nil, err
		}
		fields[i] = python.Field{Name: names[i], Value: v}
	}
	return python.NewRecord(kind, fields...), nil
}

var (
	docFields     = []string{"id", "title", "kind", "date", "version", "size", "metadata"}
	hitFields     = []string{"doc", "title", "heading", "score", "start", "end", "text"}
	matchFields   = []string{"doc", "line", "start", "end", "text"}
	headingFields = []string{"level", "kind", "title", "start", "end"}

	neighborFields = []string{"doc", "via", "text"}
)

func docRecord(d Doc) (python.Value, error) {
	metadata := d.Metadata
	if metadata == nil {
		metadata = map[string]any{}
	}
	return record("document", docFields, d.ID, d.Title, d.Kind, d.Date, d.Version, d.Bytes, metadata)
}

func setItem(d *python.Dict, key string, v python.Value) {
	_ = d.Set(python.NewStr(key), v) // a str is hashable
}

func getItem(d *python.Dict, key string) (python.Value, bool) {
	return d.Get(python.NewStr(key))
}

func isStr(v python.Value) bool {
	_, ok := v.(*python.Str)
	return ok
}

// isAnswer reports whether a value can be an answer: a function or a module
// that happens to have the name of one cannot.
func isAnswer(v python.Value) bool {
	_, err := python.ToGo(v)
	return err == nil
}

// plainText renders the value of a final: a text as it is, lists and tuples
// item by item, dicts line by line.
func plainText(v python.Value) string {
	var lines []string
	switch v := v.(type) {
	case *python.List:
		for _, item := range v.Items() {
			lines = append(lines, plainText(item))
		}
	case *python.Tuple:
		for i := range v.Len() {
			lines = append(lines, plainText(v.At(i)))
		}
	case *python.Dict:
		v.Items(func(key, item python.Value) bool {
			lines = append(lines, python.Text(key)+": "+plainText(item))
			return true
		})
	default:
		return python.Text(v)
	}
	return strings.Join(lines, "\n")
}

// Quotes that citations are made of without being asked for are neither a
// mere word nor half a document, in bytes.
const (
	minQuote = 12
	maxQuote = 2000
)

// joinOrigins joins neighbouring spans of one document.
func joinOrigins(list []python.Origin) []python.Origin {
	var out []python.Origin
	for _, o := range list {
		n := len(out) - 1
		if n >= 0 && out[n].Source == o.Source && out[n].End <= o.Start && o.Start-out[n].End <= 1 {
			out[n].End, out[n].To = o.End, o.To
			continue
		}
		out = append(out, o)
	}
	return out
}

// spansOf are the parts of a value that are text of documents, as citations
// without a number: what the journal keeps of a prompt.
func spansOf(v python.Value) []Citation {
	var list []Citation
	for _, o := range joinOrigins(python.Origins(v)) {
		list = append(list, Citation{Doc: o.Source, Start: o.Start, End: o.End})
	}
	return list
}
