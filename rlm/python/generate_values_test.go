package python

import (
	"strings"
)

type maker = func() string
type sayer = func(format string, a ...maker)

// strings adds the ways to make a str.
func (g *progGen) strings(say sayer, i, f, s, xs, ss, m, t, small maker) {
	for _, n := range []string{"upper", "lower", "title", "capitalize", "swapcase", "strip", "lstrip", "rstrip", "casefold", "expandtabs"} {
		say("%s."+n+"()", s)
	}
	word := func() string { return g.pick("'a'", "' '", "'ab'", "'-'", "'é'", "'x'", "','") }
	width := func() string { return g.pick("0", "3", "5", "10", "20") }
	say("(%s + %s)", s, s)
	say("(%s * %s)", s, small)
	say("%s[%s:%s]", s, small, small)
	say("%s[::%s]", s, func() string { return g.pick("-1", "2", "3", "-2") })
	say("%s[%s]", s, small)
	say("%s.join(%s)", word, ss)
	say("%s.join(map(str, %s))", word, xs)
	say("%s.replace(%s, %s)", s, word, word)
	say("%s.replace(%s, %s, %s)", s, word, word, small)
	say("%s.strip(%s)", s, word)
	say("%s.center(%s, '*')", s, width)
	say("%s.ljust(%s, '.')", s, width)
	say("%s.rjust(%s)", s, width)
	say("%s.zfill(%s)", s, width)
	say("%s.split(%s)[%s]", s, word, small)
	say("%s.partition(%s)[%s]", s, word, func() string { return g.pick("0", "1", "2") })
	say("%s.rpartition(%s)[0]", s, word)
	say("%s.removeprefix(%s)", s, word)
	say("%s.removesuffix(%s)", s, word)
	say("str(%s)", func() string { return g.shown(1) })
	say("repr(%s)", s)
	say("repr(%s)", xs)
	say("str(%s)", f)
	say("repr(%s)", t)
	say("ascii(%s)", s)
	say("chr(%s %% 1000 + 33)", i)
	say("hex(%s)", i)
	say("bin(%s)", i)
	say("format(%s, %s)", i, g.intSpec)
	say("format(%s, %s)", f, g.floatSpec)
	say("format(%s, %s)", s, g.strSpec)
	say("'%%5d|%%-8s|%%.2f' %% (%s, %s, %s)", i, s, f)
	say("'%%s and %%r' %% (%s, %s)", s, s)
	say("'%%(a)s-%%(b)04d' %% {'a': %s, 'b': %s}", f, i)
	say("'{} {!r} {:>8}'.format(%s, %s, %s)", i, s, s)
	say("'{0}{1}{0}'.format(%s, %s)", s, i)
	say("'{n:,} {s[0]}'.format(n=%s, s=%s)", i, s)
	say("%s", g.fstring)
	say("%s", g.fstring)
	say("%s", g.fstring)
	say("%s[1]", t)
	say("max(%s, key=len, default='none')", ss)
	say("json.dumps(%s)", m)
	say("json.dumps(%s, ensure_ascii=False)", s)
	say("json.dumps({'l': %s, 'm': %s}, indent=2, sort_keys=True)", xs, m)
	say("re.sub(%s, %s, %s)", g.pattern, func() string { return g.pick("'_'", "r'<\\g<0>>'", "lambda m: m.group().upper()") }, s)
	say("textwrap.fill(%s, %s)", s, func() string { return g.pick("5", "10", "30") })
	say("textwrap.shorten(%s, 12)", s)
	say("%s.translate(str.maketrans('abc', 'xyz', 'e'))", s)
	say("''.join(sorted(%s))", s)
	say("''.join(reversed(%s))", s)
	say("(date(2024, 1, 31) + timedelta(days=%s)).strftime(%s)", func() string { return g.pick("0", "1", "29", "-31", "400") },
		func() string {
			return g.pick("'%%Y-%%m-%%d'", "'%%d %%B %%Y'", "'%%a %%b %%-d'", "'%%j/%%U'", "'%%A'")
		})
	say("str(timedelta(seconds=%s))", func() string { return g.pick("0", "59", "3661", "-1", "90000", "1.5") })
	say("%s.encode('utf-8').decode('utf-8')", s)
	say("str(%s.encode('utf-8'))", s)
	say("string.capwords(%s)", s)
	say("string.Template('$a and ${b}').substitute(a=%s, b=%s)", s, i)
	say("type(%s).__name__", func() string { return g.any(0) })
}

