package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"funnel/eval"
	"funnel/funnel"
	"funnel/ingest"
)

func (a *app) evalCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "eval", Short: "Measure: shortlists and answers against what is known",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.evalMakeCommand(), a.evalRunCommand(), a.evalReportCommand(), a.evalRetrievalCommand())
	return cmd
}

// openEval opens the home where the collections of datasets are kept: --home
// or $FUNNEL_HOME, else a folder in the user's cache, never the user's own
// home.
func (a *app) openEval(ctx context.Context) (*workspace, error) {
	if a.homeFlag != "" || a.getenv("FUNNEL_HOME") != "" {
		return a.open(ctx, true)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, fail(exitError, "name a folder for the datasets' collections with --home", "no cache folder is known: %w", err)
	}
	return a.openHome(ctx, home{filepath.Join(cache, "funnel", "eval"), true, "the user's cache folder"}, true)
}

// evalSet is a dataset with its documents ingested and its evidence located.
type evalSet struct {
	data *eval.Dataset
	work *workspace
	lib  *funnel.Library
}

func (s *evalSet) Close() error { return errors.Join(s.lib.Close(), s.work.Close()) }

// openDataset reads a dataset, brings its documents into a collection of its
// own and finds its evidence there.
func (a *app) openDataset(ctx context.Context, dir string) (*evalSet, error) {
	data, err := eval.Open(dir)
	if err != nil {
		return nil, datasetError(err)
	}
	w, err := a.openEval(ctx)
	if err != nil {
		return nil, err
	}
	lib, err := a.datasetLibrary(ctx, w, data, ingest.ChunkOptions{})
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	set := &evalSet{data, w, lib}
	if err := data.Locate(ctx, lib.Docs); err != nil {
		return nil, errors.Join(err, set.Close())
	}
	return set, nil
}
