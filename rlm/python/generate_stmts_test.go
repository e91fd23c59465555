package python

import "strconv"

// show prints an expression; what it raises is printed too.
func (g *progGen) show(x string) {
	g.block("try:", func() { g.line("%s", "print("+x+")") })
	g.block("except Exception as e:", func() { g.line("%s", "print(type(e).__name__, e)") })
}

// safely runs a body; what it raises is printed.
func (g *progGen) safely(body func()) {
	g.block("try:", body)
	g.block("except Exception as e:", func() { g.line("%s", "print(type(e).__name__, e)") })
}

func (g *progGen) statement() {
	all := []func(){
		g.shows, g.shows, g.shows, g.keep, g.keep, g.ifElse, g.forLoop, g.whileLoop, g.function, g.class, g.tryExcept,
		g.mutateList, g.mutateDict, g.mutateSet, g.unpack, g.generator, g.closure, g.match, g.collections, g.dates,
		g.decorator, g.comprehensions, g.library, g.errors, g.dataclass, g.sorting, g.formatting,
	}
	all[g.r.Intn(len(all))]()
}

func (g *progGen) shows() {
	for range 1 + g.r.Intn(3) {
		g.show(g.shown(2))
	}
	if g.chance(4) {
		g.line("%s", "print("+g.literal(kStr)+", "+g.literal(kInt)+g.pick("", ", sep='-'", ", end='!\\n'", ", sep='', end=''")+")")
	}
}

// keep assigns a new variable, with a default if the expression fails.
func (g *progGen) keep() {
	k := kind(g.r.Intn(int(kinds)))
	n := g.name("v")
	g.block("try:", func() { g.line("%s", n+" = "+g.expr(k, 2)) })
	g.block("except Exception as e:", func() {
		g.line("%s", "print('kept', type(e).__name__, e)")
		g.line("%s", n+" = "+g.literal(k))
	})
	g.vars[k] = append(g.vars[k], n)
	if k == kInt && g.chance(2) {
		g.safely(func() {
			g.line("%s", n+" "+g.pick("+=", "-=", "*=", "//=", "%=", "|=", "&=")+" "+g.expr(kInt, 1))
			g.line("%s", "print("+n+")")
		})
	}
	if k == kStr && g.chance(2) {
		g.line("%s", n+" += "+g.literal(kStr))
	}
}

func (g *progGen) ifElse() {
	g.safely(func() {
		g.block("if "+g.expr(kBool, 2)+":", func() { g.line("%s", "print('yes', "+g.shown(1)+")") })
		if g.chance(2) {
			g.block("elif "+g.shown(1)+":", func() { g.line("%s", "print('elif')") })
		}
		g.block("else:", func() { g.line("%s", "print('no', "+g.shown(1)+")") })
	})
}

func (g *progGen) forLoop() {
	g.safely(func() {
		head := g.pick("for x in "+g.expr(kInts, 1)+":", "for i, x in enumerate("+g.expr(kStrs, 1)+", "+g.pick("0", "1")+"):",
			"for x in "+g.expr(kStr, 1)+"[:6]:", "for k, x in "+g.expr(kDict, 1)+".items():", "for a, x in zip("+g.expr(kInts, 1)+", "+g.expr(kStrs, 1)+"):",
			"for x in range("+g.pick("4", "2, 7", "9, 0, -2")+"):", "for x in sorted("+g.expr(kSet, 1)+"):")
		g.block(head, func() {
			if g.chance(2) {
				g.block("if x == "+g.pick("3", "'a'", "x", "0")+":", func() { g.line("%s", g.pick("continue", "break", "pass")) })
			}
			g.line("%s", "print(x, end="+g.pick("' '", "','", "'\\n'")+")")
		})
		if g.chance(2) {
			g.block("else:", func() { g.line("print('done')") })
		} else {
			g.line("print()")
		}
	})
}

