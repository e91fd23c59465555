package python

import (
	"math"
	"math/big"
	"strings"
)

func (f *frame) unary(x *unary) (Value, error) {
	v, err := f.eval(x.x)
	if err != nil {
		return nil, err
	}
	if x.op == "not" {
		return Bool(!Truth(v)), nil
	}
	v = force(v)
	if fl, ok := v.(Float); ok && x.op != "~" {
		if x.op == "-" {
			return -fl, nil
		}
		return fl, nil
	}
	n, ok := toBig(v)
	if !ok {
		return nil, raise("TypeError", "bad operand type for unary %s: '%s'", x.op, v.Type())
	}
	switch x.op {
	case "-":
		n = n.Neg(n)
	case "~":
		n = n.Not(n)
	}
	return fromBig(n), nil
}

// binary applies an operator.
func (s *Session) binary(op string, a, b Value) (Value, error) {
	if x, ok := a.(Int); ok {
		if y, ok := b.(Int); ok {
			if v, ok := smallInts(op, int64(x), int64(y)); ok {
				return v, nil
			}
		}
	}
	switch x := a.(type) {
	case *Str:
		return s.strOp(op, x, b)
	case *List, Tuple:
		return s.seqOp(op, a, b)
	case *Set:
		return s.setOp(op, x, b)
	case *Dict:
		return s.dictOp(op, x, b)
	case Bytes:
		if y, ok := b.(Bytes); ok && op == "+" {
			return append(append(Bytes{}, x...), y...), nil
		}
	}
	switch b.(type) {
	case *Str, *List, Tuple:
		if _, isInt := toBig(a); isInt && op == "*" {
			return s.binary(op, b, a)
		}
	}
	return s.numberOp(op, a, b)
}

// smallInts does what fits 64 bits.
func smallInts(op string, x, y int64) (Value, bool) {
	switch op {
	case "+":
		z := x + y
		return Int(z), (z > x) == (y > 0)
	case "-":
		z := x - y
		return Int(z), (z < x) == (y > 0)
	case "*":
		if x == 0 || y == 0 {
			return Int(0), true
		}
		z := x * y
		return Int(z), z/y == x && !(x == -1 && y == math.MinInt64) && !(y == -1 && x == math.MinInt64)
	case "//":
		if y != 0 && !(x == math.MinInt64 && y == -1) {
			q := x / y
			if x%y != 0 && (x < 0) != (y < 0) {
				q--
			}
			return Int(q), true
		}
	case "%":
		if y != 0 && y != -1 {
			r := x % y
			if r != 0 && (r < 0) != (y < 0) {
				r += y
			}
			return Int(r), true
		}
	case "&":
		return Int(x & y), true
	case "|":
		return Int(x | y), true
	case "^":
		return Int(x ^ y), true
	}
	return nil, false
}

func (s *Session) numberOp(op string, a, b Value) (Value, error) {
	x, okx := toBig(a)
	y, oky := toBig(b)
	if okx && oky && op != "/" {
		if _, bothBool := a.(Bool); bothBool && strings.Contains("&|^", op) {
			if _, ok := b.(Bool); ok {
				v, _ := smallInts(op, x.Int64(), y.Int64())
				return Bool(v.(Int) != 0), nil
			}
		}
		return s.intOp(op, x, y, a, b)
	}
	fx, okx := asFloat(a)
	fy, oky := asFloat(b)
	if !okx || !oky {
		if op == "+" {
			if _, ok := b.(*Str); ok {
				return nil, unsupported(op, a, b)
			}
		}
		return nil, unsupported(opName(op), a, b)
	}
	return floatOp(op, fx, fy, a, b)
}

func opName(op string) string {
	if op == "**" {
		return "** or pow()"
	}
	return op
}

