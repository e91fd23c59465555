package rlm

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"funnel/rlm/model"
	"funnel/rlm/python"
)

// errLeaf is a reply of a leaf that is not in the form asked for.
var errLeaf = errors.New("the sub-call's reply was not the JSON object that was asked for")

// parseLeaf reads a leaf's reply about a piece.
func (r *reader) parseLeaf(t leafTask, p piece, reply string) ([]leafRecord, error) {
	if r.sub.Info().Extractive {
		return extracted(t, p, reply), nil
	}
	obj, err := jsonObject(reply)
	if err != nil {
		return nil, err
	}
	if t.kind != askRecords {
		rec, err := leafRecordOf(t, p, obj)
		return []leafRecord{rec}, err
	}
	list, ok := obj["records"].([]any)
	if !ok {
		return nil, errLeaf
	}
	var records []leafRecord
	for _, x := range list {
		o, ok := x.(map[string]any)
		if !ok {
			return nil, errLeaf
		}
		rec, err := leafRecordOf(t, p, o)
		if err != nil {
			return nil, err
		}
		if rec.found {
			records = append(records, rec)
		}
	}
	return records, nil
}

// leafRecordOf reads one object of a reply.
func leafRecordOf(t leafTask, p piece, obj map[string]any) (leafRecord, error) {
	rec := leafRecord{quotes: p.quotes(integers(obj["sentences"]))}
	switch t.kind {
	case askFilter:
		match, ok := boolOf(obj["match"])
		if !ok {
			return rec, errLeaf
		}
		rec.found = match
		return rec, nil
	case askAnswer:
		v, ok := obj["answer"]
		if !ok {
			return rec, errLeaf
		}
		v = silent(v)
		rec.values, rec.found = []any{v}, v != nil
		return rec, nil
	}
	rec.values = make([]any, len(t.fields))
	for i, f := range t.fields {
		rec.values[i] = f.value(obj[f.name])
		rec.found = rec.found || rec.values[i] != nil
	}
	if t.kind == askRecord {
		found, ok := boolOf(obj["found"])
		if !ok {
			return rec, errLeaf
		}
		rec.found = found
	}
	return rec, nil
}

// silent makes the many ways to say nothing nil.
func silent(v any) any {
	s, ok := v.(string)
	if !ok {
		return v
	}
	switch strings.ToLower(strings.Trim(s, " .\"'")) {
	case "", "null", "none", "n/a", "not stated", "not specified", "unknown", strings.ToLower(strings.Trim(model.TextSilent, ".")):
		return nil
	}
	return strings.TrimSpace(s)
}

// value makes a JSON value that of the field, nil if it is none.
func (f field) value(v any) any {
	v = silent(v)
	if v == nil {
		return nil
	}
	if f.only != nil {
		for _, o := range f.only {
			if strings.EqualFold(o, strings.TrimSpace(fmt.Sprint(v))) {
				return o
			}
		}
		return nil
	}
	switch f.kind {
	case "integer":
		if n, ok := numberOf(v); ok && n == math.Trunc(n) && math.Abs(n) < 1<<53 {
			return int(n)
		}
		return nil
	case "number":
		if n, ok := numberOf(v); ok {
			return n
		}
		return nil
	case "boolean":
		if b, ok := boolOf(v); ok {
			return b
		}
		return nil
	case "array":
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		texts := make([]any, len(list))
		for i, x := range list {
			texts[i] = plainJSON(x)
		}
		return texts
	}
	return plainJSON(v)
}

// plainJSON is a value as text: numbers as they are written.
func plainJSON(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

var numeral = regexp.MustCompile(`-?\d[\d,  ]*(?:\.\d+)?`)

// numberOf reads a number, also out of "1,250 crowns".
func numberOf(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case string:
		s := strings.NewReplacer(",", "", " ", "", " ", "").Replace(numeral.FindString(v))
		n, err := strconv.ParseFloat(s, 64)
		return n, err == nil
	}
	return 0, false
}

func boolOf(v any) (value, ok bool) {
	switch v := v.(type) {
	case bool:
		return v, true
	case string:
		switch strings.ToLower(strings.TrimSpace(v)) {
		case "true", "yes":
			return true, true
		case "false", "no":
			return false, true
		}
	}
	return false, false
}

// integers reads the numbers of sentences: [3, "4", "[5]"].
func integers(v any) []int {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out []int
	for _, x := range list {
		if n, ok := numberOf(x); ok && n >= 1 && n < 1e6 {
			out = append(out, int(n))
		}
	}
	return out
}

// jsonObject finds the JSON object in a reply: models put fences and words around it.
func jsonObject(reply string) (map[string]any, error) {
	reply = dropThinking(reply)
	for at := strings.IndexByte(reply, '{'); at >= 0; {
		var obj map[string]any
		if err := json.NewDecoder(strings.NewReader(reply[at:])).Decode(&obj); err == nil {
			return obj, nil
		}
		next := strings.IndexByte(reply[at+1:], '{')
		if next < 0 || at > 4096 {
			break
		}
		at += 1 + next
	}
	return nil, errLeaf
}

// extracted is what the reply of an extractive reader says: the sentences it copied, or
// nothing. It fills every text field with the first of them.
func extracted(t leafTask, p piece, reply string) []leafRecord {
	reply = strings.TrimSpace(reply)
	if reply == "" || reply == model.TextSilent {
		if t.kind == askRecords {
			return nil
		}
		return []leafRecord{{values: make([]any, max(1, len(t.fields)))}}
	}
	first, _, _ := strings.Cut(reply, "\n\n")
	rec := leafRecord{found: true, values: make([]any, max(1, len(t.fields)))}
	rec.values[0] = first
	for i, f := range t.fields {
		rec.values[i] = f.value(first)
	}
	if start, end, ok := FindQuote(p.text.String(), first); ok {
		rec.quotes = []python.Value{p.text.Slice(start, end)}
	}
	return []leafRecord{rec}
}
