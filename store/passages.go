package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
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
	Start, End     int    // bytes of the document's text
	Text           string // those bytes
}

// Passages returns the chunks that are there and that the asker sees, in the
// order of refs, and reads no more of the texts than they need.
func (v *View) Passages(ctx context.Context, refs []ChunkRef) (list []Passage, err error) {
	err = v.s.read(ctx, "read passages", func(tx *sql.Tx) error {
		docs, err := v.chunked(ctx, tx, refs)
		if err != nil {
			return err
		}
		f := &missingFinder{ctx: ctx, tx: tx}
		for _, r := range refs {
			d := docs[r.Doc]
			if d == nil || r.Ord < 0 || r.Ord >= len(d.chunks) {
				continue
			}
			c := d.chunks[r.Ord]
			text, err := f.text(d.num, d.size, c.Start, c.End)
			if err != nil {
				return fmt.Errorf("document %q: %w", r.Doc, err)
			}
			list = append(list, Passage{r, d.title, c.Heading, c.Start, c.End, text})
		}
		return nil
	})
	return list, err
}

// chunkedDoc is a document's chunks without its text.
type chunkedDoc struct {
	num    int64
	size   int
	title  string
	chunks []Chunk
}

// chunked reads the chunks of the documents that refs name.
func (v *View) chunked(ctx context.Context, tx *sql.Tx, refs []ChunkRef) (map[string]*chunkedDoc, error) {
	ids := make([]string, len(refs))
	for i, r := range refs {
		ids[i] = r.Doc
	}
	data, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	docs := map[string]*chunkedDoc{}
	err = each(ctx, tx, func(rows *sql.Rows) error {
		var id string
		var hashes, spans sql.RawBytes
		d := &chunkedDoc{}
		if err := rows.Scan(&d.num, &id, &d.title, &d.size, &hashes, &spans); err != nil {
			return err
		}
		var err error
		if d.chunks, err = unpackChunks(hashes, spans, d.size); err != nil {
			return fmt.Errorf("document %q: %w", id, err)
		}
		docs[id] = d
		return nil
	}, `SELECT d.num, d.id, d.title, d.bytes, s.hashes, s.spans FROM (SELECT DISTINCT value FROM json_each(?3)) j
		CROSS JOIN documents d ON d.id = j.value JOIN structure s ON s.doc = d.num
		WHERE d.collection = ?2 AND NOT d.deleted AND `+visible, v.asker, v.id, string(data))
	return docs, err
}