func (g *progGen) whileLoop() {
	n := g.name("n")
	g.line("%s = %s", n, g.pick("0", "5", "10", "27"))
	g.line("steps = 0")
	g.block("while "+n+" != 1 and steps < 12:", func() {
		g.line("steps += 1")
		g.line("%s", n+" = "+g.pick("n // 2 if n % 2 == 0 else 3 * n + 1", "n - 1", "(n * 7 + 3) % 11"))
	})
	g.line("%s", "print(steps, "+n+")")
}

func (g *progGen) function() {
	f := g.name("f")
	params := g.pick("a, b", "a, b=2", "a, *rest", "a, *, key=5", "a, b=1, *args, c=3, **kw", "a, /, b")
	g.block("def "+f+"("+params+"):", func() {
		if g.chance(3) {
			g.line("%s", `"""Says what it got."""`)
		}
		g.line("%s", "return a, sorted(k for k in locals())")
	})
	for range 2 {
		g.show(f + "(" + g.pick("1", "1, 2", "1, 2, 3", "", "1, key=9", "a=1, b=2", "b=4", "1, c=8, z=0", "*[1, 2]", "**{'a': 1}", "1, a=2", "'x', b='y'") + ")")
	}
}

func (g *progGen) class() {
	c := g.name("C")
	g.block("class "+c+":", func() {
		g.line("total = 0")
		g.block("def __init__(self, name, size=1):", func() {
			g.line("self.name, self.size = name, size")
			g.line("%s.total += 1", c)
		})
		g.block("def __repr__(self):", func() { g.line("%s", `return f"{type(self).__name__}({self.name!r}, {self.size})"`) })
		if g.chance(2) {
			g.block("def __eq__(self, other):", func() { g.line("%s", "return isinstance(other, "+c+") and self.size == other.size") })
		}
		if g.chance(2) {
			g.block("def __lt__(self, other):", func() { g.line("return self.size < other.size") })
		}
		if g.chance(2) {
			g.block("def __add__(self, other):", func() {
				g.line("%s", "return "+c+"(self.name, self.size + (other.size if isinstance(other, "+c+") else other))")
			})
		}
		g.line("@property")
		g.block("def double(self):", func() { g.line("return self.size * 2") })
		g.line("@classmethod")
		g.block("def parse(cls, text):", func() { g.line("return cls(text, len(text))") })
		g.line("@staticmethod")
		g.block("def check(x):", func() { g.line("return x > 1") })
		g.block("def grow(self, by=1):", func() {
			g.line("self.size += by")
			g.line("return self")
		})
	})
	d := g.name("D")
	g.block("class "+d+"("+c+"):", func() {
		g.block("def grow(self, by=1):", func() { g.line("return super().grow(by * 10)") })
		if g.chance(2) {
			g.block("def __len__(self):", func() { g.line("return self.size") })
		}
		if g.chance(2) {
			g.block("def __getitem__(self, i):", func() { g.line("return self.name[i]") })
		}
	})
	for range 3 {
		k := g.pick(c, d)
		g.show(g.pick(k+"('a').double", k+".parse("+g.literal(kStr)+")", k+"('q', 3).grow()", k+"('b') == "+c+"('b')", k+"('b') + 2",
			"sorted(["+k+"('z', 3), "+c+"('y', 1)])", k+".total", "isinstance("+k+"('x'), "+c+")", k+"()", k+"(1, 2, 3)", k+"('n').nope",
			"len("+k+"('abc', 4))", k+"('abc')[1]", "list("+k+"('abc'))", k+"('x') < 5", k+".check(2)", "{**vars("+k+"('v', 9))}", k+"('a').__class__.__name__"))
	}
}

