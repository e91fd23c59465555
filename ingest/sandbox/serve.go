package sandbox

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"

	"funnel/ingest/extract"
)

// request precedes the bytes of a file.
type request struct {
	Name    string
	Options extract.Options
}

// answer is what became of a file: a result, or why there is none.
type answer struct {
	Result *extract.Result
	Error  string // "" if there is a result
	Skip   bool   // the error is a *extract.Skip
	Gone   bool
}

// maxStack is the largest stack of a worker: recursion ends there.
const maxStack = 256 << 20

// Serve answers requests from in until it ends. memory is the most bytes that
// this process may take from now on; 0 sets no limit. It is for a process that
// does nothing else.
func Serve(ctx context.Context, in io.Reader, out io.Writer, memory int64) error {
	signal.Ignore(os.Interrupt) // who asked decides
	debug.SetMaxStack(maxStack)
	if memory > 0 {
		debug.SetMemoryLimit(memory * 3 / 4)
		if err := limitMemory(memory); err != nil {
			return fmt.Errorf("limit memory: %w", err)
		}
	}
	for {
		var req request
		head, err := readFrame(in, 1<<20)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := json.Unmarshal(head, &req); err != nil {
			return fmt.Errorf("read request: %w", err)
		}
		data, err := readFrame(in, 1<<40)
		if err != nil {
			return fmt.Errorf("read file: %w", err)
		}
		body, err := json.Marshal(answerTo(ctx, req, data))
		if err != nil {
			return fmt.Errorf("write answer: %w", err)
		}
		if err := writeFrame(out, body); err != nil {
			return err
		}
	}
}

func answerTo(ctx context.Context, req request, data []byte) answer {
	res, err := extract.Read(ctx, req.Name, data, req.Options)
	if err == nil {
		return answer{Result: res}
	}
	a := answer{Error: err.Error()}
	if skip := (*extract.Skip)(nil); errors.As(err, &skip) {
		a.Skip, a.Gone = true, skip.Gone
	}
	return a
}

func writeFrame(w io.Writer, body []byte) error {
	var head [8]byte
	binary.BigEndian.PutUint64(head[:], uint64(len(body)))
	if _, err := w.Write(head[:]); err != nil {
		return err
	}
	_, err := w.Write(body)
	return err
}

// readFrame reads a frame of at most limit bytes.
func readFrame(r io.Reader, limit int64) ([]byte, error) {
	var head [8]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint64(head[:])
	if n > uint64(limit) {
		return nil, fmt.Errorf("a frame of %d bytes is over the limit of %d", n, limit)
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(r, body); err != nil {
		return nil, fmt.Errorf("read frame: %w", err)
	}
	return body, nil
}
