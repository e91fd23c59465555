package funnel

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"funnel/index"
)

// ErrBusy says that somebody brings the indexes of a collection to its head.
var ErrBusy = errors.New("an ingest is running, or an index is catching up")

// DropIndexes removes the indexes of a collection, that lie in dir, around
// commit, which removes its documents. If commit fails, or the process dies
// before, the collection is whole and the next question builds its indexes.
// ErrBusy if they are being written.
func DropIndexes(dir string, commit func() error) (err error) {
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return commit()
	}
	unlock, alone, err := index.TryLock(workLock(dir))
	if err != nil {
		return err
	}
	if !alone {
		return ErrBusy
	}
	defer func() { err = errors.Join(err, unlock()) }()
	for _, part := range []string{keywordDir(dir), builtinDir(dir)} {
		if err := os.RemoveAll(part); err != nil {
			return fmt.Errorf("remove indexes: %w", err)
		}
	}
	if err := commit(); err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Clean(dir)); err != nil {
		return fmt.Errorf("remove indexes: %w", err)
	}
	return nil
}
