package python

import (
	"bytes"
	"encoding/json"
	"math"
	"sort"
	"strings"
)

func jsonModule(*Session) map[string]Value {
	m := members(
		&builtin{name: "loads", fn: func(s *Session, args []Value, _ *Dict) (Value, error) {
			if err := arity("loads", args, 1, 1); err != nil {
				return nil, err
			}
			t, ok := force(args[0]).(*Str)
			if !ok {
				return nil, raise("TypeError", "the JSON object must be str, bytes or bytearray, not %s", force(args[0]).Type())
			}
			if err := s.grow(int64(16 * len(t.s))); err != nil {
				return nil, err
			}
			return parseJSON(t.s)
		}},
		keyed("dumps", []string{"obj", "indent", "ensure_ascii", "sort_keys", "default", "separators"}, 1, func(s *Session, a []Value) (Value, error) {
			w := &jsonWriter{ascii: a[2] == nil || Truth(a[2]), sort: a[3] != nil && Truth(a[3]), fallback: a[4], s: s, sep: ", ", colon: ": "}
			if n, ok := asInt(orNone(a[1])); ok {
				w.indent, w.sep = strings.Repeat(" ", int(max(0, min(n, 100)))), ","
				w.lines = true
			}
			if t, ok := a[5].(Tuple); ok && len(t) == 2 {
				w.sep, w.colon = str(t[0]), str(t[1])
			}
			if err := w.write(a[0], 0); err != nil {
				return nil, err
			}
			return NewStr(w.b.String()), s.grow(int64(w.b.Len()))
		}),
	)
	m["JSONDecodeError"] = excTypes["JSONDecodeError"]
	return m
}

// parseJSON reads one value; numbers keep their kind, objects their order.
func parseJSON(text string) (Value, error) {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	v, err := readJSON(dec, 0)
	if err == nil && strings.TrimSpace(text[dec.InputOffset():]) != "" {
		return nil, raise("JSONDecodeError", "Extra data: %s", jsonPlace(text, int(dec.InputOffset())))
	}
	if err != nil {
		if _, ok := asThrown(err); ok {
			return nil, err
		}
		at := int(dec.InputOffset())
		for at < len(text) && strings.IndexByte(" \t\r\n", text[at]) >= 0 {
			at++
		}
		return nil, raise("JSONDecodeError", "Expecting value: %s", jsonPlace(text, at))
	}
	return v, nil
}

func jsonPlace(text string, at int) string {
	at = min(at, len(text))
	line := 1 + strings.Count(text[:at], "\n")
	col := at - strings.LastIndexByte(text[:at], '\n')
	return "line " + repr(Int(line)) + " column " + repr(Int(col)) + " (char " + repr(Int(at)) + ")"
}

func readJSON(dec *json.Decoder, depth int) (Value, error) {
	if depth > 500 {
		return nil, raise("RecursionError", "maximum recursion depth exceeded while decoding a JSON document")
	}
	tok, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch t := tok.(type) {
	case nil:
		return None, nil
	case bool:
		return Bool(t), nil
	case string:
		return NewStr(t), nil
	case json.Number:
		if strings.ContainsAny(string(t), ".eE") {
			return toFloat(nil, []Value{NewStr(string(t))})
		}
		return toInt(nil, []Value{NewStr(string(t))})
	case json.Delim:
		if t == '[' {
			l := &List{}
			for dec.More() {
				v, err := readJSON(dec, depth+1)
				if err != nil {
					return nil, err
				}
				l.items = append(l.items, v)
			}
			_, err := dec.Token()
			return l, err
		}
		d := NewDict()
		for dec.More() {
			k, err := readJSON(dec, depth+1)
			if err != nil {
				return nil, err
			}
			v, err := readJSON(dec, depth+1)
			if err != nil {
				return nil, err
			}
			if err := d.Set(k, v); err != nil {
				return nil, err
			}
		}
		_, err := dec.Token()
		return d, err
	}
	return None, nil
}

