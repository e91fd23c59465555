package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// NormalLabels sorts labels and drops repetitions. A label is not empty, and
// holds no comma, line break or NUL and no space around it.
func NormalLabels(labels []string) ([]string, error) {
	for _, l := range labels {
		if l == "" || strings.TrimSpace(l) != l || strings.ContainsAny(l, ",\x00\n\r") || !utf8.ValidString(l) {
			return nil, fmt.Errorf("%w: label %q is empty, or holds a comma, a line break or space around it", ErrInvalid, l)
		}
	}
	list := slices.Clone(labels)
	slices.Sort(list)
	return slices.Compact(list), nil
}

// labelJSON is a label set as the tables hold it.
func labelJSON(normal []string) string {
	if len(normal) == 0 {
		return "[]"
	}
	data, _ := json.Marshal(normal) // strings always marshal
	return string(data)
}

// labelSet returns the number of a label set, 0 for none.
func (a *applier) labelSet(normal []string) (int64, error) {
	if len(normal) == 0 {
		return 0, nil
	}
	key := labelJSON(normal)
	if id, ok := a.sets[key]; ok {
		return id, nil
	}
	var id int64
	err := a.tx.row("SELECT id FROM label_sets WHERE labels = ?", []any{key}, []any{&id})
	if errors.Is(err, sql.ErrNoRows) {
		id, err = a.newLabelSet(key, normal)
	}
	if err != nil {
		return 0, err
	}
	if a.sets == nil {
		a.sets = map[string]int64{}
	}
	a.sets[key] = id
	return id, nil
}

func (a *applier) newLabelSet(key string, normal []string) (int64, error) {
	res, err := a.tx.exec("INSERT INTO label_sets (labels) VALUES (?)", key)
	if err != nil {
		return 0, err
	}
	id, err := res.LastInsertId()
	for _, l := range normal {
		if err == nil {
			_, err = a.tx.exec("INSERT INTO label_members (label, label_set) VALUES (?, ?)", l, id)
		}
	}
	return id, err
}

// Relabel gives documents that the asker sees other labels, in one transaction;
// none make them everyone's. Their contents and numbers stay: who sees them
// changes at once, and no index has to follow. ErrNotFound names the first
// that is not there, and nothing is changed then.
func (v *View) Relabel(ctx context.Context, ids, labels []string) error {
	normal, err := NormalLabels(labels)
	if err != nil {
		return err
	}
	return v.s.docs.do(ctx, "relabel documents", func(tx *tx) error {
		a := &applier{tx: tx}
		set, err := a.labelSet(normal)
		if err != nil {
			return err
		}
		for _, id := range ids {
			res, err := tx.exec("UPDATE documents AS d SET label_set = ?4 WHERE d.collection = ?2 AND d.id = ?3 AND NOT d.deleted AND "+visible, v.asker, v.id, id, set)
			if err != nil {
				return err
			}
			if n, err := res.RowsAffected(); err != nil || n == 0 {
				return errors.Join(err, notFound(id))
			}
		}
		return nil
	})
}
