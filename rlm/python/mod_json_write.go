package python

import (
	"strings"
)

type jsonWriter struct {
	m                    *vm
	b                    strings.Builder
	indent, comma, colon string
	pretty, ascii, sort  bool
	def                  Value
}

func (w *jsonWriter) put(s string) {
	w.m.charge(int64(len(s)))
	w.b.WriteString(s)
}

func (w *jsonWriter) newline(depth int) {
	if w.pretty {
		w.put("\n" + strings.Repeat(w.indent, depth))
	}
}

func (w *jsonWriter) value(v Value, depth int) {
	m := w.m
	if depth > maxCompare {
		m.raise("ValueError", "Circular reference detected")
	}
	m.step(1)
	switch v := force(v).(type) {
	case *Str:
		w.str(v.s)
	case noneType:
		w.put("null")
	case Bool:
		w.put(map[bool]string{true: "true", false: "false"}[bool(v)])
	case Int, *BigInt:
		w.put(m.repr(v))
	case Float:
		w.put(strings.NewReplacer("inf", "Infinity", "nan", "NaN").Replace(floatRepr(float64(v))))
	case *List:
		w.array(v.items, depth)
	case *Tuple:
		w.array(v.items, depth)
	case *Dict:
		w.object(v, depth)
	case *Record:
		w.object(v.fields, depth)
	default:
		if w.def == None {
			m.raise("TypeError", "Object of type %s is not JSON serializable", classOf(v).name)
		}
		w.value(m.call(w.def, []Value{v}), depth+1)
	}
}

func (w *jsonWriter) array(items []Value, depth int) {
	if len(items) == 0 {
		w.put("[]")
		return
	}
	w.put("[")
	for i, v := range items {
		if i > 0 {
			w.put(w.comma)
		}
		w.newline(depth + 1)
		w.value(v, depth+1)
	}
	w.newline(depth)
	w.put("]")
}

func (w *jsonWriter) object(d *Dict, depth int) {
	if d.n == 0 {
		w.put("{}")
		return
	}
	keys := &List{items: d.keys()}
	if w.sort {
		w.m.sort(keys, None, false)
	}
	w.put("{")
	for i, k := range keys.items {
		if i > 0 {
			w.put(w.comma)
		}
		w.newline(depth + 1)
		w.key(k)
		w.put(w.colon)
		v, _ := d.get(w.m.key(k))
		w.value(v, depth+1)
	}
	w.newline(depth)
	w.put("}")
}

func (w *jsonWriter) key(k Value) {
	switch k := force(k).(type) {
	case *Str:
		w.str(k.s)
	case noneType, Bool, Int, Float, *BigInt:
		w.put(`"`)
		w.value(k, 0)
		w.put(`"`)
	default:
		w.m.raise("TypeError", "keys must be str, int, float, bool or None, not %s", typeName(k))
	}
}

func (w *jsonWriter) str(s string) {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\b':
			b.WriteString(`\b`)
		case r == '\f':
			b.WriteString(`\f`)
		case r < 32, w.ascii && r >= 127 && r < 0x10000 && r != 127:
			b.WriteString(sprintf(`\u%04x`, r))
		case w.ascii && r >= 0x10000:
			r -= 0x10000
			b.WriteString(sprintf(`\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff))
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	w.put(b.String())
}
