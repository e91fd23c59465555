package index

import (
	"fmt"
	"os"
)

// disk is the file system as publications use it. The zero value is the real one; tests make operations of it fail.
type disk struct {
	// fault is asked before each operation: an error fails it, before or after it took effect.
	fault func(op, path string) (after bool, err error)
}

func (d disk) do(op, path string, fn func() error) error {
	if d.fault == nil {
		return fn()
	}
	after, err := d.fault(op, path)
	if err != nil && !after {
		return fmt.Errorf("%s %s: %w", op, path, err)
	}
	if done := fn(); done != nil || err == nil {
		return done
	}
	return fmt.Errorf("%s %s: %w", op, path, err)
}

func (d disk) removeAll(path string) error {
	return d.do("remove all", path, func() error { return os.RemoveAll(path) })
}

func (d disk) remove(path string) error {
	return d.do("remove", path, func() error { return os.Remove(path) })
}

func (d disk) mkdirAll(path string) error {
	return d.do("make folder", path, func() error { return os.MkdirAll(path, 0o700) })
}

func (d disk) rename(from, to string) error {
	return d.do("rename", to, func() error { return os.Rename(from, to) })
}

func (d disk) link(from, to string) error {
	return d.do("link", to, func() error { return os.Link(from, to) })
}

func (d disk) copyFile(from, to string) error {
	return d.do("copy", to, func() error { return copyFile(from, to) })
}

func (d disk) writeFile(path, line string) error {
	return d.do("write", path, func() error { return writeFile(path, line) })
}

func (d disk) syncDir(path string) error {
	return d.do("flush", path, func() error { return syncDir(path) })
}
