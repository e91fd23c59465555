package extract

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
)

// unpack returns the one file that was compressed, under its own name. An
// archive of files is no document.
func (r *reader) unpack(name string, data []byte) (string, []byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return "", nil, fmt.Errorf("is damaged: %w", err)
	}
	out, err := io.ReadAll(io.LimitReader(z, r.left+1))
	switch {
	case int64(len(out)) > r.left:
		return "", nil, fmt.Errorf("%w of %d MiB", ErrTooLarge, r.opts.Limits.Unpacked>>20)
	case err != nil:
		return "", nil, fmt.Errorf("is damaged: %w", err)
	case len(out) > 262 && string(out[257:262]) == "ustar":
		return "", nil, &Skip{Reason: "archive is not read; unpack it with: tar -xzf FILE", Gone: true}
	}
	r.left -= int64(len(out))
	return strings.TrimSuffix(name, ".gz"), out, nil
}
