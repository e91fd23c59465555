package python

import "math/big"

// dunders are the methods behind the binary operators.
var dunders = map[string]string{"+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow",
	"divmod": "divmod", "&": "and", "|": "or", "^": "xor", "<<": "lshift", ">>": "rshift", "@": "matmul"}

// binary computes a op b.
func (m *vm) binary(op string, a, b Value) Value {
	name := op
	if op == "**" {
		name = "** or pow()"
	}
	return m.binaryAs(op, name, a, b)
}

// binaryAs is binary; name is the operator's in errors.
func (m *vm) binaryAs(op, name string, a, b Value) Value {
	a, b = force(a), force(b)
	if v := m.numberOp(op, a, b); v != nil {
		return v
	}
	if v := m.userOp(op, a, b); v != nil {
		return v
	}
	if v := m.containerOp(op, a, b); v != nil {
		return v
	}
	if isBased(a) || isBased(b) {
		x, y := unbased(a), unbased(b)
		return m.binaryAs(op, name, x, y)
	}
	if _, ok := a.(*Str); ok && op == "+" {
		m.raise("TypeError", "can only concatenate str (not \"%s\") to str", typeName(b))
	}
	if _, ok := a.(*List); ok && op == "+" {
		m.raise("TypeError", "can only concatenate list (not \"%s\") to list", typeName(b))
	}
	if _, ok := a.(Bytes); ok && op == "+" {
		m.raise("TypeError", "can't concat %s to bytes", typeName(b))
	}
	if _, ok := a.(*Tuple); ok && op == "+" {
		m.raise("TypeError", "can only concatenate tuple (not \"%s\") to tuple", typeName(b))
	}
	if op == "*" && (isSeq(a) || isSeq(b)) {
		other := b
		if !isSeq(a) {
			other = a
		}
		m.raise("TypeError", "can't multiply sequence by non-int of type '%s'", typeName(other))
	}
	m.raise("TypeError", "unsupported operand type(s) for %s: '%s' and '%s'", name, typeName(a), typeName(b))
	return nil
}

func isSeq(v Value) bool {
	switch v.(type) {
	case *Str, *List, *Tuple, Bytes:
		return true
	}
	return false
}

func isNumber(v Value) bool {
	switch v.(type) {
	case Int, Float, Bool, *BigInt:
		return true
	}
	return false
}

// numberOp computes a op b if both are numbers.
func (m *vm) numberOp(op string, a, b Value) Value {
	if !isNumber(a) || !isNumber(b) {
		return nil
	}
	_, fa := a.(Float)
	_, fb := b.(Float)
	if fa || fb {
		x, _ := m.asFloat(a)
		y, _ := m.asFloat(b)
		return m.floatOp(op, x, y)
	}
	if p, ok := a.(Bool); ok {
		if q, ok := b.(Bool); ok {
			switch op {
			case "&":
				return p && q
			case "|":
				return p || q
			case "^":
				return Bool(p != q)
			}
		}
	}
	x, okx := asInt64(a)
	y, oky := asInt64(b)
	if okx && oky {
		if op == "/" {
			if y == 0 {
				m.raise("ZeroDivisionError", "division by zero")
			}
			if absU(x) < 1<<53 && absU(y) < 1<<53 {
				return Float(float64(x) / float64(y))
			}
		}
		return m.intOp(op, x, y)
	}
	p, _ := asBig(a)
	q, _ := asBig(b)
	return m.bigOp(op, p, q)
}

// userOp tries the __add__ and __radd__ of a program's classes, and of objects.
func (m *vm) userOp(op string, a, b Value) Value {
	name := dunders[op]
	if v := m.flagOp(op, a, b); v != nil {
		return v
	}
	if o, ok := a.(operand); ok {
		if v := o.binary(m, op, b, false); v != nil {
			return v
		}
	}
	if o, ok := b.(operand); ok {
		if v := o.binary(m, op, a, true); v != nil {
			return v
		}
	}
	first := reflectedFirst(a, b, "__r"+name+"__")
	if first {
		if v, ok := m.dunder(b, "__r"+name+"__", a); ok && v != notImplemented {
			return v
		}
	}
	if hasUser(a) {
		if v, ok := m.dunder(a, "__"+name+"__", b); ok && v != notImplemented {
			return v
		}
	}
	if hasUser(b) && !first {
		if v, ok := m.dunder(b, "__r"+name+"__", a); ok && v != notImplemented {
			return v
		}
	}
	return nil
}

