package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"
)

// ChunkRef names a chunk.
type ChunkRef struct {
	Doc string
	Ord int
}

// Passage is a chunk with its text.
type Passage struct {
	ChunkRef
	Title, Heading string
	Lang           string // the document's, ISO 639-1, "" = unknown
	Start, End     int    // bytes of the document's text
	Text           string // those bytes
}

// Passages returns the chunks that are there and that the asker sees, in the
// order of refs, and reads every part of a text once.
func (v *View) Passages(ctx context.Context, refs []ChunkRef) (list []Passage, err error) {
	err = v.s.ask(ctx, "read passages", func(q querier) error {
		docs, err := v.chunked(ctx, q, refs)
		if err != nil {
			return err
		}
		r := partReader{wanted: map[int64][]int{}}
		for _, ref := range refs {
			d := docs[ref.Doc]
			if d == nil || ref.Ord < 0 || ref.Ord >= len(d.chunks) {
				continue
			}
			c := d.chunks[ref.Ord]
			list = append(list, Passage{ref, d.title, c.Heading, d.lang, c.Start, c.End, ""})
			r.want(d.num, c)
		}
		if err := r.read(ctx, q); err != nil {
			return err
		}
		for i := range list {
			if list[i].Text, err = r.text(i); err != nil {
				return fmt.Errorf("document %q: %w", list[i].Doc, err)
			}
		}
		return nil
	})
	return list, err
}

// partReader reads spans of many texts, part by part.
type partReader struct {
	spans  []Chunk
	found  [][]byte        // of each span, so far
	wanted map[int64][]int // spans by the part of a text that they touch
}

// want adds a span of a document's text.
func (r *partReader) want(num int64, c Chunk) {
	for part := c.Start / partSize; part <= max(c.End-1, 0)/partSize; part++ {
		id := num<<partBits | int64(part)
		r.wanted[id] = append(r.wanted[id], len(r.spans))
	}
	r.spans, r.found = append(r.spans, c), append(r.found, make([]byte, 0, c.End-c.Start))
}

// read copies the spans out of the parts.
func (r *partReader) read(ctx context.Context, q querier) error {
	ids, err := json.Marshal(slices.Sorted(maps.Keys(r.wanted)))
	if err != nil {
		return err
	}
	return each(ctx, q, func(rows *sql.Rows) error {
		var id int64
		var data sql.RawBytes
		if err := rows.Scan(&id, &data); err != nil {
			return err
		}
		at := int(id&(1<<partBits-1)) * partSize
		for _, i := range r.wanted[id] {
			if from, to := max(0, r.spans[i].Start-at), min(len(data), r.spans[i].End-at); from < to {
				r.found[i] = append(r.found[i], data[from:to]...)
			}
		}
		return nil
	}, "SELECT t.id, t.data FROM json_each(?) j CROSS JOIN texts t ON t.id = j.value ORDER BY t.id", string(ids))
}

// text is the i-th span.
func (r *partReader) text(i int) (string, error) {
	if len(r.found[i]) != r.spans[i].End-r.spans[i].Start {
		return "", fmt.Errorf("%w: its text is incomplete", ErrDamaged)
	}
	if !utf8.Valid(r.found[i]) {
		return "", fmt.Errorf("%w [%d,%d): it cuts a character", ErrSpan, r.spans[i].Start, r.spans[i].End)
	}
	return string(r.found[i]), nil
}

// chunkedDoc is a document's chunks without its text.
type chunkedDoc struct {
	num    int64
	size   int
	title  string
	lang   string
	chunks []Chunk
}

// chunked reads the chunks of the documents that refs name.
func (v *View) chunked(ctx context.Context, q querier, refs []ChunkRef) (map[string]*chunkedDoc, error) {
	ids := make([]string, len(refs))
	for i, r := range refs {
		ids[i] = r.Doc
	}
	data, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	docs := map[string]*chunkedDoc{}
	err = each(ctx, q, func(rows *sql.Rows) error {
		var id string
		var hashes, spans sql.RawBytes
		d := &chunkedDoc{}
		if err := rows.Scan(&d.num, &id, &d.title, &d.lang, &d.size, &hashes, &spans); err != nil {
			return err
		}
		var err error
		if d.chunks, err = unpackChunks(hashes, spans, d.size); err != nil {
			return fmt.Errorf("document %q: %w", id, err)
		}
		docs[id] = d
		return nil
	}, `SELECT d.num, d.id, d.title, d.lang, d.bytes, s.hashes, s.spans FROM (SELECT DISTINCT value FROM json_each(?3)) j
		CROSS JOIN documents d ON d.id = j.value JOIN structure s ON s.doc = d.num
		WHERE d.collection = ?2 AND NOT d.deleted AND `+visible, v.asker, v.id, string(data))
	return docs, err
}
