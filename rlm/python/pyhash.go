package python

import (
	"hash/fnv"
	"math"
	"math/big"
)

// The prime that CPython reduces numbers by: equal numbers of all kinds have one hash.
const hashPrime = 1<<61 - 1

// pyHash is hash(v): CPython's own of numbers and tuples of them.
func (m *vm) pyHash(v Value) int64 {
	v = force(v)
	switch x := v.(type) {
	case *instance:
		if f, ok := x.cls.lookup("__hash__"); ok && f != None {
			r := force(m.call(f, []Value{x}))
			if !isInt(r) {
				if t, ok := r.(*Tuple); ok { // of a dataclass
					return m.pyHash(t)
				}
				m.raise("TypeError", "__hash__ method should return an integer")
			}
			return m.pyHash(r)
		}
	case Int, Bool, *BigInt:
		b, _ := asBig(x)
		r := new(big.Int).Rem(b, big.NewInt(hashPrime)).Int64()
		if r == -1 {
			return -2
		}
		return r
	case Float:
		return floatHash(float64(x))
	case *Tuple:
		return m.tupleHash(x.items)
	}
	k := m.key(v)
	h := fnv.New64a()
	h.Write([]byte{k.kind})
	h.Write([]byte(k.s))
	return int64(h.Sum64() >> 2)
}

func floatHash(f float64) int64 {
	switch {
	case math.IsInf(f, 1):
		return 314159
	case math.IsInf(f, -1):
		return -314159
	case math.IsNaN(f):
		return 0
	}
	mant, exp := math.Frexp(math.Abs(f))
	var x uint64
	for mant != 0 {
		x = x<<28&hashPrime | x>>(61-28)
		mant *= 1 << 28
		exp -= 28
		y := uint64(mant)
		mant -= float64(y)
		if x += y; x >= hashPrime {
			x -= hashPrime
		}
	}
	if exp >= 0 {
		exp %= 61
	} else {
		exp = 60 - (-1-exp)%61
	}
	x = x<<exp&hashPrime | x>>(61-exp)
	h := int64(x)
	if f < 0 {
		h = -h
	}
	if h == -1 {
		h = -2
	}
	return h
}

// tupleHash mixes the hashes of items as CPython's variant of xxHash does.
func (m *vm) tupleHash(items []Value) int64 {
	const p1, p2, p5 = 11400714785074694791, 14029467366897019727, 2870177450012600261
	acc := uint64(p5)
	for _, v := range items {
		acc += uint64(m.pyHash(v)) * p2
		acc = acc<<31 | acc>>33
		acc *= p1
	}
	acc += uint64(len(items)) ^ (p5 ^ 3527539)
	if acc == math.MaxUint64 {
		return 1546275796
	}
	return int64(acc)
}