func floatOp(op string, x, y float64, a, b Value) (Value, error) {
	switch op {
	case "+":
		return Float(x + y), nil
	case "-":
		return Float(x - y), nil
	case "*":
		return Float(x * y), nil
	case "/":
		if y == 0 {
			if isIntegral(a) && isIntegral(b) {
				return nil, raise("ZeroDivisionError", "division by zero")
			}
			return nil, raise("ZeroDivisionError", "float division by zero")
		}
		return Float(x / y), nil
	case "//":
		if y == 0 {
			return nil, raise("ZeroDivisionError", "float floor division by zero")
		}
		return Float(math.Floor(x / y)), nil
	case "%":
		if y == 0 {
			return nil, raise("ZeroDivisionError", "float modulo")
		}
		r := math.Mod(x, y)
		if r != 0 && (r < 0) != (y < 0) {
			r += y
		}
		return Float(r), nil
	case "**":
		if x == 0 && y < 0 {
			return nil, raise("ZeroDivisionError", "0.0 cannot be raised to a negative power")
		}
		return Float(math.Pow(x, y)), nil
	}
	return nil, unsupported(opName(op), a, b)
}

func isIntegral(v Value) bool { _, ok := toBig(v); return ok }

func (s *Session) intOp(op string, x, y *big.Int, a, b Value) (Value, error) {
	z := new(big.Int)
	if err := s.grow(int64(x.BitLen()+y.BitLen()) / 8); err != nil {
		return nil, err
	}
	switch op {
	case "+":
		return fromBig(z.Add(x, y)), nil
	case "-":
		return fromBig(z.Sub(x, y)), nil
	case "*":
		if err := s.grow(int64(x.BitLen()+y.BitLen()) / 4); err != nil {
			return nil, err
		}
		return fromBig(z.Mul(x, y)), nil
	case "//", "%":
		if y.Sign() == 0 {
			return nil, raise("ZeroDivisionError", "integer division or modulo by zero")
		}
		m := new(big.Int)
		z.DivMod(x, y, m)
		if m.Sign() != 0 && y.Sign() < 0 { // DivMod is Euclidean, Python floors
			z.Sub(z, big.NewInt(1))
			m.Add(m, y)
		}
		if op == "%" {
			return fromBig(m), nil
		}
		return fromBig(z), nil
	case "**":
		return s.power(x, y)
	case "&":
		return fromBig(z.And(x, y)), nil
	case "|":
		return fromBig(z.Or(x, y)), nil
	case "^":
		return fromBig(z.Xor(x, y)), nil
	case "<<", ">>":
		return s.shift(op, x, y)
	}
	return nil, unsupported(opName(op), a, b)
}

func (s *Session) shift(op string, x, y *big.Int) (Value, error) {
	if y.Sign() < 0 {
		return nil, raise("ValueError", "negative shift count")
	}
	n := y.Int64()
	if !y.IsInt64() {
		n = math.MaxInt32
	}
	if op == ">>" {
		return fromBig(new(big.Int).Rsh(x, uint(min(n, math.MaxInt32)))), nil
	}
	if err := s.grow(n/8 + 8); err != nil {
		return nil, err
	}
	return fromBig(new(big.Int).Lsh(x, uint(n))), nil
}

func (s *Session) power(x, y *big.Int) (Value, error) {
	if y.Sign() < 0 {
		fx, _ := new(big.Float).SetInt(x).Float64()
		fy, _ := new(big.Float).SetInt(y).Float64()
		return floatOp("**", fx, fy, Float(fx), Float(fy))
	}
	bits := new(big.Int).Mul(big.NewInt(int64(x.BitLen())), y)
	if x.BitLen() > 1 && (!bits.IsInt64() || bits.Int64() > 1<<26) {
		// The product takes quadratic time as well as the memory.
		return nil, &limitError{limit: "memory", msg: "the block was stopped: the power has too many digits"}
	}
	if err := s.grow(bits.Int64() / 8); x.BitLen() > 1 && err != nil {
		return nil, err
	}
	if x.BitLen() <= 1 {
		y = new(big.Int).And(y, big.NewInt(1)) // 0, 1 and -1
		if y.Sign() == 0 && x.Sign() == 0 {
			return Int(boolInt(bits.Sign() == 0 && y.Sign() == 0)), nil
		}
	}
	return fromBig(new(big.Int).Exp(x, y, nil)), nil
}

