package python

import (
	"math"
	"math/big"
)

func moduleMath() map[string]Value {
	out := map[string]Value{"pi": Float(math.Pi), "e": Float(math.E), "tau": Float(2 * math.Pi), "inf": Float(math.Inf(1)), "nan": Float(math.NaN())}
	for name, f := range map[string]func(float64) float64{"sqrt": math.Sqrt, "exp": preciseExp, "exp2": func(x float64) float64 { return precisePow(2, x) },
		"expm1": preciseExpm1, "sin": preciseSin, "cos": preciseCos, "tan": preciseTan, "asin": preciseAsin, "acos": preciseAcos,
		"atan": preciseAtan, "sinh": preciseSinh, "cosh": preciseCosh, "tanh": preciseTanh, "asinh": math.Asinh, "acosh": math.Acosh,
		"atanh": math.Atanh, "fabs": math.Abs, "log1p": preciseLog1p, "cbrt": preciseCbrt, "erf": math.Erf, "erfc": math.Erfc, "gamma": math.Gamma,
		"lgamma":  func(x float64) float64 { y, _ := math.Lgamma(x); return y },
		"degrees": func(x float64) float64 { return x * (180 / math.Pi) }, "radians": func(x float64) float64 { return x * (math.Pi / 180) }} {
		out[name] = fn(name, mathOne(name, f))
	}
	for name, f := range map[string]func(float64) float64{"floor": math.Floor, "ceil": math.Ceil, "trunc": math.Trunc} {
		out[name] = fn(name, mathWhole(name, f))
	}
	for name, f := range map[string]func(x, y float64) float64{"atan2": preciseAtan2, "copysign": math.Copysign, "fmod": math.Mod,
		"remainder": math.Remainder, "nextafter": math.Nextafter, "pow": nil} {
		out[name] = fn(name, mathTwo(name, f))
	}
	for name, f := range map[string]func(float64) bool{"isnan": math.IsNaN, "isinf": func(x float64) bool { return math.IsInf(x, 0) },
		"isfinite": func(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }} {
		out[name] = fn(name, func(m *vm, a *args) Value { m.oneArg(name, a); return Bool(f(m.needFloat(a.pos[0]))) })
	}
	for name, f := range map[string]func(m *vm, a *args) Value{"log": mathLog, "gcd": mathGCD, "lcm": mathLCM, "factorial": mathFactorial,
		"comb": mathComb, "perm": mathPerm, "isclose": mathIsclose, "isqrt": mathIsqrt, "prod": mathProd, "fsum": mathFsum,
		"hypot": mathHypot, "dist": mathDist, "ldexp": mathLdexp,
		"log2": func(m *vm, a *args) Value {
			m.oneArg("log2", a)
			return Float(m.logOf(a.pos[0], preciseLog2, math.Ln2))
		},
		"log10": func(m *vm, a *args) Value {
			m.oneArg("log10", a)
			return Float(m.logOf(a.pos[0], preciseLog10, math.Ln10))
		},
		"frexp": func(m *vm, a *args) Value {
			m.oneArg("frexp", a)
			f, e := math.Frexp(m.needFloat(a.pos[0]))
			return pair(Float(f), Int(e))
		},
		"modf": func(m *vm, a *args) Value {
			m.oneArg("modf", a)
			whole, part := math.Modf(m.needFloat(a.pos[0]))
			return pair(Float(part), Float(whole))
		},
		"ulp": func(m *vm, a *args) Value {
			m.oneArg("ulp", a)
			x := math.Abs(m.needFloat(a.pos[0]))
			return Float(math.Nextafter(x, math.Inf(1)) - x)
		},
	} {
		out[name] = fn(name, f)
	}
	return out
}

func (m *vm) oneArg(name string, a *args) {
	if len(a.pos) != 1 {
		m.raise("TypeError", "math.%s() takes exactly one argument (%d given)", name, len(a.pos))
	}
}

// mathOne makes a function of a float, with CPython's errors outside of its domain.
func mathOne(name string, f func(float64) float64) func(*vm, *args) Value {
	return func(m *vm, a *args) Value {
		m.oneArg(name, a)
		x := m.needFloat(a.pos[0])
		r := f(x)
		if math.IsNaN(r) && !math.IsNaN(x) || math.IsInf(r, 0) && (name == "log1p" || name == "atanh" || name == "gamma" && x <= 0) && !math.IsInf(x, 0) {
			m.raise("ValueError", "math domain error")
		}
		if math.IsInf(r, 0) && !math.IsInf(x, 0) {
			m.raise("OverflowError", "math range error")
		}
		return Float(r)
	}
}

