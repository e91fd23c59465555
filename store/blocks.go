package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"unsafe"
)

// blockSize is the most vectors that one row holds.
const blockSize = 256

// freshVector is a vector that passed the door.
type freshVector struct {
	hash   chunkHash
	values []float32
}

// putVectors adds those that are not there yet to the embedder's blocks.
func putVectors(ctx context.Context, tx *tx, fingerprint string, vecs []freshVector) error {
	fp, dims, err := ensureFingerprint(tx, fingerprint, len(vecs[0].values))
	if err != nil {
		return err
	}
	var hashes, data []byte
	for _, v := range vecs {
		if len(v.values) != dims {
			return fmt.Errorf("%w of chunk %s: it has %d dimensions, those of %s have %d", ErrBadVector, v.hash, len(v.values), fingerprint, dims)
		}
		res, err := tx.exec("INSERT INTO vectors (fingerprint, hash) VALUES (?, ?) ON CONFLICT DO NOTHING", fp, v.hash[:])
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			if err != nil {
				return err
			}
			continue
		}
		hashes = append(hashes, v.hash[:]...)
		data = appendValues(data, v.values)
	}
	if len(hashes) == 0 {
		return nil
	}
	if hashes, data, err = absorb(tx, fp, hashes, data); err != nil {
		return err
	}
	return writeBlocks(ctx, tx, fp, dims, hashes, data)
}

func ensureFingerprint(tx *tx, name string, dims int) (id int64, known int, err error) {
	if _, err := tx.exec("INSERT INTO fingerprints (name, dims) VALUES (?, ?) ON CONFLICT DO NOTHING", name, dims); err != nil {
		return 0, 0, err
	}
	err = tx.row("SELECT id, dims FROM fingerprints WHERE name = ?", []any{name}, []any{&id, &known})
	return id, known, err
}

func appendValues(data []byte, v []float32) []byte {
	for _, x := range v {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(x))
	}
	return data
}

// absorb takes the embedder's last blocks in as long as they hold no more than
// what was gathered, so that many small puts end in few blocks and each vector
// is written about log2(blockSize) times at most.
func absorb(tx *tx, fp int64, hashes, data []byte) ([]byte, []byte, error) {
	for {
		var id int64
		var h, d []byte
		err := tx.row(`SELECT id, hashes, data FROM vector_blocks
			WHERE id = (SELECT max(id) FROM vector_blocks WHERE fingerprint = ?) AND length(hashes) <= ?`,
			[]any{fp, min(len(hashes), (blockSize-1)*hashSize)}, []any{&id, &h, &d})
		if errors.Is(err, sql.ErrNoRows) {
			return hashes, data, nil
		}
		if err != nil {
			return nil, nil, err
		}
		if _, err := tx.exec("DELETE FROM vector_blocks WHERE id = ?", id); err != nil {
			return nil, nil, err
		}
		hashes, data = append(h, hashes...), append(d, data...)
	}
}

func writeBlocks(ctx context.Context, tx *tx, fp int64, dims int, hashes, data []byte) error {
	for len(hashes) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(blockSize, len(hashes)/hashSize)
		_, err := tx.exec("INSERT INTO vector_blocks (fingerprint, hashes, data) VALUES (?, ?, ?)", fp, hashes[:n*hashSize], data[:n*dims*4])
		if err != nil {
			return err
		}
		hashes, data = hashes[n*hashSize:], data[n*dims*4:]
	}
	return nil
}

// place is where a vector is.
type place struct{ block, slot int32 }

// places is where all vectors of an embedder are.
type places struct {
	dims   int
	blocks []int64 // ids
	at     map[chunkHash]place
}

