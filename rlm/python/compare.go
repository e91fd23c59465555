package python

import (
	"cmp"
	"math"
	"strings"
)

// compareOp applies a comparison.
func (s *Session) compareOp(op string, a, b Value) (bool, error) {
	switch op {
	case "==":
		return equal(a, b), nil
	case "!=":
		return !equal(a, b), nil
	case "is":
		return identical(a, b), nil
	case "is not":
		return !identical(a, b), nil
	case "in":
		return s.contains(b, a)
	case "not in":
		ok, err := s.contains(b, a)
		return !ok, err
	}
	if x, ok := asSet(a); ok {
		if y, ok := asSet(b); ok {
			return subset(op, x, y), nil
		}
	}
	c, err := order(op, a, b)
	if err != nil {
		return false, err
	}
	switch {
	case c == unordered:
		return false, nil
	case op == "<":
		return c < 0, nil
	case op == "<=":
		return c <= 0, nil
	case op == ">":
		return c > 0, nil
	}
	return c >= 0, nil
}

// unordered is what order gives for NaN: less than nothing, greater than
// nothing.
const unordered = math.MinInt

func subset(op string, x, y *Set) bool {
	if op == ">" || op == ">=" {
		return subset(map[string]string{">": "<", ">=": "<="}[op], y, x)
	}
	for _, k := range x.d.Keys() {
		if in, _ := y.has(k); !in {
			return false
		}
	}
	return op == "<=" || x.d.Len() < y.d.Len()
}

func identical(a, b Value) bool {
	switch a := a.(type) {
	case noneType, Bool, Int:
		return a == b
	case *Str:
		y, ok := b.(*Str)
		return ok && (a == y || a.s == y.s && len(a.s) < 21)
	case Float, Bytes, Tuple:
		return a.Type() == b.Type() && equal(a, b)
	}
	switch b.(type) {
	case Bytes, Tuple:
		return false
	}
	return a == b
}

// equal is ==; it never fails.
func equal(a, b Value) bool {
	a, b = force(a), force(b)
	switch x := a.(type) {
	case *Str:
		y, ok := b.(*Str)
		return ok && x.s == y.s
	case *List:
		y, ok := b.(*List)
		return ok && equalItems(x.items, y.items)
	case Tuple:
		xs, _ := seqItems(a)
		ys, tuple := seqItems(b)
		return tuple && equalItems(xs, ys)
	case *Dict:
		y, ok := b.(*Dict)
		return ok && equalDicts(x, y)
	case *Set, *dictView:
		xs, ok := asSet(x)
		ys, ok2 := asSet(b)
		return ok && ok2 && xs.d.Len() == ys.d.Len() && subset("<=", xs, ys)
	case Bytes:
		y, ok := b.(Bytes)
		return ok && string(x) == string(y)
	case *Range:
		y, ok := b.(*Range)
		return ok && x.len() == y.len() && (x.len() == 0 || x.start == y.start && (x.len() == 1 || x.step == y.step))
	}
	if x, ok := toBig(a); ok {
		if y, ok := toBig(b); ok {
			return x.Cmp(y) == 0
		}
	}
	x, ok1 := asFloat(a)
	y, ok2 := asFloat(b)
	if ok1 && ok2 {
		return x == y
	}
	if ok1 != ok2 {
		return false
	}
	return a == b
}

func equalItems(a, b []Value) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

func equalDicts(a, b *Dict) bool {
	if a.Len() != b.Len() {
		return false
	}
	for _, e := range a.entries {
		if e.dead {
			continue
		}
		v, ok, _ := b.Get(e.key)
		if !ok || !equal(e.value, v) {
			return false
		}
	}
	return true
}

// order compares for <: negative, zero, positive, or unordered.
func order(op string, a, b Value) (int, error) {
	a, b = force(a), force(b)
	if x, ok := a.(*Str); ok {
		if y, ok := b.(*Str); ok {
			return strings.Compare(x.s, y.s), nil
		}
	}
	if x, ok := toBig(a); ok {
		if y, ok := toBig(b); ok {
			return x.Cmp(y), nil
		}
	}
	if x, ok := asFloat(a); ok {
		if y, ok := asFloat(b); ok {
			if x != x || y != y {
				return unordered, nil
			}
			return cmp.Compare(x, y), nil
		}
	}
	if isSeq(a) && isSeq(b) {
		xs, xt := seqItems(a)
		ys, yt := seqItems(b)
		if xt == yt {
			return orderItems(op, xs, ys)
		}
	}
	if x, ok := a.(Bytes); ok {
		if y, ok := b.(Bytes); ok {
			return strings.Compare(string(x), string(y)), nil
		}
	}
	return 0, raise("TypeError", "'%s' not supported between instances of '%s' and '%s'", op, a.Type(), b.Type())
}

func orderItems(op string, a, b []Value) (int, error) {
	for i := range min(len(a), len(b)) {
		if !equal(a[i], b[i]) {
			return order(op, a[i], b[i])
		}
	}
	return len(a) - len(b), nil
}
