package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
)

// source is a file, or standard input (path "-"), that a PATH led to.
type source struct {
	path string // absolute; what a document's Source holds
	id   string
	size int64
	// modified is when the file system says it was changed last: it says how
	// old a document is that does not say so itself, and never whether one
	// changed.
	modified time.Time
}

// walker finds the sources under the named paths.
type walker struct {
	ctx     context.Context
	filter  filter
	max     int64
	avoid   []string // files and folders never looked at, without symbolic links
	ignore  bool     // obey .gitignore and .funnelignore
	sources []source
	roots   []string // absolute named paths: what DeleteMissing looks under
	report  *Report
	seen    map[string]bool // files by name, without symbolic links
}

// walk adds the sources of one PATH. A PATH that does not exist is an error:
// a misspelt name must not look like an empty folder.
func (w *walker) walk(named string) error {
	if named == stdinPath {
		w.sources = append(w.sources, source{path: stdinPath})
		return nil
	}
	abs, err := filepath.Abs(named)
	if err != nil {
		return err
	}
	info, err := os.Stat(abs)
	switch {
	case err == nil && info.IsDir():
		return w.folder(abs)
	case err == nil:
		w.roots = append(w.roots, abs)
		w.file(abs, realPath(abs), filepath.Base(abs), info)
		return nil
	case strings.ContainsAny(named, "*?[{"):
		return w.glob(abs, named)
	}
	return fmt.Errorf("read %s: %w", named, err.(*fs.PathError).Err) // os.Stat fails with nothing else
}

// realPath is a name without symbolic links, or the name if it has none.
func realPath(name string) string {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		return real
	}
	return name
}

// glob takes what a pattern matches, named from the folder before its first
// wildcard.
func (w *walker) glob(abs, named string) error {
	base, pattern := doublestar.SplitPattern(filepath.ToSlash(abs))
	if !doublestar.ValidatePattern(pattern) {
		return badPattern(named)
	}
	w.roots = append(w.roots, base)
	t := w.newTree(base, base, filepath.Base(base))
	t.pattern = pattern
	if exists(base) {
		if err := t.walk(); err != nil {
			return err
		}
	}
	if t.matched == 0 {
		return fmt.Errorf("read %s: nothing matches; check the folder and the pattern, ** stands for any folders", named)
	}
	return nil
}

// folder walks a named folder; of a dataset it takes the documents only.
func (w *walker) folder(root string) error {
	w.roots = append(w.roots, root)
	parts, note := datasetParts(root)
	if note != "" {
		w.report.Notes = append(w.report.Notes, note)
	}
	if parts == nil {
		return w.newTree(root, root, filepath.Base(root)).walk()
	}
	for _, name := range parts {
		if err := w.newTree(root, filepath.Join(root, name), name).walk(); err != nil {
			return err
		}
	}
	return nil
}