// reflectedFirst reports whether b's reflected method goes before a's own: b is of a
// class derived from a's that defines it anew.
func reflectedFirst(a, b Value, name string) bool {
	if !hasUser(b) {
		return false
	}
	x, y := classOf(a), classOf(b)
	if x == y || !y.is(x) {
		return false
	}
	f, ok := y.lookup(name)
	g, had := x.lookup(name)
	return ok && (!had || f != g)
}

// An operand is an object with operators of its own, such as a date.
type operand interface {
	binary(m *vm, op string, other Value, swapped bool) Value
}

// unbased returns the int, float or bytes that a value of a derived class stands for.
func unbased(v Value) Value {
	if isBased(v) {
		return v.(*instance).base
	}
	return v
}

func isBased(v Value) bool {
	i, ok := v.(*instance)
	return ok && i.base != nil
}

// hasUser reports whether a value's class may define special methods in Python.
func hasUser(v Value) bool {
	switch v := v.(type) {
	case *instance:
		return true
	case *Dict:
		return v.cls != nil && !v.cls.builtin
	case *Tuple:
		return v.cls != nil
	case *Str, *List, *Set:
		return subOf(v) != nil
	case *class:
		return v.meta != nil && !v.meta.builtin
	}
	return false
}

// dunder calls a special method of v's class if it has one.
func (m *vm) dunder(v Value, name string, a ...Value) (Value, bool) {
	f, ok := classOf(v).lookup(name)
	if !ok {
		return nil, false
	}
	if _, is := f.(*builtinMethod); is && v.Type() != "" {
		if _, inst := v.(*instance); !inst {
			return nil, false
		}
	}
	if f == None {
		return nil, false
	}
	return force(m.call(f, append([]Value{v}, a...))), true
}

// containerOp computes a op b for strings and containers.
func (m *vm) containerOp(op string, a, b Value) Value {
	if v := m.counters(op, a, b); v != nil {
		return v
	}
	switch op {
	case "+":
		return m.concat(a, b)
	case "*":
		if n, ok := asInt64(b); ok && isSeq(a) {
			return m.repeat(a, n)
		}
		if n, ok := asInt64(a); ok && isSeq(b) {
			return m.repeat(b, n)
		}
		if big, ok := a.(*BigInt); ok && isSeq(b) {
			return m.repeatBig(b, big.v)
		}
		if big, ok := b.(*BigInt); ok && isSeq(a) {
			return m.repeatBig(a, big.v)
		}
	case "%":
		switch s := a.(type) {
		case *Str:
			return m.percent(s.s, b)
		case Bytes:
			return m.percentBytes(s, b)
		}
	}
	return m.setOp(op, a, b)
}

func (m *vm) repeatBig(v Value, n *big.Int) Value {
	if n.Sign() < 0 {
		return m.repeat(v, 0)
	}
	m.raise("OverflowError", "cannot fit 'int' into an index-sized integer")
	return nil
}

// concat computes a + b for sequences of one kind.
func (m *vm) concat(a, b Value) Value {
	switch x := a.(type) {
	case *Str:
		if y, ok := b.(*Str); ok {
			return m.concatStr(x, y)
		}
	case *List:
		if y, ok := b.(*List); ok {
			m.charge(int64(16*(len(x.items)+len(y.items)) + 24))
			m.step(int64(len(x.items)+len(y.items)) / 16)
			out := make([]Value, 0, len(x.items)+len(y.items))
			return &List{items: append(append(out, x.items...), y.items...)}
		}
	case *Tuple:
		if y, ok := b.(*Tuple); ok {
			m.charge(int64(16*(len(x.items)+len(y.items)) + 24))
			out := make([]Value, 0, len(x.items)+len(y.items))
			return &Tuple{items: append(append(out, x.items...), y.items...)}
		}
	case Bytes:
		if y, ok := b.(Bytes); ok {
			m.charge(int64(len(x) + len(y)))
			return x + y
		}
	}
	return nil
}

