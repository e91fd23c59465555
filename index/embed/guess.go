package embed

import (
	"cmp"
	"math/bits"
	"slices"
)

// A word that the collection does not hold is likely a misspelt one that it
// does. Words are compared by their letters' n-grams, hashed into signatures
// so that 30,000 comparisons take a millisecond.

const (
	maxGuessed    = 16  // unknown words of a query that are guessed
	guesses       = 3   // words that stand in for one
	leastAlike    = 0.5 // Dice coefficient of the n-grams, from 0 to 1
	shortestGuess = 4   // runes of a word worth guessing
)

// signature holds the hashed n-grams (two and three runes, with the word's
// ends) of a word: one bit each of 256.
type signature [4]uint64

func signatureOf(word string) (s signature) {
	runes := append(append([]rune{'<'}, []rune(word)...), '>')
	for i := range runes {
		for n := 2; n <= 3 && i+n <= len(runes); n++ {
			h := uint64(fnvOffset)
			for _, r := range runes[i : i+n] {
				h = mix(h, r)
			}
			h ^= h >> 29
			h *= 0xbf58476d1ce4e5b9
			s[h>>62] |= 1 << (h >> 56 & 63)
		}
	}
	return s
}

func (s signature) count() (n int) {
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// alike is the Dice coefficient of two signatures.
func (s signature) alike(t signature) float64 {
	both := 0
	for i := range s {
		both += bits.OnesCount64(s[i] & t[i])
	}
	return 2 * float64(both) / float64(max(s.count()+t.count(), 1))
}

// guess lists the words of the collection that are spelt most like word, with
// the weight that they have in its place.
func (m *LSA) guess(word string) (list []weighted) {
	if len([]rune(word)) < shortestGuess {
		return nil
	}
	s := signatureOf(word)
	for i, t := range m.grams {
		if d := s.alike(t); d >= leastAlike {
			list = append(list, weighted{i, d * d * float64(m.idf[i])})
		}
	}
	slices.SortFunc(list, func(a, b weighted) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), a.term-b.term)
	})
	list = list[:min(len(list), guesses)]
	for i := range list {
		list[i].weight /= float64(len(list))
	}
	return list
}
