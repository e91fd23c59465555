package python

import (
	"context"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// An outcome is what a program showed, and the exception that ended it.
type outcome struct{ out, typ, msg string }

// runHere runs a program as cpython.py does.
func runHere(src string) outcome {
	s := New(Options{Limits: Limits{Time: 10 * time.Second, Output: 4 << 20}})
	res := s.Run(context.Background(), src)
	o := outcome{out: res.Output}
	if res.Err != nil {
		o.typ, o.msg = res.Err.Type, res.Err.Message
	}
	return o
}

// TestDifferential runs generated programs here and in python3: what they print and the
// exception that ends them, its message included, must be the same. FUNNEL_LONG runs
// 20,000 of them; FUNNEL_SEED chooses others. Where python3 runs out of the memory that
// cpython.py leaves it there is nothing to compare with: such programs are counted.
func TestDifferential(t *testing.T) {
	n := 2000
	switch {
	case os.Getenv("FUNNEL_LONG") != "":
		n = 20_000
	case testing.Short():
		n = 300
	}
	seed, _ := strconv.ParseInt(os.Getenv("FUNNEL_SEED"), 10, 64)
	const batch = 500
	differ, starved := 0, 0
	for from := 0; from < n; from += batch {
		progs := make([]string, min(batch, n-from))
		for i := range progs {
			progs[i] = generateProgram(seed*1_000_003 + int64(from+i))
		}
		var want [][3]string
		askPython(t, "programs", progs, &want)
		for i, src := range progs {
			got, w := runHere(src), outcome{want[i][0], want[i][1], want[i][2]}
			if got == w {
				continue
			}
			if w.starved() {
				starved++
				continue
			}
			if differ++; differ <= 20 {
				t.Errorf("program %d differs:\n%s\n%s", from+i, outcomeDifference(got, w), numbered(src))
			}
		}
	}
	if differ > 0 {
		t.Errorf("%d of %d programs differ", differ, n)
	}
	if starved > 0 {
		t.Logf("%d of %d programs not compared: python3 ran out of memory", starved, n)
	}
}

// starved tells whether a MemoryError was raised, be it caught and printed.
func (o outcome) starved() bool {
	return o.typ == "MemoryError" || strings.Contains(o.out, "MemoryError")
}

// outcomeDifference shows the first line that differs.
func outcomeDifference(got, want outcome) string {
	g := strings.Split(got.out+"\n"+got.typ+": "+got.msg, "\n")
	w := strings.Split(want.out+"\n"+want.typ+": "+want.msg, "\n")
	for i := range max(len(g), len(w)) {
		a, b := "(nothing)", "(nothing)"
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			return "got:  " + a + "\nwant: " + b
		}
	}
	return ""
}

func numbered(src string) string {
	lines := strings.Split(src, "\n")
	for i := range lines {
		lines[i] = strconv.Itoa(i+1) + "\t" + lines[i]
	}
	return strings.Join(lines, "\n")
}
