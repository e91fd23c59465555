package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"funnel/funnel"
	"funnel/rlm/model"
	"funnel/store"
)

// journal is what questions leave behind: runs, the audit table, the cache.
type journal interface {
	funnel.Runs
	funnel.Audits
	funnel.History
	model.Cache
}

// openStore opens the database; one that cannot be written is opened for
// reading, and then questions are answered and leave nothing behind.
func (a *app) openStore(ctx context.Context, h home, write bool) (*store.Store, journal, error) {
	st, err := store.Open(ctx, h.db(), store.Options{Now: a.now})
	full := !write && (err == nil && diskFull(filepath.Dir(h.db())) || errors.Is(err, store.ErrFull))
	if err == nil && (write || st.Writable() && !full) {
		return st, st, nil
	}
	if err != nil && write && notWritable(err) {
		return nil, nil, fail(exitError, "make it writable, or choose another folder with --home", "%s is read-only for you: %w", h.dir, err)
	}
	if err != nil && (write || !notWritable(err) && !full) {
		return nil, nil, err
	}
	if err == nil {
		if err := st.Close(); err != nil {
			return nil, nil, err
		}
	}
	ro, err := store.Open(ctx, h.db(), store.Options{Now: a.now, ReadOnly: true})
	if err != nil {
		return nil, nil, err
	}
	why := ""
	if full {
		why = " (the disk is full)"
	}
	a.remark("note: %s cannot be written%s: questions leave no trace and no line in the audit table", h.dir, why)
	return ro, silent{ro}, nil
}

// probeBytes is what a question may have to write: a run, its audit line, and
// the database's log of both.
const probeBytes = 128 << 10

// diskFull reports that there is no space in a folder for what a question
// writes. What cannot be found out is not full.
func diskFull(dir string) bool {
	f, err := os.CreateTemp(dir, ".space-*")
	if err != nil {
		return noSpace(err)
	}
	_, err = f.Write(make([]byte, probeBytes))
	err = errors.Join(err, f.Close(), os.Remove(f.Name()))
	return err != nil && noSpace(err)
}

func notWritable(err error) bool {
	return errors.Is(err, store.ErrReadOnly) || errors.Is(err, store.ErrCannotOpen) || errors.Is(err, fs.ErrPermission)
}

// silent is a store that nothing is written to.
type silent struct{ *store.Store }

// BeginRun implements funnel.Runs.
func (silent) BeginRun(context.Context, store.Run) error { return nil }

// EndRun implements funnel.Runs.
func (silent) EndRun(context.Context, string, string, json.RawMessage) error { return nil }

// PutStep implements funnel.Runs.
func (silent) PutStep(context.Context, store.Step) error { return nil }

// PutCall implements funnel.Runs.
func (silent) PutCall(context.Context, store.Call) error { return nil }

// PutAudit implements funnel.Audits.
func (silent) PutAudit(context.Context, store.Audit) (int64, error) { return 1, nil }

// CachePut implements model.Cache.
func (silent) CachePut(context.Context, string, []byte) error { return nil }