func (g *progGen) intSpec() string {
	return g.pick("''", "'d'", "'5'", "'05d'", "'<6'", "'^8'", "'+'", "' d'", "','", "'_'", "'x'", "'#x'", "'b'", "'#b'", "'o'", "'X'", "'e'", "'.2f'", "'%%'", "'c'", "'s'", "'*>10,'", "'+,d'", "'.3'", "'=+8'", "'08,'", "'n'", "'_x'", "'g'")
}

func (g *progGen) floatSpec() string {
	return g.pick("''", "'.2f'", "'10.3f'", "'<10.1f'", "'+.1f'", "','", "',.2f'", "'e'", "'.3e'", "'g'", "'.3g'", "'%%'", "'.1%%'", "'010.2f'", "'.0f'", "'#.0f'", "'E'", "'G'", "'_'", "'^12'", "'d'", "'.10'", "'n'", "' .2f'", "'*=10'", "'.15g'", "'.17g'")
}

func (g *progGen) strSpec() string {
	return g.pick("''", "'10'", "'<10'", "'>10'", "'^11'", "'*^11'", "'.3'", "'10.2'", "'s'", "'é>8'", "'05'", "'d'", "'=8'", "','", "'+'", "'-<4'")
}

// fstring is an f-string of two or three fields.
func (g *progGen) fstring() string {
	var b strings.Builder
	b.WriteString(`f"`)
	for range 1 + g.r.Intn(3) {
		b.WriteString(g.pick("", "a ", "{{x}} ", " | ", "é:"))
		spec := func(s string) string {
			s = strings.ReplaceAll(strings.Trim(s, "'"), "%%", "%")
			if s == "" {
				return ""
			}
			return ":" + s
		}
		if len(g.vars[kInts]) == 0 || len(g.vars[kFloat]) == 0 || len(g.vars[kBool]) == 0 {
			continue // nothing to show yet
		}
		switch g.r.Intn(8) {
		case 0:
			b.WriteString("{" + g.variable(kInt) + spec(g.intSpec()) + "}")
		case 1:
			b.WriteString("{" + g.variable(kFloat) + spec(g.floatSpec()) + "}")
		case 2:
			b.WriteString("{" + g.variable(kStr) + g.pick("", "!r", "!s", "!a") + spec(g.strSpec()) + "}")
		case 3:
			b.WriteString("{" + g.pick("v1", "v3", "v2") + g.pick("=", " = ", "=!s", "=:>10") + "}")
		case 4:
			b.WriteString("{" + g.variable(kStr) + ":>{" + g.pick("5", "12", "len(v3)") + "}}")
		case 5:
			b.WriteString("{" + g.variable(kInts) + "[0]}")
		case 6:
			b.WriteString("{" + g.variable(kFloat) + ":{8}.{" + g.pick("1", "2", "3") + "}f}")
		case 7:
			b.WriteString("{" + g.variable(kBool) + g.pick("", "!r", ":>6", ":d") + "}")
		}
	}
	return strings.ReplaceAll(b.String()+`"`, "\n", " ")
}

