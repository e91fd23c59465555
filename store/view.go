package store

import (
	"context"
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
	asker *string // labels as JSON, nil: the owner
}

// As returns the collection as an asker with those labels sees it; without
// labels that is what everyone sees.
func (c *Collection) As(labels ...string) (*View, error) {
	normal, err := NormalLabels(labels)
	if err != nil {
		return nil, err
	}
	asker := labelJSON(normal)
	v := c.View
	v.asker = &asker
	return &v, nil
}

// Name returns the collection's name.
func (v *View) Name() string { return v.name }

// Asker returns the labels of the asker as a JSON array, "" for the owner.
func (v *View) Asker() string {
	if v.asker == nil {
		return ""
	}
	return *v.asker
}

// visible is the condition on a document d that the asker sees it. Its one
// parameter is who.
const visible = `(d.label_set = 0 OR iif(?1 IS NULL, 1,
	d.label_set IN (SELECT m.label_set FROM json_each(?1) j JOIN label_members m ON m.label = j.value)))`

// who is the parameter of visible.
func (v *View) who() any {
	if v.asker == nil {
		return nil
	}
	return *v.asker
}

// Labelled reports whether any document of the collection carries a label, or
// did before it was deleted. Its answer is the same for every asker.
func (v *View) Labelled(ctx context.Context) (bool, error) {
	var yes bool
	err := v.s.readers.row(ctx, "SELECT EXISTS (SELECT 1 FROM documents WHERE collection = ? AND label_set <> 0)", []any{v.id}, []any{&yes})
	return yes, v.s.wrap("read labels", err)
}
