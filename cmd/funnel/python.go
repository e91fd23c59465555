package main

import (
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"funnel/rlm/python"
)

// pythonCommand runs a program in the reader's sandbox: for its tests, and for
// people who wonder what it can do.
func (a *app) pythonCommand() *cobra.Command {
	limits, megabytes := python.Limits{}, int64(0)
	cmd := &cobra.Command{
		Use: "python [FILE]", Hidden: true, Short: "Run a program in the sandboxed Python of the reader",
		Long: `Run a program, from FILE or standard input, in the Python that the recursive
reader gives to models: no files, network, processes or clock of its own.
What it prints goes to standard output, uncut; a traceback goes to standard
error, with exit code 1. It is stopped at a limit, which no program can catch.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if limits.Time <= 0 || limits.Steps <= 0 || megabytes <= 0 || limits.Depth <= 0 {
				return fail(exitUsage, "give a number above zero, or leave the switch out", "run program: a limit is not positive")
			}
			name, src, err := a.program(args)
			if err != nil {
				return err
			}
			limits.Memory = megabytes << 20
			opts := python.Options{Now: a.now, Limits: limits}
			if code := python.RunFile(cmd.Context(), name, src, a.stdout, a.stderr, opts); code != 0 {
				return outcome(code)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.DurationVar(&limits.Time, "time", time.Minute, "longest run")
	f.Int64Var(&limits.Steps, "steps", 1<<40, "most statements, calls and iterations")
	f.Int64Var(&megabytes, "memory", 512, "most megabytes of values")
	f.IntVar(&limits.Depth, "depth", 1000, "most nested calls")
	return cmd
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
