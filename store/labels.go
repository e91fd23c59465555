package store

import (
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
