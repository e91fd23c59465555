package store

import (
	"context"
	"database/sql"
)

const secretQuery = "SELECT secret FROM sequence"

// rebuildPairs is how many pairs are gathered before they become a segment: 64 MB.
const rebuildPairs = 4 << 20

// rebuildShares makes the pairs of every collection anew from its documents.
func (t *tx) rebuildShares(ctx context.Context) error {
	var h hasher
	if err := t.row(secretQuery, nil, []any{(*[]byte)(&h)}); err != nil {
		return err
	}
	for _, q := range []string{"DELETE FROM share_segments", "DELETE FROM share_dead"} {
		if _, err := t.exec(q); err != nil {
			return err
		}
	}
	collections, err := collect(t.ctx, connQuerier{t}, scanOne[int64], "SELECT id FROM collections ORDER BY id")
	if err != nil {
		return err
	}
	for _, c := range collections {
		if err := t.rebuildSharesOf(ctx, c, h); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) rebuildSharesOf(ctx context.Context, collection int64, h hasher) error {
	var pairs []pair
	var head, last int64
	if err := t.row(headQuery, []any{collection}, []any{&head}); err != nil {
		return err
	}
	for {
		docs, err := collect(t.ctx, connQuerier{t}, scanWhole, "SELECT "+bareColumns+` FROM documents d JOIN structure s ON s.doc = d.num
			WHERE d.collection = ? AND NOT d.deleted AND d.num > ? ORDER BY d.num LIMIT 200`, collection, last)
		if err != nil {
			return err
		}
		for _, d := range docs {
			last = d.num
			for _, k := range h.keys(&d.Document) {
				pairs = append(pairs, pair{k, d.num})
			}
		}
		if len(pairs) >= rebuildPairs || len(docs) == 0 {
			if err := addShares(ctx, t, collection, head, pairs); err != nil {
				return err
			}
			pairs = pairs[:0]
		}
		if len(docs) == 0 {
			return nil
		}
	}
}

// scanWhole is scanBare for which a document with damaged facts has none.
func scanWhole(rows *sql.Rows) (b bare, err error) {
	var facts sql.RawBytes
	if err = rows.Scan(&b.num, &b.ID, &b.Title, &b.Bytes, timeDest{&b.Modified}, &b.Seq, &facts); err == nil && unpackFacts(&b.Document, facts, b.Bytes) != nil {
		b.Links, b.Mentions, b.Signature = nil, nil, nil
	}
	return b, err
}
