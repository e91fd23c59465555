package python

import (
	"cmp"
	"math"
	"math/big"
	"strings"
)

// maxCompare is how deep containers are compared.
const maxCompare = 500

// equal is a == b as a bool.
func (m *vm) equal(a, b Value) bool { return m.eq(a, b, 0) }

func (m *vm) eq(a, b Value, depth int) bool {
	if depth > maxCompare {
		m.raise("RecursionError", "maximum recursion depth exceeded in comparison")
	}
	a, b = force(a), force(b)
	switch x := a.(type) {
	case *Str:
		if y, ok := b.(*Str); ok && x.sub == nil && y.sub == nil {
			return x.s == y.s
		}
	case Int:
		if y, ok := b.(Int); ok {
			return x == y
		}
	case noneType:
		if _, ok := b.(noneType); ok {
			return true
		}
	}
	if isNumber(a) && isNumber(b) {
		c, ok := m.compareNumbers(a, b)
		return ok && c == 0
	}
	if hasUser(a) || hasUser(b) {
		if r, done := m.userEq(a, b); done {
			return r
		}
	}
	if y, ok := b.(*Lazy); ok {
		return y.equal(m, a)
	}
	switch x := a.(type) {
	case *Str:
		y, ok := b.(*Str)
		return ok && x.s == y.s
	case *List:
		y, ok := b.(*List)
		return ok && m.eqItems(x.items, y.items, depth)
	case *Tuple:
		y, ok := b.(*Tuple)
		return ok && m.eqItems(x.items, y.items, depth)
	case *Dict:
		y, ok := b.(*Dict)
		return ok && m.eqDicts(x, y, depth)
	case *Set:
		y, ok := m.asSet(b)
		return ok && eqSet(x, y)
	case *view:
		y, ok := m.asSet(b)
		z, okz := m.asSet(x)
		return ok && okz && eqSet(z, y)
	case Bytes:
		y, ok := buffer(b).(Bytes)
		return ok && x == y
	case *rangeValue:
		y, ok := b.(*rangeValue)
		n := x.length()
		return ok && n == y.length() && (n == 0 || x.start == y.start && (n == 1 || x.step == y.step))
	case *sliceValue:
		y, ok := b.(*sliceValue)
		return ok && m.eqItems([]Value{x.lo, x.hi, x.step}, []Value{y.lo, y.hi, y.step}, depth)
	case *boundMethod:
		y, ok := b.(*boundMethod)
		return ok && x.self == y.self && x.fn == y.fn
	case equaler:
		return x.equal(m, b)
	}
	if isBased(a) || isBased(b) {
		x, y := unbased(a), unbased(b)
		return m.eq(x, y, depth)
	}
	return a == b
}

// An equaler compares itself.
type equaler interface {
	equal(m *vm, other Value) bool
}

func (m *vm) userEq(a, b Value) (equal, done bool) {
	if _, ok := a.(*Tuple); ok {
		if _, ok := b.(*Tuple); ok {
			return false, false
		}
	}
	if hasUser(a) {
		if v, ok := m.dunder(a, "__eq__", b); ok && v != notImplemented {
			return m.truth(v), true
		}
	}
	if hasUser(b) {
		if v, ok := m.dunder(b, "__eq__", a); ok && v != notImplemented {
			return m.truth(v), true
		}
	}
	return false, false
}

func (m *vm) eqItems(a, b []Value, depth int) bool {
	if len(a) != len(b) {
		return false
	}
	m.step(int64(len(a)) / 8)
	for i := 0; i < len(a) && i < len(b); i++ {
		if !same(a[i], b[i]) && !m.eq(a[i], b[i], depth+1) {
			return false
		}
	}
	return true
}

// eqDicts is eqDict that knows the dicts of collections.
func (m *vm) eqDicts(a, b *Dict, depth int) bool {
	if _, ok := isCounter(a); ok {
		if _, ok := isCounter(b); ok {
			return m.counterHolds("==", a, b)
		}
	}
	if a.cls != nil && b.cls != nil && a.cls.is(orderedClass) && b.cls.is(orderedClass) && !m.eqItems(a.keys(), b.keys(), depth) {
		return false
	}
	return m.eqDict(a, b, depth)
}

func (m *vm) eqDict(a, b *Dict, depth int) bool {
	if a.n != b.n {
		return false
	}
	m.step(int64(a.n) / 4)
	for i := 0; i < len(a.entries); i++ {
		e := a.entries[i]
		if !e.live {
			continue
		}
		v, ok := b.get(e.key)
		if !ok || !same(v, e.v) && !m.eq(e.v, v, depth+1) {
			return false
		}
	}
	return true
}

func eqSet(a, b *Set) bool { return a.d.n == b.d.n && subset(a, b) }

func subset(a, b *Set) bool {
	for i := range a.d.entries {
		if e := &a.d.entries[i]; e.live && b.d.find(e.key) < 0 {
			return false
		}
	}
	return true
}

// same is "a is b".
func same(a, b Value) bool {
	switch x := a.(type) {
	case Float:
		y, ok := b.(Float)
		return ok && math.Float64bits(float64(x)) == math.Float64bits(float64(y))
	case *Str:
		y, ok := b.(*Str)
		return ok && (x == y || len(x.s) < 64 && x.s == y.s)
	case *Tuple:
		y, ok := b.(*Tuple)
		return ok && (x == y || len(x.items) == 0 && len(y.items) == 0)
	case *iterator:
		y, ok := b.(*iterator)
		return ok && x == y
	}
	return a == b
}