func locate(ctx context.Context, tx *sql.Tx, fingerprint string) (*places, error) {
	p := &places{}
	var fp int64
	var count int
	err := tx.QueryRowContext(ctx, `SELECT id, dims, coalesce((SELECT sum(length(hashes)) FROM vector_blocks b WHERE b.fingerprint = f.id), 0)
		FROM fingerprints f WHERE name = ?`, fingerprint).Scan(&fp, &p.dims, &count)
	if errors.Is(err, sql.ErrNoRows) {
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	p.at = make(map[chunkHash]place, count/hashSize)
	err = each(ctx, tx, func(rows *sql.Rows) error {
		var id int64
		var hashes sql.RawBytes
		if err := rows.Scan(&id, &hashes); err != nil {
			return err
		}
		for i := range len(hashes) / hashSize {
			p.at[hashAt(hashes, i)] = place{int32(len(p.blocks)), int32(i)}
		}
		p.blocks = append(p.blocks, id)
		return nil
	}, "SELECT id, hashes FROM vector_blocks WHERE fingerprint = ? ORDER BY id", fp)
	return p, err
}

// EachVector calls fn on every chunk that has a vector of that embedder, of
// live documents whose number is greater than after, by (doc, ord), and stops
// at its first error. v may be kept and must not be written to; it holds the up
// to 256 vectors of its block in memory. fn may use the store. All of it is one
// snapshot. A block of vectors stays in memory from its first use to
// its last: little if the documents came in the order of their ids, all
// vectors at worst.
func (c *Collection) EachVector(ctx context.Context, fingerprint string, after int64, fn func(doc string, ord int, seq int64, v []float32) error) error {
	return c.s.read(ctx, "read vectors", func(tx *sql.Tx) error {
		where, err := locate(ctx, tx, fingerprint)
		if err != nil || len(where.at) == 0 {
			return err
		}
		uses := make([]int, len(where.blocks))
		docs, err := c.embedded(ctx, tx, after, where, uses)
		if err != nil {
			return err
		}
		r, err := newBlockReader(ctx, tx, where, uses)
		if err != nil {
			return err
		}
		for _, d := range docs {
			for _, ch := range d.chunks {
				v, err := r.vector(ch.at)
				if err != nil {
					return err
				}
				if err := fn(d.id, int(ch.ord), d.seq, v); err != nil {
					return err
				}
				r.used(ch.at)
			}
		}
		return nil
	})
}

// embeddedDoc is a document with the places of its chunks' vectors.
type embeddedDoc struct {
	id     string
	seq    int64
	chunks []embeddedChunk
}

type embeddedChunk struct {
	ord int32
	at  place
}

// embedded lists documents by id with their vectors, and counts the uses of
// each block.
func (c *Collection) embedded(ctx context.Context, tx *sql.Tx, after int64, where *places, uses []int) ([]embeddedDoc, error) {
	return collect(ctx, tx, func(rows *sql.Rows) (embeddedDoc, error) {
		var d embeddedDoc
		var hashes sql.RawBytes
		if err := rows.Scan(&d.id, &d.seq, &hashes); err != nil {
			return d, err
		}
		d.chunks = make([]embeddedChunk, 0, len(hashes)/hashSize)
		for i := range len(hashes) / hashSize {
			if at, ok := where.at[hashAt(hashes, i)]; ok {
				uses[at.block]++
				d.chunks = append(d.chunks, embeddedChunk{int32(i), at})
			}
		}
		return d, nil
	}, `SELECT d.id, d.seq, s.hashes FROM documents d JOIN structure s ON s.doc = d.num
		WHERE d.collection = ? AND d.seq > ? AND NOT d.deleted ORDER BY d.id`, c.id, after)
}

// blockReader reads blocks when they are first asked for and forgets them
// after their last use.
type blockReader struct {
	ctx   context.Context
	stmt  *sql.Stmt
	where *places
	uses  []int       // still to come, by block
	held  [][]float32 // by block
}

func newBlockReader(ctx context.Context, tx *sql.Tx, where *places, uses []int) (*blockReader, error) {
	stmt, err := tx.PrepareContext(ctx, "SELECT data FROM vector_blocks WHERE id = ?")
	return &blockReader{ctx: ctx, stmt: stmt, where: where, uses: uses, held: make([][]float32, len(uses))}, err
}

func (r *blockReader) vector(at place) ([]float32, error) {
	if r.held[at.block] == nil {
		if err := r.load(at.block); err != nil {
			return nil, fmt.Errorf("vector block %d: %w", r.where.blocks[at.block], err)
		}
	}
	from, to := int(at.slot)*r.where.dims, (int(at.slot)+1)*r.where.dims
	if to > len(r.held[at.block]) {
		return nil, fmt.Errorf("%w: vector block %d is cut off", ErrDamaged, r.where.blocks[at.block])
	}
	return r.held[at.block][from:to:to], nil
}

func (r *blockReader) load(block int32) error {
	rows, err := r.stmt.QueryContext(r.ctx, r.where.blocks[block])
	if err != nil {
		return err
	}
	if !rows.Next() {
		return errors.Join(fmt.Errorf("%w: it is not there", ErrDamaged), rows.Err(), rows.Close())
	}
	var data sql.RawBytes
	if err := rows.Scan(&data); err != nil {
		return errors.Join(err, rows.Close())
	}
	r.held[block] = valuesOf(data)
	return rows.Close()
}

// valuesOf copies the values out of a block. Where floats lie in memory as they
// do in the database this is a copy of bytes, a third of the time of decoding.
func valuesOf(data []byte) []float32 {
	if n := len(data) / 4; n > 0 && littleEndian {
		own := bytes.Clone(data[:4*n]) // of its own allocation, which is aligned for more than a float32
		return unsafe.Slice((*float32)(unsafe.Pointer(unsafe.SliceData(own))), n)
	}
	return decodeValues(make([]float32, len(data)/4), data)
}

// littleEndian tells the order of bytes of this machine.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// decodeValues decodes as many values as v takes, eight at a time, which is
// twice as fast as one by one.
func decodeValues(v []float32, data []byte) []float32 {
	rest := v
	for ; len(rest) >= 8 && len(data) >= 32; rest, data = rest[8:], data[32:] {
		to, from := (*[8]float32)(rest), (*[32]byte)(data)
		for i := range to {
			to[i] = math.Float32frombits(binary.LittleEndian.Uint32(from[4*i:]))
		}
	}
	for i := range rest {
		rest[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return v
}

// used counts a use down.
func (r *blockReader) used(at place) {
	if r.uses[at.block]--; r.uses[at.block] == 0 {
		r.held[at.block] = nil
	}
}
