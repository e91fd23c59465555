package store

import (
	"encoding/binary"
	"fmt"
)

// A signature is a MinHash (Broder, 1997): little-endian uint32 values, the
// same number for every document, each the least value of one hash function
// over the document's shingles. The share of places where two signatures agree
// estimates the Jaccard similarity of the shingles.

// SignatureBand is how many values form a band. Only documents that agree in
// all values of some band are compared: with 64 values that finds a pair of
// similarity 0.9 with probability 1-4e-8, 0.7 with .99, 0.5 with .64.
const SignatureBand = 4

const bandBytes = 4 * SignatureBand

func validateSignature(sig []byte) error {
	if len(sig)%bandBytes != 0 {
		return fmt.Errorf("its signature has %d bytes, not a multiple of %d", len(sig), bandBytes)
	}
	return nil
}

// Similarity estimates the Jaccard similarity of two documents by their
// signatures, from 0 to 1; 0 if either is empty or they differ in length.
func Similarity(a, b []byte) float64 {
	if len(a) == 0 || len(a) != len(b) {
		return 0
	}
	same := 0
	for i := 0; i+4 <= len(a); i += 4 {
		if binary.LittleEndian.Uint32(a[i:]) == binary.LittleEndian.Uint32(b[i:]) {
			same++
		}
	}
	return float64(same) / float64(len(a)/4)
}
