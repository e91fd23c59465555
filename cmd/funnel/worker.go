package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"funnel/ingest/extract"
	"funnel/ingest/sandbox"
)

// workerName is the hidden command that reads files for another funnel.
const workerName = "extract-worker"

func (a *app) workerCommand() *cobra.Command {
	return &cobra.Command{
		Use: workerName, Hidden: true, Args: cobra.NoArgs, Short: "Read files for another funnel process",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return sandbox.Serve(cmd.Context(), a.stdin, os.Stdout, sandbox.DefaultMemory)
		},
	}
}

// sandbox is where binary formats are read: processes of this program.
func (a *app) sandbox(o extract.Options) (*sandbox.Pool, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find own program: %w", err)
	}
	return sandbox.New(sandbox.Command{Path: exe, Args: []string{workerName}}, o, sandbox.Limits{}), nil
}
