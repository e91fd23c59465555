package python

import (
	"fmt"
	"math/rand"
	"strings"
)

// A generator of programs makes what models write in REPLs, most of it valid: values of
// a few kinds, held in variables of those kinds, printed after every statement. Sets are
// printed sorted, since CPython's order is not that of insertion.
type progGen struct {
	r     *rand.Rand
	b     strings.Builder
	in    string
	vars  map[kind][]string
	count int
}

// The kinds of values that programs handle.
type kind int

const (
	kInt kind = iota
	kFloat
	kStr
	kBool
	kInts  // list of int
	kStrs  // list of str
	kDict  // str to int
	kSet   // of int
	kTuple // (int, str, float)
	kinds
)

func generateProgram(seed int64) string {
	g := &progGen{r: rand.New(rand.NewSource(seed)), vars: map[kind][]string{}}
	for k := range kinds {
		g.assign(k, 1)
	}
	for range 4 + g.r.Intn(8) {
		g.statement()
	}
	return imports(g.b.String()) + g.b.String()
}

// imports are those that a program needs.
func imports(src string) string {
	var b strings.Builder
	for _, m := range []string{"re", "json", "math", "itertools", "functools", "string", "textwrap", "statistics", "random", "operator"} {
		if strings.Contains(src, m+".") {
			b.WriteString("import " + m + "\n")
		}
	}
	for _, from := range []string{"collections Counter defaultdict deque namedtuple OrderedDict", "datetime datetime date timedelta"} {
		words := strings.Fields(from)
		for _, w := range words[1:] {
			if strings.Contains(src, w+"(") || strings.Contains(src, w+".") {
				b.WriteString("from " + words[0] + " import " + w + "\n")
			}
		}
	}
	return b.String()
}

func (g *progGen) line(format string, a ...any) {
	if len(a) > 0 {
		format = fmt.Sprintf(format, a...)
	}
	g.b.WriteString(g.in + format + "\n")
}

// block writes a header and an indented body.
func (g *progGen) block(header string, body func()) {
	g.line("%s", header)
	old := g.in
	g.in += "    "
	body()
	g.in = old
}

func (g *progGen) pick(of ...string) string { return of[g.r.Intn(len(of))] }
func (g *progGen) chance(n int) bool        { return g.r.Intn(n) == 0 }

func (g *progGen) name(prefix string) string {
	g.count++
	return fmt.Sprintf("%s%d", prefix, g.count)
}

// variable is a variable of a kind, or an expression if there is none.
func (g *progGen) variable(k kind) string {
	if vs := g.vars[k]; len(vs) > 0 {
		return vs[g.r.Intn(len(vs))]
	}
	return g.literal(k)
}

func (g *progGen) assign(k kind, depth int) {
	n := g.name("v")
	g.line("%s = %s", n, g.expr(k, depth))
	g.vars[k] = append(g.vars[k], n)
}

func (g *progGen) literal(k kind) string {
	switch k {
	case kInt:
		return g.pick("0", "1", "2", "3", "5", "7", "-1", "-4", "10", "42", "100", "255", "1000", "12345", "-987", "2**40", "10**20", "-10**25", "0x1f", "1_000_000")
	case kFloat:
		return g.pick("0.0", "1.0", "0.5", "-1.5", "3.14159", "2.675", "1e10", "1e-5", "123456.789", "0.1", "-0.0", "1e16", "1e22", "99.995", "1/3", "2/7", "float('inf')", "6.02e23", "1234567.0")
	case kStr:
		return g.pick(`""`, `"a"`, `"hello world"`, `"The Quick brown Fox"`, `"  padded  "`, `"a,b,,c"`, `"line one\nline two\r\nthree"`, `"naïve café"`, `"x=1; y=22; z=333"`,
			`"it's \"quoted\""`, `"12"`, `"3.5"`, `"-7"`, `"tab\there"`, `"ÄÖÜ straße"`, `"日本語テキスト"`, `"Revenue: $1,234.56 (2023-04-05)"`, `"apple banana apple cherry banana apple"`, `"😀 emoji"`, `"AbC123"`, `"\\path\\to"`)
	case kBool:
		return g.pick("True", "False")
	case kInts:
		return g.pick("[]", "[1]", "[3, 1, 2]", "[5, -3, 0, 8, 5]", "list(range(6))", "[10, 20, 30, 40]", "[1, 1, 2, 3, 5, 8, 13]", "list(range(10, 0, -3))", "([7] * 3)")
	case kStrs:
		return g.pick("[]", "['b', 'a', 'c']", "['apple', 'Banana', 'cherry']", "'one two three two'.split()", "['', 'x', 'yy']", "list('hello')", "['10', '9', '100']", "['é', 'e', 'z']")
	case kDict:
		return g.pick("{}", "{'a': 1}", "{'x': 10, 'y': -2, 'z': 5}", "dict(zip('abc', range(3)))", "{'k%d' % i: i * i for i in range(4)}", "{'é': 3, 'b c': 4}")
	case kSet:
		return g.pick("set()", "{1}", "{1, 2, 3}", "set(range(0, 9, 3))", "{5, 3, 8}", "set([2, 2, 4])")
	}
	return g.pick("(1, 'a', 2.5)", "(0, '', 0.0)", "(-3, 'xyz', 1e3)", "(7, 'q', -0.25)")
}

