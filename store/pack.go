package store

import (
	"encoding/binary"
	"fmt"
)

// Spans of a document's chunks are packed into one value: for each chunk the
// varints start (relative to the start of the chunk before it, signed), length
// and heading, where heading 0 means "that of the chunk before" and n > 0 is
// followed by n-1 bytes of it.

func packSpans(chunks []Chunk) []byte {
	b := make([]byte, 0, 8*len(chunks))
	start, heading := 0, ""
	for _, c := range chunks {
		b = binary.AppendVarint(b, int64(c.Start-start))
		b = binary.AppendUvarint(b, uint64(c.End-c.Start))
		if c.Heading == heading {
			b = append(b, 0)
		} else {
			b = binary.AppendUvarint(b, uint64(len(c.Heading))+1)
			b = append(b, c.Heading...)
		}
		start, heading = c.Start, c.Heading
	}
	return b
}

// unpackChunks is the inverse; size is the length of the text. It trusts
// nothing: a damaged file is an error, not a panic.
func unpackChunks(hashes, spans []byte, size int) ([]Chunk, error) {
	if len(hashes)%hashSize != 0 {
		return nil, fmt.Errorf("%w: %d bytes of chunk hashes", ErrDamaged, len(hashes))
	}
	u := unpacker{rest: spans}
	chunks := make([]Chunk, len(hashes)/hashSize)
	start, heading := 0, ""
	for i := range chunks {
		start += int(u.varint())
		length := u.uvarint()
		if n := u.uvarint(); n > 0 {
			heading = u.text(n - 1)
		}
		if u.bad || start < 0 || start > size || length > uint64(size-start) {
			return nil, fmt.Errorf("%w: span of chunk %d", ErrDamaged, i)
		}
		chunks[i] = Chunk{Start: start, End: start + int(length), Heading: heading, Hash: hashAt(hashes, i).String()}
	}
	if len(u.rest) > 0 {
		return nil, fmt.Errorf("%w: %d bytes after the last chunk's span", ErrDamaged, len(u.rest))
	}
	return chunks, nil
}

// hashAt is the hash at place i of packed ones.
func hashAt(hashes []byte, i int) chunkHash {
	return chunkHash(hashes[i*hashSize : (i+1)*hashSize])
}

type unpacker struct {
	rest []byte
	bad  bool
}

func (u *unpacker) uvarint() uint64 {
	v, n := binary.Uvarint(u.rest)
	u.skip(n)
	return v
}

func (u *unpacker) varint() int64 {
	v, n := binary.Varint(u.rest)
	u.skip(n)
	return v
}

func (u *unpacker) skip(n int) {
	if n <= 0 {
		u.bad, u.rest = true, nil
		return
	}
	u.rest = u.rest[n:]
}

func (u *unpacker) text(n uint64) string {
	if n > uint64(len(u.rest)) {
		u.bad, u.rest = true, nil
		return ""
	}
	s := string(u.rest[:n])
	u.rest = u.rest[n:]
	return s
}
