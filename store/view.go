package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// View is a collection as somebody sees it: a document is there when it
// carries no label or one of the asker's. Everything that answers questions
// reads through a View; what it does not show does not exist: reads say
// ErrNotFound, lists, counts and frequencies leave it out. The View within a
// [Collection] is its owner's and shows everything.
type View struct {
	s     *Store
	id    int64
	name  string
	asker Asker
}

// Asker is who asks: an owner, or somebody with labels. The zero value is the
// owner.
type Asker struct{ labels *string } // JSON array, sorted

// NewAsker returns somebody who has those labels, perhaps none.
func NewAsker(labels ...string) (Asker, error) {
	normal, err := NormalLabels(labels)
	if err != nil {
		return Asker{}, err
	}
	data := labelJSON(normal)
	return Asker{&data}, nil
}

// ParseAsker is the inverse of Asker.String.
func ParseAsker(s string) (Asker, error) {
	if s == "" {
		return Asker{}, nil
	}
	var labels []string
	if err := json.Unmarshal([]byte(s), &labels); err != nil {
		return Asker{}, fmt.Errorf("parse asker %q: %w", s, err)
	}
	return NewAsker(labels...)
}

// Owner reports whether the asker sees everything.
func (a Asker) Owner() bool { return a.labels == nil }

// String is the asker's labels as a JSON array, "" for the owner.
func (a Asker) String() string {
	if a.labels == nil {
		return ""
	}
	return *a.labels
}

// Value implements driver.Valuer: NULL is the owner.
func (a Asker) Value() (driver.Value, error) {
	if a.labels == nil {
		return nil, nil
	}
	return *a.labels, nil
}

// As returns the collection as an asker sees it.
func (c *Collection) As(asker Asker) *View {
	v := c.View
	v.asker = asker
	return &v
}

// Name returns the collection's name.
func (v *View) Name() string { return v.name }

// Asker returns who sees the collection so.
func (v *View) Asker() Asker { return v.asker }

// visible is the condition on a document d that the asker sees it. Its one
// parameter is the asker.
const visible = `(d.label_set = 0 OR iif(?1 IS NULL, 1,
	d.label_set IN (SELECT m.label_set FROM json_each(?1) j JOIN label_members m ON m.label = j.value)))`

// IDs returns the set of documents that the asker sees.
func (v *View) IDs(ctx context.Context) (map[string]bool, error) {
	ids := map[string]bool{}
	err := each(ctx, v.s.readers, func(rows *sql.Rows) error {
		id, err := scanOne[string](rows)
		ids[id] = true
		return err
	}, "SELECT d.id FROM documents d WHERE d.collection = ?2 AND NOT d.deleted AND "+visible, v.asker, v.id)
	return ids, v.s.wrap("list documents", err)
}

// Progress counts the changes that the asker sees, and those of them up to a
// number of the sequence: how far an index is that has come to that number.
// The numbers themselves would tell how many other changes there were.
func (v *View) Progress(ctx context.Context, cursor int64) (done, all int64, err error) {
	err = v.s.readers.row(ctx, "SELECT coalesce(sum(d.seq <= ?3), 0), count(*) FROM documents d WHERE d.collection = ?2 AND "+visible,
		[]any{v.asker, v.id, cursor}, []any{&done, &all})
	return done, all, v.s.wrap("count changes", err)
}

// Labelled reports whether any document of the collection carries a label, or
// did before it was deleted. Its answer is the same for every asker.
func (v *View) Labelled(ctx context.Context) (bool, error) {
	var yes bool
	err := v.s.readers.row(ctx, "SELECT EXISTS (SELECT 1 FROM documents WHERE collection = ? AND label_set <> 0)", []any{v.id}, []any{&yes})
	return yes, v.s.wrap("read labels", err)
}
