package main

import (
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"funnel/rlm/python"
)

// pythonTime bounds a program of `funnel python`.
const pythonTime = time.Minute

// pythonCommand runs a program in the reader's sandbox: for its tests, and for
// people who wonder what it can do.
func (a *app) pythonCommand() *cobra.Command {
	return &cobra.Command{
		Use: "python [FILE]", Hidden: true, Short: "Run a program in the sandboxed Python of the reader",
		Long: `Run a program, from FILE or standard input, in the Python that the recursive
reader gives to models: no files, network, processes or clock of its own.
What it prints goes to standard output, uncut; a traceback goes to standard
error, with exit code 1. It is stopped after one minute or at 512 MB.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			name, src, err := a.program(args)
			if err != nil {
				return err
			}
			opts := python.Options{Now: a.now, Limits: python.Limits{Time: pythonTime, Steps: 1 << 40}}
			if code := python.RunFile(cmd.Context(), name, src, a.stdout, a.stderr, opts); code != 0 {
				return outcome(code)
			}
			return nil
		},
	}
}

// program reads the program and says what tracebacks call it.
func (a *app) program(args []string) (name string, src []byte, err error) {
	if len(args) == 0 || args[0] == "-" {
		src, err = io.ReadAll(a.stdin)
		return "<stdin>", src, err
	}
	src, err = os.ReadFile(args[0])
	if err != nil {
		return "", nil, fail(exitError, "name a file that can be read, or give the program on standard input", "read program: %w", err)
	}
	return args[0], src, nil
}
