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
	"unicode/utf8"

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
	sources []source
	roots   []string // absolute named paths: what DeleteMissing looks under
	report  *Report
	seen    map[string]bool
}

// walk adds the sources of one PATH. A PATH that does not exist is an error:
// a misspelt name must not look like an empty folder.
func (w *walker) walk(named string) error {
	if named == "-" {
		w.sources = append(w.sources, source{path: "-"})
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
		return w.file(abs, filepath.Base(abs), info)
	case strings.ContainsAny(named, "*?[{"):
		return w.glob(abs, named)
	}
	return fmt.Errorf("read %s: %w", named, err.(*fs.PathError).Err) // os.Stat fails with nothing else
}

// glob takes what a pattern matches, named from the folder before its first
// wildcard.
func (w *walker) glob(abs, named string) error {
	base, pattern := doublestar.SplitPattern(filepath.ToSlash(abs))
	matches, err := doublestar.Glob(os.DirFS(base), pattern, doublestar.WithFilesOnly(), doublestar.WithNoFollow())
	if err != nil {
		return fmt.Errorf("read glob %s: %w", named, err)
	}
	if len(matches) == 0 {
		return fmt.Errorf("read %s: nothing matches", named)
	}
	slices.Sort(matches)
	w.roots = append(w.roots, base)
	for _, m := range matches {
		name := filepath.Join(base, filepath.FromSlash(m))
		info, err := os.Lstat(name)
		if err != nil {
			w.fail(name, err)
			continue
		}
		if err := w.file(name, filepath.Base(base)+"/"+m, info); err != nil {
			return err
		}
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
		return w.tree(root, root, filepath.Base(root))
	}
	for _, name := range parts {
		if err := w.tree(root, filepath.Join(root, name), name); err != nil {
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

// tree walks top, in the order of names. Filters see paths relative to root,
// ids start with prefix.
func (w *walker) tree(root, top, prefix string) error {
	return filepath.WalkDir(top, func(name string, e fs.DirEntry, err error) error {
		if w.ctx.Err() != nil {
			return w.ctx.Err()
		}
		if err != nil {
			w.fail(name, err)
			if e != nil && e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		rel, _ := filepath.Rel(root, name) // both absolute: cannot fail
		rel = filepath.ToSlash(rel)
		if reason := w.filter.skip(rel, e.IsDir()); name != root && reason != "" {
			w.skip(name, reason)
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if e.IsDir() {
			return nil
		}
		return w.entry(root, name, idOf(top, name, prefix), e)
	})
}

func idOf(top, name, prefix string) string {
	rel, _ := filepath.Rel(top, name)
	if rel == "." {
		return prefix
	}
	return prefix + "/" + filepath.ToSlash(rel)
}

// entry takes a file of a folder, following a symbolic link that stays inside.
func (w *walker) entry(root, name, id string, e fs.DirEntry) error {
	if e.Type()&fs.ModeSymlink != 0 {
		target, err := filepath.EvalSymlinks(name)
		if err != nil {
			w.fail(name, err)
			return nil
		}
		w.skip(name, linkReason(root, target))
		return nil
	}
	info, err := e.Info()
	if err != nil {
		w.fail(name, err)
		return nil
	}
	return w.file(name, id, info)
}

// linkReason says why a link is not followed: its target is a source of its
// own, or lies outside.
func linkReason(root, target string) string {
	real, err := filepath.EvalSymlinks(root)
	if err == nil && strings.HasPrefix(target, real+string(filepath.Separator)) {
		return "symbolic link: its target is taken under its own name"
	}
	return "symbolic link that leads out of the folder"
}

// file adds one file, once.
func (w *walker) file(name, id string, info fs.FileInfo) error {
	switch {
	case w.seen[name]:
	case strings.HasSuffix(name, sidecarExt) && exists(strings.TrimSuffix(name, sidecarExt)):
		// Part of the document that it is named after.
	case !info.Mode().IsRegular():
		w.skip(name, "no regular file")
	case info.Size() > w.max && !isJSONL(name):
		w.skip(name, tooLarge(w.max))
	default:
		w.seen[name] = true
		if !utf8.ValidString(id) || strings.ContainsAny(id, "\r\n\x00") {
			id = strings.Map(printableID, strings.ToValidUTF8(id, "\uFFFD"))
			w.report.Notes = append(w.report.Notes, fmt.Sprintf("%q has bytes that no id can hold; its id is %q", name, id))
		}
		w.sources = append(w.sources, source{path: name, id: id, size: info.Size(), modified: info.ModTime().UTC()})
	}
	return nil
}

func printableID(r rune) rune {
	if r == '\r' || r == '\n' || r == 0 {
		return '\uFFFD'
	}
	return r
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
