package python

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

func (m *vm) moduleJSON() map[string]Value {
	out := funcs(map[string]func(m *vm, a *args) Value{
		"loads": func(m *vm, a *args) Value {
			v := a.need(m, "loads", 0, "s")
			if b, ok := buffer(v).(Bytes); ok {
				v = NewStr(string(b))
			}
			s, ok := v.(*Str)
			if !ok {
				m.raise("TypeError", "the JSON object must be str, bytes or bytearray, not %s", typeName(v))
			}
			m.step(int64(len(s.s)) / 64)
			if c := a.get(-1, "cls", None); c != None {
				return m.call(m.getAttr(m.call(c, nil), "decode"), []Value{s})
			}
			p := &jsonParser{m: m, s: s.s, text: s, hooks: hooksOf(a)}
			if strings.HasPrefix(s.s, "\ufeff") {
				p.fail("Unexpected UTF-8 BOM (decode using utf-8-sig)", 0)
			}
			p.space()
			out := p.value(0)
			p.space()
			if p.i < len(p.s) {
				p.fail("Extra data", p.i)
			}
			return out
		},
		"dumps": func(m *vm, a *args) Value {
			w := &jsonWriter{m: m, ascii: m.truth(a.get(-1, "ensure_ascii", Bool(true))), sort: m.truth(a.get(-1, "sort_keys", Bool(false))),
				def: a.get(-1, "default", None), comma: ", ", colon: ": "}
			if c := a.get(-1, "cls", None); c != None {
				w.def = m.getAttr(m.call(c, nil), "default")
			}
			switch v := a.get(-1, "indent", None).(type) {
			case Int:
				w.indent, w.pretty, w.comma = strings.Repeat(" ", int(max(0, min(v, 100)))), true, ","
			case *Str:
				w.indent, w.pretty, w.comma = v.s, true, ","
			}
			if t, ok := a.get(-1, "separators", None).(*Tuple); ok && len(t.items) == 2 {
				w.comma, w.colon = m.str(t.items[0]), m.str(t.items[1])
			}
			w.value(a.need(m, "dumps", 0, "obj"), 0)
			return NewStr(w.b.String())
		},
		"_raw_decode": func(m *vm, a *args) Value {
			s, ok := a.need(m, "raw_decode", 0, "s").(*Str)
			if !ok {
				m.raise("TypeError", "first argument must be a string, not %s", typeName(a.pos[0]))
			}
			p := &jsonParser{m: m, s: s.s, text: s, i: s.offset(int(max(0, min(m.needInt(a.pos[1]), int64(s.length())))))}
			v := p.value(0)
			return pair(v, Int(s.index(p.i)))
		},
	})
	out["JSONDecodeError"] = excClasses["JSONDecodeError"]
	return out
}

type jsonParser struct {
	m     *vm
	s     string
	text  *Str
	i     int
	hooks jsonHooks
}

// jsonHooks are what a program makes of the parts of a document; nil: as they are.
type jsonHooks struct {
	object, pairs, float, int, constant Value
	loose                               bool // control characters may stand in strings
}

func hooksOf(a *args) jsonHooks {
	hook := func(name string) Value {
		if v := a.get(-1, name, None); v != None {
			return v
		}
		return nil
	}
	return jsonHooks{hook("object_hook"), hook("object_pairs_hook"), hook("parse_float"), hook("parse_int"), hook("parse_constant"),
		a.get(-1, "strict", Bool(true)) == Bool(false)}
}

// hooked is an object as the program wants it; pairs are its members if it asked for them.
func (p *jsonParser) hooked(d *Dict, pairs []Value) Value {
	switch {
	case p.hooks.pairs != nil:
		return p.m.call(p.hooks.pairs, []Value{&List{items: pairs}})
	case p.hooks.object != nil:
		return p.m.call(p.hooks.object, []Value{d})
	}
	return d
}

func (p *jsonParser) fail(msg string, at int) { p.m.throw(p.failure(msg, at)) }

// failure is the exception for an error at a byte of the text.
func (p *jsonParser) failure(msg string, at int) *instance {
	line := 1 + strings.Count(p.s[:at], "\n")
	col := utf8.RuneCountInString(p.s[strings.LastIndexByte(p.s[:at], '\n')+1:at]) + 1
	at = utf8.RuneCountInString(p.s[:at])
	e := newException("JSONDecodeError", NewStr(sprintf("%s: line %d column %d (char %d)", msg, line, col, at)))
	e.set("msg", NewStr(msg))
	e.set("doc", p.text)
	e.set("pos", Int(at))
	e.set("lineno", Int(line))
	e.set("colno", Int(col))
	return e
}

func (p *jsonParser) space() {
	for p.i < len(p.s) && strings.IndexByte(" \t\n\r", p.s[p.i]) >= 0 {
		p.i++
	}
}

func (p *jsonParser) value(depth int) Value {
	if depth > maxCompare {
		p.m.raise("RecursionError", "maximum recursion depth exceeded while decoding a JSON array from a unicode string")
	}
	p.m.step(1)
	if p.i >= len(p.s) {
		p.fail("Expecting value", p.i)
	}
	rest := p.s[p.i:]
	switch c := rest[0]; {
	case c == '"':
		p.i++
		return p.str()
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.array(depth)
	case c == '-' && !strings.HasPrefix(rest, "-Infinity"), c >= '0' && c <= '9':
		return p.number()
	}
	for word, v := range map[string]Value{"true": Bool(true), "false": Bool(false), "null": None, "NaN": Float(math.NaN()), "Infinity": Float(math.Inf(1)), "-Infinity": Float(math.Inf(-1))} {
		if strings.HasPrefix(rest, word) {
			p.i += len(word)
			if _, ok := v.(Float); ok && p.hooks.constant != nil {
				return p.m.call(p.hooks.constant, []Value{NewStr(word)})
			}
			return v
		}
	}
	p.fail("Expecting value", p.i)
	return nil
}

