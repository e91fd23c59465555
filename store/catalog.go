package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

const infoColumns = `d.id, d.title, d.kind, d.source, d.hash, d.metadata, d.bytes, d.chunks, d.seq, d.modified, d.lang,
	iif(d.label_set = 0, NULL, (SELECT labels FROM label_sets WHERE id = d.label_set))`

func scanInfo(rows *sql.Rows, more ...any) (Info, error) {
	var i Info
	var metadata, labels []byte
	err := rows.Scan(append([]any{&i.ID, &i.Title, &i.Kind, &i.Source, &i.Hash, &metadata, &i.Bytes, &i.Chunks, &i.Seq,
		timeDest{&i.Modified}, &i.Lang, &labels}, more...)...)
	if err == nil {
		i.Metadata, err = decodeMetadata(metadata)
	}
	if err == nil && len(labels) > 0 {
		err = json.Unmarshal(labels, &i.Labels)
	}
	return i, err
}

func notFound(id string) error { return fmt.Errorf("document %q: %w", id, ErrNotFound) }

// Info returns a document without its text, or ErrNotFound.
func (v *View) Info(ctx context.Context, id string) (*Info, error) {
	list, err := collect(ctx, v.s.readers, func(r *sql.Rows) (Info, error) { return scanInfo(r) },
		"SELECT "+infoColumns+" FROM documents d WHERE d.collection = ?2 AND d.id = ?3 AND NOT d.deleted AND "+visible, v.asker, v.id, id)
	if err != nil {
		return nil, v.s.wrap("read document", err)
	}
	if len(list) == 0 {
		return nil, notFound(id)
	}
	return &list[0], nil
}

// List returns the documents after an id, by id; all of them if limit <= 0.
func (v *View) List(ctx context.Context, after string, limit int) ([]Info, error) {
	list, err := collect(ctx, v.s.readers, func(r *sql.Rows) (Info, error) { return scanInfo(r) },
		"SELECT "+infoColumns+" FROM documents d WHERE d.collection = ?2 AND d.id > ?3 AND NOT d.deleted AND "+visible+" ORDER BY d.id LIMIT ?4",
		v.asker, v.id, after, atMost(limit))
	return list, v.s.wrap("list documents", err)
}

func atMost(limit int) int64 {
	if limit <= 0 {
		return math.MaxInt64
	}
	return int64(limit)
}

// manifestPage is how many documents Manifest has SQLite pack into one value: a
// row each costs four times as much.
const manifestPage = 10000

// Manifest returns hash and source of every live document by id: what an
// ingest compares the tree with.
func (c *Collection) Manifest(ctx context.Context) (map[string]Entry, error) {
	m := map[string]Entry{}
	err := c.s.read(ctx, "read manifest", func(tx *sql.Tx) error {
		after := ""
		for {
			n, last, packed := 0, "", ""
			err := tx.QueryRowContext(ctx, `SELECT count(*), coalesce(max(id), ''), coalesce(group_concat(id || char(0) || hash || char(0) || source, char(0)), '')
				FROM (SELECT id, hash, source FROM documents WHERE collection = ? AND id > ? AND NOT deleted ORDER BY id LIMIT ?)`,
				c.id, after, manifestPage).Scan(&n, &last, &packed)
			if err != nil {
				return err
			}
			if n > 0 {
				if err := unpackManifest(m, n, packed); err != nil {
					return err
				}
			}
			if n < manifestPage {
				return nil
			}
			after = last
		}
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// unpackManifest adds n entries of id, hash and source, which hold no NUL.
func unpackManifest(m map[string]Entry, n int, packed string) error {
	for range n {
		id, rest, ok1 := strings.Cut(packed, "\x00")
		hash, rest, ok2 := strings.Cut(rest, "\x00")
		source, rest, _ := strings.Cut(rest, "\x00")
		if !ok1 || !ok2 {
			return fmt.Errorf("%w: the manifest is cut off", ErrDamaged)
		}
		m[id] = Entry{hash, source}
		packed = rest
	}
	return nil
}

// Changes returns the latest change of each document whose number is greater
// than after, by number; all of them if limit <= 0.
func (c *Collection) Changes(ctx context.Context, after int64, limit int) ([]Change, error) {
	list, err := collect(ctx, c.s.readers, func(rows *sql.Rows) (ch Change, err error) {
		err = rows.Scan(&ch.Seq, &ch.ID, &ch.Deleted, &ch.Chunks, &ch.MaxChunks)
		return ch, err
	}, "SELECT seq, id, deleted, chunks, max_chunks FROM documents WHERE collection = ? AND seq > ? ORDER BY seq LIMIT ?", c.id, after, atMost(limit))
	return list, c.s.wrap("read changes", err)
}

const headQuery = "SELECT coalesce(max(seq), 0) FROM documents WHERE collection = ?"

// Head returns the highest number of the collection, 0 if it is empty.
func (c *Collection) Head(ctx context.Context) (int64, error) {
	var head int64
	err := c.s.readers.row(ctx, headQuery, []any{c.id}, []any{&head})
	return head, c.s.wrap("read head", err)
}

// Empty reports whether the asker sees no document. It looks until it finds
// one; Stats counts all.
func (v *View) Empty(ctx context.Context) (bool, error) {
	var some bool
	err := v.s.readers.row(ctx, "SELECT EXISTS (SELECT 1 FROM documents d WHERE collection = ?2 AND NOT deleted AND "+visible+")",
		[]any{v.asker, v.id}, []any{&some})
	return !some, v.s.wrap("look for documents", err)
}

// Stats returns the totals of the collection's live documents.
func (v *View) Stats(ctx context.Context) (Stats, error) {
	var st Stats
	err := v.s.readers.row(ctx, `SELECT count(*), coalesce(sum(chunks), 0), coalesce(sum(bytes), 0)
		FROM documents d WHERE collection = ?2 AND NOT deleted AND `+visible, []any{v.asker, v.id}, []any{&st.Docs, &st.Chunks, &st.Bytes})
	return st, v.s.wrap("read statistics", err)
}
