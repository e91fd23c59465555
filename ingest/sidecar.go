package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"funnel/ingest/extract"
)

// sidecarExt ends the name of a file that says something about another:
// report.pdf.meta.json.
const sidecarExt = ".meta.json"

// maxSidecar is the most bytes of a sidecar.
const maxSidecar = 1 << 20

// sidecar is what such a file says of a file and of all documents in it:
// labels, everything else is metadata.
type sidecar struct {
	raw    []byte
	meta   map[string]any
	labels []string
}

// readSidecar reads the sidecar of a file; without one it is empty. A sidecar
// that cannot be read fails the file: it may say who may not see it.
func readSidecar(name string) (s sidecar, err error) {
	if name == stdinPath {
		return s, nil
	}
	f, err := os.Open(name + sidecarExt)
	if errors.Is(err, os.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		s.raw, err = io.ReadAll(io.LimitReader(f, maxSidecar+1))
		f.Close()
	}
	if err != nil {
		return s, fmt.Errorf("read its %s: %w", sidecarExt, err)
	}
	if len(s.raw) > maxSidecar {
		return s, fmt.Errorf("read its %s: it is larger than %d bytes", sidecarExt, maxSidecar)
	}
	if err := json.Unmarshal(s.raw, &s.meta); err != nil {
		return s, fmt.Errorf(`read its %s: %w; write a JSON object like {"labels": ["hr"], "project": "x"}, or remove it`, sidecarExt, err)
	}
	if s.labels, err = extract.TakeLabels(s.meta); err != nil {
		return s, fmt.Errorf("read its %s: %w", sidecarExt, err)
	}
	return s, nil
}

// title is what the sidecar calls the file, "" if it does not.
func (s sidecar) title() string {
	t, _ := s.meta["title"].(string)
	return t
}
