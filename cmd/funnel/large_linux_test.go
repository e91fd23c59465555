package main

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// zipfWords writes text whose words are as unequal as those of a language
// (Zipf 1949), so that the vocabulary grows with the text: about a million
// different words in 1 GB.
type zipfWords struct {
	zipf *rand.Zipf
	r    *rand.Rand
}

func newZipfWords(seed uint64) zipfWords {
	r := rand.New(rand.NewPCG(seed, 1))
	return zipfWords{rand.NewZipf(r, 1.08, 2.7, 4_000_000), r}
}

var syllables = strings.Fields("ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu an el in or us ast eld ing orm unt")

// word is the word of a rank: frequent ones are short.
func word(rank uint64) string {
	var b strings.Builder
	for rank++; rank > 0; rank /= uint64(len(syllables)) {
		b.WriteString(syllables[rank%uint64(len(syllables))])
	}
	return b.String()
}

// write writes a file of about so many bytes: headings, paragraphs, sentences.
func (z zipfWords) write(path string, size int) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	n := 0
	say := func(s string) {
		w.WriteString(s)
		n += len(s)
	}
	for n < size {
		if z.r.IntN(8) == 0 {
			say("## " + word(z.zipf.Uint64()) + " " + word(z.zipf.Uint64()) + "\n\n")
		}
		for range 3 + z.r.IntN(5) {
			first := word(z.zipf.Uint64())
			say(strings.ToUpper(first[:1]) + first[1:])
			for range 5 + z.r.IntN(15) {
				say(" " + word(z.zipf.Uint64()))
			}
			say(". ")
		}
		say("\n\n")
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// TestLargeIngest ingests FUNNEL_LARGE megabytes in files of one, and one file
// of FUNNEL_LARGE_FILE megabytes, in a process of its own, and logs its peak
// memory: the largest of it and its children.
func TestLargeIngest(t *testing.T) {
	for _, tt := range []struct {
		env    string
		single bool
	}{{"FUNNEL_LARGE", false}, {"FUNNEL_LARGE_FILE", true}} {
		mb, err := strconv.Atoi(os.Getenv(tt.env))
		if err != nil || mb < 1 {
			t.Logf("set %s to a number of megabytes", tt.env)
			continue
		}
		dir := t.TempDir()
		tree, home := filepath.Join(dir, "tree"), filepath.Join(dir, "home")
		if err := os.Mkdir(tree, 0o755); err != nil {
			t.Fatal(err)
		}
		words, files, size := newZipfWords(5), mb, 1_000_000
		if tt.single {
			files, size = 1, mb*1_000_000
		}
		for i := range files {
			if err := words.write(filepath.Join(tree, fmt.Sprintf("f%05d.md", i)), size); err != nil {
				t.Fatal(err)
			}
		}
		cmd := program(home, "", "ingest", tree, "--max-file-size", "1000")
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		started := time.Now()
		if err := cmd.Run(); err != nil {
			t.Fatalf("%v\n%s", err, &out)
		}
		took := time.Since(started)
		if want := fmt.Sprintf("%d added", files); !strings.Contains(out.String(), want) {
			t.Errorf("want %s: %s", want, &out)
		}
		usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		t.Logf("%d files of %.0f MB: %s: peak memory %.0f MB, %v, %v of processor", files, float64(size)/1e6,
			strings.TrimSpace(out.String()), float64(usage.Maxrss)*1024/1e6, took.Round(time.Second), (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Round(time.Second))
	}
}
