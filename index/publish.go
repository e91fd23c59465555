package index

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Names inside the folder of a keyword index.
const (
	nameCurrent = "CURRENT" // holds the name of the published generation
	nameLock    = "lock"    // locked by the one process that writes
	nameWork    = "work"    // the writer's own index
	prefixGen   = "gen-"    // gen-N: a published generation
	nameCursor  = "cursor"  // in a generation: its cursor in decimal, to know it from a state that bleve fell back to
	suffixTemp  = ".tmp"    // being built; left behind only by a crash
	nameStore   = "store"   // bleve's segments and root.bolt inside an index
	keptGens    = 2         // the published generation, and the one before, which somebody may be opening
)

// currentGeneration returns the name in CURRENT, "" if nothing was published.
func currentGeneration(dir string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, nameCurrent))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read published generation: %w", err)
	}
	name := strings.TrimSpace(string(b))
	if generationNumber(name) == 0 {
		return "", fmt.Errorf("%w: %s names %q", ErrDamaged, nameCurrent, name)
	}
	return name, nil
}

// generationNumber returns N of gen-N, 0 for any other name.
func generationNumber(name string) int {
	digits, ok := strings.CutPrefix(name, prefixGen)
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 {
		return 0
	}
	return n
}

// publish makes the closed work index of dir the next generation: its immutable segment files by hard link, the rest by
// copy, everything flushed, then CURRENT switched by an atomic rename. Whatever happens before the rename leaves the
// old generation published.
func (d disk) publish(dir string, cursor int64) error {
	gens, err := generations(dir)
	if err != nil {
		return err
	}
	last := 0
	if len(gens) > 0 {
		last = gens[len(gens)-1]
	}
	name := prefixGen + strconv.Itoa(last+1)
	temp := filepath.Join(dir, name+suffixTemp)
	if err := errors.Join(d.removeAll(temp), d.linkIndex(filepath.Join(dir, nameWork), temp, cursor)); err != nil {
		return fmt.Errorf("publish keyword index: %w", err)
	}
	if err := d.rename(temp, filepath.Join(dir, name)); err != nil {
		return fmt.Errorf("publish keyword index: %w", err)
	}
	if err := d.syncDir(dir); err != nil {
		return fmt.Errorf("publish keyword index: %w", err)
	}
	if err := d.switchCurrent(dir, name); err != nil {
		return fmt.Errorf("publish keyword index: %w", err)
	}
	d.prune(dir)
	return nil
}

// linkIndex makes folder to a copy of the bleve index in folder from, which is at cursor.
func (d disk) linkIndex(from, to string, cursor int64) error {
	if err := d.mkdirAll(filepath.Join(to, nameStore)); err != nil {
		return err
	}
	if err := d.copyFile(filepath.Join(from, "index_meta.json"), filepath.Join(to, "index_meta.json")); err != nil {
		return err
	}
	if err := d.writeFile(filepath.Join(to, nameCursor), strconv.FormatInt(cursor, 10)); err != nil {
		return err
	}
	entries, err := os.ReadDir(filepath.Join(from, nameStore))
	if err != nil {
		return err
	}
	for _, e := range entries {
		src, dst := filepath.Join(from, nameStore, e.Name()), filepath.Join(to, nameStore, e.Name())
		if strings.HasSuffix(e.Name(), ".zap") && d.link(src, dst) == nil {
			continue
		}
		if err := d.copyFile(src, dst); err != nil {
			return err
		}
	}
	return errors.Join(d.syncDir(filepath.Join(to, nameStore)), d.syncDir(to))
}

// writeFile writes a new small file and flushes it.
func writeFile(path, line string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(line + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}

// switchCurrent writes CURRENT by rename.
func (d disk) switchCurrent(dir, name string) error {
	temp := filepath.Join(dir, nameCurrent+suffixTemp)
	if err := d.remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := d.writeFile(temp, name); err != nil {
		return err
	}
	if err := d.rename(temp, filepath.Join(dir, nameCurrent)); err != nil {
		return err
	}
	return d.syncDir(dir)
}

// publishedCursor returns the cursor of the generation in folder path, as it was when it was published.
func publishedCursor(path string) (int64, error) {
	b, err := os.ReadFile(filepath.Join(path, nameCursor))
	if err != nil {
		return 0, fmt.Errorf("read published cursor: %w", err)
	}
	cursor, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return cursor, nil
}

// generations lists the numbers of the generations in dir, ascending.
func generations(dir string) ([]int, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("list generations: %w", err)
	}
	var nums []int
	for _, e := range entries {
		if n := generationNumber(e.Name()); n > 0 {
			nums = append(nums, n)
		}
	}
	slices.Sort(nums)
	return nums, nil
}

// prune removes what nobody can be opening any more: all but the last generations, and what crashes left behind. A
// reader that has an older one open keeps its files until it closes them. What cannot be removed now, because the
// system protects open files, is removed after a later publication.
func (d disk) prune(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	gens, err := generations(dir)
	if err != nil {
		return
	}
	oldest := 0
	if len(gens) > keptGens {
		oldest = gens[len(gens)-keptGens]
	}
	for _, e := range entries {
		n := generationNumber(e.Name())
		if n > 0 && n < oldest || strings.HasPrefix(e.Name(), prefixGen) && strings.HasSuffix(e.Name(), suffixTemp) {
			d.removeAll(filepath.Join(dir, e.Name())) // see above for the error
		}
	}
}