func (s *Session) strOp(op string, x *Str, b Value) (Value, error) {
	switch op {
	case "+":
		y, ok := b.(*Str)
		if !ok {
			return nil, raise("TypeError", `can only concatenate str (not "%s") to str`, b.Type())
		}
		if err := s.grow(int64(len(x.s) + len(y.s))); err != nil {
			return nil, err
		}
		var out builder
		out.add(x)
		out.add(y)
		return out.str(), nil
	case "*":
		n, ok := asInt(b)
		if !ok {
			return nil, raise("TypeError", "can't multiply sequence by non-int of type '%s'", b.Type())
		}
		if n <= 0 || x.s == "" {
			return NewStr(""), nil
		}
		if n > s.limits.Memory/int64(len(x.s)) {
			return nil, s.grow(math.MaxInt64 - s.memory)
		}
		if err := s.grow(n * int64(len(x.s))); err != nil {
			return nil, err
		}
		return NewStr(strings.Repeat(x.s, int(n))), nil
	case "%":
		return s.percent(x, b)
	}
	return nil, unsupported(opName(op), x, b)
}

func (s *Session) seqOp(op string, a, b Value) (Value, error) {
	x, isTuple := seqItems(a)
	switch op {
	case "+":
		y, yTuple := seqItems(b)
		if y == nil && !isSeq(b) || isTuple != yTuple {
			return nil, raise("TypeError", `can only concatenate %s (not "%s") to %s`, a.Type(), b.Type(), a.Type())
		}
		if err := s.grow(int64(16 * (len(x) + len(y)))); err != nil {
			return nil, err
		}
		return makeSeq(append(append(make([]Value, 0, len(x)+len(y)), x...), y...), isTuple), nil
	case "*":
		n, ok := asInt(b)
		if !ok {
			return nil, raise("TypeError", "can't multiply sequence by non-int of type '%s'", b.Type())
		}
		n = max(n, 0)
		if len(x) > 0 && n > s.limits.Memory/16/int64(len(x)) {
			return nil, s.grow(math.MaxInt64 - s.memory)
		}
		if err := s.grow(16 * n * int64(len(x))); err != nil {
			return nil, err
		}
		out := make([]Value, 0, int(n)*len(x))
		for range n {
			out = append(out, x...)
		}
		return makeSeq(out, isTuple), nil
	}
	return nil, unsupported(opName(op), a, b)
}

func isSeq(v Value) bool {
	switch v.(type) {
	case *List, Tuple:
		return true
	}
	return false
}

func seqItems(v Value) (items []Value, tuple bool) {
	switch v := v.(type) {
	case *List:
		return v.items, false
	case Tuple:
		return v, true
	}
	return nil, false
}

func makeSeq(items []Value, tuple bool) Value {
	if tuple {
		return Tuple(items)
	}
	return &List{items}
}

func (s *Session) setOp(op string, x *Set, b Value) (Value, error) {
	y, ok := asSet(b)
	if !ok {
		return nil, unsupported(op, x, b)
	}
	out := &Set{d: NewDict(), frozen: x.frozen}
	keep := func(from *Set, want func(in bool) bool, other *Set) {
		for _, k := range from.d.Keys() {
			if in, _ := other.has(k); want(in) {
				_ = out.d.Set(k, None) // k is hashable: it was a key
			}
		}
	}
	always := func(bool) bool { return true }
	inside := func(in bool) bool { return in }
	outside := func(in bool) bool { return !in }
	switch op {
	case "|":
		keep(x, always, y)
		keep(y, always, x)
	case "&":
		keep(x, inside, y)
	case "-":
		keep(x, outside, y)
	case "^":
		keep(x, outside, y)
		keep(y, outside, x)
	default:
		return nil, unsupported(op, x, b)
	}
	return out, s.grow(int64(64 * out.d.Len()))
}

// asSet sees the keys of a dict as a set too.
func asSet(v Value) (*Set, bool) {
	switch v := v.(type) {
	case *Set:
		return v, true
	case *dictView:
		if v.kind == 'k' {
			return &Set{d: v.d}, true
		}
	}
	return nil, false
}

func (s *Session) dictOp(op string, x *Dict, b Value) (Value, error) {
	y, ok := b.(*Dict)
	switch {
	case !ok:
	case x.kind == "Counter" && strings.Contains("+-&|", op):
		return counterOp(op, x, y)
	case op == "|":
		out := x.clone()
		return out, s.update(out, y)
	}
	return nil, unsupported(op, x, b)
}
