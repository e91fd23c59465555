package python

import (
	"context"
	"fmt"
	"io"
)

// RunFile runs a program: what it prints goes to stdout uncut, a traceback to stderr.
// It returns the exit code: 0, 1 after an exception, or what sys.exit was given.
func RunFile(ctx context.Context, name string, src []byte, stdout, stderr io.Writer, opts Options) int {
	s := New(opts)
	s.m.file = name
	s.m.out.to, s.m.errOut = stdout, stderr
	res := s.Run(ctx, string(src))
	if res.Err == nil {
		return 0
	}
	if res.Err.Type == "SystemExit" {
		switch res.Err.Message {
		case "", "None", "0":
			return 0
		}
		return 1
	}
	fmt.Fprintln(stderr, res.Err.Traceback)
	return 1
}
