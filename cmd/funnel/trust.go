package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// trustFile lists the .funnel/ folders that `funnel init` made on this
// machine, one path a line. It lies outside every checkout, so a .funnel/
// that came with one cannot be in it.
func (a *app) trustFile() (string, error) {
	dir, err := a.dataFolder()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "funnel", "trusted-homes"), nil
}

// trusts reports whether the user made this home with `funnel init`.
func (a *app) trusts(dir string) bool {
	name, err := a.trustFile()
	if err != nil {
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if lines.Text() == dir {
			return true
		}
	}
	return false
}

// trust remembers a home that the user made.
func (a *app) trust(dir string) error {
	if a.trusts(dir) || strings.ContainsAny(dir, "\r\n") {
		return nil
	}
	name, err := a.trustFile()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("remember home: %w", err)
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("remember home: %w", err)
	}
	_, err = fmt.Fprintln(f, dir)
	return errors.Join(err, f.Close())
}
