package python

import (
	"context"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"testing"
	"time"
)

// attacks are programs that try to break a limit in ways that nobody sees coming. Each
// must end by one of the limits or exceptions named, with the memory of the process
// bounded all the while, and leave the session alive.
var attacks = []struct{ ends, src string }{
	{"memory", "x = b'a' * 10**10"},
	{"memory", "x = (0,) * 10**10"},
	{"memory steps", "x = 3 ** 10**7"},
	{"memory steps", "x = 7\nwhile True: x = x * x"},
	{"memory", "d = {}\ni = 0\nwhile True:\n  d[i] = i; i += 1"},
	{"memory", "s = ['ab']\nwhile True: s.extend(s)"},
	{"memory", "s = ['ab']\nwhile True: s *= 2"},
	{"memory", "s = ['ab']\nwhile True: s[:0] = s"},
	{"memory", "s = 'ab'\nwhile True: s = f'{s}{s}'"},
	{"memory", "s = 'ab'\nwhile True: s = '%s%s' % (s, s)"},
	{"memory", "s = 'ab'\nwhile True: s = s.join([s, s])"},
	{"memory", "s = 'ab'\nwhile True: s = '{0}{0}'.format(s)"},
	{"memory", "from collections import deque\ns = deque('ab')\nwhile True: s.extend(s)"},
	{"memory", "('a' * 10**6).replace('', 'b' * 10**6)"},
	{"memory", "'a'.ljust(10**10)"},
	{"memory", "'a'.zfill(10**10)"},
	{"memory", "('\\t' * 10**6).expandtabs(10**6)"},
	{"memory", "f'{1.5:.999999999f}'"},
	{"memory", "'%999999999d' % 1"},
	{"memory", "list(range(10**11))"},
	{"memory", "sorted(range(10**11))"},
	{"memory", "set(range(10**11))"},
	{"memory", "dict(enumerate(iter(int, 1)))"},
	{"memory", "list(zip(iter(int, 1), iter(int, 1)))"},
	{"steps", "min(range(10**11))"},
	{"steps", "all(x == 0 for x in iter(int, 1))"},
	{"steps time", "import itertools\n5 in (x * 2 for x in itertools.count(3))"},
	{"steps time", "import itertools\nnext(itertools.islice(itertools.count(), 10**12, None))"},
	{"memory", "import itertools\nlist(itertools.product(range(1000), repeat=10))"},
	{"memory", "import itertools\nlist(itertools.permutations(range(1000)))"},
	{"memory", "import itertools\n''.join(itertools.cycle('ab'))"},
	{"memory", "import itertools, operator\nlist(itertools.accumulate(itertools.repeat(2), operator.mul))"},
	{"memory steps", "import math\nmath.factorial(10**7)"},
	{"memory steps", "import math\nmath.comb(10**7, 5 * 10**6)"},
	{"memory steps", "pow(3, 10**5000, 10**5000 + 7)"},
	{"ValueError", "int('9' * 10**6)"},
	{"ValueError", "str((1 << 10**6) - 1)"},
	{"memory", "bin(1 << 10**8)"},
	// What builtins, calls and displays are making is seen by nothing else yet.
	{"memory", "list(map(lambda i: 'a' * 10**6 + str(i), range(1000)))"},
	{"memory", "list(map(lambda i: [0] * 10**5, range(1000)))"},
	{"memory", "set(map(lambda i: 'a' * 10**6 + str(i), range(1000)))"},
	{"memory", "dict(map(lambda i: (i, 'a' * 10**6 + str(i)), range(1000)))"},
	{"memory", "sorted(range(1000), key=lambda i: 'a' * 10**6 + str(i))"},
	{"memory", "from collections import Counter\nCounter(map(lambda i: 'a' * 10**6 + str(i), range(1000)))"},
	{"memory", "print(*map(lambda i: 'a' * 10**6, range(1000)))"},
	{"memory", "def f(): return [0] * 10**6\nexec('x = [' + 'f(),' * 200 + ']')"},
	{"memory", "def f():\n  y = 'a' * 10**6\n  return y + 'b'\nexec('x = [' + 'f(),' * 200 + ']')"},
	{"memory", "exec('x = [' + '[0 for i in range(10**5)],' * 200 + ']')"},
	{"memory", "def g():\n  while True: yield 'a' * 10**6\na, *b = g()"},
	{"memory", "gens = []\ndef g():\n  x = 'a' * 10**6 + str(len(gens))\n  yield 1\n  yield x\nwhile True:\n  k = g(); next(k); gens.append(k)"},
	{"memory", "l = []\ndef mk():\n  z = 'a' * 10**5 + str(len(l))\n  return lambda: z\nwhile True: l.append(mk())"},
	{"memory", "l = []\nwhile True: l.append(type('T', (), {'x': 'a' * 10**5 + str(len(l))}))"},
	{"memory", "e = None\nwhile True:\n  try: raise ValueError('a' * 10**5) from e\n  except ValueError as x: e = x"},
	{"memory", "def f(*a): return f(*a, *a)\nf(1)"},
	{"memory", "exec('x = 1\\n' * 10**6)"},
	{"depth time steps memory", "def f():\n  try: f()\n  finally: f()\nf()"},
	{"depth", "class A:\n  def __repr__(self): return repr(self)\nrepr(A())"},
	{"depth", "class A:\n  def __lt__(self, o): return self < o\nsorted([A(), A()])"},
	{"depth", "class A:\n  def __hash__(self): return hash(self)\n{A()}"},
	{"depth", "class A:\n  def __getattr__(self, n): return getattr(self, n + 'x')\nA().y"},
	{"depth", "l = []\nfor i in range(10**5): l = [l]\nrepr(l)"},
	{"depth", "a = []; b = []\nfor i in range(10**5): a = [a]; b = [b]\na == b"},
	{"depth", "a = []; a.append(a); b = []; b.append(b)\na == b"},
	{"depth", "import json\njson.loads('[' * 10**6)"},
	{"depth", "import copy\nl = []\nfor i in range(10**5): l = [l]\ncopy.deepcopy(l)"},
	{"depth", "def g(): yield from g()\nlist(g())"},
	{"steps", "try:\n  while True: pass\nexcept: pass"},
	{"steps", "def g():\n  try: yield 1\n  finally:\n    while True: pass\nx = g(); next(x)"},
	{"memory steps", "l = [0]\nfor x in l: l.append(x)"},
	{"TimeoutError steps", "import re\nre.match(r'(x?)((a+)+)\\1$', 'a' * 60 + 'b')"},
	{"depth", "import re\nre.match('(' * 5000 + 'a' + ')' * 5000, 'a')"},
	{"error memory", "import re\nre.compile('(?:' * 3 + 'ab' + '){400}' * 3 + 'c(?:(?:(?:(?:(?:ab){18}){18}){18}){18})' * 10**4)"},
	{"memory", "import re\nre.match('(?:a|b|cd)*', 'ab' * 2 * 10**6)"},
	{"memory", "import re\nre.findall('', 'a' * 10**7)"},
	{"memory", "import re\nre.sub('', 'x' * 10**5, 'a' * 10**6)"},
	{"memory", "import re\nre.sub('(.*)', r'\\1' * 10**5, 'a' * 10**4)"},
	{"SyntaxError", "eval('[' * 10**4 + ']' * 10**4)"},
	{"SyntaxError", "eval('not ' * 10**4 + '1')"},
	{"SyntaxError", "eval('1+' * 10**4 + '1')"},
	{"SyntaxError", "exec('x' + '.a' * 10**4)"},
}

