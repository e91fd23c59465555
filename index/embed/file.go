package embed

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// lsaMagic begins a model's file: format and version. What follows are the
// numbers of directions and terms, the length of the vocabulary in bytes (four
// bytes each, little endian), the vocabulary with a line break after each
// term, the inverse document frequencies, and the rows.
const lsaMagic = "funnel-lsa-1\n"

// ErrModel is returned for bytes that are no model.
var ErrModel = errors.New("file holds no fitted embedder")

// MarshalBinary returns the model as a file holds it.
func (m *LSA) MarshalBinary() ([]byte, error) {
	names := 0
	for _, t := range m.vocab {
		names += len(t) + 1
	}
	b := make([]byte, 0, len(lsaMagic)+12+names+4*(len(m.idf)+len(m.rows)))
	b = append(b, lsaMagic...)
	for _, n := range []int{m.dims, len(m.vocab), names} {
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	for _, t := range m.vocab {
		b = append(append(b, t...), '\n')
	}
	for _, list := range [][]float32{m.idf, m.rows} {
		for _, x := range list {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
		}
	}
	return b, nil
}

// ParseLSA reads what MarshalBinary wrote; terms is what the model was fitted
// with.
func ParseLSA(b []byte, terms Terms) (*LSA, error) {
	rest, ok := bytes.CutPrefix(b, []byte(lsaMagic))
	if !ok || len(rest) < 12 {
		return nil, ErrModel
	}
	dims, count, names := uint64(binary.LittleEndian.Uint32(rest)), uint64(binary.LittleEndian.Uint32(rest[4:])), uint64(binary.LittleEndian.Uint32(rest[8:]))
	rest = rest[12:]
	if count > 1<<24 || dims > 1<<16 || names+4*count*(1+dims) != uint64(len(rest)) {
		return nil, fmt.Errorf("%w: %d bytes for %d terms", ErrModel, len(rest), count)
	}
	m := &LSA{dims: int(dims), terms: terms}
	if count > 0 {
		m.vocab = strings.Split(strings.TrimSuffix(string(rest[:names]), "\n"), "\n")
	}
	if uint64(len(m.vocab)) != count || !slices.IsSorted(m.vocab) {
		return nil, fmt.Errorf("%w: its vocabulary is out of order", ErrModel)
	}
	rest = rest[names:]
	m.idf, rest = floats(rest, int(count))
	m.rows, _ = floats(rest, int(count*dims))
	m.sign()
	return m, nil
}

// floats takes n numbers off the front of b.
func floats(b []byte, n int) ([]float32, []byte) {
	list := make([]float32, n)
	for i := range list {
		list[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return list, b[4*n:]
}
