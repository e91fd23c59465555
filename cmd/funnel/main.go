// Command funnel answers questions over private documents, offline, on the
// user's own machine, and quotes its sources. Run `funnel --help`, or
// `funnel demo` to see the whole way on a real collection.
//
// Each file holds one command; root.go the flags that all share, home.go and
// config.go where settings come from, open.go how a collection is opened,
// errors.go the exit codes.
package main

import (
	"os"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
