package python

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
)

// block runs src in a fresh session and returns what it printed.
func block(t *testing.T, s *Session, src string) string {
	t.Helper()
	res := s.Run(context.Background(), src)
	if res.Err != nil {
		t.Fatalf("%s\n%s", src, res.Err.Traceback)
	}
	return res.Output
}

func TestPrint(t *testing.T) {
	for src, want := range map[string]string{
		"print(1, 'a', [1.0, None, True], {'k': (1,)})":                                                              "1 a [1.0, None, True] {'k': (1,)}\n",
		"print(7 // -2, 7 % -2, 2**100, 1e16, 0.1+0.2)":                                                              "-4 -1 1267650600228229401496703205376 1e+16 0.30000000000000004\n",
		"print(f'{3.14159:.2f}|{42:>6}|{1234567:,}|{\"x\"!r}|{5=}')":                                                 "3.14|    42|1,234,567|'x'|5=5\n",
		"print('a-b-c'.split('-', 1), ' x '.strip(), 'abc'[::-1], 'ñß'[1])":                                          "['a', 'b-c'] x cba ß\n",
		"a, *b = range(4)\nprint(a, b)":                                                                              "0 [1, 2, 3]\n",
		"print([x*y for x in range(3) for y in range(3) if x != y])":                                                 "[0, 0, 0, 2, 0, 2]\n",
		"def f(a, b=2, *c, d=4, **e):\n    return a, b, c, d, e\nprint(f(1, 5, 6, d=7, z=8))":                        "(1, 5, (6,), 7, {'z': 8})\n",
		"def g():\n    yield 1\n    yield from [2, 3]\nprint(list(g()), sum(x for x in g()))":                        "[1, 2, 3] 6\n",
		"try:\n    1/0\nexcept ZeroDivisionError as e:\n    print(e)\nfinally:\n    print('f')":                      "division by zero\nf\n",
		"import re\nprint(re.findall(r'(?P<k>\\w+)=(\\d+)', 'a=1 b=22'), re.sub(r'(\\d)', r'<\\1>', 'a1'))":          "[('a', '1'), ('b', '22')] a<1>\n",
		"import json\nprint(json.dumps({'a': [1, None, 'é']}), json.loads('{\"x\": 1.5}'))":                          "{\"a\": [1, null, \"\\u00e9\"]} {'x': 1.5}\n",
		"from collections import Counter, defaultdict\nprint(Counter('abca').most_common(1), defaultdict(int)['x'])": "[('a', 2)] 0\n",
		"print('%s is %05.1f' % ('x', 2.25), '{:<5}|{n}'.format('a', n=1))":                                          "x is 002.2 a    |1\n",
		"x = 3\nwhile x:\n    x -= 1\nelse:\n    print('done', x)":                                                   "done 0\n",
		"print(sorted(['b', 'A', 'c'], key=str.lower, reverse=True))":                                                "['c', 'b', 'A']\n",
	} {
		if got := block(t, New(Options{}), src); got != want {
			t.Errorf("%s\n got %q\nwant %q", src, got, want)
		}
	}
}

func TestErrors(t *testing.T) {
	for src, want := range map[string]string{
		"x = [1]\nx[3]":          "IndexError: list index out of range",
		"{}['k']":                "KeyError: 'k'",
		"nope":                   "NameError: name 'nope' is not defined",
		"'a' + 1":                `TypeError: can only concatenate str (not "int") to str`,
		"int('x')":               "ValueError: invalid literal for int() with base 10: 'x'",
		"a, b = 1, 2, 3":         "ValueError: too many values to unpack (expected 2)",
		"raise ValueError('no')": "ValueError: no",
		"def f(a): pass\nf()":    "TypeError: f() missing 1 required positional argument: 'a'",
		"assert 1 == 2, 'm'":     "AssertionError: m",
		"import os":              "ModuleNotFoundError: No module named 'os'. " + missingModules["os"],
	} {
		res := New(Options{}).Run(context.Background(), "ok = 1\n"+src)
		if res.Err == nil || res.Err.Error() != want {
			t.Errorf("%s: %v, want %s", src, res.Err, want)
		}
	}
	res := New(Options{}).Run(context.Background(), "def f():\n    return 1/0\n\nprint('before')\nf()")
	want := "Traceback (most recent call last):\n  File \"<repl>\", line 5, in <module>\n    f()\n  File \"<repl>\", line 2, in f\n    return 1/0\nZeroDivisionError: division by zero"
	if res.Err == nil || res.Err.Traceback != want || res.Output != "before\n" {
		t.Errorf("traceback\n%v\nwant\n%s", res.Err.Traceback, want)
	}
}

