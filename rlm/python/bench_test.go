package python

import (
	"bytes"
	"context"
	osexec "os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// benchmarks are programs that run here and in python3; the text of 4 MB that
// they read is made by benchSetup, in both.
var benchmarks = []struct{ name, src string }{
	{"loop", "t = 0\nfor i in range(3_000_000):\n    t += i & 7\n"},
	{"function", "def f(a, b):\n    return a * b + 1\nt = 0\nfor i in range(500_000):\n    t = f(t, i) % 1000\n"},
	{"string building", "parts = []\nfor i in range(300_000):\n    parts.append(f'{i}: line {i * 2}')\ns = '\\n'.join(parts)\nu = ''\nfor p in parts[:100_000]:\n    u += p\n"},
	{"dict of words", "d = {}\nfor i in range(300_000):\n    d['word%d' % i] = i\nn = 0\nfor i in range(300_000):\n    n += d['word' + str(i)]\n"},
	{"findall literal prefix", "r = re.findall(r'budget\\s+(\\d+)', text)\n"},
	{"findall words", "r = re.findall(r'\\w+', text)\n"},
	{"findall alternation", "r = re.findall(r'alpha|delta|omega\\d', text)\n"},
	{"line filter", "r = [l.strip() for l in text.split('\\n') if 'budget' in l and not l.startswith('#')]\n"},
	{"Counter", "c = Counter(words)\nr = c.most_common(10)\n"},
	{"sort", "r = sorted(words[:200_000], key=lambda w: (len(w), w))\n"},
}

const benchSetup = `
import re
from collections import Counter
lines = []
seed = 7
names = ['alpha', 'beta', 'gamma', 'delta', 'épsilon', 'omega', 'budget', 'the', 'of', 'figures']
while len(lines) < 75_000:
    seed = (seed * 1103515245 + 12345) % 2147483648
    k = seed >> 8
    line = ' '.join([names[(k >> (3 * j)) % 10] + ('%d' % (k % 97) if j % 3 == 0 else '') for j in range(8)])
    if k % 50 == 0:
        line = line + ' budget  ' + str(k % 1000)
    lines.append(line)
text = '\n'.join(lines)[:4_000_000]
words = (text.split() * 2)[:900_000]
`

// BenchmarkAgainstCPython prints, for each program, its time here over its time
// in python3 (start of the process and the set-up left out) as "x-CPython".
func BenchmarkAgainstCPython(b *testing.B) {
	reference := cpython(b)
	s := New(Options{Limits: Limits{Steps: 1 << 40, Memory: 4 << 30}})
	if r := s.Run(context.Background(), benchSetup); r.Err != nil {
		b.Fatal(r.Err.Traceback)
	}
	for _, p := range benchmarks {
		b.Run(strings.ReplaceAll(p.name, " ", "-"), func(b *testing.B) {
			for b.Loop() {
				if r := s.Run(context.Background(), p.src); r.Err != nil {
					b.Fatal(r.Err.Traceback)
				}
			}
			if ref := reference[p.name]; ref > 0 {
				b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/ref, "x-CPython")
			}
		})
	}
}

// cpython runs the programs in python3 and returns the best of three times each, in seconds.
func cpython(b *testing.B) map[string]float64 {
	path, err := osexec.LookPath("python3")
	if err != nil {
		b.Log("no python3: ratios are left out")
		return nil
	}
	var src bytes.Buffer
	src.WriteString("import time\n" + benchSetup)
	for _, p := range benchmarks {
		src.WriteString("best = 1e9\ncode = compile(" + strconv.Quote(p.src) + ", 'b', 'exec')\nfor _ in range(3):\n    t0 = time.perf_counter()\n    exec(code)\n    best = min(best, time.perf_counter() - t0)\nprint(best)\n")
	}
	cmd := osexec.Command(path, "-")
	cmd.Stdin = &src
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("python3: %v", err)
	}
	times := map[string]float64{}
	for i, line := range strings.Fields(string(out)) {
		times[benchmarks[i].name], _ = strconv.ParseFloat(line, 64)
	}
	return times
}

// BenchmarkSession is what a fresh session costs: the goal is 1 ms.
func BenchmarkSession(b *testing.B) {
	for b.Loop() {
		New(Options{}).Run(context.Background(), "x = 1")
	}
}

// BenchmarkHostCall is what a call of a host function costs: the goal is 5 µs.
func BenchmarkHostCall(b *testing.B) {
	s := New(Options{Limits: Limits{Steps: 1 << 40, Time: time.Hour}})
	s.Register(Func{Name: "f", Params: []Param{{Name: "x"}}, Call: func(_ context.Context, a Args) (Value, error) { return a.Value("x"), nil }})
	s.Set("n", Int(1000))
	for b.Loop() {
		if r := s.Run(context.Background(), "for i in range(n): f(i)"); r.Err != nil {
			b.Fatal(r.Err.Traceback)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/call")
}

// BenchmarkSlice takes slices from the middle of a text of 5 MB.
func BenchmarkSlice(b *testing.B) {
	for name, unit := range map[string]string{"ascii": "abcdefghij", "mixed": "abcdéfghij"} {
		b.Run(name, func(b *testing.B) {
			s := New(Options{Limits: Limits{Steps: 1 << 40, Time: time.Hour}})
			s.Set("text", NewText(strings.Repeat(unit, 500_000), "doc", 0))
			b.ReportAllocs()
			for b.Loop() {
				if r := s.Run(context.Background(), "for i in range(1000): x = text[i * 4000:i * 4000 + 2000]"); r.Err != nil {
					b.Fatal(r.Err.Traceback)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/slice")
		})
	}
}
