package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"funnel/rlm/python"
)

// pythonCommand runs a program in the reader's REPL: hidden, for tests and for
// people who wonder what it can do.
func (a *app) pythonCommand() *cobra.Command {
	return &cobra.Command{
		Use: "python [FILE]", Hidden: true, Short: "Run a program in the sandboxed Python of the reader",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			src, err := a.program(args)
			if err != nil {
				return err
			}
			code := python.RunFile(cmd.Context(), src, a.stdout, a.stderr, python.Options{Now: a.now, Limits: python.Limits{Time: time.Minute, Steps: 1 << 40}})
			if code != 0 {
				return outcome(code)
			}
			return nil
		},
	}
}

func (a *app) program(args []string) ([]byte, error) {
	if len(args) == 0 || args[0] == "-" {
		return io.ReadAll(a.stdin)
	}
	src, err := os.ReadFile(args[0])
	if err != nil {
		return nil, fmt.Errorf("read program: %w", err)
	}
	return src, nil
}
