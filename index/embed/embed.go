// Package embed holds the embedder that needs no model: hashed words and character n-grams.
//
// It has no notion of meaning. Two texts are near each other as far as they share words, or words that are spelt alike:
// "colour" is near "color" and "indexing" near "indexes", but "car" is no nearer to "automobile" than to "banana". Beside
// a keyword index it helps queries that are misspelt or use another form of a word, and nothing else. It exists so that
// everything that works with vectors works on a machine without a model, and as the floor that a model has to beat.
//
// A vector is a sum of features with a sign each (Weinberger et al. 2009, "Feature hashing"): every word, and every
// run of 3 and of 4 runes of a word with its ends marked, adds its weight to one component, up or down, both chosen by
// a hash. Repetition counts by its square root. Sums are integers until the last step, so the same text gives the same
// bits on every platform.
package embed

import (
	"context"
	"fmt"
	"math"
	"unicode"
	"unicode/utf8"
)

// DefaultDims is the number of components when nothing else is asked for.
const DefaultDims = 256

// version is part of the fingerprint. It changes whenever a text's vector does.
const version = "v1"

// Hashing is the built-in embedder. It is safe for concurrent use.
type Hashing struct{ dims int }

// Builtin returns the built-in embedder with vectors of dims components (0 or less: DefaultDims).
func Builtin(dims int) *Hashing {
	if dims <= 0 {
		dims = DefaultDims
	}
	return &Hashing{dims: dims}
}

// Fingerprint names the embedder: "builtin-hash-v1-256".
func (h *Hashing) Fingerprint() string { return fmt.Sprintf("builtin-hash-%s-%d", version, h.dims) }

// Embed returns a vector of length 1 for every text, also for one without any word: a text without letters and digits
// is hashed as a single word, the empty text included. The kind of text makes no difference.
func (h *Hashing) Embed(ctx context.Context, texts []string, _ string) ([][]float32, error) {
	sums := make([]int32, h.dims)
	out := make([][]float32, len(texts))
	for i, text := range texts {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("embed: %w", err)
		}
		clear(sums)
		out[i] = h.vector(text, sums)
	}
	return out, nil
}

// Weights of the features, measured on the development sets of the project.
const (
	weightWord  = 6 // a whole word of four letters or more
	weightShort = 1 // a word of up to three letters, mostly function words
	weightGram  = 1 // each character n-gram of a longer word
)

const (
	maxWord   = 64 // runes of a word that are looked at
	shortWord = 3  // words up to this length yield no n-grams
)

// vector sums the features of one text. sums must be zero.
func (h *Hashing) vector(text string, sums []int32) []float32 {
	word := make([]rune, 1, maxWord+2)
	word[0] = '<'
	words := 0
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		i += size
		if r = fold(r); r != 0 && len(word) <= maxWord {
			word = append(word, r)
			continue
		}
		if len(word) > 1 {
			words++
			addWord(append(word, '>'), sums)
			word = word[:1]
		}
		if r != 0 {
			word = append(word, r)
		}
	}
	if len(word) > 1 {
		words++
		addWord(append(word, '>'), sums)
	}
	if words == 0 {
		add(sums, hashString(text), weightWord)
	}
	return normalize(text, sums)
}

// fold lowers letters and digits, and returns 0 for everything else.
func fold(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		return r
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A'
	case r < utf8.RuneSelf:
		return 0
	case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r):
		return unicode.ToLower(r)
	}
	return 0
}

// addWord adds the features of a word that stands between '<' and '>'.
func addWord(word []rune, sums []int32) {
	h := uint64(fnvOffset)
	for _, r := range word {
		h = mix(h, r)
	}
	if len(word) <= shortWord+2 && word[1] < utf8.RuneSelf {
		add(sums, h, weightShort)
		return
	}
	add(sums, h, weightWord)
	for i := 0; i+3 <= len(word); i++ {
		h := mix(mix(mix(fnvOffset, word[i]), word[i+1]), word[i+2])
		add(sums, h, weightGram)
		if i+4 <= len(word) {
			add(sums, mix(h, word[i+3]), weightGram)
		}
	}
}

// The constants of FNV-1a with 64 bits, here fed with runes instead of bytes.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func mix(h uint64, r rune) uint64 { return (h ^ uint64(r)) * fnvPrime }

func hashString(s string) uint64 {
	h := uint64(fnvOffset)
	for i := range len(s) {
		h = mix(h, rune(s[i]))
	}
	return h
}

// add adds a weight to the component that the upper half of the hash names, with the sign of one bit below.
func add(sums []int32, h uint64, weight int32) {
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	component := (h >> 32) * uint64(len(sums)) >> 32
	if h>>20&1 != 0 {
		weight = -weight
	}
	sums[component] += weight
}

// normalize takes the signed square root of every sum. The squares of the roots are the sums themselves, so that the
// length is exact before it is rooted. Sums that cancel out altogether leave the text as one feature.
func normalize(text string, sums []int32) []float32 {
	var square int64
	for _, s := range sums {
		square += int64(max(s, -s))
	}
	if square == 0 {
		add(sums, hashString(text), 1)
		square = 1
	}
	length := math.Sqrt(float64(square))
	out := make([]float32, len(sums))
	for i, s := range sums {
		switch {
		case s > 0:
			out[i] = float32(math.Sqrt(float64(s)) / length)
		case s < 0:
			out[i] = -float32(math.Sqrt(float64(-s)) / length)
		}
	}
	return out
}