// repeat computes v * n.
func (m *vm) repeat(v Value, n int64) Value {
	n = max(n, 0)
	switch v := v.(type) {
	case *Str:
		m.chargeCount(n, int64(len(v.s)))
		return NewStr(repeatString(v.s, int(n)))
	case Bytes:
		m.chargeCount(n, int64(len(v)))
		return Bytes(repeatString(string(v), int(n)))
	case *List:
		return &List{items: m.repeatItems(v.items, n)}
	case *Tuple:
		return &Tuple{items: m.repeatItems(v.items, n)}
	}
	return nil
}

func (m *vm) repeatItems(items []Value, n int64) []Value {
	m.chargeCount(n, int64(16*len(items)))
	if len(items) == 0 {
		return nil
	}
	m.step(n * int64(len(items)) / 16)
	out := make([]Value, 0, int(n)*len(items))
	for range n {
		out = append(out, items...)
	}
	return out
}

func repeatString(s string, n int) string {
	if s == "" || n == 0 {
		return ""
	}
	out := make([]byte, 0, len(s)*n)
	for range n {
		out = append(out, s...)
	}
	return string(out)
}

// unary computes op v.
func (m *vm) unary(op string, v Value) Value {
	v = force(v)
	switch op {
	case "not":
		return Bool(!m.truth(v))
	case "-":
		switch v := v.(type) {
		case *Dict:
			if v.cls != nil && v.cls.is(counterClass) {
				return m.counterKeep(v, -1)
			}
		case Float:
			return -v
		case Int, Bool, *BigInt:
			b, _ := asBig(v)
			return normBig(new(big.Int).Neg(b))
		}
	case "+":
		switch v := v.(type) {
		case Float, Int, *BigInt:
			return v
		case Bool:
			n, _ := asInt64(v)
			return Int(n)
		case *Dict:
			if v.cls != nil && v.cls.is(counterClass) {
				return m.counterKeep(v, 1)
			}
		}
	case "~":
		if r := m.flagInverse(v); r != nil {
			return r
		}
		if b, ok := asBig(v); ok {
			return normBig(new(big.Int).Not(b))
		}
	}
	name := map[string]string{"-": "__neg__", "+": "__pos__", "~": "__invert__"}[op]
	if o, ok := v.(operand); ok {
		if r := o.binary(m, "u"+op, None, false); r != nil {
			return r
		}
	}
	if hasUser(v) {
		if r, ok := m.dunder(v, name); ok {
			return r
		}
	}
	if isBased(v) {
		x := unbased(v)
		return m.unary(op, x)
	}
	m.raise("TypeError", "bad operand type for unary %s: '%s'", op, typeName(v))
	return nil
}

// truth is bool(v).
func (m *vm) truth(v Value) bool {
	switch v := v.(type) {
	case Bool:
		return bool(v)
	case noneType:
		return false
	case Int:
		return v != 0
	case Float:
		return v != 0
	case *Str:
		return v.s != ""
	case *List:
		if v.sub == nil {
			return len(v.items) > 0
		}
		return m.length(v) > 0
	case *Dict:
		if v.cls == nil || v.cls.builtin {
			return v.n > 0
		}
	case *Tuple:
		return len(v.items) > 0
	case *Set:
		return v.d.n > 0
	case Bytes:
		return v != ""
	case *rangeValue:
		return v.length() > 0
	case *view:
		return v.d.n > 0
	case *Lazy:
		return v.upTo(m, 1)
	case *Promise:
		return m.truth(force(v))
	case truthy:
		return v.truth()
	}
	if hasUser(v) {
		if r, ok := m.dunder(v, "__bool__"); ok {
			return m.truth(r)
		}
		if r, ok := m.dunder(v, "__len__"); ok {
			return m.truth(r)
		}
		if isBased(v) {
			x := unbased(v)
			return m.truth(x)
		}
		if i, ok := v.(*instance); ok && i.cls.is(enumFlagClass) {
			n, _ := i.get("_value_")
			return m.truth(n)
		}
	}
	return true
}

// A truthy object knows whether it is true.
type truthy interface{ truth() bool }

// Truth reports whether v is true in Python's sense.
func Truth(v Value) bool { return newVM(Options{}).truth(v) }