func (p *jsonParser) number() Value {
	start := p.i
	digits := func() int {
		n := p.i
		for p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
			p.i++
		}
		return p.i - n
	}
	if p.s[p.i] == '-' {
		p.i++
	}
	if p.i < len(p.s) && p.s[p.i] == '0' {
		p.i++
	} else if digits() == 0 {
		p.fail("Expecting value", start)
	}
	end, isFloat := p.i, false
	if p.i < len(p.s) && p.s[p.i] == '.' {
		p.i++
		if digits() > 0 {
			end, isFloat = p.i, true
		}
		p.i = end
	}
	if p.i < len(p.s) && (p.s[p.i] == 'e' || p.s[p.i] == 'E') {
		p.i++
		if p.i < len(p.s) && (p.s[p.i] == '+' || p.s[p.i] == '-') {
			p.i++
		}
		if digits() > 0 {
			end, isFloat = p.i, true
		}
	}
	p.i = end
	text := p.s[start:end]
	switch {
	case isFloat && p.hooks.float != nil:
		return p.m.call(p.hooks.float, []Value{NewStr(text)})
	case !isFloat && p.hooks.int != nil:
		return p.m.call(p.hooks.int, []Value{NewStr(text)})
	case isFloat:
		f, _ := strconv.ParseFloat(text, 64)
		return Float(f)
	}
	return p.m.parseInt(text, 10)
}

// str reads a string after its quote. One without escapes keeps its origins.
func (p *jsonParser) str() Value {
	start := p.i
	var b []byte
	plain := true
	for p.i < len(p.s) {
		switch c := p.s[p.i]; {
		case c == '"':
			p.i++
			p.m.charge(int64(p.i-start) + 64)
			if plain {
				return p.text.bytes(start, p.i-1)
			}
			return NewStr(string(b))
		case c < 0x20 && !p.hooks.loose:
			p.fail("Invalid control character at", p.i)
		case c == '\\':
			if plain {
				b = append(b, p.s[start:p.i]...)
				plain = false
			}
			b = p.escape(b)
		default:
			if !plain {
				b = append(b, c)
			}
			p.i++
		}
	}
	p.fail("Unterminated string starting at", start-1)
	return nil
}

func (p *jsonParser) escape(b []byte) []byte {
	at := p.i
	p.i++
	if p.i >= len(p.s) {
		p.fail("Unterminated string starting at", at)
	}
	c := p.s[p.i]
	p.i++
	switch c {
	case '"', '\\', '/':
		return append(b, c)
	case 'b', 'f', 'n', 'r', 't':
		return append(b, simpleEscapes[c])
	case 'u':
		r := p.hex(at)
		if utf16.IsSurrogate(r) && strings.HasPrefix(p.s[p.i:], `\u`) {
			old := p.i
			p.i += 2
			if d := utf16.DecodeRune(r, p.hex(old)); d != utf8.RuneError {
				return utf8.AppendRune(b, d)
			}
			p.i = old
		}
		return utf8.AppendRune(b, r)
	}
	p.fail("Invalid \\escape", at)
	return nil
}

func (p *jsonParser) hex(at int) rune {
	if p.i+4 <= len(p.s) {
		if n, err := strconv.ParseUint(p.s[p.i:p.i+4], 16, 32); err == nil {
			p.i += 4
			return rune(n)
		}
	}
	p.fail("Invalid \\uXXXX escape", at+1)
	return 0
}

func (p *jsonParser) array(depth int) Value {
	p.i++
	l := &List{}
	p.space()
	if p.i < len(p.s) && p.s[p.i] == ']' {
		p.i++
		return l
	}
	for {
		p.space()
		p.m.charge(32)
		l.items = append(l.items, p.value(depth+1))
		p.space()
		if p.i < len(p.s) && p.s[p.i] == ']' {
			p.i++
			return l
		}
		if p.i >= len(p.s) || p.s[p.i] != ',' {
			p.fail("Expecting ',' delimiter", p.i)
		}
		p.i++
	}
}

func (p *jsonParser) object(depth int) Value {
	p.i++
	d, pairs := NewDict(), []Value(nil)
	p.space()
	if p.i < len(p.s) && p.s[p.i] == '}' {
		p.i++
		return p.hooked(d, pairs)
	}
	for {
		p.space()
		if p.i >= len(p.s) || p.s[p.i] != '"' {
			p.fail("Expecting property name enclosed in double quotes", p.i)
		}
		p.i++
		k := p.str()
		p.space()
		if p.i >= len(p.s) || p.s[p.i] != ':' {
			p.fail("Expecting ':' delimiter", p.i)
		}
		p.i++
		p.space()
		v := p.value(depth + 1)
		if p.hooks.pairs != nil {
			pairs = append(pairs, pair(k, v))
		} else {
			p.m.dictSet(d, k, v)
		}
		p.space()
		if p.i < len(p.s) && p.s[p.i] == '}' {
			p.i++
			return p.hooked(d, pairs)
		}
		if p.i >= len(p.s) || p.s[p.i] != ',' {
			p.fail("Expecting ',' delimiter", p.i)
		}
		p.i++
	}
}
