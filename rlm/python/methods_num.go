package python

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

func fillNumbers() {
	intClass.methods = map[string]method{
		"bit_length": func(_ *vm, self Value, _ *args) Value {
			b, _ := asBig(self)
			return Int(b.BitLen())
		},
		"bit_count": func(_ *vm, self Value, _ *args) Value {
			b, _ := asBig(self)
			return Int(strings.Count(new(big.Int).Abs(b).Text(2), "1"))
		},
		"conjugate":  func(_ *vm, self Value, _ *args) Value { return self },
		"is_integer": func(*vm, Value, *args) Value { return Bool(true) },
		"as_integer_ratio": func(_ *vm, self Value, _ *args) Value {
			return pair(self, Int(1))
		},
		"to_bytes": func(m *vm, self Value, a *args) Value {
			n := m.needInt(a.get(0, "length", Int(1)))
			b, _ := asBig(self)
			m.charge(n)
			if m.truth(a.get(-1, "signed", Bool(false))) {
				b = m.twosComplement(b, n)
			}
			if b.Sign() < 0 {
				m.raise("OverflowError", "can't convert negative int to unsigned")
			}
			if int64(b.BitLen()) > 8*n {
				m.raise("OverflowError", "int too big to convert")
			}
			out := b.FillBytes(make([]byte, n))
			if m.str(a.get(1, "byteorder", NewStr("big"))) == "little" {
				reverseBytes(out)
			}
			return Bytes(out)
		},
		"from_bytes": func(m *vm, _ Value, a *args) Value {
			in := []byte(makeBytes(m, nil, &args{pos: a.pos[:1]}).(Bytes))
			if m.str(a.get(1, "byteorder", NewStr("big"))) == "little" {
				reverseBytes(in)
			}
			out := new(big.Int).SetBytes(in)
			if m.truth(a.get(-1, "signed", Bool(false))) && len(in) > 0 && out.Bit(8*len(in)-1) == 1 {
				out.Sub(out, new(big.Int).Lsh(big.NewInt(1), uint(8*len(in))))
			}
			return normBig(out)
		},
	}
	floatClass.methods = map[string]method{
		"is_integer": func(_ *vm, self Value, _ *args) Value {
			f := float64(self.(Float))
			return Bool(f == math.Trunc(f) && !math.IsInf(f, 0))
		},
		"conjugate": func(_ *vm, self Value, _ *args) Value { return self },
		"hex": func(_ *vm, self Value, _ *args) Value {
			return NewStr(floatHex(float64(self.(Float))))
		},
		"fromhex": func(m *vm, _ Value, a *args) Value {
			s := strings.ToLower(strings.TrimSpace(m.needStr("fromhex() argument", a.need(m, "fromhex", 0, "string"))))
			bare := strings.TrimLeft(s, "+-")
			if !strings.HasPrefix(bare, "0x") && bare != "inf" && bare != "nan" && bare != "infinity" {
				s = s[:len(s)-len(bare)] + "0x" + bare
			}
			if !strings.ContainsAny(s, "pn") {
				s += "p0"
			}
			f, err := strconv.ParseFloat(s, 64)
			if err != nil && !math.IsInf(f, 0) {
				m.raise("ValueError", "invalid hexadecimal floating-point string")
			}
			return Float(f)
		},
		"as_integer_ratio": func(m *vm, self Value, _ *args) Value {
			r := new(big.Rat)
			if r.SetFloat64(float64(self.(Float))) == nil {
				m.raise("OverflowError", "cannot convert Infinity to integer ratio")
			}
			return pair(normBig(r.Num()), normBig(r.Denom()))
		},
	}
}

// floatHex is float.hex: all 13 digits of the fraction.
func floatHex(f float64) string {
	sign := ""
	if math.Signbit(f) {
		sign = "-"
	}
	switch {
	case math.IsInf(f, 0) || math.IsNaN(f):
		return floatRepr(f)
	case f == 0:
		return sign + "0x0.0p+0"
	}
	bits := math.Float64bits(f)
	exp, lead := int(bits>>52&0x7ff)-1023, 1
	if exp == -1023 {
		exp, lead = -1022, 0
	}
	return sprintf("%s0x%d.%013xp%+d", sign, lead, bits&(1<<52-1), exp)
}

func reverseBytes(b []byte) {
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
}

// twosComplement is b as n bytes hold it if they have a sign.
func (m *vm) twosComplement(b *big.Int, n int64) *big.Int {
	half := new(big.Int).Lsh(big.NewInt(1), uint(max(8*n-1, 0)))
	if b.Cmp(half) >= 0 || b.Cmp(new(big.Int).Neg(half)) < 0 {
		m.raise("OverflowError", "int too big to convert")
	}
	if b.Sign() >= 0 {
		return b
	}
	return new(big.Int).Add(b, new(big.Int).Lsh(half, 1))
}

func builtinAbs(m *vm, a *args) Value {
	a.count(m, "abs", 1, 1)
	switch v := unbased(a.pos[0]).(type) {
	case Float:
		return Float(math.Abs(float64(v)))
	case Int, Bool, *BigInt:
		b, _ := asBig(v)
		return normBig(new(big.Int).Abs(b))
	case operand:
		if r := v.binary(m, "abs", None, false); r != nil {
			return r
		}
	}
	if hasUser(a.pos[0]) {
		if r, ok := m.dunder(a.pos[0], "__abs__"); ok {
			return r
		}
	}
	m.raise("TypeError", "bad operand type for abs(): '%s'", typeName(a.pos[0]))
	return nil
}

