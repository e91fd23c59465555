package python

import (
	"strconv"
	"strings"
)

// A reWriter joins parts of a text and replacements to a str or to bytes.
type reWriter struct {
	m      *vm
	str    bool
	b      strBuilder
	parts  int // pieces so far, for the words of errors
	length int // bytes charged
}

func newReWriter(m *vm, t *reText) *reWriter { return &reWriter{m: m, str: t.str != nil} }

// part adds bytes [i,j) of a text.
func (w *reWriter) part(t *reText, i, j int) {
	if i >= j {
		return
	}
	w.grow(j - i)
	if t.str == nil || len(t.str.org) == 0 {
		w.b.raw(t.s[i:j])
		return
	}
	w.b.str(t.str.bytes(i, j))
}

func (w *reWriter) raw(s string) {
	w.grow(len(s))
	w.b.raw(s)
}

// grow charges n bytes more before they are made.
func (w *reWriter) grow(n int) {
	w.m.hold(int64(n))
	w.length += n
}

// add adds what a function returned for a match.
func (w *reWriter) add(v Value) {
	v = force(v)
	if v == None {
		return
	}
	switch s := v.(type) {
	case *Str:
		if w.str {
			w.grow(len(s.s))
			w.b.str(s)
			w.parts++
			return
		}
	case Bytes:
		if !w.str {
			w.raw(string(s))
			w.parts++
			return
		}
	}
	if w.str {
		w.m.raise("TypeError", "sequence item %d: expected str instance, %s found", w.parts, typeName(v))
	}
	w.m.raise("TypeError", "sequence item %d: expected a bytes-like object, %s found", w.parts, typeName(v))
}

func (w *reWriter) value() Value {
	if w.str {
		return w.b.value()
	}
	return Bytes(w.b.buf)
}

// reSub is sub and subn.
func (m *vm) reSub(p *rePattern, name string, in []Value) Value {
	repl := force(in[0])
	var tmpl *reTemplateText
	if !isCallable(repl) {
		tmpl = m.template(p, repl)
	}
	z := m.newScan(p, in[1], nil, nil)
	most := m.countArg(in[2])
	held := m.held
	w := newReWriter(m, z.t)
	at, n := 0, int64(0)
	for (most <= 0 || n < most) && z.next() {
		caps := z.k.caps
		from, to := caps[0], caps[1]
		if from > at {
			w.part(z.t, at, from)
			w.parts++
		}
		if tmpl != nil {
			tmpl.write(w, z.t, caps)
			w.parts++
		} else {
			w.add(m.call(repl, []Value{z.match()}))
		}
		at = to
		n++
	}
	m.held = held
	out := z.t.v
	if n > 0 {
		w.part(z.t, at, len(z.t.s))
		m.held = held
		out = w.value()
	}
	if name == "subn" {
		return pair(out, Int(n))
	}
	return out
}

func isCallable(v Value) bool {
	switch v := v.(type) {
	case *closure, *builtin, *boundMethod, *builtinMethod, *class, callable:
		return true
	case *instance:
		_, ok := v.cls.lookup("__call__")
		return ok
	}
	return false
}

func (m *vm) reSplit(z *reScan, most int64) Value {
	out := &List{}
	add := func(v Value) {
		m.chargeAppend(out)
		out.items = append(out.items, v)
	}
	at := 0
	for n := int64(0); (most <= 0 || n < most) && z.next(); n++ {
		from, to := z.k.caps[0], z.k.caps[1]
		m.charge(int64(112 + from - at))
		add(z.t.part(at, from))
		for g := 1; g < z.p.prog.groups; g++ {
			if v := z.group(g); v != nil {
				add(v)
			} else {
				add(None)
			}
		}
		at = to
	}
	m.charge(int64(112 + len(z.t.s) - at))
	add(z.t.part(at, len(z.t.s)))
	return out
}

// A reTemplateText is a parsed replacement: literals and groups by turns.
type reTemplateText struct {
	parts []templatePart
}

// A templatePart is a literal, or group n if n ≥ 0.
type templatePart struct {
	lit string
	n   int
}

