package ingest

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// ignoreFiles are read in every folder, the latter over the former: the same
// notation, for git and for funnel alone.
var ignoreFiles = []string{".gitignore", ".funnelignore"}

// ignores are the patterns of the ignore files on the way to where a walk is.
type ignores struct {
	base     string // names are matched relative to this folder
	patterns []gitignore.Pattern
	matcher  gitignore.Matcher
}

// newIgnores begins a walk at top. Within a git repository, its ignore files
// above top count, too, as they do for git.
func newIgnores(top string) *ignores {
	ig := &ignores{base: top}
	for dir := top; ; dir = filepath.Dir(dir) {
		if exists(filepath.Join(dir, ".git")) {
			ig.base = dir
			break
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	ig.read(filepath.Join(ig.base, ".git", "info", "exclude"), nil)
	for dir := ig.base; dir != top; {
		ig.enter(dir)
		next, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(top, dir), string(filepath.Separator)), string(filepath.Separator))
		dir = filepath.Join(dir, next)
	}
	return ig
}

// enter reads the ignore files of a folder.
func (ig *ignores) enter(dir string) {
	for _, name := range ignoreFiles {
		ig.read(filepath.Join(dir, name), ig.split(dir))
	}
}

// read adds the patterns of a file; one that is not there has none.
func (ig *ignores) read(name string, domain []string) {
	data, err := os.ReadFile(name)
	if err != nil {
		return
	}
	for line := range strings.Lines(strings.TrimPrefix(string(data), "\uFEFF")) {
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "#") {
			ig.patterns = append(ig.patterns, gitignore.ParsePattern(line, domain))
		}
	}
	ig.matcher = gitignore.NewMatcher(ig.patterns)
}

// reason says why a name is ignored, or "".
func (ig *ignores) reason(name string, dir bool) string {
	if ig.matcher != nil && ig.matcher.Match(ig.split(name), dir) {
		return "ignored by .gitignore or .funnelignore; --no-ignore takes it"
	}
	return ""
}

// split is the path from the base, by its parts.
func (ig *ignores) split(name string) []string {
	rel, err := filepath.Rel(ig.base, name)
	if err != nil || rel == "." {
		return nil
	}
	return strings.Split(rel, string(filepath.Separator))
}
