package python

import "strings"

// A reText is what a pattern is matched against: a str, or bytes.
type reText struct {
	v   Value
	str *Str // nil: bytes
	s   string
}

// subject checks that a value can be matched by p.
func (m *vm) subject(p *rePattern, v Value) *reText {
	v = force(v)
	t := &reText{v: v}
	switch v := v.(type) {
	case *Str:
		if p.raw {
			m.raise("TypeError", "cannot use a bytes pattern on a string-like object")
		}
		t.str, t.s = v, v.s
		v.length() // counted once, so that parts of it know that they are ASCII
	case Bytes:
		if !p.raw {
			m.raise("TypeError", "cannot use a string pattern on a bytes-like object")
		}
		t.s = string(v)
	default:
		m.raise("TypeError", "expected string or bytes-like object, got '%s'", typeName(v))
	}
	return t
}

// part is the value of bytes [i,j).
func (t *reText) part(i, j int) Value {
	if t.str != nil {
		return t.str.bytes(i, j)
	}
	if j-i < len(t.s)/4 {
		return Bytes(strings.Clone(t.s[i:j]))
	}
	return Bytes(t.s[i:j])
}

// index is how programs count byte i.
func (t *reText) index(i int) int {
	if t.str != nil {
		return t.str.index(i)
	}
	return i
}

// offset is the byte of an index of programs, which is brought into range.
func (t *reText) offset(i int64) int {
	if t.str == nil {
		return int(max(0, min(i, int64(len(t.s)))))
	}
	return t.str.offset(int(max(0, min(i, int64(t.str.length())))))
}

// empty is the value of a group that took no part, where none is wanted.
func (t *reText) empty() Value {
	if t.str != nil {
		return emptyStr
	}
	return Bytes("")
}

// A reScan is a row of matches of a pattern in a text.
type reScan struct {
	m       *vm
	p       *rePattern
	t       *reText
	k       *reMachine
	pos, to int // where the program wants to search; bytes
	at      int // where the next match is looked for
}

// newScan makes a scan from pos to endpos, nil for all of the text.
func (m *vm) newScan(p *rePattern, v, pos, endpos Value) *reScan {
	t := m.subject(p, v)
	z := &reScan{m: m, p: p, t: t, to: len(t.s)}
	if pos != nil {
		z.pos = t.offset(m.needInt(pos))
	}
	if endpos != nil {
		z.to = t.offset(m.needInt(endpos))
	}
	z.at = z.pos
	z.k = newMachine(m, p.prog, t.s[:z.to])
	m.charge(int64(400 + 16*p.prog.groups))
	return z
}

// next finds the next match of the row; the matcher has it then.
func (z *reScan) next() bool {
	z.m.step(1)
	found := z.k.next(z.at)
	z.k.done()
	if found {
		z.at = z.k.follow()
	} else {
		z.at = len(z.t.s) + 1
	}
	return found
}

// group is group n of the match found last, or nil.
func (z *reScan) group(n int) Value {
	i, j := z.k.caps[2*n], z.k.caps[2*n+1]
	if i < 0 || j < i {
		return nil
	}
	z.m.charge(int64(112 + j - i))
	return z.t.part(i, j)
}

// match is the match found last as an object.
func (z *reScan) match() *reMatch {
	k := z.k
	z.m.charge(int64(160 + 8*len(k.caps)))
	return &reMatch{p: z.p, t: z.t, caps: append([]int(nil), k.caps...), last: k.last, pos: z.pos, to: z.to}
}

// patternParams are the methods of patterns and their parameters.
var patternParams = map[string][]string{"search": {"string", "pos", "endpos"}, "match": {"string", "pos", "endpos"},
	"fullmatch": {"string", "pos", "endpos"}, "findall": {"string", "pos", "endpos"}, "finditer": {"string", "pos", "endpos"},
	"scanner": {"string", "pos", "endpos"}, "split": {"string", "maxsplit"}, "sub": {"repl", "string", "count"}, "subn": {"repl", "string", "count"}}

func (p *rePattern) attr(_ *vm, name string) (Value, bool) {
	switch name {
	case "pattern":
		return p.source, true
	case "flags":
		return Int(p.flags), true
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
	case "__copy__", "__deepcopy__":
		return fn(name, func(*vm, *args) Value { return p }), true
	}
	params, ok := patternParams[name]
	if !ok {
		return nil, false
	}
	return fn(name, func(m *vm, a *args) Value {
		return m.patternCall(p, name, bindArgs(m, name, params, a, false))
	}), true
}

func (p *rePattern) repr(m *vm) string {
	text := m.repr(p.source)
	if r := []rune(text); len(r) > 200 {
		text = string(r[:200])
	}
	hidden := int64(0)
	if !p.raw && p.flags&(reLocale|reASCII) == 0 {
		hidden = reUnicode
	}
	if f := flagText(p.flags&^hidden, patternFlags); f != "" {
		text += ", " + f
	}
	return "re.compile(" + text + ")"
}

// patternCall is p.name(…); arguments left out are nil.
func (m *vm) patternCall(p *rePattern, name string, in []Value) Value {
	switch name {
	case "sub", "subn":
		return m.reSub(p, name, in)
	case "split":
		return m.reSplit(m.newScan(p, in[0], nil, nil), m.countArg(in[1]))
	}
	var pos, endpos Value
	if len(in) > 2 {
		pos, endpos = in[1], in[2]
	}
	z := m.newScan(p, in[0], pos, endpos)
	switch name {
	case "findall":
		return m.reFindall(z)
	case "finditer":
		return m.iterator("callable_iterator", func() (Value, bool) {
			if !z.next() {
				return nil, false
			}
			return z.match(), true
		})
	case "scanner":
		return &reScanner{z}
	}
	return z.one(name)
}

// one is search, match or fullmatch at the place of the scan; it moves on.
func (z *reScan) one(name string) Value {
	if name == "search" {
		if z.next() {
			return z.match()
		}
		return None
	}
	z.m.step(1)
	found := z.at <= len(z.k.s) && z.k.match(z.at, name == "fullmatch")
	z.k.done()
	if !found {
		z.at = len(z.t.s) + 1
		return None
	}
	z.at = z.k.follow()
	return z.match()
}

// countArg is the argument maxsplit or count; 0 for no limit.
func (m *vm) countArg(v Value) int64 {
	if v == nil {
		return 0
	}
	return m.needInt(v)
}

func (m *vm) reFindall(z *reScan) Value {
	out := &List{}
	orEmpty := func(n int) Value {
		if v := z.group(n); v != nil {
			return v
		}
		return z.t.empty()
	}
	for z.next() {
		m.chargeAppend(out)
		switch groups := z.p.prog.groups; groups {
		case 1, 2:
			out.items = append(out.items, orEmpty(groups-1))
		default:
			items := make([]Value, groups-1)
			m.charge(int64(64 + 16*groups))
			for i := range items {
				items[i] = orEmpty(i + 1)
			}
			out.items = append(out.items, &Tuple{items: items})
		}
	}
	return out
}

// chargeAppend charges one more item of a list.
func (m *vm) chargeAppend(l *List) {
	if len(l.items) == cap(l.items) {
		m.charge(int64(16*cap(l.items) + 64))
	}
}

// A reScanner is pattern.scanner(text).
type reScanner struct{ z *reScan }

func (*reScanner) Type() string { return "SRE_Scanner" }

func (s *reScanner) attr(_ *vm, name string) (Value, bool) {
	switch name {
	case "pattern":
		return s.z.p, true
	case "search", "match":
		return fn(name, func(m *vm, a *args) Value { return s.z.one(name) }), true
	}
	return nil, false
}