type jsonWriter struct {
	b          bytes.Buffer
	s          *Session
	ascii      bool
	sort       bool
	lines      bool
	indent     string
	sep, colon string
	fallback   Value
}

func (w *jsonWriter) write(v Value, depth int) error {
	if depth > 200 {
		return raise("ValueError", "Circular reference detected")
	}
	if err := w.s.charge(1); err != nil {
		return err
	}
	switch v := force(v).(type) {
	case noneType:
		w.b.WriteString("null")
	case Bool:
		w.b.WriteString(map[Bool]string{true: "true", false: "false"}[v])
	case Int, *Big:
		w.b.WriteString(repr(v))
	case Float:
		switch f := float64(v); {
		case math.IsNaN(f):
			w.b.WriteString("NaN")
		case math.IsInf(f, 0):
			w.b.WriteString(strings.Replace(repr(v), "inf", "Infinity", 1))
		default:
			w.b.WriteString(repr(v))
		}
	case *Str:
		w.str(v.s)
	case *List:
		return w.list(v.items, depth)
	case Tuple:
		return w.list(v, depth)
	case *Dict:
		return w.dict(v.pairs(), depth)
	case *Record:
		var pairs []Value
		for i, n := range v.names {
			pairs = append(pairs, Tuple{NewStr(n), v.values[i]})
		}
		return w.dict(pairs, depth)
	default:
		if w.fallback == nil || w.fallback == None {
			return raise("TypeError", "Object of type %s is not JSON serializable", v.Type())
		}
		out, err := w.s.call(w.fallback, []Value{v}, nil)
		if err != nil {
			return err
		}
		return w.write(out, depth+1)
	}
	return nil
}

func (w *jsonWriter) str(s string) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string always encodes
	t := strings.TrimSuffix(b.String(), "\n")
	t = strings.NewReplacer(`\u2028`, "\u2028", `\u2029`, "\u2029").Replace(t)
	if !w.ascii {
		w.b.WriteString(t)
		return
	}
	for _, r := range t {
		switch {
		case r < 0x80:
			w.b.WriteRune(r)
		case r < 0x10000:
			w.b.WriteString(strings.ToLower(escape4(r)))
		default:
			r -= 0x10000
			w.b.WriteString(escape4(0xd800+r>>10) + escape4(0xdc00+r&0x3ff))
		}
	}
}

func escape4(r rune) string {
	const hex = "0123456789abcdef"
	return `\u` + string([]byte{hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15]})
}

func (w *jsonWriter) line(depth int) {
	if w.lines {
		w.b.WriteString("\n" + strings.Repeat(w.indent, depth))
	}
}

func (w *jsonWriter) list(items []Value, depth int) error {
	w.b.WriteByte('[')
	for i, v := range items {
		if i > 0 {
			w.b.WriteString(w.sep)
		}
		w.line(depth + 1)
		if err := w.write(v, depth+1); err != nil {
			return err
		}
	}
	if len(items) > 0 {
		w.line(depth)
	}
	w.b.WriteByte(']')
	return nil
}

func (w *jsonWriter) dict(pairs []Value, depth int) error {
	if w.sort {
		sort.SliceStable(pairs, func(i, j int) bool { return str(pairs[i].(Tuple)[0]) < str(pairs[j].(Tuple)[0]) })
	}
	w.b.WriteByte('{')
	for i, p := range pairs {
		if i > 0 {
			w.b.WriteString(w.sep)
		}
		w.line(depth + 1)
		switch k := force(p.(Tuple)[0]).(type) {
		case *Str:
			w.str(k.s)
		case Bool, noneType:
			w.str(map[string]string{"True": "true", "False": "false", "None": "null"}[repr(k)])
		case Int, Float, *Big:
			w.str(repr(k))
		default:
			return raise("TypeError", "keys must be str, int, float, bool or None, not %s", k.Type())
		}
		w.b.WriteString(w.colon)
		if err := w.write(p.(Tuple)[1], depth+1); err != nil {
			return err
		}
	}
	if len(pairs) > 0 {
		w.line(depth)
	}
	w.b.WriteByte('}')
	return nil
}