// containers adds the ways to make lists, dicts, sets and tuples.
func (g *progGen) containers(k kind, say sayer, i, s, xs, ss, m, set, t, c, small maker) {
	step := func() string { return g.pick("1", "2", "-1", "-2") }
	switch k {
	case kInts:
		say("[%s, %s]", i, i)
		say("(%s + %s)", xs, xs)
		say("(%s * %s)", xs, small)
		say("%s[%s:%s]", xs, small, small)
		say("%s[::%s]", xs, step)
		say("sorted(%s)", xs)
		say("sorted(%s, reverse=True)", xs)
		say("sorted(%s, key=lambda x: (x %% 3, -x))", xs)
		say("[x * %s for x in %s]", i, xs)
		say("[x for x in %s if x > %s]", xs, i)
		say("list(map(lambda x: x + %s, %s))", i, xs)
		say("list(filter(None, %s))", xs)
		say("list(reversed(%s))", xs)
		say("[ord(ch) for ch in %s]", s)
		say("[len(w) for w in %s]", ss)
		say("sorted(%s)", set)
		say("list(%s.values())", m)
		say("list(range(%s, %s, %s))", small, func() string { return g.pick("5", "8", "-3") }, step)
		say("[a * b for a, b in zip(%s, %s)]", xs, xs)
		say("list(itertools.accumulate(%s))", xs)
		say("list(itertools.chain(%s, %s))", xs, xs)
		say("list(itertools.islice(%s, %s))", xs, func() string { return g.pick("0", "2", "5") })
		say("[*%s, %s]", xs, i)
		say("[i for i, x in enumerate(%s) if x %% 2 == 0]", xs)
		say("list(dict.fromkeys(%s))", xs)
		say("[sum(p) for p in itertools.combinations(%s[:4], 2)]", xs)
		say("[len(list(gr)) for _, gr in itertools.groupby(%s)]", xs)
		say("[int(x) for x in re.findall(r'\\d+', %s)]", s)
		say("list(deque(%s, maxlen=3))", xs)
		say("[n for _, n in Counter(%s).most_common(3)]", s)
	case kStrs:
		say("[%s, %s]", s, s)
		say("%s.split()", s)
		say("%s.split(%s)", s, func() string { return g.pick("','", "' '", "'a'", "None", "''") })
		say("%s.rsplit(None, 1)", s)
		say("%s.split(' ', 1)", s)
		say("%s.splitlines()", s)
		say("%s.splitlines(True)", s)
		say("sorted(%s)", ss)
		say("sorted(%s, key=len)", ss)
		say("sorted(%s, key=str.lower, reverse=True)", ss)
		say("[w.upper() for w in %s]", ss)
		say("[w for w in %s if w]", ss)
		say("list(%s)", s)
		say("(%s + %s)", ss, ss)
		say("%s[%s:]", ss, small)
		say("[f'{k}={v}' for k, v in %s.items()]", m)
		say("re.split(%s, %s)", g.pattern, s)
		say("re.findall(r'[A-Za-z]+', %s)", s)
		say("list(map(str, %s))", xs)
		say("[a + b for a, b in itertools.product('ab', 'cd')]")
		say("textwrap.wrap(%s, 10)", s)
		say("list(%s)", m)
		say("[k for k, _ in sorted(%s.items(), key=lambda kv: (-kv[1], kv[0]))]", m)
		say("[''.join(p) for p in itertools.permutations(%s[:3])]", s)
	case kDict:
		say("{%s: %s}", s, i)
		say("{**%s, **%s}", m, m)
		say("(%s | %s)", m, m)
		say("{k: v + %s for k, v in %s.items()}", i, m)
		say("{w: len(w) for w in %s}", ss)
		say("dict(Counter(%s))", s)
		say("dict(zip(%s, %s))", ss, xs)
		say("dict(sorted(%s.items(), key=lambda kv: kv[1]))", m)
		say("json.loads(json.dumps(%s))", m)
		say("{k: v for k, v in %s.items() if v > %s}", m, i)
		say("dict.fromkeys(%s, %s)", ss, i)
		say("dict(Counter(%s) + Counter(%s))", m, m)
	case kSet:
		say("set(%s)", xs)
		for _, op := range []string{"|", "&", "-", "^"} {
			say("(%s "+op+" %s)", set, set)
		}
		say("%s.union(%s)", set, xs)
		say("{x %% 5 for x in %s}", xs)
		say("frozenset(%s)", xs)
		say("%s.intersection(%s)", set, xs)
	case kTuple:
		say("(%s, %s, 1.5)", i, s)
		say("tuple([%s, %s, 0.5])", i, s)
		say("%s[:2] + (2.0,)", t)
	}
}
