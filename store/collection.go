package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Collection is a named set of documents within a store, as its owner has it:
// its reads show every document, whatever its labels. Who answers an asker's
// questions goes through [Collection.As].
type Collection struct{ View }

// Create returns the collection of that name, and makes it if there is none.
func (s *Store) Create(ctx context.Context, name string) (*Collection, error) {
	c, err := s.Collection(ctx, name)
	if !errors.Is(err, ErrNoCollection) {
		return c, err
	}
	if name == "" || !utf8.ValidString(name) || strings.ContainsAny(name, "\x00\n\r") {
		return nil, fmt.Errorf("create collection %q: the name is empty, or not one line of UTF-8", name)
	}
	err = s.docs.do(ctx, "create collection", func(tx *tx) error {
		_, err := tx.exec("INSERT INTO collections (name) VALUES (?) ON CONFLICT DO NOTHING", name)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.Collection(ctx, name)
}

// Collection returns the collection of that name, or ErrNoCollection.
func (s *Store) Collection(ctx context.Context, name string) (*Collection, error) {
	c := &Collection{View{s: s, name: name}}
	err := s.readers.row(ctx, "SELECT id FROM collections WHERE name = ?", []any{name}, []any{&c.id})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("%w: %q", ErrNoCollection, name)
	}
	if err != nil {
		return nil, s.wrap("open collection", err)
	}
	return c, nil
}

// Collections returns the names of all collections, sorted.
func (s *Store) Collections(ctx context.Context) ([]string, error) {
	names, err := collect(ctx, s.readers, scanOne[string], "SELECT name FROM collections ORDER BY name")
	return names, s.wrap("list collections", err)
}

// Setting returns a setting of the collection, "" if it was never set.
func (c *Collection) Setting(ctx context.Context, key string) (string, error) {
	var value string
	err := c.s.readers.row(ctx, "SELECT value FROM settings WHERE collection = ? AND key = ?", []any{c.id, key}, []any{&value})
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, c.s.wrap("read setting", err)
}

// SetSetting keeps a setting with the collection.
func (c *Collection) SetSetting(ctx context.Context, key, value string) error {
	return c.s.docs.do(ctx, "write setting", func(tx *tx) error {
		_, err := tx.exec(`INSERT INTO settings (collection, key, value) VALUES (?, ?, ?)
			ON CONFLICT DO UPDATE SET value = excluded.value`, c.id, key, value)
		return err
	})
}
