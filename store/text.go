package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// documentQuery reads documents, a row for each part of the text: for most of
// them that is one. What is not text comes with the first.
const documentQuery = "SELECT " + infoColumns + `, coalesce(t.id & 16383, 0),
	iif(coalesce(t.id & 16383, 0) = 0, s.hashes, NULL), iif(coalesce(t.id & 16383, 0) = 0, s.spans, NULL),
	iif(coalesce(t.id & 16383, 0) = 0, s.outline, NULL),
	iif(coalesce(t.id & 16383, 0) = 0, s.facts, NULL), t.data
	FROM %s JOIN structure s ON s.doc = d.num LEFT JOIN texts t ON t.id BETWEEN d.num << 14 AND d.num << 14 | 16383
	WHERE d.collection = ?2 AND NOT d.deleted AND ` + visible + ` ORDER BY %s, t.id`

var (
	documentsByList = fmt.Sprintf(documentQuery, "json_each(?3) j CROSS JOIN documents d ON d.id = j.value", "j.key")
	documentsByID   = fmt.Sprintf(documentQuery, "documents d", "d.id")
	documentByID    = fmt.Sprintf(documentQuery, "(SELECT * FROM documents WHERE id = ?3) d", "d.id")
)

// Document returns a document, or ErrNotFound.
func (v *View) Document(ctx context.Context, id string) (*Document, error) {
	list, err := v.Documents(ctx, []string{id})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, notFound(id)
	}
	return list[0], nil
}

// Documents returns the documents of those ids from one snapshot, in the order
// of ids; those that do not exist are left out.
func (v *View) Documents(ctx context.Context, ids []string) ([]*Document, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, fmt.Errorf("read documents: %w", err)
	}
	docs := make([]*Document, 0, len(ids))
	err = eachDocument(ctx, v.s.readers, func(d *Document) error {
		docs = append(docs, d)
		return nil
	}, documentsByList, v.asker, v.id, string(list))
	if err == nil {
		err = v.hideTargets(ctx, docs)
	}
	if err != nil {
		return nil, v.s.wrap("read documents", err)
	}
	return docs, nil
}

// Each calls fn on every document of one snapshot, by id, and stops at its
// first error. fn may use the store.
func (v *View) Each(ctx context.Context, fn func(*Document) error) error {
	return v.s.wrap("read documents", eachDocument(ctx, v.s.readers, func(d *Document) error {
		if err := v.hideTargets(ctx, []*Document{d}); err != nil {
			return err
		}
		return fn(d)
	}, documentsByID, v.asker, v.id))
}

// eachDocument joins the rows of a documentQuery.
func eachDocument(ctx context.Context, q querier, fn func(*Document) error, query string, args ...any) error {
	var j joiner
	err := each(ctx, q, func(rows *sql.Rows) error {
		var part int
		var hashes, spans, outline, facts, data sql.RawBytes
		i, err := scanInfo(rows, &part, &hashes, &spans, &outline, &facts, &data)
		if err != nil {
			return err
		}
		if part == 0 {
			if err := j.flush(fn); err != nil {
				return err
			}
			if j.doc, err = newDocument(i, hashes, spans, outline, facts); err != nil {
				return fmt.Errorf("document %q: %w", i.ID, err)
			}
			j.text.Grow(max(0, min(i.Bytes, mostGrown))) // once: a large text would be copied while it grows
		}
		j.text.Write(data)
		return nil
	}, query, args...)
	if err != nil {
		return err
	}
	return j.flush(fn)
}

// mostGrown is how much memory is made for a text before it is there: its
// length may be damaged.
const mostGrown = 1 << 30

// joiner gathers the parts of a document's text.
type joiner struct {
	doc  *Document
	text strings.Builder
}

func (j *joiner) flush(fn func(*Document) error) error {
	d := j.doc
	if d == nil {
		return nil
	}
	if j.text.Len() != d.Bytes {
		return fmt.Errorf("document %q: %w: %d bytes of text, not %d", d.ID, ErrDamaged, j.text.Len(), d.Bytes)
	}
	d.Text = j.text.String()
	*j = joiner{}
	return fn(d)
}

func newDocument(i Info, hashes, spans, outline, facts []byte) (d *Document, err error) {
	d = &Document{
		ID: i.ID, Title: i.Title, Kind: i.Kind, Source: i.Source, Hash: i.Hash, Metadata: i.Metadata, Bytes: i.Bytes, Seq: i.Seq,
		Modified: i.Modified, Lang: i.Lang, Labels: i.Labels,
	}
	if err := unpackFacts(d, facts, d.Bytes); err != nil {
		return nil, err
	}
	if d.Outline, err = decodeOutline(outline); err != nil {
		return nil, err
	}
	d.Chunks, err = unpackChunks(hashes, spans, d.Bytes)
	return d, err
}

// Text returns the bytes [start,end) of a document's text; end < 0 means to
// its end. ErrNotFound if there is no such document, ErrSpan if the span is not
// inside the text or cuts a character.
func (v *View) Text(ctx context.Context, id string, start, end int) (string, error) {
	if start < 0 || end >= 0 && end < start {
		return "", fmt.Errorf("read text: document %q: %w [%d,%d)", id, ErrSpan, start, end)
	}
	last := 1<<partBits - 1
	if end >= 0 {
		last = min(last, max(end-1, 0)/partSize)
	}
	parts, err := collect(ctx, v.s.readers, func(rows *sql.Rows) (p textPart, err error) {
		err = rows.Scan(&p.size, &p.number, &p.data)
		return p, err
	}, `SELECT d.bytes, coalesce(t.id & 16383, 0), t.data FROM documents d
		LEFT JOIN texts t ON t.id BETWEEN d.num << 14 | ?4 AND d.num << 14 | ?5
		WHERE d.collection = ?2 AND d.id = ?3 AND NOT d.deleted AND `+visible+` ORDER BY t.id`,
		v.asker, v.id, id, min(start/partSize, 1<<partBits-1), last)
	if err == nil && len(parts) == 0 {
		err = notFound(id)
	}
	if err != nil {
		return "", v.s.wrap("read text", err)
	}
	text, err := slice(parts, parts[0].size, start, end)
	if err != nil {
		return "", fmt.Errorf("read text: document %q: %w", id, err)
	}
	return text, nil
}

// textPart is a part of a text.
type textPart struct {
	size   int // of the whole text
	number int
	data   []byte
}

// slice cuts the bytes [start,end) of a text of size bytes out of consecutive
// parts that cover them.
func slice(parts []textPart, size, start, end int) (string, error) {
	if end < 0 {
		end = size
	}
	if start > end || end > size {
		return "", fmt.Errorf("%w [%d,%d): its text has %d bytes", ErrSpan, start, end, size)
	}
	text := make([]byte, 0, end-start)
	for _, p := range parts {
		at := p.number * partSize
		if from, to := max(0, start-at), min(len(p.data), end-at); from < to {
			text = append(text, p.data[from:to]...)
		}
	}
	if len(text) != end-start {
		return "", fmt.Errorf("%w: its text is incomplete", ErrDamaged)
	}
	if !utf8.Valid(text) {
		return "", fmt.Errorf("%w [%d,%d): it cuts a character", ErrSpan, start, end)
	}
	return string(text), nil
}
