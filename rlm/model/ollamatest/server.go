// Package ollamatest starts real Ollama servers for tests, with models that are tiny
// and behave in a known way:
//
//   - tiny-chat answers with one short sentence, at temperature 0 "This is a tiny
//     answer."; with a JSON schema it fills that. Window 8,192.
//   - tiny-think does the same after thinking, when it may think.
//   - tiny-loop never stops by itself.
//   - tiny-embed embeds: 64 dimensions, window 512; shared words are closer.
//
// In a prompt of the chat models one byte is one token. They test protocol, limits and
// errors, not answers. The server and its models come from .ci/ollama/prepare; the
// environment variable FUNNEL_TEST_OLLAMA names the folder that it made. Without the
// variable a test is skipped and says so; with it, a server that does not start is a
// failure.
package ollamatest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Env names the folder with the server and its models.
const Env = "FUNNEL_TEST_OLLAMA"

// Folder returns the folder with the server and its models, or skips the test.
func Folder(tb testing.TB) string {
	tb.Helper()
	dir := os.Getenv(Env)
	if dir == "" {
		tb.Skipf("needs a real Ollama server: %s=$(.ci/ollama/prepare) go test …", Env)
	}
	return dir
}

// A Server is a running Ollama server of a test.
type Server struct {
	tb     testing.TB
	dir    string // of this server: its models, home and log
	binary string
	port   int
	env    []string

	cmd    *exec.Cmd
	exited chan struct{}
	groups []int // process groups of all processes that were started
}

// Start starts a server on a free port of the loopback interface, with models of its
// own that a test may delete or replace. env is added to the server's environment
// ("OLLAMA_NUM_PARALLEL=2"). It ends with the test.
func Start(tb testing.TB, env ...string) *Server {
	tb.Helper()
	from := Folder(tb)
	s := &Server{tb: tb, dir: tb.TempDir(), binary: filepath.Join(from, "ollama"), env: env}
	if err := copyModels(filepath.Join(from, "models"), s.models()); err != nil {
		tb.Fatalf("copy the tiny models (run .ci/ollama/prepare): %v", err)
	}
	var err error
	if s.port, err = freePort(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(s.end)
	s.Restart()
	return s
}

func (s *Server) models() string { return filepath.Join(s.dir, "models") }
func (s *Server) log() string    { return filepath.Join(s.dir, "server.log") }

// copyModels copies the store of models; weights, which nothing writes to, are hard
// links where that works.
func copyModels(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		if strings.HasPrefix(rel, "blobs") && os.Link(path, target) == nil {
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o644)
	})
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// URL is the server's address.
func (s *Server) URL() string { return fmt.Sprintf("http://127.0.0.1:%d", s.port) }

// Restart starts the server again after Kill or Stop, at the same address, and waits
// until it answers.
func (s *Server) Restart() {
	s.tb.Helper()
	log, err := os.OpenFile(s.log(), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		s.tb.Fatal(err)
	}
	defer log.Close()
	s.cmd = exec.Command(s.binary, "serve")
	s.cmd.Env = append(os.Environ(), "HOME="+s.dir, "OLLAMA_MODELS="+s.models(), "OLLAMA_NO_CLOUD=1",
		fmt.Sprintf("OLLAMA_HOST=127.0.0.1:%d", s.port))
	s.cmd.Env = append(s.cmd.Env, s.env...)
	s.cmd.Stdout, s.cmd.Stderr = log, log
	ownGroup(s.cmd)
	if err := s.cmd.Start(); err != nil {
		s.tb.Fatalf("start %s (run .ci/ollama/prepare): %v", s.binary, err)
	}
	s.groups = append(s.groups, s.cmd.Process.Pid)
	s.exited = make(chan struct{})
	go func(cmd *exec.Cmd, exited chan struct{}) {
		_ = cmd.Wait() // killed: how it ended says nothing
		close(exited)
	}(s.cmd, s.exited)
	s.await()
}

// await waits until the server answers.
func (s *Server) await() {
	s.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL()+"/api/version", nil)
		if err != nil {
			s.tb.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			_ = resp.Body.Close()
			return
		}
		select {
		case <-s.exited:
			s.tb.Fatalf("the server ended at once:\n%s", s.Log())
		case <-ctx.Done():
			s.tb.Fatalf("the server does not answer:\n%s", s.Log())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Log is the end of what the server logged.
func (s *Server) Log() string {
	f, err := os.Open(s.log())
	if err != nil {
		return err.Error()
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Size() > 8192 {
		_, _ = f.Seek(-8192, io.SeekEnd)
	}
	var b bytes.Buffer
	_, _ = io.Copy(&b, f)
	return b.String()
}

// Kill ends the server the hard way, and its runners, which it would leave behind.
func (s *Server) Kill() {
	for _, g := range s.groups {
		killGroup(g)
	}
	<-s.exited
}

// end ends everything that was started, and shows the log of a failed test.
func (s *Server) end() {
	if s.cmd == nil || s.exited == nil {
		return
	}
	s.Kill()
	if s.tb.Failed() {
		s.tb.Logf("the end of the server's log:\n%s", s.Log())
	}
}

// CPU is the processor time that the server and its runners have used. It is known on
// Linux only; elsewhere the test is skipped.
func (s *Server) CPU() time.Duration {
	s.tb.Helper()
	d, err := groupCPU(s.cmd.Process.Pid)
	if err != nil {
		s.tb.Skipf("processor time of the server: %v", err)
	}
	return d
}
