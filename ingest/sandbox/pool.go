package sandbox

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"funnel/ingest/extract"
)

// Command starts a process that calls Serve on its standard input and output.
type Command struct {
	Path string
	Args []string // without the program's name
	Env  []string // nil: that of this process
}

// Limits bound one file.
type Limits struct {
	Time   time.Duration // to read it; 0 takes 2 minutes
	Memory int64         // of the process, for messages: Serve sets it; 0 takes DefaultMemory
	Answer int64         // bytes that may come back; 0 takes 1 GiB
	Files  int           // that one process reads before another takes over; 0 takes 500
}

// DefaultMemory is the most memory of a worker.
const DefaultMemory = 2 << 30

// Pool keeps processes that read files. Its methods may be called
// concurrently; it has as many processes as calls were in progress at once.
type Pool struct {
	cmd    Command
	opts   extract.Options
	limits Limits

	mu     sync.Mutex
	idle   []*worker
	closed bool
}

// New returns a pool that has no process yet.
func New(cmd Command, opts extract.Options, limits Limits) *Pool {
	limits.Time = cmp.Or(limits.Time, 2*time.Minute)
	limits.Memory = cmp.Or(limits.Memory, DefaultMemory)
	limits.Answer = cmp.Or(limits.Answer, 1<<30)
	limits.Files = cmp.Or(limits.Files, 500)
	return &Pool{cmd: cmd, opts: opts, limits: limits}
}

// Extract reads a file in one of the processes. Errors are those of
// extract.Read, and that the process died or was killed.
func (p *Pool) Extract(ctx context.Context, name string, data []byte) (*extract.Result, error) {
	w, err := p.take()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, p.limits.Time, fmt.Errorf("took more than %s to read", p.limits.Time))
	defer cancel()
	stop := context.AfterFunc(ctx, w.kill)
	a, err := w.ask(request{name, p.opts}, data, p.limits.Answer)
	if !stop() && err == nil { // killed while it answered
		err = context.Cause(ctx)
	}
	if err != nil {
		if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, syscall.EPIPE) {
			w.kill() // it has not ended by itself
		}
		reason := w.end()
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, p.died(err, reason)
	}
	p.give(w)
	switch {
	case a.Skip:
		return nil, &extract.Skip{Reason: a.Error, Gone: a.Gone}
	case a.Error != "":
		return nil, errors.New(a.Error)
	}
	return a.Result, nil
}

// died says why a process ended, from what it wrote last.
func (p *Pool) died(err error, stderr string) error {
	switch {
	case strings.Contains(stderr, "out of memory"), strings.Contains(stderr, "cannot allocate memory"):
		return fmt.Errorf("takes more than %d MiB of memory to read", p.limits.Memory>>20)
	case strings.Contains(stderr, "stack overflow"), strings.Contains(stderr, "stack exceeds"):
		return errors.New("is damaged: it nests too deep to be read")
	case stderr != "":
		first, _, _ := strings.Cut(strings.TrimSpace(stderr), "\n")
		return fmt.Errorf("its reader stopped: %s", first)
	}
	return fmt.Errorf("its reader stopped: %w", err)
}

// Close ends all processes that are idle; those at work end with their file.
func (p *Pool) Close() error {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	for _, w := range idle {
		w.end()
	}
	return nil
}

// take returns an idle process, or starts one.
func (p *Pool) take() (*worker, error) {
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		w := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return w, nil
	}
	p.mu.Unlock()
	return start(p.cmd)
}

// give takes a process back, unless it has read enough.
func (p *Pool) give(w *worker) {
	w.files++
	p.mu.Lock()
	if !p.closed && w.files < p.limits.Files {
		p.idle = append(p.idle, w)
		w = nil
	}
	p.mu.Unlock()
	if w != nil {
		w.end()
	}
}

// worker is one process.
type worker struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    io.Reader
	stderr tail
	files  int
}

func start(c Command) (*worker, error) {
	w := &worker{cmd: exec.Command(c.Path, c.Args...)}
	w.cmd.Env = c.Env
	w.cmd.Stderr = &w.stderr
	var err error
	if w.in, err = w.cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("start reader: %w", err)
	}
	if w.out, err = w.cmd.StdoutPipe(); err != nil {
		return nil, fmt.Errorf("start reader: %w", err)
	}
	if err := w.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start reader: %w", err)
	}
	return w, nil
}

// ask sends a file and waits for the answer.
func (w *worker) ask(req request, data []byte, limit int64) (a answer, err error) {
	head, err := json.Marshal(req)
	if err != nil {
		return a, err
	}
	if err := writeFrame(w.in, head); err != nil {
		return a, err
	}
	if err := writeFrame(w.in, data); err != nil {
		return a, err
	}
	body, err := readFrame(w.out, limit)
	if err != nil {
		return a, err
	}
	err = json.Unmarshal(body, &a)
	if err == nil && a.Result == nil && a.Error == "" {
		err = errors.New("it answered nothing")
	}
	return a, err
}

func (w *worker) kill() { _ = w.cmd.Process.Kill() } // it may have ended already

// end closes a process and returns what it wrote to standard error.
func (w *worker) end() string {
	_ = w.in.Close() // it may have ended already
	done := make(chan struct{})
	timer := time.AfterFunc(time.Second, w.kill)
	go func() {
		_, _ = io.Copy(io.Discard, w.out)
		_ = w.cmd.Wait() // how it ended says less than what it wrote
		close(done)
	}()
	<-done
	timer.Stop()
	return w.stderr.String()
}

// tail keeps the first bytes of what is written: Go's reports begin with the
// reason.
type tail struct{ b bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	if room := 4096 - t.b.Len(); room > 0 {
		t.b.Write(p[:min(len(p), room)])
	}
	return len(p), nil
}

func (t *tail) String() string { return t.b.String() }
