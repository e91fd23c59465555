package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use: "init", Short: "Make .funnel/ here: a home for the documents of this folder", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.init() },
	}
}

// init makes the home that --home or $FUNNEL_HOME names, else .funnel/ in the
// current folder, with a config file to fill in.
func (a *app) init() error {
	h, err := a.homeToInit()
	if err != nil {
		return err
	}
	if err := h.make(); err != nil {
		return err
	}
	if err := writeConfigExample(h); err != nil {
		return err
	}
	if err := a.trust(h.dir); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(struct {
			Schema int    `json:"schema"`
			Home   string `json:"home"`
		}{1, h.dir})
	}
	fmt.Fprintf(a.stdout, "home: %s\n", h.dir)
	a.remark("next: funnel ingest PATH...")
	return nil
}

func (a *app) homeToInit() (home, error) {
	if a.homeFlag != "" || a.getenv("FUNNEL_HOME") != "" {
		return a.findHome()
	}
	cwd, err := os.Getwd()
	if err != nil {
		return home{}, fmt.Errorf("find home: %w", err)
	}
	return absHome(filepath.Join(cwd, dotDir), true, "the current folder")
}
