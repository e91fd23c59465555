package python

import (
	"context"
	"strings"
	"testing"
	"time"
)

// TestLimits runs programs that try to break each limit, and the session after them.
func TestLimits(t *testing.T) {
	small := Limits{Steps: 3_000_000, Time: 20 * time.Second, Memory: 64 << 20, Output: 3000}
	for _, c := range []struct{ name, src, limit string }{
		{"steps", "while True: pass", "steps"},
		{"bare except", "while True:\n  try:\n    while True: pass\n  except: pass", "steps"},
		{"finally", "try:\n  while True: pass\nfinally:\n  while True: pass", "steps"},
		{"sum of a range", "sum(range(10**11))", "steps"},
		{"endless generator", "import itertools\nlist(itertools.count())", "memory"},
		{"any of endless", "import itertools\nany(x < 0 for x in itertools.count())", "steps"},
		{"text", "'a' * 10**10", "memory"},
		{"list", "[0] * 10**10", "memory"},
		{"huge power", "10**10**8", "memory"},
		{"shift", "1 << 10**12", "memory"},
		{"doubling text", "s = 'ab'\nwhile True: s += s", "memory"},
		{"doubling list", "s = [1]\nwhile True: s += s", "memory"},
		{"kept slices", "k = []\nwhile True:\n  k.append(('a' * 10**6).lower()[:999999])", "memory"},
		{"hidden temporaries", "def f(n): return [0] * 10**6 + f(n + 1)\nf(0)", "memory"},
		{"join", "','.join('x' * 10**6 for i in range(10**6))", "memory"},
		{"replace", "s = 'a' * 10**4\nfor i in range(9): s = s.replace('a', s)", "memory"},
		{"format width", "'{:>9999999999}'.format(1)", ""},
		{"recursion", "def f(): return f()\nf()", "depth"},
		{"malicious key", "l = [3, 1]\nl.sort(key=lambda x: sum(range(10**9)))", "steps"},
		{"regular expression", "import re\nre.match(r'(x?)((a+)+)\\1$', 'a' * 60 + 'b')", ""},
		{"nested brackets", strings.Repeat("[", 5000), ""},
		{"nested unary", "x = " + strings.Repeat("-", 100000) + "1", ""},
		{"generator dies", "def g():\n  try:\n    yield 1\n  finally:\n    while True: pass\nx = g(); next(x)", "steps"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := New(Options{Limits: small})
			s.Run(context.Background(), "kept = 42")
			start := time.Now()
			r := s.Run(context.Background(), c.src)
			if r.Err == nil || r.Err.Limit != c.limit {
				t.Errorf("got %+v, want limit %q", r.Err, c.limit)
			}
			if d := time.Since(start); d > 22*time.Second {
				t.Errorf("took %v", d)
			}
			if r := s.Run(context.Background(), "print(kept)"); r.Output != "42\n" {
				t.Errorf("afterwards: %+v", r)
			}
		})
	}
}

