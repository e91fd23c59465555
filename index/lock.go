package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"
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

// LockShared is Lock, beside others that take it shared.
func LockShared(ctx context.Context, path string) (unlock func() error, err error) {
	l := flock.New(path)
	if _, err := l.TryRLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return l.Close, nil
}

// TryLock takes the lock at path unless somebody has it, or the system does not let this process write there: then ok
// is false.
func TryLock(path string) (unlock func() error, ok bool, err error) {
	l := flock.New(path)
	ok, err = l.TryLock()
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) { // who may not write has nothing to wait for
		ok, err = false, nil
	}
	if err != nil {
		return nil, false, errors.Join(fmt.Errorf("lock %s: %w", path, err), l.Close())
	}
	if !ok {
		return nil, false, l.Close()
	}
	return l.Close, true, nil
}
