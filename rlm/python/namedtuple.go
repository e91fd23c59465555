package python

import "strings"

// A tupleShape is what the classes that namedtuple makes know of their fields.
type tupleShape struct {
	names []string
	defs  []Value // of the last fields
}

func namedTuple(m *vm, a *args) Value {
	name := m.needStr("namedtuple", a.need(m, "namedtuple", 0, "typename"))
	var fields []string
	given := a.need(m, "namedtuple", 1, "field_names")
	if s, ok := given.(*Str); ok {
		fields = strings.Fields(strings.ReplaceAll(s.s, ",", " "))
	} else {
		for _, f := range m.collect(given) {
			fields = append(fields, m.str(f))
		}
	}
	fields = m.checkFields(name, fields, m.truth(a.get(-1, "rename", Bool(false))))
	s := &tupleShape{names: fields}
	if d := a.get(-1, "defaults", None); d != None {
		if s.defs = m.collect(d); len(s.defs) > len(fields) {
			m.raise("TypeError", "Got more default values than field names")
		}
	}
	return namedClass(name, s)
}

// checkFields refuses names that are no identifiers or come twice, or replaces them.
func (m *vm) checkFields(typename string, fields []string, rename bool) []string {
	seen := map[string]bool{}
	out := append([]string(nil), fields...)
	if rename {
		for i, f := range out {
			if !isIdentifier(f) || keywords[f] || strings.HasPrefix(f, "_") || seen[f] {
				out[i] = sprintf("_%d", i)
			}
			seen[f] = true
		}
		clear(seen)
	}
	for _, f := range append([]string{typename}, out...) {
		if !isIdentifier(f) {
			m.raise("ValueError", "Type names and field names must be valid identifiers: %s", quote(f))
		}
		if keywords[f] {
			m.raise("ValueError", "Type names and field names cannot be a keyword: %s", quote(f))
		}
	}
	for _, f := range out {
		if strings.HasPrefix(f, "_") && !rename {
			m.raise("ValueError", "Field names cannot start with an underscore: %s", quote(f))
		}
		if seen[f] {
			m.raise("ValueError", "Encountered duplicate field name: %s", quote(f))
		}
		seen[f] = true
	}
	return out
}

// namedClass makes a class of named tuples.
func namedClass(name string, s *tupleShape) *class {
	c := newClass(name, tupleClass)
	names := &Tuple{}
	for i, f := range s.names {
		names.items = append(names.items, NewStr(f))
		c.ns.setStr(f, &wrapped{kind: "property", field: true, fn: fn(f, func(_ *vm, a *args) Value { return a.pos[0].(*Tuple).items[i] })})
	}
	defs := NewDict()
	for i, d := range s.defs {
		defs.setStr(s.names[len(s.names)-len(s.defs)+i], d)
	}
	c.ns.setStr("_fields", names)
	c.ns.setStr("__match_args__", names)
	c.ns.setStr("_field_defaults", defs)
	c.make = func(m *vm, c *class, a *args) Value { return s.make(m, c, a) }
	c.methods = map[string]method{
		"_asdict": func(_ *vm, self Value, _ *args) Value {
			d := NewDict()
			for i, f := range s.names {
				d.setStr(f, self.(*Tuple).items[i])
			}
			return d
		},
		"_replace": s.replace,
		"_make": func(m *vm, self Value, a *args) Value {
			items := m.collect(a.need(m, "_make", 0, "iterable"))
			if len(items) != len(s.names) {
				m.raise("TypeError", "Expected %d arguments, got %d", len(s.names), len(items))
			}
			return &Tuple{items: items, cls: self.(*class)}
		},
	}
	return c
}

func (s *tupleShape) at(name string) int {
	for i, f := range s.names {
		if f == name {
			return i
		}
	}
	return -1
}

func (s *tupleShape) replace(m *vm, self Value, a *args) Value {
	old := self.(*Tuple)
	out := &Tuple{items: append([]Value(nil), old.items...), cls: old.cls}
	var unknown []Value
	for _, k := range a.kw {
		if i := s.at(k.name); i >= 0 {
			out.items[i] = k.v
		} else {
			unknown = append(unknown, NewStr(k.name))
		}
	}
	if unknown != nil {
		m.raise("ValueError", "Got unexpected field names: %s", m.repr(&List{items: unknown}))
	}
	return out
}

func (s *tupleShape) make(m *vm, c *class, a *args) Value {
	n := len(s.names)
	if len(a.pos) > n {
		if len(s.defs) > 0 {
			m.raise("TypeError", "%s.__new__() takes from %d to %d positional arguments but %d were given", c.name, n+1-len(s.defs), n+1, len(a.pos)+1)
		}
		m.raise("TypeError", "%s.__new__() takes %d positional argument%s but %d were given", c.name, n+1, plural(n+1), len(a.pos)+1)
	}
	out := &Tuple{items: make([]Value, n), cls: c}
	copy(out.items, a.pos)
	for _, k := range a.kw {
		i := s.at(k.name)
		switch {
		case i < 0:
			m.raise("TypeError", "%s.__new__() got an unexpected keyword argument '%s'", c.name, k.name)
		case out.items[i] != nil:
			m.raise("TypeError", "%s.__new__() got multiple values for argument '%s'", c.name, k.name)
		}
		out.items[i] = k.v
	}
	var lack []string
	for i, f := range s.names {
		if j := i - (n - len(s.defs)); out.items[i] == nil && j >= 0 {
			out.items[i] = s.defs[j]
		}
		if out.items[i] == nil {
			lack = append(lack, "'"+f+"'")
		}
	}
	if len(lack) > 0 {
		m.raise("TypeError", "%s.__new__() missing %d required positional argument%s: %s", c.name, len(lack), plural(len(lack)), andList(lack))
	}
	return out
}
