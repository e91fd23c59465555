package python

import (
	"math"
	"math/big"
)

func moduleMath() map[string]Value {
	out := map[string]Value{"pi": Float(math.Pi), "e": Float(math.E), "tau": Float(2 * math.Pi), "inf": Float(math.Inf(1)), "nan": Float(math.NaN())}
	for name, f := range map[string]func(float64) float64{"sqrt": math.Sqrt, "exp": math.Exp, "sin": math.Sin, "cos": math.Cos, "tan": math.Tan,
		"asin": math.Asin, "acos": math.Acos, "atan": math.Atan, "fabs": math.Abs, "log2": math.Log2, "log10": math.Log10, "log1p": math.Log1p,
		"degrees": func(x float64) float64 { return x * 180 / math.Pi }, "radians": func(x float64) float64 { return x * math.Pi / 180 }} {
		out[name] = fn(name, func(m *vm, a *args) Value {
			x := m.needFloat(a.need(m, name, 0, "x"))
			r := f(x)
			if math.IsNaN(r) && !math.IsNaN(x) || (name == "log2" || name == "log10" || name == "log1p") && math.IsInf(r, -1) {
				m.raise("ValueError", "math domain error")
			}
			if math.IsInf(r, 1) && !math.IsInf(x, 0) {
				m.raise("OverflowError", "math range error")
			}
			return Float(r)
		})
	}
	for name, f := range map[string]func(float64) float64{"floor": math.Floor, "ceil": math.Ceil, "trunc": math.Trunc} {
		out[name] = fn(name, func(m *vm, a *args) Value {
			v := a.need(m, name, 0, "x")
			if isInt(v) {
				return m.unary("+", v)
			}
			return m.truncate(f(m.needFloat(v)))
		})
	}
	for name, f := range funcs(map[string]func(m *vm, a *args) Value{
		"log": mathLog, "gcd": mathGCD, "factorial": mathFactorial, "comb": mathComb, "isclose": mathIsclose,
		"isnan": func(m *vm, a *args) Value { return Bool(math.IsNaN(m.needFloat(a.need(m, "isnan", 0, "x")))) },
		"isinf": func(m *vm, a *args) Value { return Bool(math.IsInf(m.needFloat(a.need(m, "isinf", 0, "x")), 0)) },
		"pow": func(m *vm, a *args) Value {
			a.count(m, "pow", 2, 2)
			return m.floatPow(m.needFloat(a.pos[0]), m.needFloat(a.pos[1]))
		},
		"hypot": func(m *vm, a *args) Value {
			s := 0.0
			for _, v := range a.pos {
				s = math.Hypot(s, m.needFloat(v))
			}
			return Float(s)
		},
		"isqrt": func(m *vm, a *args) Value {
			b, ok := asBig(a.need(m, "isqrt", 0, "n"))
			if !ok || b.Sign() < 0 {
				m.raise("ValueError", "isqrt() argument must be nonnegative")
			}
			return normBig(new(big.Int).Sqrt(b))
		},
		"prod": func(m *vm, a *args) Value {
			p := a.get(-1, "start", Int(1))
			m.each(a.need(m, "prod", 0, "iterable"), func(v Value) bool { p = m.binary("*", p, v); return true })
			return p
		},
		"fsum": func(m *vm, a *args) Value {
			s := new(big.Float).SetPrec(2200)
			m.each(a.need(m, "fsum", 0, "seq"), func(v Value) bool { s.Add(s, big.NewFloat(m.needFloat(v))); return true })
			f, _ := s.Float64()
			return Float(f)
		},
	}) {
		out[name] = f
	}
	return out
}

// needFloat returns a number argument.
func (m *vm) needFloat(v Value) float64 {
	f, ok := m.asFloat(force(v))
	if !ok {
		m.raise("TypeError", "must be real number, not %s", typeName(v))
	}
	return f
}

func mathLog(m *vm, a *args) Value {
	a.count(m, "log", 1, 2)
	log := func(v Value) float64 {
		if b, ok := v.(*BigInt); ok && b.v.Sign() > 0 {
			shift := b.v.BitLen() - 60
			f, _ := new(big.Float).SetInt(new(big.Int).Rsh(b.v, uint(shift))).Float64()
			return math.Log(f) + float64(shift)*math.Ln2
		}
		x := m.needFloat(v)
		if x <= 0 {
			m.raise("ValueError", "math domain error")
		}
		return math.Log(x)
	}
	x := log(a.pos[0])
	if len(a.pos) == 1 {
		return Float(x)
	}
	base := log(a.pos[1])
	if base == 0 {
		m.raise("ZeroDivisionError", "float division by zero")
	}
	return Float(x / base)
}

func mathGCD(m *vm, a *args) Value {
	g := new(big.Int)
	for _, v := range a.pos {
		b, ok := asBig(v)
		if !ok {
			m.raise("TypeError", "'%s' object cannot be interpreted as an integer", typeName(v))
		}
		g.GCD(nil, nil, g, new(big.Int).Abs(b))
	}
	return normBig(g)
}

func mathFactorial(m *vm, a *args) Value {
	n := m.needInt(a.need(m, "factorial", 0, "x"))
	if n < 0 {
		m.raise("ValueError", "factorial() not defined for negative values")
	}
	m.guardBits(float64(n) * 8)
	m.charge(n * 4)
	m.step(n * n / 4096)
	return normBig(new(big.Int).MulRange(1, n))
}

func mathComb(m *vm, a *args) Value {
	a.count(m, "comb", 2, 2)
	n, k := m.needInt(a.pos[0]), m.needInt(a.pos[1])
	if n < 0 || k < 0 {
		m.raise("ValueError", "k must be a non-negative integer")
	}
	if k > n {
		return Int(0)
	}
	k = min(k, n-k)
	m.guardBits(float64(k) * 64)
	m.charge(k * 8)
	m.step(k * k / 64)
	return normBig(new(big.Int).Binomial(n, k))
}

func mathIsclose(m *vm, a *args) Value {
	a.count(m, "isclose", 2, 2)
	x, y := m.needFloat(a.pos[0]), m.needFloat(a.pos[1])
	rel, abs := m.needFloat(a.get(-1, "rel_tol", Float(1e-9))), m.needFloat(a.get(-1, "abs_tol", Float(0)))
	return Bool(x == y || math.Abs(x-y) <= math.Max(rel*math.Max(math.Abs(x), math.Abs(y)), abs))
}
