package python

// A reMatch is a match. caps are pairs of bytes, -1 where a group took no part.
type reMatch struct {
	p       *rePattern
	t       *reText
	caps    []int
	last    int // the group that ended last, or 0
	pos, to int
}

func (*reMatch) Type() string        { return "Match" }
func (*reMatch) class() *class       { return matchClass }
func (r *reMatch) contents() []Value { return []Value{r.t.v} }
func (*reMatch) truth() bool         { return true }

// group returns what group n matched, or None.
func (r *reMatch) group(n int) Value {
	if v := r.groupOr(n, nil); v != nil {
		return v
	}
	return None
}

func (r *reMatch) groupOr(n int, missing Value) Value {
	i, j := r.caps[2*n], r.caps[2*n+1]
	if i < 0 || j < i {
		return missing
	}
	return r.t.part(i, j)
}

// need is the number of a group given by number or name.
func (r *reMatch) need(m *vm, g Value) int {
	g = force(g)
	if s, ok := g.(*Str); ok {
		for i, n := range r.p.names {
			if n != "" && n == s.s {
				return i
			}
		}
	} else if n, ok := asInt64(g); ok {
		if n >= 0 && n < int64(len(r.p.names)) {
			return int(n)
		}
	} else if v, ok := m.indexDunder(g); ok {
		return r.need(m, v)
	}
	m.raise("IndexError", "no such group")
	return 0
}

func (r *reMatch) item(m *vm, k Value) Value { return r.group(r.need(m, k)) }

func (r *reMatch) repr(m *vm) string {
	return sprintf("<re.Match object; span=(%d, %d), match=%s>", r.t.index(r.caps[0]), r.t.index(r.caps[1]), m.repr(r.group(0)))
}

// bound is the start (side 0) or end of group n, as programs count.
func (r *reMatch) bound(n, side int) Value {
	if r.caps[2*n] < 0 || r.caps[2*n+1] < 0 {
		return Int(-1)
	}
	return Int(r.t.index(r.caps[2*n+side]))
}

func (r *reMatch) span(n int) Value { return pair(r.bound(n, 0), r.bound(n, 1)) }

func (r *reMatch) attr(_ *vm, name string) (Value, bool) {
	switch name {
	case "string":
		return r.t.v, true
	case "re":
		return r.p, true
	case "pos":
		return Int(r.t.index(r.pos)), true
	case "endpos":
		return Int(r.t.index(r.to)), true
	case "lastindex":
		if r.last == 0 {
			return None, true
		}
		return Int(r.last), true
	case "lastgroup":
		if r.p.names[r.last] == "" {
			return None, true
		}
		return NewStr(r.p.names[r.last]), true
	case "regs":
		out := &Tuple{}
		for i := range r.p.names {
			out.items = append(out.items, r.span(i))
		}
		return out, true
	}
	f, ok := matchMethods[name]
	if !ok {
		return nil, false
	}
	return &builtin{name: name, self: r, call: func(m *vm, a *args) Value { return f(m, r, a) }}, true
}

var matchMethods = map[string]func(m *vm, r *reMatch, a *args) Value{
	"group":     matchGroup,
	"groups":    matchGroups,
	"groupdict": matchGroupdict,
	"start":     func(m *vm, r *reMatch, a *args) Value { return r.bound(r.groupArg(m, "start", a), 0) },
	"end":       func(m *vm, r *reMatch, a *args) Value { return r.bound(r.groupArg(m, "end", a), 1) },
	"span":      func(m *vm, r *reMatch, a *args) Value { return r.span(r.groupArg(m, "span", a)) },
	"expand": func(m *vm, r *reMatch, a *args) Value {
		template := m.template(r.p, bindArgs(m, "expand", []string{"template"}, a, false)[0])
		w := newReWriter(m, r.t)
		template.write(w, r.t, r.caps)
		return w.value()
	},
	"__copy__":     func(_ *vm, r *reMatch, _ *args) Value { return r },
	"__deepcopy__": func(_ *vm, r *reMatch, _ *args) Value { return r },
	"__getitem__":  func(m *vm, r *reMatch, a *args) Value { return r.item(m, a.need(m, "__getitem__", 0, "key")) },
}

// groupArg is the one argument of start, end and span.
func (r *reMatch) groupArg(m *vm, name string, a *args) int {
	if len(a.kw) > 0 {
		m.raise("TypeError", "Match.%s() takes no keyword arguments", name)
	}
	a.count(m, name, 0, 1)
	if len(a.pos) == 0 {
		return 0
	}
	return r.need(m, a.pos[0])
}

func matchGroup(m *vm, r *reMatch, a *args) Value {
	if len(a.kw) > 0 {
		m.raise("TypeError", "Match.group() takes no keyword arguments")
	}
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

// defaultArg is the argument default of groups and groupdict.
func defaultArg(m *vm, name string, a *args) Value {
	a.count(m, name, 0, 1)
	for _, k := range a.kw {
		if k.name != "default" {
			m.raise("TypeError", "'%s' is an invalid keyword argument for %s()", k.name, name)
		}
	}
	return a.get(0, "default", None)
}

func matchGroups(m *vm, r *reMatch, a *args) Value {
	missing := defaultArg(m, "groups", a)
	out := &Tuple{}
	for i := 1; i < len(r.p.names); i++ {
		out.items = append(out.items, r.groupOr(i, missing))
	}
	return out
}

func matchGroupdict(m *vm, r *reMatch, a *args) Value {
	missing := defaultArg(m, "groupdict", a)
	out := NewDict()
	for i, name := range r.p.names {
		if name != "" {
			out.setStr(name, r.groupOr(i, missing))
		}
	}
	return out
}
