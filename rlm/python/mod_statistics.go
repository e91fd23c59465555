package python

import (
	"math/big"
)

// moduleStatistics has what lib/statistics.py is made of: what wants exact sums.
func moduleStatistics() map[string]Value {
	out := map[string]Value{"StatisticsError": excClasses["StatisticsError"]}
	out["mean"] = fn("mean", func(m *vm, a *args) Value {
		vs := m.numbersOf(a, 1, "mean")
		return m.ratValue(m.ratMean(vs), vs)
	})
	for name, population := range map[string]bool{"stdev": false, "pstdev": true, "variance": false, "pvariance": true} {
		out[name] = fn(name, func(m *vm, a *args) Value {
			least := 2
			if population {
				least = 1
			}
			vs := m.numbersOf(a, least, name)
			v := m.ratVariance(vs, a.get(1, "xbar", a.get(-1, "mu", None)), len(vs)-least+1)
			if name == "stdev" || name == "pstdev" {
				return Float(sqrtRat(v))
			}
			return m.ratValue(v, vs)
		})
	}
	out["_ratio_of_sums"] = fn("_ratio_of_sums", func(m *vm, a *args) Value {
		ws, xs := m.collect(a.pos[0]), m.collect(a.pos[1])
		top, bottom := new(big.Rat), new(big.Rat)
		for i := range min(len(ws), len(xs)) {
			w := m.rat(ws[i])
			top.Add(top, w)
			bottom.Add(bottom, new(big.Rat).Quo(w, m.rat(xs[i])))
		}
		return m.ratValue(top.Quo(top, bottom), xs)
	})
	return out
}

// numbersOf collects the data that a function needs at least so many of.
func (m *vm) numbersOf(a *args, least int, name string) []Value {
	vs := m.collect(a.need(m, name, 0, "data"))
	if len(vs) < least {
		if least == 2 {
			m.raise("StatisticsError", "%s requires at least two data points", name)
		}
		m.raise("StatisticsError", "%s requires at least one data point", name)
	}
	for i := range vs {
		vs[i] = force(vs[i])
	}
	return vs
}

// ratVariance is the sum of squares around a mean, of the data if it is None, over n.
func (m *vm) ratVariance(vs []Value, around Value, n int) *big.Rat {
	var mean *big.Rat
	if around == None {
		mean = m.ratMean(vs)
	} else {
		mean = m.rat(around)
	}
	s := new(big.Rat)
	for _, v := range vs {
		m.step(1)
		d := new(big.Rat).Sub(m.rat(v), mean)
		s.Add(s, d.Mul(d, d))
	}
	return s.Quo(s, new(big.Rat).SetInt64(int64(n)))
}

// sqrtRat is the square root of a fraction, rounded once.
func sqrtRat(r *big.Rat) float64 {
	f := new(big.Float).SetPrec(200).SetRat(r)
	if f.Sign() <= 0 {
		return 0
	}
	out, _ := f.Sqrt(f).Float64()
	return out
}

// rat is the exact value of a number.
func (m *vm) rat(v Value) *big.Rat {
	if b, ok := asBig(v); ok {
		return new(big.Rat).SetInt(b)
	}
	if i, ok := v.(*instance); ok && hasMethodUser(i, "as_integer_ratio") { // a Decimal or a Fraction
		pair, _ := m.dunder(i, "as_integer_ratio")
		parts := m.collect(pair)
		n, _ := asBig(parts[0])
		d, _ := asBig(parts[1])
		return new(big.Rat).SetFrac(n, d)
	}
	r := new(big.Rat).SetFloat64(m.needFloat(v))
	if r == nil {
		m.raise("ValueError", "cannot convert %s to a ratio", m.repr(v))
	}
	return r
}

func (m *vm) ratMean(vs []Value) *big.Rat {
	s := new(big.Rat)
	for _, v := range vs {
		m.step(1)
		s.Add(s, m.rat(v))
	}
	return s.Quo(s, new(big.Rat).SetInt64(int64(len(vs))))
}

// ratValue is of the type of the data if that is a program's or decimal's own, an int if
// all data are and the value is whole, else a float.
func (m *vm) ratValue(r *big.Rat, vs []Value) Value {
	for _, v := range vs {
		if i, ok := v.(*instance); ok && hasMethodUser(i, "as_integer_ratio") {
			part := func(b *big.Int) Value { return m.call(i.cls, []Value{normBig(new(big.Int).Set(b))}) }
			return m.binary("/", part(r.Num()), part(r.Denom()))
		}
	}
	whole := r.IsInt()
	for _, v := range vs {
		whole = whole && isInt(v)
	}
	if whole {
		return normBig(new(big.Int).Set(r.Num()))
	}
	f, _ := r.Float64()
	return Float(f)
}