func isOperand(v Value) bool {
	_, ok := v.(operand)
	return ok
}

func builtinDivmod(m *vm, a *args) Value {
	x, y := a.pos[0], a.pos[1]
	if f, ok := m.asFloat(y); ok && f == 0 && !isInt(x) && isNumber(x) || ok && f == 0 && !isInt(y) && isNumber(x) {
		m.raise("ZeroDivisionError", "float divmod()")
	}
	if hasUser(x) || hasUser(y) {
		if r := m.userOp("divmod", x, y); r != nil {
			return r
		}
	}
	if !isNumber(unbased(x)) && !hasUser(x) && !isOperand(x) || !isNumber(unbased(y)) && !hasUser(y) && !isOperand(y) {
		m.raise("TypeError", "unsupported operand type(s) for divmod(): '%s' and '%s'", typeName(x), typeName(y))
	}
	return pair(m.binary("//", a.pos[0], a.pos[1]), m.binary("%", a.pos[0], a.pos[1]))
}

func builtinPow(m *vm, a *args) Value {
	a.count(m, "pow", 2, 3)
	mod := a.get(2, "mod", None)
	if mod == None {
		return m.binary("**", a.pos[0], a.pos[1])
	}
	x, ok1 := asBig(a.pos[0])
	y, ok2 := asBig(a.pos[1])
	z, ok3 := asBig(mod)
	for _, v := range []Value{a.pos[0], a.pos[1], mod} {
		if !isNumber(v) {
			m.raise("TypeError", "unsupported operand type(s) for ** or pow(): '%s', '%s', '%s'", a.pos[0].Type(), a.pos[1].Type(), mod.Type())
		}
	}
	if !ok1 || !ok2 || !ok3 {
		m.raise("TypeError", "pow() 3rd argument not allowed unless all arguments are integers")
	}
	if z.Sign() == 0 {
		m.raise("ValueError", "pow() 3rd argument cannot be 0")
	}
	r := m.modularPower(x, y, z)
	if r == nil {
		m.raise("ValueError", "base is not invertible for the given modulus")
	}
	if z.Sign() < 0 && r.Sign() > 0 {
		r.Add(r, z)
	}
	return normBig(r)
}

// modularPower is x**y modulo z. With large numbers it squares by itself, so that the
// limits are looked at in between; nil if there is no inverse.
func (m *vm) modularPower(x, y, z *big.Int) *big.Int {
	words := int64(z.BitLen()/64) + 1
	square := 1 + words*words/16
	if y.Sign() < 0 || words < 64 {
		m.step(int64(y.BitLen()) * square)
		return new(big.Int).Exp(x, y, z)
	}
	r, base := big.NewInt(1), new(big.Int).Mod(x, z)
	for i := y.BitLen() - 1; i >= 0; i-- {
		m.step(square)
		if r.Mod(r.Mul(r, r), z); y.Bit(i) != 0 {
			r.Mod(r.Mul(r, base), z)
		}
	}
	return r
}

func builtinRound(m *vm, a *args) Value {
	a.count(m, "round", 1, 2)
	v, n := unbased(a.pos[0]), a.get(1, "ndigits", None)
	switch v := v.(type) {
	case Float:
		f := float64(v)
		if n == None {
			return m.truncate(math.RoundToEven(f))
		}
		return Float(roundFloat(f, int(m.needInt(n))))
	case Int, Bool, *BigInt:
		b, _ := asBig(v)
		if n == None || m.needInt(n) >= 0 {
			return normBig(b)
		}
		return roundInt(b, -m.needInt(n))
	}
	if hasUser(v) {
		if r, ok := m.dunder(v, "__round__", a.pos[1:]...); ok {
			return r
		}
	}
	m.raise("TypeError", "type %s doesn't define __round__ method", typeName(v))
	return nil
}

// roundFloat rounds the exact value of f, half to even.
func roundFloat(f float64, n int) float64 {
	if math.IsInf(f, 0) || math.IsNaN(f) || n > 320 {
		return f
	}
	if n < -310 {
		return math.Copysign(0, f)
	}
	if n >= 0 {
		r, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'f', n, 64), 64)
		return r
	}
	b, _ := big.NewFloat(math.Trunc(f)).Int(nil)
	r := roundInt(b, int64(-n))
	if frac := f - math.Trunc(f); frac != 0 { // beyond a tie
		p := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-n)), nil)
		rem := new(big.Int).Rem(b, p)
		if new(big.Int).Mul(new(big.Int).Abs(rem), big.NewInt(2)).Cmp(p) == 0 {
			q := new(big.Int).Quo(b, p)
			r = normBig(q.Mul(q.Add(q, big.NewInt(int64(math.Copysign(1, frac)))), p))
		}
	}
	x, _ := asBig(r)
	out, _ := new(big.Float).SetInt(x).Float64()
	return math.Copysign(out, f)
}

// roundInt rounds to a multiple of 10**n, half to even.
func roundInt(b *big.Int, n int64) Value {
	if n > 400000 {
		return Int(0)
	}
	p := new(big.Int).Exp(big.NewInt(10), big.NewInt(n), nil)
	q, r := new(big.Int).DivMod(b, p, new(big.Int))
	c := new(big.Int).Mul(r, big.NewInt(2)).Cmp(p)
	if c > 0 || c == 0 && q.Bit(0) == 1 {
		q.Add(q, big.NewInt(1))
	}
	return normBig(q.Mul(q, p))
}