// datasetParts are the entries of a dataset that hold documents; nil when the
// folder is no dataset.
func datasetParts(root string) (parts []string, note string) {
	if !exists(filepath.Join(root, "queries.jsonl")) {
		return nil, ""
	}
	for _, name := range []string{"corpus.jsonl", "docs"} {
		if exists(filepath.Join(root, name)) {
			parts = append(parts, name)
		}
	}
	if parts == nil {
		return nil, ""
	}
	return parts, fmt.Sprintf("%s is a dataset: only its documents (%s) are taken, not its questions and answers", root, strings.Join(parts, ", "))
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// treeWalk walks top, in the order of names. Filters see paths relative to
// root, ids start with prefix.
type treeWalk struct {
	*walker
	root, top, prefix string
	real              string // top without symbolic links: where it is walked
	pattern           string // of a glob; "" takes everything
	ignored           *ignores
	matched           int // files that the pattern matches
}

func (w *walker) newTree(root, top, prefix string) *treeWalk {
	t := &treeWalk{walker: w, root: root, top: top, prefix: prefix, real: realPath(top)}
	if w.ignore {
		t.ignored = newIgnores(t.real)
	}
	return t
}

func (t *treeWalk) walk() error {
	return filepath.WalkDir(t.real, func(real string, e fs.DirEntry, err error) error {
		if t.ctx.Err() != nil {
			return t.ctx.Err()
		}
		below, _ := filepath.Rel(t.real, real) // both absolute: cannot fail
		name := filepath.Join(t.top, below)
		if err != nil {
			t.fail(name, err)
			if e != nil && e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		return t.entry(name, real, filepath.ToSlash(below), e)
	})
}

// entry takes or skips one entry; below is its slash path from top.
func (t *treeWalk) entry(name, real, below string, e fs.DirEntry) error {
	rel, _ := filepath.Rel(t.root, name) // both absolute: cannot fail
	rel = filepath.ToSlash(rel)
	if name != t.root {
		if reason := t.refusal(rel, real, e); reason != "" {
			if !e.IsDir() && !t.matches(below) {
				return nil
			}
			if t.pattern == "" || !e.IsDir() {
				t.skip(name, reason)
			}
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
	}
	switch {
	case e.IsDir():
		if t.ignored != nil {
			t.ignored.enter(real)
		}
		return nil
	case !t.matches(below):
		return nil
	case e.Type()&fs.ModeSymlink != 0:
		t.skip(name, linkReason(t.real, real))
		return nil
	}
	info, err := e.Info()
	if err != nil {
		t.fail(name, err)
		return nil
	}
	id := t.prefix
	if below != "." {
		id += "/" + below
	}
	t.file(name, real, id, info)
	return nil
}

// refusal is why an entry is not looked at, or "".
func (t *treeWalk) refusal(rel, real string, e fs.DirEntry) string {
	if slices.Contains(t.avoid, real) {
		return "funnel's own data"
	}
	if reason := t.filter.skip(rel, e.IsDir(), strings.Contains("/"+t.pattern, "/.")); reason != "" {
		return reason
	}
	if t.ignored != nil {
		return t.ignored.reason(real, e.IsDir())
	}
	return ""
}

func (t *treeWalk) matches(below string) bool {
	if t.pattern != "" && !doublestar.MatchUnvalidated(t.pattern, below) {
		return false
	}
	t.matched++
	return true
}

// linkReason says why a link is not followed: its target is a source of its
// own, or lies outside, or is not there.
func linkReason(root, link string) string {
	target, err := filepath.EvalSymlinks(link)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "symbolic link to a file that is not there"
	case err != nil:
		return "symbolic link that leads to itself"
	case target == root || strings.HasPrefix(target, strings.TrimSuffix(root, string(filepath.Separator))+string(filepath.Separator)):
		return "symbolic link: its target is taken under its own name"
	}
	return "symbolic link that leads out of the folder"
}

// file adds one file, once.
func (w *walker) file(name, real, id string, info fs.FileInfo) {
	switch {
	case w.seen[real]:
	case strings.HasSuffix(name, sidecarExt) && exists(strings.TrimSuffix(name, sidecarExt)):
		// Part of the document that it is named after.
	case !info.Mode().IsRegular():
		w.skip(name, "no regular file")
	case info.Size() > w.max && !isJSONL(name):
		w.skip(name, tooLarge(w.max))
	default:
		w.seen[real] = true
		id, clean := cleanID(id)
		if !clean {
			w.report.Notes = append(w.report.Notes, fmt.Sprintf("%q has bytes that no id can hold; its id is %q", name, id))
		}
		w.sources = append(w.sources, source{path: name, id: id, size: info.Size(), modified: info.ModTime().UTC()})
	}
}

func (w *walker) skip(name, reason string) {
	w.report.Skips = append(w.report.Skips, Failure{name, reason})
}

func (w *walker) fail(name string, err error) {
	w.report.Failures = append(w.report.Failures, Failure{name, reasonOf(err)})
}

// reasonOf drops operation and path of a file error: the report names the path.
func reasonOf(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}
