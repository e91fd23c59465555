package python

import (
	"context"
	"testing"
)

// block runs src and returns what it printed.
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
