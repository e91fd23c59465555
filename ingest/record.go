package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"funnel/ingest/extract"
)

// record is a line of a .jsonl file of documents.
type record struct {
	ID       string         `json:"_id"`
	Title    string         `json:"title"`
	Text     *string        `json:"text"`
	Metadata map[string]any `json:"metadata"`
	// What was written under labels and label, see extract.TakeLabels.
	RawLabels any      `json:"labels"`
	RawLabel  any      `json:"label"`
	Labels    []string `json:"-"`
}

// parseRecord reads one line. A line without _id or text is no document.
func parseRecord(line []byte, limit int64) (record, error) {
	var r record
	if int64(len(line)) > limit {
		return r, fmt.Errorf("larger than %d MiB", limit>>20)
	}
	if !utf8.Valid(line) {
		return r, errors.New("is no UTF-8")
	}
	if err := json.Unmarshal(bytes.TrimPrefix(line, []byte("\xef\xbb\xbf")), &r); err != nil {
		return r, fmt.Errorf("is no document: %w", err)
	}
	switch {
	case r.ID == "":
		return r, errors.New(`is no document: no "_id"`)
	case strings.ContainsAny(r.ID, "\x00\r\n"):
		return r, errors.New(`is no document: "_id" holds a line break or NUL`)
	case r.Text == nil:
		return r, errors.New(`is no document: no "text"`)
	case strings.TrimSpace(*r.Text+r.Title) == "":
		return r, errors.New(`is no document: "text" is empty`)
	}
	var err error
	if r.Labels, err = extract.TakeLabels(map[string]any{"labels": r.RawLabels, "label": r.RawLabel}); err != nil {
		return r, fmt.Errorf("is no document: %w", err)
	}
	*r.Text = strings.ReplaceAll(*r.Text, "\x00", "\uFFFD")
	return r, nil
}
