package python

import "math"

// CPython's math is the C library's, whose results are nearly always the correctly
// rounded ones; Go's are often one bit off, and a compound interest shows it. So the
// elementary functions are computed here with twice the bits, in pairs of floats
// (Dekker, 1971), and rounded once.

// A pair is the number hi + lo, where lo is at most half a unit of hi's last place.
type pairFloat struct{ hi, lo float64 }

func dd(x float64) pairFloat { return pairFloat{hi: x} }

func (a pairFloat) float() float64 { return a.hi + a.lo }

// twoSum is a + b without error.
func twoSum(a, b float64) pairFloat {
	s := a + b
	t := s - a
	return pairFloat{s, (a - (s - t)) + (b - t)}
}

func quickSum(a, b float64) pairFloat {
	s := a + b
	return pairFloat{s, b - (s - a)}
}

// twoProduct is a * b without error.
func twoProduct(a, b float64) pairFloat {
	p := a * b
	return pairFloat{p, math.FMA(a, b, -p)}
}

func (a pairFloat) add(b pairFloat) pairFloat {
	s, t := twoSum(a.hi, b.hi), twoSum(a.lo, b.lo)
	s = quickSum(s.hi, s.lo+t.hi)
	return quickSum(s.hi, s.lo+t.lo)
}

func (a pairFloat) neg() pairFloat            { return pairFloat{-a.hi, -a.lo} }
func (a pairFloat) sub(b pairFloat) pairFloat { return a.add(b.neg()) }

func (a pairFloat) mul(b pairFloat) pairFloat {
	p := twoProduct(a.hi, b.hi)
	return quickSum(p.hi, p.lo+(a.hi*b.lo+a.lo*b.hi))
}

func (a pairFloat) div(b pairFloat) pairFloat {
	q := a.hi / b.hi
	r := a.sub(b.mul(dd(q)))
	q2 := r.hi / b.hi
	r = r.sub(b.mul(dd(q2)))
	return quickSum(q, q2).add(dd(r.hi / b.hi))
}

// scale is a * 2**n.
func (a pairFloat) scale(n int) pairFloat {
	return pairFloat{math.Ldexp(a.hi, n), math.Ldexp(a.lo, n)}
}

var (
	ddLn2 = pairFloat{0.6931471805599453, 2.3190468138462996e-17}
	ddPi2 = pairFloat{1.5707963267948966, 6.123233995736766e-17} // half of pi
)

// expm1Small is exp(r) - 1 for |r| below 0.002, by its series.
func expm1Small(r pairFloat) pairFloat {
	sum, term := r, r
	for i := 2; i <= 9; i++ {
		term = term.mul(r).div(dd(float64(i)))
		sum = sum.add(term)
	}
	return sum
}

// exp is e**x as a pair and a power of two.
func (a pairFloat) exp() (pairFloat, int) {
	k := math.Round(a.hi / math.Ln2)
	r := a.sub(ddLn2.mul(dd(k))).scale(-9)
	s := expm1Small(r)
	for range 9 { // (1+s)**2 - 1
		s = s.scale(1).add(s.mul(s))
	}
	return s.add(dd(1)), int(k)
}

// log is the natural logarithm of a positive number: Newton's step on Go's.
func (a pairFloat) log() pairFloat {
	m, e := math.Frexp(a.hi)
	if m < math.Sqrt2/2 {
		m *= 2
		e--
	}
	x := pairFloat{m, math.Ldexp(a.lo, -e)}
	y := dd(math.Log(m))
	for range 2 {
		z, k := y.neg().exp()
		y = y.add(x.mul(z.scale(k)).sub(dd(1)))
	}
	return y.add(ddLn2.mul(dd(float64(e))))
}

// sinCos is the sine and cosine of a pair of at most a few thousand.
func (a pairFloat) sinCos() (sin, cos pairFloat) {
	k := math.Round(a.hi / (math.Pi / 2))
	r := a.sub(ddPi2.mul(dd(k))).scale(-4)
	sq := r.mul(r)
	s, c := r, dd(1)
	ts, tc := r, dd(1)
	for i := 1; i <= 11; i++ {
		tc = tc.mul(sq).div(dd(-float64((2*i - 1) * 2 * i)))
		ts = ts.mul(sq).div(dd(-float64(2 * i * (2*i + 1))))
		c, s = c.add(tc), s.add(ts)
	}
	for range 4 { // twice the angle
		s, c = s.mul(c).scale(1), c.mul(c).scale(1).sub(dd(1))
	}
	switch int(math.Mod(k, 4)+4) % 4 {
	case 1:
		return c, s.neg()
	case 2:
		return s.neg(), c.neg()
	case 3:
		return c.neg(), s
	}
	return s, c
}

// finite reports whether a correction of Go's result makes sense.
func finite(x, result float64) bool {
	return result != 0 && !math.IsInf(result, 0) && !math.IsNaN(result) && !math.IsInf(x, 0) && !math.IsNaN(x)
}

func preciseExp(x float64) float64 {
	y := math.Exp(x)
	if !finite(x, y) {
		return y
	}
	z, k := dd(x).exp()
	return math.Ldexp(z.float(), k)
}

func preciseExpm1(x float64) float64 {
	if y := math.Expm1(x); !finite(x, y) || math.Abs(x) < 1e-8 {
		return y
	}
	if math.Abs(x) < 0.002 {
		return expm1Small(dd(x)).float()
	}
	z, k := dd(x).exp()
	return z.scale(k).sub(dd(1)).float()
}

