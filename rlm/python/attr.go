package python

import (
	"slices"
	"strings"
)

// method makes a bound method of a Go function.
func method(name string, least, most int, fn func(s *Session, a []Value) (Value, error)) Value {
	return native(name, least, most, fn)
}

// getAttr is v.name.
func (s *Session) getAttr(v Value, name string) (Value, error) {
	var m Value
	switch v := v.(type) {
	case *Str:
		m = s.strMethod(v, name)
	case *List:
		m = s.listMethod(v, name)
	case *Dict:
		m = s.dictMethod(v, name)
	case *Set:
		m = s.setMethod(v, name)
	case Tuple:
		m = s.tupleMethod(v, name)
	case *Record:
		if f, ok := v.Field(name); ok {
			return f, nil
		}
		m = s.recordMethod(v, name)
	case *Module:
		if x, ok := v.members[name]; ok {
			return x, nil
		}
		return nil, raise("AttributeError", "module '%s' has no attribute '%s'", v.name, name)
	case *exc:
		m = excAttr(v, name)
	case *match:
		m = v.attr(name)
	case *pattern:
		m = v.attr(name)
	case Bytes:
		if name == "decode" {
			m = method(name, 0, 2, func(*Session, []Value) (Value, error) { return NewStr(strings.ToValidUTF8(string(v), "\uFFFD")), nil })
		}
	case *builtin:
		m = s.typeAttr(v, name)
	case Float:
		if name == "is_integer" {
			m = method(name, 0, 0, func(*Session, []Value) (Value, error) { return Bool(v == Float(int64(v))), nil })
		}
	case Int:
		if name == "bit_length" {
			m = method(name, 0, 0, func(*Session, []Value) (Value, error) { n, _ := toBig(v); return Int(n.BitLen()), nil })
		}
	case *closure:
		if name == "__name__" {
			return NewStr(v.fn.name), nil
		}
		if x, ok := v.attrs[name]; ok {
			return x, nil
		}
	case *generator, *iterObject:
		if name == "__next__" {
			m = method(name, 0, 0, func(s *Session, _ []Value) (Value, error) { return s.call(s.builtins["next"], []Value{v}, nil) })
		}
	}
	if m != nil {
		return m, nil
	}
	if name == "__class__" {
		return s.call(s.builtins["type"], []Value{v}, nil)
	}
	if name == "__name__" {
		if e, ok := v.(*excType); ok {
			return NewStr(e.name), nil
		}
	}
	return nil, raise("AttributeError", "'%s' object has no attribute '%s'", v.Type(), name)
}

func (s *Session) setAttr(v Value, name string, x Value) error {
	if c, ok := v.(*closure); ok {
		if c.attrs == nil {
			c.attrs = map[string]Value{}
		}
		c.attrs[name] = x
		return nil
	}
	return raise("AttributeError", "'%s' object has no attribute '%s'", v.Type(), name)
}

func excAttr(e *exc, name string) Value {
	switch name {
	case "args":
		return e.args
	case "value", "msg":
		return NewStr(e.message())
	}
	return nil
}

// typeAttr finds str.lower, dict.fromkeys and the like.
func (s *Session) typeAttr(b *builtin, name string) Value {
	switch {
	case name == "__name__":
		return NewStr(b.name)
	case b.name == "chain" && name == "from_iterable":
		m, err := s.module("itertools")
		if err != nil {
			return nil
		}
		return m.members["chain_from_iterable"]
	case b.name == "dict" && name == "fromkeys":
		return method(name, 1, 2, func(s *Session, a []Value) (Value, error) {
			keys, err := collect(s, a[0])
			d, v := NewDict(), None
			if len(a) == 2 {
				v = a[1]
			}
			for _, k := range keys {
				if err == nil {
					err = d.Set(force(k), v)
				}
			}
			return d, err
		})
	case b.typ && b.name == "str" && name == "maketrans":
		return method(name, 1, 3, func(*Session, []Value) (Value, error) {
			return nil, raise("NotImplementedError", "str.maketrans is not here: use replace, or a comprehension")
		})
	case b.typ && slices.Contains([]string{"str", "list", "dict", "set", "tuple"}, b.name):
		return &builtin{name: name, fn: func(s *Session, args []Value, kw *Dict) (Value, error) {
			if len(args) == 0 {
				return nil, raise("TypeError", "unbound method %s.%s() needs an argument", b.name, name)
			}
			m, err := s.getAttr(force(args[0]), name)
			if err != nil {
				return nil, err
			}
			return s.call(m, args[1:], kw)
		}}
	}
	return nil
}