func (g *progGen) tryExcept() {
	exc := g.pick("ValueError", "KeyError", "TypeError", "ZeroDivisionError", "IndexError", "RuntimeError", "StopIteration", "OSError")
	g.block("try:", func() {
		g.block("try:", func() {
			if g.chance(2) {
				g.line("raise %s(%s)", exc, g.pick("", "'bad thing'", "1, 2", "'a', 3"))
			} else {
				g.line("%s", "print("+g.shown(2)+")")
			}
		})
		g.block("except "+g.pick(exc, "(ValueError, KeyError)", "LookupError", "ArithmeticError")+" as e:", func() {
			g.line("%s", g.pick("print('caught', repr(e), e.args)", "raise RuntimeError('again') from e", "raise", "print(str(e))"))
		})
		if g.chance(2) {
			g.block("else:", func() { g.line("print('fine')") })
		}
		if g.chance(2) {
			g.block("finally:", func() { g.line("print('finally')") })
		}
	})
	g.block("except Exception as e:", func() {
		g.line("%s", "print('outer', type(e).__name__, e, repr(e.__cause__), repr(e.__context__))")
	})
}

func (g *progGen) mutateList() {
	n := g.name("l")
	g.line("%s", n+" = list("+g.variable(kInts)+")")
	for range 3 {
		g.safely(func() {
			g.line("%s", g.pick(n+".append("+g.expr(kInt, 1)+")", n+".extend("+g.expr(kInts, 1)+")", n+".insert(1, "+g.literal(kInt)+")", n+".pop()", n+".pop(0)",
				n+".remove("+g.literal(kInt)+")", n+".reverse()", n+".sort()", n+".sort(key=lambda x: -x)", n+".sort(reverse=True)", "del "+n+"[0]", "del "+n+"[1:3]",
				n+"[1:2] = [7, 8, 9]", n+"[::2] = [0] * len("+n+"[::2])", n+" += [4]", n+" *= 2", n+"[0] = 'mixed'", n+"[5] = 1", n+".clear()", n+"[-1], "+n+"[0] = "+n+"[0], "+n+"[-1]"))
			g.line("%s", "print("+n+")")
		})
	}
}

func (g *progGen) mutateDict() {
	n := g.name("d")
	g.line("%s", n+" = dict("+g.variable(kDict)+")")
	for range 3 {
		g.safely(func() {
			g.line("%s", g.pick(n+"['a'] = "+g.expr(kInt, 1), n+".update(x=1, q=2)", n+".update("+g.variable(kDict)+")", n+".pop('a')", n+".pop('zz', None)", n+".setdefault('new', []).append(1)",
				"del "+n+"['x']", n+".popitem()", n+" |= {'m': 5}", n+"[(1, 2)] = 'tuple'", n+"['a'] += 1", n+"[[1]] = 2", "print(list("+n+".items())[:3], 'a' in "+n+")",
				"print(max("+n+", key="+n+".get))", "print(sorted("+n+"))"))
			g.line("%s", "print("+n+", len("+n+"))")
		})
	}
}

func (g *progGen) mutateSet() {
	n := g.name("s")
	g.line("%s", n+" = set("+g.variable(kSet)+")")
	g.safely(func() {
		g.line("%s", g.pick(n+".add("+g.literal(kInt)+")", n+".discard(1)", n+".remove(99)", n+".update("+g.expr(kInts, 1)+")", n+" -= {1, 2}", n+" &= {1, 3, 5}", n+" ^= {0, 1}", n+".add([])", n+".difference_update([3])"))
		g.line("%s", "print(sorted("+n+"), len("+n+"))")
	})
}

func (g *progGen) unpack() {
	g.safely(func() {
		g.line("%s", g.pick("a, b", "a, *b", "*a, b", "a, (b, c)", "[a, b, *c]", "a, b, c", "a")+" = "+g.pick(g.expr(kInts, 1), g.expr(kTuple, 1), g.expr(kStr, 1), "1, (2, 3)", "[1, 'ab']", g.expr(kInt, 1)))
		g.line("%s", "print(a"+g.pick("", ", b")+")")
	})
}

func (g *progGen) generator() {
	n := g.name("gen")
	g.block("def "+n+"(n):", func() {
		g.block("for i in range(n):", func() {
			g.block("if i == "+g.pick("2", "9")+":", func() { g.line("%s", g.pick("return 'stopped'", "yield from 'xy'", "continue")) })
			g.line("yield i * %s", g.pick("1", "2", "'ab'"))
		})
	})
	g.show(g.pick("list("+n+"(4))", "tuple("+n+"(3))", "[*"+n+"(2)]", "next("+n+"(0))", "dict(enumerate("+n+"(3)))", "list(zip("+n+"(3), 'abc'))", "sum(x for x in "+n+"(4) if isinstance(x, int))", "max("+n+"(3))", "','.join(map(str, "+n+"(4)))"))
}

