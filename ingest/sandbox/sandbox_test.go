package sandbox

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"funnel/ingest/extract"
)

// workerEnv makes the test's own program a worker: "serve", or what a hostile
// file might make of one.
const workerEnv = "FUNNEL_TEST_WORKER"

func TestMain(m *testing.M) {
	switch os.Getenv(workerEnv) {
	case "":
		os.Exit(m.Run())
	case "serve":
		if err := Serve(context.Background(), os.Stdin, os.Stdout, 1<<30); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case "hang":
		time.Sleep(time.Hour)
	case "crash":
		panic("a bug in an extractor")
	case "memory":
		if err := limitMemory(160 << 20); err != nil {
			panic(err)
		}
		var keep [][]byte
		for {
			b := make([]byte, 4<<20)
			for i := range b {
				b[i] = 1
			}
			keep = append(keep, b)
			if len(keep) > 1000 {
				panic("the limit does not hold")
			}
		}
	case "flood":
		os.Stdout.Write(bytes.Repeat([]byte{0x7f}, 64))
		time.Sleep(time.Hour)
	}
}

func pool(t *testing.T, mode string, l Limits) *Pool {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := New(Command{Path: exe, Env: append(os.Environ(), workerEnv+"="+mode)}, extract.Options{}, l)
	t.Cleanup(func() { p.Close() })
	return p
}

func TestExtract(t *testing.T) {
	p := pool(t, "serve", Limits{Files: 2})
	for i := range 5 { // more than one process reads
		r, err := p.Extract(t.Context(), "a.rtf", []byte(`{\rtf1 hello\par world}`))
		if err != nil || r.Documents[0].Text != "hello\n\nworld" || r.Documents[0].Kind != "rtf" {
			t.Fatalf("file %d: %+v, %v", i, r, err)
		}
	}
	var skip *extract.Skip
	if _, err := p.Extract(t.Context(), "a.bin", []byte("\x00\x01\x02")); !errors.As(err, &skip) || !skip.Gone {
		t.Errorf("a skip came back as %v", err)
	}
	if _, err := p.Extract(t.Context(), "a.docx", []byte("PK\x03\x04 broken")); err == nil || errors.As(err, &skip) {
		t.Errorf("a failure came back as %v", err)
	}
}

// TestHostile: whatever a worker does costs one file, with a reason.
func TestHostile(t *testing.T) {
	for mode, want := range map[string]string{
		"hang": "took more than 300ms", "crash": "a bug in an extractor", "memory": "160 MiB of memory", "flood": "over the limit",
	} {
		if mode == "memory" && !limitsMemory {
			continue
		}
		limits := Limits{Memory: 160 << 20}
		if mode == "hang" {
			limits.Time = 300 * time.Millisecond
		}
		_, err := pool(t, mode, limits).Extract(t.Context(), "a.pdf", []byte("%PDF-"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", mode, err, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	if _, err := pool(t, "hang", Limits{}).Extract(ctx, "a.pdf", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	missing := New(Command{Path: "/nowhere/funnel"}, extract.Options{}, Limits{})
	if _, err := missing.Extract(t.Context(), "a.pdf", nil); err == nil || !strings.Contains(err.Error(), "start reader") {
		t.Errorf("a program that is not there: %v", err)
	}
}

// TestBomb: an archive that unpacks to more than the limit is refused, and the
// process lives on.
func TestBomb(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	f, err := z.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range 64 {
		if _, err := f.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	p := pool(t, "serve", Limits{})
	p.opts.Limits.Unpacked = 32 << 20
	if _, err := p.Extract(t.Context(), "bomb.docx", b.Bytes()); err == nil || !strings.Contains(err.Error(), "unpacks to more") {
		t.Errorf("a bomb: %v", err)
	}
	if len(p.idle) != 1 {
		t.Errorf("%d processes are left", len(p.idle))
	}
}