func (s *Session) recordMethod(r *Record, name string) Value {
	d := NewDict()
	for i, n := range r.names {
		_ = d.Set(NewStr(n), r.values[i])
	}
	switch name {
	case "get", "keys", "values", "items", "copy":
		return s.dictMethod(d, name)
	}
	return nil
}

func (s *Session) tupleMethod(t Tuple, name string) Value {
	switch name {
	case "index", "count":
		return s.listMethod(&List{t}, name)
	}
	return nil
}

func (s *Session) listMethod(l *List, name string) Value {
	switch name {
	case "append":
		return keeping(name, 1, 1, func(s *Session, a []Value) (Value, error) {
			l.items = append(l.items, a[0])
			return None, s.grow(16)
		})
	case "extend":
		return method(name, 1, 1, func(s *Session, a []Value) (Value, error) {
			items, err := collect(s, a[0])
			l.items = append(l.items, items...)
			return None, err
		})
	case "popleft":
		return method(name, 0, 0, func(*Session, []Value) (Value, error) {
			if len(l.items) == 0 {
				return nil, raise("IndexError", "pop from an empty deque")
			}
			v := l.items[0]
			l.items = l.items[1:]
			return v, nil
		})
	case "appendleft":
		return keeping(name, 1, 1, func(s *Session, a []Value) (Value, error) {
			l.items = slices.Insert(l.items, 0, a[0])
			return None, s.grow(16)
		})
	case "insert":
		return keeping(name, 2, 2, func(s *Session, a []Value) (Value, error) {
			at, ok := asInt(a[0])
			if !ok {
				return nil, raise("TypeError", "'%s' object cannot be interpreted as an integer", a[0].Type())
			}
			n := int64(len(l.items))
			if at < 0 {
				at = max(0, at+n)
			}
			l.items = slices.Insert(l.items, int(min(at, n)), a[1])
			return None, s.grow(16)
		})
	case "pop":
		return method(name, 0, 1, func(_ *Session, a []Value) (Value, error) {
			if len(l.items) == 0 {
				return nil, raise("IndexError", "pop from empty list")
			}
			at := len(l.items) - 1
			if len(a) == 1 {
				var err error
				if at, err = indexIn("pop", a[0], len(l.items)); err != nil {
					return nil, raise("IndexError", "pop index out of range")
				}
			}
			v := l.items[at]
			l.items = slices.Delete(l.items, at, at+1)
			return v, nil
		})
	case "remove":
		return method(name, 1, 1, func(_ *Session, a []Value) (Value, error) {
			for i, v := range l.items {
				if equal(v, a[0]) {
					l.items = slices.Delete(l.items, i, i+1)
					return None, nil
				}
			}
			return nil, raise("ValueError", "list.remove(x): x not in list")
		})
	case "index":
		return method(name, 1, 3, func(_ *Session, a []Value) (Value, error) {
			from := 0
			if len(a) > 1 {
				n, _ := asInt(a[1])
				from = int(n)
			}
			for i := from; i < len(l.items); i++ {
				if equal(l.items[i], a[0]) {
					return Int(i), nil
				}
			}
			return nil, raise("ValueError", "%s is not in list", repr(a[0]))
		})
	case "count":
		return method(name, 1, 1, func(_ *Session, a []Value) (Value, error) {
			n := 0
			for _, v := range l.items {
				if equal(v, a[0]) {
					n++
				}
			}
			return Int(n), nil
		})
	case "sort":
		return &builtin{name: name, fn: func(s *Session, _ []Value, kw *Dict) (Value, error) { return None, s.sort(l.items, kw) }}
	case "reverse":
		return method(name, 0, 0, func(*Session, []Value) (Value, error) { slices.Reverse(l.items); return None, nil })
	case "copy":
		return method(name, 0, 0, func(*Session, []Value) (Value, error) { return &List{slices.Clone(l.items)}, nil })
	case "clear":
		return method(name, 0, 0, func(*Session, []Value) (Value, error) { l.items = nil; return None, nil })
	}
	return nil
}