func (g *progGen) closure() {
	n := g.name("counter")
	g.block("def "+n+"(start):", func() {
		g.line("seen = []")
		g.block("def step(by=1):", func() {
			g.line("nonlocal start")
			g.line("start += by")
			g.line("seen.append(start)")
			g.line("return seen")
		})
		g.line("return step")
	})
	g.show("(lambda f: (f(), f(2), f('x') if " + g.pick("False", "True") + " else f()))(" + n + "(" + g.literal(kInt) + "))")
	g.show("[f(10) for f in [lambda x, k=k: x + k for k in range(3)]]")
}

func (g *progGen) match() {
	n := g.name("m")
	g.block("def "+n+"(v):", func() {
		g.block("match v:", func() {
			for i, p := range []string{"0 | 1", "int(n) if n > 50", "int()", "str(s) if s.startswith('a')", "[]", "[x]", "[x, *rest]", "{'a': x, **more}", "(1, 'a', _)", "None", "float()", "str()"} {
				if g.chance(3) {
					continue
				}
				g.block("case "+p+":", func() { g.line("return %d", i) })
			}
			g.block("case _:", func() { g.line("return 'other'") })
		})
	})
	g.show("[" + n + "(v) for v in (0, 77, 5, 'abc', 'q', [], [1], [1, 2, 3], {'a': 1, 'b': 2}, {}, None, 2.5, " + g.shown(1) + ")]")
}

func (g *progGen) collections() {
	s, xs, d := g.expr(kStr, 1), g.expr(kInts, 1), g.variable(kDict)
	g.show(g.pick("Counter("+s+").most_common(3)", "Counter("+xs+")", "Counter("+xs+") - Counter([1, 2])", "deque("+xs+", maxlen=2)", "OrderedDict("+d+")", "Counter("+s+".split())['a']",
		"sorted(Counter("+s+").elements())", "dict(defaultdict(list, {'k': "+xs+"}))", "namedtuple('P', 'x y')(1, "+s+")", "namedtuple('P', ['x', 'y'], defaults=[0])(5)._asdict()", "Counter(a=3) & Counter("+d+")"))
	n := g.name("dd")
	g.line("%s = defaultdict(%s)", n, g.pick("int", "list", "set", "lambda: 'none'"))
	g.safely(func() {
		g.block("for x in "+g.expr(kStrs, 1)+":", func() {
			g.line("%s", g.pick(n+"[x] += 1", n+"[len(x)].append(x)", n+"[x[:1]]", n+"[x]"))
		})
		g.line("%s", "print(dict("+n+"))")
	})
}

func (g *progGen) dates() {
	d := "datetime(2024, " + g.pick("1", "2", "12") + ", " + g.pick("1", "29", "31") + ", " + g.pick("0", "13", "23") + ", 30)"
	g.show(g.pick(d, "str("+d+")", d+" + timedelta(days="+g.literal(kInt)+")", d+".strftime('%Y-%m-%d %H:%M %p %j')", d+".isoformat()", "datetime.strptime("+g.pick("'2024-02-30'", "'2024-01-05'", "'5 Jan 2024'", "'x'")+", "+g.pick("'%Y-%m-%d'", "'%d %b %Y'")+")",
		"("+d+" - datetime(2023, 5, 5)).days", d+".weekday()", d+".isocalendar()[1]", d+".replace(day=31)", "date.fromisoformat("+g.pick("'2024-02-29'", "'2023-02-29'", "'nope'")+")", d+" > datetime(2024, 6, 1)", "timedelta(seconds="+g.literal(kFloat)+")", d+" - timedelta(weeks=3)"))
}