func (t *reTemplateText) write(w *reWriter, text *reText, caps []int) {
	for _, p := range t.parts {
		if p.n < 0 {
			w.raw(p.lit)
		} else if i, j := caps[2*p.n], caps[2*p.n+1]; i >= 0 {
			w.part(text, i, j)
		}
	}
}

// template parses a replacement for matches of p.
func (m *vm) template(p *rePattern, v Value) *reTemplateText {
	text, raw := "", false
	switch v := force(v).(type) {
	case *Str:
		text = v.s
	case Bytes:
		text, raw = string(v), true
	default:
		m.raise("TypeError", "decoding to str: need a bytes-like object, %s found", typeName(v))
	}
	if raw != p.raw {
		want, got := "str instance", "bytes"
		if p.raw {
			want, got = "a bytes-like object", "str"
		}
		m.raise("TypeError", "sequence item 0: expected %s, %s found", want, got)
	}
	if strings.IndexByte(text, '\\') < 0 {
		return &reTemplateText{[]templatePart{{text, -1}}}
	}
	out, bad := parseTemplate(p, text, raw)
	if bad != nil {
		m.reError(bad, v, text)
	}
	return out
}

// A templateParser reads replacements with the tokens of patterns.
type templateParser struct {
	reParser
	p   *rePattern
	out reTemplateText
	lit strings.Builder
}

func parseTemplate(p *rePattern, text string, raw bool) (out *reTemplateText, err *reError) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*reError)
			if !ok {
				panic(r)
			}
			err = e
		}
	}()
	t := &templateParser{p: p, reParser: reParser{raw: raw, src: patternRunes(text, raw)}}
	t.advance()
	for t.next != nil {
		if k := t.get(); len(k) == 2 {
			t.escape(k)
		} else {
			t.rune(k[0])
		}
	}
	t.flush()
	return &t.out, nil
}

func (t *templateParser) rune(r rune) { t.lit.WriteString(byteString(r, t.raw)) }

func (t *templateParser) flush() {
	if t.lit.Len() > 0 {
		t.out.parts = append(t.out.parts, templatePart{t.lit.String(), -1})
		t.lit.Reset()
	}
}

func (t *templateParser) group(n, back int) {
	if n >= len(t.p.names) {
		t.fail(sprintf("invalid group reference %d", n), back)
	}
	t.flush()
	t.out.parts = append(t.out.parts, templatePart{"", n})
}

func (t *templateParser) escape(k []rune) {
	switch c := k[1]; {
	case c == 'g':
		t.named()
	case c == '0':
		r, _ := strconv.ParseInt("0"+t.while(2, octDigits), 8, 32)
		t.rune(rune(r & 0xff))
	case c >= '1' && c <= '9':
		t.numbered(c)
	case regexpEscapes[c] != 0:
		t.rune(regexpEscapes[c])
	case c < 0x80 && (c|0x20) >= 'a' && (c|0x20) <= 'z':
		t.fail("bad escape "+string(k), len(k))
	default:
		t.rune('\\')
		t.rune(c)
	}
}

// numbered is \1 or \12, or a character in octal.
func (t *templateParser) numbered(c rune) {
	text := string(c)
	if t.nextIn("0123456789") {
		text += string(t.get())
		if c <= '7' && text[1] <= '7' && t.nextIn(octDigits) {
			t.rune(t.octal(text + string(t.get())))
			return
		}
	}
	n, _ := strconv.Atoi(text)
	t.group(n, len(text))
}

// named is \g<name> or \g<1>.
func (t *templateParser) named() {
	if !t.match('<') {
		t.fail("missing <", 0)
	}
	name := t.until('>', "group name")
	back := runeLen(name) + 1
	if isIdentifier(name) {
		for i, n := range t.p.names {
			if n == name {
				t.group(i, back)
				return
			}
		}
		panic(&reError{"IndexError", "unknown group name " + quote(name), -1})
	}
	n, ok := parseGroupNumber(name)
	if !ok {
		t.fail("bad character in group name "+quote(name), back)
	}
	t.group(n, back)
}
