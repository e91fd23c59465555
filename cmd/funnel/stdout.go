package main

import (
	"fmt"
	"io"
)

// output is standard output. It remembers the first write that failed: an
// answer that nobody got is no success, whoever printed it.
type output struct {
	to  io.Writer
	n   int64
	err error
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	n, err := o.to.Write(p)
	o.n += int64(n)
	if err != nil && o.err == nil {
		o.err = fmt.Errorf("write output: %w", err)
	}
	return n, err
}

// jsonError is what --json prints in place of a result.
type jsonError struct {
	Schema int `json:"schema"`
	Error  struct {
		Message string `json:"message"`
		Hint    string `json:"hint,omitempty"`
		Code    int    `json:"code"` // the exit code
	} `json:"error"`
}

// failed prints an error as JSON, if nothing was printed before.
func (a *app) failed(out *output, message, hint string, code int) {
	if out.n > 0 || out.err != nil {
		return
	}
	e := jsonError{Schema: 1}
	e.Error.Message, e.Error.Hint, e.Error.Code = message, hint, code
	_ = a.printJSON(e) // out remembers a failure
}
