package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestClockJumps: a clock that goes back by a day, or on by years, between any
// two looks at it changes nothing but times: every command succeeds, the later
// text answers, and nothing is lost.
func TestClockJumps(t *testing.T) {
	dir := t.TempDir()
	home, file := filepath.Join(dir, "home"), filepath.Join(dir, "docs", "pump.md")
	at, looks := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), 0
	now := func() time.Time {
		looks++
		return at.Add([]time.Duration{0, -24 * time.Hour, 30 * 365 * 24 * time.Hour, -50 * 365 * 24 * time.Hour}[looks%4])
	}
	command := func(want string, args ...string) {
		t.Helper()
		var stdout, stderr bytes.Buffer
		a := &app{stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, getenv: os.Getenv, now: now}
		root := a.rootCommand()
		root.SetArgs(append(args, "--home", home))
		if err := root.ExecuteContext(t.Context()); err != nil {
			t.Errorf("funnel %v: %v", args, err)
		}
		if out := stdout.String() + stderr.String(); !strings.Contains(out, want) {
			t.Errorf("funnel %v: want %q:\n%s", args, want, out)
		}
	}
	for i, price := range []string{"12", "13", "14", "15"} {
		writeFiles(t, filepath.Dir(file), map[string]string{"pump.md": "# Pump\n\nThe pump costs " + price + " crowns.\n"})
		modified := at.Add(time.Duration(-i) * 365 * 24 * time.Hour) // each newer text has an older date
		if err := os.Chtimes(file, modified, modified); err != nil {
			t.Fatal(err)
		}
		command([]string{"1 added", "1 updated"}[min(i, 1)], "ingest", filepath.Dir(file))
		command("costs "+price, "search", "pump")
		command(price+" crowns", "query", "What does the pump cost?")
	}
	command("1 unchanged", "ingest", filepath.Dir(file))
	command("pump", "trace", "ls")
	command("query", "audit", "--all")
	command("all is well", "verify")
	if looks < 8 {
		t.Errorf("the clock was looked at %d times", looks)
	}
}