func (g *progGen) decorator() {
	n := g.name("deco")
	g.block("def "+n+"(times):", func() {
		g.block("def wrap(fn):", func() {
			if g.chance(2) {
				g.line("@functools.wraps(fn)")
			}
			g.block("def inner(*a, **k):", func() { g.line("return [fn(*a, **k) for _ in range(times)]") })
			g.line("return inner")
		})
		g.line("return wrap")
	})
	f := g.name("f")
	g.line("@%s(%s)", n, g.pick("0", "1", "3"))
	g.block("def "+f+"(x, y=2):", func() { g.line("return x * y") })
	g.show(f + "(" + g.shown(1) + ")")
	g.show(f + ".__name__")
}

func (g *progGen) comprehensions() {
	g.show(g.pick("[[i * j for j in range(3)] for i in range(2)]", "{x: [y for y in range(x)] for x in range(3)}", "[(a, b) for a in 'ab' for b in range(2) if b]", "[y for x in [[1, 2], [3]] for y in x]",
		"sorted({w[0] for w in "+g.expr(kStrs, 1)+" if w})", "[n := 5, n ** 2]", "[last for x in "+g.expr(kInts, 1)+" if (last := x * 2) > 4]", "{k: sum(1 for _ in v) for k, v in itertools.groupby(sorted("+g.expr(kStr, 1)+"))}",
		"list(zip(*[[1, 2], [3, 4]]))", "[x if x > 2 else -x for x in "+g.expr(kInts, 1)+"]", "dict(enumerate("+g.expr(kStrs, 1)+"))", "sum(i * i for i in range("+g.pick("5", "10", "100")+"))", "any(c.isdigit() for c in "+g.expr(kStr, 1)+")"))
}

func (g *progGen) library() {
	s, xs, ss := g.expr(kStr, 1), g.expr(kInts, 1), g.expr(kStrs, 1)
	g.line("random.seed(%s)", g.pick("0", "1", "42", "'seed'", "2.5"))
	g.show(g.pick("[random.randint(1, 100) for _ in range(5)]", "random.random()", "random.choice("+g.pick("'abc'", "[1, 2, 3]")+")", "random.sample(range(50), 5)", "random.choices('xyz', weights=[1, 2, 3], k=4)", "random.gauss(0, 1)", "random.uniform(1, 2)", "(lambda l: (random.shuffle(l), l)[1])(list(range(8)))",
		"random.randrange(0, 100, 7)", "textwrap.dedent('  a\\n    b\\n  c')", "textwrap.indent("+s+", '> ')", "json.dumps("+ss+")", "json.loads("+g.pick("'[1, 2.5, null, true]'", "'{\"a\": {\"b\": []}}'", "'{bad}'", "'[1,]'", "''", "'\"x'", "'nul'", "'{\"a\": 1} x'")+")",
		"list(itertools.zip_longest("+xs+", 'ab', fillvalue=0))", "list(itertools.product([0, 1], repeat=2))", "list(itertools.pairwise("+xs+"))", "list(itertools.takewhile(lambda x: x < 5, "+xs+"))", "operator.itemgetter(1)("+g.expr(kTuple, 1)+")", "functools.reduce(operator.add, "+xs+")",
		"statistics.mode("+ss+")", "statistics.quantiles("+xs+")", "statistics.pvariance("+xs+")", "string.ascii_lowercase[:5]", "re.fullmatch("+g.pattern()+", "+s+")", "[m.span() for m in re.finditer("+g.pattern()+", "+s+")]", "re.search(r'(\\w)(\\d)?', "+s+").groups()",
		"math.prod("+xs+")", "math.factorial(abs("+g.pick("5", "20", "-1")+"))", "math.log(0)", "math.sqrt(-1)", "list(itertools.combinations_with_replacement('ab', 2))", "functools.partial(int, base=2)('101')", "sorted("+ss+", key=functools.cmp_to_key(lambda a, b: len(a) - len(b)))"))
}

