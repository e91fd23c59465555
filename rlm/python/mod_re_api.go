package python

import (
	"strings"
)

func (m *vm) moduleRe() map[string]Value {
	out := map[string]Value{"error": excClasses["error"], "Pattern": kindClass("Pattern"), "Match": kindClass("Match")}
	for name, f := range map[string]int64{"IGNORECASE": reIgnoreCase, "I": reIgnoreCase, "MULTILINE": reMultiline, "M": reMultiline,
		"DOTALL": reDotall, "S": reDotall, "VERBOSE": reVerbose, "X": reVerbose, "ASCII": reASCII, "A": reASCII, "UNICODE": 32, "U": 32, "NOFLAG": 0} {
		out[name] = Int(f)
	}
	flagAt := map[string]int{"split": 3, "sub": 4, "subn": 4, "compile": 1}
	for _, name := range []string{"search", "match", "fullmatch", "findall", "finditer", "split", "sub", "subn", "compile"} {
		at := 2
		if i, ok := flagAt[name]; ok {
			at = i
		}
		out[name] = fn(name, func(m *vm, a *args) Value {
			flags := m.needInt(a.get(at, "flags", Int(0)))
			p := m.compilePattern(a.need(m, name, 0, "pattern"), flags)
			if name == "compile" {
				return p
			}
			rest := &args{kw: a.kw}
			if n := min(len(a.pos), at); n > 1 {
				rest.pos = a.pos[1:n]
			}
			return m.patternCall(p, name, rest)
		})
	}
	out["escape"] = fn("escape", func(m *vm, a *args) Value {
		var b strings.Builder
		for _, r := range m.needStr("escape", a.need(m, "escape", 0, "pattern")) {
			if strings.ContainsRune("()[]{}?*+-|^$\\.&~# \t\n\r\v\f", r) {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		}
		return NewStr(b.String())
	})
	out["purge"] = fn("purge", func(*vm, *args) Value { return None })
	return out
}

var patternMethods = map[string]bool{"search": true, "match": true, "fullmatch": true, "findall": true, "finditer": true, "split": true, "sub": true, "subn": true}

func (p *rePattern) attr(m *vm, name string) (Value, bool) {
	switch name {
	case "pattern":
		return p.text, true
	case "flags":
		return Int(p.flags | 32), true
	case "groups":
		return Int(len(p.names) - 1), true
	case "groupindex":
		d := NewDict()
		for i, n := range p.names {
			if n != "" {
				d.setStr(n, Int(i))
			}
		}
		return d, true
	}
	if !patternMethods[name] {
		return nil, false
	}
	return fn(name, func(m *vm, a *args) Value { return m.patternCall(p, name, a) }), true
}

// patternCall is p.name(…).
func (m *vm) patternCall(p *rePattern, name string, a *args) Value {
	if name == "sub" || name == "subn" {
		return m.reSub(p, name, a)
	}
	v := force(a.need(m, name, 0, "string"))
	if b, ok := v.(Bytes); ok {
		v = NewStr(string(b))
	}
	s, ok := v.(*Str)
	if !ok {
		m.raise("TypeError", "expected string or bytes-like object, got '%s'", typeName(v))
	}
	z := m.searcher(p, s)
	if name == "split" {
		return m.reSplit(z, int(m.needInt(a.get(1, "maxsplit", Int(0)))))
	}
	from, end := 0, len(z.runes)
	if name != "split" {
		from = int(max(0, min(m.needInt(a.get(1, "pos", Int(0))), int64(end))))
		end = int(max(0, min(m.needInt(a.get(2, "endpos", Int(end))), int64(end))))
	}
	switch name {
	case "findall":
		out := &List{}
		next := z.iterate(from, end)
		for r := next(); r != nil; r = next() {
			out.items = append(out.items, r.found())
		}
		return out
	case "finditer":
		next := z.iterate(from, end)
		return m.iterator("callable_iterator", func() (Value, bool) {
			r := next()
			return r, r != nil
		})
	case "match", "fullmatch":
		return m.reAnchored(z, name, from, end)
	}
	if r, _, _ := z.find(from, end); r != nil {
		return r
	}
	return None
}

// reAnchored is match and fullmatch: the pattern is tied to the start, or to both ends.
func (m *vm) reAnchored(z *searcher, name string, from, end int) Value {
	text := `\G(?:` + z.p.text.s + "\n)"
	if z.p.flags&reVerbose == 0 {
		text = `\G(?:` + z.p.text.s + ")"
	}
	if name == "fullmatch" {
		text += `\Z`
	}
	text = hoistFlags(text)
	p := m.compilePattern(NewStr(text), z.p.flags)
	z2 := *z
	z2.p = p
	r, i, _ := z2.find(from, end)
	if r == nil || i != from {
		return None
	}
	r.p = z.p
	return r
}

// hoistFlags moves leading inline flags such as (?i) in front of what was wrapped
// around a pattern.
func hoistFlags(text string) string {
	rest := strings.TrimPrefix(text, `\G(?:`)
	if !strings.HasPrefix(rest, "(?") {
		return text
	}
	end := strings.IndexByte(rest, ')')
	if end < 0 || strings.Trim(rest[2:end], "aimsxu") != "" || end == 2 {
		return text
	}
	return rest[:end+1] + `\G(?:` + rest[end+1:]
}

// found is what findall gives for a match.
func (r *reMatch) found() Value {
	orEmpty := func(n int) Value {
		if v := r.group(n); v != None {
			return v
		}
		return emptyStr
	}
	switch len(r.spans) {
	case 1:
		return r.group(0)
	case 2:
		return orEmpty(1)
	}
	out := make([]Value, len(r.spans)-1)
	for i := range out {
		out[i] = orEmpty(i + 1)
	}
	return &Tuple{items: out}
}

func (m *vm) reSplit(z *searcher, most int) Value {
	var out []Value
	at, n := 0, 0
	z.each(func(r *reMatch) bool {
		if most > 0 && n >= most {
			return false
		}
		n++
		out = append(out, z.s.bytes(at, r.spans[0][0]))
		for g := 1; g < len(r.spans); g++ {
			out = append(out, r.group(g))
		}
		at = r.spans[0][1]
		return true
	})
	return &List{items: append(out, z.s.bytes(at, len(z.s.s)))}
}

func (m *vm) reSub(p *rePattern, name string, a *args) Value {
	repl := force(a.need(m, name, 0, "repl"))
	v := force(a.need(m, name, 1, "string"))
	s, ok := v.(*Str)
	if !ok {
		m.raise("TypeError", "expected string or bytes-like object, got '%s'", typeName(v))
	}
	most := m.needInt(a.get(2, "count", Int(0)))
	template, isText := repl.(*Str)
	z := m.searcher(p, s)
	b := &strBuilder{}
	at, n := 0, int64(0)
	held := m.held
	z.each(func(r *reMatch) bool {
		if most > 0 && n >= most {
			return false
		}
		n++
		before := len(b.buf)
		b.str(s.bytes(at, r.spans[0][0]))
		if isText {
			m.expand(b, template.s, r)
		} else if w := force(m.call(repl, []Value{r})); w != None {
			t, ok := w.(*Str)
			if !ok {
				m.raise("TypeError", "expected str instance, %s found", typeName(w))
			}
			b.str(t)
		}
		m.hold(int64(len(b.buf) - before))
		at = r.spans[0][1]
		return true
	})
	m.held = held
	var out Value = s
	if n > 0 {
		b.str(s.bytes(at, len(s.s)))
		out = b.value()
	}
	if name == "subn" {
		return pair(out, Int(n))
	}
	return out
}

// expand writes a replacement template.
func (m *vm) expand(b *strBuilder, t string, r *reMatch) {
	for i := 0; i < len(t); i++ {
		c := t[i]
		if c != '\\' || i+1 >= len(t) {
			b.raw(t[i : i+1])
			continue
		}
		i++
		switch e := t[i]; {
		case e == 'g' && i+1 < len(t) && t[i+1] == '<':
			end := strings.IndexByte(t[i:], '>')
			if end < 0 {
				m.raise("error", "missing >, unterminated name at position %d", i+2)
			}
			m.writeGroup(b, r, NewStr(t[i+2:i+end]))
			i += end
		case e >= '1' && e <= '9':
			n := int(e - '0')
			if i+1 < len(t) && t[i+1] >= '0' && t[i+1] <= '9' {
				i++
				n = n*10 + int(t[i]-'0')
			}
			m.writeGroup(b, r, Int(n))
		case simpleEscapes[e] != 0 && e != '\'' && e != '"':
			b.raw(string(rune(simpleEscapes[e])))
		case e == '0':
			b.raw("\x00")
		case e >= 'a' && e <= 'z' || e >= 'A' && e <= 'Z':
			m.raise("error", "bad escape \\%c at position %d", e, i-1)
		default:
			b.raw(t[i-1 : i+1])
		}
	}
}

func (m *vm) writeGroup(b *strBuilder, r *reMatch, g Value) {
	if s, ok := g.(*Str); ok && isDigits(s.s) {
		g = m.parseInt(s.s, 10)
	}
	n := r.number(m, g)
	if n < 0 {
		m.raise("error", "invalid group reference %s", m.str(g))
	}
	if v, ok := r.group(n).(*Str); ok {
		b.str(v)
	}
}

// number returns the number of a group given by number or name, or -1.
func (r *reMatch) number(_ *vm, g Value) int {
	switch g := force(g).(type) {
	case Int:
		if g >= 0 && int(g) < len(r.spans) {
			return int(g)
		}
	case *Str:
		for i, n := range r.p.names {
			if n != "" && n == g.s {
				return i
			}
		}
	}
	return -1
}

func (r *reMatch) need(m *vm, g Value) int {
	n := r.number(m, g)
	if n < 0 {
		m.raise("IndexError", "no such group")
	}
	return n
}

func (r *reMatch) item(m *vm, k Value) Value { return r.group(r.need(m, k)) }

func (r *reMatch) repr(m *vm) string {
	sp := r.spans[0]
	return sprintf("<re.Match object; span=(%d, %d), match=%s>", r.s.index(sp[0]), r.s.index(sp[1]), m.repr(r.group(0)))
}

func (r *reMatch) attr(m *vm, name string) (Value, bool) {
	pos := func(n, side int) Value {
		if r.spans[n][0] < 0 {
			return Int(-1)
		}
		return Int(r.s.index(r.spans[n][side]))
	}
	switch name {
	case "string":
		return r.s, true
	case "re":
		return r.p, true
	case "pos":
		return Int(0), true
	case "endpos":
		return Int(r.s.length()), true
	case "lastindex", "lastgroup":
		for i := len(r.spans) - 1; i > 0; i-- {
			if r.spans[i][0] >= 0 {
				if name == "lastindex" {
					return Int(i), true
				}
				if r.p.names[i] != "" {
					return NewStr(r.p.names[i]), true
				}
				return None, true
			}
		}
		return None, true
	}
	var f func(m *vm, a *args) Value
	switch name {
	case "group":
		f = func(m *vm, a *args) Value {
			switch len(a.pos) {
			case 0:
				return r.group(0)
			case 1:
				return r.group(r.need(m, a.pos[0]))
			}
			out := make([]Value, len(a.pos))
			for i, g := range a.pos {
				out[i] = r.group(r.need(m, g))
			}
			return &Tuple{items: out}
		}
	case "groups", "groupdict":
		f = func(m *vm, a *args) Value {
			def := a.get(0, "default", None)
			d, t := NewDict(), &Tuple{}
			for i := 1; i < len(r.spans); i++ {
				v := r.group(i)
				if v == None {
					v = def
				}
				t.items = append(t.items, v)
				if n := r.p.names[i]; n != "" {
					d.setStr(n, v)
				}
			}
			if name == "groups" {
				return t
			}
			return d
		}
	case "start", "end", "span":
		f = func(m *vm, a *args) Value {
			n := r.need(m, a.get(0, "group", Int(0)))
			switch name {
			case "start":
				return pos(n, 0)
			case "end":
				return pos(n, 1)
			}
			return pair(pos(n, 0), pos(n, 1))
		}
	case "expand":
		f = func(m *vm, a *args) Value {
			b := &strBuilder{}
			m.expand(b, m.str(a.need(m, "expand", 0, "template")), r)
			return b.value()
		}
	default:
		return nil, false
	}
	return fn(name, f), true
}
