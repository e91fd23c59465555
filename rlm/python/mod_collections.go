package python

import "strings"

func (m *vm) moduleCollections() map[string]Value {
	dequeClass.make = makeDeque
	return map[string]Value{"Counter": counterClass, "defaultdict": defaultClass, "OrderedDict": orderedClass, "deque": dequeClass,
		"namedtuple": fn("namedtuple", namedTuple)}
}

// namedTuple makes a class of named tuples.
func namedTuple(m *vm, a *args) Value {
	name := m.needStr("namedtuple", a.need(m, "namedtuple", 0, "typename"))
	var fields []Value
	if s, ok := a.need(m, "namedtuple", 1, "field_names").(*Str); ok {
		for _, f := range strings.Fields(strings.ReplaceAll(s.s, ",", " ")) {
			fields = append(fields, NewStr(f))
		}
	} else {
		fields = m.collect(a.pos[1])
	}
	defs := m.collect(a.get(-1, "defaults", &Tuple{}))
	c := newClass(name, tupleClass)
	c.ns.setStr("_fields", &Tuple{items: fields})
	c.ns.setStr("__match_args__", &Tuple{items: fields})
	c.make = func(m *vm, c *class, a *args) Value { return m.makeNamed(c, fields, defs, a) }
	for i, f := range fields {
		c.ns.setStr(m.str(f), &wrapped{kind: "property", fn: fn(m.str(f), func(_ *vm, a *args) Value { return a.pos[0].(*Tuple).items[i] })})
	}
	c.methods = map[string]method{
		"_asdict": func(m *vm, self Value, _ *args) Value {
			d := NewDict()
			for i, f := range fields {
				d.setStr(m.str(f), self.(*Tuple).items[i])
			}
			return d
		},
		"_replace": func(m *vm, self Value, a *args) Value {
			kw := append([]kwarg(nil), a.kw...)
			for i, f := range fields {
				if a.get(-1, m.str(f), nil) == nil {
					kw = append(kw, kwarg{m.str(f), self.(*Tuple).items[i]})
				}
			}
			return m.makeNamed(classOf(self), fields, nil, &args{kw: kw})
		},
	}
	return c
}

func (m *vm) makeNamed(c *class, fields, defs []Value, a *args) Value {
	if len(a.pos) > len(fields) {
		m.raise("TypeError", "%s.__new__() takes %d positional arguments but %d were given", c.name, len(fields)+1, len(a.pos)+1)
	}
	out := &Tuple{items: make([]Value, len(fields)), cls: c}
	copy(out.items, a.pos)
	for _, k := range a.kw {
		found := false
		for i, f := range fields {
			if m.str(f) == k.name && out.items[i] == nil {
				out.items[i], found = k.v, true
			}
		}
		if !found {
			m.raise("TypeError", "%s.__new__() got an unexpected keyword argument '%s'", c.name, k.name)
		}
	}
	var lack []string
	for i := range fields {
		if j := i - (len(fields) - len(defs)); out.items[i] == nil && j >= 0 {
			out.items[i] = defs[j]
		}
		if out.items[i] == nil {
			lack = append(lack, "'"+m.str(fields[i])+"'")
		}
	}
	if len(lack) > 0 {
		m.raise("TypeError", "%s.__new__() missing %d required positional argument%s: %s", c.name, len(lack), plural(len(lack)), andList(lack))
	}
	return out
}

// A deque is collections.deque.
type deque struct {
	l    List
	most int // -1: any
}

func (*deque) Type() string                         { return "deque" }
func (*deque) class() *class                        { return dequeClass }
func (d *deque) contents() []Value                  { return d.l.items }
func (d *deque) truth() bool                        { return len(d.l.items) > 0 }
func (d *deque) length() int                        { return len(d.l.items) }
func (d *deque) iterate(m *vm) func() (Value, bool) { return m.iter(&d.l) }
func (d *deque) item(m *vm, k Value) Value          { return d.l.items[m.index(k, len(d.l.items), "deque")] }
func (d *deque) setItem(m *vm, k, x Value)          { d.l.items[m.index(k, len(d.l.items), "deque")] = x }
func (d *deque) equal(m *vm, other Value) bool {
	o, ok := other.(*deque)
	return ok && m.eqItems(d.l.items, o.l.items, 0)
}

func (d *deque) repr(m *vm) string {
	if d.most >= 0 {
		return sprintf("deque(%s, maxlen=%d)", m.repr(&d.l), d.most)
	}
	return "deque(" + m.repr(&d.l) + ")"
}

func makeDeque(m *vm, _ *class, a *args) Value {
	d := &deque{most: -1}
	if v := a.get(1, "maxlen", None); v != None {
		d.most = int(m.needInt(v))
	}
	if v := a.get(0, "iterable", None); v != None {
		d.l.items = m.collect(v)
		d.trim(false)
	}
	return d
}

// trim drops what is beyond maxlen, from the end if right.
func (d *deque) trim(right bool) {
	n := len(d.l.items) - d.most
	switch {
	case d.most < 0 || n <= 0:
	case right:
		d.l.items = d.l.items[:d.most]
	default:
		d.l.items = d.l.items[n:]
	}
}

func (d *deque) attr(_ *vm, name string) (Value, bool) {
	var f func(m *vm, a *args) Value
	switch name {
	case "maxlen":
		if d.most < 0 {
			return None, true
		}
		return Int(d.most), true
	case "append", "appendleft", "extend", "extendleft":
		f = func(m *vm, a *args) Value {
			vs := a.pos[:1]
			if strings.HasPrefix(name, "extend") {
				vs = m.collect(a.pos[0])
			}
			m.charge(int64(16 * len(vs)))
			for _, v := range vs {
				if strings.HasSuffix(name, "left") {
					m.step(int64(len(d.l.items)) / 64)
					d.l.items = append([]Value{v}, d.l.items...)
					d.trim(true)
				} else {
					d.l.items = append(d.l.items, v)
					d.trim(false)
				}
			}
			return None
		}
	case "popleft", "pop":
		f = func(m *vm, _ *args) Value {
			n := len(d.l.items)
			if n == 0 {
				m.raise("IndexError", "pop from an empty deque")
			}
			if name == "pop" {
				v := d.l.items[n-1]
				d.l.items = d.l.items[:n-1]
				return v
			}
			v := d.l.items[0]
			d.l.items = d.l.items[1:]
			return v
		}
	case "rotate":
		f = func(m *vm, a *args) Value {
			if n := len(d.l.items); n > 0 {
				k := int(((m.needInt(a.get(0, "n", Int(1))) % int64(n)) + int64(n)) % int64(n))
				d.l.items = append(append([]Value(nil), d.l.items[n-k:]...), d.l.items[:n-k]...)
			}
			return None
		}
	case "clear", "remove", "count", "index", "reverse", "insert":
		return fn(name, func(m *vm, a *args) Value { return listClass.methods[name](m, &d.l, a) }), true
	default:
		return nil, false
	}
	return &builtin{name: name, call: f, lazy: name == "append" || name == "appendleft"}, true
}