// any is an expression of any kind.
func (g *progGen) any(depth int) string { return g.expr(kind(g.r.Intn(int(kinds))), depth) }

// shown is any with sets sorted.
func (g *progGen) shown(depth int) string {
	k := kind(g.r.Intn(int(kinds)))
	if k == kSet {
		return "sorted(" + g.expr(k, depth) + ")"
	}
	return g.expr(k, depth)
}

func (g *progGen) expr(k kind, depth int) string {
	if depth <= 0 {
		if g.chance(2) {
			return g.variable(k)
		}
		return g.literal(k)
	}
	if g.chance(12) {
		return fmt.Sprintf("(%s if %s else %s)", g.expr(k, depth-1), g.expr(kBool, depth-1), g.expr(k, depth-1))
	}
	d := depth - 1
	i, f, s, c := func() string { return g.expr(kInt, d) }, func() string { return g.expr(kFloat, d) }, func() string { return g.expr(kStr, d) }, func() string { return g.expr(kBool, d) }
	xs, ss, m, set, t := func() string { return g.expr(kInts, d) }, func() string { return g.expr(kStrs, d) }, func() string { return g.expr(kDict, d) }, func() string { return g.expr(kSet, d) }, func() string { return g.expr(kTuple, d) }
	small := func() string { return g.pick("0", "1", "2", "3", "4", "-1", "-2") }
	var of []func() string
	say := func(format string, a ...func() string) {
		of = append(of, func() string {
			in := make([]any, len(a))
			for j, x := range a {
				in[j] = x()
			}
			return fmt.Sprintf(format, in...)
		})
	}
	switch k {
	case kInt:
		for _, op := range []string{"+", "-", "*", "//", "%", "&", "|", "^"} {
			say("(%s "+strings.ReplaceAll(op, "%", "%%")+" %s)", i, i)
		}
		say("(%s ** %s)", func() string { return g.pick("2", "-3", "10", "7") }, func() string { return g.pick("0", "1", "2", "5", "13") })
		say("(%s << %s)", i, small)
		say("(%s >> %s)", i, small)
		say("len(%s)", s)
		say("len(%s)", xs)
		say("len(%s)", m)
		say("len(%s)", set)
		say("sum(%s)", xs)
		say("max(%s, default=0)", xs)
		say("min(%s)", xs)
		say("abs(%s)", i)
		say("-%s", i)
		say("~%s", i)
		say("int(%s)", f)
		say("int(%s)", s)
		say("round(%s)", f)
		say("round(%s, -2)", i)
		say("%s[%s]", xs, small)
		say("%s[0]", t)
		say("%s.get(%s, %s)", m, s, i)
		say("%s[%s]", m, func() string { return g.pick("'a'", "'x'", "'k1'", "'nope'") })
		say("%s.count(%s)", s, func() string { return g.pick("'a'", "' '", "'e'", "''") })
		say("%s.find(%s)", s, func() string { return g.pick("'a'", "'o'", "'zz'", "''") })
		say("%s.index(%s)", s, func() string { return g.pick("'a'", "'l'", "'zz'") })
		say("%s.index(%s)", xs, i)
		say("%s.count(%s)", xs, i)
		say("ord(%s[%s])", s, small)
		say("divmod(%s, %s)[%s]", i, i, func() string { return g.pick("0", "1") })
		say("pow(%s, %s, %s)", i, func() string { return g.pick("2", "3", "10") }, func() string { return g.pick("7", "13", "1000") })
		say("(%s).bit_length()", i)
		say("math.gcd(%s, %s)", i, i)
		say("math.floor(%s)", f)
		say("math.ceil(%s)", f)
		say("math.comb(%s, %s)", func() string { return g.pick("5", "10", "20") }, func() string { return g.pick("0", "2", "7", "30") })
		say("math.isqrt(abs(%s))", i)
		say("functools.reduce(lambda a, b: a * 2 + b, %s, %s)", xs, i)
		say("sum(x * x for x in %s if x %% 2)", xs)
		say("sum(len(w) for w in %s)", ss)
		say("next((x for x in %s if x > %s), None)", xs, i)
		say("sum(%s.values())", m)
		say("(%s, %s)[%s]", i, i, c)
		say("(lambda a, b=%s: a + b)(%s)", i, i)
		say("int(%s)", c)
		say("len(re.findall(%s, %s))", g.pattern, s)
		say("(date(2024, 3, 1) - date(2023, %s, 5)).days", func() string { return g.pick("1", "2", "12") })
		say("sorted(%s)[%s]", xs, small)
	case kFloat:
		for _, op := range []string{"+", "-", "*", "/", "//", "%"} {
			say("(%s "+strings.ReplaceAll(op, "%", "%%")+" %s)", f, f)
		}
		say("(%s / %s)", i, i)
		say("(%s ** %s)", func() string { return g.pick("1.05", "2.0", "0.5", "1.5") }, func() string { return g.pick("2", "10", "0.5", "-3", "30") })
		say("round(%s, %s)", f, func() string { return g.pick("0", "1", "2", "3", "-1") })
		say("float(%s)", i)
		say("float(%s)", s)
		say("abs(%s)", f)
		say("math.sqrt(abs(%s))", f)
		say("math.log(abs(%s) + 1)", f)
		say("math.fsum(%s)", xs)
		say("statistics.mean(%s)", xs)
		say("statistics.median(%s)", xs)
		say("statistics.stdev(%s)", xs)
		say("sum(%s) / max(1, len(%s))", xs, xs)
		say("%s[2]", t)
		say("max(%s, %s)", f, f)
		say("timedelta(hours=%s, minutes=%s).total_seconds()", func() string { return g.pick("1", "2.5", "-3") }, small)
		say("math.exp(%s)", func() string { return g.pick("1", "0.5", "-2", "3.7") })
		say("math.hypot(%s, %s)", small, small)
	case kStr:
		g.strings(say, i, f, s, xs, ss, m, t, small)
	case kBool:
		for _, op := range []string{"==", "!=", "<", "<=", ">", ">="} {
			say("(%s "+op+" %s)", i, i)
			say("(%s "+op+" %s)", s, s)
			say("(%s "+op+" %s)", f, i)
		}
		say("(%s == %s)", xs, xs)
		say("(%s <= %s)", set, set)
		say("(%s < %s)", xs, xs)
		say("(%s in %s)", i, xs)
		say("(%s not in %s)", i, set)
		say("(%s in %s)", s, m)
		say("(%s in %s)", s, s)
		say("not %s", c)
		say("(%s and %s)", c, c)
		say("(%s or %s)", c, c)
		say("%s.startswith(%s)", s, func() string { return g.pick("'a'", "'h'", "('x', 'T')", "''") })
		say("%s.endswith(%s)", s, func() string { return g.pick("'d'", "'x'", "('c', 'e')") })
		for _, n := range []string{"isdigit", "isalpha", "isupper", "islower", "isspace", "isalnum", "istitle", "isidentifier", "isnumeric", "isascii"} {
			say("%s."+n+"()", s)
		}
		say("any(x > %s for x in %s)", i, xs)
		say("all(%s)", xs)
		say("bool(%s)", s)
		say("isinstance(%s, (int, str))", func() string { return g.any(d) })
		say("(1 < %s <= %s)", i, i)
		say("(%s is None)", i)
		say("bool(re.search(%s, %s))", g.pattern, s)
		say("math.isclose(%s, %s)", f, f)
		say("%s.isdisjoint(%s)", set, set)
		say("(%s < %s)", func() string { return g.any(d) }, func() string { return g.any(d) })
	default:
		g.containers(k, say, i, s, xs, ss, m, set, t, c, small)
	}
	return of[g.r.Intn(len(of))]()
}

// pattern is a regular expression.
func (g *progGen) pattern() string {
	return g.pick(`r'\d+'`, `r'\w+'`, `r'[aeiou]'`, `r'(\w)(\w)'`, `r'\b\w'`, `r'a|e'`, `r'\s+'`, `r'(?i)the'`, `r'^\w+'`, `r'(?P<k>\w)=(?P<v>\d+)'`, `r'[^a-z]+'`, `r'.$'`, `r'(an|pp)+'`)
}