// mathWhole makes floor, ceil and trunc, which give ints.
func mathWhole(name string, f func(float64) float64) func(*vm, *args) Value {
	return func(m *vm, a *args) Value {
		m.oneArg(name, a)
		v := unbased(a.pos[0])
		if isInt(v) {
			return m.unary("+", v)
		}
		if hasUser(v) {
			if r, ok := m.dunder(v, "__"+name+"__"); ok {
				return r
			}
		}
		return m.truncate(f(m.needFloat(v)))
	}
}

func mathTwo(name string, f func(x, y float64) float64) func(*vm, *args) Value {
	return func(m *vm, a *args) Value {
		a.count(m, name, 2, 2)
		x, y := m.needFloat(a.pos[0]), m.needFloat(a.pos[1])
		if name == "pow" {
			return m.mathPow(x, y)
		}
		r := f(x, y)
		if math.IsNaN(r) && !math.IsNaN(x) && !math.IsNaN(y) {
			m.raise("ValueError", "math domain error")
		}
		return Float(r)
	}
}

func (m *vm) mathPow(x, y float64) Value {
	r := precisePow(x, y)
	switch {
	case math.IsNaN(r) && !math.IsNaN(x) && !math.IsNaN(y), x == 0 && y < 0 && !math.IsInf(y, 0):
		m.raise("ValueError", "math domain error")
	case math.IsInf(r, 0) && !math.IsInf(x, 0) && !math.IsInf(y, 0):
		m.raise("OverflowError", "math range error")
	}
	return Float(r)
}

// needFloat returns a number argument.
func (m *vm) needFloat(v Value) float64 {
	v = force(v)
	f, ok := m.asFloat(v)
	if ok {
		return f
	}
	if hasUser(v) {
		if r, ok := m.dunder(v, "__float__"); ok {
			return m.needFloat(r)
		}
	}
	m.raise("TypeError", "must be real number, not %s", typeName(v))
	return 0
}

// logOf is a logarithm of a number, which may be an int of any size; ln is the natural
// logarithm of its base.
func (m *vm) logOf(v Value, log func(float64) float64, ln float64) float64 {
	if b, ok := v.(*BigInt); ok && b.v.Sign() > 0 {
		shift := b.v.BitLen() - 60
		f, _ := new(big.Float).SetInt(new(big.Int).Rsh(b.v, uint(shift))).Float64()
		return log(f) + float64(shift)*(math.Ln2/ln)
	}
	x := m.needFloat(v)
	if x <= 0 {
		m.raise("ValueError", "math domain error")
	}
	return log(x)
}

func mathLog(m *vm, a *args) Value {
	a.count(m, "log", 1, 2)
	x := m.logOf(a.pos[0], preciseLog, 1)
	if len(a.pos) == 1 {
		return Float(x)
	}
	base := m.logOf(a.pos[1], preciseLog, 1)
	if base == 0 {
		m.raise("ZeroDivisionError", "float division by zero")
	}
	return Float(x / base)
}

func (m *vm) bigArg(v Value) *big.Int {
	b, ok := asBig(unbased(v))
	if !ok {
		m.raise("TypeError", "'%s' object cannot be interpreted as an integer", typeName(v))
	}
	return b
}

func mathGCD(m *vm, a *args) Value {
	g := new(big.Int)
	for _, v := range a.pos {
		g.GCD(nil, nil, g, new(big.Int).Abs(m.bigArg(v)))
	}
	return normBig(g)
}

func mathLCM(m *vm, a *args) Value {
	l := big.NewInt(1)
	for _, v := range a.pos {
		b := new(big.Int).Abs(m.bigArg(v))
		if b.Sign() == 0 {
			return Int(0)
		}
		g := new(big.Int).GCD(nil, nil, l, b)
		m.guardBits(float64(l.BitLen() + b.BitLen()))
		l = new(big.Int).Mul(l, new(big.Int).Quo(b, g))
	}
	return normBig(l)
}

func mathIsqrt(m *vm, a *args) Value {
	m.oneArg("isqrt", a)
	b := m.bigArg(a.pos[0])
	if b.Sign() < 0 {
		m.raise("ValueError", "isqrt() argument must be nonnegative")
	}
	return normBig(new(big.Int).Sqrt(b))
}