func TestChurnIsNoLeak(t *testing.T) {
	s := New(Options{Limits: Limits{Memory: 32 << 20}})
	if r := s.Run(context.Background(), "for i in range(300):\n  x = ('a' * 10**6).upper()\nprint(len(x))"); r.Err != nil || r.Output != "1000000\n" {
		t.Fatalf("%+v", r.Err)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if r := New(Options{}).Run(ctx, "while True:\n  try: pass\n  except BaseException: pass"); r.Err == nil || r.Err.Limit != "cancelled" {
		t.Fatalf("%+v", r.Err)
	}
}

func TestOutputKeepsHeadAndTail(t *testing.T) {
	r := New(Options{Limits: Limits{Output: 300}}).Run(context.Background(), "for i in range(1000): print(i)")
	if r.Cut == 0 || !strings.HasPrefix(r.Output, "0\n1\n") || !strings.HasSuffix(r.Output, "999\n") || !strings.Contains(r.Output, "left out") {
		t.Fatalf("cut %d: %q", r.Cut, r.Output)
	}
}

func TestOrigins(t *testing.T) {
	doc := "Title\n  Fünf gute Zeilen  \nend of it"
	s := New(Options{})
	s.Set("d", NewText(doc, "doc1", 100))
	for _, c := range []struct{ expr, text string }{
		{"d[8:12]", "Fünf"}, {"d.splitlines()[1].strip()", "Fünf gute Zeilen"}, {"d.split()[2]", "gute"}, {"d.partition('end')[2]", " of it"},
		{"f'<{d[0:5]}>'", "Title"}, {"'x' + d[0:5]", "Title"}, {"'-'.join(['a', d[0:5]])", "Title"}, {"__import__('re').search(r'g\\w+', d).group()", "gute"},
	} {
		if r := s.Run(context.Background(), "x = "+c.expr); r.Err != nil {
			t.Fatal(c.expr, r.Err)
		}
		v, _ := s.Get("x")
		text := Text(v)
		o := Origins(v)
		if len(o) != 1 || o[0].Source != "doc1" || doc[o[0].Start-100:o[0].End-100] != c.text || text[o[0].At:o[0].To] != c.text {
			t.Errorf("%s: %q has %v", c.expr, text, o)
		}
	}
	s.Run(context.Background(), "x = d.upper()")
	if v, _ := s.Get("x"); len(Origins(v)) != 0 {
		t.Error("upper keeps origins")
	}
}

// TestPromises checks that calls overlap, that output comes in order, and that a try
// sees the errors of its own calls.
func TestPromises(t *testing.T) {
	s := New(Options{Limits: Limits{Time: 100 * time.Millisecond}})
	s.Register(Func{Name: "ask", Params: []Param{{Name: "q"}, {Name: "fail", Default: Bool(false), KeywordOnly: true}},
		Call: func(_ context.Context, a Args) (Value, error) {
			q, err := a.Str("q")
			if err != nil {
				return nil, err
			}
			fail, _ := a.Bool("fail")
			p := NewPromise("ask")
			go func() {
				time.Sleep(150 * time.Millisecond)
				if fail {
					p.Resolve(nil, Raise("ValueError", "no %s", q))
					return
				}
				p.Resolve(NewStr("<"+q+">"), nil)
			}()
			return p, nil
		}})
	start := time.Now()
	r := s.Run(context.Background(), `
out = []
for i in range(20): out.append(ask(str(i)))
print(''.join(out[:3]), len(out[19]), out[4].upper())
try:
    bad = ask('x', fail=True)
    print('stored')
except ValueError as e:
    print('caught', e)
`)
	if want := "<0><1><2> 4 <4>\nstored\ncaught no x\n"; r.Err != nil || r.Output != want {
		t.Errorf("%q %v", r.Output, r.Err)
	}
	if d := time.Since(start); d > time.Second {
		t.Errorf("20 calls of 150 ms took %v", d)
	}
	if r := s.Run(context.Background(), "ask('y', fail=True)"); r.Err == nil || r.Err.Type != "ValueError" {
		t.Errorf("a failure nobody looked at: %v", r.Err)
	}
	if r := s.Run(context.Background(), "ask(1)"); r.Err == nil || r.Err.Type != "TypeError" {
		t.Errorf("%v", r.Err)
	}
}

func TestRecordAndConversion(t *testing.T) {
	s := New(Options{})
	s.Set("h", NewRecord("Hit", Field{"id", NewStr("d1")}, Field{"score", Float(0.5)}))
	r := s.Run(context.Background(), "print(h.id, h['id'], h.score, h)\nx = {'a': [1, 2.5, None], 'b': 2**70}\nh.nope")
	if r.Output != "d1 d1 0.5 Hit(id='d1', score=0.5)\n" || r.Err == nil || r.Err.Type != "AttributeError" || r.Err.Line != 3 {
		t.Errorf("%q %+v", r.Output, r.Err)
	}
	v, _ := s.Get("x")
	if g, err := ToGo(v); err != nil || g.(map[string]any)["a"].([]any)[0] != int64(1) {
		t.Error(g, err)
	}
}

// FuzzRun feeds anything to the scanner, the parser and the evaluator.
func FuzzRun(f *testing.F) {
	for _, s := range []string{"print(1)", "f'{x!r:>{w}}'", "def f(*a, **k): yield a\nlist(f())", "try:\n 1/0\nexcept* E: pass", "a[1:2,::3] = *b, c", "match x:\n case {'a': [*_]}: pass",
		"import re; re.sub('(?P<a>x)|y', r'\\1', 'xy')", "class A(B, metaclass=C): x: int = 3", "'%5.2f %(a)s' % {}", "x = [i for i in range(9) if i % 2]", "\"{:{}}\".format(1, 2)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		s := New(Options{Limits: Limits{Steps: 20000, Time: 2 * time.Second, Memory: 8 << 20, Output: 2000}})
		r := s.Run(context.Background(), src)
		if r.Err != nil && r.Err.Type == "SystemError" {
			t.Fatalf("%q: %s", src, r.Err.Message)
		}
	})
}
