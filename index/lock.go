package index

import (
	"context"
	"fmt"
	"time"

	"github.com/gofrs/flock"
)

// Lock waits for the lock file at path and takes it. It is the operating system's: a process that dies loses it.
func Lock(ctx context.Context, path string) (unlock func() error, err error) {
	l := flock.New(path)
	if _, err := l.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return l.Close, nil
}