func preciseLog(x float64) float64 {
	if y := math.Log(x); !finite(x, y) {
		return y
	}
	return dd(x).log().float()
}

func preciseLog2(x float64) float64 {
	if y := math.Log2(x); !finite(x, y) || y == math.Trunc(y) && math.Ldexp(1, int(y)) == x {
		return y
	}
	return dd(x).log().div(ddLn2).float()
}

// preciseLog10 is the C library's: the exponent apart, the rest by the natural logarithm.
func preciseLog10(x float64) float64 {
	if y := math.Log10(x); !finite(x, y) {
		return y
	}
	m, e := math.Frexp(x)
	m, e = m*2, e-1
	if e < 0 {
		m, e = m/2, e+1
	}
	const toTen, high, low = 4.34294481903251816668e-01, 3.01029995663611771306e-01, 3.69423907715893078616e-13
	y := float64(e)
	z := float64(y*low) + float64(toTen*preciseLog(m))
	return z + float64(y*high)
}

// preciseAtan2 is Newton's step on Go's.
func preciseAtan2(y, x float64) float64 {
	a := math.Atan2(y, x)
	if !finite(x, a) || !finite(y, a) || x == 0 || y == 0 {
		return a
	}
	s, c := dd(a).sinCos()
	return dd(a).add(dd(y).mul(c).sub(dd(x).mul(s)).div(dd(x).mul(c).add(dd(y).mul(s)))).float()
}

func preciseLog1p(x float64) float64 {
	if y := math.Log1p(x); !finite(x, y) || math.Abs(x) < 1e-8 {
		return y
	}
	return twoSum(1, x).log().float()
}

func precisePow(x, y float64) float64 {
	z := math.Pow(x, y)
	if !finite(x, z) || x == 0 || math.IsInf(y, 0) || y == 0 || x == 1 {
		return z
	}
	if y == 1 {
		return x
	}
	if y == 0.5 && x > 0 {
		return math.Sqrt(x)
	}
	if y == math.Trunc(y) && math.Abs(y) <= 3 {
		return smallPow(x, y)
	}
	e, k := dd(math.Abs(x)).log().mul(dd(y)).exp()
	return math.Copysign(math.Ldexp(e.float(), k), z)
}

// smallPow is exact where squares and cubes are.
func smallPow(x, y float64) float64 {
	p := dd(x)
	for range int(math.Abs(y)) - 1 {
		p = p.mul(dd(x))
	}
	if y < 0 {
		p = dd(1).div(p)
	}
	return p.float()
}

const farAngle = 1e5 // beyond it half of pi is not known well enough

func preciseSin(x float64) float64 {
	if y := math.Sin(x); !finite(x, y) || math.Abs(x) > farAngle || math.Abs(x) < 1e-8 {
		return y
	}
	s, _ := dd(x).sinCos()
	return s.float()
}

func preciseCos(x float64) float64 {
	if y := math.Cos(x); !finite(x, y) || math.Abs(x) > farAngle {
		return y
	}
	_, c := dd(x).sinCos()
	return c.float()
}

func preciseTan(x float64) float64 {
	if y := math.Tan(x); !finite(x, y) || math.Abs(x) > farAngle || math.Abs(x) < 1e-8 {
		return y
	}
	s, c := dd(x).sinCos()
	return s.div(c).float()
}

func preciseAtan(x float64) float64 {
	y := math.Atan(x)
	if !finite(x, y) || math.Abs(x) < 1e-8 || math.Abs(x) > 1e15 {
		return y
	}
	s, c := dd(y).sinCos()
	return dd(y).add(dd(x).mul(c).sub(s).div(c.add(dd(x).mul(s)))).float()
}

func preciseAsin(x float64) float64 {
	y := math.Asin(x)
	if !finite(x, y) || math.Abs(x) < 1e-8 || math.Abs(x) == 1 {
		return y
	}
	s, c := dd(y).sinCos()
	return dd(y).add(dd(x).sub(s).div(c)).float()
}

func preciseAcos(x float64) float64 {
	y := math.Acos(x)
	if !finite(x, y) || math.Abs(x) == 1 {
		return y
	}
	s, c := dd(y).sinCos()
	return dd(y).add(c.sub(dd(x)).div(s)).float()
}

// halves are e**x / 2 and e**-x / 2.
func halves(x float64) (up, down pairFloat) {
	a, k := dd(x).exp()
	b, l := dd(-x).exp()
	return a.scale(k - 1), b.scale(l - 1)
}

func preciseSinh(x float64) float64 {
	if y := math.Sinh(x); !finite(x, y) || math.Abs(x) < 0.3 || math.Abs(x) > 700 {
		return y
	}
	up, down := halves(x)
	return up.sub(down).float()
}

func preciseCosh(x float64) float64 {
	if y := math.Cosh(x); !finite(x, y) || math.Abs(x) > 700 {
		return y
	}
	up, down := halves(x)
	return up.add(down).float()
}

func preciseTanh(x float64) float64 {
	if y := math.Tanh(x); !finite(x, y) || math.Abs(x) < 0.3 || math.Abs(x) > 20 {
		return y
	}
	up, down := halves(x)
	return up.sub(down).div(up.add(down)).float()
}

func preciseCbrt(x float64) float64 {
	y := math.Cbrt(x)
	if !finite(x, y) {
		return y
	}
	cube := dd(y).mul(dd(y)).mul(dd(y))
	return dd(y).sub(cube.sub(dd(x)).div(dd(y).mul(dd(y)).mul(dd(3)))).float()
}
