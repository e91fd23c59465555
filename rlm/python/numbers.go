package python

import (
	"math"
	"math/big"
	"math/bits"
)

// asBig returns an integer as a *big.Int.
func asBig(v Value) (*big.Int, bool) {
	switch v := v.(type) {
	case Int:
		return big.NewInt(int64(v)), true
	case *BigInt:
		return v.v, true
	case Bool:
		if v {
			return big.NewInt(1), true
		}
		return new(big.Int), true
	}
	return nil, false
}

// asInt64 returns an integer that fits 64 bits.
func asInt64(v Value) (int64, bool) {
	switch v := v.(type) {
	case Int:
		return int64(v), true
	case Bool:
		if v {
			return 1, true
		}
		return 0, true
	}
	return 0, false
}

// asFloat returns a number as a float.
func (m *vm) asFloat(v Value) (float64, bool) {
	switch v := v.(type) {
	case Float:
		return float64(v), true
	case Int:
		return float64(v), true
	case Bool:
		if v {
			return 1, true
		}
		return 0, true
	case *BigInt:
		f, _ := new(big.Float).SetInt(v.v).Float64()
		if math.IsInf(f, 0) {
			m.raise("OverflowError", "int too large to convert to float")
		}
		return f, true
	case *instance:
		if v.base != nil {
			return m.asFloat(v.base)
		}
	}
	return 0, false
}

func isInt(v Value) bool {
	switch v.(type) {
	case Int, Bool, *BigInt:
		return true
	}
	return false
}

// intOp computes a op b for integers, or returns nil for an operator it does not know.
func (m *vm) intOp(op string, a, b int64) Value {
	switch op {
	case "+":
		if c := a + b; (c > a) == (b > 0) {
			return Int(c)
		}
	case "-":
		if c := a - b; (c < a) == (b > 0) {
			return Int(c)
		}
	case "*":
		if a == 0 || b == 0 {
			return Int(0)
		}
		hi, lo := bits.Mul64(absU(a), absU(b))
		if hi == 0 && lo < 1<<63 {
			return Int(a * b)
		}
	case "//", "%":
		if b == 0 {
			if op == "%" {
				m.raise("ZeroDivisionError", "integer modulo by zero")
			}
			m.raise("ZeroDivisionError", "integer division or modulo by zero")
		}
		if b == -1 {
			break
		}
		q, r := a/b, a%b
		if r != 0 && (r < 0) != (b < 0) {
			q, r = q-1, r+b
		}
		if op == "//" {
			return Int(q)
		}
		return Int(r)
	case "&":
		return Int(a & b)
	case "|":
		return Int(a | b)
	case "^":
		return Int(a ^ b)
	}
	return m.bigOp(op, big.NewInt(a), big.NewInt(b))
}

func absU(a int64) uint64 {
	if a < 0 {
		return uint64(-a)
	}
	return uint64(a)
}

// bigOp computes a op b for integers of any size.
func (m *vm) bigOp(op string, a, b *big.Int) Value {
	m.step(int64(a.BitLen()+b.BitLen()) / 512)
	z := new(big.Int)
	switch op {
	case "+":
		return normBig(z.Add(a, b))
	case "-":
		return normBig(z.Sub(a, b))
	case "*":
		n := int64(a.BitLen()+b.BitLen()) / 8
		m.charge(n)
		m.step(int64(a.BitLen()/64) * int64(b.BitLen()/64) / 64)
		return normBig(z.Mul(a, b))
	case "//", "%":
		if b.Sign() == 0 {
			if op == "%" {
				m.raise("ZeroDivisionError", "integer modulo by zero")
			}
			m.raise("ZeroDivisionError", "integer division or modulo by zero")
		}
		m.step(int64(a.BitLen()/64) * int64(b.BitLen()/64) / 64)
		q, r := new(big.Int).QuoRem(a, b, z)
		if r.Sign() != 0 && r.Sign() != b.Sign() {
			q.Sub(q, big.NewInt(1))
			r.Add(r, b)
		}
		if op == "//" {
			return normBig(q)
		}
		return normBig(r)
	case "&":
		return normBig(z.And(a, b))
	case "|":
		return normBig(z.Or(a, b))
	case "^":
		return normBig(z.Xor(a, b))
	case "<<", ">>":
		return m.shift(op, a, b)
	case "**":
		return m.intPow(a, b)
	case "/":
		return m.bigDiv(a, b)
	}
	return nil
}

