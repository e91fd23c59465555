package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Apply puts and removes documents in one transaction: when it returns, all of
// it is on disk, and if it fails, none. Each document that is new or whose
// hash changed gets the next number, in the order of put; then each that is
// removed, in the order of remove. An unchanged document and one that is not
// there to be removed get none. Documents are checked first; ErrInvalid names
// the one that does not fit. The documents themselves are not modified.
func (c *Collection) Apply(ctx context.Context, put []*Document, remove []string) (Applied, error) {
	docs, err := prepareAll(put, remove)
	if err != nil {
		return Applied{}, err
	}
	var a *applier
	err = c.s.docs.do(ctx, "apply documents", func(tx *tx) error {
		a = &applier{tx: tx, c: c}
		return a.run(ctx, docs, remove)
	})
	if err != nil {
		return Applied{}, err
	}
	return a.done, nil
}

func prepareAll(put []*Document, remove []string) ([]*prepared, error) {
	docs := make([]*prepared, len(put))
	seen := make(map[string]bool, len(put)+len(remove))
	claim := func(id string) error {
		if seen[id] {
			return fmt.Errorf("%w %q: it occurs twice in one batch", ErrInvalid, id)
		}
		seen[id] = true
		return nil
	}
	for i, d := range put {
		p, err := prepare(d)
		if err != nil {
			return nil, err
		}
		if err := claim(d.ID); err != nil {
			return nil, err
		}
		docs[i] = p
	}
	for _, id := range remove {
		if err := claim(id); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

// applier is one Apply inside its transaction.
type applier struct {
	tx   *tx
	c    *Collection
	last int64 // of the sequence
	buf  []byte
	sets map[string]int64 // label sets by their JSON

	pairs []pair // of what was put, see sharing.go
	done  Applied
}

func (a *applier) run(ctx context.Context, docs []*prepared, remove []string) error {
	if err := a.tx.row("SELECT last FROM sequence", nil, []any{&a.last}); err != nil {
		return err
	}
	first := a.last
	for _, d := range docs {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := a.put(d); err != nil {
			return fmt.Errorf("put %q: %w", d.ID, err)
		}
	}
	for _, id := range remove {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := a.remove(id); err != nil {
			return fmt.Errorf("remove %q: %w", id, err)
		}
	}
	if a.last != first {
		a.done.Seq = a.last
		if err := addShares(ctx, a.tx, a.c.id, a.last, a.pairs); err != nil {
			return fmt.Errorf("write what documents share: %w", err)
		}
		_, err := a.tx.exec("UPDATE sequence SET last = ?", a.last)
		return err
	}
	return a.tx.row(headQuery, []any{a.c.id}, []any{&a.done.Seq})
}

// stored is what is there under an id.
type stored struct {
	num     int64
	bytes   int
	deleted bool
	max     int
	hash    string
	labels  int64 // label set
}

func (a *applier) find(id string) (*stored, error) {
	var s stored
	err := a.tx.row("SELECT num, bytes, deleted, max_chunks, hash, label_set FROM documents WHERE collection = ? AND id = ?",
		[]any{a.c.id, id}, []any{&s.num, &s.bytes, &s.deleted, &s.max, &s.hash, &s.labels})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &s, err
}

func (a *applier) put(d *prepared) error {
	old, err := a.find(d.ID)
	if err != nil {
		return err
	}
	var num int64
	switch {
	case old == nil:
		a.done.Added++
		num, err = a.insert(d)
	case !old.deleted && old.hash == d.hash:
		a.done.Unchanged++
		return nil
	case old.deleted:
		a.done.Added++
		num, err = old.num, a.update(d, old)
	default:
		a.done.Updated++
		num, err = old.num, errors.Join(a.clear(old), a.update(d, old))
	}
	if err != nil {
		return err
	}
	return a.writeContents(num, d)
}

func (a *applier) insert(d *prepared) (int64, error) {
	set, err := a.labelSet(d.labels)
	if err != nil {
		return 0, err
	}
	a.last++
	res, err := a.tx.exec(`INSERT INTO documents
		(collection, id, seq, deleted, chunks, max_chunks, bytes, hash, source, title, kind, metadata, label_set, modified, lang)
		VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.c.id, d.ID, a.last, len(d.Chunks), len(d.Chunks), len(d.Text), d.hash, d.Source, d.Title, d.Kind, d.metadata, set, nanos(d.Modified), d.Lang)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

func (a *applier) update(d *prepared, old *stored) error {
	set, err := a.labelSet(d.labels)
	if err != nil {
		return err
	}
	if d.KeepLabels && len(d.labels) == 0 {
		set = old.labels
	}
	a.last++
	_, err = a.tx.exec(`UPDATE documents SET seq = ?, deleted = 0, chunks = ?, max_chunks = ?, bytes = ?, hash = ?,
		source = ?, title = ?, kind = ?, metadata = ?, label_set = ?, modified = ?, lang = ? WHERE num = ?`,
		a.last, len(d.Chunks), max(old.max, len(d.Chunks)), len(d.Text), d.hash,
		d.Source, d.Title, d.Kind, d.metadata, set, nanos(d.Modified), d.Lang, old.num)
	return err
}

// writeContents stores the text in parts, and the structure.
func (a *applier) writeContents(num int64, d *prepared) error {
	for part := 0; part*partSize < len(d.Text); part++ {
		a.buf = append(a.buf[:0], d.Text[part*partSize:min(len(d.Text), (part+1)*partSize)]...)
		if _, err := a.tx.exec("INSERT INTO texts (id, data) VALUES (?, ?)", num<<partBits|int64(part), a.buf); err != nil {
			return err
		}
	}
	a.buf = d.pack(a.buf)
	_, err := a.tx.exec("INSERT INTO structure (doc, hashes, spans, outline, facts) VALUES (?, ?, ?, ?, ?)", num, d.hashes, d.spans, d.outline, d.facts)
	if err != nil {
		return err
	}
	return a.share(num, d.Document)
}

// clear removes text and structure, and makes what it shares dead.
func (a *applier) clear(old *stored) error {
	_, err := a.tx.exec("DELETE FROM texts WHERE id BETWEEN ? AND ?", old.num<<partBits, (old.num+1)<<partBits-1)
	if err != nil {
		return err
	}
	if _, err = a.tx.exec("DELETE FROM structure WHERE doc = ?", old.num); err != nil {
		return err
	}
	return a.unshare(old.num)
}

func (a *applier) remove(id string) error {
	old, err := a.find(id)
	if err != nil || old == nil || old.deleted {
		return err
	}
	if err := a.clear(old); err != nil {
		return err
	}
	a.last++
	a.done.Deleted++
	_, err = a.tx.exec(`UPDATE documents SET seq = ?, deleted = 1, chunks = 0, bytes = 0, hash = '', source = '',
		title = '', kind = '', metadata = NULL, modified = 0, lang = '' WHERE num = ?`, a.last, old.num)
	return err
}
