package eval

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Write writes report.json, report.csv and report.html beside the run.
func (r *Report) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if err := writeJSON(dir, r); err != nil {
		return err
	}
	if err := r.writeCSV(dir); err != nil {
		return err
	}
	return writePage(dir, r)
}

// Several are the reports of runs over different datasets, such as a world in
// several sizes.
type Several struct {
	Schema int       `json:"schema"`
	Runs   []*Report `json:"runs"`
}

// Write writes report.json and report.html of all runs; the answers one by one
// stand in the report.csv of each.
func (s *Several) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if err := writeJSON(dir, s); err != nil {
		return err
	}
	return writePage(dir, s.Runs...)
}

func writeJSON(dir string, v any) error {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return writeFile(filepath.Join(dir, reportJSON), append(raw, '\n'))
}

func writePage(dir string, reports ...*Report) error {
	page, err := HTML(reports...)
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, reportHTML), page)
}
