package annotate

import (
	"encoding/binary"
	"math"
	"unicode"
	"unicode/utf8"
)

const (
	signatureValues = 64
	shingleWords    = 4
	minWords        = 16 // below that, two documents are alike by chance
)

// Signature compares a text with near-duplicates (see store.Similarity); nil if
// it is too short. Case, punctuation and white space do not count.
func Signature(text string) []byte {
	var bins [signatureValues]uint32
	for i := range bins {
		bins[i] = math.MaxUint32
	}
	var window [shingleWords]uint64
	words := 0
	each(text, func(h uint64) {
		window[words%shingleWords] = h
		words++
		if words < shingleWords {
			return
		}
		x := uint64(0)
		for i := range shingleWords { // the oldest first
			x = mix(x*0x9E3779B97F4A7C15 + window[(words+i)%shingleWords])
		}
		bin := x >> 58
		bins[bin] = min(bins[bin], uint32(x)&(math.MaxUint32-1))
	})
	if words < minWords {
		return nil
	}
	out := make([]byte, 0, 4*signatureValues)
	for i := range bins {
		out = binary.LittleEndian.AppendUint32(out, bins[filled(&bins, i)])
	}
	return out
}

// filled is a bin with a value in place of an empty one, always the same.
func filled(bins *[signatureValues]uint32, i int) int {
	for try := uint64(0); bins[i] == math.MaxUint32; try++ {
		i = int(mix(uint64(i)<<32+try+1) >> 58)
	}
	return i
}

// each calls fn with a hash of every word in lower case. Scripts without
// spaces count each character as a word.
func each(text string, fn func(uint64)) {
	const offset, prime = 14695981039346656037, 1099511628211
	h, in := uint64(offset), false
	for i := 0; i < len(text); {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(text[i:])
		}
		i += n
		letter := 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r))
		if !letter {
			if in {
				fn(mix(h))
			}
			h, in = offset, false
			continue
		}
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		} else if r >= utf8.RuneSelf {
			r = unicode.ToLower(r)
		}
		h = (h ^ uint64(r)) * prime
		in = true
		if alone(r) {
			fn(mix(h))
			h, in = offset, false
		}
	}
	if in {
		fn(mix(h))
	}
}

// alone reports whether a character is a word by itself.
func alone(r rune) bool {
	return r >= 0x0E00 && (r < 0x0E80 || r >= 0x3040 && r < 0x3100 || r >= 0x3400 && r < 0xA000)
}

// mix spreads the bits of x (the finaliser of SplitMix64).
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xBF58476D1CE4E5B9
	x ^= x >> 27
	x *= 0x94D049BB133111EB
	return x ^ x>>31
}