func TestAttacks(t *testing.T) {
	if testing.Short() {
		t.Skip("runs long programs")
	}
	const limit = 16 << 20
	defer debug.SetGCPercent(debug.SetGCPercent(25))
	for _, c := range attacks {
		s := New(Options{Limits: Limits{Steps: 1_000_000, Time: 10 * time.Second, Memory: limit, Output: 3000}})
		s.Run(context.Background(), "kept = 42")
		var r Result
		peak := peakHeap(func() { r = s.Run(context.Background(), c.src) })
		end := "nothing"
		if r.Err != nil {
			if end = r.Err.Limit; end == "" {
				end = r.Err.Type
			}
		}
		if !strings.Contains(" "+c.ends+" ", " "+end+" ") {
			t.Errorf("%s\nended by %s, want %s: %v", c.src, end, c.ends, r.Err)
		}
		if peak > 6*limit {
			t.Errorf("%s\nneeded %d MB", c.src, peak>>20)
		}
		if r := s.Run(context.Background(), "print(kept)"); r.Output != "42\n" {
			t.Errorf("%s\nafterwards: %+v", c.src, r.Err)
		}
	}
}

// peakHeap runs f and returns by how much the heap grew meanwhile, as seen every few
// milliseconds.
func peakHeap(f func()) int64 {
	runtime.GC()
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	read := func() int64 { metrics.Read(sample); return int64(sample[0].Value.Uint64()) }
	base, peak := read(), int64(0)
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			peak = max(peak, read())
			select {
			case <-stop:
				return
			case <-time.After(3 * time.Millisecond):
			}
		}
	}()
	f()
	close(stop)
	<-done
	return peak - base
}