func mathFactorial(m *vm, a *args) Value {
	m.oneArg("factorial", a)
	b := m.bigArg(a.pos[0])
	if b.Sign() < 0 {
		m.raise("ValueError", "factorial() not defined for negative values")
	}
	if !b.IsInt64() {
		m.raise("OverflowError", "factorial() argument should not exceed 9223372036854775807")
	}
	n := b.Int64()
	m.guardBits(float64(n) * 8)
	m.charge(n * 4)
	m.step(n * n / 4096)
	return normBig(new(big.Int).MulRange(1, n))
}

// choice returns the arguments n and k of comb and perm.
func (m *vm) choice(a *args) (n, k int64) {
	n, k = m.needInt(a.pos[0]), m.needInt(a.pos[len(a.pos)-1])
	if n < 0 {
		m.raise("ValueError", "n must be a non-negative integer")
	}
	if k < 0 {
		m.raise("ValueError", "k must be a non-negative integer")
	}
	return n, k
}

func mathComb(m *vm, a *args) Value {
	a.count(m, "comb", 2, 2)
	n, k := m.choice(a)
	if k > n {
		return Int(0)
	}
	k = min(k, n-k)
	m.guardBits(float64(k) * 64)
	m.charge(k * 8)
	m.step(k * k / 64)
	return normBig(new(big.Int).Binomial(n, k))
}

func mathPerm(m *vm, a *args) Value {
	a.count(m, "perm", 1, 2)
	n, k := m.choice(a)
	if k > n {
		return Int(0)
	}
	m.guardBits(float64(k) * 64)
	m.charge(k * 8)
	m.step(k * k / 64)
	return normBig(new(big.Int).MulRange(n-k+1, n))
}

func mathProd(m *vm, a *args) Value {
	p := a.get(-1, "start", Int(1))
	m.each(a.need(m, "prod", 0, "iterable"), func(v Value) bool { p = m.binary("*", p, v); return true })
	return p
}

func mathFsum(m *vm, a *args) Value {
	m.oneArg("fsum", a)
	s, plain := new(big.Float).SetPrec(2200), 0.0
	m.each(a.pos[0], func(v Value) bool {
		f := m.needFloat(v)
		plain += f
		if !math.IsNaN(f) && !math.IsInf(f, 0) {
			s.Add(s, big.NewFloat(f))
		}
		return true
	})
	if math.IsNaN(plain) || math.IsInf(plain, 0) {
		return Float(plain)
	}
	f, _ := s.Float64()
	return Float(f)
}

// length is the square root of a sum of squares, rounded once.
func vectorLength(xs []float64) float64 {
	s := new(big.Float).SetPrec(300)
	for _, x := range xs {
		if math.IsInf(x, 0) {
			return math.Inf(1)
		}
		if math.IsNaN(x) {
			return x
		}
		b := new(big.Float).SetPrec(300).SetFloat64(x)
		s.Add(s, b.Mul(b, b))
	}
	f, _ := s.Sqrt(s).Float64()
	return f
}

func mathHypot(m *vm, a *args) Value {
	var xs []float64
	for _, v := range a.pos {
		xs = append(xs, m.needFloat(v))
	}
	return Float(vectorLength(xs))
}

func mathDist(m *vm, a *args) Value {
	a.count(m, "dist", 2, 2)
	p, q := m.collect(a.pos[0]), m.collect(a.pos[1])
	if len(p) != len(q) {
		m.raise("ValueError", "both points must have the same number of dimensions")
	}
	xs := make([]float64, len(p))
	for i := range p {
		xs[i] = m.needFloat(p[i]) - m.needFloat(q[i])
	}
	return Float(vectorLength(xs))
}

func mathLdexp(m *vm, a *args) Value {
	a.count(m, "ldexp", 2, 2)
	x, n := m.needFloat(a.pos[0]), m.needInt(a.pos[1])
	r := math.Ldexp(x, int(max(min(n, 1<<20), -1<<20)))
	if math.IsInf(r, 0) && !math.IsInf(x, 0) {
		m.raise("OverflowError", "math range error")
	}
	return Float(r)
}

func mathIsclose(m *vm, a *args) Value {
	x, y := m.needFloat(a.need(m, "isclose", 0, "a")), m.needFloat(a.need(m, "isclose", 1, "b"))
	rel, abs := m.needFloat(a.get(-1, "rel_tol", Float(1e-9))), m.needFloat(a.get(-1, "abs_tol", Float(0)))
	if rel < 0 || abs < 0 {
		m.raise("ValueError", "tolerances must be non-negative")
	}
	return Bool(x == y || !math.IsInf(x, 0) && !math.IsInf(y, 0) && math.Abs(x-y) <= math.Max(rel*math.Max(math.Abs(x), math.Abs(y)), abs))
}