// compareNumbers orders two numbers; ok is false if one is a NaN.
func (m *vm) compareNumbers(a, b Value) (c int, ok bool) {
	x, okx := asInt64(a)
	y, oky := asInt64(b)
	if okx && oky {
		return cmp.Compare(x, y), true
	}
	fx, isfx := a.(Float)
	fy, isfy := b.(Float)
	if isfx && isfy {
		return cmp.Compare(fx, fy), fx == fx && fy == fy
	}
	if !isfx && !isfy {
		p, _ := asBig(a)
		q, _ := asBig(b)
		return p.Cmp(q), true
	}
	if isfx {
		q, _ := asBig(b)
		return compareFloatBig(float64(fx), q)
	}
	p, _ := asBig(a)
	c, ok = compareFloatBig(float64(fy), p)
	return -c, ok
}

func compareFloatBig(f float64, b *big.Int) (int, bool) {
	switch {
	case math.IsNaN(f):
		return 0, false
	case math.IsInf(f, 1):
		return 1, true
	case math.IsInf(f, -1):
		return -1, true
	}
	if b.IsInt64() && absU(b.Int64()) < 1<<53 {
		return cmp.Compare(f, float64(b.Int64())), true
	}
	return new(big.Float).SetFloat64(f).Cmp(new(big.Float).SetPrec(uint(max(64, b.BitLen()))).SetInt(b)), true
}

var swapped = map[string]string{"<": ">", ">": "<", "<=": ">=", ">=": "<="}
var orderNames = map[string]string{"<": "__lt__", ">": "__gt__", "<=": "__le__", ">=": "__ge__"}

// compare computes a op b for any comparison operator.
func (m *vm) compare(op string, a, b Value) Value {
	a, b = force(a), force(b)
	switch op {
	case "==":
		if i, ok := a.(*instance); ok {
			if v, ok := m.dunder(i, "__eq__", b); ok && v != notImplemented {
				return v
			}
		}
		return Bool(m.equal(a, b))
	case "!=":
		if hasUser(a) {
			if v, ok := m.dunder(a, "__ne__", b); ok && v != notImplemented {
				return v
			}
		}
		return Bool(!m.equal(a, b))
	case "is":
		return Bool(same(a, b))
	case "is not":
		return Bool(!same(a, b))
	case "in":
		return Bool(m.contains(b, a))
	case "not in":
		return Bool(!m.contains(b, a))
	}
	return m.order(op, a, b, 0)
}

func holds(op string, c int) bool {
	switch op {
	case "<":
		return c < 0
	case ">":
		return c > 0
	case "<=":
		return c <= 0
	}
	return c >= 0
}

// order computes a op b for < > <= >=.
func (m *vm) order(op string, a, b Value, depth int) Value {
	if depth > maxCompare {
		m.raise("RecursionError", "maximum recursion depth exceeded in comparison")
	}
	a, b = force(a), force(b)
	if isNumber(a) && isNumber(b) {
		c, ok := m.compareNumbers(a, b)
		return Bool(ok && holds(op, c))
	}
	switch x := a.(type) {
	case *Str:
		if y, ok := b.(*Str); ok {
			return Bool(holds(op, strings.Compare(x.s, y.s)))
		}
	case Bytes:
		if y, ok := buffer(b).(Bytes); ok {
			return Bool(holds(op, cmp.Compare(x, y)))
		}
	case *List:
		if y, ok := b.(*List); ok {
			return m.orderItems(op, x.items, y.items, depth)
		}
	case *Tuple:
		if y, ok := b.(*Tuple); ok && !(hasUser(a) && hasMethod(a, orderNames[op])) {
			return m.orderItems(op, x.items, y.items, depth)
		}
	case ordered:
		if c, ok := x.order(m, b); ok {
			return Bool(holds(op, c))
		}
	}
	if x, ok := isCounter(a); ok {
		if y, ok := isCounter(b); ok {
			if op == "<" || op == ">" {
				return Bool(m.counterHolds(op+"=", x, y) && !m.counterHolds("==", x, y))
			}
			return Bool(m.counterHolds(op, x, y))
		}
	}
	if x, ok := m.asSet(a); ok {
		if y, ok := m.asSet(b); ok {
			return orderSets(op, x, y)
		}
	}
	first := reflectedFirst(a, b, orderNames[swapped[op]])
	if first {
		if v, ok := m.dunder(b, orderNames[swapped[op]], a); ok && v != notImplemented {
			return v
		}
	}
	if hasUser(a) {
		if v, ok := m.dunder(a, orderNames[op], b); ok && v != notImplemented {
			return v
		}
	}
	if hasUser(b) && !first {
		if v, ok := m.dunder(b, orderNames[swapped[op]], a); ok && v != notImplemented {
			return v
		}
	}
	if isBased(a) || isBased(b) {
		x, y := unbased(a), unbased(b)
		return m.order(op, x, y, depth)
	}
	m.raise("TypeError", "'%s' not supported between instances of '%s' and '%s'", op, typeName(a), typeName(b))
	return nil
}

// An ordered object has an order of its own.
type ordered interface {
	order(m *vm, other Value) (int, bool)
}

func hasMethod(v Value, name string) bool {
	_, ok := classOf(v).lookup(name)
	return ok
}

func (m *vm) orderItems(op string, a, b []Value, depth int) Value {
	for i := 0; i < min(len(a), len(b)); i++ {
		if !same(a[i], b[i]) && !m.eq(a[i], b[i], depth+1) {
			return m.order(op, a[i], b[i], depth+1)
		}
	}
	return Bool(holds(op, cmp.Compare(len(a), len(b))))
}

func orderSets(op string, a, b *Set) Value {
	switch op {
	case "<":
		return Bool(a.d.n < b.d.n && subset(a, b))
	case "<=":
		return Bool(subset(a, b))
	case ">":
		return Bool(b.d.n < a.d.n && subset(b, a))
	}
	return Bool(subset(b, a))
}
