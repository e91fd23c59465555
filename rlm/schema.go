package rlm

import (
	"encoding/json"
	"fmt"
	"strings"

	"funnel/rlm/python"
)

// A field is what a leaf is asked for of a text.
type field struct {
	name string
	kind string   // JSON type: string, number, integer, boolean, array (of strings)
	what string   // its meaning in words, or ""
	only []string // the values allowed; nil: any
}

// maxFields bounds the fields of a schema.
const maxFields = 30

// fieldsOf reads the schema of a tool: a dict name -> type, description or list of
// values; a JSON schema of an object; a list of names; a str of names; None: no fields.
func fieldsOf(v python.Value) ([]field, error) {
	var list []field
	switch v := v.(type) {
	case *python.Str:
		for _, name := range strings.FieldsFunc(v.String(), func(r rune) bool { return r == ',' || r == '\n' }) {
			list = append(list, field{name: strings.TrimSpace(name), kind: "string"})
		}
	case *python.List:
		for _, item := range v.Items() {
			list = append(list, field{name: strings.TrimSpace(python.Text(item)), kind: "string"})
		}
	case *python.Tuple:
		for i := range v.Len() {
			list = append(list, field{name: strings.TrimSpace(python.Text(v.At(i))), kind: "string"})
		}
	case *python.Dict:
		if props, ok := getItem(v, "properties"); ok {
			if d, ok := props.(*python.Dict); ok {
				v = d
			}
		}
		v.Items(func(key, what python.Value) bool {
			list = append(list, fieldOf(python.Text(key), what))
			return true
		})
	default:
		if v != python.None {
			return nil, python.Raise("TypeError", "the fields must be a dict of name and type or description, or a list of names, not %s", v.Type())
		}
	}
	return list, checkFields(list)
}

func checkFields(list []field) error {
	if len(list) > maxFields {
		return python.Raise("ValueError", "%d fields are too many: %d at most", len(list), maxFields)
	}
	seen := map[string]bool{"sentences": true, "id": true, "found": true, "quote": true, "quotes": true, "title": true, "why": true, "sampled": true}
	for _, f := range list {
		if f.name == "" || seen[f.name] {
			return python.Raise("ValueError", "field name %q: names are not empty, not twice, and not those that every record has (id, title, found, quote, quotes, why, sampled, sentences)", clip(f.name, 40))
		}
		seen[f.name] = true
	}
	return nil
}

// fieldOf reads one entry of a schema.
func fieldOf(name string, v python.Value) field {
	f := field{name: strings.TrimSpace(name), kind: "string"}
	switch v := v.(type) {
	case *python.Dict:
		if t, ok := getItem(v, "type"); ok {
			f.kind, f.what = kindOf(python.Text(t))
		}
		if d, ok := getItem(v, "description"); ok {
			f.what = python.Text(d)
		}
		if e, ok := getItem(v, "enum"); ok {
			f.only = textsOf(e)
		}
	case *python.List, *python.Tuple, *python.Set:
		f.only = textsOf(v)
	case *python.Str:
		f.kind, f.what = kindOf(v.String())
	default:
		f.kind, f.what = kindOf(strings.TrimSuffix(strings.TrimPrefix(python.Text(v), "<class '"), "'>"))
	}
	return f
}

// kindOf reads a type's name; anything else is a description of a string.
func kindOf(s string) (kind, what string) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "int", "integer":
		return "integer", ""
	case "float", "number", "decimal":
		return "number", ""
	case "bool", "boolean":
		return "boolean", ""
	case "list", "array", "list of str", "list[str]":
		return "array", ""
	case "str", "string", "text", "":
		return "string", ""
	}
	return "string", strings.TrimSpace(s)
}

// textsOf are the items of a list, tuple or set as text.
func textsOf(v python.Value) []string {
	var list []string
	switch v := v.(type) {
	case *python.List:
		for _, x := range v.Items() {
			list = append(list, python.Text(x))
		}
	case *python.Tuple:
		for i := range v.Len() {
			list = append(list, python.Text(v.At(i)))
		}
	case *python.Set:
		for _, x := range v.Members() {
			list = append(list, python.Text(x))
		}
	}
	return list
}

// schema is the JSON schema of a field's value; a value may be missing.
func (f field) schema() map[string]any {
	s := map[string]any{"type": []string{f.kind, "null"}}
	if f.kind == "array" {
		s["items"] = map[string]any{"type": "string"}
	}
	if f.only != nil {
		values := make([]any, 0, len(f.only)+1)
		for _, v := range f.only {
			values = append(values, v)
		}
		s = map[string]any{"enum": append(values, nil)}
	}
	if f.what != "" {
		s["description"] = f.what
	}
	return s
}

// line describes a field in a prompt.
func (f field) line() string {
	s := fmt.Sprintf("%q (%s)", f.name, f.kind)
	if f.only != nil {
		s = fmt.Sprintf("%q: one of %s", f.name, strings.Join(f.only, " | "))
	}
	if f.what != "" {
		s += ": " + f.what
	}
	return s
}

// objectSchema is the schema of an object with those properties, all required, in
// order of their names.
func objectSchema(props map[string]any, required []string) map[string]any {
	return map[string]any{"type": "object", "properties": props, "required": required, "additionalProperties": false}
}

// recordSchema is the schema of a record: the fields and the sentences they rest on.
func recordSchema(fields []field) map[string]any {
	props := map[string]any{"sentences": sentencesSchema()}
	var required []string
	for _, f := range fields {
		props[f.name] = f.schema()
		required = append(required, f.name)
	}
	return objectSchema(props, append(required, "sentences"))
}

func sentencesSchema() map[string]any {
	return map[string]any{"type": "array", "items": map[string]any{"type": "integer"}}
}

func mustJSON(v any) json.RawMessage { return asJSON(v) }
