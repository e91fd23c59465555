package python

import (
	"strings"
	"unicode/utf8"
)

// iterator gives the next value; ok is false at the end.
type iterator func() (v Value, ok bool, err error)

// iterObject is what iter(), zip(), map() and the like return.
type iterObject struct {
	kind string
	next iterator
}

func (i *iterObject) Type() string { return i.kind }

// dictView is d.keys(), d.values() or d.items().
type dictView struct {
	d    *Dict
	kind byte // 'k', 'v', 'i'
}

func (v *dictView) Type() string {
	return map[byte]string{'k': "dict_keys", 'v': "dict_values", 'i': "dict_items"}[v.kind]
}

func (v *dictView) items() []Value {
	switch v.kind {
	case 'k':
		return v.d.Keys()
	case 'v':
		return v.d.values()
	}
	return v.d.pairs()
}

func overItems(items []Value) iterator {
	i := 0
	return func() (Value, bool, error) {
		if i >= len(items) {
			return nil, false, nil
		}
		i++
		return items[i-1], true, nil
	}
}

func iterable(v Value) bool {
	switch v.(type) {
	case *List, Tuple, *Str, *Dict, *Set, *Range, *generator, *iterObject, *dictView, Bytes:
		return true
	}
	return false
}

// iterate starts an iteration.
func (s *Session) iterate(v Value) (iterator, error) {
	switch v := force(v).(type) {
	case *List: // it may grow meanwhile, as in Python
		i := 0
		return func() (Value, bool, error) {
			if i >= len(v.items) {
				return nil, false, nil
			}
			i++
			return v.items[i-1], true, nil
		}, nil
	case Tuple:
		return overItems(v), nil
	case *Str:
		return overRunes(v), nil
	case *Range:
		return overRange(v), nil
	case *Dict:
		return s.overDict(v, overItems(v.Keys())), nil
	case *Set:
		return s.overDict(v.d, overItems(v.d.Keys())), nil
	case *dictView:
		return s.overDict(v.d, overItems(v.items())), nil
	case Bytes:
		items := make([]Value, len(v))
		for i, b := range v {
			items[i] = Int(b)
		}
		return overItems(items), nil
	case *generator:
		return func() (Value, bool, error) { return v.step(s) }, nil
	case *iterObject:
		return v.next, nil
	default:
		return nil, raise("TypeError", "'%s' object is not iterable", v.Type())
	}
}

// overDict raises when the dict changes its size during the iteration.
func (s *Session) overDict(d *Dict, next iterator) iterator {
	size := d.Len()
	return func() (Value, bool, error) {
		if d.Len() != size {
			return nil, false, raise("RuntimeError", "dictionary changed size during iteration")
		}
		return next()
	}
}

func overRunes(v *Str) iterator {
	at := 0
	return func() (Value, bool, error) {
		if at >= len(v.s) {
			return nil, false, nil
		}
		_, size := utf8.DecodeRuneInString(v.s[at:])
		at += size
		return v.cut(at-size, at), true, nil
	}
}

func overRange(r *Range) iterator {
	i, n := int64(0), r.len()
	return func() (Value, bool, error) {
		if i >= n {
			return nil, false, nil
		}
		i++
		return Int(r.start + (i-1)*r.step), true, nil
	}
}

// collect takes all values of an iterable.
func collect(s *Session, v Value) ([]Value, error) { return collectUpTo(s, v, 1<<62) }

func collectUpTo(s *Session, v Value, most int) ([]Value, error) {
	if l, ok := force(v).(*List); ok {
		return append([]Value(nil), l.items...), nil
	}
	next, err := s.iterate(v)
	if err != nil {
		return nil, err
	}
	var items []Value
	for len(items) < most {
		item, ok, err := next()
		if err != nil || !ok {
			return items, err
		}
		if err := s.charge(1); err != nil {
			return nil, err
		}
		if err := s.grow(16); err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}

// length is len().
func length(v Value) (int, error) {
	switch v := force(v).(type) {
	case *Str:
		return v.len(), nil
	case *List:
		return len(v.items), nil
	case Tuple:
		return len(v), nil
	case *Dict:
		return v.Len(), nil
	case *Set:
		return v.d.Len(), nil
	case *dictView:
		return v.d.Len(), nil
	case *Range:
		return int(v.len()), nil
	case Bytes:
		return len(v), nil
	case *Record:
		return len(v.names), nil
	default:
		return 0, raise("TypeError", "object of type '%s' has no len()", v.Type())
	}
}

// contains is `x in c`.
func (s *Session) contains(c, x Value) (bool, error) {
	switch c := c.(type) {
	case *Str:
		sub, ok := x.(*Str)
		if !ok {
			return false, raise("TypeError", "'in <string>' requires string as left operand, not %s", x.Type())
		}
		return strings.Contains(c.s, sub.s), nil
	case *Dict:
		_, ok, err := c.Get(x)
		return ok, err
	case *Set:
		return c.has(x)
	case *Record:
		_, ok := c.get(x)
		return ok, nil
	case *dictView:
		if c.kind == 'k' {
			_, ok, err := c.d.Get(x)
			return ok, err
		}
	case *Range:
		if n, ok := asInt(x); ok && c.len() > 0 {
			d := n - c.start
			return d%c.step == 0 && d/c.step >= 0 && d/c.step < c.len(), nil
		}
	}
	if !iterable(c) {
		return false, raise("TypeError", "argument of type '%s' is not iterable", c.Type())
	}
	next, err := s.iterate(c)
	if err != nil {
		return false, err
	}
	for {
		item, ok, err := next()
		if err != nil || !ok {
			return false, err
		}
		if err := s.charge(1); err != nil {
			return false, err
		}
		if equal(item, x) {
			return true, nil
		}
	}
}