// TestLimits tries to break every limit; after each the session goes on with
// its variables.
func TestLimits(t *testing.T) {
	limits := Limits{Steps: 1_000_000, Time: 2 * time.Second, Memory: 64 << 20, Depth: 100, Output: 1000}
	for src, want := range map[string]string{
		"while True: pass": "steps",
		"while True:\n    try:\n        while True: pass\n    except:\n        pass": "steps",
		"sum(range(10**11))":                                           "steps",
		"x = 'a' * 10**10":                                             "memory",
		"x = [0] * 10**10":                                             "memory",
		"10**10**8":                                                    "memory",
		"s = 'ab'\nwhile True: s += s":                                 "memory",
		"l = [1]\nwhile True: l = l + l":                               "memory",
		"sorted(range(10**9), key=lambda x: -x)":                       "steps memory",
		"''.join('x' * 1000 for i in range(10**9))":                    "steps memory",
		"def g():\n    while True: yield 1\nlist(g())":                 "steps memory",
		"1 << 10**12":                                                  "memory",
		"import re\nre.match(r'(a+)+$', 'a' * 40 + 'b')":               "TimeoutError",
		"def f(n): return f(n + 1)\nf(0)":                              "RecursionError",
		"x = " + strings.Repeat("(", 5000) + strings.Repeat(")", 5000): "SyntaxError",
		"x = " + strings.Repeat("-", 5000) + "1":                       "SyntaxError",
	} {
		s := New(Options{Limits: limits})
		block(t, s, "kept = 41")
		res := s.Run(context.Background(), src)
		if res.Err == nil {
			t.Errorf("%.60s: no error", src)
			continue
		}
		got := res.Err.Limit
		if got == "" {
			got = res.Err.Type
		}
		if !strings.Contains(want, got) {
			t.Errorf("%.60s: stopped by %q (%s), want %s", src, got, res.Err.Message, want)
		}
		if out := block(t, s, "print(kept + 1)"); out != "42\n" {
			t.Errorf("%.60s: the session lost its variables: %q", src, out)
		}
	}
}

func TestOutputIsCutInTheMiddle(t *testing.T) {
	s := New(Options{Limits: Limits{Output: 100}})
	res := s.Run(context.Background(), "for i in range(1000): print(i)")
	if res.Cut == 0 || !strings.HasPrefix(res.Output, "0\n1\n") || !strings.HasSuffix(res.Output, "999\n") || !strings.Contains(res.Output, "bytes left out") {
		t.Errorf("cut %d, output %q", res.Cut, res.Output)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := New(Options{})
	s.Register(Func{Name: "stop", Call: func(context.Context, Args) (Value, error) { cancel(); return None, nil }})
	if res := s.Run(ctx, "stop()\nwhile True: pass"); res.Err == nil || res.Err.Limit != "cancelled" {
		t.Errorf("%v", res.Err)
	}
}

func TestOrigins(t *testing.T) {
	const doc = "Alpha: one.\nBeta: two words.\nGámma: three.\n"
	for src, want := range map[string]string{
		"x = text[7:10]": "7-10",
		"x = text.splitlines()[1].split(': ')[1]":          "18-28",
		"x = text.strip()":                                 fmt.Sprintf("0-%d", len(doc)-1),
		"x = text[0:5] + ' and ' + text[12:16]":            "0-5 12-16",
		"x = f'>{text[12:16]}<'":                           "12-16",
		"x = ' '.join(text.split()[:2])":                   "0-6 7-11",
		"x = text.upper()":                                 "",
		"import re\nx = re.search(r'three', text).group()": "37-42",
		"x = text.partition('Beta')[1]":                    "12-16",
		"x = text.replace('one', 'ONE')[:7]":               "0-7",
	} {
		s := New(Options{})
		s.Set("text", NewText(doc, "d", 0))
		block(t, s, src)
		v, _ := s.Get("x")
		var got []string
		for _, o := range Origins(v) {
			if o.Source != "d" || v.(*Str).s[o.At:o.To] != doc[o.Start:o.End] {
				t.Errorf("%s: %+v is not the source's text", src, o)
			}
			got = append(got, fmt.Sprintf("%d-%d", o.Start, o.End))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: origins %v, want %s", src, got, want)
		}
	}
}

// TestPromises: a plain loop starts all calls before it looks at any.
func TestPromises(t *testing.T) {
	s := New(Options{})
	var open []*Promise
	s.Register(Func{Name: "ask", Params: []Param{{Name: "n"}}, Call: func(_ context.Context, a Args) (Value, error) {
		p := NewPromise("ask")
		open = append(open, p)
		n, err := a.Int("n")
		if err != nil {
			return nil, err
		}
		if len(open) == 3 { // only then are they answered, the last one first
			go func() {
				for i := len(open) - 1; i >= 0; i-- {
					if i == 1 && n == 99 {
						open[i].Resolve(nil, Raise("ValueError", "call %d failed", i))
						continue
					}
					open[i].Resolve(NewStr(fmt.Sprint("reply ", i)), nil)
				}
			}()
		}
		return p, nil
	}})
	if out := block(t, s, "rs = []\nfor i in range(3):\n    rs.append(ask(i))\nprint(rs[0] + '!', len(rs), rs)"); out != "reply 0! 3 ['reply 0', 'reply 1', 'reply 2']\n" {
		t.Errorf("got %q", out)
	}
	open = nil
	src := "try:\n    rs = [ask(99) for i in range(3)]\nexcept ValueError as e:\n    print('caught', e)\nprint('on')"
	if out := block(t, s, src); out != "caught call 1 failed\non\n" {
		t.Errorf("got %q", out)
	}
}

func FuzzRun(f *testing.F) {
	for _, src := range []string{"print(1)", "def f(x):\n return x\nf(f)", "[i for i in 'ab']", "f'{1:{2}}'", "x[1:2,] = 3", "try:\n 1/0\nexcept:\n pass", "lambda *a, **k: (yield)", "{**{}, 'a': 1}", "'%s' % (1,)", "a = b = c\n\td"} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		s := New(Options{Limits: Limits{Steps: 20000, Time: time.Second, Memory: 8 << 20, Depth: 50, Output: 1000}})
		began := time.Now()
		s.Run(context.Background(), src)
		s.Vars()
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("took %s", took)
		}
	})
}
