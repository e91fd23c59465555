package store

import (
	"bytes"
	"errors"
	"reflect"
	"testing"
)

func FuzzUnpackChunks(f *testing.F) {
	chunks := []Chunk{{Start: 0, End: 5, Heading: "A > B"}, {Start: 3, End: 9, Heading: "A > B"}, {Start: 1, End: 1}, {Start: 9, End: 10, Heading: "C"}}
	f.Add(make([]byte, len(chunks)*hashSize), packSpans(chunks), 10)
	f.Add([]byte{}, []byte{}, 0)
	f.Add(make([]byte, hashSize), []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 1, 0}, 5)
	f.Add(make([]byte, hashSize), []byte{2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0}, 5)
	f.Fuzz(func(t *testing.T, hashes, spans []byte, size int) {
		got, err := unpackChunks(hashes, spans, size)
		if err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Fatal(err)
			}
			return
		}
		for i, c := range got {
			if c.Start < 0 || c.End < c.Start || c.End > size {
				t.Fatalf("chunk %d: [%d,%d) of %d", i, c.Start, c.End, size)
			}
		}
		again, err := unpackChunks(hashes, packSpans(got), size)
		if err != nil || !reflect.DeepEqual(again, got) {
			t.Fatalf("packed again: %v, %v; want %v", again, err, got)
		}
	})
}

func TestPackedSpansAreSmall(t *testing.T) {
	var chunks []Chunk
	for i := range 100 {
		chunks = append(chunks, Chunk{Start: i * 1000, End: i*1000 + 1200, Heading: "the same"})
	}
	if n := len(packSpans(chunks)); n > 520 {
		t.Errorf("100 spans take %d bytes", n)
	}
	if !bytes.Equal(packSpans(nil), []byte{}) {
		t.Error("no spans take space")
	}
}
