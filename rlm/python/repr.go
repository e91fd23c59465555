package python

import (
	"fmt"
	"math/big"
	"sort"
	"strings"
	"unicode"
)

// str is str(v).
func str(v Value) string {
	switch v := force(v).(type) {
	case *Str:
		return v.s
	case *exc:
		return v.message()
	default:
		return repr(v)
	}
}

// repr is repr(v).
func repr(v Value) string {
	var b strings.Builder
	writeRepr(&b, v, 0)
	return b.String()
}

// maxReprDepth ends the repr of lists that hold themselves.
const maxReprDepth = 60

func writeRepr(b *strings.Builder, v Value, depth int) {
	if depth > maxReprDepth {
		b.WriteString("...")
		return
	}
	switch v := force(v).(type) {
	case noneType:
		b.WriteString("None")
	case Bool:
		b.WriteString(map[Bool]string{true: "True", false: "False"}[v])
	case Int:
		fmt.Fprint(b, int64(v))
	case *Big:
		b.WriteString((*big.Int)(v).String())
	case Float:
		b.WriteString(formatFloat(float64(v)))
	case *Str:
		b.WriteString(quoteStr(v.s))
	case Bytes:
		b.WriteString("b" + quoteBytes(v))
	case Tuple:
		end := ")"
		if len(v) == 1 {
			end = ",)"
		}
		writeItems(b, "(", v, end, depth)
	case *List:
		writeItems(b, "[", v.items, "]", depth)
	case *Dict:
		writeDict(b, v, depth)
	case *Set:
		writeSet(b, v, depth)
	case *dictView:
		writeItems(b, v.Type()+"([", v.items(), "])", depth)
	case *Range:
		fmt.Fprintf(b, "range(%d, %d", v.start, v.stop)
		if v.step != 1 {
			fmt.Fprintf(b, ", %d", v.step)
		}
		b.WriteString(")")
	case *Record:
		writeRecord(b, v, depth)
	case *exc:
		b.WriteString(v.class.name)
		writeItems(b, "(", v.args, ")", depth)
	case *excType:
		b.WriteString("<class '" + v.name + "'>")
	case *builtin:
		if v.typ {
			b.WriteString("<class '" + v.name + "'>")
		} else {
			b.WriteString("<built-in function " + v.name + ">")
		}
	case *closure:
		b.WriteString("<function " + v.fn.name + ">")
	case *hostFunc:
		b.WriteString("<function " + v.Name + ">")
	case *Module:
		b.WriteString("<module '" + v.name + "' (built-in)>")
	case *match:
		b.WriteString(v.repr())
	default:
		b.WriteString("<" + v.Type() + " object>")
	}
}

func writeItems(b *strings.Builder, open string, items []Value, end string, depth int) {
	b.WriteString(open)
	for i, item := range items {
		if i > 0 {
			b.WriteString(", ")
		}
		writeRepr(b, item, depth+1)
	}
	b.WriteString(end)
}

func writeDict(b *strings.Builder, d *Dict, depth int) {
	open, end := "{", "}"
	switch d.kind {
	case "Counter", "OrderedDict":
		open, end = d.kind+"({", "})"
		if d.Len() == 0 {
			open, end = d.kind+"(", ")"
		}
	case "defaultdict":
		open, end = "defaultdict("+repr(orNone(d.missing))+", {", "})"
	}
	b.WriteString(open)
	pairs := d.pairs()
	if d.kind == "Counter" {
		pairs = mostCommon(d)
	}
	for i, p := range pairs {
		if i > 0 {
			b.WriteString(", ")
		}
		writeRepr(b, p.(Tuple)[0], depth+1)
		b.WriteString(": ")
		writeRepr(b, p.(Tuple)[1], depth+1)
	}
	b.WriteString(end)
}

func orNone(v Value) Value {
	if v == nil {
		return None
	}
	return v
}

func writeSet(b *strings.Builder, s *Set, depth int) {
	open, end := "{", "}"
	if s.frozen {
		open, end = "frozenset({", "})"
	}
	if s.d.Len() == 0 {
		b.WriteString(s.Type() + "()")
		return
	}
	writeItems(b, open, s.d.Keys(), end, depth)
}

// Record is a read-only value of the host's with named fields: r.name and
// r["name"] both work, and it prints as a dict.
type Record struct {
	kind   string
	names  []string
	values []Value
}

// NewRecord makes a record of class kind; names and values go together.
func NewRecord(kind string, names []string, values []Value) *Record {
	return &Record{kind, names, values}
}

// Type is the class that the host gave it.
func (r *Record) Type() string { return r.kind }

func (r *Record) get(key Value) (Value, bool) {
	k, ok := key.(*Str)
	if !ok {
		return nil, false
	}
	return r.Field(k.s)
}

// Field finds a field.
func (r *Record) Field(name string) (Value, bool) {
	for i, n := range r.names {
		if n == name {
			return r.values[i], true
		}
	}
	return nil, false
}

func writeRecord(b *strings.Builder, r *Record, depth int) {
	b.WriteString("{")
	for i, n := range r.names {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(quoteStr(n) + ": ")
		writeRepr(b, r.values[i], depth+1)
	}
	b.WriteString("}")
}

func quoteBytes(v Bytes) string {
	var b strings.Builder
	b.WriteByte('\'')
	for _, c := range v {
		switch {
		case c == '\\' || c == '\'':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r':
			b.WriteString(`\r`)
		case c == '\t':
			b.WriteString(`\t`)
		case c < 0x20 || c >= 0x7f:
			fmt.Fprintf(&b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('\'')
	return b.String()
}

func isPrintable(r rune) bool { return r == ' ' || unicode.IsPrint(r) }

func escapeRune(r rune) string {
	switch {
	case r < 0x100:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

func sortedNames(m map[string]Value) []string {
	names := make([]string, 0, len(m))
	for k := range m {
		names = append(names, k)
	}
	sort.Strings(names)
	return names
}

func sortedKeys(d *Dict) *List {
	keys := d.Keys()
	sort.Slice(keys, func(i, j int) bool { return str(keys[i]) < str(keys[j]) })
	return &List{keys}
}

// sizeOf is roughly the memory of a value, down to a depth.
func sizeOf(v Value, depth int) int64 {
	if depth == 0 {
		return 16
	}
	switch v := v.(type) {
	case *Str:
		return int64(len(v.s)) + 48
	case *List:
		return sizeOfItems(v.items, depth)
	case Tuple:
		return sizeOfItems(v, depth)
	case *Dict:
		return 64 + sizeOfItems(v.Keys(), depth) + sizeOfItems(v.values(), depth)
	case *Set:
		return 64 + sizeOfItems(v.d.Keys(), depth)
	}
	return 16
}

func sizeOfItems(items []Value, depth int) int64 {
	n := int64(24)
	for _, v := range items {
		n += 16 + sizeOf(v, depth-1)
	}
	return n
}