func (m *vm) shift(op string, a, b *big.Int) Value {
	if b.Sign() < 0 {
		m.raise("ValueError", "negative shift count")
	}
	if op == ">>" {
		if !b.IsInt64() || b.Int64() > int64(a.BitLen()) {
			if a.Sign() < 0 {
				return Int(-1)
			}
			return Int(0)
		}
		return normBig(new(big.Int).Rsh(a, uint(b.Int64())))
	}
	if a.Sign() == 0 {
		return Int(0)
	}
	if !b.IsInt64() {
		m.charge(1 << 60)
	}
	m.charge(b.Int64()/8 + 8)
	m.guardBits(float64(b.Int64()))
	return normBig(new(big.Int).Lsh(a, uint(b.Int64())))
}

// guardBits refuses numbers that would take too long to compute whatever the limits.
func (m *vm) guardBits(n float64) {
	if n > 1<<28 {
		m.stop("memory", "the program was stopped: a number of %.0f bits is too large", n)
	}
}

func (m *vm) intPow(a, b *big.Int) Value {
	if b.Sign() < 0 {
		if a.Sign() == 0 {
			m.raise("ZeroDivisionError", "0.0 cannot be raised to a negative power")
		}
		x, _ := m.asFloat(normBig(a))
		y, _ := m.asFloat(normBig(b))
		return Float(precisePow(x, y))
	}
	if a.IsInt64() && (a.Int64() == 0 || a.Int64() == 1 || a.Int64() == -1) {
		if a.Int64() == -1 && b.Bit(0) == 0 || b.Sign() == 0 {
			return Int(1)
		}
		return Int(a.Int64())
	}
	n, _ := new(big.Float).SetInt(b).Float64()
	bitsOut := n * float64(a.BitLen())
	m.guardBits(bitsOut)
	m.charge(int64(bitsOut/8) + 8)
	m.step(int64(bitsOut / 64 * bitsOut / 64 / 256))
	return normBig(new(big.Int).Exp(a, b, nil))
}

func (m *vm) bigDiv(a, b *big.Int) Value {
	if b.Sign() == 0 {
		m.raise("ZeroDivisionError", "division by zero")
	}
	f, _ := new(big.Rat).SetFrac(a, b).Float64()
	if math.IsInf(f, 0) {
		m.raise("OverflowError", "integer division result too large for a float")
	}
	return Float(f)
}

// floatOp computes a op b for floats.
func (m *vm) floatOp(op string, a, b float64) Value {
	switch op {
	case "+":
		return Float(a + b)
	case "-":
		return Float(a - b)
	case "*":
		return Float(a * b)
	case "/":
		if b == 0 {
			m.raise("ZeroDivisionError", "float division by zero")
		}
		return Float(a / b)
	case "//", "%":
		if b == 0 {
			if op == "%" {
				m.raise("ZeroDivisionError", "float modulo")
			}
			m.raise("ZeroDivisionError", "float floor division by zero")
		}
		q, r := floatDivmod(a, b)
		if op == "//" {
			return Float(q)
		}
		return Float(r)
	case "**":
		return m.floatPow(a, b)
	}
	return nil
}

func (m *vm) floatPow(a, b float64) Value {
	if a == 0 && b < 0 {
		m.raise("ZeroDivisionError", "0.0 cannot be raised to a negative power")
	}
	if a < 0 && b != math.Trunc(b) && !math.IsInf(b, 0) {
		return complexNumber(m.complexPow(complex(a, 0), complex(b, 0)))
	}
	f := precisePow(a, b)
	if math.IsInf(f, 0) && !math.IsInf(a, 0) && !math.IsInf(b, 0) {
		m.throw(newException("OverflowError", Int(34), NewStr("Numerical result out of range")))
	}
	return Float(f)
}

// floatDivmod is CPython's float divmod.
func floatDivmod(a, b float64) (q, r float64) {
	r = math.Mod(a, b)
	q = (a - r) / b
	if r != 0 {
		if (b < 0) != (r < 0) {
			r += b
			q--
		}
	} else {
		r = math.Copysign(0, b)
	}
	if q != 0 {
		f := math.Floor(q)
		if q-f > 0.5 {
			f++
		}
		q = f
	} else {
		q = math.Copysign(0, a/b)
	}
	return q, r
}
