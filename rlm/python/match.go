package python

import "strings"

// at is group i as a str, or None.
func (m *match) at(i int) Value {
	if m.spans[i][0] < 0 {
		return None
	}
	return m.in.cut(m.spans[i][0], m.spans[i][1])
}

// index finds a group by number or name.
func (m *match) index(key Value) (int, error) {
	if n, ok := asInt(key); ok && n >= 0 && int(n) < len(m.spans) {
		return int(n), nil
	}
	if name, ok := key.(*Str); ok && name.s != "" {
		for i, n := range m.names {
			if n == name.s {
				return i, nil
			}
		}
	}
	return 0, raise("IndexError", "no such group")
}

func (m *match) group(key Value) (Value, error) {
	i, err := m.index(key)
	if err != nil {
		return nil, err
	}
	return m.at(i), nil
}

// found is what findall gives for a match.
func (m *match) found() Value {
	empty := func(v Value) Value {
		if v == None {
			return NewStr("")
		}
		return v
	}
	switch len(m.spans) {
	case 1:
		return m.at(0)
	case 2:
		return empty(m.at(1))
	}
	var t Tuple
	for i := 1; i < len(m.spans); i++ {
		t = append(t, empty(m.at(i)))
	}
	return t
}

func (m *match) attr(name string) Value {
	place := func(side int) Value {
		return method(name, 0, 1, func(_ *Session, a []Value) (Value, error) {
			i := 0
			if len(a) == 1 {
				var err error
				if i, err = m.index(a[0]); err != nil {
					return nil, err
				}
			}
			span := m.spans[i]
			if span[0] < 0 {
				return Int(-1), nil
			}
			from, to := Int(m.in.runes(span[0])), Int(m.in.runes(span[1]))
			return []Value{from, to, Tuple{from, to}}[side], nil
		})
	}
	switch name {
	case "group":
		return method(name, 0, -1, func(_ *Session, a []Value) (Value, error) {
			if len(a) == 0 {
				return m.at(0), nil
			}
			var t Tuple
			for _, key := range a {
				v, err := m.group(key)
				if err != nil {
					return nil, err
				}
				t = append(t, v)
			}
			if len(t) == 1 {
				return t[0], nil
			}
			return t, nil
		})
	case "groups":
		return method(name, 0, 1, func(_ *Session, a []Value) (Value, error) {
			t := Tuple{}
			for i := 1; i < len(m.spans); i++ {
				v := m.at(i)
				if v == None && len(a) == 1 {
					v = a[0]
				}
				t = append(t, v)
			}
			return t, nil
		})
	case "groupdict":
		return method(name, 0, 0, func(*Session, []Value) (Value, error) {
			d := NewDict()
			for i, n := range m.names {
				if n != "" {
					_ = d.Set(NewStr(n), m.at(i)) // a str is hashable
				}
			}
			return d, nil
		})
	case "start":
		return place(0)
	case "end":
		return place(1)
	case "span":
		return place(2)
	case "string":
		return m.in
	case "lastindex":
		return Int(len(m.spans) - 1)
	}
	return nil
}

func (p *pattern) attr(name string) Value {
	switch name {
	case "pattern":
		return NewStr(p.text)
	case "search", "match", "fullmatch", "findall", "finditer":
		return method(name, 1, 1, func(_ *Session, a []Value) (Value, error) { return p.run(name, a) })
	case "split":
		return keyed(name, []string{"string", "maxsplit"}, 1, func(_ *Session, a []Value) (Value, error) { return p.run(name, a) })
	case "sub", "subn":
		return keyed(name, []string{"repl", "string", "count"}, 2, func(_ *Session, a []Value) (Value, error) { return p.run(name, a) })
	}
	return nil
}

func splitBy(in *Str, ms []*match) Value {
	var parts []Value
	from := 0
	for _, m := range ms {
		parts = append(parts, in.cut(from, m.spans[0][0]))
		for i := 1; i < len(m.spans); i++ {
			parts = append(parts, m.at(i))
		}
		from = m.spans[0][1]
	}
	return &List{append(parts, in.cut(from, len(in.s)))}
}

// replace is re.sub; with is a template or a function.
func (p *pattern) replace(in *Str, ms []*match, with Value) (Value, error) {
	var b builder
	from := 0
	for _, m := range ms {
		b.add(in.cut(from, m.spans[0][0]))
		from = m.spans[0][1]
		var part *Str
		var err error
		if t, ok := with.(*Str); ok {
			part, err = m.expand(t.s)
		} else {
			var v Value
			if v, err = p.s.call(with, []Value{m}, nil); err == nil {
				part, ok = force(v).(*Str)
				if !ok {
					err = raise("TypeError", "expected str instance, %s found", force(v).Type())
				}
			}
		}
		if err != nil {
			return nil, err
		}
		if err := p.s.grow(int64(len(part.s))); err != nil {
			return nil, err
		}
		b.add(part)
	}
	b.add(in.cut(from, len(in.s)))
	return b.str(), nil
}

// expand fills in \1, \g<name> and escapes of a template.
func (m *match) expand(t string) (*Str, error) {
	var b builder
	for i := 0; i < len(t); i++ {
		if t[i] != '\\' || i+1 == len(t) {
			b.addString(t[i : i+1])
			continue
		}
		i++
		switch c := t[i]; {
		case c == 'n':
			b.addString("\n")
		case c == 't':
			b.addString("\t")
		case c == '\\':
			b.addString(`\`)
		case '0' <= c && c <= '9':
			if err := m.addGroup(&b, Int(c-'0')); err != nil {
				return nil, err
			}
		case c == 'g' && i+1 < len(t) && t[i+1] == '<':
			end := strings.IndexByte(t[i:], '>')
			if end < 0 {
				return nil, raise("ValueError", "missing >, unterminated name")
			}
			name := t[i+2 : i+end]
			var key Value = NewStr(name)
			if n, ok := new10(name); ok {
				key = n
			}
			if err := m.addGroup(&b, key); err != nil {
				return nil, err
			}
			i += end
		default:
			b.addString(t[i-1 : i+1])
		}
	}
	return b.str(), nil
}

func (m *match) addGroup(b *builder, key Value) error {
	v, err := m.group(key)
	if err != nil {
		return raise("ValueError", "invalid group reference %s", str(key))
	}
	if t, ok := v.(*Str); ok {
		b.add(t)
	}
	return nil
}
