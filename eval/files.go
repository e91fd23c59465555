package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// The files of a run.
const (
	manifestFile = "manifest.json"
	resultsFile  = "results.jsonl"
	tracesFile   = "traces.jsonl"
	reportJSON   = "report.json"
	reportCSV    = "report.csv"
	reportHTML   = "report.html"
)

// files are what a run appends to.
type files struct {
	done map[key]bool // answered before

	mu              sync.Mutex
	results, traces *os.File
}

// open makes the run's folder, or takes up the run that is there.
func (r *running) open(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make %s: %w", dir, err)
	}
	if err := r.manifest.settle(dir); err != nil {
		return err
	}
	raw, err := r.manifest.bytes()
	if err != nil {
		return err
	}
	if err := writeFile(filepath.Join(dir, manifestFile), raw); err != nil {
		return err
	}
	f := &files{done: map[key]bool{}}
	old, keep, err := readResults(filepath.Join(dir, resultsFile))
	if err != nil {
		return err
	}
	for i := range old {
		f.done[old[i].key()] = true
	}
	if f.results, err = appendTo(filepath.Join(dir, resultsFile), keep); err != nil {
		return err
	}
	kept, err := wholeLines(filepath.Join(dir, tracesFile))
	if err == nil {
		f.traces, err = appendTo(filepath.Join(dir, tracesFile), kept)
	}
	if err != nil {
		return errors.Join(err, f.results.Close())
	}
	r.files = f
	return nil
}

// appendTo opens a file and cuts what stands behind its last whole line.
func appendTo(name string, keep int64) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	if err := f.Truncate(keep); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if _, err := f.Seek(keep, 0); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// wholeLines is where the last whole line of a file ends; 0 without a file.
func wholeLines(name string) (int64, error) {
	f, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer f.Close()
	end, err := f.Seek(0, 2)
	if err != nil {
		return 0, err
	}
	buf := make([]byte, 64<<10)
	for end > 0 {
		n := min(end, int64(len(buf)))
		if _, err := f.ReadAt(buf[:n], end-n); err != nil {
			return 0, err
		}
		if i := bytes.LastIndexByte(buf[:n], '\n'); i >= 0 {
			return end - n + int64(i) + 1, nil
		}
		end -= n
	}
	return 0, nil
}

// putTrace writes a trace in one write. It comes before its result, so that a
// result that is there has its trace.
func (f *files) putTrace(t Trace) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := writeLine(f.traces, t); err != nil {
		return fmt.Errorf("write trace: %w", err)
	}
	return nil
}

// putResult writes a result in one write.
func (f *files) putResult(r *Result) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := writeLine(f.results, r); err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	return nil
}

func writeLine(f *os.File, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := f.Write(b.Bytes())
	return err
}

func (f *files) close() error { return errors.Join(f.traces.Close(), f.results.Close()) }

// writeFile replaces a file in one step, so that no reader sees half of it.
func writeFile(name string, raw []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = tmp.Write(raw)
	err = errors.Join(err, tmp.Chmod(0o644), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, errors.Join(err, os.Remove(tmp.Name())))
	}
	return nil
}