// errors are expressions that raise.
func (g *progGen) errors() {
	g.show(g.pick("1 / 0", "[][0]", "{}['k']", "int('x')", "'a' + 1", "None.x", "undefined_name", "len(5)", "[1] + (2,)", "'abc'.nope", "(1).real.foo", "int([])", "float('q')", "max([])", "next(iter([]))", "[1, 2].index(9)", "'a'.index('b')",
		"sum(['a'])", "sorted([1, 'a'])", "{[]: 1}", "dict([1])", "range(1.5)", "'%d' % 'x'", "'{}'.format()", "'{a}'.format(b=1)", "f'{1:zz}'", "chr(-1)", "ord('ab')", "[].pop()", "{}.popitem()", "set().pop()", "'x' * 'y'", "-'a'", "'a' < 1", "1()", "[1][1.0]", "'abc'['a']", "open", "abs('x')", "round('x')", "list(5)",
		"int('12', 99)", "bytes(-1)", "'é'.encode('ascii')", "b'\\xff'.decode()", "(lambda x: x)()", "(lambda: 0)(1)", "isinstance(1, 1)", "[1, 2, 3][::0]", "divmod(1, 0)", "2 ** 'a'", "5 % 0", "1 << -1", "zip(1)", "map(len)", "enumerate(5)", "reversed({1})", "sum([[1], [2]], [])", "sum('a')", "iter(5)", "hash([])", "setattr(1, 'x', 2)", "getattr(1, 'x')", "math.comb(-1, 2)", "date(2024, 13, 1)", "timedelta(days='x')", "json.loads('')", "re.compile('(')", "Counter(5)", "namedtuple('A', 'a a')"))
}

func (g *progGen) dataclass() {
	c := g.name("Rec")
	g.line("from dataclasses import dataclass, field, asdict, replace")
	g.line("@dataclass%s", g.pick("", "(order=True)", "(frozen=True)"))
	g.block("class "+c+":", func() {
		g.line("name: str")
		g.line("size: int = %s", g.pick("0", "1", "5"))
		g.line("tags: list = field(default_factory=list)")
	})
	g.show(g.pick(c+"('a')", c+"('a', 2) == "+c+"('a', 2)", c+"()", "asdict("+c+"('x', 3, [1]))", "replace("+c+"('x'), size=9)", c+"('a') < "+c+"('b')", c+"('a', 1, [], 4)", "(lambda r: setattr(r, 'size', 4) or r)("+c+"('m'))", c+"(name='k', bad=1)", "sorted(["+c+"('b'), "+c+"('a')], key=lambda r: r.name)"))
}

func (g *progGen) sorting() {
	g.show(g.pick("sorted("+g.expr(kStrs, 1)+", key=lambda w: (len(w), w))", "sorted("+g.variable(kDict)+".items(), key=lambda kv: (-kv[1], kv[0]))", "sorted([(2, 'b'), (1, 'z'), (2, 'a')])", "sorted("+g.expr(kStr, 1)+", reverse=True)[:5]",
		"sorted([3, 1, 2], key=lambda x: -x)", "max("+g.expr(kStrs, 1)+", key=len)", "min([(1, 'b'), (1, 'a')])", "sorted([[2], [1, 5], []])", "sorted([True, False, 2, 0.5])", "sorted("+g.expr(kStrs, 1)+", key=str.casefold)", "sorted({'b': 1, 'a': 2})", "sorted(["+g.shown(0)+", "+g.shown(0)+"])"))
}

func (g *progGen) formatting() {
	n := strconv.Itoa(2 + g.r.Intn(3))
	g.safely(func() {
		g.block("for k, v in "+g.expr(kDict, 1)+".items():", func() {
			g.line("%s", g.pick(`print(f"{k:<10}{v:>8,}")`, `print(f"{k!r:>8} | {v:06d}")`, `print("%-10s%5d" % (k, v))`, `print("{:^12}|{:+}".format(k, v))`, `print(f"{k:.`+n+`} {v / 3:.`+n+`f} {v:e}")`, `print(k.ljust(12, '.') + str(v).rjust(6))`))
		})
	})
}
