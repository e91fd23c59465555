package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// Names within a home.
const (
	dotDir     = ".funnel"
	dbFile     = "funnel.db"
	configFile = "config.toml"
	indexDir   = "index"
)

// home is the folder that holds everything of one user or project: the
// database, the derived indexes, the config file.
type home struct {
	dir     string
	trusted bool   // its config file may name servers and models
	origin  string // how it was found, for `config show`
}

func (h home) db() string                     { return filepath.Join(h.dir, dbFile) }
func (h home) config() string                 { return filepath.Join(h.dir, configFile) }
func (h home) index(collection string) string { return filepath.Join(h.dir, indexDir, collection) }
func (h home) exists() bool                   { _, err := os.Stat(h.db()); return err == nil }

// findHome looks for the home: flag, environment, nearest .funnel/ upwards,
// the user's data folder. A .funnel/ that is found and that the user did not
// make with `funnel init` may have come with a checkout, so its config file is
// not trusted with servers and models.
func (a *app) findHome() (home, error) {
	if a.homeFlag != "" {
		return absHome(a.homeFlag, true, "--home")
	}
	if dir := a.getenv("FUNNEL_HOME"); dir != "" {
		return absHome(dir, true, "$FUNNEL_HOME")
	}
	cwd, err := os.Getwd()
	if err != nil {
		return home{}, fmt.Errorf("find home: %w", err)
	}
	for dir := cwd; ; dir = filepath.Dir(dir) {
		if info, err := os.Stat(filepath.Join(dir, dotDir)); err == nil && info.IsDir() {
			found := filepath.Join(dir, dotDir)
			return home{found, a.trusts(found), "the nearest " + dotDir + " upwards"}, nil
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	dir, err := a.dataFolder()
	if err != nil {
		return home{}, err
	}
	return home{filepath.Join(dir, "funnel"), true, "the user's data folder"}, nil
}

func absHome(dir string, trusted bool, origin string) (home, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return home{}, fmt.Errorf("find home: %w", err)
	}
	return home{abs, trusted, origin}, nil
}

// dataFolder is where the user's programs keep data: $XDG_DATA_HOME or its
// default (XDG Base Directory Specification), and its like on other systems.
func (a *app) dataFolder() (string, error) {
	if dir := a.getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	if runtime.GOOS == "windows" && a.getenv("LocalAppData") != "" {
		return a.getenv("LocalAppData"), nil
	}
	user, err := os.UserHomeDir()
	if err != nil {
		return "", fail(exitError, "name a folder for the data with --home or $FUNNEL_HOME", "no home folder is known: %w", err)
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(user, "Library", "Application Support"), nil
	}
	return filepath.Join(user, ".local", "share"), nil
}

// make creates the home if it is not there, for the user's eyes only.
func (h home) make() error {
	err := os.MkdirAll(h.dir, 0o700)
	if errors.Is(err, fs.ErrPermission) {
		return fail(exitError, "choose a folder that you may write with --home", "make home: %w", err)
	}
	if err != nil {
		return fmt.Errorf("make home: %w", err)
	}
	return nil
}
