package python

import (
	"encoding/binary"
	"math/big"
	"math/bits"

	"crypto/sha512"
)

// A twister is the Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), seeded as
// CPython seeds it, so that a seeded program draws what it draws there.
type twister struct {
	state [624]uint32
	at    int
}

func (*twister) Type() string { return "Twister" }

// init fills the state from one number.
func (t *twister) init(seed uint32) {
	t.state[0] = seed
	for i := 1; i < len(t.state); i++ {
		t.state[i] = 1812433253*(t.state[i-1]^t.state[i-1]>>30) + uint32(i)
	}
	t.at = len(t.state)
}

// seed fills the state from a key of 32-bit words.
func (t *twister) seed(key []uint32) {
	t.init(19650218)
	n := len(t.state)
	i, j := 1, 0
	next := func() {
		if i++; i >= n {
			t.state[0] = t.state[n-1]
			i = 1
		}
	}
	for range max(n, len(key)) {
		t.state[i] = (t.state[i] ^ (t.state[i-1]^t.state[i-1]>>30)*1664525) + key[j] + uint32(j)
		next()
		j = (j + 1) % len(key)
	}
	for range n - 1 {
		t.state[i] = (t.state[i] ^ (t.state[i-1]^t.state[i-1]>>30)*1566083941) - uint32(i)
		next()
	}
	t.state[0] = 1 << 31
}

// word draws 32 bits.
func (t *twister) word() uint32 {
	n := len(t.state)
	if t.at >= n {
		for i := range t.state {
			y := t.state[i]&(1<<31) | t.state[(i+1)%n]&(1<<31-1)
			t.state[i] = t.state[(i+397)%n] ^ y>>1 ^ (y&1)*0x9908b0df
		}
		t.at = 0
	}
	y := t.state[t.at]
	t.at++
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

// random draws a float in [0,1).
func (t *twister) random() float64 {
	a, b := t.word()>>5, t.word()>>6
	return (float64(a)*67108864 + float64(b)) / 9007199254740992
}

// bits draws k bits.
func (t *twister) bits(k int64) *big.Int {
	out := new(big.Int)
	for shift := uint(0); k > 0; k, shift = k-32, shift+32 {
		w := t.word()
		if k < 32 {
			w >>= 32 - k
		}
		out.Or(out, new(big.Int).Lsh(big.NewInt(int64(w)), shift))
	}
	return out
}

// words are the 32-bit words of a number, the lowest first.
func words(b *big.Int) []uint32 {
	var out []uint32
	for _, w := range b.Bits() {
		out = append(out, uint32(w))
		if bits.UintSize == 64 {
			out = append(out, uint32(uint64(w)>>32))
		}
	}
	for len(out) > 1 && out[len(out)-1] == 0 {
		out = out[:len(out)-1]
	}
	if len(out) == 0 {
		out = []uint32{0}
	}
	return out
}

// seedWith is random.seed(v).
func (t *twister) seedWith(m *vm, v Value) {
	if b, ok := asBig(v); ok {
		t.seed(words(new(big.Int).Abs(b)))
		return
	}
	var text []byte
	switch v := v.(type) {
	case noneType:
		t.seed(words(big.NewInt(m.seed)))
		return
	case *Str:
		text = []byte(v.s)
	case Bytes:
		text = []byte(v)
	case Float:
		n, _ := asBig(builtinHash(m, &args{pos: []Value{v}}))
		t.seed(words(new(big.Int).Abs(n)))
		return
	default:
		m.raise("TypeError", "The only supported seed types are: None,\nint, float, str, bytes, and bytearray.")
	}
	sum := sha512.Sum512(text)
	t.seed(words(new(big.Int).SetBytes(append(text, sum[:]...))))
}

func (t *twister) attr(_ *vm, name string) (Value, bool) {
	var f func(m *vm, a *args) Value
	switch name {
	case "random":
		f = func(*vm, *args) Value { return Float(t.random()) }
	case "getrandbits":
		f = func(m *vm, a *args) Value {
			k := m.needInt(a.need(m, name, 0, "k"))
			if k < 0 {
				m.raise("ValueError", "number of bits must be non-negative")
			}
			m.charge(k / 4)
			return normBig(t.bits(k))
		}
	case "seed":
		f = func(m *vm, a *args) Value { t.seedWith(m, a.get(0, "a", None)); return None }
	case "getstate":
		f = func(*vm, *args) Value {
			b := binary.LittleEndian.AppendUint32(nil, uint32(t.at))
			for _, w := range t.state {
				b = binary.LittleEndian.AppendUint32(b, w)
			}
			return Bytes(b)
		}
	case "setstate":
		f = func(m *vm, a *args) Value {
			b, ok := a.need(m, name, 0, "state").(Bytes)
			if !ok || len(b) != 4+4*len(t.state) {
				m.raise("ValueError", "state vector is the wrong size")
			}
			t.at = int(min(binary.LittleEndian.Uint32([]byte(b)), uint32(len(t.state))))
			for i := range t.state {
				t.state[i] = binary.LittleEndian.Uint32([]byte(b[4+4*i:]))
			}
			return None
		}
	default:
		return nil, false
	}
	return fn(name, f), true
}

func moduleRandom() map[string]Value {
	return funcs(map[string]func(m *vm, a *args) Value{"Twister": func(*vm, *args) Value { return &twister{} }})
}