func (s *Session) dictMethod(d *Dict, name string) Value {
	switch name {
	case "keys", "values", "items":
		return method(name, 0, 0, func(*Session, []Value) (Value, error) { return &dictView{d, name[0]}, nil })
	case "get":
		return method(name, 1, 2, func(_ *Session, a []Value) (Value, error) {
			v, ok, err := d.Get(a[0])
			switch {
			case err != nil || ok:
				return v, err
			case len(a) == 2:
				return a[1], nil
			}
			return None, nil
		})
	case "setdefault":
		return keeping(name, 1, 2, func(_ *Session, a []Value) (Value, error) {
			v, ok, err := d.Get(a[0])
			if err != nil || ok {
				return v, err
			}
			v = None
			if len(a) == 2 {
				v = a[1]
			}
			return v, d.Set(a[0], v)
		})
	case "pop":
		return method(name, 1, 2, func(_ *Session, a []Value) (Value, error) {
			v, ok, err := d.Delete(a[0])
			switch {
			case err != nil || ok:
				return v, err
			case len(a) == 2:
				return a[1], nil
			}
			return nil, raiseKey(a[0])
		})
	case "popitem":
		return method(name, 0, 0, func(*Session, []Value) (Value, error) {
			pairs := d.pairs()
			if len(pairs) == 0 {
				return nil, raise("KeyError", "popitem(): dictionary is empty")
			}
			last := pairs[len(pairs)-1].(Tuple)
			_, _, err := d.Delete(last[0])
			return last, err
		})
	case "update":
		return &builtin{name: name, fn: func(s *Session, args []Value, kw *Dict) (Value, error) {
			if d.kind == "Counter" {
				return None, s.count(d, args, 1)
			}
			for _, a := range args {
				if err := s.update(d, a); err != nil {
					return nil, err
				}
			}
			if kw != nil {
				return None, s.update(d, kw)
			}
			return None, nil
		}}
	case "copy":
		return method(name, 0, 0, func(*Session, []Value) (Value, error) { return d.clone(), nil })
	case "clear":
		return method(name, 0, 0, func(*Session, []Value) (Value, error) {
			d.at, d.entries, d.live = map[any]int{}, nil, 0
			return None, nil
		})
	}
	if d.kind == "Counter" {
		return counterMethod(d, name)
	}
	return nil
}

func (s *Session) setMethod(set *Set, name string) Value {
	ops := map[string]string{"union": "|", "intersection": "&", "difference": "-", "symmetric_difference": "^"}
	if op := ops[name]; op != "" {
		return method(name, 0, -1, func(s *Session, a []Value) (Value, error) {
			var out Value = set
			for _, other := range a {
				items, err := collect(s, other)
				if err != nil {
					return nil, err
				}
				o, err := newSet(items)
				if err != nil {
					return nil, err
				}
				if out, err = s.setOp(op, out.(*Set), o); err != nil {
					return nil, err
				}
			}
			if out == Value(set) {
				return &Set{d: set.d.clone(), frozen: set.frozen}, nil
			}
			return out, nil
		})
	}
	switch name {
	case "add":
		return method(name, 1, 1, func(s *Session, a []Value) (Value, error) {
			if err := s.grow(64); err != nil {
				return nil, err
			}
			return None, set.d.Set(a[0], None)
		})
	case "update":
		return method(name, 0, -1, func(s *Session, a []Value) (Value, error) {
			for _, v := range a {
				if err := s.updateSet(set, v); err != nil {
					return nil, err
				}
			}
			return None, nil
		})
	case "discard", "remove":
		return method(name, 1, 1, func(_ *Session, a []Value) (Value, error) {
			_, ok, err := set.d.Delete(a[0])
			if err == nil && !ok && name == "remove" {
				err = raiseKey(a[0])
			}
			return None, err
		})
	case "issubset", "issuperset", "isdisjoint":
		return method(name, 1, 1, func(s *Session, a []Value) (Value, error) {
			items, err := collect(s, a[0])
			if err != nil {
				return nil, err
			}
			o, err := newSet(items)
			if err != nil {
				return nil, err
			}
			switch name {
			case "issubset":
				return Bool(subset("<=", set, o)), nil
			case "issuperset":
				return Bool(subset(">=", set, o)), nil
			}
			both, err := s.setOp("&", set, o)
			return Bool(!Truth(both)), err
		})
	case "copy":
		return method(name, 0, 0, func(*Session, []Value) (Value, error) { return &Set{d: set.d.clone(), frozen: set.frozen}, nil })
	case "pop":
		return method(name, 0, 0, func(*Session, []Value) (Value, error) {
			keys := set.d.Keys()
			if len(keys) == 0 {
				return nil, raise("KeyError", "pop from an empty set")
			}
			_, _, err := set.d.Delete(keys[0])
			return keys[0], err
		})
	case "clear":
		return method(name, 0, 0, func(*Session, []Value) (Value, error) { set.d = NewDict(); return None, nil })
	}
	return nil
}
