package python

import (
	"context"
	"runtime"
	"testing"
	"time"
)

// FuzzParse feeds anything to the scanner and the parser: what they do not take is a
// syntax error, never a panic.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"x = [1, *y]\n", "if x:\n\ty\n  z", "f'{x!r:{w}}' rb'\\x0'", "lambda *a, k=1: (yield)", "a\\\nb; c", "match x:\n case [1, *_] | {'k': v}: pass",
		"@d\nasync def f(a: int = 1, /, *, b) -> c: ...", "0x_f 1_0e-3j 0b2 '''", "try: x\nexcept* E as e: y\nfinally: z", "del (a), b[1:2, ...]; global q", "\ufeffx = 'é'\r\n#"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if _, err := parse(src); err != nil && err.msg == "" {
			t.Fatalf("%q: an error without words", src)
		}
	})
}

// FuzzRegexp compiles anything as a regular expression and searches with it.
func FuzzRegexp(f *testing.F) {
	for _, s := range []string{`(?P<a>x)|(?P=a)`, `(?<=a|b)\b[^\W\d]{2,3}?`, `(?i:é)(?>a*)*+`, `(a*)*\1(?(1)b|c)`, `[]-a\]]`, `(?x) a # b`, `\u00e9\N{DASH}`, `((a+)+)+$`, `(?s-i:.){,3}`} {
		f.Add(s, "aab éé_b1\n", false)
	}
	f.Fuzz(func(t *testing.T, pattern, text string, raw bool) {
		s := New(Options{Limits: Limits{Steps: 50_000, Time: 2 * time.Second, Memory: 8 << 20}})
		s.Set("p", NewStr(pattern))
		s.Set("t", NewStr(text))
		if raw {
			s.Set("p", Bytes(pattern))
			s.Set("t", Bytes(text))
		}
		r := s.Run(context.Background(), "import re\nc = re.compile(p)\n[m.groups() for m in c.finditer(t)]; c.split(t); c.sub(lambda m: m.group(), t) == t or 1/0; c.fullmatch(t)")
		if r.Err != nil && (r.Err.Type == "SystemError" || r.Err.Type == "ZeroDivisionError") {
			t.Fatalf("%q on %q: %s", pattern, text, r.Err)
		}
	})
}

// BenchmarkIdleSession is what a session that has run something keeps: the goal is 200 kB.
func BenchmarkIdleSession(b *testing.B) {
	const n = 200
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		held := make([]*Session, n)
		for i := range held {
			held[i] = New(Options{})
			held[i].Run(context.Background(), "import re, json\nx = re.findall('a+', 'baa')\ndef f(): return 1\nf()")
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/n/1000, "kB/session")
		runtime.KeepAlive(held)
	}
}
